/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "teller-actor.h"

#include <string.h>

#include "account.h"
#include "bank-error.h"
#include "bank.h"
#include "command.h"
#include "money.h"
#include "teller.h"
#include "transaction-history.h"

struct _TellerActor
{
  DomoActor parent_instance;

  DemoBank *bank;
};

static void teller_actor_protocol_init (DemoTellerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TellerActor,
                               teller_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_TELLER, teller_actor_protocol_init))

/* Every function called *_cb below is the step after an ask: it is called when the ask was answered
 * and answers the next future, or NULL where there is nothing to add. A rejected ask skips the
 * steps after it, so that the error arrives at the end of the chain.
 */
static DomoFuture *
then (DomoFuture *future, DomoFutureFunc func, Command *command)
{
  return domo_future_then (future, func, command_ref (command), (GDestroyNotify) command_unref);
}

static DomoFuture *
answer_movement (Command *command, const char *what, gint64 balance)
{
  g_autofree char *amount_text = money_format (command->amount);
  g_autofree char *balance_text = money_format (balance);
  g_autofree char *text =
      g_strdup_printf ("%s: %s %s, balance %s", command->number, what, amount_text, balance_text);

  return domo_future_new_string (text);
}

static char *
format_summary (GVariant *summary)
{
  g_autofree char *balance_text = NULL;
  const char *number, *owner, *kind;
  gint64 balance;

  g_variant_get (summary, "(&s&s&sx)", &number, &owner, &kind, &balance);
  balance_text = money_format (balance);

  return g_strdup_printf ("%s: %s, %s, balance %s", number, owner, kind, balance_text);
}

static char *
format_entry (GVariant *entry)
{
  g_autofree char *amount_text = NULL;
  g_autofree char *balance_text = NULL;
  const char *what;
  gint64 amount, balance;

  g_variant_get (entry, "(&sxx)", &what, &amount, &balance);
  amount_text = money_format (amount);
  balance_text = money_format (balance);

  return g_strdup_printf ("%s %s, balance %s", what, amount_text, balance_text);
}

/* Answers a line for each child of a variant. */
static DomoFuture *
answer_lines (GVariant *children, char *(*format) (GVariant *child))
{
  g_autoptr (GString) lines = g_string_new (NULL);
  gsize n_children = g_variant_n_children (children);

  for (gsize i = 0; i < n_children; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (children, i);
      g_autofree char *line = format (child);

      g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", line);
    }

  return domo_future_new_string (lines->str);
}

static DomoFuture *
summarized_cb (DomoFuture *settled, gpointer data)
{
  g_autoptr (GVariant) summary = domo_future_dup_variant (settled, NULL);
  g_autofree char *text = format_summary (summary);

  return domo_future_new_string (text);
}

static DomoFuture *
opened_cb (DomoFuture *settled, gpointer data)
{
  g_autoptr (DemoAccount) account = domo_future_dup_object (settled, NULL);

  return then (demo_account_summarize (account), summarized_cb, data);
}

static DomoFuture *
deposited_cb (DomoFuture *settled, gpointer data)
{
  return answer_movement (data, "deposited", domo_future_get_int64 (settled, NULL));
}

static DomoFuture *
withdrew_cb (DomoFuture *settled, gpointer data)
{
  return answer_movement (data, "withdrew", domo_future_get_int64 (settled, NULL));
}

static DomoFuture *
history_cb (DomoFuture *settled, gpointer data)
{
  g_autoptr (GVariant) entries = domo_future_dup_variant (settled, NULL);

  return answer_lines (entries, format_entry);
}

static DomoFuture *
listed_cb (DomoFuture *settled, gpointer data)
{
  g_autoptr (GVariant) summaries = domo_future_dup_variant (settled, NULL);

  if (g_variant_n_children (summaries) == 0)
    return domo_future_new_string ("There are no accounts");

  return answer_lines (summaries, format_summary);
}

/* Here the rejection is what was asked for; any other error goes on to the end of the chain. */
static DomoFuture *
failed_cb (DomoFuture *settled, gpointer data)
{
  Command *command = data;
  g_autofree char *text = NULL;

  if (!g_error_matches (domo_future_get_error (settled), BANK_ERROR, BANK_ERROR_FAILED_ON_REQUEST))
    return NULL;

  text = g_strdup_printf ("%s: failed, and is being restarted", command->number);
  return domo_future_new_string (text);
}

/* The account has been found: asks it for what the command wants. */
static DomoFuture *
found_cb (DomoFuture *settled, gpointer data)
{
  g_autoptr (DemoAccount) account = domo_future_dup_object (settled, NULL);
  Command *command = data;

  switch (command->verb)
    {
    case COMMAND_DEPOSIT:
      return then (demo_account_deposit (account, command->amount), deposited_cb, command);

    case COMMAND_WITHDRAW:
      return then (demo_account_withdraw (account, command->amount), withdrew_cb, command);

    case COMMAND_SUMMARY:
      return then (demo_account_summarize (account), summarized_cb, command);

    case COMMAND_HISTORY:
      return then (demo_account_list_transactions (account), history_cb, command);

    case COMMAND_FAIL:
      return domo_future_catch (demo_account_fail (account), failed_cb, command_ref (command),
                                (GDestroyNotify) command_unref);

    default:
      g_return_val_if_reached (NULL);
    }
}

static DomoFuture *
carry_out (DemoBank *bank, Command *command)
{
  switch (command->verb)
    {
    case COMMAND_OPEN:
      return then (demo_bank_open_account (bank, command->owner, command->kind, command->amount),
                   opened_cb, command);

    case COMMAND_DEPOSIT:
    case COMMAND_WITHDRAW:
    case COMMAND_SUMMARY:
    case COMMAND_HISTORY:
    case COMMAND_FAIL:
      return then (demo_bank_find_account (bank, command->number), found_cb, command);

    case COMMAND_LIST:
      return then (demo_bank_list_accounts (bank), listed_cb, command);

    case COMMAND_HELP:
      {
        g_autofree char *text = command_describe_all ();

        return domo_future_new_string (text);
      }

    /* Whoever has the customer before him does these. */
    case COMMAND_MENU:
    case COMMAND_QUIT:
    case COMMAND_TREE:
      return domo_future_new_string ("");

    default:
      g_return_val_if_reached (NULL);
    }
}

static DomoFuture *
teller_actor_serve (DemoTeller *teller, const char *request)
{
  TellerActor *self = TELLER_ACTOR (teller);
  g_autoptr (Command) command = NULL;
  GError *error = NULL;

  if (!command_parse (request, strlen (request), &command, &error))
    return domo_future_new_error (error);

  return command != NULL ? carry_out (self->bank, command) : domo_future_new_string ("");
}

static void
teller_actor_protocol_init (DemoTellerInterface *iface)
{
  iface->serve = teller_actor_serve;
}

/* "bank" is its only property. */
static void
teller_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TELLER_ACTOR (object)->bank = g_value_dup_object (value);
}

static void
teller_actor_dispose (GObject *object)
{
  g_clear_object (&TELLER_ACTOR (object)->bank);

  G_OBJECT_CLASS (teller_actor_parent_class)->dispose (object);
}

static void
teller_actor_class_init (TellerActorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = teller_actor_set_property;
  object_class->dispose = teller_actor_dispose;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_object ("bank", NULL, NULL, DEMO_TYPE_BANK,
                                                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                                                            G_PARAM_STATIC_STRINGS));
}

static void
teller_actor_init (TellerActor *self)
{
}
