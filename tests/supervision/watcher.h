/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-supervision.h>

#include "test-actor.h"

G_BEGIN_DECLS

/* Somebody who watches an actor, and what came of it. */
typedef struct
{
  gpointer proxy;
  DomoWatch *watch;
  guint n_calls;
  DomoStopReason reason;
  guint n_freed;
  GThread *thread; /* of the call */
  gboolean called_inside;
} Watcher;

/* In whatever code this is called. */
void watcher_begin (Watcher *self, gpointer proxy);
/* The same as the code of @watching. A TestSubjectFunc. */
DomoFuture *watcher_begin_inside (DomoActor *watching, gpointer watcher);
/* A TestSubjectFunc: unwatches, and answers whether that ended it. */
DomoFuture *watcher_unwatch_inside (DomoActor *watching, gpointer watcher);
/* Drops the reference on the watch. */
void watcher_end (Watcher *self);
/* It has been called once, with that reason, and its data freed. */
void watcher_assert_called (Watcher *self, DomoStopReason reason);
/* It has not been called, and its data is freed, if that is said. */
void watcher_assert_not_called (Watcher *self, gboolean freed);

G_END_DECLS
