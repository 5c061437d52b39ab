/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* What is known of the customer's request all the way through the bank: it travels with the
 * messages as their execution context, and whoever has to explain a failure finds it there.
 */
DomoExecutionContext *customer_context_new (const char *command, const char *request)
    G_GNUC_WARN_UNUSED_RESULT;

/* The word that says what is wanted, "transfer" say; or NULL where nobody asked. */
const char *customer_context_get_command (DomoExecutionContext *context);
/* The whole line. */
const char *customer_context_get_request (DomoExecutionContext *context);

G_END_DECLS
