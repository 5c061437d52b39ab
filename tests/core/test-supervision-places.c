/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "policy-supervisor.h"

#define LIFE_TABLES_WANT_DIRECTIVES
#include "life-tables.h"

/* What each directive does in each scope, wherever in its life an actor fails: docs/directives.md,
 * cell by cell. */

/* The journal entries of what one actor does in the tests below the tables. */
#define START(name) name ".before_start " name ".after_start"
#define RENEW(name) name ".before_start " name ".after_restart"
#define STOP(name)  name ".before_stop " name ".after_stop " name ".finalize"

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
  gboolean is_hook; /* of that name, which fails once */
  Trigger trigger;
  /* The directive, for it alone, that brings it to the hook; POLICY_KEEP: none is needed. */
  PolicyPlan first;
} Place;

static const Place places[] = {
  { "message", FALSE, BY_MESSAGE, POLICY_KEEP },
  { "before_start", TRUE, BY_START, POLICY_KEEP },
  { "after_start", TRUE, BY_START, POLICY_KEEP },
  { "before_restart", TRUE, BY_MESSAGE, POLICY_KEEP },
  { "save_state", TRUE, BY_MESSAGE, POLICY_KEEP },
  { "restore_state", TRUE, BY_MESSAGE, POLICY_RESTART },
  { "after_restart", TRUE, BY_MESSAGE, POLICY_RESTART },
  { "before_resume", TRUE, BY_MESSAGE, POLICY_RESUME },
  { "before_stop", TRUE, BY_MESSAGE, POLICY_KEEP },
  { "after_stop", TRUE, BY_MESSAGE, POLICY_KEEP },
  { "callback", FALSE, BY_CALLBACK, POLICY_KEEP },
  { "answer", FALSE, BY_ANSWER, POLICY_KEEP },
  { "below-the-supervisor", FALSE, BY_MESSAGE, POLICY_KEEP },
  { "during-a-close", FALSE, BY_ANSWER, POLICY_KEEP },
};

static guint
find_word (const char *const *words, const char *word)
{
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (g_str_equal (words[i], word))
        return i;
    }
  g_error ("docs/directives.md says “%s”, of which this test knows nothing", word);
}

static PolicyPlan
get_plan (const LifeDirective *cell)
{
  const char *const words[] = { "resume", "restart", "stop", "escalate", NULL };
  const PolicyPlan plans[] = { POLICY_RESUME, POLICY_RESTART, POLICY_STOP, POLICY_ESCALATE };

  return plans[find_word (words, cell->directive)];
}

static DomoSupervisionScope
get_scope (const LifeDirective *cell)
{
  const char *const words[] = { "one", "all", "rest", NULL };
  const DomoSupervisionScope scopes[] = { DOMO_SUPERVISION_SCOPE_ONE, DOMO_SUPERVISION_SCOPE_ALL,
                                          DOMO_SUPERVISION_SCOPE_REST };

  return scopes[find_word (words, cell->scope)];
}

static const Place *
get_place (const LifeDirective *cell)
{
  const char *words[G_N_ELEMENTS (places) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    words[i] = places[i].name;
  return &places[find_word (words, cell->place)];
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
    g_assert_true (domo_test_dispatcher_step (stage->dispatcher));
  policy->plan = POLICY_KEEP;
  step_stage_run (stage);
  g_assert_cmpuint (policy->kept->len, ==, 1);
  return g_ptr_array_steal_index (policy->kept, 0);
}

static void
assert_outcome (StepStage *stage, const LifeDirective *cell, TestSubject *const *actors)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (DomoFuture) answer = test_subject_ask (actors[i], 1);
      gboolean runs = strchr (cell->runs, "abc"[i]) != NULL;

      step_stage_settle (stage, answer);
      g_assert_true (domo_future_is_resolved (answer) == runs);
      g_assert_true (domo_proxy_is_stopped (actors[i]) == !runs);
      if (!runs)
        g_assert_cmpint (policy_get_stop_reason (actors[i]), ==,
                         get_plan (cell) == POLICY_ESCALATE ? DOMO_STOP_REASON_ESCALATED
                                                            : DOMO_STOP_REASON_FAILED);
    }
}

/* Gives the directive of a cell to the middle one of @actors, that has failed or now does. */
static void
run_directive (StepStage *stage,
               Policy *policy,
               const LifeDirective *cell,
               TestSubject *const *actors)
{
  const Place *place = get_place (cell);
  g_autoptr (DomoSupervised) supervised = NULL;
  guint n_informed = place->first == POLICY_KEEP ? 1 : 2;

  supervised = bring_to_fail (stage, policy, place, actors[1]);
  assert_journal (stage->journal, cell->before);
  journal_clear (stage->journal);
  policy->scope = get_scope (cell);
  g_assert_true (policy_decide (policy, get_plan (cell), supervised));
  step_stage_run (stage);
  assert_journal (stage->journal, cell->order);
  assert_outcome (stage, cell, actors);
  g_assert_cmpuint (policy->n_informed, ==, n_informed);
}

static void
run_cell (gconstpointer data)
{
  const LifeDirective *cell = data;
  const Place *place = get_place (cell);
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
          policy_define (stage.journal, name, i == 1 && place->is_hook ? place->name : NULL,
                         &failures_left);
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
  run_directive (&stage, &policy, cell, (TestSubject *const *) actors->pdata);
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
  run_directive (&stage, &policy, data, (TestSubject *const *) policy.made->pdata);
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
      g_assert_true (domo_test_dispatcher_step (stage->dispatcher));
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

/* The actor fails while the stage closes: its supervisor is still there, and then the actor stops.
 */
static void
run_close_cell (gconstpointer data)
{
  const LifeDirective *cell = data;
  g_autofree char *expected =
      g_strconcat (cell->before, " ", cell->order, " supervisor.before_stop", NULL);
  Policy policy = { .plan = get_plan (cell), .scope = get_scope (cell) };
  StepStage stage;

  step_stage_set_up (&stage);
  {
    g_autoptr (DomoProxy) supervisor = policy_make_supervisor (&stage, &policy);
    g_autoptr (DomoDefinition) definition = policy_define (stage.journal, "b", NULL, NULL);
    g_autoptr (TestSubject) b = NULL;
    g_autoptr (DomoPromise) failing = NULL;

    domo_definition_set_keep_state (definition, TRUE);
    b = domo_stage_actor_for_definition (stage.stage, definition, NULL);
    failing = prepare (&stage, b, answer_by_callback);
    journal_clear (stage.journal);
    domo_stage_close_async (stage.stage, -1, NULL, NULL);
    step_stage_run (&stage);
    assert_journal (stage.journal, "");
    domo_promise_resolve_int64 (failing, 1);
    step_stage_run (&stage);
    assert_journal (stage.journal, expected);
    g_assert_cmpstr (cell->runs, ==, "");
    g_assert_cmpuint (policy.n_counted, ==, 1);
    g_assert_cmpint (policy_get_stop_reason (b), ==, DOMO_STOP_REASON_STAGE_CLOSED);
    g_assert_true (domo_stage_is_closed (stage.stage));
  }
  step_stage_tear_down (&stage);
}

static void
add_cell (const LifeDirective *cell)
{
  g_autofree char *path =
      g_strdup_printf ("/core/supervision-places/%s/%s%s%s", cell->place, cell->directive,
                       get_plan (cell) != POLICY_ESCALATE ? "-" : "",
                       get_plan (cell) != POLICY_ESCALATE ? cell->scope : "");
  GTestDataFunc func = g_str_equal (cell->place, "below-the-supervisor") ? run_parent_cell
                       : g_str_equal (cell->place, "during-a-close")     ? run_close_cell
                                                                         : run_cell;

  g_test_add_data_func (path, cell, func);
}

/* A page that lost a place or a directive would lose its tests without a word. */
static void
test_the_page_has_all_places_and_directives (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      guint n = 0;

      for (guint j = 0; j < G_N_ELEMENTS (life_directives); j++)
        n += g_str_equal (life_directives[j].place, places[i].name);
      g_assert_cmpuint (n, ==, g_str_equal (places[i].name, "during-a-close") ? 4 : 10);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (life_directives); i++)
    add_cell (&life_directives[i]);
  g_test_add_func ("/core/supervision-places/the-page-has-all-places-and-directives",
                   test_the_page_has_all_places_and_directives);
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
