/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-counter.h"
#include "bench-workloads.h"

/* Messages from one thread to another: the main thread sends, and the actor has a thread of its
 * own. */

static BenchCounter *
new_counter_in_thread (DomoStage *stage)
{
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("bench");
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (BENCH_TYPE_COUNTER_ACTOR);
  g_autoptr (GError) error = NULL;
  BenchCounter *counter;

  domo_definition_set_dispatcher (definition, dispatcher);
  counter = domo_stage_actor_for_definition (stage, definition, &error);
  if (counter == NULL)
    g_error ("%s", error->message);
  /* By now the thread is there, and idle. */
  bench_counter_await_count (counter);
  return counter;
}

/* Told in chunks, with an ask after each one: the thread falls asleep between them. */
void
bench_cross_tell (BenchRun *run, guint64 n)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (BenchCounter) counter = new_counter_in_thread (stage);

  bench_run_start (run);
  for (guint64 sent = 0; sent < n;)
    {
      guint64 end = MIN (n, sent + BENCH_CHUNK);

      for (; sent < end; sent++)
        bench_counter_increment (counter);
      bench_expect ("messages across threads", (guint64) bench_counter_await_count (counter), sent);
    }
  bench_run_stop (run);
  bench_close_stage (stage);
}

/* Each thread sleeps while the other works, and is woken for each ask and each answer. */
void
bench_cross_ask (BenchRun *run, guint64 n)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (BenchCounter) counter = new_counter_in_thread (stage);
  g_autoptr (GError) error = NULL;
  gint64 count = 0;

  bench_run_start (run);
  for (guint64 i = 0; i < n && error == NULL; i++)
    count = domo_await_int64 (bench_counter_add (counter, 1), &error);
  bench_run_stop (run);

  if (error != NULL)
    g_error ("The counter did not answer: %s", error->message);
  bench_expect ("asks across threads", (guint64) count, n);
  bench_close_stage (stage);
}
