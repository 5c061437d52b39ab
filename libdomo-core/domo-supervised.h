/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-enums.h"
#include "domo-types.h"

G_BEGIN_DECLS

#define DOMO_TYPE_SUPERVISED (domo_supervised_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_supervised_get_type (void);
DOMO_CORE_AVAILABLE_IN_ALL
DomoSupervised *domo_supervised_ref (DomoSupervised *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_supervised_unref (DomoSupervised *self);

DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_supervised_get_proxy (DomoSupervised *self);
DOMO_CORE_AVAILABLE_IN_ALL
const GError *domo_supervised_get_error (DomoSupervised *self);
DOMO_CORE_AVAILABLE_IN_ALL
const char *domo_supervised_get_message (DomoSupervised *self);
DOMO_CORE_AVAILABLE_IN_ALL
DomoExecutionContext *domo_supervised_get_execution_context (DomoSupervised *self);
DOMO_CORE_AVAILABLE_IN_ALL
guint domo_supervised_get_incarnation (DomoSupervised *self);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_supervised_has_started (DomoSupervised *self);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_supervised_is_escalated (DomoSupervised *self);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_supervised_awaits_directive (DomoSupervised *self);

DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_supervised_resume (DomoSupervised *self, DomoSupervisionScope scope);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_supervised_restart (DomoSupervised *self,
                                  DomoSupervisionScope scope,
                                  gint64 delay_us);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_supervised_stop (DomoSupervised *self, DomoSupervisionScope scope);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_supervised_give_up (DomoSupervised *self, DomoSupervisionScope scope);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_supervised_escalate (DomoSupervised *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoSupervised, domo_supervised_unref)

G_END_DECLS
