/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-runtime-private.h"
#include "domo-stage.h"

G_BEGIN_DECLS

DomoRuntime *domo_stage_get_runtime (DomoStage *self);

G_END_DECLS
