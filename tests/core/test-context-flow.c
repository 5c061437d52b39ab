/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "context-notes.h"
#include "log-records.h"

#include <string.h>

/* How execution contexts follow messages, and where they do not go. */

/* Following. */

static DomoFuture *
ask_next_of_three (DomoActor *actor, gpointer next)
{
  TestSubject **actors = next;

  note_context (actor);
  return test_subject_run (actors[0], actors[1] != NULL ? ask_next_of_three : note, actors + 1);
}

static DomoFuture *
then_ask_last (DomoFuture *settled, gpointer last)
{
  return test_subject_run (last, note, NULL);
}

static DomoFuture *
ask_twice (DomoActor *actor, gpointer next)
{
  TestSubject **actors = next;

  note_context (actor);
  return domo_future_then (test_subject_run (actors[0], note, NULL), then_ask_last, actors[1],
                           NULL);
}

static void
test_it_is_seen_three_actors_away (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  g_autoptr (TestSubject) c = step_stage_actor (stage, "c", FALSE);
  g_autoptr (TestSubject) d = step_stage_actor (stage, "d", FALSE);
  TestSubject *next_of_b[] = { c, d };
  TestSubject *chain[] = { b, c, d, NULL };
  g_autoptr (DomoFuture) answer = NULL;

  g_test_summary ("After two asks and a then.");
  answer = ask_in ("r1", a, ask_next_of_three, chain);
  step_stage_settle (stage, answer);
  assert_journal (stage->journal, "a:r1 b:r1 c:r1 d:r1");
  journal_clear (stage->journal);

  g_clear_pointer (&answer, domo_future_unref);
  answer = ask_in ("r2", b, ask_twice, next_of_b);
  step_stage_settle (stage, answer);
  assert_journal (stage->journal, "b:r2 c:r2 d:r2");
  g_assert_true (domo_future_is_resolved (answer));
}

static void
test_the_next_message_does_not_see_it (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  domo_future_unref (ask_in ("r1", actor, note, NULL));
  domo_future_unref (test_subject_run (actor, note, NULL));
  domo_future_unref (ask_in ("r2", actor, note, NULL));
  domo_future_unref (test_subject_run (actor, note, NULL));
  step_stage_run (stage);
  assert_journal (stage->journal, "a:r1 a:- a:r2 a:-");
}

static DomoFuture *
tell_self (DomoActor *actor, gpointer data)
{
  g_autoptr (DomoFuture) later = test_subject_run (domo_actor_get_self (actor), note, NULL);

  return domo_future_new_int64 (1);
}

static void
test_messages_to_oneself_carry_it (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  domo_future_unref (ask_in ("r1", actor, tell_self, NULL));
  domo_future_unref (test_subject_run (actor, note, NULL));
  step_stage_run (stage);
  assert_journal (stage->journal, "a:- a:r1");
}

/* Children. */

#define STARTER_TYPE_ACTOR (starter_actor_get_type ())
G_DECLARE_FINAL_TYPE (StarterActor, starter_actor, STARTER, ACTOR, DomoActor)

struct _StarterActor
{
  DomoActor parent_instance;
};

/* The contexts of all starts of this class. */
static GString *starts;
static gboolean start_fails;

G_DEFINE_FINAL_TYPE (StarterActor, starter_actor, DOMO_TYPE_ACTOR)

static void
starter_actor_before_start (DomoActor *actor)
{
  DomoExecutionContext *context = domo_execution_context_get_current ();

  g_string_append_printf (starts, "%s ",
                          context != NULL
                              ? domo_execution_context_get_string (context, "request", "?")
                              : "-");
  if (start_fails)
    domo_actor_fail (actor, g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "no start"));
  start_fails = FALSE;
}

static void
starter_actor_class_init (StarterActorClass *klass)
{
  DOMO_ACTOR_CLASS (klass)->before_start = starter_actor_before_start;
}

static void
starter_actor_init (StarterActor *self)
{
}

static DomoFuture *
make_child (DomoActor *actor, gpointer data)
{
  g_autoptr (DomoProxy) starter = domo_actor_child_for (actor, STARTER_TYPE_ACTOR, NULL);
  g_autoptr (TestSubject) child =
      domo_actor_child_for (actor, TEST_TYPE_ACTOR, "name", "child", "journal",
                            test_actor_get_journal (TEST_ACTOR (actor)), NULL);
  g_autoptr (DomoFuture) first = test_subject_run (child, note, NULL);

  return domo_future_new_int64 (1);
}

static void
test_the_first_start_of_a_child_has_that_of_its_maker (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  g_test_summary ("And so has its first message; a restart has none.");
  starts = g_string_new (NULL);
  start_fails = TRUE;
  ask_and_run_in (stage, "r1", actor, make_child, NULL);
  domo_manual_clock_advance (stage->clock, G_USEC_PER_SEC);
  step_stage_run (stage);
  g_assert_cmpstr (starts->str, ==, "r1 - ");
  assert_journal (stage->journal, "child:r1");
  g_string_free (starts, TRUE);
}

/* Callbacks. */

static DomoFuture *
note_in_callback (DomoFuture *settled, gpointer actor)
{
  note_context (actor);
  return NULL;
}

static DomoFuture *
wait_for_promise (DomoActor *actor, gpointer promise)
{
  g_autoptr (DomoFuture) then =
      domo_future_then (domo_promise_get_future (promise), note_in_callback, actor, NULL);
  g_autoptr (DomoFuture) finally =
      domo_future_finally (domo_promise_get_future (promise), note_in_callback, actor, NULL);

  return domo_future_new_int64 (1);
}

static void
test_callbacks_have_the_one_in_which_they_were_added (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoExecutionContext) other = make_context ("other");

  domo_future_unref (ask_in ("r1", actor, wait_for_promise, promise));
  domo_future_unref (ask_in ("r2", actor, note, NULL));
  domo_future_unref (test_subject_run (actor, wait_for_promise, promise));
  step_stage_run (stage);
  domo_execution_context_push (other);
  domo_promise_resolve_void (promise);
  step_stage_run (stage);
  domo_execution_context_pop (other);
  assert_journal (stage->journal, "a:r2 a:r1 a:r1 a:- a:-");
}

static void
test_callbacks_that_are_dropped_let_go_of_it (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();

  g_test_summary ("As do queued messages; the leak checker would tell.");
  ask_and_run_in (stage, "r1", actor, wait_for_promise, promise);
  domo_future_unref (ask_in ("r2", actor, note, NULL));
  domo_proxy_stop_now (actor);
  domo_future_unref (ask_in ("r3", actor, note, NULL));
  step_stage_run (stage);
  assert_journal (stage->journal, "");
}

/* Pushing inside. */

static DomoFuture *
push_tell_and_pop (DomoActor *actor, gpointer other)
{
  g_autoptr (DomoExecutionContext) more =
      domo_execution_context_new_with (domo_execution_context_get_current (), "request",
                                       g_variant_new_string ("inner"));
  g_autoptr (DomoFuture) before = test_subject_run (other, note, NULL);
  g_autoptr (DomoFuture) meanwhile = NULL;

  domo_execution_context_push (more);
  note_context (actor);
  meanwhile = test_subject_run (other, note, NULL);
  domo_execution_context_pop (more);
  note_context (actor);
  return test_subject_run (other, note, NULL);
}

static void
test_a_handler_may_push_another (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  g_autoptr (GPtrArray) earlier = log_records_take (G_LOG_LEVEL_MASK);
  g_autoptr (GPtrArray) records = NULL;

  ask_and_run_in (stage, "r1", a, push_tell_and_pop, b);
  assert_journal (stage->journal, "a:inner a:r1 b:r1 b:inner b:r1");
  records = log_records_take (G_LOG_LEVEL_MESSAGE);
  g_assert_cmpuint (records->len, ==, 0);
}

static DomoFuture *
push_and_forget (DomoActor *actor, gpointer data)
{
  g_autoptr (DomoExecutionContext) forgotten = make_context ("forgotten");

  domo_execution_context_push (forgotten);
  note_context (actor);
  return domo_future_new_int64 (1);
}

static void
test_a_push_forgotten_in_a_handler_ends_with_it (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (GPtrArray) earlier = log_records_take (G_LOG_LEVEL_MASK);
  g_autoptr (GPtrArray) records = NULL;

  g_test_summary ("And a log record names the method.");
  domo_future_unref (ask_in ("r1", actor, push_and_forget, NULL));
  domo_future_unref (test_subject_run (actor, push_and_forget, NULL));
  domo_future_unref (test_subject_run (actor, note, NULL));
  step_stage_run (stage);
  assert_journal (stage->journal, "a:forgotten a:forgotten a:-");
  records = log_records_take (G_LOG_LEVEL_MESSAGE);
  g_assert_cmpuint (records->len, ==, 2);
  assert_record (records->pdata[0], "DOMO_MESSAGE", "TestSubject.run");
  g_assert_nonnull (strstr (log_record_get (records->pdata[0], "MESSAGE"),
                            "{request: 'forgotten'} was pushed in TestSubject.run and not popped"));
}

static void
test_an_actor_run_from_code_with_a_context_has_its_own (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoExecutionContext) context = make_context ("outside");

  g_test_summary ("The dispatcher's caller and the actor do not see each other's.");
  domo_future_unref (test_subject_run (actor, note, NULL));
  domo_future_unref (test_subject_run (actor, push_and_forget, NULL));
  domo_execution_context_push (context);
  step_stage_run (stage);
  g_assert_true (domo_execution_context_get_current () == context);
  domo_execution_context_pop (context);
  assert_journal (stage->journal, "a:- a:forgotten");
}

static gboolean
note_cb (gpointer actor)
{
  note_context (actor);
  return G_SOURCE_REMOVE;
}

static DomoFuture *
run_a_nested_loop (DomoActor *actor, gpointer data)
{
  g_idle_add (note_cb, actor);
  iterate_main_context ();
  note_context (actor);
  return domo_future_new_int64 (1);
}

static void
test_callbacks_of_a_nested_main_loop_do_not_see_it (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  ask_and_run_in (stage, "r1", actor, run_a_nested_loop, NULL);
  assert_journal (stage->journal, "a:- a:r1");
}

/* Waiting. */

static DomoFuture *
push_and_wait (DomoActor *actor, gpointer promise)
{
  g_autoptr (DomoExecutionContext) inner = make_context ("inner");

  domo_execution_context_push (inner);
  note_context (actor);
  g_assert_true (domo_await (domo_promise_get_future (promise), NULL));
  note_context (actor);
  domo_execution_context_pop (inner);
  note_context (actor);
  return domo_future_new_int64 (1);
}

static void
test_a_handler_that_waits_keeps_it (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoExecutionContext) outside = make_context ("outside");

  g_test_summary ("Other messages that are handled meanwhile have their own or none, and so has "
                  "the code that runs the actors.");
  domo_execution_context_push (outside);
  ask_and_run_in (stage, "r1", a, push_and_wait, promise);
  g_assert_true (domo_execution_context_get_current () == outside);
  domo_execution_context_pop (outside);
  g_assert_null (domo_execution_context_get_current ());
  domo_future_unref (test_subject_run (b, note, NULL));
  ask_and_run_in (stage, "r2", b, note, NULL);
  assert_journal (stage->journal, "a:inner b:- b:r2");
  domo_promise_resolve_void (promise);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:inner b:- b:r2 a:inner a:r1");
  domo_future_unref (test_subject_run (a, note, NULL));
  step_stage_run (stage);
  assert_journal (stage->journal, "a:inner b:- b:r2 a:inner a:r1 a:-");
}

static gboolean
run_stage_cb (gpointer stage)
{
  step_stage_run (stage);
  return G_SOURCE_REMOVE;
}

static void
test_a_handler_goes_on_with_it_in_a_deeper_main_loop (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();

  ask_and_run_in (stage, "r1", actor, push_and_wait, promise);
  domo_promise_resolve_void (promise);
  g_idle_add (run_stage_cb, stage);
  iterate_main_context ();
  assert_journal (stage->journal, "a:inner a:inner a:r1");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  log_records_start ();

#define ADD(name, func) step_stage_add_test ("/core/context-flow/" name, test_##func)
  ADD ("it-is-seen-three-actors-away", it_is_seen_three_actors_away);
  ADD ("the-next-message-does-not-see-it", the_next_message_does_not_see_it);
  ADD ("messages-to-oneself-carry-it", messages_to_oneself_carry_it);
  ADD ("the-first-start-of-a-child-has-that-of-its-maker",
       the_first_start_of_a_child_has_that_of_its_maker);
  ADD ("callbacks-have-the-one-in-which-they-were-added",
       callbacks_have_the_one_in_which_they_were_added);
  ADD ("callbacks-that-are-dropped-let-go-of-it", callbacks_that_are_dropped_let_go_of_it);
  ADD ("a-handler-may-push-another", a_handler_may_push_another);
  ADD ("a-push-forgotten-in-a-handler-ends-with-it", a_push_forgotten_in_a_handler_ends_with_it);
  ADD ("an-actor-run-from-code-with-a-context-has-its-own",
       an_actor_run_from_code_with_a_context_has_its_own);
  ADD ("callbacks-of-a-nested-main-loop-do-not-see-it",
       callbacks_of_a_nested_main_loop_do_not_see_it);
  ADD ("a-handler-that-waits-keeps-it", a_handler_that_waits_keeps_it);
  ADD ("a-handler-goes-on-with-it-in-a-deeper-main-loop",
       a_handler_goes_on_with_it_in_a_deeper_main_loop);
#undef ADD

  return g_test_run ();
}
