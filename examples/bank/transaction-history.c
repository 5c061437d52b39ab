/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transaction-history.h"

G_DEFINE_INTERFACE (DemoTransactionHistory, demo_transaction_history, DOMO_TYPE_PROTOCOL)

static void
demo_transaction_history_default_init (DemoTransactionHistoryInterface *iface)
{
  domo_protocol_add_ask (iface, "record", G_STRUCT_OFFSET (DemoTransactionHistoryInterface, record),
                         G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_VARIANT);
  domo_protocol_add_ask (iface, "list-entries",
                         G_STRUCT_OFFSET (DemoTransactionHistoryInterface, list_entries),
                         G_TYPE_VARIANT, 1, G_TYPE_UINT);
}

DomoFuture *
demo_transaction_history_record (DemoTransactionHistory *self, guint64 number, GVariant *entry)
{
  g_return_val_if_fail (DEMO_IS_TRANSACTION_HISTORY (self), NULL);

  return DEMO_TRANSACTION_HISTORY_GET_IFACE (self)->record (self, number, entry);
}

DomoFuture *
demo_transaction_history_list_entries (DemoTransactionHistory *self, guint limit)
{
  g_return_val_if_fail (DEMO_IS_TRANSACTION_HISTORY (self), NULL);

  return DEMO_TRANSACTION_HISTORY_GET_IFACE (self)->list_entries (self, limit);
}
