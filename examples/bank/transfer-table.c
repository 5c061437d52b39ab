/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transfer-table.h"

#define MAX_OVER 1000

struct _TransferTable
{
  guint64 last_id;

  /* Of TransferRecord, by the transfer's number. */
  GHashTable *records;

  /* Of the same: under way, in order of their numbers, and over, the oldest first. */
  GTree *open;
  GQueue over;
};

static void
transfer_record_free (gpointer data)
{
  TransferRecord *self = data;

  transfer_record_clear_alarms (self);
  g_ptr_array_unref (self->waiters);
  transfer_free (self->transfer);
  g_free (self);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  guint64 first = *(const guint64 *) a;
  guint64 second = *(const guint64 *) b;

  return first < second ? -1 : first > second;
}

TransferTable *
transfer_table_new (void)
{
  TransferTable *self = g_new0 (TransferTable, 1);

  self->records = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, transfer_record_free);
  self->open = g_tree_new (compare_ids);
  return self;
}

void
transfer_table_free (TransferTable *self)
{
  g_tree_unref (self->open);
  g_queue_clear (&self->over);
  g_hash_table_unref (self->records);
  g_free (self);
}

static GPtrArray *
new_waiters (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) domo_promise_unref);
}

static TransferRecord *
add (TransferTable *self, Transfer *transfer)
{
  TransferRecord *record = g_new0 (TransferRecord, 1);

  record->transfer = transfer;
  record->waiters = new_waiters ();
  g_hash_table_insert (self->records, &transfer->id, record);
  g_tree_insert (self->open, &transfer->id, record);
  return record;
}

TransferRecord *
transfer_table_add (
    TransferTable *self, const char *from, const char *to, gint64 amount, const char *request)
{
  return add (self, transfer_new (++self->last_id, from, to, amount, request));
}

TransferRecord *
transfer_table_find (TransferTable *self, guint64 id)
{
  return g_hash_table_lookup (self->records, &id);
}

GPtrArray *
transfer_table_list_open (TransferTable *self)
{
  GPtrArray *list = g_ptr_array_new ();

  for (GTreeNode *node = g_tree_node_first (self->open); node != NULL;
       node = g_tree_node_next (node))
    g_ptr_array_add (list, g_tree_node_value (node));
  return list;
}

guint
transfer_table_count_open (TransferTable *self)
{
  return g_tree_nnodes (self->open);
}

void
transfer_table_close (TransferTable *self, TransferRecord *record)
{
  g_tree_remove (self->open, &record->transfer->id);
  g_queue_push_tail (&self->over, record);
  while (self->over.length > MAX_OVER)
    {
      TransferRecord *oldest = g_queue_pop_head (&self->over);

      g_hash_table_remove (self->records, &oldest->transfer->id);
    }
}

static void
clear_alarm (DomoScheduled **alarm)
{
  if (*alarm != NULL)
    domo_scheduled_cancel (*alarm);
  g_clear_pointer (alarm, domo_scheduled_unref);
}

void
transfer_record_clear_alarms (TransferRecord *self)
{
  clear_alarm (&self->pause);
  clear_alarm (&self->time_out);
}

DomoFuture *
transfer_record_add_waiter (TransferRecord *self)
{
  DomoPromise *promise = domo_promise_new ();

  g_ptr_array_add (self->waiters, promise);
  return domo_promise_get_future (promise);
}

GPtrArray *
transfer_record_steal_waiters (TransferRecord *self)
{
  GPtrArray *waiters = self->waiters;

  self->waiters = new_waiters ();
  return waiters;
}

GVariant *
transfer_table_save (TransferTable *self)
{
  GVariantBuilder transfers = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a" TRANSFER_FORMAT));

  for (GList *link = self->over.head; link != NULL; link = link->next)
    g_variant_builder_add_value (&transfers,
                                 transfer_save (((TransferRecord *) link->data)->transfer));
  for (GTreeNode *node = g_tree_node_first (self->open); node != NULL;
       node = g_tree_node_next (node))
    g_variant_builder_add_value (&transfers,
                                 transfer_save (
                                     ((TransferRecord *) g_tree_node_value (node))->transfer));
  return g_variant_new (TRANSFER_TABLE_FORMAT, self->last_id, &transfers);
}

TransferTable *
transfer_table_restore (GVariant *state)
{
  TransferTable *self = transfer_table_new ();
  g_autoptr (GVariant) transfers = NULL;
  gsize n;

  g_variant_get (state, "(t@a" TRANSFER_FORMAT ")", &self->last_id, &transfers);
  n = g_variant_n_children (transfers);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (transfers, i);
      TransferRecord *record = add (self, transfer_restore (child));

      if (transfer_is_over (record->transfer))
        transfer_table_close (self, record);
    }
  return self;
}
