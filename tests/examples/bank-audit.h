/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

#include "transfer.h"

G_BEGIN_DECLS

/* Looks into all accounts and the coordinator of transfers at once, between two steps, as nobody in
 * the program could: whether there is as much money as there should be.
 */
typedef struct _BankAudit BankAudit;

/* Hears of all accounts and coordinators made from now on; one at a time. */
BankAudit *bank_audit_new (void);
void bank_audit_free (BankAudit *self);

/* Asserts that the balances and what is in flight add up to @total, that no transfer has come and
 * gone back both, and that what the coordinator believes is true.
 */
void bank_audit_check (BankAudit *self, gint64 total);
/* What the coordinator knows of a transfer, or NULL. */
const Transfer *bank_audit_find_transfer (BankAudit *self, guint64 id);
/* Of all accounts alone. */
gint64 bank_audit_sum_balances (BankAudit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BankAudit, bank_audit_free)

G_END_DECLS
