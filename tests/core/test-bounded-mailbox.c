/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "accounts.h"
#include "log-records.h"
#include "misuse.h"

#define CAPACITY 3

static void
note_numbers (TestSubject *actor, guint first, guint last)
{
  for (guint i = first; i <= last; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      test_subject_note (actor, text);
    }
}

static void
assert_letters (DomoDeadLettersRecorder *heard,
                DomoDeadLetterReason reason,
                const char *first,
                const char *second)
{
  iterate_main_context ();
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (heard), ==, 2);
  g_assert_cmpstr (domo_dead_letter_get_message (domo_dead_letters_recorder_get_nth (heard, 0)), ==,
                   first);
  g_assert_cmpstr (domo_dead_letter_get_message (domo_dead_letters_recorder_get_nth (heard, 1)), ==,
                   second);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (domo_dead_letter_get_reason (domo_dead_letters_recorder_get_nth (heard, i)),
                     ==, reason);
}

/* Overflow. */

static void
test_drop_oldest_keeps_what_came_last (StepStage *stage)
{
  g_autoptr (DomoDeadLettersRecorder) heard = domo_dead_letters_recorder_new (stage->stage);
  g_autoptr (TestSubject) actor =
      accounts_bounded_actor (stage, CAPACITY, DOMO_OVERFLOW_POLICY_DROP_OLDEST);

  note_numbers (actor, 1, 5);
  assert_letters (heard, DOMO_DEAD_LETTER_REASON_DROPPED, "note(\"1\")", "note(\"2\")");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:3 a:4 a:5");
  assert_counters (actor, 3, 2, 0, 0);
}

static void
test_drop_newest_keeps_what_came_first (StepStage *stage)
{
  g_autoptr (DomoDeadLettersRecorder) heard = domo_dead_letters_recorder_new (stage->stage);
  g_autoptr (TestSubject) actor =
      accounts_bounded_actor (stage, CAPACITY, DOMO_OVERFLOW_POLICY_DROP_NEWEST);

  note_numbers (actor, 1, 5);
  assert_letters (heard, DOMO_DEAD_LETTER_REASON_DROPPED, "note(\"4\")", "note(\"5\")");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1 a:2 a:3");
  assert_counters (actor, 3, 2, 0, 0);
}

static void
test_reject_keeps_what_came_first (StepStage *stage)
{
  g_autoptr (DomoDeadLettersRecorder) heard = domo_dead_letters_recorder_new (stage->stage);
  g_autoptr (TestSubject) actor =
      accounts_bounded_actor (stage, CAPACITY, DOMO_OVERFLOW_POLICY_REJECT);

  note_numbers (actor, 1, 5);
  assert_letters (heard, DOMO_DEAD_LETTER_REASON_REJECTED, "note(\"4\")", "note(\"5\")");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1 a:2 a:3");
  assert_counters (actor, 3, 2, 0, 0);
}

static void
test_an_ask_without_room_is_rejected (StepStage *stage)
{
  g_test_summary ("With MAILBOX_FULL at once, whichever policy; the other one is answered.");
  for (DomoOverflowPolicy policy = DOMO_OVERFLOW_POLICY_DROP_OLDEST;
       policy <= DOMO_OVERFLOW_POLICY_REJECT; policy++)
    {
      g_autoptr (TestSubject) actor = accounts_bounded_actor (stage, 1, policy);
      g_autoptr (DomoFuture) first = test_subject_ask (actor, 1);
      g_autoptr (DomoFuture) second = test_subject_ask (actor, 2);
      gboolean drops_first = policy == DOMO_OVERFLOW_POLICY_DROP_OLDEST;
      DomoFuture *dropped = drops_first ? first : second;
      DomoFuture *kept = drops_first ? second : first;

      g_assert_error (domo_future_get_error (dropped), DOMO_ERROR, DOMO_ERROR_MAILBOX_FULL);
      g_assert_true (domo_future_is_pending (kept));
      step_stage_settle (stage, kept);
      g_assert_cmpint (domo_future_get_int64 (kept, NULL), ==, drops_first ? 2 : 1);
    }
}

static void
test_handling_makes_room (StepStage *stage)
{
  g_autoptr (TestSubject) actor =
      accounts_bounded_actor (stage, CAPACITY, DOMO_OVERFLOW_POLICY_REJECT);

  note_numbers (actor, 1, 3);
  domo_test_dispatcher_step (stage->dispatcher);
  note_numbers (actor, 4, 5);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1 a:2 a:3 a:4");
}

static void
test_an_actor_at_rest_is_woken_for_each_message (StepStage *stage)
{
  g_autoptr (TestSubject) actor =
      accounts_bounded_actor (stage, CAPACITY, DOMO_OVERFLOW_POLICY_REJECT);

  for (guint i = 1; i <= 3; i++)
    {
      note_numbers (actor, i, i);
      step_stage_run (stage);
      assert_counters (actor, i, 0, 0, 0);
    }
}

static void
test_size_and_capacity_are_told (StepStage *stage)
{
  g_autoptr (TestSubject) actor =
      accounts_bounded_actor (stage, CAPACITY, DOMO_OVERFLOW_POLICY_DROP_OLDEST);
  g_autoptr (TestSubject) usual = step_stage_actor (stage, "b", FALSE);

  g_test_summary ("At any moment, not only when the actor is at rest.");
  g_assert_cmpuint (domo_proxy_get_mailbox_capacity (actor), ==, CAPACITY);
  g_assert_cmpuint (domo_proxy_get_mailbox_capacity (usual), ==, 0);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpuint (domo_proxy_get_queue_length (actor), ==, MIN (i, CAPACITY));
      test_subject_note (actor, "x");
    }
  step_stage_run (stage);
  g_assert_cmpuint (domo_proxy_get_queue_length (actor), ==, 0);
}

/* Stops, holds and restarts. */

static void
test_a_stop_takes_no_place (StepStage *stage)
{
  g_autoptr (TestSubject) actor =
      accounts_bounded_actor (stage, CAPACITY, DOMO_OVERFLOW_POLICY_DROP_OLDEST);

  g_test_summary ("In a full mailbox nothing makes room for it, and what comes later does not drop "
                  "it: what waits is handled, what comes later is a dead letter.");
  note_numbers (actor, 1, 3);
  domo_proxy_stop (actor);
  g_assert_cmpuint (domo_proxy_get_queue_length (actor), ==, 3);
  note_numbers (actor, 4, 5);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1 a:2 a:3");
  g_assert_true (domo_proxy_is_stopped (actor));
  assert_counters (actor, 3, 2, 0, 0);
  assert_accounts (stage->stage, actor);
  g_assert_cmpuint (domo_dead_letters_get_count (domo_stage_get_dead_letters (stage->stage),
                                                 DOMO_DEAD_LETTER_REASON_STOPPED),
                    ==, 2);
}

static void
test_a_held_actor_fills_up_and_overflows (StepStage *stage)
{
  g_autoptr (TestSubject) actor =
      accounts_bounded_actor (stage, CAPACITY, DOMO_OVERFLOW_POLICY_DROP_OLDEST);

  domo_proxy_suspend (actor);
  step_stage_run (stage);
  note_numbers (actor, 1, 5);
  step_stage_run (stage);
  assert_counters (actor, 0, 2, 3, 0);
  domo_proxy_resume (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:3 a:4 a:5");
}

static void
test_a_stop_acts_at_once_on_a_held_actor (StepStage *stage)
{
  g_autoptr (TestSubject) actor =
      accounts_bounded_actor (stage, CAPACITY, DOMO_OVERFLOW_POLICY_REJECT);

  note_numbers (actor, 1, 3);
  domo_proxy_suspend (actor);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  g_assert_true (domo_proxy_is_stopped (actor));
  assert_journal (stage->journal, "");
  assert_counters (actor, 0, 3, 0, 0);
}

static void
test_a_restart_keeps_the_queue (StepStage *stage)
{
  g_autoptr (TestSubject) actor =
      accounts_bounded_actor (stage, CAPACITY, DOMO_OVERFLOW_POLICY_DROP_OLDEST);

  test_subject_fail (actor, "on purpose");
  note_numbers (actor, 1, 2);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail a:1 a:2");
  assert_counters (actor, 3, 0, 0, 0);
}

static void
test_a_forced_close_leaves_nothing (StepStage *stage)
{
  g_autoptr (TestSubject) actor =
      accounts_bounded_actor (stage, CAPACITY, DOMO_OVERFLOW_POLICY_REJECT);
  g_autoptr (DomoFuture) ask = test_subject_ask (actor, 1);
  g_autoptr (DomoFuture) ready = NULL;

  note_numbers (actor, 1, 2);
  ready = domo_proxy_ready (actor);
  domo_stage_close_async (stage->stage, 0, NULL, NULL);
  step_stage_assert_rejected (stage, ask, DOMO_ERROR_STOPPED, "*ask*");
  step_stage_assert_rejected (stage, ready, DOMO_ERROR_STOPPED, "*");
  assert_counters (actor, 0, 3, 0, 0);
  g_assert_cmpuint (domo_dead_letters_get_count (domo_stage_get_dead_letters (stage->stage),
                                                 DOMO_DEAD_LETTER_REASON_UNDELIVERED_AT_CLOSE),
                    ==, 3);
}

static void
test_what_is_sent_to_a_stopped_actor_counts (StepStage *stage)
{
  g_autoptr (TestSubject) actor =
      accounts_bounded_actor (stage, CAPACITY, DOMO_OVERFLOW_POLICY_REJECT);
  g_autoptr (TestSubject) usual = step_stage_actor (stage, "b", FALSE);
  DomoCounters counters;

  g_test_summary ("In the numbers of the actor, and of the stage, also when the proxy is gone.");
  domo_proxy_stop_now (actor);
  domo_proxy_stop_now (usual);
  step_stage_run (stage);
  note_numbers (actor, 1, 5);
  note_numbers (usual, 1, 5);
  assert_counters (actor, 0, 5, 0, 0);
  assert_counters (usual, 0, 5, 0, 0);
  assert_accounts (stage->stage, actor);
  g_clear_object (&usual);
  assert_accounts (stage->stage, actor);
  domo_stage_get_counters (stage->stage, &counters);
  g_assert_cmpuint (counters.accepted, ==, 10);
}

/* Backpressure. */

static void
test_ready_at_once_while_there_is_room (StepStage *stage)
{
  g_autoptr (TestSubject) actor =
      accounts_bounded_actor (stage, CAPACITY, DOMO_OVERFLOW_POLICY_REJECT);
  g_autoptr (TestSubject) usual = step_stage_actor (stage, "b", FALSE);

  for (guint i = 0; i < CAPACITY; i++)
    {
      g_autoptr (DomoFuture) ready = domo_proxy_ready (actor);

      g_assert_true (domo_future_is_resolved (ready));
      test_subject_note (actor, "x");
    }
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (DomoFuture) ready = domo_proxy_ready (usual);

      g_assert_true (domo_future_is_resolved (ready));
      test_subject_note (usual, "x");
    }
}

static void
test_ready_keeps_a_place_for_each (StepStage *stage)
{
  g_autoptr (TestSubject) actor = accounts_bounded_actor (stage, 2, DOMO_OVERFLOW_POLICY_REJECT);
  DomoFuture *ready[4];

  g_test_summary ("Of four senders two are told that there is room; the others, in the order in "
                  "which they asked, when a message is handled.");
  for (guint i = 0; i < 4; i++)
    {
      ready[i] = domo_proxy_ready (actor);
      g_assert_cmpint (domo_future_is_resolved (ready[i]), ==, i < 2);
    }
  test_subject_note (actor, "1");
  test_subject_note (actor, "2");
  for (guint i = 2; i < 4; i++)
    {
      g_assert_true (domo_future_is_pending (ready[i]));
      domo_test_dispatcher_step (stage->dispatcher);
      g_assert_true (domo_future_is_resolved (ready[i]));
    }
  test_subject_note (actor, "3");
  test_subject_note (actor, "4");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1 a:2 a:3 a:4");
  assert_counters (actor, 4, 0, 0, 0);
  for (guint i = 0; i < 4; i++)
    domo_future_unref (ready[i]);
}

static void
test_a_place_is_passed_on_by_those_who_gave_up (StepStage *stage)
{
  g_autoptr (TestSubject) actor = accounts_bounded_actor (stage, 1, DOMO_OVERFLOW_POLICY_REJECT);
  g_autoptr (DomoFuture) limited = NULL, waiting = NULL;

  g_test_summary ("One that was settled by a limit, and one that was dropped.");
  test_subject_note (actor, "1");
  limited = domo_proxy_ready (actor);
  domo_future_unref (domo_proxy_ready (actor));
  waiting = domo_proxy_ready (actor);
  {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (DomoFuture) settled =
        domo_future_with_cancellable (domo_future_ref (limited), cancellable);

    g_cancellable_cancel (cancellable);
    iterate_main_context ();
    g_assert_true (domo_future_is_rejected (settled));
  }
  g_assert_true (domo_future_is_rejected (limited));
  step_stage_run (stage);
  g_assert_true (domo_future_is_resolved (waiting));
}

static void
test_those_who_gave_up_are_not_kept (StepStage *stage)
{
  g_autoptr (TestSubject) actor = accounts_bounded_actor (stage, 1, DOMO_OVERFLOW_POLICY_REJECT);
  g_autoptr (DomoFuture) waiting = NULL;

  g_test_summary ("However many ask and go away, who stays is told.");
  test_subject_note (actor, "1");
  for (guint i = 0; i < 10000; i++)
    domo_future_unref (domo_proxy_ready (actor));
  waiting = domo_proxy_ready (actor);
  step_stage_run (stage);
  g_assert_true (domo_future_is_resolved (waiting));
}

static void
test_ready_is_rejected_when_the_actor_stops (StepStage *stage)
{
  g_autoptr (TestSubject) actor = accounts_bounded_actor (stage, 1, DOMO_OVERFLOW_POLICY_REJECT);
  g_autoptr (DomoFuture) waiting = NULL, late = NULL, too_late = NULL;

  test_subject_note (actor, "1");
  waiting = domo_proxy_ready (actor);
  domo_proxy_stop (actor);
  late = domo_proxy_ready (actor);
  step_stage_assert_rejected (stage, waiting, DOMO_ERROR_STOPPED, "*");
  step_stage_assert_rejected (stage, late, DOMO_ERROR_STOPPED, "*");
  too_late = domo_proxy_ready (actor);
  step_stage_assert_rejected (stage, too_late, DOMO_ERROR_STOPPED, "*TestActor*");
}

/* Data: the proxy of an actor. Tells it as many times as three mailboxes hold. */
static DomoFuture *
feed (DomoActor *actor, gpointer fed)
{
  for (guint i = 0; i < 3 * CAPACITY; i++)
    {
      g_autoptr (GError) error = NULL;

      domo_await (domo_proxy_ready (fed), &error);
      g_assert_no_error (error);
      test_subject_note (fed, "x");
    }
  return domo_future_new_int64 (1);
}

static void
test_a_handler_waits_for_room (StepStage *stage)
{
  g_autoptr (TestSubject) actor =
      accounts_bounded_actor (stage, CAPACITY, DOMO_OVERFLOW_POLICY_REJECT);
  g_autoptr (TestSubject) feeder = step_stage_actor (stage, "b", FALSE);
  g_autoptr (DomoFuture) fed = test_subject_run (feeder, feed, actor);

  step_stage_settle (stage, fed);
  step_stage_run (stage);
  assert_counters (actor, 3 * CAPACITY, 0, 0, 0);
}

static DomoFuture *
wait_for_own_room (DomoActor *actor, gpointer unused)
{
  TestSubject *self = domo_actor_get_self (actor);
  g_autoptr (GError) error = NULL;

  test_subject_note (self, "x");
  domo_await (domo_proxy_ready (self), &error);
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_DEADLOCK);
  return domo_future_new_int64 (1);
}

static void
test_who_waits_for_room_of_its_own_is_told_so (StepStage *stage)
{
  g_autoptr (TestSubject) actor = accounts_bounded_actor (stage, 1, DOMO_OVERFLOW_POLICY_REJECT);
  g_autoptr (DomoFuture) answer = test_subject_run (actor, wait_for_own_room, NULL);

  step_stage_settle (stage, answer);
  g_assert_true (domo_future_is_resolved (answer));
  step_stage_run (stage);
  assert_counters (actor, 2, 0, 0, 0);
}

static void
test_a_handler_that_waits_is_in_hand (StepStage *stage)
{
  g_autoptr (TestSubject) actor =
      accounts_bounded_actor (stage, CAPACITY, DOMO_OVERFLOW_POLICY_REJECT);
  g_autoptr (TestSubject) full = accounts_bounded_actor (stage, 1, DOMO_OVERFLOW_POLICY_REJECT);
  g_autoptr (DomoFuture) fed = NULL;
  DomoCounters counters;

  g_test_summary ("And its mailbox fills up meanwhile.");
  domo_proxy_suspend (full);
  fed = test_subject_run (actor, feed, full);
  step_stage_run (stage);
  note_numbers (actor, 1, 4);
  step_stage_run (stage);
  domo_proxy_get_counters (actor, &counters);
  g_assert_cmpuint (counters.in_hand, ==, 1);
  assert_counters (actor, 0, 1, 3, 0);
  domo_proxy_resume (full);
  step_stage_settle (stage, fed);
  step_stage_run (stage);
  assert_counters (actor, 4, 1, 0, 0);
}

/* Whatever happens. */

static void
do_something (StepStage *stage, TestSubject *actor)
{
  switch (g_test_rand_int_range (0, 10))
    {
    case 0:
      domo_proxy_suspend (actor);
      break;
    case 1:
    case 2:
      domo_proxy_resume (actor);
      break;
    case 3:
      test_subject_fail (actor, "on purpose");
      break;
    case 4:
      domo_future_unref (test_subject_ask (actor, 1));
      break;
    case 5:
    case 6:
      test_subject_note (actor, "x");
      break;
    default:
      domo_test_dispatcher_step (stage->dispatcher);
    }
}

static void
test_the_accounts_are_right_at_every_moment (StepStage *stage)
{
  g_test_summary ("Through random sends, failures, holds and steps.");
  for (guint round = 0; round < 30; round++)
    {
      guint capacity = (guint) g_test_rand_int_range (1, 6);
      g_autoptr (TestSubject) actor =
          accounts_bounded_actor (stage, capacity,
                                  (DomoOverflowPolicy) g_test_rand_int_range (0, 3));

      for (guint i = 0; i < 200; i++)
        {
          do_something (stage, actor);
          assert_accounts (stage->stage, actor);
          g_assert_cmpuint (domo_proxy_get_queue_length (actor), <=, capacity);
          domo_manual_clock_advance (stage->clock, G_USEC_PER_SEC);
        }
      domo_proxy_stop_now (actor);
      step_stage_run (stage);
      assert_accounts (stage->stage, actor);
    }
}

/* Mistakes. */

static void
without_capacity (gconstpointer data)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);

  domo_definition_set_bounded_mailbox (definition, 0, DOMO_OVERFLOW_POLICY_REJECT);
}

static void
test_no_capacity_is_a_mistake (void)
{
  assert_misuse (without_capacity, NULL, "*capacity > 0*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  log_records_start ();

#define ADD(path, func) step_stage_add_test ("/core/bounded-mailbox/" path, test_##func)
  ADD ("drop-oldest-keeps-what-came-last", drop_oldest_keeps_what_came_last);
  ADD ("drop-newest-keeps-what-came-first", drop_newest_keeps_what_came_first);
  ADD ("reject-keeps-what-came-first", reject_keeps_what_came_first);
  ADD ("an-ask-without-room-is-rejected", an_ask_without_room_is_rejected);
  ADD ("handling-makes-room", handling_makes_room);
  ADD ("an-actor-at-rest-is-woken-for-each-message", an_actor_at_rest_is_woken_for_each_message);
  ADD ("size-and-capacity-are-told", size_and_capacity_are_told);
  ADD ("a-stop-takes-no-place", a_stop_takes_no_place);
  ADD ("a-held-actor-fills-up-and-overflows", a_held_actor_fills_up_and_overflows);
  ADD ("a-stop-acts-at-once-on-a-held-actor", a_stop_acts_at_once_on_a_held_actor);
  ADD ("a-restart-keeps-the-queue", a_restart_keeps_the_queue);
  ADD ("a-forced-close-leaves-nothing", a_forced_close_leaves_nothing);
  ADD ("what-is-sent-to-a-stopped-actor-counts", what_is_sent_to_a_stopped_actor_counts);
  ADD ("ready-at-once-while-there-is-room", ready_at_once_while_there_is_room);
  ADD ("ready-keeps-a-place-for-each", ready_keeps_a_place_for_each);
  ADD ("a-place-is-passed-on-by-those-who-gave-up", a_place_is_passed_on_by_those_who_gave_up);
  ADD ("those-who-gave-up-are-not-kept", those_who_gave_up_are_not_kept);
  ADD ("ready-is-rejected-when-the-actor-stops", ready_is_rejected_when_the_actor_stops);
  ADD ("a-handler-waits-for-room", a_handler_waits_for_room);
  ADD ("who-waits-for-room-of-its-own-is-told-so", who_waits_for_room_of_its_own_is_told_so);
  ADD ("a-handler-that-waits-is-in-hand", a_handler_that_waits_is_in_hand);
  ADD ("the-accounts-are-right-at-every-moment", the_accounts_are_right_at_every_moment);
#undef ADD
  g_test_add_func ("/core/bounded-mailbox/no-capacity-is-a-mistake", test_no_capacity_is_a_mistake);

  return g_test_run ();
}
