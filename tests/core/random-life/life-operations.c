/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "life-run.h"

/* What can happen to actors from outside. */

static int
pick_actor (LifeRun *self)
{
  return LIFE_UPPER + (int) life_run_pick (self, (guint) self->model->n_actors - LIFE_UPPER);
}

static LifeSpec
pick_spec (LifeRun *self)
{
  LifeSpec spec = { .supervisor = (guint8) (LIFE_PUBLIC_ROOT + life_run_pick (self, 3)) };

  if (life_run_pick (self, 3) == 0)
    spec.capacity = (guint8) (1 + life_run_pick (self, 3));
  else
    spec.by_priority = life_run_pick (self, 3) == 0;
  spec.dispatcher = life_run_pick (self, 3) == 0;
  spec.overflow = (guint8) life_run_pick (self, DOMO_OVERFLOW_POLICY_REJECT + 1);
  spec.keeps_state = life_run_pick (self, 2) == 0;
  spec.has_child = life_run_pick (self, 4) == 0;
  return spec;
}

void
life_run_spawn (LifeRun *self, LifeSpec spec)
{
  const char *const names[LIFE_N_FIXED] = { [LIFE_UPPER] = "upper", [LIFE_LOWER] = "lower" };
  const int id = self->model->n_actors;

  if (id == LIFE_MAX_ACTORS)
    return;
  life_run_tell (self,
                 "spawn: actor %d, supervisor %u, capacity %u, overflow %u, keeps state %u, has "
                 "child %u",
                 id, spec.supervisor, spec.capacity, spec.overflow, spec.keeps_state,
                 spec.has_child);
  life_world_spawn (self->world, self->stage, NULL, -1, spec);
  model_spawn (self->model, LIFE_PUBLIC_ROOT, spec);
  self->starting[id] = domo_proxy_started (self->world->proxies[id]);
  self->stopping[id] = domo_proxy_stopped (self->world->proxies[id]);
  if (id >= LIFE_N_FIXED)
    return;
  domo_stage_register_supervisor (self->stage, names[id], self->world->proxies[id]);
  model_register_supervisor (self->model, id);
}

static void
do_spawn (LifeRun *self)
{
  life_run_spawn (self, pick_spec (self));
}

/* The number of a call or promise that is to come. */
static int
add_call (LifeRun *self, LifeCall call)
{
  const int number = model_add_call (self->model, call);

  self->world->calls[number] = call;
  self->world->n_calls++;
  return number;
}

/* A promise for which something is going to wait, or -1. */
static int
pick_wait (LifeRun *self, guint one_of)
{
  if (self->model->n_calls == LIFE_MAX_CALLS || life_run_pick (self, one_of) != 0)
    return -1;
  return add_call (self, (LifeCall){ .kind = LIFE_NO_CALL });
}

static LifeCall
pick_call (LifeRun *self)
{
  LifeCall call = { .kind = (LifeCallKind) life_run_pick (self, LIFE_N_CALL_KINDS + 4),
                    .child = pick_spec (self),
                    .other = -1 };

  if (call.kind >= LIFE_N_CALL_KINDS)
    call.kind = LIFE_CALL_ANSWER;
  call.is_ask = call.kind == LIFE_CALL_LATER || call.kind == LIFE_CALL_CONCURRENT ||
                life_run_pick (self, 2) == 0;
  call.has_context = life_run_pick (self, 3) == 0;
  if (life_run_pick (self, 5) == 0)
    {
      call.verdict = (LifeVerdict) life_run_pick (self, LIFE_N_VERDICTS);
      call.verdict_at = (int) life_run_pick (self, 2);
    }
  if (call.kind == LIFE_CALL_CALLBACK || call.kind == LIFE_CALL_CALLBACK_FAILS)
    call.other = pick_wait (self, 2);
  return call;
}

static void
do_call (LifeRun *self)
{
  const int id = pick_actor (self);
  const LifeCall call = pick_call (self);
  int number;

  if (self->model->n_calls == LIFE_MAX_CALLS)
    return;
  number = add_call (self, call);
  life_run_tell (self, "%s %d: actor %d, kind %d, other %d, verdict %d at %d",
                 call.is_ask ? "ask" : "tell", number, id, call.kind, call.other, call.verdict,
                 call.verdict_at);
  self->asks[number] = life_subject_send (self->world->proxies[id], call, number);
  if (self->asks[number] != NULL && life_run_pick (self, 3) == 0)
    {
      self->cancellables[number] = g_cancellable_new ();
      self->asks[number] =
          domo_future_with_cancellable (self->asks[number], self->cancellables[number]);
    }
  model_send_call (self->model, id, number);
}

static void
do_cancel (LifeRun *self)
{
  const int number =
      self->model->n_calls > 0 ? (int) life_run_pick (self, (guint) self->model->n_calls) : -1;

  if (number < 0 || self->cancellables[number] == NULL)
    return;
  life_run_tell (self, "cancel ask %d", number);
  g_cancellable_cancel (self->cancellables[number]);
  model_cancel (self->model, number);
}

static void
settle (LifeRun *self, int number, guint8 outcome)
{
  LifeWorld *world = self->world;

  life_run_tell (self, "settle promise %d: %u", number, outcome);
  life_world_get_promised (world, number);
  if (world->promises[number] != NULL && outcome == LIFE_RESOLVED)
    domo_promise_resolve_int64 (world->promises[number], number);
  else if (world->promises[number] != NULL && outcome == LIFE_REJECTED + DOMO_ERROR_NOT_FOUND)
    domo_promise_reject (world->promises[number],
                         g_error_new_literal (DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "settled so"));
  else
    g_clear_pointer (&world->promises[number], domo_promise_unref);
  model_settle (self->model, number, outcome);
}

static void
do_settle (LifeRun *self)
{
  const guint8 outcomes[] = { LIFE_RESOLVED, LIFE_RESOLVED, LIFE_REJECTED + DOMO_ERROR_NOT_FOUND,
                              LIFE_REJECTED + DOMO_ERROR_ABANDONED };

  if (self->model->n_calls > 0)
    settle (self, (int) life_run_pick (self, (guint) self->model->n_calls),
            outcomes[life_run_pick (self, G_N_ELEMENTS (outcomes))]);
}

/* Those who wait are few: this is for them. */
static void
do_settle_wanted (LifeRun *self)
{
  for (int i = 0; i < self->model->n_calls; i++)
    {
      if (self->model->calls[i].waits && life_run_pick (self, 2) == 0)
        {
          settle (self, i, LIFE_RESOLVED);
          return;
        }
    }
}

static void
send (LifeRun *self, int id, const char *name, void (*func) (gpointer proxy), ModelKind kind)
{
  life_run_tell (self, "%s actor %d", name, id);
  func (self->world->proxies[id]);
  model_send (self->model, id, kind);
}

static void
do_stop (LifeRun *self)
{
  send (self, pick_actor (self), "stop", domo_proxy_stop, MODEL_STOP);
}

static void
do_stop_now (LifeRun *self)
{
  send (self, pick_actor (self), "stop now", domo_proxy_stop_now, MODEL_STOP_NOW);
}

static void
do_suspend (LifeRun *self)
{
  send (self, pick_actor (self), "suspend", domo_proxy_suspend, MODEL_HOLD);
}

static void
do_resume (LifeRun *self)
{
  send (self, pick_actor (self), "resume", domo_proxy_resume, MODEL_LET_GO);
}

static void
do_restart (LifeRun *self)
{
  send (self, pick_actor (self), "restart", domo_proxy_restart, MODEL_RESTART);
}

static void
do_fail_hook (LifeRun *self)
{
  const int id = pick_actor (self);
  const guint hook = life_run_pick (self, LIFE_N_HOOKS);

  life_run_tell (self, "hook %u of actor %d fails next", hook, id);
  self->world->records[id].fails |= 1u << hook;
  self->model->actors[id].fails |= 1u << hook;
}

static void
wait_in_hook (LifeRun *self, int id, LifeSight hook)
{
  const int number = pick_wait (self, 1);

  life_run_tell (self, "hook %d of actor %d waits next: %d", hook, id, number);
  self->world->records[id].waits[hook] = number;
  self->model->actors[id].waits[hook] = number;
}

static void
do_wait_in_hook (LifeRun *self)
{
  wait_in_hook (self, pick_actor (self), (LifeSight) life_run_pick (self, LIFE_N_HOOKS));
}

/* The same, for a hook that is about to run. */
static void
do_wait_in_hook_now (LifeRun *self)
{
  const LifeSight hooks[] = { LIFE_BEFORE_STOP, LIFE_AFTER_STOP, LIFE_BEFORE_RESTART,
                              LIFE_SAVE_STATE, LIFE_BEFORE_START };
  const int id = pick_actor (self);
  const LifeSight hook = hooks[life_run_pick (self, G_N_ELEMENTS (hooks))];

  wait_in_hook (self, id, hook);
  if (hook != LIFE_BEFORE_STOP && hook != LIFE_AFTER_STOP)
    send (self, id, "restart", domo_proxy_restart, MODEL_RESTART);
  else if (life_run_pick (self, 2) == 0)
    send (self, id, "stop", domo_proxy_stop, MODEL_STOP);
  else
    send (self, id, "stop now", domo_proxy_stop_now, MODEL_STOP_NOW);
}

/* The interceptor comes, or goes. */
static void
do_intercept (LifeRun *self)
{
  life_run_intercept (self, !self->model->intercepts);
}

void
life_run_intercept (LifeRun *self, gboolean intercepts)
{
  life_run_tell (self, "the interceptor %s", intercepts ? "comes" : "goes");
  domo_stage_set_interceptor (self->stage, intercepts ? self->interceptor : NULL);
  self->model->intercepts = intercepts;
}

/* Whether an actor has started, or how the next start goes. */
static void
do_ask_start (LifeRun *self)
{
  const int id = pick_actor (self);

  if (self->starting[id] != NULL)
    return;
  life_run_tell (self, "ask whether actor %d starts", id);
  self->starting[id] = domo_proxy_started (self->world->proxies[id]);
  model_ask_start (self->model, id);
}

static LifePolicy
pick_policy (LifeRun *self, guint n_plans)
{
  return (LifePolicy){ .plan = (LifePlan) life_run_pick (self, n_plans),
                       .scope = (DomoSupervisionScope) life_run_pick (self, 3),
                       .delay = life_run_pick (self, 2) == 0 ? LIFE_DELAY : 0,
                       .wait = -1 };
}

static void
do_policy (LifeRun *self)
{
  LifePolicy policy = pick_policy (self, LIFE_N_PLANS);

  policy.wait = pick_wait (self, 3);
  life_run_tell (self, "policy: %d, scope %d, delay %d, wait %d", policy.plan, policy.scope,
                 (int) policy.delay, policy.wait);
  self->world->policy = self->model->policy = policy;
}

static void
do_decide (LifeRun *self)
{
  const LifePolicy policy = pick_policy (self, LIFE_N_PLANS_LATER);
  g_autoptr (DomoSupervised) supervised = NULL;
  guint nth;
  gboolean counts;

  if (self->world->kept->len == 0)
    return;
  nth = life_run_pick (self, self->world->kept->len);
  life_run_tell (self, "decide about kept report %u: %d, scope %d", nth, policy.plan, policy.scope);
  supervised = g_ptr_array_steal_index (self->world->kept, nth);
  counts = life_decide (supervised, policy);
  g_clear_pointer (&supervised, domo_supervised_unref);
  if (model_decide (self->model, (int) nth, policy) != counts)
    life_run_complain (self, "the directive counted: %d", counts);
}

void
life_run_advance (LifeRun *self, gint64 us)
{
  life_run_tell (self, "%d ms pass", (int) (us / 1000));
  domo_manual_clock_advance (self->clock, us);
  model_advance (self->model, us);
}

static void
do_advance (LifeRun *self)
{
  life_run_advance (self, 1000 * (1 + (gint64) life_run_pick (self, life_run_pick (self, 3) == 0
                                                                        ? 40000
                                                                        : 1000)));
}

static void
closed_cb (GObject *stage, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  domo_stage_close_finish (DOMO_STAGE (stage), result, &error);
  g_assert_no_error (error);
}

void
life_run_close (LifeRun *self, gboolean forced)
{
  life_run_tell (self, "close%s", forced ? " now" : "");
  domo_stage_close_async (self->stage, forced ? 0 : -1, closed_cb, NULL);
  model_close (self->model, forced);
}

static void
do_close (LifeRun *self)
{
  life_run_close (self, FALSE);
}

static void
do_close_now (LifeRun *self)
{
  life_run_close (self, TRUE);
}

static const struct
{
  guint weight;
  void (*func) (LifeRun *self);
} operations[] = {
  { 34, do_call },
  { 4, do_cancel },
  { 6, do_settle },
  { 10, do_settle_wanted },
  { 6, do_spawn },
  { 4, do_stop },
  { 4, do_stop_now },
  { 4, do_suspend },
  { 7, do_resume },
  { 6, do_restart },
  { 6, do_fail_hook },
  { 4, do_wait_in_hook },
  { 4, do_wait_in_hook_now },
  { 3, do_ask_start },
  { 1, do_intercept },
  { 7, do_policy },
  { 6, do_decide },
  { 5, do_advance },
  { 1, do_close },
  { 1, do_close_now },
};

void
life_run_operate (LifeRun *self)
{
  guint total = 0;
  guint i = 0, at;

  for (guint k = 0; k < G_N_ELEMENTS (operations); k++)
    total += operations[k].weight;
  for (at = life_run_pick (self, total); at >= operations[i].weight; i++)
    at -= operations[i].weight;
  operations[i].func (self);
  life_run_check (self);
}
