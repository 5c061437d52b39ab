/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-workloads.h"

/* A counter without actors: one GObject behind an ordinary interface. */

#define PLAIN_TYPE_COUNTER (plain_counter_get_type ())
G_DECLARE_INTERFACE (PlainCounter, plain_counter, PLAIN, COUNTER, GObject)

struct _PlainCounterInterface
{
  GTypeInterface parent_iface;

  void (*increment) (PlainCounter *self);
};

G_DEFINE_INTERFACE (PlainCounter, plain_counter, G_TYPE_OBJECT)

static void
plain_counter_default_init (PlainCounterInterface *iface)
{
}

static void
plain_counter_increment (PlainCounter *self)
{
  PLAIN_COUNTER_GET_IFACE (self)->increment (self);
}

#define PLAIN_TYPE_OBJECT (plain_object_get_type ())
G_DECLARE_DERIVABLE_TYPE (PlainObject, plain_object, PLAIN, OBJECT, GObject)

struct _PlainObjectClass
{
  GObjectClass parent_class;

  void (*add) (PlainObject *self, gint64 amount);
};

typedef struct
{
  gint64 count;
} PlainObjectPrivate;

static void plain_object_counter_init (PlainCounterInterface *iface);

G_DEFINE_TYPE_WITH_CODE (PlainObject,
                         plain_object,
                         G_TYPE_OBJECT,
                         G_ADD_PRIVATE (PlainObject)
                             G_IMPLEMENT_INTERFACE (PLAIN_TYPE_COUNTER, plain_object_counter_init))

static void
plain_object_increment (PlainCounter *counter)
{
  PlainObjectPrivate *priv = plain_object_get_instance_private ((PlainObject *) counter);

  priv->count++;
}

static void
plain_object_real_add (PlainObject *self, gint64 amount)
{
  PlainObjectPrivate *priv = plain_object_get_instance_private (self);

  priv->count += amount;
}

static void
plain_object_counter_init (PlainCounterInterface *iface)
{
  iface->increment = plain_object_increment;
}

static void
plain_object_class_init (PlainObjectClass *klass)
{
  klass->add = plain_object_real_add;
}

static void
plain_object_init (PlainObject *self)
{
}

static void
expect_count (PlainObject *object, guint64 n)
{
  PlainObjectPrivate *priv = plain_object_get_instance_private (object);

  bench_expect ("plain counter", (guint64) priv->count, n);
}

/* The call that a tell stands in for: nothing but the interface's vtable. */
void
bench_vtable (BenchRun *run, guint64 n)
{
  g_autoptr (PlainObject) object = g_object_new (PLAIN_TYPE_OBJECT, NULL);

  bench_run_start (run);
  for (guint64 i = 0; i < n; i++)
    plain_counter_increment ((PlainCounter *) object);
  bench_run_stop (run);

  expect_count (object, n);
}

/* About as large as an actor's message with its arguments inside. */
typedef struct _PlainMessage PlainMessage;

struct _PlainMessage
{
  PlainMessage *next;
  PlainObject *target;
  gint64 amount;
  gpointer room[2];
};

typedef struct
{
  PlainMessage *head;
  PlainMessage **tail;
} PlainFifo;

/* Not inlined, so that neither end can be merged into its caller: in a program they are apart. */
static G_NO_INLINE void
plain_fifo_push (PlainFifo *fifo, PlainObject *target, gint64 amount)
{
  PlainMessage *message = g_new (PlainMessage, 1);

  message->next = NULL;
  message->target = target;
  message->amount = amount;
  *fifo->tail = message;
  fifo->tail = &message->next;
}

static G_NO_INLINE void
plain_fifo_drain (PlainFifo *fifo)
{
  while (fifo->head != NULL)
    {
      PlainMessage *message = fifo->head;

      fifo->head = message->next;
      PLAIN_OBJECT_GET_CLASS (message->target)->add (message->target, message->amount);
      g_free (message);
    }
  fifo->tail = &fifo->head;
}

static void
run_fifo (BenchRun *run, guint64 n, guint64 chunk)
{
  g_autoptr (PlainObject) object = g_object_new (PLAIN_TYPE_OBJECT, NULL);
  PlainFifo fifo = { NULL, &fifo.head };

  bench_run_start (run);
  for (guint64 sent = 0; sent < n;)
    {
      guint64 end = MIN (n, sent + chunk);

      for (; sent < end; sent++)
        plain_fifo_push (&fifo, object, 1);
      plain_fifo_drain (&fifo);
    }
  bench_run_stop (run);

  expect_count (object, n);
}

/* The least a message can cost: allocated, queued, taken, a virtual function called, freed. */
void
bench_fifo (BenchRun *run, guint64 n)
{
  run_fifo (run, n, BENCH_CHUNK);
}

void
bench_fifo_burst (BenchRun *run, guint64 n)
{
  run_fifo (run, n, n);
}

static gboolean
increment_cb (gpointer user_data)
{
  guint64 *handled = user_data;

  (*handled)++;
  return G_SOURCE_REMOVE;
}

/* What a GLib program does today: one idle source for each call that shall happen later. */
void
bench_idle_add (BenchRun *run, guint64 n)
{
  guint64 handled = 0;

  bench_run_start (run);
  for (guint64 sent = 0; sent < n;)
    {
      guint64 end = MIN (n, sent + BENCH_CHUNK);

      for (; sent < end; sent++)
        g_idle_add (increment_cb, &handled);
      while (handled < sent)
        g_main_context_iteration (NULL, TRUE);
    }
  bench_run_stop (run);

  bench_expect ("idle sources", handled, n);
}
