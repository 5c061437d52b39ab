/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "paint.h"

#define PLAIN "\033[0m"

static const char *const colours_of[] = {
  [PAINT_PROMPT] = "\033[1;32m", [PAINT_TITLE] = "\033[1m", [PAINT_ERROR] = "\033[31m",
  [PAINT_NOTICE] = "\033[36m",   [PAINT_TRACE] = "\033[2m",
};

char *
paint (Paint what, const char *text, gboolean colours)
{
  return colours ? g_strconcat (colours_of[what], text, PLAIN, NULL) : g_strdup (text);
}

char *
paint_prompt (const char *text, gboolean colours)
{
  /* The last character of a prompt has to be one that is seen. */
  if (colours)
    return g_strconcat ("\1", colours_of[PAINT_PROMPT], "\1", text, "\1" PLAIN "\1 ", NULL);

  return g_strconcat (text, " ", NULL);
}
