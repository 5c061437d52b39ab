/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "accounts.h"
#include "log-records.h"
#include "misuse.h"

/* What handlers do here, run inside the actor. The data is a number, which is journaled unless the
 * message is put aside. */

static gboolean closed;

static void
note (DomoActor *actor, const char *what, gpointer number)
{
  journal_add (test_actor_get_journal (TEST_ACTOR (actor)), "%s%d", what, GPOINTER_TO_INT (number));
}

/* While the actor is closed the message is put aside, or refused where there is no room. */
static DomoFuture *
take_if_open (DomoActor *actor, gpointer number)
{
  if (!closed)
    {
      note (actor, "", number);
      return domo_future_new_int64 (GPOINTER_TO_INT (number));
    }
  if (!domo_actor_stash (actor))
    {
      note (actor, "full:", number);
      return domo_future_new_int64 (-1);
    }
  /* Ignored. */
  return domo_future_new_int64 (-2);
}

static DomoFuture *
unstash_one (DomoActor *actor, gpointer unused)
{
  return domo_future_new_int64 (domo_actor_unstash (actor));
}

static DomoFuture *
unstash_all (DomoActor *actor, gpointer unused)
{
  return domo_future_new_int64 (domo_actor_unstash_all (actor));
}

static DomoFuture *
open_and_unstash_all (DomoActor *actor, gpointer unused)
{
  closed = FALSE;
  return unstash_all (actor, unused);
}

static DomoFuture *
stash_and_unstash_all (DomoActor *actor, gpointer unused)
{
  g_assert_true (domo_actor_stash (actor));
  g_assert_true (domo_actor_stash (actor));
  g_assert_cmpuint (domo_actor_unstash_all (actor), ==, 0);
  return NULL;
}

static DomoFuture *
stash_and_fail (DomoActor *actor, gpointer unused)
{
  g_assert_true (domo_actor_stash (actor));
  domo_actor_fail (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "on purpose"));
  return NULL;
}

static DomoFuture *
stash_and_leave_pending (DomoActor *actor, gpointer promise)
{
  if (!closed)
    return domo_future_new_int64 (1);
  g_assert_true (domo_actor_stash (actor));
  return domo_promise_get_future (promise);
}

static DomoFuture *
wait_and_stash (DomoActor *actor, gpointer promise)
{
  if (!closed)
    return domo_future_new_int64 (1);
  domo_await (domo_promise_get_future (promise), NULL);
  g_assert_true (domo_actor_stash (actor));
  return NULL;
}

static DomoFuture *
send (TestSubject *actor, int number)
{
  return test_subject_run (actor, take_if_open, GINT_TO_POINTER (number));
}

/* Sends asks with these numbers, and forgets their answers. */
static void
send_numbers (TestSubject *actor, int first, int last)
{
  for (int i = first; i <= last; i++)
    domo_future_unref (send (actor, i));
}

static void
call (StepStage *stage, TestSubject *actor, TestSubjectFunc func, gint64 expected)
{
  g_autoptr (DomoFuture) answer = test_subject_run (actor, func, NULL);

  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, expected);
}

static TestSubject *
make_closed (StepStage *stage, guint capacity)
{
  g_autoptr (DomoDefinition) definition = accounts_definition (stage);

  closed = TRUE;
  if (capacity > 0)
    domo_definition_set_stash_capacity (definition, capacity);
  return accounts_actor (stage, definition);
}

static void
test_what_is_put_aside_comes_back_in_order (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_closed (stage, 0);

  g_test_summary ("Ahead of what is queued.");
  send_numbers (actor, 1, 3);
  step_stage_run (stage);
  assert_counters (actor, 0, 0, 0, 3);
  domo_future_unref (test_subject_run (actor, open_and_unstash_all, NULL));
  send_numbers (actor, 4, 5);
  step_stage_run (stage);
  assert_journal (stage->journal, "1 2 3 4 5");
  assert_counters (actor, 6, 0, 0, 0);
  assert_accounts (stage->stage, actor);
}

static void
test_an_ask_stays_pending_until_it_comes_back (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_closed (stage, 0);
  g_autoptr (DomoFuture) ask = send (actor, 7);

  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (ask));
  call (stage, actor, open_and_unstash_all, 1);
  step_stage_settle (stage, ask);
  g_assert_cmpint (domo_future_get_int64 (ask, NULL), ==, 7);
}

static void
test_a_pending_answer_is_ignored (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_closed (stage, 0);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) ask = test_subject_run (actor, stash_and_leave_pending, promise);

  g_test_summary ("The actor is not busy with it.");
  step_stage_run (stage);
  domo_promise_resolve_int64 (promise, 5);
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (ask));
  call (stage, actor, open_and_unstash_all, 1);
  step_stage_settle (stage, ask);
  g_assert_cmpint (domo_future_get_int64 (ask, NULL), ==, 1);
}

static void
test_a_handler_that_has_waited_puts_its_message_aside (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_closed (stage, 0);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) ask = test_subject_run (actor, wait_and_stash, promise);

  step_stage_run (stage);
  domo_promise_resolve_int64 (promise, 5);
  step_stage_run (stage);
  assert_counters (actor, 0, 0, 0, 1);
  call (stage, actor, open_and_unstash_all, 1);
  step_stage_settle (stage, ask);
  g_assert_cmpint (domo_future_get_int64 (ask, NULL), ==, 1);
}

static void
test_one_after_the_other (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_closed (stage, 0);

  send_numbers (actor, 1, 2);
  step_stage_run (stage);
  closed = FALSE;
  call (stage, actor, unstash_one, TRUE);
  step_stage_run (stage);
  assert_journal (stage->journal, "1");
  assert_counters (actor, 2, 0, 0, 1);
  call (stage, actor, unstash_one, TRUE);
  call (stage, actor, unstash_one, FALSE);
  assert_journal (stage->journal, "1 2");
}

static void
test_what_is_put_aside_again_keeps_its_place (StepStage *stage)
{
  g_test_summary ("However it goes to and fro, the order is that in which the messages came.");
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (TestSubject) actor = make_closed (stage, 0);

      send_numbers (actor, 1, 5);
      for (guint i = 0; i < 20; i++)
        {
          domo_future_unref (
              test_subject_run (actor, g_test_rand_bit () ? unstash_one : unstash_all, NULL));
          for (int steps = g_test_rand_int_range (0, 4); steps > 0; steps--)
            domo_test_dispatcher_step (stage->dispatcher);
        }
      domo_future_unref (test_subject_run (actor, open_and_unstash_all, NULL));
      while (domo_test_dispatcher_step (stage->dispatcher))
        ;
      assert_journal (stage->journal, "1 2 3 4 5");
      journal_clear (stage->journal);
    }
}

static void
test_a_full_stash_answers_false (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_closed (stage, 2);
  g_autoptr (DomoFuture) third = NULL;

  send_numbers (actor, 1, 2);
  third = send (actor, 3);
  step_stage_settle (stage, third);
  g_assert_cmpint (domo_future_get_int64 (third, NULL), ==, -1);
  assert_journal (stage->journal, "full:3");
  assert_counters (actor, 1, 0, 0, 2);
}

static void
test_a_thousand_unless_said_otherwise (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_closed (stage, 0);

  send_numbers (actor, 1, 1001);
  step_stage_run (stage);
  assert_journal (stage->journal, "full:1001");
}

static void
test_the_message_in_hand_is_not_given_back (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_closed (stage, 0);
  g_autoptr (DomoFuture) ask = test_subject_run (actor, stash_and_unstash_all, NULL);

  g_test_summary ("And may be put aside twice, which is once.");
  step_stage_run (stage);
  assert_counters (actor, 0, 0, 0, 1);
  g_assert_true (domo_future_is_pending (ask));
}

static void
test_a_failure_counts_more (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_closed (stage, 0);
  g_autoptr (DomoFuture) ask = test_subject_run (actor, stash_and_fail, NULL);

  step_stage_assert_rejected (stage, ask, DOMO_ERROR_FAILED, "on purpose");
  assert_counters (actor, 1, 0, 0, 0);
}

static void
test_a_restart_gives_all_back (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_closed (stage, 0);
  g_autoptr (DomoFuture) ask = NULL;

  g_test_summary (
      "To the head of the queue, in order, though the failed actor did not ask for it.");
  send_numbers (actor, 1, 3);
  ask = send (actor, 4);
  step_stage_run (stage);
  closed = FALSE;
  test_subject_fail (actor, "on purpose");
  send_numbers (actor, 5, 6);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:fail 1 2 3 4 5 6");
  g_assert_cmpint (domo_future_get_int64 (ask, NULL), ==, 4);
  assert_counters (actor, 7, 0, 0, 0);
}

static void
test_a_stop_makes_dead_letters_of_it (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_closed (stage, 0);
  g_autoptr (DomoFuture) ask = send (actor, 1);

  step_stage_run (stage);
  domo_proxy_stop (actor);
  step_stage_assert_rejected (stage, ask, DOMO_ERROR_STOPPED, "*run*");
  assert_counters (actor, 0, 1, 0, 0);
  g_assert_cmpuint (domo_dead_letters_get_count (domo_stage_get_dead_letters (stage->stage),
                                                 DOMO_DEAD_LETTER_REASON_STOPPED),
                    ==, 1);
}

static void
test_an_ask_that_is_settled_meanwhile_is_skipped (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_closed (stage, 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DomoFuture) ask = domo_future_with_cancellable (send (actor, 1), cancellable);

  step_stage_run (stage);
  g_cancellable_cancel (cancellable);
  iterate_main_context ();
  call (stage, actor, open_and_unstash_all, 1);
  assert_journal (stage->journal, "");
  assert_counters (actor, 1, 1, 0, 0);
}

static void
test_the_mailbox_stays_within_its_bound (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition = accounts_definition (stage);
  g_autoptr (TestSubject) actor = NULL;

  g_test_summary ("What comes back takes no place in it, and drops nothing.");
  closed = TRUE;
  domo_definition_set_bounded_mailbox (definition, 3, DOMO_OVERFLOW_POLICY_REJECT);
  actor = accounts_actor (stage, definition);
  send_numbers (actor, 1, 3);
  step_stage_run (stage);
  domo_future_unref (test_subject_run (actor, open_and_unstash_all, NULL));
  send_numbers (actor, 4, 5);
  domo_test_dispatcher_step (stage->dispatcher);
  assert_counters (actor, 1, 0, 2, 3);
  send_numbers (actor, 6, 6);
  step_stage_run (stage);
  assert_journal (stage->journal, "1 2 3 4 5 6");
  assert_accounts (stage->stage, actor);
}

/* Mistakes. */

static DomoFuture *
stash_in_callback (DomoFuture *settled, gpointer actor)
{
  g_assert_false (domo_actor_stash (actor));
  return NULL;
}

static DomoFuture *
stash_later (DomoActor *actor, gpointer unused)
{
  return domo_future_then (domo_future_new_int64 (1), stash_in_callback, actor, NULL);
}

static void
stash_outside_a_handler (gconstpointer data)
{
  StepStage stage;
  TestSubject *actor;

  step_stage_set_up (&stage);
  actor = step_stage_actor (&stage, "a", FALSE);
  domo_future_unref (test_subject_run (actor, stash_later, NULL));
  step_stage_run (&stage);
  g_object_unref (actor);
  step_stage_tear_down (&stage);
}

static void
test_a_callback_has_no_message_in_hand (void)
{
  assert_misuse (stash_outside_a_handler, NULL, "*domo_actor_stash*outside a handler*TestActor*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!g_test_subprocess ())
    log_records_start ();

#define ADD(path, func) step_stage_add_test ("/core/stash/" path, test_##func)
  ADD ("what-is-put-aside-comes-back-in-order", what_is_put_aside_comes_back_in_order);
  ADD ("an-ask-stays-pending-until-it-comes-back", an_ask_stays_pending_until_it_comes_back);
  ADD ("a-pending-answer-is-ignored", a_pending_answer_is_ignored);
  ADD ("a-handler-that-has-waited-puts-its-message-aside",
       a_handler_that_has_waited_puts_its_message_aside);
  ADD ("one-after-the-other", one_after_the_other);
  ADD ("what-is-put-aside-again-keeps-its-place", what_is_put_aside_again_keeps_its_place);
  ADD ("a-full-stash-answers-false", a_full_stash_answers_false);
  ADD ("a-thousand-unless-said-otherwise", a_thousand_unless_said_otherwise);
  ADD ("the-message-in-hand-is-not-given-back", the_message_in_hand_is_not_given_back);
  ADD ("a-failure-counts-more", a_failure_counts_more);
  ADD ("a-restart-gives-all-back", a_restart_gives_all_back);
  ADD ("a-stop-makes-dead-letters-of-it", a_stop_makes_dead_letters_of_it);
  ADD ("an-ask-that-is-settled-meanwhile-is-skipped", an_ask_that_is_settled_meanwhile_is_skipped);
  ADD ("the-mailbox-stays-within-its-bound", the_mailbox_stays_within_its_bound);
#undef ADD
  g_test_add_func ("/core/stash/a-callback-has-no-message-in-hand",
                   test_a_callback_has_no_message_in_hand);

  return g_test_run ();
}
