/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-promise.h"

#include "domo-error.h"
#include "domo-future-private.h"
#include "domo-value-private.h"

/**
 * DomoPromise:
 *
 * The writing end of a [struct@DomoCore.Future].
 *
 * The first call that settles a promise counts; later ones do nothing. When the last reference to a
 * promise goes away unsettled, its future is rejected with [error@DomoCore.Error.ABANDONED], so
 * that nobody waits for it for ever.
 *
 * All functions may be called from any thread.
 */
struct _DomoPromise
{
  atomic_int ref_count;
  DomoFuture *future;
};

G_DEFINE_BOXED_TYPE (DomoPromise, domo_promise, domo_promise_ref, domo_promise_unref)

/**
 * domo_promise_new:
 *
 * Makes a promise and its pending future.
 *
 * Returns: (transfer full): the promise
 *
 * Since: 0.1
 */
DomoPromise *
domo_promise_new (void)
{
  DomoPromise *self = g_new (DomoPromise, 1);

  atomic_init (&self->ref_count, 1);
  self->future = domo_future_new_pending ();
  return self;
}

/**
 * domo_promise_ref:
 * @self: a promise
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoPromise *
domo_promise_ref (DomoPromise *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * domo_promise_unref:
 * @self: (transfer full): a promise
 *
 * Drops a reference. If it is the last, a future that is still pending is rejected with
 * [error@DomoCore.Error.ABANDONED].
 *
 * Since: 0.1
 */
void
domo_promise_unref (DomoPromise *self)
{
  g_return_if_fail (self != NULL);

  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  if (domo_future_state (self->future) == DOMO_FUTURE_PENDING)
    domo_future_reject_take (self->future,
                             g_error_new_literal (DOMO_ERROR, DOMO_ERROR_ABANDONED,
                                                  "The promise was dropped before it was settled"));
  domo_future_unref (self->future);
  g_free (self);
}

/**
 * domo_promise_get_future:
 * @self: a promise
 *
 * Answers the future that the promise settles.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DomoFuture *
domo_promise_get_future (DomoPromise *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return domo_future_ref (self->future);
}

/**
 * domo_promise_resolve:
 * @self: a promise
 * @value: (nullable): an initialized value, or %NULL for nothing
 *
 * Resolves the future with a copy of a value.
 *
 * Since: 0.1
 */
void
domo_promise_resolve (DomoPromise *self, const GValue *value)
{
  GValue copy = G_VALUE_INIT;

  g_return_if_fail (self != NULL);

  if (value != NULL)
    domo_value_copy (&copy, value);
  domo_future_resolve_take (self->future, &copy);
}

/**
 * domo_promise_resolve_void:
 * @self: a promise
 *
 * Resolves the future with nothing.
 *
 * Since: 0.1
 */
void
domo_promise_resolve_void (DomoPromise *self)
{
  g_return_if_fail (self != NULL);

  domo_future_resolve_take (self->future, NULL);
}

static void
resolve_number (DomoPromise *self, GType type, GValue value)
{
  value.g_type = type;
  domo_future_resolve_take (self->future, &value);
}

/**
 * domo_promise_resolve_boolean:
 * @self: a promise
 * @value: the value
 *
 * Resolves the future with a boolean.
 *
 * Since: 0.1
 */
void
domo_promise_resolve_boolean (DomoPromise *self, gboolean value)
{
  g_return_if_fail (self != NULL);

  resolve_number (self, G_TYPE_BOOLEAN, (GValue){ .data = { { .v_int = value != FALSE } } });
}

/**
 * domo_promise_resolve_int64:
 * @self: a promise
 * @value: the value
 *
 * Resolves the future with a 64-bit integer.
 *
 * Since: 0.1
 */
void
domo_promise_resolve_int64 (DomoPromise *self, gint64 value)
{
  g_return_if_fail (self != NULL);

  resolve_number (self, G_TYPE_INT64, (GValue){ .data = { { .v_int64 = value } } });
}

/**
 * domo_promise_resolve_double:
 * @self: a promise
 * @value: the value
 *
 * Resolves the future with a floating-point number.
 *
 * Since: 0.1
 */
void
domo_promise_resolve_double (DomoPromise *self, double value)
{
  g_return_if_fail (self != NULL);

  resolve_number (self, G_TYPE_DOUBLE, (GValue){ .data = { { .v_double = value } } });
}

/**
 * domo_promise_resolve_string:
 * @self: a promise
 * @value: (nullable): the value
 *
 * Resolves the future with a copy of a string.
 *
 * Since: 0.1
 */
void
domo_promise_resolve_string (DomoPromise *self, const char *value)
{
  GValue copy = G_VALUE_INIT;

  g_return_if_fail (self != NULL);

  domo_value_init_string (&copy, value);
  domo_future_resolve_take (self->future, &copy);
}

/**
 * domo_promise_resolve_object:
 * @self: a promise
 * @value: (nullable) (type GObject): the value, a [class@GObject.Object]
 *
 * Resolves the future with a reference on an object. A floating reference is sunk.
 *
 * Since: 0.1
 */
void
domo_promise_resolve_object (DomoPromise *self, gpointer value)
{
  GValue copy = G_VALUE_INIT;

  g_return_if_fail (self != NULL);
  g_return_if_fail (value == NULL || G_IS_OBJECT (value));

  domo_value_init_object (&copy, value);
  domo_future_resolve_take (self->future, &copy);
}

/**
 * domo_promise_resolve_variant:
 * @self: a promise
 * @value: (nullable): the value
 *
 * Resolves the future with a variant. A floating reference is sunk.
 *
 * Since: 0.1
 */
void
domo_promise_resolve_variant (DomoPromise *self, GVariant *value)
{
  GValue copy = G_VALUE_INIT;

  g_return_if_fail (self != NULL);

  domo_value_init_variant (&copy, value);
  domo_future_resolve_take (self->future, &copy);
}

/**
 * domo_promise_reject:
 * @self: a promise
 * @error: (transfer full): the error
 *
 * Rejects the future.
 *
 * Since: 0.1
 */
void
domo_promise_reject (DomoPromise *self, GError *error)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (error != NULL);

  domo_future_reject_take (self->future, error);
}

/**
 * domo_promise_async_ready:
 * @source: (nullable): the object that the operation was called on
 * @result: the operation's result
 * @promise: (type DomoPromise) (transfer full): a promise
 *
 * Settles a promise with the [iface@Gio.AsyncResult] of an operation: pass this function and a
 * promise as callback and data of an asynchronous GIO call.
 *
 * The promise is resolved with the result object itself, whether the operation succeeded or not:
 * who reads the future hands it to the operation's `_finish ()` function, which tells.
 *
 * The promise's reference is taken.
 *
 * Since: 0.1
 */
void
domo_promise_async_ready (GObject *source, GAsyncResult *result, gpointer promise)
{
  g_autoptr (DomoPromise) self = promise;

  g_return_if_fail (self != NULL);
  g_return_if_fail (G_IS_ASYNC_RESULT (result));

  domo_promise_resolve_object (self, result);
}
