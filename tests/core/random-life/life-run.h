/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-testkit.h>

#include "life-actor.h"
#include "life-model.h"

G_BEGIN_DECLS

/* One sequence: a stage beside the model of it. */
typedef struct
{
  DomoTestDispatcher *dispatchers[2]; /* the stage's own, and another */
  DomoInterceptor *interceptor;
  DomoManualClock *clock;
  DomoStage *stage;
  LifeWorld *world;
  Model *model;
  GRand *random;
  gboolean tells;

  DomoFuture *asks[LIFE_MAX_CALLS]; /* NULL for tells */
  GCancellable *cancellables[LIFE_MAX_CALLS];
  gboolean ask_is_seen[LIFE_MAX_CALLS];
  DomoFuture *starting[LIFE_MAX_ACTORS]; /* NULL for children; so are the next */
  DomoFuture *stopping[LIFE_MAX_ACTORS];
  gboolean stop_is_seen[LIFE_MAX_ACTORS];
  guint n_events_seen;
  int last; /* the actor that ran just now, or -1 */
  guint n_checks;

  /* Log lines about each actor, and how many there were before it failed last. */
  guint64 addresses[LIFE_MAX_ACTORS];
  guint n_lines[LIFE_MAX_ACTORS];
  guint n_lines_before[LIFE_MAX_ACTORS];
  gint64 failed_at[LIFE_MAX_ACTORS];

  char *problem; /* the first */
} LifeRun;

/* A random number below @n. */
guint life_run_pick (LifeRun *self, guint n);
/* Says what happens, if this run is told. */
void life_run_tell (LifeRun *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Keeps what is wrong, if it is the first. */
void life_run_complain (LifeRun *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* life-check.c */

/* Compares all that can be seen. */
void life_run_check (LifeRun *self);
/* Runs one message of a random actor of those that are ready, and checks. */
void life_run_step (LifeRun *self);
/* Whether anybody is ready. */
gboolean life_run_is_ready (LifeRun *self);
/* Until nobody is ready: then nobody must have anything to do. */
void life_run_drain (LifeRun *self);
/* Nobody stays suspended without a line in the log that says why. */
void life_run_check_suspended (LifeRun *self);

/* life-operations.c */

/* One random thing happens from outside. */
void life_run_operate (LifeRun *self);
/* Makes an actor of the stage's own, and the first two supervisors. */
void life_run_spawn (LifeRun *self, LifeSpec spec);
void life_run_advance (LifeRun *self, gint64 us);
/* Sets the interceptor, or none. */
void life_run_intercept (LifeRun *self, gboolean intercepts);
void life_run_close (LifeRun *self, gboolean forced);

G_END_DECLS
