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

DomoPush domo_mailbox_push (DomoMailbox *self, DomoMessage *message);
void domo_mailbox_collect_waiting (DomoMailbox *self);
gboolean domo_mailbox_rest (DomoMailbox *self);
void domo_mailbox_close (DomoMailbox *self);

DomoMessage *domo_mailbox_pop_runtime (DomoMailbox *self);
DomoMessage *domo_mailbox_pop_user (DomoMailbox *self);

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
