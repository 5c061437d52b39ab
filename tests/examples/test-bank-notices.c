/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What happens by itself while somebody types: a transfer that is tried again after a second. */

#include "terminal-session.h"

#include <signal.h>

#include "bank-screens.h"

#define LEFT   "\033[D"
#define CTRL_C "\003"

#define TRANSFER "transfer ACC000001 ACC000002 10.10\n"
#define COMPLETE "TRF000001: transferred 10.10 from ACC000001 to ACC000002\n"
#define REFUNDED                                                                                \
  "Transfers are completed or refunded first; Ctrl-C leaves them as they are\n"                 \
  "An account could not do its part over 'transfer ACC000001 ACC000002 10.10': ACC000002 does " \
  "not "                                                                                        \
  "take deposits now. It goes on with what comes next.\n"                                       \
  "TRF000001: 10.10 is back in ACC000001: ACC000002 does not take deposits now\n"

#define ONCE   "reject ACC000002 1\n"
#define TWICE  "reject ACC000002 2\n"
#define ALWAYS "reject ACC000002 9\n"

static void
type_and_expect (TerminalSession *session, const char *keys, const char *end)
{
  terminal_session_type (session, keys);
  terminal_session_expect (session, end);
}

static TerminalSession *
begin_with_accounts (const char *const *variables, guint n_columns)
{
  TerminalSession *session = terminal_session_new (variables, NULL);

  terminal_session_expect (session, MENU "bank>");
  type_and_expect (session, "open A checking 100\n", "balance 100.00\nbank>");
  type_and_expect (session, "open B savings 0\n", "balance 0.00\nbank>");
  terminal_session_resize (session, n_columns);

  return session;
}

/* The same with a transfer between the accounts that is pending. It is tried again after a second;
 * and where a test must have typed before anything comes of it, twice more after two and four.
 */
static TerminalSession *
begin (const char *const *variables, guint n_columns, const char *reject)
{
  TerminalSession *session = begin_with_accounts (variables, n_columns);

  type_and_expect (session, reject, "bank>");
  type_and_expect (session, TRANSFER, "; trying again in 1 s\nbank>");

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
test_line_goes_on_below_a_notice (void)
{
  g_autoptr (TerminalSession) session = begin (NULL, 200, ONCE);

  type_and_expect (session, "summary ACC00001" LEFT LEFT, "bank> summary ACC00001");
  terminal_session_expect (session, "trying again in 1 s\n" COMPLETE "bank> summary ACC00001");
  terminal_session_expect_column (session, sizeof "bank> summary ACC000" - 1);
  type_and_expect (session, "0\n",
                   "bank> summary ACC000001\nACC000001: A, checking, balance 89.90\nbank>");
  finish (session, "quit\n");
}

static void
test_line_of_several_rows_goes_on_below_a_notice (void)
{
  g_autoptr (TerminalSession) session = begin (NULL, 30, ONCE);

  type_and_expect (session, "open 'Mary Ann Anderson-Miller of Springfield' savings 1" LEFT LEFT,
                   "bank> open 'Mary Ann Anderson-\nMiller of Springfield' savings\n 1");
  terminal_session_expect (session, "trying again in 1 s\n"
                                    "TRF000001: transferred 10.10 f\nrom ACC000001 to ACC000002\n"
                                    "bank> open 'Mary Ann Anderson-\n"
                                    "Miller of Springfield' savings\n 1");
  type_and_expect (session, "\n", "iller of Springfield, savings,\n balance 1.00\nbank>");
  finish (session, "quit\n");
}

static void
test_question_goes_on_below_a_notice (void)
{
  g_autoptr (TerminalSession) session = begin (NULL, 200, TWICE);

  type_and_expect (session, "5\n", "Account:");
  type_and_expect (session, "ACC", COMPLETE "Account: ACC");
  type_and_expect (session, "000002\n", "ACC000002: B, savings, balance 10.10\nbank>");
  finish (session, "quit\n");
}

static void
test_dumb_terminal_shows_notices (void)
{
  const char *variables[] = { "TERM=dumb", NULL };
  g_autoptr (TerminalSession) session = begin (variables, 200, TWICE);

  g_test_summary ("It keeps what is typed to itself, but the prompt is there again.");

  type_and_expect (session, "lis", COMPLETE "bank>");
  type_and_expect (session, "t\n", "ACC000002: B, savings, balance 10.10\nbank>");
  finish (session, "quit\n");
}

/* Whatever ends the program, what is under way is done first, and said. */
static void
test_end_settles_transfers (gconstpointer data)
{
  g_autoptr (TerminalSession) session = begin (NULL, 200, ALWAYS);

  finish (session, data);
  terminal_session_expect (session, REFUNDED);
}

static void
test_termination_settles_transfers (void)
{
  g_autoptr (TerminalSession) session = begin (NULL, 200, ALWAYS);

  terminal_session_signal (session, SIGTERM);
  g_assert_cmpint (terminal_session_finish (session), ==, 0);
  terminal_session_expect (session, REFUNDED);
}

static void
test_wait_can_be_given_up (void)
{
  g_autoptr (TerminalSession) session = begin_with_accounts (NULL, 200);

  g_test_summary ("The account puts the payment aside, and the teller waits for two seconds; the "
                  "customer does not have to.");

  type_and_expect (session, "hang ACC000002\n", "it puts that aside\nbank>");
  type_and_expect (session, TRANSFER, "bank> " TRANSFER);
  terminal_session_signal (session, SIGINT);
  terminal_session_expect (session, "Not waited for any longer; the bank may still do it\nbank>");
  finish (session, CTRL_C);
}

#define ADD(path, func) g_test_add_func ("/examples/bank/notices/" path, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("line-goes-on-below", test_line_goes_on_below_a_notice);
  ADD ("line-of-several-rows-goes-on-below", test_line_of_several_rows_goes_on_below_a_notice);
  ADD ("question-goes-on-below", test_question_goes_on_below_a_notice);
  ADD ("dumb-terminal-shows-them", test_dumb_terminal_shows_notices);
  g_test_add_data_func ("/examples/bank/notices/quit-settles-transfers", "quit\n",
                        test_end_settles_transfers);
  g_test_add_data_func ("/examples/bank/notices/interrupt-settles-transfers", CTRL_C,
                        test_end_settles_transfers);
  ADD ("termination-settles-transfers", test_termination_settles_transfers);
  ADD ("wait-can-be-given-up", test_wait_can_be_given_up);

  return g_test_run ();
}
