/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Each phase of a transfer fails, at each attempt, in each way there is. The money is counted after
 * every step.
 */

#include "bank-faults.h"
#include "bank-scene.h"

#define ENOUGH     (100 * G_USEC_PER_SEC)
#define N_ATTEMPTS 5

static void
open_accounts (BankScene *scene)
{
  bank_scene_open (scene, 10000);
  bank_scene_open (scene, 10000);
}

static void
rehearse (BankScene *scene, guint account, DemoRehearsal what, guint times)
{
  DemoAccount *proxy = scene->accounts->pdata[account];

  domo_future_unref (bank_scene_settle (scene, demo_account_rehearse (proxy, what, times)));
}

/* Asserts that a transfer of 30.00 has ended so, with all the money where it belongs then. */
static void
assert_end (BankScene *scene, guint64 id, TransferPhase phase)
{
  gboolean moved = phase == TRANSFER_COMPLETED;

  domo_stage_set_interceptor (scene->fixture.stage, NULL);
  bank_scene_assert_phase (scene, id, phase);
  bank_scene_assert_balance (scene, 0, moved ? 7000 : 10000);
  bank_scene_assert_balance (scene, 1, moved ? 13000 : 10000);
  bank_scene_assert_rest (scene);
}

/* A message that goes wrong, and how the transfer ends if that happens fewer than four times, or at
 * every attempt.
 */
typedef struct
{
  const char *method;
  BankFaultKind kind;
  gboolean rejected; /* whether the other account does not take the deposit */
  TransferPhase end;
  TransferPhase end_at_every_attempt;
} FaultCase;

static const FaultCase fault_cases[] = {
  { "find-account", BANK_FAULT_FAIL, FALSE, TRANSFER_COMPLETED, TRANSFER_REFUSED },
  { "find-account", BANK_FAULT_DROP, FALSE, TRANSFER_COMPLETED, TRANSFER_REFUSED },
  /* Each attempt takes two, and what is late in one has that of the next go right. */
  { "find-account", BANK_FAULT_DELAY, FALSE, TRANSFER_COMPLETED, TRANSFER_COMPLETED },
  { "summarize", BANK_FAULT_FAIL, FALSE, TRANSFER_COMPLETED, TRANSFER_REFUSED },
  { "summarize", BANK_FAULT_DROP, FALSE, TRANSFER_COMPLETED, TRANSFER_REFUSED },
  { "summarize", BANK_FAULT_DELAY, FALSE, TRANSFER_COMPLETED, TRANSFER_REFUSED },
  { "take", BANK_FAULT_FAIL, FALSE, TRANSFER_COMPLETED, TRANSFER_REFUSED },
  { "take", BANK_FAULT_DROP, FALSE, TRANSFER_COMPLETED, TRANSFER_REFUSED },
  /* The first has arrived after all, but nobody has heard. */
  { "take", BANK_FAULT_DELAY, FALSE, TRANSFER_COMPLETED, TRANSFER_REFUNDED },
  { "take", BANK_FAULT_MISTAKE, FALSE, TRANSFER_REFUSED, TRANSFER_REFUSED },
  { "accept", BANK_FAULT_MISTAKE, FALSE, TRANSFER_REFUNDED, TRANSFER_REFUNDED },
  { "settle", BANK_FAULT_MISTAKE, FALSE, TRANSFER_COMPLETED, TRANSFER_COMPLETED },
  { "renounce", BANK_FAULT_MISTAKE, TRUE, TRANSFER_REFUNDED, TRANSFER_REFUNDED },
  { "give-back", BANK_FAULT_MISTAKE, TRUE, TRANSFER_REFUNDED, TRANSFER_REFUNDED },
  { "accept", BANK_FAULT_FAIL, FALSE, TRANSFER_COMPLETED, TRANSFER_REFUNDED },
  { "accept", BANK_FAULT_DROP, FALSE, TRANSFER_COMPLETED, TRANSFER_REFUNDED },
  /* Here the recall finds out. */
  { "accept", BANK_FAULT_DELAY, FALSE, TRANSFER_COMPLETED, TRANSFER_COMPLETED },
  { "settle", BANK_FAULT_FAIL, FALSE, TRANSFER_COMPLETED, TRANSFER_COMPLETED },
  { "settle", BANK_FAULT_DROP, FALSE, TRANSFER_COMPLETED, TRANSFER_COMPLETED },
  { "settle", BANK_FAULT_DELAY, FALSE, TRANSFER_COMPLETED, TRANSFER_COMPLETED },
  { "renounce", BANK_FAULT_FAIL, TRUE, TRANSFER_REFUNDED, TRANSFER_REFUNDED },
  { "renounce", BANK_FAULT_DROP, TRUE, TRANSFER_REFUNDED, TRANSFER_REFUNDED },
  { "renounce", BANK_FAULT_DELAY, TRUE, TRANSFER_REFUNDED, TRANSFER_REFUNDED },
  { "give-back", BANK_FAULT_FAIL, TRUE, TRANSFER_REFUNDED, TRANSFER_REFUNDED },
  { "give-back", BANK_FAULT_DROP, TRUE, TRANSFER_REFUNDED, TRANSFER_REFUNDED },
  { "give-back", BANK_FAULT_DELAY, TRUE, TRANSFER_REFUNDED, TRANSFER_REFUNDED },
  /* What the coordinator sends itself. */
  { "validate", BANK_FAULT_DROP, FALSE, TRANSFER_COMPLETED, TRANSFER_REFUSED },
  { "withdraw", BANK_FAULT_DROP, FALSE, TRANSFER_COMPLETED, TRANSFER_REFUSED },
  { "record", BANK_FAULT_DROP, FALSE, TRANSFER_COMPLETED, TRANSFER_COMPLETED },
  { "record", BANK_FAULT_MISTAKE, FALSE, TRANSFER_COMPLETED, TRANSFER_COMPLETED },
  { "record", BANK_FAULT_DELAY, FALSE, TRANSFER_COMPLETED, TRANSFER_COMPLETED },
  { "deposit", BANK_FAULT_DROP, FALSE, TRANSFER_COMPLETED, TRANSFER_REFUNDED },
  { "complete", BANK_FAULT_DROP, FALSE, TRANSFER_COMPLETED, TRANSFER_COMPLETED },
  { "recall", BANK_FAULT_DROP, TRUE, TRANSFER_REFUNDED, TRANSFER_REFUNDED },
  { "refund", BANK_FAULT_DROP, TRUE, TRANSFER_REFUNDED, TRANSFER_REFUNDED },
};

typedef struct
{
  const FaultCase *fault;
  guint times;
} FaultRun;

static void
test_message_goes_wrong (BankScene *scene, gconstpointer data)
{
  const FaultRun *run = data;
  const FaultCase *fault = run->fault;
  guint64 id;

  open_accounts (scene);
  if (fault->rejected)
    rehearse (scene, 1, DEMO_REHEARSAL_REJECT, 1000);
  bank_faults_inject (scene->fixture.stage, fault->method, fault->kind, run->times);

  id = bank_scene_transfer (scene, 0, 1, 3000);
  bank_scene_advance (scene, ENOUGH);

  assert_end (scene, id,
              run->times < TRANSFER_N_ATTEMPTS ? fault->end : fault->end_at_every_attempt);
}

/* What the tests are given stays for as long as they run. */
static FaultRun fault_runs[G_N_ELEMENTS (fault_cases)][N_ATTEMPTS];

static void
add_fault (guint i, guint times)
{
  const FaultCase *fault = &fault_cases[i];
  const char *kinds[] = { "fails", "fails-over-a-mistake", "is-lost", "is-late" };
  g_autofree char *path = g_strdup_printf ("/examples/bank-phases/%s/%s/%u-times", fault->method,
                                           kinds[fault->kind], times);
  FaultRun *run = &fault_runs[i][times - 1];

  *run = (FaultRun){ .fault = fault, .times = times };
  g_test_add_vtable (path, sizeof (BankScene), run,
                     (GTestFixtureFunc) (void (*) (void)) bank_scene_set_up,
                     (GTestFixtureFunc) (void (*) (void)) test_message_goes_wrong,
                     (GTestFixtureFunc) (void (*) (void)) bank_scene_tear_down);
}

/* The coordinator breaks down, and is restarted. */

typedef struct
{
  TransferPhase phase;
  guint times;
} CoordinatorRun;

static void
test_coordinator_fails (BankScene *scene, gconstpointer data)
{
  const CoordinatorRun *run = data;
  gboolean refunded = run->phase == TRANSFER_RECALL || run->phase == TRANSFER_REFUND;
  DemoTransfers *transfers = branch_get_transfers (scene->branch);
  guint64 id;

  open_accounts (scene);
  if (refunded)
    rehearse (scene, 1, DEMO_REHEARSAL_REJECT, 1000);
  domo_future_unref (
      bank_scene_settle (scene, demo_transfers_rehearse (transfers, run->phase, run->times)));

  id = bank_scene_transfer (scene, 0, 1, 3000);
  bank_scene_advance (scene, ENOUGH);

  assert_end (scene, id, refunded ? TRANSFER_REFUNDED : TRANSFER_COMPLETED);
}

static CoordinatorRun coordinator_runs[TRANSFER_N_STEPS][N_ATTEMPTS];

static void
add_coordinator_run (TransferPhase phase, guint times)
{
  g_autofree char *path = g_strdup_printf ("/examples/bank-phases/coordinator/%s/%u-times",
                                           transfer_phase_get_name (phase), times);
  CoordinatorRun *run = &coordinator_runs[phase][times - 1];

  *run = (CoordinatorRun){ .phase = phase, .times = times };
  g_test_add_vtable (path, sizeof (BankScene), run,
                     (GTestFixtureFunc) (void (*) (void)) bank_scene_set_up,
                     (GTestFixtureFunc) (void (*) (void)) test_coordinator_fails,
                     (GTestFixtureFunc) (void (*) (void)) bank_scene_tear_down);
}

/* The account has moved the money, and breaks down before it says so. */

static void
test_answer_is_lost_after_withdrawal (BankScene *scene, gconstpointer data)
{
  guint64 id;

  open_accounts (scene);
  rehearse (scene, 0, DEMO_REHEARSAL_BREAK, 1);
  id = bank_scene_transfer (scene, 0, 1, 3000);
  bank_scene_advance (scene, ENOUGH);

  assert_end (scene, id, TRANSFER_COMPLETED);
}

static void
test_answer_is_lost_after_deposit (BankScene *scene, gconstpointer data)
{
  guint64 id;

  open_accounts (scene);
  rehearse (scene, 1, DEMO_REHEARSAL_BREAK, 1);
  id = bank_scene_transfer (scene, 0, 1, 3000);
  bank_scene_advance (scene, ENOUGH);

  assert_end (scene, id, TRANSFER_COMPLETED);
}

static void
test_answer_is_lost_after_refund (BankScene *scene, gconstpointer data)
{
  guint64 id;

  open_accounts (scene);
  rehearse (scene, 1, DEMO_REHEARSAL_REJECT, 1000);
  id = bank_scene_transfer (scene, 0, 1, 3000);
  bank_scene_advance (scene, G_USEC_PER_SEC / 2);
  bank_scene_assert_phase (scene, id, TRANSFER_DEPOSIT);
  rehearse (scene, 0, DEMO_REHEARSAL_BREAK, 1);
  bank_scene_advance (scene, ENOUGH);

  assert_end (scene, id, TRANSFER_REFUNDED);
}

/* Deposits that come too late. */

static void
test_deposit_arrives_after_the_refund (BankScene *scene, gconstpointer data)
{
  guint64 id;

  g_test_summary ("Four deposits are put aside until the money is back; then they arrive.");

  open_accounts (scene);
  rehearse (scene, 1, DEMO_REHEARSAL_HANG, 4);
  id = bank_scene_transfer (scene, 0, 1, 3000);

  /* Attempts at 0, 3, 7 and 13 seconds, each given up after two. */
  bank_scene_advance (scene, 14 * G_USEC_PER_SEC);
  bank_scene_assert_phase (scene, id, TRANSFER_DEPOSIT);
  bank_scene_assert_balance (scene, 0, 7000);
  bank_scene_advance (scene, 2 * G_USEC_PER_SEC);
  assert_end (scene, id, TRANSFER_REFUNDED);
  bank_scene_assert_last_entry (
      scene, 0, "took back 30.00 of TRF000001: ACC000002 gave no answer for 2 s, balance 100.00");

  bank_scene_advance (scene, ENOUGH);
  assert_end (scene, id, TRANSFER_REFUNDED);
  bank_scene_assert_last_entry (scene, 1, "opened 100.00, balance 100.00");
}

static void
test_deposit_arrives_between_decision_and_recall (BankScene *scene, gconstpointer data)
{
  guint64 id;

  g_test_summary ("The decision to refund has been made, but the promise has not been given: the "
                  "deposit counts, and the money is not given back.");

  open_accounts (scene);
  rehearse (scene, 1, DEMO_REHEARSAL_HANG, 4);
  id = bank_scene_transfer (scene, 0, 1, 3000);
  bank_faults_inject (scene->fixture.stage, "renounce", BANK_FAULT_DELAY, 3);
  bank_scene_advance (scene, 16 * G_USEC_PER_SEC);
  bank_scene_assert_phase (scene, id, TRANSFER_RECALL);

  /* A restart takes up what is aside. */
  domo_proxy_restart (scene->accounts->pdata[1]);
  bank_scene_advance (scene, ENOUGH);
  assert_end (scene, id, TRANSFER_COMPLETED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bank_scene_keep_quiet ();

  for (gsize i = 0; i < G_N_ELEMENTS (fault_cases); i++)
    for (guint times = 1; times <= N_ATTEMPTS; times++)
      add_fault (i, times);
  for (guint phase = 0; phase < TRANSFER_N_STEPS; phase++)
    for (guint times = 1; times <= N_ATTEMPTS; times++)
      add_coordinator_run (phase, times);

  bank_scene_add ("/examples/bank-phases/answer-is-lost/after-withdrawal",
                  test_answer_is_lost_after_withdrawal);
  bank_scene_add ("/examples/bank-phases/answer-is-lost/after-deposit",
                  test_answer_is_lost_after_deposit);
  bank_scene_add ("/examples/bank-phases/answer-is-lost/after-refund",
                  test_answer_is_lost_after_refund);
  bank_scene_add ("/examples/bank-phases/deposit-arrives/after-the-refund",
                  test_deposit_arrives_after_the_refund);
  bank_scene_add ("/examples/bank-phases/deposit-arrives/between-decision-and-recall",
                  test_deposit_arrives_between_decision_and_recall);

  return g_test_run ();
}
