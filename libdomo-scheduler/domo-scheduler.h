/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

#define DOMO_SCHEDULER_INSIDE
#include "domo-schedule.h"
#include "domo-scheduled.h"
#include "domo-scheduler-enum-types.h"
#include "domo-scheduler-enums.h"
#include "domo-scheduler-version-macros.h"
#undef DOMO_SCHEDULER_INSIDE
