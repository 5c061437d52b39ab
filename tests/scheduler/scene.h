/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-scheduler.h>
#include <domo-testkit.h>

#include "test-actor.h"

G_BEGIN_DECLS

/* What the tests of the scheduler share: a stage in virtual time, its scheduler, and functions that
 * journal when they are called. */
typedef struct
{
  DomoTestFixture fixture;
  DomoScheduler *scheduler;
  Journal *journal;
} Scene;

void scene_set_up (Scene *self, gconstpointer data);
void scene_tear_down (Scene *self, gconstpointer data);

#define scene_add_test(path, func) \
  g_test_add (path, Scene, NULL, scene_set_up, func, scene_tear_down)

gint64 scene_now (Scene *self);
/* Lets time pass and runs what there is to run. */
void scene_advance (Scene *self, gint64 us);
/* Lets time pass only: what is due is queued, and has not arrived. */
void scene_pass (Scene *self, gint64 us);
void scene_run (Scene *self);
TestSubject *scene_actor (Scene *self, const char *name, gboolean hooks);

/* A function that adds "NAME@TIME" to the journal, and "NAME.freed" when its data is freed; then it
 * does what the test wants. In an actor the name has that of the actor in front: "ACTOR.NAME". */
typedef struct _Task Task;
typedef void (*TaskFunc) (Task *self, DomoScheduled *scheduled);

struct _Task
{
  Scene *scene;
  const char *name;
  TaskFunc func; /* or NULL */
  gpointer data;
};

/* Lives until it is freed as the data of its function. */
Task *task_new (Scene *scene, const char *name, TaskFunc func, gpointer data);
void task_run (DomoScheduled *scheduled, gpointer task);
void task_free (gpointer task);

DomoScheduled *scene_once (Scene *self, gint64 delay, const char *name);
DomoScheduled *scene_repeat (
    Scene *self, DomoRepeatMode mode, gint64 initial_delay, gint64 interval, const char *name);
DomoScheduled *scene_schedule (Scene *self, gint64 delay, Task *task);
DomoScheduled *scene_schedule_repeat (
    Scene *self, DomoRepeatMode mode, gint64 initial_delay, gint64 interval, Task *task);

/* Runs @func inside @actor at once. */
void scene_in_actor (Scene *self, gpointer actor, DomoActorFunc func, gpointer data);
/* What an actor is to schedule: a task after a delay, again and again where there is an interval.
 */
typedef struct
{
  Scene *scene;
  const char *name;
  gint64 delay;
  gint64 interval;
  TaskFunc func;
  gpointer data;
  DomoScheduled *scheduled; /* what came of it */
} Wish;

DomoScheduled *scene_schedule_in (Scene *self, gpointer actor, Wish wish);

#define assert_scheduled(scheduled, active, runs)                                   \
  G_STMT_START                                                                      \
  {                                                                                 \
    g_assert_cmpint (domo_scheduled_is_active (scheduled), ==, (active));           \
    g_assert_cmpuint (domo_scheduled_get_n_runs (scheduled), ==, (guint64) (runs)); \
  }                                                                                 \
  G_STMT_END

G_END_DECLS
