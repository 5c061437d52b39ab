/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bank-actor.h"

#include <string.h>

#include "account-actor.h"
#include "account-supervisor.h"
#include "bank-error.h"
#include "bank.h"

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

static char *
format_number (guint n)
{
  return g_strdup_printf ("ACC%06u", n);
}

static void
add_account (BankActor *self, const char *number, DemoAccount *account)
{
  g_hash_table_insert (self->by_number, g_strdup (number), account);
  g_ptr_array_add (self->accounts, g_object_ref (account));
}

static DomoFuture *
bank_actor_open_account (DemoBank *bank,
                         const char *owner,
                         DemoAccountKind kind,
                         gint64 opening_balance)
{
  BankActor *self = BANK_ACTOR (bank);
  DomoStage *stage = domo_actor_get_stage (DOMO_ACTOR (self));
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

  number = format_number (self->accounts->len + 1);

  /* Not a child: a restart stops an actor's children, and the money is to outlive the bank's. */
  definition = domo_definition_new (ACCOUNT_TYPE_ACTOR, "number", number, "owner", owner, "kind",
                                    kind, "opening-balance", opening_balance, NULL);
  domo_definition_set_keep_state (definition, TRUE);
  domo_definition_set_supervisor (definition, ACCOUNT_SUPERVISOR_NAME);
  account = domo_stage_actor_for_definition (stage, definition, &error);
  if (account == NULL || !domo_stage_register_actor (stage, number, account, &error))
    {
      if (account != NULL)
        domo_proxy_stop (account);
      return domo_future_new_error (g_steal_pointer (&error));
    }

  add_account (self, number, account);
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

static DomoFuture *
summarized_cb (DomoFuture *settled, gpointer data)
{
  GPtrArray *asked = data;
  GVariantBuilder list = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (DEMO_ACCOUNT_SUMMARIES_FORMAT));

  for (guint i = 0; i < asked->len; i++)
    {
      g_autoptr (GVariant) summary = domo_future_dup_variant (asked->pdata[i], NULL);

      g_variant_builder_add_value (&list, summary);
    }

  return domo_future_new_variant (g_variant_builder_end (&list));
}

/* Asks all accounts at once. The bank takes other messages until they have answered; an account
 * that cannot rejects the whole.
 */
static DomoFuture *
bank_actor_list_accounts (DemoBank *bank)
{
  BankActor *self = BANK_ACTOR (bank);
  GPtrArray *asked = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_future_unref);
  DomoFuture *all;

  for (guint i = 0; i < self->accounts->len; i++)
    g_ptr_array_add (asked, demo_account_summarize (self->accounts->pdata[i]));
  all = domo_future_all ((DomoFuture *const *) asked->pdata, asked->len);
  return domo_future_then (all, summarized_cb, asked, (GDestroyNotify) g_ptr_array_unref);
}

static DomoFuture *
bank_actor_fail (DemoBank *bank)
{
  domo_actor_fail (DOMO_ACTOR (bank), g_error_new_literal (BANK_ERROR, BANK_ERROR_FAILED_ON_REQUEST,
                                                           "The bank was asked to fail"));
  return NULL;
}

static void
bank_actor_protocol_init (DemoBankInterface *iface)
{
  iface->open_account = bank_actor_open_account;
  iface->find_account = bank_actor_find_account;
  iface->list_accounts = bank_actor_list_accounts;
  iface->fail = bank_actor_fail;
}

/* How many accounts there are: the stage knows each by its number. */
static GVariant *
bank_actor_save_state (DomoActor *actor)
{
  return g_variant_new_uint32 (BANK_ACTOR (actor)->accounts->len);
}

static gboolean
bank_actor_restore_state (DomoActor *actor, GVariant *state, GError **error)
{
  guint n_accounts = g_variant_get_uint32 (state);

  for (guint i = 1; i <= n_accounts; i++)
    {
      g_autofree char *number = format_number (i);
      g_autoptr (DemoAccount) account =
          domo_stage_lookup_actor (domo_actor_get_stage (actor), number, error);

      if (account == NULL)
        return FALSE;
      add_account (BANK_ACTOR (actor), number, account);
    }

  return TRUE;
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
  DOMO_ACTOR_CLASS (klass)->save_state = bank_actor_save_state;
  DOMO_ACTOR_CLASS (klass)->restore_state = bank_actor_restore_state;
}

static void
bank_actor_init (BankActor *self)
{
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_number = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
