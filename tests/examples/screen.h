/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What somebody would see on a terminal that a program writes to: as much of an xterm as programs
 * with a prompt need. What it does not know ends the test.
 */
typedef struct _Screen Screen;

Screen *screen_new (guint n_rows, guint n_columns) G_GNUC_WARN_UNUSED_RESULT;
void screen_free (Screen *self);

/* The window is given another width; what is shown stays where it is. */
void screen_set_n_columns (Screen *self, guint n_columns);

void screen_write (Screen *self, const char *bytes, gsize length);

/* Answers all rows down to the cursor's, without the blanks at their ends. */
char *screen_to_string (Screen *self) G_GNUC_WARN_UNUSED_RESULT;

guint screen_get_cursor_column (Screen *self);

/* How often the program has chosen a colour so far. */
guint screen_get_n_colours (Screen *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Screen, screen_free)

G_END_DECLS
