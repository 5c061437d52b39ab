/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transaction-history-actor.h"

#include "transaction-history.h"

struct _TransactionHistoryActor
{
  DomoActor parent_instance;

  /* Of GVariant, each one an entry. */
  GPtrArray *entries;
};

static void transaction_history_actor_protocol_init (DemoTransactionHistoryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TransactionHistoryActor,
                               transaction_history_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_TRANSACTION_HISTORY,
                                                      transaction_history_actor_protocol_init))

static void
transaction_history_actor_record (DemoTransactionHistory *history,
                                  const char *what,
                                  gint64 amount,
                                  gint64 balance)
{
  TransactionHistoryActor *self = TRANSACTION_HISTORY_ACTOR (history);
  GVariant *entry = g_variant_new (DEMO_TRANSACTION_ENTRY_FORMAT, what, amount, balance);

  g_ptr_array_add (self->entries, g_variant_ref_sink (entry));
}

static DomoFuture *
transaction_history_actor_list_entries (DemoTransactionHistory *history)
{
  TransactionHistoryActor *self = TRANSACTION_HISTORY_ACTOR (history);
  GVariantBuilder entries;

  g_variant_builder_init (&entries, G_VARIANT_TYPE (DEMO_TRANSACTION_ENTRIES_FORMAT));
  for (guint i = 0; i < self->entries->len; i++)
    g_variant_builder_add_value (&entries, g_ptr_array_index (self->entries, i));

  return domo_future_new_variant (g_variant_builder_end (&entries));
}

static void
transaction_history_actor_protocol_init (DemoTransactionHistoryInterface *iface)
{
  iface->record = transaction_history_actor_record;
  iface->list_entries = transaction_history_actor_list_entries;
}

static void
transaction_history_actor_finalize (GObject *object)
{
  TransactionHistoryActor *self = TRANSACTION_HISTORY_ACTOR (object);

  g_ptr_array_unref (self->entries);

  G_OBJECT_CLASS (transaction_history_actor_parent_class)->finalize (object);
}

static void
transaction_history_actor_class_init (TransactionHistoryActorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = transaction_history_actor_finalize;
}

static void
transaction_history_actor_init (TransactionHistoryActor *self)
{
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
}
