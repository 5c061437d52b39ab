/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "state-scene.h"

/* Runs everybody but the child. */
void
state_scene_settle (StateScene *self)
{
  while (step_stage_run (&self->stage) + domo_test_dispatcher_run (self->own) > 0)
    ;
}

void
state_scene_settle_after (StateScene *self)
{
  if (self->state == NEW && self->what != FIRST_TURN)
    step_stage_run (&self->stage);
  else
    state_scene_settle (self);
}

/* Inside a. */

static DomoFuture *
call_back (DomoFuture *settled, gpointer data)
{
  StateScene *self = data;

  journal_add (self->stage.journal, "a:callback");
  if (self->what == FAILURE)
    domo_actor_fail (self->instance,
                     g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "in a callback"));
  return NULL;
}

static DomoFuture *
add_callback (DomoActor *actor, gpointer data)
{
  StateScene *self = data;

  self->instance = actor;
  domo_future_unref (
      domo_future_then (domo_promise_get_future (self->called_back), call_back, self, NULL));
  return domo_future_new_int64 (0);
}

static DomoFuture *
await_promise (DomoActor *actor, gpointer data)
{
  StateScene *self = data;
  g_autoptr (GError) error = NULL;

  if (domo_await (domo_promise_get_future (self->waited_for), &error))
    journal_add (self->stage.journal, "a:waited");
  else
    {
      g_assert_error (error, DOMO_ERROR, DOMO_ERROR_STOPPED);
      journal_add (self->stage.journal, "a:failed-wait");
    }
  return domo_future_new_int64 (0);
}

static DomoFuture *
make_child (DomoActor *actor, gpointer data)
{
  StateScene *self = data;
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "c", "journal", self->stage.journal, "hooks",
                           TRUE, NULL);
  g_autoptr (GError) error = NULL;

  domo_definition_set_dispatcher (definition, DOMO_DISPATCHER (self->childs));
  self->child = domo_actor_child_for_definition (actor, definition, &error);
  g_assert_no_error (error);
  return domo_future_new_int64 (0);
}

static void
run_inside (StateScene *self, TestSubjectFunc func)
{
  domo_future_unref (test_subject_run (self->a, func, self));
  state_scene_settle (self);
}

/* Setting up. */

static void
make_a (StateScene *self)
{
  g_autoptr (DomoDefinition) definition = policy_define (self->stage.journal, "a", NULL, NULL);
  g_autoptr (GError) error = NULL;

  domo_definition_set_keep_state (definition, TRUE);
  domo_definition_set_dispatcher (definition, DOMO_DISPATCHER (self->own));
  self->a = domo_stage_actor_for_definition (self->stage.stage, definition, &error);
  g_assert_no_error (error);
  domo_stage_register_supervisor (self->stage.stage, "a", self->a);
}

static void
make_failing (StateScene *self)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);
  g_autoptr (GError) error = NULL;

  domo_definition_set_supervisor (definition, "a");
  self->failing = domo_stage_actor_for_definition (self->stage.stage, definition, &error);
  g_assert_no_error (error);
}

/* Has a fail, and takes the report. */
static void
fail_and_keep_report (StateScene *self)
{
  test_subject_fail (self->a, "why");
  state_scene_settle (self);
  g_assert_cmpuint (self->policy.kept->len, ==, 1);
  self->report = g_ptr_array_steal_index (self->policy.kept, 0);
}

/* What the message of the cell is about, as far as it must be there before. */
static void
prepare_message (StateScene *self)
{
  if (self->what == FAILURE || self->what == CALLBACK)
    run_inside (self, add_callback);
  if (self->what == RESUME && self->state != SUSPENDED)
    {
      /* What is resumed in other states than suspended is past. */
      fail_and_keep_report (self);
      domo_proxy_restart (self->a);
      state_scene_settle (self);
    }
}

static void
add_child (StateScene *self)
{
  run_inside (self, make_child);
  if (self->state == STOPPING && self->what == STOP_NOW)
    /* It would not come to a marker. */
    domo_future_unref (test_subject_run (self->child, test_return_promised, self->childs_answer));
  domo_test_dispatcher_run (self->childs);
}

static void
bring_into_state (StateScene *self)
{
  switch (self->state)
    {
    case PARKED:
      self->answer = test_subject_run (self->a, await_promise, self);
      break;
    case BUSY:
      self->answer = test_subject_run (self->a, test_return_promised, self->waited_for);
      break;
    case HELD:
      domo_proxy_suspend (self->a);
      break;
    case SUSPENDED:
      fail_and_keep_report (self);
      break;
    case RESTARTING:
      add_child (self);
      domo_proxy_restart (self->a);
      break;
    case STOPPING:
      add_child (self);
      domo_proxy_stop (self->a);
      break;
    case STOPPED:
      domo_proxy_stop (self->a);
      break;
    default:
      break;
    }
  state_scene_settle (self);
}

void
state_scene_set_up (StateScene *self)
{
  step_stage_set_up (&self->stage);
  self->own = domo_test_dispatcher_new ();
  self->childs = domo_test_dispatcher_new ();
  self->policy =
      (Policy){ .plan = POLICY_KEEP,
                .kept = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_supervised_unref) };
  self->called_back = domo_promise_new ();
  self->waited_for = domo_promise_new ();
  self->childs_answer = domo_promise_new ();
  g_object_unref (policy_make_supervisor (&self->stage, &self->policy));
  make_a (self);
  if (self->what == INFORM)
    {
      make_failing (self);
      step_stage_run (&self->stage);
    }
  if (self->state != NEW)
    {
      state_scene_settle (self);
      prepare_message (self);
      bring_into_state (self);
    }
  if (self->what == RESUME_OUTSIDE && self->state != IDLE && self->state != RUNNING)
    domo_proxy_suspend (self->a);
  journal_clear (self->stage.journal);
}

/* The message. */

static void
send (StateScene *self)
{
  switch (self->what)
    {
    case CALL:
      test_subject_note (self->a, "call");
      break;
    case STOP_MARKER:
      domo_proxy_stop (self->a);
      break;
    case STOP_NOW:
      domo_proxy_stop_now (self->a);
      break;
    case FAILURE:
    case CALLBACK:
      domo_promise_resolve_int64 (self->called_back, 1);
      break;
    case RESUME:
      g_assert_true (domo_supervised_resume (self->report, DOMO_SUPERVISION_SCOPE_ONE) ==
                     (self->state == SUSPENDED));
      break;
    case RESTART:
      domo_proxy_restart (self->a);
      break;
    case CHILDREN_ENDED:
      domo_test_dispatcher_run (self->childs);
      break;
    case INFORM:
      test_subject_fail (self->failing, "why");
      step_stage_run (&self->stage);
      break;
    case SUSPEND_OUTSIDE:
      domo_proxy_suspend (self->a);
      break;
    case RESUME_OUTSIDE:
      domo_proxy_resume (self->a);
      break;
    case FIRST_TURN:
    default:
      break;
    }
}

static DomoFuture *
send_in_hand (DomoActor *actor, gpointer data)
{
  StateScene *self = data;

  send (self);
  /* Nothing happens to the actor before this returns. */
  assert_journal (self->stage.journal, "");
  g_assert_false (domo_proxy_is_stopped (self->a));
  return domo_future_new_int64 (0);
}

/* Sends the message and runs what can be run; what comes before the first turn comes alone. */
void
state_scene_let_it_come (StateScene *self)
{
  if (self->state == RUNNING)
    run_inside (self, send_in_hand);
  else
    send (self);
  state_scene_settle_after (self);
}

/* Everything comes that the actor may wait for, but a resume from outside. */
void
state_scene_let_it_go_on (StateScene *self)
{
  if (self->report == NULL && self->policy.kept->len > 0)
    self->report = g_ptr_array_steal_index (self->policy.kept, 0);
  if (self->report != NULL)
    domo_supervised_resume (self->report, DOMO_SUPERVISION_SCOPE_ONE);
  state_scene_settle (self);
  domo_promise_resolve_int64 (self->waited_for, 1);
  state_scene_settle (self);
  domo_test_dispatcher_run (self->childs);
  state_scene_settle (self);
}

void
state_scene_tear_down (StateScene *self)
{
  domo_stage_close_async (self->stage.stage, 0, NULL, NULL);
  while (!domo_stage_is_closed (self->stage.stage))
    {
      state_scene_settle (self);
      domo_test_dispatcher_run (self->childs);
      g_main_context_iteration (NULL, FALSE);
    }
  g_clear_pointer (&self->report, domo_supervised_unref);
  g_clear_pointer (&self->answer, domo_future_unref);
  g_ptr_array_unref (self->policy.kept);
  domo_promise_unref (self->called_back);
  domo_promise_unref (self->waited_for);
  domo_promise_unref (self->childs_answer);
  g_clear_object (&self->child);
  g_clear_object (&self->failing);
  g_object_unref (self->a);
  step_stage_tear_down (&self->stage);
  g_assert_finalize_object (self->own);
  g_assert_finalize_object (self->childs);
}
