/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "courier.h"
#include "future-probe.h"
#include "misuse.h"
#include "spy-interceptor.h"

/* What an interceptor sees, and when. */

/* Seeing. */

static void
test_it_sees_all_messages_in_order (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", TRUE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  g_autoptr (DomoFuture) answer = NULL;

  g_test_summary ("Calls, and nothing but calls: no hooks.");
  set_spy (stage, "i");
  test_subject_note (a, "one");
  answer = test_subject_ask (a, 2);
  test_subject_note (a, "three");
  step_stage_run (stage);
  test_subject_note (b, "four");
  step_stage_run (stage);
  assert_journal (stage->journal,
                  "a.before_start a.after_start i>note(\"one\") a:one i<note(\"one\")=answered "
                  "i>ask(2) i<ask(2)=answered i>note(\"three\") a:three "
                  "i<note(\"three\")=answered i>note(\"four\") b:four i<note(\"four\")=answered");
  assert_number (answer, 2);
}

static DomoFuture *
answer_error (DomoActor *actor, gpointer data)
{
  return domo_future_new_error (g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "refused"));
}

static DomoFuture *
call_back (DomoFuture *settled, gpointer data)
{
  return NULL;
}

static DomoFuture *
add_callback (DomoActor *actor, gpointer data)
{
  domo_future_unref (domo_future_then (domo_future_new_void (), call_back, NULL, NULL));
  return domo_future_new_int64 (1);
}

static void
assert_outcome (StepStage *stage, TestSubjectFunc func, gpointer data, const char *expected)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autofree char *text = NULL;

  domo_future_unref (test_subject_run (actor, func, data));
  step_stage_run (stage);
  text = journal_get_text (stage->journal);
  g_assert_nonnull (strchr (text, '='));
  g_assert_cmpstr (strchr (text, '=') + 1, ==, expected);
  journal_clear (stage->journal);
}

static DomoFuture *
fail (DomoActor *actor, gpointer data)
{
  domo_actor_fail (actor, g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "broken"));
  return NULL;
}

static void
test_it_sees_each_outcome (StepStage *stage)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();

  set_spy (stage, "i");
  assert_outcome (stage, answer_error, NULL, "answered,refused");
  assert_outcome (stage, test_return_promised, promise, "pending");
  assert_outcome (stage, fail, NULL, "failed,broken");
  assert_outcome (stage, add_callback, NULL, "answered");
}

static void
test_a_tell_that_fails_shows_its_error (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  set_spy (stage, "i");
  test_subject_fail (actor, "broken");
  step_stage_run (stage);
  assert_journal (stage->journal, "i>fail(\"broken\") a:fail i<fail(\"broken\")=failed,broken");
}

static void
look_at_view (DomoDelivery *delivery, gpointer actor)
{
  const GValue *args;
  guint n = 0;

  g_assert_true (domo_delivery_get_proxy (delivery) == actor);
  g_assert_true (domo_delivery_get_protocol (delivery) == TEST_TYPE_SUBJECT);
  g_assert_cmpstr (domo_delivery_get_method (delivery), ==, "ask");
  g_assert_true (domo_delivery_is_ask (delivery));
  args = domo_delivery_get_arguments (delivery, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (g_value_get_int64 (&args[0]), ==, 7);
  g_assert_true (domo_delivery_get_arguments (delivery, NULL) == args);
}

static void
test_it_sees_who_what_and_with_what (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  SpyInterceptor *spy = set_spy (stage, "i");

  spy->before = look_at_view;
  spy->after = look_at_view;
  spy->data = actor;
  domo_future_unref (test_subject_ask (actor, 7));
  step_stage_run (stage);
  g_assert_cmpuint (journal_get_length (stage->journal), ==, 2);
}

static void
check_parcel (DomoDelivery *delivery, gpointer data)
{
  const TestParcel *sent = data;
  guint n, i = 0;
  const GValue *args = domo_delivery_get_arguments (delivery, &n);

  if (strcmp (domo_delivery_get_method (delivery), "take_parcel") != 0)
    return;
#define CHECK_TYPE(name, ctype, type) g_assert_true (G_VALUE_HOLDS (&args[i++], type));
  COURIER_TYPES (CHECK_TYPE)
#undef CHECK_TYPE
  g_assert_cmpuint (i, ==, n);
  g_assert_cmpint (g_value_get_schar (&args[0]), ==, sent->char_value);
  g_assert_cmpint (g_value_get_uchar (&args[1]), ==, sent->uchar_value);
  g_assert_cmpint (g_value_get_boolean (&args[2]), ==, sent->boolean_value);
  g_assert_cmpint (g_value_get_int (&args[3]), ==, sent->int_value);
  g_assert_cmpuint (g_value_get_uint (&args[4]), ==, sent->uint_value);
  g_assert_cmpint (g_value_get_long (&args[5]), ==, sent->long_value);
  g_assert_cmpuint (g_value_get_ulong (&args[6]), ==, sent->ulong_value);
  g_assert_cmpint (g_value_get_int64 (&args[7]), ==, sent->int64_value);
  g_assert_cmpuint (g_value_get_uint64 (&args[8]), ==, sent->uint64_value);
  g_assert_cmpint (g_value_get_enum (&args[9]), ==, (int) sent->enum_value);
  g_assert_cmpuint (g_value_get_flags (&args[10]), ==, sent->flags_value);
  g_assert_cmpfloat (g_value_get_float (&args[11]), ==, sent->float_value);
  g_assert_cmpfloat (g_value_get_double (&args[12]), ==, sent->double_value);
  g_assert_true (g_value_get_gtype (&args[13]) == sent->gtype_value);
  g_assert_cmpstr (g_value_get_string (&args[14]), ==, sent->string_value);
  g_assert_true (g_value_get_variant (&args[15]) == sent->variant_value);
  g_assert_true (g_value_get_object (&args[22]) == sent->object_value);
  g_assert_null (g_value_get_boxed (&args[17]));
  g_assert_true (g_value_get_pointer (&args[26]) == sent->pointer_value);
  g_assert_true (g_value_get_object (&args[25]) == sent->subject_value);
}

static void
test_arguments_of_every_type_are_values (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "a", FALSE);
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_int32 (1));
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  SpyInterceptor *spy = set_spy (stage, "i");
  const TestParcel parcel = {
    .char_value = -1,
    .uchar_value = 255,
    .boolean_value = TRUE,
    .int_value = -2,
    .uint_value = G_MAXUINT,
    .long_value = -3,
    .ulong_value = 4,
    .int64_value = G_MININT64,
    .uint64_value = G_MAXUINT64,
    .enum_value = DOMO_STOP_REASON_FAILED,
    .flags_value = DOMO_METHOD_CONCURRENT,
    .float_value = 1.5f,
    .double_value = 2.5,
    .gtype_value = G_TYPE_OBJECT,
    .string_value = "text",
    .variant_value = variant,
    .object_value = object,
    .subject_value = subject,
    .pointer_value = stage,
  };

  spy->before = check_parcel;
  spy->data = (gpointer) &parcel;
  test_courier_take_parcel (courier, &parcel);
  step_stage_run (stage);
  g_assert_cmpuint (test_courier_received.n_deliveries, ==, 1);
}

static DomoFuture *
wait_for (DomoActor *actor, gpointer promise)
{
  return domo_future_new_int64 (domo_await_int64 (domo_promise_get_future (promise), NULL));
}

static void
test_the_end_of_a_handler_that_waits_is_its_return (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) other = step_stage_actor (stage, "b", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  GValue number = G_VALUE_INIT;

  set_spy (stage, "i");
  domo_future_unref (test_subject_run (actor, wait_for, promise));
  test_subject_note (other, "1");
  step_stage_run (stage);
  g_assert_cmpuint (journal_get_length (stage->journal), ==, 4);
  journal_clear (stage->journal);
  g_value_init (&number, G_TYPE_INT64);
  domo_promise_resolve (promise, &number);
  step_stage_run (stage);
  g_assert_cmpuint (journal_get_length (stage->journal), ==, 1);
}

typedef struct
{
  gint64 sent;
  gint64 begin;
  gint64 end;
} Times;

static void
keep_times (DomoDelivery *delivery, gpointer data)
{
  Times *times = data;

  times->sent = domo_delivery_get_sent_time (delivery);
  times->begin = domo_delivery_get_begin_time (delivery);
  times->end = domo_delivery_get_end_time (delivery);
}

static DomoFuture *
take_time (DomoActor *actor, gpointer clock)
{
  domo_manual_clock_advance (clock, 30);
  return domo_future_new_int64 (1);
}

static void
test_times_are_those_of_the_stages_clock (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  gint64 start = domo_clock_get_time (DOMO_CLOCK (stage->clock));
  Times times;
  SpyInterceptor *spy;

  g_test_summary ("Of what was sent before there was an interceptor, the time is not known.");
  domo_future_unref (test_subject_run (actor, take_time, stage->clock));
  spy = set_spy (stage, "i");
  spy->after = keep_times;
  spy->data = &times;
  step_stage_run (stage);
  g_assert_cmpint (times.sent, ==, -1);
  g_assert_cmpint (times.begin, ==, start);
  g_assert_cmpint (times.end, ==, start + 30);

  domo_future_unref (test_subject_run (actor, take_time, stage->clock));
  domo_manual_clock_advance (stage->clock, 5);
  step_stage_run (stage);
  g_assert_cmpint (times.sent, ==, start + 30);
  g_assert_cmpint (times.begin, ==, start + 35);
  g_assert_cmpint (times.end, ==, start + 65);
}

static void
check_context (DomoDelivery *delivery, gpointer expected)
{
  g_assert_true (domo_delivery_get_execution_context (delivery) == expected);
  g_assert_true (domo_execution_context_get_current () == expected);
}

static void
test_it_works_in_the_context_of_the_message (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoExecutionContext) context = domo_execution_context_new ();
  SpyInterceptor *spy = set_spy (stage, "i");

  spy->before = check_context;
  spy->after = check_context;
  spy->data = context;
  domo_execution_context_push (context);
  domo_future_unref (test_subject_ask (actor, 1));
  domo_execution_context_pop (context);
  step_stage_run (stage);
  spy->data = NULL;
  domo_future_unref (test_subject_ask (actor, 2));
  step_stage_run (stage);
  g_assert_cmpuint (journal_get_length (stage->journal), ==, 4);
}

static void
send_one (DomoDelivery *delivery, gpointer actor)
{
  if (strcmp (domo_delivery_get_method (delivery), "note") != 0)
    test_subject_note (actor, "from");
}

static void
test_it_may_send_messages (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  SpyInterceptor *spy = set_spy (stage, "i");

  spy->after = send_one;
  spy->data = actor;
  domo_future_unref (test_subject_ask (actor, 1));
  step_stage_run (stage);
  assert_journal (stage->journal, "i>ask(1) i<ask(1)=answered i>note(\"from\") a:from "
                                  "i<note(\"from\")=answered");
}

/* Setting and unsetting. */

static void
test_it_sees_what_was_queued_before_it_was_set (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  g_test_summary ("And when it is gone it sees no more, though that was sent before.");
  test_subject_note (actor, "1");
  test_subject_note (actor, "2");
  test_subject_note (actor, "3");
  test_subject_note (actor, "4");
  domo_test_dispatcher_step (stage->dispatcher);
  domo_test_dispatcher_step (stage->dispatcher);
  assert_journal (stage->journal, "a:1");
  set_spy (stage, "i");
  domo_test_dispatcher_step (stage->dispatcher);
  set_spy (stage, "j");
  domo_test_dispatcher_step (stage->dispatcher);
  domo_stage_set_interceptor (stage->stage, NULL);
  g_assert_null (domo_stage_dup_interceptor (stage->stage));
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1 i>note(\"2\") a:2 i<note(\"2\")=answered "
                                  "j>note(\"3\") a:3 j<note(\"3\")=answered a:4");
}

static void
unset (DomoDelivery *delivery, gpointer stage)
{
  domo_stage_set_interceptor (stage, NULL);
}

static void
test_one_that_is_unset_during_a_message_sees_its_end (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  SpyInterceptor *spy = set_spy (stage, "i");

  spy->before = unset;
  spy->data = stage->stage;
  test_subject_note (actor, "1");
  test_subject_note (actor, "2");
  step_stage_run (stage);
  assert_journal (stage->journal, "i>note(\"1\") a:1 i<note(\"1\")=answered a:2");
}

static void
test_it_is_of_one_stage_only (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  StepStage other;

  step_stage_set_up (&other);
  set_spy (&other, "i");
  test_subject_note (actor, "1");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1");
  /* So that no instance is left. */
  domo_proxy_stop (actor);
  step_stage_run (stage);
  step_stage_tear_down (&other);
}

static void
test_the_stage_lets_go_of_it_at_the_close (StepStage *stage)
{
  SpyInterceptor *spy = set_spy (stage, "i");

  g_object_add_weak_pointer (G_OBJECT (spy), (gpointer *) &spy);
  domo_stage_close_async (stage->stage, 0, NULL, NULL);
  step_stage_run (stage);
  iterate_main_context ();
  g_assert_true (domo_stage_is_closed (stage->stage));
  g_assert_null (spy);

  spy = g_object_new (SPY_TYPE_INTERCEPTOR, NULL);
  domo_stage_set_interceptor (stage->stage, DOMO_INTERCEPTOR (spy));
  g_assert_finalize_object (spy);
}

static void
drop (DomoDelivery *delivery, gpointer data)
{
  domo_delivery_drop (delivery);
}

static void
decide_too_late (gconstpointer data)
{
  StepStage stage;
  g_autoptr (TestSubject) actor = NULL;
  SpyInterceptor *spy;

  step_stage_set_up (&stage);
  actor = step_stage_actor (&stage, "a", FALSE);
  spy = set_spy (&stage, "i");
  spy->after = drop;
  test_subject_note (actor, "1");
  step_stage_run (&stage);
  g_assert_cmpuint (journal_get_length (stage.journal), ==, 3);
  g_clear_object (&actor);
  step_stage_tear_down (&stage);
}

static void
test_to_decide_after_the_delivery_is_a_bug (void)
{
  assert_misuse (decide_too_late, NULL, "domo_delivery_drop(): called after the delivery*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/interceptor/" name, test_##func)
  ADD ("it-sees-all-messages-in-order", it_sees_all_messages_in_order);
  ADD ("it-sees-each-outcome", it_sees_each_outcome);
  ADD ("a-tell-that-fails-shows-its-error", a_tell_that_fails_shows_its_error);
  ADD ("it-sees-who-what-and-with-what", it_sees_who_what_and_with_what);
  ADD ("arguments-of-every-type-are-values", arguments_of_every_type_are_values);
  ADD ("the-end-of-a-handler-that-waits-is-its-return",
       the_end_of_a_handler_that_waits_is_its_return);
  ADD ("times-are-those-of-the-stages-clock", times_are_those_of_the_stages_clock);
  ADD ("it-works-in-the-context-of-the-message", it_works_in_the_context_of_the_message);
  ADD ("it-may-send-messages", it_may_send_messages);
  ADD ("it-sees-what-was-queued-before-it-was-set", it_sees_what_was_queued_before_it_was_set);
  ADD ("one-that-is-unset-during-a-message-sees-its-end",
       one_that_is_unset_during_a_message_sees_its_end);
  ADD ("it-is-of-one-stage-only", it_is_of_one_stage_only);
  ADD ("the-stage-lets-go-of-it-at-the-close", the_stage_lets_go_of_it_at_the_close);
#undef ADD
  g_test_add_func ("/core/interceptor/to-decide-after-the-delivery-is-a-bug",
                   test_to_decide_after_the_delivery_is_a_bug);

  return g_test_run ();
}
