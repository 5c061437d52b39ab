/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-scheduler.h>

#include "bench-workloads.h"

#define N_PENDING 100000

/* Both ways are measured in turn, so many times, and their sums compared: what GLib pays now and
 * then for all, to clear its table of sources, is part of it. */
#define N_ROUNDS 20

/* None of them comes while it is measured. */
#define FAR_AWAY_SECONDS 3600

static void
never (DomoScheduled *scheduled, gpointer data)
{
  g_assert_not_reached ();
}

static gboolean
never_cb (gpointer data)
{
  g_assert_not_reached ();
}

/* Deadlines that are no more in order than those of a program. */
static guint
scatter (guint64 i)
{
  return (guint) (i * 61987 % N_PENDING);
}

static DomoScheduled *
schedule (DomoScheduler *scheduler, guint64 i)
{
  return domo_scheduler_schedule_once (scheduler, domo_seconds (FAR_AWAY_SECONDS) + scatter (i),
                                       never, NULL, NULL, NULL);
}

static guint
add_timeout (guint64 i)
{
  return g_timeout_add (FAR_AWAY_SECONDS * 1000 + scatter (i), never_cb, NULL);
}

static void
run_scheduled (BenchRun *run, DomoScheduler *scheduler, guint64 n)
{
  bench_run_start (run);
  for (guint64 i = 0; i < n; i++)
    {
      DomoScheduled *scheduled = schedule (scheduler, i);

      domo_scheduled_cancel (scheduled);
      domo_scheduled_unref (scheduled);
    }
  bench_run_stop (run);
}

static void
run_timeouts (BenchRun *run, guint64 n)
{
  bench_run_start (run);
  for (guint64 i = 0; i < n; i++)
    g_source_remove (add_timeout (i));
  bench_run_stop (run);
}

/* Something is set and cancelled again, while much else is pending: what most limits and most
 * delays come to. */
void
bench_schedule (BenchRun *run, guint64 n)
{
  const guint64 n_round = MAX (n / N_ROUNDS, 1);
  DomoStage *stage = domo_stage_new ();
  DomoScheduler *scheduler = domo_scheduler_for_stage (stage);
  g_autofree guint *timeouts = g_new (guint, N_PENDING);
  gint64 elapsed = 0, elapsed_timeouts = 0;

  for (guint i = 0; i < N_PENDING; i++)
    {
      domo_scheduled_unref (schedule (scheduler, i));
      timeouts[i] = add_timeout (i);
    }
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      BenchRun round = { 0 }, timeouts_round = { 0 };

      run_scheduled (&round, scheduler, n_round);
      run_timeouts (&timeouts_round, n_round);
      elapsed += round.elapsed;
      elapsed_timeouts += timeouts_round.elapsed;
    }
  bench_expect ("pending", domo_scheduler_get_n_pending (scheduler), N_PENDING);
  run->elapsed = elapsed;
  bench_run_set_extra (run, "with g_timeout_add () and g_source_remove () %.1f times as long",
                       (double) elapsed_timeouts / (double) elapsed);
  for (guint i = 0; i < N_PENDING; i++)
    g_source_remove (timeouts[i]);
  bench_close_stage (stage);
  g_object_unref (stage);
}
