/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* The protocol of whoever moves money between accounts. Amounts are as in money.h. */
#define DEMO_TYPE_TRANSFERS (demo_transfers_get_type ())
G_DECLARE_INTERFACE (DemoTransfers, demo_transfers, DEMO, TRANSFERS, DomoProtocol)

struct _DemoTransfersInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*begin) (DemoTransfers *self, const char *from, const char *to, gint64 amount);
  DomoFuture *(*outcome) (DemoTransfers *self, guint64 id);
  DomoFuture *(*list_pending) (DemoTransfers *self);
  DomoFuture *(*settle) (DemoTransfers *self, gint64 limit);
  DomoFuture *(*fail) (DemoTransfers *self);
  DomoFuture *(*rehearse) (DemoTransfers *self, guint phase, guint times);
};

/* Begins a transfer. Answers its number, a guint64. */
DomoFuture *demo_transfers_begin (DemoTransfers *self,
                                  const char *from,
                                  const char *to,
                                  gint64 amount) G_GNUC_WARN_UNUSED_RESULT;

/* Answers a line for the customer, as soon as there is something to say: that the transfer is
 * complete, or that it is taking longer and why. Is rejected, with BANK_ERROR, where the transfer
 * was refused, or the money is back. May be asked again and again.
 */
DomoFuture *demo_transfers_outcome (DemoTransfers *self, guint64 id) G_GNUC_WARN_UNUSED_RESULT;

/* Answers a G_TYPE_STRV: a line for each transfer that is under way. */
DomoFuture *demo_transfers_list_pending (DemoTransfers *self) G_GNUC_WARN_UNUSED_RESULT;

/* Hurries: from now on every transfer is completed or refunded without waiting for better times.
 * When all of them are, or after @limit microseconds, answers a line for each that was under way.
 */
DomoFuture *demo_transfers_settle (DemoTransfers *self, gint64 limit) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the actor fail at once. Always rejected, with BANK_ERROR_FAILED_ON_REQUEST. */
DomoFuture *demo_transfers_fail (DemoTransfers *self) G_GNUC_WARN_UNUSED_RESULT;

/* Has the actor fail the next so many times it comes to that TransferPhase. */
DomoFuture *demo_transfers_rehearse (DemoTransfers *self, guint phase, guint times)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
