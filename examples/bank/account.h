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

/* What an account can be told to get wrong, for the reader to watch what becomes of it. */
typedef enum
{
  DEMO_REHEARSAL_FAIL,   /* breaks before it has moved money */
  DEMO_REHEARSAL_BREAK,  /* breaks when it has moved the money, but has not said so */
  DEMO_REHEARSAL_HANG,   /* puts what a transfer pays in aside for a long while */
  DEMO_REHEARSAL_REJECT, /* does not take what a transfer pays in */
} DemoRehearsal;

#define DEMO_N_REHEARSALS (DEMO_REHEARSAL_REJECT + 1)

#define DEMO_TYPE_REHEARSAL (demo_rehearsal_get_type ())
GType demo_rehearsal_get_type (void);

/* A summary: number, owner, kind, balance, whether it is closed. */
#define DEMO_ACCOUNT_SUMMARY_FORMAT   "(sssxb)"
#define DEMO_ACCOUNT_SUMMARIES_FORMAT "a" DEMO_ACCOUNT_SUMMARY_FORMAT

/* The protocol of one account, for its owner. Amounts are as in money.h. */
#define DEMO_TYPE_ACCOUNT (demo_account_get_type ())
G_DECLARE_INTERFACE (DemoAccount, demo_account, DEMO, ACCOUNT, DomoProtocol)

struct _DemoAccountInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*deposit) (DemoAccount *self, gint64 amount);
  DomoFuture *(*withdraw) (DemoAccount *self, gint64 amount);
  DomoFuture *(*close) (DemoAccount *self);
  DomoFuture *(*summarize) (DemoAccount *self);
  DomoFuture *(*list_transactions) (DemoAccount *self, guint limit);
  DomoFuture *(*fail) (DemoAccount *self);
  DomoFuture *(*rehearse) (DemoAccount *self, DemoRehearsal what, guint times);
};

/* Answers the new balance. */
DomoFuture *demo_account_deposit (DemoAccount *self, gint64 amount) G_GNUC_WARN_UNUSED_RESULT;

/* Answers the new balance. */
DomoFuture *demo_account_withdraw (DemoAccount *self, gint64 amount) G_GNUC_WARN_UNUSED_RESULT;

/* Takes and gives no more money from then on. The account has to be empty. It can still be looked
 * at, and still knows what became of each transfer.
 */
DomoFuture *demo_account_close (DemoAccount *self) G_GNUC_WARN_UNUSED_RESULT;

/* Answers a variant of DEMO_ACCOUNT_SUMMARY_FORMAT. */
DomoFuture *demo_account_summarize (DemoAccount *self) G_GNUC_WARN_UNUSED_RESULT;

/* Answers a variant of DEMO_TRANSACTION_ENTRIES_FORMAT: the last @limit entries, or all for 0. */
DomoFuture *demo_account_list_transactions (DemoAccount *self, guint limit)
    G_GNUC_WARN_UNUSED_RESULT;

/* Makes the actor fail at once. Always rejected, with BANK_ERROR_FAILED_ON_REQUEST. */
DomoFuture *demo_account_fail (DemoAccount *self) G_GNUC_WARN_UNUSED_RESULT;

/* Has that go wrong the next so many times. */
DomoFuture *demo_account_rehearse (DemoAccount *self, DemoRehearsal what, guint times)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
