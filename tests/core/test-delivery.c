/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "step-stage.h"

/* How messages reach an actor, and how an ask is answered. */

static void
forget_start (StepStage *stage)
{
  step_stage_run (stage);
  journal_clear (stage->journal);
}

static void
test_messages_of_one_sender_arrive_in_order (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  GString *expected = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);

      test_subject_note (actor, number);
      g_string_append_printf (expected, "%sa:%u", i > 0 ? " " : "", i);
      /* Sometimes the actor runs in between. */
      if (i % 7 == 0)
        domo_test_dispatcher_step (stage->dispatcher);
    }
  step_stage_run (stage);
  text = journal_get_text (stage->journal);
  g_assert_cmpstr (text, ==, expected->str);
  g_string_free (expected, TRUE);
}

static DomoFuture *
note_to_self (DomoActor *actor, gpointer data)
{
  journal_add (test_actor_get_journal (TEST_ACTOR (actor)), "begin");
  test_subject_note (domo_actor_get_self (actor), "from-self");
  journal_add (test_actor_get_journal (TEST_ACTOR (actor)), "end");
  return domo_future_new_int64 (0);
}

static void
test_a_message_to_oneself_comes_after_the_current_one (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) done = test_subject_run (actor, note_to_self, NULL);

  test_subject_note (actor, "queued");
  step_stage_run (stage);
  assert_journal (stage->journal, "begin end a:queued a:from-self");
}

static DomoFuture *
note_directly (DomoActor *actor, gpointer data)
{
  journal_add (test_actor_get_journal (TEST_ACTOR (actor)), "begin");
  test_subject_note (TEST_SUBJECT (actor), "direct");
  journal_add (test_actor_get_journal (TEST_ACTOR (actor)), "end");
  return domo_future_new_int64 (0);
}

static void
test_a_call_on_the_instance_is_a_plain_call (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) done = test_subject_run (actor, note_directly, NULL);

  step_stage_settle (stage, done);
  assert_journal (stage->journal, "begin a:direct end");
}

static void
test_an_actor_is_in_at_most_one_queue (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  step_stage_run (stage);
  for (guint i = 0; i < 10; i++)
    {
      test_subject_note (actor, "x");
      g_assert_cmpuint (domo_test_dispatcher_get_n_ready (stage->dispatcher), ==, 1);
    }
}

static void
test_actors_take_turns (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);

  step_stage_run (stage);
  for (guint i = 0; i < 3; i++)
    test_subject_note (a, "x");
  for (guint i = 0; i < 3; i++)
    test_subject_note (b, "x");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:x b:x a:x b:x a:x b:x");
}

static void
test_an_actor_is_busy_until_its_future_settles (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) answer = test_subject_run (actor, test_return_promised, promise);

  test_subject_note (actor, "after");
  step_stage_run (stage);
  assert_journal (stage->journal, "");
  g_assert_true (domo_future_is_pending (answer));
  domo_promise_resolve_int64 (promise, 5);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:after");
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 5);
}

static void
test_a_concurrent_method_lets_the_mailbox_go_on (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) first = domo_promise_new ();
  g_autoptr (DomoPromise) second = domo_promise_new ();
  g_autoptr (DomoFuture) one = test_subject_run_concurrent (actor, test_return_promised, first);
  g_autoptr (DomoFuture) two = test_subject_run_concurrent (actor, test_return_promised, second);

  test_subject_note (actor, "meanwhile");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:meanwhile");
  /* Answered in any order. */
  domo_promise_resolve_int64 (second, 2);
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (one));
  g_assert_cmpint (domo_future_get_int64 (two, NULL), ==, 2);
  domo_promise_resolve_int64 (first, 1);
  step_stage_run (stage);
  g_assert_cmpint (domo_future_get_int64 (one, NULL), ==, 1);
}

static DomoFuture *
add_one (DomoFuture *settled, gpointer data)
{
  return domo_future_new_int64 (domo_future_get_int64 (settled, NULL) + 1);
}

static DomoFuture *
ask_another (DomoActor *actor, gpointer other)
{
  return domo_future_then (test_subject_ask (other, 41), add_one, NULL, NULL);
}

static void
test_a_handler_may_return_a_derived_future (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  g_autoptr (DomoFuture) answer = test_subject_run (a, ask_another, b);

  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 42);
}

static DomoFuture *
return_nothing (DomoActor *actor, gpointer data)
{
  return NULL;
}

static DomoFuture *
return_string (DomoActor *actor, gpointer data)
{
  return domo_future_new_string ("no number");
}

static DomoFuture *
return_void (DomoActor *actor, gpointer data)
{
  return domo_future_new_void ();
}

static void
test_a_wrong_answer_rejects_and_names_the_method (StepStage *stage)
{
  const TestSubjectFunc answers[] = { return_nothing, return_string, return_void };
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (DomoFuture) answer = test_subject_run (actor, answers[i], NULL);
      const GError *error;

      step_stage_settle (stage, answer);
      error = domo_future_get_error (answer);
      g_assert_error (error, DOMO_ERROR, DOMO_ERROR_FAILED);
      g_assert_nonnull (strstr (error->message, "TestSubject.run"));
    }
}

static void
test_a_wrong_answer_that_comes_later_rejects_too (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) answer = test_subject_run (actor, test_return_promised, promise);

  step_stage_run (stage);
  domo_promise_resolve_string (promise, "no number");
  step_stage_settle (stage, answer);
  g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_FAILED);
}

static void
test_an_answer_nobody_waits_for_is_dropped (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();

  domo_future_unref (test_subject_ask (actor, 1));
  domo_future_unref (test_subject_run (actor, test_return_promised, promise));
  test_subject_note (actor, "after");
  step_stage_run (stage);
  domo_promise_resolve_int64 (promise, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:after");
}

static void
test_an_abandoned_promise_frees_a_busy_actor (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  DomoPromise *promise = domo_promise_new ();
  g_autoptr (DomoFuture) answer = test_subject_run (actor, test_return_promised, promise);

  test_subject_note (actor, "after");
  step_stage_run (stage);
  domo_promise_unref (promise);
  step_stage_settle (stage, answer);
  g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_ABANDONED);
  assert_journal (stage->journal, "a:after");
}

/* A dispatcher that only holds the turn, to look at what running it answers. */

#define HOLDING_TYPE_DISPATCHER (holding_dispatcher_get_type ())
G_DECLARE_FINAL_TYPE (HoldingDispatcher, holding_dispatcher, HOLDING, DISPATCHER, DomoDispatcher)

struct _HoldingDispatcher
{
  DomoDispatcher parent_instance;

  DomoTurn *turn;
};

G_DEFINE_FINAL_TYPE (HoldingDispatcher, holding_dispatcher, DOMO_TYPE_DISPATCHER)

static void
holding_dispatcher_schedule (DomoDispatcher *dispatcher, DomoTurn *turn)
{
  HoldingDispatcher *self = HOLDING_DISPATCHER (dispatcher);

  g_assert_null (self->turn);
  self->turn = turn;
}

static void
holding_dispatcher_class_init (HoldingDispatcherClass *klass)
{
  DOMO_DISPATCHER_CLASS (klass)->schedule = holding_dispatcher_schedule;
}

static void
holding_dispatcher_init (HoldingDispatcher *self)
{
}

/* Takes the turn out and runs it; puts it back if it is still the dispatcher's. */
static guint
run_held (HoldingDispatcher *self, guint max_messages)
{
  DomoTurn *turn = g_steal_pointer (&self->turn);
  guint n = domo_turn_run (turn, max_messages);

  if (n == max_messages)
    self->turn = turn;
  return n;
}

static TestSubject *
make_held_actor (StepStage *stage, HoldingDispatcher *dispatcher)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "a", "journal", stage->journal, NULL);
  TestSubject *actor;

  domo_definition_set_dispatcher (definition, DOMO_DISPATCHER (dispatcher));
  actor = domo_stage_actor_for_definition (stage->stage, definition, NULL);
  while (run_held (dispatcher, 10) == 10)
    ;
  return actor;
}

static void
test_a_turn_runs_no_more_than_it_may (StepStage *stage)
{
  g_autoptr (HoldingDispatcher) dispatcher = g_object_new (HOLDING_TYPE_DISPATCHER, NULL);
  g_autoptr (TestSubject) actor = make_held_actor (stage, dispatcher);

  for (guint i = 0; i < 5; i++)
    test_subject_note (actor, "x");
  g_assert_true ((gpointer) domo_turn_get_proxy (dispatcher->turn) == actor);
  g_assert_cmpuint (run_held (dispatcher, 3), ==, 3);
  g_assert_nonnull (dispatcher->turn);
  assert_journal (stage->journal, "a:x a:x a:x");
  g_assert_cmpuint (run_held (dispatcher, 3), ==, 2);
  g_assert_null (dispatcher->turn);
  assert_journal (stage->journal, "a:x a:x a:x a:x a:x");

  domo_proxy_stop (actor);
  run_held (dispatcher, 10);
}

static void
test_a_turn_that_ran_all_it_may_is_still_the_dispatchers (StepStage *stage)
{
  g_autoptr (HoldingDispatcher) dispatcher = g_object_new (HOLDING_TYPE_DISPATCHER, NULL);
  g_autoptr (TestSubject) actor = make_held_actor (stage, dispatcher);

  g_test_summary ("Also when there was nothing more to run, and when the actor stopped meanwhile.");
  test_subject_note (actor, "x");
  g_assert_cmpuint (run_held (dispatcher, 1), ==, 1);
  g_assert_cmpuint (run_held (dispatcher, 1), ==, 0);
  g_assert_null (dispatcher->turn);

  domo_proxy_stop (actor);
  g_assert_cmpuint (run_held (dispatcher, 1), ==, 1);
  g_assert_true (domo_proxy_is_stopped (actor));
  g_assert_cmpuint (run_held (dispatcher, 1), ==, 0);
  g_assert_null (dispatcher->turn);
}

static void
test_a_million_queued_messages_drain (StepStage *stage)
{
  enum
  {
    N = 1000000
  };
  g_autoptr (HoldingDispatcher) dispatcher = g_object_new (HOLDING_TYPE_DISPATCHER, NULL);
  g_autoptr (TestSubject) actor = make_held_actor (stage, dispatcher);
  g_autoptr (DomoFuture) last = NULL;
  guint n = 0;

  for (guint i = 1; i < N; i++)
    domo_future_unref (test_subject_ask (actor, i));
  last = test_subject_ask (actor, N);
  while (dispatcher->turn != NULL)
    n += run_held (dispatcher, 1000);
  g_assert_cmpuint (n, ==, N);
  g_assert_cmpint (domo_future_get_int64 (last, NULL), ==, N);

  domo_proxy_stop (actor);
  run_held (dispatcher, 10);
}

static void
test_a_definitions_dispatcher_runs_its_actors_only (StepStage *stage)
{
  g_autoptr (HoldingDispatcher) dispatcher = g_object_new (HOLDING_TYPE_DISPATCHER, NULL);
  g_autoptr (TestSubject) held = make_held_actor (stage, dispatcher);
  g_autoptr (TestSubject) other = step_stage_actor (stage, "b", FALSE);

  test_subject_note (held, "x");
  test_subject_note (other, "x");
  step_stage_run (stage);
  assert_journal (stage->journal, "b:x");
  run_held (dispatcher, 10);
  assert_journal (stage->journal, "b:x a:x");

  domo_proxy_stop (held);
  run_held (dispatcher, 10);
}

static void
test_messages_sent_before_the_start_wait_for_it (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);
  g_autoptr (DomoFuture) answer = test_subject_ask (actor, 3);

  g_assert_true (domo_future_is_pending (answer));
  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 3);
  forget_start (stage);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/delivery/" name, test_##func)
  ADD ("messages-of-one-sender-arrive-in-order", messages_of_one_sender_arrive_in_order);
  ADD ("a-message-to-oneself-comes-after-the-current-one",
       a_message_to_oneself_comes_after_the_current_one);
  ADD ("a-call-on-the-instance-is-a-plain-call", a_call_on_the_instance_is_a_plain_call);
  ADD ("an-actor-is-in-at-most-one-queue", an_actor_is_in_at_most_one_queue);
  ADD ("actors-take-turns", actors_take_turns);
  ADD ("an-actor-is-busy-until-its-future-settles", an_actor_is_busy_until_its_future_settles);
  ADD ("a-concurrent-method-lets-the-mailbox-go-on", a_concurrent_method_lets_the_mailbox_go_on);
  ADD ("a-handler-may-return-a-derived-future", a_handler_may_return_a_derived_future);
  ADD ("a-wrong-answer-rejects-and-names-the-method", a_wrong_answer_rejects_and_names_the_method);
  ADD ("a-wrong-answer-that-comes-later-rejects-too", a_wrong_answer_that_comes_later_rejects_too);
  ADD ("an-answer-nobody-waits-for-is-dropped", an_answer_nobody_waits_for_is_dropped);
  ADD ("an-abandoned-promise-frees-a-busy-actor", an_abandoned_promise_frees_a_busy_actor);
  ADD ("a-turn-runs-no-more-than-it-may", a_turn_runs_no_more_than_it_may);
  ADD ("a-turn-that-ran-all-it-may-is-still-the-dispatchers",
       a_turn_that_ran_all_it_may_is_still_the_dispatchers);
  ADD ("a-million-queued-messages-drain", a_million_queued_messages_drain);
  ADD ("a-definitions-dispatcher-runs-its-actors-only",
       a_definitions_dispatcher_runs_its_actors_only);
  ADD ("messages-sent-before-the-start-wait-for-it", messages_sent_before_the_start_wait_for_it);
#undef ADD

  return g_test_run ();
}
