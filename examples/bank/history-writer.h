/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "transaction-history.h"

G_BEGIN_DECLS

/* An account's end of its history. What it writes is sent to the actor that keeps it, and
 * remembered until that has it: the actor may fail over an entry, and is then told it again. Only
 * for the code of the account that has it.
 */
typedef struct _HistoryWriter HistoryWriter;

/* Makes the history, a child of @account that knows @entries from the start; NULL is none. */
HistoryWriter *history_writer_new (DomoActor *account, GVariant *entries, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void history_writer_free (HistoryWriter *self);

/* Adds an entry, of which transaction-history.h tells. */
void history_writer_add (
    HistoryWriter *self, const char *what, gint64 change, gint64 balance, const char *note);

/* As demo_transaction_history_list_entries(). */
DomoFuture *history_writer_list (HistoryWriter *self, guint limit) G_GNUC_WARN_UNUSED_RESULT;

/* Waits for all entries, also those that the actor does not have yet. What it had is lost if it
 * does not answer: then there is one that says so.
 */
GVariant *history_writer_collect (HistoryWriter *self, gint64 balance) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HistoryWriter, history_writer_free)

G_END_DECLS
