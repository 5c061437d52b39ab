/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Amounts of money are whole numbers of the smallest unit (cents, say), never floating point: no
 * amount is rounded, and nothing overflows unnoticed.
 */

/* Reads "100", "100.0" or "100.00"; the error says why anything else is no amount. */
gboolean money_parse (const char *text, gint64 *amount, GError **error);

/* Prints an amount as "100.00". */
char *money_format (gint64 amount) G_GNUC_WARN_UNUSED_RESULT;

/* Adds two amounts; FALSE, with @sum untouched, when the sum is too large or too small. */
gboolean money_add (gint64 a, gint64 b, gint64 *sum) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
