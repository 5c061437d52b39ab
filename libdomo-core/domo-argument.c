/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-argument-private.h"

#include <gio/gio.h>

#include "domo-actor.h"
#include "domo-address.h"
#include "domo-proxy.h"

/* Longer strings and variants are cut in the printable form. */
#define PRINTED_LENGTH 64

/* Answers FALSE where values of @type cannot be sent. */
gboolean
domo_argument_init (DomoArgument *self, GType type)
{
  static const struct
  {
    GType fundamental;
    DomoArgumentKind kind;
  } kinds[] = {
    { G_TYPE_CHAR, DOMO_ARGUMENT_INT8 },       { G_TYPE_UCHAR, DOMO_ARGUMENT_UINT8 },
    { G_TYPE_BOOLEAN, DOMO_ARGUMENT_BOOLEAN }, { G_TYPE_INT, DOMO_ARGUMENT_INT },
    { G_TYPE_UINT, DOMO_ARGUMENT_UINT },       { G_TYPE_LONG, DOMO_ARGUMENT_LONG },
    { G_TYPE_ULONG, DOMO_ARGUMENT_ULONG },     { G_TYPE_INT64, DOMO_ARGUMENT_INT64 },
    { G_TYPE_UINT64, DOMO_ARGUMENT_UINT64 },   { G_TYPE_ENUM, DOMO_ARGUMENT_ENUM },
    { G_TYPE_FLAGS, DOMO_ARGUMENT_FLAGS },     { G_TYPE_FLOAT, DOMO_ARGUMENT_FLOAT },
    { G_TYPE_DOUBLE, DOMO_ARGUMENT_DOUBLE },   { G_TYPE_POINTER, DOMO_ARGUMENT_POINTER },
    { G_TYPE_STRING, DOMO_ARGUMENT_STRING },   { G_TYPE_BOXED, DOMO_ARGUMENT_BOXED },
    { G_TYPE_VARIANT, DOMO_ARGUMENT_VARIANT }, { G_TYPE_PARAM, DOMO_ARGUMENT_PARAM },
    { G_TYPE_OBJECT, DOMO_ARGUMENT_OBJECT },   { G_TYPE_INTERFACE, DOMO_ARGUMENT_OBJECT },
  };
  GType fundamental = G_TYPE_FUNDAMENTAL (type);

  /* A bare G_TYPE_BOXED has no copy function; an interface travels as the object it is on; an
   * actor's instance must not travel at all. */
  if (type == G_TYPE_BOXED || g_type_is_a (type, DOMO_TYPE_ACTOR) ||
      (fundamental == G_TYPE_INTERFACE && !g_type_is_a (type, G_TYPE_OBJECT)))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (kinds[i].fundamental != fundamental)
        continue;
      self->type = type;
      self->kind = kinds[i].kind;
      return TRUE;
    }
  return FALSE;
}

ffi_type *
domo_argument_ffi_type (const DomoArgument *self)
{
  switch (self->kind)
    {
    case DOMO_ARGUMENT_INT8:
      return &ffi_type_sint8;
    case DOMO_ARGUMENT_UINT8:
      return &ffi_type_uint8;
    case DOMO_ARGUMENT_BOOLEAN:
    case DOMO_ARGUMENT_INT:
    case DOMO_ARGUMENT_ENUM:
      return &ffi_type_sint;
    case DOMO_ARGUMENT_UINT:
    case DOMO_ARGUMENT_FLAGS:
      return &ffi_type_uint;
    case DOMO_ARGUMENT_LONG:
      return &ffi_type_slong;
    case DOMO_ARGUMENT_ULONG:
      return &ffi_type_ulong;
    case DOMO_ARGUMENT_INT64:
      return &ffi_type_sint64;
    case DOMO_ARGUMENT_UINT64:
      return &ffi_type_uint64;
    case DOMO_ARGUMENT_FLOAT:
      return &ffi_type_float;
    case DOMO_ARGUMENT_DOUBLE:
      return &ffi_type_double;
    default:
      return &ffi_type_pointer;
    }
}

/* Answers why the value must not be sent, or NULL where it may. */
char *
domo_argument_refuse (const DomoArgument *self, const void *value)
{
  GObject *object;

  if (self->kind != DOMO_ARGUMENT_OBJECT)
    return NULL;
  object = *(GObject *const *) value;
  if (object == NULL)
    return NULL;
  if (!g_type_is_a (G_TYPE_FROM_INSTANCE (object), self->type))
    return g_strdup_printf ("a %s is not a %s", G_OBJECT_TYPE_NAME (object),
                            g_type_name (self->type));
  if (DOMO_IS_ACTOR (object))
    return g_strdup_printf ("a %s is an actor's instance, which must not leave the actor; "
                            "send what domo_actor_get_self() answers",
                            G_OBJECT_TYPE_NAME (object));
  return NULL;
}

/* Copies the C value that @value points at into @slot, as its type's ownership says. */
void
domo_argument_copy (const DomoArgument *self, DomoSlot *slot, const void *value)
{
  switch (self->kind)
    {
    case DOMO_ARGUMENT_INT8:
    case DOMO_ARGUMENT_UINT8:
      slot->v_uint8 = *(const guint8 *) value;
      return;
    case DOMO_ARGUMENT_BOOLEAN:
    case DOMO_ARGUMENT_INT:
    case DOMO_ARGUMENT_UINT:
    case DOMO_ARGUMENT_ENUM:
    case DOMO_ARGUMENT_FLAGS:
      slot->v_uint = *(const guint *) value;
      return;
    case DOMO_ARGUMENT_LONG:
    case DOMO_ARGUMENT_ULONG:
      slot->v_ulong = *(const gulong *) value;
      return;
    case DOMO_ARGUMENT_INT64:
    case DOMO_ARGUMENT_UINT64:
      slot->v_uint64 = *(const guint64 *) value;
      return;
    case DOMO_ARGUMENT_FLOAT:
      slot->v_float = *(const gfloat *) value;
      return;
    case DOMO_ARGUMENT_DOUBLE:
      slot->v_double = *(const gdouble *) value;
      return;
    default:
      break;
    }

  slot->v_pointer = *(const gpointer *) value;
  if (slot->v_pointer == NULL)
    return;
  switch (self->kind)
    {
    case DOMO_ARGUMENT_STRING:
      slot->v_pointer = g_strdup (slot->v_pointer);
      break;
    case DOMO_ARGUMENT_BOXED:
      slot->v_pointer = g_boxed_copy (self->type, slot->v_pointer);
      break;
    case DOMO_ARGUMENT_VARIANT:
      g_variant_ref_sink (slot->v_pointer);
      break;
    case DOMO_ARGUMENT_PARAM:
      g_param_spec_ref_sink (slot->v_pointer);
      break;
    case DOMO_ARGUMENT_OBJECT:
      g_object_ref_sink (slot->v_pointer);
      break;
    default:
      break;
    }
}

/* Whether @self is of a kind that is sent by reference, and sunk where it floats. */
gboolean
domo_argument_sinks (const DomoArgument *self)
{
  return self->kind == DOMO_ARGUMENT_OBJECT || self->kind == DOMO_ARGUMENT_VARIANT ||
         self->kind == DOMO_ARGUMENT_PARAM;
}

void
domo_argument_release (const DomoArgument *self, DomoSlot *slot)
{
  if (!domo_argument_is_reference (self) || slot->v_pointer == NULL)
    return;
  switch (self->kind)
    {
    case DOMO_ARGUMENT_STRING:
      g_free (slot->v_pointer);
      break;
    case DOMO_ARGUMENT_BOXED:
      g_boxed_free (self->type, slot->v_pointer);
      break;
    case DOMO_ARGUMENT_VARIANT:
      g_variant_unref (slot->v_pointer);
      break;
    case DOMO_ARGUMENT_PARAM:
      g_param_spec_unref (slot->v_pointer);
      break;
    case DOMO_ARGUMENT_OBJECT:
      g_object_unref (slot->v_pointer);
      break;
    default:
      break;
    }
}

/* Every byte above ASCII: what g_strescape() shall leave alone in valid UTF-8. */
static const char *
all_non_ascii (void)
{
  static char bytes[129];
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      for (guint i = 0; i < 128; i++)
        bytes[i] = (char) (128 + i);
      g_once_init_leave (&ready, 1);
    }
  return bytes;
}

static void
print_cut (GString *text, const char *contents, char quote)
{
  /* What is cut must stay valid UTF-8; what was not valid before is replaced. */
  g_autofree char *valid = g_utf8_make_valid (contents, -1);
  g_autofree char *escaped = NULL;
  gboolean cut = g_utf8_strlen (valid, -1) > PRINTED_LENGTH;

  if (cut)
    *g_utf8_offset_to_pointer (valid, PRINTED_LENGTH) = '\0';
  if (quote == '\0')
    {
      g_string_append_printf (text, "%s%s", valid, cut ? "…" : "");
      return;
    }
  escaped = g_strescape (valid, all_non_ascii ());
  g_string_append_printf (text, "%c%s%s%c", quote, escaped, cut ? "…" : "", quote);
}

static void
print_enum (GType type, int value, GString *text)
{
  GEnumClass *class = g_type_class_ref (type);
  GEnumValue *known = g_enum_get_value (class, value);

  if (known != NULL)
    g_string_append (text, known->value_nick);
  else
    g_string_append_printf (text, "%d", value);
  g_type_class_unref (class);
}

static void
print_boxed (GType type, gpointer boxed, GString *text)
{
  if (type == G_TYPE_STRV)
    {
      char **strings = boxed;

      g_string_append_c (text, '[');
      for (guint i = 0; strings[i] != NULL; i++)
        {
          if (i > 0)
            g_string_append (text, ", ");
          print_cut (text, strings[i], '"');
        }
      g_string_append_c (text, ']');
    }
  else if (type == G_TYPE_ERROR)
    print_cut (text, ((GError *) boxed)->message, '"');
  else if (type == G_TYPE_DATE_TIME)
    {
      g_autofree char *iso = g_date_time_format_iso8601 (boxed);

      g_string_append (text, iso != NULL ? iso : "GDateTime");
    }
  else if (type == G_TYPE_BYTES)
    g_string_append_printf (text, "GBytes of %" G_GSIZE_FORMAT, g_bytes_get_size (boxed));
  else
    g_string_append (text, g_type_name (type));
}

static void
print_object (GObject *object, GString *text)
{
  if (DOMO_IS_PROXY (object))
    {
      g_autofree char *address = domo_address_to_string (domo_proxy_get_address (object));

      g_string_append_printf (text, "%s %s", g_type_name (domo_proxy_get_actor_type (object)),
                              address);
    }
  else
    g_string_append (text, G_OBJECT_TYPE_NAME (object));
}

static void
print_reference (const DomoArgument *self, gpointer value, GString *text)
{
  switch (self->kind)
    {
    case DOMO_ARGUMENT_STRING:
      print_cut (text, value, '"');
      break;
    case DOMO_ARGUMENT_BOXED:
      print_boxed (self->type, value, text);
      break;
    case DOMO_ARGUMENT_VARIANT:
      {
        g_autofree char *printed = g_variant_print (value, FALSE);

        print_cut (text, printed, '\0');
        break;
      }
    case DOMO_ARGUMENT_PARAM:
      g_string_append (text, g_param_spec_get_name (value));
      break;
    case DOMO_ARGUMENT_OBJECT:
      print_object (value, text);
      break;
    default:
      g_string_append_printf (text, "%p", value);
      break;
    }
}

/* Appends the C value that @value points at, for people to read. */
void
domo_argument_print (const DomoArgument *self, const void *value, GString *text)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  switch (self->kind)
    {
    case DOMO_ARGUMENT_INT8:
      g_string_append_printf (text, "%d", *(const gint8 *) value);
      break;
    case DOMO_ARGUMENT_UINT8:
      g_string_append_printf (text, "%u", *(const guint8 *) value);
      break;
    case DOMO_ARGUMENT_BOOLEAN:
      g_string_append (text, *(const gboolean *) value ? "true" : "false");
      break;
    case DOMO_ARGUMENT_INT:
      g_string_append_printf (text, "%d", *(const gint *) value);
      break;
    case DOMO_ARGUMENT_UINT:
      g_string_append_printf (text, "%u", *(const guint *) value);
      break;
    case DOMO_ARGUMENT_LONG:
      g_string_append_printf (text, "%ld", *(const glong *) value);
      break;
    case DOMO_ARGUMENT_ULONG:
      g_string_append_printf (text, "%lu", *(const gulong *) value);
      break;
    case DOMO_ARGUMENT_INT64:
      g_string_append_printf (text, "%" G_GINT64_FORMAT, *(const gint64 *) value);
      break;
    case DOMO_ARGUMENT_UINT64:
      g_string_append_printf (text, "%" G_GUINT64_FORMAT, *(const guint64 *) value);
      break;
    case DOMO_ARGUMENT_ENUM:
      print_enum (self->type, *(const gint *) value, text);
      break;
    case DOMO_ARGUMENT_FLAGS:
      {
        g_autofree char *flags = g_flags_to_string (self->type, *(const guint *) value);

        g_string_append (text, flags);
        break;
      }
    case DOMO_ARGUMENT_FLOAT:
      g_string_append (text, g_ascii_formatd (number, sizeof number, "%.9g",
                                              (gdouble) * (const gfloat *) value));
      break;
    case DOMO_ARGUMENT_DOUBLE:
      g_string_append (text, g_ascii_dtostr (number, sizeof number, *(const gdouble *) value));
      break;
    default:
      if (*(const gpointer *) value == NULL)
        g_string_append (text, "NULL");
      else
        print_reference (self, *(const gpointer *) value, text);
    }
}
