/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "failure.h"
#include "gauge.h"

/* Waiting in real time, in threads with a main context and without. */

/* So long that no test that is right comes to it, in real time. */
#define LONG (60 * G_USEC_PER_SEC)

typedef struct
{
  DomoStage *stage;
  TestGauge *gauge;
} Real;

static void
real_init (Real *self, DomoDispatcher *dispatcher)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (GAUGE_TYPE_ACTOR);

  gauge_reset_total ();
  self->stage = domo_stage_new ();
  if (dispatcher != NULL)
    domo_definition_set_dispatcher (definition, dispatcher);
  self->gauge = domo_stage_actor_for_definition (self->stage, definition, NULL);
}

static void
real_clear (Real *self)
{
  g_clear_object (&self->gauge);
  g_assert_true (domo_stage_close (self->stage, LONG, NULL));
  g_assert_finalize_object (self->stage);
}

static void
test_the_main_context_is_iterated (void)
{
  Real real;

  real_init (&real, NULL);
  test_gauge_add (real.gauge, 1);
  gauge_await_total (1, LONG);
  domo_future_unref (test_gauge_add_after (real.gauge, 1, 1));
  domo_await_state_value (real.gauge, "count", g_variant_new_int64 (2), LONG);
  gauge_await_total (2, -1);
  real_clear (&real);
}

static void
test_a_pushed_context_is_iterated (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Real real;

  g_main_context_push_thread_default (context);
  real_init (&real, NULL);
  test_gauge_add (real.gauge, 1);
  domo_await_state_value (real.gauge, "count", g_variant_new_int64 (1), LONG);
  real_clear (&real);
  g_main_context_pop_thread_default (context);
}

static void
test_an_actor_in_another_thread_is_waited_for (void)
{
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("elsewhere");
  Real real;

  real_init (&real, dispatcher);
  test_gauge_add (real.gauge, 1);
  domo_await_state_value (real.gauge, "count", g_variant_new_int64 (1), LONG);
  domo_future_unref (test_gauge_add_after (real.gauge, 1, 1));
  domo_await_state_value (real.gauge, "count", g_variant_new_int64 (2), LONG);
  real_clear (&real);
}

static gboolean
thread_is_done (gpointer done, GError **error)
{
  return g_atomic_int_get ((int *) done);
}

static gpointer
set_and_wake (gpointer done)
{
  g_atomic_int_set ((int *) done, TRUE);
  domo_await_wake ();
  return NULL;
}

static void
test_another_thread_wakes_who_iterates (void)
{
  int done = FALSE;
  GThread *thread = g_thread_new ("wakes", set_and_wake, &done);

  domo_await_assert (thread_is_done, &done, -1);
  g_thread_join (thread);
}

/* Two threads that take turns. */

typedef struct
{
  int turn; /* atomic; odd: that of the one that sleeps */
} Game;

#define N_TURNS 200

static gboolean
is_even_turn (gpointer game, GError **error)
{
  return g_atomic_int_get (&((Game *) game)->turn) % 2 == 0;
}

static gboolean
is_odd_turn (gpointer game, GError **error)
{
  return g_atomic_int_get (&((Game *) game)->turn) % 2 == 1;
}

static void
play (Game *self, DomoConditionFunc is_own_turn)
{
  for (guint i = 0; i < N_TURNS; i++)
    {
      domo_await_assert (is_own_turn, self, -1);
      g_atomic_int_inc (&self->turn);
      domo_await_wake ();
    }
}

static gpointer
play_asleep (gpointer game)
{
  play (game, is_odd_turn);
  return NULL;
}

static void
test_two_threads_wake_each_other (void)
{
  Game game = { 0 };
  GThread *thread = g_thread_new ("sleeps", play_asleep, &game);

  g_test_summary ("One sleeps, the other iterates its main context; neither misses a word.");
  play (&game, is_even_turn);
  g_thread_join (thread);
  g_assert_cmpint (game.turn, ==, 2 * N_TURNS);
}

/* Waits for a gauge that runs in the main thread. */
static gpointer
await_from_thread (gpointer gauge)
{
  domo_await_state_value (gauge, "count", g_variant_new_int64 (3), LONG);
  set_and_wake (g_object_get_data (gauge, "done"));
  return NULL;
}

static void
test_a_thread_without_a_context_waits_for_a_state (void)
{
  int done = FALSE;
  GThread *thread;
  Real real;

  real_init (&real, NULL);
  g_object_set_data (G_OBJECT (real.gauge), "done", &done);
  thread = g_thread_new ("waits", await_from_thread, real.gauge);
  test_gauge_add (real.gauge, 1);
  test_gauge_add (real.gauge, 2);
  domo_await_assert (thread_is_done, &done, LONG);
  g_thread_join (thread);
  real_clear (&real);
}

/* A thread without a main context waits for an actor of the main thread. */

typedef struct
{
  DomoFuture *future;
  int is_done; /* atomic */
} Asleep;

static gpointer
sleep_for_future (gpointer data)
{
  Asleep *self = data;

  domo_await_settled (self->future, LONG);
  domo_await_settled (self->future, 0);
  g_assert_cmpint (domo_future_get_int64 (self->future, NULL), ==, 5);
  return set_and_wake (&self->is_done);
}

static void
test_a_future_is_waited_for (void)
{
  Asleep asleep = { 0 };
  GThread *thread;
  Real real;

  real_init (&real, NULL);
  asleep.future = test_gauge_add_after (real.gauge, 5, 1);
  thread = g_thread_new ("sleeps", sleep_for_future, &asleep);
  domo_await_settled (asleep.future, LONG);
  domo_await_assert (thread_is_done, &asleep.is_done, LONG);
  g_thread_join (thread);
  domo_future_unref (asleep.future);
  real_clear (&real);
}

/* What fails. */

#define FAILS(name, pattern)        \
  static void test_##name (void)    \
  {                                 \
    assert_failure (name, pattern); \
  }

static void
what_never_holds (void)
{
  gauge_await_total (7, 1);
}
FAILS (what_never_holds, "not within 1 us: the total is 0")

/* Asked at first, and again because to find out where it runs was a message, too; and not on and on
 * until the limit. */
static void
a_state_that_stays (void)
{
  Real real;

  real_init (&real, NULL);
  domo_await_state_value (real.gauge, "count", g_variant_new_int64 (1), 20000);
}
FAILS (a_state_that_stays, "GaugeActor is not in a state *: it shows {*'asked': <int64 2>*")

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define PATH                    "/testkit/await-real/"
#define ADD(path, func)         g_test_add_func (PATH path, test_##func)
#define ADD_FAILURE(path, func) g_test_add_func (PATH "fails/" path, test_##func)
  ADD ("a-future-is-waited-for", a_future_is_waited_for);
  ADD ("the-main-context-is-iterated", the_main_context_is_iterated);
  ADD ("a-pushed-context-is-iterated", a_pushed_context_is_iterated);
  ADD ("an-actor-in-another-thread-is-waited-for", an_actor_in_another_thread_is_waited_for);
  ADD ("another-thread-wakes-who-iterates", another_thread_wakes_who_iterates);
  ADD ("two-threads-wake-each-other", two_threads_wake_each_other);
  ADD ("a-thread-without-a-context-waits-for-a-state",
       a_thread_without_a_context_waits_for_a_state);
  ADD_FAILURE ("what-never-holds", what_never_holds);
  ADD_FAILURE ("a-state-that-stays", a_state_that_stays);

  return g_test_run ();
}
