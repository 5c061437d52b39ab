/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What can be chosen by a number: each value is asked for, and a wrong one explained. */

#include "terminal-session.h"

#include "bank-screens.h"

#define UP     "\033[A"
#define CTRL_C "\003"
#define CTRL_D "\004"

#define ALICE_OPENED "ACC000001: Alice, checking, balance 100.00\n"
#define OWNER        "Owner:"
#define KIND         "Kind (checking or savings):"
#define ACCOUNT      "Account:"
#define AMOUNT       "Amount:"
#define FROM         "From account:"
#define TO           "To account:"

static TerminalSession *
begin (void)
{
  TerminalSession *session = terminal_session_new (NULL, NULL);

  terminal_session_expect (session, MENU "bank>");
  return session;
}

static void
type_and_expect (TerminalSession *session, const char *keys, const char *end)
{
  terminal_session_type (session, keys);
  terminal_session_expect (session, end);
}

static TerminalSession *
begin_with_alice (void)
{
  TerminalSession *session = begin ();

  type_and_expect (session, "open Alice checking 100\r", ALICE_OPENED "bank>");
  return session;
}

static void
finish (TerminalSession *session)
{
  terminal_session_type (session, "0\r");
  g_assert_cmpint (terminal_session_finish (session), ==, 0);
}

static void
test_open (void)
{
  g_autoptr (TerminalSession) session = begin ();

  type_and_expect (session, "1\r", "bank> 1\n" OWNER);
  type_and_expect (session, "Alice\r", OWNER " Alice\n" KIND);
  type_and_expect (session, "checking\r", KIND " checking\n" AMOUNT);
  type_and_expect (session, "100\r", AMOUNT " 100\n" ALICE_OPENED "bank>");
  finish (session);
}

static void
test_open_asks_again_for_what_is_wrong (void)
{
  g_autoptr (TerminalSession) session = begin ();

  type_and_expect (session, "1\r", OWNER);
  type_and_expect (session, "Alice\r", KIND);
  type_and_expect (session, "current\r",
                   "There is no kind of account 'current'; it is checking or savings\n" KIND);
  type_and_expect (session, "checking\r", AMOUNT);
  type_and_expect (session, "1e3\r",
                   "'1e3' is not an amount: only digits and one decimal point are "
                   "allowed\n" AMOUNT);
  type_and_expect (session, "-5\r", "'-5' is not an amount: it must not be negative\n" AMOUNT);
  type_and_expect (session, "100\r", ALICE_OPENED "bank>");
  finish (session);
}

static void
test_deposit_and_withdraw (void)
{
  g_autoptr (TerminalSession) session = begin_with_alice ();

  type_and_expect (session, "2\r", "bank> 2\n" ACCOUNT);
  type_and_expect (session, "ACC000001\r", AMOUNT);
  type_and_expect (session, "10.10\r", "ACC000001: deposited 10.10, balance 110.10\nbank>");
  type_and_expect (session, "3\r", "bank> 3\n" ACCOUNT);
  type_and_expect (session, "ACC000001\r", AMOUNT);
  type_and_expect (session, "0.10\r", "ACC000001: withdrew 0.10, balance 110.00\nbank>");
  finish (session);
}

static void
test_transfer (void)
{
  g_autoptr (TerminalSession) session = begin_with_alice ();

  type_and_expect (session, "open Bob savings 0\r", "balance 0.00\nbank>");
  type_and_expect (session, "4\r", "bank> 4\n" FROM);
  type_and_expect (session, "ACC000009\r", "There is no account 'ACC000009'\n" FROM);
  type_and_expect (session, "ACC000001\r", FROM " ACC000001\n" TO);
  type_and_expect (session, "bob\r", "There is no account 'bob'\n" TO);
  type_and_expect (session, "ACC000002\r", TO " ACC000002\n" AMOUNT);
  type_and_expect (session, "ten\r",
                   "'ten' is not an amount: only digits and one decimal point are "
                   "allowed\n" AMOUNT);
  type_and_expect (session, "10.10\r",
                   "TRF000001: transferred 10.10 from ACC000001 to ACC000002\nbank>");
  type_and_expect (session, "8\r", "bank> 8\nThere are no pending transfers\nbank>");
  finish (session);
}

static void
test_account_is_looked_up_at_once (void)
{
  g_autoptr (TerminalSession) session = begin_with_alice ();

  type_and_expect (session, "2\r", ACCOUNT);
  type_and_expect (session, "ACC000009\r", "There is no account 'ACC000009'\n" ACCOUNT);
  type_and_expect (session, "ACC000001\r", AMOUNT);
  type_and_expect (session, "1.005\r",
                   "'1.005' is not an amount: it has more than two decimals\n" AMOUNT);
  type_and_expect (session, "1\r", "ACC000001: deposited 1.00, balance 101.00\nbank>");
  finish (session);
}

static void
test_what_the_bank_refuses_leads_back_to_the_prompt (void)
{
  g_autoptr (TerminalSession) session = begin_with_alice ();

  type_and_expect (session, "3\r", ACCOUNT);
  type_and_expect (session, "ACC000001\r", AMOUNT);
  type_and_expect (session, "500\r",
                   "ACC000001 has insufficient funds: 100.00 is less than 500.00\nbank>");
  finish (session);
}

static void
test_summary_history_and_list (void)
{
  g_autoptr (TerminalSession) session = begin_with_alice ();

  type_and_expect (session, "5\r", ACCOUNT);
  type_and_expect (session, "ACC000001\r", "ACC000001\n" ALICE_OPENED "bank>");
  type_and_expect (session, "6\r", ACCOUNT);
  type_and_expect (session, "ACC000001\r", "opened 100.00, balance 100.00\nbank>");
  type_and_expect (session, "7\r", "bank> 7\n" ALICE_OPENED "bank>");
  finish (session);
}

static void
test_values_are_completed (void)
{
  g_autoptr (TerminalSession) session = begin_with_alice ();

  type_and_expect (session, "1\r", OWNER);
  type_and_expect (session, "Bob\r", KIND);
  type_and_expect (session, "s\t\r", KIND " savings\n" AMOUNT);
  type_and_expect (session, "1\r", "ACC000002: Bob, savings, balance 1.00\nbank>");
  type_and_expect (session, "5\r", ACCOUNT);
  type_and_expect (session, "\t2\t\r",
                   ACCOUNT " ACC000002\nACC000002: Bob, savings, balance 1.00\nbank>");
  finish (session);
}

static void
test_owner_needs_no_quotes (void)
{
  g_autoptr (TerminalSession) session = begin ();

  type_and_expect (session, "1\r", OWNER);
  type_and_expect (session, "Mary 'Annie' O'Hara\r", KIND);
  type_and_expect (session, "savings\r", AMOUNT);
  type_and_expect (session, "1\r", "ACC000001: Mary 'Annie' O'Hara, savings, balance 1.00\nbank>");
  finish (session);
}

static void
test_choice_can_be_called_back_as_a_command (void)
{
  g_autoptr (TerminalSession) session = begin_with_alice ();

  g_test_summary ("The values are no commands, and are not remembered.");

  type_and_expect (session, "5\r", ACCOUNT);
  type_and_expect (session, "ACC000001\r", ALICE_OPENED "bank>");
  type_and_expect (session, UP, "bank> summary ACC000001");
  type_and_expect (session, UP, "bank> open Alice checking 100");
  terminal_session_type (session, CTRL_C);
  g_assert_cmpint (terminal_session_finish (session), ==, 0);
}

/* At the first question and at a later one. */
static void
test_way_back (gconstpointer data)
{
  const char *key = data;
  g_autoptr (TerminalSession) session = begin_with_alice ();

  type_and_expect (session, "2\r", ACCOUNT);
  type_and_expect (session, key, MENU "bank>");
  type_and_expect (session, "2\r", ACCOUNT);
  type_and_expect (session, "ACC000001\r", AMOUNT);
  type_and_expect (session, key, MENU "bank>");
  type_and_expect (session, "7\r", "bank> 7\n" ALICE_OPENED "bank>");
  finish (session);
}

static void
test_end_of_file_at_a_question_ends_the_program (void)
{
  g_autoptr (TerminalSession) session = begin_with_alice ();

  type_and_expect (session, "2\r", ACCOUNT);
  terminal_session_type (session, CTRL_D);
  g_assert_cmpint (terminal_session_finish (session), ==, 0);
  g_assert_true (terminal_session_is_cooked (session));
}

static void
test_number_that_is_no_choice (void)
{
  g_autoptr (TerminalSession) session = begin ();

  type_and_expect (session, "9\r", "There is no command '9'; try 'help'\nbank>");
  type_and_expect (session, "12\r", "There is no command '12'; try 'help'\nbank>");
  finish (session);
}

#define ADD(path, func) g_test_add_func ("/examples/bank/menu/" path, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("open", test_open);
  ADD ("open-asks-again-for-what-is-wrong", test_open_asks_again_for_what_is_wrong);
  ADD ("deposit-and-withdraw", test_deposit_and_withdraw);
  ADD ("transfer", test_transfer);
  ADD ("account-is-looked-up-at-once", test_account_is_looked_up_at_once);
  ADD ("what-the-bank-refuses-leads-back-to-the-prompt",
       test_what_the_bank_refuses_leads_back_to_the_prompt);
  ADD ("summary-history-and-list", test_summary_history_and_list);
  ADD ("values-are-completed", test_values_are_completed);
  ADD ("owner-needs-no-quotes", test_owner_needs_no_quotes);
  ADD ("choice-can-be-called-back-as-a-command", test_choice_can_be_called_back_as_a_command);
  g_test_add_data_func ("/examples/bank/menu/empty-line-leads-back", "\r", test_way_back);
  g_test_add_data_func ("/examples/bank/menu/interrupt-leads-back", CTRL_C, test_way_back);
  ADD ("end-of-file-at-a-question-ends-the-program",
       test_end_of_file_at_a_question_ends_the_program);
  ADD ("number-that-is-no-choice", test_number_that_is_no_choice);

  return g_test_run ();
}
