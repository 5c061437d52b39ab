/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-future-private.h"

#include "domo-error.h"
#include "domo-proxy-private.h"
#include "domo-system-clock-private.h"
#include "domo-thread-private.h"

/* Limits of futures: a time and a cancellable. A limit settles the future itself, for all who hold
 * it, and is gone as soon as the future settles in whatever way. */

typedef struct
{
  DomoWaiter waiter;
  /* One for the place in the line, one for the timer or the handler. */
  atomic_int ref_count;

  /* Set before @waiter is in the line, never written again. */
  DomoFuture *future;
  gint64 limit;              /* either this, in microseconds, */
  DomoTimer *timer;          /* and its timer, */
  GCancellable *cancellable; /* or this, */
  gulong handler;            /* and its handler; 0 if it was cancelled while it was connected */
} Limit;

static void
limit_unref (gpointer data)
{
  Limit *self = data;

  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  /* Pairs with the release in cancelled_cb(). */
  domo_tsan_acquire (self);
  g_clear_pointer (&self->timer, domo_timer_unref);
  g_clear_object (&self->cancellable);
  domo_future_unref (self->future);
  g_free (self);
}

/* The future has settled, perhaps through this very limit, in any thread. */
static void
limit_end (Limit *self)
{
  if (self->timer != NULL)
    domo_timer_cancel (self->timer);
  /* g_cancellable_disconnect() waits until the cancellable has called all its handlers. If one of
   * them led here, it would wait for ever. This does not wait: a handler that is running in another
   * thread has a reference of its own on what it works with. */
  if (self->handler != 0)
    g_signal_handler_disconnect (self->cancellable, self->handler);
  limit_unref (self);
}

static void
limit_notify (DomoWaiter *waiter)
{
  limit_end ((Limit *) waiter);
}

static Limit *
limit_new (DomoFuture *future)
{
  Limit *self = g_new0 (Limit, 1);

  self->waiter.notify = limit_notify;
  atomic_init (&self->ref_count, 2);
  self->future = domo_future_ref (future);
  return self;
}

/* Comes last: from the moment a limit is in the line it may end in any thread. */
static void
limit_begin (Limit *self)
{
  if (!domo_future_add_waiter (self->future, &self->waiter))
    limit_end (self);
}

/* Time. */

static gpointer
run_clock (gpointer context)
{
  while (TRUE)
    g_main_context_iteration (context, TRUE);
  return NULL;
}

/* Starts the thread of the clock below. */
static gboolean
start_clock_thread (GMainContext *context, GError **error)
{
  GThread *thread = domo_thread_try_new ("domo-clock", run_clock, context, error);

  if (thread == NULL)
    return FALSE;
  g_thread_unref (thread);
  return TRUE;
}

/* The clock of limits that are set outside actors. It has a thread of its own: who waits there may
 * be asleep or in any main context or none, and its limit has to come all the same. The thread
 * starts with the first such limit and never ends. */
static DomoClock *
get_process_clock (GError **error)
{
  static DomoLock lock;
  static GMainContext *context;
  static DomoClock *clock;
  DomoClock *answer;

  domo_lock_acquire (&lock);
  if (clock == NULL)
    {
      if (context == NULL)
        context = g_main_context_new ();
      if (start_clock_thread (context, error))
        clock = domo_system_clock_new (context);
    }
  answer = clock;
  domo_lock_release (&lock);
  return answer;
}

static DomoClock *
find_clock (GError **error)
{
  DomoFrame *frame = domo_frame_get_current ();

  return frame != NULL ? frame->proxy->runtime->clock : get_process_clock (error);
}

static void
reject_late (DomoFuture *future, gint64 limit)
{
  domo_future_reject_take (future, g_error_new (DOMO_ERROR, DOMO_ERROR_TIMEOUT,
                                                "The future did not settle within its limit of "
                                                "%" G_GINT64_FORMAT " µs",
                                                limit));
}

static void
limit_passed (gpointer data)
{
  Limit *self = data;

  reject_late (self->future, self->limit);
}

/**
 * domo_future_with_timeout:
 * @self: (transfer full): a future
 * @us: the limit in microseconds; if it is not positive, it has passed already
 *
 * Sets a limit to the time a future may take. If the future has not settled by then, it is rejected
 * with [error@DomoCore.Error.TIMEOUT], for all who hold it, and an ask whose message is still in
 * the mailbox is skipped.
 *
 * Inside an actor the time is that of the stage's clock. Elsewhere it is the system's monotonic
 * time, and the limit comes from a thread of the library's own, whatever main contexts are doing;
 * should that thread be refused by the system, the future is rejected with
 * [error@DomoCore.Error.FAILED] rather than left without its limit.
 *
 * A future may have several limits; the first counts. Once the future has settled nothing is left
 * of them.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_with_timeout (DomoFuture *self, gint64 us)
{
  g_autoptr (GError) error = NULL;
  DomoClock *clock;
  Limit *limit;
  gint64 now;

  g_return_val_if_fail (self != NULL, NULL);

  if (domo_future_state (self) != DOMO_FUTURE_PENDING)
    return self;
  if (us <= 0)
    {
      reject_late (self, us);
      return self;
    }
  clock = find_clock (&error);
  if (clock == NULL)
    {
      domo_future_reject_take (self,
                               g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED,
                                            "The future cannot have a limit: %s", error->message));
      return self;
    }
  limit = limit_new (self);
  limit->limit = us;
  now = domo_clock_get_time (clock);
  limit->timer = domo_clock_add_timer (clock, now < G_MAXINT64 - us ? now + us : G_MAXINT64,
                                       limit_passed, limit, limit_unref);
  limit_begin (limit);
  return self;
}

/* Cancellation. */

static void
reject_cancelled (DomoFuture *future)
{
  domo_future_reject_take (future, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_CANCELLED,
                                                        "The wait for the future was cancelled"));
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  Limit *self = data;

  domo_tsan_acquire (self);
  reject_cancelled (self->future);
  /* GLib counts the uses of the handler, which the sanitizer cannot see: another thread may drop
   * the last one. */
  domo_tsan_release (self);
}

/**
 * domo_future_with_cancellable:
 * @self: (transfer full): a future
 * @cancellable: (nullable): what may cancel it; %NULL does nothing
 *
 * Lets a future be cancelled. If the future has not settled when @cancellable is cancelled, it is
 * rejected with [error@DomoCore.Error.CANCELLED], for all who hold it, and an ask whose message is
 * still in the mailbox is skipped.
 *
 * That happens before [method@Gio.Cancellable.cancel] returns, in its thread; callbacks of the
 * future run where they always do, so they may use the cancellable as they like. The future keeps
 * @cancellable alive until it settles, and then nothing is left of the limit.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_with_cancellable (DomoFuture *self, GCancellable *cancellable)
{
  Limit *limit;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), self);

  if (cancellable == NULL || domo_future_state (self) != DOMO_FUTURE_PENDING)
    return self;
  if (g_cancellable_is_cancelled (cancellable))
    {
      reject_cancelled (self);
      return self;
    }
  limit = limit_new (self);
  limit->cancellable = g_object_ref (cancellable);
  /* The handler may run before this returns. GLib hands the limit to its thread, which the
   * sanitizer cannot see. */
  domo_tsan_release (limit);
  limit->handler =
      g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), limit, limit_unref);
  limit_begin (limit);
  return self;
}
