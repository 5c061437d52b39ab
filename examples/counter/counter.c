/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>
#include <stdlib.h>

/* The protocol, which clients see: an ordinary GObject interface... */

#define DEMO_TYPE_COUNTER (demo_counter_get_type ())
G_DECLARE_INTERFACE (DemoCounter, demo_counter, DEMO, COUNTER, DomoProtocol)

struct _DemoCounterInterface
{
  GTypeInterface parent_iface;

  void (*increment) (DemoCounter *self);
  DomoFuture *(*add) (DemoCounter *self, gint64 amount);
};

void demo_counter_increment (DemoCounter *self);
DomoFuture *demo_counter_add (DemoCounter *self, gint64 amount);

G_DEFINE_INTERFACE (DemoCounter, demo_counter, DOMO_TYPE_PROTOCOL)

/* ...with a method table: a tell answers nothing, an ask answers a future. */
static void
demo_counter_default_init (DemoCounterInterface *iface)
{
  domo_protocol_add_tell (iface, "increment", G_STRUCT_OFFSET (DemoCounterInterface, increment), 0);
  domo_protocol_add_ask (iface, "add", G_STRUCT_OFFSET (DemoCounterInterface, add), G_TYPE_INT64, 1,
                         G_TYPE_INT64);
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

/* The actor implements the protocol. Its state is touched by one message at a time, so it needs no
 * lock.
 */

#define COUNTER_TYPE_ACTOR (counter_actor_get_type ())
G_DECLARE_FINAL_TYPE (CounterActor, counter_actor, COUNTER, ACTOR, DomoActor)

struct _CounterActor
{
  DomoActor parent_instance;

  gint64 count;
};

static void counter_actor_counter_init (DemoCounterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CounterActor,
                               counter_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_COUNTER,
                                                      counter_actor_counter_init))

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

static void
counter_actor_counter_init (DemoCounterInterface *iface)
{
  iface->increment = counter_actor_increment;
  iface->add = counter_actor_add;
}

/* "start", its only property, is set when the actor is made. */
static void
counter_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  COUNTER_ACTOR (object)->count = g_value_get_int64 (value);
}

static void
counter_actor_class_init (CounterActorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = counter_actor_set_property;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_int64 ("start", NULL, NULL, G_MININT64, G_MAXINT64,
                                                       0,
                                                       G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                                                           G_PARAM_STATIC_STRINGS));
}

static void
counter_actor_init (CounterActor *self)
{
}

/* The program makes a stage, puts an actor on it and talks to it through its proxy. */
int
main (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DemoCounter) counter = NULL;
  g_autoptr (GError) error = NULL;
  gint64 count;

  counter = domo_stage_actor_for (stage, COUNTER_TYPE_ACTOR, "start", G_GINT64_CONSTANT (5), NULL);

  demo_counter_increment (counter);
  count = domo_await_int64 (demo_counter_add (counter, 2), &error);
  if (error != NULL)
    g_error ("%s", error->message);
  g_print ("Count: %" G_GINT64_FORMAT "\n", count);

  return domo_stage_close (stage, 5 * G_USEC_PER_SEC, &error) ? EXIT_SUCCESS : EXIT_FAILURE;
}
