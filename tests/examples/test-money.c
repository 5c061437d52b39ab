/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <glib.h>

#include "bank-error.h"
#include "money.h"

/* The amounts that are read, and the ones that are not. */

typedef struct
{
  const char *name;
  const char *text;
  gint64 amount;
} ReadCase;

static const ReadCase read_cases[] = {
  { "whole", "100", 10000 },
  { "one-decimal", "100.0", 10000 },
  { "two-decimals", "100.00", 10000 },
  { "cents", "25.50", 2550 },
  { "one-digit-of-cents", "25.5", 2550 },
  { "one-cent", "0.01", 1 },
  { "nine-cents", "0.09", 9 },
  { "nought", "0", 0 },
  { "leading-noughts", "007.00", 700 },
  { "largest", "92233720368547758.07", G_MAXINT64 },
  { "largest-whole", "92233720368547758", G_GINT64_CONSTANT (9223372036854775800) },
};

typedef struct
{
  const char *name;
  const char *text;
  const char *reason;
} RefusalCase;

static const RefusalCase refusal_cases[] = {
  { "empty", "", "it is empty" },
  { "negative", "-5", "it must not be negative" },
  { "negative-nought", "-0", "it must not be negative" },
  { "plus-sign", "+5", "only digits and one decimal point are allowed" },
  { "exponent", "1e3", "only digits and one decimal point are allowed" },
  { "not-a-number", "NaN", "only digits and one decimal point are allowed" },
  { "infinity", "inf", "only digits and one decimal point are allowed" },
  { "hexadecimal", "0x10", "only digits and one decimal point are allowed" },
  { "comma", "1,50", "only digits and one decimal point are allowed" },
  { "leading-space", " 1", "only digits and one decimal point are allowed" },
  { "trailing-space", "1 ", "only digits and one decimal point are allowed" },
  { "words", "ten", "only digits and one decimal point are allowed" },
  { "other-digits", "\xd9\xa1", "only digits and one decimal point are allowed" },
  { "three-decimals", "1.005", "it has more than two decimals" },
  { "three-decimals-of-nought", "1.000", "it has more than two decimals" },
  { "two-points", "1.0.0", "it has more than one decimal point" },
  { "points-in-a-row", "1..0", "it has more than one decimal point" },
  { "only-a-point", ".", "a decimal point needs digits on both sides" },
  { "nothing-before-the-point", ".50", "a decimal point needs digits on both sides" },
  { "nothing-after-the-point", "1.", "a decimal point needs digits on both sides" },
  { "thirty-digits", "123456789012345678901234567890", "it is more than 92233720368547758.07" },
  { "one-cent-too-much", "92233720368547758.08", "it is more than 92233720368547758.07" },
  { "one-too-much", "92233720368547759", "it is more than 92233720368547758.07" },
};

static void
test_money_reads (gconstpointer data)
{
  const ReadCase *test = data;
  g_autoptr (GError) error = NULL;
  gint64 amount = -1;

  g_assert_true (money_parse (test->text, &amount, &error));
  g_assert_no_error (error);
  g_assert_cmpint (amount, ==, test->amount);
}

static void
test_money_refuses (gconstpointer data)
{
  const RefusalCase *test = data;
  g_autofree char *message =
      g_strdup_printf ("'%s' is not an amount: %s", test->text, test->reason);
  g_autoptr (GError) error = NULL;
  gint64 amount = -1;

  g_assert_false (money_parse (test->text, &amount, &error));
  g_assert_error (error, BANK_ERROR, BANK_ERROR_INVALID_AMOUNT);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpint (amount, ==, -1);
}

static void
assert_printed (gint64 amount, const char *expected)
{
  g_autofree char *text = money_format (amount);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_money_prints_two_decimals (void)
{
  assert_printed (0, "0.00");
  assert_printed (1, "0.01");
  assert_printed (10, "0.10");
  assert_printed (12550, "125.50");
  assert_printed (10000, "100.00");
}

static void
test_money_prints_negative_amounts (void)
{
  g_test_summary ("A balance never is, but the message about a refused amount may hold one.");

  assert_printed (-1, "-0.01");
  assert_printed (-550, "-5.50");
}

static void
test_money_prints_the_extremes (void)
{
  assert_printed (G_MAXINT64, "92233720368547758.07");
  assert_printed (G_MININT64, "-92233720368547758.08");
}

static void
test_money_reads_what_it_printed (void)
{
  for (int i = 0; i < 1000; i++)
    {
      guint64 high = (guint64) (guint32) g_test_rand_int () << 31;
      gint64 amount = high | ((guint32) g_test_rand_int () >> 1);
      g_autofree char *text = money_format (amount);
      g_autoptr (GError) error = NULL;
      gint64 again = -1;

      money_parse (text, &again, &error);
      g_assert_no_error (error);
      g_assert_cmpint (again, ==, amount);
    }
}

static void
test_money_adds (void)
{
  gint64 sum = 0;

  g_assert_true (money_add (100, 23, &sum));
  g_assert_cmpint (sum, ==, 123);
  g_assert_true (money_add (100, -123, &sum));
  g_assert_cmpint (sum, ==, -23);
}

static void
test_money_adds_up_to_the_extremes (void)
{
  gint64 sum = 0;

  g_assert_true (money_add (G_MAXINT64 - 1, 1, &sum));
  g_assert_cmpint (sum, ==, G_MAXINT64);
  g_assert_true (money_add (G_MININT64 + 1, -1, &sum));
  g_assert_cmpint (sum, ==, G_MININT64);
}

static void
test_money_refuses_to_overflow (void)
{
  gint64 sum = 42;

  g_assert_false (money_add (G_MAXINT64, 1, &sum));
  g_assert_false (money_add (1, G_MAXINT64, &sum));
  g_assert_false (money_add (G_MININT64, -1, &sum));
  g_assert_false (money_add (-1, G_MININT64, &sum));
  g_assert_cmpint (sum, ==, 42);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (read_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/examples/money/reads/%s", read_cases[i].name);

      g_test_add_data_func (path, &read_cases[i], test_money_reads);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (refusal_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/examples/money/refuses/%s", refusal_cases[i].name);

      g_test_add_data_func (path, &refusal_cases[i], test_money_refuses);
    }

  g_test_add_func ("/examples/money/prints/two-decimals", test_money_prints_two_decimals);
  g_test_add_func ("/examples/money/prints/negative-amounts", test_money_prints_negative_amounts);
  g_test_add_func ("/examples/money/prints/the-extremes", test_money_prints_the_extremes);
  g_test_add_func ("/examples/money/reads-what-it-printed", test_money_reads_what_it_printed);
  g_test_add_func ("/examples/money/adds", test_money_adds);
  g_test_add_func ("/examples/money/adds-up-to-the-extremes", test_money_adds_up_to_the_extremes);
  g_test_add_func ("/examples/money/refuses-to-overflow", test_money_refuses_to_overflow);

  return g_test_run ();
}
