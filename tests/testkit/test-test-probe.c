/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "courier.h"
#include "failure.h"
#include "gauge.h"
#include "test-actor.h"

static DomoTestProbe *
make (DomoTestFixture *fixture)
{
  return domo_test_probe_new (fixture->stage, TEST_TYPE_GAUGE, TEST_TYPE_SUBJECT, G_TYPE_INVALID);
}

static TestGauge *
gauge_of (DomoTestProbe *probe)
{
  return TEST_GAUGE (domo_test_probe_get_proxy (probe));
}

static TestSubject *
subject_of (DomoTestProbe *probe)
{
  return TEST_SUBJECT (domo_test_probe_get_proxy (probe));
}

static gint64
get_time (DomoTestFixture *fixture)
{
  return domo_clock_get_time (DOMO_CLOCK (fixture->clock));
}

/* What comes. */

static void
test_has_all_its_protocols (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) probe = make (fixture);
  g_autoptr (DomoTestProbe) same =
      domo_test_probe_new (fixture->stage, TEST_TYPE_SUBJECT, TEST_TYPE_GAUGE, TEST_TYPE_SUBJECT,
                           G_TYPE_INVALID);
  g_autoptr (DomoTestProbe) none = domo_test_probe_new (fixture->stage, G_TYPE_INVALID);

  g_assert_true (TEST_IS_GAUGE (domo_test_probe_get_proxy (probe)));
  g_assert_true (TEST_IS_SUBJECT (domo_test_probe_get_proxy (probe)));
  g_assert_true (domo_proxy_get_actor_type (domo_test_probe_get_proxy (probe)) ==
                 domo_proxy_get_actor_type (domo_test_probe_get_proxy (same)));
  g_assert_false (TEST_IS_GAUGE (domo_test_probe_get_proxy (none)));
}

static void
test_expects_one_after_the_other (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) probe = make (fixture);
  DomoTestMessage *message;
  g_autofree char *text = NULL;

  test_gauge_add (gauge_of (probe), 5);
  test_subject_note (subject_of (probe), "text");
  test_subject_note (subject_of (probe), NULL);
  domo_test_probe_expect_message (probe, 0, "add", G_GINT64_CONSTANT (5));
  message = domo_test_probe_expect_message (probe, 0, "note", "text");
  text = domo_test_message_to_string (message);
  g_assert_cmpstr (text, ==, "note(\"text\")");
  domo_test_probe_expect_message (probe, 0, "TestSubject.note", NULL);
  domo_test_probe_expect_no_message (probe, G_USEC_PER_SEC);
  g_assert_cmpint (get_time (fixture), ==, G_USEC_PER_SEC);
}

static void
add_later (DomoActor *actor, gpointer gauge)
{
  g_autoptr (DomoPromise) never = domo_promise_new ();

  domo_await (domo_future_with_timeout (domo_promise_get_future (never), 2000), NULL);
  test_gauge_add (gauge, 1);
}

static void
test_waits_for_what_comes_later (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) probe = make (fixture);
  g_autoptr (TestGauge) sender = domo_stage_actor_for (fixture->stage, GAUGE_TYPE_ACTOR, NULL);

  g_test_summary ("Up to the moment at which it comes.");
  domo_proxy_invoke (sender, "add later", add_later, gauge_of (probe), NULL);
  domo_test_probe_expect_no_message (probe, 1999);
  domo_test_probe_expect_message (probe, G_USEC_PER_SEC, "add", G_GINT64_CONSTANT (1));
  g_assert_cmpint (get_time (fixture), ==, 2000);
}

static void
test_a_method_with_any_arguments (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) probe = make (fixture);
  DomoTestMessage *message;
  const GValue *args;
  guint n_args;

  test_gauge_add (gauge_of (probe), 77);
  message = domo_test_probe_expect_method (probe, 0, "TestGauge.add");
  g_assert_cmpstr (domo_test_message_get_method (message), ==, "add");
  args = domo_test_message_get_arguments (message, &n_args);
  g_assert_cmpuint (n_args, ==, 1);
  g_assert_cmpint (g_value_get_int64 (&args[0]), ==, 77);
}

static void
test_in_any_order (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) probe = make (fixture);

  test_gauge_add (gauge_of (probe), 2);
  test_subject_note (subject_of (probe), "x");
  test_gauge_add (gauge_of (probe), 1);
  test_gauge_add (gauge_of (probe), 1);
  domo_test_probe_expect_in_any_order (probe, 0, "add", G_GINT64_CONSTANT (1), "note", "x", "add",
                                       G_GINT64_CONSTANT (1), "add", G_GINT64_CONSTANT (2), NULL);
  domo_test_probe_expect_no_message (probe, 0);
}

static void
test_what_is_ignored_is_passed_over (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) probe = make (fixture);
  g_autoptr (GPtrArray) messages = NULL;

  test_gauge_add (gauge_of (probe), 1);
  domo_test_fixture_run (fixture);
  domo_test_probe_ignore (probe, "add");
  test_gauge_add (gauge_of (probe), 2);
  test_subject_note (subject_of (probe), "x");
  test_gauge_add (gauge_of (probe), 3);
  domo_test_probe_expect_message (probe, 0, "note", "x");
  domo_test_probe_expect_no_message (probe, 0);
  messages = domo_test_probe_get_messages (probe);
  g_assert_cmpuint (messages->len, ==, 4);
}

/* What is answered. */

static void
test_answers_before_and_after (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) probe = make (fixture);
  g_autoptr (DomoFuture) first = NULL, second = NULL, third = NULL;

  g_test_summary ("The first answer is for the first ask, whichever is there first.");
  domo_test_probe_reply (probe, "ask", G_GINT64_CONSTANT (10));
  first = test_subject_ask (subject_of (probe), 1);
  second = test_subject_ask (subject_of (probe), 2);
  third = test_subject_ask (subject_of (probe), 3);
  domo_test_fixture_run (fixture);
  g_assert_cmpint (domo_future_get_int64 (first, NULL), ==, 10);
  g_assert_true (domo_future_is_pending (second));
  domo_test_probe_reply (probe, "ask", G_GINT64_CONSTANT (20));
  domo_test_probe_reply (probe, "ask", G_GINT64_CONSTANT (30));
  domo_test_fixture_run (fixture);
  g_assert_cmpint (domo_future_get_int64 (second, NULL), ==, 20);
  g_assert_cmpint (domo_future_get_int64 (third, NULL), ==, 30);
}

static void
test_messages_come_while_asks_wait (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) probe = make (fixture);
  g_autoptr (DomoFuture) waits = test_subject_ask (subject_of (probe), 1);

  test_gauge_add (gauge_of (probe), 1);
  domo_test_probe_expect_message (probe, 0, "ask", G_GINT64_CONSTANT (1));
  domo_test_probe_expect_message (probe, 0, "add", G_GINT64_CONSTANT (1));
  domo_test_probe_reply (probe, "ask", G_GINT64_CONSTANT (0));
  domo_test_fixture_run (fixture);
  g_assert_true (domo_future_is_resolved (waits));
}

static void
test_answers_all (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) probe = make (fixture);
  g_autoptr (DomoFuture) before = test_subject_ask (subject_of (probe), 1);
  g_autoptr (DomoFuture) special = NULL, after = NULL;

  domo_test_fixture_run (fixture);
  domo_test_probe_reply_always (probe, "ask", G_GINT64_CONSTANT (5));
  domo_test_probe_reply (probe, "ask", G_GINT64_CONSTANT (6));
  special = test_subject_ask (subject_of (probe), 2);
  after = test_subject_ask (subject_of (probe), 3);
  domo_test_fixture_run (fixture);
  g_assert_cmpint (domo_future_get_int64 (before, NULL), ==, 5);
  g_assert_cmpint (domo_future_get_int64 (special, NULL), ==, 6);
  g_assert_cmpint (domo_future_get_int64 (after, NULL), ==, 5);
}

static void
test_rejects (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) probe = make (fixture);
  g_autoptr (DomoFuture) waits = test_subject_ask (subject_of (probe), 1);
  g_autoptr (DomoFuture) next = NULL;

  domo_test_fixture_run (fixture);
  for (guint i = 0; i < 2; i++)
    domo_test_probe_reject (probe, "ask",
                            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "not now"));
  next = test_subject_ask (subject_of (probe), 2);
  domo_test_fixture_run (fixture);
  g_assert_error (domo_future_get_error (waits), G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_error (domo_future_get_error (next), G_IO_ERROR, G_IO_ERROR_BUSY);
}

static void
test_fails_and_starts_again (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) probe = make (fixture);
  g_autoptr (DomoFuture) fails = NULL, waits = test_subject_ask (subject_of (probe), 1);

  g_test_summary ("It is the next message that fails, and not an ask that waits for its answer.");
  domo_test_fixture_run (fixture);
  domo_test_probe_fail (probe, "ask", g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "why"));
  domo_test_probe_fail (probe, "add", g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "why"));
  fails = test_subject_ask (subject_of (probe), 2);
  domo_test_fixture_advance (fixture, G_USEC_PER_SEC);
  g_assert_error (domo_future_get_error (fails), DOMO_ERROR, DOMO_ERROR_FAILED);
  test_gauge_add (gauge_of (probe), 1);
  domo_test_fixture_advance (fixture, G_USEC_PER_SEC);
  g_assert_true (domo_future_is_pending (waits));
  domo_test_probe_reply (probe, "ask", G_GINT64_CONSTANT (3));
  domo_test_fixture_run (fixture);
  g_assert_cmpint (domo_future_get_int64 (waits, NULL), ==, 3);
}

static void
test_an_ask_that_nobody_waits_for_gets_no_answer (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) probe = make (fixture);
  g_autoptr (DomoFuture) late = test_subject_ask (subject_of (probe), 1), next = NULL;

  g_test_summary ("The stage's limit has settled the first.");
  domo_test_fixture_advance (fixture, 31 * G_USEC_PER_SEC);
  g_assert_error (domo_future_get_error (late), DOMO_ERROR, DOMO_ERROR_TIMEOUT);
  next = test_subject_ask (subject_of (probe), 2);
  domo_test_fixture_run (fixture);
  domo_test_probe_reply (probe, "ask", G_GINT64_CONSTANT (2));
  domo_test_fixture_run (fixture);
  g_assert_cmpint (domo_future_get_int64 (next, NULL), ==, 2);
}

/* The forms with values. */

static void
test_values (DomoTestFixture *fixture, gconstpointer data)
{
  const GType protocols[] = { TEST_TYPE_SUBJECT };
  g_autoptr (DomoTestProbe) probe = domo_test_probe_newv (fixture->stage, protocols, 1);
  g_autoptr (DomoFuture) one = NULL, two = NULL;
  g_autoptr (DomoTestMessage) note = NULL;
  g_auto (GValue) number = G_VALUE_INIT, text = G_VALUE_INIT;

  g_value_init (&number, G_TYPE_INT);
  g_value_set_int (&number, 4);
  g_value_init (&text, G_TYPE_STRING);
  g_value_set_string (&text, "x");
  note = domo_test_message_new ("note", &text, 1);
  domo_test_probe_replyv (probe, "ask", &number);
  one = test_subject_ask (subject_of (probe), 4);
  two = test_subject_ask (subject_of (probe), 5);
  test_subject_note (subject_of (probe), "x");
  domo_test_probe_expect_messagev (probe, 0, "ask", &number, 1);
  domo_test_probe_expect_method (probe, 0, "ask");
  domo_test_probe_reply_alwaysv (probe, "ask", &number);
  domo_test_probe_expect_in_any_orderv (probe, 0, &note, 1);
  domo_test_fixture_run (fixture);
  g_assert_cmpint (domo_future_get_int64 (one, NULL), ==, 4);
  g_assert_cmpint (domo_future_get_int64 (two, NULL), ==, 4);
}

static void
test_arguments_of_all_kinds (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) probe =
      domo_test_probe_new (fixture->stage, TEST_TYPE_COURIER, G_TYPE_INVALID);
  TestCourier *courier = TEST_COURIER (domo_test_probe_get_proxy (probe));
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new ("(is)", 1, "v"));
  g_autoptr (GBytes) bytes = g_bytes_new ("abc", 3), same_bytes = g_bytes_new ("abc", 3);
  const char *const strv[] = { "a", "b", NULL };

  g_test_summary ("Equal values are equal, whether they are the same or not.");
  domo_test_probe_ignore (probe, "take_int");
  domo_future_unref (test_courier_echo_boolean (courier, TRUE));
  domo_future_unref (test_courier_echo_char (courier, -3));
  domo_future_unref (test_courier_echo_uint (courier, G_MAXUINT));
  domo_future_unref (test_courier_echo_uint64 (courier, G_MAXUINT64));
  domo_future_unref (test_courier_echo_double (courier, 0.1));
  domo_future_unref (test_courier_echo_float (courier, 1.5f));
  domo_future_unref (test_courier_echo_enum (courier, DOMO_STOP_REASON_FAILED));
  domo_future_unref (test_courier_echo_string (courier, "text"));
  domo_future_unref (test_courier_echo_variant (courier, variant));
  domo_future_unref (test_courier_echo_bytes (courier, bytes));
  domo_future_unref (test_courier_echo_strv (courier, (GStrv) strv));
  domo_future_unref (test_courier_echo_object (courier, object));
  domo_test_probe_expect_message (probe, 0, "echo_boolean", TRUE);
  domo_test_probe_expect_message (probe, 0, "echo_char", -3);
  domo_test_probe_expect_message (probe, 0, "echo_uint", G_MAXUINT);
  domo_test_probe_expect_message (probe, 0, "echo_uint64", G_MAXUINT64);
  domo_test_probe_expect_message (probe, 0, "echo_double", 0.1);
  domo_test_probe_expect_message (probe, 0, "echo_float", 1.5);
  domo_test_probe_expect_message (probe, 0, "echo_enum", DOMO_STOP_REASON_FAILED);
  domo_test_probe_expect_message (probe, 0, "echo_string", "text");
  domo_test_probe_expect_message (probe, 0, "echo_variant", g_variant_new ("(is)", 1, "v"));
  domo_test_probe_expect_message (probe, 0, "echo_bytes", same_bytes);
  domo_test_probe_expect_message (probe, 0, "echo_strv", strv);
  domo_test_probe_expect_message (probe, 0, "echo_object", object);
}

static gpointer
add_from_thread (gpointer gauge)
{
  test_gauge_add (gauge, 9);
  return NULL;
}

/* In real time, with the actor in the main context and the sender in a thread. */
static void
test_on_a_usual_stage (void)
{
  DomoStage *stage = domo_stage_new ();
  DomoTestProbe *probe = domo_test_probe_new (stage, TEST_TYPE_GAUGE, G_TYPE_INVALID);
  GThread *thread = g_thread_new ("sends", add_from_thread, domo_test_probe_get_proxy (probe));

  domo_test_probe_expect_message (probe, 60 * G_USEC_PER_SEC, "add", G_GINT64_CONSTANT (9));
  g_thread_join (thread);
  domo_test_probe_expect_no_message (probe, 0);
  g_object_unref (probe);
  g_assert_true (domo_stage_close (stage, -1, NULL));
  g_assert_finalize_object (stage);
}

/* What fails. */

static DomoTestProbe *
make_to_fail (void)
{
  static DomoTestFixture fixture;
  DomoTestProbe *probe;

  domo_test_fixture_set_up (&fixture, NULL);
  probe = make (&fixture);
  test_gauge_add (gauge_of (probe), 1);
  test_gauge_add (gauge_of (probe), 2);
  return probe;
}

#define FAILS(name, pattern)        \
  static void test_##name (void)    \
  {                                 \
    assert_failure (name, pattern); \
  }

static void
another_argument (void)
{
  DomoTestProbe *probe = make_to_fail ();

  domo_test_probe_expect_message (probe, 0, "add", G_GINT64_CONSTANT (1));
  domo_test_probe_expect_message (probe, 0, "add", G_GINT64_CONSTANT (3));
}
FAILS (another_argument,
       "DomoTestProbe-TestGauge+TestSubject expected add(3), but add(2) came; before that: add(1)")

static void
another_method (void)
{
  domo_test_probe_expect_message (make_to_fail (), 0, "note", "x");
}
FAILS (another_method, "expected note(\"x\"), but add(1) came")

static void
any_of_another_method (void)
{
  domo_test_probe_expect_method (make_to_fail (), 0, "note");
}
FAILS (any_of_another_method, "expected note, but add(1) came")

static void
nothing (void)
{
  DomoTestProbe *probe = make_to_fail ();

  domo_test_probe_ignore (probe, "add");
  domo_test_probe_expect_message (probe, 1000, "note", "x");
}
FAILS (nothing,
       "expected note(\"x\"), but nothing came within 1000 us; before that: add(1), add(2)")

static void
something (void)
{
  domo_test_probe_expect_no_message (make_to_fail (), 1000);
}
FAILS (something, "expected no message, but add(1) came")

static void
another_in_any_order (void)
{
  domo_test_probe_expect_in_any_order (make_to_fail (), 0, "note", "x", "add",
                                       G_GINT64_CONSTANT (1), "ask", G_GINT64_CONSTANT (1), NULL);
}
FAILS (another_in_any_order,
       "expected in any order: note(\"x\"), ask(1), but add(2) came; before that: add(1)")

static void
one_short_in_any_order (void)
{
  domo_test_probe_expect_in_any_order (make_to_fail (), 1000, "add", G_GINT64_CONSTANT (2), "add",
                                       G_GINT64_CONSTANT (1), "add", G_GINT64_CONSTANT (1), NULL);
}
FAILS (one_short_in_any_order, "expected in any order: add(1), but nothing came within 1000 us")

static void
an_unknown_method (void)
{
  domo_test_probe_expect_message (make_to_fail (), 0, "subtract", 1);
}
FAILS (an_unknown_method, "DomoTestProbe-TestGauge+TestSubject has no method *subtract")

static void
an_answer_to_a_tell (void)
{
  domo_test_probe_reply (make_to_fail (), "add", G_GINT64_CONSTANT (1));
}
FAILS (an_answer_to_a_tell, "*add* is a tell: it takes no answer")

static void
too_few_values (void)
{
  domo_test_probe_expect_messagev (make_to_fail (), 0, "add", NULL, 0);
}
FAILS (too_few_values, "takes 1 arguments, not 0")

static void
a_value_that_does_not_fit (void)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_DOUBLE);
  g_value_set_double (&value, 1.5);
  domo_test_probe_expect_messagev (make_to_fail (), 0, "add", &value, 1);
}
FAILS (a_value_that_does_not_fit, "argument 1 of *add* does not fit a gint64: add(1.5*)")

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define PATH                    "/testkit/probe/"
#define ADD(path, func)         domo_test_add (PATH path, test_##func)
#define ADD_FAILURE(path, func) g_test_add_func (PATH "fails/" path, test_##func)
  ADD ("has-all-its-protocols", has_all_its_protocols);
  ADD ("expects-one-after-the-other", expects_one_after_the_other);
  ADD ("waits-for-what-comes-later", waits_for_what_comes_later);
  ADD ("a-method-with-any-arguments", a_method_with_any_arguments);
  ADD ("in-any-order", in_any_order);
  ADD ("what-is-ignored-is-passed-over", what_is_ignored_is_passed_over);
  ADD ("answers-before-and-after", answers_before_and_after);
  ADD ("messages-come-while-asks-wait", messages_come_while_asks_wait);
  ADD ("answers-all", answers_all);
  ADD ("rejects", rejects);
  ADD ("fails-and-starts-again", fails_and_starts_again);
  ADD ("an-ask-that-nobody-waits-for-gets-no-answer", an_ask_that_nobody_waits_for_gets_no_answer);
  ADD ("values", values);
  ADD ("arguments-of-all-kinds", arguments_of_all_kinds);
  g_test_add_func (PATH "on-a-usual-stage", test_on_a_usual_stage);
  ADD_FAILURE ("another-argument", another_argument);
  ADD_FAILURE ("another-method", another_method);
  ADD_FAILURE ("any-of-another-method", any_of_another_method);
  ADD_FAILURE ("nothing", nothing);
  ADD_FAILURE ("something", something);
  ADD_FAILURE ("another-in-any-order", another_in_any_order);
  ADD_FAILURE ("one-short-in-any-order", one_short_in_any_order);
  ADD_FAILURE ("an-unknown-method", an_unknown_method);
  ADD_FAILURE ("an-answer-to-a-tell", an_answer_to_a_tell);
  ADD_FAILURE ("too-few-values", too_few_values);
  ADD_FAILURE ("a-value-that-does-not-fit", a_value_that_does_not_fit);

  return g_test_run ();
}
