/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "failure.h"
#include "gauge.h"

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

/* On a fixture. */

static void
test_runs_nothing_if_it_holds (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);

  test_gauge_add (gauge, 1);
  gauge_await_total (0, 0);
  g_assert_cmpint (gauge_get_total (), ==, 0);
}

static void
test_stops_as_soon_as_it_holds (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);

  for (guint i = 0; i < 5; i++)
    test_gauge_add (gauge, 1);
  gauge_await_total (3, 0);
  g_assert_cmpint (gauge_get_total (), ==, 3);
}

static void
test_lets_virtual_time_pass (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);

  g_test_summary ("Up to the moment at which it holds, and not to the limit.");
  domo_future_unref (test_gauge_add_after (gauge, 1, 20 * G_USEC_PER_SEC));
  gauge_await_total (1, 25 * G_USEC_PER_SEC);
  g_assert_cmpint (get_time (fixture), ==, 20 * G_USEC_PER_SEC);
}

static void
test_what_is_due_at_the_limit_counts (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);

  domo_future_unref (test_gauge_add_after (gauge, 1, 1000));
  gauge_await_total (1, 1000);
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
  gauge_await_total (1, 0);
}

static void
test_without_a_limit_time_passes_as_far_as_needed (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);

  domo_future_unref (test_gauge_add_after (gauge, 1, 29 * G_USEC_PER_SEC));
  gauge_await_total (1, -1);
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

static void
test_a_future_is_waited_for (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestGauge) gauge = make (fixture);
  g_autoptr (DomoFuture) future = test_gauge_add_after (gauge, 3, 700);

  domo_await_settled (future, 1000);
  g_assert_cmpint (domo_future_get_int64 (future, NULL), ==, 3);
  g_assert_cmpint (get_time (fixture), ==, 700);
  domo_await_settled (future, 0);
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
  gauge_await_total (3, 1000);
}
FAILS (what_never_holds, "what was to hold does not, not within 1000 us: the total is 2")

static void
what_holds_too_late (void)
{
  TestGauge *gauge = make_to_fail ();

  domo_future_unref (test_gauge_add_after (gauge, 1, 1001));
  gauge_await_total (1, 1000);
}
FAILS (what_holds_too_late, "not within 1000 us: the total is 0")

static void
a_future_that_stays_pending (void)
{
  domo_await_settled (test_gauge_add_after (make_to_fail (), 1, 1001), 1000);
}
FAILS (a_future_that_stays_pending, "a future has not settled, not within 1000 us: it is pending")

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
  gauge_await_total (1, 1000);
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
  ADD ("a-future-is-waited-for", a_future_is_waited_for);
  ADD_FAILURE ("what-never-holds", what_never_holds);
  ADD_FAILURE ("what-holds-too-late", what_holds_too_late);
  ADD_FAILURE ("a-future-that-stays-pending", a_future_that_stays_pending);
  ADD_FAILURE ("what-does-not-say-why", what_does_not_say_why);
  ADD_FAILURE ("a-wait-without-end", a_wait_without_end);
  ADD_FAILURE ("a-wait-while-time-stands-still", a_wait_while_time_stands_still);
  ADD_FAILURE ("a-state-that-never-comes", a_state_that_never_comes);
  ADD_FAILURE ("a-value-that-never-comes", a_value_that_never_comes);
  ADD_FAILURE ("a-value-of-another-type", a_value_of_another_type);
  ADD_FAILURE ("a-state-of-a-stopped-actor", a_state_of_a_stopped_actor);
  ADD_FAILURE ("a-state-of-a-busy-actor", a_state_of_a_busy_actor);
  ADD_FAILURE ("a-state-of-who-shows-none", a_state_of_who_shows_none);
  ADD_FAILURE ("a-wait-inside-an-actor", a_wait_inside_an_actor);

  return g_test_run ();
}
