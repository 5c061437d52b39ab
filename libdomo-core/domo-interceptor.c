/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-interceptor.h"

#include "domo-delivery.h"

/**
 * DomoInterceptor:
 *
 * Something that stands between the mailboxes of a stage and its actors: it sees each call of a
 * protocol's method just before it is delivered and just after, and may drop, delay or fail it. It
 * is for tracing, for tests, and for injecting faults. Set one with
 * [method@DomoCore.Stage.set_interceptor]; see [Interceptors](interceptors.html).
 *
 * Its functions run as part of the message, in the thread that runs the actor, so perhaps in
 * several threads at once, and the execution context of the message is current in them. They may
 * send messages, which the interceptor sees in turn, make and stop actors, and set another
 * interceptor. A callback that they add to a future belongs to the actor. They must not wait for
 * anything, for the actor waits with them.
 *
 * What is no call is not shown: hooks, callbacks of futures, reports to supervisors. Nor is a call
 * that will not be delivered: one that a mailbox dropped, that is left when an actor stops, or
 * whose ask has been settled already.
 */

G_DEFINE_ABSTRACT_TYPE (DomoInterceptor, domo_interceptor, G_TYPE_OBJECT)

static void
domo_interceptor_class_init (DomoInterceptorClass *class)
{
}

static void
domo_interceptor_init (DomoInterceptor *self)
{
}

/**
 * domo_interceptor_before_delivery:
 * @self: an interceptor
 * @delivery: a message that is about to be delivered
 *
 * Shows a message to an interceptor: for interceptors that are made of others.
 *
 * @delivery is valid during the call. What it is told last counts.
 *
 * Since: 0.1
 */
void
domo_interceptor_before_delivery (DomoInterceptor *self, DomoDelivery *delivery)
{
  DomoInterceptorClass *class;

  g_return_if_fail (DOMO_IS_INTERCEPTOR (self));
  g_return_if_fail (delivery != NULL);

  class = DOMO_INTERCEPTOR_GET_CLASS (self);
  if (class->before_delivery != NULL)
    class->before_delivery (self, delivery);
}

/**
 * domo_interceptor_after_delivery:
 * @self: an interceptor
 * @delivery: a message
 *
 * Shows an interceptor what has become of a message: for interceptors that are made of others.
 *
 * Each message that was shown before its delivery comes here once, if not at once: a delayed one
 * when it has been delivered in the end. One that never is, because the actor stops first, does not
 * come here.
 *
 * Since: 0.1
 */
void
domo_interceptor_after_delivery (DomoInterceptor *self, DomoDelivery *delivery)
{
  DomoInterceptorClass *class;

  g_return_if_fail (DOMO_IS_INTERCEPTOR (self));
  g_return_if_fail (delivery != NULL);

  class = DOMO_INTERCEPTOR_GET_CLASS (self);
  if (class->after_delivery != NULL)
    class->after_delivery (self, delivery);
}
