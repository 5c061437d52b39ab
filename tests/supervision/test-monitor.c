/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "misuse.h"
#include "planned-supervisor.h"

/* What tools see of decisions. */

#define PERIOD (5 * G_USEC_PER_SEC)

/* Keeps the decisions that @monitor tells of. */
typedef struct
{
  DomoSupervisionMonitor *monitor;
  GPtrArray *decisions;
} Tool;

static void
keep (DomoSupervisionMonitor *monitor, DomoSupervisionDecision *decision, gpointer data)
{
  g_ptr_array_add (data, domo_supervision_decision_ref (decision));
}

static void
tool_set_up (Tool *self, StepStage *stage)
{
  self->monitor = domo_supervision_monitor_new (stage->stage);
  self->decisions =
      g_ptr_array_new_with_free_func ((GDestroyNotify) domo_supervision_decision_unref);
  g_signal_connect (self->monitor, "decided", G_CALLBACK (keep), self->decisions);
}

static void
tool_tear_down (Tool *self)
{
  g_assert_finalize_object (self->monitor);
  g_ptr_array_unref (self->decisions);
}

static DomoSupervisionDecision *
tool_get (Tool *self, guint n)
{
  iterate_main_context ();
  g_assert_cmpuint (self->decisions->len, >, n);
  return g_ptr_array_index (self->decisions, n);
}

static void
assert_decision (DomoSupervisionDecision *decision,
                 DomoSupervisionDirective directive,
                 DomoSupervisionScope scope,
                 gboolean exceeded,
                 guint n_restarts)
{
  g_assert_cmpint (domo_supervision_decision_get_directive (decision), ==, directive);
  g_assert_cmpint (domo_supervision_decision_get_scope (decision), ==, scope);
  g_assert_true (domo_supervision_decision_is_exceeded (decision) == exceeded);
  g_assert_cmpuint (domo_supervision_decision_get_n_restarts (decision), ==, n_restarts);
}

static void
test_restarts_and_the_end_of_them_are_told (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (2, PERIOD, DOMO_SUPERVISION_SCOPE_ALL));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  DomoSupervised *supervised;
  Tool tool;

  tool_set_up (&tool, stage);
  for (guint i = 0; i < 3; i++)
    fail_and_run (stage, a);
  assert_decision (tool_get (&tool, 0), DOMO_SUPERVISION_DIRECTIVE_RESTART,
                   DOMO_SUPERVISION_SCOPE_ALL, FALSE, 1);
  assert_decision (tool_get (&tool, 1), DOMO_SUPERVISION_DIRECTIVE_RESTART,
                   DOMO_SUPERVISION_SCOPE_ALL, FALSE, 2);
  assert_decision (tool_get (&tool, 2), DOMO_SUPERVISION_DIRECTIVE_ESCALATE,
                   DOMO_SUPERVISION_SCOPE_ALL, TRUE, 2);
  g_assert_true (domo_supervision_decision_get_supervisor (tool_get (&tool, 0)) == supervisor);
  supervised = domo_supervision_decision_get_supervised (tool_get (&tool, 0));
  g_assert_true (domo_supervised_get_proxy (supervised) == a);
  g_assert_cmpstr (domo_supervised_get_error (supervised)->message, ==, "why");
  tool_tear_down (&tool);
}

static void
test_the_window_is_told_as_it_is_at_the_decision (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (2, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  Tool tool;

  tool_set_up (&tool, stage);
  fail_and_run (stage, a);
  domo_manual_clock_advance (stage->clock, PERIOD + 1);
  fail_and_run (stage, a);
  g_assert_cmpuint (domo_supervision_decision_get_n_restarts (tool_get (&tool, 1)), ==, 1);
  tool_tear_down (&tool);
}

static void
test_waits_are_told (StepStage *stage)
{
  DomoSupervisionStrategy *strategy = strategy_of (-1, 0, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoBackOff) back_off = domo_back_off_new (100, 3, 500, 1, G_MAXINT64);
  const gint64 next[] = { 300, 500, 500 };
  g_autoptr (DomoProxy) supervisor = NULL;
  g_autoptr (TestSubject) a = NULL;
  Tool tool;

  g_test_summary ("The next one is told as it is before chance shortens it.");
  domo_supervision_strategy_set_back_off (strategy, back_off);
  supervisor = planned_supervisor_new (stage, "s", NULL, NULL, strategy);
  a = supervised_new (stage, "s", "a");
  tool_set_up (&tool, stage);
  for (guint i = 0; i < G_N_ELEMENTS (next); i++)
    {
      fail_and_run (stage, a);
      g_assert_cmpint (domo_supervision_decision_get_delay (tool_get (&tool, i)), >=, 0);
      g_assert_cmpint (domo_supervision_decision_get_delay (tool_get (&tool, i)), <=,
                       i == 0 ? 100 : next[i - 1]);
      g_assert_cmpint (domo_supervision_decision_get_next_delay (tool_get (&tool, i)), ==, next[i]);
      g_assert_cmpuint (domo_supervision_decision_get_n_restarts (tool_get (&tool, i)), ==, i + 1);
      domo_manual_clock_advance (stage->clock, 500);
      step_stage_run (stage);
    }
  tool_tear_down (&tool);
}

static void
test_what_is_no_restart_is_told (StepStage *stage)
{
  const DomoSupervisionDirective directives[] = { DOMO_SUPERVISION_DIRECTIVE_RESUME,
                                                  DOMO_SUPERVISION_DIRECTIVE_ESCALATE };
  Plan plan = { 0 };
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, &plan,
                              strategy_of (2, PERIOD, DOMO_SUPERVISION_SCOPE_REST));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  Tool tool;

  tool_set_up (&tool, stage);
  for (guint i = 0; i < G_N_ELEMENTS (directives); i++)
    {
      plan.directive = directives[i];
      fail_and_run (stage, a);
    }
  assert_decision (tool_get (&tool, 0), DOMO_SUPERVISION_DIRECTIVE_RESUME,
                   DOMO_SUPERVISION_SCOPE_REST, FALSE, 0);
  /* It is about nobody else. */
  assert_decision (tool_get (&tool, 1), DOMO_SUPERVISION_DIRECTIVE_ESCALATE,
                   DOMO_SUPERVISION_SCOPE_ONE, FALSE, 0);
  g_assert_cmpint (domo_supervision_decision_get_delay (tool_get (&tool, 0)), ==, 0);
  g_assert_cmpint (domo_supervision_decision_get_next_delay (tool_get (&tool, 0)), ==, 0);
  tool_tear_down (&tool);
}

static void
test_only_decisions_that_count_are_told (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (2, PERIOD, DOMO_SUPERVISION_SCOPE_ALL));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  g_autoptr (TestSubject) b = supervised_new (stage, "s", "b");
  Tool tool;

  tool_set_up (&tool, stage);
  test_subject_fail (a, "why");
  test_subject_fail (b, "why");
  step_stage_run (stage);
  iterate_main_context ();
  g_assert_cmpuint (tool.decisions->len, ==, 1);
  tool_tear_down (&tool);
}

static void
test_each_monitor_is_told (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (2, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  Tool first, second;

  tool_set_up (&first, stage);
  tool_set_up (&second, stage);
  fail_and_run (stage, a);
  iterate_main_context ();
  tool_tear_down (&first);
  fail_and_run (stage, a);
  iterate_main_context ();
  g_assert_cmpuint (second.decisions->len, ==, 2);
  g_assert_true (tool_get (&second, 0) != tool_get (&second, 1));
  tool_tear_down (&second);
  fail_and_run (stage, a);
}

static void
test_a_monitor_may_outlive_its_stage (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoSupervisionMonitor) monitor = domo_supervision_monitor_new (stage);
  g_autoptr (GError) error = NULL;

  g_assert_true (domo_stage_close (stage, -1, &error));
  iterate_main_context ();
  g_assert_finalize_object (g_steal_pointer (&stage));
  g_assert_finalize_object (g_steal_pointer (&monitor));
}

static void
test_a_monitor_is_told_in_its_context (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (2, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  g_autoptr (GMainContext) context = g_main_context_new ();
  Tool tool;

  g_main_context_push_thread_default (context);
  tool_set_up (&tool, stage);
  g_main_context_pop_thread_default (context);
  fail_and_run (stage, a);
  iterate_main_context ();
  g_assert_cmpuint (tool.decisions->len, ==, 0);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_assert_cmpuint (tool.decisions->len, ==, 1);
  tool_tear_down (&tool);
}

static void
monitor_nothing (gconstpointer data)
{
  g_assert_null (domo_supervision_monitor_new (NULL));
}

static void
test_a_monitor_needs_a_stage (void)
{
  assert_misuse (monitor_nothing, NULL, "*domo_supervision_monitor_new*DOMO_IS_STAGE (stage)*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/supervision/monitor/" name, test_##func)
  ADD ("restarts-and-the-end-of-them-are-told", restarts_and_the_end_of_them_are_told);
  ADD ("the-window-is-told-as-it-is-at-the-decision", the_window_is_told_as_it_is_at_the_decision);
  ADD ("waits-are-told", waits_are_told);
  ADD ("what-is-no-restart-is-told", what_is_no_restart_is_told);
  ADD ("only-decisions-that-count-are-told", only_decisions_that_count_are_told);
  ADD ("each-monitor-is-told", each_monitor_is_told);
  ADD ("a-monitor-is-told-in-its-context", a_monitor_is_told_in_its_context);
#undef ADD
  g_test_add_func ("/supervision/monitor/a-monitor-may-outlive-its-stage",
                   test_a_monitor_may_outlive_its_stage);
  g_test_add_func ("/supervision/monitor/a-monitor-needs-a-stage", test_a_monitor_needs_a_stage);

  return g_test_run ();
}
