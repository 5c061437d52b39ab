/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-dead-letters-private.h"

#include "domo-address-private.h"

/**
 * DomoDeadLetter:
 *
 * A message that could not be delivered: to whom, what, and why not. It never changes, and may be
 * read from any thread.
 */
struct _DomoDeadLetter
{
  gatomicrefcount ref_count;
  DomoDeadLetterReason reason;
  DomoAddress address;
  GType actor_type;
  char *message;
};

G_DEFINE_BOXED_TYPE (DomoDeadLetter, domo_dead_letter, domo_dead_letter_ref, domo_dead_letter_unref)

/* Takes @message, the printable form. */
DomoDeadLetter *
domo_dead_letter_new (DomoDeadLetterReason reason,
                      const DomoAddress *address,
                      GType actor_type,
                      char *message)
{
  DomoDeadLetter *self = g_new0 (DomoDeadLetter, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->reason = reason;
  self->address = *address;
  self->actor_type = actor_type;
  self->message = message;
  return self;
}

/**
 * domo_dead_letter_ref:
 * @self: a dead letter
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoDeadLetter *
domo_dead_letter_ref (DomoDeadLetter *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * domo_dead_letter_unref:
 * @self: (transfer full): a dead letter
 *
 * Drops a reference.
 *
 * Since: 0.1
 */
void
domo_dead_letter_unref (DomoDeadLetter *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->message);
  g_free (self);
}

/**
 * domo_dead_letter_get_reason:
 * @self: a dead letter
 *
 * Tells why the message was not delivered.
 *
 * Returns: the reason
 *
 * Since: 0.1
 */
DomoDeadLetterReason
domo_dead_letter_get_reason (DomoDeadLetter *self)
{
  g_return_val_if_fail (self != NULL, DOMO_DEAD_LETTER_REASON_STOPPED);

  return self->reason;
}

/**
 * domo_dead_letter_get_address:
 * @self: a dead letter
 *
 * Tells the address of the actor that the message was for.
 *
 * Returns: (transfer none): the address
 *
 * Since: 0.1
 */
const DomoAddress *
domo_dead_letter_get_address (DomoDeadLetter *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->address;
}

/**
 * domo_dead_letter_get_actor_type:
 * @self: a dead letter
 *
 * Tells the class of the actor that the message was for.
 *
 * Returns: the type
 *
 * Since: 0.1
 */
GType
domo_dead_letter_get_actor_type (DomoDeadLetter *self)
{
  g_return_val_if_fail (self != NULL, G_TYPE_INVALID);

  return self->actor_type;
}

/**
 * domo_dead_letter_get_message:
 * @self: a dead letter
 *
 * Answers the printable form of the message, such as `deposit(2550)`.
 *
 * Returns: (transfer none): the text
 *
 * Since: 0.1
 */
const char *
domo_dead_letter_get_message (DomoDeadLetter *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->message;
}
