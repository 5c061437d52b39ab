/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-supervision-decision.h"

G_BEGIN_DECLS

/* What a decision says besides whose it is. */
typedef struct
{
  DomoSupervisionDirective directive;
  DomoSupervisionScope scope;
  gboolean exceeded;
  guint n_restarts;
  gint64 delay;
  gint64 next_delay;
} DomoDecisionFacts;

DomoSupervisionDecision *domo_supervision_decision_new (gpointer supervisor,
                                                        DomoSupervised *supervised,
                                                        const DomoDecisionFacts *facts);

G_END_DECLS
