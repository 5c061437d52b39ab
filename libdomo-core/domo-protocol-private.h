/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-argument-private.h"
#include "domo-protocol.h"

G_BEGIN_DECLS

/* One row of a protocol's method table. Written in default_init, never again, and kept for ever:
 * the public DomoMethodInfo is the row itself. */
struct _DomoMethodInfo
{
  const char *name;
  GType protocol;
  gsize offset; /* 0: the method has no slot, it is reached by name only */
  gboolean is_ask;
  GType result_type;
  DomoMethodFlags flags;
  /* Known beforehand, because most methods have neither: arguments that the message has to release,
   * and such that may have to be refused. */
  gboolean has_references;
  gboolean has_objects;
  int priority;

  ffi_cif cif;
  /* The protocol's instance, then the arguments. */
  ffi_type **ffi_types;

  guint n_args;
  DomoArgument args[];
};

typedef DomoMethodInfo DomoMethod;

typedef struct
{
  gsize iface_size;
  GPtrArray *methods;
  /* A registration went wrong and was reported: no actor can have this protocol. */
  gboolean broken;
} DomoMethodTable;

DomoMethodTable *domo_protocol_get_table (GType protocol);
gboolean domo_protocol_check (GType protocol, GError **error);
void domo_protocol_set_methods (GType protocol, GPtrArray *methods);
DomoMethod *domo_method_new (const char *name,
                             gboolean is_ask,
                             GType result_type,
                             const GType *types,
                             guint n_args,
                             char **problem);
char *domo_method_get_full_name (const DomoMethod *self);

G_END_DECLS
