/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-interception-private.h"

/**
 * DomoDelivery:
 *
 * A message as an [class@DomoCore.Interceptor] sees it. It is valid during the call that it is
 * given to, in that thread.
 */

/**
 * domo_delivery_get_proxy:
 * @self: a delivery
 *
 * Answers the actor that the message is for.
 *
 * Returns: (transfer none) (type DomoProxy): its proxy
 *
 * Since: 0.1
 */
gpointer
domo_delivery_get_proxy (DomoDelivery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->proxy;
}

/**
 * domo_delivery_get_protocol:
 * @self: a delivery
 *
 * Answers the protocol to which the method belongs.
 *
 * Returns: its type
 *
 * Since: 0.1
 */
GType
domo_delivery_get_protocol (DomoDelivery *self)
{
  g_return_val_if_fail (self != NULL, G_TYPE_INVALID);

  return self->call->entry->method->protocol;
}

/**
 * domo_delivery_get_method:
 * @self: a delivery
 *
 * Answers which method the message calls, as it was registered.
 *
 * Returns: (transfer none): its name, which is valid for ever
 *
 * Since: 0.1
 */
const char *
domo_delivery_get_method (DomoDelivery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->call->entry->method->name;
}

/**
 * domo_delivery_is_ask:
 * @self: a delivery
 *
 * Tells whether somebody wants an answer.
 *
 * Returns: whether the message is an ask
 *
 * Since: 0.1
 */
gboolean
domo_delivery_is_ask (DomoDelivery *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->wants_answer;
}

/**
 * domo_delivery_get_arguments:
 * @self: a delivery
 * @n_args: (out) (optional): how many there are
 *
 * Answers the arguments of the message, to read: they belong to it, and so does what they refer to.
 *
 * Returns: (transfer none) (nullable) (array length=n_args): the arguments, which live as long as
 *   @self, or %NULL if there are none
 *
 * Since: 0.1
 */
const GValue *
domo_delivery_get_arguments (DomoDelivery *self, guint *n_args)
{
  const DomoMethod *method;

  g_return_val_if_fail (self != NULL, NULL);

  method = self->call->entry->method;
  if (n_args != NULL)
    *n_args = method->n_args;
  if (self->args == NULL && method->n_args > 0)
    {
      self->args = g_new0 (GValue, method->n_args);
      for (guint i = 0; i < method->n_args; i++)
        domo_argument_to_value (&method->args[i], &self->call->args[i], &self->args[i]);
    }
  return self->args;
}

/**
 * domo_delivery_to_string:
 * @self: a delivery
 *
 * Answers the printable form of the message, such as `deposit(2550)`.
 *
 * Returns: (transfer full): the text
 *
 * Since: 0.1
 */
char *
domo_delivery_to_string (DomoDelivery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return domo_call_print (self->call);
}

/**
 * domo_delivery_get_execution_context:
 * @self: a delivery
 *
 * Answers the execution context that the message carries. It is current, too.
 *
 * Returns: (transfer none) (nullable): the context, or %NULL if there is none
 *
 * Since: 0.1
 */
DomoExecutionContext *
domo_delivery_get_execution_context (DomoDelivery *self)
{
  DomoCallTag *tag;

  g_return_val_if_fail (self != NULL, NULL);

  tag = domo_call_get_tag (self->call);
  return tag != NULL ? tag->context : NULL;
}

/**
 * domo_delivery_get_sent_time:
 * @self: a delivery
 *
 * Tells when the message was sent.
 *
 * Returns: the time, in microseconds of the stage's clock, or -1 if that is not known: the stage
 * had no interceptor yet
 *
 * Since: 0.1
 */
gint64
domo_delivery_get_sent_time (DomoDelivery *self)
{
  DomoCallTag *tag;

  g_return_val_if_fail (self != NULL, -1);

  tag = domo_call_get_tag (self->call);
  return tag != NULL ? tag->sent : -1;
}

/**
 * domo_delivery_get_begin_time:
 * @self: a delivery
 *
 * Tells when the actor's function was called.
 *
 * Returns: the time, in microseconds of the stage's clock, or -1 if it was not, or not yet
 *
 * Since: 0.1
 */
gint64
domo_delivery_get_begin_time (DomoDelivery *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->begin;
}

/**
 * domo_delivery_get_end_time:
 * @self: a delivery
 *
 * Tells when the actor's function returned.
 *
 * Returns: the time, in microseconds of the stage's clock, or -1 if it was not called, or not yet
 *
 * Since: 0.1
 */
gint64
domo_delivery_get_end_time (DomoDelivery *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->end;
}

/**
 * domo_delivery_get_outcome:
 * @self: a delivery
 *
 * Tells what has become of the message.
 *
 * Returns: the outcome
 *
 * Since: 0.1
 */
DomoDeliveryOutcome
domo_delivery_get_outcome (DomoDelivery *self)
{
  g_return_val_if_fail (self != NULL, DOMO_DELIVERY_OUTCOME_NONE);

  return self->outcome;
}

/**
 * domo_delivery_get_error:
 * @self: a delivery
 *
 * Answers what the actor failed with, or what it answered an ask with if that was an error.
 *
 * Returns: (transfer none) (nullable): the error, or %NULL if there was none
 *
 * Since: 0.1
 */
const GError *
domo_delivery_get_error (DomoDelivery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->error;
}

/* What shall become of the message. */
static gboolean
decide (DomoDelivery *self, DomoVerdict verdict, const char *function)
{
  if (!self->is_open)
    {
      g_critical ("%s(): called after the delivery; only before_delivery() decides", function);
      return FALSE;
    }
  g_clear_error (&self->failure);
  self->verdict = verdict;
  return TRUE;
}

/**
 * domo_delivery_drop:
 * @self: a delivery, before it
 *
 * Drops the message: it becomes a dead letter with the reason
 * [enum@DomoCore.DeadLetterReason] `INTERCEPTED`, and an ask is rejected with
 * [error@DomoCore.Error.FAILED].
 *
 * Since: 0.1
 */
void
domo_delivery_drop (DomoDelivery *self)
{
  g_return_if_fail (self != NULL);

  decide (self, DOMO_VERDICT_DROP, G_STRFUNC);
}

/**
 * domo_delivery_delay:
 * @self: a delivery, before it
 * @us: how long, in microseconds of the stage's clock; at least 1
 *
 * Sends the message again later. It loses its place: what was sent after it may come before it, and
 * when its time has come it is queued behind all that the actor has by then. The actor takes other
 * messages meanwhile.
 *
 * A message is delayed once: when it comes again it is delivered, without being shown before. If
 * the actor stops first it becomes a dead letter like one that is queued.
 *
 * Since: 0.1
 */
void
domo_delivery_delay (DomoDelivery *self, gint64 us)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (us > 0);

  if (decide (self, DOMO_VERDICT_DELAY, G_STRFUNC))
    self->delay = us;
}

/**
 * domo_delivery_fail:
 * @self: a delivery, before it
 * @error: (transfer full): what goes wrong
 *
 * Lets the actor fail as if its function had called [method@DomoCore.Actor.fail]: the function is
 * not called, an ask is rejected with @error, the actor is suspended, and its supervisor decides.
 *
 * Since: 0.1
 */
void
domo_delivery_fail (DomoDelivery *self, GError *error)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (error != NULL);

  if (decide (self, DOMO_VERDICT_FAIL, G_STRFUNC))
    self->failure = error;
  else
    g_error_free (error);
}
