/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-fiber-slab-private.h"

/* The fibers of several threads: spares, reserves, and what an ending thread leaves. */

static DomoFiberCounts
get_counts (void)
{
  DomoFiberCounts counts;

  domo_fiber_get_counts (&counts);
  return counts;
}

static DomoFiber *
acquire (void)
{
  g_autoptr (GError) error = NULL;
  DomoFiber *fiber = domo_fiber_acquire (0, &error);

  g_assert_no_error (error);
  g_assert_nonnull (fiber);
  return fiber;
}

static void
run_in_thread (GThreadFunc func, gpointer data)
{
  g_thread_join (g_thread_new ("fibers", func, data));
}

/* Each test has a thread of its own, with nothing in its pool. */

static gpointer
acquire_and_release (gpointer data)
{
  DomoFiber *first = acquire (), *second;

  g_assert_true (first->slab != NULL);
  domo_fiber_release (first);
  g_assert_cmpuint (get_counts ().n_hot, ==, 1);
  second = acquire ();
  g_assert_true (second == first);
  g_assert_cmpuint (get_counts ().n_hot, ==, 0);
  domo_fiber_release (second);
  return NULL;
}

static void
test_spare_is_used_again (void)
{
  g_test_summary ("The fiber that was released last is acquired next");
  run_in_thread (acquire_and_release, NULL);
}

#define N_MANY 200

static gpointer
release_many (gpointer data)
{
  DomoFiber *fibers[N_MANY];

  for (guint i = 0; i < N_MANY; i++)
    fibers[i] = acquire ();
  g_assert_cmpuint (get_counts ().n_acquired, ==, N_MANY);
  g_assert_cmpuint (get_counts ().n_hot, ==, 0);
  g_assert_cmpuint (get_counts ().n_stacks, ==, N_MANY + 1);
  for (guint i = 0; i < N_MANY; i++)
    domo_fiber_release (fibers[i]);
  g_assert_cmpuint (get_counts ().n_acquired, ==, 0);
  g_assert_cmpuint (get_counts ().n_hot, ==, 64);
  /* And the one in reserve. */
  g_assert_cmpuint (get_counts ().n_stacks, ==, 65);
  return NULL;
}

static void
test_keeps_few_spares (void)
{
  g_test_summary ("A thread keeps 64 spares; the others are free for all, without memory");
  run_in_thread (release_many, NULL);
}

static void
test_thread_gives_back_what_it_has (void)
{
  g_test_summary ("The spares of a thread that ends are free for others");
  for (guint i = 0; i < 20; i++)
    {
      run_in_thread (release_many, NULL);
      g_assert_cmpuint (get_counts ().n_stacks, ==, 0);
      g_assert_cmpuint (get_counts ().n_hot, ==, 0);
      g_assert_cmpuint (get_counts ().n_slabs, <=, 1);
    }
}

static void
say_and_return (gpointer data)
{
  gpointer *pair = data;

  *(guint8 *) pair[1] = 1;
  for (;;)
    domo_fiber_switch (pair[0]);
}

static void
use_half (gpointer home)
{
  volatile guint8 buffer[DOMO_FIBER_STACK_SIZE / 2];

  for (gsize i = 0; i < sizeof buffer; i++)
    buffer[i] = 0xff;
  for (;;)
    domo_fiber_switch (home);
}

static gpointer
find_clean_and_use (gpointer data)
{
  DomoFiber *fiber = acquire ();

  g_assert_cmpuint (domo_fiber_measure_stack (fiber), ==, 0);
  domo_fiber_prepare (fiber, use_half, domo_fiber_get_current ());
  domo_fiber_switch (fiber);
  g_assert_cmpuint (domo_fiber_measure_stack (fiber), >, DOMO_FIBER_STACK_SIZE / 2);
  domo_fiber_release (fiber);
  return NULL;
}

static void
test_free_stacks_hold_nothing (void)
{
  g_test_summary ("A stack that went from thread to thread has lost what was on it");
  for (guint i = 0; i < 10; i++)
    run_in_thread (find_clean_and_use, NULL);
}

static gpointer
use_reserve_of_another_size (gpointer data)
{
  g_autoptr (GError) error = NULL;
  DomoFiber *small = domo_fiber_acquire (32 * 1024, &error);
  DomoFiber *large;

  g_assert_no_error (error);
  domo_fiber_release (small);
  large = domo_fiber_acquire (512 * 1024, &error);
  g_assert_no_error (error);
  domo_fiber_set_limit (1);
  /* What is in reserve is large by now. */
  domo_fiber_release (domo_fiber_acquire_reserve (512 * 1024, &error));
  g_assert_no_error (error);
  domo_fiber_set_limit (0);
  domo_fiber_release (large);
  return NULL;
}

static void
test_reserve_is_large_enough (void)
{
  g_test_summary ("The reserve is as large as the largest that was asked for");
  run_in_thread (use_reserve_of_another_size, NULL);
}

/* Several at once. */

#define N_THREADS 4
#define N_ROUNDS  2000

typedef struct
{
  DomoFiber *home;
  guint seed;
  guint n_steps;
} Walker;

static void
walk (gpointer data)
{
  Walker *self = data;
  volatile guint local = self->seed;

  for (;;)
    {
      g_assert_cmpuint (local, ==, self->seed);
      self->n_steps++;
      domo_fiber_switch (self->home);
    }
}

static gpointer
work (gpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (GPOINTER_TO_UINT (data));
  Walker walkers[100] = { { 0 } };
  DomoFiber *fibers[100] = { 0 };
  guint n_steps = 0, n_told = 0;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      guint i = (guint) g_rand_int_range (rand, 0, G_N_ELEMENTS (fibers));

      if (fibers[i] == NULL)
        {
          walkers[i] = (Walker){ domo_fiber_get_current (), g_rand_int (rand), 0 };
          fibers[i] = acquire ();
          domo_fiber_prepare (fibers[i], walk, &walkers[i]);
        }
      domo_fiber_switch (fibers[i]);
      n_steps++;
      if (g_rand_int_range (rand, 0, 10) == 0)
        {
          n_told += walkers[i].n_steps;
          domo_fiber_release (g_steal_pointer (&fibers[i]));
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (fibers); i++)
    {
      if (fibers[i] == NULL)
        continue;
      n_told += walkers[i].n_steps;
      domo_fiber_release (fibers[i]);
    }
  g_assert_cmpuint (n_told, ==, n_steps);
  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[N_THREADS];

  g_test_summary ("Threads acquire, run and release fibers at the same time");
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("worker", work, GUINT_TO_POINTER (g_test_rand_int ()));
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (get_counts ().n_acquired, <=, N_THREADS * 100);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (get_counts ().n_stacks, ==, 0);
}

static gpointer
park_and_end (gpointer data)
{
  gpointer pair[] = { domo_fiber_get_current (), data };
  DomoFiber *fiber = acquire ();

  domo_fiber_prepare (fiber, say_and_return, pair);
  domo_fiber_switch (fiber);
  return NULL;
}

static void
test_parked_at_the_end_of_a_thread (void)
{
  g_test_summary ("A thread that ends before its fibers have is a mistake");
  if (g_test_subprocess ())
    {
      guint8 said = 0;

      run_in_thread (park_and_end, &said);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*A thread has ended with 1 fibers that will never go on*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/fiber-pool/spare-is-used-again", test_spare_is_used_again);
  g_test_add_func ("/core/fiber-pool/keeps-few-spares", test_keeps_few_spares);
  g_test_add_func ("/core/fiber-pool/thread-gives-back-what-it-has",
                   test_thread_gives_back_what_it_has);
  g_test_add_func ("/core/fiber-pool/free-stacks-hold-nothing", test_free_stacks_hold_nothing);
  g_test_add_func ("/core/fiber-pool/reserve-is-large-enough", test_reserve_is_large_enough);
  g_test_add_func ("/core/fiber-pool/threads", test_threads);
  g_test_add_func ("/core/fiber-pool/parked-at-the-end-of-a-thread",
                   test_parked_at_the_end_of_a_thread);
  return g_test_run ();
}
