/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One transfer, and what comes next for it. This is the plan alone, a value without an actor: told
 * how a step ended, it says which is the next one and when. Who carries the steps out is the
 * TransferCoordinator.
 *
 *   validate ---> withdraw ---> record ---> deposit ---> complete ---> COMPLETED
 *      |             |                     |   ^            ^
 *      |             |                     |   '- again     | it has been paid in
 *      |             |                     v                |
 *      |             |                   recall ------------'
 *      |             | refused, or         |
 *      |             | nothing heard       | promised never to be paid in
 *      v             v                     |
 *   REFUSED <----- refund <----------------'
 *     nothing had    |
 *     been taken     v
 *                 REFUNDED
 *
 * Nothing is given back before the side to be paid has promised never to take it (recall), and a
 * step whose answer stays out is taken for one that may or may not have happened. So the first four
 * are tried four times, after 1, 2 and 4 seconds. The last three are tried until they succeed: what
 * is in flight by then has to land somewhere.
 */
typedef enum
{
  TRANSFER_VALIDATE,
  TRANSFER_WITHDRAW,
  TRANSFER_RECORD,
  TRANSFER_DEPOSIT,
  TRANSFER_COMPLETE,
  TRANSFER_RECALL,
  TRANSFER_REFUND,

  /* It is over. */
  TRANSFER_COMPLETED,
  TRANSFER_REFUNDED,
  TRANSFER_REFUSED,
} TransferPhase;

#define TRANSFER_N_STEPS    (TRANSFER_REFUND + 1)
#define TRANSFER_N_ATTEMPTS 4

/* How a step ended. */
typedef enum
{
  TRANSFER_STEP_DONE,
  TRANSFER_STEP_DENIED, /* and asking again would not help; see transfer_advance() */
  TRANSFER_STEP_FAILED, /* nobody knows whether it has happened */
} TransferOutcome;

typedef struct
{
  guint64 id;
  char *from;
  char *to;
  gint64 amount;

  /* What the customer typed, for whoever has to explain something. */
  char *request;

  TransferPhase phase;
  guint attempt; /* at this phase, from 1 */

  /* Goes up with each step. What comes from an earlier one is out of date. */
  guint step;

  /* What went wrong last, of BANK_ERROR; none if nothing has yet. */
  int reason_code;
  char *reason;
} Transfer;

Transfer *transfer_new (guint64 id,
                        const char *from,
                        const char *to,
                        gint64 amount,
                        const char *request) G_GNUC_WARN_UNUSED_RESULT;
void transfer_free (Transfer *self);

/* Notes how the present step ended, and goes on to the next. Denied means: in validate and withdraw
 * that the customer has asked for what cannot be, in deposit that the account will not take it, in
 * recall that it has taken it, in refund that there was nothing to give back. The other steps
 * cannot be denied.
 *
 * Answers in how many microseconds the next step is due. An impatient bank, which is about to
 * close, tries the first four steps once.
 */
gint64 transfer_advance (Transfer *self,
                         TransferOutcome outcome,
                         const GError *why,
                         gboolean patient);

/* Has the present step begin anew, for who does not know how far it got. */
void transfer_repeat (Transfer *self);

/* The account that the present step asks; of validate, the bank. */
const char *transfer_get_asked (const Transfer *self);

gboolean transfer_is_over (const Transfer *self);
/* Whether it has been recorded as pending: the money is on its way. */
gboolean transfer_is_pending (const Transfer *self);

/* Why it was refused or refunded, once it was. */
GError *transfer_get_error (const Transfer *self) G_GNUC_WARN_UNUSED_RESULT;
/* A line on how it stands, or how it ended. */
char *transfer_describe (const Transfer *self) G_GNUC_WARN_UNUSED_RESULT;
/* "TRF000001". */
char *transfer_format_id (guint64 id) G_GNUC_WARN_UNUSED_RESULT;
const char *transfer_phase_get_name (TransferPhase phase);

#define TRANSFER_FORMAT "(tssxsyuuis)"
GVariant *transfer_save (const Transfer *self);
Transfer *transfer_restore (GVariant *state) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Transfer, transfer_free)

G_END_DECLS
