/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_SUPERVISION_INSIDE) && !defined(DOMO_SUPERVISION_COMPILATION)
#error "Only <domo-supervision.h> can be included directly."
#endif

#include <domo-core.h>

#include "domo-supervision-version-macros.h"

G_BEGIN_DECLS

typedef struct _DomoWatch DomoWatch;

#define DOMO_TYPE_WATCH (domo_watch_get_type ())

/**
 * DomoWatchFunc:
 * @proxy: (type DomoCore.Proxy): the actor that was watched
 * @reason: why it has stopped
 * @user_data: what was given with the function
 *
 * Called once when a watched actor has stopped. See [func@DomoSupervision.watch] for where it runs.
 *
 * Since: 0.1
 */
typedef void (*DomoWatchFunc) (gpointer proxy, DomoStopReason reason, gpointer user_data);

DOMO_SUPERVISION_AVAILABLE_IN_ALL
GType domo_watch_get_type (void);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoWatch *domo_watch_ref (DomoWatch *self);
DOMO_SUPERVISION_AVAILABLE_IN_ALL
void domo_watch_unref (DomoWatch *self);

DOMO_SUPERVISION_AVAILABLE_IN_ALL
DomoWatch *domo_watch (gpointer proxy,
                       DomoWatchFunc func,
                       gpointer user_data,
                       GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
DOMO_SUPERVISION_AVAILABLE_IN_ALL
gboolean domo_unwatch (DomoWatch *watch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoWatch, domo_watch_unref)

G_END_DECLS
