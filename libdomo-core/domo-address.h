/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-enums.h"

G_BEGIN_DECLS

#define DOMO_TYPE_ADDRESS (domo_address_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_address_get_type (void);
DOMO_CORE_AVAILABLE_IN_ALL
DomoAddress *domo_address_new (DomoAddressKind kind) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoAddress *domo_address_new_for_number (guint64 number) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoAddress *domo_address_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoAddress *domo_address_copy (const DomoAddress *self) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
void domo_address_free (DomoAddress *self);
DOMO_CORE_AVAILABLE_IN_ALL
DomoAddressKind domo_address_get_kind (const DomoAddress *self);
DOMO_CORE_AVAILABLE_IN_ALL
guint64 domo_address_get_number (const DomoAddress *self);
DOMO_CORE_AVAILABLE_IN_ALL
char *domo_address_to_string (const DomoAddress *self) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
int domo_address_compare (gconstpointer a, gconstpointer b);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_address_equal (gconstpointer a, gconstpointer b);
DOMO_CORE_AVAILABLE_IN_ALL
guint domo_address_hash (gconstpointer address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoAddress, domo_address_free)

G_END_DECLS
