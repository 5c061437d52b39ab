/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bank-supervisor.h"

struct _BankSupervisor
{
  BranchSupervisor parent_instance;
};

G_DEFINE_FINAL_TYPE (BankSupervisor, bank_supervisor, BRANCH_TYPE_SUPERVISOR)

static void
bank_supervisor_class_init (BankSupervisorClass *klass)
{
  BranchSupervisorClass *branch_class = BRANCH_SUPERVISOR_CLASS (klass);

  branch_class->subject = "The bank";
  branch_class->kept = "all accounts";
  branch_class->decides_at_last = TRUE;
}

static void
bank_supervisor_init (BankSupervisor *self)
{
}
