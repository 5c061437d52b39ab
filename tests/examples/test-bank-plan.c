/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The plan of a transfer, without an actor around it. */

#include <gio/gio.h>

#include "bank-error.h"
#include "transfer-table.h"

/* A step: how it ends, the phase after it, and in how many seconds that is due. */
typedef struct
{
  TransferOutcome outcome;
  TransferPhase next;
  int delay;
} Step;

#define DONE   TRANSFER_STEP_DONE
#define DENIED TRANSFER_STEP_DENIED
#define FAILED TRANSFER_STEP_FAILED

static gint64
take_step (Transfer *transfer, TransferOutcome outcome, gboolean patient)
{
  g_autoptr (GError) why = g_error_new (BANK_ERROR, BANK_ERROR_DEPOSIT_REJECTED, "no");

  return transfer_advance (transfer, outcome, outcome == DONE ? NULL : why, patient);
}

static Transfer *
new_transfer (void)
{
  return transfer_new (1, "ACC000001", "ACC000002", 3000, "transfer ACC000001 ACC000002 30");
}

static void
assert_steps (const Step *steps, gsize n, gboolean patient)
{
  g_autoptr (Transfer) transfer = new_transfer ();

  for (gsize i = 0; i < n; i++)
    {
      guint step = transfer->step;

      g_assert_false (transfer_is_over (transfer));
      g_assert_cmpint (take_step (transfer, steps[i].outcome, patient), ==,
                       steps[i].delay * G_USEC_PER_SEC);
      g_assert_cmpstr (transfer_phase_get_name (transfer->phase), ==,
                       transfer_phase_get_name (steps[i].next));
      g_assert_cmpuint (transfer->step, ==, step + 1);
    }
}

#define ASSERT_STEPS(patient, ...)                         \
  G_STMT_START                                             \
  {                                                        \
    const Step steps[] = { __VA_ARGS__ };                  \
    assert_steps (steps, G_N_ELEMENTS (steps), (patient)); \
  }                                                        \
  G_STMT_END

#define VALIDATED              \
  {                            \
    DONE, TRANSFER_WITHDRAW, 0 \
  }
#define WITHDRAWN            \
  VALIDATED,                 \
  {                          \
    DONE, TRANSFER_RECORD, 0 \
  }
#define RECORDED              \
  WITHDRAWN,                  \
  {                           \
    DONE, TRANSFER_DEPOSIT, 0 \
  }

static void
test_five_phases (void)
{
  ASSERT_STEPS (TRUE, RECORDED, { DONE, TRANSFER_COMPLETE, 0 }, { DONE, TRANSFER_COMPLETED, 0 });
}

static void
test_denied_validation_is_a_refusal (void)
{
  ASSERT_STEPS (TRUE, { DENIED, TRANSFER_REFUSED, 0 });
}

static void
test_denied_withdrawal_is_a_refusal (void)
{
  g_test_summary ("But for an earlier attempt that may have been granted.");

  ASSERT_STEPS (TRUE, VALIDATED, { DENIED, TRANSFER_REFUND, 0 }, { DENIED, TRANSFER_REFUSED, 0 });
}

static void
test_validation_is_tried_four_times (void)
{
  ASSERT_STEPS (TRUE, { FAILED, TRANSFER_VALIDATE, 1 }, { FAILED, TRANSFER_VALIDATE, 2 },
                { FAILED, TRANSFER_VALIDATE, 4 }, { FAILED, TRANSFER_REFUSED, 0 });
}

static void
test_withdrawal_that_may_have_happened_is_undone (void)
{
  ASSERT_STEPS (TRUE, VALIDATED, { FAILED, TRANSFER_WITHDRAW, 1 }, { FAILED, TRANSFER_WITHDRAW, 2 },
                { FAILED, TRANSFER_WITHDRAW, 4 }, { FAILED, TRANSFER_REFUND, 0 },
                { DONE, TRANSFER_REFUNDED, 0 });
}

static void
test_withdrawal_that_had_not_happened_is_a_refusal (void)
{
  ASSERT_STEPS (FALSE, VALIDATED, { FAILED, TRANSFER_REFUND, 0 }, { DENIED, TRANSFER_REFUSED, 0 });
}

static void
test_deposit_is_tried_four_times_and_called_back (void)
{
  ASSERT_STEPS (TRUE, RECORDED, { FAILED, TRANSFER_DEPOSIT, 1 }, { FAILED, TRANSFER_DEPOSIT, 2 },
                { FAILED, TRANSFER_DEPOSIT, 4 }, { FAILED, TRANSFER_RECALL, 0 },
                { DONE, TRANSFER_REFUND, 0 }, { DONE, TRANSFER_REFUNDED, 0 });
}

static void
test_denied_deposit_is_called_back_at_once (void)
{
  g_test_summary ("An earlier attempt may still be on its way, so there is no refund before.");

  ASSERT_STEPS (TRUE, RECORDED, { DENIED, TRANSFER_RECALL, 0 }, { DONE, TRANSFER_REFUND, 0 });
}

static void
test_recall_that_comes_too_late_completes (void)
{
  ASSERT_STEPS (TRUE, RECORDED, { DENIED, TRANSFER_RECALL, 0 }, { DENIED, TRANSFER_COMPLETE, 0 },
                { DONE, TRANSFER_COMPLETED, 0 });
}

static void
test_impatient_bank_tries_once (void)
{
  ASSERT_STEPS (FALSE, { FAILED, TRANSFER_REFUSED, 0 });
  ASSERT_STEPS (FALSE, RECORDED, { FAILED, TRANSFER_RECALL, 0 });
}

/* Brings one to the last phases. */
static Transfer *
new_transfer_at (TransferPhase phase)
{
  Transfer *transfer = new_transfer ();

  while (transfer->phase < TRANSFER_DEPOSIT)
    take_step (transfer, DONE, TRUE);
  take_step (transfer, phase == TRANSFER_COMPLETE ? DONE : DENIED, TRUE);
  if (phase == TRANSFER_REFUND)
    take_step (transfer, DONE, TRUE);
  return transfer;
}

static void
test_last_phase_is_tried_for_ever (gconstpointer data)
{
  TransferPhase phase = GPOINTER_TO_UINT (data);
  g_autoptr (Transfer) transfer = new_transfer_at (phase);

  for (guint i = 0; i < 100; i++)
    {
      gint64 delay = take_step (transfer, FAILED, i % 2 == 0);

      g_assert_cmpint (delay, ==, (i == 0 ? 1 : i == 1 ? 2 : 4) * G_USEC_PER_SEC);
      g_assert_cmpint (transfer->phase, ==, phase);
    }
}

static void
test_reason_is_the_last_thing_that_went_wrong (void)
{
  g_autoptr (Transfer) transfer = new_transfer_at (TRANSFER_REFUND);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  take_step (transfer, DONE, TRUE);
  error = transfer_get_error (transfer);
  g_assert_error (error, BANK_ERROR, BANK_ERROR_TRANSFER_REFUNDED);
  g_assert_cmpstr (error->message, ==, "TRF000001: 30.00 is back in ACC000001: no");
  text = transfer_describe (transfer);
  g_assert_cmpstr (text, ==, error->message);
}

static void
test_everything_survives_saving (void)
{
  g_autoptr (Transfer) transfer = new_transfer_at (TRANSFER_RECALL);
  g_autoptr (GVariant) state = NULL;
  g_autoptr (GVariant) again = NULL;
  g_autoptr (Transfer) restored = NULL;

  state = g_variant_ref_sink (transfer_save (transfer));
  restored = transfer_restore (state);
  again = g_variant_ref_sink (transfer_save (restored));

  g_assert_cmpvariant (state, again);
  g_assert_cmpint (restored->phase, ==, TRANSFER_RECALL);
  g_assert_cmpstr (restored->reason, ==, "no");
}

/* The table of transfers. */

#define N_REMEMBERED 1000

static TransferRecord *
add_to_table (TransferTable *table)
{
  return transfer_table_add (table, "ACC000001", "ACC000002", 100, "transfer");
}

/* Adds one that is over at once, and answers its number. */
static guint64
add_over (TransferTable *table)
{
  TransferRecord *record = add_to_table (table);

  take_step (record->transfer, DENIED, TRUE);
  transfer_table_close (table, record);
  return record->transfer->id;
}

static void
test_table_forgets_the_oldest_that_is_over (void)
{
  g_autoptr (TransferTable) table = transfer_table_new ();
  TransferRecord *open = add_to_table (table);
  guint64 first = add_over (table);

  g_assert_cmpuint (open->transfer->id, ==, 1);
  g_assert_cmpuint (first, ==, 2);
  for (guint i = 1; i < N_REMEMBERED; i++)
    add_over (table);
  g_assert_nonnull (transfer_table_find (table, first));

  add_over (table);
  g_assert_null (transfer_table_find (table, first));
  g_assert_nonnull (transfer_table_find (table, first + 1));
  g_assert_true (transfer_table_find (table, 1) == open);
  g_assert_cmpuint (transfer_table_count_open (table), ==, 1);
}

static void
test_table_survives_saving (void)
{
  g_autoptr (TransferTable) table = transfer_table_new ();
  g_autoptr (TransferTable) restored = NULL;
  g_autoptr (GVariant) state = NULL;
  g_autoptr (GVariant) again = NULL;
  g_autoptr (GPtrArray) open = NULL;

  add_to_table (table);
  add_over (table);
  add_to_table (table);
  state = g_variant_ref_sink (transfer_table_save (table));
  restored = transfer_table_restore (state);
  again = g_variant_ref_sink (transfer_table_save (restored));
  g_assert_cmpvariant (state, again);

  open = transfer_table_list_open (restored);
  g_assert_cmpuint (open->len, ==, 2);
  g_assert_cmpuint (((TransferRecord *) open->pdata[0])->transfer->id, ==, 1);
  g_assert_cmpuint (((TransferRecord *) open->pdata[1])->transfer->id, ==, 3);
  /* No number is given twice. */
  g_assert_cmpuint (add_to_table (restored)->transfer->id, ==, 4);
}

#define ADD(path, func) g_test_add_func ("/examples/bank-plan/" path, func)
#define ADD_PHASE(path, phase)                                                                   \
  g_test_add_data_func ("/examples/bank-plan/is-tried-for-ever/" path, GUINT_TO_POINTER (phase), \
                        test_last_phase_is_tried_for_ever)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("has-five-phases", test_five_phases);
  ADD ("validation/denied-is-a-refusal", test_denied_validation_is_a_refusal);
  ADD ("validation/is-tried-four-times", test_validation_is_tried_four_times);
  ADD ("withdrawal/denied-is-a-refusal", test_denied_withdrawal_is_a_refusal);
  ADD ("withdrawal/that-may-have-happened-is-undone",
       test_withdrawal_that_may_have_happened_is_undone);
  ADD ("withdrawal/that-had-not-happened-is-a-refusal",
       test_withdrawal_that_had_not_happened_is_a_refusal);
  ADD ("deposit/is-tried-four-times-and-called-back",
       test_deposit_is_tried_four_times_and_called_back);
  ADD ("deposit/denied-is-called-back-at-once", test_denied_deposit_is_called_back_at_once);
  ADD ("recall/that-comes-too-late-completes", test_recall_that_comes_too_late_completes);
  ADD ("impatient-bank-tries-once", test_impatient_bank_tries_once);
  ADD_PHASE ("complete", TRANSFER_COMPLETE);
  ADD_PHASE ("recall", TRANSFER_RECALL);
  ADD_PHASE ("refund", TRANSFER_REFUND);
  ADD ("reason-is-the-last-thing-that-went-wrong", test_reason_is_the_last_thing_that_went_wrong);
  ADD ("everything-survives-saving", test_everything_survives_saving);
  ADD ("table/forgets-the-oldest-that-is-over", test_table_forgets_the_oldest_that_is_over);
  ADD ("table/survives-saving", test_table_survives_saving);

  return g_test_run ();
}
