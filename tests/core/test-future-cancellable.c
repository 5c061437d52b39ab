/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

#include <stdatomic.h>

#include "future-probe.h"

/* Futures that can be cancelled. */

#define N_MANY         10000
#define N_ROUNDS       300
#define N_TIGHT_ROUNDS 5000

static void
assert_cancelled (DomoFuture *future)
{
  assert_rejected (future, DOMO_ERROR, DOMO_ERROR_CANCELLED, NULL);
}

static gboolean
has_handlers (GCancellable *cancellable)
{
  guint id = g_signal_lookup ("cancelled", G_TYPE_CANCELLABLE);

  return g_signal_has_handler_pending (cancellable, id, 0, TRUE);
}

static void
test_cancelled (void)
{
  for (guint before = 0; before < 2; before++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (DomoPromise) promise = domo_promise_new ();
      g_autoptr (DomoFuture) future = domo_promise_get_future (promise);
      g_autoptr (DomoFuture) limited = NULL;

      if (before == 1)
        g_cancellable_cancel (cancellable);
      limited = domo_future_with_cancellable (domo_future_ref (future), cancellable);
      g_assert_true (limited == future);
      if (before == 0)
        {
          assert_pending (future);
          g_cancellable_cancel (cancellable);
        }
      assert_cancelled (future);
      g_assert_false (has_handlers (cancellable));
      domo_promise_resolve_int64 (promise, 1);
      assert_cancelled (future);
      g_assert_finalize_object (g_steal_pointer (&cancellable));
    }
}

static void
test_no_cancellable (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future =
      domo_future_with_cancellable (domo_promise_get_future (promise), NULL);

  assert_pending (future);
  domo_promise_resolve_int64 (promise, 1);
  assert_number (future, 1);
}

static void
test_handler_goes (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future =
      domo_future_with_cancellable (domo_promise_get_future (promise), cancellable);

  g_test_summary ("A future that settles first leaves nothing on the cancellable");
  g_assert_true (has_handlers (cancellable));
  domo_promise_resolve_int64 (promise, 1);
  g_assert_false (has_handlers (cancellable));
  g_assert_finalize_object (g_steal_pointer (&cancellable));
  assert_number (future, 1);
}

static void
test_cancellable_dropped (void)
{
  GCancellable *cancellable = g_cancellable_new ();
  gpointer weak = cancellable;
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future =
      domo_future_with_cancellable (domo_promise_get_future (promise), cancellable);

  g_test_summary ("The cancellable lives as long as a future may need it, and no longer");
  g_object_add_weak_pointer (G_OBJECT (cancellable), &weak);
  g_object_unref (cancellable);
  g_assert_nonnull (weak);
  domo_promise_resolve_int64 (promise, 1);
  g_assert_null (weak);
  assert_number (future, 1);
}

static void
test_many_on_one (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree DomoPromise **promises = g_new (DomoPromise *, N_MANY);
  g_autofree DomoFuture **futures = g_new (DomoFuture *, N_MANY);

  g_test_summary ("Ten thousand futures share a cancellable; every third settles first");
  for (guint i = 0; i < N_MANY; i++)
    {
      promises[i] = domo_promise_new ();
      futures[i] =
          domo_future_with_cancellable (domo_promise_get_future (promises[i]), cancellable);
    }
  for (guint i = 0; i < N_MANY; i += 3)
    domo_promise_resolve_int64 (promises[i], i);
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < N_MANY; i++)
    {
      if (i % 3 == 0)
        assert_number (futures[i], i);
      else
        assert_cancelled (futures[i]);
      domo_promise_unref (promises[i]);
      domo_future_unref (futures[i]);
    }
  g_assert_false (has_handlers (cancellable));
}

static void
test_one_settles_another (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  DomoFuture *inputs[2];
  DomoFuture *combined[3];

  g_test_summary ("Futures under one cancellable that hang on each other: the first to be rejected "
                  "settles the others inside the cancellation, and they let go of it there");
  for (guint i = 0; i < 2; i++)
    inputs[i] = domo_future_with_cancellable (domo_promise_get_future (promise), cancellable);
  combined[0] = domo_future_with_cancellable (domo_future_all (inputs, 2), cancellable);
  combined[1] = domo_future_with_cancellable (domo_future_any (inputs, 2), cancellable);
  combined[2] = domo_future_with_cancellable (domo_future_race (inputs, 2), cancellable);
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < 2; i++)
    {
      assert_cancelled (inputs[i]);
      domo_future_unref (inputs[i]);
    }
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (domo_future_is_rejected (combined[i]));
      domo_future_unref (combined[i]);
    }
  g_assert_false (has_handlers (cancellable));
}

static void
limit_while_cancelled (GCancellable *cancellable, gpointer promise)
{
  g_autoptr (DomoFuture) future =
      domo_future_with_cancellable (domo_promise_get_future (promise), cancellable);

  assert_cancelled (future);
}

static void
test_added_while_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DomoPromise) promise = domo_promise_new ();

  g_cancellable_connect (cancellable, G_CALLBACK (limit_while_cancelled), promise, NULL);
  g_cancellable_cancel (cancellable);
  {
    g_autoptr (DomoFuture) future = domo_promise_get_future (promise);

    assert_cancelled (future);
  }
}

/* Two threads at once. */

static gpointer
cancel_in_thread (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* Lets a future settle, its time pass, and its cancellable be cancelled, all at once. */
static void
check_race (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  DomoPromise *promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = domo_promise_get_future (promise);
  GThread *settler = g_thread_new ("settler", resolve_in_thread, promise);
  GThread *canceller = g_thread_new ("canceller", cancel_in_thread, cancellable);

  future = domo_future_with_cancellable (g_steal_pointer (&future), cancellable);
  future = domo_future_with_timeout (g_steal_pointer (&future), g_test_rand_int_range (1, 50));
  domo_await (domo_future_ref (future), NULL);
  g_thread_join (settler);
  g_thread_join (canceller);
  g_assert_false (has_handlers (cancellable));
  if (domo_future_is_resolved (future))
    assert_number (future, 1);
  else if (!g_error_matches (domo_future_get_error (future), DOMO_ERROR, DOMO_ERROR_TIMEOUT))
    assert_cancelled (future);
}

static void
test_race (void)
{
  g_test_summary ("A promise is settled in one thread, the limit passes in another, and a third "
                  "cancels");
  for (guint i = 0; i < N_ROUNDS; i++)
    check_race ();
}

/* Cancels as soon as it is told to; both threads count the rounds. */
typedef struct
{
  GCancellable *cancellables[N_TIGHT_ROUNDS];
  atomic_uint n_begun;
  atomic_uint n_cancelled;
} Canceller;

static gpointer
cancel_in_step (gpointer data)
{
  Canceller *self = data;

  for (guint i = 0; i < N_TIGHT_ROUNDS; i++)
    {
      while (atomic_load (&self->n_begun) <= i)
        g_thread_yield ();
      g_cancellable_cancel (self->cancellables[i]);
      atomic_fetch_add (&self->n_cancelled, 1);
    }
  return NULL;
}

static void
test_race_with_connecting (void)
{
  g_autofree Canceller *canceller = g_new0 (Canceller, 1);
  GThread *thread;

  g_test_summary ("A cancellation is never missed, even while the future gets its cancellable");
  for (guint i = 0; i < N_TIGHT_ROUNDS; i++)
    canceller->cancellables[i] = g_cancellable_new ();
  thread = g_thread_new ("canceller", cancel_in_step, canceller);
  for (guint i = 0; i < N_TIGHT_ROUNDS; i++)
    {
      g_autoptr (DomoPromise) promise = domo_promise_new ();
      g_autoptr (DomoFuture) future = domo_promise_get_future (promise);

      atomic_fetch_add (&canceller->n_begun, 1);
      /* The other thread needs a moment, too, and not the same each time. */
      for (int wait = g_test_rand_int_range (0, 300); wait > 0; wait--)
        (void) atomic_load (&canceller->n_cancelled);
      future = domo_future_with_cancellable (g_steal_pointer (&future), canceller->cancellables[i]);
      while (atomic_load (&canceller->n_cancelled) <= i)
        g_thread_yield ();
      assert_cancelled (future);
      g_assert_false (has_handlers (canceller->cancellables[i]));
    }
  g_thread_join (thread);
  for (guint i = 0; i < N_TIGHT_ROUNDS; i++)
    g_assert_finalize_object (canceller->cancellables[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/future-cancellable/cancelled", test_cancelled);
  g_test_add_func ("/core/future-cancellable/no-cancellable", test_no_cancellable);
  g_test_add_func ("/core/future-cancellable/handler-goes", test_handler_goes);
  g_test_add_func ("/core/future-cancellable/cancellable-dropped", test_cancellable_dropped);
  g_test_add_func ("/core/future-cancellable/many-on-one", test_many_on_one);
  g_test_add_func ("/core/future-cancellable/one-settles-another", test_one_settles_another);
  g_test_add_func ("/core/future-cancellable/added-while-cancelled", test_added_while_cancelled);
  g_test_add_func ("/core/future-cancellable/race", test_race);
  g_test_add_func ("/core/future-cancellable/race-with-connecting", test_race_with_connecting);

  return g_test_run ();
}
