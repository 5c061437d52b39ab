/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "waits-picture.h"

G_BEGIN_DECLS

/* The actors of test-random-waits.c. Each handler draws at random what it does: whom it asks, what
 * it makes of the futures, whether it waits for them or answers with them, or fails. It enters all
 * that into the picture, and complains if the library sees a circle where the picture has none, or
 * none where it has one. */

typedef struct
{
  Picture picture;
  GRand *random;
  DomoStage *stage;
  DomoDispatcher *dispatchers[2];
  /* Of the futures that somebody has to keep; NULL for others, and when it has been. */
  DomoPromise *promises[PICTURE_MAX_FUTURES];
  gboolean tells;
  gboolean is_closing; /* nothing is checked any more, and nobody waits */
  guint n_steps;
  guint32 seed;

  /* What the handler that has just returned answered with, or -1. */
  int returned;
  int returned_by;
  gboolean returned_is_circle;

  guint n_circles;
  guint n_waits;
} World;

#define WAITS_TYPE_SUBJECT (waits_subject_get_type ())
G_DECLARE_INTERFACE (WaitsSubject, waits_subject, WAITS, SUBJECT, DomoProtocol)

struct _WaitsSubjectInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*ask) (WaitsSubject *self, int number);
  DomoFuture *(*ask_concurrent) (WaitsSubject *self, int number);
};

#define WAITS_TYPE_ACTOR (waits_actor_get_type ())
G_DECLARE_FINAL_TYPE (WaitsActor, waits_actor, WAITS, ACTOR, DomoActor)

/* Instances that are alive. */
int waits_actor_count_instances (void);

/* A random number below @n. */
guint world_pick (World *self, guint n);
/* Says what happens, if that is wanted. */
void world_tell (World *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Ends the test. */
void world_complain (World *self, const char *format, ...) G_GNUC_PRINTF (2, 3) G_GNUC_NORETURN;

/* Makes an actor; @parent is NULL for those of the stage. FALSE if there are enough. */
gboolean world_spawn (World *self, DomoActor *parent);
/* Sends an ask whose handler may ask in its turn, @depth deep; answers its number. */
int world_ask (World *self, int actor, int depth);
/* Orders that end the waits of an actor, if none is on its way. */
gboolean world_may_order (World *self, int actor);
void world_stop (World *self, int actor);
void world_stop_now (World *self, int actor);
void world_restart (World *self, int actor);
/* After a step in which a handler answered with a future: whether the library has seen a circle
 * where there is one. */
void world_check_returned (World *self);

G_END_DECLS
