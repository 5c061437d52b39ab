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
 *
 * What a dispatcher implements.
 */
struct _DomoDispatcherClass
{
  GObjectClass parent_class;

  void (*schedule) (DomoDispatcher *self, DomoTurn *turn);

  /*< private >*/
  gpointer padding[6];
};

DOMO_CORE_AVAILABLE_IN_ALL
void domo_dispatcher_schedule (DomoDispatcher *self, DomoTurn *turn);

G_END_DECLS
