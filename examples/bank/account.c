/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "account.h"

G_DEFINE_ENUM_TYPE (DemoAccountKind,
                    demo_account_kind,
                    G_DEFINE_ENUM_VALUE (DEMO_ACCOUNT_KIND_CHECKING, "checking"),
                    G_DEFINE_ENUM_VALUE (DEMO_ACCOUNT_KIND_SAVINGS, "savings"))

G_DEFINE_ENUM_TYPE (DemoRehearsal,
                    demo_rehearsal,
                    G_DEFINE_ENUM_VALUE (DEMO_REHEARSAL_FAIL, "fail"),
                    G_DEFINE_ENUM_VALUE (DEMO_REHEARSAL_BREAK, "break"),
                    G_DEFINE_ENUM_VALUE (DEMO_REHEARSAL_HANG, "hang"),
                    G_DEFINE_ENUM_VALUE (DEMO_REHEARSAL_REJECT, "reject"))

G_DEFINE_INTERFACE (DemoAccount, demo_account, DOMO_TYPE_PROTOCOL)

static void
demo_account_default_init (DemoAccountInterface *iface)
{
  domo_protocol_add_ask (iface, "deposit", G_STRUCT_OFFSET (DemoAccountInterface, deposit),
                         G_TYPE_INT64, 1, G_TYPE_INT64);
  domo_protocol_add_ask (iface, "withdraw", G_STRUCT_OFFSET (DemoAccountInterface, withdraw),
                         G_TYPE_INT64, 1, G_TYPE_INT64);
  domo_protocol_add_ask (iface, "close", G_STRUCT_OFFSET (DemoAccountInterface, close), G_TYPE_NONE,
                         0);
  domo_protocol_add_ask (iface, "summarize", G_STRUCT_OFFSET (DemoAccountInterface, summarize),
                         G_TYPE_VARIANT, 0);
  domo_protocol_add_ask (iface, "list-transactions",
                         G_STRUCT_OFFSET (DemoAccountInterface, list_transactions), G_TYPE_VARIANT,
                         1, G_TYPE_UINT);
  domo_protocol_add_ask (iface, "fail", G_STRUCT_OFFSET (DemoAccountInterface, fail), G_TYPE_NONE,
                         0);
  domo_protocol_add_ask (iface, "rehearse", G_STRUCT_OFFSET (DemoAccountInterface, rehearse),
                         G_TYPE_NONE, 2, DEMO_TYPE_REHEARSAL, G_TYPE_UINT);
}

DomoFuture *
demo_account_deposit (DemoAccount *self, gint64 amount)
{
  g_return_val_if_fail (DEMO_IS_ACCOUNT (self), NULL);

  return DEMO_ACCOUNT_GET_IFACE (self)->deposit (self, amount);
}

DomoFuture *
demo_account_withdraw (DemoAccount *self, gint64 amount)
{
  g_return_val_if_fail (DEMO_IS_ACCOUNT (self), NULL);

  return DEMO_ACCOUNT_GET_IFACE (self)->withdraw (self, amount);
}

DomoFuture *
demo_account_close (DemoAccount *self)
{
  g_return_val_if_fail (DEMO_IS_ACCOUNT (self), NULL);

  return DEMO_ACCOUNT_GET_IFACE (self)->close (self);
}

DomoFuture *
demo_account_summarize (DemoAccount *self)
{
  g_return_val_if_fail (DEMO_IS_ACCOUNT (self), NULL);

  return DEMO_ACCOUNT_GET_IFACE (self)->summarize (self);
}

DomoFuture *
demo_account_list_transactions (DemoAccount *self, guint limit)
{
  g_return_val_if_fail (DEMO_IS_ACCOUNT (self), NULL);

  return DEMO_ACCOUNT_GET_IFACE (self)->list_transactions (self, limit);
}

DomoFuture *
demo_account_fail (DemoAccount *self)
{
  g_return_val_if_fail (DEMO_IS_ACCOUNT (self), NULL);

  return DEMO_ACCOUNT_GET_IFACE (self)->fail (self);
}

DomoFuture *
demo_account_rehearse (DemoAccount *self, DemoRehearsal what, guint times)
{
  g_return_val_if_fail (DEMO_IS_ACCOUNT (self), NULL);

  return DEMO_ACCOUNT_GET_IFACE (self)->rehearse (self, what, times);
}
