/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

#include "bank.h"
#include "notices.h"
#include "teller.h"
#include "transfers.h"

G_BEGIN_DECLS

/* The actors of the bank, put together on a stage. */
typedef struct _Branch Branch;

/* Opens a branch on a stage that has none yet. What happens by itself is told to @notices, which
 * may be NULL.
 */
Branch *branch_open (DomoStage *stage, DemoNotices *notices, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Lets go of it. The actors go on until the stage is closed. */
void branch_free (Branch *self);

DemoTeller *branch_get_teller (Branch *self);
DemoBank *branch_get_bank (Branch *self);
DemoTransfers *branch_get_transfers (Branch *self);

/* Before the stage is closed: has what is under way completed or refunded, as far as that can be
 * done within a few seconds. Answers a line for each such transfer, a string that is empty if there
 * were none.
 */
DomoFuture *branch_settle (Branch *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Branch, branch_free)

G_END_DECLS
