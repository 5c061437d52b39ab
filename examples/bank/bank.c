/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bank.h"

G_DEFINE_INTERFACE (DemoBank, demo_bank, DOMO_TYPE_PROTOCOL)

static void
demo_bank_default_init (DemoBankInterface *iface)
{
  domo_protocol_add_ask (iface, "open-account", G_STRUCT_OFFSET (DemoBankInterface, open_account),
                         DEMO_TYPE_ACCOUNT, 3, G_TYPE_STRING, DEMO_TYPE_ACCOUNT_KIND, G_TYPE_INT64);
  domo_protocol_add_ask (iface, "find-account", G_STRUCT_OFFSET (DemoBankInterface, find_account),
                         DEMO_TYPE_ACCOUNT, 1, G_TYPE_STRING);
  domo_protocol_add_ask (iface, "list-accounts", G_STRUCT_OFFSET (DemoBankInterface, list_accounts),
                         G_TYPE_VARIANT, 0);
  domo_protocol_set_method_flags (iface, "list-accounts", DOMO_METHOD_CONCURRENT);
  domo_protocol_add_ask (iface, "fail", G_STRUCT_OFFSET (DemoBankInterface, fail), G_TYPE_NONE, 0);
}

DomoFuture *
demo_bank_open_account (DemoBank *self,
                        const char *owner,
                        DemoAccountKind kind,
                        gint64 opening_balance)
{
  g_return_val_if_fail (DEMO_IS_BANK (self), NULL);

  return DEMO_BANK_GET_IFACE (self)->open_account (self, owner, kind, opening_balance);
}

DomoFuture *
demo_bank_find_account (DemoBank *self, const char *number)
{
  g_return_val_if_fail (DEMO_IS_BANK (self), NULL);

  return DEMO_BANK_GET_IFACE (self)->find_account (self, number);
}

DomoFuture *
demo_bank_list_accounts (DemoBank *self)
{
  g_return_val_if_fail (DEMO_IS_BANK (self), NULL);

  return DEMO_BANK_GET_IFACE (self)->list_accounts (self);
}

DomoFuture *
demo_bank_fail (DemoBank *self)
{
  g_return_val_if_fail (DEMO_IS_BANK (self), NULL);

  return DEMO_BANK_GET_IFACE (self)->fail (self);
}
