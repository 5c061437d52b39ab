/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What the actors of the bank do for each other and for the customer, in virtual time. */

#include "bank-error.h"
#include "bank-scene.h"

#define SECOND G_USEC_PER_SEC

static void
assert_served (BankScene *scene, const char *line, const char *expected)
{
  g_autofree char *text = bank_scene_serve (scene, line);

  g_assert_cmpstr (text, ==, expected);
}

/* Two accounts with 100.00 each, the second of which does not take deposits so many times. */
static void
open_accounts (BankScene *scene, guint n_rejections)
{
  DemoAccount *payee;

  bank_scene_open (scene, 10000);
  payee = bank_scene_open (scene, 10000);
  domo_future_unref (bank_scene_settle (scene, demo_account_rehearse (payee, DEMO_REHEARSAL_REJECT,
                                                                      n_rejections)));
}

#define PENDING(attempt)                                                                 \
  "TRF000001: 30.00 from ACC000001 to ACC000002 is pending, paying in, attempt " attempt \
  " of 4: ACC000002 does not take deposits now"

static void
test_transfer_is_answered_when_complete (BankScene *scene, gconstpointer data)
{
  open_accounts (scene, 0);

  assert_served (scene, "transfer ACC000001 ACC000002 30",
                 "TRF000001: transferred 30.00 from ACC000001 to ACC000002");
  bank_scene_assert_last_entry (scene, 0, "sent 30.00 to ACC000002 (TRF000001), balance 70.00");
  bank_scene_assert_last_entry (scene, 1,
                                "received 30.00 from ACC000001 (TRF000001), balance 130.00");
  g_assert_cmpuint (scene->notices->len, ==, 0);
}

#define EXPLAINED                                                                       \
  "An account could not do its part over 'transfer ACC000001 ACC000002 30': ACC000002 " \
  "does not take deposits now. It goes on with what comes next."

static void
test_transfer_is_answered_when_it_takes_longer (BankScene *scene, gconstpointer data)
{
  g_test_summary ("What comes after the answer is told as it happens.");

  open_accounts (scene, 2);

  assert_served (scene, "transfer ACC000001 ACC000002 30", PENDING ("2") "; trying again in 1 s");
  assert_served (scene, "pending", PENDING ("2"));
  bank_scene_advance (scene, 2 * SECOND);
  assert_served (scene, "pending", PENDING ("3"));
  bank_scene_advance (scene, 2 * SECOND);
  assert_served (scene, "pending", "There are no pending transfers");

  bank_scene_assert_notices (scene, 2, EXPLAINED);
  bank_scene_assert_notices (scene, 1, PENDING ("3") "; trying again in 2 s");
  bank_scene_assert_notices (scene, 1, "TRF000001: transferred 30.00 from ACC000001 to ACC000002");
  g_assert_cmpuint (scene->notices->len, ==, 4);
}

static void
test_refund_is_told (BankScene *scene, gconstpointer data)
{
  open_accounts (scene, 4);

  assert_served (scene, "transfer ACC000001 ACC000002 30", PENDING ("2") "; trying again in 1 s");
  bank_scene_advance (scene, 10 * SECOND);

  bank_scene_assert_notices (
      scene, 1, "TRF000001: 30.00 is back in ACC000001: ACC000002 does not take deposits now");
  bank_scene_assert_last_entry (scene, 0,
                                "took back 30.00 of TRF000001: ACC000002 does not take deposits "
                                "now, balance 100.00");
}

static void
test_refund_at_once_is_the_answer (BankScene *scene, gconstpointer data)
{
  g_autoptr (DomoFuture) served = NULL;

  bank_scene_open (scene, 10000);
  bank_scene_open (scene, 0);
  served = demo_teller_serve (branch_get_teller (scene->branch), "transfer ACC000001 ACC000002 30");
  do
    g_assert_true (bank_scene_step (scene));
  while (!bank_scene_is_at (scene, 1, TRANSFER_WITHDRAW));

  /* It was open when that was asked. */
  domo_future_unref (bank_scene_settle (scene, demo_account_close (scene->accounts->pdata[1])));
  g_assert_error (domo_future_get_error (served), BANK_ERROR, BANK_ERROR_TRANSFER_REFUNDED);
  g_assert_cmpstr (domo_future_get_error (served)->message, ==,
                   "TRF000001: 30.00 is back in ACC000001: ACC000002 is closed");
  g_assert_cmpuint (scene->notices->len, ==, 0);
}

static void
test_transfers_do_not_wait_for_each_other (BankScene *scene, gconstpointer data)
{
  open_accounts (scene, 3);
  bank_scene_open (scene, 0);

  assert_served (scene, "transfer ACC000001 ACC000002 30", PENDING ("2") "; trying again in 1 s");
  assert_served (scene, "transfer ACC000001 ACC000003 5",
                 "TRF000002: transferred 5.00 from ACC000001 to ACC000003");
  bank_scene_assert_phase (scene, 1, TRANSFER_DEPOSIT);
}

static void
test_account_that_hangs_answers_others (BankScene *scene, gconstpointer data)
{
  open_accounts (scene, 0);
  assert_served (scene, "hang ACC000002 2",
                 "ACC000002: the next 2 times a transfer pays in, it puts that aside");

  bank_scene_transfer (scene, 0, 1, 3000);
  assert_served (scene, "summary ACC000002", "ACC000002: Somebody, checking, balance 100.00");
  bank_scene_advance (scene, 10 * SECOND);
  assert_served (scene, "summary ACC000002", "ACC000002: Somebody, checking, balance 130.00");
}

typedef struct
{
  const char *name;
  const char *line;
  const char *message;
} RefusalCase;

static const RefusalCase refusal_cases[] = {
  { "nothing", "transfer ACC000001 ACC000002 0", "The amount must be more than 0.00, not 0.00" },
  { "same-account", "transfer ACC000001 ACC000001 1", "A transfer needs two different accounts" },
  { "unknown-payer", "transfer ACC000009 ACC000001 1", "There is no account 'ACC000009'" },
  { "unknown-payee", "transfer ACC000001 ACC000009 1", "There is no account 'ACC000009'" },
  { "insufficient-funds", "transfer ACC000001 ACC000002 100.01",
    "ACC000001 has insufficient funds: 100.00 is less than 100.01" },
  { "closed-payee", "transfer ACC000001 ACC000003 1", "ACC000003 is closed" },
  { "closed-payer", "transfer ACC000003 ACC000001 1", "ACC000003 is closed" },
};

static void
test_transfer_is_refused (BankScene *scene, gconstpointer data)
{
  const RefusalCase *refusal = data;

  open_accounts (scene, 0);
  bank_scene_open (scene, 0);
  assert_served (scene, "close ACC000003", "ACC000003: closed");

  assert_served (scene, refusal->line, refusal->message);
  bank_scene_assert_phase (scene, 1, TRANSFER_REFUSED);
  bank_scene_assert_balance (scene, 0, 10000);
  assert_served (scene, "pending", "There are no pending transfers");
}

static void
test_closed_account_stays_on_the_list (BankScene *scene, gconstpointer data)
{
  bank_scene_open (scene, 0);

  assert_served (scene, "close ACC000001", "ACC000001: closed");
  assert_served (scene, "list", "ACC000001: Somebody, checking, closed");
  assert_served (scene, "deposit ACC000001 1", "ACC000001 is closed");
  assert_served (scene, "history ACC000001",
                 "opened 0.00, balance 0.00\nclosed 0.00, balance 0.00");
}

static void
test_account_with_a_pending_transfer_is_not_closed (BankScene *scene, gconstpointer data)
{
  g_test_summary ("A refund would have nowhere to go.");

  open_accounts (scene, 1);
  bank_scene_transfer (scene, 0, 1, 10000);
  bank_scene_run (scene);

  assert_served (scene, "close ACC000001",
                 "ACC000001 cannot be closed: transfers of 100.00 are pending");
  bank_scene_advance (scene, 10 * SECOND);
  assert_served (scene, "close ACC000001", "ACC000001: closed");
}

static void
test_account_closed_meanwhile_is_refunded_from (BankScene *scene, gconstpointer data)
{
  bank_scene_open (scene, 10000);
  bank_scene_open (scene, 0);
  domo_future_unref (bank_scene_settle (scene, demo_account_rehearse (scene->accounts->pdata[1],
                                                                      DEMO_REHEARSAL_REJECT, 1)));
  bank_scene_transfer (scene, 0, 1, 3000);
  bank_scene_run (scene);

  assert_served (scene, "close ACC000002", "ACC000002: closed");
  bank_scene_advance (scene, 10 * SECOND);
  bank_scene_assert_phase (scene, 1, TRANSFER_REFUNDED);
  bank_scene_assert_last_entry (
      scene, 0, "took back 30.00 of TRF000001: ACC000002 is closed, balance 100.00");
}

static void
test_history_has_a_limit (BankScene *scene, gconstpointer data)
{
  bank_scene_open (scene, 0);
  scene->total += 300;
  domo_future_unref (demo_account_deposit (scene->accounts->pdata[0], 100));
  domo_future_unref (demo_account_deposit (scene->accounts->pdata[0], 200));
  domo_test_fixture_run (&scene->fixture);

  assert_served (scene, "history ACC000001 2",
                 "deposited 1.00, balance 1.00\ndeposited 2.00, balance 3.00");
  assert_served (scene, "history ACC000001 1", "deposited 2.00, balance 3.00");
  assert_served (scene, "history ACC000001 9",
                 "opened 0.00, balance 0.00\ndeposited 1.00, balance 1.00\n"
                 "deposited 2.00, balance 3.00");
  assert_served (scene, "history ACC000001 0", "'0' is not a number from 1 to 1000000");
}

/* Restarts. */

static void
test_bank_knows_its_accounts_after_a_restart (BankScene *scene, gconstpointer data)
{
  open_accounts (scene, 0);

  domo_proxy_restart (branch_get_bank (scene->branch));
  assert_served (scene, "list",
                 "ACC000001: Somebody, checking, balance 100.00\n"
                 "ACC000002: Somebody, checking, balance 100.00");
  bank_scene_open (scene, 0);
  assert_served (scene, "summary ACC000003", "ACC000003: Somebody, checking, balance 0.00");
}

static void
test_history_survives_a_restart_of_its_account (BankScene *scene, gconstpointer data)
{
  open_accounts (scene, 0);
  bank_scene_transfer (scene, 0, 1, 3000);
  bank_scene_run (scene);

  domo_proxy_restart (scene->accounts->pdata[0]);
  domo_proxy_restart (scene->accounts->pdata[0]);
  assert_served (scene, "history ACC000001",
                 "opened 100.00, balance 100.00\n"
                 "sent 30.00 to ACC000002 (TRF000001), balance 70.00");
}

static void
test_customer_waits_through_a_restart_of_the_coordinator (BankScene *scene, gconstpointer data)
{
  g_autoptr (DomoFuture) served = NULL;
  g_autofree char *text = NULL;

  open_accounts (scene, 0);
  domo_future_unref (
      bank_scene_settle (scene, demo_transfers_rehearse (branch_get_transfers (scene->branch),
                                                         TRANSFER_DEPOSIT, 1)));

  served = demo_teller_serve (branch_get_teller (scene->branch), "transfer ACC000001 ACC000002 30");
  bank_scene_run (scene);
  text = domo_future_dup_string (served, NULL);
  g_assert_cmpstr (text, ==, "TRF000001: transferred 30.00 from ACC000001 to ACC000002");
}

static void
test_coordinator_remembers_how_a_transfer_ended (BankScene *scene, gconstpointer data)
{
  DemoTransfers *transfers = branch_get_transfers (scene->branch);
  g_autoptr (DomoFuture) outcome = NULL;
  g_autoptr (DomoFuture) unknown = NULL;
  g_autofree char *text = NULL;

  open_accounts (scene, 0);
  bank_scene_transfer (scene, 0, 1, 3000);
  bank_scene_run (scene);
  domo_proxy_restart (transfers);

  outcome = bank_scene_settle (scene, demo_transfers_outcome (transfers, 1));
  text = domo_future_dup_string (outcome, NULL);
  g_assert_cmpstr (text, ==, "TRF000001: transferred 30.00 from ACC000001 to ACC000002");
  unknown = bank_scene_settle (scene, demo_transfers_outcome (transfers, 2));
  g_assert_error (domo_future_get_error (unknown), BANK_ERROR, BANK_ERROR_UNKNOWN_TRANSFER);
}

/* Closing time. */

static void
assert_settled (BankScene *scene, gint64 us, const char *expected)
{
  g_autoptr (DomoFuture) settled = branch_settle (scene->branch);
  g_autofree char *text = NULL;

  bank_scene_advance (scene, us);
  g_assert_true (domo_future_is_resolved (settled));
  text = domo_future_dup_string (settled, NULL);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_nothing_to_settle_is_nothing_to_report (BankScene *scene, gconstpointer data)
{
  open_accounts (scene, 0);

  assert_settled (scene, 0, "");
}

static void
test_settling_tries_once_more (BankScene *scene, gconstpointer data)
{
  open_accounts (scene, 1);
  bank_scene_transfer (scene, 0, 1, 3000);
  bank_scene_run (scene);

  assert_settled (scene, 0, "TRF000001: transferred 30.00 from ACC000001 to ACC000002");
}

static void
test_settling_refunds_what_does_not_work (BankScene *scene, gconstpointer data)
{
  open_accounts (scene, 9);
  bank_scene_transfer (scene, 0, 1, 3000);
  bank_scene_run (scene);

  assert_settled (scene, 0,
                  "TRF000001: 30.00 is back in ACC000001: ACC000002 does not take deposits now");
}

static void
test_settling_has_a_limit (BankScene *scene, gconstpointer data)
{
  open_accounts (scene, 1);
  bank_scene_transfer (scene, 0, 1, 3000);
  bank_scene_run (scene);
  domo_proxy_suspend (scene->accounts->pdata[1]);

  assert_settled (scene, 5 * SECOND,
                  "TRF000001: 30.00 from ACC000001 to ACC000002 is pending, calling it back from "
                  "ACC000002: ACC000002 gave no answer for 2 s");
  domo_proxy_resume (scene->accounts->pdata[1]);
}

static void
test_settling_outlasts_a_restart_of_the_coordinator (BankScene *scene, gconstpointer data)
{
  open_accounts (scene, 1);
  bank_scene_transfer (scene, 0, 1, 3000);
  bank_scene_run (scene);
  domo_future_unref (
      bank_scene_settle (scene, demo_transfers_rehearse (branch_get_transfers (scene->branch),
                                                         TRANSFER_COMPLETE, 1)));

  assert_settled (scene, 10 * SECOND, "TRF000001: transferred 30.00 from ACC000001 to ACC000002");
}

#define ADD(path, func) bank_scene_add ("/examples/bank-actors/" path, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bank_scene_keep_quiet ();

  ADD ("transfer/is-answered-when-complete", test_transfer_is_answered_when_complete);
  ADD ("transfer/is-answered-when-it-takes-longer", test_transfer_is_answered_when_it_takes_longer);
  ADD ("transfer/refund-is-told", test_refund_is_told);
  ADD ("transfer/refund-at-once-is-the-answer", test_refund_at_once_is_the_answer);
  ADD ("transfer/does-not-wait-for-another", test_transfers_do_not_wait_for_each_other);
  ADD ("transfer/account-that-hangs-answers-others", test_account_that_hangs_answers_others);
  for (gsize i = 0; i < G_N_ELEMENTS (refusal_cases); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/examples/bank-actors/transfer/refused/%s", refusal_cases[i].name);

      g_test_add (path, BankScene, &refusal_cases[i], bank_scene_set_up, test_transfer_is_refused,
                  bank_scene_tear_down);
    }
  ADD ("close/stays-on-the-list", test_closed_account_stays_on_the_list);
  ADD ("close/not-with-a-pending-transfer", test_account_with_a_pending_transfer_is_not_closed);
  ADD ("close/meanwhile-leads-to-a-refund", test_account_closed_meanwhile_is_refunded_from);
  ADD ("history-has-a-limit", test_history_has_a_limit);
  ADD ("restart/bank-knows-its-accounts", test_bank_knows_its_accounts_after_a_restart);
  ADD ("restart/history-survives", test_history_survives_a_restart_of_its_account);
  ADD ("restart/customer-waits", test_customer_waits_through_a_restart_of_the_coordinator);
  ADD ("restart/coordinator-remembers", test_coordinator_remembers_how_a_transfer_ended);
  ADD ("settle/nothing-is-nothing-to-report", test_nothing_to_settle_is_nothing_to_report);
  ADD ("settle/tries-once-more", test_settling_tries_once_more);
  ADD ("settle/refunds-what-does-not-work", test_settling_refunds_what_does_not_work);
  ADD ("settle/has-a-limit", test_settling_has_a_limit);
  ADD ("settle/outlasts-a-restart", test_settling_outlasts_a_restart_of_the_coordinator);

  return g_test_run ();
}
