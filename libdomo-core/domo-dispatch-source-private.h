/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-turn.h"

G_BEGIN_DECLS

/* What runs turns in a main context, for the dispatchers that are built on one: a source that
 * shares its context's time with whatever else is in it. */
typedef struct _DomoDispatchSource DomoDispatchSource;

DomoDispatchSource *domo_dispatch_source_new (GMainContext *context, gboolean attended);
void domo_dispatch_source_free (DomoDispatchSource *self);

gboolean domo_dispatch_source_schedule (DomoDispatchSource *self, DomoTurn *turn);
gboolean domo_dispatch_source_has_work (DomoDispatchSource *self);
void domo_dispatch_source_begin (DomoDispatchSource *self);
gboolean domo_dispatch_source_end (DomoDispatchSource *self);

G_END_DECLS
