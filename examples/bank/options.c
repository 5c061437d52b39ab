/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "options.h"

static GOptionContext *
make_context (void)
{
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "A bank whose accounts are actors.");
  g_option_context_set_description (
      context,
      "On a terminal it shows a menu, and takes commands as well. From a FILE or a pipe it reads\n"
      "commands, one a line. The command 'help' shows them. The exit status is 1 if a line of a\n"
      "file or a pipe failed.\n"
      "\n"
      "Nothing is coloured if NO_COLOR is set in the environment.");

  return context;
}

gboolean
options_parse (Options *self, int *argc, char ***argv, GError **error)
{
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { "script", 's', 0, G_OPTION_ARG_FILENAME, &self->script, "Read the commands from FILE",
      "FILE" },
    { "timing", 0, 0, G_OPTION_ARG_NONE, &self->timing,
      "At the end of a script or a pipe, tell how many commands were done a second", NULL },
    { "trace", 0, 0, G_OPTION_ARG_NONE, &self->trace, "Print each message as it is handled", NULL },
    { "tree", 0, 0, G_OPTION_ARG_NONE, &self->tree, "At the end, show the actors", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, "Show the version and exit", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "[FILE]" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = make_context ();
  guint n_files;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  n_files = files != NULL ? g_strv_length (files) : 0;
  if (n_files + (self->script != NULL) > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "Give one FILE at most");
      return FALSE;
    }

  if (n_files > 0)
    self->script = g_strdup (files[0]);
  return TRUE;
}

void
options_clear (Options *self)
{
  g_clear_pointer (&self->script, g_free);
}
