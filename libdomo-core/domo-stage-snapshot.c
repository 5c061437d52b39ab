/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-stage-private.h"

#include "domo-actor-snapshot-private.h"
#include "domo-counters-private.h"
#include "domo-look-private.h"
#include "domo-mailbox-private.h"
#include "domo-proxy-private.h"
#include "domo-registry-private.h"

/* Looking at all actors of a stage, from any thread. The tree is walked under one lock; what each
 * actor is doing it shows by itself, see the end of struct _DomoProxy. */

static DomoActorState
get_actor_state (DomoProxy *actor)
{
  const DomoWaits waits = (DomoWaits) atomic_load_explicit (&actor->waits, memory_order_relaxed);

  if (waits == DOMO_WAITS_PARKED)
    return DOMO_ACTOR_STATE_PARKED;
  switch (domo_proxy_get_state (actor))
    {
    case DOMO_LIFE_NEW:
      return DOMO_ACTOR_STATE_NEW;
    case DOMO_LIFE_SUSPENDED:
      return DOMO_ACTOR_STATE_SUSPENDED;
    case DOMO_LIFE_RESTARTING:
      return DOMO_ACTOR_STATE_RESTARTING;
    case DOMO_LIFE_STOPPING:
    /* In its last moments: it is in the tree still, and nobody has been told. */
    case DOMO_LIFE_STOPPED:
      return DOMO_ACTOR_STATE_STOPPING;
    case DOMO_LIFE_RUNNING:
    default:
      break;
    }
  if (waits == DOMO_WAITS_BUSY)
    return DOMO_ACTOR_STATE_BUSY;
  if (domo_proxy_is_held (actor))
    return DOMO_ACTOR_STATE_HELD;
  return domo_inbox_is_idle (&actor->inbox) ? DOMO_ACTOR_STATE_IDLE : DOMO_ACTOR_STATE_RUNNING;
}

/* What waits for an actor, as far as no mailbox has to be asked. Only an inbox may hold what its
 * turn has not counted yet. */
static guint
count_waiting_locked (DomoProxy *actor)
{
  DomoCounters counters;

  if (actor->has_mailbox)
    return 0;
  domo_counters_read (actor, &counters);
  return (guint) counters.queued + domo_inbox_look_at_calls (&actor->inbox);
}

/* Asks the mailboxes, under no lock: they may be the program's. */
static void
ask_mailboxes (GPtrArray *actors)
{
  for (guint i = 0; i < actors->len; i++)
    {
      DomoActorSnapshot *actor = g_ptr_array_index (actors, i);

      if (actor->proxy->has_mailbox)
        actor->queue_length = domo_mailbox_get_size (domo_mailbox_of (actor->proxy));
    }
}

/* Takes a snapshot of @actor, and adds it to @actors, which owns it. */
static DomoActorSnapshot *
add_locked (GPtrArray *actors, DomoProxy *actor, DomoActorSnapshot *parent)
{
  DomoActorSnapshot *self = g_new0 (DomoActorSnapshot, 1);
  DomoRegistry *registry = actor->runtime->registry;

  atomic_init (&self->ref_count, 1);
  self->proxy = g_object_ref (actor);
  self->position = actors->len;
  if (registry != NULL)
    self->name = g_strdup (domo_registry_get_name_locked (registry, actor));
  if (parent != NULL)
    {
      self->parent = domo_actor_snapshot_ref (parent);
      self->depth = parent->depth + 1;
      parent->n_children++;
    }
  self->queue_length = count_waiting_locked (actor);
  self->incarnation = actor->ordered;
  self->state = get_actor_state (actor);
  g_ptr_array_add (actors, self);
  return self;
}

/* Depth first. In a loop, because a tree may be deeper than the stack. */
static void
walk_locked (DomoRuntime *runtime, GPtrArray *actors)
{
  DomoProxy *actor = runtime->private_root;
  DomoActorSnapshot *parent = NULL;

  while (actor != NULL)
    {
      DomoActorSnapshot *snapshot = add_locked (actors, actor, parent);

      if (actor->first_child != NULL)
        {
          parent = snapshot;
          actor = actor->first_child;
          continue;
        }
      /* Up, to the first that has a younger sibling. */
      while (actor != NULL && actor->next_sibling == NULL)
        {
          actor = actor->parent;
          parent = parent != NULL ? parent->parent : NULL;
        }
      if (actor != NULL)
        actor = actor->next_sibling;
    }
}

/**
 * domo_stage_snapshot:
 * @self: a stage
 *
 * Looks at all actors that have not stopped, the roots included.
 *
 * The tree is that of one moment; what an actor is doing, and how many messages wait for it, may
 * change while the look lasts. It runs none of the program's code but for what a mailbox of the
 * program's own answers about its size. Senders are not held up, but actors that come to new
 * messages are, in all stages, so this is for tests, monitors and people, not for each message. May
 * be called from any thread, and inside actors, too.
 *
 * Returns: (transfer full) (element-type DomoActorSnapshot): the actors, each parent before its
 *   children and siblings in the order in which they were made; none for a closed stage
 *
 * Since: 0.1
 */
GPtrArray *
domo_stage_snapshot (DomoStage *self)
{
  GPtrArray *actors;
  DomoRuntime *runtime;

  g_return_val_if_fail (DOMO_IS_STAGE (self), NULL);

  actors = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_actor_snapshot_unref);
  runtime = domo_stage_get_runtime (self);
  domo_look_begin ();
  domo_lock_acquire (&runtime->lock);
  walk_locked (runtime, actors);
  domo_lock_release (&runtime->lock);
  domo_look_end ();
  ask_mailboxes (actors);
  return actors;
}

/**
 * domo_stage_get_n_actors:
 * @self: a stage
 *
 * Counts the actors that have not stopped, the two roots included. May be called from any thread.
 *
 * Returns: their number
 *
 * Since: 0.1
 */
guint
domo_stage_get_n_actors (DomoStage *self)
{
  DomoRuntime *runtime;
  guint n;

  g_return_val_if_fail (DOMO_IS_STAGE (self), 0);

  runtime = domo_stage_get_runtime (self);
  domo_lock_acquire (&runtime->lock);
  n = runtime->n_actors;
  domo_lock_release (&runtime->lock);
  return n;
}
