/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-turn.h"

#include "domo-proxy-private.h"

/* The loop that runs an actor. */

_Thread_local DomoFrame *domo_frame_top;

typedef enum
{
  RAN,
  IDLE,    /* nothing to run, but something has just come */
  RESTING, /* nothing to run; the actor must not be touched any more */
} Outcome;

static Outcome
run_one (DomoProxy *self, DomoFrame *frame)
{
  DomoMailbox *mailbox = &self->mailbox;
  DomoMessage *message;
  gboolean ran = TRUE;

  domo_mailbox_collect (mailbox);
  /* A new actor starts before it does anything else. */
  message = self->state != DOMO_LIFE_NEW ? domo_mailbox_pop_runtime (mailbox) : NULL;
  if (message == NULL && domo_life_takes_calls (self) && !domo_life_has_informs (self))
    message = domo_mailbox_pop_user (mailbox);

  atomic_store_explicit (&self->in_hand, TRUE, memory_order_relaxed);
  if (message != NULL)
    domo_life_handle (self, frame, message);
  else
    ran = domo_life_attend (self, frame);
  if (G_UNLIKELY (frame->failure != NULL))
    domo_life_shed_failure (self, frame);
  atomic_store_explicit (&self->in_hand, FALSE, memory_order_relaxed);
  if (ran)
    return RAN;
  return domo_mailbox_rest (mailbox) ? RESTING : IDLE;
}

/**
 * domo_turn_run:
 * @self: a turn that the dispatcher holds
 * @max_messages: how many messages to run at the most; at least 1
 *
 * Runs an actor: handles what is in its mailbox, one message at a time.
 *
 * For dispatchers, in the thread in which they run actors. If the answer is @max_messages, the turn
 * still belongs to the dispatcher, which runs it again after those of other actors. If it is less,
 * the actor has nothing to do or has stopped, and the turn must not be touched any more: it comes
 * back through [vfunc@DomoCore.Dispatcher.schedule].
 *
 * Returns: how many messages were run
 *
 * Since: 0.1
 */
guint
domo_turn_run (DomoTurn *self, guint max_messages)
{
  DomoProxy *proxy;
  DomoFrame frame = { 0 };
  Outcome outcome = RAN;
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (max_messages > 0, 0);

  proxy = domo_proxy_from_turn (self);
  frame.outer = domo_frame_top;
  frame.proxy = proxy;
  frame.depth = g_main_depth ();
  domo_frame_top = &frame;
  while (n < max_messages && outcome != RESTING)
    {
      if (proxy->state == DOMO_LIFE_STOPPED)
        {
          domo_frame_top = frame.outer;
          domo_tsan_release (proxy);
          /* The tree's reference: nothing can schedule this actor again. */
          g_object_unref (proxy);
          return n;
        }
      outcome = run_one (proxy, &frame);
      n += outcome == RAN;
    }
  /* Resting, the actor may be running in another thread by now. */
  domo_frame_top = frame.outer;
  return n;
}

/**
 * domo_turn_get_proxy:
 * @self: a turn that the dispatcher holds
 *
 * Tells which actor's turn it is.
 *
 * Returns: (transfer none): the actor's proxy
 *
 * Since: 0.1
 */
DomoProxy *
domo_turn_get_proxy (DomoTurn *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return domo_proxy_from_turn (self);
}

/**
 * domo_turn_queue_push:
 * @queue: a queue
 * @turn: a turn that is in no queue
 *
 * Puts a turn at the end of a queue.
 *
 * Since: 0.1
 */
void
domo_turn_queue_push (DomoTurnQueue *queue, DomoTurn *turn)
{
  turn->next = NULL;
  if (queue->tail != NULL)
    queue->tail->next = turn;
  else
    queue->head = turn;
  queue->tail = turn;
}

/**
 * domo_turn_queue_pop:
 * @queue: a queue
 *
 * Takes the first turn out of a queue.
 *
 * Returns: (transfer none) (nullable): the turn, or %NULL if the queue is empty
 *
 * Since: 0.1
 */
DomoTurn *
domo_turn_queue_pop (DomoTurnQueue *queue)
{
  DomoTurn *turn = queue->head;

  if (turn != NULL)
    {
      queue->head = turn->next;
      if (queue->head == NULL)
        queue->tail = NULL;
    }
  return turn;
}

/**
 * domo_turn_queue_is_empty:
 * @queue: a queue
 *
 * Tells whether a queue is empty.
 *
 * Returns: whether it is
 *
 * Since: 0.1
 */
gboolean
domo_turn_queue_is_empty (const DomoTurnQueue *queue)
{
  return queue->head == NULL;
}
