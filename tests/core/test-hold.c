/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "policy-supervisor.h"

/* Suspend, resume and restart from outside, with domo_proxy_suspend() and its kin. */

#define RESTART(name) \
  name ".before_restart " name ".finalize " name ".before_start " name ".after_restart"

/* An actor that has started, with an empty journal. */
static TestSubject *
make_started (StepStage *stage)
{
  TestSubject *actor = step_stage_actor (stage, "a", TRUE);

  step_stage_run (stage);
  journal_clear (stage->journal);
  return actor;
}

static void
test_a_suspended_actor_takes_no_message (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_started (stage);

  domo_proxy_suspend (actor);
  test_subject_note (actor, "1");
  step_stage_run (stage);
  assert_journal (stage->journal, "");
}

static void
test_suspend_goes_ahead_of_what_is_queued (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_started (stage);

  test_subject_note (actor, "1");
  domo_proxy_suspend (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "");
}

static void
test_a_resumed_actor_goes_on_in_order (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_started (stage);

  domo_proxy_suspend (actor);
  test_subject_note (actor, "1");
  test_subject_note (actor, "2");
  step_stage_run (stage);
  domo_proxy_resume (actor);
  test_subject_note (actor, "3");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1 a:2 a:3");
}

static void
test_suspending_twice_is_as_suspending_once (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_started (stage);

  domo_proxy_suspend (actor);
  domo_proxy_suspend (actor);
  domo_proxy_resume (actor);
  test_subject_note (actor, "1");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1");
}

static void
test_a_new_actor_starts_before_it_is_suspended (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);

  domo_proxy_suspend (actor);
  test_subject_note (actor, "1");
  step_stage_run (stage);
  assert_journal (stage->journal, "a.before_start a.after_start");
}

static void
test_a_busy_actor_answers_first (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_started (stage);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) answer = test_subject_run (actor, test_return_promised, promise);

  step_stage_run (stage);
  domo_proxy_suspend (actor);
  test_subject_note (actor, "1");
  step_stage_run (stage);
  domo_promise_resolve_int64 (promise, 7);
  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 7);
  assert_journal (stage->journal, "");
  domo_proxy_resume (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1");
}

static DomoFuture *
journal_callback (DomoFuture *settled, gpointer actor)
{
  journal_add (test_actor_get_journal (actor), "callback");
  return NULL;
}

static DomoFuture *
go_on_later (DomoActor *actor, gpointer promise)
{
  domo_future_unref (
      domo_future_then (domo_promise_get_future (promise), journal_callback, actor, NULL));
  return domo_future_new_int64 (0);
}

static void
test_callbacks_run_in_a_suspended_actor (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_started (stage);
  g_autoptr (DomoPromise) promise = domo_promise_new ();

  g_test_summary ("They are the actor's own code, not messages of others.");
  domo_future_unref (test_subject_run (actor, go_on_later, promise));
  step_stage_run (stage);
  domo_proxy_suspend (actor);
  domo_promise_resolve_int64 (promise, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "callback");
}

static void
test_a_stop_acts_at_once (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_started (stage);
  g_autoptr (DomoFuture) answer = NULL;

  domo_proxy_suspend (actor);
  answer = test_subject_ask (actor, 1);
  domo_proxy_stop (actor);
  step_stage_assert_rejected (stage, answer, DOMO_ERROR_STOPPED, "*stopped before it handled*");
  assert_journal (stage->journal, "a.before_stop a.after_stop a.finalize");
}

static void
test_a_directive_does_not_let_it_go_on (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESUME };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) actor = policy_make_supervised (stage, "a", NULL, NULL);

  step_stage_run (stage);
  journal_clear (stage->journal);
  test_subject_fail (actor, "why");
  g_assert_true (domo_test_dispatcher_step (stage->dispatcher));
  domo_proxy_suspend (actor);
  test_subject_note (actor, "1");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail inform a.before_resume");
  domo_proxy_resume (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail inform a.before_resume a:1");
}

static void
test_resuming_does_not_forgive_a_failure (StepStage *stage)
{
  Policy policy = { .plan = POLICY_KEEP, .kept = g_ptr_array_new () };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) actor = policy_make_supervised (stage, "a", NULL, NULL);

  step_stage_run (stage);
  journal_clear (stage->journal);
  test_subject_fail (actor, "why");
  step_stage_run (stage);
  domo_proxy_resume (actor);
  test_subject_note (actor, "1");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail inform");
  domo_supervised_resume (g_ptr_array_index (policy.kept, 0), DOMO_SUPERVISION_SCOPE_ONE);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail inform a.before_resume a:1");
  g_ptr_array_set_free_func (policy.kept, (GDestroyNotify) domo_supervised_unref);
  g_ptr_array_unref (policy.kept);
}

static void
test_it_survives_a_restart (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_started (stage);

  domo_proxy_suspend (actor);
  domo_proxy_restart (actor);
  test_subject_note (actor, "1");
  step_stage_run (stage);
  assert_journal (stage->journal, RESTART ("a"));
  domo_proxy_resume (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, RESTART ("a") " a:1");
}

static void
test_a_suspended_supervisor_decides_when_it_is_resumed (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESUME };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) actor = policy_make_supervised (stage, "a", NULL, NULL);

  step_stage_run (stage);
  journal_clear (stage->journal);
  domo_proxy_suspend (supervisor);
  test_subject_fail (actor, "why");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail");
  domo_proxy_resume (supervisor);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail inform a.before_resume");
}

static void
test_a_restart_goes_ahead_of_the_queue (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_started (stage);

  test_subject_note (actor, "1");
  domo_proxy_restart (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, RESTART ("a") " a:1");
}

static void
test_a_restart_ends_the_wait_of_a_back_off (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESTART, .delay = G_USEC_PER_SEC };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) actor = policy_make_supervised (stage, "a", NULL, NULL);

  step_stage_run (stage);
  journal_clear (stage->journal);
  test_subject_fail (actor, "why");
  step_stage_run (stage);
  domo_proxy_restart (actor);
  step_stage_run (stage);
  domo_manual_clock_advance (stage->clock, 2 * G_USEC_PER_SEC);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail inform " RESTART ("a"));
}

static void
test_a_restart_outdates_the_report_of_a_failure (StepStage *stage)
{
  Policy policy = { .plan = POLICY_KEEP, .kept = g_ptr_array_new () };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) actor = policy_make_supervised (stage, "a", NULL, NULL);

  step_stage_run (stage);
  journal_clear (stage->journal);
  test_subject_fail (actor, "why");
  step_stage_run (stage);
  domo_proxy_restart (actor);
  g_assert_false (
      domo_supervised_stop (g_ptr_array_index (policy.kept, 0), DOMO_SUPERVISION_SCOPE_ONE));
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail inform " RESTART ("a"));
  g_ptr_array_set_free_func (policy.kept, (GDestroyNotify) domo_supervised_unref);
  g_ptr_array_unref (policy.kept);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/hold/" name, test_##func)
  ADD ("a-suspended-actor-takes-no-message", a_suspended_actor_takes_no_message);
  ADD ("suspend-goes-ahead-of-what-is-queued", suspend_goes_ahead_of_what_is_queued);
  ADD ("a-resumed-actor-goes-on-in-order", a_resumed_actor_goes_on_in_order);
  ADD ("suspending-twice-is-as-suspending-once", suspending_twice_is_as_suspending_once);
  ADD ("a-new-actor-starts-before-it-is-suspended", a_new_actor_starts_before_it_is_suspended);
  ADD ("a-busy-actor-answers-first", a_busy_actor_answers_first);
  ADD ("callbacks-run-in-a-suspended-actor", callbacks_run_in_a_suspended_actor);
  ADD ("a-stop-acts-at-once", a_stop_acts_at_once);
  ADD ("a-directive-does-not-let-it-go-on", a_directive_does_not_let_it_go_on);
  ADD ("resuming-does-not-forgive-a-failure", resuming_does_not_forgive_a_failure);
  ADD ("it-survives-a-restart", it_survives_a_restart);
  ADD ("a-suspended-supervisor-decides-when-it-is-resumed",
       a_suspended_supervisor_decides_when_it_is_resumed);
  ADD ("a-restart-goes-ahead-of-the-queue", a_restart_goes_ahead_of_the_queue);
  ADD ("a-restart-ends-the-wait-of-a-back-off", a_restart_ends_the_wait_of_a_back_off);
  ADD ("a-restart-outdates-the-report-of-a-failure", a_restart_outdates_the_report_of_a_failure);
#undef ADD

  return g_test_run ();
}
