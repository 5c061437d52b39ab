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
  /* Pairs with the release of who used it through a list; see domo_life_listeners_tell_all(). */
  domo_tsan_acquire (self);
  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}

/* A copy of the list without the one with that id. Under the lock. */
static GPtrArray *
copy_without_locked (DomoRuntime *runtime, guint id)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) listener_unref);

  for (guint i = 0; runtime->life_listeners != NULL && i < runtime->life_listeners->len; i++)
    {
      Listener *listener = g_ptr_array_index (runtime->life_listeners, i);

      if (listener->id != id)
        g_ptr_array_add (copy, listener_ref (listener));
    }
  return copy;
}

/* Answers the list that was there before, to be dropped outside the lock. */
static GPtrArray *
replace_locked (DomoRuntime *runtime, GPtrArray *list)
{
  GPtrArray *before = runtime->life_listeners;

  if (list->len == 0)
    g_clear_pointer (&list, g_ptr_array_unref);
  runtime->life_listeners = list;
  /* relaxed: who misses a listener that is being added was told first. */
  atomic_store_explicit (&runtime->has_life_listeners, list != NULL, memory_order_relaxed);
  return before;
}

/* Tells everybody, under no lock. */
void
domo_life_listeners_tell_all (DomoRuntime *runtime, DomoProxy *actor, DomoLifeEvent event)
{
  g_autoptr (GPtrArray) listeners = NULL;
  DomoStage *stage;
  guint n;

  domo_lock_acquire (&runtime->lock);
  if (runtime->life_listeners != NULL)
    listeners = g_ptr_array_ref (runtime->life_listeners);
  stage = runtime->stage;
  domo_lock_release (&runtime->lock);
  n = listeners != NULL ? listeners->len : 0;
  for (guint i = 0; i < n; i++)
    {
      Listener *listener = g_ptr_array_index (listeners, i);

      listener->func (stage, actor, event, listener->user_data);
    }
  /* GLib counts the references on the list, and the sanitizer does not see that; who drops the last
   * one drops those on the listeners first. */
  for (guint i = 0; i < n; i++)
    domo_tsan_release (g_ptr_array_index (listeners, i));
}

/* The stage and its actors are gone. */
void
domo_life_listeners_drop (DomoRuntime *runtime)
{
  g_clear_pointer (&runtime->life_listeners, g_ptr_array_unref);
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
 * in several threads at once, but the events of one actor come in order. It should be quick, and
 * may send messages. When an actor has stopped or is restarting, its instance must not be used any
 * more.
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
  g_autoptr (GPtrArray) before = NULL;
  DomoRuntime *runtime;
  Listener *listener;
  GPtrArray *list;
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
  list = copy_without_locked (runtime, id);
  g_ptr_array_add (list, listener);
  before = replace_locked (runtime, list);
  domo_lock_release (&runtime->lock);
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
  g_autoptr (GPtrArray) before = NULL;
  DomoRuntime *runtime;

  g_return_if_fail (DOMO_IS_STAGE (self));

  runtime = domo_stage_get_runtime (self);
  domo_lock_acquire (&runtime->lock);
  before = replace_locked (runtime, copy_without_locked (runtime, id));
  domo_lock_release (&runtime->lock);
}
