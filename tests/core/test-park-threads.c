/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "test-actor.h"

/* Not GMutex: ThreadSanitizer sees this one. */
#include <pthread.h>

#include "misuse.h"
#include "process-memory.h"

/* Waits that other threads end, and actors of several threads that wait for each other. */

/* A thread that settles promises as they come. Not GAsyncQueue: ThreadSanitizer sees this lock. */
typedef struct
{
  pthread_mutex_t lock;
  pthread_cond_t has_come;
  GQueue promises;
  gboolean ends;
  GThread *thread;
} Settler;

/* The next promise, or NULL at the end. */
static DomoPromise *
settler_take (Settler *self)
{
  DomoPromise *promise;

  pthread_mutex_lock (&self->lock);
  while (g_queue_is_empty (&self->promises) && !self->ends)
    pthread_cond_wait (&self->has_come, &self->lock);
  promise = g_queue_pop_head (&self->promises);
  pthread_mutex_unlock (&self->lock);
  return promise;
}

static gpointer
settle_all (gpointer data)
{
  DomoPromise *promise;

  while ((promise = settler_take (data)) != NULL)
    {
      domo_promise_resolve_int64 (promise, 1);
      domo_promise_unref (promise);
    }
  return NULL;
}

static void
settler_set_up (Settler *self)
{
  *self = (Settler){ .promises = G_QUEUE_INIT };
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->has_come, NULL);
  self->thread = g_thread_new ("settler", settle_all, self);
}

/* Takes the promise. */
static void
settler_push (Settler *self, DomoPromise *promise)
{
  pthread_mutex_lock (&self->lock);
  g_queue_push_tail (&self->promises, promise);
  pthread_cond_signal (&self->has_come);
  pthread_mutex_unlock (&self->lock);
}

static void
settler_tear_down (Settler *self)
{
  pthread_mutex_lock (&self->lock);
  self->ends = TRUE;
  pthread_cond_signal (&self->has_come);
  pthread_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->has_come);
}

typedef struct
{
  Settler *settler;
  guint n;
} Rounds;

/* Hands each promise to the other thread and waits for it straight away. */
static DomoFuture *
await_rounds (DomoActor *actor, gpointer data)
{
  const Rounds *rounds = data;
  GThread *thread = g_thread_self ();
  gint64 sum = 0;

  for (guint i = 0; i < rounds->n; i++)
    {
      DomoPromise *promise = domo_promise_new ();
      DomoFuture *future = domo_promise_get_future (promise);

      settler_push (rounds->settler, promise);
      sum += domo_await_int64 (future, NULL);
      g_assert_true (g_thread_self () == thread);
    }
  return domo_future_new_int64 (sum);
}

static void
test_a_future_that_settles_while_its_waiter_is_set_aside_is_never_missed (void)
{
  const guint n = process_memory_is_watched () ? 20000 : 1000000;
  DomoStage *stage = domo_stage_new ();
  g_autoptr (TestSubject) a = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (TestSubject) b = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (DomoFuture) first = NULL;
  g_autoptr (DomoFuture) second = NULL;
  g_autoptr (GError) error = NULL;
  Settler settler;
  Rounds rounds = { &settler, n / 2 };

  settler_set_up (&settler);
  first = test_subject_run (a, await_rounds, &rounds);
  second = test_subject_run (b, await_rounds, &rounds);
  g_assert_cmpint (domo_await_int64 (g_steal_pointer (&first), &error), ==, n / 2);
  g_assert_no_error (error);
  g_assert_cmpint (domo_await_int64 (g_steal_pointer (&second), &error), ==, n / 2);
  g_assert_no_error (error);
  g_test_message ("%" G_GUINT64_FORMAT " of %u waits were set aside",
                  domo_stage_get_n_parkings (stage), n);
  settler_tear_down (&settler);
  g_assert_true (domo_stage_close (stage, -1, NULL));
  g_assert_finalize_object (stage);
}

/* Actors of several dispatchers. */

static TestSubject *
make_on (DomoStage *stage, DomoDispatcher *dispatcher)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);
  g_autoptr (GError) error = NULL;
  TestSubject *actor;

  domo_definition_set_dispatcher (definition, dispatcher);
  actor = domo_stage_actor_for_definition (stage, definition, &error);
  g_assert_no_error (error);
  return actor;
}

static DomoFuture *
ask_often (DomoActor *actor, gpointer target)
{
  GThread *thread = g_thread_self ();
  gint64 sum = 0;

  for (guint i = 0; i < 2000; i++)
    {
      sum += domo_await_int64 (test_subject_ask (target, 1), NULL);
      g_assert_true (g_thread_self () == thread);
    }
  return domo_future_new_int64 (sum);
}

static void
test_actors_of_two_threads_wait_for_each_others_answers (void)
{
  DomoStage *stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("other");
  g_autoptr (TestSubject) here = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (TestSubject) there = make_on (stage, dispatcher);
  g_autoptr (TestSubject) answers_here = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (TestSubject) answers_there = make_on (stage, dispatcher);
  g_autoptr (DomoFuture) first = test_subject_run (here, ask_often, answers_there);
  g_autoptr (DomoFuture) second = test_subject_run (there, ask_often, answers_here);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (domo_await_int64 (g_steal_pointer (&first), &error), ==, 2000);
  g_assert_no_error (error);
  g_assert_cmpint (domo_await_int64 (g_steal_pointer (&second), &error), ==, 2000);
  g_assert_no_error (error);
  g_assert_true (domo_stage_close (stage, -1, NULL));
}

/* Two actors that wait for each other, over and over, so that the waits begin at the same time. */
typedef struct
{
  TestSubject *other;
  gint n_refused; /* atomic */
} Quarrel;

static DomoFuture *
ask_other (DomoActor *actor, gpointer data)
{
  Quarrel *quarrel = data;
  g_autoptr (GError) error = NULL;

  domo_await (test_subject_ask (quarrel->other, 1), &error);
  if (g_error_matches (error, DOMO_ERROR, DOMO_ERROR_DEADLOCK))
    g_atomic_int_inc (&quarrel->n_refused);
  else
    g_assert_no_error (error);
  return domo_future_new_int64 (1);
}

static void
test_a_circle_across_two_threads_is_refused_once (void)
{
  const guint n_rounds = process_memory_is_watched () ? 200 : 2000;
  DomoStage *stage = g_object_new (DOMO_TYPE_STAGE, "await-timeout", G_GINT64_CONSTANT (0), NULL);
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("other");
  g_autoptr (TestSubject) a = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (TestSubject) b = make_on (stage, dispatcher);
  Quarrel of_a = { b, 0 }, of_b = { a, 0 };
  guint n_circles = 0;

  for (guint i = 0; i < n_rounds; i++)
    {
      g_autoptr (DomoFuture) first = test_subject_run (b, ask_other, &of_b);
      g_autoptr (DomoFuture) second = test_subject_run (a, ask_other, &of_a);
      int n_refused;

      g_assert_true (domo_await (g_steal_pointer (&first), NULL));
      g_assert_true (domo_await (g_steal_pointer (&second), NULL));
      n_refused = g_atomic_int_get (&of_a.n_refused) + g_atomic_int_get (&of_b.n_refused);
      /* None where one had answered before the other asked. */
      g_assert_cmpint (n_refused, <=, 1);
      n_circles += (guint) n_refused;
      of_a.n_refused = of_b.n_refused = 0;
    }
  g_test_message ("%u circles in %u rounds", n_circles, n_rounds);
  g_assert_true (domo_stage_close (stage, -1, NULL));
}

/* Another thread that runs the context. */

static gpointer
iterate_default_context (gpointer data)
{
  g_main_context_iteration (NULL, FALSE);
  g_main_context_iteration (NULL, FALSE);
  return NULL;
}

static DomoFuture *
await_promise (DomoActor *actor, gpointer promise)
{
  return domo_future_new_int64 (domo_await_int64 (domo_promise_get_future (promise), NULL));
}

static void
run_context_elsewhere (gconstpointer data)
{
  DomoStage *stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) answer = test_subject_run (actor, await_promise, promise);

  while (domo_stage_get_n_parked (stage) == 0)
    g_main_context_iteration (NULL, TRUE);
  domo_promise_resolve_int64 (promise, 7);
  g_thread_join (g_thread_new ("elsewhere", iterate_default_context, NULL));
  /* Nothing ran there, and nothing was lost. */
  g_assert_true (domo_future_is_pending (answer));
  g_assert_cmpint (domo_await_int64 (g_steal_pointer (&answer), NULL), ==, 7);
  g_assert_true (domo_stage_close (stage, -1, NULL));
}

static void
test_a_handler_never_goes_on_in_another_thread (void)
{
  if (g_test_subprocess ())
    {
      /* The warning shall be seen, not end the process. */
      g_log_set_always_fatal (G_LOG_FATAL_MASK);
      run_context_elsewhere (NULL);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*WARNING*main context*another thread*handlers wait*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/core/park-threads/" name, test_##func)
  ADD ("a-future-that-settles-while-its-waiter-is-set-aside-is-never-missed",
       a_future_that_settles_while_its_waiter_is_set_aside_is_never_missed);
  ADD ("actors-of-two-threads-wait-for-each-others-answers",
       actors_of_two_threads_wait_for_each_others_answers);
  ADD ("a-circle-across-two-threads-is-refused-once", a_circle_across_two_threads_is_refused_once);
  ADD ("a-handler-never-goes-on-in-another-thread", a_handler_never_goes_on_in_another_thread);
#undef ADD

  return g_test_run ();
}
