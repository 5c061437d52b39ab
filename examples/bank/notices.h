/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* The protocol of whoever shows the customer what happens by itself, while nobody has asked. */
#define DEMO_TYPE_NOTICES (demo_notices_get_type ())
G_DECLARE_INTERFACE (DemoNotices, demo_notices, DEMO, NOTICES, DomoProtocol)

struct _DemoNoticesInterface
{
  GTypeInterface parent_iface;

  void (*show) (DemoNotices *self, const char *text);
};

/* Shows a text of one line or several, without a line break at its end. */
void demo_notices_show (DemoNotices *self, const char *text);

G_END_DECLS
