/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bank.h"
#include "terminal.h"

G_BEGIN_DECLS

/* Answers the menu as a text. */
char *menu_describe (void) G_GNUC_WARN_UNUSED_RESULT;

/* Answers the name of the command that @line chooses by its number; NULL if it does not. */
const char *menu_find (const char *line);

/* Asks for what the command needs, one value after the other, and answers the command as it could
 * have been typed; NULL if the customer wants back, with an error if the terminal has ended. What
 * is no value is explained, and asked for again.
 */
char *menu_complete_command (const char *name,
                             DemoTerminal *terminal,
                             DemoBank *bank,
                             gboolean colours,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
