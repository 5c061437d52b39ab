/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-scheduler.h>

#include "transfer.h"

G_BEGIN_DECLS

/* The transfers the coordinator knows, in order of their numbers: all that are under way, and the
 * last ones that are over, for who still asks.
 */
typedef struct _TransferTable TransferTable;

typedef struct
{
  Transfer *transfer;

  /* What does not outlive the instance. */
  GPtrArray *waiters;      /* of DomoPromise: who waits for news of it */
  DomoScheduled *pause;    /* until its step is due, if that is not now */
  DomoScheduled *time_out; /* when its step has taken too long */
} TransferRecord;

TransferTable *transfer_table_new (void) G_GNUC_WARN_UNUSED_RESULT;
void transfer_table_free (TransferTable *self);

/* Adds a transfer under the next number. */
TransferRecord *transfer_table_add (
    TransferTable *self, const char *from, const char *to, gint64 amount, const char *request);
TransferRecord *transfer_table_find (TransferTable *self, guint64 id);
/* Of TransferRecord: those under way (transfer container). */
GPtrArray *transfer_table_list_open (TransferTable *self) G_GNUC_WARN_UNUSED_RESULT;
guint transfer_table_count_open (TransferTable *self);
/* Notes that a transfer is over. Older ones that are may be forgotten. */
void transfer_table_close (TransferTable *self, TransferRecord *record);

/* Forgets what was scheduled for it. */
void transfer_record_clear_alarms (TransferRecord *self);
/* Answers a future for one more who waits for news, to be settled with a string. */
DomoFuture *transfer_record_add_waiter (TransferRecord *self) G_GNUC_WARN_UNUSED_RESULT;
/* Takes those who wait for news. */
GPtrArray *transfer_record_steal_waiters (TransferRecord *self) G_GNUC_WARN_UNUSED_RESULT;

/* All of it as a floating variant of that format, and a table made from one. */
#define TRANSFER_TABLE_FORMAT "(ta" TRANSFER_FORMAT ")"
GVariant *transfer_table_save (TransferTable *self);
TransferTable *transfer_table_restore (GVariant *state) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TransferTable, transfer_table_free)

G_END_DECLS
