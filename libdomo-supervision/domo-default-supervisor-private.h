/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-default-supervisor.h"

G_BEGIN_DECLS

/* For supervisors that make their children themselves. Only in the supervisor's own code. */

/* All restarts count in one window. */
void domo_default_supervisor_count_together (DomoDefaultSupervisor *self);
/* Stops an actor alone, whatever the strategy's scope. Answers whether that counts. */
gboolean domo_default_supervisor_stop_one (DomoDefaultSupervisor *self, DomoSupervised *supervised);
/* Counts that an actor in the place of @stopped is made, as a restart. Answers FALSE if that is one
 * too many: then the supervisor has failed. */
gboolean domo_default_supervisor_count_remake (DomoDefaultSupervisor *self, gpointer stopped);

G_END_DECLS
