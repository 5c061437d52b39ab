/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_SUPERVISION_INSIDE) && !defined(DOMO_SUPERVISION_COMPILATION)
#error "Only <domo-supervision.h> can be included directly."
#endif

#include "domo-default-supervisor.h"

G_BEGIN_DECLS

#define DOMO_TYPE_TREE_SUPERVISOR (domo_tree_supervisor_get_type ())

DOMO_SUPERVISION_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (
    DomoTreeSupervisor, domo_tree_supervisor, DOMO, TREE_SUPERVISOR, DomoDefaultSupervisor)

G_END_DECLS
