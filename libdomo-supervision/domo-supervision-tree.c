/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-supervision-tree-private.h"

#include <stdatomic.h>

#include "domo-tree-supervisor.h"

/**
 * DomoSupervisionTree:
 *
 * A supervisor and what it looks after, declared before anything is started: actors and further
 * trees, in the order in which they are made.
 *
 * When it is started ([method@DomoSupervision.SupervisionTree.start]) there is a
 * [class@DomoSupervision.TreeSupervisor], and its children are below it. It may be started several
 * times, on several stages. From then on it cannot be changed.
 */
struct _DomoSupervisionTree
{
  atomic_int ref_count;
  DomoSupervisionStrategy *strategy; /* or NULL */
  GPtrArray *children;
  /* Set when it is first used, by whichever thread. */
  atomic_bool sealed;
};

static gpointer
copy_boxed (gpointer boxed)
{
  DomoSupervisionTree *self = boxed;

  /* relaxed: what was added before reaches other threads with the tree itself. */
  atomic_store_explicit (&self->sealed, TRUE, memory_order_relaxed);
  return domo_supervision_tree_ref (self);
}

G_DEFINE_BOXED_TYPE (DomoSupervisionTree,
                     domo_supervision_tree,
                     copy_boxed,
                     domo_supervision_tree_unref)

static void
child_spec_free (gpointer data)
{
  DomoChildSpec *self = data;

  g_free (self->name);
  domo_definition_unref (self->definition);
  g_free (self);
}

/**
 * domo_supervision_tree_new:
 * @strategy: (nullable): what its supervisor goes by, or %NULL for one restart in five seconds
 *
 * Makes a tree without children. All restarts below its supervisor count in one window.
 *
 * Returns: (transfer full): the tree
 *
 * Since: 0.1
 */
DomoSupervisionTree *
domo_supervision_tree_new (DomoSupervisionStrategy *strategy)
{
  DomoSupervisionTree *self = g_new0 (DomoSupervisionTree, 1);

  atomic_init (&self->ref_count, 1);
  self->strategy = strategy != NULL
                       ? domo_supervision_strategy_ref (domo_supervision_strategy_seal (strategy))
                       : NULL;
  self->children = g_ptr_array_new_with_free_func (child_spec_free);
  return self;
}

/**
 * domo_supervision_tree_ref:
 * @self: a tree
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoSupervisionTree *
domo_supervision_tree_ref (DomoSupervisionTree *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * domo_supervision_tree_unref:
 * @self: (transfer full): a tree
 *
 * Drops a reference.
 *
 * Since: 0.1
 */
void
domo_supervision_tree_unref (DomoSupervisionTree *self)
{
  g_return_if_fail (self != NULL);

  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  g_clear_pointer (&self->strategy, domo_supervision_strategy_unref);
  g_ptr_array_unref (self->children);
  g_free (self);
}

static gboolean
check_not_sealed (DomoSupervisionTree *self, const char *function)
{
  if (!atomic_load_explicit (&self->sealed, memory_order_relaxed))
    return TRUE;
  g_critical ("%s(): the tree has been used and cannot be changed", function);
  return FALSE;
}

/**
 * domo_supervision_tree_add_actor:
 * @self: a tree that has not been used
 * @name: (nullable): the name under which the actor is to be found on its stage
 *   ([method@DomoCore.Stage.lookup_actor]), or %NULL for none
 * @definition: how to make the actor; it must not have been used
 * @kind: what is expected of it
 *
 * Adds an actor, which is made after those that were added before. The tree's supervisor becomes
 * that of the definition.
 *
 * Since: 0.1
 */
void
domo_supervision_tree_add_actor (DomoSupervisionTree *self,
                                 const char *name,
                                 DomoDefinition *definition,
                                 DomoChildKind kind)
{
  DomoChildSpec *spec;

  g_return_if_fail (self != NULL);
  g_return_if_fail (definition != NULL);
  g_return_if_fail ((guint) kind <= DOMO_CHILD_KIND_TEMPORARY);

  if (!check_not_sealed (self, G_STRFUNC))
    return;
  domo_definition_set_supervisor (definition, DOMO_SUPERVISOR_PARENT);
  spec = g_new (DomoChildSpec, 1);
  spec->name = g_strdup (name);
  spec->definition = domo_definition_ref (definition);
  spec->kind = kind;
  g_ptr_array_add (self->children, spec);
}

/**
 * domo_supervision_tree_add_tree:
 * @self: a tree that has not been used
 * @subtree: another one, which is used by that
 *
 * Adds a tree: its supervisor becomes a permanent child of this one's.
 *
 * Since: 0.1
 */
void
domo_supervision_tree_add_tree (DomoSupervisionTree *self, DomoSupervisionTree *subtree)
{
  g_autoptr (DomoDefinition) definition = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (subtree != NULL && subtree != self);

  definition = domo_definition_new (DOMO_TYPE_TREE_SUPERVISOR, "tree", subtree, NULL);
  domo_supervision_tree_add_actor (self, NULL, definition, DOMO_CHILD_KIND_PERMANENT);
}

/**
 * domo_supervision_tree_start:
 * @self: a tree
 * @stage: a stage
 *
 * Makes the tree's supervisor, which makes the children in order when it starts. Whether that
 * succeeds [method@DomoCore.Proxy.started] of the supervisor tells; to stop the tree, stop it.
 *
 * Returns: (transfer full) (type DomoCore.Proxy): the supervisor's proxy
 *
 * Since: 0.1
 */
gpointer
domo_supervision_tree_start (DomoSupervisionTree *self, DomoStage *stage)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (DOMO_IS_STAGE (stage), NULL);

  return domo_stage_actor_for (stage, DOMO_TYPE_TREE_SUPERVISOR, "tree", self, NULL);
}

DomoSupervisionStrategy *
domo_supervision_tree_get_strategy (DomoSupervisionTree *self)
{
  return self->strategy;
}

guint
domo_supervision_tree_get_n_children (DomoSupervisionTree *self)
{
  return self->children->len;
}

const DomoChildSpec *
domo_supervision_tree_get_child (DomoSupervisionTree *self, guint n)
{
  return g_ptr_array_index (self->children, n);
}
