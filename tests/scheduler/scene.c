/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "scene.h"

void
scene_set_up (Scene *self, gconstpointer data)
{
  domo_test_fixture_set_up (&self->fixture, data);
  self->scheduler = domo_scheduler_for_stage (self->fixture.stage);
  self->journal = journal_new ();
}

void
scene_tear_down (Scene *self, gconstpointer data)
{
  domo_test_fixture_tear_down (&self->fixture, data);
  journal_unref (self->journal);
}

gint64
scene_now (Scene *self)
{
  return domo_clock_get_time (DOMO_CLOCK (self->fixture.clock));
}

void
scene_advance (Scene *self, gint64 us)
{
  domo_test_fixture_advance (&self->fixture, us);
}

void
scene_pass (Scene *self, gint64 us)
{
  domo_manual_clock_advance (self->fixture.clock, us);
}

void
scene_run (Scene *self)
{
  domo_test_fixture_run (&self->fixture);
}

TestSubject *
scene_actor (Scene *self, const char *name, gboolean hooks)
{
  TestSubject *actor = domo_stage_actor_for (self->fixture.stage, TEST_TYPE_ACTOR, "name", name,
                                             "journal", self->journal, "hooks", hooks, NULL);

  scene_run (self);
  return actor;
}

/* Tasks. */

Task *
task_new (Scene *scene, const char *name, TaskFunc func, gpointer data)
{
  Task *self = g_new (Task, 1);

  *self = (Task){ scene, name, func, data };
  return self;
}

void
task_run (DomoScheduled *scheduled, gpointer task)
{
  Task *self = task;
  DomoActor *actor = domo_actor_get_current ();

  journal_add (self->scene->journal, "%s%s%s@%" G_GINT64_FORMAT,
               actor != NULL ? test_actor_get_name (TEST_ACTOR (actor)) : "",
               actor != NULL ? "." : "", self->name, scene_now (self->scene));
  if (self->func != NULL)
    self->func (self, scheduled);
}

void
task_free (gpointer task)
{
  Task *self = task;

  journal_add (self->scene->journal, "%s.freed", self->name);
  g_free (self);
}

DomoScheduled *
scene_schedule (Scene *self, gint64 delay, Task *task)
{
  g_autoptr (GError) error = NULL;
  DomoScheduled *scheduled =
      domo_scheduler_schedule_once (self->scheduler, delay, task_run, task, task_free, &error);

  g_assert_no_error (error);
  return scheduled;
}

DomoScheduled *
scene_schedule_repeat (
    Scene *self, DomoRepeatMode mode, gint64 initial_delay, gint64 interval, Task *task)
{
  g_autoptr (GError) error = NULL;
  DomoScheduled *scheduled =
      domo_scheduler_schedule_repeat (self->scheduler, mode, initial_delay, interval, task_run,
                                      task, task_free, &error);

  g_assert_no_error (error);
  return scheduled;
}

DomoScheduled *
scene_once (Scene *self, gint64 delay, const char *name)
{
  return scene_schedule (self, delay, task_new (self, name, NULL, NULL));
}

DomoScheduled *
scene_repeat (
    Scene *self, DomoRepeatMode mode, gint64 initial_delay, gint64 interval, const char *name)
{
  return scene_schedule_repeat (self, mode, initial_delay, interval,
                                task_new (self, name, NULL, NULL));
}

/* In actors. */

void
scene_in_actor (Scene *self, gpointer actor, DomoActorFunc func, gpointer data)
{
  domo_proxy_invoke (actor, "test", func, data, NULL);
  scene_run (self);
}

static void
schedule_in_actor (DomoActor *actor, gpointer data)
{
  Wish *wish = data;
  Task *task = task_new (wish->scene, wish->name, wish->func, wish->data);

  wish->scheduled = wish->interval > 0 ? scene_schedule_repeat (wish->scene, DOMO_REPEAT_FIXED_RATE,
                                                                wish->delay, wish->interval, task)
                                       : scene_schedule (wish->scene, wish->delay, task);
}

DomoScheduled *
scene_schedule_in (Scene *self, gpointer actor, Wish wish)
{
  wish.scene = self;
  scene_in_actor (self, actor, schedule_in_actor, &wish);
  g_assert_nonnull (wish.scheduled);
  return wish.scheduled;
}
