/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bank-faults.h"

#include "bank-error.h"

struct _BankFaults
{
  DomoInterceptor parent_instance;

  const char *method;
  BankFaultKind kind;
  guint left;
};

G_DEFINE_FINAL_TYPE (BankFaults, bank_faults, DOMO_TYPE_INTERCEPTOR)

static void
bank_faults_before_delivery (DomoInterceptor *interceptor, DomoDelivery *delivery)
{
  BankFaults *self = BANK_FAULTS (interceptor);

  if (self->left == 0 || !g_str_equal (domo_delivery_get_method (delivery), self->method))
    return;

  self->left--;
  switch (self->kind)
    {
    case BANK_FAULT_FAIL:
      domo_delivery_fail (delivery, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "broken"));
      break;
    case BANK_FAULT_MISTAKE:
      domo_delivery_fail (delivery, g_error_new_literal (BANK_ERROR, BANK_ERROR_INVALID_AMOUNT,
                                                         "not an amount"));
      break;
    case BANK_FAULT_DROP:
      domo_delivery_drop (delivery);
      break;
    case BANK_FAULT_DELAY:
    default:
      domo_delivery_delay (delivery, BANK_FAULT_DELAY_TIME);
      break;
    }
}

static void
bank_faults_class_init (BankFaultsClass *klass)
{
  DOMO_INTERCEPTOR_CLASS (klass)->before_delivery = bank_faults_before_delivery;
}

static void
bank_faults_init (BankFaults *self)
{
}

void
bank_faults_inject (DomoStage *stage, const char *method, BankFaultKind kind, guint times)
{
  g_autoptr (BankFaults) self = g_object_new (BANK_TYPE_FAULTS, NULL);

  self->method = method;
  self->kind = kind;
  self->left = times;
  domo_stage_set_interceptor (stage, DOMO_INTERCEPTOR (self));
}
