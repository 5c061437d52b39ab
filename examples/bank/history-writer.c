/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "history-writer.h"

#include "account-supervisor.h"
#include "transaction-history-actor.h"

struct _HistoryWriter
{
  DomoActor *account;
  DemoTransactionHistory *history;

  /* Of GVariant: entries that the history may not have. They are numbered through, and @first is
   * the number of the oldest.
   */
  GQueue unheard;
  guint64 first;

  /* Whether one was refused that is not the oldest. */
  gboolean refused;
};

HistoryWriter *
history_writer_new (DomoActor *account, GVariant *entries, GError **error)
{
  g_autoptr (HistoryWriter) self = g_new0 (HistoryWriter, 1);
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TRANSACTION_HISTORY_TYPE_ACTOR, "entries", entries, NULL);

  self->account = account;
  self->first = entries != NULL ? g_variant_n_children (entries) : 0;

  /* It shares the account's supervisor. */
  domo_definition_set_keep_state (definition, TRUE);
  domo_definition_set_supervisor (definition, ACCOUNT_SUPERVISOR_NAME);
  self->history = domo_actor_child_for_definition (account, definition, error);
  return self->history != NULL ? g_steal_pointer (&self) : NULL;
}

void
history_writer_free (HistoryWriter *self)
{
  g_queue_clear_full (&self->unheard, (GDestroyNotify) g_variant_unref);
  g_clear_object (&self->history);
  g_free (self);
}

/* Sending. */

typedef struct
{
  HistoryWriter *self;
  guint64 number;
} Sent;

/* The history has that entry, and so all before it. */
static void
forget (HistoryWriter *self, guint64 number)
{
  for (; self->first <= number && self->unheard.length > 0; self->first++)
    g_variant_unref (g_queue_pop_head (&self->unheard));
}

static void send_entry (HistoryWriter *self, guint64 number, GVariant *entry);

static void
send_all (HistoryWriter *self)
{
  guint64 number = self->first;

  self->refused = FALSE;
  for (GList *link = self->unheard.head; link != NULL; link = link->next)
    send_entry (self, number++, link->data);
}

/* The history takes no entry before it has those before it. So one that it refuses is told again
 * when it has heard an older one, or with the oldest. When it has stopped, it will not hear any
 * more: the account is about to stop as well, or has collected them.
 */
static DomoFuture *
heard_cb (DomoFuture *settled, gpointer data)
{
  Sent *sent = data;
  HistoryWriter *self = sent->self;
  const GError *error = domo_future_get_error (settled);
  gboolean was_oldest = sent->number == self->first;

  if (g_error_matches (error, DOMO_ERROR, DOMO_ERROR_STOPPED))
    return NULL;

  if (error == NULL)
    forget (self, sent->number);
  else if (!was_oldest)
    self->refused = TRUE;

  if (error == NULL ? self->refused : was_oldest)
    send_all (self);
  return NULL;
}

/* The callback belongs to the account, and does not outlive its instance. */
static void
send_entry (HistoryWriter *self, guint64 number, GVariant *entry)
{
  Sent *sent = g_new (Sent, 1);

  *sent = (Sent){ .self = self, .number = number };
  domo_future_unref (
      domo_future_finally (demo_transaction_history_record (self->history, number, entry), heard_cb,
                           sent, g_free));
}

void
history_writer_add (
    HistoryWriter *self, const char *what, gint64 change, gint64 balance, const char *note)
{
  GVariant *entry = g_variant_ref_sink (
      g_variant_new (DEMO_TRANSACTION_ENTRY_FORMAT, what, change, balance, note));

  g_queue_push_tail (&self->unheard, entry);
  send_entry (self, self->first + self->unheard.length - 1, entry);
}

/* Reading. */

DomoFuture *
history_writer_list (HistoryWriter *self, guint limit)
{
  return demo_transaction_history_list_entries (self->history, limit);
}

GVariant *
history_writer_collect (HistoryWriter *self, gint64 balance)
{
  g_autoptr (GError) lost = NULL;
  g_autoptr (GVariant) heard = domo_await_variant (history_writer_list (self, 0), &lost);
  GVariantBuilder entries =
      G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (DEMO_TRANSACTION_ENTRIES_FORMAT));
  guint64 n_heard;

  if (heard == NULL)
    {
      domo_actor_log (self->account, G_LOG_LEVEL_MESSAGE, "A history is lost: %s", lost->message);
      g_variant_builder_add (&entries, DEMO_TRANSACTION_ENTRY_FORMAT, "carried over", balance,
                             balance, "earlier entries are lost");
      return g_variant_ref_sink (g_variant_builder_end (&entries));
    }

  n_heard = g_variant_n_children (heard);
  for (guint64 i = 0; i < n_heard; i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (heard, i);

      g_variant_builder_add_value (&entries, entry);
    }
  if (n_heard > 0)
    forget (self, n_heard - 1);
  for (GList *link = self->unheard.head; link != NULL; link = link->next)
    g_variant_builder_add_value (&entries, link->data);
  return g_variant_ref_sink (g_variant_builder_end (&entries));
}
