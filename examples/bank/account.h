/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

typedef enum
{
  DEMO_ACCOUNT_KIND_CHECKING,
  DEMO_ACCOUNT_KIND_SAVINGS,
} DemoAccountKind;

#define DEMO_TYPE_ACCOUNT_KIND (demo_account_kind_get_type ())
GType demo_account_kind_get_type (void);

/* A summary: number, owner, kind, balance. */
#define DEMO_ACCOUNT_SUMMARY_FORMAT   "(sssx)"
#define DEMO_ACCOUNT_SUMMARIES_FORMAT "a" DEMO_ACCOUNT_SUMMARY_FORMAT

/* The protocol of one account. Amounts are as in money.h. */
#define DEMO_TYPE_ACCOUNT (demo_account_get_type ())
G_DECLARE_INTERFACE (DemoAccount, demo_account, DEMO, ACCOUNT, DomoProtocol)

struct _DemoAccountInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*deposit) (DemoAccount *self, gint64 amount);
  DomoFuture *(*withdraw) (DemoAccount *self, gint64 amount);
  DomoFuture *(*summarize) (DemoAccount *self);
  DomoFuture *(*list_transactions) (DemoAccount *self);
  DomoFuture *(*fail) (DemoAccount *self);
};

/* Answers the new balance. */
DomoFuture *demo_account_deposit (DemoAccount *self, gint64 amount) G_GNUC_WARN_UNUSED_RESULT;

/* Answers the new balance. */
DomoFuture *demo_account_withdraw (DemoAccount *self, gint64 amount) G_GNUC_WARN_UNUSED_RESULT;

/* Answers a variant of DEMO_ACCOUNT_SUMMARY_FORMAT. */
DomoFuture *demo_account_summarize (DemoAccount *self) G_GNUC_WARN_UNUSED_RESULT;

/* Answers a variant of DEMO_TRANSACTION_ENTRIES_FORMAT. */
DomoFuture *demo_account_list_transactions (DemoAccount *self) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the actor fail, for the reader to watch it come back. Always rejected, with
 * BANK_ERROR_FAILED_ON_REQUEST.
 */
DomoFuture *demo_account_fail (DemoAccount *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
