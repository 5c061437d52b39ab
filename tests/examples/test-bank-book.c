/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What an account knows of its money, without an actor around it. */

#include <gio/gio.h>

#include "account-book.h"
#include "bank-error.h"

#define ID 7

typedef void (*BookFunc) (AccountBook *book);

static void
take (AccountBook *book, gint64 amount, AccountBookResult expected)
{
  g_assert_cmpint (account_book_take (book, ID, amount, NULL), ==, expected);
}

static void
take_back (AccountBook *book, AccountBookResult expected)
{
  g_assert_cmpint (account_book_give_back (book, ID, NULL), ==, expected);
}

static void
settle (AccountBook *book, AccountBookResult expected)
{
  g_assert_cmpint (account_book_settle (book, ID, NULL), ==, expected);
}

static void
accept (AccountBook *book, gint64 amount, AccountBookResult expected)
{
  g_assert_cmpint (account_book_accept (book, ID, amount, NULL), ==, expected);
}

static void
assert_balance (AccountBook *book, gint64 balance)
{
  g_assert_cmpint (account_book_get_balance (book), ==, balance);
}

/* Each case begins with a book of 100. */

static void
test_withdrawal_counts_once (AccountBook *book)
{
  take (book, 30, ACCOUNT_BOOK_MOVED);
  take (book, 30, ACCOUNT_BOOK_ALREADY);
  assert_balance (book, 70);
}

static void
test_settled_withdrawal_counts_once (AccountBook *book)
{
  take (book, 30, ACCOUNT_BOOK_MOVED);
  settle (book, ACCOUNT_BOOK_ALREADY);
  settle (book, ACCOUNT_BOOK_ALREADY);
  take (book, 30, ACCOUNT_BOOK_ALREADY);
  assert_balance (book, 70);
}

static void
test_settled_withdrawal_is_not_given_back (AccountBook *book)
{
  take (book, 30, ACCOUNT_BOOK_MOVED);
  settle (book, ACCOUNT_BOOK_ALREADY);
  take_back (book, ACCOUNT_BOOK_REFUSED);
  assert_balance (book, 70);
}

static void
test_refund_counts_once (AccountBook *book)
{
  take (book, 30, ACCOUNT_BOOK_MOVED);
  take_back (book, ACCOUNT_BOOK_MOVED);
  take_back (book, ACCOUNT_BOOK_ALREADY);
  assert_balance (book, 100);
}

static void
test_withdrawal_after_the_refund_is_refused (AccountBook *book)
{
  take (book, 30, ACCOUNT_BOOK_MOVED);
  take_back (book, ACCOUNT_BOOK_MOVED);
  take (book, 30, ACCOUNT_BOOK_REFUSED);
  settle (book, ACCOUNT_BOOK_REFUSED);
  assert_balance (book, 100);
}

static void
test_refund_of_nothing_rules_out_the_withdrawal (AccountBook *book)
{
  take_back (book, ACCOUNT_BOOK_ALREADY);
  take (book, 30, ACCOUNT_BOOK_REFUSED);
  take_back (book, ACCOUNT_BOOK_ALREADY);
  assert_balance (book, 100);
}

static void
test_refused_withdrawal_stays_refused (AccountBook *book)
{
  g_test_summary ("The same request may have been sent twice, and money have come in between.");

  take (book, 130, ACCOUNT_BOOK_REFUSED);
  g_assert_cmpint (account_book_deposit (book, 100, NULL), ==, ACCOUNT_BOOK_MOVED);
  take (book, 130, ACCOUNT_BOOK_REFUSED);
  assert_balance (book, 200);
}

static void
test_deposit_counts_once (AccountBook *book)
{
  accept (book, 30, ACCOUNT_BOOK_MOVED);
  accept (book, 30, ACCOUNT_BOOK_ALREADY);
  assert_balance (book, 130);
}

static void
test_promised_deposit_is_refused (AccountBook *book)
{
  g_assert_true (account_book_renounce (book, ID));
  accept (book, 30, ACCOUNT_BOOK_REFUSED);
  g_assert_true (account_book_renounce (book, ID));
  assert_balance (book, 100);
}

static void
test_no_promise_after_the_deposit (AccountBook *book)
{
  accept (book, 30, ACCOUNT_BOOK_MOVED);
  g_assert_false (account_book_renounce (book, ID));
  assert_balance (book, 130);
}

static void
test_refused_deposit_may_be_accepted_later (AccountBook *book)
{
  accept (book, G_MAXINT64, ACCOUNT_BOOK_REFUSED);
  g_assert_cmpint (account_book_withdraw (book, 100, NULL), ==, ACCOUNT_BOOK_MOVED);
  accept (book, G_MAXINT64, ACCOUNT_BOOK_MOVED);
  assert_balance (book, G_MAXINT64);
}

static void
test_place_is_kept_for_what_may_come_back (AccountBook *book)
{
  g_test_summary ("Or else a refund could not be given.");

  g_assert_cmpint (account_book_deposit (book, G_MAXINT64 - 100, NULL), ==, ACCOUNT_BOOK_MOVED);
  take (book, 30, ACCOUNT_BOOK_MOVED);
  g_assert_cmpint (account_book_deposit (book, 1, NULL), ==, ACCOUNT_BOOK_REFUSED);
  take_back (book, ACCOUNT_BOOK_MOVED);
  assert_balance (book, G_MAXINT64);
}

static void
test_place_is_free_when_settled (AccountBook *book)
{
  g_assert_cmpint (account_book_deposit (book, G_MAXINT64 - 100, NULL), ==, ACCOUNT_BOOK_MOVED);
  take (book, 30, ACCOUNT_BOOK_MOVED);
  settle (book, ACCOUNT_BOOK_ALREADY);
  g_assert_cmpint (account_book_deposit (book, 30, NULL), ==, ACCOUNT_BOOK_MOVED);
  assert_balance (book, G_MAXINT64);
}

static void
test_nothing_and_less_are_refused (AccountBook *book)
{
  const gint64 amounts[] = { 0, -1, G_MININT64 };

  for (gsize i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      g_assert_cmpint (account_book_deposit (book, amounts[i], NULL), ==, ACCOUNT_BOOK_REFUSED);
      g_assert_cmpint (account_book_withdraw (book, amounts[i], NULL), ==, ACCOUNT_BOOK_REFUSED);
      accept (book, amounts[i], ACCOUNT_BOOK_REFUSED);
      g_assert_cmpint (account_book_take (book, 100 + i, amounts[i], NULL), ==,
                       ACCOUNT_BOOK_REFUSED);
    }
  assert_balance (book, 100);
}

static void
test_account_with_money_cannot_be_closed (AccountBook *book)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (account_book_close (book, &error), ==, ACCOUNT_BOOK_REFUSED);
  g_assert_error (error, BANK_ERROR, BANK_ERROR_ACCOUNT_IN_USE);
  g_assert_false (account_book_is_closed (book));
}

static void
test_account_that_may_be_refunded_cannot_be_closed (AccountBook *book)
{
  take (book, 100, ACCOUNT_BOOK_MOVED);
  g_assert_cmpint (account_book_close (book, NULL), ==, ACCOUNT_BOOK_REFUSED);
  settle (book, ACCOUNT_BOOK_ALREADY);
  g_assert_cmpint (account_book_close (book, NULL), ==, ACCOUNT_BOOK_MOVED);
}

static void
test_closed_account_takes_and_gives_nothing (AccountBook *book)
{
  g_assert_cmpint (account_book_withdraw (book, 100, NULL), ==, ACCOUNT_BOOK_MOVED);
  g_assert_cmpint (account_book_close (book, NULL), ==, ACCOUNT_BOOK_MOVED);
  g_assert_cmpint (account_book_close (book, NULL), ==, ACCOUNT_BOOK_ALREADY);

  g_assert_cmpint (account_book_deposit (book, 1, NULL), ==, ACCOUNT_BOOK_REFUSED);
  accept (book, 1, ACCOUNT_BOOK_REFUSED);
  g_assert_true (account_book_renounce (book, ID));
  assert_balance (book, 0);
}

static void
test_everything_survives_saving (AccountBook *book)
{
  g_autoptr (GVariant) state = NULL;
  g_autoptr (AccountBook) restored = NULL;
  gint64 amount;

  g_assert_cmpint (account_book_take (book, 1, 10, NULL), ==, ACCOUNT_BOOK_MOVED);
  g_assert_cmpint (account_book_accept (book, 2, 20, NULL), ==, ACCOUNT_BOOK_MOVED);
  g_assert_true (account_book_renounce (book, 3));
  g_assert_cmpint (account_book_take (book, 4, 40, NULL), ==, ACCOUNT_BOOK_MOVED);
  g_assert_cmpint (account_book_give_back (book, 4, NULL), ==, ACCOUNT_BOOK_MOVED);
  state = g_variant_ref_sink (account_book_save (book));
  restored = account_book_restore ("ACC000001", state);

  assert_balance (restored, 110);
  g_assert_false (account_book_is_closed (restored));
  g_assert_cmpint (account_book_get_item (restored, 1, &amount), ==, ACCOUNT_ITEM_TAKEN);
  g_assert_cmpint (amount, ==, 10);
  g_assert_cmpint (account_book_get_item (restored, 2, &amount), ==, ACCOUNT_ITEM_ACCEPTED);
  g_assert_cmpint (account_book_get_item (restored, 3, &amount), ==, ACCOUNT_ITEM_RENOUNCED);
  g_assert_cmpint (account_book_get_item (restored, 4, &amount), ==, ACCOUNT_ITEM_GIVEN_BACK);
  g_assert_cmpint (account_book_get_item (restored, 5, &amount), ==, ACCOUNT_ITEM_NONE);

  /* What is held is, too. */
  g_assert_cmpint (account_book_deposit (restored, G_MAXINT64 - 119, NULL), ==,
                   ACCOUNT_BOOK_REFUSED);
  g_assert_cmpint (account_book_deposit (restored, G_MAXINT64 - 120, NULL), ==, ACCOUNT_BOOK_MOVED);
}

static void
run_case (gconstpointer data)
{
  g_autoptr (AccountBook) book = account_book_new ("ACC000001", 100);

  ((BookFunc) data) (book);
}

#define ADD(path, func) g_test_add_data_func ("/examples/bank-book/" path, func, run_case)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("withdrawal/counts-once", test_withdrawal_counts_once);
  ADD ("withdrawal/counts-once-when-settled", test_settled_withdrawal_counts_once);
  ADD ("withdrawal/is-not-given-back-when-settled", test_settled_withdrawal_is_not_given_back);
  ADD ("withdrawal/is-refused-after-the-refund", test_withdrawal_after_the_refund_is_refused);
  ADD ("withdrawal/stays-refused", test_refused_withdrawal_stays_refused);
  ADD ("refund/counts-once", test_refund_counts_once);
  ADD ("refund/of-nothing-rules-out-the-withdrawal",
       test_refund_of_nothing_rules_out_the_withdrawal);
  ADD ("deposit/counts-once", test_deposit_counts_once);
  ADD ("deposit/is-refused-when-promised", test_promised_deposit_is_refused);
  ADD ("deposit/leaves-no-promise", test_no_promise_after_the_deposit);
  ADD ("deposit/may-be-accepted-later", test_refused_deposit_may_be_accepted_later);
  ADD ("place/is-kept-for-what-may-come-back", test_place_is_kept_for_what_may_come_back);
  ADD ("place/is-free-when-settled", test_place_is_free_when_settled);
  ADD ("nothing-and-less-are-refused", test_nothing_and_less_are_refused);
  ADD ("close/not-with-money", test_account_with_money_cannot_be_closed);
  ADD ("close/not-before-a-refund", test_account_that_may_be_refunded_cannot_be_closed);
  ADD ("close/takes-and-gives-nothing", test_closed_account_takes_and_gives_nothing);
  ADD ("everything-survives-saving", test_everything_survives_saving);

  return g_test_run ();
}
