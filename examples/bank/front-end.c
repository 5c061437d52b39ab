/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "front-end.h"

#include <stdio.h>

#include "command.h"

typedef struct
{
  DemoTeller *teller;
  GDataInputStream *input;
  GMainLoop *loop;
  gboolean interactive;
  guint line_number;
  gboolean failed;
} FrontEnd;

static void read_line (FrontEnd *self);

/* Not g_print(): what came in as UTF-8 goes out as UTF-8, whatever the locale. */
static void
print_answer (const char *text)
{
  printf ("%s\n", text);
  fflush (stdout);
}

static void
report (FrontEnd *self, const GError *error)
{
  if (self->interactive)
    {
      fprintf (stderr, "%s\n", error->message);
      return;
    }

  fprintf (stderr, "line %u: %s\n", self->line_number, error->message);
  self->failed = TRUE;
}

/* The command is done, one way or the other. */
static DomoFuture *
served_cb (DomoFuture *settled, gpointer data)
{
  FrontEnd *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = domo_future_dup_string (settled, &error);

  if (error != NULL)
    report (self, error);
  else
    print_answer (text);

  read_line (self);
  return NULL;
}

static void
line_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  FrontEnd *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Command) command = NULL;
  g_autofree char *line = NULL;
  gsize length;

  line = g_data_input_stream_read_line_finish (self->input, result, &length, &error);
  if (error != NULL)
    {
      fprintf (stderr, "Cannot read commands: %s\n", error->message);
      self->failed = TRUE;
    }
  if (line == NULL)
    {
      /* What the terminal shows next is not to follow the prompt. */
      if (self->interactive)
        printf ("\n");

      g_main_loop_quit (self->loop);
      return;
    }

  self->line_number++;
  if (!command_parse (line, length, &command, &error))
    report (self, error);

  if (command == NULL)
    read_line (self);
  else if (command->verb == COMMAND_QUIT)
    g_main_loop_quit (self->loop);
  else
    /* Nothing comes after the last step, so nobody needs the future it settles. */
    domo_future_unref (
        domo_future_finally (demo_teller_serve (self->teller, line), served_cb, self, NULL));
}

static void
read_line (FrontEnd *self)
{
  if (self->interactive)
    {
      printf ("bank> ");
      fflush (stdout);
    }

  g_data_input_stream_read_line_async (self->input, G_PRIORITY_DEFAULT, NULL, line_read_cb, self);
}

gboolean
front_end_run (DemoTeller *teller, GInputStream *input, gboolean interactive)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (input);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  FrontEnd self = { .teller = teller, .input = lines, .loop = loop, .interactive = interactive };

  read_line (&self);
  g_main_loop_run (loop);

  if (fflush (stdout) != 0 || ferror (stdout))
    {
      fprintf (stderr, "Cannot write all of the answers\n");
      self.failed = TRUE;
    }

  return !self.failed;
}
