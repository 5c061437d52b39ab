/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

#include "future-probe.h"
#include "step-stage.h"

/* Limits of futures: how long they may take, and what becomes of asks that a limit has settled. */

#define N_TIMEOUT 100000 /* ten times as many where tests may be slow */
#define N_ROUNDS  300
#define AN_HOUR   (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

static void
assert_late (DomoFuture *future)
{
  assert_rejected (future, DOMO_ERROR, DOMO_ERROR_TIMEOUT, NULL);
}

static void
test_passed_already (void)
{
  static const gint64 limits[] = { 0, -1, G_MININT64 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr (DomoPromise) promise = domo_promise_new ();
      g_autoptr (DomoFuture) future = domo_promise_get_future (promise);
      g_autoptr (DomoFuture) limited = NULL;

      limited = domo_future_with_timeout (domo_future_ref (future), limits[i]);
      g_assert_true (limited == future);
      assert_late (future);
      domo_promise_resolve_int64 (promise, 1);
      assert_late (future);
    }
}

static void
test_settled_stays (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_test_summary ("A future that has settled is beyond any limit");
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < 4; i++)
    {
      DomoFuture *future =
          i % 2 == 0 ? domo_future_new_int64 (1)
                     : domo_future_new_error_printf (DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "own");
      g_autoptr (DomoFuture) limited = i < 2 ? domo_future_with_timeout (future, 0)
                                             : domo_future_with_cancellable (future, cancellable);

      g_assert_true (limited == future);
      if (i % 2 == 0)
        assert_number (limited, 1);
      else
        assert_rejected (limited, DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "own");
    }
}

static gpointer
wait_in_thread (gpointer data)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  DomoFuture *future = domo_promise_get_future (promise);
  g_autoptr (GError) error = NULL;

  g_assert_false (domo_await (domo_future_with_timeout (future, 1), &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_TIMEOUT);
  return NULL;
}

static void
test_comes_without_a_main_loop (void)
{
  g_test_summary ("Outside actors the limit comes though no main context is iterated at all");
  wait_in_thread (NULL);
  g_thread_join (g_thread_new ("waiter", wait_in_thread, NULL));
}

static void
test_callback_after_limit (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  FutureProbe probe = { .answer = domo_future_new_int64 (2) };
  g_autoptr (DomoFuture) derived = NULL;

  g_test_summary (
      "The limit comes from a thread of its own, the callback from the caller's context");
  derived = domo_future_catch (domo_future_with_timeout (domo_promise_get_future (promise), 1),
                               future_probe_func, &probe, future_probe_destroy);
  while (probe.n_destroyed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (probe.n_calls, ==, 1);
  g_assert_true (probe.thread == g_thread_self ());
  assert_number (derived, 2);
  domo_future_unref (probe.answer);
}

static void
test_of_a_callback (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) source = domo_promise_get_future (promise);
  FutureProbe probe = { 0 };
  g_autoptr (DomoFuture) derived = NULL;

  g_test_summary ("A limit of a derived future leaves the callback and its source alone");
  derived = domo_future_with_timeout (domo_future_then (domo_future_ref (source), future_probe_func,
                                                        &probe, future_probe_destroy),
                                      0);
  assert_late (derived);
  assert_pending (source);
  domo_promise_resolve_int64 (promise, 1);
  drain (NULL);
  g_assert_cmpuint (probe.n_calls, ==, 1);
  assert_late (derived);
}

/* Gives a future an hour, settles it with an object, and sees whether anything holds on to it. */
static void
check_nothing_left (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future =
      domo_future_with_timeout (domo_promise_get_future (promise), AN_HOUR);
  gpointer weak;
  g_autoptr (GObject) object = watched_object_new (&weak);

  assert_pending (future);
  domo_promise_resolve_object (promise, object);
  g_clear_pointer (&promise, domo_promise_unref);
  g_clear_pointer (&future, domo_future_unref);
  g_clear_object (&object);
  g_assert_null (weak);
}

static void
test_nothing_left (void)
{
  g_test_summary ("A future that settles in time takes its limit with it");
  check_nothing_left ();
}

typedef struct
{
  StepStage *stage;
  DomoFuture *future;
  gint64 limits[2];
  guint n_limits;
} Plan;

/* A handler: gives the future its limits. */
static DomoFuture *
set_limits (DomoActor *actor, gpointer data)
{
  Plan *self = data;

  for (guint i = 0; i < self->n_limits; i++)
    domo_future_unref (domo_future_with_timeout (domo_future_ref (self->future), self->limits[i]));
  return domo_future_new_int64 (0);
}

static void
run_inside (StepStage *stage, TestSubjectFunc func, gpointer data)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = test_subject_run (actor, func, data);

  step_stage_settle (stage, answer);
  assert_number (answer, 0);
}

static void
test_inside_an_actor (StepStage *stage)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = domo_promise_get_future (promise);
  Plan plan = { .future = future, .limits = { 200, 100 }, .n_limits = 2 };

  g_test_summary ("Inside an actor it is the stage's clock that counts; of two limits the first");
  domo_manual_clock_advance (stage->clock, 1000);
  run_inside (stage, set_limits, &plan);
  domo_manual_clock_advance (stage->clock, 99);
  assert_pending (future);
  domo_manual_clock_advance (stage->clock, 1);
  assert_late (future);
  /* And the other went with the first. */
  g_assert_cmpint (domo_clock_get_next_deadline (DOMO_CLOCK (stage->clock)), ==, G_MAXINT64);
}

static void
test_as_long_as_can_be (StepStage *stage)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = domo_promise_get_future (promise);
  Plan plan = { .future = future, .limits = { G_MAXINT64 }, .n_limits = 1 };

  g_test_summary ("A limit at the end of time is none");
  domo_manual_clock_advance (stage->clock, 1000);
  run_inside (stage, set_limits, &plan);
  domo_manual_clock_advance (stage->clock, 1000);
  assert_pending (future);
  domo_promise_resolve_int64 (promise, 1);
  assert_number (future, 1);
}

static DomoFuture *
set_many_limits (DomoActor *actor, gpointer data)
{
  DomoClock *clock = domo_stage_get_clock (domo_actor_get_stage (actor));
  const guint n = g_test_slow () ? 10 * N_TIMEOUT : N_TIMEOUT;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DomoPromise) promise = domo_promise_new ();
      g_autoptr (DomoFuture) future =
          domo_future_with_timeout (domo_promise_get_future (promise), 1 + i % 1000);

      g_assert_cmpint (domo_clock_get_next_deadline (clock), !=, G_MAXINT64);
      domo_promise_resolve_int64 (promise, i);
      assert_number (future, i);
      g_assert_cmpint (domo_clock_get_next_deadline (clock), ==, G_MAXINT64);
    }
  check_nothing_left ();
  return domo_future_new_int64 (0);
}

static void
test_many_that_settle (StepStage *stage)
{
  g_test_summary ("Limits of futures that settle in time leave no timers behind");
  run_inside (stage, set_many_limits, NULL);
}

/* What an actor does with another. */
typedef struct
{
  TestSubject *target;
  GCancellable *cancellable; /* instead of a time, if not NULL */
  DomoFuture *ask;
  Journal *journal;
} Asking;

static DomoFuture *
caught (DomoFuture *settled, gpointer data)
{
  journal_add (data, "caught");
  return NULL;
}

static DomoFuture *
ask_with_limit (DomoActor *actor, gpointer data)
{
  Asking *self = data;
  DomoFuture *ask = test_subject_ask (self->target, 7);

  if (self->cancellable != NULL)
    ask = domo_future_with_cancellable (ask, self->cancellable);
  else
    ask = domo_future_with_timeout (ask, 100);
  self->ask = domo_future_ref (ask);
  domo_future_unref (domo_future_catch (ask, caught, self->journal, NULL));
  return domo_future_new_int64 (0);
}

static guint64
count_expired (StepStage *stage)
{
  return domo_dead_letters_get_count (domo_stage_get_dead_letters (stage->stage),
                                      DOMO_DEAD_LETTER_REASON_EXPIRED);
}

/* An actor asks another, and its limit comes before the other runs. */
static void
check_expires (StepStage *stage, GCancellable *cancellable)
{
  g_autoptr (TestSubject) target = step_stage_actor (stage, "b", FALSE);
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  Asking asking = { target, cancellable, NULL, stage->journal };
  g_autoptr (DomoFuture) told = NULL;

  step_stage_run (stage);
  told = test_subject_run (actor, ask_with_limit, &asking);
  /* The asker alone. */
  g_assert_true (domo_test_dispatcher_step (stage->dispatcher));
  assert_number (told, 0);
  assert_pending (asking.ask);
  g_assert_cmpuint (domo_test_dispatcher_get_n_ready (stage->dispatcher), >=, 1);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  else
    domo_manual_clock_advance (stage->clock, 100);
  if (cancellable != NULL)
    assert_rejected (asking.ask, DOMO_ERROR, DOMO_ERROR_CANCELLED, NULL);
  else
    assert_late (asking.ask);
  g_assert_cmpuint (count_expired (stage), ==, 0);
  step_stage_run (stage);
  g_assert_cmpuint (count_expired (stage), ==, 1);
  g_assert_cmpuint (domo_dead_letters_get_total (domo_stage_get_dead_letters (stage->stage)), ==,
                    1);
  assert_journal (stage->journal, "caught");
  domo_future_unref (asking.ask);
}

static void
test_ask_expires (StepStage *stage)
{
  g_test_summary ("An ask whose limit has passed before it is delivered is skipped: a dead letter");
  check_expires (stage, NULL);
}

static void
test_ask_is_cancelled (StepStage *stage)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_test_summary ("So is one that was cancelled");
  check_expires (stage, cancellable);
}

static void
test_ask_in_time (StepStage *stage)
{
  g_autoptr (TestSubject) target = step_stage_actor (stage, "b", FALSE);
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  Asking asking = { target, NULL, NULL, stage->journal };

  domo_future_unref (test_subject_run (actor, ask_with_limit, &asking));
  step_stage_run (stage);
  assert_number (asking.ask, 7);
  domo_manual_clock_advance (stage->clock, 1000);
  step_stage_run (stage);
  assert_number (asking.ask, 7);
  assert_journal (stage->journal, "");
  g_assert_cmpuint (count_expired (stage), ==, 0);
  domo_future_unref (asking.ask);
}

static DomoFuture *
answer_pending (DomoActor *actor, gpointer promise)
{
  return domo_promise_get_future (promise);
}

static void
test_answer_comes_late (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) ask = test_subject_run (actor, answer_pending, promise);
  g_autoptr (DomoFuture) answer = domo_promise_get_future (promise);

  g_test_summary ("A handler has answered with a future; the limit settles the ask, not that");
  step_stage_run (stage);
  ask = domo_future_with_timeout (g_steal_pointer (&ask), 0);
  assert_late (ask);
  assert_pending (answer);
  domo_promise_resolve_int64 (promise, 1);
  step_stage_run (stage);
  assert_late (ask);
  assert_number (answer, 1);
}

static void
test_actor_stops_first (StepStage *stage)
{
  g_autoptr (TestSubject) target = step_stage_actor (stage, "b", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) ask = test_subject_run (target, answer_pending, promise);
  Plan plan = { .future = ask, .limits = { 100 }, .n_limits = 1 };

  g_test_summary ("An ask that its actor's end rejects takes its limit with it");
  run_inside (stage, set_limits, &plan);
  g_assert_cmpint (domo_clock_get_next_deadline (DOMO_CLOCK (stage->clock)), ==, 100);
  domo_proxy_stop_now (target);
  step_stage_run (stage);
  assert_rejected (ask, DOMO_ERROR, DOMO_ERROR_STOPPED, NULL);
  /* That is the limit of the wait for the answer, which is the stage's own business. */
  g_assert_cmpint (domo_clock_get_next_deadline (DOMO_CLOCK (stage->clock)), ==,
                   30 * G_USEC_PER_SEC);
}

/* Two threads at once. */

static void
test_race (void)
{
  g_test_summary ("A promise is settled in one thread while the limit passes in another");
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      DomoPromise *promise = domo_promise_new ();
      g_autoptr (DomoFuture) future = domo_promise_get_future (promise);
      GThread *thread = g_thread_new ("settler", resolve_in_thread, promise);

      future = domo_future_with_timeout (g_steal_pointer (&future), g_test_rand_int_range (1, 50));
      if (domo_await (domo_future_ref (future), NULL))
        assert_number (future, 1);
      else
        assert_late (future);
      g_thread_join (thread);
    }
}

static void
test_race_on_stages_clock (StepStage *stage)
{
  guint n_late = 0;

  g_test_summary ("The stage's clock passes the limit while the promise is settled elsewhere");
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      DomoPromise *promise = domo_promise_new ();
      g_autoptr (DomoFuture) future = domo_promise_get_future (promise);
      Plan plan = { .future = future, .limits = { 10 }, .n_limits = 1 };
      GThread *thread;

      run_inside (stage, set_limits, &plan);
      thread = g_thread_new ("settler", resolve_in_thread, promise);
      if (g_test_rand_bit ())
        g_thread_yield ();
      domo_manual_clock_advance (stage->clock, 10);
      g_thread_join (thread);
      g_assert_cmpint (domo_clock_get_next_deadline (DOMO_CLOCK (stage->clock)), ==, G_MAXINT64);
      if (domo_future_is_rejected (future))
        {
          assert_late (future);
          n_late++;
        }
      else
        assert_number (future, 1);
    }
  g_test_message ("%u of %u were late", n_late, N_ROUNDS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/future-limit/passed-already", test_passed_already);
  g_test_add_func ("/core/future-limit/settled-stays", test_settled_stays);
  g_test_add_func ("/core/future-limit/comes-without-a-main-loop", test_comes_without_a_main_loop);
  g_test_add_func ("/core/future-limit/callback-after-limit", test_callback_after_limit);
  g_test_add_func ("/core/future-limit/of-a-callback", test_of_a_callback);
  g_test_add_func ("/core/future-limit/nothing-left", test_nothing_left);
  step_stage_add_test ("/core/future-limit/inside-an-actor", test_inside_an_actor);
  step_stage_add_test ("/core/future-limit/as-long-as-can-be", test_as_long_as_can_be);
  step_stage_add_test ("/core/future-limit/many-that-settle", test_many_that_settle);
  step_stage_add_test ("/core/future-limit/ask-expires", test_ask_expires);
  step_stage_add_test ("/core/future-limit/ask-is-cancelled", test_ask_is_cancelled);
  step_stage_add_test ("/core/future-limit/ask-in-time", test_ask_in_time);
  step_stage_add_test ("/core/future-limit/answer-comes-late", test_answer_comes_late);
  step_stage_add_test ("/core/future-limit/actor-stops-first", test_actor_stops_first);
  g_test_add_func ("/core/future-limit/race", test_race);
  step_stage_add_test ("/core/future-limit/race-on-stages-clock", test_race_on_stages_clock);

  return g_test_run ();
}
