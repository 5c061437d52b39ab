/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the program was started with. */
typedef struct
{
  char *script;
  gboolean timing;
  gboolean trace;
  gboolean tree;
  gboolean version;
} Options;

gboolean options_parse (Options *self, int *argc, char ***argv, GError **error);
void options_clear (Options *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

G_END_DECLS
