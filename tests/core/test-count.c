/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "step-stage.h"

/* Counting the futures that somebody holds. */

#define N_THREADS 4
#define N_FUTURES 1000

static void
test_a_future_counts_until_it_is_dropped (void)
{
  const guint64 before = domo_future_count_live ();
  DomoPromise *promise = domo_promise_new ();
  DomoFuture *pending = domo_promise_get_future (promise);
  DomoFuture *settled = domo_future_new_int64 (1);

  g_assert_cmpuint (domo_future_count_live (), ==, before + 2);
  domo_promise_resolve_void (promise);
  domo_promise_unref (promise);
  g_assert_cmpuint (domo_future_count_live (), ==, before + 2);
  domo_future_unref (domo_future_ref (pending));
  g_assert_cmpuint (domo_future_count_live (), ==, before + 2);
  domo_future_unref (pending);
  g_assert_cmpuint (domo_future_count_live (), ==, before + 1);
  domo_future_unref (settled);
  g_assert_cmpuint (domo_future_count_live (), ==, before);
}

static void
test_an_ask_is_one_future (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  guint64 before;
  DomoFuture *future;

  step_stage_run (stage);
  before = domo_future_count_live ();
  future = test_subject_ask (actor, 1);
  g_assert_cmpuint (domo_future_count_live (), ==, before + 1);
  step_stage_settle (stage, future);
  g_assert_cmpuint (domo_future_count_live (), ==, before + 1);
  domo_future_unref (future);
  g_assert_cmpuint (domo_future_count_live (), ==, before);
}

static gpointer
make_futures (gpointer data)
{
  DomoFuture **futures = data;

  for (guint i = 0; i < N_FUTURES; i++)
    futures[i] = domo_future_new_int64 (i);
  return NULL;
}

static gpointer
drop_futures (gpointer data)
{
  DomoFuture **futures = data;

  for (guint i = 0; i < N_FUTURES; i++)
    domo_future_unref (futures[i]);
  return NULL;
}

static void
in_threads (GThreadFunc func, DomoFuture *futures[N_THREADS][N_FUTURES])
{
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("worker", func, futures[i]);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

static void
test_what_ended_threads_have_made_counts (void)
{
  static DomoFuture *futures[N_THREADS][N_FUTURES];
  const guint64 before = domo_future_count_live ();

  g_test_summary ("Futures that threads make are dropped by others, and all of these end.");
  in_threads (make_futures, futures);
  g_assert_cmpuint (domo_future_count_live (), ==, before + N_THREADS * N_FUTURES);
  in_threads (drop_futures, futures);
  g_assert_cmpuint (domo_future_count_live (), ==, before);
  in_threads (make_futures, futures);
  for (guint i = 0; i < N_THREADS; i++)
    drop_futures (futures[i]);
  g_assert_cmpuint (domo_future_count_live (), ==, before);
}

/* A future in a slot of its thread's own: dropped as the thread ends, before or after whatever the
 * library does then. */
static GPrivate first_slot = G_PRIVATE_INIT ((GDestroyNotify) domo_future_unref);
static GPrivate last_slot = G_PRIVATE_INIT ((GDestroyNotify) domo_future_unref);

static gpointer
leave_futures (gpointer data)
{
  g_private_set (&first_slot, domo_future_new_void ());
  g_private_set (&last_slot, domo_future_new_void ());
  return NULL;
}

static void
test_what_is_dropped_as_a_thread_ends_counts (void)
{
  const guint64 before = domo_future_count_live ();

  /* The slots get their places in this order, and are cleared in it: so are the library's, which
   * stand between them if this comes first in the process. */
  g_private_get (&first_slot);
  domo_future_unref (domo_future_new_void ());
  g_private_get (&last_slot);
  for (guint i = 0; i < 10; i++)
    g_thread_join (g_thread_new ("leaver", leave_futures, NULL));
  g_assert_cmpuint (domo_future_count_live (), ==, before);
}

typedef struct
{
  int ends; /* atomic */
} Work;

static gpointer
make_and_drop (gpointer data)
{
  Work *self = data;

  while (!g_atomic_int_get (&self->ends))
    {
      DomoFuture *future = domo_future_new_void ();

      domo_future_unref (future);
    }
  return NULL;
}

static void
test_counting_while_threads_work (void)
{
  const guint64 before = domo_future_count_live ();
  Work work = { FALSE };
  GThread *threads[N_THREADS];

  g_test_summary ("Each of the threads holds at most one future at any time.");
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("worker", make_and_drop, &work);
  for (guint i = 0; i < 2000; i++)
    g_assert_cmpuint (domo_future_count_live (), <=, before + N_THREADS);
  g_atomic_int_set (&work.ends, TRUE);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (domo_future_count_live (), ==, before);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/core/count/" name, test_##func)
  ADD ("what-is-dropped-as-a-thread-ends-counts", what_is_dropped_as_a_thread_ends_counts);
  ADD ("a-future-counts-until-it-is-dropped", a_future_counts_until_it_is_dropped);
  ADD ("what-ended-threads-have-made-counts", what_ended_threads_have_made_counts);
  ADD ("counting-while-threads-work", counting_while_threads_work);
#undef ADD
  step_stage_add_test ("/core/count/an-ask-is-one-future", test_an_ask_is_one_future);

  return g_test_run ();
}
