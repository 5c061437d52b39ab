/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Who decides what becomes of an actor that failed, and what the customer is told about it. */

#include "account-supervisor.h"
#include "bank-faults.h"
#include "bank-scene.h"
#include "bank-supervisor.h"
#include "transfer-supervisor.h"

#define SECOND G_USEC_PER_SEC

static void
assert_served (BankScene *scene, const char *line, const char *expected)
{
  g_autofree char *text = bank_scene_serve (scene, line);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_last_notice (BankScene *scene, const char *expected)
{
  g_assert_cmpuint (scene->notices->len, >, 0);
  g_assert_cmpstr (scene->notices->pdata[scene->notices->len - 1], ==, expected);
}

static DomoActorSnapshot *
dup_snapshot (BankScene *scene, gpointer proxy)
{
  g_autoptr (GPtrArray) actors = domo_stage_snapshot (scene->fixture.stage);

  for (guint i = 0; i < actors->len; i++)
    if (domo_actor_snapshot_get_proxy (actors->pdata[i]) == proxy)
      return domo_actor_snapshot_ref (actors->pdata[i]);
  g_assert_not_reached ();
}

/* How many instances an actor has had before. */
static guint
get_incarnation (BankScene *scene, gpointer proxy)
{
  g_autoptr (DomoActorSnapshot) snapshot = dup_snapshot (scene, proxy);

  return domo_actor_snapshot_get_incarnation (snapshot);
}

static void
test_mistake_is_resumed (BankScene *scene, gconstpointer data)
{
  DemoAccount *account = bank_scene_open (scene, 10000);
  guint incarnation = get_incarnation (scene, account);

  bank_faults_inject (scene->fixture.stage, "withdraw", BANK_FAULT_MISTAKE, 1);
  assert_served (scene, "withdraw ACC000001 1", "not an amount");

  g_assert_cmpuint (get_incarnation (scene, account), ==, incarnation);
  assert_last_notice (scene, "An account could not do its part over 'withdraw ACC000001 1': not an "
                             "amount. It goes on with what comes next.");
  assert_served (scene, "summary ACC000001", "ACC000001: Somebody, checking, balance 100.00");
}

static void
test_broken_account_is_restarted (BankScene *scene, gconstpointer data)
{
  DemoAccount *account = bank_scene_open (scene, 10000);
  guint incarnation = get_incarnation (scene, account);

  bank_faults_inject (scene->fixture.stage, "withdraw", BANK_FAULT_FAIL, 1);
  assert_served (scene, "withdraw ACC000001 1", "broken");

  g_assert_cmpuint (get_incarnation (scene, account), ==, incarnation + 1);
  assert_last_notice (scene, "An account broke down over 'withdraw ACC000001 1': broken. It is "
                             "restarted with the balance it had. Look at the summary before you "
                             "withdraw again: it may have been done, or not.");
  assert_served (scene, "summary ACC000001", "ACC000001: Somebody, checking, balance 100.00");
}

static void
test_broken_coordinator_is_restarted (BankScene *scene, gconstpointer data)
{
  DemoTransfers *transfers = branch_get_transfers (scene->branch);
  guint incarnation = get_incarnation (scene, transfers);

  assert_served (scene, "fail transfers", "transfers: failed, and is being restarted");

  g_assert_cmpuint (get_incarnation (scene, transfers), ==, incarnation + 1);
  assert_last_notice (scene, "The coordinator of transfers broke down over 'fail transfers': The "
                             "coordinator of transfers was asked to fail. It is restarted with all "
                             "transfers, and takes up those under way.");
}

static void
test_broken_bank_is_restarted (BankScene *scene, gconstpointer data)
{
  DemoBank *bank = branch_get_bank (scene->branch);
  guint incarnation = get_incarnation (scene, bank);

  bank_scene_open (scene, 10000);
  assert_served (scene, "fail bank", "bank: failed, and is being restarted");

  g_assert_cmpuint (get_incarnation (scene, bank), ==, incarnation + 1);
  assert_last_notice (scene, "The bank broke down over 'fail bank': The bank was asked to fail. It "
                             "is restarted with all accounts.");
}

static void
test_step_is_explained_by_the_request_it_belongs_to (BankScene *scene, gconstpointer data)
{
  g_test_summary ("However many messages, timers and restarts lie between.");

  bank_scene_open (scene, 10000);
  bank_scene_open (scene, 10000);
  domo_future_unref (bank_scene_settle (scene, demo_account_rehearse (scene->accounts->pdata[1],
                                                                      DEMO_REHEARSAL_REJECT, 2)));
  g_free (bank_scene_serve (scene, "transfer ACC000001 ACC000002 30"));
  domo_proxy_restart (branch_get_transfers (scene->branch));
  bank_faults_inject (scene->fixture.stage, "settle", BANK_FAULT_FAIL, 1);
  bank_scene_advance (scene, 2 * SECOND);

  bank_scene_assert_notices (
      scene, 2,
      "An account could not do its part over 'transfer ACC000001 ACC000002 30': "
      "ACC000002 does not take deposits now. It goes on with what comes next.");
  bank_scene_advance (scene, SECOND / 2);
  bank_scene_assert_phase (scene, 1, TRANSFER_COMPLETE);
  bank_scene_assert_notices (scene, 1,
                             "An account broke down over 'transfer ACC000001 ACC000002 30': "
                             "broken. It is "
                             "restarted with the balance it had.");
}

static void
test_failure_without_a_request_is_explained (BankScene *scene, gconstpointer data)
{
  DemoAccount *account = bank_scene_open (scene, 10000);

  domo_future_unref (bank_scene_settle (scene, demo_account_fail (account)));
  assert_last_notice (scene, "An account broke down: ACC000001 was asked to fail. It is restarted "
                             "with the balance it had.");
}

static void
fail_times (BankScene *scene, const char *line, guint times)
{
  for (guint i = 0; i < times; i++)
    g_free (bank_scene_serve (scene, line));
}

static void
test_account_that_fails_again_and_again_is_given_a_pause (BankScene *scene, gconstpointer data)
{
  g_autoptr (DomoFuture) summary = NULL;
  guint n;

  g_test_summary ("The account supervisor passes it on, and the bank supervisor decides.");

  bank_scene_open (scene, 10000);
  fail_times (scene, "fail ACC000001", 4);

  n = scene->notices->len;
  g_assert_cmpuint (n, ==, 5);
  g_assert_cmpstr (scene->notices->pdata[n - 2], ==,
                   "An account breaks down again and again over 'fail ACC000001': ACC000001 was "
                   "asked to fail. What becomes of it is for the bank to decide.");
  assert_last_notice (scene,
                      "What breaks down again and again has a pause now over 'fail "
                      "ACC000001': ACC000001 was asked to fail. It is restarted in 5 seconds, "
                      "what is sent to it waits.");

  summary = demo_account_summarize (scene->accounts->pdata[0]);
  bank_scene_advance (scene, 5 * SECOND - 1);
  g_assert_true (domo_future_is_pending (summary));
  bank_scene_advance (scene, 1);
  g_assert_true (domo_future_is_resolved (summary));
  bank_scene_assert_balance (scene, 0, 10000);
}

static void
test_bank_that_fails_again_and_again_is_given_a_pause (BankScene *scene, gconstpointer data)
{
  bank_scene_open (scene, 10000);
  fail_times (scene, "fail bank", 4);

  assert_last_notice (scene, "The bank breaks down again and again over 'fail bank': The bank was "
                             "asked to fail. It is restarted in 5 seconds, what is sent to it "
                             "waits.");
  bank_scene_advance (scene, 5 * SECOND);
  assert_served (scene, "list", "ACC000001: Somebody, checking, balance 100.00");
}

static void
test_failures_now_and_then_are_accidents (BankScene *scene, gconstpointer data)
{
  bank_scene_open (scene, 10000);

  for (guint i = 0; i < 10; i++)
    {
      fail_times (scene, "fail ACC000001", 3);
      bank_scene_advance (scene, 10 * SECOND + 1);
    }
  g_assert_cmpuint (scene->notices->len, ==, 30);
  assert_served (scene, "summary ACC000001", "ACC000001: Somebody, checking, balance 100.00");
}

static void
test_supervisors_have_names (BankScene *scene, gconstpointer data)
{
  const char *names[] = { BANK_SUPERVISOR_NAME, ACCOUNT_SUPERVISOR_NAME, TRANSFER_SUPERVISOR_NAME };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (DomoDefinition) definition =
          domo_definition_new_for_type (ACCOUNT_TYPE_SUPERVISOR);
      g_autoptr (GError) error = NULL;
      g_autoptr (DomoProxy) proxy = NULL;

      domo_definition_set_supervisor (definition, names[i]);
      proxy = domo_stage_actor_for_definition (scene->fixture.stage, definition, &error);
      g_assert_no_error (error);
    }
}

#define ADD(path, func) bank_scene_add ("/examples/bank-supervisors/" path, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bank_scene_keep_quiet ();

  ADD ("mistake-is-resumed", test_mistake_is_resumed);
  ADD ("broken/account-is-restarted", test_broken_account_is_restarted);
  ADD ("broken/coordinator-is-restarted", test_broken_coordinator_is_restarted);
  ADD ("broken/bank-is-restarted", test_broken_bank_is_restarted);
  ADD ("explained/by-the-request", test_step_is_explained_by_the_request_it_belongs_to);
  ADD ("explained/without-a-request", test_failure_without_a_request_is_explained);
  ADD ("pause/of-an-account", test_account_that_fails_again_and_again_is_given_a_pause);
  ADD ("pause/of-the-bank", test_bank_that_fails_again_and_again_is_given_a_pause);
  ADD ("pause/not-for-accidents", test_failures_now_and_then_are_accidents);
  ADD ("supervisors-have-names", test_supervisors_have_names);

  return g_test_run ();
}
