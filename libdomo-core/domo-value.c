/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-value-private.h"

/* Every integer type, enums and flags included, as one. */
gboolean
domo_value_to_integer (const GValue *value, DomoInteger *integer)
{
  gint64 number;

  switch (G_TYPE_FUNDAMENTAL (value->g_type))
    {
    case G_TYPE_CHAR:
      number = g_value_get_schar (value);
      break;
    case G_TYPE_UCHAR:
      number = g_value_get_uchar (value);
      break;
    case G_TYPE_INT:
      number = g_value_get_int (value);
      break;
    case G_TYPE_UINT:
      number = g_value_get_uint (value);
      break;
    case G_TYPE_LONG:
      number = g_value_get_long (value);
      break;
    case G_TYPE_INT64:
      number = g_value_get_int64 (value);
      break;
    case G_TYPE_ENUM:
      number = g_value_get_enum (value);
      break;
    case G_TYPE_FLAGS:
      number = g_value_get_flags (value);
      break;
    case G_TYPE_ULONG:
      *integer = (DomoInteger){ FALSE, g_value_get_ulong (value) };
      return TRUE;
    case G_TYPE_UINT64:
      *integer = (DomoInteger){ FALSE, g_value_get_uint64 (value) };
      return TRUE;
    default:
      return FALSE;
    }
  *integer = (DomoInteger){ number < 0, (guint64) number };
  return TRUE;
}
