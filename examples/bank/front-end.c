/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "front-end.h"

#include <string.h>

#include "command.h"
#include "menu.h"
#include "paint.h"

#define WELCOME "The bank: choose a number, or type a command ('help' shows them)."

/* This is code of main(), outside all actors. Its waits run the main loop, and with it the actors,
 * so it can be written down in the order in which it happens.
 */
static void
print (FrontEnd *self, Paint what, const char *text)
{
  g_autofree char *painted = paint (what, text, self->colours);

  demo_terminal_print (self->terminal, painted);
}

static void
show_menu (FrontEnd *self)
{
  g_autofree char *menu = menu_describe ();

  demo_terminal_print (self->terminal, menu);
}

static void
show_tree (FrontEnd *self)
{
  g_autofree char *tree = domo_stage_dump (self->stage, DOMO_DUMP_FORMAT_TEXT);

  demo_terminal_print (self->terminal, g_strchomp (tree));
}

static void
serve (FrontEnd *self, const char *line)
{
  GCancellable *cancellable = interrupts_begin_wait (self->interrupts);
  g_autoptr (GError) error = NULL;
  g_autofree char *text =
      domo_await_string (domo_future_with_cancellable (demo_teller_serve (self->teller, line),
                                                       cancellable),
                         &error);

  interrupts_end_wait (self->interrupts);

  if (g_error_matches (error, DOMO_ERROR, DOMO_ERROR_CANCELLED))
    print (self, PAINT_ERROR, "Not waited for any longer; the bank may still do it");
  else if (error != NULL)
    print (self, PAINT_ERROR, error->message);
  else if (text != NULL && text[0] != '\0')
    demo_terminal_print (self->terminal, text);
}

/* Does what a command says that is not the teller's business. */
static gboolean
do_here (FrontEnd *self, CommandVerb verb, gboolean *done)
{
  switch (verb)
    {
    case COMMAND_QUIT:
      *done = TRUE;
      return TRUE;

    case COMMAND_MENU:
      show_menu (self);
      return TRUE;

    case COMMAND_TREE:
      show_tree (self);
      return TRUE;

    default:
      return FALSE;
    }
}

/* Does what a line says; TRUE if that is to leave. */
static gboolean
obey (FrontEnd *self, const char *line)
{
  g_autoptr (Command) command = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  demo_terminal_remember (self->terminal, line);
  if (!command_parse (line, strlen (line), &command, &error))
    print (self, PAINT_ERROR, error->message);
  else if (command != NULL && !do_here (self, command->verb, &done))
    serve (self, line);

  return done;
}

/* Goes through what the customer has chosen by its number. */
static gboolean
obey_choice (FrontEnd *self, const char *name, GError **error)
{
  g_autofree char *line =
      menu_complete_command (name, self->terminal, self->bank, self->colours, error);

  if (line != NULL)
    return obey (self, line);

  if (*error == NULL)
    show_menu (self);
  return FALSE;
}

void
front_end_run (FrontEnd *self)
{
  g_autofree char *prompt = paint_prompt ("bank>", self->colours);
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  print (self, PAINT_TITLE, WELCOME);
  show_menu (self);

  while (!done && error == NULL)
    {
      g_autofree char *line =
          domo_await_string (terminal_read_line (self->terminal, prompt, TERMINAL_COMMAND), &error);
      const char *chosen;

      if (line == NULL)
        break;

      chosen = menu_find (g_strstrip (line));
      if (chosen != NULL)
        done = obey_choice (self, chosen, &error);
      else if (line[0] == '\0')
        show_menu (self);
      else
        done = obey (self, line);
    }
}
