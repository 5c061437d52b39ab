/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

#define DOMO_TESTKIT_INSIDE
#include "domo-dead-letters-recorder.h"
#include "domo-manual-clock.h"
#include "domo-test-await.h"
#include "domo-test-dispatcher.h"
#include "domo-test-fixture.h"
#include "domo-test-message.h"
#include "domo-test-probe.h"
#include "domo-testkit-version-macros.h"
#undef DOMO_TESTKIT_INSIDE
