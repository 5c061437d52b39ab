/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "log-records.h"
#include "planned-supervisor.h"
#include "process-memory.h"

/* Whoever is restarted for ever costs no more than who was restarted once. */

#define N_RESTARTS 100000

/* An actor of the test class would write each start into its journal. */
#define SILENT_TYPE_ACTOR (silent_actor_get_type ())
G_DECLARE_FINAL_TYPE (SilentActor, silent_actor, SILENT, ACTOR, DomoActor)

struct _SilentActor
{
  DomoActor parent_instance;
};

static guint n_started;

static void silent_actor_subject_init (TestSubjectInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SilentActor,
                               silent_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_SUBJECT, silent_actor_subject_init))

static void
silent_actor_fail (TestSubject *subject, const char *why)
{
  domo_actor_fail (DOMO_ACTOR (subject), g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, why));
}

static DomoFuture *
silent_actor_receive (DomoActor *actor, const char *method, const GValue *args, guint n_args)
{
  return domo_future_new_int64 (0);
}

static void
silent_actor_subject_init (TestSubjectInterface *iface)
{
  iface->fail = silent_actor_fail;
}

static void
silent_actor_before_start (DomoActor *actor)
{
  n_started++;
}

static void
silent_actor_class_init (SilentActorClass *klass)
{
  DOMO_ACTOR_CLASS (klass)->before_start = silent_actor_before_start;
  DOMO_ACTOR_CLASS (klass)->receive = silent_actor_receive;
}

static void
silent_actor_init (SilentActor *self)
{
}

static TestSubject *
make_silent (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (SILENT_TYPE_ACTOR);
  g_autoptr (GError) error = NULL;
  TestSubject *actor;

  domo_definition_set_supervisor (definition, "s");
  actor = domo_stage_actor_for_definition (stage->stage, definition, &error);
  g_assert_no_error (error);
  return actor;
}

/* Bytes on the heap, where the C library tells; else 0. */
static gsize
count_bytes (void)
{
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
  return mallinfo2 ().uordblks;
#else
  return 0;
#endif
}

/* The first so many restarts fill whatever is ever filled. */
static void
assert_flat (StepStage *stage, void (*once) (StepStage *stage, gpointer data), gpointer data)
{
  gsize before = 0, after;

  for (guint i = 0; i < N_RESTARTS; i++)
    {
      once (stage, data);
      if (i % 1000 == 0)
        g_ptr_array_unref (log_records_take (0));
      if (i == N_RESTARTS / 10)
        {
          g_ptr_array_unref (log_records_take (0));
          before = count_bytes ();
        }
    }
  g_ptr_array_unref (log_records_take (0));
  after = count_bytes ();
  if (process_memory_is_watched ())
    return;
  /* Less than a byte for each. */
  g_assert_cmpuint (after, <, before + N_RESTARTS / 2);
}

static void
restart_after_a_while (StepStage *stage, gpointer actor)
{
  test_subject_fail (actor, "why");
  step_stage_run (stage);
  domo_manual_clock_advance (stage->clock, 1001);
}

static void
check_one_actor (int intensity, gint64 period)
{
  StepStage stage;

  step_stage_set_up (&stage);
  {
    g_autoptr (DomoProxy) supervisor =
        planned_supervisor_new (&stage, "s", NULL, NULL,
                                strategy_of (intensity, period, DOMO_SUPERVISION_SCOPE_ONE));
    g_autoptr (TestSubject) actor = make_silent (&stage);

    step_stage_run (&stage);
    n_started = 0;
    assert_flat (&stage, restart_after_a_while, actor);
    g_assert_cmpuint (n_started, ==, N_RESTARTS);
  }
  step_stage_tear_down (&stage);
}

static void
test_within_a_window (void)
{
  g_test_summary ("Ten are in the window at any time.");
  check_one_actor (10, 10000);
}

static void
test_without_bound (void)
{
  check_one_actor (-1, 0);
}

static void
live_and_die (StepStage *stage, gpointer unused)
{
  g_autoptr (TestSubject) actor = make_silent (stage);

  test_subject_fail (actor, "why");
  domo_proxy_stop (actor);
  step_stage_run (stage);
}

static void
test_actors_that_have_stopped_are_forgotten (void)
{
  StepStage stage;

  step_stage_set_up (&stage);
  {
    g_autoptr (DomoProxy) supervisor =
        planned_supervisor_new (&stage, "s", NULL, NULL,
                                strategy_of (1, G_MAXINT64, DOMO_SUPERVISION_SCOPE_ONE));

    n_started = 0;
    assert_flat (&stage, live_and_die, NULL);
    g_assert_cmpuint (n_started, ==, 2 * N_RESTARTS);
  }
  step_stage_tear_down (&stage);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  log_records_start ();

#define ADD(name, func) g_test_add_func ("/supervision/restart-memory/" name, test_##func)
  ADD ("within-a-window", within_a_window);
  ADD ("without-bound", without_bound);
  ADD ("actors-that-have-stopped-are-forgotten", actors_that_have_stopped_are_forgotten);
#undef ADD

  return g_test_run ();
}
