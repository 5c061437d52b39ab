/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "misuse.h"
#include "policy-supervisor.h"

/* What a supervisor can learn of a failure besides its error, and how it gives up. */

#define STOPPED(name) name ".before_stop " name ".after_stop " name ".finalize"

static DomoFuture *
escalate (DomoActor *actor, gpointer why)
{
  domo_actor_escalate (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, why));
  return NULL;
}

static DomoFuture *
fail_plainly (DomoActor *actor, gpointer why)
{
  domo_actor_fail (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, why));
  return NULL;
}

static void
run_to_its_failure (StepStage *stage, TestSubject *actor, TestSubjectFunc func)
{
  g_autoptr (DomoFuture) answer = test_subject_run (actor, func, (gpointer) "why");

  step_stage_assert_rejected (stage, answer, DOMO_ERROR_FAILED, "why");
}

static void
test_the_public_root_does_not_restart_who_escalates (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", TRUE);

  step_stage_run (stage);
  journal_clear (stage->journal);
  run_to_its_failure (stage, a, escalate);
  assert_journal (stage->journal, STOPPED ("a"));
  g_assert_cmpint (policy_get_stop_reason (a), ==, DOMO_STOP_REASON_ESCALATED);
}

/* Fails in the way of the named hook, and tells how the report says it was. */
static gboolean
is_escalated_by (StepStage *stage, Policy *policy, TestSubject *actor, TestSubjectFunc func)
{
  DomoSupervised *report;
  gboolean is_escalated;

  run_to_its_failure (stage, actor, func);
  g_assert_cmpuint (policy->kept->len, ==, 1);
  report = g_ptr_array_index (policy->kept, 0);
  is_escalated = domo_supervised_is_escalated (report);
  g_assert_true (domo_supervised_resume (report, DOMO_SUPERVISION_SCOPE_ONE));
  step_stage_run (stage);
  g_ptr_array_set_size (policy->kept, 0);
  return is_escalated;
}

static GPtrArray *
new_reports (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) domo_supervised_unref);
}

static void
test_a_supervisor_learns_that_it_was_escalated (StepStage *stage)
{
  g_autoptr (GPtrArray) reports = new_reports ();
  Policy policy = { .plan = POLICY_KEEP, .kept = reports };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);

  g_assert_true (is_escalated_by (stage, &policy, a, escalate));
  g_assert_false (is_escalated_by (stage, &policy, a, fail_plainly));
}

static DomoFuture *
escalate_in_vain (DomoActor *actor, gpointer data)
{
  domo_actor_fail (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "why"));
  domo_actor_escalate (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "again"));
  return NULL;
}

static void
test_only_the_first_failure_of_a_message_counts (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);

  run_to_its_failure (stage, a, escalate_in_vain);
  g_assert_false (domo_proxy_is_stopped (a));
}

static void
escalate_outside (gconstpointer data)
{
  g_autoptr (DomoActor) actor = g_object_new (TEST_TYPE_ACTOR, NULL);

  domo_actor_escalate (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "why"));
}

static void
test_escalating_outside_of_its_code_is_a_mistake (void)
{
  assert_misuse (escalate_outside, NULL, "*domo_actor_escalate*called outside the code*");
}

/* Giving up. */

static void
test_those_who_are_given_up_stop_as_escalated (StepStage *stage)
{
  g_autoptr (GPtrArray) reports = new_reports ();
  Policy policy = { .plan = POLICY_KEEP, .kept = reports };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);
  g_autoptr (TestSubject) b = policy_make_supervised (stage, "b", NULL, NULL);
  g_autoptr (TestSubject) c = policy_make_supervised (stage, "c", NULL, NULL);
  DomoSupervised *report;

  test_subject_fail (b, "why");
  step_stage_run (stage);
  report = g_ptr_array_index (reports, 0);
  g_assert_true (domo_supervised_give_up (report, DOMO_SUPERVISION_SCOPE_REST));
  g_assert_false (domo_supervised_give_up (report, DOMO_SUPERVISION_SCOPE_REST));
  step_stage_run (stage);
  g_assert_false (domo_proxy_is_stopped (a));
  g_assert_cmpint (policy_get_stop_reason (b), ==, DOMO_STOP_REASON_ESCALATED);
  g_assert_cmpint (policy_get_stop_reason (c), ==, DOMO_STOP_REASON_ESCALATED);
}

/* What a report knows. */

static void
test_a_report_knows_whether_a_directive_is_awaited (StepStage *stage)
{
  g_autoptr (GPtrArray) reports = new_reports ();
  Policy policy = { .plan = POLICY_KEEP, .kept = reports };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);
  g_autoptr (TestSubject) b = policy_make_supervised (stage, "b", NULL, NULL);
  DomoSupervised *of_a, *of_b;

  test_subject_fail (a, "why");
  test_subject_fail (b, "why");
  step_stage_run (stage);
  of_a = g_ptr_array_index (reports, 0);
  of_b = g_ptr_array_index (reports, 1);
  g_assert_true (domo_supervised_awaits_directive (of_a));
  g_assert_true (domo_supervised_awaits_directive (of_b));
  g_assert_true (domo_supervised_resume (of_a, DOMO_SUPERVISION_SCOPE_ALL));
  g_assert_false (domo_supervised_awaits_directive (of_a));
  /* Settled with that of its sibling. */
  g_assert_false (domo_supervised_awaits_directive (of_b));
}

static void
test_an_escalated_report_awaits_nothing_from_the_first (StepStage *stage)
{
  g_autoptr (GPtrArray) reports = new_reports ();
  Policy policy = { .plan = POLICY_KEEP, .kept = reports };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);

  test_subject_fail (a, "why");
  step_stage_run (stage);
  g_assert_true (domo_supervised_escalate (g_ptr_array_index (reports, 0)));
  g_assert_false (domo_supervised_awaits_directive (g_ptr_array_index (reports, 0)));
}

static void
test_a_report_knows_whether_the_start_succeeded (StepStage *stage)
{
  g_autoptr (GPtrArray) reports = new_reports ();
  Policy policy = { .plan = POLICY_KEEP, .kept = reports };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  int failures_left = 1;
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", "after_start", &failures_left);
  g_autoptr (TestSubject) b = policy_make_supervised (stage, "b", NULL, NULL);

  step_stage_run (stage);
  test_subject_fail (b, "why");
  step_stage_run (stage);
  g_assert_false (domo_supervised_has_started (g_ptr_array_index (reports, 0)));
  g_assert_true (domo_supervised_has_started (g_ptr_array_index (reports, 1)));
}

/* The tree. */

static DomoFuture *
make_child (DomoActor *actor, gpointer child)
{
  *(gpointer *) child = domo_actor_child_for (actor, TEST_TYPE_ACTOR, "name", "b", "journal",
                                              test_actor_get_journal (TEST_ACTOR (actor)), NULL);
  return domo_future_new_int64 (0);
}

static void
test_a_proxy_knows_its_parent_until_it_has_stopped (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) made = NULL;
  g_autoptr (TestSubject) b = NULL;
  g_autoptr (DomoProxy) parent = NULL;
  g_autoptr (DomoProxy) public_root = domo_proxy_dup_parent (a);
  g_autoptr (DomoProxy) private_root = domo_proxy_dup_parent (public_root);

  made = test_subject_run (a, make_child, &b);
  step_stage_settle (stage, made);
  parent = domo_proxy_dup_parent (b);
  g_assert_true ((gpointer) parent == a);
  g_assert_null (domo_proxy_dup_parent (private_root));
  domo_proxy_stop (a);
  step_stage_run (stage);
  g_assert_null (domo_proxy_dup_parent (b));
}

/* The parent as supervisor. */

static DomoFuture *
make_child_of_its_own (DomoActor *actor, gpointer child)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "b", "journal",
                           test_actor_get_journal (TEST_ACTOR (actor)), NULL);
  g_autoptr (GError) error = NULL;

  domo_definition_set_supervisor (definition, DOMO_SUPERVISOR_PARENT);
  *(gpointer *) child = domo_actor_child_for_definition (actor, definition, &error);
  g_assert_no_error (error);
  return domo_future_new_int64 (0);
}

static void
test_a_parent_may_be_the_supervisor (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = NULL;
  g_autoptr (DomoFuture) made = test_subject_run (a, make_child_of_its_own, &b);

  step_stage_settle (stage, made);
  journal_clear (stage->journal);
  test_subject_fail (b, "why");
  step_stage_run (stage);
  assert_journal (stage->journal, "b:fail a:inform");
}

static void
test_a_parent_that_is_no_supervisor_is_an_error (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);
  g_autoptr (GError) error = NULL;

  domo_definition_set_supervisor (definition, DOMO_SUPERVISOR_PARENT);
  g_assert_null (domo_stage_actor_for_definition (stage->stage, definition, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/escalation/" name, test_##func)
  ADD ("the-public-root-does-not-restart-who-escalates",
       the_public_root_does_not_restart_who_escalates);
  ADD ("a-supervisor-learns-that-it-was-escalated", a_supervisor_learns_that_it_was_escalated);
  ADD ("only-the-first-failure-of-a-message-counts", only_the_first_failure_of_a_message_counts);
  g_test_add_func ("/core/escalation/escalating-outside-of-its-code-is-a-mistake",
                   test_escalating_outside_of_its_code_is_a_mistake);
  ADD ("those-who-are-given-up-stop-as-escalated", those_who_are_given_up_stop_as_escalated);
  ADD ("a-report-knows-whether-a-directive-is-awaited",
       a_report_knows_whether_a_directive_is_awaited);
  ADD ("an-escalated-report-awaits-nothing-from-the-first",
       an_escalated_report_awaits_nothing_from_the_first);
  ADD ("a-report-knows-whether-the-start-succeeded", a_report_knows_whether_the_start_succeeded);
  ADD ("a-proxy-knows-its-parent-until-it-has-stopped",
       a_proxy_knows_its_parent_until_it_has_stopped);
  ADD ("a-parent-may-be-the-supervisor", a_parent_may_be_the_supervisor);
  ADD ("a-parent-that-is-no-supervisor-is-an-error", a_parent_that_is_no_supervisor_is_an_error);
#undef ADD

  return g_test_run ();
}
