/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "batch.h"

#include <stdio.h>
#include <string.h>

#include "bank-error.h"
#include "command.h"

#define CHUNK (64 * 1024)

/* The lines of a stream. What has been read of it is in @text, up to @next it has been used. */
typedef struct
{
  GInputStream *input;
  GCancellable *cancellable;
  GByteArray *text;
  gsize next;
  gboolean at_end;
} Lines;

/* Answers have been printed as far as there were commands: whoever sends them is to see that. */
static gboolean
read_more (Lines *self, GError **error)
{
  DomoPromise *promise = domo_promise_new ();
  DomoFuture *ready = domo_promise_get_future (promise);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;

  fflush (stdout);
  g_input_stream_read_bytes_async (self->input, CHUNK, G_PRIORITY_DEFAULT, self->cancellable,
                                   domo_promise_async_ready, promise);
  result = domo_await_object (ready, error);
  bytes = result != NULL ? g_input_stream_read_bytes_finish (self->input, result, error) : NULL;
  if (bytes == NULL)
    return FALSE;

  g_byte_array_remove_range (self->text, 0, self->next);
  self->next = 0;
  self->at_end = g_bytes_get_size (bytes) == 0;
  g_byte_array_append (self->text, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return TRUE;
}

/* Sets @line to the next one, valid until the next call, without its line break; NULL at the end.
 */
static gboolean
read_line (Lines *self, char **line, gsize *length, GError **error)
{
  gsize looked_at = 0;

  *line = NULL;
  for (;;)
    {
      char *begin = (char *) self->text->data + self->next;
      gsize n_left = self->text->len - self->next;
      char *end = n_left > looked_at ? memchr (begin + looked_at, '\n', n_left - looked_at) : NULL;

      if (end != NULL || (self->at_end && n_left > 0))
        {
          /* A last line without a line break is given one. */
          if (end == NULL)
            {
              g_byte_array_append (self->text, (const guint8 *) "\n", 1);
              continue;
            }

          *line = begin;
          *length = end - begin;
          *end = '\0';
          self->next += *length + 1;
          return TRUE;
        }

      if (self->at_end)
        return TRUE;

      looked_at = n_left;
      if (!read_more (self, error))
        return FALSE;
    }
}

static void
report (Batch *self, guint64 line_number, const char *message)
{
  fflush (stdout);
  fprintf (stderr, "line %" G_GUINT64_FORMAT ": %s\n", line_number, message);
  self->failed = TRUE;
}

static char *
serve (Batch *self, const char *line, GCancellable *cancellable, GError **error)
{
  return domo_await_string (domo_future_with_cancellable (demo_teller_serve (self->teller, line),
                                                          cancellable),
                            error);
}

/* Blank lines and comments are not worth a message. */
static gboolean
is_empty (const char *line, gsize length)
{
  gsize n_blanks = strspn (line, " \t\r");

  return (n_blanks == length || line[n_blanks] == '#') && strlen (line) == length;
}

/* What is done here rather than by the teller; NULL if the line is not for here. */
static const CommandForm *
find_own (const char *line)
{
  const CommandForm *form = command_find_form (line);

  return form != NULL && (form->verb == COMMAND_QUIT || form->verb == COMMAND_TREE) ? form : NULL;
}

/* Answers the text to print. */
static char *
obey (Batch *self,
      const char *line,
      gsize length,
      GCancellable *cancellable,
      gboolean *done,
      GError **error)
{
  g_autoptr (Command) command = NULL;
  const CommandForm *own = find_own (line);

  /* Where the string that the teller is sent would be another. */
  if (own == NULL && strlen (line) == length)
    return serve (self, line, cancellable, error);

  if (!command_parse (line, length, &command, error))
    return NULL;
  if (own != NULL && own->verb == COMMAND_TREE)
    return g_strchomp (domo_stage_dump (self->stage, DOMO_DUMP_FORMAT_TEXT));

  *done = TRUE;
  return g_strdup ("");
}

void
batch_run (Batch *self, GInputStream *input)
{
  GCancellable *cancellable = interrupts_begin_wait (self->interrupts);
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autoptr (GError) trouble = NULL;
  Lines lines = { .input = input, .cancellable = cancellable, .text = text };
  guint64 line_number = 0;
  gboolean done = FALSE;

  while (!done && !g_cancellable_is_cancelled (cancellable))
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *answer = NULL;
      char *line;
      gsize length;

      if (!read_line (&lines, &line, &length, &trouble) || line == NULL)
        break;

      line_number++;
      if (is_empty (line, length))
        continue;

      answer = obey (self, line, length, cancellable, &done, &error);
      if (error != NULL && !g_cancellable_is_cancelled (cancellable))
        report (self, line_number, error->message);
      else if (answer != NULL && answer[0] != '\0')
        printf ("%s\n", answer);
      self->n_commands += error != NULL || (answer != NULL && answer[0] != '\0');
    }

  if (g_cancellable_is_cancelled (cancellable))
    report (self, line_number, "Interrupted");
  else if (trouble != NULL)
    {
      fprintf (stderr, "Cannot read commands: %s\n", trouble->message);
      self->failed = TRUE;
    }
  interrupts_end_wait (self->interrupts);

  if (fflush (stdout) != 0 || ferror (stdout))
    {
      fprintf (stderr, "Cannot write all of the answers\n");
      self->failed = TRUE;
    }
}
