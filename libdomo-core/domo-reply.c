/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-reply-private.h"

#include "domo-actor.h"
#include "domo-error.h"
#include "domo-proxy-private.h"
#include "domo-value-private.h"

/* Answering an ask with the future that its handler returned. */

/* An ask whose handler returned a future that is still pending. */
typedef struct
{
  DomoContinuation continuation;
  DomoFuture *ask;
  const DomoMethod *method;
  DomoAwaitLimit limit;
  DomoBlock block; /* begun unless the method or the class is concurrent */
} DomoReply;

/* Answers why @value cannot be the result of @method, or NULL. */
static char *
refuse_result (const DomoMethod *method, const GValue *value)
{
  GType wanted = method->result_type;

  if (value->g_type == 0 && wanted == G_TYPE_NONE)
    return NULL;
  if (value->g_type == 0)
    return g_strdup_printf ("nothing, but promises %s", g_type_name (wanted));
  if (wanted == G_TYPE_NONE)
    return g_strdup_printf ("%s, but promises nothing", G_VALUE_TYPE_NAME (value));
  if (G_VALUE_HOLDS_OBJECT (value))
    {
      GObject *object = g_value_get_object (value);

      if (DOMO_IS_ACTOR (object))
        return g_strdup_printf ("%s, an actor's instance, which must not leave the actor; answer "
                                "what domo_actor_get_self() does",
                                G_OBJECT_TYPE_NAME (object));
      if (object != NULL ? g_type_is_a (G_OBJECT_TYPE (object), wanted)
                         : g_type_is_a (wanted, G_TYPE_OBJECT) || G_TYPE_IS_INTERFACE (wanted))
        return NULL;
    }
  if (g_type_is_a (G_VALUE_TYPE (value), wanted))
    return NULL;
  return g_strdup_printf ("%s, but promises %s", G_VALUE_TYPE_NAME (value), g_type_name (wanted));
}

/* Settles @ask as @result, which has settled, if its type is what the method promises. Takes
 * @result. */
void
domo_reply_settle (DomoFuture *ask, const DomoMethod *method, DomoFuture *result)
{
  g_autofree char *problem = NULL;
  g_autofree char *name = NULL;

  if (domo_future_state (result) == DOMO_FUTURE_RESOLVED &&
      (result->value.g_type != method->result_type || !domo_value_is_plain (&result->value)))
    problem = refuse_result (method, &result->value);
  if (problem == NULL)
    {
      domo_future_settle_take (ask, result);
      return;
    }
  name = domo_method_get_full_name (method);
  domo_future_reject_take (ask, g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "%s answered with %s",
                                             name, problem));
  domo_future_unref (result);
}

/* Whoever has stolen it from there drops it next, which leads here. */
static void
end_busy (DomoContinuation *continuation)
{
  DomoDuties *duties = continuation->proxy->duties;

  if (((DomoReply *) continuation)->block.future != NULL)
    domo_deadlock_end (&((DomoReply *) continuation)->block);
  domo_await_limits_remove (continuation->proxy->runtime->await_limits,
                            &((DomoReply *) continuation)->limit);
  if (duties->busy == continuation)
    duties->busy = NULL;
  domo_proxy_show_waits (continuation->proxy);
}

static void
reply_run (DomoContinuation *continuation)
{
  DomoReply *self = (DomoReply *) continuation;

  end_busy (continuation);
  domo_reply_settle (self->ask, self->method, domo_future_ref (continuation->source));
  g_clear_pointer (&self->ask, domo_future_unref);
}

static void
reply_drop (DomoContinuation *continuation)
{
  DomoReply *self = (DomoReply *) continuation;

  end_busy (continuation);
  domo_future_reject_take (self->ask, g_error_new (DOMO_ERROR, DOMO_ERROR_STOPPED,
                                                   "The %s stopped before it answered “%s”",
                                                   g_type_name (domo_proxy_get_actor_type (
                                                       continuation->proxy)),
                                                   self->method->name));
  g_clear_pointer (&self->ask, domo_future_unref);
}

/* Settles @ask when @result settles. Until then the actor is busy, unless the method or the actor's
 * class is concurrent. Takes both futures. */
void
domo_reply_start (DomoProxy *proxy, DomoFuture *ask, const DomoMethod *method, DomoFuture *result)
{
  DomoReply *self = g_new (DomoReply, 1);

  *self = (DomoReply){
    .continuation = { .run = reply_run, .drop = reply_drop },
    .ask = ask,
    .method = method,
  };
  if ((method->flags & DOMO_METHOD_CONCURRENT) != 0 || domo_proxy_get_info (proxy)->concurrent)
    domo_future_set_origin (ask, DOMO_ORIGIN_FOLLOW, result);
  else
    {
      domo_future_set_origin (ask, DOMO_ORIGIN_IN_HAND, proxy);
      domo_proxy_ensure_duties (proxy)->busy = &self->continuation;
      domo_proxy_show_waits (proxy);
      domo_deadlock_begin (&self->block, proxy, result, ask);
    }
  domo_await_limits_add (proxy->runtime->await_limits, &self->limit, proxy, result);
  domo_continuation_start (&self->continuation, proxy, result);
}

/* Answers a pending reply with an error instead. Takes the error. */
void
domo_reply_reject (DomoContinuation *continuation, GError *error)
{
  DomoReply *self = (DomoReply *) continuation;

  domo_future_reject_take (self->ask, error);
  domo_continuation_drop (continuation);
}
