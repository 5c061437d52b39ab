/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-supervision-strategy.h"

G_BEGIN_DECLS

/* From now on it does not change any more. Answers it, unreferenced. */
DomoSupervisionStrategy *domo_supervision_strategy_seal (DomoSupervisionStrategy *self);

/* The wait before a restart that comes after @n_before others in a row, and what the next one would
 * be without chance. */
gint64 domo_supervision_strategy_get_delay (DomoSupervisionStrategy *self, guint n_before);
gint64 domo_supervision_strategy_get_next_delay (DomoSupervisionStrategy *self, guint n_before);

G_END_DECLS
