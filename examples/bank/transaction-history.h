/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* An entry: what happened, the amount, the balance after it. */
#define DEMO_TRANSACTION_ENTRY_FORMAT   "(sxx)"
#define DEMO_TRANSACTION_ENTRIES_FORMAT "a" DEMO_TRANSACTION_ENTRY_FORMAT

/* The protocol of what an account has seen. */
#define DEMO_TYPE_TRANSACTION_HISTORY (demo_transaction_history_get_type ())
G_DECLARE_INTERFACE (
    DemoTransactionHistory, demo_transaction_history, DEMO, TRANSACTION_HISTORY, DomoProtocol)

struct _DemoTransactionHistoryInterface
{
  GTypeInterface parent_iface;

  void (*record) (DemoTransactionHistory *self, const char *what, gint64 amount, gint64 balance);
  DomoFuture *(*list_entries) (DemoTransactionHistory *self);
};

/* Adds an entry at the end. */
void demo_transaction_history_record (DemoTransactionHistory *self,
                                      const char *what,
                                      gint64 amount,
                                      gint64 balance);

/* Answers a variant of DEMO_TRANSACTION_ENTRIES_FORMAT, the oldest entry first. */
DomoFuture *demo_transaction_history_list_entries (DemoTransactionHistory *self)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
