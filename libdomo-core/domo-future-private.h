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
  /* Under the future's lock, and after that of who settles it. */
  DomoWaiter *next;
  DomoWaiter *previous;
};

typedef enum
{
  DOMO_FUTURE_PENDING,
  DOMO_FUTURE_RESOLVED,
  DOMO_FUTURE_REJECTED,
} DomoFutureState;

/* In the state of a future that is pending: somebody is at work on it. */
#define DOMO_FUTURE_LOCKED (1u << 2)

/* What has to happen for a future to settle. */
typedef enum
{
  DOMO_ORIGIN_UNKNOWN,
  DOMO_ORIGIN_ANSWER,      /* that DomoProxy handles the message */
  DOMO_ORIGIN_IN_HAND,     /* that DomoProxy is done with what it has in hand for it */
  DOMO_ORIGIN_LIFE,        /* something in the life of that DomoProxy */
  DOMO_ORIGIN_FOLLOW,      /* that DomoFuture settles */
  DOMO_ORIGIN_COMBINATION, /* several futures settle; domo-future-combine.c knows */
} DomoOriginKind;

struct _DomoFuture
{
  atomic_int ref_count;
  /* A DomoFutureState, and the lock of a future that is pending; see domo-future.c. One that has
   * settled never changes again, and is read without a lock. */
  atomic_uint state;

  /* A DomoOriginKind. Under the lock, and only while it is pending. */
  guint8 origin_kind;
  /* The await limit does not apply. Set before anybody else has it. */
  guint8 unlimited;

  union
  {
    /* While it is pending, under the lock. */
    struct
    {
      DomoWaiter *first;
      DomoWaiter *last;
      /* What settles it, of the kind that @origin_kind says. It is there until it has done so. */
      gpointer origin;
    };
    /* Once it has settled, as the state says. */
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
  return (DomoFutureState) (atomic_load_explicit (&self->state, memory_order_acquire) &
                            ~DOMO_FUTURE_LOCKED);
}

/* For a future that nobody else has yet. */
static inline void
domo_future_init_origin (DomoFuture *self, DomoOriginKind kind, gpointer origin)
{
  self->origin_kind = kind;
  self->origin = origin;
}

DomoFuture *domo_future_new_pending (void);
gboolean domo_future_resolve_take (DomoFuture *self, GValue *value);
gboolean domo_future_reject_take (DomoFuture *self, GError *error);
gboolean domo_future_settle_like (DomoFuture *self, DomoFuture *settled);
void domo_future_settle_take (DomoFuture *self, DomoFuture *settled);
void domo_future_follow (DomoFuture *self, DomoFuture *source);

gboolean domo_future_is_awaited (DomoFuture *self);
void domo_future_set_unlimited (DomoFuture *self);
void domo_future_set_origin (DomoFuture *self, DomoOriginKind kind, gpointer origin);
DomoOriginKind domo_future_get_origin (DomoFuture *self, gpointer *origin);
gboolean domo_origin_is_proxy (DomoOriginKind kind);
void domo_origin_unref (DomoOriginKind kind, gpointer origin);

/* Several futures behind one, domo-future-combine.c. */
typedef struct _DomoCombination DomoCombination;
DomoCombination *domo_combination_ref (DomoCombination *self);
void domo_combination_unref (DomoCombination *self);
GPtrArray *domo_combination_list_inputs (DomoCombination *self, gboolean *one_is_enough);

gboolean domo_future_add_waiter (DomoFuture *self, DomoWaiter *waiter);
gboolean domo_future_remove_waiter (DomoFuture *self, DomoWaiter *waiter);

G_END_DECLS
