/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "future-probe.h"
#include "policy-supervisor.h"
#include "spy-interceptor.h"

/* Interceptors that drop, delay and fail messages. */

/* Whether the message is note("TEXT"). */
static gboolean
is_note (DomoDelivery *delivery, const char *text)
{
  const GValue *args = domo_delivery_get_arguments (delivery, NULL);

  return strcmp (domo_delivery_get_method (delivery), "note") == 0 &&
         strcmp (g_value_get_string (&args[0]), text) == 0;
}

static void
run_after (StepStage *stage, gint64 microseconds)
{
  domo_manual_clock_advance (stage->clock, microseconds);
  step_stage_run (stage);
}

/* Dropping. */

static void
drop (DomoDelivery *delivery, gpointer data)
{
  domo_delivery_drop (delivery);
}

static void
test_a_dropped_message_is_a_dead_letter (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoDeadLettersRecorder) letters = domo_dead_letters_recorder_new (stage->stage);
  DomoDeadLetter *letter;

  set_spy (stage, "i")->before = drop;
  test_subject_note (actor, "1");
  step_stage_run (stage);
  assert_journal (stage->journal, "i>note(\"1\") i<note(\"1\")=dropped");
  iterate_main_context ();
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (letters), ==, 1);
  letter = domo_dead_letters_recorder_get_nth (letters, 0);
  g_assert_cmpint (domo_dead_letter_get_reason (letter), ==, DOMO_DEAD_LETTER_REASON_INTERCEPTED);
  g_assert_cmpstr (domo_dead_letter_get_message (letter), ==, "note(\"1\")");
}

static void
test_a_dropped_ask_is_rejected (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = NULL;

  set_spy (stage, "i")->before = drop;
  answer = test_subject_ask (actor, 1);
  step_stage_assert_rejected (stage, answer, DOMO_ERROR_FAILED,
                              "An interceptor dropped “ask” on its way to the TestActor");
}

/* Failing. */

static void
fail (DomoDelivery *delivery, gpointer data)
{
  domo_delivery_fail (delivery, g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "injected"));
}

static void
test_a_message_may_fail_instead (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESTART };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) actor = policy_make_supervised (stage, "a", NULL, NULL);
  g_autoptr (DomoFuture) answer = NULL;

  g_test_summary ("The function is not called, the supervisor is informed, the actor restarted.");
  step_stage_run (stage);
  journal_clear (stage->journal);
  set_spy (stage, "i")->before = fail;
  answer = test_subject_ask (actor, 1);
  step_stage_assert_rejected (stage, answer, DOMO_ERROR_FAILED, "injected");
  g_assert_cmpuint (policy.n_informed, ==, 1);
  g_assert_cmpuint (policy.n_counted, ==, 1);
  assert_journal (stage->journal, "i>ask(1) i<ask(1)=failed,injected inform a.before_restart "
                                  "a.finalize a.before_start a.after_restart");
}

/* Delaying. */

static void
delay_note (DomoDelivery *delivery, gpointer text)
{
  if (is_note (delivery, text))
    domo_delivery_delay (delivery, 100);
}

static SpyInterceptor *
set_delay (StepStage *stage, const char *text)
{
  SpyInterceptor *spy = set_spy (stage, "i");

  spy->before = delay_note;
  spy->data = (gpointer) text;
  return spy;
}

static void
test_a_delayed_message_comes_when_its_time_has (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  g_test_summary ("Once, shown before once, and behind what the actor has by then.");
  set_delay (stage, "1");
  test_subject_note (actor, "1");
  test_subject_note (actor, "2");
  step_stage_run (stage);
  assert_journal (stage->journal, "i>note(\"1\") i>note(\"2\") a:2 i<note(\"2\")=answered");
  journal_clear (stage->journal);
  run_after (stage, 99);
  assert_journal (stage->journal, "");
  test_subject_note (actor, "3");
  run_after (stage, 1);
  assert_journal (stage->journal, "i>note(\"3\") a:3 i<note(\"3\")=answered a:1 "
                                  "i<note(\"1\")=answered");
  journal_clear (stage->journal);
  run_after (stage, 1000);
  assert_journal (stage->journal, "");
}

static void
delay_all (DomoDelivery *delivery, gpointer data)
{
  domo_delivery_delay (delivery, 100);
}

static void
test_a_delayed_ask_is_answered (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = NULL;

  set_spy (stage, "i")->before = delay_all;
  answer = test_subject_ask (actor, 7);
  step_stage_run (stage);
  assert_pending (answer);
  run_after (stage, 100);
  assert_number (answer, 7);
}

static void
test_a_delayed_message_keeps_its_context (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoExecutionContext) context = domo_execution_context_new ();

  set_spy (stage, "i")->before = delay_all;
  domo_execution_context_push (context);
  test_subject_note (actor, "1");
  domo_execution_context_pop (context);
  step_stage_run (stage);
  run_after (stage, 100);
  assert_journal (stage->journal, "i>note(\"1\") a:1 i<note(\"1\")=answered");
}

static void
test_a_delayed_message_outlasts_a_restart (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  set_delay (stage, "1");
  test_subject_note (actor, "1");
  step_stage_run (stage);
  domo_proxy_restart (actor);
  run_after (stage, 100);
  assert_journal (stage->journal, "i>note(\"1\") a:1 i<note(\"1\")=answered");
}

static void
assert_dead_letters (StepStage *stage, DomoDeadLetterReason reason, guint expected)
{
  DomoDeadLetters *letters = domo_stage_get_dead_letters (stage->stage);

  g_assert_cmpuint (domo_dead_letters_get_count (letters, reason), ==, expected);
  g_assert_cmpuint (domo_dead_letters_get_total (letters), ==, expected);
}

static void
test_a_delayed_message_is_a_dead_letter_once_the_actor_stops (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = NULL;

  set_spy (stage, "i")->before = delay_all;
  test_subject_note (actor, "1");
  answer = test_subject_ask (actor, 2);
  step_stage_run (stage);
  domo_proxy_stop (actor);
  step_stage_assert_rejected (stage, answer, DOMO_ERROR_STOPPED, "*stopped before*");
  assert_dead_letters (stage, DOMO_DEAD_LETTER_REASON_STOPPED, 2);
  run_after (stage, 1000);
  assert_dead_letters (stage, DOMO_DEAD_LETTER_REASON_STOPPED, 2);
}

static void
test_a_delayed_message_is_undelivered_at_the_close (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = NULL;

  set_spy (stage, "i")->before = delay_all;
  answer = test_subject_ask (actor, 1);
  step_stage_run (stage);
  domo_stage_close_async (stage->stage, -1, NULL, NULL);
  step_stage_assert_rejected (stage, answer, DOMO_ERROR_STOPPED, "*stopped before*");
  assert_dead_letters (stage, DOMO_DEAD_LETTER_REASON_UNDELIVERED_AT_CLOSE, 1);
  iterate_main_context ();
}

static void
test_a_delayed_ask_may_expire (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DomoFuture) answer = NULL;

  set_spy (stage, "i")->before = delay_all;
  answer = domo_future_with_cancellable (test_subject_ask (actor, 1), cancellable);
  step_stage_run (stage);
  g_cancellable_cancel (cancellable);
  run_after (stage, 100);
  assert_dead_letters (stage, DOMO_DEAD_LETTER_REASON_EXPIRED, 1);
}

static void
change_mind (DomoDelivery *delivery, gpointer data)
{
  fail (delivery, NULL);
  domo_delivery_delay (delivery, 100);
  domo_delivery_drop (delivery);
}

static void
test_the_last_decision_counts (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  set_spy (stage, "i")->before = change_mind;
  test_subject_note (actor, "1");
  step_stage_run (stage);
  assert_journal (stage->journal, "i>note(\"1\") i<note(\"1\")=dropped");
}

/* Accounting. */

typedef struct
{
  guint n_delivered;
  guint n_dropped;
} Tally;

static void
act_at_random (DomoDelivery *delivery, gpointer data)
{
  switch (g_test_rand_int_range (0, 4))
    {
    case 0:
      domo_delivery_drop (delivery);
      break;
    case 1:
      domo_delivery_delay (delivery, g_test_rand_int_range (1, 100));
      break;
    default:
      break;
    }
}

static void
count_outcome (DomoDelivery *delivery, gpointer data)
{
  Tally *tally = data;

  if (domo_delivery_get_outcome (delivery) == DOMO_DELIVERY_OUTCOME_DROPPED)
    tally->n_dropped++;
  else
    tally->n_delivered++;
}

static void
test_every_message_is_handled_or_a_dead_letter (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (Journal) unread = journal_new ();
  DomoDeadLetters *letters = domo_stage_get_dead_letters (stage->stage);
  SpyInterceptor *spy = set_spy (stage, "i");
  Tally tally = { 0 };
  guint64 n_intercepted, n_stopped;

  spy->journal = unread;
  spy->before = act_at_random;
  spy->after = count_outcome;
  spy->data = &tally;
  for (guint i = 0; i < 1000; i++)
    {
      test_subject_note (actor, "x");
      if (i % 10 == 0)
        run_after (stage, 10);
    }
  domo_proxy_stop_now (actor);
  run_after (stage, 10);
  n_intercepted = domo_dead_letters_get_count (letters, DOMO_DEAD_LETTER_REASON_INTERCEPTED);
  n_stopped = domo_dead_letters_get_count (letters, DOMO_DEAD_LETTER_REASON_STOPPED);
  g_assert_cmpuint (n_intercepted, ==, tally.n_dropped);
  g_assert_cmpuint (journal_get_length (stage->journal), ==, tally.n_delivered);
  g_assert_cmpuint (tally.n_delivered + n_intercepted + n_stopped, ==, 1000);
  g_assert_cmpuint (domo_dead_letters_get_total (letters), ==, n_intercepted + n_stopped);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/interceptor-faults/" name, test_##func)
  ADD ("a-dropped-message-is-a-dead-letter", a_dropped_message_is_a_dead_letter);
  ADD ("a-dropped-ask-is-rejected", a_dropped_ask_is_rejected);
  ADD ("a-message-may-fail-instead", a_message_may_fail_instead);
  ADD ("a-delayed-message-comes-when-its-time-has", a_delayed_message_comes_when_its_time_has);
  ADD ("a-delayed-ask-is-answered", a_delayed_ask_is_answered);
  ADD ("a-delayed-message-keeps-its-context", a_delayed_message_keeps_its_context);
  ADD ("a-delayed-message-outlasts-a-restart", a_delayed_message_outlasts_a_restart);
  ADD ("a-delayed-message-is-a-dead-letter-once-the-actor-stops",
       a_delayed_message_is_a_dead_letter_once_the_actor_stops);
  ADD ("a-delayed-message-is-undelivered-at-the-close",
       a_delayed_message_is_undelivered_at_the_close);
  ADD ("a-delayed-ask-may-expire", a_delayed_ask_may_expire);
  ADD ("the-last-decision-counts", the_last_decision_counts);
  ADD ("every-message-is-handled-or-a-dead-letter", every_message_is_handled_or_a_dead_letter);
#undef ADD

  return g_test_run ();
}
