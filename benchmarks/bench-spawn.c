/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-counter.h"
#include "bench-workloads.h"

/* How many actors are made before the main context gets its turn. */
#define SPAWN_CHUNK 100

/* The whole life of an actor: made, told once, stopped, released. */
void
bench_spawn (BenchRun *run, guint64 n)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoFuture) stopped = NULL;

  bench_counter_take_total ();
  bench_run_start (run);
  for (guint64 made = 0; made < n;)
    {
      guint64 end = MIN (n, made + SPAWN_CHUNK);

      for (; made < end; made++)
        {
          g_autoptr (BenchCounter) counter = bench_counter_new (stage);

          bench_counter_increment (counter);
          domo_proxy_stop (counter);
          if (made == n - 1)
            stopped = domo_proxy_stopped (counter);
        }
      bench_iterate ();
    }
  domo_await (g_steal_pointer (&stopped), NULL);
  bench_run_stop (run);

  bench_close_stage (stage);
  bench_expect ("actors that handled their message", bench_counter_take_total (), n);
}

/* What an idle actor costs that has handled a message: its program keeps the proxy. */
void
bench_memory (BenchRun *run, guint64 n)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (BenchCounter) first = bench_counter_new (stage);
  g_autofree BenchCounter **counters = g_new (BenchCounter *, n);
  gsize resident;
  gsize allocated;

  /* Types and the array of proxies are no actor's memory: both exist, and have been touched,
   * before the first look.
   */
  bench_counter_take_total ();
  bench_counter_await_count (first);
  for (guint64 i = 0; i < n; i++)
    counters[i] = first;
  resident = bench_resident_bytes ();
  allocated = bench_allocated_bytes ();

  bench_run_start (run);
  for (guint64 made = 0; made < n;)
    {
      guint64 end = MIN (n, made + BENCH_CHUNK);

      for (; made < end; made++)
        {
          counters[made] = bench_counter_new (stage);
          bench_counter_increment (counters[made]);
        }
      bench_iterate ();
    }
  bench_counter_await_count (counters[n - 1]);
  bench_run_stop (run);

  resident = bench_resident_bytes () - resident;
  allocated = bench_allocated_bytes () - allocated;
  bench_run_set_extra (run, "%.0f bytes per actor (malloc: %.0f), %.0f MB in all",
                       (double) resident / (double) n, (double) allocated / (double) n,
                       resident / 1e6);

  for (guint64 i = 0; i < n; i++)
    g_object_unref (counters[i]);
  bench_close_stage (stage);
  bench_expect ("actors that handled their message", bench_counter_take_total (), n);
}
