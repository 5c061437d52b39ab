/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "branch-supervisor.h"

G_BEGIN_DECLS

/* Looks after the bank and the teller, and decides about what the other supervisors pass on. */
#define BANK_TYPE_SUPERVISOR (bank_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (BankSupervisor, bank_supervisor, BANK, SUPERVISOR, BranchSupervisor)

/* The name it is registered by. */
#define BANK_SUPERVISOR_NAME "bank-supervisor"

G_END_DECLS
