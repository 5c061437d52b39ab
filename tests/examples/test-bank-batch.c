/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Commands from files and pipes: how they are asked for, and what else is told of them. */

#include "run-program.h"

#include <signal.h>
#include <string.h>

#define ALICE_OPENS  "open Alice checking 100\n"
#define ALICE_OPENED "ACC000001: Alice, checking, balance 100.00\n"

static void
test_script_option (void)
{
  const char *arguments[] = { "--script", g_getenv ("BANK_SESSION"), NULL };
  g_autoptr (ProgramRun) with_option = program_run_full ("BANK", arguments, -1);
  g_autoptr (ProgramRun) without_option = program_run_full ("BANK", arguments + 1, -1);

  g_assert_cmpint (with_option->status, ==, 0);
  g_assert_nonnull (strstr (with_option->out, "ACC000001"));
  g_assert_cmpstr (with_option->out, ==, without_option->out);
}

static void
test_one_script_is_enough (void)
{
  const char *arguments[] = { "--script", "one.txt", "two.txt", NULL };
  g_autoptr (ProgramRun) run = program_run_full ("BANK", arguments, -1);

  g_assert_cmpint (run->status, ==, 1);
  g_assert_cmpstr (run->err, ==, "Give one FILE at most\n");
}

static void
test_timing_counts_commands (void)
{
  g_autoptr (ProgramRun) run =
      program_run ("BANK", "--timing", "# Three\n" ALICE_OPENS "\nsummary ACC000001\nrob\n", -1);

  g_assert_cmpstr (run->out, ==, ALICE_OPENED ALICE_OPENED);
  g_assert_true (g_pattern_match_simple ("line 5: There is no command 'rob'; try 'help'\n"
                                         "3 commands in * s, * a second\n",
                                         run->err));
  g_assert_cmpint (run->status, ==, 1);
}

static void
test_tree_option_shows_the_actors_at_the_end (void)
{
  g_autoptr (ProgramRun) run = program_run ("BANK", "--tree", ALICE_OPENS, -1);

  g_assert_true (
      g_pattern_match_simple (ALICE_OPENED "DomoRoot *AccountActor *: idle\n*", run->out));
  g_assert_cmpint (run->status, ==, 0);
}

static void
test_tree_command_shows_the_actors (void)
{
  g_autoptr (ProgramRun) run = program_run ("BANK", NULL, "tree\n" ALICE_OPENS "quit\n", -1);

  g_assert_true (g_pattern_match_simple ("DomoRoot *\n" ALICE_OPENED, run->out));
  g_assert_null (strstr (run->out, "AccountActor "));
  g_assert_cmpint (run->status, ==, 0);
}

static void
test_trace_option_prints_messages (void)
{
  g_autoptr (ProgramRun) run =
      program_run ("BANK", "--trace", ALICE_OPENS "withdraw ACC000001 500\n", -1);

  g_assert_cmpstr (run->out, ==, ALICE_OPENED);
  g_assert_true (g_pattern_match_simple ("TellerActor ????: serve(*AccountActor ????: withdraw(*, "
                                         "refused: ACC000001 has insufficient funds*",
                                         run->err));
  g_assert_cmpint (run->status, ==, 1);
}

/* --- A bank that is spoken to while it runs ------------------------------------------------------
 */

typedef struct
{
  GSubprocess *process;
  GDataInputStream *answers;
} Talk;

static void
talk_begin (Talk *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                        G_SUBPROCESS_FLAGS_STDERR_PIPE,
                                    &error, g_getenv ("BANK"), NULL);
  g_assert_no_error (error);
  self->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
}

static void
talk_end (Talk *self, gconstpointer data)
{
  g_object_unref (self->answers);
  g_object_unref (self->process);
}

static void
say (Talk *self, const char *line)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), line, strlen (line), NULL,
                             NULL, &error);
  g_assert_no_error (error);
}

static void
expect (Talk *self, const char *answer)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line (self->answers, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, answer);
}

static void
test_each_line_is_answered_at_once (Talk *self, gconstpointer data)
{
  g_test_summary ("A program at the other end of the pipe can wait for an answer.");

  say (self, ALICE_OPENS);
  expect (self, "ACC000001: Alice, checking, balance 100.00");
  say (self, "deposit ACC000001 1\nwithdraw ");
  expect (self, "ACC000001: deposited 1.00, balance 101.00");
  say (self, "ACC000001 2\n");
  expect (self, "ACC000001: withdrew 2.00, balance 99.00");

  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  expect (self, NULL);
  g_assert_true (g_subprocess_wait_check (self->process, NULL, NULL));
}

/* In order, but what came too late was not done: that is no success. */
static void
test_signal_ends_the_batch (Talk *self, gconstpointer data)
{
  g_autoptr (GDataInputStream) errors =
      g_data_input_stream_new (g_subprocess_get_stderr_pipe (self->process));
  g_autofree char *line = NULL;

  say (self, ALICE_OPENS);
  expect (self, "ACC000001: Alice, checking, balance 100.00");
  g_subprocess_send_signal (self->process, GPOINTER_TO_INT (data));

  line = g_data_input_stream_read_line (errors, NULL, NULL, NULL);
  g_assert_cmpstr (line, ==, "line 1: Interrupted");
  expect (self, NULL);
  g_assert_true (g_subprocess_wait (self->process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (self->process));
  g_assert_cmpint (g_subprocess_get_exit_status (self->process), ==, 1);
}

#define ADD(path, func) g_test_add_func ("/examples/bank/batch/" path, func)
#define TALK(path, data, func) \
  g_test_add ("/examples/bank/batch/" path, Talk, data, talk_begin, func, talk_end)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("script-option", test_script_option);
  ADD ("one-script-is-enough", test_one_script_is_enough);
  ADD ("timing-counts-commands", test_timing_counts_commands);
  ADD ("tree-option-shows-the-actors-at-the-end", test_tree_option_shows_the_actors_at_the_end);
  ADD ("tree-command-shows-the-actors", test_tree_command_shows_the_actors);
  ADD ("trace-option-prints-messages", test_trace_option_prints_messages);
  TALK ("each-line-is-answered-at-once", NULL, test_each_line_is_answered_at_once);
  TALK ("interrupt-ends-the-batch", GINT_TO_POINTER (SIGINT), test_signal_ends_the_batch);
  TALK ("termination-ends-the-batch", GINT_TO_POINTER (SIGTERM), test_signal_ends_the_batch);

  return g_test_run ();
}
