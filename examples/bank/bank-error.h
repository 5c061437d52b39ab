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
} BankError;

GQuark bank_error_quark (void);

G_END_DECLS
