/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Not GMutex: ThreadSanitizer sees this one. */
#include <pthread.h>
#include <stdatomic.h>

#include "test-actor.h"

/* Execution contexts and interceptors over several threads. */

#define N_THREADS  4
#define N_MESSAGES 2000

static void
close_stage (DomoStage *stage)
{
  g_autoptr (GError) error = NULL;

  domo_stage_close (stage, 5 * G_USEC_PER_SEC, &error);
  g_assert_no_error (error);
}

/* A stage that lives in a thread of its own. */
typedef struct
{
  GThread *thread;
  GMainContext *context;
  DomoStage *stage;
  atomic_bool is_ready;
  atomic_bool shall_end;
} Home;

static gpointer
run_home (gpointer data)
{
  Home *self = data;

  g_main_context_push_thread_default (self->context);
  self->stage = domo_stage_new ();
  atomic_store (&self->is_ready, TRUE);
  while (!atomic_load (&self->shall_end))
    g_main_context_iteration (self->context, TRUE);
  close_stage (self->stage);
  g_object_unref (self->stage);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
home_begin (Home *self)
{
  *self = (Home){ .context = g_main_context_new () };
  self->thread = g_thread_new ("home", run_home, self);
  while (!atomic_load (&self->is_ready))
    g_thread_yield ();
}

static void
home_end (Home *self)
{
  atomic_store (&self->shall_end, TRUE);
  g_main_context_wakeup (self->context);
  g_thread_join (self->thread);
  g_main_context_unref (self->context);
}

/* The number that the current context carries, or -1. */
static gint64
get_current_number (void)
{
  DomoExecutionContext *context = domo_execution_context_get_current ();
  GVariant *number = context != NULL ? domo_execution_context_lookup (context, "number") : NULL;

  return number != NULL ? g_variant_get_int64 (number) : -1;
}

static DomoFuture *
answer_number (DomoActor *actor, gpointer data)
{
  return domo_future_new_int64 (get_current_number ());
}

/* The far stage's actor is asked in a callback, so it takes two hops and a then. */
static DomoFuture *
then_ask (DomoFuture *settled, gpointer far)
{
  return test_subject_run (far, answer_number, NULL);
}

static DomoFuture *
ask_far_twice (DomoActor *actor, gpointer far)
{
  return domo_future_then (test_subject_run (far, answer_number, NULL), then_ask, far, NULL);
}

typedef struct
{
  TestSubject *near;
  TestSubject *far;
  gint64 first;
  GThread *thread;
  atomic_int *n_done;
} Worker;

static gpointer
ask_many (gpointer data)
{
  Worker *self = data;

  for (gint64 i = self->first; i < self->first + N_MESSAGES; i++)
    {
      g_autoptr (DomoExecutionContext) context =
          domo_execution_context_new_with (NULL, "number", g_variant_new_int64 (i));
      g_autoptr (DomoFuture) without = test_subject_run (self->near, answer_number, NULL);
      g_autoptr (DomoFuture) with = NULL;
      g_autoptr (GError) error = NULL;

      domo_execution_context_push (context);
      with = test_subject_run_concurrent (self->near, ask_far_twice, self->far);
      domo_execution_context_pop (context);
      g_assert_cmpint (domo_await_int64 (g_steal_pointer (&with), &error), ==, i);
      g_assert_no_error (error);
      g_assert_cmpint (domo_await_int64 (g_steal_pointer (&without), &error), ==, -1);
      g_assert_no_error (error);
    }
  atomic_fetch_add (self->n_done, 1);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* An actor, once it has started: the sanitizer does not see how GObject makes the class's defaults,
 * so no other thread shall do it at the same time. */
static TestSubject *
make_actor (DomoStage *stage)
{
  TestSubject *actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);

  g_assert_true (domo_await (domo_proxy_started (actor), NULL));
  return actor;
}

/* Lets the workers ask, while this thread's stage runs, until all are done. */
static void
run_workers (TestSubject *near, TestSubject *far, GFunc meanwhile, gpointer data)
{
  Worker workers[N_THREADS];
  atomic_int n_done = 0;

  for (guint i = 0; i < N_THREADS; i++)
    {
      workers[i] = (Worker){ near, far, (gint64) i * N_MESSAGES, NULL, &n_done };
      workers[i].thread = g_thread_new ("worker", ask_many, &workers[i]);
    }
  while (atomic_load (&n_done) < N_THREADS)
    {
      if (meanwhile != NULL)
        meanwhile (data, NULL);
      g_main_context_iteration (NULL, TRUE);
    }
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (workers[i].thread);
}

static void
test_each_request_has_its_own (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) near = make_actor (stage);
  Home home;
  TestSubject *far;

  g_test_summary ("4 threads ask an actor that asks one of another thread's stage, twice; the "
                  "context that comes back is the one that each asked in, and an ask without one "
                  "finds none.");
  home_begin (&home);
  far = domo_stage_actor_for (home.stage, TEST_TYPE_ACTOR, NULL);
  run_workers (near, far, NULL, NULL);
  g_object_unref (far);
  home_end (&home);
  close_stage (stage);
}

/* An interceptor that counts, from any thread. */

#define METER_TYPE_INTERCEPTOR (meter_interceptor_get_type ())
G_DECLARE_FINAL_TYPE (MeterInterceptor, meter_interceptor, METER, INTERCEPTOR, DomoInterceptor)

struct _MeterInterceptor
{
  DomoInterceptor parent_instance;

  pthread_mutex_t lock;
  guint n_before;
  guint n_after;
};

G_DEFINE_FINAL_TYPE (MeterInterceptor, meter_interceptor, DOMO_TYPE_INTERCEPTOR)

static void
count (MeterInterceptor *self, guint *counter)
{
  pthread_mutex_lock (&self->lock);
  ++*counter;
  pthread_mutex_unlock (&self->lock);
}

static void
meter_interceptor_before_delivery (DomoInterceptor *interceptor, DomoDelivery *delivery)
{
  MeterInterceptor *self = METER_INTERCEPTOR (interceptor);

  count (self, &self->n_before);
}

static void
meter_interceptor_after_delivery (DomoInterceptor *interceptor, DomoDelivery *delivery)
{
  MeterInterceptor *self = METER_INTERCEPTOR (interceptor);

  count (self, &self->n_after);
}

static void
meter_interceptor_finalize (GObject *object)
{
  pthread_mutex_destroy (&METER_INTERCEPTOR (object)->lock);

  G_OBJECT_CLASS (meter_interceptor_parent_class)->finalize (object);
}

static void
meter_interceptor_class_init (MeterInterceptorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = meter_interceptor_finalize;
  DOMO_INTERCEPTOR_CLASS (klass)->before_delivery = meter_interceptor_before_delivery;
  DOMO_INTERCEPTOR_CLASS (klass)->after_delivery = meter_interceptor_after_delivery;
}

static void
meter_interceptor_init (MeterInterceptor *self)
{
  pthread_mutex_init (&self->lock, NULL);
}

static void
test_one_interceptor_serves_stages_of_several_threads (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) near = make_actor (stage);
  g_autoptr (MeterInterceptor) meter = g_object_new (METER_TYPE_INTERCEPTOR, NULL);
  Home home;
  TestSubject *far;

  home_begin (&home);
  far = domo_stage_actor_for (home.stage, TEST_TYPE_ACTOR, NULL);
  domo_stage_set_interceptor (stage, DOMO_INTERCEPTOR (meter));
  domo_stage_set_interceptor (home.stage, DOMO_INTERCEPTOR (meter));
  run_workers (near, far, NULL, NULL);
  g_object_unref (far);
  home_end (&home);
  close_stage (stage);
  g_test_message ("two asks of the near actor and two of the far one for each number");
  g_assert_cmpuint (meter->n_before, ==, N_THREADS * N_MESSAGES * 4);
  g_assert_cmpuint (meter->n_after, ==, N_THREADS * N_MESSAGES * 4);
}

typedef struct
{
  DomoStage *stage;
  /* Kept until the end: the sanitizer does not see how reference counts order threads. */
  GPtrArray *meters;
} Changes;

static void
set_or_unset (gpointer data, gpointer unused)
{
  Changes *self = data;
  DomoInterceptor *meter = NULL;

  if (g_test_rand_bit ())
    {
      meter = g_object_new (METER_TYPE_INTERCEPTOR, NULL);
      g_ptr_array_add (self->meters, meter);
    }
  domo_stage_set_interceptor (self->stage, meter);
}

static void
test_an_interceptor_may_be_set_while_another_thread_delivers (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) near = make_actor (stage);
  g_autoptr (GPtrArray) meters = g_ptr_array_new_with_free_func (g_object_unref);
  Home home;
  TestSubject *far;
  Changes changes;

  g_test_summary ("Each message that it sees before, it sees after, too.");
  home_begin (&home);
  far = domo_stage_actor_for (home.stage, TEST_TYPE_ACTOR, NULL);
  changes = (Changes){ home.stage, meters };
  run_workers (near, far, set_or_unset, &changes);
  g_object_unref (far);
  home_end (&home);
  close_stage (stage);
  g_assert_cmpuint (meters->len, >, 0);
  for (guint i = 0; i < meters->len; i++)
    {
      MeterInterceptor *meter = meters->pdata[i];

      g_assert_cmpuint (meter->n_before, ==, meter->n_after);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/core/context-threads/" name, test_##func)
  ADD ("each-request-has-its-own", each_request_has_its_own);
  ADD ("one-interceptor-serves-stages-of-several-threads",
       one_interceptor_serves_stages_of_several_threads);
  ADD ("an-interceptor-may-be-set-while-another-thread-delivers",
       an_interceptor_may_be_set_while_another_thread_delivers);
#undef ADD

  return g_test_run ();
}
