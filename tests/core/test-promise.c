/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

#include "future-probe.h"

/* Ways to settle a promise; @object is what the first resolves with. */
static void
settle_promise (DomoPromise *promise, guint way, GObject *object)
{
  if (way == 0)
    domo_promise_resolve_object (promise, object);
  else if (way == 1)
    domo_promise_resolve_int64 (promise, 7);
  else
    domo_promise_reject (promise, g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "way %u", way));
}

static void
assert_settled_in_way (DomoFuture *future, guint way, GObject *object)
{
  if (way == 2)
    {
      assert_rejected (future, DOMO_ERROR, DOMO_ERROR_FAILED, "way 2");
      return;
    }
  assert_resolved (future);
  if (way == 0)
    g_assert_true (g_value_get_object (domo_future_get_value (future, NULL)) == object);
  else
    g_assert_cmpint (domo_future_get_int64 (future, NULL), ==, 7);
}

static void
test_settles_once (void)
{
  g_test_summary ("The first call counts; what later ones bring is released at once");
  for (guint first = 0; first < 3; first++)
    {
      for (guint second = 0; second < 3; second++)
        {
          DomoPromise *promise = domo_promise_new ();
          g_autoptr (DomoFuture) future = domo_promise_get_future (promise);
          g_autoptr (GObject) kept = g_object_new (G_TYPE_OBJECT, NULL);
          gpointer weak;
          GObject *other = watched_object_new (&weak);

          assert_pending (future);
          settle_promise (promise, first, kept);
          assert_settled_in_way (future, first, kept);
          settle_promise (promise, second, other);
          g_object_unref (other);
          g_assert_null (weak);
          assert_settled_in_way (future, first, kept);
          domo_promise_unref (promise);
          assert_settled_in_way (future, first, kept);
        }
    }
}

static void
test_typed_promises (void)
{
  DomoPromise *promises[7];
  DomoFuture *futures[G_N_ELEMENTS (promises)];
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) read_object_ = NULL;
  g_autofree char *string = NULL;
  g_autoptr (GVariant) variant = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (promises); i++)
    {
      promises[i] = domo_promise_new ();
      futures[i] = domo_promise_get_future (promises[i]);
    }
  domo_promise_resolve_void (promises[0]);
  domo_promise_resolve_boolean (promises[1], TRUE);
  domo_promise_resolve_int64 (promises[2], G_MININT64);
  domo_promise_resolve_double (promises[3], 0.25);
  domo_promise_resolve_string (promises[4], "text");
  domo_promise_resolve_object (promises[5], object);
  domo_promise_resolve_variant (promises[6], g_variant_new_string ("variant"));

  g_assert_false (G_IS_VALUE (domo_future_get_value (futures[0], NULL)));
  g_assert_true (domo_future_get_boolean (futures[1], NULL));
  g_assert_cmpint (domo_future_get_int64 (futures[2], NULL), ==, G_MININT64);
  g_assert_cmpfloat (domo_future_get_double (futures[3], NULL), ==, 0.25);
  string = domo_future_dup_string (futures[4], NULL);
  g_assert_cmpstr (string, ==, "text");
  read_object_ = domo_future_dup_object (futures[5], NULL);
  g_assert_true (read_object_ == object);
  variant = domo_future_dup_variant (futures[6], NULL);
  g_assert_cmpstr (g_variant_get_string (variant, NULL), ==, "variant");
  for (guint i = 0; i < G_N_ELEMENTS (promises); i++)
    {
      domo_promise_unref (promises[i]);
      domo_future_unref (futures[i]);
    }
}

static void
test_promise_copies_value (void)
{
  g_autoptr (DomoPromise) with_value = domo_promise_new ();
  g_autoptr (DomoPromise) with_nothing = domo_promise_new ();
  g_autoptr (DomoFuture) value_future = domo_promise_get_future (with_value);
  g_autoptr (DomoFuture) nothing_future = domo_promise_get_future (with_nothing);
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, "text");
  domo_promise_resolve (with_value, &value);
  g_value_unset (&value);
  domo_promise_resolve (with_nothing, NULL);
  g_assert_cmpstr (g_value_get_string (domo_future_get_value (value_future, NULL)), ==, "text");
  assert_resolved (nothing_future);
  g_assert_false (G_IS_VALUE (domo_future_get_value (nothing_future, NULL)));
}

static void
test_abandoned (void)
{
  DomoPromise *promise = domo_promise_new ();
  DomoPromise *second = domo_promise_ref (promise);
  DomoPromise *third = g_boxed_copy (DOMO_TYPE_PROMISE, promise);
  g_autoptr (DomoFuture) future = domo_promise_get_future (promise);
  g_autoptr (DomoFuture) same = domo_promise_get_future (promise);

  g_test_summary ("The future is rejected when the last reference on its promise goes, not before");
  g_assert_true (future == same);
  domo_promise_unref (promise);
  assert_pending (future);
  g_boxed_free (DOMO_TYPE_PROMISE, third);
  assert_pending (future);
  domo_promise_unref (second);
  assert_rejected (future, DOMO_ERROR, DOMO_ERROR_ABANDONED, NULL);
}

static void
test_future_holds_no_promise (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  gpointer weak;
  GObject *object = watched_object_new (&weak);

  g_test_summary ("A promise whose future nobody has any more settles it all the same");
  domo_future_unref (domo_promise_get_future (promise));
  domo_promise_resolve_object (promise, object);
  g_object_unref (object);
  g_assert_nonnull (weak);
  g_clear_pointer (&promise, domo_promise_unref);
  g_assert_null (weak);
}

static void
test_boxed_future (void)
{
  gpointer weak;
  GObject *object = watched_object_new (&weak);
  DomoFuture *future = domo_future_new_object (object);
  GValue value = G_VALUE_INIT;

  g_test_summary ("A GValue holds a reference on the same future");
  g_object_unref (object);
  g_value_init (&value, DOMO_TYPE_FUTURE);
  g_value_set_boxed (&value, future);
  g_assert_true (g_value_get_boxed (&value) == future);
  domo_future_unref (future);
  g_assert_nonnull (weak);
  g_value_unset (&value);
  g_assert_null (weak);
}

/* Threads that settle one promise at once. */

#define N_RIVALS 4
#define N_ROUNDS 500

typedef struct
{
  DomoPromise *promises[N_ROUNDS];
  int n_ready; /* atomic */
} Race;

typedef struct
{
  Race *race;
  gint64 number;
} Rival;

static gpointer
settle_all (gpointer data)
{
  Rival *self = data;

  __atomic_add_fetch (&self->race->n_ready, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n (&self->race->n_ready, __ATOMIC_SEQ_CST) < N_RIVALS)
    g_thread_yield ();
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      if (self->number % 2 == 0)
        domo_promise_resolve_int64 (self->race->promises[i], self->number);
      else
        domo_promise_reject (self->race->promises[i],
                             g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "rival"));
      domo_promise_unref (self->race->promises[i]);
    }
  return NULL;
}

static void
test_settled_by_rivals (void)
{
  Race race = { 0 };
  Rival rivals[N_RIVALS];
  GThread *threads[N_RIVALS];
  g_autoptr (GPtrArray) futures =
      g_ptr_array_new_with_free_func ((GDestroyNotify) domo_future_unref);

  g_test_summary ("Several threads settle and drop a promise: one of them wins, wholly");
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      race.promises[i] = domo_promise_new ();
      g_ptr_array_add (futures, domo_promise_get_future (race.promises[i]));
      for (guint j = 1; j < N_RIVALS; j++)
        domo_promise_ref (race.promises[i]);
    }
  for (guint i = 0; i < N_RIVALS; i++)
    {
      rivals[i] = (Rival){ &race, i };
      threads[i] = g_thread_new ("rival", settle_all, &rivals[i]);
    }
  for (guint i = 0; i < N_RIVALS; i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      DomoFuture *future = g_ptr_array_index (futures, i);

      if (domo_future_is_rejected (future))
        {
          assert_rejected (future, DOMO_ERROR, DOMO_ERROR_FAILED, "rival");
          continue;
        }
      assert_resolved (future);
      g_assert_cmpint (domo_future_get_int64 (future, NULL) % 2, ==, 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/promise/settles-once", test_settles_once);
  g_test_add_func ("/core/promise/promises-of-each-type", test_typed_promises);
  g_test_add_func ("/core/promise/promise-copies-its-value", test_promise_copies_value);
  g_test_add_func ("/core/promise/abandoned-promise-rejects", test_abandoned);
  g_test_add_func ("/core/promise/promise-outlives-its-future", test_future_holds_no_promise);
  g_test_add_func ("/core/promise/is-boxed", test_boxed_future);
  g_test_add_func ("/core/promise/settled-by-rival-threads", test_settled_by_rivals);
  return g_test_run ();
}
