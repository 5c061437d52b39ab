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

#define DOMO_TYPE_ACTOR_SNAPSHOT (domo_actor_snapshot_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_actor_snapshot_get_type (void);
DOMO_CORE_AVAILABLE_IN_ALL
DomoActorSnapshot *domo_actor_snapshot_ref (DomoActorSnapshot *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_actor_snapshot_unref (DomoActorSnapshot *self);

DOMO_CORE_AVAILABLE_IN_ALL
gpointer domo_actor_snapshot_get_proxy (DomoActorSnapshot *self);
DOMO_CORE_AVAILABLE_IN_ALL
const DomoAddress *domo_actor_snapshot_get_address (DomoActorSnapshot *self);
DOMO_CORE_AVAILABLE_IN_ALL
GType domo_actor_snapshot_get_actor_type (DomoActorSnapshot *self);
DOMO_CORE_AVAILABLE_IN_ALL
const char *domo_actor_snapshot_get_name (DomoActorSnapshot *self);
DOMO_CORE_AVAILABLE_IN_ALL
DomoActorSnapshot *domo_actor_snapshot_get_parent (DomoActorSnapshot *self);
DOMO_CORE_AVAILABLE_IN_ALL
guint domo_actor_snapshot_get_depth (DomoActorSnapshot *self);
DOMO_CORE_AVAILABLE_IN_ALL
guint domo_actor_snapshot_get_n_children (DomoActorSnapshot *self);
DOMO_CORE_AVAILABLE_IN_ALL
DomoActorState domo_actor_snapshot_get_state (DomoActorSnapshot *self);
DOMO_CORE_AVAILABLE_IN_ALL
guint domo_actor_snapshot_get_queue_length (DomoActorSnapshot *self);
DOMO_CORE_AVAILABLE_IN_ALL
guint domo_actor_snapshot_get_incarnation (DomoActorSnapshot *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoActorSnapshot, domo_actor_snapshot_unref)

G_END_DECLS
