/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Terminals that can do less, or of which less is wanted. */

#include "terminal-session.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "bank-screens.h"

#define ALICE_OPENED "ACC000001: Alice, checking, balance 100.00\n"

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

static guint
count_colours (const char *const *variables)
{
  g_autoptr (TerminalSession) session = begin (variables);

  type_and_expect (session, "rob\r", "try 'help'\nbank>");
  terminal_session_type (session, "quit\r");
  g_assert_cmpint (terminal_session_finish (session), ==, 0);
  return terminal_session_get_n_colours (session);
}

static void
test_colours_where_there_are_some (void)
{
  g_assert_cmpuint (count_colours (NULL), >, 0);
}

static void
test_no_colours_where_there_are_none (void)
{
  const char *variables[] = { "TERM=vt100", NULL };

  g_assert_cmpuint (count_colours (variables), ==, 0);
}

static void
test_no_colours_where_they_are_not_wanted (void)
{
  const char *variables[] = { "NO_COLOR=1", NULL };

  g_assert_cmpuint (count_colours (variables), ==, 0);
}

static void
test_no_color_has_to_say_something (void)
{
  const char *variables[] = { "NO_COLOR=", NULL };

  g_assert_cmpuint (count_colours (variables), >, 0);
}

static void
test_trace_is_shown_above_the_line (void)
{
  const char *arguments[] = { "--trace", NULL };
  g_autoptr (TerminalSession) session = terminal_session_new (NULL, arguments);
  g_autofree char *text = NULL;

  terminal_session_expect (session, MENU "bank>");
  type_and_expect (session, "open Alice checking 100\r", ALICE_OPENED "bank>");
  text = terminal_session_to_string (session);
  g_assert_true (g_pattern_match_simple ("*BankActor ????: *open*Alice*\xc2\xb5s*", text));
  g_assert_true (
      g_pattern_match_simple ("*TellerActor ????: serve(\"open Alice checking 100\")*", text));
  terminal_session_type (session, "quit\r");
  g_assert_cmpint (terminal_session_finish (session), ==, 0);
}

/* The customer is told in other words. */
static void
test_records_of_failures_are_for_the_curious (gconstpointer data)
{
  const char *arguments[] = { data, NULL };
  g_autoptr (TerminalSession) session = terminal_session_new (NULL, arguments);
  g_autofree char *text = NULL;

  terminal_session_expect (session, MENU "bank>");
  type_and_expect (session, "open Alice checking 100\r", ALICE_OPENED "bank>");
  type_and_expect (session, "fail ACC000001\r", "ACC000001: failed, and is being restarted\nbank>");
  terminal_session_type (session, "quit\r");
  g_assert_cmpint (terminal_session_finish (session), ==, 0);

  text = terminal_session_to_string (session);
  g_assert_cmpint (strstr (text, "Domo-Message") != NULL, ==, data != NULL);
}

/* In this way of editing some commands ask for a character: libedit waits for it within the
 * command. */
static void
test_customer_may_choose_other_keys (void)
{
  g_autofree char *path = NULL;
  g_autofree char *variable = NULL;
  int file = g_file_open_tmp ("editrc-XXXXXX", &path, NULL);
  const char *variables[2] = { NULL };
  g_autoptr (TerminalSession) session = NULL;

  g_assert_cmpint (write (file, "bind -v\n", 8), ==, 8);
  close (file);
  variable = g_strconcat ("EDITRC=", path, NULL);
  variables[0] = variable;

  session = begin (variables);
  type_and_expect (session, "open Alicf checking 100\0330fcr", "bank> open Alicf checking 100");
  terminal_session_expect_column (session, sizeof "bank> open Ali" - 1);
  terminal_session_type (session, "z");
  terminal_session_expect (session, "bank> open Alizf checking 100");
  type_and_expect (session, "rclre\r", ALICE_OPENED "bank>");
  type_and_expect (session, "summ\tA\t\r", "bank> summary ACC000001\n" ALICE_OPENED "bank>");
  terminal_session_type (session, "quit\r");
  g_assert_cmpint (terminal_session_finish (session), ==, 0);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
test_line_is_there_again_after_a_stop (void)
{
  g_autoptr (TerminalSession) session = begin (NULL);

  g_test_summary ("A shell has the terminal meanwhile, and sets it as it likes.");

  type_and_expect (session, "summ", "bank> summ");
  terminal_session_stop_for_a_while (session);
  terminal_session_expect (session, "bank> summbank> summ");
  type_and_expect (session, "\x7f\x7f\x7f\x7flist\r", "There are no accounts\nbank>");
  terminal_session_type (session, "quit\r");
  g_assert_cmpint (terminal_session_finish (session), ==, 0);
  g_assert_true (terminal_session_is_cooked (session));
}

#define ADD(path, func) g_test_add_func ("/examples/bank/terminal-kinds/" path, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("colours/where-there-are-some", test_colours_where_there_are_some);
  ADD ("colours/none-where-there-are-none", test_no_colours_where_there_are_none);
  ADD ("colours/none-where-they-are-not-wanted", test_no_colours_where_they_are_not_wanted);
  ADD ("colours/no-color-has-to-say-something", test_no_color_has_to_say_something);
  ADD ("trace-is-shown-above-the-line", test_trace_is_shown_above_the_line);
  g_test_add_data_func ("/examples/bank/terminal-kinds/records-of-failures/not-shown", NULL,
                        test_records_of_failures_are_for_the_curious);
  g_test_add_data_func ("/examples/bank/terminal-kinds/records-of-failures/shown-with-trace",
                        "--trace", test_records_of_failures_are_for_the_curious);
  ADD ("customer-may-choose-other-keys", test_customer_may_choose_other_keys);
  ADD ("line-is-there-again-after-a-stop", test_line_is_there_again_after_a_stop);

  return g_test_run ();
}
