/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-runtime-private.h"

#include "domo-address-private.h"
#include "domo-counters-private.h"
#include "domo-dead-letters-private.h"
#include "domo-definition.h"
#include "domo-home-private.h"
#include "domo-interception-private.h"
#include "domo-life-listeners-private.h"
#include "domo-proxy-private.h"
#include "domo-registry-private.h"
#include "domo-root-private.h"

/* The tree of a stage's actors and its directory, both under one lock. */

DomoRuntime *
domo_runtime_ref (DomoRuntime *self)
{
  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
domo_runtime_unref (DomoRuntime *self)
{
  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  domo_home_remove (self);
  domo_runtime_leave_dispatchers (self, 0);
  domo_interception_set (self, NULL);
  g_clear_pointer (&self->supervisors, g_hash_table_unref);
  g_clear_pointer (&self->registry, domo_registry_free);
  domo_life_listeners_drop (self);
  domo_back_off_free (self->back_off);
  domo_await_limits_end (self->await_limits);
  domo_await_limits_unref (self->await_limits);
  g_hash_table_unref (self->directory);
  g_object_unref (self->dead_letters);
  g_object_unref (self->dispatcher);
  g_object_unref (self->clock);
  g_main_context_unref (self->context);
  domo_lock_clear (&self->lock);
  g_free (self);
}

/* The stage goes, and its actors, if any are left, live on without. */
void
domo_runtime_forget_stage (DomoRuntime *self)
{
  domo_lock_acquire (&self->lock);
  self->stage = NULL;
  domo_lock_release (&self->lock);
}

/* The stage (transfer none), or NULL once it is gone. */
DomoStage *
domo_runtime_get_stage (DomoRuntime *self)
{
  DomoStage *stage;

  domo_lock_acquire (&self->lock);
  stage = self->stage;
  domo_lock_release (&self->lock);
  return stage;
}

static void
spawn_roots (DomoRuntime *self)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (DOMO_TYPE_ROOT);
  g_autoptr (DomoProxy) private_root = domo_proxy_spawn (self, NULL, definition, NULL);
  g_autoptr (DomoProxy) public_root = domo_proxy_spawn (self, NULL, definition, NULL);

  g_assert (self->private_root == private_root && self->public_root == public_root);
}

/* Makes a runtime with its two roots. References what it is given, but for the stage. */
DomoRuntime *
domo_runtime_new (DomoStage *stage, const DomoRuntimeSettings *settings)
{
  DomoRuntime *self = g_new0 (DomoRuntime, 1);
  g_autoptr (GError) error = NULL;

  atomic_init (&self->ref_count, 1);
  self->stage = stage;
  self->context = g_main_context_ref (settings->context);
  self->dispatcher = g_object_ref (settings->dispatcher);
  self->clock = g_object_ref (settings->clock);
  self->dead_letters = domo_dead_letters_new (settings->context);
  self->address_kind = settings->address_kind;
  self->back_off = domo_back_off_copy (settings->back_off);
  self->stack_size = settings->stack_size;
  self->await_limits = domo_await_limits_new (settings->clock, settings->await_timeout);
  /* Asked once, because asking costs as much as an actor's whole life. */
  self->logs_debug = !g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, G_LOG_DOMAIN);
  domo_lock_init (&self->lock);
  self->directory = g_hash_table_new (domo_address_hash, domo_address_equal);
  domo_home_add (self, settings->context);
  if (domo_runtime_enter_dispatcher (self, settings->dispatcher, &error))
    spawn_roots (self);
  else
    {
      g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "MESSAGE",
                        "DomoStage: closed from the beginning: %s", error->message);
      domo_runtime_mark_closed (self);
    }
  return self;
}

static void
link_child_locked (DomoProxy *parent, DomoProxy *child)
{
  child->parent = parent;
  child->previous_sibling = parent->last_child;
  if (parent->last_child != NULL)
    parent->last_child->next_sibling = child;
  else
    parent->first_child = child;
  parent->last_child = child;
}

static void
unlink_child_locked (DomoProxy *parent, DomoProxy *child)
{
  if (child->previous_sibling != NULL)
    child->previous_sibling->next_sibling = child->next_sibling;
  else
    parent->first_child = child->next_sibling;
  if (child->next_sibling != NULL)
    child->next_sibling->previous_sibling = child->previous_sibling;
  else
    parent->last_child = child->previous_sibling;
  child->next_sibling = NULL;
  child->previous_sibling = NULL;
}

/* The first actor of a stage is its private root, the second, below it, its public root; they are
 * made before anybody else has the stage. When it closes they refuse, and go one after the other:
 * without its public root a stage that is not open any more has no parent for anybody. */
static DomoProxy *
choose_parent_locked (DomoRuntime *self, DomoProxy *parent)
{
  if (parent != NULL)
    return parent;
  return self->public_root != NULL || !domo_runtime_is_open (self) ? self->public_root
                                                                   : self->private_root;
}

/* Enters an actor into tree and directory. Answers FALSE where @parent (NULL: the public root)
 * takes no more children. */
gboolean
domo_runtime_add_actor (DomoRuntime *self, DomoProxy *parent, DomoProxy *child)
{
  gboolean accepted;

  domo_lock_acquire (&self->lock);
  parent = choose_parent_locked (self, parent);
  accepted =
      parent != NULL ? !parent->refuses_children && !parent->ended : domo_runtime_is_open (self);
  if (accepted)
    {
      if (parent == NULL)
        self->private_root = child;
      else if (self->public_root == NULL)
        self->public_root = child;
      if (parent != NULL)
        link_child_locked (parent, child);
      if (parent != NULL && parent == self->public_root)
        self->n_applications++;
      g_hash_table_add (self->directory, &child->address);
      self->n_actors++;
    }
  domo_lock_release (&self->lock);
  return accepted;
}

/* From now on nothing leads to the actor that was not held before: no address, no name. Its parent
 * still has it, and so does not end before those are told who listen. Answers the promise that it
 * has stopped (transfer full), if anybody asked for it. */
DomoPromise *
domo_runtime_end_actor (DomoRuntime *self, DomoProxy *actor)
{
  DomoPromise *stopped;

  domo_lock_acquire (&self->lock);
  actor->ended = TRUE;
  if (actor->is_named)
    domo_registry_forget_actor_locked (self->registry, actor);
  if (actor == self->public_root)
    self->public_root = NULL;
  else if (actor == self->private_root)
    self->private_root = NULL;
  stopped = g_steal_pointer (&actor->stopped);
  domo_lock_release (&self->lock);
  return stopped;
}

/* Takes an actor that has ended out of tree and directory. Answers its parent (transfer full), if
 * that waits for its last child and this was it. The public root waits for the last that is no
 * supervisor, too. */
DomoProxy *
domo_runtime_remove_actor (DomoRuntime *self, DomoProxy *actor)
{
  DomoProxy *parent = actor->parent, *waiting_parent = NULL;

  domo_lock_acquire (&self->lock);
  g_hash_table_remove (self->directory, &actor->address);
  self->n_actors--;
  if (parent != NULL)
    {
      gboolean was_last_application =
          parent == self->public_root && !actor->is_supervisor && --self->n_applications == 0;

      unlink_child_locked (parent, actor);
      if (parent->awaits_children && (parent->first_child == NULL || was_last_application))
        /* Referenced: a stop may end it before it is told. */
        waiting_parent = g_object_ref (parent);
    }
  domo_counters_keep_ended_locked (actor);
  domo_lock_release (&self->lock);
  return waiting_parent;
}

/* Takes the promise that an actor starts, if anybody asked for it, to settle it. */
DomoPromise *
domo_runtime_take_starting (DomoRuntime *self, DomoProxy *actor, gboolean has_started)
{
  DomoPromise *starting;

  domo_lock_acquire (&self->lock);
  if (has_started)
    actor->has_started = TRUE;
  starting = g_steal_pointer (&actor->starting);
  domo_lock_release (&self->lock);
  return starting;
}

/* Lets @parent, which has been restarted, have children again. */
void
domo_runtime_accept_children (DomoRuntime *self, DomoProxy *parent)
{
  domo_lock_acquire (&self->lock);
  parent->refuses_children = FALSE;
  parent->awaits_children = FALSE;
  parent->is_restarting = FALSE;
  domo_lock_release (&self->lock);
}

/* From now on @parent gets no more children. */
void
domo_runtime_refuse_children (DomoRuntime *self, DomoProxy *parent, gboolean restarts)
{
  domo_lock_acquire (&self->lock);
  parent->refuses_children = TRUE;
  parent->is_restarting = restarts;
  /* From before the children are listed: the last may end while they are told. */
  parent->awaits_children = TRUE;
  domo_lock_release (&self->lock);
}

/* Answers TRUE if @parent has no children. Else it is sent a message when the last one has ended.
 */
gboolean
domo_runtime_await_children (DomoRuntime *self, DomoProxy *parent)
{
  gboolean has_none;

  domo_lock_acquire (&self->lock);
  has_none = parent->first_child == NULL;
  parent->awaits_children = !has_none;
  domo_lock_release (&self->lock);
  return has_none;
}

/* The parent (transfer full), or NULL where there is none: it must not be asked of an actor that
 * has ended, whose parent may have ended, too. */
DomoProxy *
domo_runtime_ref_parent (DomoRuntime *self, DomoProxy *actor)
{
  DomoProxy *parent;

  domo_lock_acquire (&self->lock);
  parent = !actor->ended && actor->parent != NULL ? g_object_ref (actor->parent) : NULL;
  domo_lock_release (&self->lock);
  return parent;
}

/* The children of @parent, in order of their creation. */
GPtrArray *
domo_runtime_list_children (DomoRuntime *self, DomoProxy *parent)
{
  GPtrArray *children = g_ptr_array_new_with_free_func (g_object_unref);

  domo_lock_acquire (&self->lock);
  for (DomoProxy *child = parent->first_child; child != NULL; child = child->next_sibling)
    g_ptr_array_add (children, g_object_ref (child));
  domo_lock_release (&self->lock);
  return children;
}

/* Those of the children whose turn it is to stop, in order of their creation: supervisors that
 * stand directly below the public root come after the others. */
GPtrArray *
domo_runtime_list_children_to_stop (DomoRuntime *self, DomoProxy *parent)
{
  GPtrArray *children = g_ptr_array_new_with_free_func (g_object_unref);

  domo_lock_acquire (&self->lock);
  for (DomoProxy *child = parent->first_child; child != NULL; child = child->next_sibling)
    {
      if (parent != self->public_root || !child->is_supervisor || self->n_applications == 0)
        g_ptr_array_add (children, g_object_ref (child));
    }
  domo_lock_release (&self->lock);
  return children;
}

/* All actors that have not stopped, in no order. */
GPtrArray *
domo_runtime_list_actors (DomoRuntime *self)
{
  GPtrArray *actors = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer address;

  domo_lock_acquire (&self->lock);
  g_hash_table_iter_init (&iter, self->directory);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    g_ptr_array_add (actors, g_object_ref (domo_proxy_from_address (address)));
  domo_lock_release (&self->lock);
  return actors;
}

/* The actor with that address (transfer full), or NULL. */
DomoProxy *
domo_runtime_find (DomoRuntime *self, const DomoAddress *address)
{
  gpointer found;
  DomoProxy *actor = NULL;

  domo_lock_acquire (&self->lock);
  if (g_hash_table_lookup_extended (self->directory, address, &found, NULL) &&
      !domo_proxy_from_address (found)->ended)
    actor = g_object_ref (domo_proxy_from_address (found));
  domo_lock_release (&self->lock);
  return actor;
}

/* Enters a call that waits for the close. Answers FALSE if the stage is closed already, and in
 * @root (transfer full) the private root if this is the first such call, which has to stop it. */
gboolean
domo_runtime_add_closer (DomoRuntime *self, DomoCloser *closer, DomoProxy **root)
{
  gboolean open_or_closing;

  domo_lock_acquire (&self->lock);
  open_or_closing =
      atomic_load_explicit (&self->phase, memory_order_relaxed) != DOMO_RUNTIME_CLOSED;
  if (open_or_closing)
    {
      if (domo_runtime_is_open (self))
        *root = g_object_ref (self->private_root);
      atomic_store_explicit (&self->phase, DOMO_RUNTIME_CLOSING, memory_order_relaxed);
      self->closers = g_slist_append (self->closers, closer);
    }
  domo_lock_release (&self->lock);
  return open_or_closing;
}

/* A call does not wait any more. Answers whether it was entered: then its reference is the caller's
 * now. */
gboolean
domo_runtime_remove_closer (DomoRuntime *self, DomoCloser *closer)
{
  GSList *link;

  domo_lock_acquire (&self->lock);
  link = g_slist_find (self->closers, closer);
  self->closers = g_slist_delete_link (self->closers, link);
  domo_lock_release (&self->lock);
  return link != NULL;
}

static void
drop_supervisors (GHashTable *supervisors)
{
  GHashTableIter iter;
  gpointer name, supervisor;

  g_hash_table_iter_init (&iter, supervisors);
  while (g_hash_table_iter_next (&iter, &name, &supervisor))
    {
      g_free (name);
      g_object_unref (supervisor);
    }
}

/* The stage is closed. Answers the calls that wait for it (transfer full). */
GSList *
domo_runtime_mark_closed (DomoRuntime *self)
{
  g_autoptr (GHashTable) supervisors = NULL;
  DomoRegistry *registry;
  GSList *closers;

  domo_lock_acquire (&self->lock);
  closers = g_steal_pointer (&self->closers);
  supervisors = g_steal_pointer (&self->supervisors);
  registry = g_steal_pointer (&self->registry);
  /* release: pairs with domo_runtime_is_closed(). */
  atomic_store_explicit (&self->phase, DOMO_RUNTIME_CLOSED, memory_order_release);
  domo_lock_release (&self->lock);
  domo_await_limits_end (self->await_limits);
  domo_interception_set (self, NULL);
  /* Their references are dropped outside the lock, and not before. */
  if (supervisors != NULL)
    drop_supervisors (supervisors);
  g_clear_pointer (&registry, domo_registry_free);
  return closers;
}
