/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "scene.h"

/* What is done again and again, outside actors. */

static void
test_fixed_rate (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoScheduled) scheduled = scene_repeat (scene, DOMO_REPEAT_FIXED_RATE, 5, 10, "a");

  scene_advance (scene, 26);
  assert_journal (scene->journal, "a@5 a@15 a@25");
  assert_scheduled (scheduled, TRUE, 3);
  g_assert_cmpuint (domo_scheduled_get_n_missed (scheduled), ==, 0);
  g_assert_cmpint (domo_scheduled_get_next_time (scheduled), ==, 35);
  g_assert_true (domo_scheduled_cancel (scheduled));
  scene_advance (scene, 100);
  assert_journal (scene->journal, "a@5 a@15 a@25 a.freed");
  assert_scheduled (scheduled, FALSE, 3);
}

static void
test_fixed_delay (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoScheduled) scheduled = scene_repeat (scene, DOMO_REPEAT_FIXED_DELAY, 5, 10, "a");

  scene_advance (scene, 26);
  assert_journal (scene->journal, "a@5 a@15 a@25");
  assert_scheduled (scheduled, TRUE, 3);
  g_assert_true (domo_scheduled_cancel (scheduled));
  scene_advance (scene, 100);
  assert_journal (scene->journal, "a@5 a@15 a@25 a.freed");
}

static void
take_long (Task *task, DomoScheduled *scheduled)
{
  scene_pass (task->scene, GPOINTER_TO_INT (task->data));
}

static void
test_a_slow_run_at_a_fixed_rate (Scene *scene, gconstpointer data)
{
  Task *task = task_new (scene, "a", take_long, GINT_TO_POINTER (25));
  g_autoptr (DomoScheduled) scheduled =
      scene_schedule_repeat (scene, DOMO_REPEAT_FIXED_RATE, 10, 10, task);

  g_test_summary ("It takes from 10 to 35: 20 and 30 are one run, at once, and 40 is in time.");
  scene_pass (scene, 10);
  g_main_context_iteration (NULL, FALSE);
  task->func = NULL;
  assert_scheduled (scheduled, TRUE, 1);
  scene_run (scene);
  assert_journal (scene->journal, "a@10 a@35");
  g_assert_cmpuint (domo_scheduled_get_n_missed (scheduled), ==, 1);
  scene_advance (scene, 10);
  assert_journal (scene->journal, "a@10 a@35 a@40");
  domo_scheduled_cancel (scheduled);
}

static void
test_a_slow_run_at_a_fixed_delay (Scene *scene, gconstpointer data)
{
  Task *task = task_new (scene, "a", take_long, GINT_TO_POINTER (25));
  g_autoptr (DomoScheduled) scheduled =
      scene_schedule_repeat (scene, DOMO_REPEAT_FIXED_DELAY, 10, 10, task);

  scene_advance (scene, 100);
  assert_journal (scene->journal, "a@10 a@45 a@80");
  g_assert_cmpuint (domo_scheduled_get_n_missed (scheduled), ==, 0);
  domo_scheduled_cancel (scheduled);
}

static void
test_missed_while_nobody_ran_the_loop (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoScheduled) scheduled = scene_repeat (scene, DOMO_REPEAT_FIXED_RATE, 10, 10, "a");

  scene_pass (scene, 55);
  scene_run (scene);
  assert_journal (scene->journal, "a@55");
  assert_scheduled (scheduled, TRUE, 1);
  g_assert_cmpuint (domo_scheduled_get_n_missed (scheduled), ==, 4);
  g_assert_cmpint (domo_scheduled_get_next_time (scheduled), ==, 60);
  domo_scheduled_cancel (scheduled);
}

/* A clock that is late: it fires only when it is told to. */
#define TEST_TYPE_LATE_CLOCK (test_late_clock_get_type ())
G_DECLARE_FINAL_TYPE (TestLateClock, test_late_clock, TEST, LATE_CLOCK, DomoClock)

struct _TestLateClock
{
  DomoClock parent_instance;
  gint64 now;
};

G_DEFINE_FINAL_TYPE (TestLateClock, test_late_clock, DOMO_TYPE_CLOCK)

static gint64
test_late_clock_get_time (DomoClock *clock)
{
  return TEST_LATE_CLOCK (clock)->now;
}

static void
test_late_clock_class_init (TestLateClockClass *klass)
{
  DOMO_CLOCK_CLASS (klass)->get_time = test_late_clock_get_time;
}

static void
test_late_clock_init (TestLateClock *self)
{
}

static void
count (DomoScheduled *scheduled, gpointer n)
{
  ++*(guint *) n;
}

static void
test_a_late_clock (void)
{
  g_autoptr (TestLateClock) clock = g_object_new (TEST_TYPE_LATE_CLOCK, NULL);
  g_autoptr (DomoStage) stage = g_object_new (DOMO_TYPE_STAGE, "clock", clock, NULL);
  g_autoptr (GError) error = NULL;
  guint n = 0;
  g_autoptr (DomoScheduled) scheduled =
      domo_scheduler_schedule_repeat (domo_scheduler_for_stage (stage), DOMO_REPEAT_FIXED_RATE, 10,
                                      10, count, &n, NULL, &error);

  g_test_summary ("What has passed before the clock could tell is not made up for, and the times "
                  "stay what they were.");
  g_assert_no_error (error);
  clock->now = 35;
  domo_clock_fire (DOMO_CLOCK (clock));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (domo_scheduled_get_n_missed (scheduled), ==, 2);
  g_assert_cmpint (domo_scheduled_get_next_time (scheduled), ==, 40);
  g_assert_true (domo_stage_close (stage, -1, &error));
  g_assert_no_error (error);
}

static void
cancel_at_the_third (Task *task, DomoScheduled *scheduled)
{
  if (domo_scheduled_get_n_runs (scheduled) < 3)
    return;
  g_assert_true (domo_scheduled_cancel (scheduled));
  g_assert_false (domo_scheduled_cancel (scheduled));
  journal_add (task->scene->journal, "cancelled");
}

static void
test_cancelled_by_itself (Scene *scene, gconstpointer mode)
{
  Task *task = task_new (scene, "a", cancel_at_the_third, NULL);

  g_test_summary ("The data is freed when the run that cancelled has ended.");
  domo_scheduled_unref (
      scene_schedule_repeat (scene, (DomoRepeatMode) GPOINTER_TO_INT (mode), 10, 10, task));
  scene_advance (scene, 100);
  assert_journal (scene->journal, "a@10 a@20 a@30 cancelled a.freed");
}

static void
test_cancelled_when_due (Scene *scene, gconstpointer mode)
{
  g_autoptr (DomoScheduled) scheduled =
      scene_repeat (scene, (DomoRepeatMode) GPOINTER_TO_INT (mode), 10, 10, "a");

  scene_advance (scene, 15);
  scene_pass (scene, 5);
  g_assert_true (domo_scheduled_cancel (scheduled));
  scene_advance (scene, 100);
  assert_journal (scene->journal, "a@10 a.freed");
}

static void
run_a_loop (Task *task, DomoScheduled *scheduled)
{
  if (domo_scheduled_get_n_runs (scheduled) > 1)
    return;
  scene_advance (task->scene, 25);
  journal_add (task->scene->journal, "end");
}

static void
test_never_within_itself (Scene *scene, gconstpointer data)
{
  Task *task = task_new (scene, "a", run_a_loop, NULL);
  g_autoptr (DomoScheduled) scheduled =
      scene_schedule_repeat (scene, DOMO_REPEAT_FIXED_RATE, 10, 10, task);

  g_test_summary ("It runs a main loop from 10 to 35, where it is due twice.");
  scene_advance (scene, 10);
  assert_journal (scene->journal, "a@10 end a@35");
  g_assert_cmpuint (domo_scheduled_get_n_missed (scheduled), ==, 1);
  scene_advance (scene, 5);
  assert_journal (scene->journal, "a@10 end a@35 a@40");
  domo_scheduled_cancel (scheduled);
}

static void
cancel_in_a_loop (Task *task, DomoScheduled *scheduled)
{
  scene_advance (task->scene, 15);
  g_assert_true (domo_scheduled_cancel (scheduled));
  scene_advance (task->scene, 15);
  journal_add (task->scene->journal, "end");
}

static void
test_cancelled_within_itself (Scene *scene, gconstpointer data)
{
  domo_scheduled_unref (scene_schedule_repeat (scene, DOMO_REPEAT_FIXED_RATE, 10, 10,
                                               task_new (scene, "a", cancel_in_a_loop, NULL)));
  scene_advance (scene, 100);
  assert_journal (scene->journal, "a@10 end a.freed");
}

static void
test_no_interval (Scene *scene, gconstpointer data)
{
  static const gint64 intervals[] = { 0, -1, G_MININT64 };

  for (guint i = 0; i < G_N_ELEMENTS (intervals); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *message =
          g_strdup_printf ("An interval of %" G_GINT64_FORMAT " µs is not at least 1",
                           intervals[i]);

      g_assert_null (domo_scheduler_schedule_repeat (scene->scheduler, DOMO_REPEAT_FIXED_DELAY, 0,
                                                     intervals[i], task_run,
                                                     task_new (scene, "a", NULL, NULL), task_free,
                                                     &error));
      g_assert_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, message);
      assert_journal (scene->journal, "a.freed");
      journal_clear (scene->journal);
    }
}

static void
test_a_slow_one_does_not_disturb_others (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoScheduled) slow =
      scene_schedule_repeat (scene, DOMO_REPEAT_FIXED_DELAY, 10, 10,
                             task_new (scene, "a", take_long, GINT_TO_POINTER (5)));
  g_autoptr (DomoScheduled) other = scene_repeat (scene, DOMO_REPEAT_FIXED_RATE, 10, 10, "b");

  scene_advance (scene, 30);
  assert_journal (scene->journal, "a@10 b@15 b@20 a@25 b@30");
  g_assert_cmpuint (domo_scheduled_get_n_missed (other), ==, 0);
  domo_scheduled_cancel (slow);
  domo_scheduled_cancel (other);
}

static void
test_a_huge_interval (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoScheduled) scheduled =
      scene_repeat (scene, DOMO_REPEAT_FIXED_RATE, 10, G_MAXINT64, "a");

  scene_advance (scene, 1000);
  assert_journal (scene->journal, "a@10");
  g_assert_cmpint (domo_scheduled_get_next_time (scheduled), ==, G_MAXINT64);
  domo_scheduled_cancel (scheduled);
}

int
main (int argc, char *argv[])
{
  const gpointer rate = GINT_TO_POINTER (DOMO_REPEAT_FIXED_RATE);
  const gpointer delay = GINT_TO_POINTER (DOMO_REPEAT_FIXED_DELAY);

  g_test_init (&argc, &argv, NULL);
#define ADD_WITH(path, data, func) \
  g_test_add ("/scheduler/repeat/" path, Scene, data, scene_set_up, func, scene_tear_down)
#define ADD(path, func) ADD_WITH (path, NULL, func)
  ADD ("at-a-fixed-rate", test_fixed_rate);
  ADD ("at-a-fixed-delay", test_fixed_delay);
  ADD ("a-slow-run-at-a-fixed-rate-misses-times", test_a_slow_run_at_a_fixed_rate);
  ADD ("a-slow-run-at-a-fixed-delay-misses-none", test_a_slow_run_at_a_fixed_delay);
  ADD ("misses-times-while-nobody-runs-the-loop", test_missed_while_nobody_ran_the_loop);
  ADD_WITH ("is-cancelled-by-itself/rate", rate, test_cancelled_by_itself);
  ADD_WITH ("is-cancelled-by-itself/delay", delay, test_cancelled_by_itself);
  ADD_WITH ("is-cancelled-when-it-is-due/rate", rate, test_cancelled_when_due);
  ADD_WITH ("is-cancelled-when-it-is-due/delay", delay, test_cancelled_when_due);
  ADD ("never-runs-within-itself", test_never_within_itself);
  ADD ("is-cancelled-within-itself", test_cancelled_within_itself);
  ADD ("has-an-interval", test_no_interval);
  ADD ("a-slow-one-does-not-disturb-others", test_a_slow_one_does_not_disturb_others);
  ADD ("may-have-a-huge-interval", test_a_huge_interval);
#undef ADD
#undef ADD_WITH
  g_test_add_func ("/scheduler/repeat/a-late-clock-misses-times", test_a_late_clock);
  return g_test_run ();
}
