/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What one account knows of its money: the balance, and a ledger of what became of each transfer it
 * has heard of. The two only ever change together, so whatever becomes of the actor that has the
 * book, and however often it is told the same thing, each transfer counts once.
 *
 * On the side that pays, a transfer goes from nothing to taken, and then to settled or given back.
 * On the side that is paid, it goes from nothing to accepted or renounced. What is renounced, void,
 * given back, settled or accepted stays that for ever: whoever has heard so may rely on it.
 *
 * A value without an actor around it; amounts are as in money.h.
 */
typedef struct _AccountBook AccountBook;

/* What an entry in the ledger says. */
typedef enum
{
  ACCOUNT_ITEM_NONE,
  ACCOUNT_ITEM_TAKEN,      /* paid out, and may still come back */
  ACCOUNT_ITEM_SETTLED,    /* paid out for good */
  ACCOUNT_ITEM_GIVEN_BACK, /* paid out, and in again */
  ACCOUNT_ITEM_VOID,       /* never paid out, and never will be */
  ACCOUNT_ITEM_ACCEPTED,   /* paid in */
  ACCOUNT_ITEM_RENOUNCED,  /* never paid in, and never will be */
} AccountItemState;

/* What has become of a request. */
typedef enum
{
  ACCOUNT_BOOK_MOVED,   /* done: the balance is another one now */
  ACCOUNT_BOOK_ALREADY, /* nothing to do: it had been done, or needs no money */
  ACCOUNT_BOOK_REFUSED, /* not done: the error says why */
} AccountBookResult;

/* @number is only for messages. */
AccountBook *account_book_new (const char *number, gint64 balance) G_GNUC_WARN_UNUSED_RESULT;
void account_book_free (AccountBook *self);

gint64 account_book_get_balance (const AccountBook *self);
gboolean account_book_is_closed (const AccountBook *self);
/* What became of a transfer, and its amount. */
AccountItemState account_book_get_item (const AccountBook *self, guint64 transfer, gint64 *amount);

/* At the counter. */
AccountBookResult account_book_deposit (AccountBook *self, gint64 amount, GError **error);
AccountBookResult account_book_withdraw (AccountBook *self, gint64 amount, GError **error);
/* Only an empty account that waits for no transfer can be closed, and stays so. */
AccountBookResult account_book_close (AccountBook *self, GError **error);

/* The side that pays. A refusal is for good: the transfer is void then, so that the same request,
 * should it have been sent twice, is not granted later.
 */
AccountBookResult account_book_take (AccountBook *self,
                                     guint64 transfer,
                                     gint64 amount,
                                     GError **error);
/* The other side has the money. */
AccountBookResult account_book_settle (AccountBook *self, guint64 transfer, GError **error);
/* The other side has promised never to take it. Also voids a transfer that was not taken. */
AccountBookResult account_book_give_back (AccountBook *self, guint64 transfer, GError **error);

/* The side that is paid. */
AccountBookResult account_book_accept (AccountBook *self,
                                       guint64 transfer,
                                       gint64 amount,
                                       GError **error);
/* Promises never to accept the transfer; FALSE if it has been accepted. */
gboolean account_book_renounce (AccountBook *self, guint64 transfer);

/* All of it as a floating variant of that format, and a book made from one. */
#define ACCOUNT_BOOK_FORMAT "(xba(tyx))"
GVariant *account_book_save (const AccountBook *self);
AccountBook *account_book_restore (const char *number, GVariant *state) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AccountBook, account_book_free)

G_END_DECLS
