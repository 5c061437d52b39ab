/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-await-limits-private.h"

#include "domo-error.h"
#include "domo-proxy-private.h"

struct _DomoAwaitLimits
{
  /* The runtime's, and the timer's. */
  atomic_int ref_count;

  /* Set when it is made, never written again. */
  DomoClock *clock;
  gint64 timeout; /* 0: none */

  DomoLock lock;
  GQueue waits;     /* the first is due first */
  DomoTimer *timer; /* for some wait that was the first; NULL while there are none */
  gboolean ended;
};

DomoAwaitLimits *
domo_await_limits_new (DomoClock *clock, gint64 timeout_us)
{
  DomoAwaitLimits *self = g_new0 (DomoAwaitLimits, 1);

  atomic_init (&self->ref_count, 1);
  self->clock = g_object_ref (clock);
  self->timeout = timeout_us;
  domo_lock_init (&self->lock);
  g_queue_init (&self->waits);
  return self;
}

void
domo_await_limits_unref (DomoAwaitLimits *self)
{
  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  g_clear_pointer (&self->timer, domo_timer_unref);
  g_object_unref (self->clock);
  domo_lock_clear (&self->lock);
  g_free (self);
}

gint64
domo_await_limits_get_timeout (DomoAwaitLimits *self)
{
  return self->timeout;
}

static void limit_passed (gpointer data);

/* Makes a timer for the first wait, if it has none. Only the timer of a queue that was empty, and
 * each that fires, lead here; one that is too early, because its wait is over, does no harm. */
static void
arm (DomoAwaitLimits *self)
{
  DomoTimer *timer, *unwanted = NULL;
  gint64 deadline = G_MAXINT64;

  domo_lock_acquire (&self->lock);
  if (!self->ended && self->timer == NULL && self->waits.head != NULL)
    deadline = ((DomoAwaitLimit *) self->waits.head->data)->deadline;
  domo_lock_release (&self->lock);
  if (deadline == G_MAXINT64)
    return;
  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  timer = domo_clock_add_timer (self->clock, deadline, limit_passed, self,
                                (GDestroyNotify) domo_await_limits_unref);
  domo_lock_acquire (&self->lock);
  if (self->timer != NULL || self->ended)
    unwanted = timer;
  else
    self->timer = timer;
  domo_lock_release (&self->lock);
  if (unwanted != NULL)
    {
      domo_timer_cancel (unwanted);
      domo_timer_unref (unwanted);
    }
}

static void
take_out_locked (DomoAwaitLimits *self, DomoAwaitLimit *limit)
{
  g_queue_unlink (&self->waits, &limit->link);
  limit->future = NULL;
}

/* Takes the first wait that is due out of the queue: answers its future and who waits (full), or
 * NULL. */
static DomoFuture *
take_due (DomoAwaitLimits *self, gint64 now, DomoProxy **proxy)
{
  DomoFuture *future = NULL;

  domo_lock_acquire (&self->lock);
  if (self->waits.head != NULL)
    {
      DomoAwaitLimit *first = self->waits.head->data;

      if (first->deadline <= now)
        {
          future = domo_future_ref (first->future);
          *proxy = g_object_ref (first->proxy);
          take_out_locked (self, first);
        }
    }
  domo_lock_release (&self->lock);
  return future;
}

/* Whom the wait was for. */
static char *
describe_target (DomoFuture *future)
{
  gpointer origin = NULL;
  DomoOriginKind kind = domo_future_get_origin (future, &origin);
  g_autofree char *address = NULL;
  char *target;

  if (kind != DOMO_ORIGIN_ANSWER && kind != DOMO_ORIGIN_IN_HAND)
    {
      domo_origin_unref (kind, origin);
      return g_strdup ("a future");
    }
  address = domo_address_to_string (domo_proxy_get_address (origin));
  target = g_strdup_printf ("the answer of a %s, %s",
                            g_type_name (domo_proxy_get_actor_type (origin)), address);
  g_object_unref (origin);
  return target;
}

static void
reject_late (DomoAwaitLimits *self, DomoFuture *future, DomoProxy *waiter)
{
  g_autofree char *target = describe_target (future);

  domo_future_reject_take (future, g_error_new (DOMO_ERROR, DOMO_ERROR_TIMEOUT,
                                                "A %s has waited %" G_GINT64_FORMAT " ms for %s",
                                                g_type_name (domo_proxy_get_actor_type (waiter)),
                                                self->timeout / 1000, target));
}

static void
limit_passed (gpointer data)
{
  DomoAwaitLimits *self = data;
  gint64 now = domo_clock_get_time (self->clock);
  DomoFuture *future;
  DomoProxy *proxy;
  DomoTimer *timer;

  domo_lock_acquire (&self->lock);
  timer = g_steal_pointer (&self->timer);
  domo_lock_release (&self->lock);
  g_clear_pointer (&timer, domo_timer_unref);
  while ((future = take_due (self, now, &proxy)) != NULL)
    {
      reject_late (self, future, proxy);
      domo_future_unref (future);
      g_object_unref (proxy);
    }
  arm (self);
}

/* The stage is closed: nobody waits any more, and the clock shall not be kept. */
void
domo_await_limits_end (DomoAwaitLimits *self)
{
  DomoTimer *timer;

  domo_lock_acquire (&self->lock);
  self->ended = TRUE;
  timer = g_steal_pointer (&self->timer);
  domo_lock_release (&self->lock);
  if (timer == NULL)
    return;
  domo_timer_cancel (timer);
  domo_timer_unref (timer);
}

/* @proxy begins to wait for @future, both of which outlive the wait. Any thread. */
void
domo_await_limits_add (DomoAwaitLimits *self,
                       DomoAwaitLimit *limit,
                       DomoProxy *proxy,
                       DomoFuture *future)
{
  gint64 now;
  gboolean needs_timer;

  if (self->timeout == 0 || domo_future_is_unlimited (future))
    return;
  now = domo_clock_get_time (self->clock);
  limit->link.data = limit;
  limit->proxy = proxy;
  limit->deadline = now < G_MAXINT64 - self->timeout ? now + self->timeout : G_MAXINT64;
  domo_lock_acquire (&self->lock);
  limit->future = future;
  g_queue_push_tail_link (&self->waits, &limit->link);
  needs_timer = self->timer == NULL;
  domo_lock_release (&self->lock);
  if (needs_timer)
    arm (self);
}

/* The wait is over. */
void
domo_await_limits_remove (DomoAwaitLimits *self, DomoAwaitLimit *limit)
{
  if (self->timeout == 0)
    return;
  domo_lock_acquire (&self->lock);
  if (limit->future != NULL)
    take_out_locked (self, limit);
  domo_lock_release (&self->lock);
}
