/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-agenda-private.h"

/**
 * DomoScheduled:
 *
 * Something that a [class@DomoScheduler.Scheduler] will do, once or again and again.
 *
 * It is active until it has been done for the last time, or is cancelled: by
 * [method@DomoScheduler.Scheduled.cancel], by a [class@Gio.Cancellable], when the actor that asked
 * for it stops or is restarted, or when the stage begins to close. To drop it does not cancel it.
 *
 * All its functions may be called from any thread.
 */

G_DEFINE_BOXED_TYPE (DomoScheduled, domo_scheduled, domo_scheduled_ref, domo_scheduled_unref)

/**
 * domo_scheduled_ref:
 * @self: something scheduled
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoScheduled *
domo_scheduled_ref (DomoScheduled *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * domo_scheduled_unref:
 * @self: (transfer full): something scheduled
 *
 * Drops a reference. That does not cancel it.
 *
 * Since: 0.1
 */
void
domo_scheduled_unref (DomoScheduled *self)
{
  g_return_if_fail (self != NULL);

  /* acq_rel: each drop pairs with the last, which frees. Who finds itself alone, and has acquired
   * what the others did, can spare the drop. */
  if (atomic_load_explicit (&self->ref_count, memory_order_acquire) != 1 &&
      atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  g_clear_pointer (&self->call, domo_prepared_call_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->execution_context, domo_execution_context_unref);
  g_clear_object (&self->owner);
  domo_agenda_unref (self->agenda);
  g_free (self);
}

/* What becomes of it. Each of these is one step of the word: whoever makes it is alone with what
 * follows from it. */

static DomoScheduledState
get_state (uint_fast64_t word)
{
  return (DomoScheduledState) (word & DOMO_SCHEDULED_STATE);
}

/* acq_rel: who makes a step sees all that led to the last one, in whatever thread. */
static gboolean
step (DomoScheduled *self, uint_fast64_t *from, uint_fast64_t to)
{
  return atomic_compare_exchange_weak_explicit (&self->word, from, to, memory_order_acq_rel,
                                                memory_order_acquire);
}

static uint_fast64_t
get_word (DomoScheduled *self)
{
  return atomic_load_explicit (&self->word, memory_order_acquire);
}

/* Frees what belongs to the function. Once: by whoever ended it, or, if it was running then, by who
 * ran it. */
static void
release_data (DomoScheduled *self)
{
  if (self->destroy != NULL)
    self->destroy (self->user_data);
}

/* Ends it, unless that has been done already. The caller holds a reference. */
gboolean
domo_scheduled_end (DomoScheduled *self, DomoScheduledState state)
{
  uint_fast64_t word = get_word (self);

  do
    {
      if (get_state (word) != DOMO_SCHEDULED_PENDING)
        return FALSE;
    }
  while (!step (self, &word, word | state));
  domo_agenda_forget (self->agenda, self);
  if ((word & DOMO_SCHEDULED_RUNNING) == 0)
    release_data (self);
  return TRUE;
}

/* Begins a run, just before it; @if_busy is added to the word if it is running already. */
DomoClaim
domo_scheduled_claim (DomoScheduled *self, uint_fast64_t if_busy)
{
  uint_fast64_t word = get_word (self), next;
  gboolean is_busy;

  do
    {
      if (get_state (word) != DOMO_SCHEDULED_PENDING || domo_agenda_is_closed (self->agenda))
        {
          domo_scheduled_end (self, DOMO_SCHEDULED_CANCELLED);
          return DOMO_CLAIM_GONE;
        }
      is_busy = (word & DOMO_SCHEDULED_RUNNING) != 0;
      if (is_busy)
        next = word | if_busy;
      else
        {
          next = (word & ~DOMO_SCHEDULED_QUEUED) + DOMO_SCHEDULED_ONE_RUN;
          if (self->func != NULL)
            next |= DOMO_SCHEDULED_RUNNING;
          if (!domo_scheduled_repeats (self))
            next |= DOMO_SCHEDULED_DONE;
        }
    }
  while (!step (self, &word, next));
  if (is_busy)
    return DOMO_CLAIM_BUSY;
  if (!domo_scheduled_repeats (self))
    domo_agenda_forget (self->agenda, self);
  return DOMO_CLAIM_RUN;
}

static void
wait_for_next (DomoScheduled *self)
{
  DomoAgenda *agenda = self->agenda;

  if (self->kind == DOMO_SCHEDULED_DELAY)
    domo_agenda_add_again (agenda, self,
                           domo_agenda_later (domo_clock_get_time (agenda->clock), self->interval));
}

/* A run has ended. Answers whether it was to be run again meanwhile, and waits for that in its
 * lane. */
gboolean
domo_scheduled_run_ended (DomoScheduled *self)
{
  uint_fast64_t word = get_word (self);

  while (!step (self, &word, word & ~(DOMO_SCHEDULED_RUNNING | DOMO_SCHEDULED_AGAIN)))
    ;
  if ((word & DOMO_SCHEDULED_RUNNING) != 0 && get_state (word) != DOMO_SCHEDULED_PENDING)
    release_data (self);
  wait_for_next (self);
  return (word & DOMO_SCHEDULED_AGAIN) != 0;
}

/* What was due has been dropped on its way. */
static void
run_lost (DomoScheduled *self)
{
  uint_fast64_t word = get_word (self);

  while (!step (self, &word, word & ~DOMO_SCHEDULED_QUEUED))
    ;
  /* One that repeats goes on, but not for an actor that takes nothing more. */
  if (!domo_scheduled_repeats (self) ||
      domo_proxy_is_stopping (domo_prepared_call_get_proxy (self->call)))
    domo_scheduled_end (self, DOMO_SCHEDULED_CANCELLED);
  else
    wait_for_next (self);
}

/* Arriving as a message. */

typedef struct
{
  DomoScheduled *scheduled;
  gboolean claimed;
} Arrival;

static gboolean
arrival_claim (gpointer data)
{
  Arrival *self = data;
  DomoClaim claim = domo_scheduled_claim (self->scheduled, 0);

  self->claimed = claim == DOMO_CLAIM_RUN;
  /* The message of the run before has been put aside, and this one is too early. */
  if (claim == DOMO_CLAIM_BUSY)
    atomic_fetch_add_explicit (&self->scheduled->n_missed, 1, memory_order_relaxed);
  return self->claimed;
}

static void
arrival_ended (gpointer data)
{
  Arrival *self = data;

  if (self->claimed)
    domo_scheduled_run_ended (self->scheduled);
  else
    run_lost (self->scheduled);
  domo_scheduled_unref (self->scheduled);
  g_free (self);
}

/* What a function that arrives in an actor is called in. */
void
domo_scheduled_run_in_actor (DomoActor *actor, gpointer data)
{
  DomoScheduled *self = data;

  self->func (self, self->user_data);
}

/* With its own context, or, where the clock is moved in some other, without any. */
static void
send_message (DomoScheduled *self)
{
  g_autoptr (DomoExecutionContext) empty = NULL;
  DomoExecutionContext *context = self->execution_context;
  Arrival *arrival = g_new (Arrival, 1);

  *arrival = (Arrival){ domo_scheduled_ref (self), FALSE };
  if (context == NULL && domo_execution_context_get_current () != NULL)
    context = empty = domo_execution_context_new ();
  if (context != NULL)
    domo_execution_context_push (context);
  domo_prepared_call_send (self->call, arrival_claim, arrival, arrival_ended);
  if (context != NULL)
    domo_execution_context_pop (context);
}

/* Its time has come, or did @n_late intervals ago. In the clock's thread. */
void
domo_scheduled_fire (DomoScheduled *self, guint64 n_late)
{
  uint_fast64_t word = get_word (self);

  do
    {
      if (get_state (word) != DOMO_SCHEDULED_PENDING)
        return;
    }
  while (!step (self, &word, word | DOMO_SCHEDULED_QUEUED));
  if ((word & DOMO_SCHEDULED_QUEUED) != 0)
    n_late++;
  if (n_late > 0)
    /* relaxed: only counted. */
    atomic_fetch_add_explicit (&self->n_missed, n_late, memory_order_relaxed);
  if ((word & DOMO_SCHEDULED_QUEUED) != 0)
    return;
  if (self->call != NULL)
    send_message (self);
  else
    domo_lane_push (self);
}

/* The public face. */

/**
 * domo_scheduled_cancel:
 * @self: something scheduled
 *
 * Takes it back. Once this has answered %TRUE nothing arrives any more, even if its time had come
 * and its message was in a mailbox already: that becomes a dead letter with the reason
 * [enum@DomoCore.DeadLetterReason] `EXPIRED`. What had arrived, and is being worked on in this or
 * another thread at that moment, goes on.
 *
 * The data of its function is freed before this returns, or when the run that goes on has ended.
 *
 * Returns: %TRUE if it was active, or %FALSE if it had been done for the last time, that being
 * under way, or had been cancelled
 *
 * Since: 0.1
 */
gboolean
domo_scheduled_cancel (DomoScheduled *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return !domo_agenda_is_closed (self->agenda) &&
         domo_scheduled_end (self, DOMO_SCHEDULED_CANCELLED);
}

/**
 * domo_scheduled_is_active:
 * @self: something scheduled
 *
 * Tells whether anything will still arrive.
 *
 * Returns: whether it is neither done for the last time nor cancelled
 *
 * Since: 0.1
 */
gboolean
domo_scheduled_is_active (DomoScheduled *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return domo_scheduled_is_pending (self) && !domo_agenda_is_closed (self->agenda);
}

/**
 * domo_scheduled_get_next_time:
 * @self: something scheduled
 *
 * Tells when it is due next.
 *
 * Returns: the time, in microseconds of the stage's clock, or -1 if it is not waiting for any: it
 * is active no more, or an interval will begin when a run has ended
 *
 * Since: 0.1
 */
gint64
domo_scheduled_get_next_time (DomoScheduled *self)
{
  gint64 time = -1;

  g_return_val_if_fail (self != NULL, -1);

  domo_agenda_lock (self->agenda);
  if (self->in_heap)
    time = self->deadline;
  domo_agenda_unlock (self->agenda);
  if (time >= 0 && self->kind == DOMO_SCHEDULED_AT)
    {
      gint64 left = self->real_time - domo_clock_get_real_time (self->agenda->clock);

      time = domo_agenda_later (domo_clock_get_time (self->agenda->clock), left);
    }
  return time;
}

/**
 * domo_scheduled_get_n_runs:
 * @self: something scheduled
 *
 * Tells how often it has been done: how many of its messages have arrived, or how often its
 * function has been called.
 *
 * Returns: how often
 *
 * Since: 0.1
 */
guint64
domo_scheduled_get_n_runs (DomoScheduled *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return get_word (self) / DOMO_SCHEDULED_ONE_RUN;
}

/**
 * domo_scheduled_get_n_missed:
 * @self: something scheduled
 *
 * Tells how many times of one that repeats at a fixed rate came while an earlier one was still
 * waiting to be run, or passed before the clock could tell: they were not made up for.
 *
 * Returns: how many
 *
 * Since: 0.1
 */
guint64
domo_scheduled_get_n_missed (DomoScheduled *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return atomic_load_explicit (&self->n_missed, memory_order_relaxed);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  domo_scheduled_cancel (data);
}

static void
unref_scheduled (gpointer data)
{
  domo_scheduled_unref (data);
}

/**
 * domo_scheduled_set_cancellable:
 * @self: something scheduled
 * @cancellable: (nullable): what cancels it; %NULL does nothing
 *
 * Has it cancelled when @cancellable is, as if by [method@DomoScheduler.Scheduled.cancel], in the
 * thread that cancels; at once if that has happened already. It may have one only. It keeps
 * @cancellable alive until it ends, and then nothing is left behind.
 *
 * Since: 0.1
 */
void
domo_scheduled_set_cancellable (DomoScheduled *self, GCancellable *cancellable)
{
  gulong handler;

  g_return_if_fail (self != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  if (cancellable == NULL || !domo_scheduled_is_active (self))
    return;
  /* 0: it has called at once. */
  handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                   domo_scheduled_ref (self), unref_scheduled);
  if (handler == 0)
    return;
  domo_agenda_lock (self->agenda);
  if (self->cancellable != NULL)
    {
      domo_agenda_unlock (self->agenda);
      g_critical ("%s(): it has a cancellable already", G_STRFUNC);
      g_signal_handler_disconnect (cancellable, handler);
      return;
    }
  self->cancellable = g_object_ref (cancellable);
  self->handler = handler;
  domo_agenda_unlock (self->agenda);
  /* It may have ended before it was set. */
  if (!domo_scheduled_is_active (self))
    domo_agenda_forget (self->agenda, self);
}
