/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transfer-steps.h"

G_DEFINE_INTERFACE (DemoTransferSteps, demo_transfer_steps, DOMO_TYPE_PROTOCOL)

static void
demo_transfer_steps_default_init (DemoTransferStepsInterface *iface)
{
  domo_protocol_add_tell (iface, "validate", G_STRUCT_OFFSET (DemoTransferStepsInterface, validate),
                          2, G_TYPE_UINT64, G_TYPE_UINT);
  domo_protocol_add_tell (iface, "withdraw", G_STRUCT_OFFSET (DemoTransferStepsInterface, withdraw),
                          2, G_TYPE_UINT64, G_TYPE_UINT);
  domo_protocol_add_tell (iface, "record", G_STRUCT_OFFSET (DemoTransferStepsInterface, record), 2,
                          G_TYPE_UINT64, G_TYPE_UINT);
  domo_protocol_add_tell (iface, "deposit", G_STRUCT_OFFSET (DemoTransferStepsInterface, deposit),
                          2, G_TYPE_UINT64, G_TYPE_UINT);
  domo_protocol_add_tell (iface, "complete", G_STRUCT_OFFSET (DemoTransferStepsInterface, complete),
                          2, G_TYPE_UINT64, G_TYPE_UINT);
  domo_protocol_add_tell (iface, "recall", G_STRUCT_OFFSET (DemoTransferStepsInterface, recall), 2,
                          G_TYPE_UINT64, G_TYPE_UINT);
  domo_protocol_add_tell (iface, "refund", G_STRUCT_OFFSET (DemoTransferStepsInterface, refund), 2,
                          G_TYPE_UINT64, G_TYPE_UINT);
  domo_protocol_add_tell (iface, "time-out", G_STRUCT_OFFSET (DemoTransferStepsInterface, time_out),
                          2, G_TYPE_UINT64, G_TYPE_UINT);
  domo_protocol_add_tell (iface, "give-up", G_STRUCT_OFFSET (DemoTransferStepsInterface, give_up),
                          2, G_TYPE_UINT64, G_TYPE_UINT);
}

void
demo_transfer_steps_validate (DemoTransferSteps *self, guint64 id, guint step)
{
  g_return_if_fail (DEMO_IS_TRANSFER_STEPS (self));

  DEMO_TRANSFER_STEPS_GET_IFACE (self)->validate (self, id, step);
}

void
demo_transfer_steps_withdraw (DemoTransferSteps *self, guint64 id, guint step)
{
  g_return_if_fail (DEMO_IS_TRANSFER_STEPS (self));

  DEMO_TRANSFER_STEPS_GET_IFACE (self)->withdraw (self, id, step);
}

void
demo_transfer_steps_record (DemoTransferSteps *self, guint64 id, guint step)
{
  g_return_if_fail (DEMO_IS_TRANSFER_STEPS (self));

  DEMO_TRANSFER_STEPS_GET_IFACE (self)->record (self, id, step);
}

void
demo_transfer_steps_deposit (DemoTransferSteps *self, guint64 id, guint step)
{
  g_return_if_fail (DEMO_IS_TRANSFER_STEPS (self));

  DEMO_TRANSFER_STEPS_GET_IFACE (self)->deposit (self, id, step);
}

void
demo_transfer_steps_complete (DemoTransferSteps *self, guint64 id, guint step)
{
  g_return_if_fail (DEMO_IS_TRANSFER_STEPS (self));

  DEMO_TRANSFER_STEPS_GET_IFACE (self)->complete (self, id, step);
}

void
demo_transfer_steps_recall (DemoTransferSteps *self, guint64 id, guint step)
{
  g_return_if_fail (DEMO_IS_TRANSFER_STEPS (self));

  DEMO_TRANSFER_STEPS_GET_IFACE (self)->recall (self, id, step);
}

void
demo_transfer_steps_refund (DemoTransferSteps *self, guint64 id, guint step)
{
  g_return_if_fail (DEMO_IS_TRANSFER_STEPS (self));

  DEMO_TRANSFER_STEPS_GET_IFACE (self)->refund (self, id, step);
}

void
demo_transfer_steps_time_out (DemoTransferSteps *self, guint64 id, guint step)
{
  g_return_if_fail (DEMO_IS_TRANSFER_STEPS (self));

  DEMO_TRANSFER_STEPS_GET_IFACE (self)->time_out (self, id, step);
}

void
demo_transfer_steps_give_up (DemoTransferSteps *self, guint64 id, guint step)
{
  g_return_if_fail (DEMO_IS_TRANSFER_STEPS (self));

  DEMO_TRANSFER_STEPS_GET_IFACE (self)->give_up (self, id, step);
}
