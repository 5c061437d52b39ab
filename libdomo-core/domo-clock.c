/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-clock.h"

#include <stdatomic.h>
#include <stdint.h>

#include "domo-lock-private.h"

/**
 * DomoClock:
 *
 * What time it is, and a queue of timers.
 *
 * A stage takes all its time from its clock, so a test may bring one of its own. A subclass says
 * what time it is and calls [method@DomoCore.Clock.fire] when the next deadline has come; the queue
 * is this class's. Times are microseconds from an arbitrary start and never go back.
 *
 * All functions but `fire` may be called from any thread.
 */

/**
 * DomoTimer:
 *
 * A call that a [class@DomoCore.Clock] will make once.
 */
struct _DomoTimer
{
  atomic_int ref_count;
  DomoClock *clock;
  gint64 deadline;
  guint64 serial; /* timers of one deadline fire in the order in which they were added */
  gsize place;    /* in the heap; NOT_QUEUED outside it. Under the clock's lock. */
  DomoTimerFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
};

#define NOT_QUEUED G_MAXSIZE

typedef struct
{
  DomoLock lock;
  /* A binary heap: each timer's deadline is not before that of its parent at (place - 1) / 2. */
  GPtrArray *heap;
  guint64 last_serial;
  /* What to add to the time for the wall clock, or NOT_SET. Any thread, relaxed. */
  atomic_int_fast64_t real_offset;
} DomoClockPrivate;

#define NOT_SET G_MININT64

G_DEFINE_BOXED_TYPE (DomoTimer, domo_timer, domo_timer_ref, domo_timer_unref)
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (DomoClock, domo_clock, G_TYPE_OBJECT)

static DomoClockPrivate *
get_private (DomoClock *self)
{
  return domo_clock_get_instance_private (self);
}

/* The heap. Under the lock. */

static DomoTimer *
heap_get (GPtrArray *heap, gsize place)
{
  return g_ptr_array_index (heap, place);
}

static void
heap_set (GPtrArray *heap, gsize place, DomoTimer *timer)
{
  g_ptr_array_index (heap, place) = timer;
  timer->place = place;
}

static gboolean
timer_is_before (const DomoTimer *a, const DomoTimer *b)
{
  if (a->deadline != b->deadline)
    return a->deadline < b->deadline;
  return a->serial < b->serial;
}

static void
heap_sift_up (GPtrArray *heap, gsize place, DomoTimer *timer)
{
  while (place > 0 && timer_is_before (timer, heap_get (heap, (place - 1) / 2)))
    {
      heap_set (heap, place, heap_get (heap, (place - 1) / 2));
      place = (place - 1) / 2;
    }
  heap_set (heap, place, timer);
}

static void
heap_sift_down (GPtrArray *heap, gsize place, DomoTimer *timer)
{
  gsize child;

  while ((child = 2 * place + 1) < heap->len)
    {
      if (child + 1 < heap->len &&
          timer_is_before (heap_get (heap, child + 1), heap_get (heap, child)))
        child++;
      if (!timer_is_before (heap_get (heap, child), timer))
        break;
      heap_set (heap, place, heap_get (heap, child));
      place = child;
    }
  heap_set (heap, place, timer);
}

static void
heap_add (GPtrArray *heap, DomoTimer *timer)
{
  g_ptr_array_add (heap, timer);
  heap_sift_up (heap, heap->len - 1, timer);
}

static void
heap_remove (GPtrArray *heap, DomoTimer *timer)
{
  gsize place = timer->place;
  DomoTimer *last = g_ptr_array_steal_index_fast (heap, heap->len - 1);

  timer->place = NOT_QUEUED;
  if (last == timer)
    return;
  if (place > 0 && timer_is_before (last, heap_get (heap, (place - 1) / 2)))
    heap_sift_up (heap, place, last);
  else
    heap_sift_down (heap, place, last);
}

/* The class. */

static void
domo_clock_finalize (GObject *object)
{
  DomoClockPrivate *priv = get_private (DOMO_CLOCK (object));

  /* Each queued timer holds a reference on its clock. */
  g_assert (priv->heap->len == 0);
  g_ptr_array_unref (priv->heap);
  domo_lock_clear (&priv->lock);

  G_OBJECT_CLASS (domo_clock_parent_class)->finalize (object);
}

static void
domo_clock_real_deadline_changed (DomoClock *self)
{
}

static gint64
domo_clock_real_get_real_time (DomoClock *self)
{
  DomoClockPrivate *priv = get_private (self);
  gint64 now = domo_clock_get_time (self);
  int_fast64_t known = NOT_SET;
  gint64 offset = g_get_real_time () - now;

  /* Whoever asks first sets it. */
  if (!atomic_compare_exchange_strong_explicit (&priv->real_offset, &known, offset,
                                                memory_order_relaxed, memory_order_relaxed))
    offset = known;
  return now + offset;
}

static void
domo_clock_class_init (DomoClockClass *class)
{
  G_OBJECT_CLASS (class)->finalize = domo_clock_finalize;

  class->deadline_changed = domo_clock_real_deadline_changed;
  class->get_real_time = domo_clock_real_get_real_time;
}

static void
domo_clock_init (DomoClock *self)
{
  DomoClockPrivate *priv = get_private (self);

  domo_lock_init (&priv->lock);
  priv->heap = g_ptr_array_new ();
  atomic_init (&priv->real_offset, NOT_SET);
}

/**
 * domo_clock_get_time: (virtual get_time)
 * @self: a clock
 *
 * Answers the time. May be called from any thread.
 *
 * Returns: microseconds since an arbitrary start
 *
 * Since: 0.1
 */
gint64
domo_clock_get_time (DomoClock *self)
{
  g_return_val_if_fail (DOMO_IS_CLOCK (self), 0);

  return DOMO_CLOCK_GET_CLASS (self)->get_time (self);
}

/**
 * domo_clock_get_real_time: (virtual get_real_time)
 * @self: a clock
 *
 * Answers what the wall clock says. With the system's clock that is the time of day, which may be
 * set; a clock that a test moves has a wall clock that moves with it. May be called from any
 * thread.
 *
 * Returns: microseconds since the epoch, in UTC
 *
 * Since: 0.1
 */
gint64
domo_clock_get_real_time (DomoClock *self)
{
  g_return_val_if_fail (DOMO_IS_CLOCK (self), 0);

  return DOMO_CLOCK_GET_CLASS (self)->get_real_time (self);
}

/**
 * domo_clock_add_timer:
 * @self: a clock
 * @deadline: when to call, on this clock, in microseconds
 * @func: (scope notified) (closure user_data) (destroy destroy): what to call
 * @user_data: its data
 * @destroy: (nullable): frees the data, after the call or when it will not come
 *
 * Arranges one call. A deadline in the past is due at once, but never called from within this
 * function. Timers fire in the order of their deadlines, equal ones in the order in which they were
 * added. Adding and cancelling take time that grows with the logarithm of the number of timers.
 *
 * A clock lives while it has timers.
 *
 * Returns: (transfer full): the timer, to cancel it with; it may be dropped at once
 *
 * Since: 0.1
 */
DomoTimer *
domo_clock_add_timer (DomoClock *self,
                      gint64 deadline,
                      DomoTimerFunc func,
                      gpointer user_data,
                      GDestroyNotify destroy)
{
  DomoClockPrivate *priv;
  DomoTimer *timer;
  gboolean is_first;

  g_return_val_if_fail (DOMO_IS_CLOCK (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  priv = get_private (self);
  timer = g_new0 (DomoTimer, 1);
  atomic_init (&timer->ref_count, 2); /* the caller's and the queue's */
  timer->clock = g_object_ref (self);
  timer->deadline = deadline;
  timer->func = func;
  timer->user_data = user_data;
  timer->destroy = destroy;

  domo_lock_acquire (&priv->lock);
  timer->serial = ++priv->last_serial;
  heap_add (priv->heap, timer);
  is_first = timer->place == 0;
  domo_lock_release (&priv->lock);

  if (is_first)
    DOMO_CLOCK_GET_CLASS (self)->deadline_changed (self);
  return timer;
}

/* Lets go of a timer that is not in the queue any more. */
static void
timer_end (DomoTimer *self)
{
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  domo_timer_unref (self);
}

/**
 * domo_timer_cancel:
 * @self: a timer
 *
 * Takes a timer back. May be called from any thread.
 *
 * Returns: %TRUE if it had not fired; then it never will, and its data is freed
 *
 * Since: 0.1
 */
gboolean
domo_timer_cancel (DomoTimer *self)
{
  DomoClockPrivate *priv;
  gboolean cancelled;

  g_return_val_if_fail (self != NULL, FALSE);

  priv = get_private (self->clock);
  domo_lock_acquire (&priv->lock);
  cancelled = self->place != NOT_QUEUED;
  if (cancelled)
    heap_remove (priv->heap, self);
  domo_lock_release (&priv->lock);
  /* The clock may now wake for nothing; that is cheaper than telling it. */
  if (cancelled)
    timer_end (self);
  return cancelled;
}

/**
 * domo_timer_ref:
 * @self: a timer
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoTimer *
domo_timer_ref (DomoTimer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * domo_timer_unref:
 * @self: (transfer full): a timer
 *
 * Drops a reference. That does not cancel the timer.
 *
 * Since: 0.1
 */
void
domo_timer_unref (DomoTimer *self)
{
  g_return_if_fail (self != NULL);

  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  g_object_unref (self->clock);
  g_free (self);
}

/**
 * domo_clock_get_next_deadline:
 * @self: a clock
 *
 * Tells when the next timer is due. For subclasses; may be called from any thread.
 *
 * Returns: the deadline, or `G_MAXINT64` if there is no timer
 *
 * Since: 0.1
 */
gint64
domo_clock_get_next_deadline (DomoClock *self)
{
  DomoClockPrivate *priv;
  gint64 deadline = G_MAXINT64;

  g_return_val_if_fail (DOMO_IS_CLOCK (self), G_MAXINT64);

  priv = get_private (self);
  domo_lock_acquire (&priv->lock);
  if (priv->heap->len > 0)
    deadline = heap_get (priv->heap, 0)->deadline;
  domo_lock_release (&priv->lock);
  return deadline;
}

static DomoTimer *
take_due (DomoClockPrivate *priv, gint64 now, guint64 last_serial)
{
  DomoTimer *timer = NULL;

  domo_lock_acquire (&priv->lock);
  if (priv->heap->len > 0)
    {
      DomoTimer *first = heap_get (priv->heap, 0);

      if (first->deadline <= now && first->serial <= last_serial)
        {
          heap_remove (priv->heap, first);
          timer = first;
        }
    }
  domo_lock_release (&priv->lock);
  return timer;
}

/**
 * domo_clock_fire:
 * @self: a clock
 *
 * Calls the timers that are due. For subclasses, in the thread in which the timers of this clock
 * shall be called; no lock is held meanwhile. Once a timer comes first that was added by those
 * calls, it is left for the next time, even if it is due, so that a timer which renews itself
 * cannot keep the caller for ever.
 *
 * Returns: how many were called
 *
 * Since: 0.1
 */
guint
domo_clock_fire (DomoClock *self)
{
  DomoClockPrivate *priv;
  DomoTimer *timer;
  guint64 last_serial;
  gint64 now;
  guint n = 0;

  g_return_val_if_fail (DOMO_IS_CLOCK (self), 0);

  priv = get_private (self);
  now = domo_clock_get_time (self);
  domo_lock_acquire (&priv->lock);
  last_serial = priv->last_serial;
  domo_lock_release (&priv->lock);
  while ((timer = take_due (priv, now, last_serial)) != NULL)
    {
      timer->func (timer->user_data);
      timer_end (timer);
      n++;
    }
  return n;
}
