/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* A protocol and an actor as a program outside this project writes them. */

#define DEMO_TYPE_COUNTER (demo_counter_get_type ())
G_DECLARE_INTERFACE (DemoCounter, demo_counter, DEMO, COUNTER, DomoProtocol)

struct _DemoCounterInterface
{
  GTypeInterface parent_iface;

  void (*increment) (DemoCounter *self);
  DomoFuture *(*add) (DemoCounter *self, gint64 amount);
  DomoFuture *(*wait_for) (DemoCounter *self, gpointer promise);
  DomoFuture *(*refuse) (DemoCounter *self, const char *why);
  DomoFuture *(*branch) (DemoCounter *self, gboolean by_definition);
  DomoFuture *(*knows_itself) (DemoCounter *self, GObject *proxy, GObject *stage);
};

void demo_counter_increment (DemoCounter *self);
DomoFuture *demo_counter_add (DemoCounter *self, gint64 amount);

/* Answers what @promise is settled with, and lets other messages in meanwhile. */
DomoFuture *demo_counter_wait_for (DemoCounter *self, DomoPromise *promise);

/* Fails. */
DomoFuture *demo_counter_refuse (DemoCounter *self, const char *why);

/* Answers a new child, which starts where this counter is. */
DomoFuture *demo_counter_branch (DemoCounter *self, gboolean by_definition);

/* Answers whether the actor's own proxy and stage are these. */
DomoFuture *demo_counter_knows_itself (DemoCounter *self, GObject *proxy, GObject *stage);

#define COUNTER_TYPE_ACTOR (counter_actor_get_type ())
G_DECLARE_FINAL_TYPE (CounterActor, counter_actor, COUNTER, ACTOR, DomoActor)

/* The hooks that have run since the last call, in order, with a space after each; NULL if none. */
char *counter_actor_steal_hooks (void);

G_END_DECLS
