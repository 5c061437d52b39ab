/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Terminals that do no more than print, and programs around them: all there is without libedit. */

#include "run-program.h"
#include "terminal-session.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bank-screens.h"

#define ALICE_OPENS  "open Alice checking 100\n"
#define ALICE_OPENED "ACC000001: Alice, checking, balance 100.00\n"

#define CTRL_C "\003"
#define CTRL_D "\004"

static const char *const dumb[] = { "TERM=dumb", NULL };

static TerminalSession *
begin (const char *const *variables)
{
  TerminalSession *session = terminal_session_new (variables, NULL);

  terminal_session_expect (session, WELCOME MENU "bank>");
  return session;
}

static void
type_and_expect (TerminalSession *session, const char *keys, const char *end)
{
  terminal_session_type (session, keys);
  terminal_session_expect (session, end);
}

/* The terminal itself edits the line. */
static void
test_dumb_terminal_has_a_prompt (gconstpointer data)
{
  const char *variables[] = { data, NULL };
  g_autoptr (TerminalSession) session = begin (variables);

  g_assert_true (terminal_session_is_cooked (session));
  type_and_expect (session, ALICE_OPENS, "bank> " ALICE_OPENS ALICE_OPENED "bank>");
  type_and_expect (session, "list\n", "bank> list\n" ALICE_OPENED "bank>");
  terminal_session_type (session, "quit\n");
  g_assert_cmpint (terminal_session_finish (session), ==, 0);
  g_assert_cmpuint (terminal_session_get_n_colours (session), ==, 0);
}

static void
test_dumb_terminal_has_the_menu (void)
{
  g_autoptr (TerminalSession) session = begin (dumb);

  type_and_expect (session, "1\n", "Owner:");
  type_and_expect (session, "Alice\n", "Kind (checking or savings):");
  type_and_expect (session, "current\n", "it is checking or savings\nKind (checking or savings):");
  type_and_expect (session, "checking\n", "Amount:");
  type_and_expect (session, "100\n", ALICE_OPENED "bank>");
  type_and_expect (session, "2\n", "Account:");
  type_and_expect (session, CTRL_C, MENU "bank>");
  terminal_session_type (session, "0\n");
  g_assert_cmpint (terminal_session_finish (session), ==, 0);
}

static void
test_dumb_terminal_can_be_left (gconstpointer data)
{
  g_autoptr (TerminalSession) session = begin (dumb);

  terminal_session_type (session, data);
  g_assert_cmpint (terminal_session_finish (session), ==, 0);
}

/* Only the keyboard is a terminal; what is printed goes into a pipe. */
static void
test_answers_may_go_elsewhere (void)
{
  int keyboard = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_autoptr (ProgramRun) run = NULL;
  const char *typed = ALICE_OPENS "rob\n" CTRL_D;
  int terminal;

  g_assert_cmpint (keyboard, !=, -1);
  g_assert_cmpint (grantpt (keyboard), ==, 0);
  g_assert_cmpint (unlockpt (keyboard), ==, 0);
  terminal = open (ptsname (keyboard), O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (terminal, !=, -1);

  g_assert_cmpint (write (keyboard, typed, strlen (typed)), ==, strlen (typed));
  run = program_run_full ("BANK", NULL, terminal);
  close (keyboard);

  g_assert_cmpstr (run->err, ==, "");
  g_assert_cmpstr (run->out, ==,
                   WELCOME MENU "bank> " ALICE_OPENED
                                "bank> There is no command 'rob'; try 'help'\nbank> \n");
  g_assert_cmpint (run->status, ==, 0);
}

static void
test_script_is_a_batch_on_a_terminal_too (void)
{
  const char *arguments[] = { "--script", g_getenv ("BANK_SESSION"), NULL };
  g_autoptr (TerminalSession) session = terminal_session_new (NULL, arguments);
  g_autofree char *text = NULL;

  g_assert_cmpint (terminal_session_finish (session), ==, 0);
  text = terminal_session_to_string (session);
  g_assert_null (strstr (text, "bank>"));
  g_assert_nonnull (strstr (text, ALICE_OPENED));
}

#define ADD(path, func) g_test_add_func ("/examples/bank/plain-terminal/" path, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/examples/bank/plain-terminal/dumb/has-a-prompt", "TERM=dumb",
                        test_dumb_terminal_has_a_prompt);
  g_test_add_data_func ("/examples/bank/plain-terminal/unknown/has-a-prompt", "TERM=nobody-has-it",
                        test_dumb_terminal_has_a_prompt);
  ADD ("dumb/has-the-menu", test_dumb_terminal_has_the_menu);
  g_test_add_data_func ("/examples/bank/plain-terminal/dumb/ends-at-end-of-file", CTRL_D,
                        test_dumb_terminal_can_be_left);
  g_test_add_data_func ("/examples/bank/plain-terminal/dumb/ends-at-interrupt", CTRL_C,
                        test_dumb_terminal_can_be_left);
  ADD ("answers-may-go-elsewhere", test_answers_may_go_elsewhere);
  ADD ("script-is-a-batch-on-a-terminal-too", test_script_is_a_batch_on_a_terminal_too);

  return g_test_run ();
}
