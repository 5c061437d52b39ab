/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The bank on a terminal of its own, with somebody who types and looks at the screen. */
typedef struct _TerminalSession TerminalSession;

/* Starts the program that the environment variable BANK names. @variables are set for it,
 * "NAME=VALUE" each; without any, the terminal is an xterm. Whatever it keeps is kept in a folder
 * that goes away with the session.
 */
TerminalSession *terminal_session_new (const char *const *variables, const char *const *arguments)
    G_GNUC_WARN_UNUSED_RESULT;

/* Begins another after the end of the last, in the same folder. */
void terminal_session_restart (TerminalSession *self);

void terminal_session_type (TerminalSession *self, const char *keys);

/* Waits until the screen ends with this, with its blanks at the ends of rows left out. */
void terminal_session_expect (TerminalSession *self, const char *end);

/* Waits until the cursor is in this column. */
void terminal_session_expect_column (TerminalSession *self, guint column);

/* Gives the window another width. */
void terminal_session_resize (TerminalSession *self, guint n_columns);

void terminal_session_signal (TerminalSession *self, int signal);

/* Stops the program, uses the terminal as a shell does, and lets the program go on. */
void terminal_session_stop_for_a_while (TerminalSession *self);

/* Says whether the terminal shows what is typed, a line at a time, as terminals do by themselves.
 */
gboolean terminal_session_is_cooked (TerminalSession *self);

/* How often a colour was chosen. */
guint terminal_session_get_n_colours (TerminalSession *self);

/* Waits for the end of the program and answers its exit status. */
int terminal_session_finish (TerminalSession *self);

/* The same for a program that a signal kills: answers the signal. */
int terminal_session_finish_killed (TerminalSession *self);

/* What is on the screen. */
char *terminal_session_to_string (TerminalSession *self) G_GNUC_WARN_UNUSED_RESULT;

void terminal_session_free (TerminalSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TerminalSession, terminal_session_free)

G_END_DECLS
