/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "log-records.h"
#include "step-stage.h"

static TestSubject *
new_stopped (StepStage *stage)
{
  TestSubject *subject = step_stage_actor (stage, "stopped", FALSE);

  domo_proxy_stop (subject);
  step_stage_run (stage);
  g_assert_true (domo_proxy_is_stopped (subject));
  return subject;
}

static void
assert_letter (DomoDeadLetter *letter,
               DomoDeadLetterReason reason,
               gpointer proxy,
               const char *message)
{
  g_assert_cmpint (domo_dead_letter_get_reason (letter), ==, reason);
  g_assert_true (
      domo_address_equal (domo_dead_letter_get_address (letter), domo_proxy_get_address (proxy)));
  g_assert_true (domo_dead_letter_get_actor_type (letter) == domo_proxy_get_actor_type (proxy));
  g_assert_cmpstr (domo_dead_letter_get_message (letter), ==, message);
}

/* That many with each reason, and no others. */
static void
assert_counts (DomoStage *stage, guint stopped, guint undelivered_at_close)
{
  DomoDeadLetters *dead_letters = domo_stage_get_dead_letters (stage);
  const guint expected[] = { [DOMO_DEAD_LETTER_REASON_STOPPED] = stopped,
                             [DOMO_DEAD_LETTER_REASON_UNDELIVERED_AT_CLOSE] =
                                 undelivered_at_close };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (domo_dead_letters_get_count (dead_letters, (DomoDeadLetterReason) i), ==,
                      expected[i]);
  g_assert_cmpuint (domo_dead_letters_get_total (dead_letters), ==, stopped + undelivered_at_close);
}

/* What becomes one. */

static void
test_stopped (StepStage *stage)
{
  g_autoptr (TestSubject) subject = new_stopped (stage);
  g_autoptr (DomoDeadLettersRecorder) heard = domo_dead_letters_recorder_new (stage->stage);
  g_autoptr (DomoFuture) future = NULL;

  test_subject_note (subject, "text");
  future = test_subject_ask (subject, 5);
  g_assert_error (domo_future_get_error (future), DOMO_ERROR, DOMO_ERROR_STOPPED);
  iterate_main_context ();
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (heard), ==, 2);
  assert_letter (domo_dead_letters_recorder_get_nth (heard, 0), DOMO_DEAD_LETTER_REASON_STOPPED,
                 subject, "note(\"text\")");
  assert_letter (domo_dead_letters_recorder_get_nth (heard, 1), DOMO_DEAD_LETTER_REASON_STOPPED,
                 subject, "ask(5)");
  assert_counts (stage->stage, 2, 0);
}

static void
test_behind_a_stop (StepStage *stage)
{
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "stops", FALSE);
  g_autoptr (DomoDeadLettersRecorder) heard = domo_dead_letters_recorder_new (stage->stage);
  g_autoptr (DomoFuture) before = test_subject_ask (subject, 1);
  g_autoptr (DomoFuture) behind = NULL;

  g_test_summary ("What is queued before the stop is handled, what is queued behind it is not.");
  domo_proxy_stop (subject);
  behind = test_subject_ask (subject, 2);
  test_subject_note (subject, "behind");
  assert_counts (stage->stage, 0, 0);
  step_stage_assert_rejected (stage, behind, DOMO_ERROR_STOPPED, "*TestActor*ask*");
  g_assert_cmpint (domo_future_get_int64 (before, NULL), ==, 1);
  iterate_main_context ();
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (heard), ==, 2);
  assert_letter (domo_dead_letters_recorder_get_nth (heard, 0), DOMO_DEAD_LETTER_REASON_STOPPED,
                 subject, "ask(2)");
  assert_letter (domo_dead_letters_recorder_get_nth (heard, 1), DOMO_DEAD_LETTER_REASON_STOPPED,
                 subject, "note(\"behind\")");
  assert_counts (stage->stage, 2, 0);
}

static void
test_before_a_stop_now (StepStage *stage)
{
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "stops", FALSE);
  g_autoptr (DomoDeadLettersRecorder) heard = domo_dead_letters_recorder_new (stage->stage);
  g_autoptr (DomoFuture) future = test_subject_ask (subject, 1);

  domo_proxy_stop_now (subject);
  step_stage_assert_rejected (stage, future, DOMO_ERROR_STOPPED, "*TestActor*ask*");
  iterate_main_context ();
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (heard), ==, 1);
  assert_letter (domo_dead_letters_recorder_get_nth (heard, 0), DOMO_DEAD_LETTER_REASON_STOPPED,
                 subject, "ask(1)");
  assert_counts (stage->stage, 1, 0);
}

static void
test_at_close (StepStage *stage)
{
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "closes", FALSE);
  g_autoptr (DomoDeadLettersRecorder) heard = domo_dead_letters_recorder_new (stage->stage);
  g_autoptr (DomoFuture) future = test_subject_ask (subject, 1);

  g_test_summary ("What a forced close leaves in a queue has a reason of its own.");
  domo_stage_close_async (stage->stage, 0, NULL, NULL);
  step_stage_settle (stage, future);
  g_assert_true (domo_future_is_rejected (future));
  iterate_main_context ();
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (heard), ==, 1);
  assert_letter (domo_dead_letters_recorder_get_nth (heard, 0),
                 DOMO_DEAD_LETTER_REASON_UNDELIVERED_AT_CLOSE, subject, "ask(1)");
  assert_counts (stage->stage, 0, 1);
}

static void
test_none_in_good_order (StepStage *stage)
{
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "handles", FALSE);

  g_test_summary ("What is handled is no dead letter, whatever comes of it.");
  test_subject_note (subject, "text");
  test_subject_fail (subject, "on purpose");
  test_subject_note (subject, "text");
  domo_proxy_stop (subject);
  domo_proxy_stop (subject);
  step_stage_run (stage);
  domo_proxy_stop_now (subject);
  assert_counts (stage->stage, 0, 0);
}

static void
test_own_stage (StepStage *stage)
{
  g_autoptr (TestSubject) subject = new_stopped (stage);
  g_autoptr (DomoStage) other = domo_stage_new ();

  test_subject_note (subject, "text");
  assert_counts (stage->stage, 1, 0);
  assert_counts (other, 0, 0);
  g_assert_true (domo_stage_close (other, -1, NULL));
}

static void
test_outlive_the_stage (void)
{
  DomoStage *stage = domo_stage_new ();
  g_autoptr (DomoDeadLetters) dead_letters = g_object_ref (domo_stage_get_dead_letters (stage));
  g_autoptr (TestSubject) subject = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (DomoDeadLettersRecorder) heard = domo_dead_letters_recorder_new (stage);
  guint64 total;

  g_test_summary ("A proxy that outlives its stage still counts what is sent to it.");
  g_assert_true (domo_stage_close (stage, -1, NULL));
  g_assert_finalize_object (stage);
  total = domo_dead_letters_get_total (dead_letters);
  test_subject_note (subject, "text");
  g_assert_cmpuint (domo_dead_letters_get_total (dead_letters), ==, total + 1);
  iterate_main_context ();
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (heard), ==, total + 1);
}

/* Listeners. */

static void
test_without_a_listener (StepStage *stage)
{
  g_autoptr (TestSubject) subject = new_stopped (stage);
  g_autoptr (DomoDeadLettersRecorder) heard = NULL;

  g_test_summary ("Without a listener they are only counted: a later one hears of later ones.");
  test_subject_note (subject, "early");
  heard = domo_dead_letters_recorder_new (stage->stage);
  test_subject_note (subject, "late");
  iterate_main_context ();
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (heard), ==, 1);
  assert_letter (domo_dead_letters_recorder_get_nth (heard, 0), DOMO_DEAD_LETTER_REASON_STOPPED,
                 subject, "note(\"late\")");
  assert_counts (stage->stage, 2, 0);
}

static void
test_never_inside_the_send (StepStage *stage)
{
  g_autoptr (TestSubject) subject = new_stopped (stage);
  g_autoptr (DomoDeadLettersRecorder) heard = domo_dead_letters_recorder_new (stage->stage);

  test_subject_note (subject, "text");
  step_stage_run (stage);
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (heard), ==, 0);
  iterate_main_context ();
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (heard), ==, 1);
}

static void
test_kept_letter (StepStage *stage)
{
  g_autoptr (TestSubject) subject = new_stopped (stage);
  g_autoptr (DomoDeadLettersRecorder) heard = domo_dead_letters_recorder_new (stage->stage);
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("A letter may be kept and passed on, as it is.");
  test_subject_note (subject, "text");
  iterate_main_context ();
  g_value_init (&value, DOMO_TYPE_DEAD_LETTER);
  g_value_set_boxed (&value, domo_dead_letters_recorder_get_nth (heard, 0));
  g_assert_true (g_value_get_boxed (&value) == domo_dead_letters_recorder_get_nth (heard, 0));
  domo_dead_letters_recorder_clear (heard);
  assert_letter (g_value_get_boxed (&value), DOMO_DEAD_LETTER_REASON_STOPPED, subject,
                 "note(\"text\")");
}

static gpointer
send_in_thread (gpointer subject)
{
  for (guint i = 0; i < 10; i++)
    test_subject_note (subject, "text");
  return NULL;
}

static void
note_thread (DomoDeadLetters *dead_letters, DomoDeadLetter *letter, gpointer threads)
{
  g_hash_table_add (threads, g_thread_self ());
}

static void
test_in_the_stages_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (DomoStage) stage = g_object_new (DOMO_TYPE_STAGE, "main-context", context, NULL);
  g_autoptr (TestSubject) subject = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (GHashTable) threads = g_hash_table_new (NULL, NULL);
  g_autoptr (DomoDeadLettersRecorder) heard = domo_dead_letters_recorder_new (stage);

  g_test_summary ("Whichever thread sends, listeners are called by who iterates the stage's own "
                  "context.");
  g_signal_connect (domo_stage_get_dead_letters (stage), "dead-letter", G_CALLBACK (note_thread),
                    threads);
  domo_proxy_stop (subject);
  while (!domo_proxy_is_stopped (subject))
    g_main_context_iteration (context, TRUE);
  g_thread_join (g_thread_new ("sender", send_in_thread, subject));
  iterate_main_context ();
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (heard), ==, 0);
  while (domo_dead_letters_recorder_get_count (heard) < 10)
    g_main_context_iteration (context, TRUE);
  g_assert_cmpuint (g_hash_table_size (threads), ==, 1);
  g_assert_true (g_hash_table_contains (threads, g_thread_self ()));
  g_main_context_push_thread_default (context);
  g_assert_true (domo_stage_close (stage, -1, NULL));
  g_main_context_pop_thread_default (context);
}

/* Listeners that behave badly, before one that does not. */

typedef struct
{
  StepStage *stage;
  TestSubject *subject;
  guint n_calls;
} Rogue;

static void
send_again (DomoDeadLetters *dead_letters, DomoDeadLetter *letter, gpointer data)
{
  Rogue *self = data;

  if (self->n_calls++ < 3)
    test_subject_note (self->subject, "again");
}

static void
disconnect (DomoDeadLetters *dead_letters, DomoDeadLetter *letter, gpointer data)
{
  Rogue *self = data;

  self->n_calls++;
  g_signal_handlers_disconnect_by_data (dead_letters, self);
}

static void
drop_all (DomoDeadLetters *dead_letters, DomoDeadLetter *letter, gpointer data)
{
  Rogue *self = data;

  self->n_calls++;
  g_clear_object (&self->subject);
}

static void
close_stage (DomoDeadLetters *dead_letters, DomoDeadLetter *letter, gpointer data)
{
  Rogue *self = data;

  if (self->n_calls++ > 0)
    return;
  domo_stage_close_async (self->stage->stage, 0, NULL, NULL);
  step_stage_run (self->stage);
  g_assert_true (domo_stage_is_closed (self->stage->stage));
}

static void
iterate (DomoDeadLetters *dead_letters, DomoDeadLetter *letter, gpointer data)
{
  Rogue *self = data;

  self->n_calls++;
  iterate_main_context ();
}

/* Two letters are sent; the last listener hears of @expected. */
static void
assert_rogue (StepStage *stage, GCallback func, guint n_calls, guint expected)
{
  Rogue rogue = { stage, new_stopped (stage), 0 };
  DomoDeadLetters *dead_letters = domo_stage_get_dead_letters (stage->stage);
  g_autoptr (DomoDeadLettersRecorder) heard = NULL;

  g_signal_connect (dead_letters, "dead-letter", func, &rogue);
  heard = domo_dead_letters_recorder_new (stage->stage);
  test_subject_note (rogue.subject, "one");
  test_subject_note (rogue.subject, "two");
  iterate_main_context ();
  g_assert_cmpuint (rogue.n_calls, ==, n_calls);
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (heard), ==, expected);
  g_assert_cmpstr (domo_dead_letter_get_message (domo_dead_letters_recorder_get_nth (heard, 1)), ==,
                   "note(\"two\")");
  g_signal_handlers_disconnect_by_data (dead_letters, &rogue);
  g_clear_object (&rogue.subject);
}

static void
test_rogue_sends (StepStage *stage)
{
  g_test_summary ("What a listener sends to the stopped actor comes behind what was there.");
  assert_rogue (stage, G_CALLBACK (send_again), 5, 5);
}

static void
test_rogue_disconnects (StepStage *stage)
{
  assert_rogue (stage, G_CALLBACK (disconnect), 1, 2);
}

static void
test_rogue_drops (StepStage *stage)
{
  assert_rogue (stage, G_CALLBACK (drop_all), 2, 2);
}

static void
test_rogue_closes (StepStage *stage)
{
  assert_rogue (stage, G_CALLBACK (close_stage), 2, 2);
}

static void
test_rogue_iterates (StepStage *stage)
{
  assert_rogue (stage, G_CALLBACK (iterate), 2, 2);
}

/* The log. */

static void
test_logged (StepStage *stage)
{
  g_autoptr (TestSubject) subject = new_stopped (stage);
  g_autofree char *address = domo_address_to_string (domo_proxy_get_address (subject));
  g_autoptr (GPtrArray) records = NULL;
  const LogRecord *record;

  g_test_summary ("A dead letter is a record, with a listener or without.");
  g_ptr_array_unref (log_records_take (G_LOG_LEVEL_MASK));
  test_subject_note (subject, "text");
  records = log_records_take (G_LOG_LEVEL_MASK);
  g_assert_cmpuint (records->len, ==, 1);
  record = g_ptr_array_index (records, 0);
  g_assert_cmpint ((int) record->level, ==, (int) G_LOG_LEVEL_MESSAGE);
  assert_record (record, "GLIB_DOMAIN", "Domo");
  assert_record (record, "DOMO_ACTOR_ADDRESS", address);
  assert_record (record, "DOMO_ACTOR_TYPE", "TestActor");
  assert_record (record, "DOMO_MESSAGE", "note(\"text\")");
  g_assert_nonnull (strstr (log_record_get (record, "MESSAGE"), "note(\"text\")"));
}

#define N_MANY 10000

static void
test_log_is_limited (StepStage *stage)
{
  g_autoptr (TestSubject) subject = new_stopped (stage);
  g_autoptr (GPtrArray) records = NULL;

  g_test_summary ("A flood of dead letters is no flood of records, and every one counts.");
  g_ptr_array_unref (log_records_take (G_LOG_LEVEL_MASK));
  for (guint i = 0; i < N_MANY; i++)
    test_subject_note (subject, "text");
  records = log_records_take (G_LOG_LEVEL_MASK);
  g_assert_cmpuint (records->len, >, 0);
  g_assert_cmpuint (records->len, <, N_MANY / 10);
  assert_counts (stage->stage, N_MANY, 0);
}

static void
test_close_is_quiet (StepStage *stage)
{
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "closes", FALSE);
  g_autoptr (GPtrArray) records = NULL;

  g_ptr_array_unref (log_records_take (G_LOG_LEVEL_MASK));
  test_subject_note (subject, "text");
  domo_stage_close_async (stage->stage, 0, NULL, NULL);
  step_stage_run (stage);
  assert_counts (stage->stage, 0, 1);
  records = log_records_take (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO);
  g_assert_cmpuint (records->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  log_records_start ();

#define ADD(path, func) step_stage_add_test ("/core/dead-letters/" path, func)
  ADD ("stopped", test_stopped);
  ADD ("behind-a-stop", test_behind_a_stop);
  ADD ("before-a-stop-now", test_before_a_stop_now);
  ADD ("at-close", test_at_close);
  ADD ("none-in-good-order", test_none_in_good_order);
  ADD ("own-stage", test_own_stage);
  g_test_add_func ("/core/dead-letters/outlive-the-stage", test_outlive_the_stage);
  ADD ("without-a-listener", test_without_a_listener);
  ADD ("never-inside-the-send", test_never_inside_the_send);
  ADD ("kept-letter", test_kept_letter);
  g_test_add_func ("/core/dead-letters/in-the-stages-context", test_in_the_stages_context);
  ADD ("rogue-listener/sends", test_rogue_sends);
  ADD ("rogue-listener/disconnects", test_rogue_disconnects);
  ADD ("rogue-listener/drops", test_rogue_drops);
  ADD ("rogue-listener/closes", test_rogue_closes);
  ADD ("rogue-listener/iterates", test_rogue_iterates);
  ADD ("logged", test_logged);
  ADD ("log-is-limited", test_log_is_limited);
  ADD ("close-is-quiet", test_close_is_quiet);

  return g_test_run ();
}
