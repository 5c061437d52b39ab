/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <stdatomic.h>
#include <stdbool.h>

#include "domo-lane-private.h"

G_BEGIN_DECLS

/* What every actor has: an inbox that any thread pushes to without a lock, and two lanes into which
 * the actor's turn sorts what has come. For most actors it is the whole mailbox. One that has a
 * DomoMailbox besides keeps its calls there, and only what the runtime sends travels here.
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
  /* Any thread. */
  _Atomic (DomoMessage *) newest;

  /* How many calls have come. Written by the turn, which counts while it sorts, so that senders
   * need not; by any thread, and then as one operation, where calls do not come this way: once the
   * inbox is closed, or to a DomoMailbox. Read by any. */
  atomic_uint_fast64_t n_calls;

  /* Only the thread that runs the actor's turn. */
  DomoLane runtime;
  DomoLane user;
  guint n_stops; /* stop markers in @user */
} DomoInbox;

/* A message that says no more than "look into the mailbox". However many threads send it, it is in
 * the inbox once. */
typedef struct
{
  DomoMessage message;
  atomic_bool pending;
} DomoNudge;

typedef enum
{
  DOMO_PUSH_TAKEN,
  DOMO_PUSH_WOKE, /* taken, and the caller must schedule the turn */
  DOMO_PUSH_CLOSED,
} DomoPush;

extern DomoMessage domo_inbox_idle;
extern DomoMessage domo_inbox_closed;

DomoPush domo_inbox_nudge (DomoInbox *self, DomoNudge *nudge);
void domo_inbox_collect_waiting (DomoInbox *self);
void domo_inbox_close (DomoInbox *self);

/* Looking from outside; any thread. */
gboolean domo_inbox_is_idle (DomoInbox *self);
guint domo_inbox_look_at_calls (DomoInbox *self);

/* What follows is done for each message, and a call would cost as much as what it does. */

/* Any thread. */
static inline DomoPush
domo_inbox_push (DomoInbox *self, DomoMessage *message)
{
  DomoMessage *newest = atomic_load_explicit (&self->newest, memory_order_relaxed);

  do
    {
      if (G_UNLIKELY (newest == &domo_inbox_closed))
        return DOMO_PUSH_CLOSED;
      message->next = newest == &domo_inbox_idle ? NULL : newest;
      /* release: publishes the message; pairs with the acquire in
       *   domo_inbox_collect_waiting().
       * acquire: who finds the actor idle schedules it, and with that hands on all that its last
       *   turn did; pairs with the release in domo_inbox_rest(). */
    }
  while (!atomic_compare_exchange_weak_explicit (&self->newest, &newest, message,
                                                 memory_order_acq_rel, memory_order_relaxed));
  return newest == &domo_inbox_idle ? DOMO_PUSH_WOKE : DOMO_PUSH_TAKEN;
}

static inline DomoMessage *
domo_inbox_pop_runtime (DomoInbox *self)
{
  return domo_lane_pop (&self->runtime);
}

static inline DomoMessage *
domo_inbox_pop_user (DomoInbox *self)
{
  DomoMessage *message = domo_lane_pop (&self->user);

  if (message != NULL && message->kind == DOMO_MESSAGE_STOP)
    self->n_stops--;
  return message;
}

/* Goes idle, unless something has come meanwhile. After TRUE the actor belongs to whoever pushes
 * next, and must not be touched. */
static inline gboolean
domo_inbox_rest (DomoInbox *self)
{
  DomoMessage *expected = NULL;

  /* release: publishes what this turn did to the thread that runs the next; pairs with the acquire
   * in domo_inbox_push(). */
  return atomic_compare_exchange_strong_explicit (&self->newest, &expected, &domo_inbox_idle,
                                                  memory_order_release, memory_order_relaxed);
}

/* Sorts what has come into the lanes. */
static inline void
domo_inbox_collect (DomoInbox *self)
{
  /* relaxed: only asks whether to look; what is taken is taken with acquire. */
  if (atomic_load_explicit (&self->newest, memory_order_relaxed) != NULL)
    domo_inbox_collect_waiting (self);
}

static inline gboolean
domo_inbox_is_closed (DomoInbox *self)
{
  /* acquire: who sees the actor stopped sees what it did before; pairs with
   * domo_inbox_close(). */
  return atomic_load_explicit (&self->newest, memory_order_acquire) == &domo_inbox_closed;
}

G_END_DECLS
