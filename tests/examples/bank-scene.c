/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bank-scene.h"

#include "account-actor.h"
#include "statement.h"
#include "transaction-history.h"
#include "transfer-coordinator.h"

/* An actor that writes down what it is told. */

#define NOTER_TYPE_ACTOR (noter_actor_get_type ())
G_DECLARE_FINAL_TYPE (NoterActor, noter_actor, NOTER, ACTOR, DomoActor)

struct _NoterActor
{
  DomoActor parent_instance;

  GPtrArray *notes;
};

static void
noter_actor_show (DemoNotices *notices, const char *text)
{
  g_ptr_array_add (NOTER_ACTOR (notices)->notes, g_strdup (text));
}

static void
noter_actor_notices_init (DemoNoticesInterface *iface)
{
  iface->show = noter_actor_show;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (NoterActor,
                               noter_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_NOTICES, noter_actor_notices_init))

static void
noter_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  NOTER_ACTOR (object)->notes = g_value_get_pointer (value);
}

static void
noter_actor_class_init (NoterActorClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = noter_actor_set_property;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
                                   g_param_spec_pointer ("notes", NULL, NULL,
                                                         G_PARAM_WRITABLE |
                                                             G_PARAM_CONSTRUCT_ONLY));
}

static void
noter_actor_init (NoterActor *self)
{
}

/* The scene. */

static void
open_branch (BankScene *self)
{
  g_autoptr (DemoNotices) noter = NULL;
  g_autoptr (GError) error = NULL;

  self->audit = bank_audit_new ();
  self->total = 0;
  self->notices = g_ptr_array_new_with_free_func (g_free);
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  noter =
      domo_stage_actor_for (self->fixture.stage, NOTER_TYPE_ACTOR, "notes", self->notices, NULL);
  self->branch = branch_open (self->fixture.stage, noter, &error);
  g_assert_no_error (error);
  domo_dead_letters_recorder_expect_any (self->fixture.dead_letters);
  bank_scene_run (self);
}

void
bank_scene_set_up (BankScene *self, gconstpointer data)
{
  domo_test_fixture_set_up (&self->fixture, data);
  open_branch (self);
}

void
bank_scene_set_up_seeded (BankScene *self, gconstpointer data)
{
  domo_test_fixture_set_up_seeded (&self->fixture, data);
  open_branch (self);
}

static GVariant *
dup_entries (BankScene *self, guint account)
{
  g_autoptr (DomoFuture) listed =
      bank_scene_settle (self, demo_account_list_transactions (self->accounts->pdata[account], 0));

  return domo_future_dup_variant (listed, NULL);
}

/* Computes the balance of an account again from its history, which has to agree all the way. */
static gint64
recompute_balance (BankScene *self, guint account)
{
  g_autoptr (GVariant) entries = dup_entries (self, account);
  gsize n = g_variant_n_children (entries);
  gint64 sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      gint64 change, balance;

      g_variant_get_child (entries, i, "(&sxx&s)", NULL, &change, &balance, NULL);
      sum += change;
      g_assert_cmpint (sum, ==, balance);
    }
  return sum;
}

static void
check_histories (BankScene *self)
{
  gint64 sum = 0;

  for (guint i = 0; i < self->accounts->len; i++)
    {
      gint64 balance = recompute_balance (self, i);

      bank_scene_assert_balance (self, i, balance);
      sum += balance;
    }
  g_assert_cmpint (sum, ==, bank_audit_sum_balances (self->audit));
}

void
bank_scene_tear_down (BankScene *self, gconstpointer data)
{
  check_histories (self);
  g_ptr_array_unref (self->accounts);
  branch_free (self->branch);
  domo_test_fixture_tear_down (&self->fixture, data);
  g_ptr_array_unref (self->notices);
  bank_audit_free (self->audit);
}

gboolean
bank_scene_step (BankScene *self)
{
  gboolean ran = domo_test_dispatcher_step (self->fixture.dispatcher);

  bank_audit_check (self->audit, self->total);
  return ran;
}

void
bank_scene_run (BankScene *self)
{
  do
    while (bank_scene_step (self))
      ;
  while (g_main_context_iteration (NULL, FALSE) ||
         domo_test_dispatcher_get_n_ready (self->fixture.dispatcher) > 0);
}

void
bank_scene_advance (BankScene *self, gint64 us)
{
  DomoClock *clock = DOMO_CLOCK (self->fixture.clock);
  gint64 until = domo_clock_get_time (clock) + us;
  gint64 now, deadline;

  bank_scene_run (self);
  while ((deadline = domo_clock_get_next_deadline (clock)) <= until)
    {
      now = domo_clock_get_time (clock);
      domo_manual_clock_advance (self->fixture.clock, MAX (deadline - now, 0));
      bank_scene_run (self);
    }
  domo_manual_clock_advance (self->fixture.clock, until - domo_clock_get_time (clock));
  bank_scene_run (self);
}

DomoFuture *
bank_scene_settle (BankScene *self, DomoFuture *future)
{
  bank_scene_run (self);
  g_assert_false (domo_future_is_pending (future));
  return future;
}

DemoAccount *
bank_scene_open (BankScene *self, gint64 balance)
{
  DomoFuture *opened = demo_bank_open_account (branch_get_bank (self->branch), "Somebody",
                                               DEMO_ACCOUNT_KIND_CHECKING, balance);
  g_autoptr (GError) error = NULL;
  DemoAccount *account;

  /* The account is made with its money in it, so nobody counts before it is there. */
  domo_test_fixture_run (&self->fixture);
  account = domo_future_dup_object (opened, &error);
  g_assert_no_error (error);
  domo_future_unref (opened);
  g_ptr_array_add (self->accounts, account);
  self->total += balance;
  bank_scene_run (self);
  return account;
}

guint64
bank_scene_transfer (BankScene *self, guint from, guint to, gint64 amount)
{
  g_autofree char *payer = g_strdup_printf ("ACC%06u", from + 1);
  g_autofree char *payee = g_strdup_printf ("ACC%06u", to + 1);
  DomoFuture *begun =
      demo_transfers_begin (branch_get_transfers (self->branch), payer, payee, amount);
  guint64 id;

  while (domo_future_is_pending (begun))
    g_assert_true (bank_scene_step (self));
  id = domo_future_get_uint64 (begun, NULL);
  domo_future_unref (begun);
  return id;
}

const Transfer *
bank_scene_get_transfer (BankScene *self, guint64 id)
{
  const Transfer *transfer = bank_audit_find_transfer (self->audit, id);

  g_assert_nonnull (transfer);
  return transfer;
}

gboolean
bank_scene_is_at (BankScene *self, guint64 id, TransferPhase phase)
{
  const Transfer *transfer = bank_audit_find_transfer (self->audit, id);

  return transfer != NULL && transfer->phase == phase;
}

void
bank_scene_assert_phase (BankScene *self, guint64 id, TransferPhase phase)
{
  g_assert_cmpstr (transfer_phase_get_name (bank_scene_get_transfer (self, id)->phase), ==,
                   transfer_phase_get_name (phase));
}

void
bank_scene_assert_balance (BankScene *self, guint account, gint64 balance)
{
  g_autoptr (DomoFuture) summarized =
      bank_scene_settle (self, demo_account_summarize (self->accounts->pdata[account]));
  g_autoptr (GVariant) summary = domo_future_dup_variant (summarized, NULL);
  gint64 found;

  g_variant_get_child (summary, 3, "x", &found);
  g_assert_cmpint (found, ==, balance);
}

void
bank_scene_assert_last_entry (BankScene *self, guint account, const char *expected)
{
  g_autoptr (GVariant) entries = dup_entries (self, account);
  g_autoptr (GVariant) last =
      g_variant_get_child_value (entries, g_variant_n_children (entries) - 1);
  g_autofree char *text = statement_format_entry (last);

  g_assert_cmpstr (text, ==, expected);
}

void
bank_scene_assert_notices (BankScene *self, guint times, const char *expected)
{
  guint n = 0;

  for (guint i = 0; i < self->notices->len; i++)
    n += g_str_equal (self->notices->pdata[i], expected);
  g_assert_cmpuint (n, ==, times);
}

void
bank_scene_assert_rest (BankScene *self)
{
  g_autoptr (GPtrArray) actors = domo_stage_snapshot (self->fixture.stage);

  for (guint i = 0; i < actors->len; i++)
    g_assert_cmpint (domo_actor_snapshot_get_state (actors->pdata[i]), ==, DOMO_ACTOR_STATE_IDLE);
}

char *
bank_scene_serve (BankScene *self, const char *line)
{
  g_autoptr (DomoFuture) served =
      bank_scene_settle (self, demo_teller_serve (branch_get_teller (self->branch), line));
  const GError *error = domo_future_get_error (served);

  return error != NULL ? g_strdup (error->message) : domo_future_dup_string (served, NULL);
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if (level & (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG))
    return G_LOG_WRITER_HANDLED;

  return g_log_writer_default (level, fields, n_fields, data);
}

void
bank_scene_keep_quiet (void)
{
  g_log_set_writer_func (write_log, NULL, NULL);
}
