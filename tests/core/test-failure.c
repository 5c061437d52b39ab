/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "step-stage.h"

/* What becomes of an actor that fails, with no supervisor but the public root. */

#define RESTART_HOOKS "a.before_restart a.finalize a.before_start a.after_restart"

static void
forget_start (StepStage *stage)
{
  step_stage_run (stage);
  journal_clear (stage->journal);
}

static void
test_a_failed_actor_comes_back_as_a_new_instance (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);
  g_autoptr (DomoAddress) address = domo_address_copy (domo_proxy_get_address (actor));
  g_autoptr (DomoProxy) found = NULL;

  forget_start (stage);
  test_subject_fail (actor, "why");
  test_subject_note (actor, "queued");
  step_stage_run (stage);
  /* The queue is kept, and the message that failed is not delivered again. */
  assert_journal (stage->journal, "a:fail " RESTART_HOOKS " a:queued");
  g_assert_true (domo_address_equal (domo_proxy_get_address (actor), address));
  found = domo_stage_actor_of (stage->stage, address);
  g_assert_true ((gpointer) found == actor);
  g_assert_cmpint (test_actor_count_instances (), ==, 1);
}

static void
test_the_ask_of_a_failed_message_rejects_with_the_error (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = test_subject_ask_and_fail (actor, "why");

  step_stage_settle (stage, answer);
  g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_FAILED);
  g_assert_cmpstr (domo_future_get_error (answer)->message, ==, "why");
}

static DomoFuture *
fail_and_answer (DomoActor *actor, gpointer data)
{
  domo_actor_fail (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "first"));
  domo_actor_fail (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "second"));
  return domo_future_new_int64 (1);
}

static void
test_the_future_that_a_failed_handler_returns_is_dropped (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = test_subject_run (actor, fail_and_answer, NULL);

  g_test_summary ("And of two failures in one message the first counts.");
  step_stage_settle (stage, answer);
  g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_FAILED);
  g_assert_cmpstr (domo_future_get_error (answer)->message, ==, "first");
}

static DomoFuture *
refuse (DomoActor *actor, gpointer data)
{
  return domo_future_new_error_printf (DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "no such thing");
}

static void
test_a_rejected_future_is_an_answer_not_a_failure (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);
  g_autoptr (DomoFuture) answer = NULL;

  forget_start (stage);
  answer = test_subject_run (actor, refuse, NULL);
  step_stage_settle (stage, answer);
  g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_NOT_FOUND);
  assert_journal (stage->journal, "");
}

static void
test_a_restart_stops_the_children_first (StepStage *stage)
{
  g_autoptr (TestSubject) actor =
      domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "name", "a", "journal", stage->journal,
                            "hooks", TRUE, "depth", 1u, NULL);

  forget_start (stage);
  test_subject_fail (actor, "why");
  step_stage_run (stage);
  assert_journal (stage->journal,
                  "a:fail a.before_restart a+.before_stop a+.after_stop a+.finalize "
                  "a.finalize a.before_start a.after_restart a+.before_start a+.after_start");
}

static DomoFuture *
set_number (DomoActor *actor, gpointer data)
{
  test_actor_set_number (TEST_ACTOR (actor), *(gint64 *) data);
  return domo_future_new_int64 (0);
}

static DomoFuture *
get_number (DomoActor *actor, gpointer data)
{
  return domo_future_new_int64 (test_actor_get_number (TEST_ACTOR (actor)));
}

static gint64
number_after_restart (StepStage *stage, gboolean keep_state)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "a", "journal", stage->journal, NULL);
  g_autoptr (TestSubject) actor = NULL;
  g_autoptr (DomoFuture) answer = NULL;
  gint64 number = 42;

  domo_definition_set_keep_state (definition, keep_state);
  actor = domo_stage_actor_for_definition (stage->stage, definition, NULL);
  domo_future_unref (test_subject_run (actor, set_number, &number));
  test_subject_fail (actor, "why");
  answer = test_subject_run (actor, get_number, NULL);
  step_stage_settle (stage, answer);
  return domo_future_get_int64 (answer, NULL);
}

static void
test_state_is_kept_where_the_definition_says_so (StepStage *stage)
{
  g_assert_cmpint (number_after_restart (stage, TRUE), ==, 42);
  g_assert_cmpint (number_after_restart (stage, FALSE), ==, 0);
}

static void
test_a_kept_state_is_restored_before_the_start (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "a", "journal", stage->journal, "hooks", TRUE,
                           NULL);
  g_autoptr (TestSubject) actor = NULL;

  domo_definition_set_keep_state (definition, TRUE);
  actor = domo_stage_actor_for_definition (stage->stage, definition, NULL);
  forget_start (stage);
  test_subject_fail (actor, "why");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail a.before_restart a.save_state a.finalize a.restore_state "
                                  "a.before_start a.after_restart");
}

static void
test_a_failed_start_does_not_lose_the_state (StepStage *stage)
{
  int failures_left = 0;
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "a", "journal", stage->journal, "fail-in",
                           "before_start", "failures-left", &failures_left, NULL);
  g_autoptr (TestSubject) actor = NULL;
  g_autoptr (DomoFuture) answer = NULL;
  gint64 number = 100;

  domo_definition_set_keep_state (definition, TRUE);
  actor = domo_stage_actor_for_definition (stage->stage, definition, NULL);
  domo_future_unref (test_subject_run (actor, set_number, &number));
  step_stage_run (stage);
  failures_left = 2;
  test_subject_fail (actor, "why");
  for (guint i = 0; i < 3; i++)
    {
      step_stage_run (stage);
      domo_manual_clock_advance (stage->clock, G_USEC_PER_SEC);
    }
  g_assert_cmpint (failures_left, ==, 0);
  answer = test_subject_run (actor, get_number, NULL);
  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 100);
}

static void
test_the_wait_stays_at_its_ceiling (StepStage *stage)
{
  g_autoptr (DomoProxy) actor =
      domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "journal", stage->journal, "hooks", TRUE,
                            "fail-in", "before_start", NULL);
  guint n;

  g_test_summary ("An actor that has failed for an hour is not restarted in a rush again.");
  for (guint i = 0; i < 3600; i++)
    {
      step_stage_run (stage);
      domo_manual_clock_advance (stage->clock, G_USEC_PER_SEC);
    }
  journal_clear (stage->journal);
  for (guint i = 0; i < 100; i++)
    {
      domo_manual_clock_advance (stage->clock, G_USEC_PER_SEC);
      step_stage_run (stage);
    }
  /* Three entries a restart: before_restart, finalize, before_start. */
  n = journal_get_length (stage->journal) / 3;
  g_assert_cmpuint (n, >=, 9);
  g_assert_cmpuint (n, <=, 11);
}

static TestSubject *
make_failing (StepStage *stage, const char *hook, int *failures_left)
{
  return domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "name", "a", "journal",
                               stage->journal, "hooks", TRUE, "fail-in", hook, "failures-left",
                               failures_left, NULL);
}

static guint
count_entries (StepStage *stage, const char *entry)
{
  g_autofree char *text = journal_get_text (stage->journal);
  g_auto (GStrv) entries = g_strsplit (text, " ", -1);
  guint n = 0;

  for (guint i = 0; entries[i] != NULL; i++)
    n += g_str_equal (entries[i], entry);
  return n;
}

static void
test_a_start_that_always_fails_does_not_spin (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_failing (stage, "before_start", NULL);
  guint n_before;

  /* The first restart is at once, the second waits: nothing is left to do until time passes. */
  g_assert_cmpuint (step_stage_run (stage), <, 20);
  g_assert_cmpuint (count_entries (stage, "a.before_start"), ==, 2);
  for (guint i = 0; i < 60; i++)
    {
      domo_manual_clock_advance (stage->clock, G_USEC_PER_SEC);
      step_stage_run (stage);
    }
  /* 10, 20, 40 ... 5120 ms, then every 10 s: in a minute 10 by then, and 4 or 5 after that. */
  n_before = count_entries (stage, "a.before_start");
  g_assert_cmpuint (n_before, >=, 12);
  g_assert_cmpuint (n_before, <=, 18);
}

static void
test_each_wait_is_twice_the_last (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_failing (stage, "before_start", NULL);
  gint64 wait = 10 * G_TIME_SPAN_MILLISECOND;

  step_stage_run (stage);
  for (guint n = 2; n < 8; n++)
    {
      g_assert_cmpuint (count_entries (stage, "a.before_start"), ==, n);
      domo_manual_clock_advance (stage->clock, wait - 1);
      step_stage_run (stage);
      g_assert_cmpuint (count_entries (stage, "a.before_start"), ==, n);
      domo_manual_clock_advance (stage->clock, 1);
      step_stage_run (stage);
      wait *= 2;
    }
}

static void
test_a_quiet_time_ends_the_row_of_failures (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);

  for (guint i = 0; i < 5; i++)
    {
      forget_start (stage);
      test_subject_fail (actor, "why");
      step_stage_run (stage);
      assert_journal (stage->journal, "a:fail " RESTART_HOOKS);
      domo_manual_clock_advance (stage->clock, 10 * G_USEC_PER_SEC + 1);
    }
}

static void
test_messages_wait_while_the_restart_backs_off (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);

  test_subject_fail (actor, "first");
  test_subject_fail (actor, "second");
  test_subject_note (actor, "after");
  step_stage_run (stage);
  g_assert_cmpuint (count_entries (stage, "a:after"), ==, 0);
  domo_manual_clock_advance (stage->clock, 10 * G_TIME_SPAN_MILLISECOND);
  step_stage_run (stage);
  g_assert_cmpuint (count_entries (stage, "a:after"), ==, 1);
}

static void
test_a_start_that_fails_at_first_succeeds_later (StepStage *stage)
{
  int failures_left = 1;
  g_autoptr (TestSubject) actor = make_failing (stage, "before_start", &failures_left);

  test_subject_note (actor, "message");
  step_stage_run (stage);
  assert_journal (stage->journal,
                  "a.before_start a.before_restart a.finalize a.before_start a.after_restart "
                  "a:message");
}

static void
test_a_failing_after_start_or_after_restart_is_a_failed_start (StepStage *stage)
{
  int failures_left = 1;
  g_autoptr (TestSubject) first = make_failing (stage, "after_start", &failures_left);
  g_autoptr (TestSubject) second = NULL;

  step_stage_run (stage);
  assert_journal (stage->journal, "a.before_start a.after_start " RESTART_HOOKS);

  failures_left = 1;
  second = make_failing (stage, "after_restart", &failures_left);
  forget_start (stage);
  test_subject_fail (second, "why");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail " RESTART_HOOKS);
  journal_clear (stage->journal);
  domo_manual_clock_advance (stage->clock, 10 * G_TIME_SPAN_MILLISECOND);
  step_stage_run (stage);
  assert_journal (stage->journal, RESTART_HOOKS);
}

static void
test_a_failing_before_restart_does_not_stop_the_restart (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_failing (stage, "before_restart", NULL);

  forget_start (stage);
  test_subject_fail (actor, "why");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail " RESTART_HOOKS);
}

static DomoFuture *
fail_in_callback (DomoFuture *settled, gpointer actor)
{
  domo_actor_fail (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "in a callback"));
  return NULL;
}

static DomoFuture *
go_on_and_fail (DomoActor *actor, gpointer promise)
{
  return domo_future_then (domo_promise_get_future (promise), fail_in_callback, actor, NULL);
}

static void
test_a_failing_callback_counts_as_the_message_that_added_it (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) answer = NULL;

  forget_start (stage);
  answer = test_subject_run (actor, go_on_and_fail, promise);
  test_subject_note (actor, "queued");
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (answer));
  domo_promise_resolve_int64 (promise, 1);
  step_stage_settle (stage, answer);
  g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_FAILED);
  g_assert_cmpstr (domo_future_get_error (answer)->message, ==, "in a callback");
  assert_journal (stage->journal, RESTART_HOOKS " a:queued");
}

static int
get_stop_reason (DomoFuture *stopped)
{
  return g_value_get_enum (domo_future_get_value (stopped, NULL));
}

static void
test_a_stop_acts_at_once_on_a_suspended_actor (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);
  g_autoptr (DomoFuture) stopped = domo_proxy_stopped (actor);

  test_subject_fail (actor, "first");
  test_subject_fail (actor, "second");
  test_subject_note (actor, "before the stop");
  domo_proxy_stop (actor);
  step_stage_run (stage);
  /* Its restart would have come 10 ms later. */
  g_assert_true (domo_proxy_is_stopped (actor));
  g_assert_cmpint (get_stop_reason (stopped), ==, DOMO_STOP_REASON_STOPPED);
  g_assert_cmpuint (count_entries (stage, "a:before"), ==, 0);
  g_assert_cmpuint (domo_dead_letters_get_total (domo_stage_get_dead_letters (stage->stage)), ==,
                    1);
}

static void
test_stop_now_ends_a_restart_that_backs_off (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_failing (stage, "before_start", NULL);

  step_stage_run (stage);
  domo_proxy_stop_now (actor);
  step_stage_run (stage);
  g_assert_true (domo_proxy_is_stopped (actor));
  g_assert_cmpint (domo_clock_get_next_deadline (DOMO_CLOCK (stage->clock)), ==, G_MAXINT64);
}

static void
test_a_failed_actor_does_not_hold_up_the_close (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_failing (stage, "before_start", NULL);

  step_stage_run (stage);
  domo_stage_close_async (stage->stage, -1, NULL, NULL);
  step_stage_run (stage);
  g_assert_true (domo_stage_is_closed (stage->stage));
}

static void
test_failing_while_the_stage_closes_ends_the_actor (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);
  g_autoptr (DomoFuture) stopped = domo_proxy_stopped (actor);

  step_stage_run (stage);
  test_subject_fail (actor, "why");
  domo_stage_close_async (stage->stage, -1, NULL, NULL);
  step_stage_run (stage);
  g_assert_true (domo_stage_is_closed (stage->stage));
  g_assert_cmpint (get_stop_reason (stopped), ==, DOMO_STOP_REASON_STAGE_CLOSED);
}

static void
test_failing_outside_the_actors_code_is_a_critical (void)
{
  if (g_test_subprocess ())
    {
      DomoActor *stray = g_object_new (TEST_TYPE_ACTOR, NULL);

      domo_actor_fail (stray, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "why"));
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*domo_actor_fail*TestActor*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/failure/" name, test_##func)
  ADD ("a-failed-actor-comes-back-as-a-new-instance", a_failed_actor_comes_back_as_a_new_instance);
  ADD ("the-ask-of-a-failed-message-rejects-with-the-error",
       the_ask_of_a_failed_message_rejects_with_the_error);
  ADD ("the-future-that-a-failed-handler-returns-is-dropped",
       the_future_that_a_failed_handler_returns_is_dropped);
  ADD ("a-rejected-future-is-an-answer-not-a-failure",
       a_rejected_future_is_an_answer_not_a_failure);
  ADD ("a-restart-stops-the-children-first", a_restart_stops_the_children_first);
  ADD ("state-is-kept-where-the-definition-says-so", state_is_kept_where_the_definition_says_so);
  ADD ("a-kept-state-is-restored-before-the-start", a_kept_state_is_restored_before_the_start);
  ADD ("a-failed-start-does-not-lose-the-state", a_failed_start_does_not_lose_the_state);
  ADD ("the-wait-stays-at-its-ceiling", the_wait_stays_at_its_ceiling);
  ADD ("a-start-that-always-fails-does-not-spin", a_start_that_always_fails_does_not_spin);
  ADD ("each-wait-is-twice-the-last", each_wait_is_twice_the_last);
  ADD ("a-quiet-time-ends-the-row-of-failures", a_quiet_time_ends_the_row_of_failures);
  ADD ("messages-wait-while-the-restart-backs-off", messages_wait_while_the_restart_backs_off);
  ADD ("a-start-that-fails-at-first-succeeds-later", a_start_that_fails_at_first_succeeds_later);
  ADD ("a-failing-after-start-or-after-restart-is-a-failed-start",
       a_failing_after_start_or_after_restart_is_a_failed_start);
  ADD ("a-failing-before-restart-does-not-stop-the-restart",
       a_failing_before_restart_does_not_stop_the_restart);
  ADD ("a-failing-callback-counts-as-the-message-that-added-it",
       a_failing_callback_counts_as_the_message_that_added_it);
  ADD ("a-stop-acts-at-once-on-a-suspended-actor", a_stop_acts_at_once_on_a_suspended_actor);
  ADD ("stop-now-ends-a-restart-that-backs-off", stop_now_ends_a_restart_that_backs_off);
  ADD ("a-failed-actor-does-not-hold-up-the-close", a_failed_actor_does_not_hold_up_the_close);
  ADD ("failing-while-the-stage-closes-ends-the-actor",
       failing_while_the_stage_closes_ends_the_actor);
#undef ADD
  g_test_add_func ("/core/failure/failing-outside-the-actors-code-is-a-critical",
                   test_failing_outside_the_actors_code_is_a_critical);

  return g_test_run ();
}
