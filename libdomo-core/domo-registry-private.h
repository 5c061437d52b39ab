/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-runtime-private.h"

G_BEGIN_DECLS

void domo_registry_free (DomoRegistry *self);

/* Under the runtime's lock. */
void domo_registry_forget_actor_locked (DomoRegistry *self, DomoProxy *actor);
const char *domo_registry_get_name_locked (DomoRegistry *self, DomoProxy *actor);

G_END_DECLS
