/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-agenda-private.h"
#include "domo-schedule.h"

G_BEGIN_DECLS

/* When. */
typedef struct
{
  DomoScheduledKind kind;
  gint64 delay;
  gint64 interval;
  gint64 real_time;
} DomoPlan;

/* What, where that is a function. */
typedef struct
{
  DomoScheduledFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
} DomoFunction;

static inline DomoPlan
domo_plan_once (gint64 delay)
{
  return (DomoPlan){ .kind = DOMO_SCHEDULED_ONCE, .delay = delay };
}

static inline DomoPlan
domo_plan_repeat (DomoRepeatMode mode, gint64 initial_delay, gint64 interval)
{
  return (DomoPlan){
    .kind = mode == DOMO_REPEAT_FIXED_RATE ? DOMO_SCHEDULED_RATE : DOMO_SCHEDULED_DELAY,
    .delay = initial_delay,
    .interval = interval,
  };
}

static inline DomoPlan
domo_plan_at (GDateTime *time)
{
  return (DomoPlan){
    .kind = DOMO_SCHEDULED_AT,
    .real_time = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time),
  };
}

DomoScheduled *domo_scheduler_schedule (DomoScheduler *self,
                                        DomoPlan plan,
                                        const DomoFunction *function,
                                        DomoPreparedCall *call,
                                        GError **error);

G_END_DECLS
