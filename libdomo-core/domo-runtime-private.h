/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <stdatomic.h>

#include "domo-await-limits-private.h"
#include "domo-back-off.h"
#include "domo-clock.h"
#include "domo-counters.h"
#include "domo-dead-letters.h"
#include "domo-dispatcher.h"
#include "domo-enums.h"
#include "domo-lock-private.h"
#include "domo-promise.h"
#include "domo-types.h"

G_BEGIN_DECLS

typedef struct _DomoCloser DomoCloser;
typedef struct _DomoLifeListeners DomoLifeListeners;
typedef struct _DomoRegistry DomoRegistry;

typedef enum
{
  DOMO_RUNTIME_OPEN,
  DOMO_RUNTIME_CLOSING,
  DOMO_RUNTIME_CLOSED,
} DomoRuntimePhase;

/* The part of a stage that its actors hold on to. A proxy may outlive its stage; this lives as long
 * as either, and has no reference on the stage. */
typedef struct
{
  atomic_int ref_count;

  /* Set when the stage is made, never written again. */
  DomoClock *clock;
  DomoDispatcher *dispatcher;
  GMainContext *context;
  DomoDeadLetters *dead_letters;
  DomoAddressKind address_kind;
  DomoBackOff *back_off; /* of the public root */
  gsize stack_size;
  DomoAwaitLimits *await_limits;
  gboolean logs_debug;

  /* Guards the tree's links, the directory, and what follows. Held for a few lines at a time, and
   * never over a GType call or the program's code. A future is settled outside it. */
  DomoLock lock;
  DomoStage *stage;      /* borrowed; NULL once it is gone */
  GHashTable *directory; /* addresses inside their proxies */
  DomoProxy *private_root;
  DomoProxy *public_root;
  GHashTable *supervisors;           /* by name; made when the first is registered */
  DomoRegistry *registry;            /* made when first used; gone once the stage is closed */
  guint n_applications;              /* children of the public root that are no supervisors */
  guint n_actors;                    /* that have not stopped, the roots included */
  GSList *closers;                   /* the calls that wait for the close */
  GHashTable *dispatchers;           /* that have been entered; made with the first */
  DomoLifeListeners *life_listeners; /* replaced, never changed; NULL while there are none */
  guint last_listener;
  DomoProxy *ended;  /* actors that have stopped, while somebody holds their proxies */
  DomoCounters past; /* the sum over those that nobody holds any more */

  /* Whether there are any. Written under @lock; read by any thread, relaxed. */
  atomic_bool has_life_listeners;

  /* Handlers that wait now. Any thread, relaxed. */
  atomic_uint n_parked;
  /* How often one has been set aside so far. Any thread, relaxed. */
  atomic_uint_fast64_t n_parkings;
  /* A close has become forceful: nobody waits any more. Any thread, relaxed: who misses it is told
   * by a message, too. */
  atomic_bool is_forced;

  /* Written under @lock, where a reference is taken, too. Read by any thread, relaxed, only to ask
   * whether there is one. */
  _Atomic (DomoInterceptor *) interceptor;

  /* A DomoRuntimePhase. Written under @lock; read by any thread. Whether it is open is read
   * relaxed: that only explains dead letters and reasons. */
  atomic_uchar phase;
} DomoRuntime;

/* What a stage is made with. */
typedef struct
{
  GMainContext *context;
  DomoDispatcher *dispatcher;
  DomoClock *clock;
  DomoAddressKind address_kind;
  const DomoBackOff *back_off;
  gint64 await_timeout;
  gsize stack_size;
} DomoRuntimeSettings;

DomoRuntime *domo_runtime_new (DomoStage *stage, const DomoRuntimeSettings *settings);
DomoRuntime *domo_runtime_ref (DomoRuntime *self);
void domo_runtime_unref (DomoRuntime *self);
void domo_runtime_forget_stage (DomoRuntime *self);
DomoStage *domo_runtime_get_stage (DomoRuntime *self);

static inline gboolean
domo_runtime_is_forced (DomoRuntime *self)
{
  return atomic_load_explicit (&self->is_forced, memory_order_relaxed);
}

static inline gboolean
domo_runtime_is_open (DomoRuntime *self)
{
  return atomic_load_explicit (&self->phase, memory_order_relaxed) == DOMO_RUNTIME_OPEN;
}

static inline gboolean
domo_runtime_is_closed (DomoRuntime *self)
{
  /* acquire: who sees the stage closed sees what its actors did; pairs with
   * domo_runtime_mark_closed(). */
  return atomic_load_explicit (&self->phase, memory_order_acquire) == DOMO_RUNTIME_CLOSED;
}

/* The tree. Any thread. */
gboolean domo_runtime_add_actor (DomoRuntime *self, DomoProxy *parent, DomoProxy *child);
DomoPromise *domo_runtime_end_actor (DomoRuntime *self, DomoProxy *actor);
DomoProxy *domo_runtime_remove_actor (DomoRuntime *self, DomoProxy *actor);
DomoPromise *domo_runtime_take_starting (DomoRuntime *self, DomoProxy *actor, gboolean has_started);
void domo_runtime_accept_children (DomoRuntime *self, DomoProxy *parent);
void domo_runtime_refuse_children (DomoRuntime *self, DomoProxy *parent, gboolean restarts);
gboolean domo_runtime_await_children (DomoRuntime *self, DomoProxy *parent);
DomoProxy *domo_runtime_ref_parent (DomoRuntime *self, DomoProxy *actor);
GPtrArray *domo_runtime_list_children (DomoRuntime *self, DomoProxy *parent);
GPtrArray *domo_runtime_list_children_to_stop (DomoRuntime *self, DomoProxy *parent);
GPtrArray *domo_runtime_list_actors (DomoRuntime *self);
DomoProxy *domo_runtime_find (DomoRuntime *self, const DomoAddress *address);

/* Counting, domo-counters.c. */
void domo_runtime_get_counters (DomoRuntime *self, DomoCounters *counters);

/* Supervisors, domo-runtime-scope.c. */
typedef enum
{
  DOMO_DIRECTIVE_RESUME,
  DOMO_DIRECTIVE_RESTART,
  DOMO_DIRECTIVE_STOP,
} DomoDirective;

/* What one actor is told. */
typedef struct
{
  DomoProxy *actor;
  guint number; /* the failure that it resumes from, or the incarnation that it is to become */
} DomoOrder;

DomoProxy *domo_runtime_ref_public_root (DomoRuntime *self);
void domo_runtime_register_supervisor (DomoRuntime *self, const char *name, DomoProxy *supervisor);
DomoProxy *domo_runtime_find_supervisor (DomoRuntime *self, const char *name, GError **error);
guint domo_runtime_open_failure (DomoRuntime *self, DomoProxy *actor);
void domo_runtime_pass_failure_on (DomoRuntime *self, DomoProxy *actor, guint serial);
void domo_runtime_close_failure (DomoRuntime *self, DomoProxy *actor);
gboolean domo_runtime_is_open_failure (DomoRuntime *self, DomoProxy *actor, guint serial);
guint domo_runtime_get_ordered (DomoRuntime *self, DomoProxy *actor);
guint domo_runtime_order_restart (DomoRuntime *self, DomoProxy *actor);
guint domo_runtime_order_own_restart (DomoRuntime *self, DomoProxy *actor, guint incarnation);
GPtrArray *domo_runtime_claim (DomoRuntime *self,
                               DomoProxy *actor,
                               guint serial,
                               DomoSupervisionScope scope,
                               DomoDirective directive);

/* Dispatchers, domo-runtime-dispatchers.c. */
gboolean domo_runtime_enter_dispatcher (DomoRuntime *self,
                                        DomoDispatcher *dispatcher,
                                        GError **error);
void domo_runtime_leave_dispatchers (DomoRuntime *self, gint64 wait_us);

/* Closing, domo-stage-close.c. */
DomoFuture *domo_runtime_close (DomoRuntime *self, gint64 limit_us);
gboolean domo_runtime_close_sync (DomoRuntime *self, gint64 limit_us, GError **error);
void domo_runtime_root_ended (DomoRuntime *self);
gboolean domo_runtime_add_closer (DomoRuntime *self, DomoCloser *closer, DomoProxy **root);
gboolean domo_runtime_remove_closer (DomoRuntime *self, DomoCloser *closer);
GSList *domo_runtime_mark_closed (DomoRuntime *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoRuntime, domo_runtime_unref)

G_END_DECLS
