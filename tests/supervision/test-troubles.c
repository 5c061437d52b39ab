/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "planned-supervisor.h"

/* When supervisors fail, stop or wait while somebody needs them, and when restarts fail. */

#define PERIOD (5 * G_USEC_PER_SEC)

/* A supervisor in trouble. */

static void
test_who_fails_while_informed_is_restarted_and_its_child_too (StepStage *stage)
{
  Plan plan = { .fails = TRUE };
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, &plan,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  fail_and_run (stage, a);
  g_assert_cmpuint (plan.n_asked, ==, 1);
  g_assert_cmpuint (count_starts (stage, "s"), ==, 2);
  g_assert_true (is_at_work (stage, a));
}

static void
test_who_fails_while_informed_is_its_supervisors_matter (StepStage *stage)
{
  Plan above = { DOMO_SUPERVISION_DIRECTIVE_STOP };
  Plan plan = { .fails = TRUE };
  g_autoptr (DomoProxy) top =
      planned_supervisor_new (stage, "top", NULL, &above,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", "top", &plan,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  fail_and_run (stage, a);
  g_assert_cmpuint (above.n_asked, ==, 1);
  g_assert_cmpint (policy_get_stop_reason (supervisor), ==, DOMO_STOP_REASON_FAILED);
  /* Not forgotten. */
  g_assert_true (is_at_work (stage, a));
  fail_and_run (stage, a);
  domo_manual_clock_advance (stage->clock, G_USEC_PER_SEC);
  step_stage_run (stage);
  g_assert_true (is_at_work (stage, a));
}

static void
test_who_failed_is_told_afterwards_of_what_came_meanwhile (StepStage *stage)
{
  Plan plan = { .fails = TRUE };
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, &plan,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  g_autoptr (TestSubject) b = supervised_new (stage, "s", "b");

  fail_and_run (stage, a);
  /* Its second failure in a row: it waits for 10 ms. */
  fail_and_run (stage, a);
  plan.fails = FALSE;
  fail_and_run (stage, b);
  g_assert_cmpuint (plan.n_informed, ==, 2);
  g_assert_false (is_at_work (stage, b));
  domo_manual_clock_advance (stage->clock, 10 * G_TIME_SPAN_MILLISECOND);
  step_stage_run (stage);
  g_assert_cmpuint (plan.n_informed, ==, 3);
  g_assert_true (is_at_work (stage, b));
}

static void
test_a_supervisor_that_stops_leaves_no_child_suspended (StepStage *stage)
{
  Plan plan = { .fails = TRUE };
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, &plan,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  g_autoptr (TestSubject) b = supervised_new (stage, "s", "b");

  fail_and_run (stage, a);
  fail_and_run (stage, a);
  /* The supervisor waits for its restart, and b for the supervisor. */
  fail_and_run (stage, b);
  g_assert_false (is_at_work (stage, b));
  domo_proxy_stop (supervisor);
  step_stage_run (stage);
  g_assert_true (domo_proxy_is_stopped (supervisor));
  g_assert_true (is_at_work (stage, b));
}

static void
test_a_supervisor_that_stopped_leaves_failures_to_the_root (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (0, 0, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  g_autoptr (TestSubject) b = supervised_new (stage, "s", "b");

  fail_and_run (stage, a);
  g_assert_cmpint (policy_get_stop_reason (supervisor), ==, DOMO_STOP_REASON_ESCALATED);
  fail_and_run (stage, b);
  g_assert_true (is_at_work (stage, b));
}

/* Restarts that wait. */

static DomoSupervisionStrategy *
strategy_with_waits (int intensity, DomoSupervisionScope scope)
{
  DomoSupervisionStrategy *strategy = strategy_of (intensity, PERIOD, scope);
  g_autoptr (DomoBackOff) back_off =
      domo_back_off_new (G_USEC_PER_SEC, 2, 4 * G_USEC_PER_SEC, 0, 10 * G_USEC_PER_SEC);

  domo_supervision_strategy_set_back_off (strategy, back_off);
  return strategy;
}

/* Fails, and asserts that exactly so much time passes before the restart. */
static void
check_wait (StepStage *stage, TestSubject *actor, gint64 wait)
{
  guint n = count_starts (stage, "a");

  fail_and_run (stage, actor);
  g_assert_cmpuint (count_starts (stage, "a"), ==, n);
  domo_manual_clock_advance (stage->clock, wait - 1);
  step_stage_run (stage);
  g_assert_cmpuint (count_starts (stage, "a"), ==, n);
  domo_manual_clock_advance (stage->clock, 1);
  step_stage_run (stage);
  g_assert_cmpuint (count_starts (stage, "a"), ==, n + 1);
}

static void
test_waits_grow_until_one_has_lasted (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_with_waits (-1, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  step_stage_run (stage);
  check_wait (stage, a, G_USEC_PER_SEC);
  check_wait (stage, a, 2 * G_USEC_PER_SEC);
  check_wait (stage, a, 4 * G_USEC_PER_SEC);
  /* Exactly so long is not longer. */
  domo_manual_clock_advance (stage->clock, 10 * G_USEC_PER_SEC);
  check_wait (stage, a, 4 * G_USEC_PER_SEC);
  domo_manual_clock_advance (stage->clock, 10 * G_USEC_PER_SEC + 1);
  check_wait (stage, a, G_USEC_PER_SEC);
}

static void
test_a_restart_counts_from_when_it_was_decided (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_with_waits (1, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  step_stage_run (stage);
  check_wait (stage, a, G_USEC_PER_SEC);
  domo_manual_clock_advance (stage->clock, PERIOD - G_USEC_PER_SEC + 1);
  check_wait (stage, a, 2 * G_USEC_PER_SEC);
}

static void
test_who_is_stopped_by_hand_waits_no_more (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_with_waits (1, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  g_autoptr (DomoFuture) asked = NULL;

  fail_and_run (stage, a);
  asked = test_subject_ask (a, 1);
  domo_proxy_stop (a);
  step_stage_run (stage);
  g_assert_cmpint (policy_get_stop_reason (a), ==, DOMO_STOP_REASON_STOPPED);
  g_assert_error (domo_future_get_error (asked), DOMO_ERROR, DOMO_ERROR_STOPPED);
  domo_manual_clock_advance (stage->clock, 60 * G_USEC_PER_SEC);
  step_stage_run (stage);
  g_assert_cmpuint (count_starts (stage, "a"), ==, 1);
  g_assert_cmpint (domo_clock_get_next_deadline (DOMO_CLOCK (stage->clock)), ==, G_MAXINT64);
}

static void
test_siblings_do_not_wait (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_with_waits (1, DOMO_SUPERVISION_SCOPE_ALL));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  g_autoptr (TestSubject) b = supervised_new (stage, "s", "b");

  step_stage_run (stage);
  fail_and_run (stage, a);
  g_assert_cmpuint (count_starts (stage, "b"), ==, 2);
  g_assert_cmpuint (count_starts (stage, "a"), ==, 1);
  domo_manual_clock_advance (stage->clock, G_USEC_PER_SEC);
  step_stage_run (stage);
  g_assert_cmpuint (count_starts (stage, "a"), ==, 2);
}

/* Hooks that fail during a restart. */

static void
test_a_start_that_fails_again_and_again_is_counted (gconstpointer hook)
{
  int failures_left = 0;
  StepStage stage;

  step_stage_set_up (&stage);
  {
    g_autoptr (DomoProxy) supervisor =
        planned_supervisor_new (&stage, "s", NULL, NULL,
                                strategy_of (3, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
    g_autoptr (TestSubject) a = supervised_new_failing (&stage, "s", "a", hook, &failures_left);

    step_stage_run (&stage);
    failures_left = 2;
    fail_and_run (&stage, a);
    /* The message, and twice the hook. */
    g_assert_cmpuint (count_starts (&stage, "a"), ==, 4);
    g_assert_true (is_at_work (&stage, a));
    failures_left = 1;
    fail_and_run (&stage, a);
    g_assert_cmpint (policy_get_stop_reason (a), ==, DOMO_STOP_REASON_ESCALATED);
  }
  step_stage_tear_down (&stage);
}

static void
test_a_hook_that_fails_on_the_way_out_does_not_count (StepStage *stage)
{
  int failures_left = -1;
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a =
      supervised_new_failing (stage, "s", "a", "before_restart", &failures_left);

  step_stage_run (stage);
  fail_and_run (stage, a);
  g_assert_true (is_at_work (stage, a));
  g_assert_cmpuint (count_starts (stage, "a"), ==, 2);
}

int
main (int argc, char *argv[])
{
  static const char *const hooks[] = { "before_start", "after_restart" };

  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/supervision/troubles/" name, test_##func)
  ADD ("who-fails-while-informed-is-restarted-and-its-child-too",
       who_fails_while_informed_is_restarted_and_its_child_too);
  ADD ("who-fails-while-informed-is-its-supervisors-matter",
       who_fails_while_informed_is_its_supervisors_matter);
  ADD ("who-failed-is-told-afterwards-of-what-came-meanwhile",
       who_failed_is_told_afterwards_of_what_came_meanwhile);
  ADD ("a-supervisor-that-stops-leaves-no-child-suspended",
       a_supervisor_that_stops_leaves_no_child_suspended);
  ADD ("a-supervisor-that-stopped-leaves-failures-to-the-root",
       a_supervisor_that_stopped_leaves_failures_to_the_root);
  ADD ("waits-grow-until-one-has-lasted", waits_grow_until_one_has_lasted);
  ADD ("a-restart-counts-from-when-it-was-decided", a_restart_counts_from_when_it_was_decided);
  ADD ("who-is-stopped-by-hand-waits-no-more", who_is_stopped_by_hand_waits_no_more);
  ADD ("siblings-do-not-wait", siblings_do_not_wait);
  for (guint i = 0; i < G_N_ELEMENTS (hooks); i++)
    {
      g_autofree char *path =
          g_strconcat ("/supervision/troubles/a-start-that-fails-is-counted/", hooks[i], NULL);

      g_test_add_data_func (path, hooks[i], test_a_start_that_fails_again_and_again_is_counted);
    }
  ADD ("a-hook-that-fails-on-the-way-out-does-not-count",
       a_hook_that_fails_on_the_way_out_does_not_count);
#undef ADD

  return g_test_run ();
}
