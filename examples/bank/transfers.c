/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transfers.h"

G_DEFINE_INTERFACE (DemoTransfers, demo_transfers, DOMO_TYPE_PROTOCOL)

static void
demo_transfers_default_init (DemoTransfersInterface *iface)
{
  domo_protocol_add_ask (iface, "begin", G_STRUCT_OFFSET (DemoTransfersInterface, begin),
                         G_TYPE_UINT64, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT64);
  domo_protocol_add_ask (iface, "outcome", G_STRUCT_OFFSET (DemoTransfersInterface, outcome),
                         G_TYPE_STRING, 1, G_TYPE_UINT64);
  domo_protocol_set_method_flags (iface, "outcome", DOMO_METHOD_CONCURRENT);
  domo_protocol_add_ask (iface, "list-pending",
                         G_STRUCT_OFFSET (DemoTransfersInterface, list_pending), G_TYPE_STRV, 0);
  domo_protocol_add_ask (iface, "settle", G_STRUCT_OFFSET (DemoTransfersInterface, settle),
                         G_TYPE_STRING, 1, G_TYPE_INT64);
  domo_protocol_set_method_flags (iface, "settle", DOMO_METHOD_CONCURRENT);
  domo_protocol_add_ask (iface, "fail", G_STRUCT_OFFSET (DemoTransfersInterface, fail), G_TYPE_NONE,
                         0);
  domo_protocol_add_ask (iface, "rehearse", G_STRUCT_OFFSET (DemoTransfersInterface, rehearse),
                         G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

DomoFuture *
demo_transfers_begin (DemoTransfers *self, const char *from, const char *to, gint64 amount)
{
  g_return_val_if_fail (DEMO_IS_TRANSFERS (self), NULL);

  return DEMO_TRANSFERS_GET_IFACE (self)->begin (self, from, to, amount);
}

DomoFuture *
demo_transfers_outcome (DemoTransfers *self, guint64 id)
{
  g_return_val_if_fail (DEMO_IS_TRANSFERS (self), NULL);

  return DEMO_TRANSFERS_GET_IFACE (self)->outcome (self, id);
}

DomoFuture *
demo_transfers_list_pending (DemoTransfers *self)
{
  g_return_val_if_fail (DEMO_IS_TRANSFERS (self), NULL);

  return DEMO_TRANSFERS_GET_IFACE (self)->list_pending (self);
}

DomoFuture *
demo_transfers_settle (DemoTransfers *self, gint64 limit)
{
  g_return_val_if_fail (DEMO_IS_TRANSFERS (self), NULL);

  return DEMO_TRANSFERS_GET_IFACE (self)->settle (self, limit);
}

DomoFuture *
demo_transfers_fail (DemoTransfers *self)
{
  g_return_val_if_fail (DEMO_IS_TRANSFERS (self), NULL);

  return DEMO_TRANSFERS_GET_IFACE (self)->fail (self);
}

DomoFuture *
demo_transfers_rehearse (DemoTransfers *self, guint phase, guint times)
{
  g_return_val_if_fail (DEMO_IS_TRANSFERS (self), NULL);

  return DEMO_TRANSFERS_GET_IFACE (self)->rehearse (self, phase, times);
}
