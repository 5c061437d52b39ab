/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

#include "future-probe.h"

/* Going on from a future outside actors. */

static DomoFuture *
new_error (const char *message)
{
  return domo_future_new_error_printf (DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "%s", message);
}

/* Checks how a future has settled: with an int64, or, where @message is not NULL, an error. */
static void
assert_settled (DomoFuture *future, gint64 number, const char *message)
{
  g_autoptr (GError) error = NULL;
  gint64 read;

  g_assert_false (domo_future_is_pending (future));
  read = domo_future_get_int64 (future, &error);
  if (message == NULL)
    g_assert_no_error (error);
  else
    {
      g_assert_error (error, DOMO_ERROR, DOMO_ERROR_NOT_FOUND);
      g_assert_cmpstr (error->message, ==, message);
    }
  g_assert_cmpint (read, ==, message == NULL ? number : 0);
}

enum
{
  ANSWERS_NULL,
  ANSWERS_VALUE,
  ANSWERS_ERROR,
  ANSWERS_PENDING_VALUE,
  ANSWERS_PENDING_ERROR,
  N_ANSWERS
};

/* One row of the table: a source that settles before or after the callback is added, and a callback
 * that answers something. */
static void
check_callback (guint kind, gboolean rejects, gboolean settles_first, guint answer)
{
  const gboolean called = kind == ADDER_FINALLY || kind == (rejects ? ADDER_CATCH : ADDER_THEN);
  const gboolean pending = answer >= ANSWERS_PENDING_VALUE;
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoPromise) later = domo_promise_new ();
  g_autoptr (DomoFuture) source = domo_promise_get_future (promise);
  g_autoptr (DomoFuture) derived = NULL;
  FutureProbe probe = { 0 };

  if (answer == ANSWERS_VALUE)
    probe.answer = domo_future_new_int64 (2);
  else if (answer == ANSWERS_ERROR)
    probe.answer = new_error ("second");
  else if (pending)
    probe.answer = domo_promise_get_future (later);

  if (!settles_first)
    derived = future_adders[kind](domo_future_ref (source), future_probe_func, &probe,
                                  future_probe_destroy);
  if (rejects)
    domo_promise_reject (promise, g_error_new (DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "first"));
  else
    domo_promise_resolve_int64 (promise, 1);
  if (settles_first)
    derived = future_adders[kind](domo_future_ref (source), future_probe_func, &probe,
                                  future_probe_destroy);

  /* It never runs from within the call. */
  g_assert_cmpuint (probe.n_calls + probe.n_destroyed, ==, 0);
  g_assert_true (domo_future_is_pending (derived));
  drain (NULL);
  g_assert_cmpuint (probe.n_calls, ==, called ? 1 : 0);
  g_assert_cmpuint (probe.n_destroyed, ==, 1);
  if (called)
    g_assert_true (probe.settled == source);
  if (called && pending)
    {
      g_assert_true (domo_future_is_pending (derived));
      if (answer == ANSWERS_PENDING_VALUE)
        domo_promise_resolve_int64 (later, 2);
      else
        domo_promise_reject (later, g_error_new (DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "second"));
    }
  if (!called || answer == ANSWERS_NULL)
    assert_settled (derived, 1, rejects ? "first" : NULL);
  else
    assert_settled (derived, 2,
                    answer == ANSWERS_ERROR || answer == ANSWERS_PENDING_ERROR ? "second" : NULL);
  g_clear_pointer (&probe.answer, domo_future_unref);
}

static void
test_table (void)
{
  g_test_summary ("Of a source that resolves or rejects, before or after; with every answer");
  for (guint kind = 0; kind < N_ADDERS; kind++)
    {
      for (guint bits = 0; bits < 4; bits++)
        {
          for (guint answer = 0; answer < N_ANSWERS; answer++)
            check_callback (kind, (bits & 1) != 0, (bits & 2) != 0, answer);
        }
    }
}

static void
test_chain (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  g_autoptr (DomoFuture) end = domo_promise_get_future (promise);
  FutureProbe probes[5] = { 0 };
  const guint adders[] = { ADDER_THEN, ADDER_THEN, ADDER_CATCH, ADDER_THEN, ADDER_FINALLY };

  g_test_summary (
      "A rejection passes the thens by, a catch makes good for it, and the rest goes on");
  for (guint i = 0; i < G_N_ELEMENTS (probes); i++)
    {
      probes[i].order = order;
      probes[i].name = (char) ('a' + i);
      end = future_adders[adders[i]](end, future_probe_func, &probes[i], future_probe_destroy);
    }
  probes[2].answer = domo_future_new_int64 (3);
  domo_promise_reject (promise, g_error_new (DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "first"));
  drain (NULL);
  g_assert_cmpstr (order->str, ==, "cde");
  assert_number (end, 3);
  for (guint i = 0; i < G_N_ELEMENTS (probes); i++)
    g_assert_cmpuint (probes[i].n_destroyed, ==, 1);
  domo_future_unref (probes[2].answer);
}

static void
test_order_of_adding (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  FutureProbe probes[5] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (probes); i++)
    {
      probes[i].order = order;
      probes[i].name = (char) ('a' + i);
      /* Whether anybody keeps the derived future makes no difference. */
      domo_future_unref (domo_future_then (domo_promise_get_future (promise), future_probe_func,
                                           &probes[i], NULL));
    }
  domo_promise_resolve_void (promise);
  drain (NULL);
  g_assert_cmpstr (order->str, ==, "abcde");
}

static void
test_answers_itself (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) derived = NULL;
  FutureProbe probe = { 0 };

  g_test_summary ("A callback that answers the future that waits for it would wait for ever");
  derived = domo_future_then (domo_promise_get_future (promise), future_probe_func, &probe,
                              future_probe_destroy);
  probe.answer = derived;
  domo_promise_resolve_void (promise);
  drain (NULL);
  assert_rejected (derived, DOMO_ERROR, DOMO_ERROR_FAILED, NULL);
  g_assert_cmpuint (probe.n_destroyed, ==, 1);
}

static void
test_abandoned (void)
{
  DomoPromise *promise = domo_promise_new ();
  FutureProbe then_probe = { 0 }, catch_probe = { 0 };
  g_autoptr (DomoFuture) derived = NULL;

  derived =
      domo_future_catch (domo_future_then (domo_promise_get_future (promise), future_probe_func,
                                           &then_probe, future_probe_destroy),
                         future_probe_func, &catch_probe, future_probe_destroy);
  domo_promise_unref (promise);
  drain (NULL);
  g_assert_cmpuint (then_probe.n_calls, ==, 0);
  g_assert_cmpuint (then_probe.n_destroyed, ==, 1);
  g_assert_cmpuint (catch_probe.n_calls, ==, 1);
  g_assert_cmpuint (catch_probe.n_destroyed, ==, 1);
  assert_rejected (derived, DOMO_ERROR, DOMO_ERROR_ABANDONED, NULL);
}

/* Where callbacks run. */

static void
test_context_of_caller (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) derived = NULL;
  FutureProbe probe = { 0 };

  g_test_summary ("It runs in the context that was the caller's default, wherever it was settled");
  g_main_context_push_thread_default (context);
  derived = domo_future_then (domo_promise_get_future (promise), future_probe_func, &probe,
                              future_probe_destroy);
  g_main_context_pop_thread_default (context);
  g_thread_join (g_thread_new ("settler", resolve_in_thread, g_steal_pointer (&promise)));
  drain (NULL);
  g_assert_cmpuint (probe.n_calls, ==, 0);
  while (probe.n_destroyed == 0)
    g_main_context_iteration (context, TRUE);
  g_assert_cmpuint (probe.n_calls, ==, 1);
  g_assert_true (probe.context == context);
  g_assert_true (probe.thread == g_thread_self ());
  assert_number (derived, 1);
}

/* Adds two callbacks in a row on @context. */
static DomoFuture *
add_two (GMainContext *context, DomoFuture *source, FutureProbe *probes)
{
  DomoFuture *end;

  g_main_context_push_thread_default (context);
  end = domo_future_finally (domo_future_finally (source, future_probe_func, &probes[0],
                                                  future_probe_destroy),
                             future_probe_func, &probes[1], future_probe_destroy);
  g_main_context_pop_thread_default (context);
  return end;
}

static void
assert_both_dropped (const FutureProbe *probes, DomoFuture *end)
{
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (probes[i].n_calls, ==, 0);
      g_assert_cmpuint (probes[i].n_destroyed, ==, 1);
    }
  assert_rejected (end, DOMO_ERROR, DOMO_ERROR_ABANDONED, NULL);
}

static void
test_context_goes_first (void)
{
  GMainContext *context = g_main_context_new ();
  FutureProbe probe = { 0 };
  g_autoptr (DomoFuture) derived = NULL;

  g_test_summary ("The future has settled, but the context goes before it runs the callback");
  g_main_context_push_thread_default (context);
  derived =
      domo_future_then (domo_future_new_int64 (1), future_probe_func, &probe, future_probe_destroy);
  g_main_context_pop_thread_default (context);
  g_assert_true (domo_future_is_pending (derived));
  g_main_context_unref (context);
  g_assert_cmpuint (probe.n_calls, ==, 0);
  g_assert_cmpuint (probe.n_destroyed, ==, 1);
  assert_rejected (derived, DOMO_ERROR, DOMO_ERROR_ABANDONED, NULL);
}

static void
test_context_goes_before_chain (void)
{
  GMainContext *context = g_main_context_new ();
  FutureProbe probes[2] = { 0 };
  g_autoptr (DomoFuture) end = add_two (context, domo_future_new_int64 (1), probes);

  g_test_summary ("The same for a chain, of which only the first callback is due");
  g_main_context_unref (context);
  assert_both_dropped (probes, end);
}

static void
test_context_goes_before_settling (void)
{
  GMainContext *context = g_main_context_new ();
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  FutureProbe probes[2] = { 0 };
  g_autoptr (DomoFuture) end = add_two (context, domo_promise_get_future (promise), probes);

  g_test_summary (
      "The context goes while the future is pending: nothing is left when that settles");
  g_main_context_unref (context);
  domo_promise_resolve_int64 (promise, 1);
  assert_both_dropped (probes, end);
}

static void
test_context_goes_while_settling (void)
{
  g_test_summary ("Another thread settles at the very moment: called or dropped, never both");
  for (guint i = 0; i < 2000; i++)
    {
      GMainContext *context = g_main_context_new ();
      DomoPromise *promise = domo_promise_new ();
      FutureProbe probes[2] = { 0 };
      g_autoptr (DomoFuture) end = add_two (context, domo_promise_get_future (promise), probes);
      GThread *thread = g_thread_new ("settler", resolve_in_thread, promise);

      if (i % 2 == 0)
        g_thread_yield ();
      g_main_context_unref (context);
      g_thread_join (thread);
      assert_both_dropped (probes, end);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/core/future-then/" name, func)
  ADD ("callbacks-and-what-they-answer", test_table);
  ADD ("rejection-passes-through-a-chain", test_chain);
  ADD ("callbacks-run-in-the-order-of-adding", test_order_of_adding);
  ADD ("callback-answers-its-own-future", test_answers_itself);
  ADD ("abandoned-promise-runs-catch", test_abandoned);
  ADD ("runs-in-the-context-of-the-caller", test_context_of_caller);
  ADD ("context-goes-before-it-runs", test_context_goes_first);
  ADD ("context-goes-before-a-chain-runs", test_context_goes_before_chain);
  ADD ("context-goes-before-it-settles", test_context_goes_before_settling);
  ADD ("context-goes-while-it-settles", test_context_goes_while_settling);
#undef ADD
  return g_test_run ();
}
