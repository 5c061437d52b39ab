/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "account-actor.h"

#include "account.h"
#include "bank-error.h"
#include "money.h"
#include "transaction-history.h"

struct _AccountActor
{
  DomoActor parent_instance;

  /* Construct properties: every instance of this actor is given the same ones. */
  char *number;
  char *owner;
  DemoAccountKind kind;

  /* Somebody else's child. A restart stops an actor's own children, so what must outlive a restart
   * of this actor lives in an actor beside it.
   */
  DemoTransactionHistory *history;

  /* The opening balance at first; a restart carries it over with save_state and restore_state. */
  gint64 balance;
};

enum
{
  PROP_NUMBER = 1,
  PROP_OWNER,
  PROP_KIND,
  PROP_OPENING_BALANCE,
  PROP_HISTORY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void account_actor_protocol_init (DemoAccountInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AccountActor,
                               account_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_ACCOUNT,
                                                      account_actor_protocol_init))

/* A refusal is an answer, not a failure: the asker gets the error, and the actor goes on. */
static DomoFuture *
refuse_amount (gint64 amount)
{
  g_autofree char *text = money_format (amount);

  return domo_future_new_error_printf (BANK_ERROR, BANK_ERROR_INVALID_AMOUNT,
                                       "The amount must be more than 0.00, not %s", text);
}

/* Writes a movement of money down and answers the balance after it. */
static DomoFuture *
record (AccountActor *self, const char *what, gint64 amount)
{
  demo_transaction_history_record (self->history, what, amount, self->balance);
  return domo_future_new_int64 (self->balance);
}

static DomoFuture *
account_actor_deposit (DemoAccount *account, gint64 amount)
{
  AccountActor *self = ACCOUNT_ACTOR (account);

  if (amount <= 0)
    return refuse_amount (amount);

  if (!money_add (self->balance, amount, &self->balance))
    {
      g_autofree char *most = money_format (G_MAXINT64);

      return domo_future_new_error_printf (BANK_ERROR, BANK_ERROR_BALANCE_TOO_LARGE,
                                           "%s cannot hold more than %s", self->number, most);
    }

  return record (self, "deposited", amount);
}

static DomoFuture *
account_actor_withdraw (DemoAccount *account, gint64 amount)
{
  AccountActor *self = ACCOUNT_ACTOR (account);

  if (amount <= 0)
    return refuse_amount (amount);

  if (amount > self->balance)
    {
      g_autofree char *balance = money_format (self->balance);
      g_autofree char *wanted = money_format (amount);

      return domo_future_new_error_printf (BANK_ERROR, BANK_ERROR_INSUFFICIENT_FUNDS,
                                           "%s has insufficient funds: %s is less than %s",
                                           self->number, balance, wanted);
    }

  /* Cannot overflow: 0 < amount <= balance. */
  self->balance -= amount;
  return record (self, "withdrew", amount);
}

static DomoFuture *
account_actor_summarize (DemoAccount *account)
{
  AccountActor *self = ACCOUNT_ACTOR (account);
  g_autoptr (GEnumClass) kinds = g_type_class_ref (DEMO_TYPE_ACCOUNT_KIND);

  return domo_future_new_variant (
      g_variant_new (DEMO_ACCOUNT_SUMMARY_FORMAT, self->number, self->owner,
                     g_enum_get_value (kinds, self->kind)->value_nick, self->balance));
}

/* Until the history has answered, the account takes no other message. */
static DomoFuture *
account_actor_list_transactions (DemoAccount *account)
{
  AccountActor *self = ACCOUNT_ACTOR (account);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) entries =
      domo_await_variant (demo_transaction_history_list_entries (self->history), &error);

  if (error != NULL)
    return domo_future_new_error (g_steal_pointer (&error));

  return domo_future_new_variant (entries);
}

/* A failure, unlike a refusal, rejects the ask and has the supervisor decide what becomes of the
 * actor. Nobody having said otherwise, it is restarted.
 */
static DomoFuture *
account_actor_fail (DemoAccount *account)
{
  AccountActor *self = ACCOUNT_ACTOR (account);

  domo_actor_fail (DOMO_ACTOR (self), g_error_new (BANK_ERROR, BANK_ERROR_FAILED_ON_REQUEST,
                                                   "%s was asked to fail", self->number));
  return NULL;
}

static void
account_actor_protocol_init (DemoAccountInterface *iface)
{
  iface->deposit = account_actor_deposit;
  iface->withdraw = account_actor_withdraw;
  iface->summarize = account_actor_summarize;
  iface->list_transactions = account_actor_list_transactions;
  iface->fail = account_actor_fail;
}

/* Runs when the account is opened, and not after a restart: the opening is recorded once. */
static void
account_actor_after_start (DomoActor *actor)
{
  AccountActor *self = ACCOUNT_ACTOR (actor);

  demo_transaction_history_record (self->history, "opened", self->balance, self->balance);
}

static GVariant *
account_actor_save_state (DomoActor *actor)
{
  return g_variant_new_int64 (ACCOUNT_ACTOR (actor)->balance);
}

static gboolean
account_actor_restore_state (DomoActor *actor, GVariant *state, GError **error)
{
  if (!g_variant_is_of_type (state, G_VARIANT_TYPE_INT64))
    {
      g_set_error (error, BANK_ERROR, BANK_ERROR_INVALID_STATE, "A balance cannot be of type '%s'",
                   g_variant_get_type_string (state));
      return FALSE;
    }

  ACCOUNT_ACTOR (actor)->balance = g_variant_get_int64 (state);
  return TRUE;
}

static void
account_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AccountActor *self = ACCOUNT_ACTOR (object);

  switch (id)
    {
    case PROP_NUMBER:
      self->number = g_value_dup_string (value);
      break;

    case PROP_OWNER:
      self->owner = g_value_dup_string (value);
      break;

    case PROP_KIND:
      self->kind = g_value_get_enum (value);
      break;

    case PROP_OPENING_BALANCE:
      self->balance = g_value_get_int64 (value);
      break;

    case PROP_HISTORY:
      self->history = g_value_dup_object (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
    }
}

static void
account_actor_dispose (GObject *object)
{
  AccountActor *self = ACCOUNT_ACTOR (object);

  g_clear_object (&self->history);

  G_OBJECT_CLASS (account_actor_parent_class)->dispose (object);
}

static void
account_actor_finalize (GObject *object)
{
  AccountActor *self = ACCOUNT_ACTOR (object);

  g_free (self->number);
  g_free (self->owner);

  G_OBJECT_CLASS (account_actor_parent_class)->finalize (object);
}

static void
account_actor_class_init (AccountActorClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  DomoActorClass *actor_class = DOMO_ACTOR_CLASS (klass);

  object_class->set_property = account_actor_set_property;
  object_class->dispose = account_actor_dispose;
  object_class->finalize = account_actor_finalize;

  actor_class->after_start = account_actor_after_start;
  actor_class->save_state = account_actor_save_state;
  actor_class->restore_state = account_actor_restore_state;

  properties[PROP_NUMBER] = g_param_spec_string ("number", NULL, NULL, NULL, flags);
  properties[PROP_OWNER] = g_param_spec_string ("owner", NULL, NULL, NULL, flags);
  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, DEMO_TYPE_ACCOUNT_KIND,
                                             DEMO_ACCOUNT_KIND_CHECKING, flags);
  properties[PROP_OPENING_BALANCE] =
      g_param_spec_int64 ("opening-balance", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_HISTORY] =
      g_param_spec_object ("history", NULL, NULL, DEMO_TYPE_TRANSACTION_HISTORY, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
account_actor_init (AccountActor *self)
{
}
