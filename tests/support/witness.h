/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "test-actor.h"

G_BEGIN_DECLS

/* What tells in which thread things happen. */

/* Sees things happen, all of them in one thread if all is well. All zeroes has seen nothing. */
typedef struct
{
  GThread *thread; /* of the first */
  guint n_seen;    /* there */
  guint n_elsewhere;
} Witness;

/* Something happens, in this thread. From any. */
void witness_see (Witness *self);
/* How much has happened, wherever. */
guint witness_get_n_seen (Witness *self);
/* Asserts that everything has happened in @thread, and at least one thing has. */
void witness_assert_only_in (Witness *self, GThread *thread);
/* An object whose end @self sees. */
GObject *witness_object_new (Witness *self);

/* An actor that lets a witness see all that happens to it: its making and its release, its hooks,
 * and its messages. It has the protocol of the test actor. Properties, all construct-only:
 *   "witness" (pointer to a Witness);
 *   "treasure" (object): anything;
 *   "fails" (boolean): whether its start does.
 * Its tells do nothing but, where asked, fail. Keeps the number of its instance as state. */
#define WITNESS_TYPE_ACTOR (witness_actor_get_type ())
G_DECLARE_FINAL_TYPE (WitnessActor, witness_actor, WITNESS, ACTOR, DomoActor)

/* Such an actor on a dispatcher (NULL: the stage's), with a supervisor of that name or NULL. Keeps
 * its state. */
TestSubject *witness_actor_new (DomoStage *stage,
                                DomoDispatcher *dispatcher,
                                Witness *witness,
                                const char *supervisor);
/* How often the actor has been restarted. */
guint witness_actor_get_n_restarts (WitnessActor *self);

/* The thread in which the actor runs. Waits for it. */
GThread *thread_of (TestSubject *actor);
/* A future that is resolved in the last moments of that thread. Waits until it is promised. */
DomoFuture *end_of_thread_of (TestSubject *actor);
/* Calls @func inside the actor and waits for its answer. */
gint64 run_inside (TestSubject *actor, TestSubjectFunc func, gpointer data);
/* Waits until @future has settled, and asserts that it is resolved. Takes it. */
void await_resolved (DomoFuture *future);
/* Waits until the actor has stopped. Answers its reason. */
DomoStopReason await_stopped (gpointer actor);
/* Closes a stage, which must succeed. */
void close_stage (DomoStage *stage);

/* A gate at which a handler can be held up. */
typedef struct _Gate Gate;

Gate *gate_new (void);
void gate_free (Gate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Gate, gate_free)
/* A TestSubjectFunc: enters the gate, and answers 0 once that is open. */
DomoFuture *gate_pass (DomoActor *actor, gpointer gate);
/* Waits until somebody is at the gate. */
void gate_await_entry (Gate *self);
void gate_open (Gate *self);

G_END_DECLS
