/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "life-model-private.h"

#include <string.h>

/* Actors, their lanes, and what one step does; and what comes from outside. */

/* Lanes. */

void
model_lane_push (ModelLane *lane, ModelMessage message)
{
  g_assert_cmpint (lane->n, <, MODEL_LANE_LENGTH);
  lane->messages[lane->n++] = message;
}

ModelMessage
model_lane_pop (ModelLane *lane)
{
  ModelMessage message = lane->messages[0];

  lane->n--;
  memmove (lane->messages, lane->messages + 1, (gsize) lane->n * sizeof message);
  return message;
}

int
model_lane_count (const ModelLane *lane, ModelKind kind)
{
  int n = 0;

  for (int i = 0; i < lane->n; i++)
    n += lane->messages[i].kind == kind;
  return n;
}

/* Actors. */

gboolean
model_is_root (int id)
{
  return id == LIFE_PRIVATE_ROOT || id == LIFE_PUBLIC_ROOT;
}

gboolean
model_is_child (Model *self, int id, int parent)
{
  return self->actors[id].parent == parent && self->actors[id].state != MODEL_STOPPED;
}

/* Neither failed nor suspended from outside, and nothing in hand. */
gboolean
model_takes_calls (const ModelActor *actor)
{
  return actor->state == MODEL_RUNNING && !actor->held && actor->busy < 0 && actor->n_parked == 0;
}

static gboolean
is_held (const ModelActor *actor)
{
  return actor->state == MODEL_RUNNING && actor->held && actor->busy < 0 && actor->n_parked == 0;
}

/* Of the roots only what listeners are told. */
void
model_see (Model *self, int id, LifeSight sight, int detail)
{
  const LifeEvent event = { (guint8) id, (guint8) sight, (guint8) detail, 0, 0 };

  if (!model_is_root (id) || sight == LIFE_TOLD)
    g_array_append_val (self->events, event);
}

void
model_post_delayed (Model *self, int id, ModelKind kind, int number, gint64 delay)
{
  ModelActor *actor = &self->actors[id];
  const ModelMessage message = { (guint8) kind, number, delay };

  /* The marker closes a mailbox of the actor's own, and comes after what is in it. */
  if (kind == MODEL_STOP)
    actor->mailbox_closed = TRUE;
  if (actor->state != MODEL_STOPPED)
    model_lane_push (kind == MODEL_STOP ? &actor->user : &actor->runtime, message);
  else if (kind == MODEL_INFORM)
    model_drop_report (self, number);
}

void
model_post (Model *self, int id, ModelKind kind, int number)
{
  model_post_delayed (self, id, kind, number, 0);
}

/* Steps. */

/* What must wait while something of the actor waits. Answers FALSE for the rest. Stop-now and
 * restart end the waits. */
static gboolean
put_off (Model *self, int id, ModelMessage message)
{
  ModelActor *actor = &self->actors[id];
  const gboolean closes =
      message.kind == MODEL_STOP_NOW && message.number == (int) DOMO_STOP_REASON_STAGE_CLOSED;

  switch (message.kind)
    {
    case MODEL_STOP_NOW:
    case MODEL_RESTART:
      /* One that does nothing ends no wait. */
      if (message.kind == MODEL_RESTART &&
          (message.number <= actor->incarnation || actor->state == MODEL_RESTARTING ||
           actor->state == MODEL_STOPPING))
        return FALSE;
      model_lane_push (&actor->put_off, message);
      model_fail_waits (self, id,
                        LIFE_REJECTED + (closes ? DOMO_ERROR_CLOSED : DOMO_ERROR_STOPPED));
      return TRUE;
    case MODEL_RESUME:
    case MODEL_CHILDREN_ENDED:
      model_lane_push (&actor->put_off, message);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
handle_runtime (Model *self, int id, ModelMessage message)
{
  ModelActor *actor = &self->actors[id];
  const ModelState state = actor->state;
  const gboolean ends = state == MODEL_RESTARTING || state == MODEL_STOPPING;

  if (actor->n_parked > 0 && put_off (self, id, message))
    return;
  if (message.kind == MODEL_CONTINUE)
    model_continue (self, id, message.number);
  else if (message.kind == MODEL_COME_ANEW)
    model_come_anew (self, id, message.number);
  else if (message.kind == MODEL_INFORM)
    model_take_inform (self, id, message.number);
  else if (message.kind == MODEL_WAKE)
    model_wake (self, id, message.number);
  else if (message.kind == MODEL_CHILDREN_ENDED && ends)
    model_children_ended (self, id);
  else if (message.kind == MODEL_STOP_NOW && state == MODEL_STOPPING)
    model_tell_children (self, id, MODEL_STOP_NOW);
  else if (message.kind == MODEL_STOP_NOW)
    model_begin_stop (self, id, MODEL_STOP_NOW, (DomoStopReason) message.number);
  else if (state == MODEL_STOPPING)
    return;
  else if (message.kind == MODEL_HOLD || message.kind == MODEL_LET_GO)
    actor->held = message.kind == MODEL_HOLD;
  else if (message.kind == MODEL_RESTART)
    model_restart (self, id, message);
  else if (message.kind == MODEL_RESUME && state == MODEL_SUSPENDED)
    model_resume (self, id, message.number);
}

/* What an actor has to do though no message is due. */
typedef enum
{
  DUTY_NONE,
  DUTY_START,
  DUTY_STOP,
  DUTY_BURY,
  DUTY_INFORM,
} Duty;

static Duty
find_duty (const ModelActor *actor)
{
  if (actor->state == MODEL_NEW)
    return DUTY_START;
  if (actor->n_parked > 0)
    return DUTY_NONE;
  if ((actor->state == MODEL_SUSPENDED || is_held (actor)) &&
      model_lane_count (&actor->user, MODEL_STOP) > 0)
    return DUTY_STOP;
  if (actor->state == MODEL_STOPPING && model_has_queued (actor))
    return DUTY_BURY;
  return model_takes_calls (actor) && actor->informs.n > 0 ? DUTY_INFORM : DUTY_NONE;
}

static void
attend (Model *self, int id)
{
  ModelActor *actor = &self->actors[id];

  switch (find_duty (actor))
    {
    case DUTY_START:
      model_start (self, id);
      break;
    case DUTY_STOP:
      model_begin_stop (self, id, MODEL_STOP, DOMO_STOP_REASON_STOPPED);
      break;
    case DUTY_BURY:
      model_bury_calls (self, id);
      break;
    case DUTY_INFORM:
      model_deliver_inform (self, id, model_lane_pop (&actor->informs).number);
      break;
    case DUTY_NONE:
    default:
      break;
    }
}

static gboolean
is_free_for_calls (const ModelActor *actor)
{
  return model_takes_calls (actor) && actor->informs.n == 0 && model_has_queued (actor);
}

void
model_step (Model *self, int id)
{
  ModelActor *actor = &self->actors[id];
  ModelMessage message;

  if (actor->state == MODEL_STOPPED)
    return;
  if (actor->state != MODEL_NEW && actor->runtime.n > 0)
    handle_runtime (self, id, model_lane_pop (&actor->runtime));
  else if (!is_free_for_calls (actor))
    attend (self, id);
  else
    {
      message = model_pop_queued (self, id);
      if (message.kind == MODEL_CALL)
        model_handle_call (self, id, message.number);
      else
        model_begin_stop (self, id, MODEL_STOP, DOMO_STOP_REASON_STOPPED);
    }
}

gboolean
model_has_work (Model *self, int id)
{
  const ModelActor *actor = &self->actors[id];

  return actor->state != MODEL_STOPPED &&
         (actor->runtime.n > 0 || is_free_for_calls (actor) || find_duty (actor) != DUTY_NONE);
}

int
model_count_in_hand (Model *self, int id)
{
  const ModelActor *actor = &self->actors[id];
  int n = 0;

  for (int i = 0; i < actor->n_parked; i++)
    n += self->calls[actor->parked[i]].then == MODEL_THEN_HANDLED;
  return n;
}

/* From outside. */

Model *
model_new (void)
{
  Model *self = g_new0 (Model, 1);

  self->events = g_array_new (FALSE, FALSE, sizeof (LifeEvent));
  return self;
}

void
model_free (Model *self)
{
  g_array_unref (self->events);
  g_free (self);
}

static ModelActor *
add_actor (Model *self, int parent, LifeSpec spec)
{
  ModelActor *actor = &self->actors[self->n_actors++];

  /* The lanes, which come last and are long, are empty when their lengths are 0. */
  memset (actor, 0, G_STRUCT_OFFSET (ModelActor, runtime));
  actor->runtime.n = actor->user.n = actor->informs.n = actor->put_off.n = 0;
  actor->mailbox.n = actor->stash.n = actor->returned.n = 0;
  actor->spec = spec;
  actor->parent = parent;
  actor->busy = -1;
  actor->back_off = -1;
  actor->saved = -1;
  for (int i = 0; i < LIFE_N_HOOKS; i++)
    actor->waits[i] = -1;
  return actor;
}

void
model_reset (Model *self)
{
  g_array_set_size (self->events, 0);
  self->n_actors = self->n_calls = self->n_reports = self->n_kept = self->n_waits = 0;
  self->now = 0;
  self->n_repeated = 0;
  self->intercepts = self->closing = self->forced = self->closed = FALSE;
  self->policy = (LifePolicy){ .wait = -1 };
  memset (self->dead_letters, 0, sizeof self->dead_letters);
  add_actor (self, -1, (LifeSpec){ 0 });
  add_actor (self, LIFE_PRIVATE_ROOT, (LifeSpec){ 0 });
}

int
model_spawn (Model *self, int parent, LifeSpec spec)
{
  const ModelActor *above = &self->actors[parent];
  ModelActor *actor;

  if (self->n_actors == LIFE_MAX_ACTORS)
    return -1;
  actor = add_actor (self, parent, spec);
  if (above->state == MODEL_STOPPED || above->refuses_children)
    {
      actor->state = MODEL_STOPPED;
      actor->starting = LIFE_REJECTED + DOMO_ERROR_STOPPED;
      actor->stop_reason = self->closing ? DOMO_STOP_REASON_STAGE_CLOSED : DOMO_STOP_REASON_FAILED;
    }
  return self->n_actors - 1;
}

void
model_register_supervisor (Model *self, int id)
{
  self->actors[id].is_supervisor = TRUE;
}

int
model_add_call (Model *self, LifeCall call)
{
  g_assert_cmpint (self->n_calls, <, LIFE_MAX_CALLS);
  self->calls[self->n_calls] =
      (ModelCall){ .call = call, .actor = -1, .deadline = -1, .delayed_until = -1 };
  return self->n_calls++;
}

void
model_ask_start (Model *self, int id)
{
  ModelActor *actor = &self->actors[id];

  actor->starting = LIFE_PENDING;
  if (actor->has_started)
    actor->starting = LIFE_RESOLVED;
  else if (actor->state == MODEL_STOPPED)
    actor->starting = LIFE_REJECTED + DOMO_ERROR_STOPPED;
}

void
model_cancel (Model *self, int number)
{
  model_settle_ask (&self->calls[number], LIFE_REJECTED + DOMO_ERROR_CANCELLED);
}

void
model_settle (Model *self, int number, guint8 outcome)
{
  ModelCall *call = &self->calls[number];

  if (call->promise != LIFE_PENDING)
    return;
  call->promise = outcome;
  if (!call->waits || call->told)
    return;
  call->told = TRUE;
  model_post (self, call->actor, call->parks ? MODEL_WAKE : MODEL_CONTINUE, number);
}

void
model_send (Model *self, int id, ModelKind kind)
{
  ModelActor *actor = &self->actors[id];

  if (kind == MODEL_RESTART)
    actor->open_failure = 0;
  model_post (self, id, kind, kind == MODEL_RESTART ? ++actor->ordered : DOMO_STOP_REASON_STOPPED);
}

/* The end of a back-off that comes first, or -1. */
static int
find_back_off (Model *self)
{
  int first = -1;

  for (int id = 0; id < self->n_actors; id++)
    {
      if (self->actors[id].back_off >= 0 &&
          (first < 0 || self->actors[id].back_off < self->actors[first].back_off))
        first = id;
    }
  return first;
}

/* The deadline of a wait that comes first, or -1. */
static int
find_deadline (Model *self)
{
  int first = -1;

  for (int number = 0; number < self->n_calls; number++)
    {
      if (self->calls[number].deadline >= 0 &&
          (first < 0 || self->calls[number].order < self->calls[first].order))
        first = number;
    }
  return first;
}

void
model_advance (Model *self, gint64 us)
{
  const gint64 until = self->now + us;

  while (TRUE)
    {
      const int id = find_back_off (self);
      const int number = find_deadline (self);
      const int delayed = model_find_delayed (self);
      const gint64 back_off = id >= 0 ? self->actors[id].back_off : G_MAXINT64;
      const gint64 deadline = number >= 0 ? self->calls[number].deadline : G_MAXINT64;

      const gint64 comes = delayed >= 0 ? self->calls[delayed].delayed_until : G_MAXINT64;

      if (MIN (MIN (back_off, deadline), comes) > until)
        break;
      self->now = MIN (MIN (back_off, deadline), comes);
      if (comes == self->now)
        model_post (self, self->calls[delayed].actor, MODEL_COME_ANEW, delayed);
      else if (back_off < deadline)
        {
          self->actors[id].back_off = -1;
          model_post (self, id, MODEL_RESTART, self->actors[id].back_off_target);
        }
      else
        {
          self->calls[number].deadline = -1;
          model_settle (self, number, LIFE_REJECTED + DOMO_ERROR_TIMEOUT);
        }
    }
  self->now = until;
}

void
model_close (Model *self, gboolean forced)
{
  if (self->closed)
    return;
  if (!self->closing)
    model_post (self, LIFE_PRIVATE_ROOT, MODEL_STOP, 0);
  self->closing = TRUE;
  if (!forced)
    return;
  self->forced = TRUE;
  for (int id = 0; id < self->n_actors; id++)
    model_post (self, id, MODEL_STOP_NOW, DOMO_STOP_REASON_STAGE_CLOSED);
}
