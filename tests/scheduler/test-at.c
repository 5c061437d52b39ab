/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "scene.h"

/* What is done at a time of day. */

static DomoScheduled *
schedule_at (Scene *scene, gint64 real_time, const char *name)
{
  g_autoptr (GDateTime) whole = g_date_time_new_from_unix_utc (real_time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) time = g_date_time_add (whole, real_time % G_USEC_PER_SEC);
  g_autoptr (GError) error = NULL;
  DomoScheduled *scheduled =
      domo_scheduler_schedule_at (scene->scheduler, time, task_run,
                                  task_new (scene, name, NULL, NULL), task_free, &error);

  g_assert_no_error (error);
  return scheduled;
}

static gint64
real_time_in (Scene *scene, gint64 us)
{
  return domo_clock_get_real_time (DOMO_CLOCK (scene->fixture.clock)) + us;
}

static void
test_at_its_time (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoScheduled) scheduled = schedule_at (scene, real_time_in (scene, 100), "a");

  g_assert_cmpint (domo_scheduled_get_next_time (scheduled), ==, 100);
  scene_advance (scene, 99);
  assert_journal (scene->journal, "");
  scene_advance (scene, 1);
  assert_journal (scene->journal, "a@100 a.freed");
  assert_scheduled (scheduled, FALSE, 1);
}

static void
test_in_a_week (Scene *scene, gconstpointer data)
{
  const gint64 week = 7 * G_TIME_SPAN_DAY;
  g_autoptr (DomoScheduled) scheduled = schedule_at (scene, real_time_in (scene, week), "a");

  g_assert_cmpint (domo_scheduled_get_next_time (scheduled), ==, week);
  scene_advance (scene, week - 1);
  assert_journal (scene->journal, "");
  g_assert_cmpint (domo_scheduled_get_next_time (scheduled), ==, week);
  scene_advance (scene, 1);
  g_assert_cmpuint (domo_scheduled_get_n_runs (scheduled), ==, 1);
}

static void
test_in_the_past (Scene *scene, gconstpointer data)
{
  static const gint64 times[] = { 0, -1, G_MININT64 / 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (DomoScheduled) scheduled =
          schedule_at (scene, real_time_in (scene, 0) / 2 + (i > 0 ? times[i] : 0), "a");

      assert_journal (scene->journal, "");
      scene_advance (scene, 0);
      assert_journal (scene->journal, "a@0 a.freed");
      journal_clear (scene->journal);
    }
}

static void
test_in_any_time_zone (Scene *scene, gconstpointer data)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("+05:30");
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (real_time_in (scene, 0) / 1000000);
  g_autoptr (GDateTime) later = g_date_time_add_minutes (now, 10);
  g_autoptr (GDateTime) there = g_date_time_to_timezone (later, zone);
  g_autoptr (DomoScheduled) scheduled = NULL;
  const gint64 due = 10 * G_TIME_SPAN_MINUTE - real_time_in (scene, 0) % G_USEC_PER_SEC;

  scheduled = domo_scheduler_schedule_at (scene->scheduler, there, task_run,
                                          task_new (scene, "a", NULL, NULL), task_free, NULL);
  g_assert_cmpint (domo_scheduled_get_next_time (scheduled), ==, due);
  scene_advance (scene, due - 1);
  assert_scheduled (scheduled, TRUE, 0);
  scene_advance (scene, 1);
  assert_scheduled (scheduled, FALSE, 1);
}

static void
test_cancelled (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoScheduled) scheduled =
      schedule_at (scene, real_time_in (scene, G_TIME_SPAN_HOUR), "a");

  scene_advance (scene, 30 * G_TIME_SPAN_MINUTE);
  g_assert_true (domo_scheduled_cancel (scheduled));
  scene_advance (scene, G_TIME_SPAN_HOUR);
  assert_journal (scene->journal, "a.freed");
}

static void
test_as_a_message (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (real_time_in (scene, 0) / 1000000);
  g_autoptr (GDateTime) later = g_date_time_add_minutes (now, 10);
  g_autoptr (GError) error = NULL;
  g_autoptr (DomoScheduled) scheduled =
      domo_scheduler_send_at (scene->scheduler, later, actor, &error, "note", "x");

  g_assert_no_error (error);
  scene_advance (scene, 8 * G_TIME_SPAN_MINUTE);
  assert_journal (scene->journal, "");
  scene_advance (scene, 2 * G_TIME_SPAN_MINUTE);
  assert_journal (scene->journal, "a:x");
}

/* A clock whose wall clock can be set. */
#define TEST_TYPE_WALL_CLOCK (test_wall_clock_get_type ())
G_DECLARE_FINAL_TYPE (TestWallClock, test_wall_clock, TEST, WALL_CLOCK, DomoClock)

struct _TestWallClock
{
  DomoClock parent_instance;
  gint64 now;
  gint64 offset;
};

G_DEFINE_FINAL_TYPE (TestWallClock, test_wall_clock, DOMO_TYPE_CLOCK)

static gint64
test_wall_clock_get_time (DomoClock *clock)
{
  return TEST_WALL_CLOCK (clock)->now;
}

static gint64
test_wall_clock_get_real_time (DomoClock *clock)
{
  return TEST_WALL_CLOCK (clock)->now + TEST_WALL_CLOCK (clock)->offset;
}

static void
test_wall_clock_class_init (TestWallClockClass *klass)
{
  DOMO_CLOCK_CLASS (klass)->get_time = test_wall_clock_get_time;
  DOMO_CLOCK_CLASS (klass)->get_real_time = test_wall_clock_get_real_time;
}

static void
test_wall_clock_init (TestWallClock *self)
{
}

static void
wall_clock_advance (TestWallClock *self, gint64 us)
{
  const gint64 until = self->now + us;
  gint64 deadline;

  while ((deadline = domo_clock_get_next_deadline (DOMO_CLOCK (self))) <= until)
    {
      self->now = MAX (self->now, deadline);
      domo_clock_fire (DOMO_CLOCK (self));
    }
  self->now = until;
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
note_time (DomoScheduled *scheduled, gpointer data)
{
  TestWallClock *clock = data;

  clock->offset = -clock->now;
}

/* Answers when something was done that was to be done in ten minutes, if the wall clock was put
 * forward by @jump after five and a half. */
static gint64
run_with_jump (gint64 jump)
{
  g_autoptr (TestWallClock) clock = g_object_new (TEST_TYPE_WALL_CLOCK, NULL);
  g_autoptr (DomoStage) stage = g_object_new (DOMO_TYPE_STAGE, "clock", clock, NULL);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (600);
  g_autoptr (GError) error = NULL;
  g_autoptr (DomoScheduled) scheduled =
      domo_scheduler_schedule_at (domo_scheduler_for_stage (stage), time, note_time, clock, NULL,
                                  &error);
  gint64 next, done;

  g_assert_no_error (error);
  wall_clock_advance (clock, 330 * G_USEC_PER_SEC);
  clock->offset = jump;
  next = domo_scheduled_get_next_time (scheduled);
  g_assert_cmpint (next, ==, MAX (clock->now, 600 * G_USEC_PER_SEC - jump));
  while (domo_scheduled_is_active (scheduled))
    wall_clock_advance (clock, G_USEC_PER_SEC);
  done = clock->now;
  g_assert_cmpuint (domo_scheduled_get_n_runs (scheduled), ==, 1);
  g_assert_true (domo_stage_close (stage, -1, &error));
  g_assert_no_error (error);
  return done;
}

static void
test_the_clock_is_set (void)
{
  g_assert_cmpint (run_with_jump (0), ==, 600 * G_USEC_PER_SEC);
  /* Back by an hour: as much later. */
  g_assert_cmpint (run_with_jump (-G_TIME_SPAN_HOUR), ==, 70 * G_TIME_SPAN_MINUTE);
  /* Forward, but not so far; and past it: noticed within a minute. */
  g_assert_cmpint (run_with_jump (2 * G_TIME_SPAN_MINUTE), ==, 480 * G_USEC_PER_SEC);
  g_assert_cmpint (run_with_jump (G_TIME_SPAN_DAY), ==, 360 * G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) scene_add_test ("/scheduler/at/" path, func)
  ADD ("is-done-at-its-time", test_at_its_time);
  ADD ("may-be-in-a-week", test_in_a_week);
  ADD ("a-time-in-the-past-is-the-next-turn", test_in_the_past);
  ADD ("is-the-same-in-any-time-zone", test_in_any_time_zone);
  ADD ("can-be-cancelled", test_cancelled);
  ADD ("may-be-a-message", test_as_a_message);
#undef ADD
  g_test_add_func ("/scheduler/at/the-wall-clock-may-be-set", test_the_clock_is_set);
  return g_test_run ();
}
