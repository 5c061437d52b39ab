/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-argument-private.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "domo-value-private.h"

/* Arguments from GValues and to GValues: what calls by name bring, and what receive() is given.
 *
 * The rule for what fits: a value of the argument's type does. A number fits another type of number
 * if that can hold just this value; only a double is rounded to a float. An enumeration or a set of
 * flags may be given as a number or by nicks. Nothing else is converted. */

/* Longer values are cut in messages. */
#define SHOWN_LENGTH 40

typedef struct
{
  gint64 minimum;
  guint64 maximum;
} Range;

static gboolean
get_range (DomoArgumentKind kind, Range *range)
{
  switch (kind)
    {
    case DOMO_ARGUMENT_INT8:
      *range = (Range){ G_MININT8, G_MAXINT8 };
      return TRUE;
    case DOMO_ARGUMENT_UINT8:
      *range = (Range){ 0, G_MAXUINT8 };
      return TRUE;
    case DOMO_ARGUMENT_INT:
      *range = (Range){ G_MININT, G_MAXINT };
      return TRUE;
    case DOMO_ARGUMENT_UINT:
      *range = (Range){ 0, G_MAXUINT };
      return TRUE;
    case DOMO_ARGUMENT_LONG:
      *range = (Range){ G_MINLONG, G_MAXLONG };
      return TRUE;
    case DOMO_ARGUMENT_ULONG:
      *range = (Range){ 0, G_MAXULONG };
      return TRUE;
    case DOMO_ARGUMENT_INT64:
      *range = (Range){ G_MININT64, G_MAXINT64 };
      return TRUE;
    case DOMO_ARGUMENT_UINT64:
      *range = (Range){ 0, G_MAXUINT64 };
      return TRUE;
    default:
      return FALSE;
    }
}

static void
store_integer (DomoArgumentKind kind, DomoSlot *slot, guint64 bits)
{
  switch (kind)
    {
    case DOMO_ARGUMENT_INT8:
    case DOMO_ARGUMENT_UINT8:
      slot->v_uint8 = (guint8) bits;
      break;
    case DOMO_ARGUMENT_LONG:
    case DOMO_ARGUMENT_ULONG:
      slot->v_ulong = (gulong) bits;
      break;
    case DOMO_ARGUMENT_INT64:
    case DOMO_ARGUMENT_UINT64:
      slot->v_uint64 = bits;
      break;
    default:
      slot->v_uint = (guint) bits;
      break;
    }
}

/* Saying what is wrong. */

static char *
show_value (const GValue *value)
{
  g_autofree char *contents = g_strdup_value_contents (value);
  g_autofree char *valid = g_utf8_make_valid (contents, -1);

  if (g_utf8_strlen (valid, -1) > SHOWN_LENGTH)
    strcpy (g_utf8_offset_to_pointer (valid, SHOWN_LENGTH - 1), "…");
  return g_strdup_printf ("%s (%s)", valid, G_VALUE_TYPE_NAME (value));
}

static char *
refuse_type (const DomoArgument *self, const GValue *value)
{
  g_autofree char *shown = show_value (value);

  return g_strdup_printf ("%s is not a %s", shown, g_type_name (self->type));
}

static char *
refuse_number (const DomoArgument *self, const GValue *value)
{
  g_autofree char *shown = show_value (value);
  Range range;

  if (get_range (self->kind, &range))
    return g_strdup_printf ("%s is no number that a %s holds: whole, from %" G_GINT64_FORMAT
                            " to %" G_GUINT64_FORMAT,
                            shown, g_type_name (self->type), range.minimum, range.maximum);
  return g_strdup_printf ("%s is more, or more exact, than a %s holds", shown,
                          g_type_name (self->type));
}

/* Numbers. */

static gboolean
value_to_double (const GValue *value, double *number)
{
  if (G_VALUE_HOLDS_DOUBLE (value))
    *number = g_value_get_double (value);
  else if (G_VALUE_HOLDS_FLOAT (value))
    *number = g_value_get_float (value);
  else
    return FALSE;
  return TRUE;
}

/* Answers whether @number is whole and in the range of some 64-bit integer. */
static gboolean
double_to_integer (double number, DomoInteger *integer)
{
  /* Both limits are powers of two, which a double holds exactly; NaN fails each comparison. */
  if (!(number >= -0x1p63 && number < 0x1p64) || trunc (number) != number)
    return FALSE;
  integer->negative = number < 0;
  integer->bits = number < 0 ? (guint64) (gint64) number : (guint64) number;
  return TRUE;
}

/* Answers whether @integer needs no more than so many significant bits. */
static gboolean
integer_has_precision (const DomoInteger *integer, guint n_bits)
{
  guint64 magnitude = integer->negative ? -integer->bits : integer->bits;

  while (magnitude != 0 && magnitude % 2 == 0)
    magnitude /= 2;
  return magnitude >> n_bits == 0;
}

static char *
read_integer (const DomoArgument *self, DomoSlot *slot, const GValue *value)
{
  DomoInteger integer;
  double number;
  Range range = { 0 };

  if (value_to_double (value, &number))
    {
      if (!double_to_integer (number, &integer))
        return refuse_number (self, value);
    }
  else if (!domo_value_to_integer (value, &integer))
    return refuse_type (self, value);
  get_range (self->kind, &range);
  if (integer.negative ? (gint64) integer.bits < range.minimum : integer.bits > range.maximum)
    return refuse_number (self, value);
  store_integer (self->kind, slot, integer.bits);
  return NULL;
}

static char *
read_floating (const DomoArgument *self, DomoSlot *slot, const GValue *value)
{
  gboolean is_float = self->kind == DOMO_ARGUMENT_FLOAT;
  DomoInteger integer;
  double number;

  if (!value_to_double (value, &number))
    {
      if (!domo_value_to_integer (value, &integer))
        return refuse_type (self, value);
      if (!integer_has_precision (&integer, is_float ? 24 : 53))
        return refuse_number (self, value);
      number = integer.negative ? (double) (gint64) integer.bits : (double) integer.bits;
    }
  if (!is_float)
    slot->v_double = number;
  else if (isfinite (number) && fabs (number) > G_MAXFLOAT)
    return refuse_number (self, value);
  else
    slot->v_float = (float) number;
  return NULL;
}

/* Enumerations and flags. */

static char *
refuse_nick (const DomoArgument *self, const GValue *value, const char *nicks)
{
  g_autofree char *shown = show_value (value);

  return g_strdup_printf ("%s is not of %s, which has %s", shown, g_type_name (self->type), nicks);
}

static char *
list_enum_nicks (GEnumClass *class)
{
  GString *nicks = g_string_new (NULL);

  for (guint i = 0; i < class->n_values; i++)
    g_string_append_printf (nicks, "%s%s", i > 0 ? ", " : "", class->values[i].value_nick);
  return g_string_free (nicks, FALSE);
}

static char *
read_enum (const DomoArgument *self, DomoSlot *slot, const GValue *value)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (self->type);
  g_autofree char *nicks = NULL;
  GEnumValue *known = NULL;
  DomoInteger integer;

  if (G_VALUE_HOLDS_STRING (value))
    {
      const char *nick = g_value_get_string (value);

      known = g_enum_get_value_by_nick (class, nick);
      if (known == NULL)
        known = g_enum_get_value_by_name (class, nick);
    }
  else if (!G_VALUE_HOLDS_FLAGS (value) && !G_VALUE_HOLDS_ENUM (value) &&
           domo_value_to_integer (value, &integer))
    {
      gint64 number = (gint64) integer.bits;

      if (number >= G_MININT && number <= G_MAXINT && integer.negative == (number < 0))
        known = g_enum_get_value (class, (int) number);
    }
  else
    return refuse_type (self, value);
  if (known != NULL)
    {
      slot->v_int = known->value;
      return NULL;
    }
  nicks = list_enum_nicks (class);
  return refuse_nick (self, value, nicks);
}

static gboolean
parse_flags (GFlagsClass *class, const char *text, guint *flags)
{
  g_auto (GStrv) nicks = g_strsplit (text, "|", -1);

  *flags = 0;
  for (guint i = 0; nicks[i] != NULL; i++)
    {
      const char *nick = g_strstrip (nicks[i]);
      GFlagsValue *known = g_flags_get_value_by_nick (class, nick);

      if (known == NULL)
        known = g_flags_get_value_by_name (class, nick);
      if (known == NULL)
        return FALSE;
      *flags |= known->value;
    }
  return TRUE;
}

static char *
list_flags_nicks (GFlagsClass *class)
{
  GString *nicks = g_string_new (NULL);

  for (guint i = 0; i < class->n_values; i++)
    g_string_append_printf (nicks, "%s%s", i > 0 ? ", " : "", class->values[i].value_nick);
  return g_string_free (nicks, FALSE);
}

static char *
read_flags (const DomoArgument *self, DomoSlot *slot, const GValue *value)
{
  g_autoptr (GFlagsClass) class = g_type_class_ref (self->type);
  g_autofree char *nicks = NULL;
  DomoInteger integer;

  if (G_VALUE_HOLDS_STRING (value))
    {
      if (parse_flags (class, g_value_get_string (value), &slot->v_uint))
        return NULL;
    }
  else if (!G_VALUE_HOLDS_FLAGS (value) && !G_VALUE_HOLDS_ENUM (value) &&
           domo_value_to_integer (value, &integer))
    {
      if (!integer.negative && (integer.bits & ~(guint64) class->mask) == 0)
        {
          slot->v_uint = (guint) integer.bits;
          return NULL;
        }
    }
  else
    return refuse_type (self, value);
  nicks = list_flags_nicks (class);
  return refuse_nick (self, value, nicks);
}

/* What may be NULL. */

/* A type that is named by its address is no pointer to anything: its zero is a value. */
static gboolean
value_is_null (const GValue *value)
{
  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value)))
    {
    case G_TYPE_POINTER:
      return G_VALUE_TYPE (value) == G_TYPE_POINTER && g_value_peek_pointer (value) == NULL;
    case G_TYPE_STRING:
    case G_TYPE_BOXED:
    case G_TYPE_VARIANT:
    case G_TYPE_PARAM:
    case G_TYPE_OBJECT:
    case G_TYPE_INTERFACE:
      return g_value_peek_pointer (value) == NULL;
    default:
      return FALSE;
    }
}

static char *
read_null (const DomoArgument *self, DomoSlot *slot)
{
  if (self->kind < DOMO_ARGUMENT_STRING && self->type != G_TYPE_POINTER)
    return g_strdup_printf ("NULL is not a %s", g_type_name (self->type));
  slot->v_pointer = NULL;
  return NULL;
}

/* Objects and param specs fit by what they are, not by the type of the value that holds them. */
static char *
read_reference (const DomoArgument *self, DomoSlot *slot, const GValue *value)
{
  gboolean fits;

  switch (self->kind)
    {
    case DOMO_ARGUMENT_OBJECT:
      if (!G_VALUE_HOLDS_OBJECT (value))
        return refuse_type (self, value);
      slot->v_pointer = g_value_peek_pointer (value);
      return domo_argument_refuse (self, slot);
    case DOMO_ARGUMENT_PARAM:
      fits = G_VALUE_HOLDS_PARAM (value) &&
             g_type_is_a (G_PARAM_SPEC_TYPE (g_value_peek_pointer (value)), self->type);
      break;
    default:
      fits = G_VALUE_HOLDS (value, self->type);
      break;
    }
  if (!fits)
    return refuse_type (self, value);
  slot->v_pointer = g_value_peek_pointer (value);
  return NULL;
}

/* Reads @value as an argument; what @slot holds then belongs to the value. Answers what is wrong,
 * or NULL. */
char *
domo_argument_from_value (const DomoArgument *self, DomoSlot *slot, const GValue *value)
{
  if (!G_IS_VALUE (value))
    return g_strdup_printf ("an empty value is not a %s", g_type_name (self->type));
  if (value_is_null (value))
    return read_null (self, slot);
  switch (self->kind)
    {
    case DOMO_ARGUMENT_BOOLEAN:
      if (!G_VALUE_HOLDS_BOOLEAN (value))
        return refuse_type (self, value);
      slot->v_int = g_value_get_boolean (value);
      return NULL;
    case DOMO_ARGUMENT_ENUM:
      if (!G_VALUE_HOLDS (value, self->type))
        return read_enum (self, slot, value);
      slot->v_int = g_value_get_enum (value);
      return NULL;
    case DOMO_ARGUMENT_FLAGS:
      if (!G_VALUE_HOLDS (value, self->type))
        return read_flags (self, slot, value);
      slot->v_uint = g_value_get_flags (value);
      return NULL;
    case DOMO_ARGUMENT_FLOAT:
    case DOMO_ARGUMENT_DOUBLE:
      return read_floating (self, slot, value);
    default:
      return self->kind >= DOMO_ARGUMENT_POINTER ? read_reference (self, slot, value)
                                                 : read_integer (self, slot, value);
    }
}

/* Makes a GValue of the argument's type. It may borrow from the slot, so it must go first. */
void
domo_argument_to_value (const DomoArgument *self, const DomoSlot *slot, GValue *value)
{
  g_value_init (value, self->type);
  switch (self->kind)
    {
    case DOMO_ARGUMENT_INT8:
      g_value_set_schar (value, slot->v_int8);
      break;
    case DOMO_ARGUMENT_UINT8:
      g_value_set_uchar (value, slot->v_uint8);
      break;
    case DOMO_ARGUMENT_BOOLEAN:
      g_value_set_boolean (value, slot->v_int);
      break;
    case DOMO_ARGUMENT_INT:
      g_value_set_int (value, slot->v_int);
      break;
    case DOMO_ARGUMENT_UINT:
      g_value_set_uint (value, slot->v_uint);
      break;
    case DOMO_ARGUMENT_LONG:
      g_value_set_long (value, slot->v_long);
      break;
    case DOMO_ARGUMENT_ULONG:
      g_value_set_ulong (value, slot->v_ulong);
      break;
    case DOMO_ARGUMENT_INT64:
      g_value_set_int64 (value, slot->v_int64);
      break;
    case DOMO_ARGUMENT_UINT64:
      g_value_set_uint64 (value, slot->v_uint64);
      break;
    case DOMO_ARGUMENT_ENUM:
      g_value_set_enum (value, slot->v_int);
      break;
    case DOMO_ARGUMENT_FLAGS:
      g_value_set_flags (value, slot->v_uint);
      break;
    case DOMO_ARGUMENT_FLOAT:
      g_value_set_float (value, slot->v_float);
      break;
    case DOMO_ARGUMENT_DOUBLE:
      g_value_set_double (value, slot->v_double);
      break;
    case DOMO_ARGUMENT_STRING:
      g_value_set_static_string (value, slot->v_pointer);
      break;
    case DOMO_ARGUMENT_BOXED:
      g_value_set_static_boxed (value, slot->v_pointer);
      break;
    case DOMO_ARGUMENT_VARIANT:
      g_value_set_variant (value, slot->v_pointer);
      break;
    case DOMO_ARGUMENT_PARAM:
      g_value_set_param (value, slot->v_pointer);
      break;
    case DOMO_ARGUMENT_OBJECT:
      g_value_set_object (value, slot->v_pointer);
      break;
    case DOMO_ARGUMENT_POINTER:
    default:
      /* Not g_value_set_pointer(), which knows nothing of derived types such as that of types. */
      value->data[0].v_pointer = slot->v_pointer;
      break;
    }
}
