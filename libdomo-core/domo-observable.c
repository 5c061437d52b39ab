/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-observable.h"

#include "domo-observable-state.h"

/**
 * DomoObservable:
 *
 * The protocol of an actor that lets others see its state.
 *
 * An actor implements it beside its own protocols, and decides what it shows:
 *
 * ```c
 * static DomoFuture *
 * counter_actor_observe_state (DomoObservable *observable)
 * {
 *   DomoObservableState *state = domo_observable_state_new ();
 *
 *   domo_observable_state_insert (state, "count", "x", COUNTER_ACTOR (observable)->count);
 *   return domo_future_new_observable_state (state);
 * }
 * ```
 *
 * The state is asked for through the proxy like anything else. The actor answers it between two
 * other messages, so it is never half changed.
 */

G_DEFINE_INTERFACE (DomoObservable, domo_observable, DOMO_TYPE_PROTOCOL)

static void
domo_observable_default_init (DomoObservableInterface *iface)
{
  domo_protocol_add_ask (iface, "observe_state",
                         G_STRUCT_OFFSET (DomoObservableInterface, observe_state),
                         DOMO_TYPE_OBSERVABLE_STATE, 0);
}

/**
 * domo_observable_observe_state:
 * @self: an observable actor's proxy
 *
 * Asks an actor for what it shows of its state. The answer is as things are after all messages that
 * the caller sent before. May be called from any thread.
 *
 * Returns: (transfer full): a future that is resolved with a [struct@DomoCore.ObservableState]
 *
 * Since: 0.1
 */
DomoFuture *
domo_observable_observe_state (DomoObservable *self)
{
  g_return_val_if_fail (DOMO_IS_OBSERVABLE (self), NULL);

  return DOMO_OBSERVABLE_GET_IFACE (self)->observe_state (self);
}
