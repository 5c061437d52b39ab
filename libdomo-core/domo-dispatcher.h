/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-types.h"

G_BEGIN_DECLS

#define DOMO_TYPE_DISPATCHER (domo_dispatcher_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (DomoDispatcher, domo_dispatcher, DOMO, DISPATCHER, GObject)

/**
 * DomoDispatcherClass:
 * @parent_class: the parent class
 * @schedule: takes @turn, to call [method@DomoCore.Turn.run] with it later, in the dispatcher's own
 *   thread and never inside this call; called from any thread
 * @enter: a stage begins to use the dispatcher, and has not scheduled anything yet; answers %FALSE
 *   with an error set if it could run nothing, and then the stage makes no actor here; called from
 *   any thread; may be %NULL
 * @leave: a stage that has entered is closed, and schedules nothing more; the dispatcher may end
 *   what it keeps for its stages, and wait at most @wait_us microseconds for that, at 0 not at all;
 *   called from any thread; may be %NULL
 *
 * What a dispatcher implements: [vfunc@DomoCore.Dispatcher.schedule], and the others if it has
 * something to begin and to end.
 */
struct _DomoDispatcherClass
{
  GObjectClass parent_class;

  void (*schedule) (DomoDispatcher *self, DomoTurn *turn);
  gboolean (*enter) (DomoDispatcher *self, GError **error);
  void (*leave) (DomoDispatcher *self, gint64 wait_us);

  /*< private >*/
  gpointer padding[4];
};

DOMO_CORE_AVAILABLE_IN_ALL
void domo_dispatcher_schedule (DomoDispatcher *self, DomoTurn *turn);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_dispatcher_enter (DomoDispatcher *self, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_dispatcher_leave (DomoDispatcher *self, gint64 wait_us);

G_END_DECLS
