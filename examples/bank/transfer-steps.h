/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* What the coordinator of transfers sends itself: one message for each step of each transfer. So it
 * never waits, transfers take turns, and what is going on can be watched. @step is the step of the
 * transfer that is meant; a message for an earlier one has come too late and does nothing.
 */
#define DEMO_TYPE_TRANSFER_STEPS (demo_transfer_steps_get_type ())
G_DECLARE_INTERFACE (DemoTransferSteps, demo_transfer_steps, DEMO, TRANSFER_STEPS, DomoProtocol)

struct _DemoTransferStepsInterface
{
  GTypeInterface parent_iface;

  void (*validate) (DemoTransferSteps *self, guint64 id, guint step);
  void (*withdraw) (DemoTransferSteps *self, guint64 id, guint step);
  void (*record) (DemoTransferSteps *self, guint64 id, guint step);
  void (*deposit) (DemoTransferSteps *self, guint64 id, guint step);
  void (*complete) (DemoTransferSteps *self, guint64 id, guint step);
  void (*recall) (DemoTransferSteps *self, guint64 id, guint step);
  void (*refund) (DemoTransferSteps *self, guint64 id, guint step);
  void (*time_out) (DemoTransferSteps *self, guint64 id, guint step);
  void (*give_up) (DemoTransferSteps *self, guint64 id, guint step);
};

/* Asks whether both accounts are there and can do it. */
void demo_transfer_steps_validate (DemoTransferSteps *self, guint64 id, guint step);
/* Takes the money out of the one. */
void demo_transfer_steps_withdraw (DemoTransferSteps *self, guint64 id, guint step);
/* Notes it as pending. */
void demo_transfer_steps_record (DemoTransferSteps *self, guint64 id, guint step);
/* Puts it into the other. */
void demo_transfer_steps_deposit (DemoTransferSteps *self, guint64 id, guint step);
/* Tells the one that the other has it. */
void demo_transfer_steps_complete (DemoTransferSteps *self, guint64 id, guint step);
/* Has the other promise not to take it. */
void demo_transfer_steps_recall (DemoTransferSteps *self, guint64 id, guint step);
/* Gives it back to the one. */
void demo_transfer_steps_refund (DemoTransferSteps *self, guint64 id, guint step);

/* The account that was asked has taken too long. */
void demo_transfer_steps_time_out (DemoTransferSteps *self, guint64 id, guint step);
/* Who waits for all transfers to be settled has waited long enough; both numbers mean nothing. */
void demo_transfer_steps_give_up (DemoTransferSteps *self, guint64 id, guint step);

G_END_DECLS
