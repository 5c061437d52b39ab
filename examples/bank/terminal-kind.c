/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "terminal-kind.h"

#include <unistd.h>

#ifdef HAVE_LIBEDIT
#include <term.h>

static gboolean
has_string (const char *name)
{
  const char *string = tigetstr (name);

  return string != NULL && string != (const char *) -1;
}

/* Asks the data base of terminals. */
static void
look_up (TerminalKind *kind)
{
  int outcome;

  if (setupterm (NULL, STDOUT_FILENO, &outcome) != 0)
    return;

  kind->can_edit = has_string ("cuu1") && has_string ("ed");
  kind->has_colours = tigetnum ("colors") >= 8;
  del_curterm (cur_term);
}
#else
static void
look_up (TerminalKind *kind)
{
}
#endif

void
terminal_kind_find (TerminalKind *kind)
{
  const char *no_color = g_getenv ("NO_COLOR");

  *kind = (TerminalKind){ .is_interactive = isatty (STDIN_FILENO) };

  if (!kind->is_interactive || !isatty (STDOUT_FILENO))
    return;

  look_up (kind);
  if (no_color != NULL && no_color[0] != '\0')
    kind->has_colours = FALSE;
}
