/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-future-private.h"

#include "domo-count-private.h"
#include "domo-error.h"
#include "domo-spares-private.h"
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
  DomoFuture *self = domo_spares_alloc (sizeof *self);

  atomic_init (&self->ref_count, 1);
  atomic_init (&self->state, DOMO_FUTURE_PENDING);
  self->origin_kind = DOMO_ORIGIN_UNKNOWN;
  self->unlimited = FALSE;
  self->value = (GValue) G_VALUE_INIT;
  domo_count_futures (1);
  return self;
}

/* The lock. A mutex would make up a third of a future, and locking and unlocking it two calls and
 * two locked instructions; this is one of the latter. It is held for a dozen instructions, none of
 * which can block, so who finds it taken spins; and if its holder was suspended just then, sleeps a
 * little, which lets it run whatever the two threads' priorities are. */

#define SPINS 64

static G_NO_INLINE void
wait_for_lock (guint attempt)
{
  if (attempt >= SPINS)
    g_usleep (50);
}

/* Answers FALSE, without the lock, if @self has settled. */
static inline gboolean
lock_pending (DomoFuture *self)
{
  guint state = DOMO_FUTURE_PENDING;
  guint attempt = 0;

  /* acquire: pairs with the release in unlock() and settle(), for what the holder before has
   * written. */
  while (!atomic_compare_exchange_weak_explicit (&self->state, &state,
                                                 DOMO_FUTURE_PENDING | DOMO_FUTURE_LOCKED,
                                                 memory_order_acquire, memory_order_acquire))
    {
      if (state == DOMO_FUTURE_RESOLVED || state == DOMO_FUTURE_REJECTED)
        return FALSE;
      wait_for_lock (attempt++);
      state = DOMO_FUTURE_PENDING;
    }
  return TRUE;
}

/* Leaves it in @state. */
static inline void
unlock (DomoFuture *self, DomoFutureState state)
{
  /* release: publishes the line of waiters to who locks next, in lock_pending(), or value and error
   * to readers, in domo_future_state(). */
  atomic_store_explicit (&self->state, state, memory_order_release);
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

/* Each waiter has a reference on its future, but one that stands alone and is told at once. */
static void
tell_waiters (DomoWaiter *first, DomoWaiter *last, gboolean referenced)
{
  DomoSettled queue = { NULL, NULL };
  DomoWaiter *waiter;

  if (settling != NULL)
    {
      settled_append (settling, first, last);
      return;
    }
  settling = &queue;
  if (referenced)
    settled_append (&queue, first, last);
  else
    first->notify (first);
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
  gboolean referenced;

  if (!lock_pending (self))
    {
      if (value != NULL)
        domo_value_clear (value);
      g_clear_error (&error);
      return FALSE;
    }
  first = self->first;
  last = self->last;
  /* The caller's reference is enough for one that is told before anything else happens. */
  referenced = first != last || settling != NULL;
  for (DomoWaiter *waiter = first; referenced && waiter != NULL; waiter = waiter->next)
    domo_future_ref (self);
  /* In the place of the waiters. */
  if (state == DOMO_FUTURE_REJECTED)
    self->error = error;
  else if (value != NULL)
    domo_value_move (&self->value, value);
  else
    self->value = (GValue) G_VALUE_INIT;
  unlock (self, state);

  if (first != NULL)
    tell_waiters (first, last, referenced);
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

/* Settles @self like @source, now or when @source settles. Takes neither: until @self has settled,
 * whoever settles @source keeps that. */
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
  domo_future_set_origin (self, DOMO_ORIGIN_FOLLOW, source);
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
  if (!lock_pending (self))
    return FALSE;
  waiter->future = self;
  waiter->next = NULL;
  waiter->previous = self->last;
  if (self->last != NULL)
    self->last->next = waiter;
  else
    self->first = waiter;
  self->last = waiter;
  unlock (self, DOMO_FUTURE_PENDING);
  return TRUE;
}

/* Whether @self is pending and anybody would learn that it settles, other than who asks and holds
 * one reference. */
gboolean
domo_future_is_awaited (DomoFuture *self)
{
  gboolean is_awaited;

  if (!lock_pending (self))
    return FALSE;
  is_awaited =
      self->first != NULL || atomic_load_explicit (&self->ref_count, memory_order_relaxed) > 1;
  unlock (self, DOMO_FUTURE_PENDING);
  return is_awaited;
}

/* Lets actors wait for @self as long as they like. */
void
domo_future_set_unlimited (DomoFuture *self)
{
  self->unlimited = TRUE;
}

/* Says what settles @self, if it is still pending. It must be there until it has done so. */
void
domo_future_set_origin (DomoFuture *self, DomoOriginKind kind, gpointer origin)
{
  if (!lock_pending (self))
    return;
  self->origin_kind = kind;
  self->origin = origin;
  unlock (self, DOMO_FUTURE_PENDING);
}

/* Whether an origin of that kind is an actor. */
gboolean
domo_origin_is_proxy (DomoOriginKind kind)
{
  return kind == DOMO_ORIGIN_ANSWER || kind == DOMO_ORIGIN_IN_HAND || kind == DOMO_ORIGIN_LIFE;
}

/* Answers what is to settle @self, with a reference (a combination: its combined future's) in
 * @origin. */
DomoOriginKind
domo_future_get_origin (DomoFuture *self, gpointer *origin)
{
  DomoOriginKind kind;

  if (!lock_pending (self))
    return DOMO_ORIGIN_UNKNOWN;
  kind = (DomoOriginKind) self->origin_kind;
  *origin = self->origin;
  if (domo_origin_is_proxy (kind))
    g_object_ref (*origin);
  else if (kind == DOMO_ORIGIN_FOLLOW)
    domo_future_ref (*origin);
  else if (kind == DOMO_ORIGIN_COMBINATION)
    domo_combination_ref (*origin);
  unlock (self, DOMO_FUTURE_PENDING);
  return kind;
}

/* Drops what domo_future_get_origin() answered. */
void
domo_origin_unref (DomoOriginKind kind, gpointer origin)
{
  if (domo_origin_is_proxy (kind))
    g_object_unref (origin);
  else if (kind == DOMO_ORIGIN_FOLLOW)
    domo_future_unref (origin);
  else if (kind == DOMO_ORIGIN_COMBINATION)
    domo_combination_unref (origin);
}

/* Takes @waiter out of the line. Answers FALSE if it is not in it any more: then its call has
 * come or is about to, perhaps in another thread. */
gboolean
domo_future_remove_waiter (DomoFuture *self, DomoWaiter *waiter)
{
  if (!lock_pending (self))
    return FALSE;
  if (waiter->future != self)
    {
      unlock (self, DOMO_FUTURE_PENDING);
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
  unlock (self, DOMO_FUTURE_PENDING);
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
   * the last. acquire does for who has the only one: nobody is left to count against. */
  if (atomic_load_explicit (&self->ref_count, memory_order_acquire) > 1 &&
      atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  switch (domo_future_state (self))
    {
    case DOMO_FUTURE_RESOLVED:
      domo_value_clear (&self->value);
      break;
    case DOMO_FUTURE_REJECTED:
      g_error_free (self->error);
      break;
    case DOMO_FUTURE_PENDING:
    default:
      break;
    }
  domo_spares_free (self, sizeof *self);
  domo_count_futures (-1);
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
