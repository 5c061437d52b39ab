/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "transfer-coordinator.h"

#include "bank-error.h"
#include "bank.h"
#include "customer-context.h"
#include "notices.h"
#include "transfer-errand.h"
#include "transfer-steps.h"
#include "transfers.h"

/* How long an account may take to answer before that counts as a failed attempt. */
#define ANSWER_LIMIT (2 * G_USEC_PER_SEC)

struct _TransferCoordinator
{
  DomoActor parent_instance;

  /* Construct properties. */
  DemoBank *bank;
  DemoNotices *notices;

  /* What a restart carries over. */
  TransferTable *table;
  guint rehearsals[TRANSFER_N_STEPS]; /* how many times it is to fail in each phase */
  gboolean settling;                  /* whether the bank is about to close */
  GString *report;                    /* what has been there to tell since */

  /* Who waits for that. */
  DomoPromise *settled;
  DomoScheduled *settle_alarm;
};

enum
{
  PROP_BANK = 1,
  PROP_NOTICES,
  N_PROPS
};

#define STATE_FORMAT "(" TRANSFER_TABLE_FORMAT "aubs)"

static GParamSpec *properties[N_PROPS];

static void transfer_coordinator_transfers_init (DemoTransfersInterface *iface);
static void transfer_coordinator_steps_init (DemoTransferStepsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TransferCoordinator,
                               transfer_coordinator,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_TRANSFERS,
                                                      transfer_coordinator_transfers_init)
                                   G_IMPLEMENT_INTERFACE (DEMO_TYPE_TRANSFER_STEPS,
                                                          transfer_coordinator_steps_init))

TransferTable *
transfer_coordinator_get_table (TransferCoordinator *self)
{
  return self->table;
}

/* Telling. */

static void
notify (TransferCoordinator *self, const char *text)
{
  if (self->notices != NULL)
    demo_notices_show (self->notices, text);
}

/* Those who wait get to hear it; if nobody does, it has happened by itself. */
static void
tell_waiters (TransferCoordinator *self, TransferRecord *record, const char *text)
{
  g_autoptr (GPtrArray) waiters = transfer_record_steal_waiters (record);
  g_autoptr (GError) error = transfer_get_error (record->transfer);

  for (guint i = 0; i < waiters->len; i++)
    if (error != NULL)
      domo_promise_reject (waiters->pdata[i], g_error_copy (error));
    else
      domo_promise_resolve_string (waiters->pdata[i], text);

  /* Once the bank is about to close there is a report of it. */
  if (waiters->len == 0 && !self->settling)
    notify (self, text);
}

/* Settling. */

static void
add_to_report (TransferCoordinator *self, const char *text)
{
  g_string_append_printf (self->report, "%s%s", self->report->len > 0 ? "\n" : "", text);
}

static void
end_settling (TransferCoordinator *self)
{
  g_autoptr (DomoPromise) settled = g_steal_pointer (&self->settled);

  if (settled == NULL)
    return;

  if (self->settle_alarm != NULL)
    domo_scheduled_cancel (self->settle_alarm);
  g_clear_pointer (&self->settle_alarm, domo_scheduled_unref);
  domo_promise_resolve_string (settled, self->report->str);
}

/* Going on. */

/* Has a message of that name come in a while. What cannot be scheduled, because the stage is being
 * closed, is not worth a word: nothing would come of it.
 */
static DomoScheduled *
send_later (TransferCoordinator *self, gint64 delay, const char *method, guint64 id, guint step)
{
  DomoActor *actor = DOMO_ACTOR (self);
  DomoScheduler *scheduler = domo_scheduler_for_stage (domo_actor_get_stage (actor));

  return domo_scheduler_send_once (scheduler, delay, domo_actor_get_self (actor), NULL, method, id,
                                   step);
}

static void
send_step (TransferCoordinator *self, const Transfer *transfer)
{
  DemoTransferSteps *steps = domo_actor_get_self (DOMO_ACTOR (self));
  void (*const send[]) (DemoTransferSteps *, guint64, guint) = {
    demo_transfer_steps_validate, demo_transfer_steps_withdraw, demo_transfer_steps_record,
    demo_transfer_steps_deposit,  demo_transfer_steps_complete, demo_transfer_steps_recall,
    demo_transfer_steps_refund,
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (send) == TRANSFER_N_STEPS);
  send[transfer->phase](steps, transfer->id, transfer->step);
}

/* Has the present step of a transfer carried out, now or after a while. Whatever becomes of the
 * message for that, and of what it leads to: a while after that the step has taken too long.
 */
static void
schedule_step (TransferCoordinator *self, TransferRecord *record, gint64 delay)
{
  const Transfer *transfer = record->transfer;
  const char *name = transfer_phase_get_name (transfer->phase);

  transfer_record_clear_alarms (record);
  record->time_out =
      send_later (self, delay + ANSWER_LIMIT, "time-out", transfer->id, transfer->step);
  if (delay == 0)
    send_step (self, transfer);
  else
    record->pause = send_later (self, delay, name, transfer->id, transfer->step);
}

/* The same for who was led here by something else than the customer's request: it is that which the
 * step belongs to.
 */
static void
schedule_step_anew (TransferCoordinator *self, TransferRecord *record)
{
  g_autoptr (DomoExecutionContext) context =
      customer_context_new ("transfer", record->transfer->request);

  domo_execution_context_push (context);
  schedule_step (self, record, 0);
  domo_execution_context_pop (context);
}

static void
finish (TransferCoordinator *self, TransferRecord *record)
{
  g_autofree char *text = transfer_describe (record->transfer);

  transfer_record_clear_alarms (record);
  tell_waiters (self, record, text);
  if (self->settling)
    add_to_report (self, text);
  transfer_table_close (self->table, record);
  if (transfer_table_count_open (self->table) == 0)
    end_settling (self);
}

/* A step has ended: on to the next. */
static void
advance (TransferCoordinator *self,
         TransferRecord *record,
         TransferOutcome outcome,
         const GError *why)
{
  Transfer *transfer = record->transfer;
  gint64 delay = transfer_advance (transfer, outcome, why, !self->settling);

  if (transfer_is_over (transfer))
    {
      finish (self, record);
      return;
    }

  if (delay > 0)
    {
      g_autofree char *state = transfer_describe (transfer);
      g_autofree char *text =
          g_strdup_printf ("%s; trying again in %d s", state, (int) (delay / G_USEC_PER_SEC));

      tell_waiters (self, record, text);
    }
  schedule_step (self, record, delay);
}

/* The steps. */

/* A step that was begun, for what comes back from it. */
typedef struct
{
  TransferCoordinator *self;
  guint64 id;
  guint step;
} StepRef;

/* The transfer that is still at that step, or NULL where things have moved on. */
static TransferRecord *
find_step (TransferCoordinator *self, guint64 id, guint step)
{
  TransferRecord *record = transfer_table_find (self->table, id);

  return record != NULL && record->transfer->step == step ? record : NULL;
}

/* The answer to what a step has asked. */
static DomoFuture *
answered_cb (DomoFuture *settled, gpointer data)
{
  StepRef *ref = data;
  TransferRecord *record = find_step (ref->self, ref->id, ref->step);

  if (record != NULL)
    advance (ref->self, record, transfer_errand_judge (record->transfer->phase, settled),
             domo_future_get_error (settled));
  return NULL;
}

/* Asks for what the present step is about. */
static void
ask_for_step (TransferCoordinator *self, TransferRecord *record)
{
  const Transfer *transfer = record->transfer;
  StepRef *ref = g_new (StepRef, 1);

  *ref = (StepRef){ .self = self, .id = transfer->id, .step = transfer->step };
  domo_future_unref (
      domo_future_finally (transfer_errand_run (self->bank, transfer), answered_cb, ref, g_free));
}

/* Carries out a step, if it is still the one that is due. */
static void
perform (DemoTransferSteps *steps, TransferPhase phase, guint64 id, guint step)
{
  TransferCoordinator *self = TRANSFER_COORDINATOR (steps);
  TransferRecord *record = find_step (self, id, step);

  if (record == NULL || record->transfer->phase != phase)
    return;

  if (self->rehearsals[phase] > 0)
    {
      self->rehearsals[phase]--;
      domo_actor_fail (DOMO_ACTOR (self), g_error_new (BANK_ERROR, BANK_ERROR_FAILED_ON_REQUEST,
                                                       "The coordinator was asked to fail at %s",
                                                       transfer_phase_get_name (phase)));
      return;
    }

  /* The note is the state of the transfer itself, which a restart carries over. */
  if (phase == TRANSFER_RECORD)
    advance (self, record, TRANSFER_STEP_DONE, NULL);
  else
    ask_for_step (self, record);
}

static void
transfer_coordinator_validate (DemoTransferSteps *steps, guint64 id, guint step)
{
  perform (steps, TRANSFER_VALIDATE, id, step);
}

static void
transfer_coordinator_withdraw (DemoTransferSteps *steps, guint64 id, guint step)
{
  perform (steps, TRANSFER_WITHDRAW, id, step);
}

static void
transfer_coordinator_record (DemoTransferSteps *steps, guint64 id, guint step)
{
  perform (steps, TRANSFER_RECORD, id, step);
}

static void
transfer_coordinator_deposit (DemoTransferSteps *steps, guint64 id, guint step)
{
  perform (steps, TRANSFER_DEPOSIT, id, step);
}

static void
transfer_coordinator_complete (DemoTransferSteps *steps, guint64 id, guint step)
{
  perform (steps, TRANSFER_COMPLETE, id, step);
}

static void
transfer_coordinator_recall (DemoTransferSteps *steps, guint64 id, guint step)
{
  perform (steps, TRANSFER_RECALL, id, step);
}

static void
transfer_coordinator_refund (DemoTransferSteps *steps, guint64 id, guint step)
{
  perform (steps, TRANSFER_REFUND, id, step);
}

/* The answer may still come. Then it is out of date: whatever it says, the next attempt finds the
 * account's ledger as it is.
 */
static void
transfer_coordinator_time_out (DemoTransferSteps *steps, guint64 id, guint step)
{
  TransferCoordinator *self = TRANSFER_COORDINATOR (steps);
  TransferRecord *record = find_step (self, id, step);
  g_autoptr (GError) why = NULL;

  if (record == NULL)
    return;

  why = g_error_new (BANK_ERROR, BANK_ERROR_NO_ANSWER, "%s gave no answer for %d s",
                     transfer_get_asked (record->transfer), (int) (ANSWER_LIMIT / G_USEC_PER_SEC));
  advance (self, record, TRANSFER_STEP_FAILED, why);
}

static void
transfer_coordinator_give_up (DemoTransferSteps *steps, guint64 id, guint step)
{
  TransferCoordinator *self = TRANSFER_COORDINATOR (steps);
  g_autoptr (GPtrArray) open = transfer_table_list_open (self->table);

  if (self->settled == NULL)
    return;

  for (guint i = 0; i < open->len; i++)
    {
      TransferRecord *record = open->pdata[i];
      g_autofree char *text = transfer_describe (record->transfer);

      add_to_report (self, text);
    }
  end_settling (self);
}

static void
transfer_coordinator_steps_init (DemoTransferStepsInterface *iface)
{
  iface->validate = transfer_coordinator_validate;
  iface->withdraw = transfer_coordinator_withdraw;
  iface->record = transfer_coordinator_record;
  iface->deposit = transfer_coordinator_deposit;
  iface->complete = transfer_coordinator_complete;
  iface->recall = transfer_coordinator_recall;
  iface->refund = transfer_coordinator_refund;
  iface->time_out = transfer_coordinator_time_out;
  iface->give_up = transfer_coordinator_give_up;
}

/* For others. */

static DomoFuture *
transfer_coordinator_begin (DemoTransfers *transfers,
                            const char *from,
                            const char *to,
                            gint64 amount)
{
  TransferCoordinator *self = TRANSFER_COORDINATOR (transfers);
  const char *request = customer_context_get_request (domo_execution_context_get_current ());
  TransferRecord *record =
      transfer_table_add (self->table, from, to, amount, request != NULL ? request : "a transfer");

  schedule_step (self, record, 0);
  return domo_future_new_uint64 (record->transfer->id);
}

static DomoFuture *
transfer_coordinator_outcome (DemoTransfers *transfers, guint64 id)
{
  TransferRecord *record = transfer_table_find (TRANSFER_COORDINATOR (transfers)->table, id);

  if (record == NULL)
    {
      g_autofree char *name = transfer_format_id (id);

      return domo_future_new_error_printf (BANK_ERROR, BANK_ERROR_UNKNOWN_TRANSFER,
                                           "There is no transfer '%s'", name);
    }

  if (transfer_is_over (record->transfer))
    {
      g_autofree char *text = transfer_describe (record->transfer);
      GError *error = transfer_get_error (record->transfer);

      return error != NULL ? domo_future_new_error (error) : domo_future_new_string (text);
    }

  return transfer_record_add_waiter (record);
}

static DomoFuture *
transfer_coordinator_list_pending (DemoTransfers *transfers)
{
  g_autoptr (GPtrArray) open = transfer_table_list_open (TRANSFER_COORDINATOR (transfers)->table);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < open->len; i++)
    {
      TransferRecord *record = open->pdata[i];

      g_ptr_array_add (lines, transfer_describe (record->transfer));
    }
  g_ptr_array_add (lines, NULL);
  return domo_future_new_boxed (G_TYPE_STRV, lines->pdata);
}

static DomoFuture *
transfer_coordinator_settle (DemoTransfers *transfers, gint64 limit)
{
  TransferCoordinator *self = TRANSFER_COORDINATOR (transfers);
  g_autoptr (GPtrArray) open = transfer_table_list_open (self->table);

  self->settling = TRUE;
  if (open->len == 0)
    return domo_future_new_string (self->report->str);
  if (self->settled != NULL)
    return domo_promise_get_future (self->settled);

  self->settled = domo_promise_new ();
  self->settle_alarm = send_later (self, limit, "give-up", 0, 0);
  for (guint i = 0; i < open->len; i++)
    if (((TransferRecord *) open->pdata[i])->pause != NULL)
      schedule_step_anew (self, open->pdata[i]);
  return domo_promise_get_future (self->settled);
}

static DomoFuture *
transfer_coordinator_fail (DemoTransfers *transfers)
{
  domo_actor_fail (DOMO_ACTOR (transfers),
                   g_error_new_literal (BANK_ERROR, BANK_ERROR_FAILED_ON_REQUEST,
                                        "The coordinator of transfers was asked to fail"));
  return NULL;
}

static DomoFuture *
transfer_coordinator_rehearse (DemoTransfers *transfers, guint phase, guint times)
{
  g_return_val_if_fail (phase < TRANSFER_N_STEPS, NULL);

  TRANSFER_COORDINATOR (transfers)->rehearsals[phase] = times;
  return domo_future_new_void ();
}

static void
transfer_coordinator_transfers_init (DemoTransfersInterface *iface)
{
  iface->begin = transfer_coordinator_begin;
  iface->outcome = transfer_coordinator_outcome;
  iface->list_pending = transfer_coordinator_list_pending;
  iface->settle = transfer_coordinator_settle;
  iface->fail = transfer_coordinator_fail;
  iface->rehearse = transfer_coordinator_rehearse;
}

/* Life. */

/* The step that failed, and what the old instance had asked for, are gone: each transfer takes its
 * step again. The accounts know what they have done already.
 */
static void
take_up (DomoActor *actor, const GError *error)
{
  TransferCoordinator *self = TRANSFER_COORDINATOR (actor);
  g_autoptr (GPtrArray) open = transfer_table_list_open (self->table);

  for (guint i = 0; i < open->len; i++)
    {
      TransferRecord *record = open->pdata[i];

      transfer_repeat (record->transfer);
      schedule_step_anew (self, record);
    }
}

static GVariant *
transfer_coordinator_save_state (DomoActor *actor)
{
  TransferCoordinator *self = TRANSFER_COORDINATOR (actor);

  return g_variant_new ("(@" TRANSFER_TABLE_FORMAT "@aubs)", transfer_table_save (self->table),
                        g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, self->rehearsals,
                                                   TRANSFER_N_STEPS, sizeof (guint)),
                        self->settling, self->report->str);
}

static gboolean
transfer_coordinator_restore_state (DomoActor *actor, GVariant *state, GError **error)
{
  TransferCoordinator *self = TRANSFER_COORDINATOR (actor);
  g_autoptr (GVariant) table = NULL;
  g_autoptr (GVariant) rehearsals = NULL;
  const char *report;
  const guint *times;
  gsize n;

  if (!g_variant_is_of_type (state, G_VARIANT_TYPE (STATE_FORMAT)))
    {
      g_set_error (error, BANK_ERROR, BANK_ERROR_INVALID_STATE,
                   "The state of the transfers cannot be of type '%s'",
                   g_variant_get_type_string (state));
      return FALSE;
    }

  g_variant_get (state, "(@" TRANSFER_TABLE_FORMAT "@aub&s)", &table, &rehearsals, &self->settling,
                 &report);
  g_string_assign (self->report, report);
  times = g_variant_get_fixed_array (rehearsals, &n, sizeof (guint));
  for (gsize i = 0; i < MIN (n, TRANSFER_N_STEPS); i++)
    self->rehearsals[i] = times[i];
  transfer_table_free (self->table);
  self->table = transfer_table_restore (table);
  return TRUE;
}

static void
transfer_coordinator_set_property (GObject *object,
                                   guint id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  TransferCoordinator *self = TRANSFER_COORDINATOR (object);

  if (id == PROP_BANK)
    self->bank = g_value_dup_object (value);
  else if (id == PROP_NOTICES)
    self->notices = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
transfer_coordinator_finalize (GObject *object)
{
  TransferCoordinator *self = TRANSFER_COORDINATOR (object);

  if (self->settle_alarm != NULL)
    domo_scheduled_cancel (self->settle_alarm);
  g_clear_pointer (&self->settle_alarm, domo_scheduled_unref);
  g_clear_pointer (&self->settled, domo_promise_unref);
  g_string_free (self->report, TRUE);
  transfer_table_free (self->table);
  g_clear_object (&self->notices);
  g_clear_object (&self->bank);

  G_OBJECT_CLASS (transfer_coordinator_parent_class)->finalize (object);
}

static void
transfer_coordinator_class_init (TransferCoordinatorClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  DomoActorClass *actor_class = DOMO_ACTOR_CLASS (klass);

  object_class->set_property = transfer_coordinator_set_property;
  object_class->finalize = transfer_coordinator_finalize;
  actor_class->after_restart = take_up;
  actor_class->before_resume = take_up;
  actor_class->save_state = transfer_coordinator_save_state;
  actor_class->restore_state = transfer_coordinator_restore_state;

  properties[PROP_BANK] = g_param_spec_object ("bank", NULL, NULL, DEMO_TYPE_BANK, flags);
  properties[PROP_NOTICES] = g_param_spec_object ("notices", NULL, NULL, DEMO_TYPE_NOTICES, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
transfer_coordinator_init (TransferCoordinator *self)
{
  self->table = transfer_table_new ();
  self->report = g_string_new (NULL);
}
