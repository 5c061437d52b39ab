/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-types.h"

G_BEGIN_DECLS

/**
 * DomoClaimFunc:
 * @user_data: what was given with the function
 *
 * Asked whether a message that has been sent may still be delivered: once, in the thread of the
 * actor, just before the delivery. From its %TRUE on the message counts as arrived. It must be
 * quick and do nothing but decide.
 *
 * Returns: %TRUE to have it delivered, or %FALSE to take it back
 */
typedef gboolean (*DomoClaimFunc) (gpointer user_data);

#define DOMO_TYPE_PREPARED_CALL (domo_prepared_call_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_prepared_call_get_type (void);
DOMO_CORE_AVAILABLE_IN_ALL
DomoPreparedCall *domo_prepared_call_new (gpointer proxy, GError **error, const char *method, ...)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoPreparedCall *domo_prepared_call_new_valist (gpointer proxy,
                                                 GError **error,
                                                 const char *method,
                                                 va_list args) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoPreparedCall *domo_prepared_call_newv (gpointer proxy,
                                           const char *method,
                                           const GValue *args,
                                           guint n_args,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoPreparedCall *domo_prepared_call_new_function (gpointer proxy,
                                                   const char *name,
                                                   DomoActorFunc func,
                                                   gpointer user_data,
                                                   GDestroyNotify destroy)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoPreparedCall *domo_prepared_call_ref (DomoPreparedCall *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_prepared_call_unref (DomoPreparedCall *self);

DOMO_CORE_AVAILABLE_IN_ALL
void domo_prepared_call_send (DomoPreparedCall *self,
                              DomoClaimFunc claim,
                              gpointer user_data,
                              GDestroyNotify destroy);
DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_prepared_call_get_proxy (DomoPreparedCall *self);
DOMO_CORE_AVAILABLE_IN_ALL
char *domo_prepared_call_to_string (DomoPreparedCall *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoPreparedCall, domo_prepared_call_unref)

G_END_DECLS
