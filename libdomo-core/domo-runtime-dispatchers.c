/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-runtime-private.h"

/* Which dispatchers a stage uses, so that it can tell them when it is closed. It does not keep
 * them: one that nobody else has any more has nothing to run. */

/* The table's value; the key is the dispatcher's address, where another one may be by now. */
typedef struct
{
  GWeakRef dispatcher;
} Use;

static Use *
use_new (DomoDispatcher *dispatcher)
{
  Use *self = g_new (Use, 1);

  g_weak_ref_init (&self->dispatcher, dispatcher);
  return self;
}

static void
use_free (gpointer data)
{
  Use *self = data;

  g_weak_ref_clear (&self->dispatcher);
  g_free (self);
}

/* Whether @dispatcher, which the caller has a reference on, has been entered. */
static gboolean
is_entered_locked (DomoRuntime *self, DomoDispatcher *dispatcher)
{
  Use *use = self->dispatchers != NULL ? g_hash_table_lookup (self->dispatchers, dispatcher) : NULL;
  g_autoptr (DomoDispatcher) used = use != NULL ? g_weak_ref_get (&use->dispatcher) : NULL;

  return used != NULL;
}

/* Adds to @kept a reference on what is still there. */
static gboolean
is_gone (gpointer key, gpointer value, gpointer kept)
{
  gpointer dispatcher = g_weak_ref_get (&((Use *) value)->dispatcher);

  if (dispatcher == NULL)
    return TRUE;
  g_ptr_array_add (kept, dispatcher);
  return FALSE;
}

/* Enters @dispatcher into the table. Answers FALSE if it is there already or the stage is closed.
 */
static gboolean
remember (DomoRuntime *self, DomoDispatcher *dispatcher)
{
  /* Dropped outside the lock: each may be the last. */
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
  Use *use = use_new (dispatcher);
  gboolean wanted;

  domo_lock_acquire (&self->lock);
  wanted = atomic_load_explicit (&self->phase, memory_order_relaxed) != DOMO_RUNTIME_CLOSED &&
           !is_entered_locked (self, dispatcher);
  if (wanted)
    {
      if (self->dispatchers == NULL)
        self->dispatchers = g_hash_table_new_full (NULL, NULL, NULL, use_free);
      g_hash_table_foreach_remove (self->dispatchers, is_gone, kept);
      g_hash_table_insert (self->dispatchers, dispatcher, use);
    }
  domo_lock_release (&self->lock);
  if (!wanted)
    use_free (use);
  return wanted;
}

/* The stage is about to use @dispatcher. Any thread. Answers FALSE with @error set if it would run
 * nothing. */
gboolean
domo_runtime_enter_dispatcher (DomoRuntime *self, DomoDispatcher *dispatcher, GError **error)
{
  gboolean entered;

  if (DOMO_DISPATCHER_GET_CLASS (dispatcher)->enter == NULL)
    return TRUE;
  domo_lock_acquire (&self->lock);
  entered = is_entered_locked (self, dispatcher);
  domo_lock_release (&self->lock);
  if (entered)
    return TRUE;
  if (!domo_dispatcher_enter (dispatcher, error))
    return FALSE;
  if (!remember (self, dispatcher))
    domo_dispatcher_leave (dispatcher, 0);
  return TRUE;
}

/* The stage is closed: tells its dispatchers, once, and waits at most so long for each of them. Any
 * thread. */
void
domo_runtime_leave_dispatchers (DomoRuntime *self, gint64 wait_us)
{
  g_autoptr (GHashTable) dispatchers = NULL;
  g_autoptr (GPtrArray) left = g_ptr_array_new_with_free_func (g_object_unref);

  domo_lock_acquire (&self->lock);
  dispatchers = g_steal_pointer (&self->dispatchers);
  domo_lock_release (&self->lock);
  if (dispatchers == NULL)
    return;
  g_hash_table_foreach_remove (dispatchers, is_gone, left);
  for (guint i = 0; i < left->len; i++)
    domo_dispatcher_leave (g_ptr_array_index (left, i), wait_us);
}
