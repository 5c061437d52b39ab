/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-protocol.h"
#include "domo-types.h"

G_BEGIN_DECLS

#define DOMO_TYPE_SUPERVISOR (domo_supervisor_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (DomoSupervisor, domo_supervisor, DOMO, SUPERVISOR, DomoProtocol)

/**
 * DomoSupervisorInterface:
 * @parent_iface: the parent interface
 * @inform: told of a failure; see [method@DomoCore.Supervisor.inform]
 *
 * What a supervisor implements.
 */
struct _DomoSupervisorInterface
{
  GTypeInterface parent_iface;

  void (*inform) (DomoSupervisor *self, DomoSupervised *supervised);
};

DOMO_CORE_AVAILABLE_IN_ALL
void domo_supervisor_inform (DomoSupervisor *self, DomoSupervised *supervised);

G_END_DECLS
