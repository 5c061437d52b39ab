/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "step-stage.h"

G_BEGIN_DECLS

/* A supervisor that does with each report what the test says. It journals "inform" and its own
 * "supervisor.before_stop". */

typedef enum
{
  POLICY_RESUME,
  POLICY_RESTART,
  POLICY_STOP,
  POLICY_ESCALATE,
  POLICY_FAIL,   /* itself */
  POLICY_FORGET, /* drops the report */
  POLICY_KEEP,   /* for the test to decide about */
} PolicyPlan;

typedef struct
{
  PolicyPlan plan;
  DomoSupervisionScope scope;
  gint64 delay;
  guint n_informed;
  guint n_counted; /* directives that counted */
  GPtrArray *kept;
  /* Names of children, one letter each, that it makes in before_start and looks after itself, and
   * their proxies. They keep their state. */
  const char *children;
  GPtrArray *made;
} Policy;

#define POLICY_TYPE_SUPERVISOR (policy_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (PolicySupervisor, policy_supervisor, POLICY, SUPERVISOR, DomoActor)

/* Makes a supervisor and registers it as "test". */
gpointer policy_make_supervisor (StepStage *stage, Policy *policy);
/* How to make an actor that it looks after, which journals its hooks. */
DomoDefinition *policy_define (Journal *journal,
                               const char *name,
                               const char *fail_in,
                               int *failures_left);
/* Such an actor. */
TestSubject *policy_make_supervised (StepStage *stage,
                                     const char *name,
                                     const char *fail_in,
                                     int *failures_left);
/* Gives the directive that @plan says; answers whether it counted. */
gboolean policy_decide (const Policy *policy, PolicyPlan plan, DomoSupervised *supervised);
/* Why the actor, which has stopped, has. */
int policy_get_stop_reason (gpointer proxy);

G_END_DECLS
