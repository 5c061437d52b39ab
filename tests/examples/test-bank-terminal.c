/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The bank's prompt, on a terminal. */

#include "terminal-session.h"

#include <signal.h>

#include "bank-screens.h"

#define ALICE_OPENS  "open Alice checking 100\r"
#define ALICE_OPENED "ACC000001: Alice, checking, balance 100.00\n"

#define UP     "\033[A"
#define LEFT   "\033[D"
#define CTRL_A "\001"
#define CTRL_C "\003"
#define CTRL_D "\004"

static TerminalSession *
begin (void)
{
  TerminalSession *session = terminal_session_new (NULL, NULL);

  terminal_session_expect (session, MENU "bank>");
  return session;
}

static TerminalSession *
begin_with_alice (void)
{
  TerminalSession *session = begin ();

  terminal_session_type (session, ALICE_OPENS);
  terminal_session_expect (session, ALICE_OPENED "bank>");
  return session;
}

static void
finish (TerminalSession *session, const char *keys)
{
  terminal_session_type (session, keys);
  g_assert_cmpint (terminal_session_finish (session), ==, 0);
  g_assert_true (terminal_session_is_cooked (session));
}

static void
test_begins_with_the_menu (void)
{
  g_autoptr (TerminalSession) session = begin ();

  terminal_session_expect (session, WELCOME MENU "bank>");
  finish (session, "quit\r");
}

static void
test_commands_are_answered (void)
{
  g_autoptr (TerminalSession) session = begin_with_alice ();

  terminal_session_type (session, "deposit ACC000001 0.5\r");
  terminal_session_expect (session, "bank> deposit ACC000001 0.5\n"
                                    "ACC000001: deposited 0.50, balance 100.50\n"
                                    "bank>");
  finish (session, "exit\r");
}

static void
test_errors_are_taken_lightly (void)
{
  g_autoptr (TerminalSession) session = begin ();

  g_test_summary ("Somebody who can see the message needs neither line number nor exit status.");

  terminal_session_type (session, "rob\r");
  terminal_session_expect (session, "There is no command 'rob'; try 'help'\nbank>");
  finish (session, "quit\r");
}

static void
test_commands_typed_ahead_wait_their_turn (void)
{
  g_autoptr (TerminalSession) session = begin ();

  terminal_session_type (session, ALICE_OPENS "withdraw ACC000001 1\rsummary ACC000001\r");
  terminal_session_expect (session, "bank> summary ACC000001\n"
                                    "ACC000001: Alice, checking, balance 99.00\nbank>");
  finish (session, "quit\r");
}

static void
test_empty_line_shows_the_menu (void)
{
  g_autoptr (TerminalSession) session = begin ();

  terminal_session_type (session, " \r");
  terminal_session_expect (session, MENU "bank>\n" MENU "bank>");
  terminal_session_type (session, "menu\r");
  terminal_session_expect (session, "bank> menu\n" MENU "bank>");
  finish (session, "0\r");
}

static void
test_line_can_be_edited (void)
{
  g_autoptr (TerminalSession) session = begin_with_alice ();

  terminal_session_type (session, "deposit ACC000001 13" LEFT LEFT "2" CTRL_A "\033f\177x");
  terminal_session_expect (session, "bank> deposix ACC000001 213");
  terminal_session_type (session, "\177t\r");
  terminal_session_expect (session, "balance 313.00\nbank>");
  finish (session, "quit\r");
}

static void
test_letters_of_all_kinds_can_be_typed (void)
{
  g_autoptr (TerminalSession) session = begin ();

  terminal_session_type (session, "open Zo\xc3\xab\xc3\xa9\177 savings 1\r");
  terminal_session_expect (session, "bank> open Zo\xc3\xab savings 1\n"
                                    "ACC000001: Zo\xc3\xab, savings, balance 1.00\nbank>");
  finish (session, "quit\r");
}

static void
test_commands_can_be_called_back (void)
{
  g_autoptr (TerminalSession) session = begin_with_alice ();

  terminal_session_type (session, "list\r");
  terminal_session_expect (session, "bank> list\n" ALICE_OPENED "bank>");
  terminal_session_type (session, UP UP);
  terminal_session_expect (session, "bank> open Alice checking 100");
  terminal_session_type (session, "\r");
  terminal_session_expect (session, "ACC000002: Alice, checking, balance 100.00\nbank>");
  finish (session, "quit\r");
}

static void
test_commands_outlive_the_program (void)
{
  g_autoptr (TerminalSession) session = begin_with_alice ();

  finish (session, "quit\r");
  terminal_session_restart (session);
  terminal_session_expect (session, MENU "bank>");
  terminal_session_type (session, "o" UP);
  terminal_session_expect (session, "bank> open Alice checking 100");
  finish (session, "\r0\r");
}

static void
test_interrupt_ends_the_program (void)
{
  g_autoptr (TerminalSession) session = begin ();

  terminal_session_type (session, "dep");
  terminal_session_expect (session, "bank> dep");
  finish (session, CTRL_C);
  terminal_session_expect (session, "bank> dep^C\n");
}

static void
test_end_of_file_ends_the_program (void)
{
  g_autoptr (TerminalSession) session = begin ();

  finish (session, CTRL_D);
  terminal_session_expect (session, "bank> ^D\n");
}

/* As when the machine shuts down, or the window is closed. */
static void
test_signals_end_the_program (gconstpointer data)
{
  g_autoptr (TerminalSession) session = begin ();

  terminal_session_type (session, "dep");
  terminal_session_expect (session, "bank> dep");
  g_assert_false (terminal_session_is_cooked (session));
  terminal_session_signal (session, GPOINTER_TO_INT (data));
  g_assert_cmpint (terminal_session_finish (session), ==, 0);
  g_assert_true (terminal_session_is_cooked (session));
}

static void
test_terminal_survives_a_crash (void)
{
  g_autoptr (TerminalSession) session = begin ();

  terminal_session_type (session, "dep");
  terminal_session_expect (session, "bank> dep");
  terminal_session_signal (session, SIGQUIT);
  g_assert_cmpint (terminal_session_finish_killed (session), ==, SIGQUIT);
  g_assert_true (terminal_session_is_cooked (session));
}

static void
test_completion_of_commands (void)
{
  g_autoptr (TerminalSession) session = begin ();

  terminal_session_type (session, "de\t");
  terminal_session_expect_column (session, sizeof "bank> deposit " - 1);
  terminal_session_expect (session, "bank> deposit");
  finish (session, CTRL_C);
}

static void
test_completion_of_accounts_and_kinds (void)
{
  g_autoptr (TerminalSession) session = begin ();

  terminal_session_type (session, "open Alice che\t100\r");
  terminal_session_expect (session, "bank> open Alice checking 100\n" ALICE_OPENED "bank>");
  terminal_session_type (session, "withdraw A\t1\r");
  terminal_session_expect (session, "bank> withdraw ACC000001 1\n"
                                    "ACC000001: withdrew 1.00, balance 99.00\nbank>");
  finish (session, "quit\r");
}

static void
test_completion_shows_what_there_is (void)
{
  g_autoptr (TerminalSession) session = begin_with_alice ();

  g_test_summary ("The words appear above the line, which stays.");

  terminal_session_type (session, "open Bob savings 1\r");
  terminal_session_expect (session, "bank>");
  terminal_session_type (session, "deposit A\t");
  terminal_session_expect (session, "bank> deposit ACC00000");
  terminal_session_type (session, "\t");
  terminal_session_expect (session, "ACC000001  ACC000002\nbank> deposit ACC00000");
  terminal_session_type (session, "2\t3\r");
  terminal_session_expect (session, "ACC000002: deposited 3.00, balance 4.00\nbank>");
  finish (session, "quit\r");
}

static void
test_completion_of_nothing_changes_nothing (void)
{
  g_autoptr (TerminalSession) session = begin ();

  terminal_session_type (session, "deposit A\txyz 1 2 3\t!");
  terminal_session_expect (session, "bank> deposit Axyz 1 2 3!");
  finish (session, CTRL_C);
}

static void
test_key_that_comes_in_pieces (void)
{
  g_autoptr (TerminalSession) session = begin ();

  g_test_summary ("The first byte of a letter or of a cursor key waits for the others.");

  terminal_session_type (session, "ab\033");
  terminal_session_expect (session, "bank> ab");
  terminal_session_type (session, "[");
  terminal_session_type (session, "D");
  terminal_session_expect_column (session, sizeof "bank> a" - 1);
  terminal_session_type (session, "\xc3");
  terminal_session_type (session, "\xab");
  terminal_session_expect (session, "bank> a\xc3\xab"
                                    "b");
  finish (session, CTRL_C);
}

static void
test_resize_is_honoured (void)
{
  g_autoptr (TerminalSession) session = begin ();

  terminal_session_type (session, "open Alice checking");
  terminal_session_expect (session, "bank> open Alice checking");
  terminal_session_resize (session, 30);
  terminal_session_type (session, " 12345678");
  terminal_session_expect (session, "bank> open Alice checking 1234\n5678");
  terminal_session_resize (session, 60);
  terminal_session_type (session, "\r");
  terminal_session_expect (session, "ACC000001: Alice, checking, balance 12345678.00\nbank>");
  finish (session, "quit\r");
}

static void
test_tree_shows_the_actors (void)
{
  g_autoptr (TerminalSession) session = begin_with_alice ();
  g_autofree char *text = NULL;

  terminal_session_type (session, "tree\rmenu\r");
  terminal_session_expect (session, "bank> menu\n" MENU "bank>");
  text = terminal_session_to_string (session);
  g_assert_true (g_pattern_match_simple ("*bank> tree\nDomoRoot*\xe2\x94\x80 TerminalActor *"
                                         "AccountActor *: idle\n*",
                                         text));
  finish (session, "quit\r");
}

#define ADD(path, func) g_test_add_func ("/examples/bank/terminal/" path, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("begins-with-the-menu", test_begins_with_the_menu);
  ADD ("commands-are-answered", test_commands_are_answered);
  ADD ("errors-are-taken-lightly", test_errors_are_taken_lightly);
  ADD ("commands-typed-ahead-wait-their-turn", test_commands_typed_ahead_wait_their_turn);
  ADD ("empty-line-shows-the-menu", test_empty_line_shows_the_menu);
  ADD ("line-can-be-edited", test_line_can_be_edited);
  ADD ("letters-of-all-kinds-can-be-typed", test_letters_of_all_kinds_can_be_typed);
  ADD ("commands-can-be-called-back", test_commands_can_be_called_back);
  ADD ("commands-outlive-the-program", test_commands_outlive_the_program);
  ADD ("interrupt-ends-the-program", test_interrupt_ends_the_program);
  ADD ("end-of-file-ends-the-program", test_end_of_file_ends_the_program);
  g_test_add_data_func ("/examples/bank/terminal/termination-ends-the-program",
                        GINT_TO_POINTER (SIGTERM), test_signals_end_the_program);
  g_test_add_data_func ("/examples/bank/terminal/hang-up-ends-the-program",
                        GINT_TO_POINTER (SIGHUP), test_signals_end_the_program);
  ADD ("terminal-survives-a-crash", test_terminal_survives_a_crash);
  ADD ("completion/commands", test_completion_of_commands);
  ADD ("completion/accounts-and-kinds", test_completion_of_accounts_and_kinds);
  ADD ("completion/shows-what-there-is", test_completion_shows_what_there_is);
  ADD ("completion/of-nothing-changes-nothing", test_completion_of_nothing_changes_nothing);
  ADD ("key-that-comes-in-pieces", test_key_that_comes_in_pieces);
  ADD ("resize-is-honoured", test_resize_is_honoured);
  ADD ("tree-shows-the-actors", test_tree_shows_the_actors);

  return g_test_run ();
}
