/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-future-private.h"

#include "domo-error.h"
#include "domo-value-private.h"

/* Reading settled futures. */

/**
 * domo_future_get_value:
 * @self: a settled future
 * @error: return location for an error
 *
 * Looks at the value of a resolved future. A future that is resolved with nothing has an empty
 * value, for which `G_IS_VALUE ()` is false.
 *
 * It is an error of the caller to read a future that is still pending.
 *
 * Returns: (transfer none): the value, which lives as long as the future, or %NULL with @error set
 *   to what the future was rejected with
 *
 * Since: 0.1
 */
const GValue *
domo_future_get_value (DomoFuture *self, GError **error)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  switch (domo_future_state (self))
    {
    case DOMO_FUTURE_RESOLVED:
      return &self->value;
    case DOMO_FUTURE_REJECTED:
      if (error != NULL)
        *error = g_error_copy (self->error);
      return NULL;
    case DOMO_FUTURE_PENDING:
    default:
      g_critical ("DomoFuture: a pending future has no value to read yet");
      g_set_error_literal (error, DOMO_ERROR, DOMO_ERROR_FAILED, "The future is still pending");
      return NULL;
    }
}

/**
 * domo_future_get_value_or_null: (rename-to domo_future_get_value)
 * @self: a settled future
 * @error: return location for an error
 *
 * As [method@DomoCore.Future.get_value], but answers %NULL for a future that is resolved with
 * nothing: for languages that cannot show an empty value.
 *
 * Returns: (transfer none) (nullable): the value, which lives as long as the future, or %NULL, with
 *   @error set if the future was rejected
 *
 * Since: 0.1
 */
const GValue *
domo_future_get_value_or_null (DomoFuture *self, GError **error)
{
  const GValue *value = domo_future_get_value (self, error);

  return value != NULL && G_IS_VALUE (value) ? value : NULL;
}

static void
set_wrong_type (const GValue *value, const char *wanted, GError **error)
{
  g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
               "The future holds %s, which cannot be read as %s",
               value->g_type != 0 ? G_VALUE_TYPE_NAME (value) : "nothing", wanted);
}

static gboolean
read_integer (DomoFuture *self,
              gint64 minimum,
              guint64 maximum,
              const char *wanted,
              guint64 *bits,
              GError **error)
{
  const GValue *value = domo_future_get_value (self, error);
  DomoInteger integer;

  if (value == NULL)
    return FALSE;
  if (!domo_value_to_integer (value, &integer))
    {
      set_wrong_type (value, wanted, error);
      return FALSE;
    }
  if (integer.negative ? (gint64) integer.bits < minimum : integer.bits > maximum)
    {
      g_autofree char *contents = g_strdup_value_contents (value);

      g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
                   "The future holds %s, which is out of range for %s", contents, wanted);
      return FALSE;
    }
  *bits = integer.bits;
  return TRUE;
}

/**
 * domo_future_get_boolean:
 * @self: a settled future
 * @error: return location for an error
 *
 * Reads a boolean.
 *
 * Returns: the value, or %FALSE with @error set, to [error@DomoCore.Error.INVALID_ARGUMENT] where
 *   the future holds something else
 *
 * Since: 0.1
 */
gboolean
domo_future_get_boolean (DomoFuture *self, GError **error)
{
  const GValue *value = domo_future_get_value (self, error);

  if (value == NULL)
    return FALSE;
  if (G_VALUE_HOLDS_BOOLEAN (value))
    return g_value_get_boolean (value);
  set_wrong_type (value, "gboolean", error);
  return FALSE;
}

/**
 * domo_future_get_int:
 * @self: a settled future
 * @error: return location for an error
 *
 * Reads an integer of any integer or enumeration type that is within range.
 *
 * Returns: the value, or 0 with @error set
 *
 * Since: 0.1
 */
int
domo_future_get_int (DomoFuture *self, GError **error)
{
  guint64 bits;

  return read_integer (self, G_MININT, G_MAXINT, "gint", &bits, error) ? (int) (gint64) bits : 0;
}

/**
 * domo_future_get_uint:
 * @self: a settled future
 * @error: return location for an error
 *
 * Reads an integer of any integer or flags type that is within range.
 *
 * Returns: the value, or 0 with @error set
 *
 * Since: 0.1
 */
guint
domo_future_get_uint (DomoFuture *self, GError **error)
{
  guint64 bits;

  return read_integer (self, 0, G_MAXUINT, "guint", &bits, error) ? (guint) bits : 0;
}

/**
 * domo_future_get_int64:
 * @self: a settled future
 * @error: return location for an error
 *
 * Reads an integer of any integer type that is within range.
 *
 * Returns: the value, or 0 with @error set
 *
 * Since: 0.1
 */
gint64
domo_future_get_int64 (DomoFuture *self, GError **error)
{
  guint64 bits;

  g_return_val_if_fail (self != NULL, 0);

  if (domo_future_state (self) == DOMO_FUTURE_RESOLVED && self->value.g_type == G_TYPE_INT64)
    return self->value.data[0].v_int64;
  return read_integer (self, G_MININT64, G_MAXINT64, "gint64", &bits, error) ? (gint64) bits : 0;
}

/**
 * domo_future_get_uint64:
 * @self: a settled future
 * @error: return location for an error
 *
 * Reads an integer of any integer type that is not negative.
 *
 * Returns: the value, or 0 with @error set
 *
 * Since: 0.1
 */
guint64
domo_future_get_uint64 (DomoFuture *self, GError **error)
{
  guint64 bits;

  return read_integer (self, 0, G_MAXUINT64, "guint64", &bits, error) ? bits : 0;
}

/**
 * domo_future_get_double:
 * @self: a settled future
 * @error: return location for an error
 *
 * Reads a `double` or a `float`.
 *
 * Returns: the value, or 0 with @error set
 *
 * Since: 0.1
 */
double
domo_future_get_double (DomoFuture *self, GError **error)
{
  const GValue *value = domo_future_get_value (self, error);

  if (value == NULL)
    return 0;
  if (G_VALUE_HOLDS_DOUBLE (value))
    return g_value_get_double (value);
  if (G_VALUE_HOLDS_FLOAT (value))
    return g_value_get_float (value);
  set_wrong_type (value, "gdouble", error);
  return 0;
}

/**
 * domo_future_dup_string:
 * @self: a settled future
 * @error: return location for an error
 *
 * Reads a string.
 *
 * Returns: (transfer full) (nullable): a copy of the string, which may be %NULL, or %NULL with
 *   @error set
 *
 * Since: 0.1
 */
char *
domo_future_dup_string (DomoFuture *self, GError **error)
{
  const GValue *value = domo_future_get_value (self, error);

  if (value == NULL)
    return NULL;
  if (G_VALUE_HOLDS_STRING (value))
    return g_value_dup_string (value);
  set_wrong_type (value, "a string", error);
  return NULL;
}

/**
 * domo_future_dup_object: (skip)
 * @self: a settled future
 * @error: return location for an error
 *
 * Reads an object.
 *
 * Returns: (transfer full) (nullable): a reference on the object, which may be %NULL, or %NULL with
 *   @error set
 *
 * Since: 0.1
 */
gpointer
domo_future_dup_object (DomoFuture *self, GError **error)
{
  const GValue *value = domo_future_get_value (self, error);

  if (value == NULL)
    return NULL;
  if (G_VALUE_HOLDS_OBJECT (value))
    return g_value_dup_object (value);
  set_wrong_type (value, "an object", error);
  return NULL;
}

/**
 * domo_future_dup_boxed: (skip)
 * @self: a settled future
 * @error: return location for an error
 *
 * Reads a boxed value.
 *
 * Returns: (transfer full) (nullable): a copy of the value, which may be %NULL, or %NULL with
 *   @error set
 *
 * Since: 0.1
 */
gpointer
domo_future_dup_boxed (DomoFuture *self, GError **error)
{
  const GValue *value = domo_future_get_value (self, error);

  if (value == NULL)
    return NULL;
  if (G_VALUE_HOLDS_BOXED (value))
    return g_value_dup_boxed (value);
  set_wrong_type (value, "a boxed value", error);
  return NULL;
}

/**
 * domo_future_dup_variant:
 * @self: a settled future
 * @error: return location for an error
 *
 * Reads a variant.
 *
 * Returns: (transfer full) (nullable): a reference on the variant, which may be %NULL, or %NULL
 *   with @error set
 *
 * Since: 0.1
 */
GVariant *
domo_future_dup_variant (DomoFuture *self, GError **error)
{
  const GValue *value = domo_future_get_value (self, error);

  if (value == NULL)
    return NULL;
  if (G_VALUE_HOLDS_VARIANT (value))
    return g_value_dup_variant (value);
  set_wrong_type (value, "a variant", error);
  return NULL;
}
