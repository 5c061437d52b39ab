/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <ffi.h>

#include "domo-actor.h"
#include "domo-message-private.h"
#include "domo-protocol-private.h"

G_BEGIN_DECLS

/* Calls the actor's function. Answers the future of an ask, which may be NULL by mistake. */
typedef DomoFuture *(*DomoDeliverFunc) (const DomoEntry *self, DomoActor *instance, DomoSlot *args);

/* One method of one actor class: how calls on the proxy enter, and where messages are delivered. */
struct _DomoEntry
{
  const DomoMethod *method;
  /* What callers by name and receive() call it: the full name where another has the short one. */
  const char *name;
  DomoDeliverFunc deliver;
  /* The actor class's own function, of the C type that the method's table row describes; NULL where
   * its receive() takes the method. */
  GCallback implementation;
  /* How calls enter, where that is not compiled. */
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
  /* Handlers run on the thread's own stack. */
  gboolean native_stack;
  /* All asks are concurrent. */
  gboolean concurrent;
} DomoActorInfo;

DomoActorInfo *domo_actor_info_for_type (GType actor_type, GError **error);
void domo_actor_info_add_protocol (GType actor_type, GType protocol);

/* The two ends of a call: compiled for the common signatures, through libffi for the others. */
void domo_entry_init (DomoEntry *self, const DomoMethod *method, GCallback implementation);
GCallback domo_entry_open (DomoEntry *self, guint index);

/* The compiled ones, domo-entry-thunks.c. */
GCallback domo_entry_find_thunk (const DomoMethod *method, guint index);
DomoDeliverFunc domo_entry_find_deliver (const DomoMethod *method);

/* The other end for what has no function of its own, domo-receive.c. */
DomoFuture *domo_receive_deliver (const DomoEntry *self, DomoActor *instance, DomoSlot *args);

G_END_DECLS
