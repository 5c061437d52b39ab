/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-park-private.h"

#include "domo-definition-private.h"
#include "domo-loop-private.h"
#include "domo-proxy-private.h"

/* Waiting inside an actor: the handler's fiber is set aside, and others run meanwhile. */

/* Tells what is wrong with a wait here, by a critical and an error. */
static gboolean
refuse (DomoFrame *frame, const char *where, const char *instead, GError **error)
{
  const char *type_name = g_type_name (domo_proxy_get_actor_type (frame->proxy));

  g_critical ("domo_await(): called %s (of a %s); %s", where, type_name, instead);
  g_set_error (error, DOMO_ERROR, DOMO_ERROR_FAILED, "A %s cannot wait %s; %s", type_name, where,
               instead);
  return FALSE;
}

static gboolean
check_place (DomoFrame *frame, GError **error)
{
  if (frame->in_construction)
    return refuse (frame, "while an instance is made or released",
                   "wait in before_start() or after_stop()", error);
  if (frame->native)
    return refuse (frame, "in a class whose handlers run on the thread's own stack",
                   "return the future, or go on with domo_future_then()", error);
  if (g_main_context_get_thread_default () != domo_loop_top->context)
    return refuse (frame, "with a thread-default main context still pushed",
                   "pop it first: other actors would run with it", error);
  return TRUE;
}

/* Answers FALSE with @error set if waits of this actor fail from now on. */
static gboolean
check_not_doomed (DomoProxy *proxy, GError **error)
{
  const char *type_name = g_type_name (domo_proxy_get_actor_type (proxy));

  if (proxy->duties != NULL && proxy->duties->doom != 0)
    {
      /* No code is 0 but FAILED, which never is a doom. */
      g_set_error (error, DOMO_ERROR, proxy->duties->doom,
                   proxy->duties->doom == DOMO_ERROR_CLOSED
                       ? "The stage closes, and the %s waits no more"
                       : "The %s is to stop or restart, and waits no more",
                   type_name);
      return FALSE;
    }
  if (domo_runtime_is_forced (proxy->runtime))
    {
      g_set_error (error, DOMO_ERROR, DOMO_ERROR_CLOSED,
                   "The stage closes, and the %s waits no more", type_name);
      return FALSE;
    }
  return TRUE;
}

/* The future has settled. Any thread. */
static void
parked_notify (DomoWaiter *waiter)
{
  DomoParked *self = (DomoParked *) waiter;

  /* From here on its stack may go on, and be gone. */
  domo_proxy_post (self->proxy, &self->wake);
}

static void
link_parked (DomoParked *self)
{
  DomoDuties *duties = domo_proxy_ensure_duties (self->proxy);

  self->next = duties->parked;
  duties->parked = self;
  domo_proxy_show_waits (self->proxy);
  /* relaxed: figures, with nothing published through them. */
  atomic_fetch_add_explicit (&self->proxy->runtime->n_parked, 1, memory_order_relaxed);
  atomic_fetch_add_explicit (&self->proxy->runtime->n_parkings, 1, memory_order_relaxed);
  if (domo_loop_top->n_parked != NULL)
    atomic_fetch_add_explicit (domo_loop_top->n_parked, 1, memory_order_relaxed);
}

static void
unlink_parked (DomoParked *self)
{
  DomoParked **place = &self->proxy->duties->parked;

  while (*place != self)
    place = &(*place)->next;
  *place = self->next;
  domo_proxy_show_waits (self->proxy);
  atomic_fetch_sub_explicit (&self->proxy->runtime->n_parked, 1, memory_order_relaxed);
  if (domo_loop_top->n_parked != NULL)
    atomic_fetch_sub_explicit (domo_loop_top->n_parked, 1, memory_order_relaxed);
}

/* On the spare, which has nothing of the turn on its stack: the actor rests, unless something has
 * come for it that does not wait for the handler. */
static void
give_up_turn (gpointer data)
{
  DomoProxy *proxy = data;

  if (proxy->inbox.runtime.first != NULL || !domo_inbox_rest (&proxy->inbox))
    domo_dispatcher_schedule (proxy->dispatcher, &proxy->turn);
}

/* The future that the callback or the call in hand settles; or NULL. */
static DomoFuture *
get_owed (DomoFrame *frame)
{
  if (frame->derived != NULL || frame->method == NULL)
    return frame->derived;
  return frame->call->ask;
}

/* Sets the fiber aside. When this returns, the wake-up has been handled. */
static void
set_aside (DomoParked *self, DomoFiber *spare)
{
  DomoFrame *frame = self->frame;
  DomoContextScope *scopes = domo_context_park ();

  self->fiber = domo_fiber_get_current ();
  frame->has_parked = TRUE;
  domo_loop_top->n_ran = frame->n;
  domo_loop_top->kept = FALSE;
  domo_frame_top = domo_loop_top->frame_top;
  domo_loop_set_aside (spare, give_up_turn, self->proxy);
  domo_context_unpark (scopes);
}

gboolean
domo_park (DomoFrame *frame, DomoFuture *future, GError **error)
{
  DomoParked self = { .waiter.notify = parked_notify, .wake.kind = DOMO_MESSAGE_WAKE };
  DomoProxy *proxy = frame->proxy;
  DomoFuture *owed;
  DomoFiber *spare;

  if (!check_not_doomed (proxy, error))
    return FALSE;
  if (domo_future_state (future) != DOMO_FUTURE_PENDING)
    return TRUE;
  if (!check_place (frame, error))
    return FALSE;
  if (!domo_loop_top->has_fiber)
    {
      g_set_error_literal (error, DOMO_ERROR, DOMO_ERROR_FAILED,
                           "There is no stack to wait on: too many handlers wait already, or the "
                           "system has no memory for it");
      return FALSE;
    }
  /* The spare comes first: without one nobody must be told to wake this handler. */
  spare = domo_fiber_acquire (domo_loop_top->stack_size, error);
  if (spare == NULL)
    return FALSE;
  self.proxy = proxy;
  self.future = future;
  self.frame = frame;
  link_parked (&self);
  owed = get_owed (frame);
  if (owed != NULL)
    domo_future_set_origin (owed, DOMO_ORIGIN_IN_HAND, proxy);
  domo_deadlock_begin (&self.block, proxy, future, owed);
  if (!domo_future_add_waiter (future, &self.waiter))
    {
      domo_deadlock_end (&self.block);
      unlink_parked (&self);
      domo_fiber_release (spare);
      return TRUE;
    }
  domo_await_limits_add (proxy->runtime->await_limits, &self.limit, proxy, future);
  set_aside (&self, spare);
  domo_await_limits_remove (proxy->runtime->await_limits, &self.limit);
  domo_deadlock_end (&self.block);
  unlink_parked (&self);
  return self.failed ? check_not_doomed (proxy, error) : TRUE;
}

/* The wake-up has come: goes on with what was set aside, and never returns. */
void
domo_park_wake (DomoProxy *proxy, DomoFrame *frame, DomoMessage *message)
{
  DomoParked *parked = domo_parked_from_wake (message);

  /* The turn goes on in that frame, with what this one had left to run. */
  parked->frame->n = frame->n;
  parked->frame->max = frame->max;
  parked->frame->outer = frame->outer;
  parked->frame->depth = frame->depth;
  domo_frame_top = parked->frame;
  domo_loop_continue_on (parked->fiber);
}

/* Keeps a runtime message until the handler has returned. */
void
domo_park_put_off (DomoProxy *proxy, DomoMessage *message)
{
  domo_lane_append (&proxy->duties->put_off, message);
}

/* What was put off is due, ahead of what has come since. */
void
domo_park_take_back (DomoProxy *proxy)
{
  domo_lane_prepend_lane (&proxy->inbox.runtime, &proxy->duties->put_off);
}

/* Answers whether nothing of the actor waits. Else, while a hook waited, a callback has begun to,
 * whose stack knows the instance: the actor, which is about to let go of that, goes on as if its
 * last child had ended when nothing waits any more. */
gboolean
domo_park_is_over (DomoProxy *proxy)
{
  if (proxy->duties == NULL || proxy->duties->parked == NULL)
    return TRUE;
  domo_park_put_off (proxy, domo_message_new (DOMO_MESSAGE_CHILDREN_ENDED));
  return FALSE;
}

/* Makes all waits of an actor fail, now and until the handler has returned. */
void
domo_park_fail_waits (DomoProxy *proxy, DomoError code)
{
  DomoDuties *duties = proxy->duties;

  if (duties->doom == 0 || code == DOMO_ERROR_CLOSED)
    duties->doom = code;
  for (DomoParked *parked = duties->parked; parked != NULL; parked = parked->next)
    {
      /* If it is not in the line any more, its wake-up is on the way. */
      if (!domo_future_remove_waiter (parked->future, &parked->waiter))
        continue;
      parked->failed = TRUE;
      domo_proxy_post (proxy, &parked->wake);
    }
}

/* A message in whose handling something waited is done. What was put off is due once nothing of the
 * actor waits any more. */
void
domo_park_message_done (DomoProxy *proxy, DomoFrame *frame)
{
  DomoDuties *duties = proxy->duties;

  frame->has_parked = FALSE;
  if (duties->parked != NULL)
    return;
  duties->doom = 0;
  domo_park_take_back (proxy);
}
