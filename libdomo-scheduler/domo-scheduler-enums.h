/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_SCHEDULER_INSIDE) && !defined(DOMO_SCHEDULER_COMPILATION)
#error "Only <domo-scheduler.h> can be included directly."
#endif

#include <domo-core.h>

#include "domo-scheduler-version-macros.h"

G_BEGIN_DECLS

/**
 * DomoRepeatMode:
 * @DOMO_REPEAT_FIXED_RATE: each interval after the first time, however long a run takes. A time
 * that comes while an earlier one is still waiting to be run is missed: both are one run
 * @DOMO_REPEAT_FIXED_DELAY: an interval after the last run has ended
 *
 * When something that repeats is done again.
 */
typedef enum
{
  DOMO_REPEAT_FIXED_RATE,
  DOMO_REPEAT_FIXED_DELAY,
} DomoRepeatMode;

G_END_DECLS
