/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "policy-supervisor.h"

/* Failures that come at a bad moment: while a stop, a restart or a close is under way, and reports
 * that outlive what they are about. */

#define RESTART(name) \
  name ".before_restart " name ".finalize " name ".before_start " name ".after_restart"
#define STOP(name) name ".before_stop " name ".after_stop " name ".finalize"

/* A supervisor that keeps its reports, and actors below it. */
typedef struct
{
  StepStage *stage;
  Policy policy;
  DomoProxy *supervisor;
} Court;

static void
court_set_up (Court *self, StepStage *stage)
{
  self->stage = stage;
  self->policy = (Policy){ .plan = POLICY_KEEP, .kept = g_ptr_array_new () };
  self->supervisor = policy_make_supervisor (stage, &self->policy);
}

static void
court_tear_down (Court *self)
{
  g_ptr_array_set_free_func (self->policy.kept, (GDestroyNotify) domo_supervised_unref);
  g_ptr_array_unref (self->policy.kept);
  g_object_unref (self->supervisor);
}

static DomoSupervised *
court_get_report (Court *self, guint number)
{
  g_assert_cmpuint (self->policy.kept->len, >, number);
  return g_ptr_array_index (self->policy.kept, number);
}

/* Runs until all have started, and begins a new page. */
static void
court_begin (Court *self)
{
  step_stage_run (self->stage);
  journal_clear (self->stage->journal);
}

static void
test_a_report_about_a_sibling_that_was_resumed_is_outdated (StepStage *stage)
{
  Court court;
  g_autoptr (TestSubject) a = NULL;
  g_autoptr (TestSubject) b = NULL;

  g_test_summary (
      "Both fail; one directive resumes both. The report of the other must not stop what "
      "is healthy now.");
  court_set_up (&court, stage);
  a = policy_make_supervised (stage, "a", NULL, NULL);
  b = policy_make_supervised (stage, "b", NULL, NULL);
  court_begin (&court);
  test_subject_fail (a, "why");
  test_subject_fail (b, "why");
  step_stage_run (stage);
  g_assert_true (domo_supervised_resume (court_get_report (&court, 0), DOMO_SUPERVISION_SCOPE_ALL));
  step_stage_run (stage);
  g_assert_false (domo_supervised_stop (court_get_report (&court, 1), DOMO_SUPERVISION_SCOPE_ONE));
  step_stage_run (stage);
  g_assert_false (domo_proxy_is_stopped (b));
  court_tear_down (&court);
}

static void
test_a_report_dropped_after_its_failure_was_settled_restarts_nobody (StepStage *stage)
{
  Court court;
  g_autoptr (TestSubject) a = NULL;
  g_autoptr (TestSubject) b = NULL;

  court_set_up (&court, stage);
  a = policy_make_supervised (stage, "a", NULL, NULL);
  b = policy_make_supervised (stage, "b", NULL, NULL);
  court_begin (&court);
  test_subject_fail (a, "why");
  test_subject_fail (b, "why");
  step_stage_run (stage);
  domo_supervised_resume (court_get_report (&court, 0), DOMO_SUPERVISION_SCOPE_ALL);
  step_stage_run (stage);
  journal_clear (stage->journal);
  court_tear_down (&court);
  step_stage_run (stage);
  assert_journal (stage->journal, "");
}

static void
test_a_report_about_an_earlier_failure_does_not_settle_the_next (StepStage *stage)
{
  Court court;
  g_autoptr (TestSubject) a = NULL;
  g_autoptr (TestSubject) b = NULL;

  court_set_up (&court, stage);
  a = policy_make_supervised (stage, "a", NULL, NULL);
  b = policy_make_supervised (stage, "b", NULL, NULL);
  court_begin (&court);
  test_subject_fail (a, "first");
  test_subject_fail (b, "first");
  step_stage_run (stage);
  domo_supervised_resume (court_get_report (&court, 0), DOMO_SUPERVISION_SCOPE_ALL);
  step_stage_run (stage);
  test_subject_fail (b, "second");
  step_stage_run (stage);
  journal_clear (stage->journal);
  g_assert_false (
      domo_supervised_resume (court_get_report (&court, 1), DOMO_SUPERVISION_SCOPE_ONE));
  step_stage_run (stage);
  assert_journal (stage->journal, "");
  g_assert_true (domo_supervised_resume (court_get_report (&court, 2), DOMO_SUPERVISION_SCOPE_ONE));
  step_stage_run (stage);
  assert_journal (stage->journal, "b.before_resume");
  court_tear_down (&court);
}

static DomoFuture *
restart_and_fail (DomoActor *actor, gpointer data)
{
  domo_proxy_restart (domo_actor_get_self (actor));
  domo_actor_fail (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "why"));
  return NULL;
}

static void
test_a_failure_with_a_restart_on_its_way_informs_nobody (StepStage *stage)
{
  Court court;
  g_autoptr (TestSubject) a = NULL;

  g_test_summary ("The restart is ordered while the message that fails is in hand.");
  court_set_up (&court, stage);
  a = policy_make_supervised (stage, "a", NULL, NULL);
  court_begin (&court);
  domo_future_unref (test_subject_run (a, restart_and_fail, NULL));
  test_subject_note (a, "next");
  step_stage_run (stage);
  assert_journal (stage->journal, RESTART ("a") " a:next");
  g_assert_cmpuint (court.policy.n_informed, ==, 0);
  court_tear_down (&court);
}

static DomoFuture *
stop_and_fail (DomoActor *actor, gpointer data)
{
  domo_proxy_stop_now (domo_actor_get_self (actor));
  domo_actor_fail (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "why"));
  return NULL;
}

static void
test_a_stop_ends_the_wait_for_a_directive (StepStage *stage)
{
  Court court;
  g_autoptr (TestSubject) a = NULL;

  court_set_up (&court, stage);
  a = policy_make_supervised (stage, "a", NULL, NULL);
  court_begin (&court);
  domo_future_unref (test_subject_run (a, stop_and_fail, NULL));
  step_stage_run (stage);
  assert_journal (stage->journal, "inform " STOP ("a"));
  g_assert_false (
      domo_supervised_restart (court_get_report (&court, 0), DOMO_SUPERVISION_SCOPE_ALL, 0));
  step_stage_run (stage);
  g_assert_true (domo_proxy_is_stopped (a));
  court_tear_down (&court);
}

static void
test_a_directive_about_an_actor_that_is_stopping_does_nothing (StepStage *stage)
{
  g_auto (GValue) depth = G_VALUE_INIT;
  g_autoptr (DomoDefinition) definition = policy_define (stage->journal, "a", NULL, NULL);
  g_autoptr (TestSubject) a = NULL;
  g_autoptr (TestSubject) b = NULL;
  Court court;

  g_test_summary (
      "It waits for its child, and a restart of all must not reach its sibling either.");
  court_set_up (&court, stage);
  g_value_init (&depth, G_TYPE_UINT);
  g_value_set_uint (&depth, 1);
  domo_definition_set_property (definition, "depth", &depth);
  a = domo_stage_actor_for_definition (stage->stage, definition, NULL);
  b = policy_make_supervised (stage, "b", NULL, NULL);
  court_begin (&court);
  test_subject_fail (a, "why");
  step_stage_run (stage);
  journal_clear (stage->journal);
  domo_proxy_stop_now (a);
  g_assert_true (domo_test_dispatcher_step (stage->dispatcher));
  assert_journal (stage->journal, "a.before_stop");
  g_assert_false (
      domo_supervised_restart (court_get_report (&court, 0), DOMO_SUPERVISION_SCOPE_ALL, 0));
  step_stage_run (stage);
  assert_journal (stage->journal, "a.before_stop " STOP ("a+") " a.after_stop a.finalize");
  court_tear_down (&court);
}

/* A parent and its child. */

typedef struct
{
  DomoDefinition *definition;
  TestSubject *child;
} Birth;

static DomoFuture *
give_birth (DomoActor *actor, gpointer data)
{
  Birth *birth = data;

  birth->child = domo_actor_child_for_definition (actor, birth->definition, NULL);
  return domo_future_new_int64 (0);
}

/* A parent whose child journals its hooks and fails in @fail_in; both have started. */
static TestSubject *
make_family (StepStage *stage, const char *fail_in, TestSubject **child)
{
  TestSubject *parent = step_stage_actor (stage, "parent", TRUE);
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "child", "journal", stage->journal, "hooks",
                           TRUE, "fail-in", fail_in, NULL);
  Birth birth = { definition, NULL };

  domo_future_unref (test_subject_run (parent, give_birth, &birth));
  step_stage_run (stage);
  journal_clear (stage->journal);
  *child = birth.child;
  return parent;
}

#define RESTART_FAMILY            \
  "parent.before_restart " STOP ( \
      "child") " "                \
               "parent.finalize parent.before_start parent.after_restart"

static void
test_a_child_that_fails_while_its_parent_restarts_stops (StepStage *stage)
{
  g_autoptr (TestSubject) child = NULL;
  g_autoptr (TestSubject) parent = make_family (stage, NULL, &child);

  test_subject_fail (child, "why");
  domo_proxy_restart (parent);
  step_stage_run (stage);
  assert_journal (stage->journal, "child:fail " RESTART_FAMILY);
  g_assert_true (domo_proxy_is_stopped (child));
}

static void
test_a_restart_does_not_wait_for_ever_for_a_child_that_fails_to_stop_well (StepStage *stage)
{
  g_autoptr (TestSubject) child = NULL;
  g_autoptr (TestSubject) parent = make_family (stage, "before_stop", &child);

  domo_proxy_restart (parent);
  step_stage_run (stage);
  assert_journal (stage->journal, RESTART_FAMILY);
}

static void
test_a_parent_that_fails_while_it_stops_goes_on_stopping (StepStage *stage)
{
  g_autoptr (TestSubject) child = NULL;
  g_autoptr (TestSubject) parent = make_family (stage, "after_stop", &child);

  domo_proxy_stop (parent);
  step_stage_run (stage);
  assert_journal (stage->journal, "parent.before_stop " STOP ("child") " parent.after_stop "
                                                                       "parent.finalize");
}

static void
test_a_second_restart_while_one_is_under_way_makes_one_instance (StepStage *stage)
{
  g_autoptr (TestSubject) child = NULL;
  g_autoptr (TestSubject) parent = make_family (stage, NULL, &child);

  domo_proxy_restart (parent);
  g_assert_true (domo_test_dispatcher_step (stage->dispatcher));
  domo_proxy_restart (parent);
  step_stage_run (stage);
  assert_journal (stage->journal, RESTART_FAMILY);
}

static void
test_a_stop_while_a_restart_is_under_way_makes_no_new_instance (StepStage *stage)
{
  g_autoptr (TestSubject) child = NULL;
  g_autoptr (TestSubject) parent = make_family (stage, NULL, &child);

  domo_proxy_restart (parent);
  g_assert_true (domo_test_dispatcher_step (stage->dispatcher));
  domo_proxy_stop_now (parent);
  step_stage_run (stage);
  assert_journal (stage->journal, "parent.before_restart " STOP ("child") " " STOP ("parent"));
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
test_an_actor_that_waits_for_a_directive_does_not_hold_up_the_close (StepStage *stage)
{
  Court court;
  g_autoptr (TestSubject) a = NULL;
  gboolean closed = FALSE;

  court_set_up (&court, stage);
  a = policy_make_supervised (stage, "a", NULL, NULL);
  court_begin (&court);
  test_subject_fail (a, "why");
  step_stage_run (stage);
  domo_stage_close_async (stage->stage, -1, closed_cb, &closed);
  step_stage_run (stage);
  iterate_main_context ();
  g_assert_true (closed);
  g_assert_false (
      domo_supervised_restart (court_get_report (&court, 0), DOMO_SUPERVISION_SCOPE_ONE, 0));
  court_tear_down (&court);
}

static void
test_an_actor_that_waits_for_its_restart_does_not_hold_up_the_close (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESTART, .delay = G_USEC_PER_SEC };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);
  gboolean closed = FALSE;

  step_stage_run (stage);
  test_subject_fail (a, "why");
  step_stage_run (stage);
  domo_stage_close_async (stage->stage, -1, closed_cb, &closed);
  step_stage_run (stage);
  iterate_main_context ();
  g_assert_true (closed);
  g_assert_cmpint (policy_get_stop_reason (a), ==, DOMO_STOP_REASON_STAGE_CLOSED);
}

static void
test_a_failure_during_the_close_finds_its_supervisor (StepStage *stage)
{
  Court court;
  g_autoptr (TestSubject) a = NULL;
  gboolean closed = FALSE;

  g_test_summary ("Supervisors end last; the stop marker behind the message acts at once.");
  court_set_up (&court, stage);
  a = policy_make_supervised (stage, "a", NULL, NULL);
  court_begin (&court);
  test_subject_fail (a, "why");
  domo_stage_close_async (stage->stage, -1, closed_cb, &closed);
  step_stage_run (stage);
  iterate_main_context ();
  g_assert_true (closed);
  g_assert_cmpuint (court.policy.n_informed, ==, 1);
  assert_journal (stage->journal, "a:fail inform " STOP ("a") " supervisor.before_stop");
  court_tear_down (&court);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/failure-meanwhile/" name, test_##func)
  ADD ("a-report-about-a-sibling-that-was-resumed-is-outdated",
       a_report_about_a_sibling_that_was_resumed_is_outdated);
  ADD ("a-report-dropped-after-its-failure-was-settled-restarts-nobody",
       a_report_dropped_after_its_failure_was_settled_restarts_nobody);
  ADD ("a-report-about-an-earlier-failure-does-not-settle-the-next",
       a_report_about_an_earlier_failure_does_not_settle_the_next);
  ADD ("a-failure-with-a-restart-on-its-way-informs-nobody",
       a_failure_with_a_restart_on_its_way_informs_nobody);
  ADD ("a-stop-ends-the-wait-for-a-directive", a_stop_ends_the_wait_for_a_directive);
  ADD ("a-directive-about-an-actor-that-is-stopping-does-nothing",
       a_directive_about_an_actor_that_is_stopping_does_nothing);
  ADD ("a-child-that-fails-while-its-parent-restarts-stops",
       a_child_that_fails_while_its_parent_restarts_stops);
  ADD ("a-restart-does-not-wait-for-ever-for-a-child-that-fails-to-stop-well",
       a_restart_does_not_wait_for_ever_for_a_child_that_fails_to_stop_well);
  ADD ("a-parent-that-fails-while-it-stops-goes-on-stopping",
       a_parent_that_fails_while_it_stops_goes_on_stopping);
  ADD ("a-second-restart-while-one-is-under-way-makes-one-instance",
       a_second_restart_while_one_is_under_way_makes_one_instance);
  ADD ("a-stop-while-a-restart-is-under-way-makes-no-new-instance",
       a_stop_while_a_restart_is_under_way_makes_no_new_instance);
  ADD ("an-actor-that-waits-for-a-directive-does-not-hold-up-the-close",
       an_actor_that_waits_for_a_directive_does_not_hold_up_the_close);
  ADD ("an-actor-that-waits-for-its-restart-does-not-hold-up-the-close",
       an_actor_that_waits_for_its_restart_does_not_hold_up_the_close);
  ADD ("a-failure-during-the-close-finds-its-supervisor",
       a_failure_during_the_close_finds_its_supervisor);
#undef ADD

  return g_test_run ();
}
