/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* A picture of who waits for what, drawn by the actors of test-random-waits.c themselves. It says
 * which wait closes a circle: not by walking along it, as the library does, but by marking from the
 * one that waits whatever cannot happen before it goes on, until nothing is left to mark. Of the
 * library it asks only whether a future has settled and whether an actor has stopped.
 *
 * Futures and actors are known by numbers, in the order in which they are made. */

#define PICTURE_MAX_ACTORS  10
#define PICTURE_MAX_FUTURES 200
#define PICTURE_MAX_INPUTS  3
#define PICTURE_MAX_WAITS   64

typedef enum
{
  PICTURE_ASK,            /* @actor answers */
  PICTURE_ASK_CONCURRENT, /* the same, with a concurrent method */
  PICTURE_PROMISE,        /* somebody keeps it */
  PICTURE_START,          /* @actor has started */
  PICTURE_END,            /* it ends */
  PICTURE_ROOM,           /* @actor has room in its mailbox */
  PICTURE_DERIVED,        /* a callback of @actor for the one input */
  PICTURE_ALL,
  PICTURE_ANY, /* and race */
} PictureKind;

typedef struct
{
  PictureKind kind;
  DomoFuture *future;
  int depth; /* how much an ask's handler may ask in its turn */
  int actor;
  int n_inputs;
  int inputs[PICTURE_MAX_INPUTS];
  /* A handler or callback has begun to see to it, and waits for this future, or has answered with
   * it; -1: it is not waiting. */
  gboolean in_hand;
  int waits_for;
  gboolean follows; /* it has answered with it */

  gboolean mark;
} PictureFuture;

typedef struct
{
  gpointer proxy;
  int parent; /* -1: the stage made it */
  int dispatcher;
  gboolean is_bounded;

  int n_waits; /* of handlers, hooks and callbacks that wait now */
  int waits[PICTURE_MAX_WAITS];
  int busy; /* that a handler has answered with, or -1 */

  gboolean has_started;
  gboolean open_failure; /* which the supervisor has yet to decide about */
  gboolean restarts;     /* a restart is on its way */
  int n_orders;          /* all that is on its way and ends its waits: restarts, stops at once */
  gboolean is_to_stop;
  gboolean ends_now; /* and its children, too */
  gboolean is_stopping;
  gboolean is_restarting;
  gboolean awaits_children;
  gboolean is_held;

  gboolean mark;      /* cannot take its next message */
  gboolean life_mark; /* cannot end */
} PictureActor;

/* The supervisor of all the others. */
#define PICTURE_SUPERVISOR 0

typedef struct
{
  int n_actors;
  PictureActor actors[PICTURE_MAX_ACTORS];
  int n_futures;
  PictureFuture futures[PICTURE_MAX_FUTURES];
} Picture;

void picture_clear (Picture *self);
int picture_add_future (Picture *self, PictureKind kind, int actor);
int picture_add_actor (Picture *self, int parent);
int picture_find_actor (Picture *self, gpointer proxy);
gboolean picture_is_pending (Picture *self, int future);

void picture_begin_wait (Picture *self, int actor, int future);
void picture_end_wait (Picture *self, int actor, int future);

/* Whether @actor, by waiting for @future, would close a circle. The wait is in the picture;
 * @done_for is the ask or derived future that it is done for, or -1. Who cannot go on before it
 * does is marked. */
gboolean picture_is_circle (Picture *self, int actor, int future, int done_for);
/* Nobody has anything to do: marks all that cannot come about any more. */
void picture_mark_dead (Picture *self);

G_END_DECLS
