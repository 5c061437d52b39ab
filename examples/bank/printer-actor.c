/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "printer-actor.h"

#include <stdio.h>

#include "notices.h"

struct _PrinterActor
{
  DomoActor parent_instance;
};

static void printer_actor_notices_init (DemoNoticesInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PrinterActor,
                               printer_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_NOTICES,
                                                      printer_actor_notices_init))

/* The batch may be waiting for its next line for long. */
static void
printer_actor_show (DemoNotices *notices, const char *text)
{
  printf ("%s\n", text);
  fflush (stdout);
}

static void
printer_actor_notices_init (DemoNoticesInterface *iface)
{
  iface->show = printer_actor_show;
}

static void
printer_actor_class_init (PrinterActorClass *klass)
{
}

static void
printer_actor_init (PrinterActor *self)
{
}
