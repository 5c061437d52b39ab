/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a text is, which decides how it looks. */
typedef enum
{
  PAINT_PROMPT,
  PAINT_TITLE,
  PAINT_ERROR,
  PAINT_NOTICE,
  PAINT_TRACE,
} Paint;

/* The text as it is to be printed: with @colours, in the colour of what it is. */
char *paint (Paint what, const char *text, gboolean colours) G_GNUC_WARN_UNUSED_RESULT;

/* The same for a prompt, where LibeditEditor has to be told what takes no room. */
char *paint_prompt (const char *text, gboolean colours) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
