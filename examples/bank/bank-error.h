/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Why the bank refused something. */
#define BANK_ERROR (bank_error_quark ())

typedef enum
{
  BANK_ERROR_INVALID_COMMAND,
  BANK_ERROR_INVALID_AMOUNT,
  BANK_ERROR_INVALID_OWNER,
  BANK_ERROR_UNKNOWN_ACCOUNT,
  BANK_ERROR_INSUFFICIENT_FUNDS,
  BANK_ERROR_BALANCE_TOO_LARGE,
  BANK_ERROR_INVALID_STATE,
  BANK_ERROR_FAILED_ON_REQUEST,
  BANK_ERROR_ACCOUNT_CLOSED,
  BANK_ERROR_ACCOUNT_IN_USE,
  BANK_ERROR_SAME_ACCOUNT,
  BANK_ERROR_DEPOSIT_REJECTED,
  BANK_ERROR_TRANSFER_VOID,
  BANK_ERROR_TRANSFER_REFUNDED,
  BANK_ERROR_UNKNOWN_TRANSFER,
  BANK_ERROR_NO_ANSWER,
} BankError;

GQuark bank_error_quark (void);

/* Whether the customer can do something about it: the same request would be refused again. All else
 * is the bank's own trouble, and may go away by itself.
 */
gboolean bank_error_is_refusal (const GError *error);

G_END_DECLS
