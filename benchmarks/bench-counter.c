/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-counter.h"

/* The protocol. Its callers check nothing, so that the library is measured and not the checks. */

G_DEFINE_INTERFACE (BenchCounter, bench_counter, DOMO_TYPE_PROTOCOL)

static void
bench_counter_default_init (BenchCounterInterface *iface)
{
  domo_protocol_add_tell (iface, "increment", G_STRUCT_OFFSET (BenchCounterInterface, increment),
                          0);
  domo_protocol_add_ask (iface, "add", G_STRUCT_OFFSET (BenchCounterInterface, add), G_TYPE_INT64,
                         1, G_TYPE_INT64);
}

void
bench_counter_increment (BenchCounter *self)
{
  BENCH_COUNTER_GET_IFACE (self)->increment (self);
}

DomoFuture *
bench_counter_add (BenchCounter *self, gint64 amount)
{
  return BENCH_COUNTER_GET_IFACE (self)->add (self, amount);
}

/* The actor. */

struct _BenchCounterActor
{
  DomoActor parent_instance;

  gint64 count;
};

/* What finalized actors had counted; they are all released on the main thread. */
static guint64 total;

static void
bench_counter_actor_increment (BenchCounter *counter)
{
  BenchCounterActor *self = (BenchCounterActor *) counter;

  self->count++;
}

static DomoFuture *
bench_counter_actor_add (BenchCounter *counter, gint64 amount)
{
  BenchCounterActor *self = (BenchCounterActor *) counter;

  self->count += amount;
  return domo_future_new_int64 (self->count);
}

static void
bench_counter_actor_counter_init (BenchCounterInterface *iface)
{
  iface->increment = bench_counter_actor_increment;
  iface->add = bench_counter_actor_add;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchCounterActor,
                               bench_counter_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_COUNTER,
                                                      bench_counter_actor_counter_init))

static void
bench_counter_actor_finalize (GObject *object)
{
  BenchCounterActor *self = BENCH_COUNTER_ACTOR (object);

  total += (guint64) self->count;

  G_OBJECT_CLASS (bench_counter_actor_parent_class)->finalize (object);
}

static void
bench_counter_actor_class_init (BenchCounterActorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bench_counter_actor_finalize;
}

static void
bench_counter_actor_init (BenchCounterActor *self)
{
}

BenchCounter *
bench_counter_new (DomoStage *stage)
{
  return domo_stage_actor_for (stage, BENCH_TYPE_COUNTER_ACTOR, NULL);
}

static BenchCounter *
new_from_definition (DomoStage *stage, DomoDefinition *definition)
{
  g_autoptr (GError) error = NULL;
  BenchCounter *self = domo_stage_actor_for_definition (stage, definition, &error);

  if (self == NULL)
    g_error ("%s", error->message);
  return self;
}

/* One with a mailbox that holds so many messages. */
BenchCounter *
bench_counter_new_bounded (DomoStage *stage, guint capacity)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (BENCH_TYPE_COUNTER_ACTOR);

  domo_definition_set_bounded_mailbox (definition, capacity, DOMO_OVERFLOW_POLICY_REJECT);
  return new_from_definition (stage, definition);
}

/* One with a mailbox that minds priorities. */
BenchCounter *
bench_counter_new_priority (DomoStage *stage)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (BENCH_TYPE_COUNTER_ACTOR);

  domo_definition_set_priority_mailbox (definition);
  return new_from_definition (stage, definition);
}

/* Asks for the count, which comes after everything this thread has told the actor before. */
gint64
bench_counter_await_count (BenchCounter *self)
{
  g_autoptr (GError) error = NULL;
  gint64 count = domo_await_int64 (bench_counter_add (self, 0), &error);

  if (error != NULL)
    g_error ("The counter did not answer: %s", error->message);
  return count;
}

/* What actors finalized since the last call had counted. */
guint64
bench_counter_take_total (void)
{
  guint64 taken = total;

  total = 0;
  return taken;
}
