/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-supervision.h>

#include "policy-supervisor.h"

G_BEGIN_DECLS

/* A supervisor that derives from the default one and decides as the test says. */

typedef struct
{
  /* What it decides; NONE: by the strategy. */
  DomoSupervisionDirective directive;
  /* It fails instead. */
  gboolean fails;
  guint n_asked;
  guint n_informed;
  /* Names of children, one letter each, that it makes before each start and looks after, under the
   * name "s"; and their latest proxies. */
  const char *children;
  TestSubject *made[3];
} Plan;

/* Drops the proxies. */
void plan_clear (Plan *self);

/* The class. Properties: "plan" (pointer to a Plan, or NULL), "journal" (Journal). It journals its
 * hooks as s.before_stop and so on. */
#define PLANNED_TYPE_SUPERVISOR (planned_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (
    PlannedSupervisor, planned_supervisor, PLANNED, SUPERVISOR, DomoDefaultSupervisor)

/* Makes one of them, and registers it as @name. @own: the name of its own supervisor, or NULL.
 * Takes
 * @strategy. */
gpointer planned_supervisor_new (StepStage *stage,
                                 const char *name,
                                 const char *own,
                                 Plan *plan,
                                 DomoSupervisionStrategy *strategy);
/* The same of another class, which has no plan and keeps no journal. */
gpointer supervisor_new (StepStage *stage,
                         GType type,
                         const char *name,
                         DomoSupervisionStrategy *strategy);
/* An actor that the supervisor of that name looks after, and that journals its hooks. It does not
 * keep its state. */
TestSubject *supervised_new (StepStage *stage, const char *supervisor, const char *name);
/* The same, with a hook that fails so many times. */
TestSubject *supervised_new_failing (StepStage *stage,
                                     const char *supervisor,
                                     const char *name,
                                     const char *fail_in,
                                     int *failures_left);

/* Lets an actor fail, and runs all that comes of it. */
void fail_and_run (StepStage *stage, TestSubject *actor);
/* How often the journal says that an actor of that name has started. */
guint count_starts (StepStage *stage, const char *name);
/* Whether it handles messages. */
gboolean is_at_work (StepStage *stage, TestSubject *actor);

/* A strategy of plain restarts. */
DomoSupervisionStrategy *strategy_of (int intensity, gint64 period, DomoSupervisionScope scope);

G_END_DECLS
