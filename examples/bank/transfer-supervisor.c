/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transfer-supervisor.h"

struct _TransferSupervisor
{
  BranchSupervisor parent_instance;
};

G_DEFINE_FINAL_TYPE (TransferSupervisor, transfer_supervisor, BRANCH_TYPE_SUPERVISOR)

static void
transfer_supervisor_class_init (TransferSupervisorClass *klass)
{
  BranchSupervisorClass *branch_class = BRANCH_SUPERVISOR_CLASS (klass);

  branch_class->subject = "The coordinator of transfers";
  branch_class->kept = "all transfers, and takes up those under way";
}

static void
transfer_supervisor_init (TransferSupervisor *self)
{
}
