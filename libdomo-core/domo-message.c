/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-message-private.h"

#include "domo-continuation-private.h"
#include "domo-entry-private.h"
#include "domo-execution-context.h"
#include "domo-supervision-private.h"

/* Makes a message of a kind that carries nothing. */
DomoMessage *
domo_message_new (DomoMessageKind kind)
{
  DomoMessage *self = g_new (DomoMessage, 1);

  self->next = NULL;
  self->kind = kind;
  self->order = 0;
  return self;
}

/* Frees a message of any kind. An ask in it must be settled by then. */
void
domo_message_free (DomoMessage *self)
{
  switch (self->kind)
    {
    case DOMO_MESSAGE_CALL:
      domo_call_free ((DomoCall *) self);
      break;
    case DOMO_MESSAGE_CONTINUE:
      domo_continuation_unref (domo_continuation_from_message (self));
      break;
    case DOMO_MESSAGE_WAKE:
      /* On the stack of who waits. */
      break;
    case DOMO_MESSAGE_INFORM:
      domo_inform_free ((DomoInform *) self);
      break;
    default:
      g_free (self);
    }
}

/* Frees a report: the supervisor is done with it, or will never see it. */
void
domo_inform_free (DomoInform *self)
{
  domo_supervised_unref (self->supervised);
  g_free (self);
}

DomoMessage *
domo_resume_new (guint serial)
{
  DomoResume *self = g_new0 (DomoResume, 1);

  self->message.kind = DOMO_MESSAGE_RESUME;
  self->serial = serial;
  return &self->message;
}

DomoMessage *
domo_restart_new (guint target, gint64 delay)
{
  DomoRestart *self = g_new0 (DomoRestart, 1);

  self->message.kind = DOMO_MESSAGE_RESTART;
  self->target = target;
  self->delay = delay;
  return &self->message;
}

DomoMessage *
domo_stop_now_new (DomoStopReason reason)
{
  DomoStopNow *self = g_new0 (DomoStopNow, 1);

  self->message.kind = DOMO_MESSAGE_STOP_NOW;
  self->reason = reason;
  return &self->message;
}

/* Makes the message for a call of @entry; each of @args points at a C value, which is copied. */
DomoCall *
domo_call_new (const DomoEntry *entry, void *const *args)
{
  const DomoMethod *method = entry->method;
  DomoCall *self = domo_call_new_unfilled (entry, method->n_args, method->is_ask);

  for (guint i = 0; i < method->n_args; i++)
    domo_argument_copy (&method->args[i], &self->args[i], args[i]);
  return self;
}

/* Answers the errand of a call, or NULL if it has none. */
DomoErrand *
domo_call_get_errand (DomoCall *self)
{
  if ((self->message.flags & DOMO_CALL_HAS_ERRAND) == 0)
    return NULL;
  return (DomoErrand *) &self->args[self->entry->method->n_args];
}

static gsize
get_size_without_tag (const DomoCall *self)
{
  gsize size = sizeof *self + self->entry->method->n_args * sizeof (DomoSlot);

  return (self->message.flags & DOMO_CALL_HAS_ERRAND) != 0 ? size + sizeof (DomoErrand) : size;
}

/* Gives a call that has no tag yet an errand; takes the call, and what the errand holds, and
 * answers the call, which may have moved. */
DomoCall *
domo_call_add_errand (DomoCall *self, const DomoErrand *errand)
{
  DomoCall *with_errand;

  self->message.flags |= DOMO_CALL_HAS_ERRAND;
  with_errand = g_realloc (self, get_size_without_tag (self));
  *domo_call_get_errand (with_errand) = *errand;
  return with_errand;
}

/* Asks whoever sent the call whether it may be delivered. In the actor's turn, just before. */
gboolean
domo_call_claim (DomoCall *self)
{
  DomoErrand *errand = domo_call_get_errand (self);

  if (errand == NULL || (self->message.flags & DOMO_CALL_IS_CLAIMED) != 0)
    return TRUE;
  if (errand->claim != NULL && !errand->claim (errand->data))
    return FALSE;
  /* It may be put aside and come again. */
  self->message.flags |= DOMO_CALL_IS_CLAIMED;
  return TRUE;
}

/* Answers the tag of a call, or NULL if it has none. */
DomoCallTag *
domo_call_get_tag (DomoCall *self)
{
  if ((self->message.flags & DOMO_CALL_HAS_TAG) == 0)
    return NULL;
  return (DomoCallTag *) ((char *) self + get_size_without_tag (self));
}

/* Gives a call that has not been sent yet a tag; takes both and answers the call, which may have
 * moved. */
DomoCall *
domo_call_tag (DomoCall *self, DomoExecutionContext *context, gint64 sent)
{
  DomoCall *tagged = g_realloc (self, get_size_without_tag (self) + sizeof (DomoCallTag));

  tagged->message.flags |= DOMO_CALL_HAS_TAG;
  *domo_call_get_tag (tagged) = (DomoCallTag){ context, sent };
  return tagged;
}

/* Releases the arguments, in this thread. */
void
domo_call_free_untagged (DomoCall *self)
{
  const DomoMethod *method = self->entry->method;

  for (guint i = 0; method->has_references && i < method->n_args; i++)
    domo_argument_release (&method->args[i], &self->args[i]);
  g_clear_pointer (&self->ask, domo_future_unref);
  /* At least of that size: it may have been given more room. */
  domo_spares_free (self, sizeof *self + method->n_args * sizeof (DomoSlot));
}

/* The same for a call that may have a tag or an errand. */
void
domo_call_free (DomoCall *self)
{
  DomoCallTag *tag = domo_call_get_tag (self);
  DomoErrand *place = domo_call_get_errand (self);
  DomoErrand errand = place != NULL ? *place : (DomoErrand){ 0 };

  if (tag != NULL)
    g_clear_pointer (&tag->context, domo_execution_context_unref);
  domo_call_free_untagged (self);
  /* Last, because it tells that the call is done with. */
  if (errand.destroy != NULL)
    errand.destroy (errand.data);
  if (errand.prepared != NULL)
    domo_prepared_call_unref (errand.prepared);
}

/* The printable form, "method(arg, arg)"; each of @args points at a C value. */
char *
domo_entry_print_call (const DomoEntry *entry, void *const *args)
{
  const DomoMethod *method = entry->method;
  GString *text = g_string_new (method->name);

  g_string_append_c (text, '(');
  for (guint i = 0; i < method->n_args; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      domo_argument_print (&method->args[i], args[i], text);
    }
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

/* Fills @pointers, which has room for them, with the addresses of the arguments. */
void **
domo_call_point_at_args (DomoCall *self, void **pointers)
{
  for (guint i = 0; i < self->entry->method->n_args; i++)
    pointers[i] = &self->args[i];
  return pointers;
}

char *
domo_call_print (DomoCall *self)
{
  void **args = g_newa (void *, self->entry->method->n_args + 1);

  return domo_entry_print_call (self->entry, domo_call_point_at_args (self, args));
}

/* The public face: messages in a mailbox are calls. */

static const DomoMethod *
get_method (DomoMessage *self)
{
  return ((DomoCall *) self)->entry->method;
}

/**
 * domo_message_get_method:
 * @self: a message
 *
 * Tells which method was called.
 *
 * Returns: (transfer none): the name, as it was registered
 *
 * Since: 0.1
 */
const char *
domo_message_get_method (DomoMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return get_method (self)->name;
}

/**
 * domo_message_get_protocol:
 * @self: a message
 *
 * Tells which protocol the method is of.
 *
 * Returns: the interface type
 *
 * Since: 0.1
 */
GType
domo_message_get_protocol (DomoMessage *self)
{
  g_return_val_if_fail (self != NULL, G_TYPE_INVALID);

  return get_method (self)->protocol;
}

/**
 * domo_message_get_priority:
 * @self: a message
 *
 * Tells how urgent the method is, as [func@DomoCore.Protocol.set_method_priority] said.
 *
 * Returns: the priority; the higher, the sooner
 *
 * Since: 0.1
 */
int
domo_message_get_priority (DomoMessage *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return get_method (self)->priority;
}

/**
 * domo_message_is_ask:
 * @self: a message
 *
 * Tells whether somebody waits for an answer.
 *
 * Returns: whether it is an ask
 *
 * Since: 0.1
 */
gboolean
domo_message_is_ask (DomoMessage *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return get_method (self)->is_ask;
}

/**
 * domo_message_to_string:
 * @self: a message
 *
 * Answers the printable form of the message, such as `deposit(2550)`.
 *
 * Returns: (transfer full): the text
 *
 * Since: 0.1
 */
char *
domo_message_to_string (DomoMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return domo_call_print ((DomoCall *) self);
}
