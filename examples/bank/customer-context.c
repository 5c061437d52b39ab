/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "customer-context.h"

#define COMMAND "command"
#define REQUEST "request"

DomoExecutionContext *
customer_context_new (const char *command, const char *request)
{
  g_autoptr (DomoExecutionContext) context =
      domo_execution_context_new_with (NULL, COMMAND, g_variant_new_string (command));

  return domo_execution_context_new_with (context, REQUEST, g_variant_new_string (request));
}

static const char *
get_text (DomoExecutionContext *context, const char *name)
{
  return context != NULL ? domo_execution_context_get_string (context, name, NULL) : NULL;
}

const char *
customer_context_get_command (DomoExecutionContext *context)
{
  return get_text (context, COMMAND);
}

const char *
customer_context_get_request (DomoExecutionContext *context)
{
  return get_text (context, REQUEST);
}
