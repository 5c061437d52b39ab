/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-runtime-private.h"

G_BEGIN_DECLS

void domo_life_listeners_tell_all (DomoRuntime *runtime, DomoProxy *actor, DomoLifeEvent event);
void domo_life_listeners_drop (DomoRuntime *runtime);

/* Tells all listeners of an event. @actor is NULL for those of the stage. */
static inline void
domo_life_listeners_tell (DomoRuntime *runtime, DomoProxy *actor, DomoLifeEvent event)
{
  /* relaxed: only asks whether to look; the list is taken under the lock. */
  if (G_UNLIKELY (atomic_load_explicit (&runtime->has_life_listeners, memory_order_relaxed)))
    domo_life_listeners_tell_all (runtime, actor, event);
}

G_END_DECLS
