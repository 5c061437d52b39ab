/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_TESTKIT_INSIDE) && !defined(DOMO_TESTKIT_COMPILATION)
#error "Only <domo-testkit.h> can be included directly."
#endif

#include "domo-dead-letters-recorder.h"
#include "domo-manual-clock.h"
#include "domo-test-dispatcher.h"

G_BEGIN_DECLS

/**
 * DomoTestFixture:
 * @stage: the stage
 * @clock: its clock
 * @dispatcher: what runs its actors
 * @dead_letters: (nullable): what keeps its dead letters; a test that wants them neither recorded
 * nor checked drops it
 *
 * A stage for one test, on which nothing happens but what the test lets happen.
 *
 * Actors run one message at a time when the test runs them, in the order in which they became ready
 * or in one drawn from a seed; time passes when the test advances it; and when the test is over,
 * the stage has to be left as a careful program leaves it: see
 * [method@DomoTestkit.TestFixture.tear_down].
 *
 * [func@DomoTestkit.test_add] adds a test with one:
 *
 * ```c
 * static void
 * test_counts (DomoTestFixture *fixture, gconstpointer data)
 * {
 *   g_autoptr (DemoCounter) counter =
 *       domo_stage_actor_for (fixture->stage, COUNTER_TYPE_ACTOR, NULL);
 *
 *   demo_counter_increment (counter);
 *   domo_test_fixture_run (fixture);
 *   ...
 * }
 *
 * int
 * main (int argc, char *argv[])
 * {
 *   g_test_init (&argc, &argv, NULL);
 *   domo_test_add ("/counter/counts", test_counts);
 *   return g_test_run ();
 * }
 * ```
 *
 * A fixture with more in it has this structure as its first member, and functions for set-up and
 * tear-down that call the ones here.
 *
 * A fixture belongs to the thread that sets it up, in whose thread-default main context listeners
 * and callbacks outside actors are called.
 */
typedef struct
{
  DomoStage *stage;
  DomoManualClock *clock;
  DomoTestDispatcher *dispatcher;
  DomoDeadLettersRecorder *dead_letters;

  /*< private >*/
  GMainContext *context;
  guint64 n_futures;
  guint32 seed;
  gboolean is_seeded;
  gpointer padding[4];
} DomoTestFixture;

DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_fixture_set_up (DomoTestFixture *self, gconstpointer data);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_fixture_set_up_seeded (DomoTestFixture *self, gconstpointer data);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_fixture_set_up_with (DomoTestFixture *self, const char *first_property, ...);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_fixture_tear_down (DomoTestFixture *self, gconstpointer data);
DOMO_TESTKIT_AVAILABLE_IN_ALL
guint domo_test_fixture_run (DomoTestFixture *self);
DOMO_TESTKIT_AVAILABLE_IN_ALL
void domo_test_fixture_advance (DomoTestFixture *self, gint64 us);

/**
 * domo_test_add:
 * @path: the path of the test
 * @func: the test, which gets the fixture: `void (*) (DomoTestFixture *, gconstpointer)`
 *
 * Adds a test with a [struct@DomoTestkit.TestFixture], as [func@GLib.test_add] would. Its actors
 * run in the order in which they become ready.
 *
 * Since: 0.1
 */
#define domo_test_add(path, func)                                          \
  g_test_add (path, DomoTestFixture, NULL, domo_test_fixture_set_up, func, \
              domo_test_fixture_tear_down)

/**
 * domo_test_add_seeded:
 * @path: the path of the test
 * @func: the test, which gets the fixture: `void (*) (DomoTestFixture *, gconstpointer)`
 *
 * Adds a test with a [struct@DomoTestkit.TestFixture] whose actors run in an order drawn at random,
 * from the seed of the test program: `--seed` with the seed that a failing run has printed repeats
 * the order of that run.
 *
 * Since: 0.1
 */
#define domo_test_add_seeded(path, func)                                          \
  g_test_add (path, DomoTestFixture, NULL, domo_test_fixture_set_up_seeded, func, \
              domo_test_fixture_tear_down)

G_END_DECLS
