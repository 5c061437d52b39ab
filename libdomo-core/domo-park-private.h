/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-await-limits-private.h"
#include "domo-deadlock-private.h"
#include "domo-error.h"
#include "domo-fiber-private.h"
#include "domo-future-private.h"
#include "domo-message-private.h"

G_BEGIN_DECLS

typedef struct _DomoFrame DomoFrame;
typedef struct _DomoParked DomoParked;

/* A handler, hook or callback that waits for a future. It lies on the stack that is set aside.
 *
 * When the future settles, in any thread, the wake-up goes through the runtime lane of the actor,
 * whose turn then goes on with the fiber: in the thread that set it aside, because that is where
 * the dispatcher runs the actor. So a future that settles while its waiter is still on its way
 * cannot run a stack that is in use. */
struct _DomoParked
{
  DomoWaiter waiter;
  DomoMessage wake;
  DomoAwaitLimit limit;
  DomoBlock block;

  /* Set before the waiter is in the line. */
  DomoProxy *proxy;
  DomoFuture *future; /* borrowed from who waits */
  DomoFrame *frame;
  DomoFiber *fiber;

  /* Only the actor's turn. */
  DomoParked *next;
  gboolean failed; /* with what the actor's duties say, whatever the future does */
};

static inline DomoParked *
domo_parked_from_wake (DomoMessage *message)
{
  return (DomoParked *) ((char *) message - G_STRUCT_OFFSET (DomoParked, wake));
}

/* Waits, inside an actor, until @future has settled. */
gboolean domo_park (DomoFrame *frame, DomoFuture *future, GError **error);

/* In the actor's turn. */
void domo_park_wake (DomoProxy *proxy, DomoFrame *frame, DomoMessage *message);
void domo_park_put_off (DomoProxy *proxy, DomoMessage *message);
void domo_park_take_back (DomoProxy *proxy);
gboolean domo_park_is_over (DomoProxy *proxy);
void domo_park_fail_waits (DomoProxy *proxy, DomoError code);
void domo_park_message_done (DomoProxy *proxy, DomoFrame *frame);

G_END_DECLS
