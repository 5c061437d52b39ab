/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "terminal.h"

G_BEGIN_DECLS

/* While somebody types, what is logged must not get into the line: from now on it is shown above
 * it. The library's records of failures are for the @curious only; a customer is told in other
 * words.
 */
void log_lines_begin (DemoTerminal *terminal, gboolean curious, gboolean colours);

/* It goes where it went before. */
void log_lines_end (void);

G_END_DECLS
