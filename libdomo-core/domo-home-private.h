/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Homes: which threads may iterate a stage's main context while they wait. The one that made the
 * stage, and the last that dispatched actors there. In the global default context only the main
 * thread has a claim before it dispatches. */

void domo_home_add (gconstpointer owner, GMainContext *context);
void domo_home_remove (gconstpointer owner);
void domo_home_bind (GMainContext *context);
gboolean domo_home_is_here (GMainContext *context);

G_END_DECLS
