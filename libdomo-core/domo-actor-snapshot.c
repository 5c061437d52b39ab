/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-actor-snapshot-private.h"

#include "domo-lock-private.h"
#include "domo-proxy.h"

/**
 * DomoActorSnapshot:
 *
 * One actor as it was at a moment: its place in the tree and what it was doing. See
 * [method@DomoCore.Stage.snapshot].
 *
 * It never changes, and may be read and dropped in any thread. It holds a reference on the actor's
 * proxy, but does not keep the actor from stopping.
 *
 * Since: 0.1
 */

G_DEFINE_BOXED_TYPE (DomoActorSnapshot,
                     domo_actor_snapshot,
                     domo_actor_snapshot_ref,
                     domo_actor_snapshot_unref)

/**
 * domo_actor_snapshot_ref:
 * @self: a snapshot
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoActorSnapshot *
domo_actor_snapshot_ref (DomoActorSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * domo_actor_snapshot_unref:
 * @self: (transfer full): a snapshot
 *
 * Drops a reference.
 *
 * Since: 0.1
 */
void
domo_actor_snapshot_unref (DomoActorSnapshot *self)
{
  g_return_if_fail (self != NULL);

  /* A loop, because a tree may be deeper than the stack. acq_rel: each drop pairs with the last,
   * which frees. */
  while (self != NULL && atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) == 1)
    {
      DomoActorSnapshot *parent = self->parent;

      domo_tsan_release (self->proxy);
      g_object_unref (self->proxy);
      g_free (self->name);
      g_free (self);
      self = parent;
    }
}

/**
 * domo_actor_snapshot_get_proxy:
 * @self: a snapshot
 *
 * Answers the actor's proxy.
 *
 * Returns: (transfer none) (type DomoProxy): the proxy
 *
 * Since: 0.1
 */
gpointer
domo_actor_snapshot_get_proxy (DomoActorSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->proxy;
}

/**
 * domo_actor_snapshot_get_address:
 * @self: a snapshot
 *
 * Answers the actor's address.
 *
 * Returns: (transfer none): the address
 *
 * Since: 0.1
 */
const DomoAddress *
domo_actor_snapshot_get_address (DomoActorSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return domo_proxy_get_address (self->proxy);
}

/**
 * domo_actor_snapshot_get_actor_type:
 * @self: a snapshot
 *
 * Answers the class of the actor.
 *
 * Returns: the type
 *
 * Since: 0.1
 */
GType
domo_actor_snapshot_get_actor_type (DomoActorSnapshot *self)
{
  g_return_val_if_fail (self != NULL, G_TYPE_INVALID);

  return domo_proxy_get_actor_type (self->proxy);
}

/**
 * domo_actor_snapshot_get_name:
 * @self: a snapshot
 *
 * Answers the name under which the actor was registered with
 * [method@DomoCore.Stage.register_actor]; of several, the first.
 *
 * Returns: (transfer none) (nullable): the name, or %NULL if it had none
 *
 * Since: 0.1
 */
const char *
domo_actor_snapshot_get_name (DomoActorSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * domo_actor_snapshot_get_parent:
 * @self: a snapshot
 *
 * Answers the snapshot of the actor's parent, which was taken at the same moment.
 *
 * Returns: (transfer none) (nullable): the parent's, or %NULL for the private root
 *
 * Since: 0.1
 */
DomoActorSnapshot *
domo_actor_snapshot_get_parent (DomoActorSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->parent;
}

/**
 * domo_actor_snapshot_get_depth:
 * @self: a snapshot
 *
 * Tells how deep in the tree the actor was.
 *
 * Returns: 0 for the private root, 1 for the public root, 2 for those the stage made, and so on
 *
 * Since: 0.1
 */
guint
domo_actor_snapshot_get_depth (DomoActorSnapshot *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->depth;
}

/**
 * domo_actor_snapshot_get_n_children:
 * @self: a snapshot
 *
 * Tells how many children the actor had that had not stopped.
 *
 * Returns: their number
 *
 * Since: 0.1
 */
guint
domo_actor_snapshot_get_n_children (DomoActorSnapshot *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_children;
}

/**
 * domo_actor_snapshot_get_state:
 * @self: a snapshot
 *
 * Tells what the actor was doing.
 *
 * Returns: its state
 *
 * Since: 0.1
 */
DomoActorState
domo_actor_snapshot_get_state (DomoActorSnapshot *self)
{
  g_return_val_if_fail (self != NULL, DOMO_ACTOR_STATE_STOPPED);

  return self->state;
}

/**
 * domo_actor_snapshot_get_queue_length:
 * @self: a snapshot
 *
 * Tells how many messages waited for the actor, without the one in hand and what it has put aside.
 * Unlike [method@DomoCore.Proxy.get_queue_length], this has what has come since the dispatcher last
 * ran the actor.
 *
 * Returns: their number
 *
 * Since: 0.1
 */
guint
domo_actor_snapshot_get_queue_length (DomoActorSnapshot *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->queue_length;
}

/**
 * domo_actor_snapshot_get_incarnation:
 * @self: a snapshot
 *
 * Tells how many restarts of the actor had been ordered, the one it was about to make included.
 *
 * Returns: their number
 *
 * Since: 0.1
 */
guint
domo_actor_snapshot_get_incarnation (DomoActorSnapshot *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->incarnation;
}
