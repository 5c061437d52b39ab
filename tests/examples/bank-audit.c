/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bank-audit.h"

#include "account-actor.h"
#include "transfer-coordinator.h"

struct _BankAudit
{
  /* The instances there are; none of them holds a reference. */
  GPtrArray *accounts;
  TransferCoordinator *coordinator;
};

/* Instances are never handed out, so the classes are taught to tell of them. */
static BankAudit *hearing;
static void (*construct_account) (GObject *object);
static void (*construct_coordinator) (GObject *object);

static void
account_gone_cb (gpointer data, GObject *object)
{
  if (hearing == data)
    g_ptr_array_remove_fast (hearing->accounts, object);
}

static void
account_constructed (GObject *object)
{
  construct_account (object);
  if (hearing == NULL)
    return;

  g_ptr_array_add (hearing->accounts, object);
  g_object_weak_ref (object, account_gone_cb, hearing);
}

static void
coordinator_gone_cb (gpointer data, GObject *object)
{
  if (hearing == data && (gpointer) hearing->coordinator == (gpointer) object)
    hearing->coordinator = NULL;
}

static void
coordinator_constructed (GObject *object)
{
  construct_coordinator (object);
  if (hearing == NULL)
    return;

  hearing->coordinator = TRANSFER_COORDINATOR (object);
  g_object_weak_ref (object, coordinator_gone_cb, hearing);
}

/* The classes stay: that of an actor is never unloaded. */
static void
teach_classes (void)
{
  GObjectClass *account = g_type_class_ref (ACCOUNT_TYPE_ACTOR);
  GObjectClass *coordinator = g_type_class_ref (TRANSFER_TYPE_COORDINATOR);

  if (account->constructed == account_constructed)
    return;

  construct_account = account->constructed;
  account->constructed = account_constructed;
  construct_coordinator = coordinator->constructed;
  coordinator->constructed = coordinator_constructed;
}

BankAudit *
bank_audit_new (void)
{
  BankAudit *self = g_new0 (BankAudit, 1);

  g_assert_null (hearing);
  teach_classes ();
  self->accounts = g_ptr_array_new ();
  hearing = self;
  return self;
}

void
bank_audit_free (BankAudit *self)
{
  hearing = NULL;
  g_assert_cmpuint (self->accounts->len, ==, 0);
  g_ptr_array_unref (self->accounts);
  g_free (self);
}

/* What the accounts' ledgers say about one transfer. */
typedef struct
{
  gint64 paid_out; /* and not back */
  gint64 paid_in;
  gboolean given_back;
  gboolean renounced;
} Facts;

static Facts
gather (BankAudit *self, guint64 id)
{
  Facts facts = { 0 };

  for (guint i = 0; i < self->accounts->len; i++)
    {
      const AccountBook *book = account_actor_get_book (self->accounts->pdata[i]);
      gint64 amount;

      switch (account_book_get_item (book, id, &amount))
        {
        case ACCOUNT_ITEM_TAKEN:
        case ACCOUNT_ITEM_SETTLED:
          facts.paid_out += amount;
          break;
        case ACCOUNT_ITEM_ACCEPTED:
          facts.paid_in += amount;
          break;
        case ACCOUNT_ITEM_GIVEN_BACK:
          facts.given_back = TRUE;
          break;
        case ACCOUNT_ITEM_RENOUNCED:
          facts.renounced = TRUE;
          break;
        case ACCOUNT_ITEM_NONE:
        case ACCOUNT_ITEM_VOID:
        default:
          break;
        }
    }
  return facts;
}

/* Whether what the coordinator knows of a transfer is so. */
static void
check_belief (const Transfer *transfer, const Facts *facts)
{
  switch (transfer->phase)
    {
    case TRANSFER_COMPLETED:
      g_assert_cmpint (facts->paid_out, ==, transfer->amount);
      g_assert_cmpint (facts->paid_in, ==, transfer->amount);
      break;
    case TRANSFER_REFUNDED:
      g_assert_true (facts->given_back);
      g_assert_cmpint (facts->paid_in, ==, 0);
      break;
    case TRANSFER_REFUSED:
      g_assert_false (facts->given_back);
      g_assert_cmpint (facts->paid_out, ==, 0);
      g_assert_cmpint (facts->paid_in, ==, 0);
      break;
    case TRANSFER_REFUND:
      g_assert_cmpint (facts->paid_in, ==, 0);
      break;
    case TRANSFER_COMPLETE:
      g_assert_cmpint (facts->paid_in, ==, transfer->amount);
      break;
    default:
      g_assert_false (facts->given_back);
      break;
    }
}

const Transfer *
bank_audit_find_transfer (BankAudit *self, guint64 id)
{
  TransferRecord *record;

  g_assert_nonnull (self->coordinator);
  record = transfer_table_find (transfer_coordinator_get_table (self->coordinator), id);
  return record != NULL ? record->transfer : NULL;
}

gint64
bank_audit_sum_balances (BankAudit *self)
{
  gint64 sum = 0;

  for (guint i = 0; i < self->accounts->len; i++)
    sum += account_book_get_balance (account_actor_get_book (self->accounts->pdata[i]));
  return sum;
}

void
bank_audit_check (BankAudit *self, gint64 total)
{
  gint64 sum = bank_audit_sum_balances (self);
  TransferTable *table =
      self->coordinator != NULL ? transfer_coordinator_get_table (self->coordinator) : NULL;
  TransferRecord *record;

  for (guint64 id = 1; table != NULL && (record = transfer_table_find (table, id)) != NULL; id++)
    {
      Facts facts = gather (self, id);

      g_assert_cmpint (facts.paid_in, <=, facts.paid_out);
      g_assert_false (facts.given_back && facts.paid_in > 0);
      sum += facts.paid_out - facts.paid_in;
      check_belief (record->transfer, &facts);
    }

  g_assert_cmpint (sum, ==, total);
}
