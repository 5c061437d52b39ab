/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the terminal that the program was started on can do. */
typedef struct
{
  /* Somebody types there. */
  gboolean is_interactive;

  /* A line can be edited on it. */
  gboolean can_edit;

  /* It has colours, and they are welcome. */
  gboolean has_colours;
} TerminalKind;

void terminal_kind_find (TerminalKind *kind);

G_END_DECLS
