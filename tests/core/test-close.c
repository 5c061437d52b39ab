/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "awaits.h"
#include "step-stage.h"

/* Not GMutex: ThreadSanitizer sees this one. */
#include <pthread.h>

/* Closing a stage. */

static TestSubject *
make_actor (DomoStage *stage, Journal *journal, guint depth)
{
  return domo_stage_actor_for (stage, TEST_TYPE_ACTOR, "name", "a", "journal", journal, "hooks",
                               TRUE, "depth", depth, NULL);
}

static void
close_now (DomoStage *stage, gint64 limit)
{
  g_autoptr (GError) error = NULL;
  gboolean closed = domo_stage_close (stage, limit, &error);

  g_assert_no_error (error);
  g_assert_true (closed);
  g_assert_true (domo_stage_is_closed (stage));
}

static void
test_children_end_before_their_parents (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (Journal) journal = journal_new ();
  g_autoptr (TestSubject) actor = make_actor (stage, journal, 2);

  while (journal_get_length (journal) < 6)
    g_main_context_iteration (NULL, TRUE);
  journal_clear (journal);
  close_now (stage, -1);
  assert_journal (journal,
                  "a.before_stop a+.before_stop a++.before_stop a++.after_stop a++.finalize "
                  "a+.after_stop a+.finalize a.after_stop a.finalize");
}

static void
test_the_queue_is_handled_first (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (Journal) journal = journal_new ();
  g_autoptr (TestSubject) actor = make_actor (stage, journal, 0);

  test_subject_note (actor, "1");
  test_subject_note (actor, "2");
  close_now (stage, 5 * G_USEC_PER_SEC);
  assert_journal (journal,
                  "a.before_start a.after_start a:1 a:2 a.before_stop a.after_stop a.finalize");
  g_assert_cmpuint (domo_dead_letters_get_total (domo_stage_get_dead_letters (stage)), ==, 0);
}

static void
test_a_limit_of_0_forces (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (Journal) journal = journal_new ();
  g_autoptr (TestSubject) actor = make_actor (stage, journal, 0);
  g_autoptr (DomoFuture) answer = NULL;

  test_subject_note (actor, "1");
  answer = test_subject_ask (actor, 2);
  close_now (stage, 0);
  assert_journal (journal, "a.before_start a.after_start a.before_stop a.after_stop a.finalize");
  g_assert_cmpuint (domo_dead_letters_get_count (domo_stage_get_dead_letters (stage),
                                                 DOMO_DEAD_LETTER_REASON_UNDELIVERED_AT_CLOSE),
                    ==, 2);
  g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_STOPPED);
}

static void
test_a_closed_stage_answers_stopped_proxies (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = NULL;
  g_autoptr (DomoFuture) answer = NULL;

  close_now (stage, -1);
  actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_assert_true (domo_proxy_is_stopped (actor));
  answer = test_subject_ask (actor, 1);
  g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_STOPPED);
}

static void
test_nor_does_it_look_for_a_supervisor (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);
  g_autoptr (GError) error = NULL;
  g_autoptr (DomoProxy) actor = NULL;

  g_test_summary ("It has none any more, and who makes an actor cannot know that.");
  domo_definition_set_supervisor (definition, "gone");
  close_now (stage, -1);
  actor = domo_stage_actor_for_definition (stage, definition, &error);
  g_assert_no_error (error);
  g_assert_true (domo_proxy_is_stopped (actor));
}

static DomoFuture *
find_parent (DomoActor *actor, gpointer parent)
{
  *(gpointer *) parent = g_object_ref (domo_actor_get_parent (actor));
  return domo_future_new_int64 (0);
}

static void
test_a_stage_without_its_public_root_takes_no_actor (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoProxy) root = NULL;
  g_autoptr (DomoProxy) late = NULL;

  g_test_summary ("Also while the private root has not yet heard of the close.");
  domo_future_unref (test_subject_run (actor, find_parent, &root));
  step_stage_run (stage);
  domo_stage_close_async (stage->stage, 0, NULL, NULL);
  while (domo_test_dispatcher_step_actor (stage->dispatcher, actor) ||
         domo_test_dispatcher_step_actor (stage->dispatcher, root))
    ;
  g_assert_true (domo_proxy_is_stopped (root));
  g_assert_false (domo_stage_is_closed (stage->stage));
  late = domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, NULL);
  g_assert_true (domo_proxy_is_stopped (late));
  step_stage_run (stage);
  iterate_main_context ();
}

static void
test_closing_twice_is_fine (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();

  close_now (stage, -1);
  close_now (stage, 0);
}

static void
test_the_reason_is_that_the_stage_closed (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoProxy) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);

  close_now (stage, -1);
  g_assert_cmpint (domo_await_int (domo_proxy_stopped (actor), NULL), ==,
                   DOMO_STOP_REASON_STAGE_CLOSED);
}

static void
test_what_is_busy_for_ever_is_forced_at_the_limit (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) answer = test_subject_run (actor, test_return_promised, promise);

  close_now (stage, 1000);
  g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_STOPPED);
}

static void
note_closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  int *closed = data;

  *closed = domo_stage_close_finish (DOMO_STAGE (source), result, &error) ? 1 : -1;
  if (*closed < 0)
    g_assert_error (error, DOMO_ERROR, DOMO_ERROR_TIMEOUT);
}

static void
iterate_until_noted (int *closed)
{
  while (*closed == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_the_limit_runs_on_the_stages_clock (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) answer = test_subject_run (actor, test_return_promised, promise);
  int closed = 0;

  step_stage_run (stage);
  domo_stage_close_async (stage->stage, G_USEC_PER_SEC, note_closed_cb, &closed);
  step_stage_run (stage);
  domo_manual_clock_advance (stage->clock, G_USEC_PER_SEC - 1);
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (answer));
  domo_manual_clock_advance (stage->clock, 1);
  step_stage_run (stage);
  g_assert_true (domo_stage_is_closed (stage->stage));
  iterate_until_noted (&closed);
  g_assert_cmpint (closed, ==, 1);
}

static void
test_an_actor_that_hangs_is_named (void)
{
  g_autoptr (DomoTestDispatcher) never = domo_test_dispatcher_new ();
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);
  g_autoptr (DomoProxy) actor = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("Nobody runs its dispatcher. When somebody does, the stage closes after all.");
  domo_definition_set_dispatcher (definition, DOMO_DISPATCHER (never));
  actor = domo_stage_actor_for_definition (stage, definition, NULL);
  address = domo_address_to_string (domo_proxy_get_address (actor));

  g_assert_false (domo_stage_close (stage, 0, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (error->message, "TestActor"));
  g_assert_nonnull (strstr (error->message, address));
  g_assert_false (domo_stage_is_closed (stage));
  g_assert_false (domo_proxy_is_stopped (actor));

  domo_test_dispatcher_run (never);
  close_now (stage, 0);
  g_assert_true (domo_proxy_is_stopped (actor));
}

static DomoFuture *
close_inside (DomoActor *actor, gpointer data)
{
  g_assert_false (domo_stage_close (domo_actor_get_stage (actor), -1, NULL));
  return domo_future_new_int64 (0);
}

static void
test_closing_inside_an_actor_is_a_critical (void)
{
  if (g_test_subprocess ())
    {
      DomoStage *stage = domo_stage_new ();
      TestSubject *actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);

      domo_await_int64 (test_subject_run (actor, close_inside, NULL), NULL);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*domo_stage_close*domo_stage_close_async*");
}

static DomoFuture *
close_async_inside (DomoActor *actor, gpointer closed)
{
  domo_stage_close_async (domo_actor_get_stage (actor), -1, note_closed_cb, closed);
  return domo_future_new_int64 (1);
}

static void
test_an_actor_may_close_its_stage_without_waiting (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  int closed = 0;
  g_autoptr (DomoFuture) answer = test_subject_run (actor, close_async_inside, &closed);

  iterate_until_noted (&closed);
  g_assert_cmpint (closed, ==, 1);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 1);
}

static DomoFuture *
flood_self (DomoActor *actor, gpointer data)
{
  domo_future_unref (test_subject_run (domo_actor_get_self (actor), flood_self, data));
  ++*(guint *) data;
  return domo_future_new_int64 (0);
}

static void
test_an_actor_that_keeps_writing_to_itself_ends (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  guint n = 0;

  domo_future_unref (test_subject_run (actor, flood_self, &n));
  while (n < 1000)
    g_main_context_iteration (NULL, TRUE);
  close_now (stage, -1);
  g_assert_true (domo_proxy_is_stopped (actor));
}

static void
test_a_chain_of_10000_children_closes (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoProxy) actor =
      domo_stage_actor_for (stage, TEST_TYPE_ACTOR, "depth", 10000u, NULL);

  while (test_actor_count_instances () < 10001)
    g_main_context_iteration (NULL, TRUE);
  close_now (stage, -1);
  g_assert_cmpint (test_actor_count_instances (), ==, 0);
}

static void
test_100000_actors_close (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();

  for (guint i = 0; i < 100000; i++)
    {
      g_autoptr (DomoProxy) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
    }
  close_now (stage, -1);
  g_assert_cmpint (test_actor_count_instances (), ==, 0);
}

static gpointer
close_in_thread (gpointer stage)
{
  g_autoptr (GError) error = NULL;

  domo_stage_close (stage, -1, &error);
  g_assert_no_error (error);
  return NULL;
}

static void
test_another_thread_closes_while_this_one_runs_the_loop (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoProxy) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (DomoFuture) stopped = domo_proxy_stopped (actor);
  GThread *thread = g_thread_new ("closer", close_in_thread, stage);

  g_assert_cmpint (domo_await_int (g_steal_pointer (&stopped), NULL), ==,
                   DOMO_STOP_REASON_STAGE_CLOSED);
  await_closed (stage);
  g_thread_join (thread);
}

static void
test_two_threads_close_at_once (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoProxy) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, "depth", 10u, NULL);
  GThread *thread = g_thread_new ("closer", close_in_thread, stage);

  close_now (stage, -1);
  g_thread_join (thread);
}

typedef struct
{
  pthread_mutex_t lock;
  pthread_cond_t cond;
  gboolean entered;
  gboolean leave;
} Gate;

static DomoFuture *
wait_at_gate (DomoActor *actor, gpointer data)
{
  Gate *gate = data;

  pthread_mutex_lock (&gate->lock);
  gate->entered = TRUE;
  pthread_cond_broadcast (&gate->cond);
  while (!gate->leave)
    pthread_cond_wait (&gate->cond, &gate->lock);
  pthread_mutex_unlock (&gate->lock);
  return domo_future_new_int64 (0);
}

typedef struct
{
  DomoStage *stage;
  Gate *gate;
} Closer;

/* Closes while the loop's thread is inside a handler that does not return, then lets it return. */
static gpointer
close_against_handler (gpointer data)
{
  Closer *closer = data;
  g_autoptr (GError) error = NULL;

  pthread_mutex_lock (&closer->gate->lock);
  while (!closer->gate->entered)
    pthread_cond_wait (&closer->gate->cond, &closer->gate->lock);
  pthread_mutex_unlock (&closer->gate->lock);
  g_assert_false (domo_stage_close (closer->stage, 1000, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (error->message, "TestActor"));

  pthread_mutex_lock (&closer->gate->lock);
  closer->gate->leave = TRUE;
  pthread_cond_broadcast (&closer->gate->cond);
  pthread_mutex_unlock (&closer->gate->lock);
  return NULL;
}

static void
test_a_handler_that_does_not_return_is_named_to_another_thread (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  Gate gate = { 0 };
  Closer closer = { stage, &gate };
  GThread *thread;

  pthread_mutex_init (&gate.lock, NULL);
  pthread_cond_init (&gate.cond, NULL);
  thread = g_thread_new ("closer", close_against_handler, &closer);
  domo_future_unref (test_subject_run (actor, wait_at_gate, &gate));
  await_closed (stage);
  g_thread_join (thread);
  g_assert_true (domo_proxy_is_stopped (actor));
  pthread_mutex_destroy (&gate.lock);
  pthread_cond_destroy (&gate.cond);
}

static gpointer
give_up_in_thread (gpointer stage)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (domo_stage_close (stage, 0, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_TIMEOUT);
  return NULL;
}

static void
test_each_close_has_its_own_limit (void)
{
  g_autoptr (DomoTestDispatcher) dispatcher = domo_test_dispatcher_new ();
  g_autoptr (DomoStage) stage = g_object_new (DOMO_TYPE_STAGE, "dispatcher", dispatcher, NULL);
  int closed = 0;

  g_test_summary ("One that gives up leaves another, without a limit, waiting.");
  domo_stage_close_async (stage, -1, note_closed_cb, &closed);
  g_thread_join (g_thread_new ("impatient", give_up_in_thread, stage));
  domo_test_dispatcher_run (dispatcher);
  iterate_until_noted (&closed);
  g_assert_cmpint (closed, ==, 1);
}

static void
test_a_huge_limit_is_no_limit (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (Journal) journal = journal_new ();
  g_autoptr (TestSubject) actor =
      domo_stage_actor_for (stage, TEST_TYPE_ACTOR, "journal", journal, NULL);

  for (guint i = 0; i < 1000; i++)
    test_subject_note (actor, "x");
  close_now (stage, G_MAXINT64);
  g_assert_cmpuint (journal_get_length (journal), ==, 1000);
}

static void
test_closing_begins_before_it_ends (StepStage *stage)
{
  gboolean closed = FALSE;

  g_assert_false (domo_stage_is_closing (stage->stage));
  domo_stage_close_async (stage->stage, -1, note_closed_cb, &closed);
  g_assert_true (domo_stage_is_closing (stage->stage));
  g_assert_false (domo_stage_is_closed (stage->stage));
  step_stage_run (stage);
  iterate_until_noted (&closed);
  g_assert_true (domo_stage_is_closing (stage->stage));
  g_assert_true (domo_stage_is_closed (stage->stage));
}

static void
test_a_stage_that_was_never_run_closes (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (DomoStage) stage = NULL;
  g_autoptr (DomoProxy) actor = NULL;

  g_main_context_push_thread_default (context);
  stage = domo_stage_new ();
  actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  close_now (stage, -1);
  g_main_context_pop_thread_default (context);
  g_assert_true (domo_proxy_is_stopped (actor));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/core/close/" name, test_##func)
  ADD ("children-end-before-their-parents", children_end_before_their_parents);
  ADD ("the-queue-is-handled-first", the_queue_is_handled_first);
  ADD ("a-limit-of-0-forces", a_limit_of_0_forces);
  ADD ("a-closed-stage-answers-stopped-proxies", a_closed_stage_answers_stopped_proxies);
  ADD ("nor-does-it-look-for-a-supervisor", nor_does_it_look_for_a_supervisor);
  step_stage_add_test ("/core/close/a-stage-without-its-public-root-takes-no-actor",
                       test_a_stage_without_its_public_root_takes_no_actor);
  ADD ("closing-twice-is-fine", closing_twice_is_fine);
  ADD ("the-reason-is-that-the-stage-closed", the_reason_is_that_the_stage_closed);
  ADD ("what-is-busy-for-ever-is-forced-at-the-limit",
       what_is_busy_for_ever_is_forced_at_the_limit);
  step_stage_add_test ("/core/close/the-limit-runs-on-the-stages-clock",
                       test_the_limit_runs_on_the_stages_clock);
  ADD ("an-actor-that-hangs-is-named", an_actor_that_hangs_is_named);
  ADD ("closing-inside-an-actor-is-a-critical", closing_inside_an_actor_is_a_critical);
  ADD ("an-actor-may-close-its-stage-without-waiting",
       an_actor_may_close_its_stage_without_waiting);
  ADD ("an-actor-that-keeps-writing-to-itself-ends", an_actor_that_keeps_writing_to_itself_ends);
  ADD ("a-chain-of-10000-children-closes", a_chain_of_10000_children_closes);
  ADD ("100000-actors-close", 100000_actors_close);
  ADD ("another-thread-closes-while-this-one-runs-the-loop",
       another_thread_closes_while_this_one_runs_the_loop);
  ADD ("two-threads-close-at-once", two_threads_close_at_once);
  ADD ("a-handler-that-does-not-return-is-named-to-another-thread",
       a_handler_that_does_not_return_is_named_to_another_thread);
  ADD ("each-close-has-its-own-limit", each_close_has_its_own_limit);
  ADD ("a-huge-limit-is-no-limit", a_huge_limit_is_no_limit);
  step_stage_add_test ("/core/close/closing-begins-before-it-ends",
                       test_closing_begins_before_it_ends);
  ADD ("a-stage-that-was-never-run-closes", a_stage_that_was_never_run_closes);
#undef ADD

  return g_test_run ();
}
