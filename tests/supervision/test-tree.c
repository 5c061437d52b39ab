/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "log-records.h"
#include "misuse.h"
#include "planned-supervisor.h"

/* Declared trees: who is made, in which order, and what becomes of each kind of child. */

#define PERIOD (5 * G_USEC_PER_SEC)

/* Adds a child that journals its hooks, findable by its name. */
static void
add (StepStage *stage, DomoSupervisionTree *tree, const char *name, DomoChildKind kind)
{
  g_autoptr (DomoDefinition) definition = policy_define (stage->journal, name, NULL, NULL);

  domo_supervision_tree_add_actor (tree, name, definition, kind);
}

/* A tree of permanent children a and b; more may be added. */
static DomoSupervisionTree *
new_tree (StepStage *stage, int intensity, DomoSupervisionScope scope)
{
  g_autoptr (DomoSupervisionStrategy) strategy = strategy_of (intensity, PERIOD, scope);
  DomoSupervisionTree *tree = domo_supervision_tree_new (strategy);

  add (stage, tree, "a", DOMO_CHILD_KIND_PERMANENT);
  add (stage, tree, "b", DOMO_CHILD_KIND_PERMANENT);
  return tree;
}

static gpointer
start (StepStage *stage, DomoSupervisionTree *tree)
{
  gpointer supervisor = domo_supervision_tree_start (tree, stage->stage);

  step_stage_run (stage);
  return supervisor;
}

/* The actor of that name (full), or NULL. */
static TestSubject *
find (StepStage *stage, const char *name)
{
  return domo_stage_lookup_actor (stage->stage, name, NULL);
}

static void
fail (StepStage *stage, const char *name)
{
  g_autoptr (TestSubject) actor = find (stage, name);

  fail_and_run (stage, actor);
}

static void
stop (StepStage *stage, const char *name)
{
  g_autoptr (TestSubject) actor = find (stage, name);

  domo_proxy_stop (actor);
  step_stage_run (stage);
}

static gboolean
is_there (StepStage *stage, const char *name)
{
  g_autoptr (TestSubject) actor = find (stage, name);

  return actor != NULL;
}

static void
test_children_are_made_in_order (StepStage *stage)
{
  g_autoptr (DomoSupervisionTree) tree = new_tree (stage, 1, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoProxy) supervisor = start (stage, tree);
  g_autoptr (TestSubject) a = find (stage, "a");
  g_autoptr (DomoProxy) parent = domo_proxy_dup_parent (a);

  assert_journal (stage->journal, "a.before_start a.after_start b.before_start b.after_start");
  g_assert_true (parent == supervisor);
}

static void
test_a_failure_restarts (StepStage *stage)
{
  g_autoptr (DomoSupervisionTree) tree = new_tree (stage, 1, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoProxy) supervisor = start (stage, tree);
  g_autoptr (TestSubject) a = find (stage, "a");

  fail_and_run (stage, a);
  g_assert_true (is_at_work (stage, a));
  g_assert_cmpuint (count_starts (stage, "a"), ==, 2);
  g_assert_cmpuint (count_starts (stage, "b"), ==, 1);
}

static void
test_all_restarts_count_together (StepStage *stage)
{
  g_autoptr (DomoSupervisionTree) tree = new_tree (stage, 1, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoProxy) supervisor = start (stage, tree);

  fail (stage, "a");
  fail (stage, "b");
  g_assert_cmpint (policy_get_stop_reason (supervisor), ==, DOMO_STOP_REASON_ESCALATED);
  g_assert_false (is_there (stage, "a"));
}

static void
test_a_permanent_child_that_stops_is_made_again (StepStage *stage)
{
  g_autoptr (DomoSupervisionTree) tree = new_tree (stage, 1, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoProxy) supervisor = start (stage, tree);
  g_autoptr (TestSubject) before = find (stage, "a");
  g_autoptr (TestSubject) after = NULL;

  stop (stage, "a");
  after = find (stage, "a");
  g_assert_true (domo_proxy_is_stopped (before));
  g_assert_true (after != before);
  g_assert_true (is_at_work (stage, after));
}

static void
test_to_make_a_child_again_counts (StepStage *stage)
{
  g_autoptr (GPtrArray) reports =
      g_ptr_array_new_with_free_func ((GDestroyNotify) domo_supervised_unref);
  Policy above = { .plan = POLICY_KEEP, .kept = reports };
  g_autoptr (DomoProxy) top = policy_make_supervisor (stage, &above);
  g_autoptr (DomoSupervisionTree) tree = new_tree (stage, 1, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (DOMO_TYPE_TREE_SUPERVISOR, "tree", tree, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DomoProxy) supervisor = NULL;
  const char *message;

  domo_definition_set_supervisor (definition, "test");
  supervisor = domo_stage_actor_for_definition (stage->stage, definition, &error);
  g_assert_no_error (error);
  step_stage_run (stage);
  stop (stage, "a");
  stop (stage, "b");
  g_assert_cmpuint (reports->len, ==, 1);
  message = domo_supervised_get_error (g_ptr_array_index (reports, 0))->message;
  g_assert_nonnull (strstr (message, " is not restarted, because 1 restarts within 5 s"));
  g_assert_true (g_str_has_suffix (message, ", which stopped"));
  g_assert_true (domo_supervised_stop (g_ptr_array_index (reports, 0), DOMO_SUPERVISION_SCOPE_ONE));
}

static void
test_a_transient_child_may_stop (StepStage *stage)
{
  g_autoptr (DomoSupervisionTree) tree = new_tree (stage, 1, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoProxy) supervisor = NULL;
  g_autoptr (TestSubject) c = NULL;

  add (stage, tree, "c", DOMO_CHILD_KIND_TRANSIENT);
  supervisor = start (stage, tree);
  c = find (stage, "c");
  fail_and_run (stage, c);
  g_assert_true (is_at_work (stage, c));
  stop (stage, "c");
  g_assert_false (is_there (stage, "c"));
  g_assert_false (domo_proxy_is_stopped (supervisor));
}

static void
test_a_temporary_child_stops_alone (StepStage *stage)
{
  g_autoptr (DomoSupervisionTree) tree = new_tree (stage, 0, DOMO_SUPERVISION_SCOPE_ALL);
  g_autoptr (DomoProxy) supervisor = NULL;
  g_autoptr (TestSubject) c = NULL;

  add (stage, tree, "c", DOMO_CHILD_KIND_TEMPORARY);
  supervisor = start (stage, tree);
  c = find (stage, "c");
  fail_and_run (stage, c);
  g_assert_cmpint (policy_get_stop_reason (c), ==, DOMO_STOP_REASON_FAILED);
  g_assert_cmpuint (count_starts (stage, "a"), ==, 1);
  g_assert_false (domo_proxy_is_stopped (supervisor));
}

static void
test_who_was_stopped_for_failing_is_not_made_again (StepStage *stage)
{
  g_autoptr (DomoSupervisionStrategy) strategy =
      strategy_of (1, PERIOD, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoSupervisionTree) tree = NULL;
  g_autoptr (DomoProxy) supervisor = NULL;

  domo_supervision_strategy_set_default_directive (strategy, DOMO_SUPERVISION_DIRECTIVE_STOP);
  tree = domo_supervision_tree_new (strategy);
  add (stage, tree, "a", DOMO_CHILD_KIND_PERMANENT);
  supervisor = start (stage, tree);
  fail (stage, "a");
  g_assert_false (is_there (stage, "a"));
}

/* It has not tried to make anybody again, nor counted it: that would be too much at once. */
static void
assert_nothing_logged (void)
{
  g_autoptr (GPtrArray) records = log_records_take (G_LOG_LEVEL_MESSAGE);

  g_assert_cmpuint (records->len, ==, 0);
}

static void
test_a_tree_that_stops_makes_nobody_again (StepStage *stage)
{
  g_autoptr (DomoSupervisionTree) tree = new_tree (stage, 0, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoProxy) supervisor = start (stage, tree);

  g_ptr_array_unref (log_records_take (0));
  domo_proxy_stop (supervisor);
  step_stage_run (stage);
  g_assert_true (domo_proxy_is_stopped (supervisor));
  /* The roots. */
  g_assert_cmpuint (domo_stage_get_n_actors (stage->stage), ==, 2);
  g_assert_cmpuint (count_starts (stage, "a"), ==, 1);
  assert_nothing_logged ();
}

static void
test_a_tree_that_is_restarted_makes_all_again_once (StepStage *stage)
{
  g_autoptr (DomoSupervisionTree) tree = new_tree (stage, 0, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoProxy) supervisor = start (stage, tree);
  g_autoptr (TestSubject) a = NULL;

  g_ptr_array_unref (log_records_take (0));
  domo_proxy_restart (supervisor);
  step_stage_run (stage);
  g_assert_cmpuint (count_starts (stage, "a"), ==, 2);
  g_assert_cmpuint (count_starts (stage, "b"), ==, 2);
  a = find (stage, "a");
  g_assert_true (is_at_work (stage, a));
  assert_nothing_logged ();
}

static void
test_trees_may_stand_in_trees (StepStage *stage)
{
  g_autoptr (DomoSupervisionTree) inner = new_tree (stage, 0, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoSupervisionTree) outer = domo_supervision_tree_new (NULL);
  g_autoptr (DomoProxy) supervisor = NULL;

  add (stage, outer, "c", DOMO_CHILD_KIND_PERMANENT);
  domo_supervision_tree_add_tree (outer, inner);
  supervisor = start (stage, outer);
  /* One too many below: the inner supervisor is restarted by the outer one. */
  fail (stage, "a");
  g_assert_cmpuint (count_starts (stage, "a"), ==, 2);
  g_assert_cmpuint (count_starts (stage, "b"), ==, 2);
  g_assert_cmpuint (count_starts (stage, "c"), ==, 1);
  /* And then for the outer one, too. */
  fail (stage, "a");
  g_assert_cmpint (policy_get_stop_reason (supervisor), ==, DOMO_STOP_REASON_ESCALATED);
  g_assert_false (is_there (stage, "c"));
}

static void
test_a_tree_may_be_started_twice (StepStage *stage)
{
  g_autoptr (DomoSupervisionTree) tree = domo_supervision_tree_new (NULL);
  g_autoptr (DomoDefinition) definition = policy_define (stage->journal, "a", NULL, NULL);
  g_autoptr (DomoProxy) first = NULL;
  g_autoptr (DomoProxy) second = NULL;

  domo_supervision_tree_add_actor (tree, NULL, definition, DOMO_CHILD_KIND_PERMANENT);
  first = start (stage, tree);
  second = start (stage, tree);
  g_assert_cmpuint (count_starts (stage, "a"), ==, 2);
  g_assert_cmpuint (domo_stage_get_n_actors (stage->stage), ==, 6);
}

static void
test_a_name_that_is_taken_fails_the_start (StepStage *stage)
{
  g_autoptr (DomoSupervisionTree) tree = new_tree (stage, 1, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoProxy) first = start (stage, tree);
  g_autoptr (DomoProxy) second = domo_supervision_tree_start (tree, stage->stage);
  g_autoptr (DomoFuture) started = domo_proxy_started (second);

  step_stage_assert_rejected (stage, started, DOMO_ERROR_NAME_TAKEN, "*");
  domo_proxy_stop (second);
  step_stage_run (stage);
}

static void
add_after_use (gconstpointer data)
{
  g_autoptr (DomoSupervisionTree) tree = domo_supervision_tree_new (NULL);
  g_autoptr (DomoSupervisionTree) used = g_boxed_copy (DOMO_TYPE_SUPERVISION_TREE, tree);
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);

  g_assert_true (used == tree);
  domo_supervision_tree_add_actor (tree, NULL, definition, DOMO_CHILD_KIND_PERMANENT);
}

static void
test_a_used_tree_cannot_be_changed (void)
{
  assert_misuse (add_after_use, NULL, "*add_actor*the tree has been used*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  log_records_start ();

#define ADD(name, func) step_stage_add_test ("/supervision/tree/" name, test_##func)
  ADD ("children-are-made-in-order", children_are_made_in_order);
  ADD ("a-failure-restarts", a_failure_restarts);
  ADD ("all-restarts-count-together", all_restarts_count_together);
  ADD ("a-permanent-child-that-stops-is-made-again", a_permanent_child_that_stops_is_made_again);
  ADD ("to-make-a-child-again-counts", to_make_a_child_again_counts);
  ADD ("a-transient-child-may-stop", a_transient_child_may_stop);
  ADD ("a-temporary-child-stops-alone", a_temporary_child_stops_alone);
  ADD ("who-was-stopped-for-failing-is-not-made-again",
       who_was_stopped_for_failing_is_not_made_again);
  ADD ("a-tree-that-stops-makes-nobody-again", a_tree_that_stops_makes_nobody_again);
  ADD ("a-tree-that-is-restarted-makes-all-again-once",
       a_tree_that_is_restarted_makes_all_again_once);
  ADD ("trees-may-stand-in-trees", trees_may_stand_in_trees);
  ADD ("a-tree-may-be-started-twice", a_tree_may_be_started_twice);
  ADD ("a-name-that-is-taken-fails-the-start", a_name_that_is_taken_fails_the_start);
#undef ADD
  g_test_add_func ("/supervision/tree/a-used-one-cannot-be-changed",
                   test_a_used_tree_cannot_be_changed);

  return g_test_run ();
}
