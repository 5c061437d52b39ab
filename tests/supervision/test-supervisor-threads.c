/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-supervision.h>

#include "log-records.h"
#include "witness.h"

/* A supervisor in one thread, and those that it looks after in others. */

#define N_ACTORS 6
#define N_ROUNDS 50

typedef struct
{
  DomoStage *stage;
  DomoDispatcher *dispatchers[3];
  gpointer supervisor;
  TestSubject *actors[N_ACTORS];
  Witness witnesses[N_ACTORS];
} Scene;

/* The supervisor runs in the first thread, the actors in all three. */
static void
scene_set_up (Scene *self, int intensity, DomoSupervisionScope scope)
{
  g_autoptr (DomoSupervisionStrategy) strategy =
      domo_supervision_strategy_new (intensity, G_MAXINT64, scope);
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (DOMO_TYPE_DEFAULT_SUPERVISOR, "strategy", strategy, NULL);
  g_autoptr (GError) error = NULL;

  *self = (Scene){ .stage = domo_stage_new () };
  for (guint i = 0; i < G_N_ELEMENTS (self->dispatchers); i++)
    self->dispatchers[i] = domo_thread_dispatcher_new ("supervision");
  domo_definition_set_dispatcher (definition, self->dispatchers[0]);
  self->supervisor = domo_stage_actor_for_definition (self->stage, definition, &error);
  g_assert_no_error (error);
  domo_stage_register_supervisor (self->stage, "s", self->supervisor);
  for (guint i = 0; i < N_ACTORS; i++)
    self->actors[i] =
        witness_actor_new (self->stage, self->dispatchers[i % G_N_ELEMENTS (self->dispatchers)],
                           &self->witnesses[i], "s");
}

static void
scene_tear_down (Scene *self)
{
  close_stage (self->stage);
  for (guint i = 0; i < N_ACTORS; i++)
    g_object_unref (self->actors[i]);
  g_object_unref (self->supervisor);
  for (guint i = 0; i < G_N_ELEMENTS (self->dispatchers); i++)
    g_object_unref (self->dispatchers[i]);
  g_object_unref (self->stage);
}

static void
fail_all (Scene *self, guint n_rounds)
{
  for (guint round = 0; round < n_rounds; round++)
    {
      for (guint i = 0; i < N_ACTORS; i++)
        test_subject_fail (self->actors[i], "why");
    }
}

static void
check_that_all_come_back (DomoSupervisionScope scope)
{
  Scene scene;

  scene_set_up (&scene, -1, scope);
  fail_all (&scene, N_ROUNDS);
  for (guint i = 0; i < N_ACTORS; i++)
    await_resolved (test_subject_ask (scene.actors[i], 1));
  g_assert_false (domo_proxy_is_stopped (scene.supervisor));
  scene_tear_down (&scene);
}

static void
test_each_comes_back (void)
{
  check_that_all_come_back (DOMO_SUPERVISION_SCOPE_ONE);
}

static void
test_all_come_back (void)
{
  check_that_all_come_back (DOMO_SUPERVISION_SCOPE_ALL);
}

static void
test_all_come_to_an_end (void)
{
  Scene scene;

  scene_set_up (&scene, 3, DOMO_SUPERVISION_SCOPE_ALL);
  /* Each round is one restart at least. */
  for (guint round = 0; round < 4; round++)
    {
      fail_all (&scene, 1);
      for (guint i = 0; i < N_ACTORS; i++)
        {
          g_autoptr (GError) error = NULL;

          domo_await_int64 (test_subject_ask (scene.actors[i], 1), &error);
        }
    }
  for (guint i = 0; i < N_ACTORS; i++)
    g_assert_cmpint (await_stopped (scene.actors[i]), ==, DOMO_STOP_REASON_ESCALATED);
  g_assert_cmpint (await_stopped (scene.supervisor), ==, DOMO_STOP_REASON_ESCALATED);
  scene_tear_down (&scene);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  log_records_start ();

#define ADD(name, func) g_test_add_func ("/supervision/supervisor-threads/" name, test_##func)
  ADD ("each-comes-back", each_comes_back);
  ADD ("all-come-back", all_come_back);
  ADD ("all-come-to-an-end", all_come_to_an_end);
#undef ADD

  return g_test_run ();
}
