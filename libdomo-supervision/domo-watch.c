/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-watch.h"

#include <stdatomic.h>

/**
 * DomoWatch:
 *
 * Somebody waits for an actor to stop, to learn why; see [func@DomoSupervision.watch].
 */
struct _DomoWatch
{
  /* One for the caller, one for the callback until it has been called or will not be. */
  atomic_int ref_count;

  gpointer proxy;
  DomoWatchFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  /* That the actor has stopped. Settled here, too, when nobody waits for it any more, so that
   * nothing stays in the actor's line. */
  DomoFuture *stopped;

  /* Set by the one that was first: the call, or unwatch. */
  atomic_bool over;
};

G_DEFINE_BOXED_TYPE (DomoWatch, domo_watch, domo_watch_ref, domo_watch_unref)

/**
 * domo_watch_ref:
 * @self: a watch
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoWatch *
domo_watch_ref (DomoWatch *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * domo_watch_unref:
 * @self: (transfer full): a watch
 *
 * Drops a reference. This does not end the watch.
 *
 * Since: 0.1
 */
void
domo_watch_unref (DomoWatch *self)
{
  g_return_if_fail (self != NULL);

  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  g_object_unref (self->proxy);
  domo_future_unref (self->stopped);
  g_free (self);
}

/* Whether this is the first to end the watch. */
static gboolean
end (DomoWatch *self)
{
  /* acq_rel: the call and unwatch agree on who was first, and the second sees what the first did.
   */
  return !atomic_exchange_explicit (&self->over, TRUE, memory_order_acq_rel);
}

/* Waits no more. Any thread. */
static void
stop_waiting (DomoWatch *self)
{
  /* A limit that has passed already. */
  domo_future_unref (domo_future_with_timeout (domo_future_ref (self->stopped), 0));
}

static DomoFuture *
stopped_cb (DomoFuture *settled, gpointer data)
{
  DomoWatch *self = data;
  const GValue *reason = domo_future_get_value_or_null (settled, NULL);

  if (reason != NULL && end (self))
    self->func (self->proxy, (DomoStopReason) g_value_get_enum (reason), self->user_data);
  return NULL;
}

/* It has been called, or will not be any more. */
static void
let_go (gpointer data)
{
  DomoWatch *self = data;

  stop_waiting (self);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  domo_watch_unref (self);
}

/**
 * domo_watch:
 * @proxy: (type DomoCore.Proxy): a proxy
 * @func: (scope notified) (closure user_data) (destroy destroy): what to call
 * @user_data: its data
 * @destroy: (nullable): frees the data
 *
 * Watches an actor: @func is called once when it has stopped, with the reason. A restart is no
 * stop. If the actor has stopped already, @func is called as soon as it can be, but never from
 * within this call.
 *
 * Inside an actor the call belongs to the instance that asked for it, as a callback of a future
 * does: it runs where the actor runs, never at the same time as its other code, also while it is
 * busy. If the instance stops or is restarted first, the watch ends, and the data is freed before
 * the instance is; so the instance is safe as its data. Elsewhere it runs from the caller's
 * thread-default main context.
 *
 * The watch keeps neither the actor alive nor the one that watches. It goes on without the
 * reference that is answered here, which is only needed for [func@DomoSupervision.unwatch].
 *
 * May be called from any thread.
 *
 * Returns: (transfer full): the watch
 *
 * Since: 0.1
 */
DomoWatch *
domo_watch (gpointer proxy, DomoWatchFunc func, gpointer user_data, GDestroyNotify destroy)
{
  DomoWatch *self;

  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = g_new (DomoWatch, 1);
  atomic_init (&self->ref_count, 2);
  atomic_init (&self->over, FALSE);
  self->proxy = g_object_ref (proxy);
  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;
  self->stopped = domo_proxy_stopped (proxy);
  domo_future_unref (
      domo_future_finally (domo_future_ref (self->stopped), stopped_cb, self, let_go));
  return self;
}

/**
 * domo_unwatch:
 * @watch: a watch
 *
 * Ends a watch. If this answers %TRUE, its function has not been called and never will be, even if
 * the actor has stopped meanwhile. Where it answers %FALSE, the function has been called, is being
 * called in another thread, or the watch had ended.
 *
 * The data is freed where the function would have been called. May be called from any thread, and
 * twice.
 *
 * Returns: whether this has ended the watch
 *
 * Since: 0.1
 */
gboolean
domo_unwatch (DomoWatch *watch)
{
  g_return_val_if_fail (watch != NULL, FALSE);

  if (!end (watch))
    return FALSE;
  stop_waiting (watch);
  return TRUE;
}
