/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a desktop program does in a handler: prints large doubles, matches a regular expression,
 * converts text, and makes and prints a deep GVariant. Asserts that all of it went well. */
void do_desktop_job (void);

G_END_DECLS
