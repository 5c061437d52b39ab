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

#include "batch.h"
#include "branch.h"
#include "completer-actor.h"
#include "front-end.h"
#include "interrupts.h"
#include "log-lines.h"
#include "options.h"
#include "printer-actor.h"
#include "teller.h"
#include "terminal-actor.h"
#include "terminal-kind.h"
#include "terminal-rescue.h"
#include "trace-interceptor.h"

#define CLOSE_LIMIT (5 * G_USEC_PER_SEC)

#define ANNOUNCE_LIMIT (G_USEC_PER_SEC / 10)

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

/* Where the commands are remembered; without such a place they are forgotten at the end. */
static char *
get_history_file (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "domo-bank", NULL);

  return g_mkdir_with_parents (folder, 0700) == 0 ? g_build_filename (folder, "history", NULL)
                                                  : NULL;
}

static void
trace (DomoStage *stage, DemoTerminal *terminal, gboolean colours)
{
  g_autoptr (DomoInterceptor) interceptor = trace_interceptor_new (terminal, colours);

  domo_stage_set_interceptor (stage, interceptor);
}

/* Nobody is to leave with money on its way: answers what has become of it, one line each. */
static char *
settle (Branch *branch, Interrupts *interrupts)
{
  GCancellable *cancellable = interrupts_begin_wait (interrupts);
  g_autoptr (GError) error = NULL;
  char *text =
      domo_await_string (domo_future_with_cancellable (branch_settle (branch), cancellable),
                         &error);

  interrupts_end_wait (interrupts);

  return text != NULL ? text : g_strdup_printf ("Transfers are left undone: %s", error->message);
}

/* Says why the end takes a moment. */
static void
announce_settling (Branch *branch, DemoTerminal *terminal)
{
  g_auto (GStrv) pending =
      domo_await_boxed (domo_future_with_timeout (demo_transfers_list_pending (
                                                      branch_get_transfers (branch)),
                                                  ANNOUNCE_LIMIT),
                        NULL);

  if (pending != NULL && pending[0] != NULL)
    demo_terminal_print (terminal, "Transfers are completed or refunded first; "
                                   "Ctrl-C leaves them as they are");
}

/* Talks to a customer at the terminal. */
static gboolean
talk (DomoStage *stage, const TerminalKind *kind, const Options *options, GError **error)
{
  g_autofree char *history = kind->can_edit ? get_history_file () : NULL;
  g_autofree char *settled = NULL;
  g_autoptr (DemoTerminal) terminal =
      domo_stage_actor_for (stage, TERMINAL_TYPE_ACTOR, "can-edit", kind->can_edit, "colours",
                            kind->has_colours, "history", history, NULL);
  g_autoptr (Branch) branch = branch_open (stage, DEMO_NOTICES (terminal), error);
  g_autoptr (DemoCompleter) completer = NULL;
  g_autoptr (Interrupts) interrupts = interrupts_new (terminal);
  FrontEnd front_end = {
    .stage = stage,
    .terminal = terminal,
    .interrupts = interrupts,
    .colours = kind->has_colours,
  };

  if (branch == NULL)
    return FALSE;

  front_end.teller = branch_get_teller (branch);
  front_end.bank = branch_get_bank (branch);
  completer = domo_stage_actor_for (stage, COMPLETER_TYPE_ACTOR, "bank", front_end.bank, NULL);
  demo_terminal_set_completer (terminal, completer);
  terminal_rescue_begin ();

  log_lines_begin (terminal, options->trace, kind->has_colours);
  if (options->trace)
    trace (stage, terminal, kind->has_colours);

  front_end_run (&front_end);
  announce_settling (branch, terminal);
  settled = settle (branch, interrupts);
  if (settled[0] != '\0')
    demo_terminal_print (terminal, settled);

  domo_stage_set_interceptor (stage, NULL);
  log_lines_end ();
  return TRUE;
}

static void
tell_timing (const Batch *batch, gint64 begin)
{
  double seconds = MAX (g_get_monotonic_time () - begin, 1) / (double) G_USEC_PER_SEC;

  fprintf (stderr, "%" G_GUINT64_FORMAT " commands in %.3f s, %.0f a second\n", batch->n_commands,
           seconds, batch->n_commands / seconds);
}

/* Carries out what comes from a file or a pipe. */
static gboolean
carry_out (DomoStage *stage, GInputStream *input, const Options *options, GError **error)
{
  g_autofree char *settled = NULL;
  g_autoptr (DemoNotices) printer = domo_stage_actor_for (stage, PRINTER_TYPE_ACTOR, NULL);
  g_autoptr (Branch) branch = branch_open (stage, printer, error);
  g_autoptr (Interrupts) interrupts = interrupts_new (NULL);
  Batch batch = { .stage = stage, .interrupts = interrupts };
  gint64 begin = g_get_monotonic_time ();

  if (branch == NULL)
    return FALSE;

  if (options->trace)
    trace (stage, NULL, FALSE);
  batch.teller = branch_get_teller (branch);
  batch_run (&batch, input);
  if (options->timing)
    tell_timing (&batch, begin);

  settled = settle (branch, interrupts);
  if (settled[0] != '\0')
    printf ("%s\n", settled);
  return !batch.failed;
}

static void
show_tree (DomoStage *stage)
{
  g_autofree char *tree = domo_stage_dump (stage, DOMO_DUMP_FORMAT_TEXT);

  fputs (tree, stdout);
  fflush (stdout);
}

static gboolean
run_bank (const Options *options, GError **error)
{
  g_autoptr (GInputStream) input = open_input (options->script, error);
  g_autoptr (DomoStage) stage = NULL;
  TerminalKind kind;
  gboolean all_well = TRUE;

  if (input == NULL)
    return FALSE;

  stage = domo_stage_new ();
  terminal_kind_find (&kind);
  if (options->script == NULL && kind.is_interactive)
    all_well = talk (stage, &kind, options, error);
  else
    all_well = carry_out (stage, input, options, error);

  if (options->tree)
    show_tree (stage);
  return domo_stage_close (stage, CLOSE_LIMIT, all_well ? error : NULL) && all_well;
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
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");

  if (!options_parse (&options, &argc, &argv, &error))
    return give_up (error);

  if (options.version)
    {
      printf ("bank %s\n", DOMO_CORE_VERSION_S);
      return EXIT_SUCCESS;
    }

  /* No error is set where lines failed: each has had its message. */
  if (!run_bank (&options, &error))
    return give_up (error);

  return EXIT_SUCCESS;
}
