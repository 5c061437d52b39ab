/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-runtime-private.h"

#include "domo-error.h"
#include "domo-proxy-private.h"

/* Supervisors by name, and whom their directives are for. */

/* The public root (transfer full), or NULL once it has ended. */
DomoProxy *
domo_runtime_ref_public_root (DomoRuntime *self)
{
  DomoProxy *root;

  domo_lock_acquire (&self->lock);
  root = self->public_root != NULL ? g_object_ref (self->public_root) : NULL;
  domo_lock_release (&self->lock);
  return root;
}

/* Registers a supervisor, or with NULL takes the name back. Actors that have one keep it. */
void
domo_runtime_register_supervisor (DomoRuntime *self, const char *name, DomoProxy *supervisor)
{
  g_autoptr (DomoProxy) previous = NULL;
  g_autoptr (DomoProxy) waiting_root = NULL;
  g_autofree char *old_name = NULL;
  gpointer key = NULL, value = NULL;

  domo_lock_acquire (&self->lock);
  if (self->supervisors == NULL)
    self->supervisors = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_steal_extended (self->supervisors, name, &key, &value);
  if (supervisor != NULL &&
      atomic_load_explicit (&self->phase, memory_order_relaxed) != DOMO_RUNTIME_CLOSED)
    {
      g_hash_table_insert (self->supervisors, g_strdup (name), g_object_ref (supervisor));
      if (!supervisor->is_supervisor && !supervisor->ended &&
          supervisor->parent == self->public_root && --self->n_applications == 0 &&
          self->public_root->awaits_children)
        waiting_root = g_object_ref (self->public_root);
      supervisor->is_supervisor = TRUE;
    }
  domo_lock_release (&self->lock);
  /* Registered while the stage closes, it was the last that the other supervisors waited for. */
  if (waiting_root != NULL)
    domo_proxy_post (waiting_root, domo_message_new (DOMO_MESSAGE_CHILDREN_ENDED));
  /* Released outside the lock. */
  old_name = key;
  previous = value;
}

/* The supervisor of that name (transfer full). */
DomoProxy *
domo_runtime_find_supervisor (DomoRuntime *self, const char *name, GError **error)
{
  DomoProxy *supervisor = NULL;

  domo_lock_acquire (&self->lock);
  if (self->supervisors != NULL)
    supervisor = g_hash_table_lookup (self->supervisors, name);
  if (supervisor != NULL)
    g_object_ref (supervisor);
  domo_lock_release (&self->lock);
  if (supervisor == NULL)
    g_set_error (error, DOMO_ERROR, DOMO_ERROR_NOT_FOUND,
                 "No supervisor is registered on the stage as “%s”", name);
  return supervisor;
}

/* Whether @actor lives and has not been ordered to restart since it was @incarnation. */
gboolean
domo_runtime_is_current (DomoRuntime *self, DomoProxy *actor, guint incarnation)
{
  gboolean is_current;

  domo_lock_acquire (&self->lock);
  is_current = !actor->ended && actor->ordered == incarnation;
  domo_lock_release (&self->lock);
  return is_current;
}

guint
domo_runtime_get_ordered (DomoRuntime *self, DomoProxy *actor)
{
  guint ordered;

  domo_lock_acquire (&self->lock);
  ordered = actor->ordered;
  domo_lock_release (&self->lock);
  return ordered;
}

/* In order of creation. */
static GPtrArray *
list_in_scope_locked (DomoProxy *actor, DomoSupervisionScope scope)
{
  GPtrArray *actors = g_ptr_array_new_with_free_func (g_object_unref);
  DomoProxy *first;

  if (actor->ended)
    return actors;
  if (scope == DOMO_SUPERVISION_SCOPE_ONE || actor->parent == NULL)
    {
      g_ptr_array_add (actors, g_object_ref (actor));
      return actors;
    }
  first = scope == DOMO_SUPERVISION_SCOPE_REST ? actor : actor->parent->first_child;
  for (DomoProxy *sibling = first; sibling != NULL; sibling = sibling->next_sibling)
    {
      if (sibling->supervisor == actor->supervisor)
        g_ptr_array_add (actors, g_object_ref (sibling));
    }
  return actors;
}

/* Whom a directive is for, in order of creation. */
GPtrArray *
domo_runtime_list_in_scope (DomoRuntime *self, DomoProxy *actor, DomoSupervisionScope scope)
{
  GPtrArray *actors;

  domo_lock_acquire (&self->lock);
  actors = list_in_scope_locked (actor, scope);
  domo_lock_release (&self->lock);
  return actors;
}

static void
order_free (gpointer data)
{
  DomoOrder *self = data;

  g_object_unref (self->actor);
  g_free (self);
}

/* Orders a restart of @actor and those in scope: answers what each is to become (full), or NULL if
 * @actor is not that incarnation any more. All orders are given under one lock, so a failure that
 * was reported before is outdated for each of them. */
GPtrArray *
domo_runtime_order_restart (DomoRuntime *self,
                            DomoProxy *actor,
                            guint incarnation,
                            DomoSupervisionScope scope)
{
  g_autoptr (GPtrArray) actors = NULL;
  GPtrArray *orders = NULL;

  domo_lock_acquire (&self->lock);
  if (!actor->ended && actor->ordered == incarnation)
    {
      actors = list_in_scope_locked (actor, scope);
      orders = g_ptr_array_new_with_free_func (order_free);
      for (guint i = 0; i < actors->len; i++)
        {
          DomoOrder *order = g_new (DomoOrder, 1);

          order->actor = g_object_ref (g_ptr_array_index (actors, i));
          order->target = ++order->actor->ordered;
          g_ptr_array_add (orders, order);
        }
    }
  domo_lock_release (&self->lock);
  return orders;
}
