/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "log-records.h"
#include "planned-supervisor.h"

/* How many restarts are enough: the window, exact to the microsecond. */

#define PERIOD (5 * G_USEC_PER_SEC)

static void
advance (StepStage *stage, gint64 us)
{
  domo_manual_clock_advance (stage->clock, us);
  step_stage_run (stage);
}

/* The window's edge: one restart is allowed within the period, and a second failure comes so much
 * later. */

static void
check_edge (gconstpointer data)
{
  gint64 after = GPOINTER_TO_INT (data);
  DomoStopReason reason;
  StepStage stage;

  step_stage_set_up (&stage);
  {
    g_autoptr (DomoProxy) supervisor =
        planned_supervisor_new (&stage, "s", NULL, NULL,
                                strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
    g_autoptr (TestSubject) a = supervised_new (&stage, "s", "a");

    /* Not at 0, where a mistake might not show. */
    advance (&stage, 123456789);
    fail_and_run (&stage, a);
    g_assert_true (is_at_work (&stage, a));
    advance (&stage, PERIOD + after);
    fail_and_run (&stage, a);
    g_assert_true (domo_proxy_is_stopped (a) == (after <= 0));
    if (after <= 0)
      {
        reason = policy_get_stop_reason (a);
        g_assert_cmpint (reason, ==, DOMO_STOP_REASON_ESCALATED);
      }
  }
  step_stage_tear_down (&stage);
}

static void
test_the_window_slides (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (2, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  g_test_summary ("A window that begins anew every period would forgive the last of these: it lies "
                  "in the next one.");
  advance (stage, 1);
  fail_and_run (stage, a);
  advance (stage, PERIOD - 1);
  fail_and_run (stage, a);
  advance (stage, 2);
  /* The first is forgotten, the second is not. */
  fail_and_run (stage, a);
  g_assert_true (is_at_work (stage, a));
  advance (stage, PERIOD - 2);
  fail_and_run (stage, a);
  g_assert_true (domo_proxy_is_stopped (a));
}

static void
test_restarts_are_allowed_again_one_by_one (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (3, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  g_test_summary ("One failure every third of the period and a bit is just within the intensity, "
                  "for ever.");
  for (guint i = 0; i < 100; i++)
    {
      advance (stage, PERIOD / 3 + 1);
      fail_and_run (stage, a);
    }
  g_assert_cmpuint (count_starts (stage, "a"), ==, 101);
}

static void
test_with_no_intensity_the_first_failure_is_the_last (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (0, 0, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  fail_and_run (stage, a);
  g_assert_cmpint (policy_get_stop_reason (a), ==, DOMO_STOP_REASON_ESCALATED);
}

static void
test_without_bound_restarts_never_end (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (-1, 0, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  for (guint i = 0; i < 1000; i++)
    fail_and_run (stage, a);
  g_assert_true (is_at_work (stage, a));
}

static void
test_a_period_may_be_for_ever (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (1, G_MAXINT64, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  fail_and_run (stage, a);
  advance (stage, G_MAXINT64 / 2);
  fail_and_run (stage, a);
  g_assert_true (domo_proxy_is_stopped (a));
}

/* Who counts together. */

static void
test_each_actor_has_its_own_window (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  g_autoptr (TestSubject) b = supervised_new (stage, "s", "b");

  fail_and_run (stage, a);
  fail_and_run (stage, b);
  g_assert_true (is_at_work (stage, a) && is_at_work (stage, b));
  fail_and_run (stage, a);
  g_assert_true (domo_proxy_is_stopped (a));
  g_assert_false (domo_proxy_is_stopped (b));
}

static void
test_those_restarted_together_share_a_window (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ALL));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  g_autoptr (TestSubject) b = supervised_new (stage, "s", "b");

  fail_and_run (stage, a);
  g_assert_true (is_at_work (stage, a) && is_at_work (stage, b));
  fail_and_run (stage, b);
  g_assert_cmpint (policy_get_stop_reason (a), ==, DOMO_STOP_REASON_ESCALATED);
  g_assert_cmpint (policy_get_stop_reason (b), ==, DOMO_STOP_REASON_ESCALATED);
}

static DomoFuture *
make_supervised_child (DomoActor *actor, gpointer child)
{
  g_autoptr (DomoDefinition) definition =
      policy_define (test_actor_get_journal (TEST_ACTOR (actor)), "c", NULL, NULL);
  g_autoptr (GError) error = NULL;

  domo_definition_set_supervisor (definition, "s");
  *(gpointer *) child = domo_actor_child_for_definition (actor, definition, &error);
  g_assert_no_error (error);
  return domo_future_new_int64 (0);
}

static void
test_children_of_others_have_a_window_of_their_own (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ALL));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  g_autoptr (TestSubject) parent = step_stage_actor (stage, "p", FALSE);
  g_autoptr (TestSubject) child = NULL;
  g_autoptr (DomoFuture) made = test_subject_run (parent, make_supervised_child, &child);

  step_stage_settle (stage, made);
  fail_and_run (stage, a);
  fail_and_run (stage, child);
  g_assert_true (is_at_work (stage, a) && is_at_work (stage, child));
}

static void
test_a_thousand_that_fail_at_once_are_one_restart (StepStage *stage)
{
  TestSubject *actors[1000];
  Plan plan = { 0 };
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, &plan,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ALL));

  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    actors[i] = supervised_new (stage, "s", "a");
  step_stage_run (stage);
  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    test_subject_fail (actors[i], "why");
  step_stage_run (stage);
  g_assert_cmpuint (count_starts (stage, "a"), ==, 2 * G_N_ELEMENTS (actors));
  g_assert_cmpuint (plan.n_asked, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    {
      g_assert_false (domo_proxy_is_stopped (actors[i]));
      g_object_unref (actors[i]);
    }
}

static void
test_a_thousand_that_fail_apart_are_a_restart_each (StepStage *stage)
{
  TestSubject *actors[1000];
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));

  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    actors[i] = supervised_new (stage, "s", "a");
  step_stage_run (stage);
  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    test_subject_fail (actors[i], "why");
  step_stage_run (stage);
  g_assert_cmpuint (count_starts (stage, "a"), ==, 2 * G_N_ELEMENTS (actors));
  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    g_object_unref (actors[i]);
}

/* What counts. */

static void
test_what_is_not_a_restart_does_not_count (StepStage *stage)
{
  Plan plan = { DOMO_SUPERVISION_DIRECTIVE_RESUME };
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, &plan,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  for (guint i = 0; i < 10; i++)
    fail_and_run (stage, a);
  plan.directive = DOMO_SUPERVISION_DIRECTIVE_RESTART;
  fail_and_run (stage, a);
  g_assert_true (is_at_work (stage, a));
  plan.directive = DOMO_SUPERVISION_DIRECTIVE_RESUME;
  fail_and_run (stage, a);
  g_assert_true (is_at_work (stage, a));
}

static void
test_a_resumed_start_counts_as_a_restart (StepStage *stage)
{
  Plan plan = { DOMO_SUPERVISION_DIRECTIVE_RESUME };
  int failures_left = -1;
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, &plan,
                              strategy_of (3, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a =
      supervised_new_failing (stage, "s", "a", "before_start", &failures_left);

  g_test_summary ("Else a start that always fails would be a loop without end.");
  step_stage_run (stage);
  g_assert_cmpuint (count_starts (stage, "a"), ==, 4);
  g_assert_cmpint (policy_get_stop_reason (a), ==, DOMO_STOP_REASON_ESCALATED);
}

static void
test_a_restart_from_outside_does_not_count (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  for (guint i = 0; i < 10; i++)
    {
      domo_proxy_restart (a);
      step_stage_run (stage);
    }
  fail_and_run (stage, a);
  g_assert_true (is_at_work (stage, a));
}

static void
test_a_restarted_supervisor_begins_anew (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  fail_and_run (stage, a);
  domo_proxy_restart (supervisor);
  step_stage_run (stage);
  fail_and_run (stage, a);
  g_assert_true (is_at_work (stage, a));
}

static void
test_a_restarted_supervisor_leaves_nothing_behind (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  guint64 n_futures = 0;

  g_test_summary ("With an actor that lives on, it waits for that one's end no more.");
  for (guint i = 0; i < 100; i++)
    {
      fail_and_run (stage, a);
      domo_proxy_restart (supervisor);
      step_stage_run (stage);
      if (i == 0)
        n_futures = domo_future_count_live ();
    }
  g_assert_true (is_at_work (stage, a));
  g_assert_cmpuint (domo_future_count_live (), ==, n_futures);
}

/* The end. */

static void
test_the_error_tells_the_history (StepStage *stage)
{
  g_autoptr (GPtrArray) reports =
      g_ptr_array_new_with_free_func ((GDestroyNotify) domo_supervised_unref);
  Policy above = { .plan = POLICY_KEEP, .kept = reports };
  g_autoptr (DomoProxy) top = policy_make_supervisor (stage, &above);
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", "test", NULL,
                              strategy_of (2, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  g_autofree char *address = domo_address_to_string (domo_proxy_get_address (a));
  g_autofree char *expected = NULL;
  DomoSupervised *report;

  test_subject_fail (a, "one");
  step_stage_run (stage);
  advance (stage, 2500 * G_TIME_SPAN_MILLISECOND);
  test_subject_fail (a, "two");
  step_stage_run (stage);
  advance (stage, G_USEC_PER_SEC);
  test_subject_fail (a, "three");
  step_stage_run (stage);
  g_assert_cmpuint (reports->len, ==, 1);
  report = g_ptr_array_index (reports, 0);
  /* It is about the supervisor, which has given up. */
  g_assert_true (domo_supervised_get_proxy (report) == supervisor);
  g_assert_true (domo_supervised_is_escalated (report));
  g_assert_error (domo_supervised_get_error (report), DOMO_SUPERVISION_ERROR,
                  DOMO_SUPERVISION_ERROR_INTENSITY);
  expected = g_strdup_printf ("TestActor %s is not restarted, because 2 restarts within 5 s are "
                              "all that is allowed: "
                              "3.5 s ago TestActor %s in fail(\"one\"): one; "
                              "1 s ago TestActor %s in fail(\"two\"): two; "
                              "now TestActor %s in fail(\"three\"): three",
                              address, address, address, address);
  g_assert_cmpstr (domo_supervised_get_error (report)->message, ==, expected);
  g_assert_true (domo_supervised_restart (report, DOMO_SUPERVISION_SCOPE_ONE, 0));
}

static void
test_a_long_history_is_cut (StepStage *stage)
{
  g_autoptr (GPtrArray) reports =
      g_ptr_array_new_with_free_func ((GDestroyNotify) domo_supervised_unref);
  Policy above = { .plan = POLICY_KEEP, .kept = reports };
  g_autoptr (DomoProxy) top = policy_make_supervisor (stage, &above);
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", "test", NULL,
                              strategy_of (100, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  g_autofree char *why = g_strnfill (10000, 'x');
  const GError *error;

  for (guint i = 0; i < 101; i++)
    test_subject_fail (a, why);
  step_stage_run (stage);
  g_assert_cmpuint (reports->len, ==, 1);
  error = domo_supervised_get_error (g_ptr_array_index (reports, 0));
  g_assert_nonnull (strstr (error->message, "allowed: 92 earlier; 0 s ago TestActor"));
  g_assert_true (domo_supervised_stop (g_ptr_array_index (reports, 0), DOMO_SUPERVISION_SCOPE_ONE));
}

static void
test_it_may_end_without_the_supervisor (StepStage *stage)
{
  DomoSupervisionStrategy *strategy = strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_REST);
  g_autoptr (DomoProxy) supervisor = NULL;
  g_autoptr (TestSubject) a = NULL;
  g_autoptr (TestSubject) b = NULL;
  g_autoptr (GPtrArray) records = NULL;

  domo_supervision_strategy_set_exceeded_directive (strategy, DOMO_SUPERVISION_DIRECTIVE_STOP);
  supervisor = planned_supervisor_new (stage, "s", NULL, NULL, strategy);
  a = supervised_new (stage, "s", "a");
  b = supervised_new (stage, "s", "b");
  fail_and_run (stage, b);
  g_ptr_array_unref (log_records_take (0));
  fail_and_run (stage, b);
  g_assert_cmpint (policy_get_stop_reason (b), ==, DOMO_STOP_REASON_FAILED);
  g_assert_false (domo_proxy_is_stopped (supervisor));
  records = log_records_take (G_LOG_LEVEL_MESSAGE);
  g_assert_nonnull (
      strstr (log_record_get (g_ptr_array_index (records, 1), "MESSAGE"), "stopped it: TestActor"));
  /* The group is not charged with it any more. */
  fail_and_run (stage, a);
  g_assert_true (is_at_work (stage, a));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    int after;
  } edges[] = { { "before", -1 }, { "exactly", 0 }, { "after", 1 } };

  g_test_init (&argc, &argv, NULL);
  log_records_start ();

  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      g_autofree char *path =
          g_strconcat ("/supervision/throttling/one-period/", edges[i].name, NULL);

      g_test_add_data_func (path, GINT_TO_POINTER (edges[i].after), check_edge);
    }
#define ADD(name, func) step_stage_add_test ("/supervision/throttling/" name, test_##func)
  ADD ("the-window-slides", the_window_slides);
  ADD ("restarts-are-allowed-again-one-by-one", restarts_are_allowed_again_one_by_one);
  ADD ("with-no-intensity-the-first-failure-is-the-last",
       with_no_intensity_the_first_failure_is_the_last);
  ADD ("without-bound-restarts-never-end", without_bound_restarts_never_end);
  ADD ("a-period-may-be-for-ever", a_period_may_be_for_ever);
  ADD ("each-actor-has-its-own-window", each_actor_has_its_own_window);
  ADD ("those-restarted-together-share-a-window", those_restarted_together_share_a_window);
  ADD ("children-of-others-have-a-window-of-their-own",
       children_of_others_have_a_window_of_their_own);
  ADD ("a-thousand-that-fail-at-once-are-one-restart",
       a_thousand_that_fail_at_once_are_one_restart);
  ADD ("a-thousand-that-fail-apart-are-a-restart-each",
       a_thousand_that_fail_apart_are_a_restart_each);
  ADD ("what-is-not-a-restart-does-not-count", what_is_not_a_restart_does_not_count);
  ADD ("a-resumed-start-counts-as-a-restart", a_resumed_start_counts_as_a_restart);
  ADD ("a-restart-from-outside-does-not-count", a_restart_from_outside_does_not_count);
  ADD ("a-restarted-supervisor-begins-anew", a_restarted_supervisor_begins_anew);
  ADD ("a-restarted-supervisor-leaves-nothing-behind",
       a_restarted_supervisor_leaves_nothing_behind);
  ADD ("the-error-tells-the-history", the_error_tells_the_history);
  ADD ("a-long-history-is-cut", a_long_history_is_cut);
  ADD ("it-may-end-without-the-supervisor", it_may_end_without_the_supervisor);
#undef ADD

  return g_test_run ();
}
