/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "log-records.h"
#include "witness.h"

/* Handlers that wait for what happens in another thread. */

#define N_WAITS 100

/* A stage, an actor here, and two in threads of their own. */
typedef struct
{
  DomoStage *stage;
  Witness witnesses[3];
  TestSubject *actors[3];
} Trio;

static void
trio_set_up (Trio *self)
{
  *self = (Trio){ .stage = domo_stage_new () };
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (DomoDispatcher) dispatcher = i > 0 ? domo_thread_dispatcher_new ("test") : NULL;

      self->actors[i] = witness_actor_new (self->stage, dispatcher, &self->witnesses[i], NULL);
    }
}

static void
trio_tear_down (Trio *self)
{
  GThread *threads[3];

  for (guint i = 0; i < 3; i++)
    threads[i] = g_atomic_pointer_get (&self->witnesses[i].thread);
  close_stage (self->stage);
  for (guint i = 0; i < 3; i++)
    {
      witness_assert_only_in (&self->witnesses[i], threads[i]);
      g_object_unref (self->actors[i]);
    }
  g_object_unref (self->stage);
}

/* Waits for the other actor's answers, and answers how many have come in its own thread. */
static DomoFuture *
await_other (DomoActor *actor, gpointer other)
{
  GThread *thread = g_thread_self ();
  gint64 n = 0;

  for (gint64 i = 0; i < N_WAITS; i++)
    n += domo_await_int64 (test_subject_ask (other, i), NULL) == i && g_thread_self () == thread;
  return domo_future_new_int64 (n);
}

static void
test_actors_wait_for_other_threads (void)
{
  DomoFuture *answers[2];
  Trio trio;

  g_test_summary ("One here and one in a thread ask one in another thread, at the same time.");
  trio_set_up (&trio);
  for (guint i = 0; i < 2; i++)
    answers[i] = test_subject_run (trio.actors[i], await_other, trio.actors[2]);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (domo_await_int64 (answers[i], NULL), ==, N_WAITS);
  /* And the other way round. */
  g_assert_cmpint (run_inside (trio.actors[2], await_other, trio.actors[0]), ==, N_WAITS);
  trio_tear_down (&trio);
}

/* Waits for each promise of an array that ends with NULL, and answers for how many in vain. */
static DomoFuture *
await_promises (DomoActor *actor, gpointer promises)
{
  gint64 n_failed = 0;

  for (DomoPromise **promise = promises; *promise != NULL; promise++)
    n_failed += !domo_await (domo_promise_get_future (*promise), NULL);
  return domo_future_new_int64 (n_failed);
}

static gpointer
keep_promises (gpointer promises)
{
  for (DomoPromise **promise = promises; *promise != NULL; promise++)
    domo_promise_resolve_void (*promise);
  return NULL;
}

static void
make_promises (DomoPromise **promises)
{
  for (guint i = 0; i < N_WAITS; i++)
    promises[i] = domo_promise_new ();
  promises[N_WAITS] = NULL;
}

static void
drop_promises (DomoPromise **promises)
{
  for (guint i = 0; i < N_WAITS; i++)
    domo_promise_unref (promises[i]);
}

static void
test_a_future_may_settle_while_its_waiter_is_on_its_way (void)
{
  Trio trio;

  trio_set_up (&trio);
  for (guint round = 0; round < 20; round++)
    {
      DomoPromise *promises[N_WAITS + 1];
      GThread *thread;

      make_promises (promises);
      thread = g_thread_new ("keeper", keep_promises, promises);
      g_assert_cmpint (run_inside (trio.actors[1], await_promises, promises), ==, 0);
      g_thread_join (thread);
      drop_promises (promises);
    }
  trio_tear_down (&trio);
}

static void
test_a_stop_from_another_thread_fails_waits (void)
{
  DomoPromise *promises[N_WAITS + 1];
  DomoFuture *answers[3];
  Trio trio;

  g_test_summary ("Each of three actors waits for what does not come.");
  trio_set_up (&trio);
  make_promises (promises);
  for (guint i = 0; i < 3; i++)
    {
      answers[i] = test_subject_run (trio.actors[i], await_promises, promises);
      domo_proxy_stop_now (trio.actors[i]);
    }
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (await_stopped (trio.actors[i]), ==, DOMO_STOP_REASON_STOPPED);
      g_assert_false (domo_future_is_pending (answers[i]));
      domo_future_unref (answers[i]);
    }
  drop_promises (promises);
  trio_tear_down (&trio);
}

static void
test_a_forceful_close_unwinds_handlers_in_all_threads (void)
{
  DomoPromise *promises[N_WAITS + 1];
  DomoFuture *answers[3];
  g_autoptr (GError) error = NULL;
  Trio trio;

  trio_set_up (&trio);
  make_promises (promises);
  for (guint i = 0; i < 3; i++)
    answers[i] = test_subject_run (trio.actors[i], await_promises, promises);
  domo_stage_close (trio.stage, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_false (domo_future_is_pending (answers[i]));
      domo_future_unref (answers[i]);
    }
  drop_promises (promises);
  trio_tear_down (&trio);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* Not printed: GLib asks for the local time in a way that is not safe for threads. */
  log_records_start ();

#define ADD(name, func) g_test_add_func ("/core/thread-park/" name, test_##func)
  ADD ("actors-wait-for-other-threads", actors_wait_for_other_threads);
  ADD ("a-future-may-settle-while-its-waiter-is-on-its-way",
       a_future_may_settle_while_its_waiter_is_on_its_way);
  ADD ("a-stop-from-another-thread-fails-waits", a_stop_from_another_thread_fails_waits);
  ADD ("a-forceful-close-unwinds-handlers-in-all-threads",
       a_forceful_close_unwinds_handlers_in_all_threads);
#undef ADD

  return g_test_run ();
}
