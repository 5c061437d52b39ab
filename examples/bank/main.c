/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bank-actor.h"
#include "bank.h"
#include "front-end.h"
#include "teller-actor.h"
#include "teller.h"

#define CLOSE_LIMIT (5 * G_USEC_PER_SEC)

static gboolean
parse_options (int *argc, char ***argv, gboolean *version, char **file, GError **error)
{
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, version, "Show the version and exit", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "[FILE]" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "A bank whose accounts are actors.");
  g_option_context_set_description (
      context, "Commands are read from FILE, or from the standard input, one a line. The command\n"
               "'help' shows them. The exit status is 1 if a line of a file or a pipe failed.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (files != NULL && g_strv_length (files) > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "Give one FILE at most");
      return FALSE;
    }

  if (files != NULL)
    *file = g_strdup (files[0]);
  return TRUE;
}

static GInputStream *
open_input (const char *name, GError **error)
{
  g_autoptr (GFile) file = NULL;

  if (name == NULL)
    {
      /* A closed one is an error now; later its number may be that of something else. */
      if (fcntl (STDIN_FILENO, F_GETFD) == -1)
        {
          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                       "Cannot read the standard input: %s", g_strerror (errno));
          return NULL;
        }

      return g_unix_input_stream_new (STDIN_FILENO, FALSE);
    }

  file = g_file_new_for_commandline_arg (name);
  return G_INPUT_STREAM (g_file_read (file, NULL, error));
}

static gboolean
run_bank (GInputStream *input, gboolean interactive, GError **error)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DemoBank) bank = domo_stage_actor_for (stage, BANK_TYPE_ACTOR, NULL);
  g_autoptr (DemoTeller) teller =
      domo_stage_actor_for (stage, TELLER_TYPE_ACTOR, "bank", bank, NULL);
  gboolean all_well = front_end_run (teller, input, interactive);

  return domo_stage_close (stage, CLOSE_LIMIT, error) && all_well;
}

static int
give_up (const GError *error)
{
  if (error != NULL)
    fprintf (stderr, "%s\n", error->message);

  return EXIT_FAILURE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GInputStream) input = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;
  gboolean version = FALSE;

  setlocale (LC_ALL, "");

  if (!parse_options (&argc, &argv, &version, &file, &error))
    return give_up (error);

  if (version)
    {
      printf ("bank %s\n", DOMO_CORE_VERSION_S);
      return EXIT_SUCCESS;
    }

  input = open_input (file, &error);
  if (input == NULL)
    return give_up (error);

  /* No error is set where lines failed: each has had its message. */
  if (!run_bank (input, file == NULL && isatty (STDIN_FILENO), &error))
    return give_up (error);

  return EXIT_SUCCESS;
}
