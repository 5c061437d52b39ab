/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <stdatomic.h>

#include "domo-future.h"
#include "domo-lock-private.h"
#include "domo-promise.h"

G_BEGIN_DECLS

typedef struct _DomoWaiter DomoWaiter;

/* Told that a future has settled: by the thread that settled it, under no lock, and never from
 * within another waiter's call. Must be short and run no user code; the waiter may be freed. */
typedef void (*DomoWaiterFunc) (DomoWaiter *waiter);

/* A place in a future's line of waiters, embedded in whatever waits. */
struct _DomoWaiter
{
  DomoWaiterFunc notify;

  /* The future: set while linked, and still referenced during @notify. */
  DomoFuture *future;
  /* Under the future's lock. */
  DomoWaiter *next;
  DomoWaiter *previous;
};

typedef enum
{
  DOMO_FUTURE_PENDING,
  DOMO_FUTURE_RESOLVED,
  DOMO_FUTURE_REJECTED,
} DomoFutureState;

struct _DomoFuture
{
  atomic_int ref_count;
  /* A DomoFutureState. Written once, under @lock, with release: it publishes @value or @error to
   * readers, who load it with acquire and take no lock. */
  atomic_uchar state;
  /* The await limit does not apply. Set before anybody else has it. */
  guint8 unlimited;
  DomoLock lock;

  /* Under @lock, and only while pending. */
  DomoWaiter *first;
  DomoWaiter *last;

  /* The actor whose answer it is; under @lock, and only while pending: until then the actor has the
   * message or owes the answer, and so is there. NULL where nobody knows. */
  DomoProxy *answerer;

  /* Written before @state, never again. */
  union
  {
    GValue value; /* all zeroes: resolved with nothing */
    GError *error;
  };
};

static inline gboolean
domo_future_is_unlimited (DomoFuture *self)
{
  return self->unlimited;
}

static inline DomoFutureState
domo_future_state (DomoFuture *self)
{
  /* acquire: pairs with the release in settle(). */
  return (DomoFutureState) atomic_load_explicit (&self->state, memory_order_acquire);
}

DomoFuture *domo_future_new_pending (void);
gboolean domo_future_resolve_take (DomoFuture *self, GValue *value);
gboolean domo_future_reject_take (DomoFuture *self, GError *error);
gboolean domo_future_settle_like (DomoFuture *self, DomoFuture *settled);
void domo_future_settle_take (DomoFuture *self, DomoFuture *settled);
void domo_future_follow (DomoFuture *self, DomoFuture *source);

void domo_future_set_unlimited (DomoFuture *self);
DomoProxy *domo_future_ref_answerer (DomoFuture *self);

gboolean domo_future_add_waiter (DomoFuture *self, DomoWaiter *waiter);
gboolean domo_future_remove_waiter (DomoFuture *self, DomoWaiter *waiter);

G_END_DECLS
