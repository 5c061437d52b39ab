/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transaction-history-actor.h"

#include "bank-error.h"
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

static DomoFuture *
transaction_history_actor_record (DemoTransactionHistory *history, guint64 number, GVariant *entry)
{
  TransactionHistoryActor *self = TRANSACTION_HISTORY_ACTOR (history);

  if (number > self->entries->len)
    return domo_future_new_error_printf (BANK_ERROR, BANK_ERROR_INVALID_STATE,
                                         "Entries before number %" G_GUINT64_FORMAT " are missing",
                                         number);

  if (number == self->entries->len)
    g_ptr_array_add (self->entries, g_variant_ref (entry));
  return domo_future_new_void ();
}

static GVariant *
copy_entries (TransactionHistoryActor *self, guint limit)
{
  guint first = limit > 0 && limit < self->entries->len ? self->entries->len - limit : 0;

  return g_variant_new_array (G_VARIANT_TYPE (DEMO_TRANSACTION_ENTRY_FORMAT),
                              (GVariant **) self->entries->pdata + first,
                              self->entries->len - first);
}

static DomoFuture *
transaction_history_actor_list_entries (DemoTransactionHistory *history, guint limit)
{
  return domo_future_new_variant (copy_entries (TRANSACTION_HISTORY_ACTOR (history), limit));
}

static void
transaction_history_actor_protocol_init (DemoTransactionHistoryInterface *iface)
{
  iface->record = transaction_history_actor_record;
  iface->list_entries = transaction_history_actor_list_entries;
}

static void
set_entries (TransactionHistoryActor *self, GVariant *entries)
{
  gsize n = entries != NULL ? g_variant_n_children (entries) : 0;

  g_ptr_array_set_size (self->entries, 0);
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (self->entries, g_variant_get_child_value (entries, i));
}

static GVariant *
transaction_history_actor_save_state (DomoActor *actor)
{
  return copy_entries (TRANSACTION_HISTORY_ACTOR (actor), 0);
}

static gboolean
transaction_history_actor_restore_state (DomoActor *actor, GVariant *state, GError **error)
{
  set_entries (TRANSACTION_HISTORY_ACTOR (actor), state);
  return TRUE;
}

/* "entries" is its only property. */
static void
transaction_history_actor_set_property (GObject *object,
                                        guint id,
                                        const GValue *value,
                                        GParamSpec *pspec)
{
  set_entries (TRANSACTION_HISTORY_ACTOR (object), g_value_get_variant (value));
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
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  DomoActorClass *actor_class = DOMO_ACTOR_CLASS (klass);

  object_class->set_property = transaction_history_actor_set_property;
  object_class->finalize = transaction_history_actor_finalize;
  actor_class->save_state = transaction_history_actor_save_state;
  actor_class->restore_state = transaction_history_actor_restore_state;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_variant ("entries", NULL, NULL,
                                                         G_VARIANT_TYPE (
                                                             DEMO_TRANSACTION_ENTRIES_FORMAT),
                                                         NULL, flags));
}

static void
transaction_history_actor_init (TransactionHistoryActor *self)
{
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
}
