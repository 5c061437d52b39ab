/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-types.h"

G_BEGIN_DECLS

#define DOMO_TYPE_OBSERVABLE_STATE (domo_observable_state_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_observable_state_get_type (void);
DOMO_CORE_AVAILABLE_IN_ALL
DomoObservableState *domo_observable_state_new (void) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoObservableState *domo_observable_state_new_from_snapshot (GVariant *snapshot)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoObservableState *domo_observable_state_ref (DomoObservableState *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_observable_state_unref (DomoObservableState *self);

DOMO_CORE_AVAILABLE_IN_ALL
void domo_observable_state_put (DomoObservableState *self, const char *key, GVariant *value);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_observable_state_insert (DomoObservableState *self,
                                   const char *key,
                                   const char *format,
                                   ...);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_observable_state_clear (DomoObservableState *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_observable_state_seal (DomoObservableState *self);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_observable_state_is_sealed (DomoObservableState *self);

DOMO_CORE_AVAILABLE_IN_ALL
GVariant *domo_observable_state_get (DomoObservableState *self, const char *key)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
GVariant *domo_observable_state_get_or_default (DomoObservableState *self,
                                                const char *key,
                                                GVariant *fallback) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_observable_state_lookup (DomoObservableState *self,
                                       const char *key,
                                       const char *format,
                                       ...);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_observable_state_has (DomoObservableState *self, const char *key);
DOMO_CORE_AVAILABLE_IN_ALL
guint domo_observable_state_get_size (DomoObservableState *self);
DOMO_CORE_AVAILABLE_IN_ALL
char **domo_observable_state_get_keys (DomoObservableState *self) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
GVariant *domo_observable_state_snapshot (DomoObservableState *self) G_GNUC_WARN_UNUSED_RESULT;

DOMO_CORE_AVAILABLE_IN_ALL
DomoFuture *domo_future_new_observable_state (DomoObservableState *state) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoObservableState, domo_observable_state_unref)

G_END_DECLS
