/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "terminal.h"

G_DEFINE_QUARK (terminal - error - quark, terminal_error)

G_DEFINE_INTERFACE (DemoTerminal, demo_terminal, DOMO_TYPE_PROTOCOL)

static void
demo_terminal_default_init (DemoTerminalInterface *iface)
{
  domo_protocol_add_tell (iface, "read-line", G_STRUCT_OFFSET (DemoTerminalInterface, read_line), 3,
                          G_TYPE_STRING, G_TYPE_STRING, DOMO_TYPE_PROMISE);
  domo_protocol_add_tell (iface, "set-completer",
                          G_STRUCT_OFFSET (DemoTerminalInterface, set_completer), 1,
                          DEMO_TYPE_COMPLETER);
  domo_protocol_add_tell (iface, "print", G_STRUCT_OFFSET (DemoTerminalInterface, print), 1,
                          G_TYPE_STRING);
  domo_protocol_add_tell (iface, "remember", G_STRUCT_OFFSET (DemoTerminalInterface, remember), 1,
                          G_TYPE_STRING);
  domo_protocol_add_tell (iface, "interrupt", G_STRUCT_OFFSET (DemoTerminalInterface, interrupt),
                          0);
  domo_protocol_add_tell (iface, "end", G_STRUCT_OFFSET (DemoTerminalInterface, end), 0);
  domo_protocol_add_tell (iface, "resize", G_STRUCT_OFFSET (DemoTerminalInterface, resize), 0);
  domo_protocol_add_tell (iface, "resume", G_STRUCT_OFFSET (DemoTerminalInterface, resume), 0);
}

DomoFuture *
terminal_read_line (DemoTerminal *self, const char *prompt, const char *subject)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();

  g_return_val_if_fail (DEMO_IS_TERMINAL (self), NULL);

  DEMO_TERMINAL_GET_IFACE (self)->read_line (self, prompt, subject, promise);
  return domo_promise_get_future (promise);
}

void
demo_terminal_set_completer (DemoTerminal *self, DemoCompleter *completer)
{
  g_return_if_fail (DEMO_IS_TERMINAL (self));

  DEMO_TERMINAL_GET_IFACE (self)->set_completer (self, completer);
}

void
demo_terminal_print (DemoTerminal *self, const char *text)
{
  g_return_if_fail (DEMO_IS_TERMINAL (self));

  DEMO_TERMINAL_GET_IFACE (self)->print (self, text);
}

void
demo_terminal_remember (DemoTerminal *self, const char *line)
{
  g_return_if_fail (DEMO_IS_TERMINAL (self));

  DEMO_TERMINAL_GET_IFACE (self)->remember (self, line);
}

void
demo_terminal_interrupt (DemoTerminal *self)
{
  g_return_if_fail (DEMO_IS_TERMINAL (self));

  DEMO_TERMINAL_GET_IFACE (self)->interrupt (self);
}

void
demo_terminal_end (DemoTerminal *self)
{
  g_return_if_fail (DEMO_IS_TERMINAL (self));

  DEMO_TERMINAL_GET_IFACE (self)->end (self);
}

void
demo_terminal_resize (DemoTerminal *self)
{
  g_return_if_fail (DEMO_IS_TERMINAL (self));

  DEMO_TERMINAL_GET_IFACE (self)->resize (self);
}

void
demo_terminal_resume (DemoTerminal *self)
{
  g_return_if_fail (DEMO_IS_TERMINAL (self));

  DEMO_TERMINAL_GET_IFACE (self)->resume (self);
}
