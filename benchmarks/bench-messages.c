/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-counter.h"
#include "bench-workloads.h"

#include <stdatomic.h>

#define N_THREADS 4

static void
run_counting (BenchRun *run, guint64 n, guint64 chunk, BenchCounter *counter)
{
  gint64 count;

  bench_run_start (run);
  for (guint64 sent = 0; sent < n;)
    {
      guint64 end = MIN (n, sent + chunk);

      for (; sent < end; sent++)
        bench_counter_increment (counter);
      bench_iterate ();
      /* The main context may have been left to others for a moment: a bounded mailbox must not find
       * more than its room. */
      while (domo_proxy_get_queue_length (counter) > 0)
        g_main_context_iteration (NULL, FALSE);
    }
  count = bench_counter_await_count (counter);
  bench_run_stop (run);

  bench_expect ("messages counted", (guint64) count, n);
}

/* A sender that lets the main context run after each chunk, so that memory stays flat. */
void
bench_counting (BenchRun *run, guint64 n)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (BenchCounter) counter = bench_counter_new (stage);

  run_counting (run, n, BENCH_CHUNK, counter);
  bench_close_stage (stage);
}

/* Everything is queued before the first message is handled. */
void
bench_counting_burst (BenchRun *run, guint64 n)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (BenchCounter) counter = bench_counter_new (stage);

  run_counting (run, n, n, counter);
  bench_close_stage (stage);
}

/* As counting, into a mailbox that has room for each chunk. */
void
bench_bounded (BenchRun *run, guint64 n)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (BenchCounter) counter = bench_counter_new_bounded (stage, BENCH_CHUNK + 1);

  run_counting (run, n, BENCH_CHUNK, counter);
  bench_close_stage (stage);
}

/* As counting, into a mailbox that minds priorities, though all are the same. */
void
bench_priority (BenchRun *run, guint64 n)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (BenchCounter) counter = bench_counter_new_priority (stage);

  run_counting (run, n, BENCH_CHUNK, counter);
  bench_close_stage (stage);
}

/* Ping-pong: two players, one ball. */

#define BENCH_TYPE_PLAYER (bench_player_get_type ())
G_DECLARE_INTERFACE (BenchPlayer, bench_player, BENCH, PLAYER, DomoProtocol)

struct _BenchPlayerInterface
{
  GTypeInterface parent_iface;

  void (*meet) (BenchPlayer *self, GObject *partner);
  void (*hit) (BenchPlayer *self, gint64 hits_left);
};

G_DEFINE_INTERFACE (BenchPlayer, bench_player, DOMO_TYPE_PROTOCOL)

static void
bench_player_default_init (BenchPlayerInterface *iface)
{
  domo_protocol_add_tell (iface, "meet", G_STRUCT_OFFSET (BenchPlayerInterface, meet), 1,
                          G_TYPE_OBJECT);
  domo_protocol_add_tell (iface, "hit", G_STRUCT_OFFSET (BenchPlayerInterface, hit), 1,
                          G_TYPE_INT64);
}

static void
bench_player_meet (BenchPlayer *self, GObject *partner)
{
  BENCH_PLAYER_GET_IFACE (self)->meet (self, partner);
}

static void
bench_player_hit (BenchPlayer *self, gint64 hits_left)
{
  BENCH_PLAYER_GET_IFACE (self)->hit (self, hits_left);
}

#define BENCH_TYPE_PLAYER_ACTOR (bench_player_actor_get_type ())
G_DECLARE_FINAL_TYPE (BenchPlayerActor, bench_player_actor, BENCH, PLAYER_ACTOR, DomoActor)

struct _BenchPlayerActor
{
  DomoActor parent_instance;

  BenchPlayer *partner;
};

/* Written by the players and read by the workload, all on the main thread. */
static gboolean match_over;

static void
bench_player_actor_meet (BenchPlayer *player, GObject *partner)
{
  BenchPlayerActor *self = (BenchPlayerActor *) player;

  g_set_object (&self->partner, BENCH_PLAYER (partner));
}

static void
bench_player_actor_hit (BenchPlayer *player, gint64 hits_left)
{
  BenchPlayerActor *self = (BenchPlayerActor *) player;

  if (hits_left == 0)
    match_over = TRUE;
  else
    bench_player_hit (self->partner, hits_left - 1);
}

static void
bench_player_actor_player_init (BenchPlayerInterface *iface)
{
  iface->meet = bench_player_actor_meet;
  iface->hit = bench_player_actor_hit;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchPlayerActor,
                               bench_player_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_PLAYER,
                                                      bench_player_actor_player_init))

static void
bench_player_actor_dispose (GObject *object)
{
  BenchPlayerActor *self = BENCH_PLAYER_ACTOR (object);

  g_clear_object (&self->partner);

  G_OBJECT_CLASS (bench_player_actor_parent_class)->dispose (object);
}

static void
bench_player_actor_class_init (BenchPlayerActorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bench_player_actor_dispose;
}

static void
bench_player_actor_init (BenchPlayerActor *self)
{
}

/* Each message finds an empty mailbox, so every one pays for waking its actor. */
void
bench_ping_pong (BenchRun *run, guint64 n)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (BenchPlayer) ping = domo_stage_actor_for (stage, BENCH_TYPE_PLAYER_ACTOR, NULL);
  g_autoptr (BenchPlayer) pong = domo_stage_actor_for (stage, BENCH_TYPE_PLAYER_ACTOR, NULL);

  match_over = FALSE;
  bench_player_meet (ping, G_OBJECT (pong));
  bench_player_meet (pong, G_OBJECT (ping));

  bench_run_start (run);
  bench_player_hit (ping, (gint64) n - 1);
  while (!match_over)
    g_main_context_iteration (NULL, TRUE);
  bench_run_stop (run);

  bench_close_stage (stage);
}

/* Several senders. */

typedef struct
{
  BenchCounter *counter;
  GMutex lock;
  GCond opened;
  gboolean open;       /* under the lock */
  atomic_uint running; /* senders that have not told everything yet */
} Gate;

typedef struct
{
  Gate *gate;
  GThread *thread;
  guint64 n;
} Sender;

static gpointer
sender_thread (gpointer data)
{
  Sender *sender = data;
  Gate *gate = sender->gate;

  g_mutex_lock (&gate->lock);
  while (!gate->open)
    g_cond_wait (&gate->opened, &gate->lock);
  g_mutex_unlock (&gate->lock);

  for (guint64 i = 0; i < sender->n; i++)
    bench_counter_increment (gate->counter);

  /* release: everything this thread has told comes before the main thread's question; pairs with
   * the acquire load in bench_threads().
   */
  if (atomic_fetch_sub_explicit (&gate->running, 1, memory_order_acq_rel) == 1)
    g_main_context_wakeup (NULL);
  return NULL;
}

/* Four threads tell one actor on the main context. Nobody holds them back: the queue may grow. */
void
bench_threads (BenchRun *run, guint64 n)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (BenchCounter) counter = bench_counter_new (stage);
  Gate gate = { .counter = counter };
  Sender senders[N_THREADS];
  gint64 count;

  g_mutex_init (&gate.lock);
  g_cond_init (&gate.opened);
  atomic_init (&gate.running, N_THREADS);
  for (guint i = 0; i < N_THREADS; i++)
    {
      senders[i].gate = &gate;
      senders[i].n = n / N_THREADS + (i < n % N_THREADS ? 1 : 0);
      senders[i].thread = g_thread_new ("bench-sender", sender_thread, &senders[i]);
    }

  bench_run_start (run);
  g_mutex_lock (&gate.lock);
  gate.open = TRUE;
  g_cond_broadcast (&gate.opened);
  g_mutex_unlock (&gate.lock);
  while (atomic_load_explicit (&gate.running, memory_order_acquire) > 0)
    g_main_context_iteration (NULL, TRUE);
  count = bench_counter_await_count (counter);
  bench_run_stop (run);

  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (senders[i].thread);
  g_cond_clear (&gate.opened);
  g_mutex_clear (&gate.lock);
  bench_expect ("messages from threads", (guint64) count, n);
  bench_run_set_extra (run, "%d senders", N_THREADS);
  bench_close_stage (stage);
}
