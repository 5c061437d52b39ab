/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "terminal-rescue.h"

#include <glib.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

/* Written before the handler is there that reads it. */
static struct termios found;

/* Both functions are among the few that a signal handler may call. The default action is back
 * already.
 */
static void
rescue_handler (int signal)
{
  tcsetattr (STDIN_FILENO, TCSANOW, &found);
  raise (signal);
}

void
terminal_rescue_begin (void)
{
  static const int fatal[] = { SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV };
  const struct sigaction rescue = { .sa_handler = rescue_handler,
                                    .sa_flags = (int) SA_RESETHAND | SA_NODEFER };

  if (tcgetattr (STDIN_FILENO, &found) != 0)
    return;

  /* Whoever has a handler already, a sanitizer say, knows better. */
  for (gsize i = 0; i < G_N_ELEMENTS (fatal); i++)
    {
      struct sigaction present;

      if (sigaction (fatal[i], NULL, &present) == 0 && present.sa_handler == SIG_DFL)
        sigaction (fatal[i], &rescue, NULL);
    }
}
