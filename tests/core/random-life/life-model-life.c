/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "life-model-private.h"

/* Starts, restarts and stops, from hook to hook. */

static void
tell_listeners (Model *self, int id, DomoLifeEvent event)
{
  model_see (self, id, LIFE_TOLD, (int) event);
}

/* Runs a hook; what comes after it is in model_hook_returned(). */
static void
run_hook (Model *self, int id, LifeSight hook)
{
  ModelActor *actor = &self->actors[id];
  const int number = actor->waits[hook];

  model_see (self, id, hook, 0);
  actor->waits[hook] = -1;
  if (number < 0 || !model_park (self, id, number, MODEL_THEN_HOOK, (int) hook))
    model_hook_returned (self, id, hook);
}

static void
start_instance (Model *self, int id, int saved)
{
  ModelActor *actor = &self->actors[id];

  actor->state = MODEL_RUNNING;
  actor->n_handled = 0;
  if (saved >= 0)
    {
      actor->n_handled = saved;
      model_see (self, id, LIFE_RESTORED, saved);
    }
  run_hook (self, id, LIFE_BEFORE_START);
}

void
model_start (Model *self, int id)
{
  self->actors[id].incarnation = self->actors[id].ordered;
  start_instance (self, id, -1);
}

static void
started (Model *self, int id, gboolean succeeded)
{
  ModelActor *actor = &self->actors[id];

  actor->started = succeeded;
  if (!succeeded)
    {
      model_fail (self, id);
      return;
    }
  actor->has_started = TRUE;
  if (actor->renewed)
    actor->saved = -1;
  if (actor->starting == LIFE_PENDING)
    actor->starting = LIFE_RESOLVED;
  tell_listeners (self, id, actor->renewed ? DOMO_LIFE_EVENT_RESTARTED : DOMO_LIFE_EVENT_STARTED);
}

static void
release_instance (Model *self, int id)
{
  model_drop_callbacks (self, id);
  model_see (self, id, LIFE_RELEASED, 0);
  self->actors[id].started = FALSE;
}

/* Its children have ended. */
static void
replace_instance (Model *self, int id)
{
  ModelActor *actor = &self->actors[id];

  tell_listeners (self, id, DOMO_LIFE_EVENT_RESTARTING);
  release_instance (self, id);
  model_unstash (self, id, TRUE);
  actor->refuses_children = FALSE;
  actor->awaits_children = FALSE;
  actor->last_start = self->now;
  actor->renewed = TRUE;
  start_instance (self, id, actor->saved);
}

static void
renew (Model *self, int id)
{
  const ModelActor *actor = &self->actors[id];

  if (actor->started && actor->spec.keeps_state)
    run_hook (self, id, LIFE_SAVE_STATE);
  else
    replace_instance (self, id);
}

static void end (Model *self, int id);

/* Children. */

static int
count_children (Model *self, int parent)
{
  int n = 0;

  for (int id = 0; id < self->n_actors; id++)
    n += model_is_child (self, id, parent);
  return n;
}

/* Those that supervisors wait for when the stage closes. */
static int
count_applications (Model *self)
{
  int n = 0;

  for (int id = 0; id < self->n_actors; id++)
    n += model_is_child (self, id, LIFE_PUBLIC_ROOT) && !self->actors[id].is_supervisor;
  return n;
}

void
model_tell_children (Model *self, int parent, ModelKind kind)
{
  const int n_applications = count_applications (self);

  self->actors[parent].refuses_children = TRUE;
  for (int id = 0; id < self->n_actors; id++)
    {
      if (model_is_child (self, id, parent) &&
          (parent != LIFE_PUBLIC_ROOT || !self->actors[id].is_supervisor || n_applications == 0))
        model_post (self, id, kind, DOMO_STOP_REASON_STOPPED);
    }
  self->actors[parent].awaits_children = count_children (self, parent) > 0;
}

static void
leave_parent (Model *self, int id, int parent)
{
  const gboolean was_last_application = parent == LIFE_PUBLIC_ROOT &&
                                        !self->actors[id].is_supervisor &&
                                        count_applications (self) == 0;

  if (self->actors[parent].awaits_children &&
      (count_children (self, parent) == 0 || was_last_application))
    model_post (self, parent, MODEL_CHILDREN_ENDED, 0);
}

void
model_children_ended (Model *self, int id)
{
  if (count_children (self, id) > 0)
    model_tell_children (self, id, MODEL_STOP);
  else if (self->actors[id].state == MODEL_RESTARTING)
    renew (self, id);
  else if (!self->actors[id].ran_after_stop)
    run_hook (self, id, LIFE_AFTER_STOP);
  else
    end (self, id);
}

/* Whether the instance can go. If a callback has begun to wait, the end comes back when that has
 * returned. */
static gboolean
may_release (ModelActor *actor)
{
  if (actor->n_parked > 0)
    model_lane_push (&actor->put_off, (ModelMessage){ MODEL_CHILDREN_ENDED, 0, 0 });
  return actor->n_parked == 0;
}

/* Restart, resume, stop. */

static void
begin_restart (Model *self, int id, int target)
{
  ModelActor *actor = &self->actors[id];

  actor->incarnation = target;
  actor->back_off = -1;
  model_end_busy (self, id, LIFE_REJECTED + DOMO_ERROR_STOPPED);
  actor->state = MODEL_RESTARTING;
  run_hook (self, id, LIFE_BEFORE_RESTART);
}

void
model_restart (Model *self, int id, ModelMessage message)
{
  ModelActor *actor = &self->actors[id];

  if (message.number <= actor->incarnation)
    return;
  if (actor->state == MODEL_RESTARTING)
    actor->incarnation = message.number;
  else if (actor->state == MODEL_SUSPENDED && message.delay > 0)
    {
      actor->back_off = self->now + message.delay;
      actor->back_off_target = message.number;
    }
  else
    begin_restart (self, id, message.number);
}

void
model_resume (Model *self, int id, int failure)
{
  ModelActor *actor = &self->actors[id];

  if (actor->failure != failure)
    return;
  if (actor->started)
    {
      actor->state = MODEL_RUNNING;
      run_hook (self, id, LIFE_BEFORE_RESUME);
    }
  /* Its start failed: there is nothing to go on from. */
  else if (actor->ordered == actor->incarnation)
    begin_restart (self, id, ++actor->ordered);
}

void
model_begin_stop (Model *self, int id, ModelKind kind, DomoStopReason reason)
{
  ModelActor *actor = &self->actors[id];

  actor->state = MODEL_STOPPING;
  actor->stop_kind = kind;
  actor->stop_reason = self->closing ? DOMO_STOP_REASON_STAGE_CLOSED : reason;
  actor->back_off = -1;
  actor->open_failure = 0;
  model_end_busy (self, id, LIFE_REJECTED + DOMO_ERROR_STOPPED);
  while (actor->informs.n > 0)
    model_drop_report (self, model_lane_pop (&actor->informs).number);
  run_hook (self, id, LIFE_BEFORE_STOP);
}

/* It is in no list any more, and what is left for it nobody will handle. */
static void
end (Model *self, int id)
{
  ModelActor *actor = &self->actors[id];

  release_instance (self, id);
  model_bury_calls (self, id);
  while (actor->runtime.n > 0)
    {
      ModelMessage message = model_lane_pop (&actor->runtime);

      if (message.kind == MODEL_INFORM)
        model_drop_report (self, message.number);
    }
  model_drop_waits (self, id);
  model_bury_delayed (self, id);
  actor->state = MODEL_STOPPED;
  if (actor->starting == LIFE_PENDING)
    actor->starting = LIFE_REJECTED + DOMO_ERROR_STOPPED;
  tell_listeners (self, id, DOMO_LIFE_EVENT_STOPPED);
  if (actor->parent >= 0)
    leave_parent (self, id, actor->parent);
  else
    self->closed = TRUE;
}

static void
started_or_not (Model *self, int id, LifeSight hook, gboolean succeeded)
{
  ModelActor *actor = &self->actors[id];

  if (hook == LIFE_AFTER_START || hook == LIFE_AFTER_RESTART)
    started (self, id, succeeded);
  else if (!succeeded)
    model_fail (self, id);
  else if (hook == LIFE_BEFORE_START)
    run_hook (self, id, actor->renewed ? LIFE_AFTER_RESTART : LIFE_AFTER_START);
}

/* What a hook is followed by. A failure in one that is no start hook is only logged. */
void
model_hook_returned (Model *self, int id, LifeSight hook)
{
  ModelActor *actor = &self->actors[id];
  const gboolean succeeded = (actor->fails & 1u << hook) == 0;

  actor->fails &= ~(1u << hook);
  if (hook == LIFE_BEFORE_START && actor->spec.has_child)
    model_spawn (self, id, (LifeSpec){ .supervisor = actor->spec.supervisor });
  switch (hook)
    {
    case LIFE_SAVE_STATE:
      actor->saved = actor->n_handled;
      if (may_release (actor))
        replace_instance (self, id);
      break;
    case LIFE_AFTER_STOP:
      actor->ran_after_stop = TRUE;
      if (may_release (actor))
        end (self, id);
      break;
    case LIFE_BEFORE_STOP:
      model_bury_calls (self, id);
      model_tell_children (self, id, actor->stop_kind);
      if (!actor->awaits_children && may_release (actor))
        model_children_ended (self, id);
      break;
    case LIFE_BEFORE_RESTART:
      model_tell_children (self, id, MODEL_STOP_NOW);
      if (!actor->awaits_children && may_release (actor))
        model_children_ended (self, id);
      break;
    default:
      started_or_not (self, id, hook, succeeded);
    }
}
