/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "policy-supervisor.h"

/* What each directive does in each scope, wherever in its life an actor fails: the rules of
 * docs/states.md, cell by cell. */

/* The journal entries of what one actor does. All keep their state. */
#define START(name) name ".before_start " name ".after_start"
#define RENEW(name) name ".before_start " name ".after_restart"
/* A restart of an instance that had started: it is asked for its state. */
#define RESTART(name) \
  name ".before_restart " name ".save_state " name ".finalize " name ".restore_state " RENEW (name)
/* A restart after a failed start, which is not asked: without and with state from before it. */
#define RESTART_BLANK(name) name ".before_restart " name ".finalize " RENEW (name)
#define RESTART_KEPT(name) \
  name ".before_restart " name ".finalize " name ".restore_state " RENEW (name)
/* A restart where no state is kept. */
#define RESTART_PLAIN(name) RESTART_BLANK (name)
#define RESUME(name)        name ".before_resume"
#define STOP(name)          name ".before_stop " name ".after_stop " name ".finalize"

/* How the middle one of three siblings is brought to fail. */
typedef enum
{
  BY_START,
  BY_MESSAGE,
  BY_CALLBACK, /* of a future that is not the answer */
  BY_ANSWER,   /* a callback on whose future the answer waits */
} Trigger;

typedef struct
{
  const char *name;
  const char *fail_in; /* the hook that fails, once */
  Trigger trigger;
  /* The directive, for it alone, that brings it to the hook; POLICY_KEEP: none is needed. */
  PolicyPlan first;
  const char *journal; /* until the directive of the cell is given */
  /* What that does to the one that failed. */
  const char *resume;
  const char *restart;
  const char *waiting; /* what it then goes on with */
} Place;

#define STARTED_OTHERS(b) START ("a") " " b " " START ("c") " inform"
#define RESTART_UNTIL_FAILURE(last) \
  "b:fail inform b.before_restart b.save_state b.finalize b.restore_state" last " inform"

/* A failure in a hook of the stop, of the old instance at a restart, or in save_state is logged and
 * what was under way goes on, so those places read like that of a message. */
static const Place places[] = {
  { "message", NULL, BY_MESSAGE, POLICY_KEEP, "b:fail inform", RESUME ("b"), RESTART ("b"), "" },
  { "before-start", "before_start", BY_START, POLICY_KEEP, STARTED_OTHERS ("b.before_start"),
    RESTART_BLANK ("b"), RESTART_BLANK ("b"), "" },
  { "after-start", "after_start", BY_START, POLICY_KEEP, STARTED_OTHERS (START ("b")),
    RESTART_BLANK ("b"), RESTART_BLANK ("b"), "" },
  { "before-restart", "before_restart", BY_MESSAGE, POLICY_KEEP, "b:fail inform", RESUME ("b"),
    RESTART ("b"), "" },
  { "save-state", "save_state", BY_MESSAGE, POLICY_KEEP, "b:fail inform", RESUME ("b"),
    RESTART ("b"), "" },
  { "restore-state", "restore_state", BY_MESSAGE, POLICY_RESTART, RESTART_UNTIL_FAILURE (""),
    RESTART_KEPT ("b"), RESTART_KEPT ("b"), "" },
  { "after-restart", "after_restart", BY_MESSAGE, POLICY_RESTART,
    RESTART_UNTIL_FAILURE (" " RENEW ("b")), RESTART_KEPT ("b"), RESTART_KEPT ("b"), "" },
  { "before-resume", "before_resume", BY_MESSAGE, POLICY_RESUME,
    "b:fail inform b.before_resume inform", RESUME ("b"), RESTART ("b"), "" },
  { "stop-begins", "before_stop", BY_MESSAGE, POLICY_KEEP, "b:fail inform", RESUME ("b"),
    RESTART ("b"), "" },
  { "stop-ends", "after_stop", BY_MESSAGE, POLICY_KEEP, "b:fail inform", RESUME ("b"),
    RESTART ("b"), "" },
  { "callback", NULL, BY_CALLBACK, POLICY_KEEP, "b:callback inform", RESUME ("b"), RESTART ("b"),
    "" },
  /* Busy, it leaves its mailbox alone; then it goes on with that. */
  { "answer", NULL, BY_ANSWER, POLICY_KEEP, "b:callback inform", RESUME ("b"), RESTART ("b"),
    " b:waiting" },
};

static const struct
{
  const char *name;
  PolicyPlan plan;
  DomoSupervisionScope scope;
  const char *affected;
} directives[] = {
  { "resume-one", POLICY_RESUME, DOMO_SUPERVISION_SCOPE_ONE, "b" },
  { "resume-all", POLICY_RESUME, DOMO_SUPERVISION_SCOPE_ALL, "b" }, /* only b has failed */
  { "resume-rest", POLICY_RESUME, DOMO_SUPERVISION_SCOPE_REST, "b" },
  { "restart-one", POLICY_RESTART, DOMO_SUPERVISION_SCOPE_ONE, "b" },
  { "restart-all", POLICY_RESTART, DOMO_SUPERVISION_SCOPE_ALL, "abc" },
  { "restart-rest", POLICY_RESTART, DOMO_SUPERVISION_SCOPE_REST, "bc" },
  { "stop-one", POLICY_STOP, DOMO_SUPERVISION_SCOPE_ONE, "b" },
  { "stop-all", POLICY_STOP, DOMO_SUPERVISION_SCOPE_ALL, "abc" },
  { "stop-rest", POLICY_STOP, DOMO_SUPERVISION_SCOPE_REST, "bc" },
  /* It has no scope: nobody decides, so the failed one stops. */
  { "escalate", POLICY_ESCALATE, DOMO_SUPERVISION_SCOPE_ONE, "b" },
};

static gboolean
is_affected (guint directive, guint sibling)
{
  return strchr (directives[directive].affected, "abc"[sibling]) != NULL;
}

static gboolean
survives (guint directive, guint sibling)
{
  return directives[directive].plan < POLICY_STOP || !is_affected (directive, sibling);
}

/* The siblings are told in order of their creation, all of them idle. */
static char *
expect (const Place *place, guint directive)
{
  const char *const restart[] = { RESTART ("a"), place->restart, RESTART ("c") };
  const char *const stop[] = { STOP ("a"), STOP ("b"), STOP ("c") };
  GString *text = g_string_new (place->journal);

  for (guint i = 0; i < 3; i++)
    {
      if (!is_affected (directive, i))
        continue;
      g_string_append_printf (text, " %s",
                              directives[directive].plan == POLICY_RESUME    ? place->resume
                              : directives[directive].plan == POLICY_RESTART ? restart[i]
                                                                             : stop[i]);
    }
  if (survives (directive, 1))
    g_string_append (text, place->waiting);
  return g_string_free (text, FALSE);
}

/* Callbacks inside actors. */

static DomoFuture *
fail_in_callback (DomoFuture *settled, gpointer actor)
{
  journal_add (test_actor_get_journal (actor), "%s:callback", test_actor_get_name (actor));
  domo_actor_fail (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "callback"));
  return NULL;
}

/* Answers with what the callback makes of the promise: the actor is busy. */
static DomoFuture *
answer_by_callback (DomoActor *actor, gpointer promise)
{
  return domo_future_then (domo_promise_get_future (promise), fail_in_callback, actor, NULL);
}

/* Answers at once. */
static DomoFuture *
add_callback (DomoActor *actor, gpointer promise)
{
  domo_future_unref (answer_by_callback (actor, promise));
  return domo_future_new_int64 (0);
}

/* Brings @actor to fail in a callback. */
static void
fail_by_promise (StepStage *stage, TestSubject *actor, gboolean busy)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) answer =
      test_subject_run (actor, busy ? answer_by_callback : add_callback, promise);

  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (answer) == busy);
  if (busy)
    {
      test_subject_note (actor, "waiting");
      step_stage_run (stage);
    }
  domo_promise_resolve_int64 (promise, 1);
  step_stage_run (stage);
  if (busy)
    step_stage_assert_rejected (stage, answer, DOMO_ERROR_FAILED, "callback");
}

/* Runs until the test has a report to decide about (transfer full). */
static DomoSupervised *
bring_to_fail (StepStage *stage, Policy *policy, const Place *place, TestSubject *actor)
{
  policy->plan = place->first;
  if (place->trigger == BY_MESSAGE)
    test_subject_fail (actor, "why");
  else if (place->trigger != BY_START)
    fail_by_promise (stage, actor, place->trigger == BY_ANSWER);
  while (policy->n_informed == 0)
    g_assert_true (step_dispatcher_step (stage->dispatcher));
  policy->plan = POLICY_KEEP;
  step_stage_run (stage);
  g_assert_cmpuint (policy->kept->len, ==, 1);
  return g_ptr_array_steal_index (policy->kept, 0);
}

static void
assert_outcome (StepStage *stage, guint directive, TestSubject *const *actors)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (DomoFuture) answer = test_subject_ask (actors[i], 1);
      gboolean survived = survives (directive, i);

      step_stage_settle (stage, answer);
      g_assert_true (domo_future_is_resolved (answer) == survived);
      g_assert_true (domo_proxy_is_stopped (actors[i]) == !survived);
      if (!survived)
        g_assert_cmpint (policy_get_stop_reason (actors[i]), ==,
                         directives[directive].plan == POLICY_ESCALATE ? DOMO_STOP_REASON_ESCALATED
                                                                       : DOMO_STOP_REASON_FAILED);
    }
}

/* Gives the directive of a cell to the middle one of @actors, that has failed or now does. */
static void
run_directive (StepStage *stage,
               Policy *policy,
               const Place *place,
               guint directive,
               TestSubject *const *actors)
{
  g_autofree char *expected = expect (place, directive);
  g_autoptr (DomoSupervised) supervised = NULL;
  guint n_informed = place->first == POLICY_KEEP ? 1 : 2;

  supervised = bring_to_fail (stage, policy, place, actors[1]);
  assert_journal (stage->journal, place->journal);
  policy->scope = directives[directive].scope;
  g_assert_true (policy_decide (policy, directives[directive].plan, supervised));
  step_stage_run (stage);
  assert_journal (stage->journal, expected);
  assert_outcome (stage, directive, actors);
  g_assert_cmpuint (policy->n_informed, ==, n_informed);
}

static void
run_cell (gconstpointer data)
{
  const guint cell = GPOINTER_TO_UINT (data);
  const Place *place = &places[cell / G_N_ELEMENTS (directives)];
  Policy policy = { .plan = POLICY_KEEP, .kept = g_ptr_array_new () };
  GPtrArray *actors = g_ptr_array_new_with_free_func (g_object_unref);
  int failures_left = 1;
  StepStage stage;

  step_stage_set_up (&stage);
  g_object_unref (policy_make_supervisor (&stage, &policy));
  for (guint i = 0; i < 3; i++)
    {
      const char name[] = { "abc"[i], '\0' };
      g_autoptr (DomoDefinition) definition =
          policy_define (stage.journal, name, i == 1 ? place->fail_in : NULL, &failures_left);
      g_autoptr (GError) error = NULL;

      domo_definition_set_keep_state (definition, TRUE);
      g_ptr_array_add (actors, domo_stage_actor_for_definition (stage.stage, definition, &error));
      g_assert_no_error (error);
    }
  if (place->trigger != BY_START)
    {
      step_stage_run (&stage);
      journal_clear (stage.journal);
    }
  run_directive (&stage, &policy, place, cell % G_N_ELEMENTS (directives),
                 (TestSubject *const *) actors->pdata);
  g_ptr_array_unref (actors);
  step_stage_tear_down (&stage);
  g_ptr_array_unref (policy.kept);
}

/* The supervisor is the parent of those it looks after. */

static void
run_parent_cell (gconstpointer data)
{
  Policy policy = { .plan = POLICY_KEEP,
                    .kept = g_ptr_array_new (),
                    .children = "abc",
                    .made = g_ptr_array_new_with_free_func (g_object_unref) };
  StepStage stage;

  step_stage_set_up (&stage);
  g_object_unref (policy_make_supervisor (&stage, &policy));
  journal_clear (stage.journal);
  g_assert_cmpuint (policy.made->len, ==, 3);
  run_directive (&stage, &policy, &places[0], GPOINTER_TO_UINT (data),
                 (TestSubject *const *) policy.made->pdata);
  g_ptr_array_unref (policy.made);
  step_stage_tear_down (&stage);
  g_ptr_array_unref (policy.kept);
}

static void
test_a_supervisor_that_restarts_takes_its_children_with_it (StepStage *stage)
{
  Policy policy = { .plan = POLICY_FAIL,
                    .children = "ab",
                    .made = g_ptr_array_new_with_free_func (g_object_unref) };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);

  g_test_summary ("It fails over the report of a child. That child is not restarted: the public "
                  "root restarts the supervisor, and its new instance makes new children.");
  journal_clear (stage->journal);
  test_subject_fail (g_ptr_array_index (policy.made, 1), "why");
  step_stage_run (stage);
  assert_journal (stage->journal,
                  "b:fail inform " STOP ("a") " " STOP ("b") " " START ("a") " " START ("b"));
  g_assert_cmpuint (policy.made->len, ==, 4);
  g_assert_false (domo_proxy_is_stopped (supervisor));
  g_ptr_array_unref (policy.made);
}

static void
test_a_child_that_fails_while_its_supervising_parent_ends_stops (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESTART,
                    .children = "a",
                    .made = g_ptr_array_new_with_free_func (g_object_unref) };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  TestSubject *a = g_ptr_array_index (policy.made, 0);
  g_autoptr (DomoFuture) answer = test_subject_run (a, answer_by_callback, promise);

  g_test_summary ("The supervisor, which is stopping, gives the report back, and the stop marker "
                  "that the child has got already acts.");
  step_stage_run (stage);
  journal_clear (stage->journal);
  domo_stage_close_async (stage->stage, -1, NULL, NULL);
  step_stage_run (stage);
  assert_journal (stage->journal, "supervisor.before_stop");
  domo_promise_resolve_int64 (promise, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "supervisor.before_stop a:callback " STOP ("a"));
  g_assert_cmpuint (policy.n_informed, ==, 0);
  step_stage_assert_rejected (stage, answer, DOMO_ERROR_FAILED, "callback");
  g_assert_true (domo_stage_is_closed (stage->stage));
  g_ptr_array_unref (policy.made);
}

/* Failures while something is under way. The actor p has a child, p+. */

static TestSubject *
make_parent (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "p", "journal", stage->journal, "hooks", TRUE,
                           "depth", 1, NULL);
  g_autoptr (GError) error = NULL;
  TestSubject *parent;

  domo_definition_set_supervisor (definition, "test");
  parent = domo_stage_actor_for_definition (stage->stage, definition, &error);
  g_assert_no_error (error);
  step_stage_run (stage);
  journal_clear (stage->journal);
  return parent;
}

static DomoFuture *
take_child (DomoActor *actor, gpointer child)
{
  g_autoptr (GPtrArray) children = domo_actor_get_children (actor);

  *(gpointer *) child = g_object_ref (g_ptr_array_index (children, 0));
  return domo_future_new_int64 (0);
}

static TestSubject *
get_child (StepStage *stage, TestSubject *parent)
{
  TestSubject *child = NULL;
  g_autoptr (DomoFuture) answer = test_subject_run (parent, take_child, &child);

  step_stage_settle (stage, answer);
  return child;
}

/* Has @actor run @func with a promise of its own (transfer full). */
static DomoPromise *
prepare (StepStage *stage, TestSubject *actor, TestSubjectFunc func)
{
  DomoPromise *promise = domo_promise_new ();

  domo_future_unref (test_subject_run (actor, func, promise));
  step_stage_run (stage);
  return promise;
}

static void
step_until (StepStage *stage, const char *entry)
{
  g_autofree char *text = journal_get_text (stage->journal);

  while (strstr (text, entry) == NULL)
    {
      g_assert_true (step_dispatcher_step (stage->dispatcher));
      g_free (text);
      text = journal_get_text (stage->journal);
    }
}

static void
test_a_failure_during_a_stop_is_logged (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESTART };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) p = make_parent (stage);
  g_autoptr (TestSubject) child = get_child (stage, p);
  g_autoptr (DomoPromise) failing = prepare (stage, p, add_callback);
  g_autoptr (DomoPromise) holding = prepare (stage, child, test_return_promised);

  g_test_summary ("The parent waits for its child, which is busy, and fails in a callback.");
  domo_proxy_stop (p);
  step_stage_run (stage);
  assert_journal (stage->journal, "p.before_stop");
  domo_promise_resolve_int64 (failing, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "p.before_stop p:callback");
  domo_promise_resolve_int64 (holding, 1);
  step_stage_run (stage);
  assert_journal (stage->journal,
                  "p.before_stop p:callback " STOP ("p+") " p.after_stop p.finalize");
  g_assert_cmpuint (policy.n_informed, ==, 0);
  g_assert_cmpint (policy_get_stop_reason (p), ==, DOMO_STOP_REASON_STOPPED);
}

static void
test_a_failure_during_a_restart_is_logged (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESTART };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) p = make_parent (stage);
  g_autoptr (DomoPromise) failing = prepare (stage, p, add_callback);

  g_test_summary ("A callback of the old instance fails while the children stop.");
  test_subject_fail (p, "why");
  step_until (stage, "p.before_restart");
  domo_promise_resolve_int64 (failing, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "p:fail inform p.before_restart " STOP (
                                      "p+") " p:callback p.finalize " RENEW ("p") " " START ("p+"));
  g_assert_cmpuint (policy.n_informed, ==, 1);
}

static void
test_a_failure_while_suspended_is_logged (StepStage *stage)
{
  Policy policy = { .plan = POLICY_KEEP, .kept = g_ptr_array_new () };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);
  g_autoptr (DomoPromise) failing = prepare (stage, a, add_callback);
  g_autoptr (DomoSupervised) supervised = NULL;

  g_test_summary ("Callbacks run while the actor is suspended. The decision is under way already.");
  journal_clear (stage->journal);
  test_subject_fail (a, "why");
  step_stage_run (stage);
  domo_promise_resolve_int64 (failing, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail inform a:callback");
  supervised = g_ptr_array_steal_index (policy.kept, 0);
  g_assert_true (domo_supervised_resume (supervised, DOMO_SUPERVISION_SCOPE_ONE));
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail inform a:callback a.before_resume");
  g_assert_cmpuint (policy.n_informed, ==, 1);
  g_ptr_array_unref (policy.kept);
}

static void
test_a_child_that_fails_while_its_parent_restarts_is_stopped (StepStage *stage)
{
  Policy policy = { .plan = POLICY_KEEP, .kept = g_ptr_array_new () };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) p = make_parent (stage);
  g_autoptr (TestSubject) child = get_child (stage, p);
  g_autoptr (DomoPromise) failing = prepare (stage, child, add_callback);
  g_autoptr (DomoSupervised) supervised = NULL;

  g_test_summary ("It is told to restart and to stop at nearly the same time, and ends once.");
  test_subject_fail (p, "why");
  step_stage_run (stage);
  journal_clear (stage->journal);
  supervised = g_ptr_array_steal_index (policy.kept, 0);
  g_assert_true (domo_supervised_restart (supervised, DOMO_SUPERVISION_SCOPE_ONE, 0));
  domo_promise_resolve_int64 (failing, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "p.before_restart p+:callback " STOP ("p+") " p.finalize " RENEW (
                                      "p") " " START ("p+"));
  g_assert_cmpint (policy_get_stop_reason (child), ==, DOMO_STOP_REASON_STOPPED);
  g_ptr_array_unref (policy.kept);
}

static void
test_a_resumed_failed_start_counts_as_a_restart (StepStage *stage)
{
  Policy policy = { .plan = POLICY_KEEP, .kept = g_ptr_array_new () };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  int failures_left = 1;
  g_autoptr (TestSubject) a = policy_make_supervised (stage, "a", NULL, NULL);
  g_autoptr (TestSubject) b = policy_make_supervised (stage, "b", "before_start", &failures_left);
  g_autoptr (DomoSupervised) of_b = NULL;
  g_autoptr (DomoSupervised) of_a = NULL;

  g_test_summary ("A sibling's directive resumes it: it is a new incarnation, the report is past.");
  step_stage_run (stage);
  of_b = g_ptr_array_steal_index (policy.kept, 0);
  test_subject_fail (a, "why");
  step_stage_run (stage);
  of_a = g_ptr_array_steal_index (policy.kept, 0);
  g_assert_true (domo_supervised_resume (of_a, DOMO_SUPERVISION_SCOPE_ALL));
  step_stage_run (stage);
  g_assert_false (domo_supervised_stop (of_b, DOMO_SUPERVISION_SCOPE_ONE));
  step_stage_run (stage);
  g_assert_false (domo_proxy_is_stopped (b));
  g_ptr_array_unref (policy.kept);
}

/* What each directive does to an actor that fails while the stage closes: its supervisor is still
 * there, and then the actor stops. */
static void
run_close (gconstpointer data)
{
  const char *const hooks[] = { RESUME ("a") " ", RESTART_PLAIN ("a") " ", "", "" };
  PolicyPlan plan = (PolicyPlan) GPOINTER_TO_UINT (data);
  g_autofree char *expected =
      g_strconcat ("a:callback inform ", hooks[plan], STOP ("a") " supervisor.before_stop", NULL);
  Policy policy = { .plan = plan };
  StepStage stage;

  step_stage_set_up (&stage);
  {
    g_autoptr (DomoProxy) supervisor = policy_make_supervisor (&stage, &policy);
    g_autoptr (TestSubject) a = policy_make_supervised (&stage, "a", NULL, NULL);
    g_autoptr (DomoPromise) failing = prepare (&stage, a, answer_by_callback);

    journal_clear (stage.journal);
    domo_stage_close_async (stage.stage, -1, NULL, NULL);
    step_stage_run (&stage);
    assert_journal (stage.journal, "");
    domo_promise_resolve_int64 (failing, 1);
    step_stage_run (&stage);
    assert_journal (stage.journal, expected);
    g_assert_cmpuint (policy.n_counted, ==, 1);
    g_assert_cmpint (policy_get_stop_reason (a), ==, DOMO_STOP_REASON_STAGE_CLOSED);
    g_assert_true (domo_stage_is_closed (stage.stage));
  }
  step_stage_tear_down (&stage);
}

static void
add_cell (const char *place, guint directive, guint data, GTestDataFunc func)
{
  g_autofree char *path =
      g_strdup_printf ("/core/supervision-places/%s/%s", place, directives[directive].name);

  g_test_add_data_func (path, GUINT_TO_POINTER (data), func);
}

int
main (int argc, char *argv[])
{
  const guint n_directives = G_N_ELEMENTS (directives);

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (places) * n_directives; i++)
    add_cell (places[i / n_directives].name, i % n_directives, i, run_cell);
  for (guint i = 0; i < n_directives; i++)
    {
      add_cell ("below-the-supervisor", i, i, run_parent_cell);
      if (directives[i].scope == DOMO_SUPERVISION_SCOPE_ONE)
        add_cell ("during-a-close", i, directives[i].plan, run_close);
    }
#define ADD(name, func) step_stage_add_test ("/core/supervision-places/" name, test_##func)
  ADD ("a-supervisor-that-restarts-takes-its-children-with-it",
       a_supervisor_that_restarts_takes_its_children_with_it);
  ADD ("a-child-that-fails-while-its-supervising-parent-ends-stops",
       a_child_that_fails_while_its_supervising_parent_ends_stops);
  ADD ("a-failure-during-a-stop-is-logged", a_failure_during_a_stop_is_logged);
  ADD ("a-failure-during-a-restart-is-logged", a_failure_during_a_restart_is_logged);
  ADD ("a-failure-while-suspended-is-logged", a_failure_while_suspended_is_logged);
  ADD ("a-child-that-fails-while-its-parent-restarts-is-stopped",
       a_child_that_fails_while_its_parent_restarts_is_stopped);
  ADD ("a-resumed-failed-start-counts-as-a-restart", a_resumed_failed_start_counts_as_a_restart);
#undef ADD

  return g_test_run ();
}
