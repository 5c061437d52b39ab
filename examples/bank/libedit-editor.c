/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "libedit-editor.h"

#include <histedit.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

/* Between the halves of a prompt that only colour it. */
#define UNSEEN '\1'

#define END_OF_FILE L'\004'

/* How long the rest of a key may take, over a slow line, or to find it on the keyboard. The actor
 * that has the terminal waits meanwhile.
 */
#define KEY_LIMIT (2 * G_USEC_PER_SEC)

#define HISTORY_SIZE 500

struct _LibeditEditor
{
  LineEditor parent_instance;

  EditLine *editor;
  HistoryW *lines;
  HistoryW *no_lines;
  char *file;

  /* The key in hand began with an escape. */
  gboolean in_sequence;
};

G_DEFINE_FINAL_TYPE (LibeditEditor, libedit_editor, LINE_TYPE_EDITOR)

static LibeditEditor *
get_self (EditLine *editor)
{
  gpointer self = NULL;

  el_get (editor, EL_CLIENTDATA, &self);
  return self;
}

/* --- Keys --------------------------------------------------------------------------------------
 */

/* Reads a character out of the keys: its length, 0 when they end too early. */
static gsize
decode (const char *keys, gsize length, wchar_t *character)
{
  mbstate_t state = { 0 };
  gsize n = mbrtowc (character, keys, length, &state);

  if (n == (gsize) -2)
    return 0;

  /* Not of this character set: one byte is skipped. */
  if (n == (gsize) -1)
    {
      *character = L'?';
      return 1;
    }
  return MAX (n, 1);
}

/* Called by libedit, which takes this for a read() that blocks. It is called for the first
 * character of a key only when that has come. What a key sends after it may be late: then the call
 * waits, and with it all of libedit on this stack, while the main loop goes on.
 */
static int
read_character_cb (EditLine *editor, wchar_t *character)
{
  LibeditEditor *self = get_self (editor);
  GString *keys = line_editor_get_keys (LINE_EDITOR (self));
  gpointer data;
  const LineEditorHelp *help = line_editor_get_help (LINE_EDITOR (self), &data);
  gsize n;

  while ((n = decode (keys->str, keys->len, character)) == 0)
    {
      gboolean cut_off = self->in_sequence || keys->len > 0;

      if (help->wait_for_keys (data, KEY_LIMIT))
        continue;

      g_string_truncate (keys, 0);
      if (cut_off)
        return -1;

      /* To commands that want a character a failing read is the end of everything. */
      *character = L'\a';
      return 1;
    }

  self->in_sequence = self->in_sequence || *character == L'\033';
  g_string_erase (keys, 0, n);
  return 1;
}

/* --- Where things are on the screen --------------------------------------------------------------
 */

static int
get_n_columns (void)
{
  struct winsize size;

  return ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : 80;
}

/* How far @column is along after the characters, as libedit shows them. */
static int
advance (int column, const wchar_t *from, const wchar_t *to)
{
  for (const wchar_t *p = from; p < to; p++)
    {
      int width = wcwidth (*p);

      if (*p == L'\t')
        column = (column | 7) + 1;
      else
        column += width >= 0 ? width : 2;
    }

  return column;
}

static int
get_prompt_width (LibeditEditor *self)
{
  g_autofree wchar_t *wide = NULL;
  gboolean unseen = FALSE;
  wchar_t *end;

  wide = (wchar_t *) g_utf8_to_ucs4_fast (line_editor_get_prompt (LINE_EDITOR (self)), -1, NULL);
  end = wide;
  for (const wchar_t *p = wide; *p != L'\0'; p++)
    if (*p == UNSEEN)
      unseen = !unseen;
    else if (!unseen)
      *end++ = *p;

  return advance (0, wide, end);
}

/* The row of the cursor, and of the end of the line, counted from the prompt's. */
static void
get_rows (LibeditEditor *self, int *cursor, int *end)
{
  const LineInfoW *line = el_wline (self->editor);
  int n_columns = get_n_columns ();
  int column = advance (get_prompt_width (self), line->buffer, line->cursor);

  *cursor = column / n_columns;
  *end = advance (column, line->cursor, line->lastchar) / n_columns;
}

static void
print_capability (LibeditEditor *self, const char *name, int times)
{
  char *sequence = NULL;

  if (el_get (self->editor, EL_GETTC, name, &sequence) != 0 || sequence == NULL)
    return;
  while (times-- > 0)
    fputs (sequence, stdout);
}

static void
libedit_editor_hide (LineEditor *editor)
{
  LibeditEditor *self = LIBEDIT_EDITOR (editor);
  int cursor, end;

  get_rows (self, &cursor, &end);
  putchar ('\r');
  print_capability (self, "up", cursor);
  print_capability (self, "cd", 1);
}

static void
libedit_editor_show (LineEditor *editor)
{
  el_set (LIBEDIT_EDITOR (editor)->editor, EL_REFRESH);
}

/* The terminal has laid out anew what it shows, and hide() counts with the new width. */
static void
libedit_editor_resize (LineEditor *editor)
{
  libedit_editor_hide (editor);
  fflush (stdout);
  el_resize (LIBEDIT_EDITOR (editor)->editor);
  libedit_editor_show (editor);
}

static void
libedit_editor_resume (LineEditor *editor)
{
  LibeditEditor *self = LIBEDIT_EDITOR (editor);

  /* It takes the modes for those that it last set, so it has to set both. */
  el_set (self->editor, EL_PREP_TERM, 0);
  el_set (self->editor, EL_PREP_TERM, 1);
  libedit_editor_show (editor);
}

/* --- Completion ----------------------------------------------------------------------------------
 */

static gsize
get_common_length (const char *const *words)
{
  gsize length = strlen (words[0]);

  for (guint i = 1; words[i] != NULL; i++)
    for (gsize j = 0; j < length; j++)
      if (words[i][j] != words[0][j])
        length = j;

  return length;
}

static void
show_words (LibeditEditor *self, const char *const *words)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize width = get_n_columns ();
  gsize column = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      gsize n = g_utf8_strlen (words[i], -1);

      if (column > 0 && column + 2 + n > width)
        {
          g_string_append_c (text, '\n');
          column = 0;
        }
      g_string_append_printf (text, "%s%s", column > 0 ? "  " : "", words[i]);
      column += (column > 0 ? 2 : 0) + n;
    }
  line_editor_print (LINE_EDITOR (self), text->str);
}

static void
insert (LibeditEditor *self, const char *text)
{
  g_autofree wchar_t *wide = (wchar_t *) g_utf8_to_ucs4_fast (text, -1, NULL);

  el_winsertstr (self->editor, wide);
}

/* The key for completion. Finding the words may take a while, in which this call waits. */
static unsigned char
complete_cb (EditLine *editor, int character)
{
  LibeditEditor *self = get_self (editor);
  const LineInfoW *line = el_wline (editor);
  g_autofree char *before = NULL;
  g_auto (GStrv) words = NULL;
  gpointer data;
  const LineEditorHelp *help = line_editor_get_help (LINE_EDITOR (self), &data);
  const char *word;
  gsize common;

  before = g_ucs4_to_utf8 ((const gunichar *) line->buffer, line->cursor - line->buffer, NULL, NULL,
                           NULL);
  if (before == NULL)
    return CC_ERROR;
  word = strrchr (before, ' ');
  word = word != NULL ? word + 1 : before;

  words = help->complete (data, before);
  if (words == NULL || words[0] == NULL)
    return CC_ERROR;

  common = get_common_length ((const char *const *) words);
  if (words[1] == NULL || common > strlen (word))
    {
      g_autofree char *rest = g_strndup (words[0] + strlen (word), common - strlen (word));

      insert (self, rest);
      if (words[1] == NULL)
        insert (self, " ");
      return CC_REFRESH;
    }

  show_words (self, (const char *const *) words);
  return CC_NORM;
}

/* --- Lines ---------------------------------------------------------------------------------------
 */

static void
libedit_editor_begin (LineEditor *editor, gboolean with_history)
{
  LibeditEditor *self = LIBEDIT_EDITOR (editor);

  el_wset (self->editor, EL_HIST, history_w, with_history ? self->lines : self->no_lines);
  el_set (self->editor, EL_UNBUFFERED, 1);
}

static LineEditorResult
end_line (LibeditEditor *self, LineEditorResult result)
{
  el_set (self->editor, EL_UNBUFFERED, 0);
  return result;
}

/* Libedit is called for one key at a time, so that it never has to wait for the next. */
static LineEditorResult
libedit_editor_step (LineEditor *editor, char **line)
{
  LibeditEditor *self = LIBEDIT_EDITOR (editor);
  GString *keys = line_editor_get_keys (editor);

  while (keys->len > 0)
    {
      const wchar_t *wide;
      int n = 0;

      self->in_sequence = FALSE;
      wide = el_wgets (self->editor, &n);
      if (wide == NULL || n <= 0)
        continue;

      if (n == 1 && wide[0] == END_OF_FILE)
        {
          putchar ('\n');
          fflush (stdout);
          return end_line (self, LINE_EDITOR_END);
        }
      if (wide[n - 1] == L'\n' || wide[n - 1] == L'\r')
        {
          *line = g_ucs4_to_utf8 ((const gunichar *) wide, n - 1, NULL, NULL, NULL);
          if (*line == NULL)
            *line = g_strdup ("");
          return end_line (self, LINE_EDITOR_LINE);
        }
    }

  return LINE_EDITOR_MORE;
}

static void
libedit_editor_abandon (LineEditor *editor, const char *mark)
{
  LibeditEditor *self = LIBEDIT_EDITOR (editor);
  int cursor, end;

  get_rows (self, &cursor, &end);
  while (cursor++ < end)
    putchar ('\n');
  puts (mark);
  fflush (stdout);
  end_line (self, LINE_EDITOR_END);
}

static void
libedit_editor_remember (LineEditor *editor, const char *line)
{
  LibeditEditor *self = LIBEDIT_EDITOR (editor);
  g_autofree wchar_t *wide = (wchar_t *) g_utf8_to_ucs4_fast (line, -1, NULL);
  HistEventW event;

  history_w (self->lines, &event, H_ENTER, wide);
}

/* --- From beginning to end -----------------------------------------------------------------------
 */

static char *
get_prompt_cb (EditLine *editor)
{
  return (char *) line_editor_get_prompt (LINE_EDITOR (get_self (editor)));
}

static HistoryW *
make_history (void)
{
  HistoryW *history = history_winit ();
  HistEventW event;

  history_w (history, &event, H_SETSIZE, HISTORY_SIZE);
  history_w (history, &event, H_SETUNIQUE, 1);
  return history;
}

static void
bind_keys (EditLine *editor)
{
  static const char *const keys[][2] = {
    { "^I", "domo-complete" },
    { "^P", "ed-search-prev-history" },
    { "^N", "ed-search-next-history" },
    { "^[[A", "ed-search-prev-history" },
    { "^[[B", "ed-search-next-history" },
    { "^[OA", "ed-search-prev-history" },
    { "^[OB", "ed-search-next-history" },
    { "^[[1~", "ed-move-to-beg" },
    { "^[[4~", "ed-move-to-end" },
    { "^[[H", "ed-move-to-beg" },
    { "^[[F", "ed-move-to-end" },
    { "^[[3~", "ed-delete-next-char" },
    { "^[[1;5C", "em-next-word" },
    { "^[[1;5D", "ed-prev-word" },
    { "^W", "ed-delete-prev-word" },
  };

  el_set (editor, EL_EDITOR, "emacs");
  /* The wide form, because the other one keeps copies that it never frees. */
  el_wset (editor, EL_ADDFN, L"domo-complete", L"Completes a word", complete_cb);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    el_set (editor, EL_BIND, keys[i][0], keys[i][1], NULL);
}

LineEditor *
libedit_editor_new (const LineEditorHelp *help, gpointer data, const char *history)
{
  LibeditEditor *self = g_object_new (LIBEDIT_TYPE_EDITOR, NULL);
  HistEventW event;

  line_editor_set_help (LINE_EDITOR (self), help, data);
  self->file = g_strdup (history);
  if (history != NULL)
    history_w (self->lines, &event, H_LOAD, history);

  return LINE_EDITOR (self);
}

/* Also restores the terminal. */
static void
libedit_editor_finalize (GObject *object)
{
  LibeditEditor *self = LIBEDIT_EDITOR (object);
  HistEventW event;

  if (self->file != NULL)
    history_w (self->lines, &event, H_SAVE, self->file);
  el_end (self->editor);
  history_wend (self->lines);
  history_wend (self->no_lines);
  g_free (self->file);

  G_OBJECT_CLASS (libedit_editor_parent_class)->finalize (object);
}

static void
libedit_editor_class_init (LibeditEditorClass *klass)
{
  LineEditorClass *editor_class = LINE_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = libedit_editor_finalize;

  editor_class->begin = libedit_editor_begin;
  editor_class->step = libedit_editor_step;
  editor_class->abandon = libedit_editor_abandon;
  editor_class->hide = libedit_editor_hide;
  editor_class->show = libedit_editor_show;
  editor_class->resize = libedit_editor_resize;
  editor_class->resume = libedit_editor_resume;
  editor_class->remember = libedit_editor_remember;
}

static void
libedit_editor_init (LibeditEditor *self)
{
  self->lines = make_history ();
  self->no_lines = make_history ();
  self->editor = el_init ("bank", stdin, stdout, stderr);
  el_set (self->editor, EL_CLIENTDATA, self);
  el_set (self->editor, EL_PROMPT_ESC, get_prompt_cb, UNSEEN);
  el_set (self->editor, EL_GETCFN, read_character_cb);
  bind_keys (self->editor);

  /* What the customer is used to; with other keys than those above, but for the completion. */
  el_source (self->editor, NULL);
  el_set (self->editor, EL_BIND, "^I", "domo-complete", NULL);
}
