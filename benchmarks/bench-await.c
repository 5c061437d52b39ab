/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-counter.h"
#include "bench-workloads.h"

/* Waits inside an actor. */

#define BENCH_TYPE_WAITER (bench_waiter_get_type ())
G_DECLARE_INTERFACE (BenchWaiter, bench_waiter, BENCH, WAITER, DomoProtocol)

struct _BenchWaiterInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*wait_for_settled) (BenchWaiter *self, guint64 n);
  DomoFuture *(*wait_for_answers) (BenchWaiter *self, GObject *counter, guint64 n);
};

G_DEFINE_INTERFACE (BenchWaiter, bench_waiter, DOMO_TYPE_PROTOCOL)

static void
bench_waiter_default_init (BenchWaiterInterface *iface)
{
  domo_protocol_add_ask (iface, "wait_for_settled",
                         G_STRUCT_OFFSET (BenchWaiterInterface, wait_for_settled), G_TYPE_INT64, 1,
                         G_TYPE_UINT64);
  domo_protocol_add_ask (iface, "wait_for_answers",
                         G_STRUCT_OFFSET (BenchWaiterInterface, wait_for_answers), G_TYPE_INT64, 2,
                         G_TYPE_OBJECT, G_TYPE_UINT64);
}

#define BENCH_TYPE_WAITER_ACTOR (bench_waiter_actor_get_type ())
G_DECLARE_FINAL_TYPE (BenchWaiterActor, bench_waiter_actor, BENCH, WAITER_ACTOR, DomoActor)

struct _BenchWaiterActor
{
  DomoActor parent_instance;
};

static DomoFuture *
bench_waiter_actor_wait_for_settled (BenchWaiter *waiter, guint64 n)
{
  gint64 sum = 0;

  for (guint64 i = 0; i < n; i++)
    sum += domo_await_int64 (domo_future_new_int64 (1), NULL);
  return domo_future_new_int64 (sum);
}

static DomoFuture *
bench_waiter_actor_wait_for_answers (BenchWaiter *waiter, GObject *counter, guint64 n)
{
  gint64 last = 0;

  for (guint64 i = 0; i < n; i++)
    last = domo_await_int64 (bench_counter_add (BENCH_COUNTER (counter), 1), NULL);
  return domo_future_new_int64 (last);
}

static void
bench_waiter_actor_waiter_init (BenchWaiterInterface *iface)
{
  iface->wait_for_settled = bench_waiter_actor_wait_for_settled;
  iface->wait_for_answers = bench_waiter_actor_wait_for_answers;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchWaiterActor,
                               bench_waiter_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_WAITER,
                                                      bench_waiter_actor_waiter_init))

static void
bench_waiter_actor_class_init (BenchWaiterActorClass *klass)
{
}

static void
bench_waiter_actor_init (BenchWaiterActor *self)
{
}

/* A handler awaits futures that have settled: nothing is set aside. */
void
bench_await_settled (BenchRun *run, guint64 n)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (BenchWaiter) waiter = domo_stage_actor_for (stage, BENCH_TYPE_WAITER_ACTOR, NULL);
  gint64 sum;

  bench_run_start (run);
  sum = domo_await_int64 (BENCH_WAITER_GET_IFACE (waiter)->wait_for_settled (waiter, n), NULL);
  bench_run_stop (run);

  bench_expect ("futures awaited", (guint64) sum, n);
  bench_expect ("handlers set aside", domo_stage_get_n_parkings (stage), 0);
  bench_close_stage (stage);
}

/* A handler awaits one ask after the other, and is set aside each time. */
void
bench_await (BenchRun *run, guint64 n)
{
  g_autoptr (DomoStage) stage = g_object_new (DOMO_TYPE_STAGE, NULL);
  g_autoptr (BenchCounter) counter = bench_counter_new (stage);
  g_autoptr (BenchWaiter) waiter = domo_stage_actor_for (stage, BENCH_TYPE_WAITER_ACTOR, NULL);
  gint64 last;

  bench_run_start (run);
  last =
      domo_await_int64 (BENCH_WAITER_GET_IFACE (waiter)->wait_for_answers (waiter,
                                                                           G_OBJECT (counter), n),
                        NULL);
  bench_run_stop (run);

  bench_expect ("asks answered", (guint64) last, n);
  bench_expect ("handlers set aside", domo_stage_get_n_parkings (stage), n);
  bench_close_stage (stage);
}
