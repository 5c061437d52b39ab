/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

#include "account.h"

G_BEGIN_DECLS

/* The protocol of the bank: opens accounts and finds them again. */
#define DEMO_TYPE_BANK (demo_bank_get_type ())
G_DECLARE_INTERFACE (DemoBank, demo_bank, DEMO, BANK, DomoProtocol)

struct _DemoBankInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*open_account) (DemoBank *self,
                               const char *owner,
                               DemoAccountKind kind,
                               gint64 opening_balance);
  DomoFuture *(*find_account) (DemoBank *self, const char *number);
  DomoFuture *(*list_accounts) (DemoBank *self);
  DomoFuture *(*fail) (DemoBank *self);
};

/* Answers the DemoAccount. */
DomoFuture *demo_bank_open_account (DemoBank *self,
                                    const char *owner,
                                    DemoAccountKind kind,
                                    gint64 opening_balance) G_GNUC_WARN_UNUSED_RESULT;

/* Answers the DemoAccount. */
DomoFuture *demo_bank_find_account (DemoBank *self, const char *number) G_GNUC_WARN_UNUSED_RESULT;

/* Answers a variant of DEMO_ACCOUNT_SUMMARIES_FORMAT, in order of account number. */
DomoFuture *demo_bank_list_accounts (DemoBank *self) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the actor fail. Always rejected, with BANK_ERROR_FAILED_ON_REQUEST. */
DomoFuture *demo_bank_fail (DemoBank *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
