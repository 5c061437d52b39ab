/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

#include "transfer-table.h"

G_BEGIN_DECLS

/* Moves money between accounts, many transfers at a time; implements DemoTransfers. Construct
 * properties: "bank", and "notices", which may be NULL.
 */
#define TRANSFER_TYPE_COORDINATOR (transfer_coordinator_get_type ())
G_DECLARE_FINAL_TYPE (TransferCoordinator, transfer_coordinator, TRANSFER, COORDINATOR, DomoActor)

/* For tests, which may look into an actor that is not running. */
TransferTable *transfer_coordinator_get_table (TransferCoordinator *self);

G_END_DECLS
