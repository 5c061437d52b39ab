/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-counters.h"
#include "domo-enums.h"
#include "domo-types.h"

G_BEGIN_DECLS

#define DOMO_TYPE_PROXY    (domo_proxy_get_type ())
#define DOMO_PROXY(obj)    (G_TYPE_CHECK_INSTANCE_CAST ((obj), DOMO_TYPE_PROXY, DomoProxy))
#define DOMO_IS_PROXY(obj) (G_TYPE_CHECK_INSTANCE_TYPE ((obj), DOMO_TYPE_PROXY))

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_proxy_get_type (void);
DOMO_CORE_AVAILABLE_IN_ALL
const DomoAddress *domo_proxy_get_address (gpointer proxy);
DOMO_CORE_AVAILABLE_IN_ALL
GType domo_proxy_get_actor_type (gpointer proxy);
DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_proxy_dup_parent (gpointer proxy) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_proxy_started (gpointer proxy) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
void domo_proxy_stop (gpointer proxy);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_proxy_stop_now (gpointer proxy);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_proxy_suspend (gpointer proxy);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_proxy_resume (gpointer proxy);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_proxy_restart (gpointer proxy);
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_proxy_stopped (gpointer proxy) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_proxy_is_stopped (gpointer proxy);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_proxy_is_stopping (gpointer proxy);
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_proxy_ready (gpointer proxy) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
void domo_proxy_get_counters (gpointer proxy, DomoCounters *counters);
DOMO_CORE_AVAILABLE_IN_ALL
guint domo_proxy_get_queue_length (gpointer proxy);
DOMO_CORE_AVAILABLE_IN_ALL
guint domo_proxy_get_mailbox_capacity (gpointer proxy);

DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_proxy_send (
    gpointer proxy, const char *method, const GValue *args, guint n_args, GError **error);
DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_proxy_request (gpointer proxy,
                                const char *method,
                                const GValue *args,
                                guint n_args) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
void domo_proxy_invoke (gpointer proxy,
                        const char *name,
                        DomoActorFunc func,
                        gpointer user_data,
                        GDestroyNotify destroy);
DOMO_CORE_AVAILABLE_IN_ALL
GPtrArray *domo_proxy_list_methods (gpointer proxy) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoProxy, g_object_unref)

G_END_DECLS
