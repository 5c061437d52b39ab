/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_SUPERVISION_INSIDE) && !defined(DOMO_SUPERVISION_COMPILATION)
#error "Only <domo-supervision.h> can be included directly."
#endif

#include "domo-supervision-strategy.h"

G_BEGIN_DECLS

#define DOMO_TYPE_DEFAULT_SUPERVISOR (domo_default_supervisor_get_type ())

DOMO_SUPERVISION_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (
    DomoDefaultSupervisor, domo_default_supervisor, DOMO, DEFAULT_SUPERVISOR, DomoActor)

/**
 * DomoDefaultSupervisorClass:
 * @parent_class: the parent class
 * @handle_failure: what [method@DomoCore.Supervisor.inform] does; a class that extends it calls
 * that of its parent class to have the decision made
 * @supervision_strategy: answers the strategy; asked once for each instance, when it first needs it
 * @decide_directive: decides about one failure
 *
 * What a supervisor may do in another way. All of it runs where the supervisor's messages run.
 */
struct _DomoDefaultSupervisorClass
{
  DomoActorClass parent_class;

  void (*handle_failure) (DomoDefaultSupervisor *self, DomoSupervised *supervised);
  DomoSupervisionStrategy *(*supervision_strategy) (DomoDefaultSupervisor *self);
  DomoSupervisionDirective (*decide_directive) (DomoDefaultSupervisor *self,
                                                DomoSupervised *supervised,
                                                DomoSupervisionStrategy *strategy);

  /*< private >*/
  gpointer padding[8];
};

DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoSupervisionStrategy *domo_default_supervisor_get_strategy (DomoDefaultSupervisor *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
gboolean domo_default_supervisor_apply (DomoDefaultSupervisor *self,
                                        DomoSupervised *supervised,
                                        DomoSupervisionDirective directive);

G_END_DECLS
