/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transfer-errand.h"

#include "account.h"
#include "bank-error.h"
#include "money.h"
#include "transfer-party.h"

/* What is needed of a transfer on the way: the transfer itself goes on meanwhile. */
typedef struct
{
  DemoBank *bank;
  TransferPhase phase;
  guint64 id;
  gint64 amount;
  char *from;
  char *to;
  char *reason;
} Errand;

static Errand *
errand_new (DemoBank *bank, const Transfer *transfer)
{
  Errand *self = g_new (Errand, 1);

  *self = (Errand){
    .bank = g_object_ref (bank),
    .phase = transfer->phase,
    .id = transfer->id,
    .amount = transfer->amount,
    .from = g_strdup (transfer->from),
    .to = g_strdup (transfer->to),
    .reason = g_strdup (transfer->reason),
  };
  return self;
}

static void
errand_free (gpointer data)
{
  Errand *self = data;

  g_object_unref (self->bank);
  g_free (self->from);
  g_free (self->to);
  g_free (self->reason);
  g_free (self);
}

/* Validating: both accounts are there, and the one to be paid is open. */

static DomoFuture *
payee_summarized_cb (DomoFuture *settled, gpointer data)
{
  g_autoptr (GVariant) summary = domo_future_dup_variant (settled, NULL);
  const char *number;
  gboolean closed;

  g_variant_get (summary, "(&s&s&sxb)", &number, NULL, NULL, NULL, &closed);
  if (!closed)
    return NULL;

  return domo_future_new_error_printf (BANK_ERROR, BANK_ERROR_ACCOUNT_CLOSED, "%s is closed",
                                       number);
}

static DomoFuture *
payee_found_cb (DomoFuture *settled, gpointer data)
{
  g_autoptr (DemoAccount) payee = domo_future_dup_object (settled, NULL);

  return domo_future_then (demo_account_summarize (payee), payee_summarized_cb, NULL, NULL);
}

static DomoFuture *
payer_found_cb (DomoFuture *settled, gpointer data)
{
  Errand *self = data;

  return domo_future_then (demo_bank_find_account (self->bank, self->to), payee_found_cb, NULL,
                           NULL);
}

static DomoFuture *
validate (Errand *self)
{
  if (self->amount <= 0)
    {
      g_autofree char *amount = money_format (self->amount);

      return domo_future_new_error_printf (BANK_ERROR, BANK_ERROR_INVALID_AMOUNT,
                                           "The amount must be more than 0.00, not %s", amount);
    }
  if (g_strcmp0 (self->from, self->to) == 0)
    return domo_future_new_error_printf (BANK_ERROR, BANK_ERROR_SAME_ACCOUNT,
                                         "A transfer needs two different accounts");

  return demo_bank_find_account (self->bank, self->from);
}

/* The other steps ask one account each. */

static DomoFuture *
party_found_cb (DomoFuture *settled, gpointer data)
{
  Errand *self = data;
  g_autoptr (DemoTransferParty) party = domo_future_dup_object (settled, NULL);

  switch (self->phase)
    {
    case TRANSFER_WITHDRAW:
      return demo_transfer_party_take (party, self->id, self->amount, self->to);
    case TRANSFER_DEPOSIT:
      return demo_transfer_party_accept (party, self->id, self->amount, self->from);
    case TRANSFER_COMPLETE:
      return demo_transfer_party_settle (party, self->id);
    case TRANSFER_RECALL:
      return demo_transfer_party_renounce (party, self->id);
    case TRANSFER_REFUND:
      return demo_transfer_party_give_back (party, self->id, self->reason);
    default:
      g_return_val_if_reached (NULL);
    }
}

DomoFuture *
transfer_errand_run (DemoBank *bank, const Transfer *transfer)
{
  Errand *self = errand_new (bank, transfer);
  DomoFuture *found;

  if (self->phase == TRANSFER_VALIDATE)
    return domo_future_then (validate (self), payer_found_cb, self, errand_free);

  found = demo_bank_find_account (bank, transfer_get_asked (transfer));
  return domo_future_then (found, party_found_cb, self, errand_free);
}

TransferOutcome
transfer_errand_judge (TransferPhase phase, DomoFuture *answer)
{
  const GError *error = domo_future_get_error (answer);

  /* Once money is on its way, no refusal says where it is. */
  if (error != NULL)
    return bank_error_is_refusal (error) && phase <= TRANSFER_DEPOSIT ? TRANSFER_STEP_DENIED
                                                                      : TRANSFER_STEP_FAILED;

  /* No promise: it has been paid in. Nothing given back: it had not been paid out. */
  if (phase == TRANSFER_RECALL && !domo_future_get_boolean (answer, NULL))
    return TRANSFER_STEP_DENIED;
  if (phase == TRANSFER_REFUND && domo_future_get_int64 (answer, NULL) == 0)
    return TRANSFER_STEP_DENIED;
  return TRANSFER_STEP_DONE;
}
