/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_SUPERVISION_INSIDE) && !defined(DOMO_SUPERVISION_COMPILATION)
#error "Only <domo-supervision.h> can be included directly."
#endif

#include "domo-supervision-enums.h"

G_BEGIN_DECLS

typedef struct _DomoSupervisionDecision DomoSupervisionDecision;

#define DOMO_TYPE_SUPERVISION_DECISION (domo_supervision_decision_get_type ())

DOMO_SUPERVISION_AVAILABLE_IN_ALL
GType domo_supervision_decision_get_type (void);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoSupervisionDecision *domo_supervision_decision_ref (DomoSupervisionDecision *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
void domo_supervision_decision_unref (DomoSupervisionDecision *self);

DOMO_SUPERVISION_AVAILABLE_IN_ALL
gpointer domo_supervision_decision_get_supervisor (DomoSupervisionDecision *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoSupervised *domo_supervision_decision_get_supervised (DomoSupervisionDecision *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoSupervisionDirective domo_supervision_decision_get_directive (DomoSupervisionDecision *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoSupervisionScope domo_supervision_decision_get_scope (DomoSupervisionDecision *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
gboolean domo_supervision_decision_is_exceeded (DomoSupervisionDecision *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
guint domo_supervision_decision_get_n_restarts (DomoSupervisionDecision *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
gint64 domo_supervision_decision_get_delay (DomoSupervisionDecision *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
gint64 domo_supervision_decision_get_next_delay (DomoSupervisionDecision *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoSupervisionDecision, domo_supervision_decision_unref)

G_END_DECLS
