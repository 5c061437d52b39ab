/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Any number that is one, enumerations and flags included. */
typedef struct
{
  gboolean negative;
  guint64 bits; /* two's complement where negative */
} DomoInteger;

gboolean domo_value_to_integer (const GValue *value, DomoInteger *integer);

/* GValues as messages and futures hold them: unlike g_value_init() and g_value_copy(), these take
 * an empty value (all zeroes) in their stride, and skip the type system for plain numbers. */

static inline gboolean
domo_value_is_plain (const GValue *value)
{
  switch (value->g_type)
    {
    case 0:
    case G_TYPE_CHAR:
    case G_TYPE_UCHAR:
    case G_TYPE_BOOLEAN:
    case G_TYPE_INT:
    case G_TYPE_UINT:
    case G_TYPE_LONG:
    case G_TYPE_ULONG:
    case G_TYPE_INT64:
    case G_TYPE_UINT64:
    case G_TYPE_FLOAT:
    case G_TYPE_DOUBLE:
    case G_TYPE_POINTER:
      return TRUE;
    default:
      return FALSE;
    }
}

static inline void
domo_value_clear (GValue *value)
{
  if (domo_value_is_plain (value))
    value->g_type = 0;
  else
    g_value_unset (value);
}

static inline void
domo_value_copy (GValue *to, const GValue *from)
{
  if (domo_value_is_plain (from))
    {
      *to = *from;
      return;
    }
  g_value_init (to, G_VALUE_TYPE (from));
  g_value_copy (from, to);
}

/* A GValue may be moved as memory: nothing points into it. */
static inline void
domo_value_move (GValue *to, GValue *from)
{
  *to = *from;
  *from = (GValue) G_VALUE_INIT;
}

static inline void
domo_value_init_string (GValue *value, const char *string)
{
  g_value_init (value, G_TYPE_STRING);
  g_value_set_string (value, string);
}

static inline void
domo_value_init_object (GValue *value, gpointer object)
{
  g_value_init (value, object != NULL ? G_OBJECT_TYPE (object) : G_TYPE_OBJECT);
  if (object != NULL)
    g_value_take_object (value, g_object_ref_sink (object));
}

static inline void
domo_value_init_variant (GValue *value, GVariant *variant)
{
  g_value_init (value, G_TYPE_VARIANT);
  g_value_set_variant (value, variant);
}

G_END_DECLS
