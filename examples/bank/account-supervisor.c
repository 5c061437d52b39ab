/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "account-supervisor.h"

struct _AccountSupervisor
{
  BranchSupervisor parent_instance;
};

G_DEFINE_FINAL_TYPE (AccountSupervisor, account_supervisor, BRANCH_TYPE_SUPERVISOR)

static void
account_supervisor_class_init (AccountSupervisorClass *klass)
{
  BranchSupervisorClass *branch_class = BRANCH_SUPERVISOR_CLASS (klass);

  branch_class->subject = "An account";
  branch_class->kept = "the balance it had";
}

static void
account_supervisor_init (AccountSupervisor *self)
{
}
