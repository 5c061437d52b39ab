/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-dispatcher.h"

#include "domo-turn.h"

/**
 * DomoDispatcher:
 *
 * Decides where and when actors run.
 *
 * An actor that has something to do hands its turn to its dispatcher's
 * [vfunc@DomoCore.Dispatcher.schedule]; the dispatcher calls [method@DomoCore.Turn.run] with it in
 * the thread in which its actors live, one turn at a time. That is all a dispatcher is: the
 * library's own use nothing else. One that has threads or the like to begin and to end is told when
 * a stage begins to use it and when that stage is closed.
 *
 * A stage has one for all its actors; a definition may name another.
 */

G_DEFINE_ABSTRACT_TYPE (DomoDispatcher, domo_dispatcher, G_TYPE_OBJECT)

static void
domo_dispatcher_class_init (DomoDispatcherClass *class)
{
}

static void
domo_dispatcher_init (DomoDispatcher *self)
{
}

/**
 * domo_dispatcher_schedule:
 * @self: a dispatcher
 * @turn: the turn of an actor that has something to do
 *
 * Hands a turn to a dispatcher. The library calls this; a dispatcher that passes turns on to
 * another one may, too. May be called from any thread.
 *
 * Since: 0.1
 */
void
domo_dispatcher_schedule (DomoDispatcher *self, DomoTurn *turn)
{
  DomoDispatcherClass *class = (DomoDispatcherClass *) ((GTypeInstance *) self)->g_class;

  if (G_UNLIKELY (class->schedule == NULL))
    g_error ("%s: a dispatcher must implement schedule()", G_OBJECT_TYPE_NAME (self));
  class->schedule (self, turn);
}

/**
 * domo_dispatcher_enter:
 * @self: a dispatcher
 * @error: return location for an error
 *
 * Tells a dispatcher that a stage begins to use it. The library calls this, once for each stage; a
 * dispatcher that passes turns on to another one should, too. May be called from any thread.
 *
 * Returns: %TRUE, or %FALSE with @error set if the dispatcher could not run anything
 *
 * Since: 0.1
 */
gboolean
domo_dispatcher_enter (DomoDispatcher *self, GError **error)
{
  DomoDispatcherClass *class;

  g_return_val_if_fail (DOMO_IS_DISPATCHER (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  class = DOMO_DISPATCHER_GET_CLASS (self);
  return class->enter == NULL || class->enter (self, error);
}

/**
 * domo_dispatcher_leave:
 * @self: a dispatcher
 * @wait_us: how long to wait at the most until the dispatcher has ended what it keeps for its
 *   stages, in microseconds; 0 for not at all
 *
 * Takes back one [method@DomoCore.Dispatcher.enter]: that stage is closed. The library calls this;
 * it may be called from any thread.
 *
 * Since: 0.1
 */
void
domo_dispatcher_leave (DomoDispatcher *self, gint64 wait_us)
{
  DomoDispatcherClass *class;

  g_return_if_fail (DOMO_IS_DISPATCHER (self));
  g_return_if_fail (wait_us >= 0);

  class = DOMO_DISPATCHER_GET_CLASS (self);
  if (class->leave != NULL)
    class->leave (self, wait_us);
}
