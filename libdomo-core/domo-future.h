/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-types.h"

G_BEGIN_DECLS

#define DOMO_TYPE_FUTURE (domo_future_get_type ())

/**
 * DomoFutureFunc:
 * @settled: the future that has settled
 * @user_data: what was given with the function
 *
 * Called when a future has settled. See [method@DomoCore.Future.then] for where it runs.
 *
 * Returns: (transfer full) (nullable): a future that settles the derived one, or %NULL to settle it
 *   like @settled
 */
typedef DomoFuture *(*DomoFutureFunc) (DomoFuture *settled, gpointer user_data);

/**
 * DomoFutureThreadFunc:
 * @user_data: what was given with the function
 *
 * Called in another thread. See [func@DomoCore.Future.run_in_thread] for what it may do.
 *
 * Returns: (transfer full): a future that settles the one that stands for this call
 */
typedef DomoFuture *(*DomoFutureThreadFunc) (gpointer user_data);

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_future_get_type (void);

DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_new_void (void) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_new_boolean (gboolean value) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_new_int (int value) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_new_uint (guint value) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_new_int64 (gint64 value) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_new_uint64 (guint64 value) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_new_double (double value) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_new_string (const char *value) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_new_object (gpointer value) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_new_boxed (GType type, gconstpointer value) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_new_variant (GVariant *value) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_new_value (const GValue *value) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_new_error (GError *error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_new_error_printf (GQuark domain, int code, const char *format, ...)
    G_GNUC_PRINTF (3, 4) G_GNUC_WARN_UNUSED_RESULT;

DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_ref (DomoFuture *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_future_unref (DomoFuture *self);

DOMO_CORE_AVAILABLE_IN_ALL
guint64 domo_future_count_live (void);

DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_future_is_pending (DomoFuture *self);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_future_is_resolved (DomoFuture *self);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_future_is_rejected (DomoFuture *self);
DOMO_CORE_AVAILABLE_IN_ALL
const GError *domo_future_get_error (DomoFuture *self);
DOMO_CORE_AVAILABLE_IN_ALL
const GValue *domo_future_get_value (DomoFuture *self, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
const GValue *domo_future_get_value_or_null (DomoFuture *self, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_future_get_boolean (DomoFuture *self, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
int domo_future_get_int (DomoFuture *self, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
guint domo_future_get_uint (DomoFuture *self, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
gint64 domo_future_get_int64 (DomoFuture *self, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
guint64 domo_future_get_uint64 (DomoFuture *self, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
double domo_future_get_double (DomoFuture *self, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
char *domo_future_dup_string (DomoFuture *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_future_dup_object (DomoFuture *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_future_dup_boxed (DomoFuture *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
GVariant *domo_future_dup_variant (DomoFuture *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_then (DomoFuture *self,
                              DomoFutureFunc func,
                              gpointer user_data,
                              GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_catch (DomoFuture *self,
                               DomoFutureFunc func,
                               gpointer user_data,
                               GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_finally (DomoFuture *self,
                                 DomoFutureFunc func,
                                 gpointer user_data,
                                 GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
void domo_future_wait_async (DomoFuture *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_future_wait_finish (DomoFuture *self, GAsyncResult *result, GError **error);

DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_all (DomoFuture *const *futures, gsize n) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_any (DomoFuture *const *futures, gsize n) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_race (DomoFuture *const *futures, gsize n) G_GNUC_WARN_UNUSED_RESULT;

DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_with_timeout (DomoFuture *self, gint64 us) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_with_cancellable (DomoFuture *self, GCancellable *cancellable)
    G_GNUC_WARN_UNUSED_RESULT;

DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_run_in_thread (DomoFutureThreadFunc func,
                                       gpointer user_data,
                                       GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoFuture, domo_future_unref)

G_END_DECLS
