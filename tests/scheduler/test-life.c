/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "scene.h"

/* The scheduler of a stage, and its end. */

static void
test_one_per_stage (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoStage) other = domo_stage_new ();
  DomoScheduler *others = domo_scheduler_for_stage (other);

  g_assert_true (domo_scheduler_for_stage (scene->fixture.stage) == scene->scheduler);
  g_assert_true (domo_scheduler_for_stage (other) == others);
  g_assert_true (others != scene->scheduler);
  g_assert_true (domo_stage_close (other, -1, NULL));
}

static void
close_stage (Scene *scene)
{
  domo_stage_close_async (scene->fixture.stage, -1, NULL, NULL);
}

static void
assert_closed (Scene *scene)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DomoProxy) actor = NULL;

  g_assert_null (domo_scheduler_schedule_once (scene->scheduler, 0, task_run,
                                               task_new (scene, "late", NULL, NULL), task_free,
                                               &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_CLOSED);
  g_assert_cmpstr (error->message, ==, "The stage has begun to close");
  assert_journal (scene->journal, "late.freed");
}

static void
test_close_cancels (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoScheduled) once = scene_once (scene, 10, "a");
  g_autoptr (DomoScheduled) again = scene_repeat (scene, DOMO_REPEAT_FIXED_RATE, 10, 10, "b");

  scene_pass (scene, 5);
  close_stage (scene);
  assert_journal (scene->journal, "a.freed b.freed");
  g_assert_cmpuint (domo_scheduler_get_n_pending (scene->scheduler), ==, 0);
  g_assert_cmpint (domo_clock_get_next_deadline (DOMO_CLOCK (scene->fixture.clock)), ==,
                   G_MAXINT64);
  assert_scheduled (once, FALSE, 0);
  assert_scheduled (again, FALSE, 0);
  g_assert_false (domo_scheduled_cancel (once));
  scene_advance (scene, 100);
  journal_clear (scene->journal);
  assert_closed (scene);
}

static void
test_close_cancels_what_is_due (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoScheduled) once = scene_once (scene, 10, "a");
  g_autoptr (DomoScheduled) again = scene_repeat (scene, DOMO_REPEAT_FIXED_DELAY, 10, 10, "b");

  scene_pass (scene, 10);
  close_stage (scene);
  assert_journal (scene->journal, "a.freed b.freed");
  assert_scheduled (once, FALSE, 0);
  assert_scheduled (again, FALSE, 0);
  scene_run (scene);
}

static void
test_close_cancels_what_is_queued (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) inside =
      scene_schedule_in (scene, actor, (Wish){ .name = "x", .delay = 10 });
  g_autoptr (DomoScheduled) message =
      domo_scheduler_send_repeat (scene->scheduler, DOMO_REPEAT_FIXED_DELAY, 10, 10, actor, NULL,
                                  "note", "y");

  g_test_summary ("An orderly close has the actor handle what is queued, but not that.");
  domo_dead_letters_recorder_expect_any (scene->fixture.dead_letters);
  scene_pass (scene, 10);
  test_subject_note (actor, "1");
  close_stage (scene);
  g_assert_false (domo_scheduled_is_active (inside));
  scene_run (scene);
  assert_journal (scene->journal, "x.freed a:1");
  assert_scheduled (inside, FALSE, 0);
  assert_scheduled (message, FALSE, 0);
}

static void
close_and_go_on (Task *task, DomoScheduled *scheduled)
{
  close_stage (task->scene);
  g_assert_false (domo_scheduled_is_active (scheduled));
  g_assert_false (domo_scheduled_cancel (scheduled));
  journal_add (task->scene->journal, "closed");
}

static void
test_closed_by_itself (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoScheduled) scheduled =
      scene_schedule_repeat (scene, DOMO_REPEAT_FIXED_DELAY, 10, 10,
                             task_new (scene, "a", close_and_go_on, NULL));

  scene_advance (scene, 100);
  assert_journal (scene->journal, "a@10 closed a.freed");
  assert_scheduled (scheduled, FALSE, 1);
}

static void
test_made_while_the_stage_closes (void)
{
  g_autoptr (DomoTestDispatcher) dispatcher = domo_test_dispatcher_new ();
  g_autoptr (DomoStage) stage = g_object_new (DOMO_TYPE_STAGE, "dispatcher", dispatcher, NULL);
  g_autoptr (GError) error = NULL;

  domo_stage_close_async (stage, -1, NULL, NULL);
  g_assert_null (domo_scheduler_schedule_once (domo_scheduler_for_stage (stage), 0, task_run, NULL,
                                               NULL, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_CLOSED);
  domo_test_dispatcher_run (dispatcher);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (domo_stage_is_closed (stage));
}

static void
test_outlived (void)
{
  g_autoptr (DomoScheduled) scheduled = NULL;
  DomoStage *stage = domo_stage_new ();

  g_test_summary ("What is scheduled may outlive the scheduler and its stage.");
  scheduled = domo_scheduler_schedule_once (domo_scheduler_for_stage (stage), 10000000, task_run,
                                            NULL, NULL, NULL);
  g_assert_true (domo_stage_close (stage, -1, NULL));
  g_assert_finalize_object (stage);
  g_assert_false (domo_scheduled_is_active (scheduled));
  g_assert_false (domo_scheduled_cancel (scheduled));
  g_assert_cmpint (domo_scheduled_get_next_time (scheduled), ==, -1);
}

static void
quit (DomoScheduled *scheduled, gpointer loop)
{
  if (domo_scheduled_get_n_runs (scheduled) == 3)
    g_main_loop_quit (loop);
}

static void
test_on_the_systems_clock (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DomoScheduled) scheduled =
      domo_scheduler_schedule_repeat (domo_scheduler_for_stage (stage), DOMO_REPEAT_FIXED_DELAY,
                                      domo_milliseconds (1), 1000, quit, loop, NULL, NULL);
  const gint64 start = g_get_monotonic_time ();

  g_main_loop_run (loop);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 3000);
  g_assert_true (domo_stage_close (stage, -1, NULL));
}

/* The data of one is free to do what it likes when it goes. */
static void
cancel_as_it_goes (gpointer scheduled)
{
  domo_scheduled_cancel (scheduled);
}

static void
test_data_that_cancels_others (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) other = scene_once (scene, 20, "b");
  g_autoptr (DomoScheduled) scheduled =
      domo_scheduler_schedule_once (scene->scheduler, 10, task_run, other, cancel_as_it_goes, NULL);

  g_assert_true (domo_scheduled_cancel (scheduled));
  assert_scheduled (other, FALSE, 0);
  assert_journal (scene->journal, "b.freed");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) scene_add_test ("/scheduler/life/" path, func)
  ADD ("each-stage-has-one", test_one_per_stage);
  ADD ("a-close-cancels-what-is-pending", test_close_cancels);
  ADD ("a-close-cancels-what-is-due", test_close_cancels_what_is_due);
  ADD ("a-close-cancels-what-is-queued", test_close_cancels_what_is_queued);
  ADD ("may-be-closed-by-what-it-does", test_closed_by_itself);
  ADD ("data-may-cancel-others-as-it-goes", test_data_that_cancels_others);
#undef ADD
  g_test_add_func ("/scheduler/life/one-made-while-the-stage-closes-is-closed",
                   test_made_while_the_stage_closes);
  g_test_add_func ("/scheduler/life/may-be-outlived", test_outlived);
  g_test_add_func ("/scheduler/life/follows-the-systems-clock", test_on_the_systems_clock);
  return g_test_run ();
}
