/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-counters-private.h"
#include "domo-definition-private.h"

/* The stash: calls that an actor has put aside.
 *
 * They are in two lanes: those aside, and those given back, which come next, ahead of the mailbox.
 * Each knows when it was first put aside, and so both lanes keep the order in which the calls came,
 * whatever is put aside again. Both count towards the capacity: what is given back does not make
 * the mailbox hold more than it may. */

/* Puts a call into its place, which is usually the last. */
static void
insert_in_order (DomoLane *lane, DomoMessage *message)
{
  DomoMessage **link = &lane->first;

  if (lane->last == NULL || (gint32) (message->order - lane->last->order) > 0)
    {
      domo_lane_append (lane, message);
      return;
    }
  while ((gint32) ((*link)->order - message->order) < 0)
    link = &(*link)->next;
  message->next = *link;
  *link = message;
}

/* Not what the counters say: those count what an interceptor delays, too. */
static guint
get_n_stashed (DomoProxy *proxy)
{
  return proxy->duties != NULL && proxy->duties->stash != NULL ? proxy->duties->stash->n : 0;
}

/* Puts the call in hand aside, as its handler wanted, and takes it. Answers FALSE if the handler
 * failed besides: then the failure counts. */
gboolean
domo_stash_keep (DomoProxy *self, DomoFrame *frame, DomoCall *call)
{
  DomoDuties *duties = domo_proxy_ensure_duties (self);

  frame->stashes = FALSE;
  if (frame->failure != NULL)
    return FALSE;
  if (duties->stash == NULL)
    duties->stash = g_new0 (DomoStash, 1);
  if (call->message.order == 0)
    {
      /* 0 says that a message never was here. */
      if (++duties->stash->n_ever == 0)
        ++duties->stash->n_ever;
      call->message.order = duties->stash->n_ever;
    }
  /* While its handler waited, it was in hand. */
  if (G_UNLIKELY (frame->has_parked) && call->ask != NULL)
    domo_future_set_origin (call->ask, DOMO_ORIGIN_ANSWER, self);
  insert_in_order (&duties->stash->aside, &call->message);
  duties->stash->n++;
  domo_counters_add_stashed (self, 1);
  return TRUE;
}

/* The next call that was given back, or NULL. */
DomoMessage *
domo_stash_pop (DomoProxy *self)
{
  DomoStash *stash = self->duties->stash;
  DomoMessage *message = stash != NULL ? domo_lane_pop (&stash->returned) : NULL;

  if (message == NULL)
    return NULL;
  stash->n--;
  domo_counters_add_stashed (self, -1);
  return message;
}

/* Whether domo_stash_pop() would answer a call. */
gboolean
domo_stash_has_returned (DomoProxy *self)
{
  DomoStash *stash = self->duties != NULL ? self->duties->stash : NULL;

  return stash != NULL && !domo_lane_is_empty (&stash->returned);
}

static gboolean
give_one_back (DomoProxy *self)
{
  DomoStash *stash = self->duties != NULL ? self->duties->stash : NULL;
  DomoMessage *message = stash != NULL ? domo_lane_pop (&stash->aside) : NULL;

  if (message != NULL)
    insert_in_order (&stash->returned, message);
  return message != NULL;
}

/* Gives back all that is aside. Answers how many calls that were. */
guint
domo_stash_give_back (DomoProxy *self)
{
  guint n = 0;

  while (give_one_back (self))
    n++;
  return n;
}

/**
 * domo_actor_stash:
 * @self: an actor, inside a handler
 *
 * Puts the message in hand aside, to be handled later: an actor that is not ready for it, because
 * it still connects, say, need not keep it itself.
 *
 * It takes effect when the handler returns. What that returns is ignored; an ask stays pending. The
 * message comes back, and its handler is called again, after [method@DomoCore.Actor.unstash] or
 * [method@DomoCore.Actor.unstash_all], and when the actor is restarted. If the actor stops first,
 * it becomes a dead letter. A handler that fails besides has failed: its message is not put aside.
 *
 * Outside a handler this is a critical: a hook or callback has no message in hand.
 *
 * Returns: %TRUE if the message is put aside, or %FALSE if the stash is full
 *
 * Since: 0.1
 */
gboolean
domo_actor_stash (DomoActor *self)
{
  DomoFrame *frame;
  DomoProxy *proxy;

  g_return_val_if_fail (DOMO_IS_ACTOR (self), FALSE);

  frame = domo_actor_require_own_code (self, G_STRFUNC);
  if (frame == NULL)
    return FALSE;
  proxy = frame->proxy;
  /* A callback has a method, too, and a future that it settles. */
  if (frame->method == NULL || frame->derived != NULL)
    {
      g_critical ("%s(): called outside a handler of this %s, which has no message in hand",
                  G_STRFUNC, G_OBJECT_TYPE_NAME (self));
      return FALSE;
    }
  if (!frame->stashes &&
      get_n_stashed (proxy) >= domo_definition_get_stash_capacity (proxy->definition))
    return FALSE;
  frame->stashes = TRUE;
  return TRUE;
}

/**
 * domo_actor_unstash:
 * @self: an actor, inside its own code
 *
 * Gives back the oldest message that was put aside. It comes ahead of all that is queued, in order
 * with others that were given back.
 *
 * Returns: whether there was one
 *
 * Since: 0.1
 */
gboolean
domo_actor_unstash (DomoActor *self)
{
  DomoFrame *frame;

  g_return_val_if_fail (DOMO_IS_ACTOR (self), FALSE);

  frame = domo_actor_require_own_code (self, G_STRFUNC);
  return frame != NULL && give_one_back (frame->proxy);
}

/**
 * domo_actor_unstash_all:
 * @self: an actor, inside its own code
 *
 * Gives back all messages that were put aside, but for the one in hand. They come ahead of all that
 * is queued, in the order in which they came.
 *
 * Returns: how many there were
 *
 * Since: 0.1
 */
guint
domo_actor_unstash_all (DomoActor *self)
{
  DomoFrame *frame;

  g_return_val_if_fail (DOMO_IS_ACTOR (self), 0);

  frame = domo_actor_require_own_code (self, G_STRFUNC);
  return frame != NULL ? domo_stash_give_back (frame->proxy) : 0;
}
