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

/**
 * DomoConditionFunc:
 * @user_data: the data that was given with the function
 * @error: return location for an error that says what is not as it should be
 *
 * Tells whether something holds that a test waits for. It is called often, and should only look.
 *
 * Returns: %TRUE if it holds, or %FALSE, preferably with @error set
 *
 * Since: 0.1
 */
typedef gboolean (*DomoConditionFunc) (gpointer user_data, GError **error);

/**
 * DomoStateFunc:
 * @state: (transfer none): what the actor shows
 * @user_data: the data that was given with the function
 *
 * Tells whether an actor's state is the one that a test waits for.
 *
 * Returns: whether it is
 *
 * Since: 0.1
 */
typedef gboolean (*DomoStateFunc) (DomoObservableState *state, gpointer user_data);

DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_await_assert (DomoConditionFunc func, gpointer user_data, gint64 limit_us);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_await_settled (DomoFuture *future, gint64 limit_us);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_await_state (gpointer proxy, DomoStateFunc func, gpointer user_data, gint64 limit_us);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_await_state_value (gpointer proxy, const char *name, GVariant *expected, gint64 limit_us);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_await_wake (void);

G_END_DECLS
