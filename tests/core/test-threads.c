/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "awaits.h"
#include "step-stage.h"

/* Many threads at once. */

#define N_THREADS  4
#define N_MESSAGES 250000

static void
close_stage (DomoStage *stage)
{
  g_autoptr (GError) error = NULL;

  domo_stage_close (stage, 5 * G_USEC_PER_SEC, &error);
  g_assert_no_error (error);
}

/* A tally: counts what each thread sent, and that it comes in order. */

#define TEST_TYPE_TALLY (test_tally_get_type ())
G_DECLARE_INTERFACE (TestTally, test_tally, TEST, TALLY, DomoProtocol)

struct _TestTallyInterface
{
  GTypeInterface parent_iface;

  void (*count) (TestTally *self, guint thread, guint number);
};

static void
test_tally_count (TestTally *self, guint thread, guint number)
{
  TEST_TALLY_GET_IFACE (self)->count (self, thread, number);
}

G_DEFINE_INTERFACE (TestTally, test_tally, DOMO_TYPE_PROTOCOL)

static void
test_tally_default_init (TestTallyInterface *iface)
{
  domo_protocol_add_tell (iface, "count", G_STRUCT_OFFSET (TestTallyInterface, count), 2,
                          G_TYPE_UINT, G_TYPE_UINT);
}

/* Outlives the actor. Plain integers: only the actor writes, and ThreadSanitizer would tell if the
 * threads in which it runs were not in order. */
typedef struct
{
  guint next[N_THREADS];
  guint n_out_of_order;
  guint n_total;
} Tally;

#define TALLY_TYPE_ACTOR (tally_actor_get_type ())
G_DECLARE_FINAL_TYPE (TallyActor, tally_actor, TALLY, ACTOR, DomoActor)

struct _TallyActor
{
  DomoActor parent_instance;

  Tally *tally;
};

static void
tally_actor_count (TestTally *iface, guint thread, guint number)
{
  Tally *tally = TALLY_ACTOR (iface)->tally;

  tally->n_out_of_order += tally->next[thread] != number;
  tally->next[thread] = number + 1;
  tally->n_total++;
}

static void
tally_actor_tally_init (TestTallyInterface *iface)
{
  iface->count = tally_actor_count;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TallyActor,
                               tally_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_TALLY, tally_actor_tally_init))

static void
tally_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TALLY_ACTOR (object)->tally = g_value_get_pointer (value);
}

static void
tally_actor_class_init (TallyActorClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = tally_actor_set_property;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
                                   g_param_spec_pointer ("tally", NULL, NULL,
                                                         G_PARAM_WRITABLE |
                                                             G_PARAM_CONSTRUCT_ONLY));
}

static void
tally_actor_init (TallyActor *self)
{
}

/* A thread that does something with an actor, and says when it is done. */
typedef struct
{
  gpointer actor;
  guint index;
  GThread *thread;
  int *n_done; /* atomic */
} Worker;

static void
worker_done (Worker *self)
{
  done_add (self->n_done);
}

static void
start_workers (Worker *workers, gpointer actor, GThreadFunc func, int *n_done)
{
  for (guint i = 0; i < N_THREADS; i++)
    {
      workers[i] = (Worker){ actor, i, NULL, n_done };
      workers[i].thread = g_thread_new ("worker", func, &workers[i]);
    }
}

static void
join_workers (Worker *workers)
{
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (workers[i].thread);
}

static void
iterate_until_done (int *n_done)
{
  await_done (n_done, N_THREADS);
}

static gpointer
send_many (gpointer data)
{
  Worker *self = data;

  for (guint i = 0; i < N_MESSAGES; i++)
    test_tally_count (self->actor, self->index, i);
  worker_done (self);
  return NULL;
}

static void
test_many_senders (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  Tally tally = { 0 };
  g_autoptr (TestTally) actor =
      domo_stage_actor_for (stage, TALLY_TYPE_ACTOR, "tally", &tally, NULL);
  Worker workers[N_THREADS];
  int n_done = 0;

  g_test_summary ("4 threads send 250,000 messages each: all are counted once, each thread's in "
                  "order.");
  start_workers (workers, actor, send_many, &n_done);
  iterate_until_done (&n_done);
  join_workers (workers);
  close_stage (stage);
  g_assert_cmpuint (tally.n_total, ==, N_THREADS * N_MESSAGES);
  g_assert_cmpuint (tally.n_out_of_order, ==, 0);
}

static gpointer
send_until_stopped (gpointer data)
{
  Worker *self = data;
  guint n = 0;

  while (!domo_proxy_is_stopped (self->actor))
    test_tally_count (self->actor, self->index, n++);
  worker_done (self);
  return GUINT_TO_POINTER (n);
}

static void
test_no_message_is_lost_when_an_actor_stops_under_fire (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  Tally tally = { 0 };
  g_autoptr (TestTally) actor =
      domo_stage_actor_for (stage, TALLY_TYPE_ACTOR, "tally", &tally, NULL);
  Worker workers[N_THREADS];
  guint64 n_sent = 0, n_dead;
  int n_done = 0;

  g_test_summary ("Sent = handled + dead letters.");
  start_workers (workers, actor, send_until_stopped, &n_done);
  while (tally.n_total < 10000)
    g_main_context_iteration (NULL, TRUE);
  domo_proxy_stop_now (actor);
  iterate_until_done (&n_done);
  for (guint i = 0; i < N_THREADS; i++)
    n_sent += GPOINTER_TO_UINT (g_thread_join (workers[i].thread));
  n_dead = domo_dead_letters_get_count (domo_stage_get_dead_letters (stage),
                                        DOMO_DEAD_LETTER_REASON_STOPPED);
  g_assert_cmpuint (n_sent, ==, tally.n_total + n_dead);
  g_assert_cmpuint (tally.n_out_of_order, ==, 0);
  close_stage (stage);
}

static gpointer
ask_many (gpointer data)
{
  Worker *self = data;

  for (gint64 i = 0; i < 2000; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 answer = domo_await_int64 (test_subject_ask (self->actor, i), &error);

      g_assert_no_error (error);
      g_assert_cmpint (answer, ==, i);
    }
  worker_done (self);
  return NULL;
}

static void
test_threads_ask_and_sleep_until_the_answer (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  Worker workers[N_THREADS];
  int n_done = 0;

  start_workers (workers, actor, ask_many, &n_done);
  iterate_until_done (&n_done);
  join_workers (workers);
  close_stage (stage);
}

static gpointer
spawn_many (gpointer data)
{
  Worker *self = data;

  for (gint64 i = 0; i < 2000; i++)
    {
      g_autoptr (TestSubject) actor = domo_stage_actor_for (self->actor, TEST_TYPE_ACTOR, NULL);
      g_autoptr (DomoFuture) answer = test_subject_ask (actor, i);
      g_autoptr (DomoProxy) found =
          domo_stage_actor_of (self->actor, domo_proxy_get_address (actor));

      g_assert_true ((gpointer) found == actor);
      domo_proxy_stop (actor);
      g_assert_cmpint (domo_await_int64 (g_steal_pointer (&answer), NULL), ==, i);
    }
  worker_done (self);
  return NULL;
}

static void
test_threads_make_and_stop_actors (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  Worker workers[N_THREADS];
  int n_done = 0;

  start_workers (workers, stage, spawn_many, &n_done);
  iterate_until_done (&n_done);
  join_workers (workers);
  close_stage (stage);
  g_assert_cmpint (test_actor_count_instances (), ==, 0);
}

static gpointer
drop_proxy (gpointer actor)
{
  test_subject_note (actor, "x");
  g_object_unref (actor);
  return NULL;
}

static void
test_the_last_proxy_may_be_dropped_anywhere (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (Journal) journal = journal_new ();

  for (guint i = 0; i < 100; i++)
    {
      TestSubject *actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, "journal", journal, NULL);
      GThread *thread;

      domo_proxy_stop (actor);
      thread = g_thread_new ("dropper", drop_proxy, actor);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_thread_join (thread);
    }
  close_stage (stage);
  g_assert_cmpint (test_actor_count_instances (), ==, 0);
}

typedef struct
{
  DomoTestDispatcher *dispatcher;
  int *n_done;
} Stepper;

static gpointer
step_until_done (gpointer data)
{
  Stepper *self = data;

  while (domo_test_dispatcher_step (self->dispatcher) ||
         g_atomic_int_get (self->n_done) < N_THREADS)
    ;
  return NULL;
}

static void
test_a_dispatcher_of_another_thread_runs_actors_there (void)
{
  g_autoptr (DomoTestDispatcher) dispatcher = domo_test_dispatcher_new ();
  g_autoptr (DomoStage) stage = g_object_new (DOMO_TYPE_STAGE, "dispatcher", dispatcher, NULL);
  Tally tally = { 0 };
  g_autoptr (TestTally) actor =
      domo_stage_actor_for (stage, TALLY_TYPE_ACTOR, "tally", &tally, NULL);
  Worker workers[N_THREADS];
  Stepper stepper;
  GThread *thread;
  int n_done = 0;

  g_test_summary ("Senders, and a thread that runs the actor one message at a time.");
  stepper = (Stepper){ dispatcher, &n_done };
  start_workers (workers, actor, send_many, &n_done);
  thread = g_thread_new ("stepper", step_until_done, &stepper);
  join_workers (workers);
  g_thread_join (thread);
  domo_test_dispatcher_run (dispatcher);
  g_assert_cmpuint (tally.n_total, ==, N_THREADS * N_MESSAGES);
  g_assert_cmpuint (tally.n_out_of_order, ==, 0);
  domo_stage_close_async (stage, 0, NULL, NULL);
  domo_test_dispatcher_run (dispatcher);
  g_assert_true (domo_stage_is_closed (stage));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/core/threads/" name, test_##func)
  ADD ("many-senders", many_senders);
  ADD ("no-message-is-lost-when-an-actor-stops-under-fire",
       no_message_is_lost_when_an_actor_stops_under_fire);
  ADD ("threads-ask-and-sleep-until-the-answer", threads_ask_and_sleep_until_the_answer);
  ADD ("threads-make-and-stop-actors", threads_make_and_stop_actors);
  ADD ("the-last-proxy-may-be-dropped-anywhere", the_last_proxy_may_be_dropped_anywhere);
  ADD ("a-dispatcher-of-another-thread-runs-actors-there",
       a_dispatcher_of_another_thread_runs_actors_there);
#undef ADD

  return g_test_run ();
}
