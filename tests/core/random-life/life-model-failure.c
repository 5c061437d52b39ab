/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "life-model-private.h"

/* Failures, the reports of them, and what supervisors decide. */

static gboolean
is_open_failure (Model *self, const ModelReport *report)
{
  const ModelActor *failed = &self->actors[report->failed];

  return failed->state != MODEL_STOPPED && failed->open_failure == report->serial;
}

static void
send_report (Model *self, const ModelReport *like, int supervisor, gboolean escalated)
{
  ModelReport *report = &self->reports[self->n_reports];

  g_assert_cmpint (self->n_reports, <, MODEL_MAX_REPORTS);
  *report = *like;
  report->supervisor = supervisor;
  report->escalated = escalated;
  report->decided = FALSE;
  model_post (self, supervisor, MODEL_INFORM, self->n_reports++);
}

/* Nobody has the report any more. Without a directive the public root decides. */
void
model_drop_report (Model *self, int number)
{
  const ModelReport *report = &self->reports[number];

  if (!report->decided && !model_is_root (report->supervisor) &&
      self->actors[LIFE_PUBLIC_ROOT].state != MODEL_STOPPED && is_open_failure (self, report))
    send_report (self, report, LIFE_PUBLIC_ROOT, FALSE);
}

void
model_fail (Model *self, int id)
{
  ModelActor *actor = &self->actors[id];

  /* In all other states it is only logged. */
  if (actor->state != MODEL_RUNNING)
    return;
  if (self->now - actor->last_start > LIFE_RESET_AFTER)
    actor->n_failures = 0;
  actor->n_failures++;
  actor->n_failed++;
  model_end_busy (self, id, LIFE_REJECTED + DOMO_ERROR_FAILED);
  actor->state = MODEL_SUSPENDED;
  actor->failure = 0;
  if (!actor->started && actor->starting == LIFE_PENDING)
    actor->starting = LIFE_REJECTED + DOMO_ERROR_FAILED;
  if (actor->ordered != actor->incarnation)
    return;
  actor->failure = actor->open_failure = ++actor->last_failure;
  send_report (self,
               &(ModelReport){
                   .failed = id, .serial = actor->failure, .n_failures = actor->n_failures },
               actor->spec.supervisor, FALSE);
}

/* Directives. */

static gboolean
is_in_scope (Model *self, int id, int failed, DomoSupervisionScope scope)
{
  const ModelActor *actor = &self->actors[failed];

  if (id == failed)
    return TRUE;
  return scope != DOMO_SUPERVISION_SCOPE_ONE && model_is_child (self, id, actor->parent) &&
         self->actors[id].spec.supervisor == actor->spec.supervisor &&
         (scope == DOMO_SUPERVISION_SCOPE_ALL || id > failed);
}

static void
direct (Model *self, int id, const ModelReport *report, LifePolicy policy, DomoStopReason reason)
{
  ModelActor *actor = &self->actors[id];
  int failure = actor->open_failure;

  if (policy.plan == LIFE_PLAN_RESUME && failure == 0)
    return;
  actor->open_failure = 0;
  if (policy.plan == LIFE_PLAN_RESUME)
    model_post (self, id, MODEL_RESUME, failure);
  else if (policy.plan == LIFE_PLAN_STOP)
    model_post (self, id, MODEL_STOP_NOW, (int) reason);
  else
    model_post_delayed (self, id, MODEL_RESTART, ++actor->ordered,
                        id == report->failed ? policy.delay : 0);
}

static int
find_next_supervisor (Model *self, int supervisor)
{
  return supervisor == LIFE_PUBLIC_ROOT ? LIFE_PRIVATE_ROOT
                                        : self->actors[supervisor].spec.supervisor;
}

static gboolean
decide (Model *self, int number, LifePolicy policy, DomoStopReason reason)
{
  ModelReport *report = &self->reports[number];

  report->decided = TRUE;
  if (!is_open_failure (self, report))
    return FALSE;
  if (policy.plan == LIFE_PLAN_ESCALATE)
    {
      send_report (self, report, find_next_supervisor (self, report->supervisor), TRUE);
      return TRUE;
    }
  for (int id = 0; id < self->n_actors; id++)
    {
      if (is_in_scope (self, id, report->failed, policy.scope))
        direct (self, id, report, policy, reason);
    }
  return TRUE;
}

gboolean
model_decide (Model *self, int nth, LifePolicy policy)
{
  const int number = self->kept[nth];
  gboolean counts = FALSE;

  self->n_kept--;
  for (int i = nth; i < self->n_kept; i++)
    self->kept[i] = self->kept[i + 1];
  if (policy.plan != LIFE_PLAN_FORGET)
    counts = decide (self, number, policy, DOMO_STOP_REASON_FAILED);
  model_drop_report (self, number);
  return counts;
}

/* No wait before the first restart of a row. */
static gint64
get_root_delay (int n_failures)
{
  gint64 delay = LIFE_BACK_OFF_INITIAL;

  for (int i = 2; i < n_failures && delay < LIFE_BACK_OFF_CEILING; i++)
    delay *= 2;
  return n_failures <= 1 ? 0 : MIN (delay, LIFE_BACK_OFF_CEILING);
}

static void
inform_root (Model *self, int id, int number)
{
  const ModelReport *report = &self->reports[number];
  LifePolicy policy = { .plan = LIFE_PLAN_STOP };
  DomoStopReason reason = DOMO_STOP_REASON_FAILED;

  if (id == LIFE_PRIVATE_ROOT)
    reason = DOMO_STOP_REASON_ESCALATED;
  else if (report->escalated)
    policy.plan = LIFE_PLAN_ESCALATE;
  else if (self->actors[id].state == MODEL_RUNNING)
    policy =
        (LifePolicy){ .plan = LIFE_PLAN_RESTART, .delay = get_root_delay (report->n_failures) };
  decide (self, number, policy, reason);
}

/* Reports. */

void
model_deliver_inform (Model *self, int id, int number)
{
  ModelReport *report = &self->reports[number];

  if (model_is_root (id))
    {
      inform_root (self, id, number);
      return;
    }
  model_see (self, id, LIFE_INFORMED, report->failed);
  report->policy = self->policy;
  self->policy.wait = -1;
  if (report->policy.wait < 0 ||
      !model_park (self, id, report->policy.wait, MODEL_THEN_INFORMED, number))
    model_informed (self, id, number);
}

/* The supervisor has the report, and has waited if it should. */
void
model_informed (Model *self, int id, int number)
{
  const LifePolicy policy = self->reports[number].policy;

  switch (policy.plan)
    {
    case LIFE_PLAN_KEEP:
      self->kept[self->n_kept++] = number;
      return;
    case LIFE_PLAN_FAIL:
      model_fail (self, id);
      break;
    case LIFE_PLAN_FORGET:
      break;
    default:
      decide (self, number, policy, DOMO_STOP_REASON_FAILED);
    }
  model_drop_report (self, number);
}

void
model_take_inform (Model *self, int id, int number)
{
  ModelActor *actor = &self->actors[id];

  if (model_is_root (id) || (model_takes_calls (actor) && actor->informs.n == 0))
    model_deliver_inform (self, id, number);
  else if (actor->state == MODEL_STOPPING)
    model_drop_report (self, number);
  else
    model_lane_push (&actor->informs, (ModelMessage){ MODEL_INFORM, number, 0 });
}
