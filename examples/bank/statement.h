/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the customer gets to read. */

/* "ACC000001: Alice, checking, balance 100.00", of a DEMO_ACCOUNT_SUMMARY_FORMAT. */
char *statement_format_summary (GVariant *summary) G_GNUC_WARN_UNUSED_RESULT;
/* "deposited 25.50, balance 125.50", of a DEMO_TRANSACTION_ENTRY_FORMAT. */
char *statement_format_entry (GVariant *entry) G_GNUC_WARN_UNUSED_RESULT;
/* A line for each child of a variant. */
char *statement_format_lines (GVariant *children, char *(*format) (GVariant *child))
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
