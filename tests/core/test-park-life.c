/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "hooked-actor.h"
#include "policy-supervisor.h"

/* What becomes of an actor's life while a handler of it waits: stops, restarts, suspensions and the
 * close. */

#define RESTART(name) \
  name ".before_restart " name ".finalize " name ".before_start " name ".after_restart"
#define STOP(name) name ".before_stop " name ".after_stop " name ".finalize"

static DomoFuture *
await_promise (DomoActor *actor, gpointer data)
{
  promised_wait_now (data);
  return domo_future_new_int64 (7);
}

/* A stage with an actor that waits, whose journal is empty. */
typedef struct
{
  StepStage *stage;
  PromisedWait wait;
  TestSubject *actor;
  DomoFuture *answer;
} Scene;

static void
scene_set_up_with (Scene *self, StepStage *stage, guint n_waits, TestSubject *actor)
{
  self->stage = stage;
  self->wait = (PromisedWait){ domo_promise_new (), stage->journal, n_waits };
  self->actor = actor;
  step_stage_run (stage);
  journal_clear (stage->journal);
  self->answer = test_subject_run (self->actor, await_promise, &self->wait);
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (self->answer));
}

static void
scene_set_up (Scene *self, StepStage *stage, guint n_waits)
{
  scene_set_up_with (self, stage, n_waits, step_stage_actor (stage, "a", TRUE));
}

static void
scene_tear_down (Scene *self)
{
  g_object_unref (self->actor);
  domo_future_unref (self->answer);
  domo_promise_unref (self->wait.promise);
}

static void
scene_resolve (Scene *self)
{
  domo_promise_resolve_int64 (self->wait.promise, 1);
  step_stage_run (self->stage);
}

static void
test_a_stop_waits_for_the_handler (StepStage *stage)
{
  Scene scene;

  scene_set_up (&scene, stage, 1);
  domo_proxy_stop (scene.actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "");
  scene_resolve (&scene);
  assert_journal (stage->journal, "<resolved> " STOP ("a"));
  g_assert_true (domo_future_is_resolved (scene.answer));
  scene_tear_down (&scene);
}

static void
test_a_stop_now_fails_the_wait_and_follows_the_handler (StepStage *stage)
{
  Scene scene;

  scene_set_up (&scene, stage, 1);
  domo_proxy_stop_now (scene.actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "<stopped> " STOP ("a"));
  /* The handler has answered. */
  g_assert_cmpint (domo_future_get_int64 (scene.answer, NULL), ==, 7);
  scene_tear_down (&scene);
}

static void
test_later_waits_of_the_handler_fail_as_well (StepStage *stage)
{
  Scene scene;

  scene_set_up (&scene, stage, 3);
  domo_proxy_stop_now (scene.actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "<stopped> <stopped> <stopped> " STOP ("a"));
  scene_tear_down (&scene);
}

static void
test_a_stop_now_leaves_the_future_alone (StepStage *stage)
{
  Scene scene;
  g_autoptr (DomoFuture) future = NULL;

  g_test_summary ("Others may wait for it, too.");
  scene_set_up (&scene, stage, 1);
  future = domo_promise_get_future (scene.wait.promise);
  domo_proxy_stop_now (scene.actor);
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (future));
  scene_tear_down (&scene);
}

static void
test_a_restart_fails_the_wait_and_follows_the_handler (StepStage *stage)
{
  Scene scene;

  scene_set_up (&scene, stage, 2);
  test_subject_note (scene.actor, "next");
  domo_proxy_restart (scene.actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "<stopped> <stopped> " RESTART ("a") " a:next");
  scene_tear_down (&scene);
}

static void
test_after_a_restart_handlers_may_wait_again (StepStage *stage)
{
  Scene scene;
  PromisedWait second = { NULL, stage->journal, 1 };
  g_autoptr (DomoFuture) answer = NULL;

  scene_set_up (&scene, stage, 1);
  domo_proxy_restart (scene.actor);
  step_stage_run (stage);
  journal_clear (stage->journal);
  second.promise = scene.wait.promise;
  answer = test_subject_run (scene.actor, await_promise, &second);
  step_stage_run (stage);
  assert_journal (stage->journal, "");
  scene_resolve (&scene);
  assert_journal (stage->journal, "<resolved>");
  scene_tear_down (&scene);
}

static void
test_a_suspension_takes_effect_when_the_handler_returns (StepStage *stage)
{
  Scene scene;

  scene_set_up (&scene, stage, 1);
  domo_proxy_suspend (scene.actor);
  test_subject_note (scene.actor, "next");
  step_stage_run (stage);
  scene_resolve (&scene);
  assert_journal (stage->journal, "<resolved>");
  domo_proxy_resume (scene.actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "<resolved> a:next");
  scene_tear_down (&scene);
}

static void
test_a_directive_waits_for_the_handler (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESTART, .scope = DOMO_SUPERVISION_SCOPE_ALL };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) sibling = policy_make_supervised (stage, "b", NULL, NULL);
  Scene scene;

  g_test_summary ("A sibling fails while this one waits: both restart.");
  scene_set_up_with (&scene, stage, 1, policy_make_supervised (stage, "a", NULL, NULL));
  test_subject_fail (sibling, "why");
  step_stage_run (stage);
  assert_journal (stage->journal, "b:fail inform " RESTART ("b") " <stopped> " RESTART ("a"));
  scene_tear_down (&scene);
}

/* Callbacks of an actor that waits. */

typedef struct
{
  PromisedWait wait;
  DomoPromise *other;
} FailingCallback;

static DomoFuture *
fail_in_callback (DomoFuture *settled, gpointer actor)
{
  domo_actor_fail (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "callback"));
  return NULL;
}

static DomoFuture *
add_failing_callback_and_await (DomoActor *actor, gpointer data)
{
  FailingCallback *self = data;

  domo_future_unref (
      domo_future_then (domo_promise_get_future (self->other), fail_in_callback, actor, NULL));
  return await_promise (actor, &self->wait);
}

static void
test_a_callback_that_fails_meanwhile_has_the_actor_restarted_when_the_handler_returns (
    StepStage *stage)
{
  FailingCallback data = { { domo_promise_new (), stage->journal, 1 }, domo_promise_new () };
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);
  g_autoptr (DomoFuture) answer = NULL;

  g_test_summary ("The restart fails the wait, and waits for the handler.");
  step_stage_run (stage);
  journal_clear (stage->journal);
  answer = test_subject_run (actor, add_failing_callback_and_await, &data);
  step_stage_run (stage);
  domo_promise_resolve_int64 (data.other, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "<stopped> " RESTART ("a"));
  domo_promise_unref (data.other);
  domo_promise_unref (data.wait.promise);
}

/* The close. */

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer closed)
{
  g_autoptr (GError) error = NULL;

  *(gboolean *) closed = domo_stage_close_finish (DOMO_STAGE (source), result, &error);
  g_assert_no_error (error);
}

static void
test_an_orderly_close_waits_for_the_handler (StepStage *stage)
{
  Scene scene;
  gboolean closed = FALSE;

  scene_set_up (&scene, stage, 1);
  domo_stage_close_async (stage->stage, -1, closed_cb, &closed);
  step_stage_run (stage);
  iterate_main_context ();
  g_assert_false (closed);
  scene_resolve (&scene);
  iterate_main_context ();
  g_assert_true (closed);
  assert_journal (stage->journal, "<resolved> " STOP ("a"));
  scene_tear_down (&scene);
}

static void
test_a_forceful_close_fails_waits_for_good (StepStage *stage)
{
  Scene scene;
  gboolean closed = FALSE;

  scene_set_up (&scene, stage, 3);
  domo_stage_close_async (stage->stage, 0, closed_cb, &closed);
  step_stage_run (stage);
  iterate_main_context ();
  g_assert_true (closed);
  assert_journal (stage->journal, "<closed> <closed> <closed> " STOP ("a"));
  scene_tear_down (&scene);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/park-life/" name, test_##func)
  ADD ("a-stop-waits-for-the-handler", a_stop_waits_for_the_handler);
  ADD ("a-stop-now-fails-the-wait-and-follows-the-handler",
       a_stop_now_fails_the_wait_and_follows_the_handler);
  ADD ("later-waits-of-the-handler-fail-as-well", later_waits_of_the_handler_fail_as_well);
  ADD ("a-stop-now-leaves-the-future-alone", a_stop_now_leaves_the_future_alone);
  ADD ("a-restart-fails-the-wait-and-follows-the-handler",
       a_restart_fails_the_wait_and_follows_the_handler);
  ADD ("after-a-restart-handlers-may-wait-again", after_a_restart_handlers_may_wait_again);
  ADD ("a-suspension-takes-effect-when-the-handler-returns",
       a_suspension_takes_effect_when_the_handler_returns);
  ADD ("a-directive-waits-for-the-handler", a_directive_waits_for_the_handler);
  ADD ("a-callback-that-fails-meanwhile-has-the-actor-restarted-when-the-handler-returns",
       a_callback_that_fails_meanwhile_has_the_actor_restarted_when_the_handler_returns);
  ADD ("an-orderly-close-waits-for-the-handler", an_orderly_close_waits_for_the_handler);
  ADD ("a-forceful-close-fails-waits-for-good", a_forceful_close_fails_waits_for_good);
#undef ADD

  return g_test_run ();
}
