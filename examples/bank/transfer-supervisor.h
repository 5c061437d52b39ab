/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "branch-supervisor.h"

G_BEGIN_DECLS

/* Looks after the coordinator of transfers. */
#define TRANSFER_TYPE_SUPERVISOR (transfer_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (
    TransferSupervisor, transfer_supervisor, TRANSFER, SUPERVISOR, BranchSupervisor)

/* The name it is registered by. */
#define TRANSFER_SUPERVISOR_NAME "transfer-supervisor"

G_END_DECLS
