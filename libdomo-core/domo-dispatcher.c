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
 * library's own use nothing else.
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
