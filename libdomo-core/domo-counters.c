/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-counters-private.h"

#include "domo-mailbox-private.h"

/* Counting what becomes of messages. All counters are relaxed: nothing is published through them.
 */

G_DEFINE_BOXED_TYPE (DomoCounters, domo_counters, domo_counters_copy, domo_counters_free)

/**
 * domo_counters_copy:
 * @self: counters
 *
 * Copies counters.
 *
 * Returns: (transfer full): the copy
 *
 * Since: 0.1
 */
DomoCounters *
domo_counters_copy (const DomoCounters *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_memdup2 (self, sizeof *self);
}

/**
 * domo_counters_free:
 * @self: (transfer full): what [method@DomoCore.Counters.copy] answered
 *
 * Frees counters.
 *
 * Since: 0.1
 */
void
domo_counters_free (DomoCounters *self)
{
  g_free (self);
}

/* A call that the turn does not count while it sorts: it came to a mailbox, or too late. */
void
domo_counters_add_sent (DomoProxy *proxy)
{
  atomic_fetch_add_explicit (&proxy->inbox.n_calls, 1, memory_order_relaxed);
}

void
domo_counters_add_dead_letter (DomoProxy *proxy, DomoDeadLetterReason reason)
{
  DomoMailbox *mailbox = domo_mailbox_of (proxy);

  atomic_fetch_add_explicit (&proxy->n_dead_letters, 1, memory_order_relaxed);
  if (mailbox != NULL)
    domo_mailbox_count (mailbox, reason);
}

/* What is known without asking the mailbox. */
static void
read_counts (DomoProxy *proxy, DomoCounters *counters)
{
  DomoMailbox *mailbox = domo_mailbox_of (proxy);

  *counters = (DomoCounters){ 0 };
  if (mailbox != NULL)
    domo_mailbox_get_counts (mailbox, &counters->dropped, &counters->rejected);
  counters->handled = atomic_load_explicit (&proxy->n_handled, memory_order_relaxed);
  counters->dead_letters = atomic_load_explicit (&proxy->n_dead_letters, memory_order_relaxed);
  counters->stashed = atomic_load_explicit (&proxy->n_stashed, memory_order_relaxed);
  counters->in_hand = atomic_load_explicit (&proxy->has_call, memory_order_relaxed);
  /* Last: it never falls, so what became of them is not more than came. */
  counters->accepted = atomic_load_explicit (&proxy->inbox.n_calls, memory_order_relaxed);
}

/* Any thread. */
void
domo_counters_read (DomoProxy *proxy, DomoCounters *counters)
{
  DomoMailbox *mailbox = domo_mailbox_of (proxy);
  guint64 elsewhere;

  read_counts (proxy, counters);
  elsewhere = counters->handled + counters->dead_letters + counters->stashed + counters->in_hand;
  if (mailbox != NULL)
    counters->queued = domo_mailbox_get_size (mailbox);
  else
    /* An inbox is not counted on the way out. */
    counters->queued = counters->accepted - MIN (elsewhere, counters->accepted);
}

static void
add (DomoCounters *self, const DomoCounters *other)
{
  self->accepted += other->accepted;
  self->handled += other->handled;
  self->dead_letters += other->dead_letters;
  self->queued += other->queued;
  self->stashed += other->stashed;
  self->in_hand += other->in_hand;
  self->dropped += other->dropped;
  self->rejected += other->rejected;
}

/* Enters an actor that has ended, and left its siblings, into the list of those. */
void
domo_counters_keep_ended_locked (DomoProxy *proxy)
{
  DomoRuntime *runtime = proxy->runtime;

  proxy->previous_sibling = NULL;
  proxy->next_sibling = runtime->ended;
  if (runtime->ended != NULL)
    runtime->ended->previous_sibling = proxy;
  runtime->ended = proxy;
}

/* Nobody can send to it any more: what it has counted is final. */
void
domo_counters_forget_ended (DomoProxy *proxy)
{
  DomoRuntime *runtime = proxy->runtime;
  DomoCounters counters;

  read_counts (proxy, &counters);
  domo_lock_acquire (&runtime->lock);
  add (&runtime->past, &counters);
  if (proxy->previous_sibling != NULL)
    proxy->previous_sibling->next_sibling = proxy->next_sibling;
  else
    runtime->ended = proxy->next_sibling;
  if (proxy->next_sibling != NULL)
    proxy->next_sibling->previous_sibling = proxy->previous_sibling;
  domo_lock_release (&runtime->lock);
}

/* The sum over all actors that the stage has ever had. Any thread. */
void
domo_runtime_get_counters (DomoRuntime *self, DomoCounters *counters)
{
  g_autoptr (GPtrArray) actors = g_ptr_array_new_with_free_func (g_object_unref);
  DomoCounters some;
  GHashTableIter iter;
  gpointer address;

  domo_lock_acquire (&self->lock);
  *counters = self->past;
  for (DomoProxy *proxy = self->ended; proxy != NULL; proxy = proxy->next_sibling)
    {
      read_counts (proxy, &some);
      add (counters, &some);
    }
  g_hash_table_iter_init (&iter, self->directory);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    g_ptr_array_add (actors, g_object_ref (domo_proxy_from_address (address)));
  domo_lock_release (&self->lock);
  /* These have mailboxes that must be asked, under no lock. */
  for (guint i = 0; i < actors->len; i++)
    {
      domo_counters_read (g_ptr_array_index (actors, i), &some);
      add (counters, &some);
      /* The reference may be the last, which whoever frees the actor cannot see. */
      domo_tsan_release (g_ptr_array_index (actors, i));
    }
}
