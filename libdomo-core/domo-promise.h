/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-types.h"

G_BEGIN_DECLS

#define DOMO_TYPE_PROMISE (domo_promise_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_promise_get_type (void);
DOMO_CORE_AVAILABLE_IN_ALL
DomoPromise *domo_promise_new (void) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoPromise *domo_promise_ref (DomoPromise *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_promise_unref (DomoPromise *self);
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_promise_get_future (DomoPromise *self) G_GNUC_WARN_UNUSED_RESULT;

DOMO_CORE_AVAILABLE_IN_ALL
void domo_promise_resolve (DomoPromise *self, const GValue *value);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_promise_resolve_void (DomoPromise *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_promise_resolve_boolean (DomoPromise *self, gboolean value);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_promise_resolve_int64 (DomoPromise *self, gint64 value);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_promise_resolve_double (DomoPromise *self, double value);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_promise_resolve_string (DomoPromise *self, const char *value);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_promise_resolve_object (DomoPromise *self, gpointer value);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_promise_resolve_variant (DomoPromise *self, GVariant *value);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_promise_reject (DomoPromise *self, GError *error);

DOMO_CORE_AVAILABLE_IN_ALL
void domo_promise_async_ready (GObject *source, GAsyncResult *result, gpointer promise);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoPromise, domo_promise_unref)

G_END_DECLS
