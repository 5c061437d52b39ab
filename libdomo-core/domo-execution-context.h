/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-types.h"

G_BEGIN_DECLS

#define DOMO_TYPE_EXECUTION_CONTEXT (domo_execution_context_get_type ())

/**
 * DomoExecutionContextFunc:
 * @key: a key
 * @value: its value
 * @user_data: what was given with the function
 *
 * Called for each key of an execution context.
 */
typedef void (*DomoExecutionContextFunc) (const char *key, GVariant *value, gpointer user_data);

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_execution_context_get_type (void);

DOMO_CORE_AVAILABLE_IN_ALL
DomoExecutionContext *domo_execution_context_new (void) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoExecutionContext *domo_execution_context_new_with (DomoExecutionContext *parent,
                                                       const char *key,
                                                       GVariant *value) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoExecutionContext *domo_execution_context_new_without (DomoExecutionContext *parent,
                                                          const char *key)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoExecutionContext *domo_execution_context_ref (DomoExecutionContext *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_execution_context_unref (DomoExecutionContext *self);

DOMO_CORE_AVAILABLE_IN_ALL
guint domo_execution_context_get_size (DomoExecutionContext *self);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_execution_context_has (DomoExecutionContext *self, const char *key);
DOMO_CORE_AVAILABLE_IN_ALL
GVariant *domo_execution_context_lookup (DomoExecutionContext *self, const char *key);
DOMO_CORE_AVAILABLE_IN_ALL
GVariant *domo_execution_context_lookup_or (DomoExecutionContext *self,
                                            const char *key,
                                            GVariant *fallback) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
const char *domo_execution_context_get_string (DomoExecutionContext *self,
                                               const char *key,
                                               const char *fallback);
DOMO_CORE_AVAILABLE_IN_ALL
char **domo_execution_context_get_keys (DomoExecutionContext *self) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
void domo_execution_context_foreach (DomoExecutionContext *self,
                                     DomoExecutionContextFunc func,
                                     gpointer user_data);
DOMO_CORE_AVAILABLE_IN_ALL
char *domo_execution_context_to_string (DomoExecutionContext *self) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_execution_context_equal (DomoExecutionContext *self, DomoExecutionContext *other);

DOMO_CORE_AVAILABLE_IN_ALL
DomoExecutionContext *domo_execution_context_get_current (void);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_execution_context_push (DomoExecutionContext *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_execution_context_pop (DomoExecutionContext *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoExecutionContext, domo_execution_context_unref)

G_END_DECLS
