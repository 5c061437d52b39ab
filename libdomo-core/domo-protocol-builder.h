/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-enums.h"

G_BEGIN_DECLS

#define DOMO_TYPE_PROTOCOL_BUILDER (domo_protocol_builder_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_protocol_builder_get_type (void);
DOMO_CORE_AVAILABLE_IN_ALL
DomoProtocolBuilder *domo_protocol_builder_new (const char *name) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoProtocolBuilder *domo_protocol_builder_ref (DomoProtocolBuilder *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_protocol_builder_unref (DomoProtocolBuilder *self);

DOMO_CORE_AVAILABLE_IN_ALL
void domo_protocol_builder_add_tell (DomoProtocolBuilder *self,
                                     const char *name,
                                     const GType *argument_types,
                                     guint n_args);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_protocol_builder_add_ask (DomoProtocolBuilder *self,
                                    const char *name,
                                    GType result_type,
                                    const GType *argument_types,
                                    guint n_args);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_protocol_builder_set_method_flags (DomoProtocolBuilder *self,
                                             const char *name,
                                             DomoMethodFlags flags);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_protocol_builder_set_method_priority (DomoProtocolBuilder *self,
                                                const char *name,
                                                int priority);
DOMO_CORE_AVAILABLE_IN_ALL
GType domo_protocol_builder_build (DomoProtocolBuilder *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoProtocolBuilder, domo_protocol_builder_unref)

G_END_DECLS
