/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "policy-supervisor.h"

struct _PolicySupervisor
{
  DomoActor parent_instance;

  Policy *policy;
  Journal *journal;
};

gboolean
policy_decide (const Policy *policy, PolicyPlan plan, DomoSupervised *supervised)
{
  switch (plan)
    {
    case POLICY_RESUME:
      return domo_supervised_resume (supervised, policy->scope);
    case POLICY_RESTART:
      return domo_supervised_restart (supervised, policy->scope, policy->delay);
    case POLICY_STOP:
      return domo_supervised_stop (supervised, policy->scope);
    case POLICY_ESCALATE:
      return domo_supervised_escalate (supervised);
    case POLICY_FAIL:
    case POLICY_FORGET:
    case POLICY_KEEP:
    default:
      return FALSE;
    }
}

static void
policy_supervisor_inform (DomoSupervisor *supervisor, DomoSupervised *supervised)
{
  PolicySupervisor *self = POLICY_SUPERVISOR (supervisor);
  Policy *policy = self->policy;

  policy->n_informed++;
  journal_add (self->journal, "inform");
  if (policy->plan == POLICY_FAIL)
    domo_actor_fail (DOMO_ACTOR (self),
                     g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "supervisor"));
  else if (policy->plan == POLICY_KEEP)
    g_ptr_array_add (policy->kept, domo_supervised_ref (supervised));
  else
    policy->n_counted += policy_decide (policy, policy->plan, supervised);
}

static void
policy_supervisor_supervisor_init (DomoSupervisorInterface *iface)
{
  iface->inform = policy_supervisor_inform;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PolicySupervisor,
                               policy_supervisor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DOMO_TYPE_SUPERVISOR,
                                                      policy_supervisor_supervisor_init))

static void
policy_supervisor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PolicySupervisor *self = POLICY_SUPERVISOR (object);

  if (id == 1)
    self->policy = g_value_get_pointer (value);
  else
    self->journal = g_value_dup_boxed (value);
}

static void
policy_supervisor_before_start (DomoActor *actor)
{
  PolicySupervisor *self = POLICY_SUPERVISOR (actor);

  for (const char *at = self->policy->children; at != NULL && *at != '\0'; at++)
    {
      const char name[] = { *at, '\0' };
      g_autoptr (DomoDefinition) definition = policy_define (self->journal, name, NULL, NULL);
      g_autoptr (GError) error = NULL;
      gpointer child;

      domo_definition_set_keep_state (definition, TRUE);
      child = domo_actor_child_for_definition (actor, definition, &error);
      g_assert_no_error (error);
      g_ptr_array_add (self->policy->made, child);
    }
}

static void
policy_supervisor_before_stop (DomoActor *actor)
{
  journal_add (POLICY_SUPERVISOR (actor)->journal, "supervisor.before_stop");
}

static void
policy_supervisor_finalize (GObject *object)
{
  journal_unref (POLICY_SUPERVISOR (object)->journal);

  G_OBJECT_CLASS (policy_supervisor_parent_class)->finalize (object);
}

static void
policy_supervisor_class_init (PolicySupervisorClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY;

  G_OBJECT_CLASS (klass)->set_property = policy_supervisor_set_property;
  G_OBJECT_CLASS (klass)->finalize = policy_supervisor_finalize;
  DOMO_ACTOR_CLASS (klass)->before_start = policy_supervisor_before_start;
  DOMO_ACTOR_CLASS (klass)->before_stop = policy_supervisor_before_stop;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
                                   g_param_spec_pointer ("policy", NULL, NULL, flags));
  g_object_class_install_property (G_OBJECT_CLASS (klass), 2,
                                   g_param_spec_boxed ("journal", NULL, NULL, JOURNAL_TYPE, flags));
}

static void
policy_supervisor_init (PolicySupervisor *self)
{
}

gpointer
policy_make_supervisor (StepStage *stage, Policy *policy)
{
  gpointer supervisor = domo_stage_actor_for (stage->stage, POLICY_TYPE_SUPERVISOR, "policy",
                                              policy, "journal", stage->journal, NULL);

  domo_stage_register_supervisor (stage->stage, "test", supervisor);
  step_stage_run (stage);
  return supervisor;
}

DomoDefinition *
policy_define (Journal *journal, const char *name, const char *fail_in, int *failures_left)
{
  DomoDefinition *definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", name, "journal", journal, "hooks", TRUE,
                           "fail-in", fail_in, "failures-left", failures_left, NULL);

  domo_definition_set_supervisor (definition, "test");
  return definition;
}

TestSubject *
policy_make_supervised (StepStage *stage, const char *name, const char *fail_in, int *failures_left)
{
  g_autoptr (DomoDefinition) definition =
      policy_define (stage->journal, name, fail_in, failures_left);
  g_autoptr (GError) error = NULL;
  TestSubject *actor = domo_stage_actor_for_definition (stage->stage, definition, &error);

  g_assert_no_error (error);
  return actor;
}

int
policy_get_stop_reason (gpointer proxy)
{
  g_autoptr (DomoFuture) stopped = domo_proxy_stopped (proxy);

  g_assert_true (domo_future_is_resolved (stopped));
  return g_value_get_enum (domo_future_get_value (stopped, NULL));
}
