/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "step-stage.h"

/* An actor's life: starting, stopping, and the tree. */

static guint64
count_stopped_letters (StepStage *stage)
{
  return domo_dead_letters_get_count (domo_stage_get_dead_letters (stage->stage),
                                      DOMO_DEAD_LETTER_REASON_STOPPED);
}

static void
assert_stopped_error (DomoFuture *future)
{
  g_assert_error (domo_future_get_error (future), DOMO_ERROR, DOMO_ERROR_STOPPED);
}

static int
get_stop_reason (StepStage *stage, gpointer proxy)
{
  g_autoptr (DomoFuture) stopped = domo_proxy_stopped (proxy);

  step_stage_settle (stage, stopped);
  return g_value_get_enum (domo_future_get_value (stopped, NULL));
}

static void
test_start_hooks_come_before_the_first_message (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);

  test_subject_note (actor, "message");
  step_stage_run (stage);
  assert_journal (stage->journal, "a.before_start a.after_start a:message");
}

static void
test_the_instance_is_made_by_the_dispatcher_not_by_the_caller (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);

  g_assert_cmpint (test_actor_count_instances (), ==, 0);
  step_stage_run (stage);
  g_assert_cmpint (test_actor_count_instances (), ==, 1);
}

static void
test_stop_lets_the_queue_be_handled_first (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);

  step_stage_run (stage);
  journal_clear (stage->journal);
  test_subject_note (actor, "1");
  test_subject_note (actor, "2");
  domo_proxy_stop (actor);
  test_subject_note (actor, "3");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1 a:2 a.before_stop a.after_stop a.finalize");
  g_assert_cmpuint (count_stopped_letters (stage), ==, 1);
}

static void
test_stop_now_goes_ahead_of_the_queue (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);
  g_autoptr (DomoFuture) answer = NULL;

  step_stage_run (stage);
  journal_clear (stage->journal);
  test_subject_note (actor, "1");
  answer = test_subject_ask (actor, 2);
  domo_proxy_stop_now (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "a.before_stop a.after_stop a.finalize");
  assert_stopped_error (answer);
  g_assert_cmpuint (count_stopped_letters (stage), ==, 2);
}

static void
test_a_new_actor_told_to_stop_now_starts_first (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);

  domo_proxy_stop_now (actor);
  step_stage_run (stage);
  assert_journal (stage->journal,
                  "a.before_start a.after_start a.before_stop a.after_stop a.finalize");
}

static void
test_stopping_twice_is_fine (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);

  step_stage_run (stage);
  journal_clear (stage->journal);
  domo_proxy_stop (actor);
  domo_proxy_stop (actor);
  domo_proxy_stop_now (actor);
  step_stage_run (stage);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "a.before_stop a.after_stop a.finalize");
  g_assert_cmpuint (count_stopped_letters (stage), ==, 0);
}

static void
test_a_five_deep_tree_stops_from_the_leaves (StepStage *stage)
{
  g_autoptr (DomoProxy) actor =
      domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "name", "a", "journal", stage->journal,
                            "hooks", TRUE, "depth", 4u, NULL);

  step_stage_run (stage);
  journal_clear (stage->journal);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "a.before_stop a+.before_stop a++.before_stop a+++.before_stop "
                                  "a++++.before_stop a++++.after_stop a++++.finalize "
                                  "a+++.after_stop a+++.finalize a++.after_stop a++.finalize "
                                  "a+.after_stop a+.finalize a.after_stop a.finalize");
}

static DomoFuture *
make_children (DomoActor *actor, gpointer data)
{
  TestActor *self = TEST_ACTOR (actor);
  char ***names = data;
  gint64 n = 0;

  for (; (*names)[n] != NULL; n++)
    {
      g_autoptr (DomoProxy) child =
          domo_actor_child_for (actor, TEST_TYPE_ACTOR, "name", (*names)[n], "journal",
                                test_actor_get_journal (self), "hooks", TRUE, NULL);
    }
  return domo_future_new_int64 (n);
}

static void
give_children (StepStage *stage, TestSubject *actor, const char *const *names)
{
  g_autoptr (DomoFuture) made = test_subject_run (actor, make_children, &names);

  step_stage_settle (stage, made);
  journal_clear (stage->journal);
}

static void
test_siblings_are_stopped_in_order_of_creation (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);
  const char *const names[] = { "x", "y", "z", NULL };

  give_children (stage, actor, names);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  assert_journal (stage->journal,
                  "a.before_stop x.before_stop x.after_stop x.finalize y.before_stop "
                  "y.after_stop y.finalize z.before_stop z.after_stop z.finalize a.after_stop "
                  "a.finalize");
}

static void
test_a_failing_stop_hook_does_not_stop_the_stop (StepStage *stage)
{
  const char *const hooks[] = { "before_stop", "after_stop" };

  for (guint i = 0; i < G_N_ELEMENTS (hooks); i++)
    {
      g_autoptr (DomoProxy) actor =
          domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "name", "a", "journal",
                                stage->journal, "hooks", TRUE, "fail-in", hooks[i], NULL);

      step_stage_run (stage);
      journal_clear (stage->journal);
      domo_proxy_stop (actor);
      step_stage_run (stage);
      assert_journal (stage->journal, "a.before_stop a.after_stop a.finalize");
      g_assert_true (domo_proxy_is_stopped (actor));
    }
}

static void
test_started_is_told (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) before = domo_proxy_started (actor);
  g_autoptr (DomoFuture) after = NULL;

  g_assert_true (domo_future_is_pending (before));
  step_stage_settle (stage, before);
  g_assert_true (domo_future_is_resolved (before));
  after = domo_proxy_started (actor);
  g_assert_true (domo_future_is_resolved (after));
}

static void
test_started_says_why_not (StepStage *stage)
{
  int failures_left = 1;
  g_autoptr (DomoProxy) actor =
      domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "fail-in", "before_start",
                            "failures-left", &failures_left, NULL);
  g_autoptr (DomoFuture) first = domo_proxy_started (actor);
  g_autoptr (DomoFuture) second = NULL;

  g_test_summary ("Asked again, it answers how the restart went.");
  while (domo_future_is_pending (first))
    g_assert_true (domo_test_dispatcher_step (stage->dispatcher));
  g_assert_error (domo_future_get_error (first), DOMO_ERROR, DOMO_ERROR_FAILED);
  g_assert_cmpstr (domo_future_get_error (first)->message, ==, "before_start");
  second = domo_proxy_started (actor);
  step_stage_settle (stage, second);
  g_assert_true (domo_future_is_resolved (second));
}

static void
test_started_rejects_when_the_actor_never_starts (StepStage *stage)
{
  g_autoptr (DomoProxy) actor =
      domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "fail-in", "before_start", NULL);
  g_autoptr (DomoFuture) waiting = NULL;
  g_autoptr (DomoFuture) after = NULL;

  step_stage_run (stage);
  waiting = domo_proxy_started (actor);
  domo_proxy_stop (actor);
  step_stage_settle (stage, waiting);
  assert_stopped_error (waiting);
  after = domo_proxy_started (actor);
  assert_stopped_error (after);
}

static void
test_stopped_is_told_with_the_reason (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) stopped = domo_proxy_stopped (actor);

  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (stopped));
  g_assert_false (domo_proxy_is_stopped (actor));
  domo_proxy_stop (actor);
  step_stage_settle (stage, stopped);
  g_assert_true (domo_proxy_is_stopped (actor));
  g_assert_cmpint (domo_future_get_int (stopped, NULL), ==, DOMO_STOP_REASON_STOPPED);
}

static void
test_stopped_can_be_asked_afterwards (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  domo_proxy_stop (actor);
  step_stage_run (stage);
  g_assert_cmpint (get_stop_reason (stage, actor), ==, DOMO_STOP_REASON_STOPPED);
}

static void
test_a_limit_on_stopped_is_the_callers_own (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) patient = domo_proxy_stopped (actor);
  g_autoptr (DomoFuture) impatient = domo_future_with_timeout (domo_proxy_stopped (actor), 0);

  g_assert_error (domo_future_get_error (impatient), DOMO_ERROR, DOMO_ERROR_TIMEOUT);
  g_assert_true (domo_future_is_pending (patient));
  domo_proxy_stop (actor);
  step_stage_settle (stage, patient);
  g_assert_true (domo_future_is_resolved (patient));
}

static void
test_stopped_comes_after_the_children_have_ended (StepStage *stage)
{
  g_autoptr (DomoProxy) actor =
      domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "name", "a", "depth", 3u, NULL);
  g_autoptr (DomoFuture) stopped = domo_proxy_stopped (actor);

  step_stage_run (stage);
  g_assert_cmpint (test_actor_count_instances (), ==, 4);
  domo_proxy_stop (actor);
  while (domo_future_is_pending (stopped))
    g_assert_true (domo_test_dispatcher_step (stage->dispatcher));
  g_assert_cmpint (test_actor_count_instances (), ==, 0);
}

static void
test_stopping_begins_before_the_children_have_ended (StepStage *stage)
{
  g_autoptr (DomoProxy) actor =
      domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "name", "a", "depth", 1u, NULL);

  step_stage_run (stage);
  domo_proxy_stop (actor);
  g_assert_false (domo_proxy_is_stopping (actor));
  while (!domo_proxy_is_stopping (actor))
    g_assert_true (domo_test_dispatcher_step (stage->dispatcher));
  g_assert_false (domo_proxy_is_stopped (actor));
  step_stage_run (stage);
  g_assert_true (domo_proxy_is_stopped (actor));
  g_assert_true (domo_proxy_is_stopping (actor));
}

static DomoFuture *
stop_self (DomoActor *actor, gpointer data)
{
  domo_proxy_stop (domo_actor_get_self (actor));
  return domo_future_new_int64 (1);
}

static void
test_an_actor_can_stop_itself (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = test_subject_run (actor, stop_self, NULL);

  step_stage_settle (stage, answer);
  g_assert_true (domo_future_is_resolved (answer));
  g_assert_true (domo_proxy_is_stopped (actor));
}

static DomoFuture *
count_children (DomoActor *actor, gpointer data)
{
  g_autoptr (GPtrArray) children = domo_actor_get_children (actor);

  return domo_future_new_int64 (children->len);
}

static DomoFuture *
stop_first_child (DomoActor *actor, gpointer data)
{
  g_autoptr (GPtrArray) children = domo_actor_get_children (actor);

  domo_proxy_stop (g_ptr_array_index (children, 0));
  return domo_future_new_int64 (children->len);
}

static void
test_a_child_that_stops_leaves_its_parent (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  const char *const names[] = { "x", "y", NULL };
  g_autoptr (DomoFuture) before = NULL;
  g_autoptr (DomoFuture) after = NULL;

  give_children (stage, actor, names);
  before = test_subject_run (actor, stop_first_child, NULL);
  step_stage_settle (stage, before);
  g_assert_cmpint (domo_future_get_int64 (before, NULL), ==, 2);
  after = test_subject_run (actor, count_children, NULL);
  step_stage_settle (stage, after);
  g_assert_cmpint (domo_future_get_int64 (after, NULL), ==, 1);
  assert_journal (stage->journal, "x.before_stop x.after_stop x.finalize");
}

static DomoFuture *
list_children (DomoActor *actor, gpointer data)
{
  GPtrArray **children = data;

  *children = domo_actor_get_children (actor);
  return domo_future_new_int64 ((*children)->len);
}

static gpointer
get_first_child (StepStage *stage, TestSubject *actor)
{
  g_autoptr (GPtrArray) children = NULL;
  g_autoptr (DomoFuture) listed = test_subject_run (actor, list_children, &children);

  step_stage_settle (stage, listed);
  return g_object_ref (g_ptr_array_index (children, 0));
}

/* Stops a parent whose child has a message queued, and tells what the child did with it. */
static void
assert_child_does (StepStage *stage, void (*stop) (gpointer), const char *expected)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  const char *const names[] = { "c", NULL };
  g_autoptr (TestSubject) child = NULL;

  give_children (stage, actor, names);
  child = get_first_child (stage, actor);
  /* The parent's turn comes first, then the child's with message and stop. */
  stop (actor);
  test_subject_note (child, "1");
  step_stage_run (stage);
  assert_journal (stage->journal, expected);
  journal_clear (stage->journal);
}

static void
test_the_children_get_the_parents_kind_of_stop (StepStage *stage)
{
  assert_child_does (stage, domo_proxy_stop, "c:1 c.before_stop c.after_stop c.finalize");
  assert_child_does (stage, domo_proxy_stop_now, "c.before_stop c.after_stop c.finalize");
}

static void
test_a_child_stopped_while_its_parent_stops_ends_once (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  const char *const names[] = { "c", NULL };
  g_autoptr (TestSubject) child = NULL;

  give_children (stage, actor, names);
  child = get_first_child (stage, actor);
  domo_proxy_stop (child);
  domo_proxy_stop (actor);
  domo_proxy_stop_now (child);
  step_stage_run (stage);
  assert_journal (stage->journal, "c.before_stop c.after_stop c.finalize");
  g_assert_true (domo_proxy_is_stopped (actor));
}

typedef struct
{
  TestSubject *child;
} Nursery;

static DomoFuture *
stop_self_and_make_child (DomoActor *actor, gpointer data)
{
  Nursery *nursery = data;

  nursery->child = domo_actor_child_for (actor, TEST_TYPE_ACTOR, NULL);
  domo_proxy_stop_now (domo_actor_get_self (actor));
  return domo_future_new_int64 (1);
}

static void
test_a_child_made_just_before_the_stop_is_stopped_too (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  Nursery nursery = { NULL };
  g_autoptr (DomoFuture) made = test_subject_run (actor, stop_self_and_make_child, &nursery);

  step_stage_settle (stage, made);
  g_assert_true (domo_proxy_is_stopped (nursery.child));
  g_assert_true (domo_proxy_is_stopped (actor));
  g_object_unref (nursery.child);
}

static void
test_dropping_the_proxy_does_not_stop_the_actor (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);

  test_subject_note (actor, "last words");
  g_clear_object (&actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "a.before_start a.after_start a:last words");
  g_assert_cmpint (test_actor_count_instances (), ==, 1);
}

static void
test_a_busy_actor_stops_when_it_has_answered (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) answer = test_subject_run (actor, test_return_promised, promise);

  step_stage_run (stage);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  g_assert_false (domo_proxy_is_stopped (actor));
  domo_promise_resolve_int64 (promise, 7);
  step_stage_run (stage);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 7);
  g_assert_true (domo_proxy_is_stopped (actor));
}

static void
test_stop_now_rejects_what_a_busy_actor_owes (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) answer = test_subject_run (actor, test_return_promised, promise);

  step_stage_run (stage);
  domo_proxy_stop_now (actor);
  step_stage_settle (stage, answer);
  assert_stopped_error (answer);
  g_assert_true (domo_proxy_is_stopped (actor));
  /* Too late, and harmless. */
  domo_promise_resolve_int64 (promise, 7);
  step_stage_run (stage);
  assert_stopped_error (answer);
}

static void
test_a_stop_rejects_what_concurrent_methods_owe (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) answer =
      test_subject_run_concurrent (actor, test_return_promised, promise);

  step_stage_run (stage);
  domo_proxy_stop (actor);
  step_stage_settle (stage, answer);
  assert_stopped_error (answer);
  domo_promise_resolve_int64 (promise, 7);
  step_stage_run (stage);
}

static void
test_no_address_leads_to_a_stopped_actor (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoProxy) found = domo_stage_actor_of (stage->stage, domo_proxy_get_address (actor));

  g_assert_true ((gpointer) found == actor);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  g_assert_null (domo_stage_actor_of (stage->stage, domo_proxy_get_address (actor)));
}

static void
test_a_chain_of_10000_children_stops_without_recursion (StepStage *stage)
{
  g_autoptr (DomoProxy) actor =
      domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "name", "a", "depth", 10000u, NULL);

  step_stage_run (stage);
  g_assert_cmpint (test_actor_count_instances (), ==, 10001);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  g_assert_cmpint (test_actor_count_instances (), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/life/" name, test_##func)
  ADD ("start-hooks-come-before-the-first-message", start_hooks_come_before_the_first_message);
  ADD ("the-instance-is-made-by-the-dispatcher-not-by-the-caller",
       the_instance_is_made_by_the_dispatcher_not_by_the_caller);
  ADD ("stop-lets-the-queue-be-handled-first", stop_lets_the_queue_be_handled_first);
  ADD ("stop-now-goes-ahead-of-the-queue", stop_now_goes_ahead_of_the_queue);
  ADD ("a-new-actor-told-to-stop-now-starts-first", a_new_actor_told_to_stop_now_starts_first);
  ADD ("stopping-twice-is-fine", stopping_twice_is_fine);
  ADD ("a-five-deep-tree-stops-from-the-leaves", a_five_deep_tree_stops_from_the_leaves);
  ADD ("siblings-are-stopped-in-order-of-creation", siblings_are_stopped_in_order_of_creation);
  ADD ("a-failing-stop-hook-does-not-stop-the-stop", a_failing_stop_hook_does_not_stop_the_stop);
  ADD ("started-is-told", started_is_told);
  ADD ("started-says-why-not", started_says_why_not);
  ADD ("started-rejects-when-the-actor-never-starts", started_rejects_when_the_actor_never_starts);
  ADD ("stopped-is-told-with-the-reason", stopped_is_told_with_the_reason);
  ADD ("stopped-can-be-asked-afterwards", stopped_can_be_asked_afterwards);
  ADD ("a-limit-on-stopped-is-the-callers-own", a_limit_on_stopped_is_the_callers_own);
  ADD ("stopped-comes-after-the-children-have-ended", stopped_comes_after_the_children_have_ended);
  ADD ("stopping-begins-before-the-children-have-ended",
       stopping_begins_before_the_children_have_ended);
  ADD ("an-actor-can-stop-itself", an_actor_can_stop_itself);
  ADD ("a-child-that-stops-leaves-its-parent", a_child_that_stops_leaves_its_parent);
  ADD ("the-children-get-the-parents-kind-of-stop", the_children_get_the_parents_kind_of_stop);
  ADD ("a-child-stopped-while-its-parent-stops-ends-once",
       a_child_stopped_while_its_parent_stops_ends_once);
  ADD ("a-child-made-just-before-the-stop-is-stopped-too",
       a_child_made_just_before_the_stop_is_stopped_too);
  ADD ("dropping-the-proxy-does-not-stop-the-actor", dropping_the_proxy_does_not_stop_the_actor);
  ADD ("a-busy-actor-stops-when-it-has-answered", a_busy_actor_stops_when_it_has_answered);
  ADD ("stop-now-rejects-what-a-busy-actor-owes", stop_now_rejects_what_a_busy_actor_owes);
  ADD ("a-stop-rejects-what-concurrent-methods-owe", a_stop_rejects_what_concurrent_methods_owe);
  ADD ("no-address-leads-to-a-stopped-actor", no_address_leads_to_a_stopped_actor);
  ADD ("a-chain-of-10000-children-stops-without-recursion",
       a_chain_of_10000_children_stops_without_recursion);
#undef ADD

  return g_test_run ();
}
