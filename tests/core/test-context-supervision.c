/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "context-notes.h"
#include "policy-supervisor.h"

/* How execution contexts reach supervisors. */

static DomoFuture *
push_and_fail (DomoActor *actor, gpointer data)
{
  g_autoptr (DomoExecutionContext) other = make_context ("pushed");

  domo_execution_context_push (other);
  domo_actor_fail (actor, g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "broken"));
  return NULL;
}

static DomoFuture *
fail_in_callback (DomoFuture *settled, gpointer actor)
{
  domo_actor_fail (actor, g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "broken"));
  return NULL;
}

static DomoFuture *
fail_later (DomoActor *actor, gpointer data)
{
  return domo_future_then (domo_future_new_void (), fail_in_callback, actor, NULL);
}

static void
assert_report (Policy *policy, guint index, const char *request)
{
  DomoSupervised *report = g_ptr_array_index (policy->kept, index);
  DomoExecutionContext *context = domo_supervised_get_execution_context (report);

  if (request == NULL)
    g_assert_null (context);
  else
    g_assert_cmpstr (domo_execution_context_get_string (context, "request", "?"), ==, request);
  policy_decide (policy, POLICY_RESUME, report);
}

static void
test_a_report_has_that_of_the_message_that_failed (StepStage *stage)
{
  Policy policy = { .plan = POLICY_KEEP,
                    .kept =
                        g_ptr_array_new_with_free_func ((GDestroyNotify) domo_supervised_unref) };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) actor = policy_make_supervised (stage, "a", NULL, NULL);

  g_test_summary ("Or callback, whatever its code has pushed meanwhile; or none.");
  step_stage_run (stage);
  ask_and_run_in (stage, "r1", actor, push_and_fail, NULL);
  assert_report (&policy, 0, "r1");
  step_stage_run (stage);
  ask_and_run_in (stage, "r2", actor, fail_later, NULL);
  assert_report (&policy, 1, "r2");
  step_stage_run (stage);
  test_subject_fail (actor, "without");
  step_stage_run (stage);
  assert_report (&policy, 2, NULL);
  step_stage_run (stage);
  g_ptr_array_unref (policy.kept);
}

#define WATCHER_TYPE_ACTOR (watcher_actor_get_type ())
G_DECLARE_FINAL_TYPE (WatcherActor, watcher_actor, WATCHER, ACTOR, DomoActor)

struct _WatcherActor
{
  DomoActor parent_instance;
};

/* Whom it tells when it is informed, and how often it passes the decision on first. */
static TestSubject *watcher_tells;
static guint watcher_escalates;

static void
watcher_actor_inform (DomoSupervisor *supervisor, DomoSupervised *supervised)
{
  g_autoptr (DomoFuture) told = test_subject_run (watcher_tells, note, NULL);

  g_assert_true (domo_execution_context_get_current () ==
                 domo_supervised_get_execution_context (supervised));
  if (watcher_escalates > 0)
    {
      watcher_escalates--;
      domo_supervised_escalate (supervised);
    }
  else
    domo_supervised_resume (supervised, DOMO_SUPERVISION_SCOPE_ONE);
}

static void
watcher_actor_supervisor_init (DomoSupervisorInterface *iface)
{
  iface->inform = watcher_actor_inform;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WatcherActor,
                               watcher_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DOMO_TYPE_SUPERVISOR,
                                                      watcher_actor_supervisor_init))

static void
watcher_actor_class_init (WatcherActorClass *klass)
{
}

static void
watcher_actor_init (WatcherActor *self)
{
}

/* Makes an actor of that class that @supervisor looks after, or nobody. */
static gpointer
make_supervised (StepStage *stage, GType type, const char *supervisor)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (type);

  if (supervisor != NULL)
    domo_definition_set_supervisor (definition, supervisor);
  return domo_stage_actor_for_definition (stage->stage, definition, NULL);
}

static void
test_the_supervisor_works_in_it (StepStage *stage)
{
  g_autoptr (TestSubject) told = step_stage_actor (stage, "told", FALSE);
  g_autoptr (DomoProxy) above = make_supervised (stage, WATCHER_TYPE_ACTOR, NULL);
  g_autoptr (DomoProxy) watcher = NULL;
  g_autoptr (TestSubject) actor = NULL;

  g_test_summary ("What inform() sends carries it, and nothing of it is left afterwards; it goes "
                  "with a decision that is passed on.");
  domo_stage_register_supervisor (stage->stage, "above", above);
  watcher = make_supervised (stage, WATCHER_TYPE_ACTOR, "above");
  domo_stage_register_supervisor (stage->stage, "watcher", watcher);
  actor = make_supervised (stage, TEST_TYPE_ACTOR, "watcher");
  watcher_tells = told;
  watcher_escalates = 1;
  ask_and_run_in (stage, "r1", actor, push_and_fail, NULL);
  assert_journal (stage->journal, "told:r1 told:r1");
  test_subject_fail (actor, "without");
  step_stage_run (stage);
  assert_journal (stage->journal, "told:r1 told:r1 told:-");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/context-supervision/" name, test_##func)
  ADD ("a-report-has-that-of-the-message-that-failed",
       a_report_has_that_of_the_message_that_failed);
  ADD ("the-supervisor-works-in-it", the_supervisor_works_in_it);
#undef ADD

  return g_test_run ();
}
