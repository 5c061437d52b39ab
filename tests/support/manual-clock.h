/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* A clock on which time passes only when a test says so. */

#define MANUAL_TYPE_CLOCK (manual_clock_get_type ())
G_DECLARE_FINAL_TYPE (ManualClock, manual_clock, MANUAL, CLOCK, DomoClock)

ManualClock *manual_clock_new (void);
/* Moves time on and fires what is due on the way, each timer at its own time. */
void manual_clock_advance (ManualClock *self, gint64 microseconds);

G_END_DECLS
