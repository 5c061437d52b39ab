/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "teller.h"

G_DEFINE_INTERFACE (DemoTeller, demo_teller, DOMO_TYPE_PROTOCOL)

static void
demo_teller_default_init (DemoTellerInterface *iface)
{
  domo_protocol_add_ask (iface, "serve", G_STRUCT_OFFSET (DemoTellerInterface, serve),
                         G_TYPE_STRING, 1, G_TYPE_STRING);
}

DomoFuture *
demo_teller_serve (DemoTeller *self, const char *request)
{
  g_return_val_if_fail (DEMO_IS_TELLER (self), NULL);

  return DEMO_TELLER_GET_IFACE (self)->serve (self, request);
}
