/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

#include "completer.h"

G_BEGIN_DECLS

/* The protocol of the terminal: one line is asked for at a time, and whatever else is shown appears
 * above it.
 */
#define DEMO_TYPE_TERMINAL (demo_terminal_get_type ())
G_DECLARE_INTERFACE (DemoTerminal, demo_terminal, DEMO, TERMINAL, DomoProtocol)

struct _DemoTerminalInterface
{
  GTypeInterface parent_iface;

  void (*read_line) (DemoTerminal *self,
                     const char *prompt,
                     const char *subject,
                     DomoPromise *promise);
  void (*set_completer) (DemoTerminal *self, DemoCompleter *completer);
  void (*print) (DemoTerminal *self, const char *text);
  void (*remember) (DemoTerminal *self, const char *line);
  void (*interrupt) (DemoTerminal *self);
  void (*end) (DemoTerminal *self);
  void (*resize) (DemoTerminal *self);
  void (*resume) (DemoTerminal *self);
};

/* Why there is no line. */
#define TERMINAL_ERROR (terminal_error_quark ())

typedef enum
{
  TERMINAL_ERROR_INTERRUPTED,
  TERMINAL_ERROR_END,
} TerminalError;

GQuark terminal_error_quark (void);

/* The subject of a line that is a command; any other is the name of one of its arguments. */
#define TERMINAL_COMMAND "COMMAND"

/* Answers what is typed at @prompt, or is rejected with a TERMINAL_ERROR. @subject says what it is
 * about, for the completion.
 *
 * This is no ask, because an ask has a limit, and people think as long as they like: it hands the
 * terminal a promise to keep.
 */
DomoFuture *terminal_read_line (DemoTerminal *self, const char *prompt, const char *subject)
    G_GNUC_WARN_UNUSED_RESULT;

/* Says who completes what is typed. */
void demo_terminal_set_completer (DemoTerminal *self, DemoCompleter *completer);

/* Shows a text, without a line break at its end. */
void demo_terminal_print (DemoTerminal *self, const char *text);

/* Keeps a command to come back to with the arrow keys. */
void demo_terminal_remember (DemoTerminal *self, const char *line);

/* The line that is asked for is given up: once, or it and all that come. */
void demo_terminal_interrupt (DemoTerminal *self);
void demo_terminal_end (DemoTerminal *self);

/* The window has changed its size. */
void demo_terminal_resize (DemoTerminal *self);

/* The program goes on after a while in which the terminal was somebody else's. */
void demo_terminal_resume (DemoTerminal *self);

G_END_DECLS
