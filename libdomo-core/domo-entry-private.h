/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <ffi.h>

#include "domo-actor.h"
#include "domo-message-private.h"
#include "domo-protocol-private.h"

G_BEGIN_DECLS

/* One method of one actor class: how calls on the proxy enter, and where messages are delivered. */
struct _DomoEntry
{
  const DomoMethod *method;
  /* The actor class's own function, of the C type that the method's table row describes. */
  GCallback implementation;
  ffi_closure *closure;
};

/* What is known of an actor class. Made when the class is first used, kept for ever. */
typedef struct
{
  GType actor_type;
  GType proxy_type;
  guint n_entries;
  DomoEntry *entries;
  /* For actors without properties of their own. */
  DomoDefinition *definition;
} DomoActorInfo;

DomoActorInfo *domo_actor_info_for_type (GType actor_type, GError **error);

/* The two ends of a call. The only file that knows libffi's calls; compiled thunks for the common
 * signatures can stand beside it. */
gpointer domo_entry_open (DomoEntry *self);
DomoFuture *domo_entry_deliver (const DomoEntry *self, DomoActor *instance, DomoSlot *args);

G_END_DECLS
