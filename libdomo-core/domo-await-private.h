/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-future-private.h"

G_BEGIN_DECLS

gboolean domo_await_iterate (DomoFuture *future, GMainContext *context);
gboolean domo_await_until (DomoFuture *future, gint64 deadline);

G_END_DECLS
