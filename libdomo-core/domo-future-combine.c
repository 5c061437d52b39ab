/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-future-private.h"

#include <string.h>

#include "domo-error.h"

/* One future of many: all, any and race.
 *
 * A combination waits in the line of each of its inputs, and in that of the combined future itself.
 * When the latter settles, be it through an input or because somebody gave it a limit, all that is
 * left in other lines is taken out. So an input that lives long does not collect the waiters of
 * combinations that were decided without it. */

/* So many errors, and so many bytes of each, are quoted when none of the inputs was resolved. */
#define N_QUOTED     16
#define QUOTE_LENGTH 200

typedef enum
{
  ALL,
  ANY,
  RACE,
} Kind;

/* What waits for one input. */
typedef struct
{
  DomoWaiter waiter;
  DomoCombination *combination;
  /* Referenced while the branch is in the input's line. The input's call and the combination's end
   * may come at once: who exchanges it for NULL has the reference to drop. */
  _Atomic (DomoFuture *) input;
  char *quote; /* what the input was rejected with; only for ANY */
} Branch;

struct _DomoCombination
{
  /* In the line of @combined. */
  DomoWaiter waiter;
  /* One for each waiter in a line, and one for combine(). */
  atomic_int ref_count;

  /* Set by combine(), never written again. */
  Kind kind;
  DomoFuture *combined;
  gsize n;

  /* Inputs that have yet to settle. */
  atomic_size_t n_left;
  Branch *branches;
};

void
domo_combination_unref (DomoCombination *self)
{
  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  for (gsize i = 0; i < self->n; i++)
    g_free (self->branches[i].quote);
  g_free (self->branches);
  domo_future_unref (self->combined);
  g_free (self);
}

DomoCombination *
domo_combination_ref (DomoCombination *self)
{
  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/* Waits for @future with one of the combination's waiters, unless it has settled. */
static gboolean
combination_wait (DomoCombination *self, DomoFuture *future, DomoWaiter *waiter)
{
  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  if (domo_future_add_waiter (future, waiter))
    return TRUE;
  domo_combination_unref (self);
  return FALSE;
}

/* What is settled once the last input is. */

/* A copy of @message that is not too long, and does not end inside a character. */
static char *
quote (const char *message)
{
  gsize length = strlen (message);

  if (length <= QUOTE_LENGTH)
    return g_strdup (message);
  length = QUOTE_LENGTH;
  while (length > 0 && ((guchar) message[length] & 0xc0) == 0x80)
    length--;
  return g_strdup_printf ("%.*s…", (int) length, message);
}

static GError *
quote_all (DomoCombination *self)
{
  g_autoptr (GString) text = g_string_new ("None of the futures was resolved: ");

  for (gsize i = 0; i < MIN (self->n, N_QUOTED); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", self->branches[i].quote);
  if (self->n > N_QUOTED)
    g_string_append_printf (text, "; and %" G_GSIZE_FORMAT " more", self->n - N_QUOTED);
  return g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, text->str);
}

/* What the input @settled means for the combination. */
static void
branch_settled (Branch *self, DomoFuture *settled)
{
  DomoCombination *combination = self->combination;
  gboolean resolved = domo_future_state (settled) == DOMO_FUTURE_RESOLVED;

  if (combination->kind == RACE || resolved == (combination->kind == ANY))
    {
      domo_future_settle_like (combination->combined, settled);
      return;
    }
  if (combination->kind == ANY && self - combination->branches < N_QUOTED)
    self->quote = quote (settled->error->message);
  /* acq_rel: the last to count down sees all quotes; each pairs with those before. */
  if (atomic_fetch_sub_explicit (&combination->n_left, 1, memory_order_acq_rel) > 1)
    return;
  if (combination->kind == ALL)
    domo_future_resolve_take (combination->combined, NULL);
  else
    domo_future_reject_take (combination->combined, quote_all (combination));
}

static DomoFuture *
branch_take_input (Branch *self)
{
  /* The fence pairs with that in branch_peek(): either this finds the input there, or who has it
   * out finds what led here. */
  atomic_thread_fence (memory_order_seq_cst);
  /* acq_rel: whoever takes the reference is done with it before it is dropped. */
  return atomic_exchange_explicit (&self->input, NULL, memory_order_acq_rel);
}

static void
branch_notify (DomoWaiter *waiter)
{
  Branch *self = (Branch *) waiter;
  DomoCombination *combination = self->combination;
  DomoFuture *input = branch_take_input (self);

  /* Settled inputs are let go of at once: a combination does not prolong the life of values. */
  if (input != NULL)
    domo_future_unref (input);
  if (domo_future_state (combination->combined) == DOMO_FUTURE_PENDING)
    branch_settled (self, waiter->future);
  domo_combination_unref (combination);
}

static void
branch_begin (Branch *self, DomoCombination *combination, DomoFuture *input)
{
  self->waiter.notify = branch_notify;
  self->combination = combination;
  /* relaxed: the input's lock hands it on. */
  atomic_store_explicit (&self->input, domo_future_ref (input), memory_order_relaxed);
  if (combination_wait (combination, input, &self->waiter))
    return;
  domo_future_unref (branch_take_input (self));
  branch_settled (self, input);
}

/* Waits no more for one input. */
static void
branch_end (Branch *self)
{
  DomoFuture *input = branch_take_input (self);

  if (input == NULL)
    return;
  /* If it is not in the line any more, its call is on the way and drops the reference. */
  if (domo_future_remove_waiter (input, &self->waiter))
    domo_combination_unref (self->combination);
  domo_future_unref (input);
}

/* The combined future has settled: waits no more. */
static void
combination_end (DomoCombination *self)
{
  for (gsize i = 0; i < self->n; i++)
    branch_end (&self->branches[i]);
}

/* The input that it waits for (full), or NULL. Any thread. */
static DomoFuture *
branch_peek (Branch *self)
{
  DomoFuture *input = branch_take_input (self);

  if (input == NULL)
    return NULL;
  domo_future_ref (input);
  atomic_store_explicit (&self->input, input, memory_order_release);
  /* See branch_take_input(): who came while the input was out has left it to us. */
  atomic_thread_fence (memory_order_seq_cst);
  if (domo_future_state (input) != DOMO_FUTURE_PENDING ||
      domo_future_state (self->combination->combined) != DOMO_FUTURE_PENDING)
    branch_end (self);
  return input;
}

/* The inputs that it still waits for (full). @one_is_enough: to be stuck, it is enough if one of
 * them is; else all must be. Any thread. */
GPtrArray *
domo_combination_list_inputs (DomoCombination *self, gboolean *one_is_enough)
{
  GPtrArray *inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_future_unref);

  *one_is_enough = self->kind == ALL;
  for (gsize i = 0; i < self->n; i++)
    {
      DomoFuture *input = branch_peek (&self->branches[i]);

      if (input != NULL)
        g_ptr_array_add (inputs, input);
    }
  return inputs;
}

static void
combination_notify (DomoWaiter *waiter)
{
  DomoCombination *self = (DomoCombination *) waiter;

  combination_end (self);
  domo_combination_unref (self);
}

static DomoFuture *
combine (Kind kind, DomoFuture *const *futures, gsize n)
{
  DomoFuture *combined = domo_future_new_pending ();
  DomoCombination *self = g_new0 (DomoCombination, 1);

  self->waiter.notify = combination_notify;
  atomic_init (&self->ref_count, 1);
  self->kind = kind;
  self->combined = domo_future_ref (combined);
  self->n = n;
  atomic_init (&self->n_left, n);
  self->branches = g_new0 (Branch, n);
  for (gsize i = 0; i < n && domo_future_state (combined) == DOMO_FUTURE_PENDING; i++)
    branch_begin (&self->branches[i], self, futures[i]);
  /* Only now: the end must not meet a branch that is about to begin. */
  if (!combination_wait (self, combined, &self->waiter))
    combination_end (self);
  else
    domo_future_set_origin (combined, DOMO_ORIGIN_COMBINATION, self);
  domo_combination_unref (self);
  return combined;
}

/* Whether @futures are an array that can be combined. */
static gboolean
are_futures (DomoFuture *const *futures, gsize n)
{
  if (futures == NULL)
    return n == 0;
  for (gsize i = 0; i < n; i++)
    {
      if (futures[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

static DomoFuture *
refuse_none (const char *what)
{
  return domo_future_new_error_printf (DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
                                       "There is no future to wait for in %s of none", what);
}

/**
 * domo_future_all:
 * @futures: (array length=n) (nullable): futures, or %NULL if there are none
 * @n: how many there are
 *
 * Makes a future of several: it is resolved, with nothing, when all of them are. Their values are
 * then read from them. As soon as one is rejected, it is rejected with the same error. Of none it
 * is resolved at once.
 *
 * The futures stay the caller's and are not changed, even if the one answered here is given a
 * limit. One future may stand in several places.
 *
 * Returns: (transfer full): the combined future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_all (DomoFuture *const *futures, gsize n)
{
  g_return_val_if_fail (are_futures (futures, n), NULL);

  return n > 0 ? combine (ALL, futures, n) : domo_future_new_void ();
}

/**
 * domo_future_any:
 * @futures: (array length=n) (nullable): futures, or %NULL if there are none
 * @n: how many there are
 *
 * Makes a future of several: it is resolved like the first of them that is. When all of them are
 * rejected, it is rejected with [error@DomoCore.Error.FAILED] and a message that quotes theirs, in
 * the order of the array: the first 16 of them, and of each about 200 bytes. Of none it is rejected
 * with [error@DomoCore.Error.INVALID_ARGUMENT], since nothing could ever resolve it.
 *
 * Of futures that have been resolved before the call, the first in the array counts. The futures
 * stay the caller's and are not changed, even if the one answered here is given a limit. One future
 * may stand in several places.
 *
 * Returns: (transfer full): the combined future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_any (DomoFuture *const *futures, gsize n)
{
  g_return_val_if_fail (are_futures (futures, n), NULL);

  return n > 0 ? combine (ANY, futures, n) : refuse_none ("any");
}

/**
 * domo_future_race:
 * @futures: (array length=n) (nullable): futures, or %NULL if there are none
 * @n: how many there are
 *
 * Makes a future of several: it settles like the first of them that does. Of none it is rejected
 * with [error@DomoCore.Error.INVALID_ARGUMENT], since nothing could ever settle it.
 *
 * Of futures that have settled before the call, the first in the array counts. The futures stay the
 * caller's and are not changed, even if the one answered here is given a limit. One future may
 * stand in several places.
 *
 * Returns: (transfer full): the combined future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_race (DomoFuture *const *futures, gsize n)
{
  g_return_val_if_fail (are_futures (futures, n), NULL);

  return n > 0 ? combine (RACE, futures, n) : refuse_none ("a race");
}
