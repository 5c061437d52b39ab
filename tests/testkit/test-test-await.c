/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "failure.h"
#include "gauge.h"

/* So long that no test that is right comes to it, in real time. */
#define LONG (60 * G_USEC_PER_SEC)

static TestGauge *
make (DomoTestFixture *fixture)
{
  gauge_reset_total ();
  return domo_stage_actor_for (fixture->stage, GAUGE_TYPE_ACTOR, NULL);
}

static gint64
get_time (DomoTestFixture *fixture)
{
  return domo_clock_get_time (DOMO_CLOCK (fixture->clock));
}

/* Whether the gauges have come to *@data. */
static gboolean
total_is (gpointer data, GError **error)
{
  const gint64 *expected = data, total = gauge_get_total ();

  if (total == *expected)
    return TRUE;
  g_set_error (error, DOMO_ERROR, DOMO_ERROR_FAILED, "the total is %" G_GINT64_FORMAT, total);
  return FALSE;
}

static void
await_total (gint64 expected, gint64 limit)
{
  domo_await_assert (total_is, &expected, limit);
}

/* On a fixture. */

static void
test_runs_nothing_if_it_holds (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);

  test_gauge_add (gauge, 1);
  await_total (0, 0);
  g_assert_cmpint (gauge_get_total (), ==, 0);
}

static void
test_stops_as_soon_as_it_holds (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);

  for (guint i = 0; i < 5; i++)
    test_gauge_add (gauge, 1);
  await_total (3, 0);
  g_assert_cmpint (gauge_get_total (), ==, 3);
}

static void
test_lets_virtual_time_pass (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);

  g_test_summary ("Up to the moment at which it holds, and not to the limit.");
  domo_future_unref (test_gauge_add_after (gauge, 1, 20 * G_USEC_PER_SEC));
  await_total (1, 25 * G_USEC_PER_SEC);
  g_assert_cmpint (get_time (fixture), ==, 20 * G_USEC_PER_SEC);
}

static void
test_what_is_due_at_the_limit_counts (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);

  domo_future_unref (test_gauge_add_after (gauge, 1, 1000));
  await_total (1, 1000);
  g_assert_cmpint (get_time (fixture), ==, 1000);
}

static gboolean
clock_is_at_limit (gpointer fixture, GError **error)
{
  return get_time (fixture) == 700;
}

static void
test_time_alone_may_make_it_hold (DomoTestFixture *fixture, gconstpointer data)
{
  domo_await_assert (clock_is_at_limit, fixture, 700);
}

static gboolean
add_to_total (gpointer gauge)
{
  test_gauge_add (gauge, 1);
  return G_SOURCE_REMOVE;
}

static void
test_callbacks_run_too (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);

  g_idle_add (add_to_total, gauge);
  await_total (1, 0);
}

static void
test_without_a_limit_time_passes_as_far_as_needed (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);

  domo_future_unref (test_gauge_add_after (gauge, 1, 29 * G_USEC_PER_SEC));
  await_total (1, -1);
  g_assert_cmpint (get_time (fixture), ==, 29 * G_USEC_PER_SEC);
}

/* States. */

static gboolean
count_is_even (DomoObservableState *state, gpointer data)
{
  g_autoptr (GVariant) count = domo_observable_state_get (state, "count");

  ++*(guint *) data;
  return g_variant_get_int64 (count) % 2 == 0;
}

static void
test_a_state_that_is_there_is_asked_for_once (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);
  guint n = 0;

  test_gauge_add (gauge, 4);
  domo_await_state (gauge, count_is_even, &n, 0);
  g_assert_cmpuint (n, ==, 1);
}

static void
test_a_state_that_comes_is_waited_for (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);
  guint n = 0;

  test_gauge_add (gauge, 1);
  domo_future_unref (test_gauge_add_after (gauge, 1, 500));
  domo_await_state (gauge, count_is_even, &n, G_USEC_PER_SEC);
  g_assert_cmpint (get_time (fixture), ==, 500);
}

static void
test_a_value_of_a_state (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);
  g_autoptr (GVariant) kept = g_variant_ref_sink (g_variant_new_int64 (7));

  domo_future_unref (test_gauge_add_after (gauge, 7, 500));
  domo_await_state_value (gauge, "count", g_variant_new_int64 (7), G_USEC_PER_SEC);
  g_assert_cmpint (get_time (fixture), ==, 500);
  domo_await_state_value (gauge, "count", kept, 0);
}

static void
test_only_as_much_happens_as_is_needed (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);
  g_autoptr (TestGauge) other = domo_stage_actor_for (fixture->stage, GAUGE_TYPE_ACTOR, NULL);
  g_autoptr (DomoFuture) later = test_gauge_add_after (other, 1, 300);

  domo_future_unref (test_gauge_add_after (gauge, 2, 200));
  domo_await_state_value (gauge, "count", g_variant_new_int64 (2), 400);
  g_assert_cmpint (get_time (fixture), ==, 200);
  g_assert_true (domo_future_is_pending (later));
  domo_test_fixture_advance (fixture, 100);
}

/* In real time. */

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
  await_total (1, LONG);
  domo_future_unref (test_gauge_add_after (real.gauge, 1, 1));
  domo_await_state_value (real.gauge, "count", g_variant_new_int64 (2), LONG);
  await_total (2, -1);
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

/* What fails. */

static DomoTestFixture the_fixture;

static TestGauge *
make_to_fail (void)
{
  domo_test_fixture_set_up (&the_fixture, NULL);
  return make (&the_fixture);
}

#define FAILS(name, pattern)        \
  static void test_##name (void)    \
  {                                 \
    assert_failure (name, pattern); \
  }

static void
what_never_holds (void)
{
  TestGauge *gauge = make_to_fail ();

  test_gauge_add (gauge, 1);
  test_gauge_add (gauge, 1);
  await_total (3, 1000);
}
FAILS (what_never_holds, "what was to hold does not, not within 1000 us: the total is 2")

static void
what_holds_too_late (void)
{
  TestGauge *gauge = make_to_fail ();

  domo_future_unref (test_gauge_add_after (gauge, 1, 1001));
  await_total (1, 1000);
}
FAILS (what_holds_too_late, "not within 1000 us: the total is 0")

static gboolean
never (gpointer data, GError **error)
{
  return FALSE;
}

static void
what_does_not_say_why (void)
{
  make_to_fail ();
  domo_await_assert (never, NULL, 0);
}
FAILS (what_does_not_say_why, "not within 0 us: the function does not say why")

static void
what_never_holds_in_real_time (void)
{
  await_total (7, 1);
}
FAILS (what_never_holds_in_real_time, "not within 1 us: the total is 0")

static void
a_wait_without_end (void)
{
  make_to_fail ();
  domo_await_assert (never, NULL, -1);
}
FAILS (a_wait_without_end, "would last for ever: nothing is left to run")

static gboolean
run_again_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
a_wait_while_time_stands_still (void)
{
  make_to_fail ();
  g_idle_add (run_again_cb, NULL);
  domo_await_assert (never, NULL, 1);
}
FAILS (a_wait_while_time_stands_still, "comes to no end: *still something to run")

static void
a_state_that_never_comes (void)
{
  guint n = 0;
  TestGauge *gauge = make_to_fail ();

  test_gauge_add (gauge, 3);
  domo_await_state (gauge, count_is_even, &n, 1000);
}
FAILS (
    a_state_that_never_comes,
    "GaugeActor is not in the state waited for, not within 1000 us: it shows {*'count': <int64 3>*")

static void
a_value_that_never_comes (void)
{
  TestGauge *gauge = make_to_fail ();

  test_gauge_add (gauge, 3);
  domo_await_state_value (gauge, "count", g_variant_new_int64 (4), 1000);
}
FAILS (a_value_that_never_comes,
       "GaugeActor is not in a state with *count* at int64 4, *: it shows {*'count': <int64 3>*")

static void
a_value_of_another_type (void)
{
  TestGauge *gauge = make_to_fail ();

  test_gauge_add (gauge, 3);
  domo_await_state_value (gauge, "count", g_variant_new_int32 (3), 1000);
}
FAILS (a_value_of_another_type, "with *count* at 3, *: it shows {*'count': <int64 3>*")

static void
a_state_of_a_stopped_actor (void)
{
  TestGauge *gauge = make_to_fail ();

  domo_proxy_stop (gauge);
  domo_await_state_value (gauge, "count", g_variant_new_int64 (0), -1);
}
FAILS (a_state_of_a_stopped_actor, "GaugeActor is not in a state *: *GaugeActor*stopped")

static void
a_state_of_a_busy_actor (void)
{
  TestGauge *gauge = make_to_fail ();

  domo_future_unref (test_gauge_add_when (gauge, 1, domo_promise_new ()));
  domo_await_state_value (gauge, "count", g_variant_new_int64 (0), 1000);
}
FAILS (a_state_of_a_busy_actor, "GaugeActor is not in a state *: it has not answered")

/* Asked at first, and again because to find out where it runs was a message, too; and not on and on
 * until the limit. */
static void
a_state_that_stays_in_real_time (void)
{
  Real real;

  real_init (&real, NULL);
  domo_await_state_value (real.gauge, "count", g_variant_new_int64 (1), 20000);
}
FAILS (a_state_that_stays_in_real_time,
       "GaugeActor is not in a state *: it shows {*'asked': <int64 2>*")

#define MUTE_TYPE_ACTOR (mute_actor_get_type ())
G_DECLARE_FINAL_TYPE (MuteActor, mute_actor, MUTE, ACTOR, DomoActor)

struct _MuteActor
{
  DomoActor parent_instance;
};

G_DEFINE_FINAL_TYPE (MuteActor, mute_actor, DOMO_TYPE_ACTOR)

static void
mute_actor_class_init (MuteActorClass *klass)
{
}

static void
mute_actor_init (MuteActor *self)
{
}

static void
a_state_of_who_shows_none (void)
{
  DomoTestFixture fixture;
  gpointer proxy;

  domo_test_fixture_set_up (&fixture, NULL);
  proxy = domo_stage_actor_for (fixture.stage, MUTE_TYPE_ACTOR, NULL);
  domo_await_state_value (proxy, "count", g_variant_new_int64 (0), 0);
}
FAILS (a_state_of_who_shows_none, "MuteActor does not show its state")

static void
await_inside (DomoActor *actor, gpointer data)
{
  await_total (1, 1000);
}

static void
a_wait_inside_an_actor (void)
{
  TestGauge *gauge = make_to_fail ();

  domo_proxy_invoke (gauge, "await", await_inside, NULL, NULL);
  domo_test_fixture_run (&the_fixture);
}
FAILS (a_wait_inside_an_actor, "domo_await_assert() was called inside an actor")

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define PATH                    "/testkit/await/"
#define ADD(path, func)         domo_test_add (PATH path, test_##func)
#define ADD_REAL(path, func)    g_test_add_func (PATH "real/" path, test_##func)
#define ADD_FAILURE(path, func) g_test_add_func (PATH "fails/" path, test_##func)
  ADD ("runs-nothing-if-it-holds", runs_nothing_if_it_holds);
  ADD ("stops-as-soon-as-it-holds", stops_as_soon_as_it_holds);
  ADD ("lets-virtual-time-pass", lets_virtual_time_pass);
  ADD ("what-is-due-at-the-limit-counts", what_is_due_at_the_limit_counts);
  ADD ("time-alone-may-make-it-hold", time_alone_may_make_it_hold);
  ADD ("callbacks-run-too", callbacks_run_too);
  ADD ("without-a-limit-time-passes-as-far-as-needed",
       without_a_limit_time_passes_as_far_as_needed);
  ADD ("a-state-that-is-there-is-asked-for-once", a_state_that_is_there_is_asked_for_once);
  ADD ("a-state-that-comes-is-waited-for", a_state_that_comes_is_waited_for);
  ADD ("a-value-of-a-state", a_value_of_a_state);
  ADD ("only-as-much-happens-as-is-needed", only_as_much_happens_as_is_needed);
  ADD_REAL ("the-main-context-is-iterated", the_main_context_is_iterated);
  ADD_REAL ("a-pushed-context-is-iterated", a_pushed_context_is_iterated);
  ADD_REAL ("an-actor-in-another-thread-is-waited-for", an_actor_in_another_thread_is_waited_for);
  ADD_REAL ("another-thread-wakes-who-iterates", another_thread_wakes_who_iterates);
  ADD_REAL ("two-threads-wake-each-other", two_threads_wake_each_other);
  ADD_REAL ("a-thread-without-a-context-waits-for-a-state",
            a_thread_without_a_context_waits_for_a_state);
  ADD_FAILURE ("what-never-holds", what_never_holds);
  ADD_FAILURE ("what-holds-too-late", what_holds_too_late);
  ADD_FAILURE ("what-does-not-say-why", what_does_not_say_why);
  ADD_FAILURE ("what-never-holds-in-real-time", what_never_holds_in_real_time);
  ADD_FAILURE ("a-wait-without-end", a_wait_without_end);
  ADD_FAILURE ("a-wait-while-time-stands-still", a_wait_while_time_stands_still);
  ADD_FAILURE ("a-state-that-never-comes", a_state_that_never_comes);
  ADD_FAILURE ("a-value-that-never-comes", a_value_that_never_comes);
  ADD_FAILURE ("a-value-of-another-type", a_value_of_another_type);
  ADD_FAILURE ("a-state-of-a-stopped-actor", a_state_of_a_stopped_actor);
  ADD_FAILURE ("a-state-of-a-busy-actor", a_state_of_a_busy_actor);
  ADD_FAILURE ("a-state-that-stays-in-real-time", a_state_that_stays_in_real_time);
  ADD_FAILURE ("a-state-of-who-shows-none", a_state_of_who_shows_none);
  ADD_FAILURE ("a-wait-inside-an-actor", a_wait_inside_an_actor);

  return g_test_run ();
}
