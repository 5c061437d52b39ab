/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bank-actor.h"

#include <string.h>

#include "account-actor.h"
#include "bank-error.h"
#include "bank.h"
#include "money.h"
#include "transaction-history-actor.h"
#include "transaction-history.h"

struct _BankActor
{
  DomoActor parent_instance;

  /* Of DemoAccount, in the order they were opened. */
  GPtrArray *accounts;

  /* From account number to DemoAccount; @accounts keeps the values alive. */
  GHashTable *by_number;
};

static void bank_actor_protocol_init (DemoBankInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BankActor,
                               bank_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_BANK, bank_actor_protocol_init))

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t")] == '\0';
}

static DomoFuture *
bank_actor_open_account (DemoBank *bank,
                         const char *owner,
                         DemoAccountKind kind,
                         gint64 opening_balance)
{
  BankActor *self = BANK_ACTOR (bank);
  g_autoptr (DemoTransactionHistory) history = NULL;
  g_autoptr (DomoDefinition) definition = NULL;
  g_autoptr (DemoAccount) account = NULL;
  g_autofree char *number = NULL;
  GError *error = NULL;

  if (is_blank (owner))
    return domo_future_new_error_printf (BANK_ERROR, BANK_ERROR_INVALID_OWNER,
                                         "An account needs the name of its owner");
  if (opening_balance < 0)
    return domo_future_new_error_printf (BANK_ERROR, BANK_ERROR_INVALID_AMOUNT,
                                         "An account cannot be opened with less than 0.00");

  number = g_strdup_printf ("ACC%06u", self->accounts->len + 1);

  /* The history is the account's sibling rather than its child, so that it outlives the account's
   * restarts; the account's own state is the balance, which its definition keeps.
   */
  history = domo_actor_child_for (DOMO_ACTOR (self), TRANSACTION_HISTORY_TYPE_ACTOR, NULL);
  definition =
      domo_definition_new (ACCOUNT_TYPE_ACTOR, "number", number, "owner", owner, "kind", kind,
                           "opening-balance", opening_balance, "history", history, NULL);
  domo_definition_set_keep_state (definition, TRUE);

  account = domo_actor_child_for_definition (DOMO_ACTOR (self), definition, &error);
  if (account == NULL)
    {
      domo_proxy_stop (history);
      return domo_future_new_error (g_steal_pointer (&error));
    }

  g_hash_table_insert (self->by_number, g_steal_pointer (&number), account);
  g_ptr_array_add (self->accounts, g_object_ref (account));
  return domo_future_new_object (account);
}

static DomoFuture *
bank_actor_find_account (DemoBank *bank, const char *number)
{
  BankActor *self = BANK_ACTOR (bank);
  DemoAccount *account = number != NULL ? g_hash_table_lookup (self->by_number, number) : NULL;

  if (account == NULL)
    return domo_future_new_error_printf (BANK_ERROR, BANK_ERROR_UNKNOWN_ACCOUNT,
                                         "There is no account '%s'", number != NULL ? number : "");

  return domo_future_new_object (account);
}

/* Asks all accounts at once, then waits for one answer after the other. The bank takes no other
 * message until the last has come, so no account is opened meanwhile. An account that cannot answer
 * rejects the whole.
 */
static DomoFuture *
bank_actor_list_accounts (DemoBank *bank)
{
  BankActor *self = BANK_ACTOR (bank);
  g_autoptr (GPtrArray) asked = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_future_unref);
  g_auto (GVariantBuilder) list =
      G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (DEMO_ACCOUNT_SUMMARIES_FORMAT));

  for (guint i = 0; i < self->accounts->len; i++)
    g_ptr_array_add (asked, demo_account_summarize (self->accounts->pdata[i]));
  for (guint i = 0; i < asked->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) summary = domo_await_variant (domo_future_ref (asked->pdata[i]), &error);

      if (error != NULL)
        return domo_future_new_error (g_steal_pointer (&error));
      g_variant_builder_add_value (&list, summary);
    }

  return domo_future_new_variant (g_variant_builder_end (&list));
}

static void
bank_actor_protocol_init (DemoBankInterface *iface)
{
  iface->open_account = bank_actor_open_account;
  iface->find_account = bank_actor_find_account;
  iface->list_accounts = bank_actor_list_accounts;
}

static void
bank_actor_finalize (GObject *object)
{
  BankActor *self = BANK_ACTOR (object);

  g_hash_table_unref (self->by_number);
  g_ptr_array_unref (self->accounts);

  G_OBJECT_CLASS (bank_actor_parent_class)->finalize (object);
}

static void
bank_actor_class_init (BankActorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bank_actor_finalize;
}

static void
bank_actor_init (BankActor *self)
{
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_number = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
