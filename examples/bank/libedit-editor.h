/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "line-editor.h"

G_BEGIN_DECLS

/* A line editor with cursor keys, history and completion, by libedit. */
#define LIBEDIT_TYPE_EDITOR (libedit_editor_get_type ())
G_DECLARE_FINAL_TYPE (LibeditEditor, libedit_editor, LIBEDIT, EDITOR, LineEditor)

/* @history is the file in which the remembered lines outlive the program; NULL if they do not. */
LineEditor *libedit_editor_new (const LineEditorHelp *help, gpointer data, const char *history)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
