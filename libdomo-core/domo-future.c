/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-future-private.h"

#include "domo-error.h"
#include "domo-value-private.h"

/**
 * DomoFuture:
 *
 * The result of an ask: a value or an error that is there now or will be later.
 *
 * A future settles once, from any thread: it is resolved with a value or rejected with a
 * [struct@GLib.Error]. Its writing end is a [struct@DomoCore.Promise]; an ask's is held by the
 * actor. A future may be dropped at any time, settled or not.
 *
 * Read a settled one with [method@DomoCore.Future.get_value] or a typed reader. Go on from a
 * pending one with [method@DomoCore.Future.then] and its kin,
 * [method@DomoCore.Future.wait_async], or, outside actors, [func@DomoCore.await].
 *
 * All functions may be called from any thread.
 */

G_DEFINE_BOXED_TYPE (DomoFuture, domo_future, domo_future_ref, domo_future_unref)

/* Waiters of futures that this thread has settled and not told yet. One waiter's call may settle
 * the next future of a chain; queueing keeps a long chain from becoming deep recursion. */
typedef struct
{
  DomoWaiter *first;
  DomoWaiter *last;
} DomoSettled;

static _Thread_local DomoSettled *settling;

DomoFuture *
domo_future_new_pending (void)
{
  DomoFuture *self = g_new0 (DomoFuture, 1);

  atomic_init (&self->ref_count, 1);
  domo_lock_init (&self->lock);
  return self;
}

static void
settled_append (DomoSettled *queue, DomoWaiter *first, DomoWaiter *last)
{
  if (queue->last != NULL)
    queue->last->next = first;
  else
    queue->first = first;
  queue->last = last;
}

static void
tell_waiters (DomoWaiter *first, DomoWaiter *last)
{
  DomoSettled queue = { NULL, NULL };
  DomoWaiter *waiter;

  if (settling != NULL)
    {
      settled_append (settling, first, last);
      return;
    }
  settling = &queue;
  settled_append (&queue, first, last);
  while ((waiter = queue.first) != NULL)
    {
      DomoFuture *future = waiter->future;

      queue.first = waiter->next;
      if (queue.first == NULL)
        queue.last = NULL;
      waiter->notify (waiter);
      domo_future_unref (future);
    }
  settling = NULL;
}

/* Settles @self, unless it has been settled before. Takes what @value and @error hold in either
 * case; @value NULL means nothing. */
static gboolean
settle (DomoFuture *self, DomoFutureState state, GValue *value, GError *error)
{
  DomoWaiter *first, *last;

  domo_lock_acquire (&self->lock);
  if (atomic_load_explicit (&self->state, memory_order_relaxed) != DOMO_FUTURE_PENDING)
    {
      domo_lock_release (&self->lock);
      if (value != NULL)
        domo_value_clear (value);
      g_clear_error (&error);
      return FALSE;
    }
  if (state == DOMO_FUTURE_REJECTED)
    self->error = error;
  else if (value != NULL)
    domo_value_move (&self->value, value);
  first = g_steal_pointer (&self->first);
  last = g_steal_pointer (&self->last);
  self->answerer = NULL;
  for (DomoWaiter *waiter = first; waiter != NULL; waiter = waiter->next)
    domo_future_ref (self);
  /* release: publishes the value or error; pairs with the acquire in domo_future_state(). */
  atomic_store_explicit (&self->state, state, memory_order_release);
  domo_lock_release (&self->lock);

  if (first != NULL)
    tell_waiters (first, last);
  return TRUE;
}

/* Resolves @self with what @value holds (NULL: nothing), and takes it. */
gboolean
domo_future_resolve_take (DomoFuture *self, GValue *value)
{
  return settle (self, DOMO_FUTURE_RESOLVED, value, NULL);
}

/* Rejects @self with @error, and takes it. */
gboolean
domo_future_reject_take (DomoFuture *self, GError *error)
{
  return settle (self, DOMO_FUTURE_REJECTED, NULL, error);
}

/* Settles @self as @settled is. */
gboolean
domo_future_settle_like (DomoFuture *self, DomoFuture *settled)
{
  GValue value = G_VALUE_INIT;

  if (domo_future_state (settled) == DOMO_FUTURE_REJECTED)
    return domo_future_reject_take (self, g_error_copy (settled->error));
  domo_value_copy (&value, &settled->value);
  return domo_future_resolve_take (self, &value);
}

/* Settles @self as @settled is, and takes @settled: if nobody else has it, with its very value. */
void
domo_future_settle_take (DomoFuture *self, DomoFuture *settled)
{
  /* acquire: who dropped the other references was done with it. */
  if (domo_future_state (settled) == DOMO_FUTURE_RESOLVED &&
      atomic_load_explicit (&settled->ref_count, memory_order_acquire) == 1)
    domo_future_resolve_take (self, &settled->value);
  else
    domo_future_settle_like (self, settled);
  domo_future_unref (settled);
}

typedef struct
{
  DomoWaiter waiter;
  DomoFuture *follower;
} DomoFollow;

static void
follow_notify (DomoWaiter *waiter)
{
  DomoFollow *self = (DomoFollow *) waiter;

  domo_future_settle_like (self->follower, waiter->future);
  domo_future_unref (self->follower);
  g_free (self);
}

/* Settles @self like @source, now or when @source settles. Takes neither. */
void
domo_future_follow (DomoFuture *self, DomoFuture *source)
{
  DomoFollow *follow;

  if (domo_future_state (source) != DOMO_FUTURE_PENDING)
    {
      domo_future_settle_like (self, source);
      return;
    }
  follow = g_new0 (DomoFollow, 1);
  follow->waiter.notify = follow_notify;
  follow->follower = domo_future_ref (self);
  if (domo_future_add_waiter (source, &follow->waiter))
    return;
  domo_future_settle_like (self, source);
  domo_future_unref (follow->follower);
  g_free (follow);
}

/* Puts @waiter at the end of the line. Answers FALSE, and does nothing, if @self has settled. */
gboolean
domo_future_add_waiter (DomoFuture *self, DomoWaiter *waiter)
{
  domo_lock_acquire (&self->lock);
  if (atomic_load_explicit (&self->state, memory_order_relaxed) != DOMO_FUTURE_PENDING)
    {
      domo_lock_release (&self->lock);
      return FALSE;
    }
  waiter->future = self;
  waiter->next = NULL;
  waiter->previous = self->last;
  if (self->last != NULL)
    self->last->next = waiter;
  else
    self->first = waiter;
  self->last = waiter;
  domo_lock_release (&self->lock);
  return TRUE;
}

/* Lets actors wait for @self as long as they like. */
void
domo_future_set_unlimited (DomoFuture *self)
{
  self->unlimited = TRUE;
}

/* The actor that is to settle @self (transfer full), or NULL if it has settled or nobody knows. */
DomoProxy *
domo_future_ref_answerer (DomoFuture *self)
{
  DomoProxy *answerer = NULL;

  domo_lock_acquire (&self->lock);
  if (atomic_load_explicit (&self->state, memory_order_relaxed) == DOMO_FUTURE_PENDING &&
      self->answerer != NULL)
    answerer = g_object_ref (self->answerer);
  domo_lock_release (&self->lock);
  return answerer;
}

/* Takes @waiter out of the line. Answers FALSE if it is not in it any more: then its call has
 * come or is about to, perhaps in another thread. */
gboolean
domo_future_remove_waiter (DomoFuture *self, DomoWaiter *waiter)
{
  domo_lock_acquire (&self->lock);
  if (atomic_load_explicit (&self->state, memory_order_relaxed) != DOMO_FUTURE_PENDING ||
      waiter->future != self)
    {
      domo_lock_release (&self->lock);
      return FALSE;
    }
  if (waiter->previous != NULL)
    waiter->previous->next = waiter->next;
  else
    self->first = waiter->next;
  if (waiter->next != NULL)
    waiter->next->previous = waiter->previous;
  else
    self->last = waiter->previous;
  waiter->future = NULL;
  domo_lock_release (&self->lock);
  return TRUE;
}

/**
 * domo_future_ref:
 * @self: a future
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_ref (DomoFuture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * domo_future_unref:
 * @self: (transfer full): a future
 *
 * Drops a reference. What the future holds is released with the last one, in that thread.
 *
 * Since: 0.1
 */
void
domo_future_unref (DomoFuture *self)
{
  g_return_if_fail (self != NULL);

  /* acq_rel: what every thread did with the future comes before it is freed; each drop pairs with
   * the last. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  if (domo_future_state (self) == DOMO_FUTURE_REJECTED)
    g_error_free (self->error);
  else
    domo_value_clear (&self->value);
  domo_lock_clear (&self->lock);
  g_free (self);
}

/**
 * domo_future_is_pending:
 * @self: a future
 *
 * Tells whether a future has yet to settle.
 *
 * Returns: whether it is pending
 *
 * Since: 0.1
 */
gboolean
domo_future_is_pending (DomoFuture *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return domo_future_state (self) == DOMO_FUTURE_PENDING;
}

/**
 * domo_future_is_resolved:
 * @self: a future
 *
 * Tells whether a future has settled with a value.
 *
 * Returns: whether it is resolved
 *
 * Since: 0.1
 */
gboolean
domo_future_is_resolved (DomoFuture *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return domo_future_state (self) == DOMO_FUTURE_RESOLVED;
}

/**
 * domo_future_is_rejected:
 * @self: a future
 *
 * Tells whether a future has settled with an error.
 *
 * Returns: whether it is rejected
 *
 * Since: 0.1
 */
gboolean
domo_future_is_rejected (DomoFuture *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return domo_future_state (self) == DOMO_FUTURE_REJECTED;
}

/**
 * domo_future_get_error:
 * @self: a future
 *
 * Looks at the error of a rejected future.
 *
 * Returns: (transfer none) (nullable): the error, or %NULL if @self is not rejected
 *
 * Since: 0.1
 */
const GError *
domo_future_get_error (DomoFuture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return domo_future_state (self) == DOMO_FUTURE_REJECTED ? self->error : NULL;
}
