/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-definition.h"
#include "domo-entry-private.h"

G_BEGIN_DECLS

DomoDefinition *domo_definition_new_valist (GType actor_type,
                                            const char *first_property,
                                            va_list args);
DomoActorInfo *domo_definition_seal (DomoDefinition *self, GError **error);
const char *domo_definition_get_supervisor (DomoDefinition *self);
DomoDispatcher *domo_definition_get_dispatcher (DomoDefinition *self);
guint domo_definition_get_stash_capacity (DomoDefinition *self);
DomoMailbox *domo_definition_make_mailbox (DomoDefinition *self);
gboolean domo_definition_get_keep_state (DomoDefinition *self);
gboolean domo_definition_get_native_stack (DomoDefinition *self);
DomoActor *domo_definition_construct (DomoDefinition *self);

G_END_DECLS
