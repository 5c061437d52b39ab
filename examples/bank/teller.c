/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "teller.h"

#include "account.h"
#include "bank-error.h"
#include "money.h"
#include "transaction-history.h"

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

DomoFuture *
teller_serve (DemoBank *bank, Command *command)
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

    default:
      g_return_val_if_reached (NULL);
    }
}
