/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_SUPERVISION_INSIDE) && !defined(DOMO_SUPERVISION_COMPILATION)
#error "Only <domo-supervision.h> can be included directly."
#endif

#include "domo-supervision-enums.h"

G_BEGIN_DECLS

typedef struct _DomoSupervisionStrategy DomoSupervisionStrategy;

#define DOMO_TYPE_SUPERVISION_STRATEGY (domo_supervision_strategy_get_type ())

DOMO_SUPERVISION_AVAILABLE_IN_ALL
GType domo_supervision_strategy_get_type (void);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoSupervisionStrategy *domo_supervision_strategy_new (int intensity,
                                                        gint64 period_us,
                                                        DomoSupervisionScope scope)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoSupervisionStrategy *domo_supervision_strategy_ref (DomoSupervisionStrategy *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
void domo_supervision_strategy_unref (DomoSupervisionStrategy *self);

DOMO_SUPERVISION_AVAILABLE_IN_ALL
int domo_supervision_strategy_get_intensity (DomoSupervisionStrategy *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
gint64 domo_supervision_strategy_get_period (DomoSupervisionStrategy *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoSupervisionScope domo_supervision_strategy_get_scope (DomoSupervisionStrategy *self);

DOMO_SUPERVISION_AVAILABLE_IN_ALL
const DomoBackOff *domo_supervision_strategy_get_back_off (DomoSupervisionStrategy *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
void domo_supervision_strategy_set_back_off (DomoSupervisionStrategy *self,
                                             const DomoBackOff *back_off);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoSupervisionDirective domo_supervision_strategy_get_exceeded_directive (
    DomoSupervisionStrategy *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
void domo_supervision_strategy_set_exceeded_directive (DomoSupervisionStrategy *self,
                                                       DomoSupervisionDirective directive);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoSupervisionDirective domo_supervision_strategy_get_default_directive (
    DomoSupervisionStrategy *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
void domo_supervision_strategy_set_default_directive (DomoSupervisionStrategy *self,
                                                      DomoSupervisionDirective directive);

DOMO_SUPERVISION_AVAILABLE_IN_ALL
void domo_supervision_strategy_add_rule (DomoSupervisionStrategy *self,
                                         GQuark domain,
                                         int code,
                                         DomoSupervisionDirective directive);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
void domo_supervision_strategy_add_domain_rule (DomoSupervisionStrategy *self,
                                                GQuark domain,
                                                DomoSupervisionDirective directive);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoSupervisionDirective domo_supervision_strategy_get_rule (DomoSupervisionStrategy *self,
                                                             const GError *error);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoSupervisionDirective domo_supervision_strategy_choose (DomoSupervisionStrategy *self,
                                                           const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoSupervisionStrategy, domo_supervision_strategy_unref)

G_END_DECLS
