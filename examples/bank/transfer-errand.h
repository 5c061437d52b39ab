/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bank.h"
#include "transfer.h"

G_BEGIN_DECLS

/* Asks the accounts of a transfer, which the bank finds, for what its present step is about.
 * Whoever asked may have moved on before it is done: an account takes the transfer's later word for
 * it.
 */
DomoFuture *transfer_errand_run (DemoBank *bank, const Transfer *transfer)
    G_GNUC_WARN_UNUSED_RESULT;

/* What the answer, which is there, says about a step of that phase. */
TransferOutcome transfer_errand_judge (TransferPhase phase, DomoFuture *answer);

G_END_DECLS
