/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bank-error.h"

G_DEFINE_QUARK (bank - error - quark, bank_error)

gboolean
bank_error_is_refusal (const GError *error)
{
  if (error->domain != BANK_ERROR)
    return FALSE;

  switch ((BankError) error->code)
    {
    case BANK_ERROR_INVALID_COMMAND:
    case BANK_ERROR_INVALID_AMOUNT:
    case BANK_ERROR_INVALID_OWNER:
    case BANK_ERROR_UNKNOWN_ACCOUNT:
    case BANK_ERROR_INSUFFICIENT_FUNDS:
    case BANK_ERROR_BALANCE_TOO_LARGE:
    case BANK_ERROR_ACCOUNT_CLOSED:
    case BANK_ERROR_ACCOUNT_IN_USE:
    case BANK_ERROR_SAME_ACCOUNT:
    case BANK_ERROR_TRANSFER_VOID:
    case BANK_ERROR_TRANSFER_REFUNDED:
    case BANK_ERROR_UNKNOWN_TRANSFER:
      return TRUE;

    case BANK_ERROR_INVALID_STATE:
    case BANK_ERROR_FAILED_ON_REQUEST:
    case BANK_ERROR_DEPOSIT_REJECTED:
    case BANK_ERROR_NO_ANSWER:
    default:
      return FALSE;
    }
}
