/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "policy-supervisor.h"

/* Supervisors of one's own: directives, scopes, and what becomes of those nobody decides about. */

/* The table: what each directive does to three siblings of which the middle one fails. They are
 * told in order of creation; on this dispatcher the failed one, whose turn is still queued, is
 * first. */

#define R(name) \
  name ".before_restart " name ".finalize " name ".before_start " name ".after_restart"
#define S(name) name ".before_stop " name ".after_stop " name ".finalize"

static const struct
{
  const char *name;
  PolicyPlan plan;
  DomoSupervisionScope scope;
  const char *hooks; /* that run, in order */
  const char *alive; /* those that run at the end */
} table[] = {
  { "resume-one", POLICY_RESUME, DOMO_SUPERVISION_SCOPE_ONE, " b.before_resume", "abc" },
  { "resume-all", POLICY_RESUME, DOMO_SUPERVISION_SCOPE_ALL, " b.before_resume", "abc" },
  { "resume-rest", POLICY_RESUME, DOMO_SUPERVISION_SCOPE_REST, " b.before_resume", "abc" },
  { "restart-one", POLICY_RESTART, DOMO_SUPERVISION_SCOPE_ONE, " " R ("b"), "abc" },
  { "restart-all", POLICY_RESTART, DOMO_SUPERVISION_SCOPE_ALL, " " R ("a") " " R ("b") " " R ("c"),
    "abc" },
  { "restart-rest", POLICY_RESTART, DOMO_SUPERVISION_SCOPE_REST, " " R ("b") " " R ("c"), "abc" },
  { "stop-one", POLICY_STOP, DOMO_SUPERVISION_SCOPE_ONE, " " S ("b"), "ac" },
  { "stop-all", POLICY_STOP, DOMO_SUPERVISION_SCOPE_ALL, " " S ("a") " " S ("b") " " S ("c"), "" },
  { "stop-rest", POLICY_STOP, DOMO_SUPERVISION_SCOPE_REST, " " S ("b") " " S ("c"), "a" },
  { "escalate", POLICY_ESCALATE, DOMO_SUPERVISION_SCOPE_ONE, " " S ("b"), "ac" },
};

static void
run_row (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  Policy policy = { .plan = table[row].plan, .scope = table[row].scope };
  TestSubject *actors[3];
  g_autofree char *expected = g_strconcat ("b:fail inform", table[row].hooks, NULL);
  StepStage stage;

  step_stage_set_up (&stage);
  g_object_unref (policy_make_supervisor (&stage, &policy));
  for (guint i = 0; i < 3; i++)
    {
      const char name[] = { "abc"[i], '\0' };

      actors[i] = policy_make_supervised (&stage, name, NULL, NULL);
    }
  step_stage_run (&stage);
  journal_clear (stage.journal);
  test_subject_fail (actors[1], "why");
  step_stage_run (&stage);
  assert_journal (stage.journal, expected);
  g_assert_cmpuint (policy.n_counted, ==, 1);
  for (guint i = 0; i < 3; i++)
    {
      gboolean alive = strchr (table[row].alive, "abc"[i]) != NULL;
      g_autoptr (DomoFuture) answer = test_subject_ask (actors[i], 1);

      step_stage_run (&stage);
      g_assert_true (domo_proxy_is_stopped (actors[i]) == !alive);
      g_assert_true (domo_future_is_resolved (answer) == alive);
      if (!alive)
        g_assert_cmpint (policy_get_stop_reason (actors[i]), ==,
                         table[row].plan == POLICY_ESCALATE ? DOMO_STOP_REASON_ESCALATED
                                                            : DOMO_STOP_REASON_FAILED);
      g_object_unref (actors[i]);
    }
  step_stage_tear_down (&stage);
}

static void
test_only_siblings_of_the_same_supervisor_are_in_scope (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESTART, .scope = DOMO_SUPERVISION_SCOPE_ALL };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);
  g_autoptr (TestSubject) other = step_stage_actor (stage, "other", TRUE);

  step_stage_run (stage);
  journal_clear (stage->journal);
  test_subject_fail (a, "why");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail inform " R ("a"));
}

static void
test_a_thousand_siblings_that_fail_at_once_restart_once (StepStage *stage)
{
  enum
  {
    N = 1000
  };
  Policy policy = { .plan = POLICY_RESTART, .scope = DOMO_SUPERVISION_SCOPE_ALL };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (GPtrArray) actors = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *text = NULL;
  guint n_restarts = 0;

  for (guint i = 0; i < N; i++)
    g_ptr_array_add (actors, policy_make_supervised (stage, "x", NULL, NULL));
  step_stage_run (stage);
  journal_clear (stage->journal);
  for (guint i = 0; i < N; i++)
    test_subject_fail (g_ptr_array_index (actors, i), "why");
  step_stage_run (stage);
  text = journal_get_text (stage->journal);
  for (const char *at = text; (at = strstr (at, "after_restart")) != NULL; at++)
    n_restarts++;
  g_assert_cmpuint (n_restarts, ==, N);
  g_assert_cmpuint (policy.n_informed, ==, N);
  g_assert_cmpuint (policy.n_counted, ==, 1);
}

static void
test_a_second_directive_does_nothing (StepStage *stage)
{
  Policy policy = { .plan = POLICY_KEEP, .kept = g_ptr_array_new () };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);
  DomoSupervised *supervised;

  step_stage_run (stage);
  test_subject_fail (a, "why");
  step_stage_run (stage);
  journal_clear (stage->journal);
  supervised = g_ptr_array_index (policy.kept, 0);
  g_assert_true (domo_supervised_get_proxy (supervised) == (gpointer) a);
  g_assert_error (domo_supervised_get_error (supervised), DOMO_ERROR, DOMO_ERROR_FAILED);
  g_assert_cmpstr (domo_supervised_get_message (supervised), ==, "fail(\"why\")");
  g_assert_cmpuint (domo_supervised_get_incarnation (supervised), ==, 0);
  g_assert_true (domo_supervised_resume (supervised, DOMO_SUPERVISION_SCOPE_ONE));
  g_assert_false (domo_supervised_stop (supervised, DOMO_SUPERVISION_SCOPE_ONE));
  g_assert_false (domo_supervised_restart (supervised, DOMO_SUPERVISION_SCOPE_ONE, 0));
  g_assert_false (domo_supervised_escalate (supervised));
  step_stage_run (stage);
  assert_journal (stage->journal, "a.before_resume");
  g_assert_false (domo_proxy_is_stopped (a));
  domo_supervised_unref (supervised);
  g_ptr_array_unref (policy.kept);
}

static void
test_an_outdated_directive_does_nothing (StepStage *stage)
{
  Policy policy = { .plan = POLICY_KEEP, .kept = g_ptr_array_new () };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);
  g_autoptr (TestSubject) b = policy_make_supervised (stage, "b", NULL, NULL);

  g_test_summary ("Both fail; the directive for one restarts both, so that for the other is late.");
  step_stage_run (stage);
  test_subject_fail (a, "why");
  test_subject_fail (b, "why");
  step_stage_run (stage);
  g_assert_true (
      domo_supervised_restart (g_ptr_array_index (policy.kept, 0), DOMO_SUPERVISION_SCOPE_ALL, 0));
  g_assert_false (
      domo_supervised_stop (g_ptr_array_index (policy.kept, 1), DOMO_SUPERVISION_SCOPE_ALL));
  step_stage_run (stage);
  g_assert_false (domo_proxy_is_stopped (a));
  g_assert_false (domo_proxy_is_stopped (b));
  g_ptr_array_set_free_func (policy.kept, (GDestroyNotify) domo_supervised_unref);
  g_ptr_array_unref (policy.kept);
}

static void
test_a_restart_may_wait (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESTART, .delay = 5000 };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);

  step_stage_run (stage);
  journal_clear (stage->journal);
  test_subject_fail (a, "why");
  step_stage_run (stage);
  domo_manual_clock_advance (stage->clock, 4999);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail inform");
  domo_manual_clock_advance (stage->clock, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail inform " R ("a"));
}

static void
test_resuming_a_failed_start_restarts (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESUME };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  int failures_left = 1;
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", "before_start", &failures_left);

  step_stage_run (stage);
  assert_journal (stage->journal, "a.before_start inform " R ("a"));
}

/* The public root decides: it restarts. */
static void
assert_public_root_decides (StepStage *stage, TestSubject *actor)
{
  g_autoptr (DomoFuture) answer = test_subject_ask (actor, 1);
  g_autofree char *text = NULL;

  step_stage_run (stage);
  text = journal_get_text (stage->journal);
  g_assert_nonnull (strstr (text, R ("a")));
  g_assert_true (domo_future_is_resolved (answer));
}

static void
test_a_supervisor_that_fails_leaves_the_decision_to_the_root (StepStage *stage)
{
  Policy policy = { .plan = POLICY_FAIL };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);

  test_subject_fail (a, "why");
  step_stage_run (stage);
  assert_public_root_decides (stage, a);
}

static void
test_a_supervisor_that_forgets_leaves_the_decision_to_the_root (StepStage *stage)
{
  Policy policy = { .plan = POLICY_FORGET };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);

  test_subject_fail (a, "why");
  step_stage_run (stage);
  assert_public_root_decides (stage, a);
}

static void
test_a_supervisor_that_has_stopped_leaves_the_decision_to_the_root (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESTART };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);

  step_stage_run (stage);
  domo_proxy_stop (supervisor);
  step_stage_run (stage);
  test_subject_fail (a, "why");
  step_stage_run (stage);
  g_assert_cmpuint (policy.n_informed, ==, 0);
  assert_public_root_decides (stage, a);
}

static void
test_a_supervisor_that_stops_gives_back_what_it_holds (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESTART };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);

  g_test_summary (
      "The report comes while the supervisor is itself suspended, and it never resumes.");
  step_stage_run (stage);
  policy.plan = POLICY_FAIL;
  test_subject_fail (a, "first");
  step_stage_run (stage);
  /* The second failure of the supervisor in a row: its restart waits 10 ms. */
  test_subject_fail (a, "second");
  step_stage_run (stage);
  domo_manual_clock_advance (stage->clock, 10 * G_TIME_SPAN_MILLISECOND);
  step_stage_run (stage);
  test_subject_fail (a, "third");
  domo_proxy_stop_now (supervisor);
  step_stage_run (stage);
  domo_manual_clock_advance (stage->clock, G_USEC_PER_SEC);
  step_stage_run (stage);
  assert_public_root_decides (stage, a);
}

static DomoFuture *
count_message (DomoActor *actor, gpointer n)
{
  ++*(guint *) n;
  return domo_future_new_int64 (0);
}

static void
test_an_unknown_supervisor_is_an_error (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);
  g_autoptr (GError) error = NULL;

  domo_definition_set_supervisor (definition, "nobody");
  g_assert_null (domo_stage_actor_for_definition (stage->stage, definition, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "nobody"));
}

static void
test_a_name_can_pass_to_another (StepStage *stage)
{
  Policy first = { .plan = POLICY_RESUME };
  Policy second = { .plan = POLICY_RESUME };
  g_autoptr (DomoProxy) old = policy_make_supervisor (stage, &first);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);
  g_autoptr (DomoProxy) new = policy_make_supervisor (stage, &second);
  g_autoptr (TestSubject) b = policy_make_supervised (stage, "b", NULL, NULL);

  g_test_summary ("Actors that have been made keep the supervisor they have.");
  test_subject_fail (a, "why");
  test_subject_fail (b, "why");
  step_stage_run (stage);
  g_assert_cmpuint (first.n_informed, ==, 1);
  g_assert_cmpuint (second.n_informed, ==, 1);
}

static void
test_supervisors_end_after_those_they_look_after (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESTART };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);

  step_stage_run (stage);
  journal_clear (stage->journal);
  domo_stage_close_async (stage->stage, -1, NULL, NULL);
  step_stage_run (stage);
  assert_journal (stage->journal, S ("a") " supervisor.before_stop");
  g_assert_true (domo_stage_is_closed (stage->stage));
}

static void
test_a_resumed_actor_goes_on_with_its_queue (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESUME };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);
  g_autoptr (TestSubject) b = policy_make_supervised (stage, "b", NULL, NULL);
  g_autoptr (DomoFuture) done = NULL;
  guint n = 0;

  step_stage_run (stage);
  journal_clear (stage->journal);
  test_subject_fail (a, "why");
  done = test_subject_run (a, count_message, &n);
  step_stage_run (stage);
  /* Resumed, it goes on with its queue. */
  g_assert_cmpuint (n, ==, 1);
  assert_journal (stage->journal, "a:fail inform a.before_resume");
}

static void
test_a_late_supervisor_is_watched (StepStage *stage)
{
  Policy policy = { .plan = POLICY_KEEP, .kept = g_ptr_array_new () };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);

  step_stage_run (stage);
  test_subject_fail (a, "why");
  step_stage_run (stage);
  g_assert_cmpint (domo_clock_get_next_deadline (DOMO_CLOCK (stage->clock)), ==,
                   10 * G_USEC_PER_SEC);
  domo_manual_clock_advance (stage->clock, 10 * G_USEC_PER_SEC);
  g_assert_true (
      domo_supervised_resume (g_ptr_array_index (policy.kept, 0), DOMO_SUPERVISION_SCOPE_ONE));
  step_stage_run (stage);
  domo_supervised_unref (g_ptr_array_index (policy.kept, 0));
  g_ptr_array_unref (policy.kept);
}

static void
test_registering_during_the_close_does_not_hold_it_up (StepStage *stage)
{
  Policy first = { .plan = POLICY_RESTART };
  Policy second = { .plan = POLICY_RESTART };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &first);
  g_autoptr (DomoProxy) late = domo_stage_actor_for (stage->stage, POLICY_TYPE_SUPERVISOR, "policy",
                                                     &second, "journal", stage->journal, NULL);

  step_stage_run (stage);
  domo_stage_close_async (stage->stage, -1, NULL, NULL);
  /* The private root tells the public root, and that tells the one that is no supervisor yet. */
  g_assert_true (domo_test_dispatcher_step (stage->dispatcher));
  g_assert_true (domo_test_dispatcher_step (stage->dispatcher));
  domo_stage_register_supervisor (stage->stage, "late", late);
  step_stage_run (stage);
  g_assert_true (domo_proxy_is_stopped (supervisor));
  g_assert_true (domo_stage_is_closed (stage->stage));
}

static void
test_a_huge_wait_is_no_restart_at_once (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESTART, .delay = G_MAXINT64 };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);

  step_stage_run (stage);
  domo_manual_clock_advance (stage->clock, 1);
  test_subject_fail (a, "why");
  step_stage_run (stage);
  journal_clear (stage->journal);
  domo_manual_clock_advance (stage->clock, G_USEC_PER_SEC);
  step_stage_run (stage);
  assert_journal (stage->journal, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *path = g_strconcat ("/core/supervision/table/", table[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), run_row);
    }
#define ADD(name, func) step_stage_add_test ("/core/supervision/" name, test_##func)
  ADD ("only-siblings-of-the-same-supervisor-are-in-scope",
       only_siblings_of_the_same_supervisor_are_in_scope);
  ADD ("a-thousand-siblings-that-fail-at-once-restart-once",
       a_thousand_siblings_that_fail_at_once_restart_once);
  ADD ("a-second-directive-does-nothing", a_second_directive_does_nothing);
  ADD ("an-outdated-directive-does-nothing", an_outdated_directive_does_nothing);
  ADD ("a-restart-may-wait", a_restart_may_wait);
  ADD ("resuming-a-failed-start-restarts", resuming_a_failed_start_restarts);
  ADD ("a-supervisor-that-fails-leaves-the-decision-to-the-root",
       a_supervisor_that_fails_leaves_the_decision_to_the_root);
  ADD ("a-supervisor-that-forgets-leaves-the-decision-to-the-root",
       a_supervisor_that_forgets_leaves_the_decision_to_the_root);
  ADD ("a-supervisor-that-has-stopped-leaves-the-decision-to-the-root",
       a_supervisor_that_has_stopped_leaves_the_decision_to_the_root);
  ADD ("a-supervisor-that-stops-gives-back-what-it-holds",
       a_supervisor_that_stops_gives_back_what_it_holds);
  ADD ("an-unknown-supervisor-is-an-error", an_unknown_supervisor_is_an_error);
  ADD ("a-name-can-pass-to-another", a_name_can_pass_to_another);
  ADD ("registering-during-the-close-does-not-hold-it-up",
       registering_during_the_close_does_not_hold_it_up);
  ADD ("a-huge-wait-is-no-restart-at-once", a_huge_wait_is_no_restart_at_once);
  ADD ("supervisors-end-after-those-they-look-after", supervisors_end_after_those_they_look_after);
  ADD ("a-resumed-actor-goes-on-with-its-queue", a_resumed_actor_goes_on_with_its_queue);
  ADD ("a-late-supervisor-is-watched", a_late_supervisor_is_watched);
#undef ADD

  return g_test_run ();
}
