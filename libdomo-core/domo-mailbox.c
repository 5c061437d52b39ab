/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-mailbox-private.h"

/* What stands at the bottom of an inbox; see the header. Never dereferenced. */
DomoMessage domo_mailbox_idle;
DomoMessage domo_mailbox_closed;

static void
lane_append_chain (DomoLane *self, DomoMessage *first, DomoMessage *last)
{
  if (self->last != NULL)
    self->last->next = first;
  else
    self->first = first;
  self->last = last;
}

void
domo_lane_append (DomoLane *self, DomoMessage *message)
{
  message->next = NULL;
  lane_append_chain (self, message, message);
}

/* Puts all that is in @other, which is empty then, before what is in @self. */
void
domo_lane_prepend_lane (DomoLane *self, DomoLane *other)
{
  if (other->first == NULL)
    return;
  other->last->next = self->first;
  if (self->last == NULL)
    self->last = other->last;
  self->first = other->first;
  *other = (DomoLane){ 0 };
}

static void
sort (DomoMailbox *self, DomoMessage *newest)
{
  DomoMessage *oldest = NULL, *next;
  gboolean calls_only = TRUE;

  /* Turn the stack round: oldest first. */
  for (DomoMessage *message = newest; message != NULL; message = next)
    {
      next = message->next;
      message->next = oldest;
      oldest = message;
      calls_only = calls_only && message->kind == DOMO_MESSAGE_CALL;
    }
  if (calls_only)
    {
      if (newest != NULL)
        lane_append_chain (&self->user, oldest, newest);
      return;
    }
  for (DomoMessage *message = oldest; message != NULL; message = next)
    {
      next = message->next;
      domo_lane_append (domo_message_is_runtime (message) ? &self->runtime : &self->user, message);
      if (message->kind == DOMO_MESSAGE_STOP)
        self->n_stops++;
    }
}

/* Takes the inbox and sorts it. Only the thread that runs the turn, which is not idle. */
void
domo_mailbox_collect_waiting (DomoMailbox *self)
{
  DomoMessage *newest;

  if (domo_mailbox_is_closed (self))
    return;
  /* acquire: pairs with the release in domo_mailbox_push(), through which each message's contents
   * arrive. Tested by /core/threads/many-senders. */
  newest = atomic_exchange_explicit (&self->inbox, NULL, memory_order_acquire);
  sort (self, newest);
}

/* Refuses every later push; what had come is sorted into the lanes. */
void
domo_mailbox_close (DomoMailbox *self)
{
  /* acquire: as in domo_mailbox_collect_waiting(). release: pairs with domo_mailbox_is_closed(). */
  DomoMessage *newest =
      atomic_exchange_explicit (&self->inbox, &domo_mailbox_closed, memory_order_acq_rel);

  sort (self, newest);
}
