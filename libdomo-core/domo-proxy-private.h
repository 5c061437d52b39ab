/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-actor.h"
#include "domo-address-private.h"
#include "domo-continuation-private.h"
#include "domo-deadlock-private.h"
#include "domo-definition.h"
#include "domo-dispatcher.h"
#include "domo-entry-private.h"
#include "domo-inbox-private.h"
#include "domo-mailbox.h"
#include "domo-park-private.h"
#include "domo-promise.h"
#include "domo-proxy.h"
#include "domo-runtime-private.h"

G_BEGIN_DECLS

/* Where an actor is in its life; domo-life.c has the table. A live actor that owes an
 * answer which its handler returned as a pending future is busy besides; one that was suspended
 * from outside is held. */
typedef enum
{
  DOMO_LIFE_NEW,        /* its first instance has yet to be made */
  DOMO_LIFE_RUNNING,    /* takes messages */
  DOMO_LIFE_SUSPENDED,  /* failed; waits for its supervisor's directive */
  DOMO_LIFE_RESTARTING, /* waits for its children to end, to make a new instance */
  DOMO_LIFE_STOPPING,   /* waits for its children to end */
  DOMO_LIFE_STOPPED,
} DomoLifeState;

/* What an actor has put aside; domo-stash.c. */
typedef struct
{
  DomoLane aside;
  DomoLane returned;
  guint n; /* in both */
  guint32 n_ever;
} DomoStash;

/* Why an actor takes no call though it is running. */
typedef enum
{
  DOMO_WAITS_FOR_NOTHING,
  DOMO_WAITS_PARKED, /* a handler of it waits */
  DOMO_WAITS_BUSY,   /* an answer is owed */
} DomoWaits;

/* What most actors never have. */
typedef struct
{
  /* What goes on when some future settles: what goes with the actor, and, at TRUE, what goes with
   * its instance. */
  DomoContinuationList waiting[2];
  /* The one that keeps the mailbox waiting, or NULL. */
  DomoContinuation *busy;

  /* What waits on a stack of its own; while there is any, nothing else of the actor runs but its
   * callbacks, and runtime messages are put off. */
  DomoParked *parked;
  DomoLane put_off;
  guint8 ran_after_stop : 1; /* that hook */
  /* Why waits fail until the handler has returned; 0: they do not. */
  DomoError doom;

  /* Reports that wait until the actor, a supervisor, is free for them. */
  GQueue informs;

  /* The failure that the supervisor was informed of. */
  GError *failure;
  guint failure_serial;
  /* Failures in a row, when this instance was made, and the wait before the next one is. */
  guint n_failures;
  gint64 last_start;
  DomoTimer *back_off;
  /* What an instance left for the next one that starts. */
  GVariant *saved_state;
  /* In which the actor was made, until it has started; or NULL. */
  DomoExecutionContext *start_context;

  /* Set before anybody else sees the actor: the one thing here that any thread reads. */
  DomoMailbox *mailbox;
  /* NULL until something is put aside. */
  DomoStash *stash;
} DomoDuties;

struct _DomoTurn
{
  DomoTurn *next; /* in the queue that holds it */
};

/* Both the proxy that clients hold and the runtime's record of the actor. */
struct _DomoProxy
{
  GObject parent_instance;

  /* Set before anybody else sees it, never written again. */
  DomoAddress address;
  DomoRuntime *runtime;
  DomoDispatcher *dispatcher;
  DomoProxy *supervisor; /* NULL: the public root */
  /* Borrowed: a parent outlives its children, because it waits for them. NULL for the private
   * root. */
  DomoProxy *parent;

  /* Any thread; see the types. */
  DomoInbox inbox;
  DomoTurn turn;

  /* Under the runtime's lock. */
  DomoProxy *first_child;
  DomoProxy *last_child;
  DomoProxy *next_sibling;
  DomoProxy *previous_sibling;
  DomoPromise *stopped; /* made when asked for; so is the next */
  DomoPromise *starting;
  guint8 has_started : 1;
  guint8 is_passed_on : 1; /* the open failure: not its supervisor has to decide about it */
  guint ordered;           /* the incarnation that the actor is, or has been ordered to become */
  guint last_failure;      /* the serial of its last failure */
  guint open_failure;      /* that of the failure which awaits a directive; 0: none does */
  guint8 awaits_children : 1;
  guint8 is_restarting : 1; /* while it awaits them */
  guint8 refuses_children : 1;
  guint8 ended : 1;
  guint8 is_named : 1;      /* has a well-known name; see domo-registry.c */
  guint8 is_supervisor : 1; /* registered by name: it ends after those that are not */

  /* Set before anybody else sees it, never written again: whether @duties has a mailbox. */
  guint8 has_mailbox;

  /* Written in the actor's turn, read by any thread; relaxed: nothing is published through them. */
  atomic_uchar state;    /* a DomoLifeState */
  atomic_uchar held;     /* suspended from outside, whatever else it is */
  atomic_uchar waits;    /* what @duties says of it: a DomoWaits */
  atomic_uchar in_hand;  /* whether a message is in hand, to name actors that hang */
  atomic_uchar has_call; /* a handler is running, or waits */
  /* Any thread, relaxed: who looks has ordered what it must see, or has learnt of it through a
   * lock. Whether a stop is on its way, or has come; and how many stops at once and restarts are on
   * their way, or put off. */
  atomic_uchar is_to_stop;
  atomic_ushort n_orders;
  atomic_uint n_stashed;
  atomic_uint_fast64_t n_handled;
  /* Any thread, relaxed. */
  atomic_uint_fast64_t n_dead_letters;

  /* Only the actor's turn. */
  DomoDefinition *definition; /* until it has stopped */
  DomoActor *instance;
  DomoDuties *duties;
  guint incarnation;
  guint8 started : 1; /* this instance's start succeeded */
  guint8 native : 1;  /* its code runs on the thread's own stack */
  guint8 stop_reason; /* a DomoStopReason; anybody may read it once the actor has ended */

  /* Under the lock of domo-deadlock.c: what keeps it from taking messages. */
  DomoBlock *blocks;
};

typedef struct
{
  GObjectClass parent_class;
  DomoActorInfo *info; /* NULL in the base class */
  /* Those of @info: what a compiled thunk finds its own in. */
  const DomoEntry *entries;
} DomoProxyClass;

/* One run of an actor's turn. It goes with the stack that it is on. */
struct _DomoFrame
{
  DomoFrame *outer;
  DomoProxy *proxy;
  /* g_main_depth() of the handlers in this frame; deeper is a nested main loop. */
  gint depth;
  /* Messages that have been run, and how many may be. */
  guint n;
  guint max;
  /* While an instance is made: whose it will be, until the instance knows, and then itself. */
  DomoProxy *constructing;
  DomoActor *made;
  guint8 in_construction : 1; /* an instance is made or released */
  guint8 native : 1;          /* it runs on the thread's own stack */
  guint8 has_parked : 1;      /* something in it has waited since the message came */
  guint8 escalates : 1;       /* domo_actor_escalate() has left the failure below */
  /* The method whose message, or whose callback, is in hand; or NULL. */
  const DomoMethod *method;
  /* The call in hand, while there is a method and it is not a callback's. */
  DomoCall *call;
  /* The future that the callback in hand settles; or NULL. */
  DomoFuture *derived;
  /* What domo_actor_stash() left for when the handler returns. */
  gboolean stashes;
  /* What domo_actor_fail() left for when the handler returns. */
  GError *failure;
  /* Where an interceptor watches the call in hand; or NULL. */
  DomoDelivery *delivery;
};

extern _Thread_local DomoFrame *domo_frame_top;

/* The frame whose actor's code is running now, or NULL outside actors. */
static inline DomoFrame *
domo_frame_get_current (void)
{
  return domo_frame_top != NULL && domo_frame_top->depth == g_main_depth () ? domo_frame_top : NULL;
}

static inline DomoProxy *
domo_proxy_from_turn (DomoTurn *turn)
{
  return (DomoProxy *) ((char *) turn - G_STRUCT_OFFSET (DomoProxy, turn));
}

/* @address is the one inside a proxy. */
static inline DomoProxy *
domo_proxy_from_address (gpointer address)
{
  return (DomoProxy *) ((char *) address - G_STRUCT_OFFSET (DomoProxy, address));
}

static inline DomoLifeState
domo_proxy_get_state (DomoProxy *self)
{
  return (DomoLifeState) atomic_load_explicit (&self->state, memory_order_relaxed);
}

static inline void
domo_proxy_set_state (DomoProxy *self, DomoLifeState state)
{
  atomic_store_explicit (&self->state, state, memory_order_relaxed);
}

static inline gboolean
domo_proxy_is_held (DomoProxy *self)
{
  return atomic_load_explicit (&self->held, memory_order_relaxed);
}

static inline void
domo_proxy_set_held (DomoProxy *self, gboolean held)
{
  atomic_store_explicit (&self->held, held, memory_order_relaxed);
}

/* Whether something is on its way that ends its waits. */
static inline gboolean
domo_proxy_has_orders (DomoProxy *self)
{
  return atomic_load_explicit (&self->n_orders, memory_order_relaxed) > 0;
}

static inline gboolean
domo_proxy_is_to_stop (DomoProxy *self)
{
  return atomic_load_explicit (&self->is_to_stop, memory_order_relaxed);
}

/* Shows whether it is busy or parked, which its duties say, to those who look from outside. */
static inline void
domo_proxy_show_waits (DomoProxy *self)
{
  const DomoDuties *duties = self->duties;

  atomic_store_explicit (&self->waits,
                         duties->parked != NULL ? DOMO_WAITS_PARKED
                         : duties->busy != NULL ? DOMO_WAITS_BUSY
                                                : DOMO_WAITS_FOR_NOTHING,
                         memory_order_relaxed);
}

static inline DomoActorInfo *
domo_proxy_get_info (DomoProxy *self)
{
  return ((DomoProxyClass *) ((GTypeInstance *) self)->g_class)->info;
}

static inline DomoActorClass *
domo_proxy_get_actor_class (DomoProxy *self)
{
  return (DomoActorClass *) ((GTypeInstance *) self->instance)->g_class;
}

/* Whether an answer is owed that keeps the mailbox waiting. */
static inline gboolean
domo_life_is_busy (DomoProxy *self)
{
  return self->duties != NULL && self->duties->busy != NULL;
}

/* Whether the next call in the mailbox may be handled. */
static inline gboolean
domo_life_takes_calls (DomoProxy *self)
{
  return domo_proxy_get_state (self) == DOMO_LIFE_RUNNING && !domo_proxy_is_held (self) &&
         (self->duties == NULL || (self->duties->busy == NULL && self->duties->parked == NULL));
}

/* Whether there are reports that go ahead of the mailbox. */
static inline gboolean
domo_life_has_informs (DomoProxy *self)
{
  return self->duties != NULL && !g_queue_is_empty (&self->duties->informs);
}

DomoDuties *domo_proxy_ensure_duties (DomoProxy *self);

DomoFuture *domo_proxy_call (DomoProxy *self, const DomoEntry *entry, void *const *args);
DomoFuture *domo_proxy_send_call (DomoProxy *self, DomoCall *call);
void domo_proxy_post (DomoProxy *self, DomoMessage *message);
void domo_proxy_bury (DomoProxy *self, DomoMessage *message, DomoDeadLetterReason reason);

/* Spawning, for stage and actor. */
DomoProxy *domo_proxy_spawn (DomoRuntime *runtime,
                             DomoProxy *parent,
                             DomoDefinition *definition,
                             GError **error);
DomoProxy *domo_proxy_spawn_valist (DomoRuntime *runtime,
                                    DomoProxy *parent,
                                    GType actor_type,
                                    const char *first_property,
                                    va_list args);

/* The state machine, domo-life.c. Only in the actor's turn. */
void domo_life_handle (DomoProxy *self, DomoFrame *frame, DomoMessage *message);
gboolean domo_life_attend (DomoProxy *self, DomoFrame *frame);
gboolean domo_life_has_to_attend (DomoProxy *self);
void domo_life_fail (DomoProxy *self, DomoFrame *frame, const char *what);
void domo_life_shed_failure (DomoProxy *self, DomoFrame *frame);

/* What waits, domo-proxy-queue.c. Only in the actor's turn. */
DomoMessage *domo_queue_pop_with_duties (DomoProxy *self);
gboolean domo_queue_bury (DomoProxy *self, DomoDeadLetterReason reason);
gboolean domo_queue_is_empty (DomoProxy *self);

/* The next call or stop marker, or NULL. */
static inline DomoMessage *
domo_queue_pop (DomoProxy *self)
{
  return G_LIKELY (self->duties == NULL) ? domo_inbox_pop_user (&self->inbox)
                                         : domo_queue_pop_with_duties (self);
}

/* What was put aside, domo-stash.c. Only in the actor's turn. */
gboolean domo_stash_keep (DomoProxy *self, DomoFrame *frame, DomoCall *call);
DomoMessage *domo_stash_pop (DomoProxy *self);
gboolean domo_stash_has_returned (DomoProxy *self);
guint domo_stash_give_back (DomoProxy *self);

/* Handling one call, domo-delivery.c. */
void domo_delivery_handle (DomoProxy *self, DomoFrame *frame, DomoCall *call);
gboolean domo_delivery_deliver (DomoProxy *self, DomoFrame *frame, DomoCall *call);
void domo_delivery_fail_instead (DomoProxy *self, DomoFrame *frame, DomoCall *call, GError *error);

/* The instance's side, domo-actor.c. */
DomoFrame *domo_actor_require_own_code (DomoActor *self, const char *function);
DomoActor *domo_actor_construct (DomoFrame *frame, DomoProxy *proxy);
void domo_actor_release (DomoActor *self);

G_END_DECLS
