/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transfer-party.h"

G_DEFINE_INTERFACE (DemoTransferParty, demo_transfer_party, DOMO_TYPE_PROTOCOL)

static void
demo_transfer_party_default_init (DemoTransferPartyInterface *iface)
{
  domo_protocol_add_ask (iface, "take", G_STRUCT_OFFSET (DemoTransferPartyInterface, take),
                         G_TYPE_INT64, 3, G_TYPE_UINT64, G_TYPE_INT64, G_TYPE_STRING);
  domo_protocol_add_ask (iface, "settle", G_STRUCT_OFFSET (DemoTransferPartyInterface, settle),
                         G_TYPE_NONE, 1, G_TYPE_UINT64);
  domo_protocol_add_ask (iface, "give-back",
                         G_STRUCT_OFFSET (DemoTransferPartyInterface, give_back), G_TYPE_INT64, 2,
                         G_TYPE_UINT64, G_TYPE_STRING);
  domo_protocol_add_ask (iface, "accept", G_STRUCT_OFFSET (DemoTransferPartyInterface, accept),
                         G_TYPE_INT64, 3, G_TYPE_UINT64, G_TYPE_INT64, G_TYPE_STRING);
  domo_protocol_add_ask (iface, "renounce", G_STRUCT_OFFSET (DemoTransferPartyInterface, renounce),
                         G_TYPE_BOOLEAN, 1, G_TYPE_UINT64);
}

DomoFuture *
demo_transfer_party_take (DemoTransferParty *self, guint64 id, gint64 amount, const char *to)
{
  g_return_val_if_fail (DEMO_IS_TRANSFER_PARTY (self), NULL);

  return DEMO_TRANSFER_PARTY_GET_IFACE (self)->take (self, id, amount, to);
}

DomoFuture *
demo_transfer_party_settle (DemoTransferParty *self, guint64 id)
{
  g_return_val_if_fail (DEMO_IS_TRANSFER_PARTY (self), NULL);

  return DEMO_TRANSFER_PARTY_GET_IFACE (self)->settle (self, id);
}

DomoFuture *
demo_transfer_party_give_back (DemoTransferParty *self, guint64 id, const char *why)
{
  g_return_val_if_fail (DEMO_IS_TRANSFER_PARTY (self), NULL);

  return DEMO_TRANSFER_PARTY_GET_IFACE (self)->give_back (self, id, why);
}

DomoFuture *
demo_transfer_party_accept (DemoTransferParty *self, guint64 id, gint64 amount, const char *from)
{
  g_return_val_if_fail (DEMO_IS_TRANSFER_PARTY (self), NULL);

  return DEMO_TRANSFER_PARTY_GET_IFACE (self)->accept (self, id, amount, from);
}

DomoFuture *
demo_transfer_party_renounce (DemoTransferParty *self, guint64 id)
{
  g_return_val_if_fail (DEMO_IS_TRANSFER_PARTY (self), NULL);

  return DEMO_TRANSFER_PARTY_GET_IFACE (self)->renounce (self, id);
}
