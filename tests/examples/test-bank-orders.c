/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Two transfers at a time among three accounts, in thousands of orders drawn from seeds, while
 * whatever can go wrong does: messages are lost or late; accounts fail before and after they have
 * moved money, hang and reject; accounts, bank and coordinator are restarted between any two steps;
 * time passes while messages wait. The money is counted after every step.
 */

#include "bank-faults.h"
#include "bank-scene.h"

#define N_ORDERS  10000
#define BALANCE   10000
#define MAX_STEPS 5000
#define ENOUGH    (300 * G_USEC_PER_SEC)

/* How the transfers ended, by phase, and how many steps it took. */
static guint n_ended[TRANSFER_REFUSED + 1];
static guint64 n_all_steps;

/* Answers TRUE once in @n times. */
static gboolean
happens (guint n)
{
  return g_test_rand_int_range (0, n) == 0;
}

static void
rehearse_account (BankScene *scene)
{
  DemoAccount *account = scene->accounts->pdata[g_test_rand_int_range (0, 3)];
  DemoRehearsal what = g_test_rand_int_range (0, DEMO_N_REHEARSALS);

  domo_future_unref (demo_account_rehearse (account, what, g_test_rand_int_range (1, 7)));
}

static void
rehearse_coordinator (BankScene *scene)
{
  domo_future_unref (demo_transfers_rehearse (branch_get_transfers (scene->branch),
                                              g_test_rand_int_range (0, TRANSFER_N_STEPS),
                                              g_test_rand_int_range (1, 4)));
}

/* Messages of some name are lost, late, or find an actor that breaks down. */
static void
inject_faults (BankScene *scene)
{
  const char *methods[] = { "find-account", "summarize", "take",   "settle",   "give-back",
                            "accept",       "renounce",  "record", "withdraw", "deposit",
                            "complete",     "recall",    "refund" };

  bank_faults_inject (scene->fixture.stage,
                      methods[g_test_rand_int_range (0, G_N_ELEMENTS (methods))],
                      g_test_rand_int_range (0, BANK_FAULT_DELAY + 1),
                      g_test_rand_int_range (1, 7));
}

static void
restart_somebody (BankScene *scene)
{
  guint which = g_test_rand_int_range (0, 5);

  if (which < 3)
    domo_proxy_restart (scene->accounts->pdata[which]);
  else if (which == 3)
    domo_proxy_restart (branch_get_transfers (scene->branch));
  else
    domo_proxy_restart (branch_get_bank (scene->branch));
}

/* Time passes, whether or not somebody has something to do. */
static void
pass_time (BankScene *scene)
{
  domo_manual_clock_advance (scene->fixture.clock, g_test_rand_int_range (0, 3 * G_USEC_PER_SEC));
}

static void
disturb (BankScene *scene)
{
  if (happens (30))
    rehearse_account (scene);
  if (happens (60))
    rehearse_coordinator (scene);
  if (happens (40))
    inject_faults (scene);
  if (happens (40))
    restart_somebody (scene);
  if (happens (20))
    pass_time (scene);
}

static gboolean
is_over (BankScene *scene, guint64 id)
{
  return transfer_is_over (bank_scene_get_transfer (scene, id));
}

static guint64
begin_some (BankScene *scene)
{
  guint from = g_test_rand_int_range (0, 3);
  guint to = (from + g_test_rand_int_range (1, 3)) % 3;

  /* Sometimes there is not so much, or only without the other. */
  return bank_scene_transfer (scene, from, to, g_test_rand_int_range (1, BALANCE * 5 / 4));
}

static void
run_order (BankScene *scene)
{
  guint64 first, second;
  guint n_steps = 0;

  for (guint i = 0; i < 3; i++)
    bank_scene_open (scene, BALANCE);
  for (guint n = g_test_rand_int_range (0, 4); n > 0; n--)
    rehearse_account (scene);

  first = begin_some (scene);
  second = begin_some (scene);
  while (!(is_over (scene, first) && is_over (scene, second)) && n_steps++ < MAX_STEPS)
    {
      disturb (scene);
      if (!bank_scene_step (scene))
        pass_time (scene);
    }

  /* From here on nothing new goes wrong. */
  domo_stage_set_interceptor (scene->fixture.stage, NULL);
  bank_scene_advance (scene, ENOUGH);
  g_assert_true (is_over (scene, first));
  g_assert_true (is_over (scene, second));
  n_ended[bank_scene_get_transfer (scene, first)->phase]++;
  n_ended[bank_scene_get_transfer (scene, second)->phase]++;
  n_all_steps += n_steps;
  g_assert_cmpint (bank_audit_sum_balances (scene->audit), ==, scene->total);
  bank_scene_assert_rest (scene);
}

static void
test_orders_lose_no_money (void)
{
  for (guint i = 0; i < N_ORDERS; i++)
    {
      BankScene scene;

      bank_scene_set_up_seeded (&scene, NULL);
      run_order (&scene);
      bank_scene_tear_down (&scene, NULL);
    }

  g_test_message ("%u completed, %u refunded, %u refused, in %.0f steps each",
                  n_ended[TRANSFER_COMPLETED], n_ended[TRANSFER_REFUNDED],
                  n_ended[TRANSFER_REFUSED], n_all_steps / (double) N_ORDERS);
  /* Orders that lead nowhere else would test nothing. */
  g_assert_cmpuint (n_ended[TRANSFER_COMPLETED], >, 0);
  g_assert_cmpuint (n_ended[TRANSFER_REFUNDED], >, 0);
  g_assert_cmpuint (n_ended[TRANSFER_REFUSED], >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bank_scene_keep_quiet ();

  g_test_add_func ("/examples/bank-orders/lose-no-money", test_orders_lose_no_money);

  return g_test_run ();
}
