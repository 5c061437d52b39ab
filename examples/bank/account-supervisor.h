/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "branch-supervisor.h"

G_BEGIN_DECLS

/* Looks after the accounts and their histories. */
#define ACCOUNT_TYPE_SUPERVISOR (account_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (AccountSupervisor, account_supervisor, ACCOUNT, SUPERVISOR, BranchSupervisor)

/* The name it is registered by. */
#define ACCOUNT_SUPERVISOR_NAME "account-supervisor"

G_END_DECLS
