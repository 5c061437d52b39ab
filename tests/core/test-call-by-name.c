/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "listener.h"
#include "misuse.h"
#include "step-stage.h"

/* Calling methods by their names: what is found, what is refused, and what becomes of the message.
 * Which values fit is another program's subject. */

static GValue
int64_value (gint64 number)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, number);
  return value;
}

static GValue
string_value (const char *text)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_static_string (&value, text);
  return value;
}

/* Sending it fails with that code and message, and requesting it is rejected with the same. */
static void
assert_refused (StepStage *stage,
                gpointer proxy,
                const char *method,
                const GValue *args,
                guint n_args,
                DomoError code,
                const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DomoFuture) future = NULL;

  g_assert_false (domo_proxy_send (proxy, method, args, n_args, &error));
  g_assert_error (error, DOMO_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, message);
  future = domo_proxy_request (proxy, method, args, n_args);
  g_assert_error (domo_future_get_error (future), DOMO_ERROR, (int) code);
  g_assert_cmpstr (domo_future_get_error (future)->message, ==, message);
}

static void
assert_sent (gpointer proxy, const char *method, const GValue *args, guint n_args)
{
  g_autoptr (GError) error = NULL;
  gboolean sent = domo_proxy_send (proxy, method, args, n_args, &error);

  g_assert_no_error (error);
  g_assert_true (sent);
}

static void
assert_answer (StepStage *stage, DomoFuture *future, gint64 expected)
{
  g_autoptr (DomoFuture) settled = future;
  g_autoptr (GError) error = NULL;
  gint64 answer;

  step_stage_settle (stage, settled);
  answer = domo_future_get_int64 (settled, &error);
  g_assert_no_error (error);
  g_assert_cmpint (answer, ==, expected);
}

/* What is found. */

static void
test_send_tell (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  GValue text = string_value ("hello");

  assert_sent (actor, "note", &text, 1);
  assert_sent (actor, "TestSubject.note", &text, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:hello a:hello");
}

static void
test_request_ask (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  GValue number = int64_value (7);

  assert_answer (stage, domo_proxy_request (actor, "ask", &number, 1), 7);
  assert_answer (stage, domo_proxy_request (actor, "TestSubject.ask", &number, 1), 7);
}

static void
test_order_with_typed_calls (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  GValue text = string_value ("2");

  test_subject_note (actor, "1");
  assert_sent (actor, "note", &text, 1);
  test_subject_note (actor, "3");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1 a:2 a:3");
}

static void
test_same_name_in_two_protocols (StepStage *stage)
{
  g_autoptr (DomoProxy) listener = domo_stage_actor_for (stage->stage, TEST_TYPE_LISTENER, NULL);
  GValue number = int64_value (7);

  assert_refused (stage, listener, "take_int", &number, 1, DOMO_ERROR_INVALID_ARGUMENT,
                  "TestListener has more than one method “take_int”: say TestCourier.take_int or "
                  "TestPhone.take_int");
  assert_sent (listener, "TestPhone.take_int", &number, 1);
  assert_sent (listener, "TestCourier.take_int", &number, 1);
  step_stage_run (stage);
  assert_heard ("TestPhone.take_int(7) TestCourier.take_int(7)");
}

/* What is refused. */

static void
test_unknown_name (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  static const char *const names[] = { "nota",  "",     "TestSubject",    "TestSubject.",
                                       ".note", "Note", "TestOther.note", "TestSubject.note." };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *message =
          g_strdup_printf ("TestActor has no method “%s”; it has TestSubject.note (gchararray); "
                           "TestSubject.ask (gint64) → gint64; TestSubject.fail (gchararray); "
                           "TestSubject.ask_and_fail (gchararray) → gint64; "
                           "TestSubject.run (gpointer, gpointer) → gint64; "
                           "TestSubject.run_concurrent (gpointer, gpointer) → gint64; "
                           "DomoSupervisor.inform (DomoSupervised)",
                           names[i]);

      assert_refused (stage, actor, names[i], NULL, 0, DOMO_ERROR_NOT_FOUND, message);
    }
}

static void
test_unknown_name_among_many (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autoptr (GError) error = NULL;

  g_test_summary ("Of an actor with very many methods only some are listed.");
  g_assert_false (domo_proxy_send (courier, "take", NULL, 0, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_NOT_FOUND);
  g_assert_true (
      g_pattern_match_simple ("*TestCourier.take_char (gchar); *; and 40 more", error->message));
}

static void
test_wrong_count (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  const GValue numbers[] = { int64_value (1), int64_value (2) };

  assert_refused (stage, actor, "ask", NULL, 0, DOMO_ERROR_INVALID_ARGUMENT,
                  "TestSubject.ask (gint64) → gint64: takes 1 arguments, but was given 0");
  assert_refused (stage, actor, "ask", numbers, 2, DOMO_ERROR_INVALID_ARGUMENT,
                  "TestSubject.ask (gint64) → gint64: takes 1 arguments, but was given 2");
}

static void
test_wrong_argument_is_never_sent (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  GValue number = int64_value (1);
  DomoDeadLettersRecorder *letters = domo_dead_letters_recorder_new (stage->stage);

  assert_refused (stage, actor, "note", &number, 1, DOMO_ERROR_INVALID_ARGUMENT,
                  "TestSubject.note (gchararray): argument 1: 1 (gint64) is not a gchararray");
  step_stage_run (stage);
  iterate_main_context ();
  assert_journal (stage->journal, "");
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (letters), ==, 0);
  g_object_unref (letters);
}

/* What becomes of the message. */

static void
test_request_tell (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  GValue text = string_value ("hello");
  g_autoptr (DomoFuture) future = domo_proxy_request (actor, "note", &text, 1);
  g_autoptr (GError) error = NULL;
  const GValue *value;

  g_test_summary ("A tell may be requested: it resolves with nothing once it has been handled.");
  g_assert_true (domo_future_is_pending (future));
  step_stage_settle (stage, future);
  assert_journal (stage->journal, "a:hello");
  value = domo_future_get_value (future, &error);
  g_assert_no_error (error);
  g_assert_false (G_IS_VALUE (value));
  g_assert_null (domo_future_get_value_or_null (future, &error));
  g_assert_no_error (error);
}

static void
test_request_tell_that_fails (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  GValue text = string_value ("broken");
  g_autoptr (DomoFuture) future = domo_proxy_request (actor, "fail", &text, 1);

  step_stage_assert_rejected (stage, future, DOMO_ERROR_FAILED, "broken");
  g_assert_null (domo_future_get_value_or_null (future, NULL));
}

static DomoFuture *
answer_pending (DomoActor *actor, gpointer promise)
{
  return domo_promise_get_future (promise);
}

static void
test_sent_ask_keeps_busy (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  GValue args[2] = { G_VALUE_INIT, G_VALUE_INIT };
  GValue number = int64_value (1);

  g_test_summary ("Whether anybody waits for the answer makes no difference to the actor.");
  g_value_set_pointer (g_value_init (&args[0], G_TYPE_POINTER), (gpointer) answer_pending);
  g_value_set_pointer (g_value_init (&args[1], G_TYPE_POINTER), promise);
  assert_sent (actor, "run", args, 2);
  test_subject_note (actor, "after");
  step_stage_run (stage);
  assert_journal (stage->journal, "");
  domo_promise_resolve (promise, &number);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:after");
}

static void
test_stopped_actor (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  DomoDeadLettersRecorder *letters = domo_dead_letters_recorder_new (stage->stage);
  GValue text = string_value ("late");
  GValue number = int64_value (1);
  g_autoptr (DomoFuture) ask = NULL;
  g_autoptr (DomoFuture) tell = NULL;

  domo_proxy_stop (actor);
  step_stage_run (stage);
  assert_sent (actor, "note", &text, 1);
  ask = domo_proxy_request (actor, "ask", &number, 1);
  tell = domo_proxy_request (actor, "note", &text, 1);
  step_stage_assert_rejected (stage, ask, DOMO_ERROR_STOPPED, "*TestActor*“ask”*");
  step_stage_assert_rejected (stage, tell, DOMO_ERROR_STOPPED, "*TestActor*“note”*");
  iterate_main_context ();
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (letters), ==, 3);
  g_assert_cmpstr (domo_dead_letter_get_message (domo_dead_letters_recorder_get_nth (letters, 0)),
                   ==, "note(\"late\")");
  g_object_unref (letters);
}

static void
test_stopped_actor_still_checks (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  DomoDeadLettersRecorder *letters = domo_dead_letters_recorder_new (stage->stage);

  domo_proxy_stop (actor);
  step_stage_run (stage);
  assert_refused (stage, actor, "ask", NULL, 0, DOMO_ERROR_INVALID_ARGUMENT,
                  "TestSubject.ask (gint64) → gint64: takes 1 arguments, but was given 0");
  iterate_main_context ();
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (letters), ==, 0);
  g_object_unref (letters);
}

/* Ownership. */

static DomoFuture *
check_floating (const TestParcel *received, gpointer data)
{
  g_assert_true (g_object_is_floating (received->unowned_value));
  return NULL;
}

static void
test_floating_object_stays_the_values (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  GValue value = G_VALUE_INIT;
  gpointer object = g_object_new (G_TYPE_INITIALLY_UNOWNED, NULL);

  g_test_summary ("The reference that a value holds is not taken from it by sinking.");
  g_object_add_weak_pointer (object, &object);
  test_courier_set_handler (check_floating, NULL);
  g_value_take_object (g_value_init (&value, G_TYPE_OBJECT), object);
  assert_sent (courier, "take_unowned", &value, 1);
  step_stage_run (stage);
  g_assert_cmpuint (test_courier_received.n_deliveries, ==, 1);
  g_assert_nonnull (object);
  g_value_unset (&value);
  g_assert_null (object);
}

static void
test_arguments_are_copied (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  GValue value = G_VALUE_INIT;
  int n_before = test_tracked_count_alive ();

  g_value_take_boxed (g_value_init (&value, TEST_TYPE_TRACKED), test_tracked_new (1));
  assert_sent (courier, "take_tracked", &value, 1);
  g_value_unset (&value);
  g_assert_cmpint (test_tracked_count_alive (), ==, n_before + 1);
  step_stage_run (stage);
  g_assert_cmpuint (test_courier_received.n_deliveries, ==, 1);
  g_assert_cmpint (test_tracked_count_alive (), ==, n_before);
}

static void
test_references_are_released (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GParamSpec) param =
      g_param_spec_ref_sink (g_param_spec_int ("n", NULL, NULL, 0, 1, 0, 0));
  GValue an_object = G_VALUE_INIT, a_param = G_VALUE_INIT;

  g_value_set_object (g_value_init (&an_object, G_TYPE_OBJECT), object);
  g_value_set_param (g_value_init (&a_param, G_TYPE_PARAM), param);
  assert_sent (courier, "take_object", &an_object, 1);
  assert_sent (courier, "take_param", &a_param, 1);
  g_value_unset (&an_object);
  g_value_unset (&a_param);
  g_assert_cmpuint (object->ref_count, ==, 2);
  g_assert_cmpuint (param->ref_count, ==, 2);
  step_stage_run (stage);
  g_assert_cmpuint (object->ref_count, ==, 1);
  g_assert_cmpuint (param->ref_count, ==, 1);
}

static void
test_refused_call_keeps_nothing (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_auto (GValue) value = G_VALUE_INIT;
  int n_before = test_tracked_count_alive ();

  g_value_take_boxed (g_value_init (&value, TEST_TYPE_TRACKED), test_tracked_new (1));
  g_assert_false (domo_proxy_send (courier, "take_string", &value, 1, NULL));
  g_assert_cmpint (test_tracked_count_alive (), ==, n_before + 1);
}

/* From any thread. */

#define N_SENDERS  3
#define N_MESSAGES 200

static gpointer
send_many (gpointer actor)
{
  GValue number = int64_value (21);

  for (guint i = 0; i < N_MESSAGES; i++)
    g_assert_cmpint (domo_await_int64 (domo_proxy_request (actor, "ask", &number, 1), NULL), ==,
                     42);
  return NULL;
}

static void
test_many_threads (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoProxy) listener = domo_stage_actor_for (stage, TEST_TYPE_LISTENER, NULL);
  GThread *senders[N_SENDERS];

  for (guint i = 0; i < N_SENDERS; i++)
    senders[i] = g_thread_new ("sender", send_many, listener);
  /* Each waits for its last answer, so all have been heard when there are that many. */
  for (guint n_heard = 0; n_heard < N_SENDERS * N_MESSAGES;)
    {
      g_autofree char *heard = NULL;

      g_main_context_iteration (NULL, TRUE);
      heard = test_listener_steal_heard ();
      for (const char *c = heard; c != NULL && *c != '\0'; c++)
        n_heard += *c == '(';
    }
  for (guint i = 0; i < N_SENDERS; i++)
    g_thread_join (senders[i]);
  g_assert_true (domo_stage_close (stage, -1, NULL));
}

/* Looking at what is there. */

static void
test_list_methods (StepStage *stage)
{
  g_autoptr (DomoProxy) listener = domo_stage_actor_for (stage->stage, TEST_TYPE_LISTENER, NULL);
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (GPtrArray) methods = domo_proxy_list_methods (actor);
  g_autoptr (GPtrArray) of_listener = domo_proxy_list_methods (listener);
  const DomoMethodInfo *note = g_ptr_array_index (methods, 0);
  const DomoMethodInfo *run = g_ptr_array_index (methods, 5);
  const DomoMethodInfo *phone = g_ptr_array_index (of_listener, of_listener->len - 4);
  g_autofree char *text = domo_method_info_to_string (run);
  g_autofree GType *types = NULL;
  guint n_types;

  /* Those of TestSubject, and DomoSupervisor.inform. */
  g_assert_cmpuint (methods->len, ==, 7);
  g_assert_cmpstr (domo_method_info_get_name (note), ==, "note");
  g_assert_false (domo_method_info_is_ask (note));
  g_assert_true (domo_method_info_get_protocol (note) == TEST_TYPE_SUBJECT);
  g_assert_true (domo_method_info_get_result_type (note) == G_TYPE_NONE);
  g_assert_true (domo_method_info_get_flags (note) == DOMO_METHOD_NONE);

  g_assert_cmpstr (text, ==, "TestSubject.run_concurrent (gpointer, gpointer) → gint64");
  g_assert_true (domo_method_info_is_ask (run));
  g_assert_true (domo_method_info_get_result_type (run) == G_TYPE_INT64);
  g_assert_true (domo_method_info_get_flags (run) == DOMO_METHOD_CONCURRENT);
  types = domo_method_info_get_argument_types (run, &n_types);
  g_assert_cmpuint (n_types, ==, 2);
  g_assert_true (types[0] == G_TYPE_POINTER && types[1] == G_TYPE_POINTER);

  g_assert_cmpstr (domo_method_info_get_name (phone), ==, "ask");
  g_assert_true (domo_method_info_get_protocol (phone) == test_phone_get_type ());
}

static void
test_method_without_arguments (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autoptr (GPtrArray) methods = domo_proxy_list_methods (courier);
  const DomoMethodInfo *nothing = g_ptr_array_index (methods, methods->len - 1);
  g_autofree char *text = domo_method_info_to_string (nothing);
  g_autoptr (DomoFuture) future = domo_proxy_request (courier, "echo_nothing", NULL, 0);
  guint n_types = 77;

  g_assert_null (domo_method_info_get_argument_types (nothing, &n_types));
  g_assert_cmpuint (n_types, ==, 0);
  g_assert_cmpstr (text, ==, "TestCourier.echo_nothing () → nothing");
  step_stage_settle (stage, future);
  g_assert_true (domo_future_is_resolved (future));
}

/* Misuse. */

static void
send_without_arguments (gconstpointer data)
{
  StepStage stage;
  TestSubject *actor;

  step_stage_set_up (&stage);
  actor = step_stage_actor (&stage, "a", FALSE);
  g_assert_false (domo_proxy_send (actor, "note", NULL, 1, NULL));
  g_object_unref (actor);
  step_stage_tear_down (&stage);
}

static void
test_arguments_missing (void)
{
  assert_misuse (send_without_arguments, NULL, "*domo_proxy_send*args != NULL*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  step_stage_add_test ("/core/call-by-name/send-tell", test_send_tell);
  step_stage_add_test ("/core/call-by-name/request-ask", test_request_ask);
  step_stage_add_test ("/core/call-by-name/order-with-typed-calls", test_order_with_typed_calls);
  step_stage_add_test ("/core/call-by-name/same-name-in-two-protocols",
                       test_same_name_in_two_protocols);
  step_stage_add_test ("/core/call-by-name/unknown-name", test_unknown_name);
  step_stage_add_test ("/core/call-by-name/unknown-name-among-many", test_unknown_name_among_many);
  step_stage_add_test ("/core/call-by-name/wrong-count", test_wrong_count);
  step_stage_add_test ("/core/call-by-name/wrong-argument-is-never-sent",
                       test_wrong_argument_is_never_sent);
  step_stage_add_test ("/core/call-by-name/request-tell", test_request_tell);
  step_stage_add_test ("/core/call-by-name/request-tell-that-fails", test_request_tell_that_fails);
  step_stage_add_test ("/core/call-by-name/sent-ask-keeps-busy", test_sent_ask_keeps_busy);
  step_stage_add_test ("/core/call-by-name/stopped-actor", test_stopped_actor);
  step_stage_add_test ("/core/call-by-name/stopped-actor-still-checks",
                       test_stopped_actor_still_checks);
  step_stage_add_test ("/core/call-by-name/floating-object-stays-the-values",
                       test_floating_object_stays_the_values);
  step_stage_add_test ("/core/call-by-name/arguments-are-copied", test_arguments_are_copied);
  step_stage_add_test ("/core/call-by-name/references-are-released", test_references_are_released);
  step_stage_add_test ("/core/call-by-name/refused-call-keeps-nothing",
                       test_refused_call_keeps_nothing);
  g_test_add_func ("/core/call-by-name/many-threads", test_many_threads);
  step_stage_add_test ("/core/call-by-name/list-methods", test_list_methods);
  step_stage_add_test ("/core/call-by-name/method-without-arguments",
                       test_method_without_arguments);
  g_test_add_func ("/core/call-by-name/arguments-missing", test_arguments_missing);
  return g_test_run ();
}
