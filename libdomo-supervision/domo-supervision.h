/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

#define DOMO_SUPERVISION_INSIDE
#include "domo-default-supervisor.h"
#include "domo-ready-supervisors.h"
#include "domo-supervision-decision.h"
#include "domo-supervision-enum-types.h"
#include "domo-supervision-enums.h"
#include "domo-supervision-error.h"
#include "domo-supervision-monitor.h"
#include "domo-supervision-strategy.h"
#include "domo-supervision-tree.h"
#include "domo-supervision-version-macros.h"
#include "domo-tree-supervisor.h"
#include "domo-watch.h"
#undef DOMO_SUPERVISION_INSIDE
