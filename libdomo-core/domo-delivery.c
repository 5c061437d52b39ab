/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-proxy-private.h"

#include "domo-counters-private.h"
#include "domo-error.h"
#include "domo-interception-private.h"
#include "domo-reply-private.h"

/* Handling one call: what becomes of it and of its ask. */

/* Out of line, so that a call that goes well saves no registers for it. */
static G_NO_INLINE void
fail_call (DomoProxy *self, DomoFrame *frame, DomoCall *call)
{
  g_autofree char *printed = domo_call_print (call);

  if (frame->delivery != NULL)
    frame->delivery->error = g_error_copy (frame->failure);
  if (call->ask != NULL)
    domo_future_reject_take (call->ask, g_error_copy (frame->failure));
  domo_life_fail (self, frame, printed);
}

static G_NO_INLINE void
answer_ask (DomoProxy *self, DomoCall *call, DomoFuture *result)
{
  const DomoMethod *method = call->entry->method;

  if (!method->is_ask)
    {
      /* A tell that was requested by name: that it has been handled is all there is to say. */
      GValue nothing = G_VALUE_INIT;

      domo_future_resolve_take (call->ask, &nothing);
    }
  else if (result == NULL)
    {
      g_autofree char *name = domo_method_get_full_name (method);

      domo_future_reject_take (call->ask, g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED,
                                                       "%s answered with no future", name));
    }
  else if (domo_future_state (result) != DOMO_FUTURE_PENDING)
    domo_reply_settle (call->ask, method, result);
  else
    domo_reply_start (self, g_steal_pointer (&call->ask), method, result);
}

/* What is left to do once the handler has returned. Takes @result. */
static inline void
conclude (DomoProxy *self, DomoFrame *frame, DomoCall *call, DomoFuture *result)
{
  domo_counters_add_handled (self);
  if (G_UNLIKELY (frame->failure != NULL))
    {
      fail_call (self, frame, call);
      g_clear_pointer (&result, domo_future_unref);
    }
  else if (call->ask != NULL)
    answer_ask (self, call, result);
}

/* Calls the handler, and sees to what it leaves. Answers FALSE if that has put the call aside,
 * which is kept then. */
static inline gboolean
deliver (DomoProxy *self, DomoFrame *frame, DomoCall *call)
{
  DomoFuture *result;

  atomic_store_explicit (&self->has_call, TRUE, memory_order_relaxed);
  frame->method = call->entry->method;
  frame->call = call;
  result = call->entry->deliver (call->entry, self->instance, call->args);
  frame->method = NULL;
  atomic_store_explicit (&self->has_call, FALSE, memory_order_relaxed);
  if (G_UNLIKELY (frame->stashes) && domo_stash_keep (self, frame, call))
    {
      g_clear_pointer (&result, domo_future_unref);
      return FALSE;
    }
  conclude (self, frame, call, result);
  return TRUE;
}

/* The steps of a delivery, for when an interceptor stands between them. */

gboolean
domo_delivery_deliver (DomoProxy *self, DomoFrame *frame, DomoCall *call)
{
  return deliver (self, frame, call);
}

/* As if the handler had failed with @error, which is taken. */
void
domo_delivery_fail_instead (DomoProxy *self, DomoFrame *frame, DomoCall *call, GError *error)
{
  frame->failure = error;
  conclude (self, frame, call, NULL);
}

/* Delivers a call to the instance. Takes the call. */
void
domo_delivery_handle (DomoProxy *self, DomoFrame *frame, DomoCall *call)
{
  if (G_UNLIKELY (domo_interception_is_due (call)))
    domo_interception_handle (self, frame, call);
  else if (domo_call_is_expired (call))
    domo_proxy_bury (self, &call->message, DOMO_DEAD_LETTER_REASON_EXPIRED);
  else if (deliver (self, frame, call))
    domo_call_free_untagged (call);
}
