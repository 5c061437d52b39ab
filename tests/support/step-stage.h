/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-testkit.h>

#include "test-actor.h"

G_BEGIN_DECLS

/* The testkit's fixture for tests that look at what a careful program does not come to: dead
 * letters are no surprise, none are recorded, and what is left of actors at the end is closed by
 * force. With a journal for actors of the test class. */
typedef struct
{
  /* Those of the fixture. */
  DomoTestDispatcher *dispatcher;
  DomoManualClock *clock;
  DomoStage *stage;

  Journal *journal;
  DomoTestFixture fixture;
} StepStage;

void step_stage_set_up (StepStage *self);
/* The same with one more property of the stage, whose value is a pointer. */
void step_stage_set_up_with (StepStage *self, const char *property, gpointer value);
/* Closes the stage, which must not leave anything behind. */
void step_stage_tear_down (StepStage *self);
/* Runs actors, and not the main context; answers how many steps there were. */
guint step_stage_run (StepStage *self);
/* An actor of the test class with that name and the stage's journal; journals hooks where asked. */
TestSubject *step_stage_actor (StepStage *self, const char *name, gboolean hooks);
/* Steps until @future has settled, which it must; keeps it. */
void step_stage_settle (StepStage *self, DomoFuture *future);
/* The same, and asserts that it was rejected with that code and a message like @pattern. */
void step_stage_assert_rejected (StepStage *self,
                                 DomoFuture *future,
                                 DomoError code,
                                 const char *pattern);

/* Iterates the global main context until it has nothing to do; listeners and callbacks outside
 * actors are called there. */
void iterate_main_context (void);

/* Adds a test that runs on such a stage, and has to let go of all futures. */
void step_stage_add_test (const char *path, void (*func) (StepStage *stage));

G_END_DECLS
