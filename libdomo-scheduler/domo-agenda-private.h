/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "domo-scheduled.h"

G_BEGIN_DECLS

/* What a scheduler has to do, and when. The scheduler and all that it has scheduled hold on to it,
 * so either may outlive the other. */

typedef struct _DomoLane DomoLane;

typedef struct
{
  atomic_int ref_count;
  DomoClock *clock;

  /* Set first under the lock; read by any thread. */
  atomic_bool closed;

  /* A POSIX mutex: ThreadSanitizer sees it. Held for a few lines at a time, never over the
   * program's code, nor over calls of core. Guards what follows, and what is said to be under the
   * lock below.
   */
  pthread_mutex_t lock;
  DomoScheduled *first; /* the root of the heap */
  guint n_pending;      /* in the heap */
  guint64 last_serial;
  /* The one timer of the clock. */
  DomoTimer *timer;
  gint64 armed; /* what for; G_MAXINT64: nothing */
  guint64 arming;
  /* What belongs to an actor: by its proxy, the first of a list. */
  GHashTable *owned;
  /* By main context, while there is anything to be called there. */
  GHashTable *lanes;
} DomoAgenda;

typedef enum
{
  DOMO_SCHEDULED_ONCE,
  DOMO_SCHEDULED_AT, /* once, by the wall clock */
  DOMO_SCHEDULED_RATE,
  DOMO_SCHEDULED_DELAY,
} DomoScheduledKind;

struct _DomoScheduled
{
  atomic_int ref_count;

  /* What has become of it, in one word, so that of two that happen at once one is first:
   * a DomoScheduledState, the flags, and how often it has been run. */
  atomic_uint_fast64_t word;
  atomic_uint_fast64_t n_missed;

  /* Set before anybody else sees it, never written again. */
  DomoAgenda *agenda;
  guint8 kind; /* a DomoScheduledKind */
  gint64 interval;
  gint64 real_time; /* of the wall clock */
  DomoScheduledFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  DomoExecutionContext *execution_context; /* or NULL */
  /* Where it arrives: as a message, */
  DomoPreparedCall *call;
  /* or in a main context, the global default one if that is NULL. */
  GMainContext *context;
  /* The actor that it is cancelled with, or NULL. */
  DomoProxy *owner;

  /* Under the lock: the heap, */
  gint64 deadline;
  guint64 serial; /* what is due at one time is done in the order in which it was added */
  DomoScheduled *child;
  DomoScheduled *next;
  DomoScheduled *previous; /* the parent, where it is the first child */
  guint8 in_heap : 1;
  guint8 is_owned : 1; /* it is in the owner's list */
  /* the owner's list, */
  DomoScheduled *next_owned;
  DomoScheduled *previous_owned;
  /* a lane, */
  DomoScheduled *next_in_lane;
  /* and what else may cancel it. */
  GCancellable *cancellable;
  gulong handler;
};

/* The word. */
typedef enum
{
  DOMO_SCHEDULED_PENDING,
  DOMO_SCHEDULED_DONE,
  DOMO_SCHEDULED_CANCELLED,
} DomoScheduledState;

#define DOMO_SCHEDULED_STATE   ((uint_fast64_t) 3)
#define DOMO_SCHEDULED_QUEUED  ((uint_fast64_t) 1 << 2) /* due, and not run yet */
#define DOMO_SCHEDULED_RUNNING ((uint_fast64_t) 1 << 3) /* its function is being called */
#define DOMO_SCHEDULED_AGAIN   ((uint_fast64_t) 1 << 4) /* and is to be called again after that */
#define DOMO_SCHEDULED_ONE_RUN ((uint_fast64_t) 1 << 8)

static inline void
domo_agenda_lock (DomoAgenda *self)
{
  pthread_mutex_lock (&self->lock);
}

static inline void
domo_agenda_unlock (DomoAgenda *self)
{
  pthread_mutex_unlock (&self->lock);
}

static inline gboolean
domo_agenda_is_closed (DomoAgenda *self)
{
  /* acquire: who finds it closed may touch what belonged to the stage; pairs with the store in
   * domo_agenda_close(). */
  return atomic_load_explicit (&self->closed, memory_order_acquire);
}

static inline gboolean
domo_scheduled_repeats (const DomoScheduled *self)
{
  return self->kind >= DOMO_SCHEDULED_RATE;
}

/* Any thread. */
DomoAgenda *domo_agenda_new (DomoClock *clock);
DomoAgenda *domo_agenda_ref (DomoAgenda *self);
void domo_agenda_unref (DomoAgenda *self);
gboolean domo_agenda_add (DomoAgenda *self, DomoScheduled *scheduled, gint64 deadline);
void domo_agenda_add_again (DomoAgenda *self, DomoScheduled *scheduled, gint64 deadline);
void domo_agenda_forget (DomoAgenda *self, DomoScheduled *scheduled);
void domo_agenda_cancel_owned (DomoAgenda *self, DomoProxy *owner);
void domo_agenda_close (DomoAgenda *self);
gint64 domo_agenda_later (gint64 time, gint64 delay);
gint64 domo_agenda_deadline_at (DomoAgenda *self, gint64 real_time, gint64 now);

/* The heap, domo-agenda-heap.c. Under the lock. */
void domo_agenda_push_locked (DomoAgenda *self, DomoScheduled *scheduled);
void domo_agenda_remove_locked (DomoAgenda *self, DomoScheduled *scheduled);

/* Main contexts, domo-lane.c. Any thread. */
void domo_lane_push (DomoScheduled *scheduled);
void domo_lane_drop_all (DomoAgenda *agenda);

/* What happens to one, domo-scheduled.c. Any thread. */
typedef enum
{
  DOMO_CLAIM_RUN,
  DOMO_CLAIM_BUSY, /* it is running, and cannot be run now */
  DOMO_CLAIM_GONE,
} DomoClaim;

void domo_scheduled_fire (DomoScheduled *self, guint64 n_late);
DomoClaim domo_scheduled_claim (DomoScheduled *self, uint_fast64_t if_busy);
gboolean domo_scheduled_run_ended (DomoScheduled *self);
void domo_scheduled_run_in_actor (DomoActor *actor, gpointer data);
gboolean domo_scheduled_end (DomoScheduled *self, DomoScheduledState state);

static inline gboolean
domo_scheduled_is_pending (DomoScheduled *self)
{
  return (atomic_load_explicit (&self->word, memory_order_acquire) & DOMO_SCHEDULED_STATE) ==
         DOMO_SCHEDULED_PENDING;
}

G_END_DECLS
