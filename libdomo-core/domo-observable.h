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

#define DOMO_TYPE_OBSERVABLE (domo_observable_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (DomoObservable, domo_observable, DOMO, OBSERVABLE, DomoProtocol)

/**
 * DomoObservableInterface:
 * @parent_iface: the parent interface
 * @observe_state: answers what may be seen; see [method@DomoCore.Observable.observe_state]
 *
 * What an observable actor implements.
 */
struct _DomoObservableInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*observe_state) (DomoObservable *self);
};

DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_observable_observe_state (DomoObservable *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
