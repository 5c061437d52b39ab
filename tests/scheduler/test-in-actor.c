/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "scene.h"

/* What an actor schedules: it arrives as a message of that actor, and goes with it. */

static void
expect_expired (Scene *scene, const char *pattern, guint n)
{
  domo_dead_letters_recorder_expect (scene->fixture.dead_letters, DOMO_DEAD_LETTER_REASON_EXPIRED,
                                     pattern, n);
}

static void
test_arrives_in_the_actor (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) scheduled =
      scene_schedule_in (scene, actor, (Wish){ .name = "x", .delay = 10 });

  scene_advance (scene, 9);
  assert_journal (scene->journal, "");
  scene_advance (scene, 1);
  assert_journal (scene->journal, "a.x@10 x.freed");
  assert_scheduled (scheduled, FALSE, 1);
}

static void
test_takes_its_place (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) scheduled =
      scene_schedule_in (scene, actor, (Wish){ .name = "x", .delay = 10 });

  test_subject_note (actor, "1");
  scene_pass (scene, 10);
  test_subject_note (actor, "2");
  scene_run (scene);
  assert_journal (scene->journal, "a:1 a.x@10 x.freed a:2");
}

static void
test_no_delay (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) scheduled =
      scene_schedule_in (scene, actor, (Wish){ .name = "x", .delay = -5 });

  assert_journal (scene->journal, "");
  scene_advance (scene, 0);
  assert_journal (scene->journal, "a.x@0 x.freed");
}

static void
test_repeats (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) scheduled =
      scene_schedule_in (scene, actor, (Wish){ .name = "x", .delay = 5, .interval = 10 });

  scene_advance (scene, 26);
  assert_journal (scene->journal, "a.x@5 a.x@15 a.x@25");
  g_assert_true (domo_scheduled_cancel (scheduled));
  scene_advance (scene, 100);
  assert_journal (scene->journal, "a.x@5 a.x@15 a.x@25 x.freed");
}

static void
test_cancelled_in_the_mailbox (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) scheduled =
      scene_schedule_in (scene, actor, (Wish){ .name = "x", .delay = 10 });

  expect_expired (scene, "scheduled()", 1);
  scene_pass (scene, 10);
  g_assert_true (domo_scheduled_cancel (scheduled));
  assert_journal (scene->journal, "x.freed");
  scene_run (scene);
  assert_journal (scene->journal, "x.freed");
  assert_scheduled (scheduled, FALSE, 0);
}

static void
test_cancelled_after_it_arrived (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) scheduled =
      scene_schedule_in (scene, actor, (Wish){ .name = "x", .delay = 10 });

  scene_advance (scene, 10);
  g_assert_false (domo_scheduled_cancel (scheduled));
}

/* With the actor. */

static void
test_cancelled_at_a_stop (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (TestSubject) other = scene_actor (scene, "b", FALSE);
  g_autoptr (DomoScheduled) once =
      scene_schedule_in (scene, actor, (Wish){ .name = "x", .delay = 10 });
  g_autoptr (DomoScheduled) again =
      scene_schedule_in (scene, actor, (Wish){ .name = "y", .delay = 10, .interval = 10 });
  g_autoptr (DomoScheduled) others =
      scene_schedule_in (scene, other, (Wish){ .name = "z", .delay = 10 });

  domo_proxy_stop (actor);
  scene_run (scene);
  g_assert_cmpuint (domo_scheduler_get_n_pending (scene->scheduler), ==, 1);
  assert_scheduled (once, FALSE, 0);
  assert_scheduled (again, FALSE, 0);
  g_assert_false (domo_scheduled_cancel (once));
  assert_journal (scene->journal, "y.freed x.freed");
  journal_clear (scene->journal);
  scene_advance (scene, 100);
  assert_journal (scene->journal, "b.z@10 z.freed");
}

static void
test_cancelled_at_a_restart (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", TRUE);
  g_autoptr (DomoScheduled) scheduled =
      scene_schedule_in (scene, actor, (Wish){ .name = "x", .delay = 10, .interval = 10 });

  journal_clear (scene->journal);
  domo_proxy_restart (actor);
  scene_run (scene);
  assert_journal (scene->journal, "a.before_restart x.freed a.finalize a.before_start "
                                  "a.after_restart");
  assert_scheduled (scheduled, FALSE, 0);
  scene_advance (scene, 100);
  assert_journal (scene->journal, "a.before_restart x.freed a.finalize a.before_start "
                                  "a.after_restart");
}

static void
test_queued_at_a_restart (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) scheduled =
      scene_schedule_in (scene, actor, (Wish){ .name = "x", .delay = 10 });

  g_test_summary ("The restart goes ahead of the message, which is for the instance before.");
  expect_expired (scene, "scheduled()", 1);
  scene_pass (scene, 10);
  domo_proxy_restart (actor);
  scene_run (scene);
  assert_journal (scene->journal, "x.freed");
}

static void
fail (Task *task, DomoScheduled *scheduled)
{
  domo_actor_fail (domo_actor_get_current (), g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "boom"));
}

static void
test_a_failure (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (TestSubject) other = scene_actor (scene, "b", FALSE);
  g_autoptr (DomoScheduled) scheduled =
      scene_schedule_in (scene, actor,
                         (Wish){ .name = "x", .delay = 10, .interval = 10, .func = fail });
  g_autoptr (DomoScheduled) others =
      scene_schedule_in (scene, other, (Wish){ .name = "y", .delay = 10, .interval = 10 });

  g_test_summary ("It is a failure of the actor, which is restarted: nobody else notices.");
  scene_advance (scene, 20);
  assert_journal (scene->journal, "a.x@10 b.y@10 x.freed b.y@20");
  assert_scheduled (scheduled, FALSE, 1);
  domo_scheduled_cancel (others);
}

static void
test_a_stopping_actor (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) scheduled =
      scene_schedule_in (scene, actor, (Wish){ .name = "x", .delay = 10 });

  g_test_summary ("Its message comes after the marker of the stop.");
  domo_proxy_stop (actor);
  scene_pass (scene, 10);
  domo_dead_letters_recorder_expect (scene->fixture.dead_letters, DOMO_DEAD_LETTER_REASON_STOPPED,
                                     "scheduled()", 1);
  scene_run (scene);
  assert_journal (scene->journal, "x.freed");
  assert_scheduled (scheduled, FALSE, 0);
}

static DomoFuture *
answer_later (DomoActor *actor, gpointer promise)
{
  return domo_promise_get_future (promise);
}

typedef struct
{
  TestSubject *child;
  DomoPromise *promise;
  DomoFuture *answer;
} Family;

static void
make_busy_child (DomoActor *actor, gpointer data)
{
  Family *family = data;

  family->child = domo_actor_child_for (actor, TEST_TYPE_ACTOR, "name", "child", NULL);
  family->promise = domo_promise_new ();
  family->answer = test_subject_run (family->child, answer_later, family->promise);
}

static void
test_ends_while_the_actor_stops (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) scheduled =
      scene_schedule_in (scene, actor, (Wish){ .name = "x", .delay = 10, .interval = 10 });
  Family family;

  g_test_summary ("A child keeps it from ending: one message more is lost, and no other.");
  scene_in_actor (scene, actor, make_busy_child, &family);
  domo_proxy_stop (actor);
  scene_run (scene);
  g_assert_false (domo_proxy_is_stopped (actor));
  domo_dead_letters_recorder_expect (scene->fixture.dead_letters, DOMO_DEAD_LETTER_REASON_STOPPED,
                                     "scheduled()", 1);
  scene_advance (scene, 100);
  assert_scheduled (scheduled, FALSE, 0);
  assert_journal (scene->journal, "x.freed");
  domo_promise_resolve_int64 (family.promise, 1);
  scene_run (scene);
  g_assert_true (domo_proxy_is_stopped (actor));
  g_object_unref (family.child);
  domo_promise_unref (family.promise);
  domo_future_unref (family.answer);
}

/* Waiting. */

static void
wait_for_it (Task *task, DomoScheduled *scheduled)
{
  domo_await (domo_promise_get_future (task->data), NULL);
  journal_add (task->scene->journal, "done@%" G_GINT64_FORMAT, scene_now (task->scene));
}

static void
test_a_run_that_waits (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoScheduled) scheduled = scene_schedule_in (scene, actor,
                                                           (Wish){ .name = "x",
                                                                   .delay = 10,
                                                                   .interval = 10,
                                                                   .func = wait_for_it,
                                                                   .data = promise });

  g_test_summary ("Cancelled while it waits, it goes on, and its data stays until it has ended.");
  scene_advance (scene, 15);
  g_assert_true (domo_scheduled_cancel (scheduled));
  assert_journal (scene->journal, "a.x@10");
  domo_promise_resolve_void (promise);
  scene_run (scene);
  assert_journal (scene->journal, "a.x@10 done@15 x.freed");
}

static void
test_times_missed_while_it_waits (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoScheduled) scheduled = scene_schedule_in (scene, actor,
                                                           (Wish){ .name = "x",
                                                                   .delay = 10,
                                                                   .interval = 10,
                                                                   .func = wait_for_it,
                                                                   .data = promise });

  scene_advance (scene, 45);
  assert_journal (scene->journal, "a.x@10");
  domo_promise_resolve_void (promise);
  scene_run (scene);
  assert_journal (scene->journal, "a.x@10 done@45 a.x@45 done@45");
  g_assert_cmpuint (domo_scheduled_get_n_missed (scheduled), ==, 2);
  domo_scheduled_cancel (scheduled);
}

static void
stash_once (Task *task, DomoScheduled *scheduled)
{
  int *n = task->data;

  if (++*n == 1)
    g_assert_true (domo_actor_stash (domo_actor_get_current ()));
}

static void
unstash (DomoActor *actor, gpointer data)
{
  domo_actor_unstash_all (actor);
}

static void
test_put_aside (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  int n = 0;
  g_autoptr (DomoScheduled) scheduled = scene_schedule_in (scene, actor,
                                                           (Wish){ .name = "x",
                                                                   .delay = 10,
                                                                   .interval = 10,
                                                                   .func = stash_once,
                                                                   .data = &n });

  g_test_summary ("It has arrived, once. Until it is handled another one is too early.");
  expect_expired (scene, "scheduled()", 1);
  scene_advance (scene, 20);
  assert_journal (scene->journal, "a.x@10");
  scene_in_actor (scene, actor, unstash, NULL);
  assert_journal (scene->journal, "a.x@10 a.x@20");
  assert_scheduled (scheduled, TRUE, 1);
  g_assert_cmpuint (domo_scheduled_get_n_missed (scheduled), ==, 1);
  scene_advance (scene, 10);
  assert_journal (scene->journal, "a.x@10 a.x@20 a.x@30");
  domo_scheduled_cancel (scheduled);
}

/* Contexts. */

static void
note_request (Task *task, DomoScheduled *scheduled)
{
  DomoExecutionContext *context = domo_execution_context_get_current ();

  journal_add (task->scene->journal, "in:%s",
               context != NULL ? domo_execution_context_get_string (context, "request", "?") : "-");
}

static DomoExecutionContext *
make_request (const char *request)
{
  return domo_execution_context_new_with (NULL, "request", g_variant_new_string (request));
}

static void
test_with_the_context_of_the_message (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoExecutionContext) context = make_request ("r");
  g_autoptr (DomoExecutionContext) later = make_request ("s");
  g_autoptr (DomoScheduled) with = NULL;
  g_autoptr (DomoScheduled) without =
      scene_schedule_in (scene, actor, (Wish){ .name = "y", .delay = 20, .func = note_request });

  g_test_summary ("Not with that of the code that moves the clock.");
  domo_execution_context_push (context);
  with = scene_schedule_in (scene, actor, (Wish){ .name = "x", .delay = 10, .func = note_request });
  domo_execution_context_pop (context);
  scene_advance (scene, 10);
  assert_journal (scene->journal, "a.x@10 in:r x.freed");
  journal_clear (scene->journal);
  domo_execution_context_push (later);
  scene_pass (scene, 10);
  domo_execution_context_pop (later);
  scene_run (scene);
  assert_journal (scene->journal, "a.y@20 in:? y.freed");
}

/* Hooks. */

static void
test_another_stage (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (GError) error = NULL;
  DomoScheduler *scheduler = scene->scheduler;
  g_autoptr (DomoProxy) other = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);

  scene->scheduler = domo_scheduler_for_stage (stage);
  g_assert_true (scene->scheduler != scheduler);
  if (g_test_subprocess ())
    {
      scene_schedule_in (scene, actor, (Wish){ .name = "x", .delay = 10 });
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*The TestActor is not on the stage of the scheduler*");
  g_assert_true (domo_stage_close (stage, -1, &error));
  g_assert_no_error (error);
}

static void
schedule_outside (DomoActor *actor, gpointer data)
{
  Scene *scene = data;

  domo_scheduled_unref (scene_once (scene, 10, "mine"));
  /* A callback of a main loop is no code of the actor. */
  scene_advance (scene, 5);
}

static gboolean
schedule_in_loop (gpointer scene)
{
  domo_scheduled_unref (scene_once (scene, 10, "loops"));
  return G_SOURCE_REMOVE;
}

static void
test_a_nested_loop_is_outside (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);

  g_idle_add (schedule_in_loop, scene);
  domo_proxy_invoke (actor, "nested", schedule_outside, scene, NULL);
  domo_test_dispatcher_run (scene->fixture.dispatcher);
  scene_advance (scene, 100);
  assert_journal (scene->journal, "a.mine@10 mine.freed loops@10 loops.freed");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) scene_add_test ("/scheduler/in-actor/" path, func)
  ADD ("arrives-as-a-message", test_arrives_in_the_actor);
  ADD ("takes-its-place-in-the-mailbox", test_takes_its_place);
  ADD ("no-delay-is-the-next-turn", test_no_delay);
  ADD ("repeats", test_repeats);
  ADD ("can-be-cancelled-in-the-mailbox", test_cancelled_in_the_mailbox);
  ADD ("cannot-be-cancelled-when-it-has-arrived", test_cancelled_after_it_arrived);
  ADD ("is-cancelled-when-the-actor-stops", test_cancelled_at_a_stop);
  ADD ("is-cancelled-when-the-actor-is-restarted", test_cancelled_at_a_restart);
  ADD ("is-cancelled-by-a-restart-while-it-is-queued", test_queued_at_a_restart);
  ADD ("a-failure-is-the-actors", test_a_failure);
  ADD ("is-lost-on-an-actor-that-stops", test_a_stopping_actor);
  ADD ("ends-while-the-actor-stops", test_ends_while_the_actor_stops);
  ADD ("goes-on-waiting-when-it-is-cancelled", test_a_run_that_waits);
  ADD ("misses-times-while-it-waits", test_times_missed_while_it_waits);
  ADD ("may-be-put-aside", test_put_aside);
  ADD ("arrives-with-the-context-of-the-message", test_with_the_context_of_the_message);
  ADD ("the-actor-is-of-the-schedulers-stage", test_another_stage);
  ADD ("a-nested-loop-is-outside-the-actor", test_a_nested_loop_is_outside);
#undef ADD
  return g_test_run ();
}
