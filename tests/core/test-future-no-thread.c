/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

#include "future-probe.h"
#include "refuse-threads.h"

/* What needs a thread when the system refuses one. Where none can be refused only the rest of each
 * test counts. */

static void
test_limit (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) limited = NULL;

  g_test_summary (
      "A limit that cannot be kept settles the future at once; a later one may be kept");
  if (refuse_threads (TRUE))
    {
      g_autoptr (DomoPromise) other = domo_promise_new ();
      g_autoptr (DomoFuture) refused =
          domo_future_with_timeout (domo_promise_get_future (other), G_USEC_PER_SEC);

      refuse_threads (FALSE);
      assert_rejected (refused, DOMO_ERROR, DOMO_ERROR_FAILED, NULL);
    }
  limited = domo_future_with_timeout (domo_promise_get_future (promise), 1);
  domo_await (domo_future_ref (limited), NULL);
  assert_rejected (limited, DOMO_ERROR, DOMO_ERROR_TIMEOUT, NULL);
}

typedef struct
{
  guint n_calls;
  guint n_destroyed;
} Counts;

static DomoFuture *
count_call (gpointer data)
{
  ((Counts *) data)->n_calls++;
  return domo_future_new_int64 (1);
}

static void
count_destroy (gpointer data)
{
  ((Counts *) data)->n_destroyed++;
}

static void
test_run_in_thread (void)
{
  Counts counts[2] = { { 0 } };
  g_autoptr (DomoFuture) future = NULL;
  gboolean was_refused;

  g_test_summary ("Work that no thread can do is rejected, and not done later");
  was_refused = refuse_threads (TRUE);
  if (was_refused)
    {
      g_autoptr (DomoFuture) refused =
          domo_future_run_in_thread (count_call, &counts[0], count_destroy);

      refuse_threads (FALSE);
      assert_rejected (refused, DOMO_ERROR, DOMO_ERROR_FAILED, NULL);
    }
  future = domo_future_run_in_thread (count_call, &counts[1], count_destroy);
  domo_await (domo_future_ref (future), NULL);
  assert_number (future, 1);
  g_assert_cmpuint (counts[1].n_calls, ==, 1);
  g_assert_cmpuint (counts[1].n_destroyed, ==, 1);
  /* The one before it, by the same thread. */
  g_assert_cmpuint (counts[0].n_calls, ==, 0);
  g_assert_cmpuint (counts[0].n_destroyed, ==, was_refused);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/future-no-thread/limit", test_limit);
  g_test_add_func ("/core/future-no-thread/run-in-thread", test_run_in_thread);

  return g_test_run ();
}
