/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-dispatch-source-private.h"

#include <stdatomic.h>

#include "domo-home-private.h"
#include "domo-lock-private.h"
#include "domo-loop-private.h"
#include "domo-main-dispatcher.h"

/* A slice of the main loop's time. */
#define SLICE (2 * G_TIME_SPAN_MILLISECOND)

/* After so many slices without a rest, one turn of the loop goes to lower priorities. */
#define SLICES_PER_REST 4

/* An actor with more to do than this lets the others run first. */
#define MESSAGES_PER_TURN 64

/* The clock is read after so many messages at the most. Reading it takes as long as a few cheap
 * messages; slow ones must not overrun the slice. */
#define MESSAGES_PER_READING 64

/* Messages between two readings should take about this long. */
#define READING_INTERVAL 50

struct _DomoDispatchSource
{
  GSource source;
  GMainContext *context; /* borrowed: the source is in it */

  DomoLock lock;
  /* Under @lock: turns handed in from outside a dispatch, whether the context may be asleep, so
   * that who hands one in must wake it, and whether there is a thread that runs it at all. */
  DomoTurnQueue arrivals;
  gboolean asleep;
  gboolean attended;

  /* Handlers that wait. They go on in @thread alone, the one that set them aside. Only that thread
   * writes; others read, relaxed, whether they must keep away. */
  atomic_uint n_parked;
  _Atomic (GThread *) thread;

  /* Only the thread that owns the context, which g_main_context_acquire() hands on. */
  DomoTurnQueue ready;
  guint messages_per_reading;
  guint n_slices;
  gboolean resting;

  /* The slice that is being run. Here, because it may end on another stack than it began on. */
  gint64 slice_start;
  gint64 last_reading;
  guint n_since_reading;
  gboolean slice_is_over; /* there may be more to run */
};

/* The source whose actors this thread is running now. */
static _Thread_local DomoDispatchSource *dispatching;

/* Moves what was handed in to the end of the ready queue. */
static void
collect_arrivals (DomoDispatchSource *self)
{
  DomoTurnQueue arrivals;
  DomoTurn *turn;

  domo_lock_acquire (&self->lock);
  arrivals = self->arrivals;
  self->arrivals = (DomoTurnQueue){ 0 };
  domo_lock_release (&self->lock);
  while ((turn = domo_turn_queue_pop (&arrivals)) != NULL)
    domo_turn_queue_push (&self->ready, turn);
}

/* Whether there is something to run. If not, and the context is about to sleep, says so to those
 * who may hand something in. */
static gboolean
has_work (DomoDispatchSource *self, gboolean falls_asleep)
{
  gboolean has;

  if (!domo_turn_queue_is_empty (&self->ready))
    return TRUE;
  domo_lock_acquire (&self->lock);
  has = !domo_turn_queue_is_empty (&self->arrivals);
  self->asleep = falls_asleep && !has;
  domo_lock_release (&self->lock);
  return has;
}

/* Scheduling. */

/* Hands in a turn. Any thread. Answers FALSE if there is no thread that will run it.
 *
 * From the moment the turn is in the queue its actor may run, end, and let go of the dispatcher; so
 * all that is done here is done under the lock, without which nobody comes to the turn. */
gboolean
domo_dispatch_source_schedule (DomoDispatchSource *self, DomoTurn *turn)
{
  gboolean attended;

  if (dispatching == self)
    {
      domo_turn_queue_push (&self->ready, turn);
      return TRUE;
    }
  domo_lock_acquire (&self->lock);
  domo_turn_queue_push (&self->arrivals, turn);
  attended = self->attended;
  if (self->asleep)
    {
      self->asleep = FALSE;
      g_main_context_wakeup (self->context);
    }
  domo_lock_release (&self->lock);
  return attended;
}

/* Whether turns wait to be run. Only the thread that runs the context. */
gboolean
domo_dispatch_source_has_work (DomoDispatchSource *self)
{
  return has_work (self, FALSE);
}

/* A thread is about to run the context. */
void
domo_dispatch_source_begin (DomoDispatchSource *self)
{
  domo_lock_acquire (&self->lock);
  self->attended = TRUE;
  domo_lock_release (&self->lock);
}

/* The thread that runs the context wants to leave it. Answers FALSE, and nothing changes, if turns
 * wait to be run. */
gboolean
domo_dispatch_source_end (DomoDispatchSource *self)
{
  gboolean ended;

  domo_lock_acquire (&self->lock);
  ended = domo_turn_queue_is_empty (&self->ready) && domo_turn_queue_is_empty (&self->arrivals);
  if (ended)
    {
      self->attended = FALSE;
      self->asleep = FALSE;
    }
  domo_lock_release (&self->lock);
  return ended;
}

/* The source. */

/* Whether this thread must leave the actors alone, because handlers wait on stacks of another. */
static gboolean
is_elsewhere (DomoDispatchSource *self)
{
  if (atomic_load_explicit (&self->n_parked, memory_order_relaxed) == 0 ||
      atomic_load_explicit (&self->thread, memory_order_relaxed) == g_thread_self ())
    return FALSE;
  g_warning_once ("A main context with actors is run by another thread while handlers wait in the "
                  "first; no actor runs here until that thread runs the context again");
  return TRUE;
}

static gboolean
dispatch_source_prepare (GSource *source, int *timeout)
{
  DomoDispatchSource *self = (DomoDispatchSource *) source;
  gboolean ready = FALSE;

  domo_tsan_acquire (self);
  *timeout = -1;
  if (self->resting)
    /* Somebody else's turn; ask again straight after it. */
    *timeout = 0;
  else
    ready = !is_elsewhere (self) && has_work (self, TRUE);
  domo_tsan_release (self);
  return ready;
}

static gboolean
dispatch_source_check (GSource *source)
{
  DomoDispatchSource *self = (DomoDispatchSource *) source;
  gboolean ready = FALSE;

  domo_tsan_acquire (self);
  if (self->resting)
    self->resting = FALSE;
  else
    ready = !is_elsewhere (self) && has_work (self, FALSE);
  domo_tsan_release (self);
  return ready;
}

/* The next turn that is due, or NULL. */
static DomoTurn *
pop_ready (DomoDispatchSource *self)
{
  DomoTurn *turn = domo_turn_queue_pop (&self->ready);

  if (turn != NULL)
    return turn;
  collect_arrivals (self);
  return domo_turn_queue_pop (&self->ready);
}

/* Looks how late it is, and when to look again. */
static void
read_clock (DomoDispatchSource *self)
{
  gint64 now = g_get_monotonic_time ();

  collect_arrivals (self);
  if (now - self->last_reading > READING_INTERVAL)
    self->messages_per_reading = MAX (self->messages_per_reading / 2, 1);
  else
    self->messages_per_reading = MIN (self->messages_per_reading * 2, MESSAGES_PER_READING);
  self->slice_is_over = now - self->slice_start >= SLICE;
  self->last_reading = now;
  self->n_since_reading = 0;
}

/* Runs turns until the slice is over or there is nothing left to run. A turn may come back on
 * another stack and in a later slice, so nothing is kept here but the turn itself. */
static void
run_slice (DomoLoop *loop)
{
  DomoDispatchSource *self = loop->data;
  DomoTurn *turn;

  while (!self->slice_is_over && (turn = pop_ready (self)) != NULL)
    {
      guint allowed = MIN (MESSAGES_PER_TURN, self->messages_per_reading - self->n_since_reading);
      guint ran = domo_turn_run (turn, allowed);

      if (ran == allowed)
        domo_turn_queue_push (&self->ready, turn);
      self->n_since_reading += MAX (ran, 1);
      if (self->n_since_reading >= self->messages_per_reading)
        read_clock (self);
    }
}

static gboolean
dispatch_source_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  DomoDispatchSource *self = (DomoDispatchSource *) source;
  DomoDispatchSource *outer = dispatching;
  DomoLoop loop = { .func = run_slice, .data = self, .runs_on = TRUE, .n_parked = &self->n_parked };

  domo_tsan_acquire (self);
  domo_home_bind (self->context);
  dispatching = self;
  atomic_store_explicit (&self->thread, g_thread_self (), memory_order_relaxed);
  self->slice_start = self->last_reading = g_get_monotonic_time ();
  self->n_since_reading = 0;
  self->slice_is_over = FALSE;
  domo_loop_run (&loop);
  if (!self->slice_is_over)
    self->n_slices = 0;
  else if (++self->n_slices >= SLICES_PER_REST)
    {
      self->n_slices = 0;
      self->resting = TRUE;
    }
  dispatching = outer;
  domo_tsan_release (self);
  return G_SOURCE_CONTINUE;
}

static void
dispatch_source_finalize (GSource *source)
{
  domo_lock_clear (&((DomoDispatchSource *) source)->lock);
}

static GSourceFuncs dispatch_source_funcs = {
  .prepare = dispatch_source_prepare,
  .check = dispatch_source_check,
  .dispatch = dispatch_source_dispatch,
  .finalize = dispatch_source_finalize,
};

/* Makes a source and attaches it to @context. @attended says whether a thread runs that, as far as
 * anybody here knows. */
DomoDispatchSource *
domo_dispatch_source_new (GMainContext *context, gboolean attended)
{
  GSource *source = g_source_new (&dispatch_source_funcs, sizeof (DomoDispatchSource));
  DomoDispatchSource *self = (DomoDispatchSource *) source;

  self->context = context;
  self->attended = attended;
  domo_lock_init (&self->lock);
  /* Nothing is known yet of how long messages take. */
  self->messages_per_reading = 1;
  g_source_set_static_name (source, "[domo] actors");
  g_source_set_priority (source, DOMO_PRIORITY_DISPATCH);
  /* A handler may run a nested loop, and the other actors go on. */
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, context);
  return self;
}

/* The dispatcher lets go. GLib keeps the source alive while it uses it. Any thread. */
void
domo_dispatch_source_free (DomoDispatchSource *self)
{
  g_source_destroy (&self->source);
  g_source_unref (&self->source);
}
