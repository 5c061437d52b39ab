/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Every line the bank refuses, and what it says. */

#include "run-program.h"

#define ALICE_OPENS  "open Alice checking 100.00\n"
#define ALICE_OPENED "ACC000001: Alice, checking, balance 100.00\n"

#define NOT_DIGITS "only digits and one decimal point are allowed"
#define NOT_CLOSED "A quote is not closed"
#define UNKNOWN    "There is no account 'ACC000009'"

/* A line may hold a NUL byte, so its length is taken from the literal. */
#define LINE(text) text, sizeof (text) - 1

typedef struct
{
  const char *name;
  const char *line;
  gsize length;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "command/unknown", LINE ("rob ACC000001"), "There is no command 'rob'; try 'help'" },
  { "command/empty", LINE ("''"), "There is no command ''; try 'help'" },
  { "command/no-argument", LINE ("deposit"),
    "Wrong number of arguments, 0 instead of 2; it is 'deposit ACCOUNT AMOUNT'" },
  { "command/too-few-arguments", LINE ("open Bob savings"),
    "Wrong number of arguments, 2 instead of 3; it is 'open OWNER KIND AMOUNT'" },
  { "command/too-many-arguments", LINE ("open Mary Ann savings 1"),
    "Wrong number of arguments, 4 instead of 3; it is 'open OWNER KIND AMOUNT'" },
  { "command/argument-where-none-belongs", LINE ("list all"),
    "Wrong number of arguments, 1 instead of 0; it is 'list'" },
  { "command/quit-with-an-argument", LINE ("quit now"),
    "Wrong number of arguments, 1 instead of 0; it is 'quit'" },
  { "command/quote-not-closed", LINE ("open \"Mary Ann savings 1"), NOT_CLOSED },
  { "command/backslash-at-the-end", LINE ("summary ACC000001\\"),
    "There is no account 'ACC000001 '" },

  { "text/nul-byte", LINE ("summary ACC000001\0"), "The line contains a NUL byte" },
  { "text/nul-byte-in-a-name", LINE ("open B\0b savings 1"), "The line contains a NUL byte" },
  { "text/not-utf-8", LINE ("open Zo\xeb savings 1"), "The line is not valid UTF-8" },
  { "text/control-character", LINE ("open \x1b[2J savings 1"),
    "The line contains a control character" },

  { "open/unknown-kind", LINE ("open Bob current 1"),
    "There is no kind of account 'current'; it is checking or savings" },
  { "open/no-owner", LINE ("open '' savings 1"), "An account needs the name of its owner" },
  { "open/blank-owner", LINE ("open '  ' savings 1"), "An account needs the name of its owner" },
  { "open/negative-amount", LINE ("open Bob savings -5"),
    "'-5' is not an amount: it must not be negative" },

  { "amount/exponent", LINE ("deposit ACC000001 1e3"), "'1e3' is not an amount: " NOT_DIGITS },
  { "amount/negative", LINE ("deposit ACC000001 -5"),
    "'-5' is not an amount: it must not be negative" },
  { "amount/three-decimals", LINE ("deposit ACC000001 1.005"),
    "'1.005' is not an amount: it has more than two decimals" },
  { "amount/not-a-number", LINE ("deposit ACC000001 NaN"), "'NaN' is not an amount: " NOT_DIGITS },
  { "amount/empty", LINE ("deposit ACC000001 ''"), "'' is not an amount: it is empty" },
  { "amount/thirty-digits", LINE ("withdraw ACC000001 123456789012345678901234567890"),
    "'123456789012345678901234567890' is not an amount: it is more than 92233720368547758.07" },

  { "deposit/nothing", LINE ("deposit ACC000001 0"),
    "The amount must be more than 0.00, not 0.00" },
  { "deposit/more-than-the-account-can-hold", LINE ("deposit ACC000001 92233720368547758.07"),
    "ACC000001 cannot hold more than 92233720368547758.07" },
  { "withdraw/nothing", LINE ("withdraw ACC000001 0.00"),
    "The amount must be more than 0.00, not 0.00" },
  { "withdraw/insufficient-funds", LINE ("withdraw ACC000001 100.01"),
    "ACC000001 has insufficient funds: 100.00 is less than 100.01" },

  { "unknown-account/deposit", LINE ("deposit ACC000009 1"), UNKNOWN },
  { "unknown-account/withdraw", LINE ("withdraw ACC000009 1"), UNKNOWN },
  { "unknown-account/summary", LINE ("summary ACC000009"), UNKNOWN },
  { "unknown-account/history", LINE ("history ACC000009"), UNKNOWN },
  { "unknown-account/fail", LINE ("fail ACC000009"), UNKNOWN },
  { "unknown-account/number-without-zeros", LINE ("summary ACC1"), "There is no account 'ACC1'" },
};

/* The refused line changes nothing, and the bank goes on with the next. */
static void
test_refused (gconstpointer data)
{
  const Refusal *refusal = data;
  g_autofree char *message = g_strdup_printf ("line 2: %s\n", refusal->message);
  g_autoptr (GString) input = g_string_new (ALICE_OPENS);
  g_autoptr (ProgramRun) run = NULL;

  g_string_append_len (input, refusal->line, refusal->length);
  g_string_append (input, "\nlist\n");

  run = program_run ("BANK", NULL, input->str, input->len);

  g_assert_cmpstr (run->err, ==, message);
  g_assert_cmpstr (run->out, ==, ALICE_OPENED ALICE_OPENED);
  g_assert_cmpint (run->status, ==, 1);
}

static void
test_every_line_counts (void)
{
  g_autoptr (ProgramRun) run = NULL;

  g_test_summary ("Lines are numbered as an editor numbers them, the skipped ones too.");

  run = program_run ("BANK", NULL, "# comment\n\nrob\n" ALICE_OPENS "steal\n", -1);

  g_assert_cmpstr (run->err, ==,
                   "line 3: There is no command 'rob'; try 'help'\n"
                   "line 5: There is no command 'steal'; try 'help'\n");
}

static void
test_failed_line_before_quit_counts (void)
{
  g_autoptr (ProgramRun) run = program_run ("BANK", NULL, "rob\nquit\n", -1);

  g_assert_cmpint (run->status, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/examples/bank/refuses/%s", refusals[i].name);

      g_test_add_data_func (path, &refusals[i], test_refused);
    }

  g_test_add_func ("/examples/bank/refuses/every-line-counts", test_every_line_counts);
  g_test_add_func ("/examples/bank/refuses/failed-line-before-quit-counts",
                   test_failed_line_before_quit_counts);

  return g_test_run ();
}
