/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-proxy-private.h"

#include "domo-enum-types.h"
#include "domo-error.h"
#include "domo-future-private.h"
#include "domo-root-private.h"
#include "domo-supervision-private.h"

/* What clients can do to an actor's life from outside, and learn of it. */

/**
 * domo_proxy_stop:
 * @proxy: (type DomoProxy): a proxy
 *
 * Asks the actor to stop once it has handled the messages sent before. What is sent afterwards
 * becomes a dead letter.
 *
 * The children of an actor stop with it and end before it. Stopping an actor that stops or has
 * stopped does nothing. The roots stop only with the stage. May be called from any thread.
 *
 * Since: 0.1
 */
void
domo_proxy_stop (gpointer proxy)
{
  g_return_if_fail (DOMO_IS_PROXY (proxy));
  g_return_if_fail (domo_proxy_get_actor_type (proxy) != DOMO_TYPE_ROOT);

  domo_proxy_post (proxy, domo_message_new (DOMO_MESSAGE_STOP));
}

/**
 * domo_proxy_stop_now:
 * @proxy: (type DomoProxy): a proxy
 *
 * Asks the actor to stop when the message in hand is done. All that is queued becomes dead letters,
 * and their asks, as well as one the actor is busy with, are rejected with
 * [error@DomoCore.Error.STOPPED]. Otherwise as [method@DomoCore.Proxy.stop].
 *
 * Since: 0.1
 */
void
domo_proxy_stop_now (gpointer proxy)
{
  g_return_if_fail (DOMO_IS_PROXY (proxy));
  g_return_if_fail (domo_proxy_get_actor_type (proxy) != DOMO_TYPE_ROOT);

  domo_proxy_post (proxy, domo_stop_now_new (DOMO_STOP_REASON_STOPPED));
}

/**
 * domo_proxy_suspend:
 * @proxy: (type DomoProxy): a proxy
 *
 * Asks the actor to take no more messages until [method@DomoCore.Proxy.resume] is called. The one
 * in hand is handled to its end. What is sent meanwhile waits in the mailbox; a stop acts at once.
 *
 * This is independent of failures: a supervisor's directive does not let such an actor go on, and
 * resuming it does not forgive it a failure. It survives a restart. Suspending twice is as
 * suspending once. The roots cannot be suspended. May be called from any thread.
 *
 * Since: 0.1
 */
void
domo_proxy_suspend (gpointer proxy)
{
  g_return_if_fail (DOMO_IS_PROXY (proxy));
  g_return_if_fail (domo_proxy_get_actor_type (proxy) != DOMO_TYPE_ROOT);

  domo_proxy_post (proxy, domo_message_new (DOMO_MESSAGE_HOLD));
}

/**
 * domo_proxy_resume:
 * @proxy: (type DomoProxy): a proxy
 *
 * Lets an actor go on that [method@DomoCore.Proxy.suspend] has suspended. May be called from any
 * thread.
 *
 * Since: 0.1
 */
void
domo_proxy_resume (gpointer proxy)
{
  g_return_if_fail (DOMO_IS_PROXY (proxy));
  g_return_if_fail (domo_proxy_get_actor_type (proxy) != DOMO_TYPE_ROOT);

  domo_proxy_post (proxy, domo_message_new (DOMO_MESSAGE_LET_GO));
}

/**
 * domo_proxy_restart:
 * @proxy: (type DomoProxy): a proxy
 *
 * Asks for a restart of the actor, as if it had failed and its supervisor had ordered one: ahead of
 * what is queued, its children are stopped and its instance is replaced. A directive about an
 * earlier failure does nothing any more. The roots cannot be restarted. May be called from any
 * thread.
 *
 * Since: 0.1
 */
void
domo_proxy_restart (gpointer proxy)
{
  DomoProxy *self = proxy;

  g_return_if_fail (DOMO_IS_PROXY (proxy));
  g_return_if_fail (domo_proxy_get_actor_type (proxy) != DOMO_TYPE_ROOT);

  domo_proxy_post (self, domo_restart_new (domo_runtime_order_restart (self->runtime, self), 0));
}

static DomoFuture *
get_shared_locked (DomoPromise **promise)
{
  if (*promise == NULL)
    *promise = domo_promise_new ();
  return domo_promise_get_future (*promise);
}

/* A future of the caller's own: a limit that settles it must not settle everybody's. Actors may
 * wait for the life of others as long as it takes. */
static DomoFuture *
own_future (DomoProxy *self, DomoFuture *shared)
{
  DomoFuture *own = domo_future_race (&shared, 1);

  domo_future_set_unlimited (own);
  domo_future_set_origin (own, DOMO_ORIGIN_LIFE, self);
  return own;
}

/**
 * domo_proxy_started:
 * @proxy: (type DomoProxy): a proxy
 *
 * Answers whether the actor has started, or why its start failed. An actor whose start failed may
 * be restarted by its supervisor; asked again, this answers how that goes. May be called from any
 * thread.
 *
 * Returns: (transfer full): a future that is resolved with nothing once the actor has started, and
 *   rejected with the error of its next start that fails, or with [error@DomoCore.Error.STOPPED] if
 *   it stops without having started
 *
 * Since: 0.1
 */
DomoFuture *
domo_proxy_started (gpointer proxy)
{
  DomoProxy *self = proxy;
  g_autoptr (DomoFuture) shared = NULL;
  gboolean has_started;

  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);

  domo_lock_acquire (&self->runtime->lock);
  has_started = self->has_started;
  if (!has_started && !self->ended)
    shared = get_shared_locked (&self->starting);
  domo_lock_release (&self->runtime->lock);
  domo_tsan_release (self);
  if (has_started)
    return domo_future_new_void ();
  if (shared != NULL)
    return own_future (self, shared);
  return domo_future_new_error_printf (DOMO_ERROR, DOMO_ERROR_STOPPED,
                                       "The %s stopped before it started",
                                       g_type_name (domo_proxy_get_actor_type (self)));
}

/**
 * domo_proxy_stopped:
 * @proxy: (type DomoProxy): a proxy
 *
 * Answers when and why the actor has stopped: by then its children have ended, its instance is
 * released, and no address leads to it. May be called from any thread, also afterwards.
 *
 * Returns: (transfer full): a future that is resolved with a [enum@DomoCore.StopReason]
 *
 * Since: 0.1
 */
DomoFuture *
domo_proxy_stopped (gpointer proxy)
{
  DomoProxy *self = proxy;
  g_autoptr (DomoFuture) shared = NULL;
  GValue reason = G_VALUE_INIT;

  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);

  domo_lock_acquire (&self->runtime->lock);
  if (!self->ended)
    shared = get_shared_locked (&self->stopped);
  domo_lock_release (&self->runtime->lock);
  domo_tsan_release (self);
  if (shared != NULL)
    return own_future (self, shared);

  g_value_init (&reason, DOMO_TYPE_STOP_REASON);
  g_value_set_enum (&reason, self->stop_reason);
  return domo_future_new_value (&reason);
}

/**
 * domo_proxy_is_stopped:
 * @proxy: (type DomoProxy): a proxy
 *
 * Tells whether the actor has stopped. May be called from any thread.
 *
 * Returns: whether it has
 *
 * Since: 0.1
 */
gboolean
domo_proxy_is_stopped (gpointer proxy)
{
  g_return_val_if_fail (DOMO_IS_PROXY (proxy), TRUE);

  return domo_inbox_is_closed (&((DomoProxy *) proxy)->inbox);
}

/**
 * domo_proxy_is_stopping:
 * @proxy: (type DomoProxy): a proxy
 *
 * Tells whether the actor has begun to stop, or has stopped: what is sent to it from then on
 * becomes a dead letter. That it has been asked to stop does not count until its turn has come to
 * that. May be called from any thread.
 *
 * Returns: whether it has
 *
 * Since: 0.1
 */
gboolean
domo_proxy_is_stopping (gpointer proxy)
{
  g_return_val_if_fail (DOMO_IS_PROXY (proxy), TRUE);

  return domo_proxy_get_state (proxy) >= DOMO_LIFE_STOPPING;
}
