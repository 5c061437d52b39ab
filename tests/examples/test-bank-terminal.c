/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Types at the bank's prompt, on a terminal of our own. */

#include "run-program.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define END_OF_FILE "\x04"

/* Runs the bank with a terminal as its standard input on which @typed is waiting already. */
static ProgramRun *
run_on_terminal (const char *typed, const char *file)
{
  const char *arguments[] = { file, NULL };
  int keyboard = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  ProgramRun *run;
  int terminal;

  g_assert_cmpint (keyboard, !=, -1);
  g_assert_cmpint (grantpt (keyboard), ==, 0);
  g_assert_cmpint (unlockpt (keyboard), ==, 0);
  terminal = open (ptsname (keyboard), O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (terminal, !=, -1);

  g_assert_cmpint (write (keyboard, typed, strlen (typed)), ==, strlen (typed));
  run = program_run_full ("BANK", arguments, terminal);
  close (keyboard);

  return run;
}

static void
test_terminal_shows_a_prompt (void)
{
  g_autoptr (ProgramRun) run = run_on_terminal ("open Alice checking 1\nquit\n", NULL);

  g_assert_cmpstr (run->err, ==, "");
  g_assert_cmpstr (run->out, ==,
                   "bank> ACC000001: Alice, checking, balance 1.00\n"
                   "bank> ");
  g_assert_cmpint (run->status, ==, 0);
}

static void
test_terminal_ends_at_end_of_file (void)
{
  g_autoptr (ProgramRun) run = run_on_terminal ("list\n" END_OF_FILE, NULL);

  g_assert_cmpstr (run->out, ==, "bank> There are no accounts\nbank> \n");
  g_assert_cmpint (run->status, ==, 0);
}

static void
test_terminal_takes_errors_lightly (void)
{
  g_autoptr (ProgramRun) run = NULL;

  g_test_summary ("Somebody who can see the message needs neither line number nor exit status.");

  run = run_on_terminal ("rob\nquit\n", NULL);

  g_assert_cmpstr (run->err, ==, "There is no command 'rob'; try 'help'\n");
  g_assert_cmpstr (run->out, ==, "bank> bank> ");
  g_assert_cmpint (run->status, ==, 0);
}

static void
test_file_is_a_batch_on_a_terminal_too (void)
{
  g_autoptr (ProgramRun) run = run_on_terminal ("", g_getenv ("BANK_SESSION"));

  g_assert_cmpint (run->status, ==, 0);
  g_assert_null (strstr (run->out, "bank>"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/examples/bank/terminal/shows-a-prompt", test_terminal_shows_a_prompt);
  g_test_add_func ("/examples/bank/terminal/ends-at-end-of-file",
                   test_terminal_ends_at_end_of_file);
  g_test_add_func ("/examples/bank/terminal/takes-errors-lightly",
                   test_terminal_takes_errors_lightly);
  g_test_add_func ("/examples/bank/terminal/file-is-a-batch-on-a-terminal-too",
                   test_file_is_a_batch_on_a_terminal_too);

  return g_test_run ();
}
