/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-clock.h"

G_BEGIN_DECLS

#define DOMO_TYPE_SYSTEM_CLOCK (domo_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (DomoSystemClock, domo_system_clock, DOMO, SYSTEM_CLOCK, DomoClock)

DomoClock *domo_system_clock_new (GMainContext *context);

G_END_DECLS
