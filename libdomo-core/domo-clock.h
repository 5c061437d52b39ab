/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-types.h"

G_BEGIN_DECLS

#define DOMO_TYPE_CLOCK (domo_clock_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (DomoClock, domo_clock, DOMO, CLOCK, GObject)

/**
 * DomoClockClass:
 * @parent_class: the parent class
 * @get_time: answers the clock's time in microseconds; may be called from any thread
 * @deadline_changed: told whenever [method@DomoCore.Clock.get_next_deadline] may have changed, so
 *   that the clock can call [method@DomoCore.Clock.fire] then; called from any thread, with no lock
 *   held
 * @get_real_time: answers what the wall clock says, in microseconds since the epoch, in UTC; may be
 *   called from any thread; unless it is implemented, the wall clock is right when it is first
 *   asked, and goes on as this clock does
 *
 * What a clock implements.
 */
struct _DomoClockClass
{
  GObjectClass parent_class;

  gint64 (*get_time) (DomoClock *self);
  void (*deadline_changed) (DomoClock *self);
  gint64 (*get_real_time) (DomoClock *self);

  /*< private >*/
  gpointer padding[5];
};

/**
 * DomoTimerFunc:
 * @user_data: what was given with the function
 *
 * Called once when a timer is due, in the thread that called [method@DomoCore.Clock.fire].
 */
typedef void (*DomoTimerFunc) (gpointer user_data);

#define DOMO_TYPE_TIMER (domo_timer_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_timer_get_type (void);
DOMO_CORE_AVAILABLE_IN_ALL
DomoTimer *domo_timer_ref (DomoTimer *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_timer_unref (DomoTimer *self);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_timer_cancel (DomoTimer *self);

DOMO_CORE_AVAILABLE_IN_ALL
gint64 domo_clock_get_time (DomoClock *self);
DOMO_CORE_AVAILABLE_IN_ALL
gint64 domo_clock_get_real_time (DomoClock *self);
DOMO_CORE_AVAILABLE_IN_ALL
DomoTimer *domo_clock_add_timer (DomoClock *self,
                                 gint64 deadline,
                                 DomoTimerFunc func,
                                 gpointer user_data,
                                 GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
gint64 domo_clock_get_next_deadline (DomoClock *self);
DOMO_CORE_AVAILABLE_IN_ALL
guint domo_clock_fire (DomoClock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoTimer, domo_timer_unref)

G_END_DECLS
