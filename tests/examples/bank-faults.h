/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* An interceptor by which the messages of one name go wrong, so many times. */

typedef enum
{
  BANK_FAULT_FAIL,    /* the actor breaks down in place of handling it */
  BANK_FAULT_MISTAKE, /* the actor fails in place of handling it, but over a customer's mistake */
  BANK_FAULT_DROP,    /* it is lost */
  BANK_FAULT_DELAY,   /* it comes late, when nobody waits for the answer any more */
} BankFaultKind;

#define BANK_FAULT_DELAY_TIME (3 * G_USEC_PER_SEC)

#define BANK_TYPE_FAULTS (bank_faults_get_type ())
G_DECLARE_FINAL_TYPE (BankFaults, bank_faults, BANK, FAULTS, DomoInterceptor)

/* Sets one for that stage, until another is set. */
void bank_faults_inject (DomoStage *stage, const char *method, BankFaultKind kind, guint times);

G_END_DECLS
