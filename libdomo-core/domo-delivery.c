/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-proxy-private.h"

#include "domo-counters-private.h"
#include "domo-error.h"
#include "domo-reply-private.h"

/* Handling one call: what becomes of it and of its ask. */

static G_NO_INLINE void
fail_call (DomoProxy *self, DomoFrame *frame, DomoCall *call)
{
  g_autofree char *printed = domo_call_print (call);

  if (call->ask != NULL)
    domo_future_reject_take (call->ask, g_error_copy (frame->failure));
  domo_life_fail (self, frame, printed);
}

static void
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

/* Delivers a call to the instance. Takes the call. */
void
domo_delivery_handle (DomoProxy *self, DomoFrame *frame, DomoCall *call)
{
  DomoFuture *result;

  if (call->ask != NULL && domo_future_state (call->ask) != DOMO_FUTURE_PENDING)
    {
      domo_proxy_bury (self, &call->message, DOMO_DEAD_LETTER_REASON_EXPIRED);
      return;
    }
  atomic_store_explicit (&self->has_call, TRUE, memory_order_relaxed);
  frame->method = call->entry->method;
  result = call->entry->deliver (call->entry, self->instance, call->args);
  frame->method = NULL;
  atomic_store_explicit (&self->has_call, FALSE, memory_order_relaxed);
  if (G_UNLIKELY (frame->stashes) && domo_stash_keep (self, frame, call))
    {
      g_clear_pointer (&result, domo_future_unref);
      return;
    }
  domo_counters_add_handled (self);
  if (G_UNLIKELY (frame->failure != NULL))
    {
      fail_call (self, frame, call);
      g_clear_pointer (&result, domo_future_unref);
    }
  else if (call->ask != NULL)
    answer_ask (self, call, result);
  domo_call_free (call);
}
