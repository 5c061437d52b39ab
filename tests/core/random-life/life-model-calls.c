/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "life-model-private.h"

/* Calls and what becomes of their asks; promises and who waits for them. */

void
model_settle_ask (ModelCall *call, guint8 outcome)
{
  if (call->call.is_ask && call->ask == LIFE_PENDING)
    call->ask = outcome;
}

void
model_bury (Model *self, int number, DomoDeadLetterReason reason)
{
  const gboolean was_full =
      reason == DOMO_DEAD_LETTER_REASON_DROPPED || reason == DOMO_DEAD_LETTER_REASON_REJECTED;
  const gboolean was_dropped = reason == DOMO_DEAD_LETTER_REASON_INTERCEPTED;
  ModelCall *call = &self->calls[number];

  self->dead_letters[reason]++;
  self->actors[call->actor].n_dead_letters++;
  model_settle_ask (call, LIFE_REJECTED + (was_full      ? DOMO_ERROR_MAILBOX_FULL
                                           : was_dropped ? DOMO_ERROR_FAILED
                                                         : DOMO_ERROR_STOPPED));
}

/* Waits. */

static void
end_wait (ModelCall *call)
{
  call->waits = FALSE;
  call->deadline = -1;
}

static void
set_deadline (Model *self, ModelCall *call)
{
  call->deadline = self->now + LIFE_AWAIT_TIMEOUT;
  call->order = self->n_waits++;
}

/* What waits of the actor come to whatever their promise does, or LIFE_PENDING. */
static guint8
get_doom (Model *self, int id)
{
  const ModelActor *actor = &self->actors[id];

  if (actor->doom != LIFE_PENDING)
    return (guint8) actor->doom;
  return self->forced ? LIFE_REJECTED + DOMO_ERROR_CLOSED : LIFE_PENDING;
}

/* The first wait is over, and the second is at once. */
static void
see_waited (Model *self, int id, int number, guint8 first)
{
  const guint8 doom = get_doom (self, id);
  const LifeEvent event = { (guint8) id, LIFE_WAITED, (guint8) number, first,
                            doom != LIFE_PENDING ? doom : self->calls[number].promise };

  g_array_append_val (self->events, event);
}

/* Waits for a promise. Answers whether that takes time: then @then comes later. */
gboolean
model_park (Model *self, int id, int number, ModelThen then, int subject)
{
  ModelActor *actor = &self->actors[id];
  ModelCall *call = &self->calls[number];
  const guint8 doom = get_doom (self, id);

  call->then = then;
  call->subject = subject;
  if (doom != LIFE_PENDING || call->promise != LIFE_PENDING)
    {
      see_waited (self, id, number, doom != LIFE_PENDING ? doom : call->promise);
      call->wait_fails = doom != LIFE_PENDING;
      return FALSE;
    }
  call->actor = id;
  call->waits = TRUE;
  call->parks = TRUE;
  set_deadline (self, call);
  actor->parked[actor->n_parked++] = number;
  return TRUE;
}

/* The interceptor, if there was one, is shown how the delivery went. */
static void
show (Model *self, int id, int number, DomoDeliveryOutcome outcome)
{
  const LifeEvent event = { (guint8) id, LIFE_SHOWN, (guint8) number, (guint8) outcome, 0 };

  if (self->calls[number].is_seen)
    g_array_append_val (self->events, event);
}

/* The same for one that was handled. */
static void
show_handled (Model *self, int id, int number, gboolean failed)
{
  const ModelCall *call = &self->calls[number];
  const gboolean owed = call->call.is_ask && call->ask == LIFE_PENDING;

  show (self, id, number,
        failed ? DOMO_DELIVERY_OUTCOME_FAILED
               : (owed ? DOMO_DELIVERY_OUTCOME_PENDING : DOMO_DELIVERY_OUTCOME_ANSWERED));
}

static void
handled_wait (Model *self, int id, int number, guint8 outcome)
{
  ModelCall *call = &self->calls[number];

  self->actors[id].n_calls_handled++;
  if (call->call.kind == LIFE_CALL_WAIT)
    model_settle_ask (call, outcome);
  else
    {
      model_settle_ask (call, LIFE_REJECTED + DOMO_ERROR_FAILED);
      model_fail (self, id);
    }
  show_handled (self, id, number, call->call.kind != LIFE_CALL_WAIT);
}

static void
called_back (Model *self, int id, int number)
{
  model_see (self, id, LIFE_LET_GO, number);
  if (self->calls[number].call.kind == LIFE_CALL_CALLBACK_FAILS)
    model_fail (self, id);
}

static void
unpark (ModelActor *actor, int number)
{
  int i = 0;

  while (actor->parked[i] != number)
    i++;
  for (actor->n_parked--; i < actor->n_parked; i++)
    actor->parked[i] = actor->parked[i + 1];
}

/* What was put off is due when nothing waits any more. */
static void
message_done (ModelActor *actor)
{
  if (actor->n_parked > 0)
    return;
  actor->doom = LIFE_PENDING;
  while (actor->runtime.n > 0)
    model_lane_push (&actor->put_off, model_lane_pop (&actor->runtime));
  actor->runtime = actor->put_off;
  actor->put_off.n = 0;
}

void
model_wake (Model *self, int id, int number)
{
  ModelActor *actor = &self->actors[id];
  ModelCall *call = &self->calls[number];
  const guint8 outcome = call->wait_fails ? get_doom (self, id) : call->promise;

  end_wait (call);
  call->parks = FALSE;
  unpark (actor, number);
  see_waited (self, id, number, outcome);
  switch (call->then)
    {
    case MODEL_THEN_HANDLED:
      handled_wait (self, id, number, outcome);
      break;
    case MODEL_THEN_CALLED_BACK:
      called_back (self, id, call->subject);
      break;
    case MODEL_THEN_HOOK:
      model_hook_returned (self, id, (LifeSight) call->subject);
      break;
    case MODEL_THEN_INFORMED:
    default:
      model_informed (self, id, call->subject);
    }
  message_done (actor);
}

void
model_fail_waits (Model *self, int id, guint8 outcome)
{
  ModelActor *actor = &self->actors[id];

  if (actor->doom == LIFE_PENDING || outcome == LIFE_REJECTED + DOMO_ERROR_CLOSED)
    actor->doom = outcome;
  for (int i = actor->n_parked - 1; i >= 0; i--)
    {
      ModelCall *call = &self->calls[actor->parked[i]];

      if (call->told)
        continue;
      call->told = TRUE;
      call->wait_fails = TRUE;
      model_post (self, id, MODEL_WAKE, actor->parked[i]);
    }
}

/* Something goes on with a message when the promise settles. */
static void
begin_wait (Model *self, int number)
{
  ModelCall *call = &self->calls[number];

  call->waits = TRUE;
  if (call->promise == LIFE_PENDING)
    return;
  call->told = TRUE;
  model_post (self, call->actor, MODEL_CONTINUE, number);
}

/* The answer that a busy actor owes it will not give. */
void
model_end_busy (Model *self, int id, guint8 outcome)
{
  ModelActor *actor = &self->actors[id];

  if (actor->busy < 0)
    return;
  model_settle_ask (&self->calls[actor->busy], outcome);
  end_wait (&self->calls[actor->busy]);
  actor->busy = -1;
}

static gboolean
is_callback (const ModelCall *call)
{
  return call->call.kind == LIFE_CALL_CALLBACK || call->call.kind == LIFE_CALL_CALLBACK_FAILS;
}

/* The call whose callback was added first, or -1. */
static int
find_callback (Model *self, int id)
{
  int first = -1;

  for (int number = 0; number < self->n_calls; number++)
    {
      const ModelCall *call = &self->calls[number];

      if (call->actor == id && call->waits && is_callback (call) &&
          (first < 0 || call->order < self->calls[first].order))
        first = number;
    }
  return first;
}

/* The instance goes, and its callbacks with it. */
void
model_drop_callbacks (Model *self, int id)
{
  int number;

  while ((number = find_callback (self, id)) >= 0)
    {
      end_wait (&self->calls[number]);
      model_see (self, id, LIFE_LET_GO, number);
    }
}

/* The actor ends, and will not give the answers that it owes still. */
void
model_drop_waits (Model *self, int id)
{
  for (int number = 0; number < self->n_calls; number++)
    {
      ModelCall *call = &self->calls[number];

      if (call->actor != id || !call->waits)
        continue;
      end_wait (call);
      model_settle_ask (call, LIFE_REJECTED + DOMO_ERROR_STOPPED);
    }
}

/* Calls. */

static void
answer_later (Model *self, int id, int number)
{
  ModelCall *call = &self->calls[number];

  if (call->promise != LIFE_PENDING)
    {
      model_settle_ask (call, call->promise);
      return;
    }
  begin_wait (self, number);
  set_deadline (self, call);
  if (call->call.kind == LIFE_CALL_LATER)
    self->actors[id].busy = number;
}

/* A call that puts itself aside. Answers FALSE if it does not, and is handled like any other. */
static gboolean
put_aside (Model *self, int id, int number)
{
  ModelCall *call = &self->calls[number];

  if (call->call.kind != LIFE_CALL_STASH && call->call.kind != LIFE_CALL_STASH_FAILS)
    return FALSE;
  if (call->call.kind == LIFE_CALL_STASH_FAILS || call->n_stashes == LIFE_MAX_STASHES ||
      !model_stash (self, id, number))
    return FALSE;
  call->n_stashes++;
  return TRUE;
}

static void
answer (Model *self, int id, int number)
{
  ModelCall *call = &self->calls[number];

  self->actors[id].n_calls_handled++;
  switch (call->call.kind)
    {
    case LIFE_CALL_LATER:
    case LIFE_CALL_CONCURRENT:
      answer_later (self, id, number);
      show_handled (self, id, number, FALSE);
      return;
    case LIFE_CALL_FAIL:
    case LIFE_CALL_STASH_FAILS:
      model_settle_ask (call, LIFE_REJECTED + DOMO_ERROR_FAILED);
      model_fail (self, id);
      show_handled (self, id, number, TRUE);
      return;
    case LIFE_CALL_CALLBACK:
    case LIFE_CALL_CALLBACK_FAILS:
      call->order = self->n_waits++;
      begin_wait (self, number);
      break;
    case LIFE_CALL_SPAWN:
      model_spawn (self, id, call->call.child);
      break;
    case LIFE_CALL_UNSTASH:
      model_unstash (self, id, number % 2 == 0);
      break;
    default:
      break;
    }
  model_settle_ask (call, LIFE_RESOLVED);
  show_handled (self, id, number, FALSE);
}

/* What an interceptor decides. Answers whether the call is delivered all the same. */
static gboolean
intercept (Model *self, int id, int number)
{
  ModelCall *call = &self->calls[number];

  call->is_seen = self->intercepts;
  if (!self->intercepts || call->was_delayed || call->n_shown++ != call->call.verdict_at)
    return TRUE;
  switch (call->call.verdict)
    {
    case LIFE_VERDICT_DROP:
      show (self, id, number, DOMO_DELIVERY_OUTCOME_DROPPED);
      model_bury (self, number, DOMO_DEAD_LETTER_REASON_INTERCEPTED);
      return FALSE;
    case LIFE_VERDICT_DELAY:
      model_delay (self, id, number);
      return FALSE;
    case LIFE_VERDICT_FAIL:
      self->actors[id].n_calls_handled++;
      model_settle_ask (call, LIFE_REJECTED + DOMO_ERROR_FAILED);
      model_fail (self, id);
      show (self, id, number, DOMO_DELIVERY_OUTCOME_FAILED);
      return FALSE;
    default:
      return TRUE;
    }
}

void
model_handle_call (Model *self, int id, int number)
{
  ModelCall *call = &self->calls[number];

  if (call->ask != LIFE_PENDING)
    {
      model_bury (self, number, DOMO_DEAD_LETTER_REASON_EXPIRED);
      return;
    }
  if (!intercept (self, id, number))
    return;
  self->actors[id].n_handled++;
  model_see (self, id, LIFE_HANDLED, number);
  if (put_aside (self, id, number))
    {
      show (self, id, number, DOMO_DELIVERY_OUTCOME_PENDING);
      return;
    }
  if (call->call.kind != LIFE_CALL_WAIT && call->call.kind != LIFE_CALL_WAIT_AND_FAIL)
    answer (self, id, number);
  else if (!model_park (self, id, number, MODEL_THEN_HANDLED, number))
    handled_wait (self, id, number, call->wait_fails ? get_doom (self, id) : call->promise);
}

/* A callback, or the answer that was to come. */
void
model_continue (Model *self, int id, int number)
{
  ModelCall *call = &self->calls[number];

  if (!call->waits)
    return;
  end_wait (call);
  if (!is_callback (call))
    {
      if (self->actors[id].busy == number)
        self->actors[id].busy = -1;
      model_settle_ask (call, call->promise);
      return;
    }
  model_see (self, id, LIFE_CALLED_BACK, number);
  if (call->call.other < 0 ||
      !model_park (self, id, call->call.other, MODEL_THEN_CALLED_BACK, number))
    called_back (self, id, number);
}
