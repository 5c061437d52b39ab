/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-spares-private.h"

#include <malloc.h>

/* The blocks that a thread keeps for its next messages. */

#define N_BLOCKS (3 * DOMO_SPARES_MAX)

static void
test_a_freed_block_is_used_again (void)
{
  gpointer first = domo_spares_alloc (DOMO_SPARES_SMALL);
  gpointer second = domo_spares_alloc (DOMO_SPARES_SMALL - 8);

  domo_spares_free (first, DOMO_SPARES_SMALL);
  domo_spares_free (second, DOMO_SPARES_SMALL - 8);
  g_assert_true (domo_spares_alloc (DOMO_SPARES_SMALL) == second);
  g_assert_true (domo_spares_alloc (DOMO_SPARES_SMALL) == first);
  domo_spares_free (first, DOMO_SPARES_SMALL);
  domo_spares_free (second, DOMO_SPARES_SMALL);
}

static void
test_a_smaller_block_is_not_used_for_a_larger (void)
{
  gpointer small = domo_spares_alloc (DOMO_SPARES_SMALL), large;

  domo_spares_free (small, DOMO_SPARES_SMALL);
  large = domo_spares_alloc (DOMO_SPARES_LARGE);
  g_assert_true (large != small);
  domo_spares_free (large, DOMO_SPARES_LARGE);
  g_assert_true (domo_spares_alloc (DOMO_SPARES_LARGE) == large);
  domo_spares_free (large, DOMO_SPARES_LARGE);
}

/* Makes and frees so many at once. */
static void
make_and_free (guint n)
{
  g_autofree gpointer *blocks = g_new (gpointer, n);

  for (guint i = 0; i < n; i++)
    blocks[i] = domo_spares_alloc (DOMO_SPARES_SMALL);
  for (guint i = 0; i < n; i++)
    domo_spares_free (blocks[i], DOMO_SPARES_SMALL);
}

static guint
count_spares (const DomoSpares *spares)
{
  guint n = 0;

  for (const DomoSpare *block = spares->first; block != NULL; block = block->next)
    n++;
  return n;
}

static void
test_no_more_are_kept_than_allowed (void)
{
  make_and_free (N_BLOCKS);
  g_assert_cmpuint (count_spares (&domo_spares_small), ==, DOMO_SPARES_MAX);
  make_and_free (DOMO_SPARES_MAX / 2);
  g_assert_cmpuint (count_spares (&domo_spares_small), ==, DOMO_SPARES_MAX);
  make_and_free (N_BLOCKS);
  g_assert_cmpuint (count_spares (&domo_spares_small), ==, DOMO_SPARES_MAX);
}

static gpointer
fill_spares (gpointer data)
{
  make_and_free (N_BLOCKS);
  g_assert_cmpuint (count_spares (&domo_spares_small), ==, DOMO_SPARES_MAX);
  return NULL;
}

static void
test_those_of_a_thread_go_with_it (void)
{
  enum
  {
    N_THREADS = 50
  };
  gsize before, after;

  /* What a first thread leaves for all others. */
  g_thread_join (g_thread_new ("spares", fill_spares, NULL));
  before = mallinfo2 ().uordblks;
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (g_thread_new ("spares", fill_spares, NULL));
  after = mallinfo2 ().uordblks;
  g_assert_cmpuint (after, <, before + N_THREADS * DOMO_SPARES_MAX * DOMO_SPARES_SMALL / 2);
}

static void
test_none_are_kept_where_real_memory_is_wanted (void)
{
  if (g_test_subprocess ())
    {
      make_and_free (N_BLOCKS);
      g_assert_cmpuint (count_spares (&domo_spares_small), ==, 0);
      return;
    }
  g_setenv ("G_SLICE", "always-malloc", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_unsetenv ("G_SLICE");
  g_test_trap_assert_passed ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/core/spares/" name, test_##func)
  ADD ("a-freed-block-is-used-again", a_freed_block_is_used_again);
  ADD ("a-smaller-block-is-not-used-for-a-larger", a_smaller_block_is_not_used_for_a_larger);
  ADD ("no-more-are-kept-than-allowed", no_more_are_kept_than_allowed);
  ADD ("those-of-a-thread-go-with-it", those_of_a_thread_go_with_it);
  ADD ("none-are-kept-where-real-memory-is-wanted", none_are_kept_where_real_memory_is_wanted);
#undef ADD

  return g_test_run ();
}
