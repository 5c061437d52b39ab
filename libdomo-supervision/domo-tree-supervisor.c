/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-tree-supervisor.h"

#include "domo-default-supervisor-private.h"
#include "domo-supervision-tree-private.h"
#include "domo-watch.h"

/**
 * DomoTreeSupervisor:
 *
 * The supervisor of a [struct@DomoSupervision.SupervisionTree]. It makes its children in its start,
 * in order, and again when it is restarted.
 *
 * Its restarts count together, as in Erlang, and so does each permanent child that is made again
 * because it has stopped. Such a child is another actor of the same name, the youngest among its
 * siblings.
 *
 * If a child cannot be made, because its name is taken for instance, the supervisor fails.
 */
struct _DomoTreeSupervisor
{
  DomoDefaultSupervisor parent_instance;

  DomoSupervisionTree *tree;
  GHashTable *specs; /* by the child's proxy, which is referenced */
  gboolean ends;     /* it stops, or another instance takes its place */
};

enum
{
  PROP_TREE = 1,
};

G_DEFINE_FINAL_TYPE (DomoTreeSupervisor, domo_tree_supervisor, DOMO_TYPE_DEFAULT_SUPERVISOR)

static void child_gone (gpointer proxy, DomoStopReason reason, gpointer data);

static gboolean
make_child (DomoTreeSupervisor *self, const DomoChildSpec *spec)
{
  DomoActor *actor = DOMO_ACTOR (self);
  DomoStage *stage = domo_actor_get_stage (actor);
  g_autoptr (GError) error = NULL;
  gpointer child = domo_actor_child_for_definition (actor, spec->definition, &error);

  if (child == NULL)
    {
      domo_actor_fail (actor, g_steal_pointer (&error));
      return FALSE;
    }
  g_hash_table_insert (self->specs, child, (gpointer) spec);
  domo_watch_unref (domo_watch (child, child_gone, self, NULL));
  if (spec->name != NULL && stage != NULL &&
      !domo_stage_register_actor (stage, spec->name, child, &error))
    {
      domo_actor_fail (actor, g_steal_pointer (&error));
      return FALSE;
    }
  return TRUE;
}

static void
child_gone (gpointer proxy, DomoStopReason reason, gpointer data)
{
  DomoTreeSupervisor *self = data;
  const DomoChildSpec *spec = g_hash_table_lookup (self->specs, proxy);
  g_autoptr (DomoProxy) kept = g_object_ref (proxy);

  g_hash_table_remove (self->specs, proxy);
  if (spec->kind != DOMO_CHILD_KIND_PERMANENT || reason != DOMO_STOP_REASON_STOPPED || self->ends)
    return;
  if (domo_default_supervisor_count_remake (DOMO_DEFAULT_SUPERVISOR (self), proxy))
    make_child (self, spec);
}

static void
domo_tree_supervisor_before_start (DomoActor *actor)
{
  DomoTreeSupervisor *self = DOMO_TREE_SUPERVISOR (actor);

  for (guint i = 0; i < domo_supervision_tree_get_n_children (self->tree); i++)
    {
      if (!make_child (self, domo_supervision_tree_get_child (self->tree, i)))
        return;
    }
}

static void
domo_tree_supervisor_before_stop (DomoActor *actor)
{
  DOMO_TREE_SUPERVISOR (actor)->ends = TRUE;
}

static void
domo_tree_supervisor_before_restart (DomoActor *actor, const GError *error)
{
  DOMO_TREE_SUPERVISOR (actor)->ends = TRUE;
}

static DomoSupervisionStrategy *
domo_tree_supervisor_supervision_strategy (DomoDefaultSupervisor *supervisor)
{
  DomoTreeSupervisor *self = DOMO_TREE_SUPERVISOR (supervisor);
  DomoSupervisionStrategy *strategy = domo_supervision_tree_get_strategy (self->tree);

  return strategy != NULL ? domo_supervision_strategy_ref (strategy)
                          : DOMO_DEFAULT_SUPERVISOR_CLASS (domo_tree_supervisor_parent_class)
                                ->supervision_strategy (supervisor);
}

static DomoSupervisionDirective
domo_tree_supervisor_decide_directive (DomoDefaultSupervisor *supervisor,
                                       DomoSupervised *supervised,
                                       DomoSupervisionStrategy *strategy)
{
  DomoTreeSupervisor *self = DOMO_TREE_SUPERVISOR (supervisor);
  const DomoChildSpec *spec =
      g_hash_table_lookup (self->specs, domo_supervised_get_proxy (supervised));

  if (spec == NULL || spec->kind != DOMO_CHILD_KIND_TEMPORARY)
    return DOMO_DEFAULT_SUPERVISOR_CLASS (domo_tree_supervisor_parent_class)
        ->decide_directive (supervisor, supervised, strategy);
  domo_default_supervisor_stop_one (supervisor, supervised);
  return DOMO_SUPERVISION_DIRECTIVE_NONE;
}

static void
domo_tree_supervisor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TREE)
    g_value_set_boxed (value, DOMO_TREE_SUPERVISOR (object)->tree);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
domo_tree_supervisor_set_property (GObject *object,
                                   guint id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  if (id == PROP_TREE)
    DOMO_TREE_SUPERVISOR (object)->tree = g_value_dup_boxed (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
domo_tree_supervisor_constructed (GObject *object)
{
  DomoTreeSupervisor *self = DOMO_TREE_SUPERVISOR (object);

  G_OBJECT_CLASS (domo_tree_supervisor_parent_class)->constructed (object);

  /* One without children rather than none. */
  if (self->tree == NULL)
    self->tree = domo_supervision_tree_new (NULL);
}

static void
domo_tree_supervisor_finalize (GObject *object)
{
  DomoTreeSupervisor *self = DOMO_TREE_SUPERVISOR (object);

  g_hash_table_unref (self->specs);
  domo_supervision_tree_unref (self->tree);

  G_OBJECT_CLASS (domo_tree_supervisor_parent_class)->finalize (object);
}

static void
domo_tree_supervisor_class_init (DomoTreeSupervisorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  DomoActorClass *actor_class = DOMO_ACTOR_CLASS (klass);
  DomoDefaultSupervisorClass *supervisor_class = DOMO_DEFAULT_SUPERVISOR_CLASS (klass);

  object_class->get_property = domo_tree_supervisor_get_property;
  object_class->set_property = domo_tree_supervisor_set_property;
  object_class->constructed = domo_tree_supervisor_constructed;
  object_class->finalize = domo_tree_supervisor_finalize;
  actor_class->before_start = domo_tree_supervisor_before_start;
  actor_class->before_stop = domo_tree_supervisor_before_stop;
  actor_class->before_restart = domo_tree_supervisor_before_restart;
  supervisor_class->supervision_strategy = domo_tree_supervisor_supervision_strategy;
  supervisor_class->decide_directive = domo_tree_supervisor_decide_directive;

  /**
   * DomoTreeSupervisor:tree:
   *
   * What the supervisor makes and looks after.
   *
   * Since: 0.1
   */
  g_object_class_install_property (object_class, PROP_TREE,
                                   g_param_spec_boxed ("tree", NULL, NULL,
                                                       DOMO_TYPE_SUPERVISION_TREE,
                                                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                           G_PARAM_STATIC_STRINGS));
}

static void
domo_tree_supervisor_init (DomoTreeSupervisor *self)
{
  self->specs = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  domo_default_supervisor_count_together (DOMO_DEFAULT_SUPERVISOR (self));
}
