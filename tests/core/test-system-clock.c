/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

/* The clock that a stage has unless it is given another. */

static void
close_stage (DomoStage *stage)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (domo_stage_close (stage, -1, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (stage);
}

typedef struct
{
  GMainContext *context;
  DomoClock *clock;
  GString *order;
} Where;

typedef struct
{
  Where *where;
  gint64 deadline;
  char name;
} Place;

static void
place_fired (gpointer data)
{
  Place *self = data;

  g_assert_true (g_source_get_context (g_main_current_source ()) == self->where->context);
  g_assert_cmpint (domo_clock_get_time (self->where->clock), >=, self->deadline);
  g_string_append_c (self->where->order, self->name);
}

static void
check_system_clock (GMainContext *context)
{
  DomoStage *stage = domo_stage_new ();
  Where where = { context, domo_stage_get_clock (stage), g_string_new (NULL) };
  gint64 now = domo_clock_get_time (where.clock);
  Place places[] = { { &where, now + 3000, 'd' },
                     { &where, now + 1000, 'b' },
                     { &where, now - 1000, 'a' },
                     { &where, now + 2000, 'c' },
                     { &where, G_MAXINT64, 'z' } };
  DomoTimer *never = NULL;

  g_assert_cmpint (now, <=, g_get_monotonic_time ());
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      DomoTimer *timer =
          domo_clock_add_timer (where.clock, places[i].deadline, place_fired, &places[i], NULL);

      if (places[i].deadline == G_MAXINT64)
        never = timer;
      else
        domo_timer_unref (timer);
    }
  g_assert_cmpstr (where.order->str, ==, "");
  while (where.order->len < 4)
    g_main_context_iteration (context, TRUE);
  g_assert_cmpstr (where.order->str, ==, "abcd");
  g_assert_true (domo_timer_cancel (never));
  domo_timer_unref (never);
  g_string_free (where.order, TRUE);
  close_stage (stage);
}

static void
test_system_clock (void)
{
  g_test_summary ("Timers of a stage's clock fire in the stage's main context, none too early");
  check_system_clock (g_main_context_default ());
}

static void
test_system_clock_elsewhere (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  check_system_clock (context);
  g_main_context_pop_thread_default (context);
}

static void
count_fired (gpointer n_fired)
{
  ++*(guint *) n_fired;
}

static void
test_earlier_timer_wakes_the_loop (void)
{
  DomoStage *stage = domo_stage_new ();
  DomoClock *clock = domo_stage_get_clock (stage);
  guint n_fired = 0;
  g_autoptr (DomoTimer) late =
      domo_clock_add_timer (clock, domo_clock_get_time (clock) + G_TIME_SPAN_DAY, count_fired,
                            &n_fired, NULL);
  g_autoptr (DomoTimer) soon = NULL;

  g_test_summary ("A deadline before the one that the loop waits for counts at once");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  soon = domo_clock_add_timer (clock, domo_clock_get_time (clock), count_fired, &n_fired, NULL);
  while (n_fired == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (domo_timer_cancel (soon));
  g_assert_true (domo_timer_cancel (late));
  close_stage (stage);
}

#define N_ROUNDS 2000

typedef struct
{
  DomoClock *clock;
  DomoTimer *timer;
  guint round; /* atomic: the round that may begin */
  guint done;  /* atomic: the round that has ended */
} Rival;

static void
never_fired (gpointer data)
{
  g_assert_not_reached ();
}

static gpointer
add_late_timers (gpointer data)
{
  Rival *self = data;

  for (guint round = 1; round <= N_ROUNDS; round++)
    {
      gint64 late = domo_clock_get_time (self->clock) + G_TIME_SPAN_DAY;

      while (__atomic_load_n (&self->round, __ATOMIC_SEQ_CST) < round)
        g_thread_yield ();
      self->timer = domo_clock_add_timer (self->clock, late, never_fired, NULL, NULL);
      __atomic_store_n (&self->done, round, __ATOMIC_SEQ_CST);
    }
  return NULL;
}

static void
test_earlier_of_two_threads_counts (void)
{
  DomoStage *stage = domo_stage_new ();
  Rival rival = { .clock = domo_stage_get_clock (stage) };
  GThread *thread = g_thread_new ("rival", add_late_timers, &rival);
  guint n_fired = 0;

  g_test_summary ("Two threads add the first timers at once: the clock wakes for the earlier");
  for (guint round = 1; round <= N_ROUNDS; round++)
    {
      __atomic_store_n (&rival.round, round, __ATOMIC_SEQ_CST);
      /* Now a little before the other, now a little after. */
      for (guint i = 0; i < round % 256; i++)
        __atomic_load_n (&rival.done, __ATOMIC_SEQ_CST);
      domo_timer_unref (domo_clock_add_timer (rival.clock, 0, count_fired, &n_fired, NULL));
      while (__atomic_load_n (&rival.done, __ATOMIC_SEQ_CST) < round)
        g_thread_yield ();
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_cmpuint (n_fired, ==, round);
      g_assert_true (domo_timer_cancel (rival.timer));
      domo_timer_unref (rival.timer);
    }
  g_thread_join (thread);
  close_stage (stage);
}

#define N_THREADS    4
#define N_PER_THREAD 2500

typedef struct
{
  DomoClock *clock;
  GThread *home;
  guint counts[N_THREADS][N_PER_THREAD]; /* only the home thread */
  guint n_fired;                         /* only the home thread */
  int n_cancelled;                       /* atomic */
  int n_destroyed;                       /* atomic */
} Crowd;

typedef struct
{
  Crowd *crowd;
  guint thread;
  guint index;
} CrowdData;

static void
crowd_fired (gpointer data)
{
  CrowdData *self = data;

  g_assert_true (g_thread_self () == self->crowd->home);
  self->crowd->counts[self->thread][self->index]++;
  self->crowd->n_fired++;
}

static void
crowd_data_free (gpointer data)
{
  CrowdData *self = data;

  __atomic_add_fetch (&self->crowd->n_destroyed, 1, __ATOMIC_SEQ_CST);
  g_free (self);
}

typedef struct
{
  Crowd *crowd;
  guint thread;
  gboolean cancels;
} CrowdThread;

static gpointer
crowd_thread (gpointer data)
{
  CrowdThread *self = data;
  DomoTimer *previous = NULL;

  for (guint i = 0; i < N_PER_THREAD; i++)
    {
      CrowdData *timer_data = g_new (CrowdData, 1);
      /* Some are due at once, and often each is earlier than the one before. */
      gint64 deadline = domo_clock_get_time (self->crowd->clock) + (N_PER_THREAD - i) % 100 * 10;

      *timer_data = (CrowdData){ self->crowd, self->thread, i };
      if (self->cancels && previous != NULL && domo_timer_cancel (previous))
        __atomic_add_fetch (&self->crowd->n_cancelled, 1, __ATOMIC_SEQ_CST);
      g_clear_pointer (&previous, domo_timer_unref);
      previous = domo_clock_add_timer (self->crowd->clock, deadline, crowd_fired, timer_data,
                                       crowd_data_free);
    }
  domo_timer_unref (previous);
  return NULL;
}

static void
check_threads (gboolean cancels)
{
  const guint n_all = N_THREADS * N_PER_THREAD;
  DomoStage *stage = domo_stage_new ();
  Crowd *crowd = g_new0 (Crowd, 1);
  CrowdThread threads[N_THREADS];
  GThread *running[N_THREADS];

  crowd->clock = domo_stage_get_clock (stage);
  crowd->home = g_thread_self ();
  for (guint i = 0; i < N_THREADS; i++)
    {
      threads[i] = (CrowdThread){ crowd, i, cancels };
      running[i] = g_thread_new ("adder", crowd_thread, &threads[i]);
    }
  /* A cancelled timer wakes nobody, so do not sleep on what may all be cancelled. */
  while ((guint) __atomic_load_n (&crowd->n_cancelled, __ATOMIC_SEQ_CST) + crowd->n_fired < n_all)
    g_main_context_iteration (NULL, !cancels);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (running[i]);
  g_assert_cmpuint (crowd->n_fired + (guint) crowd->n_cancelled, ==, n_all);
  g_assert_cmpint (crowd->n_destroyed, ==, n_all);
  for (guint i = 0; i < N_THREADS; i++)
    {
      for (guint j = 0; j < N_PER_THREAD; j++)
        {
          if (cancels)
            g_assert_cmpuint (crowd->counts[i][j], <=, 1);
          else
            g_assert_cmpuint (crowd->counts[i][j], ==, 1);
        }
    }
  g_free (crowd);
  close_stage (stage);
}

static void
test_added_from_threads (void)
{
  g_test_summary ("Four threads add timers: each fires once, in the stage's thread");
  check_threads (FALSE);
}

static void
test_cancelled_from_threads (void)
{
  g_test_summary ("Each timer is either fired or cancelled, never both, and its data freed once");
  check_threads (TRUE);
}

static void
test_the_wall_clock_is_the_systems (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  gint64 before = g_get_real_time ();
  gint64 now = domo_clock_get_real_time (domo_stage_get_clock (stage));

  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, g_get_real_time ());
  g_assert_true (domo_stage_close (stage, -1, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/system-clock/fires-in-the-main-context", test_system_clock);
  g_test_add_func ("/core/system-clock/fires-in-a-pushed-context", test_system_clock_elsewhere);
  g_test_add_func ("/core/system-clock/earlier-timer-wakes-the-loop",
                   test_earlier_timer_wakes_the_loop);
  g_test_add_func ("/core/system-clock/earlier-of-two-threads-counts",
                   test_earlier_of_two_threads_counts);
  g_test_add_func ("/core/system-clock/timers-added-from-threads-fire-once",
                   test_added_from_threads);
  g_test_add_func ("/core/system-clock/timers-cancelled-from-threads", test_cancelled_from_threads);
  g_test_add_func ("/core/system-clock/the-wall-clock-is-the-systems",
                   test_the_wall_clock_is_the_systems);
  return g_test_run ();
}
