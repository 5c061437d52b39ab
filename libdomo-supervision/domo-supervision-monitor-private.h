/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-supervision-decision-private.h"
#include "domo-supervision-monitor.h"

G_BEGIN_DECLS

/* Tells the monitors of @stage, if there are any, of a decision. Any thread. */
void domo_supervision_monitor_tell (DomoStage *stage,
                                    gpointer supervisor,
                                    DomoSupervised *supervised,
                                    const DomoDecisionFacts *facts);

G_END_DECLS
