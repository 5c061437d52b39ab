/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

/* Not GMutex: ThreadSanitizer sees this one. */
#include <pthread.h>

#include "future-probe.h"
#include "step-stage.h"

/* Work that blocks, done in another thread. */

#define N_THREADS 128
#define N_MANY    1000

/* A function, what it shall answer, and what came of it. */
typedef struct
{
  DomoFuture *answer; /* taken */
  DomoPromise *gate;  /* waited for first, if not NULL; to be settled and dropped by the test */

  /* Written in the thread, and read when @destroyed has settled. */
  GThread *called_in;
  GThread *destroyed_in;
  GMainContext *context;
  guint n_calls;
  guint n_destroyed;
  DomoPromise *destroyed;
} Work;

static void
work_init (Work *self, DomoFuture *answer)
{
  *self = (Work){ .answer = answer, .destroyed = domo_promise_new () };
}

static void
work_clear (Work *self)
{
  g_clear_pointer (&self->answer, domo_future_unref);
  domo_promise_unref (self->destroyed);
}

static DomoFuture *
work_func (gpointer data)
{
  Work *self = data;

  self->n_calls++;
  self->called_in = g_thread_self ();
  self->context = g_main_context_get_thread_default ();
  g_assert_cmpuint (self->n_destroyed, ==, 0);
  if (self->gate != NULL)
    domo_await (domo_promise_get_future (self->gate), NULL);
  return g_steal_pointer (&self->answer);
}

static void
work_destroy (gpointer data)
{
  Work *self = data;

  self->n_destroyed++;
  self->destroyed_in = g_thread_self ();
  domo_promise_resolve_void (self->destroyed);
}

static void
work_await_destroyed (Work *self)
{
  g_assert_true (domo_await (domo_promise_get_future (self->destroyed), NULL));
}

static DomoFuture *
start (Work *self)
{
  return domo_future_run_in_thread (work_func, self, work_destroy);
}

static void
settle (DomoFuture *future)
{
  domo_await (domo_future_ref (future), NULL);
}

static void
test_answers (void)
{
  g_autoptr (DomoFuture) future = NULL;
  Work work;

  g_test_summary (
      "The function runs in another thread, without a main context of its own; its data "
      "is freed there, before the future settles");
  work_init (&work, domo_future_new_int64 (7));
  future = start (&work);
  settle (future);
  g_assert_cmpuint (work.n_calls, ==, 1);
  g_assert_cmpuint (work.n_destroyed, ==, 1);
  g_assert_true (work.called_in != g_thread_self ());
  g_assert_true (work.destroyed_in == work.called_in);
  g_assert_null (work.context);
  assert_number (future, 7);
  work_clear (&work);
}

static void
test_rejects (void)
{
  g_autoptr (DomoFuture) future = NULL;
  Work work;

  work_init (&work, domo_future_new_error_printf (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no file"));
  future = start (&work);
  settle (future);
  assert_rejected (future, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no file");
  work_clear (&work);
}

static void
test_no_future (void)
{
  g_autoptr (DomoFuture) future = NULL;
  Work work;

  g_test_summary ("A function that forgets its answer has failed, as a handler that does");
  work_init (&work, NULL);
  future = start (&work);
  settle (future);
  assert_rejected (future, DOMO_ERROR, DOMO_ERROR_FAILED, NULL);
  g_assert_cmpuint (work.n_destroyed, ==, 1);
  work_clear (&work);
}

static void
test_answers_pending (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = NULL;
  Work work;

  g_test_summary ("A pending answer settles the future when it settles itself");
  work_init (&work, domo_promise_get_future (promise));
  future = start (&work);
  work_await_destroyed (&work);
  domo_promise_resolve_int64 (promise, 7);
  settle (future);
  assert_number (future, 7);
  work_clear (&work);
}

static DomoFuture *
answer_nothing (gpointer data)
{
  g_assert_null (data);
  return domo_future_new_void ();
}

static void
test_without_data (void)
{
  g_autoptr (DomoFuture) future = domo_future_run_in_thread (answer_nothing, NULL, NULL);

  settle (future);
  assert_resolved (future);
}

static void
test_value_is_not_kept (void)
{
  g_autoptr (DomoFuture) future = NULL;
  gpointer weak;
  GObject *object = watched_object_new (&weak);
  Work work;

  work_init (&work, domo_future_new_object (object));
  g_object_unref (object);
  future = start (&work);
  settle (future);
  g_assert_nonnull (weak);
  /* The thread may still have to drop its own reference. */
  while (weak != NULL)
    {
      g_clear_pointer (&future, domo_future_unref);
      g_thread_yield ();
    }
  work_clear (&work);
}

static void
test_nobody_waits (void)
{
  Work work;

  g_test_summary ("The function is called though the future was dropped");
  work_init (&work, domo_future_new_int64 (7));
  domo_future_unref (start (&work));
  work_await_destroyed (&work);
  g_assert_cmpuint (work.n_calls, ==, 1);
  work_clear (&work);
}

static void
test_limit_while_it_runs (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DomoFuture) future = NULL;
  Work work;

  g_test_summary (
      "A limit settles the future and leaves the function alone; its answer is dropped");
  work_init (&work, domo_future_new_int64 (7));
  work.gate = domo_promise_new ();
  future = domo_future_with_cancellable (start (&work), cancellable);
  g_cancellable_cancel (cancellable);
  assert_rejected (future, DOMO_ERROR, DOMO_ERROR_CANCELLED, NULL);
  domo_promise_resolve_void (work.gate);
  work_await_destroyed (&work);
  assert_rejected (future, DOMO_ERROR, DOMO_ERROR_CANCELLED, NULL);
  domo_promise_unref (work.gate);
  work_clear (&work);
}

/* Functions that are all inside at once. */
typedef struct
{
  pthread_mutex_t lock;
  pthread_cond_t changed;
  guint n_inside;
  gboolean open;
} Room;

static DomoFuture *
enter_room (gpointer data)
{
  Room *self = data;

  pthread_mutex_lock (&self->lock);
  self->n_inside++;
  pthread_cond_broadcast (&self->changed);
  while (!self->open)
    pthread_cond_wait (&self->changed, &self->lock);
  pthread_mutex_unlock (&self->lock);
  return domo_future_new_int64 (1);
}

static void
test_limit_before_it_runs (void)
{
  Room room = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, FALSE };
  DomoFuture *inside[N_THREADS];
  g_autoptr (DomoFuture) future = NULL;
  Work work;

  g_test_summary ("So many functions block at once. One more waits for its turn, and is not called "
                  "if by then its future has settled");
  for (guint i = 0; i < N_THREADS; i++)
    inside[i] = domo_future_run_in_thread (enter_room, &room, NULL);
  pthread_mutex_lock (&room.lock);
  while (room.n_inside < N_THREADS)
    pthread_cond_wait (&room.changed, &room.lock);
  pthread_mutex_unlock (&room.lock);
  work_init (&work, domo_future_new_int64 (7));
  future = domo_future_with_timeout (start (&work), 0);
  assert_rejected (future, DOMO_ERROR, DOMO_ERROR_TIMEOUT, NULL);
  pthread_mutex_lock (&room.lock);
  room.open = TRUE;
  pthread_cond_broadcast (&room.changed);
  pthread_mutex_unlock (&room.lock);
  for (guint i = 0; i < N_THREADS; i++)
    {
      settle (inside[i]);
      assert_number (inside[i], 1);
      domo_future_unref (inside[i]);
    }
  work_await_destroyed (&work);
  g_assert_cmpuint (work.n_calls, ==, 0);
  g_assert_cmpuint (work.n_destroyed, ==, 1);
  work_clear (&work);
}

static DomoFuture *
answer_square (gpointer data)
{
  gint64 number = GPOINTER_TO_INT (data);

  return domo_future_new_int64 (number * number);
}

static void
test_many (void)
{
  DomoFuture *futures[N_MANY];
  g_autoptr (DomoFuture) all = NULL;

  for (guint i = 0; i < N_MANY; i++)
    futures[i] = domo_future_run_in_thread (answer_square, GUINT_TO_POINTER (i), NULL);
  all = domo_future_all (futures, N_MANY);
  settle (all);
  assert_resolved (all);
  for (guint i = 0; i < N_MANY; i++)
    {
      assert_number (futures[i], (gint64) i * i);
      domo_future_unref (futures[i]);
    }
}

/* Inside an actor. */

typedef struct
{
  Work work;
  DomoActor *actor;
  GThread *thread;
} Offload;

static DomoFuture *
got_answer (DomoFuture *settled, gpointer data)
{
  Offload *self = data;

  self->thread = g_thread_self ();
  journal_add (test_actor_get_journal (TEST_ACTOR (self->actor)), "got");
  return NULL;
}

static DomoFuture *
offload (DomoActor *actor, gpointer data)
{
  Offload *self = data;

  self->actor = actor;
  return domo_future_then (start (&self->work), got_answer, self, NULL);
}

static void
test_inside_an_actor (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  Offload data = { 0 };
  g_autoptr (DomoFuture) answer = NULL;

  g_test_summary ("An actor goes on in its own thread with what another thread has found");
  work_init (&data.work, domo_future_new_int64 (81));
  data.work.gate = domo_promise_new ();
  answer = test_subject_run (actor, offload, &data);
  step_stage_run (stage);
  assert_journal (stage->journal, "");
  domo_promise_resolve_void (data.work.gate);
  work_await_destroyed (&data.work);
  while (domo_future_is_pending (answer))
    step_stage_run (stage);
  assert_number (answer, 81);
  assert_journal (stage->journal, "got");
  g_assert_true (data.thread == g_thread_self ());
  g_assert_true (data.work.called_in != g_thread_self ());
  domo_promise_unref (data.work.gate);
  work_clear (&data.work);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/future-run-in-thread/answers", test_answers);
  g_test_add_func ("/core/future-run-in-thread/rejects", test_rejects);
  g_test_add_func ("/core/future-run-in-thread/no-future", test_no_future);
  g_test_add_func ("/core/future-run-in-thread/answers-pending", test_answers_pending);
  g_test_add_func ("/core/future-run-in-thread/without-data", test_without_data);
  g_test_add_func ("/core/future-run-in-thread/value-is-not-kept", test_value_is_not_kept);
  g_test_add_func ("/core/future-run-in-thread/nobody-waits", test_nobody_waits);
  g_test_add_func ("/core/future-run-in-thread/limit-while-it-runs", test_limit_while_it_runs);
  g_test_add_func ("/core/future-run-in-thread/limit-before-it-runs", test_limit_before_it_runs);
  g_test_add_func ("/core/future-run-in-thread/many", test_many);
  step_stage_add_test ("/core/future-run-in-thread/inside-an-actor", test_inside_an_actor);

  return g_test_run ();
}
