/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "planned-supervisor.h"

/* The code of docs/supervision.md, word for word, and what it does. */

/* The page does not say what its actors do. */
#define CONNECTION_TYPE_ACTOR TEST_TYPE_ACTOR
#define READER_TYPE_ACTOR     TEST_TYPE_ACTOR
#define WRITER_TYPE_ACTOR     TEST_TYPE_ACTOR

/* A first supervisor. */

static void
register_supervisor (DomoStage *stage)
{
  g_autoptr (DomoSupervisionStrategy) strategy =
      domo_supervision_strategy_new (3, 60 * G_USEC_PER_SEC, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoBackOff) back_off =
      domo_back_off_new (G_USEC_PER_SEC, 2, 30 * G_USEC_PER_SEC, 0.2, 60 * G_USEC_PER_SEC);
  g_autoptr (DomoProxy) supervisor = NULL;

  domo_supervision_strategy_set_back_off (strategy, back_off);
  domo_supervision_strategy_add_rule (strategy, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                                      DOMO_SUPERVISION_DIRECTIVE_RESUME);
  domo_supervision_strategy_add_domain_rule (strategy, G_FILE_ERROR,
                                             DOMO_SUPERVISION_DIRECTIVE_ESCALATE);

  supervisor =
      domo_stage_actor_for (stage, DOMO_TYPE_DEFAULT_SUPERVISOR, "strategy", strategy, NULL);
  domo_stage_register_supervisor (stage, "connections", supervisor);
}

static gpointer
make_connection (DomoStage *stage, GError **error)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (CONNECTION_TYPE_ACTOR);

  domo_definition_set_supervisor (definition, "connections");
  return domo_stage_actor_for_definition (stage, definition, error);
}

static DomoFuture *
fail_with (DomoActor *actor, gpointer error)
{
  domo_actor_fail (actor, error);
  return NULL;
}

static void
fail_in_domain (StepStage *stage, gpointer actor, GQuark domain, int code)
{
  g_autoptr (DomoFuture) answer =
      test_subject_run (actor, fail_with, g_error_new_literal (domain, code, "why"));

  step_stage_run (stage);
  g_assert_true (domo_future_is_rejected (answer));
}

static void
test_a_first_supervisor (StepStage *stage)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TestSubject) connection = NULL;

  register_supervisor (stage->stage);
  connection = make_connection (stage->stage, &error);
  g_assert_no_error (error);
  fail_in_domain (stage, connection, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_true (is_at_work (stage, connection));
  fail_in_domain (stage, connection, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_false (is_at_work (stage, connection));
  domo_manual_clock_advance (stage->clock, G_USEC_PER_SEC);
  g_assert_true (is_at_work (stage, connection));
  fail_in_domain (stage, connection, G_FILE_ERROR, G_FILE_ERROR_IO);
  g_assert_cmpint (policy_get_stop_reason (connection), ==, DOMO_STOP_REASON_ESCALATED);
}

/* A supervisor that makes what it looks after. */

#define SESSION_TYPE_SUPERVISOR (session_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (
    SessionSupervisor, session_supervisor, SESSION, SUPERVISOR, DomoDefaultSupervisor)

struct _SessionSupervisor
{
  DomoDefaultSupervisor parent_instance;
};

G_DEFINE_FINAL_TYPE (SessionSupervisor, session_supervisor, DOMO_TYPE_DEFAULT_SUPERVISOR)

static DomoSupervisionStrategy *
session_supervisor_supervision_strategy (DomoDefaultSupervisor *self)
{
  return domo_supervision_strategy_new (2, 10 * G_USEC_PER_SEC, DOMO_SUPERVISION_SCOPE_REST);
}

static void
session_supervisor_before_start (DomoActor *self)
{
  const GType types[] = { READER_TYPE_ACTOR, WRITER_TYPE_ACTOR };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (types[i]);
      g_autoptr (DomoProxy) child = NULL;
      g_autoptr (GError) error = NULL;

      domo_definition_set_supervisor (definition, DOMO_SUPERVISOR_PARENT);
      child = domo_actor_child_for_definition (self, definition, &error);
      if (child == NULL)
        {
          domo_actor_fail (self, g_steal_pointer (&error));
          return;
        }
    }
}

static void
session_supervisor_class_init (SessionSupervisorClass *klass)
{
  DOMO_ACTOR_CLASS (klass)->before_start = session_supervisor_before_start;
  DOMO_DEFAULT_SUPERVISOR_CLASS (klass)->supervision_strategy =
      session_supervisor_supervision_strategy;
}

static void
session_supervisor_init (SessionSupervisor *self)
{
}

static void
test_a_tree (StepStage *stage)
{
  g_autoptr (DomoProxy) session =
      domo_stage_actor_for (stage->stage, SESSION_TYPE_SUPERVISOR, NULL);

  step_stage_run (stage);
  /* It, its two children, and the roots. */
  g_assert_cmpuint (domo_stage_get_n_actors (stage->stage), ==, 5);
  domo_proxy_restart (session);
  step_stage_run (stage);
  g_assert_cmpuint (domo_stage_get_n_actors (stage->stage), ==, 5);
}

/* The same, declared. */

static gpointer
start_session (DomoStage *stage)
{
  g_autoptr (DomoSupervisionStrategy) strategy =
      domo_supervision_strategy_new (2, 10 * G_USEC_PER_SEC, DOMO_SUPERVISION_SCOPE_REST);
  g_autoptr (DomoSupervisionTree) tree = domo_supervision_tree_new (strategy);
  g_autoptr (DomoDefinition) reader = domo_definition_new_for_type (READER_TYPE_ACTOR);
  g_autoptr (DomoDefinition) writer = domo_definition_new_for_type (WRITER_TYPE_ACTOR);

  domo_supervision_tree_add_actor (tree, "reader", reader, DOMO_CHILD_KIND_PERMANENT);
  domo_supervision_tree_add_actor (tree, "writer", writer, DOMO_CHILD_KIND_TRANSIENT);
  return domo_supervision_tree_start (tree, stage);
}

static void
test_a_declared_tree (StepStage *stage)
{
  g_autoptr (DomoProxy) session = start_session (stage->stage);
  g_autoptr (TestSubject) reader = NULL;
  g_autoptr (GError) error = NULL;

  step_stage_run (stage);
  reader = domo_stage_lookup_actor (stage->stage, "reader", &error);
  g_assert_no_error (error);
  fail_and_run (stage, reader);
  g_assert_true (is_at_work (stage, reader));
}

/* A class that decides. */

#define NIGHT_TYPE_SUPERVISOR (night_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (NightSupervisor, night_supervisor, NIGHT, SUPERVISOR, DomoDefaultSupervisor)

struct _NightSupervisor
{
  DomoDefaultSupervisor parent_instance;
};

G_DEFINE_FINAL_TYPE (NightSupervisor, night_supervisor, DOMO_TYPE_DEFAULT_SUPERVISOR)

static DomoSupervisionDirective
night_supervisor_decide_directive (DomoDefaultSupervisor *self,
                                   DomoSupervised *supervised,
                                   DomoSupervisionStrategy *strategy)
{
  if (domo_supervised_get_incarnation (supervised) >= 10)
    return DOMO_SUPERVISION_DIRECTIVE_STOP;
  return DOMO_DEFAULT_SUPERVISOR_CLASS (night_supervisor_parent_class)
      ->decide_directive (self, supervised, strategy);
}

static void
night_supervisor_class_init (NightSupervisorClass *klass)
{
  DOMO_DEFAULT_SUPERVISOR_CLASS (klass)->decide_directive = night_supervisor_decide_directive;
}

static void
night_supervisor_init (NightSupervisor *self)
{
}

static void
test_a_class_that_decides (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      supervisor_new (stage, NIGHT_TYPE_SUPERVISOR, "s",
                      strategy_of (-1, 0, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");

  for (guint i = 0; i < 11; i++)
    {
      g_assert_true (is_at_work (stage, a));
      fail_and_run (stage, a);
    }
  g_assert_cmpint (policy_get_stop_reason (a), ==, DOMO_STOP_REASON_FAILED);
}

/* Watching. */

#define POOL_TYPE_ACTOR (pool_actor_get_type ())
G_DECLARE_FINAL_TYPE (PoolActor, pool_actor, POOL, ACTOR, DomoActor)

struct _PoolActor
{
  DomoActor parent_instance;

  GPtrArray *workers;
};

G_DEFINE_FINAL_TYPE (PoolActor, pool_actor, DOMO_TYPE_ACTOR)

static void
worker_gone (gpointer proxy, DomoStopReason reason, gpointer data)
{
  PoolActor *self = data;

  g_ptr_array_remove (self->workers, proxy);
  if (reason == DOMO_STOP_REASON_FAILED || reason == DOMO_STOP_REASON_ESCALATED)
    domo_actor_log (DOMO_ACTOR (self), G_LOG_LEVEL_MESSAGE, "%u workers are left",
                    self->workers->len);
}

static void
pool_actor_add (PoolActor *self, gpointer worker)
{
  g_ptr_array_add (self->workers, g_object_ref (worker));
  domo_watch_unref (domo_watch (worker, worker_gone, self, NULL));
}

static guint n_workers_left;

static void
pool_actor_before_start (DomoActor *actor)
{
  PoolActor *self = POOL_ACTOR (actor);
  g_autoptr (DomoProxy) worker = domo_actor_child_for (actor, TEST_TYPE_ACTOR, NULL);

  self->workers = g_ptr_array_new_with_free_func (g_object_unref);
  pool_actor_add (self, worker);
  domo_proxy_stop (worker);
}

static void
pool_actor_before_stop (DomoActor *actor)
{
  n_workers_left = POOL_ACTOR (actor)->workers->len;
}

static void
pool_actor_finalize (GObject *object)
{
  g_ptr_array_unref (POOL_ACTOR (object)->workers);

  G_OBJECT_CLASS (pool_actor_parent_class)->finalize (object);
}

static void
pool_actor_class_init (PoolActorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pool_actor_finalize;
  DOMO_ACTOR_CLASS (klass)->before_start = pool_actor_before_start;
  DOMO_ACTOR_CLASS (klass)->before_stop = pool_actor_before_stop;
}

static void
pool_actor_init (PoolActor *self)
{
}

static void
test_watching (StepStage *stage)
{
  g_autoptr (DomoProxy) pool = domo_stage_actor_for (stage->stage, POOL_TYPE_ACTOR, NULL);

  n_workers_left = 1;
  step_stage_run (stage);
  domo_proxy_stop (pool);
  step_stage_run (stage);
  g_assert_cmpuint (n_workers_left, ==, 0);
}

/* Seeing decisions. */

static void
print_decision (DomoSupervisionMonitor *monitor, DomoSupervisionDecision *decision, gpointer data)
{
  DomoSupervised *supervised = domo_supervision_decision_get_supervised (decision);

  g_print ("%s failed: %s; %u restarts so far, the next one after %" G_GINT64_FORMAT " ms\n",
           g_type_name (domo_proxy_get_actor_type (domo_supervised_get_proxy (supervised))),
           domo_supervised_get_error (supervised)->message,
           domo_supervision_decision_get_n_restarts (decision),
           domo_supervision_decision_get_next_delay (decision) / 1000);
}

static DomoSupervisionMonitor *
print_decisions (DomoStage *stage)
{
  DomoSupervisionMonitor *monitor = domo_supervision_monitor_new (stage);

  g_signal_connect (monitor, "decided", G_CALLBACK (print_decision), NULL);
  return monitor;
}

static GString *printed;

static void
keep_printed (const char *text)
{
  g_string_append (printed, text);
}

static void
test_seeing_decisions (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      supervisor_new (stage, DOMO_TYPE_DEFAULT_SUPERVISOR, "s",
                      strategy_of (1, 1, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (DomoSupervisionMonitor) monitor = print_decisions (stage->stage);
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  GPrintFunc before;

  fail_and_run (stage, a);
  printed = g_string_new (NULL);
  before = g_set_print_handler (keep_printed);
  iterate_main_context ();
  g_set_print_handler (before);
  g_assert_cmpstr (printed->str, ==,
                   "TestActor failed: why; 1 restarts so far, the next one after 0 ms\n");
  g_string_free (printed, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/supervision/page/" name, test_##func)
  ADD ("a-first-supervisor", a_first_supervisor);
  ADD ("a-tree", a_tree);
  ADD ("a-declared-tree", a_declared_tree);
  ADD ("a-class-that-decides", a_class_that_decides);
  ADD ("watching", watching);
  ADD ("seeing-decisions", seeing_decisions);
#undef ADD

  return g_test_run ();
}
