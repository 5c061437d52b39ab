/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-types.h"

G_BEGIN_DECLS

DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_await (DomoFuture *future, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_await_boolean (DomoFuture *future, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
int domo_await_int (DomoFuture *future, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
guint domo_await_uint (DomoFuture *future, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
gint64 domo_await_int64 (DomoFuture *future, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
guint64 domo_await_uint64 (DomoFuture *future, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
double domo_await_double (DomoFuture *future, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
char *domo_await_string (DomoFuture *future, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_await_object (DomoFuture *future, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_await_boxed (DomoFuture *future, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
GVariant *domo_await_variant (DomoFuture *future, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_await_value (DomoFuture *future, GValue *value, GError **error);

DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_future_wait_sync (DomoFuture *self, GError **error);

G_END_DECLS
