/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "misuse.h"
#include "planned-supervisor.h"

/* The default supervisor, those derived from it, and the ready-made ones: who decides, and what
 * becomes of whom when supervisors have troubles of their own. */

#define PERIOD (5 * G_USEC_PER_SEC)

/* Deciding. */

static void
test_rules_choose_the_directive (StepStage *stage)
{
  DomoSupervisionStrategy *strategy = strategy_of (-1, 0, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoProxy) supervisor = NULL;
  g_autoptr (TestSubject) a = NULL;

  domo_supervision_strategy_add_rule (strategy, DOMO_ERROR, DOMO_ERROR_FAILED,
                                      DOMO_SUPERVISION_DIRECTIVE_RESUME);
  supervisor = supervisor_new (stage, DOMO_TYPE_DEFAULT_SUPERVISOR, "s", strategy);
  a = supervised_new (stage, "s", "a");
  step_stage_run (stage);
  journal_clear (stage->journal);
  fail_and_run (stage, a);
  assert_journal (stage->journal, "a:fail a.before_resume");
}

static void
test_without_a_strategy_one_restart_is_allowed_in_five_seconds (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      supervisor_new (stage, DOMO_TYPE_DEFAULT_SUPERVISOR, "s", NULL);
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  fail_and_run (stage, a);
  domo_manual_clock_advance (stage->clock, PERIOD + 1);
  fail_and_run (stage, a);
  g_assert_true (is_at_work (stage, a));
  domo_manual_clock_advance (stage->clock, PERIOD);
  fail_and_run (stage, a);
  g_assert_true (domo_proxy_is_stopped (a));
}

static void
test_a_class_may_decide_otherwise (StepStage *stage)
{
  Plan plan = { DOMO_SUPERVISION_DIRECTIVE_STOP };
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, &plan,
                              strategy_of (-1, 0, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  fail_and_run (stage, a);
  g_assert_cmpint (policy_get_stop_reason (a), ==, DOMO_STOP_REASON_FAILED);
  g_assert_cmpuint (plan.n_informed, ==, 1);
  g_assert_cmpuint (plan.n_asked, ==, 1);
}

static void
test_settled_failures_are_not_asked_about (StepStage *stage)
{
  Plan plan = { 0 };
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, &plan,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ALL));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  g_autoptr (TestSubject) b = supervised_new (stage, "s", "b");

  step_stage_run (stage);
  test_subject_fail (a, "why");
  test_subject_fail (b, "why");
  step_stage_run (stage);
  g_assert_cmpuint (plan.n_informed, ==, 2);
  g_assert_cmpuint (plan.n_asked, ==, 1);
}

/* Deciding later. */

#define LATE_TYPE_SUPERVISOR (late_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (LateSupervisor, late_supervisor, LATE, SUPERVISOR, DomoDefaultSupervisor)

struct _LateSupervisor
{
  DomoDefaultSupervisor parent_instance;

  DomoSupervised *supervised;
};

G_DEFINE_FINAL_TYPE (LateSupervisor, late_supervisor, DOMO_TYPE_DEFAULT_SUPERVISOR)

static DomoPromise *late_promise;

static DomoFuture *
decide_late (DomoFuture *settled, gpointer data)
{
  LateSupervisor *self = data;
  g_autoptr (DomoSupervised) supervised = g_steal_pointer (&self->supervised);

  g_assert_true (domo_default_supervisor_apply (DOMO_DEFAULT_SUPERVISOR (self), supervised,
                                                DOMO_SUPERVISION_DIRECTIVE_RESTART));
  g_assert_false (domo_default_supervisor_apply (DOMO_DEFAULT_SUPERVISOR (self), supervised,
                                                 DOMO_SUPERVISION_DIRECTIVE_STOP));
  return NULL;
}

static DomoSupervisionDirective
late_supervisor_decide_directive (DomoDefaultSupervisor *supervisor,
                                  DomoSupervised *supervised,
                                  DomoSupervisionStrategy *strategy)
{
  LateSupervisor *self = LATE_SUPERVISOR (supervisor);
  DomoFuture *asked = domo_promise_get_future (late_promise);

  self->supervised = domo_supervised_ref (supervised);
  domo_future_unref (domo_future_then (asked, decide_late, self, NULL));
  return DOMO_SUPERVISION_DIRECTIVE_NONE;
}

static DomoSupervisionStrategy *
late_supervisor_supervision_strategy (DomoDefaultSupervisor *supervisor)
{
  return strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE);
}

static void
late_supervisor_class_init (LateSupervisorClass *klass)
{
  DOMO_DEFAULT_SUPERVISOR_CLASS (klass)->decide_directive = late_supervisor_decide_directive;
  DOMO_DEFAULT_SUPERVISOR_CLASS (klass)->supervision_strategy =
      late_supervisor_supervision_strategy;
}

static void
late_supervisor_init (LateSupervisor *self)
{
}

static void
test_a_decision_may_come_later (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor = supervisor_new (stage, LATE_TYPE_SUPERVISOR, "s", NULL);
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  g_test_summary ("And then counts in the window of the class's own strategy.");
  late_promise = domo_promise_new ();
  fail_and_run (stage, a);
  g_assert_false (is_at_work (stage, a));
  domo_promise_resolve_void (late_promise);
  step_stage_run (stage);
  g_assert_true (is_at_work (stage, a));
  fail_and_run (stage, a);
  g_assert_cmpint (policy_get_stop_reason (a), ==, DOMO_STOP_REASON_ESCALATED);
  g_clear_pointer (&late_promise, domo_promise_unref);
}

/* Ready-made. */

static void
test_always_resume (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      supervisor_new (stage, DOMO_TYPE_ALWAYS_RESUME_SUPERVISOR, "s", NULL);
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  for (guint i = 0; i < 100; i++)
    fail_and_run (stage, a);
  g_assert_true (is_at_work (stage, a));
  g_assert_cmpuint (count_starts (stage, "a"), ==, 1);
}

static void
test_always_restart (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      supervisor_new (stage, DOMO_TYPE_ALWAYS_RESTART_SUPERVISOR, "s", NULL);
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  for (guint i = 0; i < 100; i++)
    {
      fail_and_run (stage, a);
      /* It has waits that grow, but no longer ones. */
      domo_manual_clock_advance (stage->clock, 10 * G_USEC_PER_SEC);
      step_stage_run (stage);
    }
  g_assert_true (is_at_work (stage, a));
  g_assert_cmpuint (count_starts (stage, "a"), ==, 101);
}

static void
test_always_restart_within_a_given_strategy (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      supervisor_new (stage, DOMO_TYPE_ALWAYS_RESTART_SUPERVISOR, "s",
                      strategy_of (0, 0, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  fail_and_run (stage, a);
  g_assert_cmpint (policy_get_stop_reason (a), ==, DOMO_STOP_REASON_ESCALATED);
}

static void
test_stop (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor = supervisor_new (stage, DOMO_TYPE_STOP_SUPERVISOR, "s", NULL);
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  fail_and_run (stage, a);
  g_assert_cmpint (policy_get_stop_reason (a), ==, DOMO_STOP_REASON_FAILED);
}

static void
test_escalate (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      supervisor_new (stage, DOMO_TYPE_ESCALATE_SUPERVISOR, "s", NULL);
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  fail_and_run (stage, a);
  g_assert_cmpint (policy_get_stop_reason (a), ==, DOMO_STOP_REASON_ESCALATED);
  g_assert_false (domo_proxy_is_stopped (supervisor));
}

static DomoFuture *
fail_in_another_domain (DomoActor *actor, gpointer data)
{
  domo_actor_fail (actor, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "why"));
  return NULL;
}

static void
test_rules_only (StepStage *stage)
{
  DomoSupervisionStrategy *strategy = strategy_of (-1, 0, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoProxy) supervisor = NULL;
  g_autoptr (TestSubject) a = NULL;
  g_autoptr (DomoFuture) answer = NULL;

  g_test_summary ("What no rule covers is escalated, whatever the default directive.");
  domo_supervision_strategy_add_rule (strategy, DOMO_ERROR, DOMO_ERROR_FAILED,
                                      DOMO_SUPERVISION_DIRECTIVE_RESTART);
  supervisor = supervisor_new (stage, DOMO_TYPE_RULES_SUPERVISOR, "s", strategy);
  a = supervised_new (stage, "s", "a");
  fail_and_run (stage, a);
  g_assert_true (is_at_work (stage, a));
  answer = test_subject_run (a, fail_in_another_domain, NULL);
  step_stage_run (stage);
  g_assert_cmpint (policy_get_stop_reason (a), ==, DOMO_STOP_REASON_ESCALATED);
}

/* Escalation. */

static void
test_escalation_climbs_to_the_private_root (StepStage *stage)
{
  g_autoptr (DomoProxy) top =
      planned_supervisor_new (stage, "top", NULL, NULL,
                              strategy_of (0, 0, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (DomoProxy) middle =
      planned_supervisor_new (stage, "middle", "top", NULL,
                              strategy_of (0, 0, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (DomoProxy) bottom =
      planned_supervisor_new (stage, "bottom", "middle", NULL,
                              strategy_of (0, 0, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "bottom", "a");
  gpointer ended[] = { a, bottom, middle, top };

  fail_and_run (stage, a);
  for (guint i = 0; i < G_N_ELEMENTS (ended); i++)
    g_assert_cmpint (policy_get_stop_reason (ended[i]), ==, DOMO_STOP_REASON_ESCALATED);
}

static void
test_escalation_ends_where_somebody_restarts (StepStage *stage)
{
  g_autoptr (DomoProxy) top =
      planned_supervisor_new (stage, "top", NULL, NULL,
                              strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (DomoProxy) bottom =
      planned_supervisor_new (stage, "bottom", "top", NULL,
                              strategy_of (0, 0, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "bottom", "a");
  g_autoptr (TestSubject) b = supervised_new (stage, "bottom", "b");

  fail_and_run (stage, a);
  g_assert_true (domo_proxy_is_stopped (a));
  g_assert_false (domo_proxy_is_stopped (bottom));
  g_assert_true (is_at_work (stage, b));
  /* The one that was restarted decides again, and comes to its end again. */
  fail_and_run (stage, b);
  g_assert_cmpint (policy_get_stop_reason (bottom), ==, DOMO_STOP_REASON_ESCALATED);
  g_assert_cmpint (policy_get_stop_reason (top), ==, DOMO_STOP_REASON_ESCALATED);
}

/* Mistakes. */

#define IDLE_TYPE_SUPERVISOR (idle_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (IdleSupervisor, idle_supervisor, IDLE, SUPERVISOR, DomoDefaultSupervisor)

struct _IdleSupervisor
{
  DomoDefaultSupervisor parent_instance;
};

G_DEFINE_FINAL_TYPE (IdleSupervisor, idle_supervisor, DOMO_TYPE_DEFAULT_SUPERVISOR)

static DomoSupervisionStrategy *
idle_supervisor_supervision_strategy (DomoDefaultSupervisor *self)
{
  return NULL;
}

static void
idle_supervisor_class_init (IdleSupervisorClass *klass)
{
  DOMO_DEFAULT_SUPERVISOR_CLASS (klass)->supervision_strategy =
      idle_supervisor_supervision_strategy;
}

static void
idle_supervisor_init (IdleSupervisor *self)
{
}

static void
give_no_strategy (gconstpointer data)
{
  StepStage stage;

  step_stage_set_up (&stage);
  {
    g_autoptr (DomoProxy) supervisor = supervisor_new (&stage, IDLE_TYPE_SUPERVISOR, "s", NULL);
    g_autoptr (TestSubject) a = supervised_new (&stage, "s", "a");

    fail_and_run (&stage, a);
    g_assert_true (is_at_work (&stage, a));
  }
  step_stage_tear_down (&stage);
}

static void
test_a_supervisor_without_strategy_is_a_mistake (void)
{
  assert_misuse (give_no_strategy, NULL, "*IdleSupervisor*answered no strategy*");
}

static void
apply_outside (gconstpointer data)
{
  Policy policy = { .plan = POLICY_KEEP,
                    .kept =
                        g_ptr_array_new_with_free_func ((GDestroyNotify) domo_supervised_unref) };
  g_autoptr (DomoDefaultSupervisor) stranger = g_object_new (DOMO_TYPE_DEFAULT_SUPERVISOR, NULL);
  StepStage stage;

  step_stage_set_up (&stage);
  {
    g_autoptr (DomoProxy) supervisor = policy_make_supervisor (&stage, &policy);
    g_autoptr (TestSubject) a = policy_make_supervised (&stage, "a", NULL, NULL);
    DomoSupervised *report;

    fail_and_run (&stage, a);
    report = g_ptr_array_index (policy.kept, 0);
    g_assert_false (
        domo_default_supervisor_apply (stranger, report, DOMO_SUPERVISION_DIRECTIVE_RESTART));
    g_assert_true (domo_supervised_awaits_directive (report));
    g_ptr_array_unref (policy.kept);
    step_stage_run (&stage);
  }
  step_stage_tear_down (&stage);
}

static void
test_only_a_supervisor_itself_applies_directives (void)
{
  assert_misuse (apply_outside, NULL, "*domo_default_supervisor_apply*domo_actor_get_current*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/supervision/default-supervisor/" name, test_##func)
  ADD ("rules-choose-the-directive", rules_choose_the_directive);
  ADD ("without-a-strategy-one-restart-is-allowed-in-five-seconds",
       without_a_strategy_one_restart_is_allowed_in_five_seconds);
  ADD ("a-class-may-decide-otherwise", a_class_may_decide_otherwise);
  ADD ("settled-failures-are-not-asked-about", settled_failures_are_not_asked_about);
  ADD ("a-decision-may-come-later", a_decision_may_come_later);
  ADD ("always-resume", always_resume);
  ADD ("always-restart", always_restart);
  ADD ("always-restart-within-a-given-strategy", always_restart_within_a_given_strategy);
  ADD ("stop", stop);
  ADD ("escalate", escalate);
  ADD ("rules-only", rules_only);
  ADD ("escalation-climbs-to-the-private-root", escalation_climbs_to_the_private_root);
  ADD ("escalation-ends-where-somebody-restarts", escalation_ends_where_somebody_restarts);
#undef ADD
  g_test_add_func ("/supervision/default-supervisor/without-strategy-is-a-mistake",
                   test_a_supervisor_without_strategy_is_a_mistake);
  g_test_add_func ("/supervision/default-supervisor/only-itself-applies-directives",
                   test_only_a_supervisor_itself_applies_directives);

  return g_test_run ();
}
