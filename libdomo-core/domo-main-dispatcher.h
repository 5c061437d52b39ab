/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-dispatcher.h"

G_BEGIN_DECLS

#define DOMO_TYPE_MAIN_DISPATCHER (domo_main_dispatcher_get_type ())

/**
 * DOMO_PRIORITY_DISPATCH:
 *
 * The priority of the source that runs actors: just below the one at which GTK redraws.
 */
#define DOMO_PRIORITY_DISPATCH (G_PRIORITY_HIGH_IDLE + 21)

DOMO_CORE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (
    DomoMainDispatcher, domo_main_dispatcher, DOMO, MAIN_DISPATCHER, DomoDispatcher)

DOMO_CORE_AVAILABLE_IN_ALL
DomoDispatcher *domo_main_dispatcher_new (GMainContext *context) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
GMainContext *domo_main_dispatcher_get_context (DomoMainDispatcher *self);

G_END_DECLS
