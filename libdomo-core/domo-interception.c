/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-interception-private.h"

#include "domo-continuation-private.h"
#include "domo-counters-private.h"

/* Calls that carry a context or an errand, or that an interceptor sees: all that others are spared.
 */

atomic_uint domo_n_interceptors;

/* The stage's interceptor. */

/* Sets the interceptor, or none. A stage that is closed has none. Any thread. */
void
domo_interception_set (DomoRuntime *runtime, DomoInterceptor *interceptor)
{
  g_autoptr (DomoInterceptor) before = NULL;

  if (interceptor != NULL)
    domo_tsan_release (interceptor);
  domo_lock_acquire (&runtime->lock);
  if (atomic_load_explicit (&runtime->phase, memory_order_relaxed) == DOMO_RUNTIME_CLOSED)
    interceptor = NULL;
  before = atomic_load_explicit (&runtime->interceptor, memory_order_relaxed);
  atomic_store_explicit (&runtime->interceptor,
                         interceptor != NULL ? g_object_ref (interceptor) : NULL,
                         memory_order_relaxed);
  if (interceptor != NULL && before == NULL)
    atomic_fetch_add_explicit (&domo_n_interceptors, 1, memory_order_relaxed);
  else if (interceptor == NULL && before != NULL)
    atomic_fetch_sub_explicit (&domo_n_interceptors, 1, memory_order_relaxed);
  domo_lock_release (&runtime->lock);
  if (before != NULL)
    domo_tsan_acquire (before);
}

/* The interceptor (transfer full), or NULL. Any thread. */
DomoInterceptor *
domo_interception_dup (DomoRuntime *runtime)
{
  DomoInterceptor *interceptor;

  if (atomic_load_explicit (&runtime->interceptor, memory_order_relaxed) == NULL)
    return NULL;
  domo_lock_acquire (&runtime->lock);
  interceptor = atomic_load_explicit (&runtime->interceptor, memory_order_relaxed);
  if (interceptor != NULL)
    g_object_ref (interceptor);
  domo_lock_release (&runtime->lock);
  if (interceptor != NULL)
    domo_tsan_acquire (interceptor);
  return interceptor;
}

/* Sending. */

/* Gives a call that is about to be sent what it has to carry. Takes the call and answers it. */
DomoCall *
domo_interception_tag (DomoProxy *target, DomoCall *call)
{
  DomoRuntime *runtime = target->runtime;
  DomoExecutionContext *context = domo_context_dup_current ();
  gint64 sent = -1;

  if (atomic_load_explicit (&runtime->interceptor, memory_order_relaxed) != NULL)
    sent = domo_clock_get_time (runtime->clock);
  if (context == NULL && sent < 0)
    return call;
  return domo_call_tag (call, context, sent);
}

/* Delaying. A call that waits belongs to the actor, so that none is lost when that ends; then it
 * comes through the mailbox again, behind all that is queued. */

typedef struct
{
  DomoContinuation continuation; /* of a future that the timer settles */
  DomoCall *call;
  DomoTimer *timer;
} Delay;

static void
delay_passed (gpointer future)
{
  domo_future_resolve_take (future, NULL);
}

static void
delay_run (DomoContinuation *continuation)
{
  Delay *self = (Delay *) continuation;

  domo_timer_unref (self->timer);
  domo_counters_take_back (continuation->proxy);
  domo_proxy_post (continuation->proxy, &self->call->message);
}

static void
delay_drop (DomoContinuation *continuation)
{
  Delay *self = (Delay *) continuation;

  domo_timer_cancel (self->timer);
  domo_timer_unref (self->timer);
  domo_counters_add_stashed (continuation->proxy, -1);
  domo_proxy_bury (continuation->proxy, &self->call->message,
                   domo_runtime_is_open (continuation->proxy->runtime)
                       ? DOMO_DEAD_LETTER_REASON_STOPPED
                       : DOMO_DEAD_LETTER_REASON_UNDELIVERED_AT_CLOSE);
}

static void
delay_call (DomoProxy *proxy, DomoCall *call, gint64 us)
{
  DomoClock *clock = proxy->runtime->clock;
  gint64 now = domo_clock_get_time (clock);
  DomoFuture *passed = domo_future_new_pending ();
  Delay *self = g_new0 (Delay, 1);

  call->message.flags |= DOMO_CALL_WAS_DELAYED;
  domo_counters_add_stashed (proxy, 1);
  self->call = call;
  self->continuation.run = delay_run;
  self->continuation.drop = delay_drop;
  self->timer =
      domo_clock_add_timer (clock, now < G_MAXINT64 - us ? now + us : G_MAXINT64, delay_passed,
                            domo_future_ref (passed), (GDestroyNotify) domo_future_unref);
  domo_continuation_start (&self->continuation, proxy, passed);
}

/* Delivering. */

static void
delivery_clear (DomoDelivery *self)
{
  for (guint i = 0; self->args != NULL && i < self->call->entry->method->n_args; i++)
    g_value_unset (&self->args[i]);
  g_clear_pointer (&self->args, g_free);
  g_clear_error (&self->error);
  g_clear_error (&self->failure);
}

static void
ask_interceptor (DomoInterceptor *interceptor, DomoDelivery *delivery)
{
  if (delivery->call->message.flags & DOMO_CALL_WAS_DELAYED)
    return;
  delivery->is_open = TRUE;
  domo_interceptor_before_delivery (interceptor, delivery);
  delivery->is_open = FALSE;
}

static void
find_outcome (DomoDelivery *self, DomoFuture *ask)
{
  if (self->error != NULL)
    self->outcome = DOMO_DELIVERY_OUTCOME_FAILED;
  else if (ask != NULL && domo_future_state (ask) == DOMO_FUTURE_PENDING)
    self->outcome = DOMO_DELIVERY_OUTCOME_PENDING;
  else
    {
      self->outcome = DOMO_DELIVERY_OUTCOME_ANSWERED;
      if (ask != NULL && domo_future_state (ask) == DOMO_FUTURE_REJECTED)
        self->error = g_error_copy (ask->error);
    }
}

/* Calls the handler, or fails instead. Answers FALSE if the handler has put the call aside. */
static gboolean
carry_out (DomoDelivery *self, DomoFrame *frame)
{
  DomoClock *clock = self->proxy->runtime->clock;
  gboolean done = TRUE;
  g_autoptr (DomoFuture) ask = self->call->ask != NULL ? domo_future_ref (self->call->ask) : NULL;

  frame->delivery = self;
  if (self->verdict == DOMO_VERDICT_FAIL)
    domo_delivery_fail_instead (self->proxy, frame, self->call, g_steal_pointer (&self->failure));
  else
    {
      self->begin = domo_clock_get_time (clock);
      done = domo_delivery_deliver (self->proxy, frame, self->call);
      self->end = domo_clock_get_time (clock);
    }
  frame->delivery = NULL;
  find_outcome (self, ask);
  if (!done)
    self->outcome = DOMO_DELIVERY_OUTCOME_PENDING;
  return done;
}

static void
intercept (DomoProxy *self, DomoFrame *frame, DomoCall *call, DomoInterceptor *interceptor)
{
  DomoDelivery delivery = {
    .proxy = self, .call = call, .wants_answer = call->ask != NULL, .begin = -1, .end = -1
  };
  DomoDeadLetterReason reason = DOMO_DEAD_LETTER_REASON_INTERCEPTED;
  gboolean done = TRUE;

  ask_interceptor (interceptor, &delivery);
  switch (delivery.verdict)
    {
    case DOMO_VERDICT_DELAY:
      delivery_clear (&delivery);
      delay_call (self, call, delivery.delay);
      return;
    case DOMO_VERDICT_DROP:
      delivery.outcome = DOMO_DELIVERY_OUTCOME_DROPPED;
      break;
    default:
      if (domo_call_claim (call))
        {
          done = carry_out (&delivery, frame);
          break;
        }
      delivery.outcome = DOMO_DELIVERY_OUTCOME_DROPPED;
      reason = DOMO_DEAD_LETTER_REASON_EXPIRED;
    }
  domo_interceptor_after_delivery (interceptor, &delivery);
  delivery_clear (&delivery);
  if (delivery.outcome == DOMO_DELIVERY_OUTCOME_DROPPED)
    domo_proxy_bury (self, &call->message, reason);
  else if (done)
    domo_call_free (call);
}

/* Delivers a call that carries something or may be intercepted. Takes the call. */
void
domo_interception_handle (DomoProxy *self, DomoFrame *frame, DomoCall *call)
{
  g_autoptr (DomoInterceptor) interceptor = NULL;
  DomoCallTag *tag = domo_call_get_tag (call);

  if (domo_call_is_expired (call))
    {
      domo_proxy_bury (self, &call->message, DOMO_DEAD_LETTER_REASON_EXPIRED);
      return;
    }
  interceptor = domo_interception_dup (self->runtime);
  if (tag != NULL && tag->context != NULL)
    domo_context_begin_message (domo_execution_context_ref (tag->context));
  if (interceptor != NULL)
    {
      intercept (self, frame, call, interceptor);
      domo_tsan_release (interceptor);
      return;
    }
  if (!domo_call_claim (call))
    domo_proxy_bury (self, &call->message, DOMO_DEAD_LETTER_REASON_EXPIRED);
  else if (domo_delivery_deliver (self, frame, call))
    domo_call_free (call);
}
