/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-count-private.h"

#include "domo-future.h"
#include "domo-lock-private.h"

_Thread_local DomoTally *domo_tally_here;

static DomoLock lock;
/* Under the lock: the tallies of all threads that have one, and the sum of those that have ended.
 */
static DomoTally *tallies;
static gint64 n_futures_of_ended;

/* The thread ends. One that handles futures even after this gets another tally, and comes here
 * again. */
static void
end_tally (gpointer data)
{
  DomoTally *self = data;

  domo_tally_here = NULL;
  domo_lock_acquire (&lock);
  n_futures_of_ended += atomic_load_explicit (&self->n_futures, memory_order_relaxed);
  if (self->previous != NULL)
    self->previous->next = self->next;
  else
    tallies = self->next;
  if (self->next != NULL)
    self->next->previous = self->previous;
  domo_lock_release (&lock);
  g_aligned_free (self);
}

/* Gives this thread its tally. */
DomoTally *
domo_tally_begin (void)
{
  static GPrivate key = G_PRIVATE_INIT (end_tally);
  DomoTally *self = g_aligned_alloc0 (1, sizeof *self, _Alignof(DomoTally));

  domo_lock_acquire (&lock);
  self->next = tallies;
  if (tallies != NULL)
    tallies->previous = self;
  tallies = self;
  domo_lock_release (&lock);
  g_private_set (&key, self);
  domo_tally_here = self;
  return self;
}

/**
 * domo_future_count_live:
 *
 * Counts the futures in this process that somebody still holds, pending or settled. A number that
 * grows and grows tells of a leak. May be called from any thread, but not for each message.
 *
 * Returns: their number; exact if no other thread makes or drops futures meanwhile
 *
 * Since: 0.1
 */
guint64
domo_future_count_live (void)
{
  gint64 n;

  domo_lock_acquire (&lock);
  n = n_futures_of_ended;
  for (DomoTally *tally = tallies; tally != NULL; tally = tally->next)
    n += atomic_load_explicit (&tally->n_futures, memory_order_relaxed);
  domo_lock_release (&lock);
  /* A future may be seen to be freed by one thread and not yet to be made by another. */
  return (guint64) MAX (n, 0);
}
