/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "demo-counter.h"

G_DEFINE_INTERFACE (DemoCounter, demo_counter, DOMO_TYPE_PROTOCOL)

static void
demo_counter_default_init (DemoCounterInterface *iface)
{
  domo_protocol_add_tell (iface, "increment", G_STRUCT_OFFSET (DemoCounterInterface, increment), 0);
  domo_protocol_add_ask (iface, "add", G_STRUCT_OFFSET (DemoCounterInterface, add), G_TYPE_INT64, 1,
                         G_TYPE_INT64);
  domo_protocol_add_ask (iface, "wait_for", G_STRUCT_OFFSET (DemoCounterInterface, wait_for),
                         G_TYPE_INT64, 1, DOMO_TYPE_PROMISE);
  domo_protocol_add_ask (iface, "refuse", G_STRUCT_OFFSET (DemoCounterInterface, refuse),
                         G_TYPE_NONE, 1, G_TYPE_STRING);
  domo_protocol_add_ask (iface, "branch", G_STRUCT_OFFSET (DemoCounterInterface, branch),
                         G_TYPE_OBJECT, 1, G_TYPE_BOOLEAN);
  domo_protocol_add_ask (iface, "knows_itself",
                         G_STRUCT_OFFSET (DemoCounterInterface, knows_itself), G_TYPE_BOOLEAN, 2,
                         G_TYPE_OBJECT, G_TYPE_OBJECT);
  domo_protocol_set_method_flags (iface, "wait_for", DOMO_METHOD_CONCURRENT);
}

void
demo_counter_increment (DemoCounter *self)
{
  DEMO_COUNTER_GET_IFACE (self)->increment (self);
}

DomoFuture *
demo_counter_add (DemoCounter *self, gint64 amount)
{
  return DEMO_COUNTER_GET_IFACE (self)->add (self, amount);
}

DomoFuture *
demo_counter_wait_for (DemoCounter *self, DomoPromise *promise)
{
  return DEMO_COUNTER_GET_IFACE (self)->wait_for (self, promise);
}

DomoFuture *
demo_counter_refuse (DemoCounter *self, const char *why)
{
  return DEMO_COUNTER_GET_IFACE (self)->refuse (self, why);
}

DomoFuture *
demo_counter_branch (DemoCounter *self, gboolean by_definition)
{
  return DEMO_COUNTER_GET_IFACE (self)->branch (self, by_definition);
}

DomoFuture *
demo_counter_knows_itself (DemoCounter *self, GObject *proxy, GObject *stage)
{
  return DEMO_COUNTER_GET_IFACE (self)->knows_itself (self, proxy, stage);
}

struct _CounterActor
{
  DomoActor parent_instance;

  gint64 count;
};

enum
{
  PROP_START = 1,
};

static GString *hooks;

static void counter_actor_counter_init (DemoCounterInterface *iface);

G_DEFINE_TYPE_WITH_CODE (CounterActor,
                         counter_actor,
                         DOMO_TYPE_ACTOR,
                         G_IMPLEMENT_INTERFACE (DEMO_TYPE_COUNTER, counter_actor_counter_init))

static void
note_hook (const char *name)
{
  if (hooks == NULL)
    hooks = g_string_new (NULL);
  g_string_append_printf (hooks, "%s ", name);
}

char *
counter_actor_steal_hooks (void)
{
  return hooks != NULL ? g_string_free (g_steal_pointer (&hooks), FALSE) : NULL;
}

static void
counter_actor_increment (DemoCounter *counter)
{
  COUNTER_ACTOR (counter)->count++;
}

static DomoFuture *
counter_actor_add (DemoCounter *counter, gint64 amount)
{
  CounterActor *self = COUNTER_ACTOR (counter);

  self->count += amount;
  return domo_future_new_int64 (self->count);
}

static DomoFuture *
counter_actor_wait_for (DemoCounter *counter, gpointer promise)
{
  return domo_promise_get_future (promise);
}

static DomoFuture *
counter_actor_refuse (DemoCounter *counter, const char *why)
{
  domo_actor_fail (DOMO_ACTOR (counter),
                   g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, why));
  return NULL;
}

static DomoFuture *
counter_actor_branch (DemoCounter *counter, gboolean by_definition)
{
  CounterActor *self = COUNTER_ACTOR (counter);
  g_autoptr (DemoCounter) child = NULL;

  if (by_definition)
    {
      g_autoptr (DomoDefinition) definition = NULL;
      g_autoptr (GError) error = NULL;

      definition = domo_definition_new (COUNTER_TYPE_ACTOR, "start", self->count, NULL);
      child = domo_actor_child_for_definition (DOMO_ACTOR (self), definition, &error);
      g_assert_no_error (error);
    }
  else
    {
      child =
          domo_actor_child_for (DOMO_ACTOR (self), COUNTER_TYPE_ACTOR, "start", self->count, NULL);
    }
  return domo_future_new_object (child);
}

static DomoFuture *
counter_actor_knows_itself (DemoCounter *counter, GObject *proxy, GObject *stage)
{
  DomoActor *self = DOMO_ACTOR (counter);

  return domo_future_new_boolean (domo_actor_get_self (self) == (gpointer) proxy &&
                                  domo_actor_get_stage (self) == (gpointer) stage);
}

static void
counter_actor_counter_init (DemoCounterInterface *iface)
{
  iface->increment = counter_actor_increment;
  iface->add = counter_actor_add;
  iface->wait_for = counter_actor_wait_for;
  iface->refuse = counter_actor_refuse;
  iface->branch = counter_actor_branch;
  iface->knows_itself = counter_actor_knows_itself;
}

static void
counter_actor_before_start (DomoActor *actor)
{
  note_hook ("before_start");
}

static void
counter_actor_after_start (DomoActor *actor)
{
  note_hook ("after_start");
}

static void
counter_actor_before_stop (DomoActor *actor)
{
  note_hook ("before_stop");
}

static void
counter_actor_after_stop (DomoActor *actor)
{
  note_hook ("after_stop");
}

static void
counter_actor_before_restart (DomoActor *actor, const GError *error)
{
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  note_hook ("before_restart");
}

static void
counter_actor_before_resume (DomoActor *actor, const GError *error)
{
  note_hook ("before_resume");
}

static void
counter_actor_after_restart (DomoActor *actor, const GError *error)
{
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  note_hook ("after_restart");
}

static GVariant *
counter_actor_save_state (DomoActor *actor)
{
  note_hook ("save_state");
  return g_variant_new_int64 (COUNTER_ACTOR (actor)->count);
}

static gboolean
counter_actor_restore_state (DomoActor *actor, GVariant *state, GError **error)
{
  note_hook ("restore_state");
  COUNTER_ACTOR (actor)->count = g_variant_get_int64 (state);
  return TRUE;
}

static void
counter_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_START)
    COUNTER_ACTOR (object)->count = g_value_get_int64 (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
counter_actor_class_init (CounterActorClass *klass)
{
  DomoActorClass *actor_class = DOMO_ACTOR_CLASS (klass);

  actor_class->before_start = counter_actor_before_start;
  actor_class->after_start = counter_actor_after_start;
  actor_class->before_stop = counter_actor_before_stop;
  actor_class->after_stop = counter_actor_after_stop;
  actor_class->before_restart = counter_actor_before_restart;
  actor_class->before_resume = counter_actor_before_resume;
  actor_class->after_restart = counter_actor_after_restart;
  actor_class->save_state = counter_actor_save_state;
  actor_class->restore_state = counter_actor_restore_state;

  G_OBJECT_CLASS (klass)->set_property = counter_actor_set_property;
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_START,
                                   g_param_spec_int64 ("start", NULL, NULL, G_MININT64, G_MAXINT64,
                                                       0,
                                                       G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                                                           G_PARAM_STATIC_STRINGS));
}

static void
counter_actor_init (CounterActor *self)
{
}
