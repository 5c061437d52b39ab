/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-error.h"

/**
 * domo_error_quark:
 *
 * Answers the domain of [error@DomoCore.Error].
 *
 * Returns: the domain
 *
 * Since: 0.1
 */
GQuark
domo_error_quark (void)
{
  return g_quark_from_static_string ("domo-error-quark");
}
