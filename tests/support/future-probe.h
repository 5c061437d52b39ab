/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* What the tests of futures share. */

/* How a future stands. */
void assert_pending (DomoFuture *future);
void assert_resolved (DomoFuture *future);
void assert_number (DomoFuture *future, gint64 expected);
/* @message may be NULL: any. */
void assert_rejected (DomoFuture *future, GQuark domain, int code, const char *message);

/* A callback that keeps count, and answers what it was given. */
typedef struct
{
  DomoFuture *answer; /* answered with a reference of its own, or NULL */
  GString *order;     /* where to add @name, or NULL */
  char name;

  guint n_calls;
  guint n_destroyed;
  DomoFuture *settled; /* what it was called with; only to compare */
  GMainContext *context;
  GThread *thread;
} FutureProbe;

DomoFuture *future_probe_func (DomoFuture *settled, gpointer probe);
void future_probe_destroy (gpointer probe);

/* The three ways to add a callback. */
typedef DomoFuture *(*FutureAdder) (DomoFuture *self,
                                    DomoFutureFunc func,
                                    gpointer data,
                                    GDestroyNotify destroy);
enum
{
  ADDER_THEN,
  ADDER_CATCH,
  ADDER_FINALLY,
  N_ADDERS
};
extern const FutureAdder future_adders[N_ADDERS];

/* A future that a callback in @context (NULL: the global default) settles as @like has settled.
 * Takes @like. */
DomoFuture *settle_in (GMainContext *context, DomoFuture *like);
/* A GThreadFunc: resolves a promise with the number 1, and takes it. */
gpointer resolve_in_thread (gpointer promise);
/* Dispatches what is ready in @context (NULL: the global default) until nothing is. */
void drain (GMainContext *context);
/* An object, and a pointer that becomes NULL with it. */
GObject *watched_object_new (gpointer *weak);

G_END_DECLS
