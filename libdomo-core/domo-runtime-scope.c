/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-runtime-private.h"

#include "domo-error.h"
#include "domo-proxy-private.h"

/* Supervisors by name, failures, and whom directives are for. */

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

/* Failures. Each has a serial, and is open until a directive about it counts, or until it does not
 * matter any more. */

/* Opens a failure of @actor, in its turn. Answers its serial, or 0 if nobody needs to decide,
 * because
 * @actor has been ordered to become another incarnation already. */
guint
domo_runtime_open_failure (DomoRuntime *self, DomoProxy *actor)
{
  guint serial = 0;

  domo_lock_acquire (&self->lock);
  if (actor->ordered == actor->incarnation)
    {
      if (++actor->last_failure == 0)
        actor->last_failure = 1;
      actor->open_failure = serial = actor->last_failure;
      actor->is_passed_on = FALSE;
    }
  domo_lock_release (&self->lock);
  return serial;
}

/* Another than its supervisor has to decide about that failure of @actor. */
void
domo_runtime_pass_failure_on (DomoRuntime *self, DomoProxy *actor, guint serial)
{
  domo_lock_acquire (&self->lock);
  if (actor->open_failure == serial)
    actor->is_passed_on = TRUE;
  domo_lock_release (&self->lock);
}

/* @actor stops: no directive about its failure is awaited any more. */
void
domo_runtime_close_failure (DomoRuntime *self, DomoProxy *actor)
{
  domo_lock_acquire (&self->lock);
  actor->open_failure = 0;
  domo_lock_release (&self->lock);
}

/* Whether @actor lives and that failure still awaits a directive. */
gboolean
domo_runtime_is_open_failure (DomoRuntime *self, DomoProxy *actor, guint serial)
{
  gboolean is_open;

  domo_lock_acquire (&self->lock);
  is_open = !actor->ended && actor->open_failure == serial;
  domo_lock_release (&self->lock);
  return is_open;
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

static void
order_free (gpointer data)
{
  DomoOrder *self = data;

  g_object_unref (self->actor);
  g_free (self);
}

static void
order_locked (GPtrArray *orders, DomoProxy *actor, DomoDirective directive)
{
  guint number = actor->open_failure;
  DomoOrder *order;

  /* Only who has failed can be resumed; who has not goes on anyway. */
  if (directive == DOMO_DIRECTIVE_RESUME && number == 0)
    return;
  actor->open_failure = 0;
  if (directive == DOMO_DIRECTIVE_RESTART)
    number = ++actor->ordered;
  order = g_new (DomoOrder, 1);
  order->actor = g_object_ref (actor);
  order->number = number;
  g_ptr_array_add (orders, order);
}

/* Gives a directive about a failure of @actor: answers what it and those in scope are to be told
 * (full), or NULL if that failure is not open any more. All failures in scope are closed under one
 * lock, so whatever was reported of them before is outdated from that moment. */
GPtrArray *
domo_runtime_claim (DomoRuntime *self,
                    DomoProxy *actor,
                    guint serial,
                    DomoSupervisionScope scope,
                    DomoDirective directive)
{
  g_autoptr (GPtrArray) actors = NULL;
  GPtrArray *orders = NULL;

  domo_lock_acquire (&self->lock);
  if (!actor->ended && actor->open_failure == serial)
    {
      actors = list_in_scope_locked (actor, scope);
      orders = g_ptr_array_new_with_free_func (order_free);
      for (guint i = 0; i < actors->len; i++)
        order_locked (orders, g_ptr_array_index (actors, i), directive);
    }
  domo_lock_release (&self->lock);
  return orders;
}

/* Orders a restart of @actor from outside: answers the incarnation that it is to become. */
guint
domo_runtime_order_restart (DomoRuntime *self, DomoProxy *actor)
{
  guint target;

  domo_lock_acquire (&self->lock);
  actor->open_failure = 0;
  target = ++actor->ordered;
  domo_lock_release (&self->lock);
  return target;
}

/* The same for an actor that restarts itself, in its turn. Answers 0 if another restart has been
 * ordered since it became @incarnation. */
guint
domo_runtime_order_own_restart (DomoRuntime *self, DomoProxy *actor, guint incarnation)
{
  guint target = 0;

  domo_lock_acquire (&self->lock);
  if (actor->ordered == incarnation)
    target = ++actor->ordered;
  domo_lock_release (&self->lock);
  return target;
}
