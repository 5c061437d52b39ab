/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "notices.h"

G_DEFINE_INTERFACE (DemoNotices, demo_notices, DOMO_TYPE_PROTOCOL)

static void
demo_notices_default_init (DemoNoticesInterface *iface)
{
  domo_protocol_add_tell (iface, "show", G_STRUCT_OFFSET (DemoNoticesInterface, show), 1,
                          G_TYPE_STRING);
}

void
demo_notices_show (DemoNotices *self, const char *text)
{
  g_return_if_fail (DEMO_IS_NOTICES (self));

  DEMO_NOTICES_GET_IFACE (self)->show (self, text);
}
