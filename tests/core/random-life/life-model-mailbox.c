/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "life-model-private.h"

/* Where calls wait: the usual mailbox, which is the lane of calls and stop markers, one that is
 * bounded or goes by priority, the stash, and the clock if an interceptor has delayed them. */

/* Bounded. */

static void
put_into_bounded (Model *self, int id, int number)
{
  ModelActor *actor = &self->actors[id];

  if (actor->mailbox_closed)
    {
      model_bury (self, number, DOMO_DEAD_LETTER_REASON_STOPPED);
      return;
    }
  if (actor->mailbox.n == actor->spec.capacity)
    switch ((DomoOverflowPolicy) actor->spec.overflow)
      {
      case DOMO_OVERFLOW_POLICY_DROP_OLDEST:
        model_bury (self, model_lane_pop (&actor->mailbox).number, DOMO_DEAD_LETTER_REASON_DROPPED);
        break;
      case DOMO_OVERFLOW_POLICY_REJECT:
        model_bury (self, number, DOMO_DEAD_LETTER_REASON_REJECTED);
        return;
      case DOMO_OVERFLOW_POLICY_DROP_NEWEST:
      default:
        model_bury (self, number, DOMO_DEAD_LETTER_REASON_DROPPED);
        return;
      }
  model_lane_push (&actor->mailbox, (ModelMessage){ MODEL_CALL, number, 0 });
}

/* By priority. */

static int
get_priority (const LifeCall *call)
{
  if (call->kind == LIFE_CALL_CONCURRENT)
    return LIFE_PRIORITY_CONCURRENT;
  return call->is_ask ? LIFE_PRIORITY_ASK : LIFE_PRIORITY_TELL;
}

static void
put_by_priority (Model *self, int id, int number)
{
  ModelActor *actor = &self->actors[id];
  ModelLane *lane = &actor->mailbox;
  const int priority = get_priority (&self->calls[number].call);
  int i = lane->n;

  if (actor->mailbox_closed)
    {
      model_bury (self, number, DOMO_DEAD_LETTER_REASON_STOPPED);
      return;
    }
  model_lane_push (lane, (ModelMessage){ MODEL_CALL, number, 0 });
  for (; i > 0 && get_priority (&self->calls[lane->messages[i - 1].number].call) < priority; i--)
    lane->messages[i] = lane->messages[i - 1];
  lane->messages[i].number = number;
}

/* All together. */

static void
put (Model *self, int id, int number)
{
  ModelActor *actor = &self->actors[id];

  if (actor->state == MODEL_STOPPED)
    model_bury (self, number, DOMO_DEAD_LETTER_REASON_STOPPED);
  else if (actor->spec.capacity > 0)
    put_into_bounded (self, id, number);
  else if (actor->spec.by_priority)
    put_by_priority (self, id, number);
  else
    model_lane_push (&actor->user, (ModelMessage){ MODEL_CALL, number, 0 });
}

void
model_send_call (Model *self, int id, int number)
{
  self->calls[number].actor = id;
  self->actors[id].n_accepted++;
  put (self, id, number);
}

/* Delays. */

void
model_delay (Model *self, int id, int number)
{
  ModelCall *call = &self->calls[number];

  call->was_delayed = TRUE;
  call->delayed_until = self->now + LIFE_CALL_DELAY (number);
  self->actors[id].n_delayed++;
}

static void
end_delay (Model *self, int id, int number)
{
  self->calls[number].delayed_until = -1;
  self->actors[id].n_delayed--;
}

/* The call whose delay passes first, or -1. */
int
model_find_delayed (Model *self)
{
  int first = -1;

  for (int number = 0; number < self->n_calls; number++)
    {
      if (self->calls[number].delayed_until > self->now &&
          (first < 0 || self->calls[number].delayed_until < self->calls[first].delayed_until))
        first = number;
    }
  return first;
}

void
model_come_anew (Model *self, int id, int number)
{
  self->n_repeated++;
  end_delay (self, id, number);
  put (self, id, number);
}

static DomoDeadLetterReason
get_reason_at_end (Model *self)
{
  return self->closing ? DOMO_DEAD_LETTER_REASON_UNDELIVERED_AT_CLOSE
                       : DOMO_DEAD_LETTER_REASON_STOPPED;
}

/* The actor ends. */
void
model_bury_delayed (Model *self, int id)
{
  for (int number = 0; number < self->n_calls; number++)
    {
      if (self->calls[number].actor != id || self->calls[number].delayed_until < 0)
        continue;
      end_delay (self, id, number);
      model_bury (self, number, get_reason_at_end (self));
    }
}

/* The stash. */

/* Both its lanes are in the order in which the calls were first put aside. */
static void
insert (Model *self, ModelLane *lane, int number)
{
  int i = lane->n;

  model_lane_push (lane, (ModelMessage){ MODEL_CALL, number, 0 });
  for (; i > 0 &&
         self->calls[lane->messages[i - 1].number].stash_order > self->calls[number].stash_order;
       i--)
    lane->messages[i] = lane->messages[i - 1];
  lane->messages[i].number = number;
}

/* Puts a call aside. Answers FALSE if there is no room. */
gboolean
model_stash (Model *self, int id, int number)
{
  ModelActor *actor = &self->actors[id];
  ModelCall *call = &self->calls[number];

  if (actor->stash.n + actor->returned.n == LIFE_STASH_CAPACITY)
    return FALSE;
  if (call->stash_order == 0)
    call->stash_order = ++actor->n_ever_stashed;
  insert (self, &actor->stash, number);
  return TRUE;
}

/* Gives back the oldest, or all. */
void
model_unstash (Model *self, int id, gboolean all)
{
  ModelActor *actor = &self->actors[id];

  for (int n = all ? actor->stash.n : MIN (actor->stash.n, 1); n > 0; n--)
    insert (self, &actor->returned, model_lane_pop (&actor->stash).number);
}

/* The next. */

gboolean
model_has_queued (const ModelActor *actor)
{
  return actor->returned.n > 0 || actor->mailbox.n > 0 || actor->user.n > 0;
}

/* The next call or stop marker: what was given back, and then what waits. */
ModelMessage
model_pop_queued (Model *self, int id)
{
  ModelActor *actor = &self->actors[id];
  ModelMessage message;

  if (actor->returned.n > 0)
    return model_lane_pop (&actor->returned);
  if (actor->mailbox.n == 0)
    return model_lane_pop (&actor->user);
  message = model_lane_pop (&actor->mailbox);
  /* One that was aside and came anew has been given another place since. */
  self->calls[message.number].stash_order = 0;
  return message;
}

/* Makes dead letters of all; a stop marker among it does nothing any more. */
void
model_bury_calls (Model *self, int id)
{
  ModelActor *actor = &self->actors[id];

  model_unstash (self, id, TRUE);
  actor->mailbox_closed = TRUE;
  while (model_has_queued (actor))
    {
      ModelMessage message = model_pop_queued (self, id);

      if (message.kind == MODEL_CALL)
        model_bury (self, message.number, get_reason_at_end (self));
    }
}

int
model_count_queued (Model *self, int id)
{
  const ModelActor *actor = &self->actors[id];

  return actor->mailbox.n + model_lane_count (&actor->user, MODEL_CALL);
}

int
model_count_stashed (Model *self, int id)
{
  const ModelActor *actor = &self->actors[id];

  return actor->stash.n + actor->returned.n + actor->n_delayed;
}
