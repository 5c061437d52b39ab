/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-supervision.h>

/* A program that has the installed library of supervision and what its module asks for. */

#define CONSUMER_TYPE_WORK (consumer_work_get_type ())
G_DECLARE_INTERFACE (ConsumerWork, consumer_work, CONSUMER, WORK, DomoProtocol)

struct _ConsumerWorkInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*divide) (ConsumerWork *self, gint64 dividend, gint64 divisor);
};

G_DEFINE_INTERFACE (ConsumerWork, consumer_work, DOMO_TYPE_PROTOCOL)

static void
consumer_work_default_init (ConsumerWorkInterface *iface)
{
  domo_protocol_add_ask (iface, "divide", G_STRUCT_OFFSET (ConsumerWorkInterface, divide),
                         G_TYPE_INT64, 2, G_TYPE_INT64, G_TYPE_INT64);
}

static DomoFuture *
consumer_work_divide (ConsumerWork *self, gint64 dividend, gint64 divisor)
{
  return CONSUMER_WORK_GET_IFACE (self)->divide (self, dividend, divisor);
}

#define CONSUMER_TYPE_WORKER (consumer_worker_get_type ())
G_DECLARE_FINAL_TYPE (ConsumerWorker, consumer_worker, CONSUMER, WORKER, DomoActor)

struct _ConsumerWorker
{
  DomoActor parent_instance;
};

static void consumer_worker_work_init (ConsumerWorkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ConsumerWorker,
                               consumer_worker,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (CONSUMER_TYPE_WORK,
                                                      consumer_worker_work_init))

static DomoFuture *
consumer_worker_divide (ConsumerWork *self, gint64 dividend, gint64 divisor)
{
  if (divisor != 0)
    return domo_future_new_int64 (dividend / divisor);
  domo_actor_fail (DOMO_ACTOR (self),
                   g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "by 0"));
  return NULL;
}

static void
consumer_worker_work_init (ConsumerWorkInterface *iface)
{
  iface->divide = consumer_worker_divide;
}

static void
consumer_worker_class_init (ConsumerWorkerClass *klass)
{
}

static void
consumer_worker_init (ConsumerWorker *self)
{
}

/* A worker with a supervisor of that class, which allows one restart a minute. */
static ConsumerWork *
make_worker (DomoStage *stage, GType supervisor_type, DomoSupervisionStrategy *strategy)
{
  g_autoptr (DomoProxy) supervisor =
      domo_stage_actor_for (stage, supervisor_type, "strategy", strategy, NULL);
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (CONSUMER_TYPE_WORKER);
  g_autoptr (GError) error = NULL;
  ConsumerWork *worker;

  domo_stage_register_supervisor (stage, "workers", supervisor);
  domo_definition_set_supervisor (definition, "workers");
  worker = domo_stage_actor_for_definition (stage, definition, &error);
  g_assert_no_error (error);
  return worker;
}

static gboolean
can_divide_by (ConsumerWork *worker, gint64 divisor)
{
  g_autoptr (GError) error = NULL;

  domo_await_int64 (consumer_work_divide (worker, 42, divisor), &error);
  return error == NULL;
}

static void
close_stage (DomoStage *stage)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (domo_stage_close (stage, G_USEC_PER_SEC, &error));
  g_assert_no_error (error);
}

static void
test_a_strategy_bounds_restarts (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoSupervisionStrategy) strategy =
      domo_supervision_strategy_new (1, 60 * G_USEC_PER_SEC, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (ConsumerWork) worker = make_worker (stage, DOMO_TYPE_DEFAULT_SUPERVISOR, strategy);
  g_autoptr (GError) error = NULL;

  g_assert_false (can_divide_by (worker, 0));
  g_assert_true (can_divide_by (worker, 2));
  g_assert_false (can_divide_by (worker, 0));
  g_assert_cmpint (domo_await_int (domo_proxy_stopped (worker), &error), ==,
                   DOMO_STOP_REASON_ESCALATED);
  close_stage (stage);
}

static void
test_rules_decide (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoSupervisionStrategy) strategy =
      domo_supervision_strategy_new (1, 60 * G_USEC_PER_SEC, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (ConsumerWork) worker = NULL;

  domo_supervision_strategy_add_rule (strategy, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                      DOMO_SUPERVISION_DIRECTIVE_RESUME);
  worker = make_worker (stage, DOMO_TYPE_RULES_SUPERVISOR, strategy);
  for (guint i = 0; i < 10; i++)
    g_assert_false (can_divide_by (worker, 0));
  g_assert_true (can_divide_by (worker, 2));
  close_stage (stage);
}

static void
keep_reason (gpointer proxy, DomoStopReason reason, gpointer kept)
{
  *(int *) kept = reason;
}

static void
test_an_actor_can_be_watched (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (ConsumerWork) worker = make_worker (stage, DOMO_TYPE_STOP_SUPERVISOR, NULL);
  g_autoptr (DomoWatch) watch = NULL;
  int reason = -1;

  watch = domo_watch (worker, keep_reason, &reason, NULL);
  g_assert_false (can_divide_by (worker, 0));
  while (reason == -1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (reason, ==, DOMO_STOP_REASON_FAILED);
  g_assert_false (domo_unwatch (watch));
  close_stage (stage);
}

static void
count_decision (DomoSupervisionMonitor *monitor, DomoSupervisionDecision *decision, gpointer n)
{
  ++*(guint *) n;
}

static void
test_decisions_can_be_seen (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (ConsumerWork) worker = make_worker (stage, DOMO_TYPE_ALWAYS_RESUME_SUPERVISOR, NULL);
  g_autoptr (DomoSupervisionMonitor) monitor = domo_supervision_monitor_new (stage);
  guint n = 0;

  g_signal_connect (monitor, "decided", G_CALLBACK (count_decision), &n);
  g_assert_false (can_divide_by (worker, 0));
  while (n == 0)
    g_main_context_iteration (NULL, TRUE);
  close_stage (stage);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/consumer/supervision/a-strategy-bounds-restarts",
                   test_a_strategy_bounds_restarts);
  g_test_add_func ("/consumer/supervision/rules-decide", test_rules_decide);
  g_test_add_func ("/consumer/supervision/an-actor-can-be-watched", test_an_actor_can_be_watched);
  g_test_add_func ("/consumer/supervision/decisions-can-be-seen", test_decisions_can_be_seen);

  return g_test_run ();
}
