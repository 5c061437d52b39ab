/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

#include "future-probe.h"

/* Waiting for a future as GIO does. */

#define N_ROUNDS 200

typedef struct
{
  DomoFuture *future;
  guint n_calls;
  gboolean resolved;
  GError *error;
  GMainContext *context;
} Wait;

static void
wait_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *self = data;

  g_assert_null (source);
  self->n_calls++;
  self->context = g_source_get_context (g_main_current_source ());
  g_clear_error (&self->error);
  self->resolved = domo_future_wait_finish (self->future, result, &self->error);
  g_assert_cmpint (self->resolved, ==, self->error == NULL);
}

/* Begins to wait for the future of a new promise. */
static DomoPromise *
wait_begin (Wait *self, GCancellable *cancellable)
{
  DomoPromise *promise = domo_promise_new ();

  self->future = domo_promise_get_future (promise);
  domo_future_wait_async (self->future, cancellable, wait_cb, self);
  g_assert_cmpuint (self->n_calls, ==, 0);
  return promise;
}

static void
wait_clear (Wait *self)
{
  drain (NULL);
  g_assert_cmpuint (self->n_calls, ==, 1);
  g_clear_error (&self->error);
  g_clear_pointer (&self->future, domo_future_unref);
}

static void
test_wait_resolved (void)
{
  g_autoptr (DomoPromise) promise = NULL;
  Wait wait = { 0 };

  promise = wait_begin (&wait, NULL);
  drain (NULL);
  g_assert_cmpuint (wait.n_calls, ==, 0);
  domo_promise_resolve_int64 (promise, 1);
  g_assert_cmpuint (wait.n_calls, ==, 0);
  drain (NULL);
  g_assert_true (wait.resolved);
  assert_number (wait.future, 1);
  wait_clear (&wait);
}

static void
test_wait_rejected (void)
{
  Wait wait = { 0 };

  wait.future = domo_future_new_error_printf (DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "first");
  domo_future_wait_async (wait.future, NULL, wait_cb, &wait);
  g_assert_cmpuint (wait.n_calls, ==, 0);
  drain (NULL);
  g_assert_error (wait.error, DOMO_ERROR, DOMO_ERROR_NOT_FOUND);
  g_assert_cmpstr (wait.error->message, ==, "first");
  wait_clear (&wait);
}

static void
test_wait_without_callback (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = domo_promise_get_future (promise);

  domo_future_wait_async (future, NULL, NULL, NULL);
  domo_future_wait_async (future, cancellable, NULL, NULL);
  domo_promise_resolve_void (promise);
  drain (NULL);
}

static void
test_wait_keeps_future (void)
{
  DomoPromise *promise = domo_promise_new ();
  Wait wait = { 0 };

  g_test_summary ("Who waits need not hold the future; an abandoned one ends the wait");
  wait.future = domo_promise_get_future (promise);
  domo_future_wait_async (wait.future, NULL, wait_cb, &wait);
  domo_future_unref (wait.future);
  domo_promise_unref (promise);
  while (wait.n_calls == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (wait.error, DOMO_ERROR, DOMO_ERROR_ABANDONED);
  wait.future = NULL;
  wait_clear (&wait);
}

static void
test_wait_in_context_of_caller (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (DomoPromise) promise = NULL;
  Wait wait = { 0 };

  g_main_context_push_thread_default (context);
  promise = wait_begin (&wait, NULL);
  g_main_context_pop_thread_default (context);
  g_thread_join (g_thread_new ("settler", resolve_in_thread, g_steal_pointer (&promise)));
  drain (NULL);
  g_assert_cmpuint (wait.n_calls, ==, 0);
  while (wait.n_calls == 0)
    g_main_context_iteration (context, TRUE);
  g_assert_true (wait.context == context);
  g_assert_true (wait.resolved);
  wait_clear (&wait);
}

static void
test_wait_cancelled_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DomoPromise) promise = NULL;
  Wait wait = { 0 };

  g_test_summary ("Cancelling ends the wait and leaves the future alone");
  promise = wait_begin (&wait, cancellable);
  drain (NULL);
  g_cancellable_cancel (cancellable);
  g_assert_cmpuint (wait.n_calls, ==, 0);
  drain (NULL);
  g_assert_cmpuint (wait.n_calls, ==, 1);
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (domo_future_is_pending (wait.future));
  domo_promise_resolve_int64 (promise, 1);
  drain (NULL);
  assert_number (wait.future, 1);
  wait_clear (&wait);
}

static void
test_wait_cancelled_after (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DomoPromise) promise = NULL;
  Wait wait = { 0 };

  promise = wait_begin (&wait, cancellable);
  domo_promise_resolve_int64 (promise, 1);
  drain (NULL);
  g_assert_cmpuint (wait.n_calls, ==, 1);
  g_assert_true (wait.resolved);
  g_cancellable_cancel (cancellable);
  wait_clear (&wait);
}

static void
test_wait_already_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DomoPromise) promise = NULL;
  Wait wait = { 0 };

  g_cancellable_cancel (cancellable);
  promise = wait_begin (&wait, cancellable);
  drain (NULL);
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  domo_promise_resolve_void (promise);
  wait_clear (&wait);
}

static void
test_wait_cancelled_and_settled (void)
{
  g_test_summary ("Both before the loop runs, in either order: one callback, with either outcome");
  for (guint settled_first = 0; settled_first < 2; settled_first++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (DomoPromise) promise = NULL;
      Wait wait = { 0 };

      promise = wait_begin (&wait, cancellable);
      if (settled_first)
        domo_promise_resolve_int64 (promise, 1);
      g_cancellable_cancel (cancellable);
      domo_promise_resolve_int64 (promise, 1);
      drain (NULL);
      if (!wait.resolved)
        g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      assert_number (wait.future, 1);
      wait_clear (&wait);
    }
}

static gpointer
cancel_thread (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_wait_cancelled_while_settling (void)
{
  g_test_summary ("One thread settles, one cancels, a third runs the loop: one callback");
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      GThread *settler, *canceller;
      Wait wait = { 0 };

      settler = g_thread_new ("settler", resolve_in_thread, wait_begin (&wait, cancellable));
      canceller = g_thread_new ("canceller", cancel_thread, cancellable);
      while (wait.n_calls == 0)
        g_main_context_iteration (NULL, TRUE);
      g_thread_join (settler);
      g_thread_join (canceller);
      if (!wait.resolved)
        g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      wait_clear (&wait);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/core/future-wait/" name, func)
  ADD ("resolved", test_wait_resolved);
  ADD ("rejected", test_wait_rejected);
  ADD ("without-callback", test_wait_without_callback);
  ADD ("keeps-the-future", test_wait_keeps_future);
  ADD ("in-the-context-of-the-caller", test_wait_in_context_of_caller);
  ADD ("cancelled-before-it-settles", test_wait_cancelled_before);
  ADD ("cancelled-after-it-settled", test_wait_cancelled_after);
  ADD ("already-cancelled", test_wait_already_cancelled);
  ADD ("cancelled-and-settled", test_wait_cancelled_and_settled);
  ADD ("cancelled-by-a-thread-while-settling", test_wait_cancelled_while_settling);
#undef ADD
  return g_test_run ();
}
