/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-actor.h"

G_BEGIN_DECLS

#define DOMO_TYPE_ROOT (domo_root_get_type ())
G_DECLARE_FINAL_TYPE (DomoRoot, domo_root, DOMO, ROOT, DomoActor)

G_END_DECLS
