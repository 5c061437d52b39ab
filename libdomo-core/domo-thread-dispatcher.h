/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-dispatcher.h"

G_BEGIN_DECLS

#define DOMO_TYPE_THREAD_DISPATCHER (domo_thread_dispatcher_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (
    DomoThreadDispatcher, domo_thread_dispatcher, DOMO, THREAD_DISPATCHER, DomoDispatcher)

DOMO_CORE_AVAILABLE_IN_ALL
DomoDispatcher *domo_thread_dispatcher_new (const char *name) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
const char *domo_thread_dispatcher_get_name (DomoThreadDispatcher *self);
DOMO_CORE_AVAILABLE_IN_ALL
GMainContext *domo_thread_dispatcher_get_context (DomoThreadDispatcher *self);

G_END_DECLS
