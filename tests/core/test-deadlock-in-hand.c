/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "step-stage.h"

/* Waits for what an actor has in hand already, and no circle but for what that waits for itself. */

typedef struct
{
  TestSubject *target;
  DomoPromise *promise;
} Plan;

static DomoFuture *
await_ask (DomoActor *actor, gpointer target)
{
  g_autoptr (GError) error = NULL;

  domo_await (test_subject_ask (target, 1), &error);
  g_assert_no_error (error);
  return domo_future_new_int64 (7);
}

/* A callback of an actor whose handler waits, too. */

static DomoFuture *
await_ask_in_callback (DomoFuture *settled, gpointer target)
{
  domo_future_unref (await_ask (NULL, target));
  return NULL;
}

static DomoFuture *
add_callback_that_asks (DomoActor *actor, gpointer data)
{
  const Plan *plan = data;

  domo_future_unref (domo_future_then (domo_promise_get_future (plan->promise),
                                       await_ask_in_callback, plan->target, NULL));
  return domo_future_new_int64 (0);
}

static DomoFuture *
await_promised (DomoActor *actor, gpointer promise)
{
  g_autoptr (GError) error = NULL;

  domo_await (domo_promise_get_future (promise), &error);
  g_assert_no_error (error);
  return domo_future_new_int64 (5);
}

static DomoFuture *
await_whom_a_promise_keeps (DomoActor *actor, gpointer data)
{
  const Plan *plan = data;
  g_autoptr (GError) error = NULL;
  gint64 value =
      domo_await_int64 (test_subject_run (plan->target, await_promised, plan->promise), &error);

  g_assert_no_error (error);
  return domo_future_new_int64 (value);
}

static void
test_a_callbacks_wait_does_not_keep_the_handler (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  g_autoptr (DomoPromise) called = domo_promise_new ();
  g_autoptr (DomoPromise) handled = domo_promise_new ();
  Plan callback = { .target = b, .promise = called };
  Plan handler = { .target = a, .promise = handled };
  g_autoptr (DomoFuture) first = test_subject_run (a, add_callback_that_asks, &callback);
  g_autoptr (DomoFuture) second = test_subject_run (b, await_whom_a_promise_keeps, &handler);

  g_test_summary (
      "B waits for a handler of A, which waits for a promise; then a callback of A waits "
      "for B.");
  step_stage_run (stage);
  domo_promise_resolve_int64 (called, 1);
  step_stage_run (stage);
  g_assert_cmpuint (domo_stage_get_n_parked (stage->stage), ==, 3);
  domo_promise_resolve_int64 (handled, 1);
  step_stage_settle (stage, second);
  g_assert_cmpint (domo_future_get_int64 (second, NULL), ==, 5);
  g_assert_cmpuint (domo_stage_get_n_parked (stage->stage), ==, 0);
}

/* Waits for its promise and puts itself aside; when it comes back, it answers. */
static DomoFuture *
wait_and_put_aside (DomoActor *actor, gpointer data)
{
  Plan *plan = data;

  if (plan->promise != NULL)
    {
      domo_await (domo_promise_get_future (g_steal_pointer (&plan->promise)), NULL);
      g_assert_true (domo_actor_stash (actor));
    }
  return domo_future_new_int64 (3);
}

static DomoFuture *
await_refused_and_unstash (DomoActor *actor, gpointer target)
{
  g_autoptr (GError) error = NULL;

  domo_await (test_subject_ask (target, 1), &error);
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_DEADLOCK);
  domo_actor_unstash (actor);
  return domo_future_new_int64 (7);
}

static DomoFuture *
await_put_aside (DomoActor *actor, gpointer data)
{
  Plan *plan = data;

  g_assert_true (domo_await (test_subject_run (plan->target, wait_and_put_aside, plan), NULL));
  return domo_future_new_int64 (7);
}

static void
test_an_ask_put_aside_waits_for_the_actor (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  Plan plan = { .target = a, .promise = promise };
  g_autoptr (DomoFuture) first = test_subject_run (b, await_put_aside, &plan);
  g_autoptr (DomoFuture) second = NULL;

  g_test_summary (
      "B waits for what A has put aside, after its handler waited; so A cannot wait for B.");
  step_stage_run (stage);
  domo_promise_resolve_int64 (promise, 1);
  step_stage_run (stage);
  second = test_subject_run (a, await_refused_and_unstash, b);
  step_stage_settle (stage, second);
  g_assert_cmpint (domo_future_get_int64 (second, NULL), ==, 7);
  g_assert_cmpint (domo_future_get_int64 (first, NULL), ==, 7);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/deadlock-in-hand/" name, test_##func)
  ADD ("a-callbacks-wait-does-not-keep-the-handler", a_callbacks_wait_does_not_keep_the_handler);
  ADD ("an-ask-put-aside-waits-for-the-actor", an_ask_put_aside_waits_for_the_actor);
#undef ADD

  return g_test_run ();
}
