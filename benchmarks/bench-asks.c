/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-counter.h"
#include "bench-workloads.h"

/* How many asks the pipelining actor keeps under way. */
#define WINDOW 100

/* One ask after the other from outside the actors: each waits for its answer. */
void
bench_ask (BenchRun *run, guint64 n)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (BenchCounter) counter = bench_counter_new (stage);
  g_autoptr (GError) error = NULL;
  gint64 count = 0;
  gsize before;
  gsize after;

  /* The first ask makes what all later ones use. */
  bench_counter_await_count (counter);
  before = bench_resident_bytes ();

  bench_run_start (run);
  for (guint64 i = 0; i < n && error == NULL; i++)
    count = domo_await_int64 (bench_counter_add (counter, 1), &error);
  bench_run_stop (run);

  after = bench_resident_bytes ();
  if (error != NULL)
    g_error ("The counter did not answer: %s", error->message);
  bench_expect ("asks answered", (guint64) count, n);
  bench_run_set_extra (run, "RSS %.1f MB before, %.1f MB after", before / 1e6, after / 1e6);
  bench_close_stage (stage);
}

/* An ask and its answer, and nothing else: whoever asks looks at the answers when they are there,
 * as one that has collected what it needs does. Symmetrical to the tells of bench_counting(). */
void
bench_ask_settled (BenchRun *run, guint64 n)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (BenchCounter) counter = bench_counter_new (stage);
  g_autofree DomoFuture **asked = g_new (DomoFuture *, BENCH_CHUNK);
  gint64 count = 0;

  bench_counter_await_count (counter);

  bench_run_start (run);
  for (guint64 sent = 0; sent < n;)
    {
      guint64 n_asked = MIN (n - sent, BENCH_CHUNK);

      for (guint64 i = 0; i < n_asked; i++)
        asked[i] = bench_counter_add (counter, 1);
      bench_iterate ();
      for (guint64 i = 0; i < n_asked; i++)
        {
          count = domo_future_get_int64 (asked[i], NULL);
          domo_future_unref (asked[i]);
        }
      sent += n_asked;
    }
  bench_run_stop (run);

  bench_expect ("asks answered", (guint64) count, n);
  bench_close_stage (stage);
}

/* An actor that asks. */

#define BENCH_TYPE_ASKER (bench_asker_get_type ())
G_DECLARE_INTERFACE (BenchAsker, bench_asker, BENCH, ASKER, DomoProtocol)

struct _BenchAskerInterface
{
  GTypeInterface parent_iface;

  void (*start) (BenchAsker *self, GObject *counter, guint64 n);
};

G_DEFINE_INTERFACE (BenchAsker, bench_asker, DOMO_TYPE_PROTOCOL)

static void
bench_asker_default_init (BenchAskerInterface *iface)
{
  domo_protocol_add_tell (iface, "start", G_STRUCT_OFFSET (BenchAskerInterface, start), 2,
                          G_TYPE_OBJECT, G_TYPE_UINT64);
}

static void
bench_asker_start (BenchAsker *self, GObject *counter, guint64 n)
{
  BENCH_ASKER_GET_IFACE (self)->start (self, counter, n);
}

#define BENCH_TYPE_ASKER_ACTOR (bench_asker_actor_get_type ())
G_DECLARE_FINAL_TYPE (BenchAskerActor, bench_asker_actor, BENCH, ASKER_ACTOR, DomoActor)

struct _BenchAskerActor
{
  DomoActor parent_instance;

  BenchCounter *counter;
  guint64 unsent;
  guint64 unanswered;
};

/* Written by the asker and read by the workload, both on the main thread. */
static gboolean all_answered;

static DomoFuture *answered_cb (DomoFuture *settled, gpointer user_data);

static void
ask_once (BenchAskerActor *self)
{
  g_autoptr (DomoFuture) answered = NULL;

  self->unsent--;
  answered = domo_future_then (bench_counter_add (self->counter, 1), answered_cb, self, NULL);
}

static DomoFuture *
answered_cb (DomoFuture *settled, gpointer user_data)
{
  BenchAskerActor *self = user_data;

  self->unanswered--;
  if (self->unsent > 0)
    ask_once (self);
  else if (self->unanswered == 0)
    all_answered = TRUE;
  return NULL;
}

static void
bench_asker_actor_start (BenchAsker *asker, GObject *counter, guint64 n)
{
  BenchAskerActor *self = (BenchAskerActor *) asker;

  g_set_object (&self->counter, BENCH_COUNTER (counter));
  self->unsent = n;
  self->unanswered = n;
  for (guint i = 0; i < WINDOW && self->unsent > 0; i++)
    ask_once (self);
}

static void
bench_asker_actor_asker_init (BenchAskerInterface *iface)
{
  iface->start = bench_asker_actor_start;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchAskerActor,
                               bench_asker_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_ASKER,
                                                      bench_asker_actor_asker_init))

static void
bench_asker_actor_dispose (GObject *object)
{
  BenchAskerActor *self = BENCH_ASKER_ACTOR (object);

  g_clear_object (&self->counter);

  G_OBJECT_CLASS (bench_asker_actor_parent_class)->dispose (object);
}

static void
bench_asker_actor_class_init (BenchAskerActorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bench_asker_actor_dispose;
}

static void
bench_asker_actor_init (BenchAskerActor *self)
{
}

/* One actor asks another and goes on in then (), with a window of asks under way. */
void
bench_ask_pipelined (BenchRun *run, guint64 n)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (BenchCounter) counter = bench_counter_new (stage);
  g_autoptr (BenchAsker) asker = domo_stage_actor_for (stage, BENCH_TYPE_ASKER_ACTOR, NULL);
  gint64 count;

  all_answered = FALSE;
  bench_run_start (run);
  bench_asker_start (asker, G_OBJECT (counter), n);
  while (!all_answered)
    g_main_context_iteration (NULL, TRUE);
  bench_run_stop (run);

  count = bench_counter_await_count (counter);
  bench_expect ("asks answered", (guint64) count, n);
  bench_run_set_extra (run, "%d under way", WINDOW);
  bench_close_stage (stage);
}
