/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-test-message-private.h"

#include <math.h>
#include <string.h>

struct _DomoTestMessage
{
  gatomicrefcount ref_count;
  char *method;
  guint n_args;
  GValue *args;
};

G_DEFINE_BOXED_TYPE (DomoTestMessage,
                     domo_test_message,
                     domo_test_message_ref,
                     domo_test_message_unref)

/**
 * domo_test_message_new:
 * @method: the name of a method
 * @args: (array length=n_args) (nullable): its arguments
 * @n_args: how many there are
 *
 * Makes a message to be expected, for [method@DomoTestkit.TestProbe.expect_in_any_orderv].
 *
 * Returns: (transfer full): the message
 *
 * Since: 0.1
 */
DomoTestMessage *
domo_test_message_new (const char *method, const GValue *args, guint n_args)
{
  DomoTestMessage *self;

  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (args != NULL || n_args == 0, NULL);

  self = g_new0 (DomoTestMessage, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->method = g_strdup (method);
  self->n_args = n_args;
  self->args = g_new0 (GValue, n_args);
  for (guint i = 0; i < n_args; i++)
    {
      g_value_init (&self->args[i], G_VALUE_TYPE (&args[i]));
      g_value_copy (&args[i], &self->args[i]);
    }
  return self;
}

/**
 * domo_test_message_ref:
 * @self: a message
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoTestMessage *
domo_test_message_ref (DomoTestMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * domo_test_message_unref:
 * @self: (transfer full): a message
 *
 * Drops a reference.
 *
 * Since: 0.1
 */
void
domo_test_message_unref (DomoTestMessage *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; i < self->n_args; i++)
    g_value_unset (&self->args[i]);
  g_free (self->args);
  g_free (self->method);
  g_free (self);
}

/**
 * domo_test_message_get_method:
 * @self: a message
 *
 * Answers the name of the method.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
domo_test_message_get_method (DomoTestMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->method;
}

/**
 * domo_test_message_get_arguments:
 * @self: a message
 * @n_args: (out) (optional): how many there are
 *
 * Answers the arguments, each with the type that the protocol gives it.
 *
 * Returns: (transfer none) (array length=n_args): the arguments
 *
 * Since: 0.1
 */
const GValue *
domo_test_message_get_arguments (DomoTestMessage *self, guint *n_args)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (n_args != NULL)
    *n_args = self->n_args;
  return self->args;
}

static char *
print_value (const GValue *value)
{
  /* In full, where what GObject prints is cut or an address. */
  if (G_VALUE_HOLDS_STRING (value) && g_value_get_string (value) != NULL)
    {
      g_autofree char *escaped = g_strescape (g_value_get_string (value), NULL);

      return g_strdup_printf ("\"%s\"", escaped);
    }
  if (G_VALUE_HOLDS_VARIANT (value) && g_value_get_variant (value) != NULL)
    return g_variant_print (g_value_get_variant (value), TRUE);
  return g_strdup_value_contents (value);
}

/**
 * domo_test_message_to_string:
 * @self: a message
 *
 * Answers a printable form, such as `deposit(2550)`.
 *
 * Returns: (transfer full): the text
 *
 * Since: 0.1
 */
char *
domo_test_message_to_string (DomoTestMessage *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (self->method);
  g_string_append_c (text, '(');
  for (guint i = 0; i < self->n_args; i++)
    {
      g_autofree char *value = print_value (&self->args[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", value);
    }
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

/* Boxed types whose values can be compared; of others, only one and the same is equal. */
static gboolean
boxed_equal (const GValue *a, const GValue *b)
{
  gconstpointer one = g_value_get_boxed (a), other = g_value_get_boxed (b);

  if (one == other || one == NULL || other == NULL)
    return one == other;
  if (G_VALUE_HOLDS (a, G_TYPE_STRV))
    return g_strv_equal (one, other);
  if (G_VALUE_HOLDS (a, G_TYPE_BYTES))
    return g_bytes_equal (one, other);
  if (G_VALUE_HOLDS (a, G_TYPE_DATE_TIME))
    return g_date_time_equal (one, other);
  if (G_VALUE_HOLDS (a, G_TYPE_GSTRING))
    return g_string_equal (one, other);
  if (G_VALUE_HOLDS (a, DOMO_TYPE_ADDRESS))
    return domo_address_equal (one, other);
  if (G_VALUE_HOLDS (a, G_TYPE_ERROR))
    {
      const GError *error = one;

      return g_error_matches (other, error->domain, error->code) &&
             g_str_equal (error->message, ((const GError *) other)->message);
    }
  return FALSE;
}

static gboolean
variant_equal (const GValue *a, const GValue *b)
{
  GVariant *one = g_value_get_variant (a), *other = g_value_get_variant (b);

  return one == other || (one != NULL && other != NULL && g_variant_equal (one, other));
}

static gboolean
floating_point_equal (double a, double b)
{
  return (isnan (a) && isnan (b)) || !(a < b || a > b || isnan (a) || isnan (b));
}

static gboolean
values_equal (const GValue *a, const GValue *b)
{
  if (G_VALUE_TYPE (a) != G_VALUE_TYPE (b))
    return FALSE;
  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (a)))
    {
    case G_TYPE_STRING:
      return g_strcmp0 (g_value_get_string (a), g_value_get_string (b)) == 0;
    case G_TYPE_BOOLEAN:
      return !g_value_get_boolean (a) == !g_value_get_boolean (b);
    case G_TYPE_FLOAT:
      return floating_point_equal (g_value_get_float (a), g_value_get_float (b));
    case G_TYPE_DOUBLE:
      return floating_point_equal (g_value_get_double (a), g_value_get_double (b));
    case G_TYPE_CHAR:
      return g_value_get_schar (a) == g_value_get_schar (b);
    case G_TYPE_UCHAR:
      return g_value_get_uchar (a) == g_value_get_uchar (b);
    case G_TYPE_INT:
      return g_value_get_int (a) == g_value_get_int (b);
    case G_TYPE_UINT:
      return g_value_get_uint (a) == g_value_get_uint (b);
    case G_TYPE_LONG:
      return g_value_get_long (a) == g_value_get_long (b);
    case G_TYPE_ULONG:
      return g_value_get_ulong (a) == g_value_get_ulong (b);
    case G_TYPE_INT64:
      return g_value_get_int64 (a) == g_value_get_int64 (b);
    case G_TYPE_UINT64:
      return g_value_get_uint64 (a) == g_value_get_uint64 (b);
    case G_TYPE_ENUM:
      return g_value_get_enum (a) == g_value_get_enum (b);
    case G_TYPE_FLAGS:
      return g_value_get_flags (a) == g_value_get_flags (b);
    case G_TYPE_BOXED:
      return boxed_equal (a, b);
    case G_TYPE_VARIANT:
      return variant_equal (a, b);
    default:
      return g_value_peek_pointer (a) == g_value_peek_pointer (b);
    }
}

gboolean
domo_test_message_equal (DomoTestMessage *self, DomoTestMessage *other)
{
  if (!g_str_equal (self->method, other->method) || self->n_args != other->n_args)
    return FALSE;
  for (guint i = 0; i < self->n_args; i++)
    {
      if (!values_equal (&self->args[i], &other->args[i]))
        return FALSE;
    }
  return TRUE;
}
