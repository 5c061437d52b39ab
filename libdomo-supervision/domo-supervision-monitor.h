/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_SUPERVISION_INSIDE) && !defined(DOMO_SUPERVISION_COMPILATION)
#error "Only <domo-supervision.h> can be included directly."
#endif

#include "domo-supervision-decision.h"

G_BEGIN_DECLS

#define DOMO_TYPE_SUPERVISION_MONITOR (domo_supervision_monitor_get_type ())

DOMO_SUPERVISION_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (
    DomoSupervisionMonitor, domo_supervision_monitor, DOMO, SUPERVISION_MONITOR, GObject)

DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoSupervisionMonitor *domo_supervision_monitor_new (DomoStage *stage) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
