/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-enums.h"
#include "domo-types.h"

G_BEGIN_DECLS

DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_delivery_get_proxy (DomoDelivery *self);
DOMO_CORE_AVAILABLE_IN_ALL
GType domo_delivery_get_protocol (DomoDelivery *self);
DOMO_CORE_AVAILABLE_IN_ALL
const char *domo_delivery_get_method (DomoDelivery *self);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_delivery_is_ask (DomoDelivery *self);
DOMO_CORE_AVAILABLE_IN_ALL
const GValue *domo_delivery_get_arguments (DomoDelivery *self, guint *n_args);
DOMO_CORE_AVAILABLE_IN_ALL
char *domo_delivery_to_string (DomoDelivery *self) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoExecutionContext *domo_delivery_get_execution_context (DomoDelivery *self);

DOMO_CORE_AVAILABLE_IN_ALL
gint64 domo_delivery_get_sent_time (DomoDelivery *self);
DOMO_CORE_AVAILABLE_IN_ALL
gint64 domo_delivery_get_begin_time (DomoDelivery *self);
DOMO_CORE_AVAILABLE_IN_ALL
gint64 domo_delivery_get_end_time (DomoDelivery *self);
DOMO_CORE_AVAILABLE_IN_ALL
DomoDeliveryOutcome domo_delivery_get_outcome (DomoDelivery *self);
DOMO_CORE_AVAILABLE_IN_ALL
const GError *domo_delivery_get_error (DomoDelivery *self);

DOMO_CORE_AVAILABLE_IN_ALL
void domo_delivery_drop (DomoDelivery *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_delivery_delay (DomoDelivery *self, gint64 us);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_delivery_fail (DomoDelivery *self, GError *error);

G_END_DECLS
