/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_TESTKIT_INSIDE) && !defined(DOMO_TESTKIT_COMPILATION)
#error "Only <domo-testkit.h> can be included directly."
#endif

#include <domo-core.h>

#include "domo-testkit-version-macros.h"

G_BEGIN_DECLS

#define DOMO_TYPE_TEST_DISPATCHER (domo_test_dispatcher_get_type ())

DOMO_TESTKIT_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (
    DomoTestDispatcher, domo_test_dispatcher, DOMO, TEST_DISPATCHER, DomoDispatcher)

DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoTestDispatcher *domo_test_dispatcher_new (void) G_GNUC_WARN_UNUSED_RESULT;
DOMO_TESTKIT_AVAILABLE_IN_ALL
DomoTestDispatcher *domo_test_dispatcher_new_seeded (guint32 seed) G_GNUC_WARN_UNUSED_RESULT;
DOMO_TESTKIT_AVAILABLE_IN_ALL
gboolean domo_test_dispatcher_step (DomoTestDispatcher *self);
DOMO_TESTKIT_AVAILABLE_IN_ALL
gboolean domo_test_dispatcher_step_actor (DomoTestDispatcher *self, gpointer proxy);
DOMO_TESTKIT_AVAILABLE_IN_ALL
guint domo_test_dispatcher_run (DomoTestDispatcher *self);
DOMO_TESTKIT_AVAILABLE_IN_ALL
guint domo_test_dispatcher_get_n_ready (DomoTestDispatcher *self);

G_END_DECLS
