/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "step-stage.h"

/* Records four dead letters: three for an actor that has stopped, and an ask that was cancelled. */
static DomoDeadLettersRecorder *
record (StepStage *stage)
{
  DomoDeadLettersRecorder *recorder = domo_dead_letters_recorder_new (stage->stage);
  g_autoptr (TestSubject) stopped = step_stage_actor (stage, "stopped", FALSE);
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "actor", FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DomoFuture) future = NULL;

  domo_proxy_stop (stopped);
  step_stage_run (stage);
  test_subject_note (stopped, "one");
  test_subject_note (stopped, "two");
  domo_future_unref (test_subject_ask (stopped, 3));
  future = domo_future_with_cancellable (test_subject_ask (actor, 4), cancellable);
  g_cancellable_cancel (cancellable);
  step_stage_run (stage);
  iterate_main_context ();
  return recorder;
}

static void
assert_message (DomoDeadLetter *letter, const char *message)
{
  g_assert_nonnull (letter);
  g_assert_cmpstr (domo_dead_letter_get_message (letter), ==, message);
}

static void
test_keeps_all_in_order (StepStage *stage)
{
  g_autoptr (DomoDeadLettersRecorder) recorder = record (stage);
  g_autoptr (GPtrArray) all = domo_dead_letters_recorder_get_all (recorder);

  g_assert_cmpuint (domo_dead_letters_recorder_get_count (recorder), ==, 4);
  g_assert_cmpuint (all->len, ==, 4);
  assert_message (all->pdata[0], "note(\"one\")");
  assert_message (all->pdata[3], "ask(4)");
  for (guint i = 0; i < all->len; i++)
    g_assert_true (domo_dead_letters_recorder_get_nth (recorder, i) == all->pdata[i]);
  g_assert_null (domo_dead_letters_recorder_get_nth (recorder, 4));
  assert_message (domo_dead_letters_recorder_get_first (recorder), "note(\"one\")");
  assert_message (domo_dead_letters_recorder_get_latest (recorder), "ask(4)");
}

static void
test_of_none_answers_none (StepStage *stage)
{
  g_autoptr (DomoDeadLettersRecorder) recorder = domo_dead_letters_recorder_new (stage->stage);

  g_assert_cmpuint (domo_dead_letters_recorder_get_count (recorder), ==, 0);
  g_assert_null (domo_dead_letters_recorder_get_first (recorder));
  g_assert_null (domo_dead_letters_recorder_get_latest (recorder));
  g_assert_null (domo_dead_letters_recorder_find (recorder, "*"));
  g_assert_true (domo_dead_letters_recorder_check (recorder, NULL));
}

static void
test_finds_by_text (StepStage *stage)
{
  g_autoptr (DomoDeadLettersRecorder) recorder = record (stage);

  assert_message (domo_dead_letters_recorder_find (recorder, "note(*)"), "note(\"one\")");
  assert_message (domo_dead_letters_recorder_find (recorder, "*two*"), "note(\"two\")");
  g_assert_null (domo_dead_letters_recorder_find (recorder, "note"));
}

static void
test_finds_by_reason (StepStage *stage)
{
  g_autoptr (DomoDeadLettersRecorder) recorder = record (stage);

  assert_message (domo_dead_letters_recorder_find_by_reason (recorder,
                                                             DOMO_DEAD_LETTER_REASON_EXPIRED),
                  "ask(4)");
  g_assert_cmpuint (domo_dead_letters_recorder_count_by_reason (recorder,
                                                                DOMO_DEAD_LETTER_REASON_STOPPED),
                    ==, 3);
  g_assert_null (
      domo_dead_letters_recorder_find_by_reason (recorder, DOMO_DEAD_LETTER_REASON_DROPPED));
}

static void
test_clears (StepStage *stage)
{
  g_autoptr (DomoDeadLettersRecorder) recorder = record (stage);

  domo_dead_letters_recorder_clear (recorder);
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (recorder), ==, 0);
  g_assert_true (domo_dead_letters_recorder_check (recorder, NULL));
}

static void
test_ends_with_its_owner (StepStage *stage)
{
  DomoDeadLettersRecorder *recorder = record (stage);
  g_autoptr (TestSubject) stopped = step_stage_actor (stage, "stopped", FALSE);

  g_assert_finalize_object (recorder);
  domo_proxy_stop_now (stopped);
  step_stage_run (stage);
  test_subject_note (stopped, "unheard");
  iterate_main_context ();
}

/* Expectations. */

static void
assert_differs (DomoDeadLettersRecorder *recorder, const char *expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (domo_dead_letters_recorder_check (recorder, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
test_all_expected_is_well (StepStage *stage)
{
  g_autoptr (DomoDeadLettersRecorder) recorder = record (stage);
  g_autoptr (GError) error = NULL;

  domo_dead_letters_recorder_expect (recorder, DOMO_DEAD_LETTER_REASON_STOPPED, "note(*)", 2);
  domo_dead_letters_recorder_expect (recorder, DOMO_DEAD_LETTER_REASON_STOPPED, "ask(3)", 1);
  domo_dead_letters_recorder_expect (recorder, DOMO_DEAD_LETTER_REASON_EXPIRED, "*", 1);
  g_assert_true (domo_dead_letters_recorder_check (recorder, &error));
  g_assert_no_error (error);
  g_test_message ("A check changes nothing.");
  g_assert_true (domo_dead_letters_recorder_check (recorder, NULL));
}

static void
test_a_surprise_is_named (StepStage *stage)
{
  g_autoptr (DomoDeadLettersRecorder) recorder = record (stage);

  domo_dead_letters_recorder_expect (recorder, DOMO_DEAD_LETTER_REASON_STOPPED, "note(*)", 1);
  domo_dead_letters_recorder_expect (recorder, DOMO_DEAD_LETTER_REASON_STOPPED, "ask(*)", 1);
  assert_differs (recorder, "Dead letters: nobody expected note(\"two\") for TestActor (stopped); "
                            "nobody expected ask(4) for TestActor (expired)");
}

static void
test_many_surprises_are_counted (StepStage *stage)
{
  g_autoptr (DomoDeadLettersRecorder) recorder = record (stage);
  g_autoptr (TestSubject) stopped = step_stage_actor (stage, "stopped", FALSE);
  g_autoptr (GError) error = NULL;

  domo_proxy_stop_now (stopped);
  step_stage_run (stage);
  for (guint i = 0; i < 8; i++)
    test_subject_note (stopped, "more");
  iterate_main_context ();
  g_assert_false (domo_dead_letters_recorder_check (recorder, &error));
  g_assert_true (g_str_has_suffix (error->message, ", nor 7 more"));
}

static void
test_what_does_not_come_is_named (StepStage *stage)
{
  g_autoptr (DomoDeadLettersRecorder) recorder = record (stage);

  domo_dead_letters_recorder_expect_any (recorder);
  g_assert_true (domo_dead_letters_recorder_check (recorder, NULL));
  domo_dead_letters_recorder_expect (recorder, DOMO_DEAD_LETTER_REASON_STOPPED, "note(*)", 3);
  assert_differs (recorder, "Dead letters: of 3 like “note(*)” (stopped) there were 2");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) step_stage_add_test ("/testkit/dead-letters-recorder/" path, test_##func)
  ADD ("keeps-all-in-order", keeps_all_in_order);
  ADD ("of-none-answers-none", of_none_answers_none);
  ADD ("finds-by-text", finds_by_text);
  ADD ("finds-by-reason", finds_by_reason);
  ADD ("clears", clears);
  ADD ("ends-with-its-owner", ends_with_its_owner);
  ADD ("all-expected-is-well", all_expected_is_well);
  ADD ("a-surprise-is-named", a_surprise_is_named);
  ADD ("many-surprises-are-counted", many_surprises_are_counted);
  ADD ("what-does-not-come-is-named", what_does_not_come_is_named);

  return g_test_run ();
}
