/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Runs the bank as a user does and compares what it prints. */

#include "run-program.h"

#include <string.h>

#define ALICE_OPENS  "open Alice checking 100.00\n"
#define ALICE_OPENED "ACC000001: Alice, checking, balance 100.00\n"

/* What the supervisor says, and what the teller does. */
#define ALICE_FAILED                                                                 \
  "An account broke down over 'fail ACC000001': ACC000001 was asked to fail. It is " \
  "restarted with the balance it had.\n"                                             \
  "ACC000001: failed, and is being restarted\n"

/* Runs a batch in which no line fails. */
static void
assert_batch (const char *input, const char *expected)
{
  g_autoptr (ProgramRun) run = program_run ("BANK", NULL, input, -1);

  g_assert_cmpstr (run->err, ==, "");
  g_assert_cmpstr (run->out, ==, expected);
  g_assert_cmpint (run->status, ==, 0);
}

/* The same for a batch in which actors fail: the library logs that. */
static void
assert_batch_with_failures (const char *input, const char *expected)
{
  g_autoptr (ProgramRun) run = program_run ("BANK", NULL, input, -1);

  g_assert_null (strstr (run->err, "line "));
  g_assert_cmpstr (run->out, ==, expected);
  g_assert_cmpint (run->status, ==, 0);
}

static char *
read_text (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static void
assert_session (ProgramRun *run)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "session.expected", NULL);
  g_autofree char *expected = read_text (path);
  const char *head_end = strstr (expected, "\n\n");

  g_assert_nonnull (head_end);
  g_assert_cmpstr (run->out, ==, head_end + 2);
  g_assert_cmpint (run->status, ==, 0);
}

static void
test_session_from_file (void)
{
  g_autoptr (ProgramRun) run = program_run ("BANK", g_getenv ("BANK_SESSION"), "", -1);

  assert_session (run);
}

static void
test_session_from_pipe (void)
{
  g_autofree char *session = read_text (g_getenv ("BANK_SESSION"));
  g_autoptr (ProgramRun) run = program_run ("BANK", NULL, session, -1);

  assert_session (run);
}

static void
test_no_input_is_no_error (void)
{
  assert_batch ("", "");
}

static void
test_blank_lines_and_comments_are_skipped (void)
{
  assert_batch ("\n \t \n#\n# Nobody's \"line\n  # nor this\n" ALICE_OPENS, ALICE_OPENED);
}

static void
test_comment_may_follow_a_command (void)
{
  assert_batch ("open Alice checking 100.00 # Nobody's \"line\nsummary ACC000001 #\n",
                ALICE_OPENED ALICE_OPENED);
}

static void
test_last_line_needs_no_line_break (void)
{
  assert_batch (ALICE_OPENS "summary ACC000001", ALICE_OPENED ALICE_OPENED);
}

static void
test_line_breaks_of_other_systems_are_read (void)
{
  assert_batch ("open Alice checking 100.00\r\n\r\nsummary ACC000001\r\n",
                ALICE_OPENED ALICE_OPENED);
}

static void
test_accounts_are_numbered_from_one (void)
{
  assert_batch ("open A checking 1\nopen B savings 2\nopen C checking 0\n",
                "ACC000001: A, checking, balance 1.00\n"
                "ACC000002: B, savings, balance 2.00\n"
                "ACC000003: C, checking, balance 0.00\n");
}

static void
test_refused_opening_uses_no_number (void)
{
  g_autoptr (ProgramRun) run = program_run ("BANK", NULL, "open '' checking 1\n" ALICE_OPENS, -1);

  g_assert_cmpstr (run->out, ==, ALICE_OPENED);
}

static void
test_owner_may_be_quoted (void)
{
  assert_batch ("open \"Mary Ann\" savings 1\nopen 'J. \"Joe\" Smith' checking 2\n",
                "ACC000001: Mary Ann, savings, balance 1.00\n"
                "ACC000002: J. \"Joe\" Smith, checking, balance 2.00\n");
}

static void
test_owner_is_printed_as_it_was_read (void)
{
  g_test_summary ("Even in a locale that knows no such letters.");

  assert_batch ("open Zo\xc3\xab savings 1\n", "ACC000001: Zo\xc3\xab, savings, balance 1.00\n");
}

static void
test_deposit_adds (void)
{
  assert_batch (ALICE_OPENS "deposit ACC000001 25.5\nsummary ACC000001\n",
                ALICE_OPENED "ACC000001: deposited 25.50, balance 125.50\n"
                             "ACC000001: Alice, checking, balance 125.50\n");
}

static void
test_withdraw_subtracts (void)
{
  assert_batch (ALICE_OPENS "withdraw ACC000001 10\nsummary ACC000001\n",
                ALICE_OPENED "ACC000001: withdrew 10.00, balance 90.00\n"
                             "ACC000001: Alice, checking, balance 90.00\n");
}

static void
test_withdraw_may_take_everything (void)
{
  assert_batch (ALICE_OPENS "withdraw ACC000001 100\n",
                ALICE_OPENED "ACC000001: withdrew 100.00, balance 0.00\n");
}

static void
test_account_holds_the_largest_amount (void)
{
  assert_batch ("open A savings 92233720368547758.07\nwithdraw ACC000001 92233720368547758.07\n",
                "ACC000001: A, savings, balance 92233720368547758.07\n"
                "ACC000001: withdrew 92233720368547758.07, balance 0.00\n");
}

static void
test_history_tells_everything_in_order (void)
{
  assert_batch (ALICE_OPENS "deposit ACC000001 1\nwithdraw ACC000001 2\nhistory ACC000001\n",
                ALICE_OPENED "ACC000001: deposited 1.00, balance 101.00\n"
                             "ACC000001: withdrew 2.00, balance 99.00\n"
                             "opened 100.00, balance 100.00\n"
                             "deposited 1.00, balance 101.00\n"
                             "withdrew 2.00, balance 99.00\n");
}

static void
test_history_is_of_one_account (void)
{
  assert_batch (ALICE_OPENS "open Bob savings 1\ndeposit ACC000001 1\nhistory ACC000002\n",
                ALICE_OPENED "ACC000002: Bob, savings, balance 1.00\n"
                             "ACC000001: deposited 1.00, balance 101.00\n"
                             "opened 1.00, balance 1.00\n");
}

static void
test_history_has_no_refusals (void)
{
  g_autoptr (ProgramRun) run =
      program_run ("BANK", NULL, ALICE_OPENS "withdraw ACC000001 100.01\nhistory ACC000001\n", -1);

  g_assert_cmpstr (run->out, ==, ALICE_OPENED "opened 100.00, balance 100.00\n");
}

static void
test_list_shows_every_account (void)
{
  assert_batch (ALICE_OPENS "open Bob savings 1\ndeposit ACC000001 1\nlist\n",
                ALICE_OPENED "ACC000002: Bob, savings, balance 1.00\n"
                             "ACC000001: deposited 1.00, balance 101.00\n"
                             "ACC000001: Alice, checking, balance 101.00\n"
                             "ACC000002: Bob, savings, balance 1.00\n");
}

static void
test_list_of_no_accounts_says_so (void)
{
  assert_batch ("list\n", "There are no accounts\n");
}

static void
test_list_is_in_order_of_number (void)
{
  g_autoptr (GString) input = g_string_new (NULL);
  g_autoptr (GString) opened = g_string_new (NULL);
  g_autofree char *expected = NULL;

  for (int i = 1; i <= 200; i++)
    {
      g_string_append_printf (input, "open A%d savings %d\n", i, i);
      g_string_append_printf (opened, "ACC%06d: A%d, savings, balance %d.00\n", i, i, i);
    }
  g_string_append (input, "list\n");
  expected = g_strconcat (opened->str, opened->str, NULL);

  assert_batch (input->str, expected);
}

static void
test_balance_survives_a_failure (void)
{
  assert_batch_with_failures (ALICE_OPENS
                              "deposit ACC000001 25.50\nfail ACC000001\nsummary ACC000001\n",
                              ALICE_OPENED
                              "ACC000001: deposited 25.50, balance 125.50\n" ALICE_FAILED
                              "ACC000001: Alice, checking, balance 125.50\n");
}

static void
test_balance_survives_a_second_failure (void)
{
  assert_batch_with_failures (ALICE_OPENS "fail ACC000001\nwithdraw ACC000001 1\nfail "
                                          "ACC000001\nsummary ACC000001\n",
                              ALICE_OPENED ALICE_FAILED
                              "ACC000001: withdrew 1.00, balance 99.00\n" ALICE_FAILED
                              "ACC000001: Alice, checking, balance 99.00\n");
}

static void
test_history_survives_a_failure (void)
{
  assert_batch_with_failures (ALICE_OPENS "deposit ACC000001 1\nfail ACC000001\ndeposit ACC000001 "
                                          "2\nhistory ACC000001\n",
                              ALICE_OPENED
                              "ACC000001: deposited 1.00, balance 101.00\n" ALICE_FAILED
                              "ACC000001: deposited 2.00, balance 103.00\n"
                              "opened 100.00, balance 100.00\n"
                              "deposited 1.00, balance 101.00\n"
                              "deposited 2.00, balance 103.00\n");
}

static void
test_failure_leaves_other_accounts_alone (void)
{
  assert_batch_with_failures (ALICE_OPENS "open Bob savings 1\nfail ACC000001\nlist\n",
                              ALICE_OPENED "ACC000002: Bob, savings, balance 1.00\n" ALICE_FAILED
                                           "ACC000001: Alice, checking, balance 100.00\n"
                                           "ACC000002: Bob, savings, balance 1.00\n");
}

static void
test_quit_ends_the_batch (void)
{
  assert_batch (ALICE_OPENS "quit\nsummary ACC000001\n", ALICE_OPENED);
}

static void
test_exit_ends_the_batch (void)
{
  assert_batch (ALICE_OPENS "exit\nsummary ACC000001\n", ALICE_OPENED);
}

static void
test_help_names_every_command (void)
{
  const char *names[] = { "open", "deposit", "withdraw", "transfer", "summary", "history",
                          "list", "pending", "close",    "fail",     "hang",    "reject",
                          "help", "menu",    "tree",     "quit",     "exit" };
  g_autoptr (ProgramRun) run = program_run ("BANK", NULL, "help\n", -1);
  g_auto (GStrv) lines = g_strsplit (run->out, "\n", -1);

  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (names) + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (g_str_has_prefix (lines[i], names[i]));
}

static void
test_long_batch_is_answered_in_order (void)
{
  g_autoptr (GString) input = g_string_new ("open A savings 0\n");
  g_autoptr (GString) expected = g_string_new ("ACC000001: A, savings, balance 0.00\n");

  for (int i = 1; i <= 2000; i++)
    {
      g_string_append (input, "deposit ACC000001 1\n");
      g_string_append_printf (expected, "ACC000001: deposited 1.00, balance %d.00\n", i);
    }

  assert_batch (input->str, expected->str);
}

static void
test_option_help (void)
{
  g_autoptr (ProgramRun) run = program_run ("BANK", "--help", "", -1);

  g_assert_cmpint (run->status, ==, 0);
  g_assert_nonnull (strstr (run->out, "[FILE]"));
  g_assert_nonnull (strstr (run->out, "--version"));
}

static void
test_option_version (void)
{
  g_autoptr (ProgramRun) run = program_run ("BANK", "--version", "", -1);

  g_assert_cmpint (run->status, ==, 0);
  g_assert_true (g_str_has_prefix (run->out, "bank "));
}

static void
test_unknown_option_is_an_error (void)
{
  g_autoptr (ProgramRun) run = program_run ("BANK", "--interest", "", -1);

  g_assert_cmpint (run->status, ==, 1);
  g_assert_cmpstr (run->out, ==, "");
  g_assert_nonnull (strstr (run->err, "--interest"));
}

static void
test_missing_file_is_an_error (void)
{
  g_autoptr (ProgramRun) run = program_run ("BANK", "no-such-session.txt", "", -1);

  g_assert_cmpint (run->status, ==, 1);
  g_assert_cmpstr (run->out, ==, "");
  g_assert_nonnull (strstr (run->err, "no-such-session.txt"));
}

static void
test_folder_is_an_error (void)
{
  g_autoptr (ProgramRun) run = program_run ("BANK", ".", "", -1);

  g_assert_cmpint (run->status, ==, 1);
  g_assert_cmpstr (run->out, ==, "");
  g_assert_cmpstr (run->err, !=, "");
}

static void
test_two_files_are_an_error (void)
{
  const char *arguments[] = { "one.txt", "two.txt", NULL };
  g_autoptr (ProgramRun) run = program_run_full ("BANK", arguments, -1);

  g_assert_cmpint (run->status, ==, 1);
  g_assert_cmpstr (run->err, ==, "Give one FILE at most\n");
}

#define ADD(path, func) g_test_add_func ("/examples/bank/" path, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("session/from-file", test_session_from_file);
  ADD ("session/from-pipe", test_session_from_pipe);
  ADD ("no-input-is-no-error", test_no_input_is_no_error);
  ADD ("blank-lines-and-comments-are-skipped", test_blank_lines_and_comments_are_skipped);
  ADD ("comment-may-follow-a-command", test_comment_may_follow_a_command);
  ADD ("last-line-needs-no-line-break", test_last_line_needs_no_line_break);
  ADD ("line-breaks-of-other-systems-are-read", test_line_breaks_of_other_systems_are_read);
  ADD ("accounts-are-numbered-from-one", test_accounts_are_numbered_from_one);
  ADD ("refused-opening-uses-no-number", test_refused_opening_uses_no_number);
  ADD ("owner/may-be-quoted", test_owner_may_be_quoted);
  ADD ("owner/is-printed-as-it-was-read", test_owner_is_printed_as_it_was_read);
  ADD ("deposit-adds", test_deposit_adds);
  ADD ("withdraw/subtracts", test_withdraw_subtracts);
  ADD ("withdraw/may-take-everything", test_withdraw_may_take_everything);
  ADD ("account-holds-the-largest-amount", test_account_holds_the_largest_amount);
  ADD ("history/tells-everything-in-order", test_history_tells_everything_in_order);
  ADD ("history/is-of-one-account", test_history_is_of_one_account);
  ADD ("history/has-no-refusals", test_history_has_no_refusals);
  ADD ("list/shows-every-account", test_list_shows_every_account);
  ADD ("list/of-no-accounts-says-so", test_list_of_no_accounts_says_so);
  ADD ("list/is-in-order-of-number", test_list_is_in_order_of_number);
  ADD ("failure/balance-survives", test_balance_survives_a_failure);
  ADD ("failure/balance-survives-a-second", test_balance_survives_a_second_failure);
  ADD ("failure/history-survives", test_history_survives_a_failure);
  ADD ("failure/leaves-other-accounts-alone", test_failure_leaves_other_accounts_alone);
  ADD ("quit-ends-the-batch", test_quit_ends_the_batch);
  ADD ("exit-ends-the-batch", test_exit_ends_the_batch);
  ADD ("help-names-every-command", test_help_names_every_command);
  ADD ("long-batch-is-answered-in-order", test_long_batch_is_answered_in_order);
  ADD ("options/help", test_option_help);
  ADD ("options/version", test_option_version);
  ADD ("options/unknown-is-an-error", test_unknown_option_is_an_error);
  ADD ("options/missing-file-is-an-error", test_missing_file_is_an_error);
  ADD ("options/folder-is-an-error", test_folder_is_an_error);
  ADD ("options/two-files-are-an-error", test_two_files_are_an_error);

  return g_test_run ();
}
