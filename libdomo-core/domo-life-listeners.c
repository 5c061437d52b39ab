/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-life-listeners-private.h"

#include "domo-stage-private.h"

/* Who is told of starts, restarts and stops, and of the close of a stage. */

typedef struct
{
  atomic_int ref_count;
  guint id;
  DomoLifeFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
} Listener;

static Listener *
listener_ref (Listener *self)
{
  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

static void
listener_unref (Listener *self)
{
  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}

/* Never changed once it is shared, but replaced. It has a count of its own, as GLib's arrays have,
 * in order that the thread sanitizer sees who drops it last. */
struct _DomoLifeListeners
{
  atomic_int ref_count;
  guint n;
  Listener *items[];
};

static void
list_unref (DomoLifeListeners *self)
{
  /* acq_rel: each drop pairs with the last, which frees. */
  if (self == NULL || atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  for (guint i = 0; i < self->n; i++)
    listener_unref (self->items[i]);
  g_free (self);
}

/* Replaces the list by one that has not @id, if any has, and has @added (transfer full), if not
 * NULL. Answers the list that was there before, to be dropped outside the lock. */
static DomoLifeListeners *
replace_locked (DomoRuntime *runtime, guint id, Listener *added)
{
  DomoLifeListeners *before = runtime->life_listeners;
  guint n = before != NULL ? before->n : 0;
  DomoLifeListeners *list = g_malloc (sizeof *list + (n + 1) * sizeof (Listener *));

  atomic_init (&list->ref_count, 1);
  list->n = 0;
  for (guint i = 0; i < n; i++)
    {
      if (before->items[i]->id != id)
        list->items[list->n++] = listener_ref (before->items[i]);
    }
  if (added != NULL)
    list->items[list->n++] = added;
  if (list->n == 0)
    g_clear_pointer (&list, g_free);
  runtime->life_listeners = list;
  /* relaxed: who misses a listener that is being added was told first. */
  atomic_store_explicit (&runtime->has_life_listeners, list != NULL, memory_order_relaxed);
  return before;
}

/* Tells everybody, under no lock. */
void
domo_life_listeners_tell_all (DomoRuntime *runtime, DomoProxy *actor, DomoLifeEvent event)
{
  DomoLifeListeners *list;
  DomoStage *stage;

  domo_lock_acquire (&runtime->lock);
  list = runtime->life_listeners;
  /* relaxed: the runtime holds a reference, and the lock keeps it. */
  if (list != NULL)
    atomic_fetch_add_explicit (&list->ref_count, 1, memory_order_relaxed);
  stage = runtime->stage;
  domo_lock_release (&runtime->lock);
  for (guint i = 0; list != NULL && i < list->n; i++)
    list->items[i]->func (stage, actor, event, list->items[i]->user_data);
  list_unref (list);
}

/* The stage and its actors are gone. */
void
domo_life_listeners_drop (DomoRuntime *runtime)
{
  g_clear_pointer (&runtime->life_listeners, list_unref);
}

/**
 * domo_stage_add_life_listener:
 * @self: a stage
 * @func: (scope notified) (closure user_data) (destroy destroy): what to call
 * @user_data: its data
 * @destroy: (nullable): frees the data
 *
 * Listens to what happens in the life of all actors of the stage: for tools, and for libraries that
 * keep something for each actor.
 *
 * The listener is called in the thread of the actor in question, inside its turn and under no lock;
 * for [enum@DomoCore.LifeEvent] `CLOSING` in the thread that closes the stage. So it may be called
 * in several threads at once, but the events of one actor come in order, and a child stops before
 * its parent wherever each of them runs. It should be quick, and may send messages. When an actor
 * has stopped or is restarting, its instance must not be used any more; one that has stopped has no
 * address and no name any more.
 *
 * The roots of the tree have a life, too. May be called from any thread.
 *
 * Returns: an identifier for [method@DomoCore.Stage.remove_life_listener]; never 0
 *
 * Since: 0.1
 */
guint
domo_stage_add_life_listener (DomoStage *self,
                              DomoLifeFunc func,
                              gpointer user_data,
                              GDestroyNotify destroy)
{
  DomoLifeListeners *before;
  DomoRuntime *runtime;
  Listener *listener;
  guint id;

  g_return_val_if_fail (DOMO_IS_STAGE (self), 0);
  g_return_val_if_fail (func != NULL, 0);

  runtime = domo_stage_get_runtime (self);
  listener = g_new (Listener, 1);
  atomic_init (&listener->ref_count, 1);
  listener->func = func;
  listener->user_data = user_data;
  listener->destroy = destroy;
  domo_lock_acquire (&runtime->lock);
  id = listener->id = ++runtime->last_listener;
  before = replace_locked (runtime, id, listener);
  domo_lock_release (&runtime->lock);
  list_unref (before);
  return id;
}

/**
 * domo_stage_remove_life_listener:
 * @self: a stage
 * @id: what [method@DomoCore.Stage.add_life_listener] answered
 *
 * Takes a listener away. A call that is under way in another thread is not waited for; the data is
 * freed when none is left. An unknown identifier is ignored, so that a listener may be removed
 * twice.
 *
 * Since: 0.1
 */
void
domo_stage_remove_life_listener (DomoStage *self, guint id)
{
  DomoLifeListeners *before;
  DomoRuntime *runtime;

  g_return_if_fail (DOMO_IS_STAGE (self));

  runtime = domo_stage_get_runtime (self);
  domo_lock_acquire (&runtime->lock);
  before = replace_locked (runtime, id, NULL);
  domo_lock_release (&runtime->lock);
  list_unref (before);
}
