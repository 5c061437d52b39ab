/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "planned-supervisor.h"

struct _PlannedSupervisor
{
  DomoDefaultSupervisor parent_instance;

  Plan *plan;
  Journal *journal;
};

G_DEFINE_FINAL_TYPE (PlannedSupervisor, planned_supervisor, DOMO_TYPE_DEFAULT_SUPERVISOR)

static void
planned_supervisor_handle_failure (DomoDefaultSupervisor *supervisor, DomoSupervised *supervised)
{
  PlannedSupervisor *self = PLANNED_SUPERVISOR (supervisor);

  if (self->plan != NULL)
    self->plan->n_informed++;
  DOMO_DEFAULT_SUPERVISOR_CLASS (planned_supervisor_parent_class)
      ->handle_failure (supervisor, supervised);
}

static DomoSupervisionDirective
planned_supervisor_decide_directive (DomoDefaultSupervisor *supervisor,
                                     DomoSupervised *supervised,
                                     DomoSupervisionStrategy *strategy)
{
  PlannedSupervisor *self = PLANNED_SUPERVISOR (supervisor);
  Plan *plan = self->plan;

  if (plan != NULL)
    plan->n_asked++;
  if (plan != NULL && plan->fails)
    {
      domo_actor_fail (DOMO_ACTOR (self),
                       g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "at a loss"));
      return DOMO_SUPERVISION_DIRECTIVE_NONE;
    }
  if (plan != NULL && plan->directive != DOMO_SUPERVISION_DIRECTIVE_NONE)
    return plan->directive;
  return DOMO_DEFAULT_SUPERVISOR_CLASS (planned_supervisor_parent_class)
      ->decide_directive (supervisor, supervised, strategy);
}

static void
make_children (DomoActor *actor, Journal *journal, Plan *plan)
{
  for (guint i = 0; plan->children[i] != '\0'; i++)
    {
      const char name[] = { plan->children[i], '\0' };
      g_autoptr (DomoDefinition) definition = policy_define (journal, name, NULL, NULL);
      g_autoptr (GError) error = NULL;

      domo_definition_set_supervisor (definition, "s");
      g_clear_object (&plan->made[i]);
      plan->made[i] = domo_actor_child_for_definition (actor, definition, &error);
      g_assert_no_error (error);
    }
}

static void
planned_supervisor_before_start (DomoActor *actor)
{
  PlannedSupervisor *self = PLANNED_SUPERVISOR (actor);

  journal_add (self->journal, "s.before_start");
  if (self->plan != NULL && self->plan->children != NULL)
    make_children (actor, self->journal, self->plan);
}

static void
planned_supervisor_before_stop (DomoActor *actor)
{
  journal_add (PLANNED_SUPERVISOR (actor)->journal, "s.before_stop");
}

static void
planned_supervisor_after_stop (DomoActor *actor)
{
  journal_add (PLANNED_SUPERVISOR (actor)->journal, "s.after_stop");
}

static void
planned_supervisor_before_restart (DomoActor *actor, const GError *error)
{
  journal_add (PLANNED_SUPERVISOR (actor)->journal, "s.before_restart");
}

static void
planned_supervisor_after_restart (DomoActor *actor, const GError *error)
{
  journal_add (PLANNED_SUPERVISOR (actor)->journal, "s.after_restart");
}

static void
planned_supervisor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PlannedSupervisor *self = PLANNED_SUPERVISOR (object);

  if (id == 1)
    self->plan = g_value_get_pointer (value);
  else
    self->journal = g_value_dup_boxed (value);
}

static void
planned_supervisor_finalize (GObject *object)
{
  PlannedSupervisor *self = PLANNED_SUPERVISOR (object);

  journal_add (self->journal, "s.finalize");
  journal_unref (self->journal);

  G_OBJECT_CLASS (planned_supervisor_parent_class)->finalize (object);
}

static void
planned_supervisor_class_init (PlannedSupervisorClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  DomoActorClass *actor_class = DOMO_ACTOR_CLASS (klass);
  DomoDefaultSupervisorClass *supervisor_class = DOMO_DEFAULT_SUPERVISOR_CLASS (klass);

  object_class->set_property = planned_supervisor_set_property;
  object_class->finalize = planned_supervisor_finalize;
  actor_class->before_start = planned_supervisor_before_start;
  actor_class->before_stop = planned_supervisor_before_stop;
  actor_class->after_stop = planned_supervisor_after_stop;
  actor_class->before_restart = planned_supervisor_before_restart;
  actor_class->after_restart = planned_supervisor_after_restart;
  supervisor_class->handle_failure = planned_supervisor_handle_failure;
  supervisor_class->decide_directive = planned_supervisor_decide_directive;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_pointer ("plan", NULL, NULL, flags));
  g_object_class_install_property (object_class, 2,
                                   g_param_spec_boxed ("journal", NULL, NULL, JOURNAL_TYPE, flags));
}

static void
planned_supervisor_init (PlannedSupervisor *self)
{
}

static gpointer
make (StepStage *stage, DomoDefinition *definition)
{
  g_autoptr (GError) error = NULL;
  gpointer actor = domo_stage_actor_for_definition (stage->stage, definition, &error);

  g_assert_no_error (error);
  return actor;
}

gpointer
planned_supervisor_new (StepStage *stage,
                        const char *name,
                        const char *own,
                        Plan *plan,
                        DomoSupervisionStrategy *strategy)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (PLANNED_TYPE_SUPERVISOR, "plan", plan, "journal", stage->journal,
                           "strategy", strategy, NULL);
  gpointer supervisor;

  domo_definition_set_supervisor (definition, own);
  supervisor = make (stage, definition);
  domo_stage_register_supervisor (stage->stage, name, supervisor);
  domo_supervision_strategy_unref (strategy);
  step_stage_run (stage);
  return supervisor;
}

gpointer
supervisor_new (StepStage *stage, GType type, const char *name, DomoSupervisionStrategy *strategy)
{
  gpointer supervisor = domo_stage_actor_for (stage->stage, type, "strategy", strategy, NULL);

  domo_stage_register_supervisor (stage->stage, name, supervisor);
  g_clear_pointer (&strategy, domo_supervision_strategy_unref);
  step_stage_run (stage);
  return supervisor;
}

TestSubject *
supervised_new_failing (StepStage *stage,
                        const char *supervisor,
                        const char *name,
                        const char *fail_in,
                        int *failures_left)
{
  g_autoptr (DomoDefinition) definition =
      policy_define (stage->journal, name, fail_in, failures_left);

  domo_definition_set_supervisor (definition, supervisor);
  return make (stage, definition);
}

TestSubject *
supervised_new (StepStage *stage, const char *supervisor, const char *name)
{
  return supervised_new_failing (stage, supervisor, name, NULL, NULL);
}

void
fail_and_run (StepStage *stage, TestSubject *actor)
{
  test_subject_fail (actor, "why");
  step_stage_run (stage);
}

guint
count_starts (StepStage *stage, const char *name)
{
  g_autofree char *journal = journal_get_text (stage->journal);
  g_autofree char *entry = g_strconcat (name, ".before_start", NULL);
  g_auto (GStrv) entries = g_strsplit (journal, " ", -1);
  guint n = 0;

  for (guint i = 0; entries[i] != NULL; i++)
    n += g_str_equal (entries[i], entry);
  return n;
}

gboolean
is_at_work (StepStage *stage, TestSubject *actor)
{
  g_autoptr (DomoFuture) answer = test_subject_ask (actor, 1);

  step_stage_run (stage);
  return domo_future_is_resolved (answer);
}

DomoSupervisionStrategy *
strategy_of (int intensity, gint64 period, DomoSupervisionScope scope)
{
  return domo_supervision_strategy_new (intensity, period, scope);
}

void
plan_clear (Plan *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->made); i++)
    g_clear_object (&self->made[i]);
}
