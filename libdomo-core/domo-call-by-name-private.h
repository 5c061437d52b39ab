/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-proxy-private.h"

G_BEGIN_DECLS

gboolean domo_proxy_find_entry (DomoProxy *self,
                                const char *name,
                                const DomoEntry **entry,
                                GError **error);
gboolean domo_method_read_args (
    const DomoMethod *method, DomoSlot *slots, const GValue *args, guint n_args, GError **error);
void domo_argument_copy_from_value (const DomoArgument *argument,
                                    DomoSlot *to,
                                    const DomoSlot *from);

G_END_DECLS
