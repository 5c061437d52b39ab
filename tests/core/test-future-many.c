/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

#include "future-probe.h"
#include "step-stage.h"

/* Callbacks in great number, dropped in every order, and settled from other threads. */

#define N_LONG   100000
#define N_ROUNDS 200
#define N_ADDED  20

/* Outside actors. */

static void
test_long_chain (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) end = domo_promise_get_future (promise);
  FutureProbe *probes = g_new0 (FutureProbe, N_LONG);

  g_test_summary ("A hundred thousand callbacks in a row need no more stack than one");
  for (guint i = 0; i < N_LONG; i++)
    end = domo_future_then (end, future_probe_func, &probes[i], future_probe_destroy);
  domo_promise_resolve_int64 (promise, 1);
  drain (NULL);
  assert_number (end, 1);
  for (guint i = 0; i < N_LONG; i++)
    g_assert_cmpuint (probes[i].n_calls + probes[i].n_destroyed, ==, 2);
  g_free (probes);
}

static void
test_long_line_of_followers (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) last = domo_promise_get_future (promise);
  FutureProbe *probes = g_new0 (FutureProbe, N_LONG);

  g_test_summary ("Each of a hundred thousand callbacks has answered the future of the one before: "
                  "one call settles them all");
  for (guint i = 0; i < N_LONG; i++)
    {
      probes[i].answer = last;
      last = domo_future_then (domo_future_new_void (), future_probe_func, &probes[i], NULL);
    }
  drain (NULL);
  g_assert_true (domo_future_is_pending (last));
  domo_promise_resolve_int64 (promise, 1);
  assert_number (last, 1);
  for (guint i = 0; i < N_LONG; i++)
    domo_future_unref (probes[i].answer);
  g_free (probes);
}

enum
{
  DROP_PROMISE,
  DROP_SOURCE,
  DROP_THEN,
  DROP_CATCH,
  RESOLVE,
  ITERATE,
  N_ACTIONS
};

static void
check_order_of_dropping (const guint *actions)
{
  DomoPromise *promise = domo_promise_new ();
  DomoFuture *source = domo_promise_get_future (promise), *then, *caught;
  FutureProbe probes[3] = { 0 };
  gboolean resolved = FALSE;

  then = domo_future_then (domo_future_ref (source), future_probe_func, &probes[0],
                           future_probe_destroy);
  caught = domo_future_catch (domo_future_ref (then), future_probe_func, &probes[1],
                              future_probe_destroy);
  domo_future_unref (domo_future_finally (domo_future_ref (then), future_probe_func, &probes[2],
                                          future_probe_destroy));
  for (guint i = 0; i < N_ACTIONS; i++)
    {
      switch (actions[i])
        {
        case DROP_PROMISE:
          g_clear_pointer (&promise, domo_promise_unref);
          break;
        case DROP_SOURCE:
          domo_future_unref (source);
          break;
        case DROP_THEN:
          domo_future_unref (then);
          break;
        case DROP_CATCH:
          domo_future_unref (caught);
          break;
        case RESOLVE:
          resolved = promise != NULL;
          if (resolved)
            domo_promise_resolve_void (promise);
          break;
        default:
          drain (NULL);
        }
    }
  drain (NULL);
  g_assert_cmpuint (probes[0].n_calls, ==, resolved ? 1 : 0);
  g_assert_cmpuint (probes[1].n_calls, ==, resolved ? 0 : 1);
  g_assert_cmpuint (probes[2].n_calls, ==, 1);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (probes[i].n_destroyed, ==, 1);
}

static void
permute (guint *actions, guint n_fixed)
{
  if (n_fixed == N_ACTIONS)
    check_order_of_dropping (actions);
  for (guint i = n_fixed; i < N_ACTIONS; i++)
    {
      guint swapped = actions[i];

      actions[i] = actions[n_fixed];
      actions[n_fixed] = swapped;
      permute (actions, n_fixed + 1);
      actions[n_fixed] = actions[i];
      actions[i] = swapped;
    }
}

static void
test_dropped_in_every_order (void)
{
  guint actions[N_ACTIONS];

  g_test_summary (
      "Promise, future and derived futures are dropped in every order, resolved or not: "
      "each callback does what it must, and all is freed");
  for (guint i = 0; i < N_ACTIONS; i++)
    actions[i] = i;
  permute (actions, 0);
}

static void
test_settled_while_adding (void)
{
  g_test_summary (
      "Another thread settles while callbacks are added: each runs once, in this thread");
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      DomoPromise *promise = domo_promise_new ();
      g_autoptr (DomoFuture) source = domo_promise_get_future (promise);
      FutureProbe probes[N_ADDED] = { 0 };
      DomoFuture *derived[N_ADDED];
      GThread *thread = g_thread_new ("settler", resolve_in_thread, promise);

      for (guint i = 0; i < N_ADDED; i++)
        derived[i] = domo_future_then (domo_future_ref (source), future_probe_func, &probes[i],
                                       future_probe_destroy);
      g_thread_join (thread);
      drain (NULL);
      for (guint i = 0; i < N_ADDED; i++)
        {
          g_assert_cmpuint (probes[i].n_calls, ==, 1);
          g_assert_cmpuint (probes[i].n_destroyed, ==, 1);
          g_assert_true (probes[i].thread == g_thread_self ());
          assert_number (derived[i], 1);
          domo_future_unref (derived[i]);
        }
    }
}

/* Inside actors. */

static DomoFuture *
count (DomoFuture *settled, gpointer n_calls)
{
  ++*(guint *) n_calls;
  return NULL;
}

static void
count_destroyed (gpointer n_calls)
{
  ++((guint *) n_calls)[1];
}

typedef struct
{
  DomoFuture *source;
  guint counts[2]; /* calls and destroy notifies */
} Long;

static DomoFuture *
add_long_chain (DomoActor *actor, gpointer data)
{
  Long *self = data;
  DomoFuture *end = domo_future_ref (self->source);

  for (guint i = 0; i < N_LONG; i++)
    end = domo_future_then (end, count, self->counts, count_destroyed);
  return end;
}

static void
test_long_chain_inside (StepStage *stage)
{
  g_test_summary ("A hundred thousand callbacks in a row, run or dropped, need no more stack");
  for (guint stops = 0; stops < 2; stops++)
    {
      g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
      g_autoptr (DomoPromise) promise = domo_promise_new ();
      g_autoptr (DomoFuture) source = domo_promise_get_future (promise);
      g_autoptr (DomoFuture) ask = NULL;
      Long chain = { source, { 0, 0 } };

      ask = test_subject_run (actor, add_long_chain, &chain);
      step_stage_run (stage);
      if (stops)
        domo_proxy_stop_now (actor);
      else
        domo_promise_resolve_int64 (promise, 7);
      step_stage_settle (stage, ask);
      g_assert_cmpuint (chain.counts[0], ==, stops ? 0 : N_LONG);
      g_assert_cmpuint (chain.counts[1], ==, N_LONG);
      if (stops)
        assert_rejected (ask, DOMO_ERROR, DOMO_ERROR_STOPPED, NULL);
      else
        assert_number (ask, 7);
    }
}

typedef struct
{
  TestSubject *actors[2];
  guint left;
} Ring;

static DomoFuture *
forward (DomoActor *actor, gpointer data)
{
  Ring *ring = data;

  if (ring->left-- == 0)
    return domo_future_new_int64 (7);
  return test_subject_run_concurrent (ring->actors[ring->left % 2], forward, ring);
}

static void
test_long_forwarding (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  Ring ring = { { a, b }, N_LONG };
  g_autoptr (DomoFuture) ask = test_subject_run_concurrent (a, forward, &ring);

  g_test_summary ("An ask that is passed on a hundred thousand times is answered");
  step_stage_settle (stage, ask);
  assert_number (ask, 7);
}

static DomoFuture *
go_on_and_return (DomoActor *actor, gpointer data)
{
  Long *self = data;

  return domo_future_then (domo_future_ref (self->source), count, self->counts, count_destroyed);
}

static void
test_many_in_flight (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) source = domo_promise_get_future (promise);
  g_autoptr (GPtrArray) asks = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_future_unref);
  Long flight = { source, { 0, 0 } };

  g_test_summary ("A restart while a hundred thousand answers are owed takes time in proportion");
  for (guint i = 0; i < N_LONG; i++)
    g_ptr_array_add (asks, test_subject_run_concurrent (actor, go_on_and_return, &flight));
  test_subject_fail (actor, "broken");
  step_stage_run (stage);
  for (guint i = 0; i < N_LONG; i++)
    assert_rejected (g_ptr_array_index (asks, i), DOMO_ERROR, DOMO_ERROR_STOPPED, NULL);
  g_assert_cmpuint (flight.counts[0], ==, 0);
  g_assert_cmpuint (flight.counts[1], ==, N_LONG);
}

typedef struct
{
  DomoFuture *source;
  GThread *home;
  guint counts[2];
  DomoFuture *derived[N_ADDED];
} Batch;

static DomoFuture *
count_at_home (DomoFuture *settled, gpointer data)
{
  Batch *self = data;

  g_assert_true (g_thread_self () == self->home);
  return count (settled, self->counts);
}

static void
count_destroyed_at_home (gpointer data)
{
  Batch *self = data;

  g_assert_true (g_thread_self () == self->home);
  count_destroyed (self->counts);
}

static DomoFuture *
add_batch (DomoActor *actor, gpointer data)
{
  Batch *self = data;

  for (guint i = 0; i < N_ADDED; i++)
    self->derived[i] = domo_future_then (domo_future_ref (self->source), count_at_home, self,
                                         count_destroyed_at_home);
  return domo_future_new_int64 (0);
}

/* One round: a thread settles while the actor adds its callbacks and, perhaps, stops. */
static void
check_batch (DomoStage *stage, gboolean stops)
{
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  DomoPromise *promise = domo_promise_new ();
  g_autoptr (DomoFuture) source = domo_promise_get_future (promise);
  Batch batch = { source, g_thread_self (), { 0, 0 }, { NULL } };
  GThread *thread;
  guint n_run = 0;

  domo_future_unref (test_subject_run (actor, add_batch, &batch));
  thread = g_thread_new ("settler", resolve_in_thread, promise);
  if (stops)
    domo_proxy_stop (actor);
  while (batch.counts[1] < N_ADDED)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  for (guint i = 0; i < N_ADDED; i++)
    {
      if (domo_future_is_rejected (batch.derived[i]))
        assert_rejected (batch.derived[i], DOMO_ERROR, DOMO_ERROR_STOPPED, NULL);
      else
        assert_number (batch.derived[i], 1);
      n_run += domo_future_is_resolved (batch.derived[i]) ? 1 : 0;
      domo_future_unref (batch.derived[i]);
    }
  g_assert_cmpuint (batch.counts[0], ==, n_run);
  if (!stops)
    g_assert_cmpuint (n_run, ==, N_ADDED);
  domo_proxy_stop (actor);
}

static void
check_batches (gboolean stops)
{
  g_autoptr (GError) error = NULL;
  DomoStage *stage = domo_stage_new ();

  for (guint round = 0; round < N_ROUNDS; round++)
    check_batch (stage, stops);
  g_assert_true (domo_stage_close (stage, -1, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (stage);
}

static void
test_settled_while_adding_inside (void)
{
  g_test_summary ("Another thread settles while callbacks are added: each runs once, in the actor");
  check_batches (FALSE);
}

static void
test_settled_while_stopping (void)
{
  g_test_summary ("And while the actor stops: each is either run or dropped, in the actor");
  check_batches (TRUE);
}

typedef struct
{
  StepStage *stage;
  TestSubject *actor;
} Ending;

static void
end_actor (gpointer data)
{
  Ending *self = data;

  step_stage_run (self->stage);
  g_assert_true (domo_proxy_is_stopped (self->actor));
  g_clear_object (&self->actor);
}

static void
test_told_after_the_end (StepStage *stage)
{
  Ending ending = { stage, step_stage_actor (stage, "a", FALSE) };
  DomoPromise *promise = domo_promise_new ();
  g_autoptr (DomoFuture) source = domo_promise_get_future (promise);
  GMainContext *context = g_main_context_new ();
  Long flight = { source, { 0, 0 } };
  gpointer weak = ending.actor;

  g_test_summary ("The actor ends, and nobody has its proxy, after a future that it waits for has "
                  "settled and before it is told");
  /* The first in the line has nowhere to run any more, so its data is freed in its place. */
  g_main_context_push_thread_default (context);
  domo_future_unref (
      domo_future_then (domo_future_ref (source), future_probe_func, &ending, end_actor));
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
  domo_future_unref (test_subject_run_concurrent (ending.actor, go_on_and_return, &flight));
  step_stage_run (stage);
  g_object_add_weak_pointer (G_OBJECT (ending.actor), &weak);
  domo_proxy_stop_now (ending.actor);

  resolve_in_thread (promise);
  g_assert_cmpuint (flight.counts[0], ==, 0);
  g_assert_cmpuint (flight.counts[1], ==, 1);
  g_assert_null (weak);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)        g_test_add_func ("/core/future-many/" name, func)
#define ADD_INSIDE(name, func) step_stage_add_test ("/core/future-many/" name, func)
  ADD ("long-chain-keeps-the-stack", test_long_chain);
  ADD ("long-line-of-followers-keeps-the-stack", test_long_line_of_followers);
  ADD ("dropped-in-every-order", test_dropped_in_every_order);
  ADD ("settled-by-a-thread-while-adding", test_settled_while_adding);
  ADD_INSIDE ("long-chain-inside-keeps-the-stack", test_long_chain_inside);
  ADD_INSIDE ("long-forwarding-keeps-the-stack", test_long_forwarding);
  ADD_INSIDE ("restart-with-many-in-flight", test_many_in_flight);
  ADD ("settled-by-a-thread-while-adding-inside", test_settled_while_adding_inside);
  ADD_INSIDE ("told-after-the-end", test_told_after_the_end);
  ADD ("settled-by-a-thread-while-stopping", test_settled_while_stopping);
#undef ADD
#undef ADD_INSIDE
  return g_test_run ();
}
