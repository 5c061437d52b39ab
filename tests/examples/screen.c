/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "screen.h"

#include <stdlib.h>
#include <string.h>

#define MAX_COLUMNS 300

struct _Screen
{
  guint n_rows;
  guint n_columns;

  /* Of gunichar, MAX_COLUMNS a row; zero where nothing was written. */
  gunichar *cells;

  guint row;
  guint column;

  /* A character was written into the last column, and the next one goes to the next row. */
  gboolean wraps;

  guint n_colours;

  /* Bytes that are no whole character or sequence yet. */
  GString *rest;
};

Screen *
screen_new (guint n_rows, guint n_columns)
{
  Screen *self = g_new0 (Screen, 1);

  self->n_rows = n_rows;
  self->n_columns = n_columns;
  self->cells = g_new0 (gunichar, n_rows * MAX_COLUMNS);
  self->rest = g_string_new (NULL);

  return self;
}

void
screen_free (Screen *self)
{
  g_free (self->cells);
  g_string_free (self->rest, TRUE);
  g_free (self);
}

void
screen_set_n_columns (Screen *self, guint n_columns)
{
  g_assert_cmpuint (n_columns, <=, MAX_COLUMNS);

  self->n_columns = n_columns;
  self->column = MIN (self->column, n_columns - 1);
}

static gunichar *
get_row (Screen *self, guint row)
{
  return self->cells + row * MAX_COLUMNS;
}

static void
clear_row (Screen *self, guint row, guint from, guint to)
{
  memset (get_row (self, row) + from, 0, (to - from) * sizeof (gunichar));
}

static void
go_down (Screen *self)
{
  if (self->row + 1 < self->n_rows)
    {
      self->row++;
      return;
    }

  memmove (self->cells, get_row (self, 1), (self->n_rows - 1) * MAX_COLUMNS * sizeof (gunichar));
  clear_row (self, self->n_rows - 1, 0, MAX_COLUMNS);
}

static void
put (Screen *self, gunichar character)
{
  if (self->wraps)
    {
      self->column = 0;
      go_down (self);
    }

  get_row (self, self->row)[self->column] = character;
  self->wraps = self->column + 1 == self->n_columns;
  if (!self->wraps)
    self->column++;
}

static void
control (Screen *self, char character)
{
  self->wraps = FALSE;

  switch (character)
    {
    case '\r':
      self->column = 0;
      break;

    case '\n':
      go_down (self);
      break;

    case '\b':
      self->column -= self->column > 0;
      break;

    case '\t':
      self->column = MIN ((self->column | 7) + 1, self->n_columns - 1);
      break;

    case '\a':
      break;

    default:
      g_error ("The screen knows no control character %d", character);
    }
}

static void
erase_below (Screen *self)
{
  clear_row (self, self->row, self->column, MAX_COLUMNS);
  for (guint row = self->row + 1; row < self->n_rows; row++)
    clear_row (self, row, 0, MAX_COLUMNS);
}

/* Moves the row's characters right of the cursor, by @n to the right, or to the left if it is
 * negative.
 */
static void
shift (Screen *self, int n)
{
  gunichar *row = get_row (self, self->row);
  guint left = self->column + MAX (-n, 0);
  guint right = self->column + MAX (n, 0);
  guint length = self->n_columns - MAX (left, right);

  memmove (row + right, row + left, length * sizeof (gunichar));
  if (n > 0)
    clear_row (self, self->row, self->column, right);
  else
    clear_row (self, self->row, self->n_columns + n, self->n_columns);
}

/* One that begins with ESC [; @text is between that and the letter at its end. */
static void
obey_sequence (Screen *self, const char *text, char letter)
{
  int n = MAX (atoi (text), 1);

  self->wraps = FALSE;

  switch (letter)
    {
    case 'A':
      self->row -= MIN ((guint) n, self->row);
      break;

    case 'B':
      self->row = MIN (self->row + n, self->n_rows - 1);
      break;

    case 'C':
      self->column = MIN (self->column + n, self->n_columns - 1);
      break;

    case 'D':
      self->column -= MIN ((guint) n, self->column);
      break;

    case 'G':
      self->column = MIN ((guint) n, self->n_columns) - 1;
      break;

    case 'J':
      g_assert_cmpstr (text, ==, "");
      erase_below (self);
      break;

    case 'K':
      g_assert_cmpstr (text, ==, "");
      clear_row (self, self->row, self->column, MAX_COLUMNS);
      break;

    case '@':
      shift (self, n);
      break;

    case 'P':
      shift (self, -n);
      break;

    case 'm':
      self->n_colours++;
      break;

    /* Modes of the keyboard. */
    case 'h':
    case 'l':
      break;

    default:
      g_error ("The screen knows no sequence ESC [ %s %c", text, letter);
    }
}

/* Answers how many of the bytes it used: none when what they begin is not whole. */
static gsize
take (Screen *self, const char *bytes, gsize length)
{
  g_autofree char *text = NULL;
  gunichar character;
  gsize n;

  if (bytes[0] == '\033')
    {
      if (length < 2)
        return 0;
      if (bytes[1] != '[')
        return 2;

      for (n = 2; n < length && !g_ascii_isalpha (bytes[n]) && bytes[n] != '@'; n++)
        ;
      if (n == length)
        return 0;

      text = g_strndup (bytes + 2, n - 2);
      obey_sequence (self, text, bytes[n]);
      return n + 1;
    }

  if ((guchar) bytes[0] < ' ')
    {
      control (self, bytes[0]);
      return 1;
    }

  character = g_utf8_get_char_validated (bytes, length);
  if (character == (gunichar) -2)
    return 0;

  g_assert_cmpuint (character, !=, (gunichar) -1);
  put (self, character);
  return g_utf8_skip[(guchar) bytes[0]];
}

void
screen_write (Screen *self, const char *bytes, gsize length)
{
  gsize used = 0;
  gsize n;

  g_string_append_len (self->rest, bytes, length);
  while (used < self->rest->len &&
         (n = take (self, self->rest->str + used, self->rest->len - used)) > 0)
    used += n;
  g_string_erase (self->rest, 0, used);
}

char *
screen_to_string (Screen *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint row = 0; row <= self->row; row++)
    {
      const gunichar *cells = get_row (self, row);
      guint end = MAX_COLUMNS;

      while (end > 0 && (cells[end - 1] == 0 || cells[end - 1] == ' '))
        end--;
      for (guint column = 0; column < end; column++)
        g_string_append_unichar (text, cells[column] != 0 ? cells[column] : ' ');
      if (row < self->row)
        g_string_append_c (text, '\n');
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

guint
screen_get_cursor_column (Screen *self)
{
  return self->column;
}

guint
screen_get_n_colours (Screen *self)
{
  return self->n_colours;
}
