/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "watcher.h"

static void
called (gpointer proxy, DomoStopReason reason, gpointer data)
{
  Watcher *self = data;

  g_assert_true (proxy == self->proxy);
  g_assert_cmpuint (self->n_freed, ==, 0);
  self->n_calls++;
  self->reason = reason;
  self->thread = g_thread_self ();
  self->called_inside = domo_actor_get_current () != NULL;
}

static void
freed (gpointer data)
{
  ((Watcher *) data)->n_freed++;
}

void
watcher_begin (Watcher *self, gpointer proxy)
{
  self->proxy = proxy;
  self->watch = domo_watch (proxy, called, self, freed);
}

DomoFuture *
watcher_begin_inside (DomoActor *watching, gpointer watcher)
{
  watcher_begin (watcher, ((Watcher *) watcher)->proxy);
  return domo_future_new_int64 (0);
}

DomoFuture *
watcher_unwatch_inside (DomoActor *watching, gpointer watcher)
{
  return domo_future_new_int64 (domo_unwatch (((Watcher *) watcher)->watch));
}

void
watcher_end (Watcher *self)
{
  g_clear_pointer (&self->watch, domo_watch_unref);
}

void
watcher_assert_called (Watcher *self, DomoStopReason reason)
{
  g_assert_cmpuint (self->n_calls, ==, 1);
  g_assert_cmpint (self->reason, ==, reason);
  g_assert_cmpuint (self->n_freed, ==, 1);
}

void
watcher_assert_not_called (Watcher *self, gboolean is_freed)
{
  g_assert_cmpuint (self->n_calls, ==, 0);
  g_assert_cmpuint (self->n_freed, ==, is_freed);
}
