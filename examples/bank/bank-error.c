/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bank-error.h"

G_DEFINE_QUARK (bank - error - quark, bank_error)
