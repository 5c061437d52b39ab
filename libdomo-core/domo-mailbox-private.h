/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <stdatomic.h>

#include "domo-message-private.h"

G_BEGIN_DECLS

/* An actor's mailbox: an inbox that any thread pushes to without a lock, and two lanes into which
 * the actor's turn sorts what has come.
 *
 * The inbox is a stack of messages, newest first, that the turn takes as a whole and turns round.
 * The pointer at its bottom tells what a push has to do:
 *
 *   NULL    the actor has its turn, or its turn is in a ready queue: nothing
 *   idle    nobody looks: the pusher schedules the turn
 *   closed  the actor has stopped: the message is not taken
 */
typedef struct
{
  DomoMessage *first;
  DomoMessage *last;
} DomoLane;

typedef struct
{
  /* Any thread. */
  _Atomic (DomoMessage *) inbox;

  /* Only the thread that runs the actor's turn. */
  DomoLane runtime;
  DomoLane user;
  guint n_stops; /* stop markers in @user */
} DomoMailbox;

typedef enum
{
  DOMO_PUSH_TAKEN,
  DOMO_PUSH_WOKE, /* taken, and the caller must schedule the turn */
  DOMO_PUSH_CLOSED,
} DomoPush;

extern DomoMessage domo_mailbox_idle;
extern DomoMessage domo_mailbox_closed;

void domo_mailbox_collect_waiting (DomoMailbox *self);
void domo_mailbox_close (DomoMailbox *self);

/* What follows is done for each message, and a call would cost as much as what it does. */

/* Any thread. */
static inline DomoPush
domo_mailbox_push (DomoMailbox *self, DomoMessage *message)
{
  DomoMessage *newest = atomic_load_explicit (&self->inbox, memory_order_relaxed);

  do
    {
      if (G_UNLIKELY (newest == &domo_mailbox_closed))
        return DOMO_PUSH_CLOSED;
      message->next = newest == &domo_mailbox_idle ? NULL : newest;
      /* release: publishes the message; pairs with the acquire in
       *   domo_mailbox_collect_waiting().
       * acquire: who finds the actor idle schedules it, and with that hands on all that its last
       *   turn did; pairs with the release in domo_mailbox_rest(). */
    }
  while (!atomic_compare_exchange_weak_explicit (&self->inbox, &newest, message,
                                                 memory_order_acq_rel, memory_order_relaxed));
  return newest == &domo_mailbox_idle ? DOMO_PUSH_WOKE : DOMO_PUSH_TAKEN;
}

static inline DomoMessage *
domo_lane_pop (DomoLane *self)
{
  DomoMessage *message = self->first;

  if (message != NULL)
    {
      self->first = message->next;
      if (self->first == NULL)
        self->last = NULL;
    }
  return message;
}

static inline DomoMessage *
domo_mailbox_pop_runtime (DomoMailbox *self)
{
  return domo_lane_pop (&self->runtime);
}

static inline DomoMessage *
domo_mailbox_pop_user (DomoMailbox *self)
{
  DomoMessage *message = domo_lane_pop (&self->user);

  if (message != NULL && message->kind == DOMO_MESSAGE_STOP)
    self->n_stops--;
  return message;
}

/* Goes idle, unless something has come meanwhile. After TRUE the actor belongs to whoever pushes
 * next, and must not be touched. */
static inline gboolean
domo_mailbox_rest (DomoMailbox *self)
{
  DomoMessage *expected = NULL;

  /* release: publishes what this turn did to the thread that runs the next; pairs with the acquire
   * in domo_mailbox_push(). */
  return atomic_compare_exchange_strong_explicit (&self->inbox, &expected, &domo_mailbox_idle,
                                                  memory_order_release, memory_order_relaxed);
}

void domo_lane_append (DomoLane *self, DomoMessage *message);
void domo_lane_prepend_lane (DomoLane *self, DomoLane *other);

/* Sorts what has come into the lanes. */
static inline void
domo_mailbox_collect (DomoMailbox *self)
{
  /* relaxed: only asks whether to look; what is taken is taken with acquire. */
  if (atomic_load_explicit (&self->inbox, memory_order_relaxed) != NULL)
    domo_mailbox_collect_waiting (self);
}

static inline gboolean
domo_mailbox_is_closed (DomoMailbox *self)
{
  /* acquire: who sees the actor stopped sees what it did before; pairs with
   * domo_mailbox_close(). */
  return atomic_load_explicit (&self->inbox, memory_order_acquire) == &domo_mailbox_closed;
}

G_END_DECLS
