/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-turn.h"

#include "domo-loop-private.h"
#include "domo-context-scope-private.h"
#include "domo-proxy-private.h"

/* The loop that runs an actor. */

_Thread_local DomoFrame *domo_frame_top;

typedef enum
{
  RAN,
  IDLE,    /* nothing to run, but something has just come */
  RESTING, /* nothing to run; the actor must not be touched any more */
} Outcome;

/* What a message has left behind. */
static G_NO_INLINE void
clear_away (DomoProxy *self, DomoFrame *frame)
{
  if (frame->failure != NULL)
    domo_life_shed_failure (self, frame);
  domo_context_end_message (self);
}

static Outcome
run_one (DomoProxy *self, DomoFrame *frame)
{
  DomoInbox *inbox = &self->inbox;
  DomoMessage *message;
  gboolean is_free, ran = TRUE;

  domo_inbox_collect (inbox);
  is_free = domo_life_takes_calls (self) && !domo_life_has_informs (self);
  /* A new actor starts before it does anything else. */
  message = domo_proxy_get_state (self) != DOMO_LIFE_NEW ? domo_inbox_pop_runtime (inbox) : NULL;
  if (message == NULL && is_free)
    {
      message = domo_queue_pop (self);
      /* The usual end: it has nothing to attend to either. */
      if (message == NULL)
        return domo_inbox_rest (inbox) ? RESTING : IDLE;
    }

  atomic_store_explicit (&self->in_hand, TRUE, memory_order_relaxed);
  if (message != NULL)
    domo_life_handle (self, frame, message);
  else
    ran = domo_life_attend (self, frame);
  /* One test for both. */
  if (G_UNLIKELY (((guintptr) frame->failure | (guintptr) domo_context_scopes) != 0))
    clear_away (self, frame);
  if (G_UNLIKELY (frame->has_parked))
    domo_park_message_done (self, frame);
  atomic_store_explicit (&self->in_hand, self->duties != NULL && self->duties->parked != NULL,
                         memory_order_relaxed);
  if (ran)
    return RAN;
  return domo_inbox_rest (inbox) ? RESTING : IDLE;
}

/* The actor has stopped: nothing can schedule it again. Drops the tree's reference. */
static void
end_turn (DomoProxy *proxy)
{
  domo_tsan_release (proxy);
  g_object_unref (proxy);
}

/* What a run of a turn says: the caller's own maximum if the turn is still the dispatcher's, else
 * less. */
static guint
answer_run (gboolean kept, guint n_ran, guint max_messages)
{
  return kept ? max_messages : MIN (n_ran, max_messages - 1);
}

/* Runs a turn on this stack. While a handler waits, the turn may be run again with another maximum,
 * and it is that run that ends here; so what counts is in the frame. */
static guint
run_here (DomoProxy *proxy, guint max_messages, gint depth, gboolean native)
{
  DomoFrame frame = {
    .outer = domo_frame_top, .proxy = proxy, .depth = depth, .max = max_messages, .native = native
  };
  Outcome outcome = RAN;
  gboolean kept;

  domo_frame_top = &frame;
  while (frame.n < frame.max && outcome != RESTING)
    {
      if (domo_proxy_get_state (proxy) == DOMO_LIFE_STOPPED)
        {
          end_turn (proxy);
          break;
        }
      outcome = run_one (proxy, &frame);
      frame.n += outcome == RAN;
    }
  /* Resting, the actor may be running in another thread by now. */
  domo_frame_top = frame.outer;
  kept = frame.n == frame.max;
  if (domo_loop_top != NULL)
    {
      domo_loop_top->n_ran = frame.n;
      domo_loop_top->kept = kept;
    }
  return answer_run (kept, frame.n, max_messages);
}

typedef struct
{
  DomoProxy *proxy;
  guint max_messages;
  guint n_ran;
} NativeRun;

static void
run_native (gpointer data)
{
  NativeRun *self = data;
  /* Of a handler of another actor, below this one. */
  DomoContextScope *scopes = domo_context_set_aside ();

  self->n_ran = run_here (self->proxy, self->max_messages, g_main_depth (), TRUE);
  domo_context_take_up (scopes);
}

/* Whether this is the loop's own stack, below which no handler is running. Then nobody can have
 * begun another turn of the main loop, and g_main_depth(), which takes as long as a tenth of a
 * message, is what it was. */
static gboolean
is_in_loop (DomoProxy *proxy)
{
  DomoLoop *loop = domo_loop_top;

  return loop != NULL && loop->frame_top == domo_frame_top && loop->has_fiber &&
         loop->stack_size >= proxy->runtime->stack_size;
}

/* The loop of a single turn. */
static void
run_single (DomoLoop *loop)
{
  const NativeRun *run = loop->data;

  run_here (run->proxy, run->max_messages, loop->depth, FALSE);
}

/* Runs a turn on another stack than this one: the thread's own, or that of a loop. Out of line,
 * because its variables would be room that every turn has to make. */
static G_NO_INLINE guint
run_elsewhere (DomoProxy *proxy, guint max_messages)
{
  NativeRun run = { proxy, max_messages, 0 };
  DomoLoop loop;

  if (proxy->native)
    {
      domo_loop_call_native (run_native, &run);
      return run.n_ran;
    }
  loop = (DomoLoop){
    .func = run_single,
    .data = &run,
    .stack_size = proxy->runtime->stack_size,
    /* Within another loop only where the stack is too small, or by a detour of a dispatcher's. */
    .n_parked = domo_loop_top != NULL ? domo_loop_top->n_parked : NULL,
  };
  domo_loop_run (&loop);
  return answer_run (loop.kept, loop.n_ran, max_messages);
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
 * the actor has nothing to do, waits, or has stopped, and the turn must not be touched any more: it
 * comes back through [vfunc@DomoCore.Dispatcher.schedule].
 *
 * A handler that waits is set aside with its stack, and the turn given up. It goes on in a later
 * run of the turn, which has to come in the same thread: see `domo_turn_get_thread ()`.
 *
 * Returns: how many messages were run
 *
 * Since: 0.1
 */
guint
domo_turn_run (DomoTurn *self, guint max_messages)
{
  DomoProxy *proxy;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (max_messages > 0, 0);

  proxy = domo_proxy_from_turn (self);
  if (G_LIKELY (!proxy->native && is_in_loop (proxy)))
    return run_here (proxy, max_messages, domo_loop_top->depth, FALSE);
  return run_elsewhere (proxy, max_messages);
}

/**
 * domo_turn_rest:
 * @self: a turn that the dispatcher holds
 *
 * Gives a turn up if there is nothing to run in it at the moment, without running anything.
 *
 * For dispatchers that want to know which actors have something to do, such as one that runs a
 * message at a time: [method@DomoCore.Turn.run] finds out only when it looks for the next message,
 * and turns come to a dispatcher also when a message is queued that has to wait. In the thread in
 * which the dispatcher runs actors.
 *
 * Returns: %TRUE if there is nothing to run: then the turn must not be touched any more, and comes
 *   back through [vfunc@DomoCore.Dispatcher.schedule]
 *
 * Since: 0.1
 */
gboolean
domo_turn_rest (DomoTurn *self)
{
  DomoProxy *proxy;
  DomoInbox *inbox;

  g_return_val_if_fail (self != NULL, TRUE);

  proxy = domo_proxy_from_turn (self);
  inbox = &proxy->inbox;
  if (domo_proxy_get_state (proxy) == DOMO_LIFE_STOPPED)
    {
      end_turn (proxy);
      return TRUE;
    }
  domo_inbox_collect (inbox);
  if (!domo_lane_is_empty (&inbox->runtime) || domo_life_has_to_attend (proxy) ||
      (domo_life_takes_calls (proxy) && !domo_queue_is_empty (proxy)))
    return FALSE;
  return domo_inbox_rest (inbox);
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
