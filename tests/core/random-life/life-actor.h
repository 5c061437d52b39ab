/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "life-words.h"

G_BEGIN_DECLS

/* The actors of test-random-life.c: they do what their world says, and write down what happens. */

typedef struct _LifeWorld LifeWorld;

/* What an actor finds about itself, whatever instance it is. */
typedef struct
{
  LifeWorld *world;
  int id;
  LifeSpec spec;
  guint fails;             /* the hooks that fail next, one bit each */
  int waits[LIFE_N_HOOKS]; /* the promise for which a hook waits next, or -1 */
  int born_in;             /* the call in whose context its first start runs; or -1, also later */
} LifeRecord;

struct _LifeWorld
{
  int n_actors;
  gpointer proxies[LIFE_MAX_ACTORS];
  LifeRecord records[LIFE_MAX_ACTORS];
  int n_calls;
  LifeCall calls[LIFE_MAX_CALLS];
  int n_stashes[LIFE_MAX_CALLS];         /* how often each was put aside */
  DomoPromise *promises[LIFE_MAX_CALLS]; /* made when first used; NULL again once settled */
  DomoFuture *promised[LIFE_MAX_CALLS];
  LifePolicy policy;
  GPtrArray *kept;             /* of DomoSupervised */
  GArray *events;              /* of LifeEvent */
  int n_shown[LIFE_MAX_CALLS]; /* how often an interceptor has seen each before its delivery */
  DomoDispatcher *dispatchers[2];
};

/* Ready for the next sequence; begins with nothing. */
void life_world_clear (LifeWorld *self);
void life_world_see (LifeWorld *self, int actor, LifeSight sight, int detail);
void life_world_see_event (LifeWorld *self, LifeEvent event);
/* The number of an actor. */
int life_world_find (LifeWorld *self, gpointer proxy);
/* The future of a call's promise (transfer none). */
DomoFuture *life_world_get_promised (LifeWorld *self, int call);
/* The next actor, made by @parent for that call, or by @stage if that is NULL. */
void life_world_spawn (
    LifeWorld *self, DomoStage *stage, DomoActor *parent, int call, LifeSpec spec);
/* An error that says whose failure it is: the number of a call, or -1. */
GError *life_new_failure (int number);
/* The interceptor, which gives the calls' verdicts (transfer full); life-interceptor.c. */
DomoInterceptor *life_world_make_interceptor (LifeWorld *self);
/* Gives a directive. */
gboolean life_decide (DomoSupervised *supervised, LifePolicy policy);
guint8 life_get_outcome (DomoFuture *future);

#define LIFE_TYPE_SUBJECT (life_subject_get_type ())
G_DECLARE_INTERFACE (LifeSubject, life_subject, LIFE, SUBJECT, DomoProtocol)

struct _LifeSubjectInterface
{
  GTypeInterface parent_iface;

  void (*tell) (LifeSubject *self, int call);
  DomoFuture *(*ask) (LifeSubject *self, int call);
  DomoFuture *(*ask_concurrent) (LifeSubject *self, int call);
};

/* Sends the call of that number, and answers the future of an ask. */
DomoFuture *life_subject_send (LifeSubject *self, LifeCall call, int number);

#define LIFE_TYPE_ACTOR (life_actor_get_type ())
G_DECLARE_FINAL_TYPE (LifeActor, life_actor, LIFE, ACTOR, DomoActor)

/* Instances that are alive. */
int life_actor_count_instances (void);

G_END_DECLS
