/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "teller-actor.h"

#include <string.h>

#include "account.h"
#include "bank-error.h"
#include "bank.h"
#include "command.h"
#include "customer-context.h"
#include "money.h"
#include "statement.h"
#include "teller.h"
#include "transfers.h"

struct _TellerActor
{
  DomoActor parent_instance;

  /* Construct properties. */
  DemoBank *bank;
  DemoTransfers *transfers;
};

enum
{
  PROP_BANK = 1,
  PROP_TRANSFERS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void teller_actor_protocol_init (DemoTellerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TellerActor,
                               teller_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_TELLER, teller_actor_protocol_init))

/* Every function called *_cb below is the step after an ask: it is called when the ask was answered
 * and answers the next future, or NULL where there is nothing to add. A rejected ask skips the
 * steps after it, so that the error arrives at the end of the chain. So the teller has many
 * customers at a time, and none waits for the request of another.
 */
static DomoFuture *
then (DomoFuture *future, DomoFutureFunc func, Command *command)
{
  return domo_future_then (future, func, command_ref (command), (GDestroyNotify) command_unref);
}

static DomoFuture *
answer (char *text)
{
  g_autofree char *owned = text;

  return domo_future_new_string (owned);
}

static DomoFuture *
answer_movement (Command *command, const char *what, gint64 balance)
{
  g_autofree char *amount_text = money_format (command->amount);
  g_autofree char *balance_text = money_format (balance);

  return answer (
      g_strdup_printf ("%s: %s %s, balance %s", command->number, what, amount_text, balance_text));
}

/* Accounts. */

static DomoFuture *
summarized_cb (DomoFuture *settled, gpointer data)
{
  g_autoptr (GVariant) summary = domo_future_dup_variant (settled, NULL);

  return answer (statement_format_summary (summary));
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
closed_cb (DomoFuture *settled, gpointer data)
{
  return answer (g_strdup_printf ("%s: closed", ((Command *) data)->number));
}

static DomoFuture *
history_cb (DomoFuture *settled, gpointer data)
{
  g_autoptr (GVariant) entries = domo_future_dup_variant (settled, NULL);

  return answer (statement_format_lines (entries, statement_format_entry));
}

static DomoFuture *
listed_cb (DomoFuture *settled, gpointer data)
{
  g_autoptr (GVariant) summaries = domo_future_dup_variant (settled, NULL);

  if (g_variant_n_children (summaries) == 0)
    return domo_future_new_string ("There are no accounts");

  return answer (statement_format_lines (summaries, statement_format_summary));
}

/* Rehearsals of failure. */

/* Here the rejection is what was asked for; any other error goes on to the end of the chain. */
static DomoFuture *
failed_cb (DomoFuture *settled, gpointer data)
{
  Command *command = data;

  if (!g_error_matches (domo_future_get_error (settled), BANK_ERROR, BANK_ERROR_FAILED_ON_REQUEST))
    return NULL;

  return answer (g_strdup_printf ("%s: failed, and is being restarted", command->number));
}

static DomoFuture *
expect_failure (DomoFuture *asked, Command *command)
{
  return domo_future_catch (asked, failed_cb, command_ref (command),
                            (GDestroyNotify) command_unref);
}

static DomoFuture *
rehearsed_cb (DomoFuture *settled, gpointer data)
{
  Command *command = data;
  guint times = MAX (command->times, 1);
  const char *what = command->verb == COMMAND_FAIL   ? "money is moved there, it fails"
                     : command->verb == COMMAND_HANG ? "a transfer pays in, it puts that aside"
                                                     : "a transfer pays in, it does not take that";

  if (times == 1)
    return answer (g_strdup_printf ("%s: the next time %s", command->number, what));
  return answer (g_strdup_printf ("%s: the next %u times %s", command->number, times, what));
}

static DomoFuture *
rehearse (DemoAccount *account, Command *command, DemoRehearsal what)
{
  return then (demo_account_rehearse (account, what, MAX (command->times, 1)), rehearsed_cb,
               command);
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
      return then (demo_account_list_transactions (account, command->times), history_cb, command);

    case COMMAND_CLOSE:
      return then (demo_account_close (account), closed_cb, command);

    case COMMAND_FAIL:
      if (command->times == 0)
        return expect_failure (demo_account_fail (account), command);
      return rehearse (account, command, DEMO_REHEARSAL_FAIL);

    case COMMAND_HANG:
      return rehearse (account, command, DEMO_REHEARSAL_HANG);

    case COMMAND_REJECT:
      return rehearse (account, command, DEMO_REHEARSAL_REJECT);

    default:
      g_return_val_if_reached (NULL);
    }
}

/* Transfers. */

typedef struct
{
  DemoTransfers *transfers;
  guint64 id;
} Inquiry;

static void
inquiry_free (gpointer data)
{
  Inquiry *self = data;

  g_object_unref (self->transfers);
  g_free (self);
}

static DomoFuture *inquire (DemoTransfers *transfers, guint64 id);

/* A coordinator that was restarted has forgotten who waits, but not the transfer. */
static DomoFuture *
outcome_lost_cb (DomoFuture *settled, gpointer data)
{
  Inquiry *inquiry = data;

  if (!g_error_matches (domo_future_get_error (settled), DOMO_ERROR, DOMO_ERROR_ABANDONED))
    return NULL;

  return inquire (inquiry->transfers, inquiry->id);
}

static DomoFuture *
inquire (DemoTransfers *transfers, guint64 id)
{
  Inquiry *inquiry = g_new (Inquiry, 1);

  *inquiry = (Inquiry){ .transfers = g_object_ref (transfers), .id = id };
  return domo_future_catch (demo_transfers_outcome (transfers, id), outcome_lost_cb, inquiry,
                            inquiry_free);
}

static DomoFuture *
begun_cb (DomoFuture *settled, gpointer data)
{
  return inquire (data, domo_future_get_uint64 (settled, NULL));
}

static DomoFuture *
pending_cb (DomoFuture *settled, gpointer data)
{
  g_auto (GStrv) lines = domo_future_dup_boxed (settled, NULL);

  if (lines[0] == NULL)
    return domo_future_new_string ("There are no pending transfers");

  return answer (g_strjoinv ("\n", lines));
}

/* Serving. */

static DomoFuture *
fail_or_find (TellerActor *self, Command *command)
{
  if (command->verb == COMMAND_FAIL && g_str_equal (command->number, "bank"))
    return expect_failure (demo_bank_fail (self->bank), command);
  if (command->verb == COMMAND_FAIL && g_str_equal (command->number, "transfers"))
    return expect_failure (demo_transfers_fail (self->transfers), command);

  return then (demo_bank_find_account (self->bank, command->number), found_cb, command);
}

static DomoFuture *
carry_out (TellerActor *self, Command *command)
{
  switch (command->verb)
    {
    case COMMAND_OPEN:
      return then (demo_bank_open_account (self->bank, command->owner, command->kind,
                                           command->amount),
                   opened_cb, command);

    case COMMAND_TRANSFER:
      return domo_future_then (demo_transfers_begin (self->transfers, command->number, command->to,
                                                     command->amount),
                               begun_cb, g_object_ref (self->transfers), g_object_unref);

    case COMMAND_LIST:
      return then (demo_bank_list_accounts (self->bank), listed_cb, command);

    case COMMAND_PENDING:
      return then (demo_transfers_list_pending (self->transfers), pending_cb, command);

    case COMMAND_HELP:
      return answer (command_describe_all ());

    /* Whoever has the customer before him does these. */
    case COMMAND_MENU:
    case COMMAND_QUIT:
    case COMMAND_TREE:
      return domo_future_new_string ("");

    default:
      return fail_or_find (self, command);
    }
}

/* The request goes with all that is asked because of it. */
static DomoFuture *
teller_actor_serve (DemoTeller *teller, const char *request)
{
  TellerActor *self = TELLER_ACTOR (teller);
  g_autoptr (Command) command = NULL;
  g_autoptr (DomoExecutionContext) context = NULL;
  DomoFuture *served;
  GError *error = NULL;

  if (!command_parse (request, strlen (request), &command, &error))
    return domo_future_new_error (error);
  if (command == NULL)
    return domo_future_new_string ("");

  context = customer_context_new (command->name, request);
  domo_execution_context_push (context);
  served = carry_out (self, command);
  domo_execution_context_pop (context);
  return served;
}

static void
teller_actor_protocol_init (DemoTellerInterface *iface)
{
  iface->serve = teller_actor_serve;
}

static void
teller_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TellerActor *self = TELLER_ACTOR (object);

  if (id == PROP_BANK)
    self->bank = g_value_dup_object (value);
  else if (id == PROP_TRANSFERS)
    self->transfers = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
teller_actor_dispose (GObject *object)
{
  TellerActor *self = TELLER_ACTOR (object);

  g_clear_object (&self->bank);
  g_clear_object (&self->transfers);

  G_OBJECT_CLASS (teller_actor_parent_class)->dispose (object);
}

static void
teller_actor_class_init (TellerActorClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = teller_actor_set_property;
  object_class->dispose = teller_actor_dispose;
  properties[PROP_BANK] = g_param_spec_object ("bank", NULL, NULL, DEMO_TYPE_BANK, flags);
  properties[PROP_TRANSFERS] =
      g_param_spec_object ("transfers", NULL, NULL, DEMO_TYPE_TRANSFERS, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
teller_actor_init (TellerActor *self)
{
}
