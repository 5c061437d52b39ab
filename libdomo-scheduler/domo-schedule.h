/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_SCHEDULER_INSIDE) && !defined(DOMO_SCHEDULER_COMPILATION)
#error "Only <domo-scheduler.h> can be included directly."
#endif

#include "domo-scheduled.h"
#include "domo-scheduler-enums.h"

G_BEGIN_DECLS

DOMO_SCHEDULER_AVAILABLE_IN_ALL
gint64 domo_seconds (double seconds) G_GNUC_CONST;
DOMO_SCHEDULER_AVAILABLE_IN_ALL
gint64 domo_milliseconds (double milliseconds) G_GNUC_CONST;

#define DOMO_TYPE_SCHEDULER (domo_scheduler_get_type ())

DOMO_SCHEDULER_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (DomoScheduler, domo_scheduler, DOMO, SCHEDULER, GObject)

DOMO_SCHEDULER_AVAILABLE_IN_ALL
DomoScheduler *domo_scheduler_for_stage (DomoStage *stage);
DOMO_SCHEDULER_AVAILABLE_IN_ALL
guint domo_scheduler_get_n_pending (DomoScheduler *self);

DOMO_SCHEDULER_AVAILABLE_IN_ALL
DomoScheduled *domo_scheduler_schedule_once (DomoScheduler *self,
                                             gint64 delay,
                                             DomoScheduledFunc func,
                                             gpointer user_data,
                                             GDestroyNotify destroy,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_SCHEDULER_AVAILABLE_IN_ALL
DomoScheduled *domo_scheduler_schedule_repeat (DomoScheduler *self,
                                               DomoRepeatMode mode,
                                               gint64 initial_delay,
                                               gint64 interval,
                                               DomoScheduledFunc func,
                                               gpointer user_data,
                                               GDestroyNotify destroy,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_SCHEDULER_AVAILABLE_IN_ALL
DomoScheduled *domo_scheduler_schedule_at (DomoScheduler *self,
                                           GDateTime *time,
                                           DomoScheduledFunc func,
                                           gpointer user_data,
                                           GDestroyNotify destroy,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

DOMO_SCHEDULER_AVAILABLE_IN_ALL
DomoScheduled *domo_scheduler_send_once (
    DomoScheduler *self, gint64 delay, gpointer proxy, GError **error, const char *method, ...)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_SCHEDULER_AVAILABLE_IN_ALL
DomoScheduled *domo_scheduler_send_repeat (DomoScheduler *self,
                                           DomoRepeatMode mode,
                                           gint64 initial_delay,
                                           gint64 interval,
                                           gpointer proxy,
                                           GError **error,
                                           const char *method,
                                           ...) G_GNUC_WARN_UNUSED_RESULT;
DOMO_SCHEDULER_AVAILABLE_IN_ALL
DomoScheduled *domo_scheduler_send_at (
    DomoScheduler *self, GDateTime *time, gpointer proxy, GError **error, const char *method, ...)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_SCHEDULER_AVAILABLE_IN_ALL
DomoScheduled *domo_scheduler_send_once_values (DomoScheduler *self,
                                                gint64 delay,
                                                gpointer proxy,
                                                const char *method,
                                                const GValue *args,
                                                guint n_args,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_SCHEDULER_AVAILABLE_IN_ALL
DomoScheduled *domo_scheduler_send_repeat_values (DomoScheduler *self,
                                                  DomoRepeatMode mode,
                                                  gint64 initial_delay,
                                                  gint64 interval,
                                                  gpointer proxy,
                                                  const char *method,
                                                  const GValue *args,
                                                  guint n_args,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_SCHEDULER_AVAILABLE_IN_ALL
DomoScheduled *domo_scheduler_send_at_values (DomoScheduler *self,
                                              GDateTime *time,
                                              gpointer proxy,
                                              const char *method,
                                              const GValue *args,
                                              guint n_args,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
