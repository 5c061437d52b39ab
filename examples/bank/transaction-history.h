/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* An entry: what happened, by how much that changed the balance, the balance after it, and a note
 * where there is more to say. So the balance can be computed again from the entries alone.
 */
#define DEMO_TRANSACTION_ENTRY_FORMAT   "(sxxs)"
#define DEMO_TRANSACTION_ENTRIES_FORMAT "a" DEMO_TRANSACTION_ENTRY_FORMAT

/* The protocol of what an account has seen. */
#define DEMO_TYPE_TRANSACTION_HISTORY (demo_transaction_history_get_type ())
G_DECLARE_INTERFACE (
    DemoTransactionHistory, demo_transaction_history, DEMO, TRANSACTION_HISTORY, DomoProtocol)

struct _DemoTransactionHistoryInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*record) (DemoTransactionHistory *self, guint64 number, GVariant *entry);
  DomoFuture *(*list_entries) (DemoTransactionHistory *self, guint limit);
};

/* Adds an entry, of DEMO_TRANSACTION_ENTRY_FORMAT. They are numbered from 0: one that is there
 * already is not added again, and one before which others are missing is refused.
 */
DomoFuture *demo_transaction_history_record (DemoTransactionHistory *self,
                                             guint64 number,
                                             GVariant *entry) G_GNUC_WARN_UNUSED_RESULT;

/* Answers a variant of DEMO_TRANSACTION_ENTRIES_FORMAT, the oldest entry first: the last @limit
 * entries, or all for 0.
 */
DomoFuture *demo_transaction_history_list_entries (DemoTransactionHistory *self, guint limit)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
