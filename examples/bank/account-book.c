/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "account-book.h"

#include "bank-error.h"
#include "money.h"

typedef struct
{
  guint64 transfer;
  AccountItemState state;
  gint64 amount;
} AccountItem;

struct _AccountBook
{
  char *number;
  gint64 balance;

  /* What has been taken and may come back. It has its place kept, so that it always can. */
  gint64 held;

  gboolean closed;

  /* Of AccountItem, by the transfer's number, which is its first member. */
  GHashTable *items;
};

AccountBook *
account_book_new (const char *number, gint64 balance)
{
  AccountBook *self = g_new0 (AccountBook, 1);

  self->number = g_strdup (number);
  self->balance = balance;
  self->items = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  return self;
}

void
account_book_free (AccountBook *self)
{
  g_hash_table_unref (self->items);
  g_free (self->number);
  g_free (self);
}

gint64
account_book_get_balance (const AccountBook *self)
{
  return self->balance;
}

gboolean
account_book_is_closed (const AccountBook *self)
{
  return self->closed;
}

static AccountItem *
find_item (const AccountBook *self, guint64 transfer)
{
  return g_hash_table_lookup (self->items, &transfer);
}

AccountItemState
account_book_get_item (const AccountBook *self, guint64 transfer, gint64 *amount)
{
  AccountItem *item = find_item (self, transfer);

  *amount = item != NULL ? item->amount : 0;
  return item != NULL ? item->state : ACCOUNT_ITEM_NONE;
}

static void
add_item (AccountBook *self, guint64 transfer, AccountItemState state, gint64 amount)
{
  AccountItem *item = g_new (AccountItem, 1);

  *item = (AccountItem){ .transfer = transfer, .state = state, .amount = amount };
  g_hash_table_add (self->items, item);
  if (state == ACCOUNT_ITEM_TAKEN)
    self->held += amount;
}

static gboolean
check_open (const AccountBook *self, GError **error)
{
  if (self->closed)
    g_set_error (error, BANK_ERROR, BANK_ERROR_ACCOUNT_CLOSED, "%s is closed", self->number);
  return !self->closed;
}

static gboolean
check_amount (gint64 amount, GError **error)
{
  g_autofree char *text = NULL;

  if (amount > 0)
    return TRUE;

  text = money_format (amount);
  g_set_error (error, BANK_ERROR, BANK_ERROR_INVALID_AMOUNT,
               "The amount must be more than 0.00, not %s", text);
  return FALSE;
}

/* Whether so much more fits, and would if all that is on its way out came back. */
static gboolean
check_room (const AccountBook *self, gint64 amount, GError **error)
{
  g_autofree char *most = NULL;
  gint64 full;

  /* The first sum always fits: nothing was held that did not. */
  if (money_add (self->balance, self->held, &full) && money_add (full, amount, &full))
    return TRUE;

  most = money_format (G_MAXINT64);
  g_set_error (error, BANK_ERROR, BANK_ERROR_BALANCE_TOO_LARGE, "%s cannot hold more than %s",
               self->number, most);
  return FALSE;
}

static gboolean
check_funds (const AccountBook *self, gint64 amount, GError **error)
{
  g_autofree char *balance = NULL;
  g_autofree char *wanted = NULL;

  if (amount <= self->balance)
    return TRUE;

  balance = money_format (self->balance);
  wanted = money_format (amount);
  g_set_error (error, BANK_ERROR, BANK_ERROR_INSUFFICIENT_FUNDS,
               "%s has insufficient funds: %s is less than %s", self->number, balance, wanted);
  return FALSE;
}

static gboolean
can_deposit (const AccountBook *self, gint64 amount, GError **error)
{
  return check_open (self, error) && check_amount (amount, error) &&
         check_room (self, amount, error);
}

static gboolean
can_withdraw (const AccountBook *self, gint64 amount, GError **error)
{
  return check_open (self, error) && check_amount (amount, error) &&
         check_funds (self, amount, error);
}

AccountBookResult
account_book_deposit (AccountBook *self, gint64 amount, GError **error)
{
  if (!can_deposit (self, amount, error))
    return ACCOUNT_BOOK_REFUSED;

  self->balance += amount;
  return ACCOUNT_BOOK_MOVED;
}

AccountBookResult
account_book_withdraw (AccountBook *self, gint64 amount, GError **error)
{
  if (!can_withdraw (self, amount, error))
    return ACCOUNT_BOOK_REFUSED;

  self->balance -= amount;
  return ACCOUNT_BOOK_MOVED;
}

AccountBookResult
account_book_close (AccountBook *self, GError **error)
{
  g_autofree char *balance = money_format (self->balance);
  g_autofree char *held = money_format (self->held);

  if (self->closed)
    return ACCOUNT_BOOK_ALREADY;

  if (self->balance > 0)
    g_set_error (error, BANK_ERROR, BANK_ERROR_ACCOUNT_IN_USE, "%s cannot be closed: it holds %s",
                 self->number, balance);
  else if (self->held > 0)
    g_set_error (error, BANK_ERROR, BANK_ERROR_ACCOUNT_IN_USE,
                 "%s cannot be closed: transfers of %s are pending", self->number, held);
  else
    self->closed = TRUE;
  return self->closed ? ACCOUNT_BOOK_MOVED : ACCOUNT_BOOK_REFUSED;
}

static AccountBookResult
refuse_item (const AccountBook *self, const AccountItem *item, const char *what, GError **error)
{
  const char *names[] = { "unknown", "paid out", "settled",  "given back",
                          "void",    "paid in",  "renounced" };

  g_set_error (error, BANK_ERROR, BANK_ERROR_TRANSFER_VOID, "%s cannot %s: the transfer is %s",
               self->number, what, names[item != NULL ? item->state : ACCOUNT_ITEM_NONE]);
  return ACCOUNT_BOOK_REFUSED;
}

AccountBookResult
account_book_take (AccountBook *self, guint64 transfer, gint64 amount, GError **error)
{
  AccountItem *item = find_item (self, transfer);

  if (item != NULL && (item->state == ACCOUNT_ITEM_TAKEN || item->state == ACCOUNT_ITEM_SETTLED))
    return ACCOUNT_BOOK_ALREADY;
  if (item != NULL)
    return refuse_item (self, item, "pay out", error);

  if (!can_withdraw (self, amount, error))
    {
      add_item (self, transfer, ACCOUNT_ITEM_VOID, 0);
      return ACCOUNT_BOOK_REFUSED;
    }

  self->balance -= amount;
  add_item (self, transfer, ACCOUNT_ITEM_TAKEN, amount);
  return ACCOUNT_BOOK_MOVED;
}

AccountBookResult
account_book_settle (AccountBook *self, guint64 transfer, GError **error)
{
  AccountItem *item = find_item (self, transfer);

  if (item != NULL && item->state == ACCOUNT_ITEM_SETTLED)
    return ACCOUNT_BOOK_ALREADY;
  if (item == NULL || item->state != ACCOUNT_ITEM_TAKEN)
    return refuse_item (self, item, "settle", error);

  item->state = ACCOUNT_ITEM_SETTLED;
  self->held -= item->amount;
  return ACCOUNT_BOOK_ALREADY;
}

AccountBookResult
account_book_give_back (AccountBook *self, guint64 transfer, GError **error)
{
  AccountItem *item = find_item (self, transfer);

  if (item == NULL)
    add_item (self, transfer, ACCOUNT_ITEM_VOID, 0);
  else if (item->state == ACCOUNT_ITEM_TAKEN)
    {
      item->state = ACCOUNT_ITEM_GIVEN_BACK;
      self->held -= item->amount;
      self->balance += item->amount;
      return ACCOUNT_BOOK_MOVED;
    }
  else if (item->state != ACCOUNT_ITEM_GIVEN_BACK && item->state != ACCOUNT_ITEM_VOID)
    return refuse_item (self, item, "take back", error);

  return ACCOUNT_BOOK_ALREADY;
}

AccountBookResult
account_book_accept (AccountBook *self, guint64 transfer, gint64 amount, GError **error)
{
  AccountItem *item = find_item (self, transfer);

  if (item != NULL && item->state == ACCOUNT_ITEM_ACCEPTED)
    return ACCOUNT_BOOK_ALREADY;
  if (item != NULL)
    return refuse_item (self, item, "take in", error);
  if (!can_deposit (self, amount, error))
    return ACCOUNT_BOOK_REFUSED;

  self->balance += amount;
  add_item (self, transfer, ACCOUNT_ITEM_ACCEPTED, amount);
  return ACCOUNT_BOOK_MOVED;
}

gboolean
account_book_renounce (AccountBook *self, guint64 transfer)
{
  AccountItem *item = find_item (self, transfer);

  if (item == NULL)
    add_item (self, transfer, ACCOUNT_ITEM_RENOUNCED, 0);
  return item == NULL || item->state == ACCOUNT_ITEM_RENOUNCED;
}

GVariant *
account_book_save (const AccountBook *self)
{
  GVariantBuilder items = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(tyx)"));
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const AccountItem *item = value;

      g_variant_builder_add (&items, "(tyx)", item->transfer, (guchar) item->state, item->amount);
    }
  return g_variant_new (ACCOUNT_BOOK_FORMAT, self->balance, self->closed, &items);
}

AccountBook *
account_book_restore (const char *number, GVariant *state)
{
  AccountBook *self = account_book_new (number, 0);
  g_autoptr (GVariantIter) items = NULL;
  guint64 transfer;
  guchar item_state;
  gint64 amount;

  g_variant_get (state, ACCOUNT_BOOK_FORMAT, &self->balance, &self->closed, &items);
  while (g_variant_iter_next (items, "(tyx)", &transfer, &item_state, &amount))
    add_item (self, transfer, item_state, amount);
  return self;
}
