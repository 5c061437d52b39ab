/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* The protocol of one account, for the coordinator of transfers. Every message names the transfer,
 * and may be sent again by who has not heard the answer: it counts once. See account-book.h for
 * which of them rules out which.
 */
#define DEMO_TYPE_TRANSFER_PARTY (demo_transfer_party_get_type ())
G_DECLARE_INTERFACE (DemoTransferParty, demo_transfer_party, DEMO, TRANSFER_PARTY, DomoProtocol)

struct _DemoTransferPartyInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*take) (DemoTransferParty *self, guint64 id, gint64 amount, const char *to);
  DomoFuture *(*settle) (DemoTransferParty *self, guint64 id);
  DomoFuture *(*give_back) (DemoTransferParty *self, guint64 id, const char *why);
  DomoFuture *(*accept) (DemoTransferParty *self, guint64 id, gint64 amount, const char *from);
  DomoFuture *(*renounce) (DemoTransferParty *self, guint64 id);
};

/* Pays out; answers the balance. */
DomoFuture *demo_transfer_party_take (DemoTransferParty *self,
                                      guint64 id,
                                      gint64 amount,
                                      const char *to) G_GNUC_WARN_UNUSED_RESULT;

/* Hears that the other side has the money. */
DomoFuture *demo_transfer_party_settle (DemoTransferParty *self, guint64 id)
    G_GNUC_WARN_UNUSED_RESULT;

/* Takes back what it has paid out, and writes down why. Answers how much that was: 0 if it had paid
 * out nothing, and now never will.
 */
DomoFuture *demo_transfer_party_give_back (DemoTransferParty *self, guint64 id, const char *why)
    G_GNUC_WARN_UNUSED_RESULT;

/* Pays in; answers the balance. */
DomoFuture *demo_transfer_party_accept (DemoTransferParty *self,
                                        guint64 id,
                                        gint64 amount,
                                        const char *from) G_GNUC_WARN_UNUSED_RESULT;

/* Promises never to accept it; answers FALSE if it has. */
DomoFuture *demo_transfer_party_renounce (DemoTransferParty *self, guint64 id)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
