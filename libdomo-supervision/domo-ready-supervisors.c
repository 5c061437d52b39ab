/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-ready-supervisors.h"

/* Supervisors that are ready to be made and registered. They differ in one function. */

#define DEFINE_SUPERVISOR(Name, name, directive, strategy_func)                               \
  struct _##Name                                                                              \
  {                                                                                           \
    DomoDefaultSupervisor parent_instance;                                                    \
  };                                                                                          \
                                                                                              \
  G_DEFINE_FINAL_TYPE (Name, name, DOMO_TYPE_DEFAULT_SUPERVISOR)                              \
                                                                                              \
  static DomoSupervisionDirective name##_decide_directive (DomoDefaultSupervisor *self,       \
                                                           DomoSupervised *supervised,        \
                                                           DomoSupervisionStrategy *strategy) \
  {                                                                                           \
    return directive;                                                                         \
  }                                                                                           \
                                                                                              \
  static void name##_class_init (Name##Class *klass)                                          \
  {                                                                                           \
    DomoDefaultSupervisorClass *supervisor_class = DOMO_DEFAULT_SUPERVISOR_CLASS (klass);     \
                                                                                              \
    supervisor_class->decide_directive = name##_decide_directive;                             \
    if (strategy_func != NULL)                                                                \
      supervisor_class->supervision_strategy = strategy_func;                                 \
  }                                                                                           \
                                                                                              \
  static void name##_init (Name *self)                                                        \
  {                                                                                           \
  }

static DomoSupervisionStrategy *
domo_always_restart_supervisor_strategy (DomoDefaultSupervisor *self)
{
  DomoSupervisionStrategy *strategy = NULL;

  g_object_get (self, "strategy", &strategy, NULL);
  if (strategy == NULL)
    {
      g_autoptr (DomoBackOff) back_off =
          domo_back_off_new (10 * G_TIME_SPAN_MILLISECOND, 2, 10 * G_USEC_PER_SEC, 0,
                             10 * G_USEC_PER_SEC);

      strategy = domo_supervision_strategy_new (-1, 0, DOMO_SUPERVISION_SCOPE_ONE);
      domo_supervision_strategy_set_back_off (strategy, back_off);
    }
  return strategy;
}

static DomoSupervisionDirective
decide_by_rules (DomoSupervisionStrategy *strategy, const GError *error)
{
  DomoSupervisionDirective directive = domo_supervision_strategy_get_rule (strategy, error);

  return directive != DOMO_SUPERVISION_DIRECTIVE_NONE ? directive
                                                      : DOMO_SUPERVISION_DIRECTIVE_ESCALATE;
}

/**
 * DomoAlwaysResumeSupervisor:
 *
 * Lets actors go on as they are, whatever failed; one whose start failed is restarted.
 *
 * The strategy gives the scope, and bounds such restarts. A resume is not bounded: an actor that
 * fails at every message is resumed after every message.
 */
DEFINE_SUPERVISOR (DomoAlwaysResumeSupervisor,
                   domo_always_resume_supervisor,
                   DOMO_SUPERVISION_DIRECTIVE_RESUME,
                   NULL)

/**
 * DomoAlwaysRestartSupervisor:
 *
 * Restarts actors, whatever failed. If no strategy is given it does so for ever, and as the public
 * root does after waits that grow from 10 ms to 10 s, until an instance has lasted for 10 s. A
 * strategy that is given may bound it.
 */
DEFINE_SUPERVISOR (DomoAlwaysRestartSupervisor,
                   domo_always_restart_supervisor,
                   DOMO_SUPERVISION_DIRECTIVE_RESTART,
                   domo_always_restart_supervisor_strategy)

/**
 * DomoStopSupervisor:
 *
 * Stops actors, whatever failed: for those that do one piece of work and whose failure is its
 * outcome.
 */
DEFINE_SUPERVISOR (DomoStopSupervisor, domo_stop_supervisor, DOMO_SUPERVISION_DIRECTIVE_STOP, NULL)

/**
 * DomoEscalateSupervisor:
 *
 * Leaves every decision to its own supervisor.
 */
DEFINE_SUPERVISOR (DomoEscalateSupervisor,
                   domo_escalate_supervisor,
                   DOMO_SUPERVISION_DIRECTIVE_ESCALATE,
                   NULL)

/**
 * DomoRulesSupervisor:
 *
 * Decides by the rules of its strategy alone, and escalates errors that no rule covers: what nobody
 * has thought of is not for this supervisor to judge.
 */
DEFINE_SUPERVISOR (DomoRulesSupervisor,
                   domo_rules_supervisor,
                   decide_by_rules (strategy, domo_supervised_get_error (supervised)),
                   NULL)
