/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* The class of a probe's actors with these protocols, whatever their order; it has the property
 * "book", a DomoProbeBook. */
GType domo_probe_actor_get_type_for (const GType *protocols, guint n_protocols);

G_END_DECLS
