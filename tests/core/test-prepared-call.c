/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "context-notes.h"
#include "courier.h"
#include "misuse.h"
#include "spy-interceptor.h"

/* Functions that run as an actor, and calls that are checked now and sent later. */

/* A message whose sender may take it back, and knows when it is done with. */
typedef struct
{
  gboolean refuses;
  guint n_asked;
  guint n_done;
} Sender;

static gboolean
claim (gpointer data)
{
  Sender *self = data;

  self->n_asked++;
  return !self->refuses;
}

static void
done (gpointer data)
{
  ((Sender *) data)->n_done++;
}

static void
send_claimed (DomoPreparedCall *call, Sender *sender)
{
  domo_prepared_call_send (call, claim, sender, done);
}

static DomoPreparedCall *
prepare_note (gpointer actor, const char *text)
{
  g_autoptr (GError) error = NULL;
  DomoPreparedCall *call = domo_prepared_call_new (actor, &error, "note", text);

  g_assert_no_error (error);
  return call;
}

static void
assert_one_letter (DomoDeadLettersRecorder *letters,
                   DomoDeadLetterReason reason,
                   const char *message)
{
  iterate_main_context ();
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (letters), ==, 1);
  g_assert_cmpint (domo_dead_letter_get_reason (domo_dead_letters_recorder_get_nth (letters, 0)),
                   ==, reason);
  g_assert_cmpstr (domo_dead_letter_get_message (domo_dead_letters_recorder_get_nth (letters, 0)),
                   ==, message);
}

/* What accounting says at rest. */
static void
assert_counts (gpointer proxy, guint handled, guint dead)
{
  DomoCounters counters;

  domo_proxy_get_counters (proxy, &counters);
  g_assert_cmpuint (counters.accepted, ==, handled + dead);
  g_assert_cmpuint (counters.handled, ==, handled);
  g_assert_cmpuint (counters.dead_letters, ==, dead);
  g_assert_cmpuint (counters.queued, ==, 0);
}

/* Functions. */

static void
note_tick (DomoActor *actor, gpointer journal)
{
  journal_add (journal, "%s.tick", test_actor_get_name (TEST_ACTOR (actor)));
}

static void
test_a_function_takes_its_place (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  test_subject_note (actor, "1");
  domo_proxy_invoke (actor, "tick", note_tick, journal_ref (stage->journal),
                     (GDestroyNotify) journal_unref);
  test_subject_note (actor, "2");
  assert_journal (stage->journal, "");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1 a.tick a:2");
  assert_counts (actor, 3, 0);
}

static void
fail_now (DomoActor *actor, gpointer data)
{
  domo_actor_fail (actor, g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "boom"));
}

static void
test_a_function_may_fail (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);

  step_stage_run (stage);
  journal_clear (stage->journal);
  domo_proxy_invoke (actor, "tick", fail_now, NULL, NULL);
  step_stage_run (stage);
  assert_journal (stage->journal, "a.before_restart a.finalize a.before_start a.after_restart");
}

static void
await_promise (DomoActor *actor, gpointer promise)
{
  gint64 answer = domo_await_int64 (domo_promise_get_future (promise), NULL);

  journal_add (test_actor_get_journal (TEST_ACTOR (actor)), "awaited:%d", (int) answer);
}

static void
test_a_function_may_wait (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();

  domo_proxy_invoke (actor, "tick", await_promise, promise, NULL);
  test_subject_note (actor, "2");
  step_stage_run (stage);
  assert_journal (stage->journal, "");
  domo_promise_resolve_int64 (promise, 7);
  step_stage_run (stage);
  assert_journal (stage->journal, "awaited:7 a:2");
}

static void
note_the_context (DomoActor *actor, gpointer data)
{
  note_context (actor);
}

static void
test_a_function_carries_the_context (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoExecutionContext) context = make_context ("r");

  domo_execution_context_push (context);
  domo_proxy_invoke (actor, "tick", note_the_context, NULL, NULL);
  domo_execution_context_pop (context);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:r");
}

static void
note_protocol (DomoDelivery *delivery, gpointer data)
{
  guint n_args;

  g_assert_true (domo_delivery_get_protocol (delivery) == DOMO_TYPE_PROTOCOL);
  g_assert_null (domo_delivery_get_arguments (delivery, &n_args));
  g_assert_cmpuint (n_args, ==, 0);
}

static void
test_a_function_is_intercepted (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  set_spy (stage, "i")->before = note_protocol;
  domo_proxy_invoke (actor, "tick", note_tick, stage->journal, NULL);
  step_stage_run (stage);
  assert_journal (stage->journal, "i>tick() a.tick i<tick()=answered");
}

static void
count_destroyed (gpointer n)
{
  ++*(guint *) n;
}

static void
test_a_function_for_a_stopped_actor (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoDeadLettersRecorder) letters = domo_dead_letters_recorder_new (stage->stage);
  guint n_destroyed = 0;

  domo_proxy_stop (actor);
  step_stage_run (stage);
  domo_proxy_invoke (actor, "tick", fail_now, &n_destroyed, count_destroyed);
  g_assert_cmpuint (n_destroyed, ==, 1);
  assert_one_letter (letters, DOMO_DEAD_LETTER_REASON_STOPPED, "tick()");
  assert_counts (actor, 0, 1);
}

static void
test_a_function_dropped_by_a_full_mailbox (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "a", "journal", stage->journal, NULL);
  g_autoptr (DomoProxy) actor = NULL;
  g_autoptr (GError) error = NULL;
  guint n_destroyed = 0;

  domo_definition_set_bounded_mailbox (definition, 1, DOMO_OVERFLOW_POLICY_DROP_NEWEST);
  actor = domo_stage_actor_for_definition (stage->stage, definition, &error);
  g_assert_no_error (error);
  domo_proxy_invoke (actor, "tick", note_tick, stage->journal, NULL);
  domo_proxy_invoke (actor, "tick", fail_now, &n_destroyed, count_destroyed);
  g_assert_cmpuint (n_destroyed, ==, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "a.tick");
  assert_counts (actor, 1, 1);
}

/* Calls. */

static void
test_a_call_is_sent_often (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPreparedCall) call = prepare_note (actor, "hello");
  g_autofree char *printed = domo_prepared_call_to_string (call);

  g_assert_cmpstr (printed, ==, "note(\"hello\")");
  g_assert_true (domo_prepared_call_get_proxy (call) == (gpointer) actor);
  domo_prepared_call_send (call, NULL, NULL, NULL);
  domo_prepared_call_send (call, NULL, NULL, NULL);
  step_stage_run (stage);
  domo_prepared_call_send (call, NULL, NULL, NULL);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:hello a:hello a:hello");
}

static void
test_a_call_may_be_dropped_at_once (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  DomoPreparedCall *call = prepare_note (actor, "hello");

  domo_prepared_call_send (call, NULL, NULL, NULL);
  domo_prepared_call_unref (call);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:hello");
}

static void
test_an_ask_lets_its_answer_go (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPreparedCall) call =
      domo_prepared_call_new (actor, NULL, "ask", G_GINT64_CONSTANT (7));

  domo_prepared_call_send (call, NULL, NULL, NULL);
  step_stage_run (stage);
  assert_counts (actor, 1, 0);
}

static void
assert_refused (DomoPreparedCall *call, GError **error, DomoError code, const char *message)
{
  g_assert_null (call);
  g_assert_error (*error, DOMO_ERROR, (int) code);
  if (!g_pattern_match_simple (message, (*error)->message))
    g_error ("“%s” is not like “%s”", (*error)->message, message);
  g_clear_error (error);
}

static void
test_a_call_is_checked_at_once (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (GError) error = NULL;
  GValue number = G_VALUE_INIT;

  assert_refused (domo_prepared_call_new (actor, &error, "nota"), &error, DOMO_ERROR_NOT_FOUND,
                  "TestActor has no method “nota”; it has *");
  assert_refused (domo_prepared_call_newv (actor, "note", NULL, 0, &error), &error,
                  DOMO_ERROR_INVALID_ARGUMENT, "*takes 1 arguments, but was given 0");
  g_value_init (&number, G_TYPE_INT);
  assert_refused (domo_prepared_call_newv (actor, "note", &number, 1, &error), &error,
                  DOMO_ERROR_INVALID_ARGUMENT, "TestSubject.note (gchararray): argument 1: *");
}

static DomoFuture *
keep_file (const TestParcel *received, gpointer file)
{
  g_assert_true (received->file_value == file);
  return NULL;
}

static void
test_a_call_holds_references (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  GFile *file = g_file_new_for_path ("/");
  DomoPreparedCall *call = domo_prepared_call_new (courier, NULL, "take_file", file);

  g_object_unref (file);
  test_courier_set_handler (keep_file, file);
  domo_prepared_call_send (call, NULL, NULL, NULL);
  domo_prepared_call_send (call, NULL, NULL, NULL);
  step_stage_run (stage);
  g_assert_cmpuint (test_courier_received.n_deliveries, ==, 2);
  test_courier_set_handler (NULL, NULL);
  g_object_add_weak_pointer (G_OBJECT (file), (gpointer *) &file);
  domo_prepared_call_unref (call);
  g_assert_null (file);
}

/* Claims. */

static void
test_a_claimed_message_is_delivered (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPreparedCall) call = prepare_note (actor, "1");
  Sender sender = { 0 };

  send_claimed (call, &sender);
  g_assert_cmpuint (sender.n_asked, ==, 0);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1");
  g_assert_cmpuint (sender.n_asked, ==, 1);
  g_assert_cmpuint (sender.n_done, ==, 1);
}

static void
test_a_message_is_taken_back (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoDeadLettersRecorder) letters = domo_dead_letters_recorder_new (stage->stage);
  g_autoptr (DomoPreparedCall) call = prepare_note (actor, "1");
  Sender sender = { .refuses = TRUE };

  send_claimed (call, &sender);
  test_subject_note (actor, "2");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:2");
  g_assert_cmpuint (sender.n_done, ==, 1);
  assert_one_letter (letters, DOMO_DEAD_LETTER_REASON_EXPIRED, "note(\"1\")");
  assert_counts (actor, 1, 1);
}

static void
test_an_interceptor_sees_what_is_taken_back (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoDeadLettersRecorder) letters = domo_dead_letters_recorder_new (stage->stage);
  g_autoptr (DomoPreparedCall) call = prepare_note (actor, "1");
  Sender sender = { .refuses = TRUE };

  set_spy (stage, "i");
  send_claimed (call, &sender);
  step_stage_run (stage);
  assert_journal (stage->journal, "i>note(\"1\") i<note(\"1\")=dropped");
  assert_one_letter (letters, DOMO_DEAD_LETTER_REASON_EXPIRED, "note(\"1\")");
}

static void
delay (DomoDelivery *delivery, gpointer data)
{
  domo_delivery_delay (delivery, 100);
}

static void
test_a_delayed_message_is_taken_back (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPreparedCall) call = prepare_note (actor, "1");
  Sender sender = { 0 };

  g_test_summary ("An interceptor has looked at it, but it has not arrived.");
  set_spy (stage, "i")->before = delay;
  send_claimed (call, &sender);
  step_stage_run (stage);
  g_assert_cmpuint (sender.n_asked, ==, 0);
  sender.refuses = TRUE;
  domo_manual_clock_advance (stage->clock, 100);
  step_stage_run (stage);
  assert_journal (stage->journal, "i>note(\"1\") i<note(\"1\")=dropped");
  g_assert_cmpuint (sender.n_done, ==, 1);
}

static void
stash_once (DomoActor *actor, gpointer n_runs)
{
  if (++*(guint *) n_runs == 1)
    g_assert_true (domo_actor_stash (actor));
}

static void
unstash (DomoActor *actor, gpointer data)
{
  domo_actor_unstash_all (actor);
}

static void
test_what_was_put_aside_has_arrived (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  guint n_runs = 0;
  g_autoptr (DomoPreparedCall) call =
      domo_prepared_call_new_function (actor, "tick", stash_once, &n_runs, NULL);
  Sender sender = { 0 };

  send_claimed (call, &sender);
  step_stage_run (stage);
  g_assert_cmpuint (sender.n_done, ==, 0);
  sender.refuses = TRUE;
  domo_proxy_invoke (actor, "unstash", unstash, NULL, NULL);
  step_stage_run (stage);
  g_assert_cmpuint (n_runs, ==, 2);
  g_assert_cmpuint (sender.n_asked, ==, 1);
  g_assert_cmpuint (sender.n_done, ==, 1);
}

static void
test_nobody_is_asked_at_a_stop (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoDeadLettersRecorder) letters = domo_dead_letters_recorder_new (stage->stage);
  g_autoptr (DomoPreparedCall) call = prepare_note (actor, "1");
  Sender sender = { 0 };

  step_stage_run (stage);
  domo_proxy_stop (actor);
  send_claimed (call, &sender);
  step_stage_run (stage);
  g_assert_cmpuint (sender.n_asked, ==, 0);
  g_assert_cmpuint (sender.n_done, ==, 1);
  assert_one_letter (letters, DOMO_DEAD_LETTER_REASON_STOPPED, "note(\"1\")");
}

/* Who is running. */

static DomoFuture *
check_current (DomoActor *actor, gpointer data)
{
  g_assert_true (domo_actor_get_current () == actor);
  return domo_future_new_int64 (1);
}

static void
test_the_current_actor (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = test_subject_run (actor, check_current, NULL);

  g_assert_null (domo_actor_get_current ());
  step_stage_settle (stage, answer);
  g_assert_null (domo_actor_get_current ());
}

static gboolean
check_nobody (gpointer loop)
{
  g_assert_null (domo_actor_get_current ());
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
run_a_loop (DomoActor *actor, gpointer data)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_idle_add (check_nobody, loop);
  g_main_loop_run (loop);
  g_assert_true (domo_actor_get_current () == actor);
}

static void
test_nobody_in_a_nested_loop (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  domo_proxy_invoke (actor, "loop", run_a_loop, NULL, NULL);
  step_stage_run (stage);
}

/* An actor that knows who it is from the beginning. */
#define TEST_TYPE_EARLY (test_early_get_type ())
G_DECLARE_FINAL_TYPE (TestEarly, test_early, TEST, EARLY, DomoActor)

struct _TestEarly
{
  DomoActor parent_instance;
};

G_DEFINE_FINAL_TYPE (TestEarly, test_early, DOMO_TYPE_ACTOR)

static void
test_early_constructed (GObject *object)
{
  g_assert_true (domo_actor_get_current () == DOMO_ACTOR (object));
  G_OBJECT_CLASS (test_early_parent_class)->constructed (object);
}

static void
test_early_dispose (GObject *object)
{
  g_assert_null (domo_actor_get_current ());
  G_OBJECT_CLASS (test_early_parent_class)->dispose (object);
}

static void
test_early_class_init (TestEarlyClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = test_early_constructed;
  G_OBJECT_CLASS (klass)->dispose = test_early_dispose;
}

static void
test_early_init (TestEarly *self)
{
  g_assert_true (domo_actor_get_current () == DOMO_ACTOR (self));
}

static void
test_current_while_it_is_made (StepStage *stage)
{
  g_autoptr (DomoProxy) actor = domo_stage_actor_for (stage->stage, TEST_TYPE_EARLY, NULL);

  step_stage_run (stage);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  g_assert_true (domo_proxy_is_stopped (actor));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) step_stage_add_test ("/core/prepared-call/" path, func)
  ADD ("a-function-takes-its-place-in-the-mailbox", test_a_function_takes_its_place);
  ADD ("a-function-that-fails-is-a-failure-of-the-actor", test_a_function_may_fail);
  ADD ("a-function-may-wait", test_a_function_may_wait);
  ADD ("a-function-carries-the-context", test_a_function_carries_the_context);
  ADD ("a-function-is-seen-by-interceptors", test_a_function_is_intercepted);
  ADD ("a-function-for-a-stopped-actor-is-a-dead-letter", test_a_function_for_a_stopped_actor);
  ADD ("a-function-may-be-dropped-by-a-full-mailbox", test_a_function_dropped_by_a_full_mailbox);
  ADD ("a-call-is-sent-any-number-of-times", test_a_call_is_sent_often);
  ADD ("a-call-may-be-dropped-when-it-is-sent", test_a_call_may_be_dropped_at_once);
  ADD ("an-ask-lets-its-answer-go", test_an_ask_lets_its_answer_go);
  ADD ("a-call-is-checked-at-once", test_a_call_is_checked_at_once);
  ADD ("a-call-holds-its-arguments", test_a_call_holds_references);
  ADD ("a-claimed-message-is-delivered", test_a_claimed_message_is_delivered);
  ADD ("a-message-that-is-taken-back-has-expired", test_a_message_is_taken_back);
  ADD ("an-interceptor-sees-what-is-taken-back", test_an_interceptor_sees_what_is_taken_back);
  ADD ("a-delayed-message-can-be-taken-back", test_a_delayed_message_is_taken_back);
  ADD ("what-was-put-aside-has-arrived", test_what_was_put_aside_has_arrived);
  ADD ("nobody-is-asked-when-the-actor-stops", test_nobody_is_asked_at_a_stop);
  ADD ("the-current-actor-is-the-one-that-runs", test_the_current_actor);
  ADD ("there-is-no-current-actor-in-a-nested-loop", test_nobody_in_a_nested_loop);
  ADD ("an-actor-is-current-while-it-is-made", test_current_while_it_is_made);
#undef ADD
  return g_test_run ();
}
