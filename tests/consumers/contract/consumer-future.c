/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "consumer.h"

static void
test_future_carries_numbers (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (domo_await_boolean (domo_future_new_boolean (TRUE), &error));
  g_assert_cmpint (domo_await_int (domo_future_new_int (-4), &error), ==, -4);
  g_assert_cmpuint (domo_await_uint (domo_future_new_uint (4), &error), ==, 4);
  g_assert_cmpint (domo_await_int64 (domo_future_new_int64 (G_MININT64), &error), ==, G_MININT64);
  g_assert_cmpfloat (domo_await_double (domo_future_new_double (0.25), &error), ==, 0.25);
  g_assert_true (domo_await (domo_future_new_void (), &error));
  g_assert_no_error (error);
}

static void
test_future_carries_what_is_allocated (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("domo", 4);
  g_autoptr (GCancellable) object = g_cancellable_new ();
  g_autofree char *text = NULL;
  g_autoptr (GObject) same_object = NULL;
  g_autoptr (GBytes) same_bytes = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GError) error = NULL;

  text = domo_await_string (domo_future_new_string ("text"), &error);
  g_assert_cmpstr (text, ==, "text");
  same_object = domo_await_object (domo_future_new_object (object), &error);
  g_assert_true (same_object == (gpointer) object);
  same_bytes = domo_await_boxed (domo_future_new_boxed (G_TYPE_BYTES, bytes), &error);
  g_assert_true (g_bytes_equal (same_bytes, bytes));
  variant = domo_await_variant (domo_future_new_variant (g_variant_new_uint16 (7)), &error);
  g_assert_cmpuint (g_variant_get_uint16 (variant), ==, 7);
  g_assert_no_error (error);
}

static void
test_future_carries_any_value (void)
{
  g_autoptr (DomoFuture) future = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) awaited = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_FLOAT);
  g_value_set_float (&value, 1.5f);
  future = domo_future_new_value (&value);
  g_assert_true (G_VALUE_HOLDS_FLOAT (domo_future_get_value (future, &error)));
  g_assert_no_error (error);
  g_assert_true (domo_await_value (g_steal_pointer (&future), &awaited, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (g_value_get_float (&awaited), ==, 1.5f);
}

static void
test_future_carries_an_error (void)
{
  g_autoptr (DomoFuture) future =
      domo_future_new_error (g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy"));
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) awaited = NULL;

  g_assert_null (domo_future_get_value (future, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_false (domo_await (g_steal_pointer (&future), &awaited));
  g_assert_error (awaited, G_IO_ERROR, G_IO_ERROR_BUSY);
}

static DomoFuture *
double_it (DomoFuture *settled, gpointer data)
{
  const GValue *value = domo_future_get_value (settled, NULL);

  (*(int *) data)++;
  return domo_future_new_int64 (2 * g_value_get_int64 (value));
}

static DomoFuture *
answer_minus_one (DomoFuture *settled, gpointer data)
{
  (*(int *) data)++;
  return domo_future_new_int64 (-1);
}

static DomoFuture *
look_on (DomoFuture *settled, gpointer data)
{
  (*(int *) data)++;
  return NULL;
}

static void
count_release (gpointer data)
{
  (*(int *) data) += 100;
}

static void
test_future_then_goes_on_from_a_value (void)
{
  g_autoptr (DomoFuture) future = domo_future_new_int64 (21);
  g_autoptr (GError) error = NULL;
  int n_then = 0;
  int n_catch = 0;
  int n_finally = 0;

  future = domo_future_then (g_steal_pointer (&future), double_it, &n_then, count_release);
  future = domo_future_catch (g_steal_pointer (&future), answer_minus_one, &n_catch, count_release);
  future = domo_future_finally (g_steal_pointer (&future), look_on, &n_finally, count_release);
  g_assert_cmpint (domo_await_int64 (g_steal_pointer (&future), &error), ==, 42);
  g_assert_no_error (error);
  g_assert_cmpint (n_then, ==, 101);
  g_assert_cmpint (n_catch, ==, 100);
  g_assert_cmpint (n_finally, ==, 101);
}

static void
test_future_catch_goes_on_from_an_error (void)
{
  g_autoptr (DomoFuture) future =
      domo_future_new_error (g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy"));
  g_autoptr (GError) error = NULL;
  int n_then = 0;
  int n_catch = 0;

  future = domo_future_then (g_steal_pointer (&future), double_it, &n_then, NULL);
  future = domo_future_catch (g_steal_pointer (&future), answer_minus_one, &n_catch, NULL);
  g_assert_cmpint (domo_await_int64 (g_steal_pointer (&future), &error), ==, -1);
  g_assert_no_error (error);
  g_assert_cmpint (n_then, ==, 0);
  g_assert_cmpint (n_catch, ==, 1);
}

static void
test_promise_resolves_its_future (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_static_string (&value, "kept");
  domo_promise_resolve (promise, &value);
  text = domo_await_string (domo_promise_get_future (promise), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "kept");
}

static void
test_promise_rejects_its_future (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (GError) error = NULL;

  domo_promise_reject (promise, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy"));
  g_assert_false (domo_await (domo_promise_get_future (promise), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
}

static void
test_promise_bridges_a_gio_call (void)
{
  DomoPromise *promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = domo_promise_get_future (promise);
  g_autoptr (GTask) call = g_task_new (NULL, NULL, domo_promise_async_ready, promise);
  g_autoptr (GTask) answered = NULL;
  g_autoptr (GError) error = NULL;

  g_task_return_int (call, 17);
  answered = domo_await_object (g_steal_pointer (&future), &error);
  g_assert_no_error (error);
  g_assert_true (answered == call);
  g_assert_cmpint (g_task_propagate_int (answered, &error), ==, 17);
  g_assert_no_error (error);
}

void
consumer_add_future_tests (void)
{
  g_test_add_func ("/consumer/future/carries-numbers", test_future_carries_numbers);
  g_test_add_func ("/consumer/future/carries-what-is-allocated",
                   test_future_carries_what_is_allocated);
  g_test_add_func ("/consumer/future/carries-any-value", test_future_carries_any_value);
  g_test_add_func ("/consumer/future/carries-an-error", test_future_carries_an_error);
  g_test_add_func ("/consumer/future/then-goes-on-from-a-value",
                   test_future_then_goes_on_from_a_value);
  g_test_add_func ("/consumer/future/catch-goes-on-from-an-error",
                   test_future_catch_goes_on_from_an_error);
  g_test_add_func ("/consumer/promise/resolves-its-future", test_promise_resolves_its_future);
  g_test_add_func ("/consumer/promise/rejects-its-future", test_promise_rejects_its_future);
  g_test_add_func ("/consumer/promise/bridges-a-gio-call", test_promise_bridges_a_gio_call);
}
