/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_SUPERVISION_INSIDE) && !defined(DOMO_SUPERVISION_COMPILATION)
#error "Only <domo-supervision.h> can be included directly."
#endif

#include "domo-default-supervisor.h"

G_BEGIN_DECLS

#define DOMO_TYPE_ALWAYS_RESUME_SUPERVISOR  (domo_always_resume_supervisor_get_type ())
#define DOMO_TYPE_ALWAYS_RESTART_SUPERVISOR (domo_always_restart_supervisor_get_type ())
#define DOMO_TYPE_STOP_SUPERVISOR           (domo_stop_supervisor_get_type ())
#define DOMO_TYPE_ESCALATE_SUPERVISOR       (domo_escalate_supervisor_get_type ())
#define DOMO_TYPE_RULES_SUPERVISOR          (domo_rules_supervisor_get_type ())

DOMO_SUPERVISION_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (DomoAlwaysResumeSupervisor,
                      domo_always_resume_supervisor,
                      DOMO,
                      ALWAYS_RESUME_SUPERVISOR,
                      DomoDefaultSupervisor)
DOMO_SUPERVISION_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (DomoAlwaysRestartSupervisor,
                      domo_always_restart_supervisor,
                      DOMO,
                      ALWAYS_RESTART_SUPERVISOR,
                      DomoDefaultSupervisor)
DOMO_SUPERVISION_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (
    DomoStopSupervisor, domo_stop_supervisor, DOMO, STOP_SUPERVISOR, DomoDefaultSupervisor)
DOMO_SUPERVISION_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (DomoEscalateSupervisor,
                      domo_escalate_supervisor,
                      DOMO,
                      ESCALATE_SUPERVISOR,
                      DomoDefaultSupervisor)
DOMO_SUPERVISION_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (
    DomoRulesSupervisor, domo_rules_supervisor, DOMO, RULES_SUPERVISOR, DomoDefaultSupervisor)

G_END_DECLS
