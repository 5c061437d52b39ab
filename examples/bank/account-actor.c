/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "account-actor.h"

#include <domo-scheduler.h>

#include "account-book.h"
#include "account.h"
#include "bank-error.h"
#include "history-writer.h"
#include "transaction-history.h"
#include "transfer-party.h"
#include "transfer.h"

/* How long an account that was told to hang keeps a message aside: longer than the coordinator
 * tries for.
 */
#define HANG_TIME (20 * G_USEC_PER_SEC)

struct _AccountActor
{
  DomoActor parent_instance;

  /* Construct properties: every instance of this actor is given the same ones. */
  char *number;
  char *owner;
  DemoAccountKind kind;
  gint64 opening_balance;

  /* What a restart carries over, with save_state and restore_state. */
  AccountBook *book;
  guint rehearsals[DEMO_N_REHEARSALS]; /* how many times each */

  /* What the history is to know from the start, or has told before it is stopped. */
  GVariant *entries;

  /* A child. A restart stops an actor's children, so each instance makes its own. */
  HistoryWriter *history;
};

enum
{
  PROP_NUMBER = 1,
  PROP_OWNER,
  PROP_KIND,
  PROP_OPENING_BALANCE,
  N_PROPS
};

/* The book, the rehearsals, the entries of the history. */
#define STATE_FORMAT "(" ACCOUNT_BOOK_FORMAT "(uuuu)" DEMO_TRANSACTION_ENTRIES_FORMAT ")"

static GParamSpec *properties[N_PROPS];

static void account_actor_protocol_init (DemoAccountInterface *iface);
static void account_actor_party_init (DemoTransferPartyInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AccountActor,
                               account_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_ACCOUNT,
                                                      account_actor_protocol_init)
                                   G_IMPLEMENT_INTERFACE (DEMO_TYPE_TRANSFER_PARTY,
                                                          account_actor_party_init))

const AccountBook *
account_actor_get_book (AccountActor *self)
{
  return self->book;
}

static void
record (AccountActor *self, const char *what, gint64 change, const char *note)
{
  history_writer_add (self->history, what, change, account_book_get_balance (self->book), note);
}

/* What goes wrong on request. */

static gboolean
is_due (AccountActor *self, DemoRehearsal what)
{
  if (self->rehearsals[what] == 0)
    return FALSE;

  self->rehearsals[what]--;
  return TRUE;
}

/* A failure, unlike a refusal, rejects the ask and has the supervisor decide what becomes of the
 * actor.
 */
static void
break_down (AccountActor *self)
{
  domo_actor_fail (DOMO_ACTOR (self), g_error_new (BANK_ERROR, BANK_ERROR_FAILED_ON_REQUEST,
                                                   "%s was asked to fail", self->number));
}

/* Whether the handler is to answer nothing, because the actor has failed, before any money moved.
 */
static gboolean
fails (AccountActor *self)
{
  gboolean due = is_due (self, DEMO_REHEARSAL_FAIL);

  if (due)
    break_down (self);
  return due;
}

static void
take_up_again (DomoScheduled *scheduled, gpointer data)
{
  domo_actor_unstash (data);
}

/* Puts the message in hand aside for a while. A restart takes up what is aside by itself. */
static gboolean
hang (AccountActor *self)
{
  DomoActor *actor = DOMO_ACTOR (self);
  DomoScheduler *scheduler = domo_scheduler_for_stage (domo_actor_get_stage (actor));
  g_autoptr (DomoScheduled) scheduled =
      domo_scheduler_schedule_once (scheduler, HANG_TIME, take_up_again, actor, NULL, NULL);

  return scheduled != NULL && domo_actor_stash (actor);
}

/* The same for what a transfer pays in, which may also be put aside or not be taken. */
static gboolean
evades (AccountActor *self)
{
  DomoActor *actor = DOMO_ACTOR (self);

  if (fails (self))
    return TRUE;

  if (is_due (self, DEMO_REHEARSAL_HANG))
    return hang (self);

  if (is_due (self, DEMO_REHEARSAL_REJECT))
    {
      domo_actor_fail (actor, g_error_new (BANK_ERROR, BANK_ERROR_DEPOSIT_REJECTED,
                                           "%s does not take deposits now", self->number));
      return TRUE;
    }

  return FALSE;
}

/* Answers. */

/* Writes down what was moved and answers the balance. A refusal is an answer, not a failure: the
 * asker gets the error, and the actor goes on.
 */
static DomoFuture *
conclude (AccountActor *self,
          AccountBookResult result,
          const char *what,
          gint64 change,
          const char *note,
          GError *error)
{
  if (result == ACCOUNT_BOOK_REFUSED)
    return domo_future_new_error (error);

  if (result == ACCOUNT_BOOK_MOVED)
    {
      record (self, what, change, note);
      if (is_due (self, DEMO_REHEARSAL_BREAK))
        {
          break_down (self);
          return NULL;
        }
    }

  return domo_future_new_int64 (account_book_get_balance (self->book));
}

static DomoFuture *
answer (AccountBookResult result, GError *error)
{
  return result == ACCOUNT_BOOK_REFUSED ? domo_future_new_error (error) : domo_future_new_void ();
}

/* For the owner. */

static DomoFuture *
account_actor_deposit (DemoAccount *account, gint64 amount)
{
  AccountActor *self = ACCOUNT_ACTOR (account);
  GError *error = NULL;
  AccountBookResult result;

  if (fails (self))
    return NULL;

  result = account_book_deposit (self->book, amount, &error);
  return conclude (self, result, "deposited", amount, "", error);
}

static DomoFuture *
account_actor_withdraw (DemoAccount *account, gint64 amount)
{
  AccountActor *self = ACCOUNT_ACTOR (account);
  GError *error = NULL;
  AccountBookResult result;

  if (fails (self))
    return NULL;

  result = account_book_withdraw (self->book, amount, &error);
  return conclude (self, result, "withdrew", -amount, "", error);
}

static DomoFuture *
account_actor_close (DemoAccount *account)
{
  AccountActor *self = ACCOUNT_ACTOR (account);
  GError *error = NULL;
  AccountBookResult result = account_book_close (self->book, &error);

  if (result == ACCOUNT_BOOK_MOVED)
    record (self, "closed", 0, "");
  return answer (result, error);
}

static DomoFuture *
account_actor_summarize (DemoAccount *account)
{
  AccountActor *self = ACCOUNT_ACTOR (account);
  g_autoptr (GEnumClass) kinds = g_type_class_ref (DEMO_TYPE_ACCOUNT_KIND);

  return domo_future_new_variant (
      g_variant_new (DEMO_ACCOUNT_SUMMARY_FORMAT, self->number, self->owner,
                     g_enum_get_value (kinds, self->kind)->value_nick,
                     account_book_get_balance (self->book), account_book_is_closed (self->book)));
}

/* Until the history has answered, the account takes no other message. */
static DomoFuture *
account_actor_list_transactions (DemoAccount *account, guint limit)
{
  AccountActor *self = ACCOUNT_ACTOR (account);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) entries =
      domo_await_variant (history_writer_list (self->history, limit), &error);

  if (error != NULL)
    return domo_future_new_error (g_steal_pointer (&error));

  return domo_future_new_variant (entries);
}

static DomoFuture *
account_actor_fail (DemoAccount *account)
{
  break_down (ACCOUNT_ACTOR (account));
  return NULL;
}

static DomoFuture *
account_actor_rehearse (DemoAccount *account, DemoRehearsal what, guint times)
{
  ACCOUNT_ACTOR (account)->rehearsals[what] = times;
  return domo_future_new_void ();
}

static void
account_actor_protocol_init (DemoAccountInterface *iface)
{
  iface->deposit = account_actor_deposit;
  iface->withdraw = account_actor_withdraw;
  iface->close = account_actor_close;
  iface->summarize = account_actor_summarize;
  iface->list_transactions = account_actor_list_transactions;
  iface->fail = account_actor_fail;
  iface->rehearse = account_actor_rehearse;
}

/* For the coordinator of transfers. */

static DomoFuture *
account_actor_take (DemoTransferParty *party, guint64 id, gint64 amount, const char *to)
{
  AccountActor *self = ACCOUNT_ACTOR (party);
  g_autofree char *transfer = transfer_format_id (id);
  g_autofree char *note = g_strdup_printf ("to %s (%s)", to, transfer);
  GError *error = NULL;
  AccountBookResult result;

  if (fails (self))
    return NULL;

  result = account_book_take (self->book, id, amount, &error);
  return conclude (self, result, "sent", -amount, note, error);
}

static DomoFuture *
account_actor_settle (DemoTransferParty *party, guint64 id)
{
  AccountActor *self = ACCOUNT_ACTOR (party);
  GError *error = NULL;
  AccountBookResult result;

  if (fails (self))
    return NULL;

  result = account_book_settle (self->book, id, &error);
  return answer (result, error);
}

static DomoFuture *
account_actor_give_back (DemoTransferParty *party, guint64 id, const char *why)
{
  AccountActor *self = ACCOUNT_ACTOR (party);
  g_autofree char *transfer = transfer_format_id (id);
  g_autofree char *note = g_strdup_printf ("of %s: %s", transfer, why);
  g_autoptr (DomoFuture) concluded = NULL;
  GError *error = NULL;
  AccountBookResult result;
  gint64 amount;

  if (fails (self))
    return NULL;

  result = account_book_give_back (self->book, id, &error);
  account_book_get_item (self->book, id, &amount);
  concluded = conclude (self, result, "took back", amount, note, error);

  /* How much that was, rather than the balance. */
  return concluded != NULL && domo_future_is_resolved (concluded) ? domo_future_new_int64 (amount)
                                                                  : g_steal_pointer (&concluded);
}

static DomoFuture *
account_actor_accept (DemoTransferParty *party, guint64 id, gint64 amount, const char *from)
{
  AccountActor *self = ACCOUNT_ACTOR (party);
  g_autofree char *transfer = transfer_format_id (id);
  g_autofree char *note = g_strdup_printf ("from %s (%s)", from, transfer);
  GError *error = NULL;
  AccountBookResult result;

  if (evades (self))
    return NULL;

  result = account_book_accept (self->book, id, amount, &error);
  return conclude (self, result, "received", amount, note, error);
}

static DomoFuture *
account_actor_renounce (DemoTransferParty *party, guint64 id)
{
  AccountActor *self = ACCOUNT_ACTOR (party);

  if (fails (self))
    return NULL;

  return domo_future_new_boolean (account_book_renounce (self->book, id));
}

static void
account_actor_party_init (DemoTransferPartyInterface *iface)
{
  iface->take = account_actor_take;
  iface->settle = account_actor_settle;
  iface->give_back = account_actor_give_back;
  iface->accept = account_actor_accept;
  iface->renounce = account_actor_renounce;
}

/* Life. */

static void
account_actor_before_start (DomoActor *actor)
{
  AccountActor *self = ACCOUNT_ACTOR (actor);
  gboolean is_new = self->entries == NULL;
  GError *error = NULL;

  self->history = history_writer_new (actor, self->entries, &error);
  g_clear_pointer (&self->entries, g_variant_unref);
  if (self->history == NULL)
    domo_actor_fail (actor, error);
  else if (is_new)
    record (self, "opened", account_book_get_balance (self->book), "");
}

/* The history is about to be stopped. */
static void
account_actor_before_restart (DomoActor *actor, const GError *error)
{
  AccountActor *self = ACCOUNT_ACTOR (actor);

  if (self->history != NULL)
    self->entries = history_writer_collect (self->history, account_book_get_balance (self->book));
}

static GVariant *
account_actor_save_state (DomoActor *actor)
{
  AccountActor *self = ACCOUNT_ACTOR (actor);
  const guint *times = self->rehearsals;
  g_autoptr (GVariant) entries =
      self->entries != NULL
          ? g_variant_ref (self->entries)
          : g_variant_ref_sink (
                g_variant_new_array (G_VARIANT_TYPE (DEMO_TRANSACTION_ENTRY_FORMAT), NULL, 0));

  return g_variant_new ("(@" ACCOUNT_BOOK_FORMAT "(uuuu)@" DEMO_TRANSACTION_ENTRIES_FORMAT ")",
                        account_book_save (self->book), times[0], times[1], times[2], times[3],
                        entries);
}

static gboolean
account_actor_restore_state (DomoActor *actor, GVariant *state, GError **error)
{
  AccountActor *self = ACCOUNT_ACTOR (actor);
  guint *times = self->rehearsals;
  g_autoptr (GVariant) book = NULL;

  if (!g_variant_is_of_type (state, G_VARIANT_TYPE (STATE_FORMAT)))
    {
      g_set_error (error, BANK_ERROR, BANK_ERROR_INVALID_STATE,
                   "The state of an account cannot be of type '%s'",
                   g_variant_get_type_string (state));
      return FALSE;
    }

  g_variant_get (state, "(@" ACCOUNT_BOOK_FORMAT "(uuuu)@" DEMO_TRANSACTION_ENTRIES_FORMAT ")",
                 &book, &times[0], &times[1], &times[2], &times[3], &self->entries);
  account_book_free (self->book);
  self->book = account_book_restore (self->number, book);
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
      self->opening_balance = g_value_get_int64 (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
    }
}

static void
account_actor_constructed (GObject *object)
{
  AccountActor *self = ACCOUNT_ACTOR (object);

  G_OBJECT_CLASS (account_actor_parent_class)->constructed (object);

  self->book = account_book_new (self->number, self->opening_balance);
}

static void
account_actor_finalize (GObject *object)
{
  AccountActor *self = ACCOUNT_ACTOR (object);

  g_clear_pointer (&self->history, history_writer_free);
  account_book_free (self->book);
  g_clear_pointer (&self->entries, g_variant_unref);
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
  object_class->constructed = account_actor_constructed;
  object_class->finalize = account_actor_finalize;

  actor_class->before_start = account_actor_before_start;
  actor_class->before_restart = account_actor_before_restart;
  actor_class->save_state = account_actor_save_state;
  actor_class->restore_state = account_actor_restore_state;

  properties[PROP_NUMBER] = g_param_spec_string ("number", NULL, NULL, NULL, flags);
  properties[PROP_OWNER] = g_param_spec_string ("owner", NULL, NULL, NULL, flags);
  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, DEMO_TYPE_ACCOUNT_KIND,
                                             DEMO_ACCOUNT_KIND_CHECKING, flags);
  properties[PROP_OPENING_BALANCE] =
      g_param_spec_int64 ("opening-balance", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
account_actor_init (AccountActor *self)
{
}
