/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <ffi.h>
#include <glib-object.h>

G_BEGIN_DECLS

/* How values of a GType travel in a message: their C type, who copies and releases them, how they
 * are printed. */

typedef enum
{
  DOMO_ARGUMENT_INT8,
  DOMO_ARGUMENT_UINT8,
  DOMO_ARGUMENT_BOOLEAN,
  DOMO_ARGUMENT_INT,
  DOMO_ARGUMENT_UINT,
  DOMO_ARGUMENT_LONG,
  DOMO_ARGUMENT_ULONG,
  DOMO_ARGUMENT_INT64,
  DOMO_ARGUMENT_UINT64,
  DOMO_ARGUMENT_ENUM,
  DOMO_ARGUMENT_FLAGS,
  DOMO_ARGUMENT_FLOAT,
  DOMO_ARGUMENT_DOUBLE,
  DOMO_ARGUMENT_POINTER,
  /* From here on the slot holds a reference or a copy. */
  DOMO_ARGUMENT_STRING,
  DOMO_ARGUMENT_BOXED,
  DOMO_ARGUMENT_VARIANT,
  DOMO_ARGUMENT_PARAM,
  DOMO_ARGUMENT_OBJECT,
} DomoArgumentKind;

typedef struct
{
  GType type;
  DomoArgumentKind kind;
} DomoArgument;

/* One argument, in its native C type at the start of the slot, as libffi wants it. */
typedef union
{
  gint8 v_int8;
  guint8 v_uint8;
  gint v_int;
  guint v_uint;
  glong v_long;
  gulong v_ulong;
  gint64 v_int64;
  guint64 v_uint64;
  gfloat v_float;
  gdouble v_double;
  gpointer v_pointer;
} DomoSlot;

/* Whether the slot holds something to release. */
static inline gboolean
domo_argument_is_reference (const DomoArgument *self)
{
  return self->kind >= DOMO_ARGUMENT_STRING;
}

gboolean domo_argument_init (DomoArgument *self, GType type);
ffi_type *domo_argument_ffi_type (const DomoArgument *self);
char *domo_argument_refuse (const DomoArgument *self, const void *value);
void domo_argument_copy (const DomoArgument *self, DomoSlot *slot, const void *value);
gboolean domo_argument_sinks (const DomoArgument *self);
void domo_argument_release (const DomoArgument *self, DomoSlot *slot);
void domo_argument_print (const DomoArgument *self, const void *value, GString *text);

/* As GValues, domo-argument-value.c. */
char *domo_argument_from_value (const DomoArgument *self, DomoSlot *slot, const GValue *value);
void domo_argument_to_value (const DomoArgument *self, const DomoSlot *slot, GValue *value);

G_END_DECLS
