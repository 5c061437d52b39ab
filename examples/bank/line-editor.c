/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "line-editor.h"

#include <string.h>

typedef struct
{
  const LineEditorHelp *help;
  gpointer data;

  /* Typed and not looked at yet. */
  GString *keys;

  char *prompt;

  /* Between begin and the end of the line. */
  gboolean active;
} LineEditorPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (LineEditor, line_editor, G_TYPE_OBJECT)

static LineEditorPrivate *
get_private (LineEditor *self)
{
  return line_editor_get_instance_private (self);
}

LineEditor *
line_editor_new (const LineEditorHelp *help, gpointer data)
{
  LineEditor *self = g_object_new (LINE_TYPE_EDITOR, NULL);

  line_editor_set_help (self, help, data);
  return self;
}

void
line_editor_set_help (LineEditor *self, const LineEditorHelp *help, gpointer data)
{
  get_private (self)->help = help;
  get_private (self)->data = data;
}

const LineEditorHelp *
line_editor_get_help (LineEditor *self, gpointer *data)
{
  *data = get_private (self)->data;
  return get_private (self)->help;
}

const char *
line_editor_get_prompt (LineEditor *self)
{
  return get_private (self)->prompt;
}

GString *
line_editor_get_keys (LineEditor *self)
{
  return get_private (self)->keys;
}

void
line_editor_begin (LineEditor *self, const char *prompt, gboolean with_history)
{
  LineEditorPrivate *priv = get_private (self);

  g_free (priv->prompt);
  priv->prompt = g_strdup (prompt);
  priv->active = TRUE;
  LINE_EDITOR_GET_CLASS (self)->begin (self, with_history);
}

void
line_editor_add_keys (LineEditor *self, const char *keys, gsize length)
{
  g_string_append_len (get_private (self)->keys, keys, length);
}

LineEditorResult
line_editor_step (LineEditor *self, char **line)
{
  LineEditorResult result = LINE_EDITOR_GET_CLASS (self)->step (self, line);

  if (result != LINE_EDITOR_MORE)
    get_private (self)->active = FALSE;
  return result;
}

void
line_editor_abandon (LineEditor *self, const char *mark)
{
  LineEditorPrivate *priv = get_private (self);

  if (!priv->active)
    return;

  LINE_EDITOR_GET_CLASS (self)->abandon (self, mark);
  priv->active = FALSE;
  g_string_truncate (priv->keys, 0);
}

/* Not g_print(): what came in as UTF-8 goes out as UTF-8, whatever the locale. */
void
line_editor_print (LineEditor *self, const char *text)
{
  gboolean active = get_private (self)->active;

  if (active)
    LINE_EDITOR_GET_CLASS (self)->hide (self);
  printf ("%s\n", text);
  fflush (stdout);
  if (active)
    LINE_EDITOR_GET_CLASS (self)->show (self);
}

void
line_editor_resize (LineEditor *self)
{
  if (get_private (self)->active)
    LINE_EDITOR_GET_CLASS (self)->resize (self);
}

void
line_editor_resume (LineEditor *self)
{
  if (get_private (self)->active)
    LINE_EDITOR_GET_CLASS (self)->resume (self);
}

void
line_editor_remember (LineEditor *self, const char *line)
{
  LINE_EDITOR_GET_CLASS (self)->remember (self, line);
}

static void
show_prompt (LineEditor *self)
{
  fputs (get_private (self)->prompt, stdout);
  fflush (stdout);
}

static void
line_editor_real_begin (LineEditor *self, gboolean with_history)
{
  show_prompt (self);
}

/* The terminal hands over whole lines, and nothing at all at their end. */
static LineEditorResult
line_editor_real_step (LineEditor *self, char **line)
{
  GString *keys = get_private (self)->keys;
  const char *end = memchr (keys->str, '\n', keys->len);

  if (end == NULL)
    return LINE_EDITOR_MORE;

  *line = g_strndup (keys->str, end - keys->str);
  g_string_erase (keys, 0, end + 1 - keys->str);
  return LINE_EDITOR_LINE;
}

/* The terminal has shown by itself what was typed to give it up. */
static void
line_editor_real_abandon (LineEditor *self, const char *mark)
{
  putchar ('\n');
  fflush (stdout);
}

/* The terminal keeps what has been typed of the line, and there is no way to have it shown again.
 */
static void
line_editor_real_hide (LineEditor *self)
{
  putchar ('\n');
}

static void
do_nothing (LineEditor *self)
{
}

static void
line_editor_real_remember (LineEditor *self, const char *line)
{
}

static void
line_editor_finalize (GObject *object)
{
  LineEditorPrivate *priv = get_private (LINE_EDITOR (object));

  g_string_free (priv->keys, TRUE);
  g_free (priv->prompt);

  G_OBJECT_CLASS (line_editor_parent_class)->finalize (object);
}

static void
line_editor_class_init (LineEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = line_editor_finalize;

  klass->begin = line_editor_real_begin;
  klass->step = line_editor_real_step;
  klass->abandon = line_editor_real_abandon;
  klass->hide = line_editor_real_hide;
  klass->show = show_prompt;
  klass->resize = do_nothing;
  klass->resume = show_prompt;
  klass->remember = line_editor_real_remember;
}

static void
line_editor_init (LineEditor *self)
{
  get_private (self)->keys = g_string_new (NULL);
}
