/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "completer.h"

G_DEFINE_INTERFACE (DemoCompleter, demo_completer, DOMO_TYPE_PROTOCOL)

static void
demo_completer_default_init (DemoCompleterInterface *iface)
{
  domo_protocol_add_ask (iface, "complete", G_STRUCT_OFFSET (DemoCompleterInterface, complete),
                         G_TYPE_STRV, 2, G_TYPE_STRING, G_TYPE_STRING);
}

DomoFuture *
demo_completer_complete (DemoCompleter *self, const char *subject, const char *before)
{
  g_return_val_if_fail (DEMO_IS_COMPLETER (self), NULL);

  return DEMO_COMPLETER_GET_IFACE (self)->complete (self, subject, before);
}
