/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-workloads.h"

#define MANY_TIMERS 100000
#define FEW_TIMERS  10

/* Kinds are measured in turn, so many times, and the best of each is compared. */
#define N_ROUNDS 10

/* A turn with many sources takes milliseconds. */
#define N_SLOW_TURNS 5

/* None of them fires while it is measured. */
#define FAR_AWAY G_GINT64_CONSTANT (3600)

static gboolean
count_turn_cb (gpointer n_turns)
{
  ++*(guint64 *) n_turns;
  return G_SOURCE_CONTINUE;
}

/* Takes the time of turns of a main loop that has one thing to do in each. */
static void
run_turns (BenchRun *run, GMainContext *context, guint64 n)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  guint64 n_turns = 0;

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, count_turn_cb, &n_turns, NULL);
  g_source_attach (source, context);
  /* What has been added is looked at for the first time now. */
  g_main_context_iteration (context, TRUE);
  n_turns = 0;
  bench_run_start (run);
  while (n_turns < n)
    g_main_context_iteration (context, TRUE);
  bench_run_stop (run);
  g_source_destroy (source);
}

/* A main loop with timers that do not fire. */
typedef struct
{
  GMainContext *context;
  DomoStage *stage; /* NULL: the timers are sources of GLib */
  GPtrArray *timers;
  guint64 n_turns; /* of a round */
  double best;     /* time of a turn */
} Loop;

static void
never (gpointer data)
{
  g_assert_not_reached ();
}

static gboolean
never_cb (gpointer data)
{
  g_assert_not_reached ();
}

static void
loop_init_with_timers (Loop *self, guint n_timers, guint64 n_turns)
{
  DomoClock *clock;
  gint64 deadline;

  *self = (Loop){ .context = g_main_context_new (), .n_turns = n_turns };
  g_main_context_push_thread_default (self->context);
  self->stage = domo_stage_new ();
  g_main_context_pop_thread_default (self->context);
  self->timers = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_timer_unref);
  clock = domo_stage_get_clock (self->stage);
  deadline = domo_clock_get_time (clock) + FAR_AWAY * G_USEC_PER_SEC;
  for (guint i = 0; i < n_timers; i++)
    g_ptr_array_add (self->timers, domo_clock_add_timer (clock, deadline + i, never, NULL, NULL));
}

static void
loop_init_with_sources (Loop *self, guint n_sources, guint64 n_turns)
{
  *self = (Loop){ .context = g_main_context_new (), .n_turns = n_turns };
  for (guint i = 0; i < n_sources; i++)
    {
      g_autoptr (GSource) source = g_timeout_source_new ((guint) FAR_AWAY * 1000 + i);

      g_source_set_callback (source, never_cb, NULL, NULL);
      g_source_attach (source, self->context);
    }
}

static void
loop_clear (Loop *self)
{
  for (guint i = 0; self->timers != NULL && i < self->timers->len; i++)
    domo_timer_cancel (g_ptr_array_index (self->timers, i));
  g_clear_pointer (&self->timers, g_ptr_array_unref);
  if (self->stage != NULL)
    {
      g_main_context_push_thread_default (self->context);
      bench_close_stage (self->stage);
      g_clear_object (&self->stage);
      g_main_context_pop_thread_default (self->context);
    }
  g_main_context_unref (self->context);
}

/* Answers how long it took. */
static gint64
loop_run_round (Loop *self)
{
  BenchRun round = { 0 };
  double time;

  run_turns (&round, self->context, self->n_turns);
  time = (double) round.elapsed / (double) self->n_turns;
  if (self->best == 0 || time < self->best)
    self->best = time;
  return round.elapsed;
}

/* What timers that are pending cost everybody else: a turn of the main loop. */
void
bench_timers (BenchRun *run, guint64 n)
{
  const guint64 n_turns = MAX (n / N_ROUNDS, 1);
  Loop few, many, few_sources, many_sources;

  loop_init_with_timers (&few, FEW_TIMERS, n_turns);
  loop_init_with_timers (&many, MANY_TIMERS, n_turns);
  loop_init_with_sources (&few_sources, FEW_TIMERS, n_turns);
  loop_init_with_sources (&many_sources, MANY_TIMERS, N_SLOW_TURNS);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      loop_run_round (&few);
      run->elapsed += loop_run_round (&many);
      loop_run_round (&few_sources);
      loop_run_round (&many_sources);
    }
  bench_run_set_extra (run, "%.2f times a turn with %d timers; with g_timeout_add () %.0f times",
                       many.best / few.best, FEW_TIMERS, many_sources.best / few_sources.best);
  loop_clear (&few);
  loop_clear (&many);
  loop_clear (&few_sources);
  loop_clear (&many_sources);
}
