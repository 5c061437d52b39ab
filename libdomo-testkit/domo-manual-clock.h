/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_TESTKIT_INSIDE) && !defined(DOMO_TESTKIT_COMPILATION)
#error "Only <domo-testkit.h> can be included directly."
#endif

#include <domo-core.h>

#include "domo-testkit-version-macros.h"

G_BEGIN_DECLS

#define DOMO_TYPE_MANUAL_CLOCK (domo_manual_clock_get_type ())

DOMO_TESTKIT_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (DomoManualClock, domo_manual_clock, DOMO, MANUAL_CLOCK, DomoClock)

DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoManualClock *domo_manual_clock_new (void) G_GNUC_WARN_UNUSED_RESULT;
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_manual_clock_advance (DomoManualClock *self, gint64 us);

G_END_DECLS
