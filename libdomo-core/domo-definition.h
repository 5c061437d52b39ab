/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-mailbox.h"

G_BEGIN_DECLS

#define DOMO_TYPE_DEFINITION (domo_definition_get_type ())

/**
 * DOMO_SUPERVISOR_PARENT:
 *
 * As the name of a supervisor, the parent of the actor that is made. See
 * [method@DomoCore.Definition.set_supervisor].
 *
 * Since: 0.1
 */
#define DOMO_SUPERVISOR_PARENT "."

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_definition_get_type (void);
DOMO_CORE_AVAILABLE_IN_ALL
DomoDefinition *domo_definition_new (GType actor_type, const char *first_property, ...)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoDefinition *domo_definition_new_for_type (GType actor_type) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoDefinition *domo_definition_ref (DomoDefinition *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_definition_unref (DomoDefinition *self);
DOMO_CORE_AVAILABLE_IN_ALL
GType domo_definition_get_actor_type (DomoDefinition *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_definition_set_property (DomoDefinition *self, const char *name, const GValue *value);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_definition_set_keep_state (DomoDefinition *self, gboolean keep_state);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_definition_set_native_stack (DomoDefinition *self, gboolean native_stack);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_definition_set_supervisor (DomoDefinition *self, const char *name);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_definition_set_dispatcher (DomoDefinition *self, DomoDispatcher *dispatcher);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_definition_set_bounded_mailbox (DomoDefinition *self,
                                          guint capacity,
                                          DomoOverflowPolicy policy);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_definition_set_priority_mailbox (DomoDefinition *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_definition_set_mailbox_func (DomoDefinition *self,
                                       DomoMailboxFunc func,
                                       gpointer data,
                                       GDestroyNotify destroy);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_definition_set_stash_capacity (DomoDefinition *self, guint capacity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoDefinition, domo_definition_unref)

G_END_DECLS
