/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-stage.h"

#include "domo-actor-snapshot-private.h"
#include "domo-address.h"
#include "domo-enum-types.h"

/* Showing the tree of a stage to people. */

static const char *
get_nick (DomoActorState state)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (DOMO_TYPE_ACTOR_STATE);

  return g_enum_get_value (class, (int) state)->value_nick;
}

/* What is said of an actor, in parts: who it is, and how it does. */

static char *
describe (DomoActorSnapshot *actor)
{
  const char *type_name = g_type_name (domo_actor_snapshot_get_actor_type (actor));

  return actor->name != NULL ? g_strdup_printf ("%s “%s”", type_name, actor->name)
                             : g_strdup (type_name);
}

static char *
describe_state (DomoActorSnapshot *actor)
{
  GString *text = g_string_new (get_nick (actor->state));

  if (actor->queue_length > 0)
    g_string_append_printf (text, ", %u queued", actor->queue_length);
  if (actor->incarnation > 0)
    g_string_append_printf (text, ", %u restart%s", actor->incarnation,
                            actor->incarnation > 1 ? "s" : "");
  return g_string_free (text, FALSE);
}

/* Text. */

/* Draws what stands before an actor: for each of its ancestors a line if more siblings come below,
 * and its own branch. @n_left has for each depth how many siblings are still to come. */
static void
draw_branches (GString *text, guint depth, const guint *n_left)
{
  for (guint i = 1; i < depth; i++)
    g_string_append (text, n_left[i] > 0 ? "│   " : "    ");
  if (depth > 0)
    g_string_append (text, n_left[depth] > 0 ? "├── " : "└── ");
}

static char *
dump_text (GPtrArray *actors)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GArray) n_left = g_array_new (FALSE, TRUE, sizeof (guint));

  for (guint i = 0; i < actors->len; i++)
    {
      DomoActorSnapshot *actor = g_ptr_array_index (actors, i);
      g_autofree char *who = describe (actor);
      g_autofree char *address = domo_address_to_string (domo_actor_snapshot_get_address (actor));
      g_autofree char *how = describe_state (actor);

      if (n_left->len < actor->depth + 2)
        g_array_set_size (n_left, actor->depth + 2);
      if (actor->depth > 0)
        g_array_index (n_left, guint, actor->depth)--;
      g_array_index (n_left, guint, actor->depth + 1) = actor->n_children;
      draw_branches (text, actor->depth, (const guint *) (gpointer) n_left->data);
      g_string_append_printf (text, "%s %s: %s\n", who, address, how);
    }
  return g_string_free (text, FALSE);
}

/* Graphviz. */

static void
append_quoted (GString *text, const char *part)
{
  for (const char *c = part; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *c);
    }
}

static void
append_node (GString *text, DomoActorSnapshot *actor)
{
  g_autofree char *who = describe (actor);
  g_autofree char *address = domo_address_to_string (domo_actor_snapshot_get_address (actor));
  g_autofree char *how = describe_state (actor);

  g_string_append_printf (text, "  a%u [label=\"", actor->position);
  append_quoted (text, who);
  g_string_append_printf (text, "\\n%s\\n%s\"];\n", address, how);
  if (actor->parent != NULL)
    g_string_append_printf (text, "  a%u -> a%u;\n", actor->parent->position, actor->position);
}

static char *
dump_dot (GPtrArray *actors)
{
  GString *text = g_string_new ("digraph stage {\n  node [shape=box];\n");

  for (guint i = 0; i < actors->len; i++)
    append_node (text, g_ptr_array_index (actors, i));
  g_string_append (text, "}\n");
  return g_string_free (text, FALSE);
}

/**
 * domo_stage_dump:
 * @self: a stage
 * @format: how
 *
 * Shows the tree of actors: the class of each, its name if it is registered under one, its address,
 * what it is doing, how many messages wait for it, and how often it was restarted. As for when and
 * where, see [method@DomoCore.Stage.snapshot].
 *
 * The text is for people and may be worded otherwise in another version.
 *
 * Returns: (transfer full): the text, in UTF-8
 *
 * Since: 0.1
 */
char *
domo_stage_dump (DomoStage *self, DomoDumpFormat format)
{
  g_autoptr (GPtrArray) actors = NULL;

  g_return_val_if_fail (DOMO_IS_STAGE (self), NULL);

  actors = domo_stage_snapshot (self);
  return format == DOMO_DUMP_FORMAT_DOT ? dump_dot (actors) : dump_text (actors);
}
