/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-future-private.h"
#include "domo-message-private.h"

G_BEGIN_DECLS

/* What an actor goes on with when a future settles: the callback of a `then`, or the answer to an
 * ask whose handler returned a pending future.
 *
 * When the future settles, in any thread, the continuation becomes a message in the runtime lane of
 * its actor. All but its reference count belongs to the actor's turn. It is dropped, with all that
 * it holds, when the actor's instance goes away first; the message may then still be on its way,
 * and finds nothing to do. */

typedef struct _DomoContinuation DomoContinuation;
typedef void (*DomoContinuationFunc) (DomoContinuation *self);

typedef struct
{
  DomoContinuation *first;
  DomoContinuation *last;
} DomoContinuationList;

struct _DomoContinuation
{
  DomoMessage message;
  DomoWaiter waiter;
  atomic_int ref_count;
  /* Borrowed: an actor keeps its proxy alive while it lives, and drops what it waits for before it
   * ends. Only what it could not take back any more has a reference, as @outlives says. */
  DomoProxy *proxy;
  DomoFuture *source;

  /* Only the actor's turn. */
  DomoContinuation *next;
  DomoContinuation *previous;
  guint8 live : 1;           /* in the actor's list: neither run nor dropped */
  guint8 of_instance : 1;    /* goes with the instance; else with the actor */
  guint8 outlives : 1;       /* dropped, and its message is still to come */
  DomoContinuationFunc run;  /* @source has settled */
  DomoContinuationFunc drop; /* it will not be waited for any more */
};

void domo_continuation_start (DomoContinuation *self, DomoProxy *proxy, DomoFuture *source);
void domo_continuation_run (DomoContinuation *self);
void domo_continuation_drop (DomoContinuation *self);
void domo_continuation_drop_all (DomoProxy *proxy, gboolean of_instance_only);
void domo_continuation_unref (DomoContinuation *self);

static inline DomoContinuation *
domo_continuation_from_message (DomoMessage *message)
{
  return (DomoContinuation *) ((char *) message - G_STRUCT_OFFSET (DomoContinuation, message));
}

G_END_DECLS
