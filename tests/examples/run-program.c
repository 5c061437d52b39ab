/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-program.h"

#include <string.h>

static GPtrArray *
command_line (const char *variable, const char *const *arguments)
{
  GPtrArray *line = g_ptr_array_new ();

  g_assert_nonnull (g_getenv (variable));
  g_ptr_array_add (line, (gpointer) g_getenv (variable));
  for (guint i = 0; arguments != NULL && arguments[i] != NULL; i++)
    g_ptr_array_add (line, (gpointer) arguments[i]);
  g_ptr_array_add (line, NULL);

  return line;
}

static GSubprocessLauncher *
launcher_new (GSubprocessFlags flags)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (
      flags | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);

  /* Nobody's wish to see more messages, or in another language, is to change what is compared. */
  g_subprocess_launcher_unsetenv (launcher, "G_MESSAGES_DEBUG");
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C", TRUE);

  return launcher;
}

static char *
bytes_to_string (GBytes *bytes)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_len (text, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static ProgramRun *
finish (GSubprocess *process, GBytes *input)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  ProgramRun *run = g_new0 (ProgramRun, 1);

  g_subprocess_communicate (process, input, NULL, &out, &err, &error);
  g_assert_no_error (error);

  g_assert_true (g_subprocess_get_if_exited (process));
  run->status = g_subprocess_get_exit_status (process);
  run->out = bytes_to_string (out);
  run->err = bytes_to_string (err);

  return run;
}

static ProgramRun *
launch (GSubprocessLauncher *launcher,
        const char *variable,
        const char *const *arguments,
        GBytes *input)
{
  g_autoptr (GPtrArray) line = command_line (variable, arguments);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) line->pdata, &error);
  g_assert_no_error (error);

  return finish (process, input);
}

ProgramRun *
program_run (const char *variable, const char *argument, const char *input, gssize length)
{
  g_autoptr (GSubprocessLauncher) launcher = launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_autoptr (GBytes) bytes = g_bytes_new (input, length < 0 ? strlen (input) : (gsize) length);
  const char *arguments[] = { argument, NULL };

  return launch (launcher, variable, arguments, bytes);
}

ProgramRun *
program_run_full (const char *variable, const char *const *arguments, int stdin_fd)
{
  g_autoptr (GSubprocessLauncher) launcher = launcher_new (G_SUBPROCESS_FLAGS_NONE);

  if (stdin_fd != -1)
    g_subprocess_launcher_take_stdin_fd (launcher, stdin_fd);

  return launch (launcher, variable, arguments, NULL);
}

void
program_run_free (ProgramRun *self)
{
  g_free (self->out);
  g_free (self->err);
  g_free (self);
}
