/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "step-stage.h"

G_BEGIN_DECLS

/* Awaits a promise as often as told, and journals how each wait ended. */
typedef struct
{
  DomoPromise *promise;
  Journal *journal;
  guint n_left;
} PromisedWait;

void promised_wait_now (PromisedWait *self);

/* An actor of which any hook can wait, with the protocol of the test class. */

#define HOOKED_TYPE_ACTOR (hooked_actor_get_type ())
G_DECLARE_FINAL_TYPE (HookedActor, hooked_actor, HOOKED, ACTOR, DomoActor)

/* The hook that waits, or NULL; all are journaled. It outlives the actor. */
typedef struct
{
  PromisedWait wait;
  const char *hook;
  int n_instances; /* that are alive */
} Hooked;

TestSubject *hooked_make (StepStage *stage, Hooked *hooked, const char *hook);
/* Ends the waits. */
void hooked_resolve (StepStage *stage, Hooked *hooked);
/* Stops the actor. */
void hooked_end (StepStage *stage, Hooked *hooked, TestSubject *actor);

G_END_DECLS
