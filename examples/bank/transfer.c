/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transfer.h"

#include "bank-error.h"
#include "money.h"

#define MAX_DELAY (4 * G_USEC_PER_SEC)

Transfer *
transfer_new (guint64 id, const char *from, const char *to, gint64 amount, const char *request)
{
  Transfer *self = g_new0 (Transfer, 1);

  self->id = id;
  self->from = g_strdup (from);
  self->to = g_strdup (to);
  self->amount = amount;
  self->request = g_strdup (request);
  self->attempt = 1;
  return self;
}

void
transfer_free (Transfer *self)
{
  g_free (self->from);
  g_free (self->to);
  g_free (self->request);
  g_free (self->reason);
  g_free (self);
}

static gint64
go_to (Transfer *self, TransferPhase phase)
{
  self->phase = phase;
  self->attempt = 1;
  return 0;
}

/* 1, 2, 4 seconds, and 4 from then on. */
static gint64
go_again (Transfer *self)
{
  gint64 delay = G_USEC_PER_SEC << MIN (self->attempt - 1, 2);

  self->attempt++;
  return MIN (delay, MAX_DELAY);
}

static void
note_reason (Transfer *self, const GError *why)
{
  g_free (self->reason);
  self->reason = g_strdup (why->message);
  self->reason_code = why->domain == BANK_ERROR ? why->code : BANK_ERROR_NO_ANSWER;
}

static gint64
advance_done (Transfer *self)
{
  switch (self->phase)
    {
    case TRANSFER_VALIDATE:
      return go_to (self, TRANSFER_WITHDRAW);
    case TRANSFER_WITHDRAW:
      return go_to (self, TRANSFER_RECORD);
    case TRANSFER_RECORD:
      return go_to (self, TRANSFER_DEPOSIT);
    case TRANSFER_DEPOSIT:
      return go_to (self, TRANSFER_COMPLETE);
    case TRANSFER_COMPLETE:
      return go_to (self, TRANSFER_COMPLETED);
    case TRANSFER_RECALL:
      return go_to (self, TRANSFER_REFUND);
    case TRANSFER_REFUND:
      return go_to (self, TRANSFER_REFUNDED);
    default:
      g_return_val_if_reached (0);
    }
}

static gint64
advance_denied (Transfer *self)
{
  switch (self->phase)
    {
    case TRANSFER_VALIDATE:
    case TRANSFER_REFUND:
      return go_to (self, TRANSFER_REFUSED);
    /* An earlier attempt may have been granted. */
    case TRANSFER_WITHDRAW:
      return go_to (self, TRANSFER_REFUND);
    case TRANSFER_DEPOSIT:
      return go_to (self, TRANSFER_RECALL);
    case TRANSFER_RECALL:
      return go_to (self, TRANSFER_COMPLETE);
    /* What cannot be denied is asked again. */
    default:
      return go_again (self);
    }
}

static gint64
advance_failed (Transfer *self, gboolean patient)
{
  if (self->attempt < (patient ? TRANSFER_N_ATTEMPTS : 1))
    return go_again (self);

  switch (self->phase)
    {
    case TRANSFER_VALIDATE:
      return go_to (self, TRANSFER_REFUSED);
    /* It may have been taken, so it has to be given back. */
    case TRANSFER_WITHDRAW:
      return go_to (self, TRANSFER_REFUND);
    case TRANSFER_DEPOSIT:
      return go_to (self, TRANSFER_RECALL);
    default:
      return go_again (self);
    }
}

gint64
transfer_advance (Transfer *self, TransferOutcome outcome, const GError *why, gboolean patient)
{
  /* That it has been paid in after all, or was never taken, is no reason for anything. */
  if (why != NULL && outcome != TRANSFER_STEP_DONE)
    note_reason (self, why);

  self->step++;
  switch (outcome)
    {
    case TRANSFER_STEP_DONE:
      return advance_done (self);
    case TRANSFER_STEP_DENIED:
      return advance_denied (self);
    case TRANSFER_STEP_FAILED:
    default:
      return advance_failed (self, patient);
    }
}

void
transfer_repeat (Transfer *self)
{
  self->step++;
}

const char *
transfer_get_asked (const Transfer *self)
{
  if (self->phase == TRANSFER_VALIDATE)
    return "the bank";

  return self->phase == TRANSFER_DEPOSIT || self->phase == TRANSFER_RECALL ? self->to : self->from;
}

gboolean
transfer_is_over (const Transfer *self)
{
  return self->phase >= TRANSFER_N_STEPS;
}

gboolean
transfer_is_pending (const Transfer *self)
{
  return self->phase > TRANSFER_RECORD && self->phase < TRANSFER_N_STEPS;
}

char *
transfer_format_id (guint64 id)
{
  return g_strdup_printf ("TRF%06" G_GUINT64_FORMAT, id);
}

const char *
transfer_phase_get_name (TransferPhase phase)
{
  const char *names[] = { "validate", "withdraw", "record",    "deposit",  "complete",
                          "recall",   "refund",   "completed", "refunded", "refused" };

  return names[phase];
}

GError *
transfer_get_error (const Transfer *self)
{
  g_autofree char *text = NULL;

  if (self->phase == TRANSFER_REFUSED)
    return g_error_new_literal (BANK_ERROR, self->reason_code, self->reason);
  if (self->phase != TRANSFER_REFUNDED)
    return NULL;

  text = transfer_describe (self);
  return g_error_new_literal (BANK_ERROR, BANK_ERROR_TRANSFER_REFUNDED, text);
}

/* What is being done about a transfer that is not over. */
static char *
describe_step (const Transfer *self)
{
  switch (self->phase)
    {
    case TRANSFER_DEPOSIT:
      return g_strdup_printf ("paying in, attempt %u of %u", self->attempt, TRANSFER_N_ATTEMPTS);
    case TRANSFER_COMPLETE:
      return g_strdup_printf ("%s has it, telling %s", self->to, self->from);
    case TRANSFER_RECALL:
      return g_strdup_printf ("calling it back from %s", self->to);
    case TRANSFER_REFUND:
      return g_strdup_printf ("giving it back to %s", self->from);
    default:
      return g_strdup_printf ("attempt %u of %u to %s", self->attempt, TRANSFER_N_ATTEMPTS,
                              transfer_phase_get_name (self->phase));
    }
}

char *
transfer_describe (const Transfer *self)
{
  g_autofree char *id = transfer_format_id (self->id);
  g_autofree char *amount = money_format (self->amount);
  g_autofree char *step = NULL;

  switch (self->phase)
    {
    case TRANSFER_COMPLETED:
      return g_strdup_printf ("%s: transferred %s from %s to %s", id, amount, self->from, self->to);
    case TRANSFER_REFUNDED:
      return g_strdup_printf ("%s: %s is back in %s: %s", id, amount, self->from, self->reason);
    case TRANSFER_REFUSED:
      return g_strdup_printf ("%s: refused: %s", id, self->reason);
    default:
      step = describe_step (self);
      return g_strdup_printf ("%s: %s from %s to %s %s, %s%s%s", id, amount, self->from, self->to,
                              transfer_is_pending (self) ? "is pending" : "has begun", step,
                              self->reason != NULL ? ": " : "",
                              self->reason != NULL ? self->reason : "");
    }
}

GVariant *
transfer_save (const Transfer *self)
{
  return g_variant_new (TRANSFER_FORMAT, self->id, self->from, self->to, self->amount,
                        self->request, (guchar) self->phase, self->attempt, self->step,
                        self->reason_code, self->reason != NULL ? self->reason : "");
}

Transfer *
transfer_restore (GVariant *state)
{
  Transfer *self = g_new0 (Transfer, 1);
  guchar phase;

  g_variant_get (state, TRANSFER_FORMAT, &self->id, &self->from, &self->to, &self->amount,
                 &self->request, &phase, &self->attempt, &self->step, &self->reason_code,
                 &self->reason);
  self->phase = phase;
  if (*self->reason == '\0')
    g_clear_pointer (&self->reason, g_free);
  return self;
}
