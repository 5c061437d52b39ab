/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-enums.h"

G_BEGIN_DECLS

#define DOMO_TYPE_METHOD_INFO (domo_method_info_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_method_info_get_type (void);

DOMO_CORE_AVAILABLE_IN_ALL
const char *domo_method_info_get_name (const DomoMethodInfo *self);
DOMO_CORE_AVAILABLE_IN_ALL
GType domo_method_info_get_protocol (const DomoMethodInfo *self);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_method_info_is_ask (const DomoMethodInfo *self);
DOMO_CORE_AVAILABLE_IN_ALL
GType domo_method_info_get_result_type (const DomoMethodInfo *self);
DOMO_CORE_AVAILABLE_IN_ALL
GType *domo_method_info_get_argument_types (const DomoMethodInfo *self, guint *n_types)
    G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoMethodFlags domo_method_info_get_flags (const DomoMethodInfo *self);
DOMO_CORE_AVAILABLE_IN_ALL
int domo_method_info_get_priority (const DomoMethodInfo *self);
DOMO_CORE_AVAILABLE_IN_ALL
char *domo_method_info_to_string (const DomoMethodInfo *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
