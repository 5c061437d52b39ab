/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib-object.h>
#include <stdio.h>

G_BEGIN_DECLS

/* A line that is being typed at a prompt, fed with the keys as they come. This class leaves the
 * editing to the terminal itself, and so works on any; LibeditEditor does more.
 *
 * No actor, and known to one only: to the one that has the terminal.
 */
#define LINE_TYPE_EDITOR (line_editor_get_type ())
G_DECLARE_DERIVABLE_TYPE (LineEditor, line_editor, LINE, EDITOR, GObject)

typedef enum
{
  LINE_EDITOR_MORE,
  LINE_EDITOR_LINE,
  LINE_EDITOR_END,
} LineEditorResult;

/* What an editor needs done for it. */
typedef struct
{
  /* Calls line_editor_add_keys() when the next keys have come; FALSE when none came within @limit
   * microseconds.
   */
  gboolean (*wait_for_keys) (gpointer data, gint64 limit);

  /* Answers the words that the last one of @before may become. */
  GStrv (*complete) (gpointer data, const char *before);
} LineEditorHelp;

struct _LineEditorClass
{
  GObjectClass parent_class;

  void (*begin) (LineEditor *self, gboolean with_history);
  LineEditorResult (*step) (LineEditor *self, char **line);
  void (*abandon) (LineEditor *self, const char *mark);
  void (*hide) (LineEditor *self);
  void (*show) (LineEditor *self);
  void (*resize) (LineEditor *self);
  void (*resume) (LineEditor *self);
  void (*remember) (LineEditor *self, const char *line);
};

LineEditor *line_editor_new (const LineEditorHelp *help, gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void line_editor_set_help (LineEditor *self, const LineEditorHelp *help, gpointer data);
const LineEditorHelp *line_editor_get_help (LineEditor *self, gpointer *data);

/* Shows a prompt and begins a line; with the lines remembered at hand, if they are wanted. */
void line_editor_begin (LineEditor *self, const char *prompt, gboolean with_history);
const char *line_editor_get_prompt (LineEditor *self);

void line_editor_add_keys (LineEditor *self, const char *keys, gsize length);
GString *line_editor_get_keys (LineEditor *self);

/* Does what the keys say. At the end of the line it sets @line, and what was typed after it stays
 * for the next one.
 */
LineEditorResult line_editor_step (LineEditor *self, char **line);

/* Gives up the line, and shows @mark at its end. */
void line_editor_abandon (LineEditor *self, const char *mark);

/* Prints a text, above the line if there is one. */
void line_editor_print (LineEditor *self, const char *text);

/* The terminal has changed its size. */
void line_editor_resize (LineEditor *self);

/* Somebody else has had the terminal. */
void line_editor_resume (LineEditor *self);

/* Keeps a line to come back to. */
void line_editor_remember (LineEditor *self, const char *line);

G_END_DECLS
