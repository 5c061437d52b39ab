/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-future-private.h"

#include "domo-value-private.h"

/* Futures that have settled from the start. */

static DomoFuture *
future_new_resolved (void)
{
  DomoFuture *self = domo_future_new_pending ();

  atomic_init (&self->state, DOMO_FUTURE_RESOLVED);
  return self;
}

/**
 * domo_future_new_void:
 *
 * Makes a future that is resolved with nothing.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_new_void (void)
{
  return future_new_resolved ();
}

#define DOMO_DEFINE_NUMERIC_CONSTRUCTOR(name, ctype, gtype, field) \
  DomoFuture *domo_future_new_##name (ctype value)                 \
  {                                                                \
    DomoFuture *self = future_new_resolved ();                     \
                                                                   \
    self->value.g_type = gtype;                                    \
    self->value.data[0].field = value;                             \
    return self;                                                   \
  }

/**
 * domo_future_new_boolean:
 * @value: the value
 *
 * Makes a future that is resolved with a boolean.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_new_boolean (gboolean value)
{
  DomoFuture *self = future_new_resolved ();

  self->value.g_type = G_TYPE_BOOLEAN;
  self->value.data[0].v_int = value != FALSE;
  return self;
}

/**
 * domo_future_new_int:
 * @value: the value
 *
 * Makes a future that is resolved with an `int`.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DOMO_DEFINE_NUMERIC_CONSTRUCTOR (int, int, G_TYPE_INT, v_int)

/**
 * domo_future_new_uint:
 * @value: the value
 *
 * Makes a future that is resolved with an unsigned `int`.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DOMO_DEFINE_NUMERIC_CONSTRUCTOR (uint, guint, G_TYPE_UINT, v_uint)

/**
 * domo_future_new_int64:
 * @value: the value
 *
 * Makes a future that is resolved with a 64-bit integer.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DOMO_DEFINE_NUMERIC_CONSTRUCTOR (int64, gint64, G_TYPE_INT64, v_int64)

/**
 * domo_future_new_uint64:
 * @value: the value
 *
 * Makes a future that is resolved with an unsigned 64-bit integer.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DOMO_DEFINE_NUMERIC_CONSTRUCTOR (uint64, guint64, G_TYPE_UINT64, v_uint64)

/**
 * domo_future_new_double:
 * @value: the value
 *
 * Makes a future that is resolved with a floating-point number.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DOMO_DEFINE_NUMERIC_CONSTRUCTOR (double, double, G_TYPE_DOUBLE, v_double)

/**
 * domo_future_new_string:
 * @value: (nullable): the value
 *
 * Makes a future that is resolved with a copy of a string.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_new_string (const char *value)
{
  DomoFuture *self = future_new_resolved ();

  domo_value_init_string (&self->value, value);
  return self;
}

/**
 * domo_future_new_object:
 * @value: (nullable) (type GObject): the value, a [class@GObject.Object]
 *
 * Makes a future that is resolved with a reference on an object. A floating reference is sunk.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_new_object (gpointer value)
{
  DomoFuture *self;

  g_return_val_if_fail (value == NULL || G_IS_OBJECT (value), NULL);

  self = future_new_resolved ();
  domo_value_init_object (&self->value, value);
  return self;
}

/**
 * domo_future_new_boxed:
 * @type: a boxed type
 * @value: (nullable): a value of that type
 *
 * Makes a future that is resolved with a copy of a boxed value.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_new_boxed (GType type, gconstpointer value)
{
  DomoFuture *self;

  g_return_val_if_fail (G_TYPE_IS_BOXED (type) && G_TYPE_IS_VALUE (type), NULL);

  self = future_new_resolved ();
  g_value_init (&self->value, type);
  g_value_set_boxed (&self->value, value);
  return self;
}

/**
 * domo_future_new_variant:
 * @value: (nullable): the value
 *
 * Makes a future that is resolved with a variant. A floating reference is sunk.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_new_variant (GVariant *value)
{
  DomoFuture *self = future_new_resolved ();

  domo_value_init_variant (&self->value, value);
  return self;
}

/**
 * domo_future_new_value:
 * @value: (nullable): an initialized value, or %NULL for nothing
 *
 * Makes a future that is resolved with a copy of a value of any type.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_new_value (const GValue *value)
{
  DomoFuture *self = future_new_resolved ();

  if (value != NULL)
    domo_value_copy (&self->value, value);
  return self;
}

/**
 * domo_future_new_error:
 * @error: (transfer full): the error
 *
 * Makes a future that is rejected.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_new_error (GError *error)
{
  DomoFuture *self;

  g_return_val_if_fail (error != NULL, NULL);

  self = domo_future_new_pending ();
  self->error = error;
  atomic_init (&self->state, DOMO_FUTURE_REJECTED);
  return self;
}

/**
 * domo_future_new_error_printf: (skip)
 * @domain: an error domain
 * @code: an error code
 * @format: a `printf ()` format
 * @...: its arguments
 *
 * Makes a future that is rejected with an error made on the spot.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_new_error_printf (GQuark domain, int code, const char *format, ...)
{
  DomoFuture *self;
  va_list args;

  g_return_val_if_fail (format != NULL, NULL);

  va_start (args, format);
  self = domo_future_new_error (g_error_new_valist (domain, code, format, args));
  va_end (args);
  return self;
}
