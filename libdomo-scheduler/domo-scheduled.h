/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_SCHEDULER_INSIDE) && !defined(DOMO_SCHEDULER_COMPILATION)
#error "Only <domo-scheduler.h> can be included directly."
#endif

#include <domo-core.h>

#include "domo-scheduler-version-macros.h"

G_BEGIN_DECLS

#define DOMO_TYPE_SCHEDULED (domo_scheduled_get_type ())

typedef struct _DomoScheduled DomoScheduled;

/**
 * DomoScheduledFunc:
 * @scheduled: what is due
 * @user_data: what was given with the function
 *
 * Called when its time has come. It may cancel @scheduled.
 */
typedef void (*DomoScheduledFunc) (DomoScheduled *scheduled, gpointer user_data);

DOMO_SCHEDULER_AVAILABLE_IN_ALL
GType domo_scheduled_get_type (void);
DOMO_SCHEDULER_AVAILABLE_IN_ALL
DomoScheduled *domo_scheduled_ref (DomoScheduled *self);
DOMO_SCHEDULER_AVAILABLE_IN_ALL
void domo_scheduled_unref (DomoScheduled *self);

DOMO_SCHEDULER_AVAILABLE_IN_ALL
gboolean domo_scheduled_cancel (DomoScheduled *self);
DOMO_SCHEDULER_AVAILABLE_IN_ALL
void domo_scheduled_set_cancellable (DomoScheduled *self, GCancellable *cancellable);

DOMO_SCHEDULER_AVAILABLE_IN_ALL
gboolean domo_scheduled_is_active (DomoScheduled *self);
DOMO_SCHEDULER_AVAILABLE_IN_ALL
gint64 domo_scheduled_get_next_time (DomoScheduled *self);
DOMO_SCHEDULER_AVAILABLE_IN_ALL
guint64 domo_scheduled_get_n_runs (DomoScheduled *self);
DOMO_SCHEDULER_AVAILABLE_IN_ALL
guint64 domo_scheduled_get_n_missed (DomoScheduled *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoScheduled, domo_scheduled_unref)

G_END_DECLS
