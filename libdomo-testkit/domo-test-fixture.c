/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-test-fixture.h"

#include <gobject/gvaluecollector.h>
#include <string.h>

#include "domo-test-dispatcher-private.h"
#include "domo-test-fail-private.h"

/* A stage that is still not at rest after so many messages, or turns of the main loop, never comes
 * to rest. */
#define MAX_STEPS 4000000

/* A clock at which so many timers are due one after the other never comes to a later moment. */
#define MAX_ROUNDS 1000000

/* Actors of a fixture run when they are run; those that the test has put on a dispatcher with a
 * thread may need a while to end. So long are they waited for, in microseconds of real time, before
 * the test fails. */
#define PATIENCE G_USEC_PER_SEC

/* So many are named. */
#define N_NAMED 5

/* Set-up. */

#define MAX_PROPERTIES 16

/* The properties of the stage that is being made; the values are unset by their owner. */
typedef struct
{
  const char *names[MAX_PROPERTIES];
  GValue values[MAX_PROPERTIES];
  guint n;
} Properties;

static GValue *
add_property (Properties *self, const char *name, GType type)
{
  g_assert (self->n < MAX_PROPERTIES);
  self->names[self->n] = name;
  return g_value_init (&self->values[self->n++], type);
}

/* Adds what the caller has given. */
static void
collect_properties (Properties *self, const char *first_property, va_list args)
{
  g_autoptr (GTypeClass) class = g_type_class_ref (DOMO_TYPE_STAGE);

  for (const char *name = first_property; name != NULL; name = va_arg (args, const char *))
    {
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_CLASS (class), name);
      g_autofree char *problem = NULL;
      GValue *value;

      if (pspec == NULL)
        g_error ("A stage has no property “%s”", name);
      value = add_property (self, name, pspec->value_type);
      G_VALUE_COLLECT (value, args, 0, &problem);
      if (problem != NULL)
        g_error ("The property “%s” of a stage: %s", name, problem);
    }
}

static void
set_up (DomoTestFixture *self, DomoTestDispatcher *dispatcher, Properties *properties)
{
  self->n_futures = domo_future_count_live ();
  self->context = g_main_context_ref_thread_default ();
  self->dispatcher = dispatcher;
  self->clock = domo_manual_clock_new ();
  g_value_set_object (add_property (properties, "dispatcher", DOMO_TYPE_DISPATCHER), dispatcher);
  g_value_set_object (add_property (properties, "clock", DOMO_TYPE_CLOCK), self->clock);
  self->stage = DOMO_STAGE (g_object_new_with_properties (DOMO_TYPE_STAGE, properties->n,
                                                          properties->names, properties->values));
  self->dead_letters = domo_dead_letters_recorder_new (self->stage);
  domo_test_fixture_run (self);
  for (guint i = 0; i < properties->n; i++)
    g_value_unset (&properties->values[i]);
}

/**
 * domo_test_fixture_set_up:
 * @self: a fixture
 * @data: (nullable): not used
 *
 * Makes the stage of a fixture, whose actors run in the order in which they become ready. As
 * [func@GLib.test_add] wants it.
 *
 * Since: 0.1
 */
void
domo_test_fixture_set_up (DomoTestFixture *self, gconstpointer data)
{
  domo_test_fixture_set_up_with (self, NULL);
}

/**
 * domo_test_fixture_set_up_seeded:
 * @self: a fixture
 * @data: (nullable): not used
 *
 * The same, with actors that run in an order drawn at random, from the seed of the test program.
 *
 * Since: 0.1
 */
void
domo_test_fixture_set_up_seeded (DomoTestFixture *self, gconstpointer data)
{
  Properties properties = { 0 };

  g_return_if_fail (self != NULL);

  memset (self, 0, sizeof *self);
  self->is_seeded = TRUE;
  self->seed = (guint32) g_test_rand_int ();
  set_up (self, domo_test_dispatcher_new_seeded (self->seed), &properties);
}

/**
 * domo_test_fixture_set_up_with:
 * @self: a fixture
 * @first_property: (nullable): the name of a property of the stage
 * @...: its value, then more names and values, then %NULL
 *
 * Makes the stage of a fixture with further properties of [class@DomoCore.Stage], such as the limit
 * of waits.
 *
 * Since: 0.1
 */
void
domo_test_fixture_set_up_with (DomoTestFixture *self, const char *first_property, ...)
{
  Properties properties = { 0 };
  va_list args;

  g_return_if_fail (self != NULL);

  memset (self, 0, sizeof *self);
  va_start (args, first_property);
  collect_properties (&properties, first_property, args);
  va_end (args);
  set_up (self, domo_test_dispatcher_new (), &properties);
}

/* Running. */

static void
never_rests (DomoTestFixture *self)
{
  g_autofree char *names = domo_test_dispatcher_name_ready (self->dispatcher);

  domo_test_fail ("the stage does not come to rest: after %u steps there is still something to "
                  "run%s%s",
                  MAX_STEPS, *names != '\0' ? ", by " : ", in the main context", names);
}

/**
 * domo_test_fixture_run:
 * @self: a fixture
 *
 * Runs actors and what is ready in the main context, such as callbacks outside actors and
 * listeners, until nothing is left to do at the present moment. What waits for time to pass, waits
 * on.
 *
 * If that never comes to an end, because actors keep each other busy, it is a fatal error, which
 * names them.
 *
 * Returns: how many steps there were of actors
 *
 * Since: 0.1
 */
guint
domo_test_fixture_run (DomoTestFixture *self)
{
  guint n = 0, n_turns = 0;
  gboolean ran;

  g_return_val_if_fail (self != NULL, 0);

  do
    {
      while (domo_test_dispatcher_step (self->dispatcher))
        {
          if (++n > MAX_STEPS)
            never_rests (self);
        }
      ran = g_main_context_iteration (self->context, FALSE);
      if (++n_turns > MAX_STEPS)
        never_rests (self);
    }
  while (ran || domo_test_dispatcher_get_n_ready (self->dispatcher) > 0);
  return n;
}

/**
 * domo_test_fixture_advance:
 * @self: a fixture
 * @us: for how long, in microseconds
 *
 * Runs, and moves time on: from one moment at which something is due to the next, and at each of
 * them runs what there is to run. So whatever actors arrange on the way happens at its time, too.
 *
 * Since: 0.1
 */
void
domo_test_fixture_advance (DomoTestFixture *self, gint64 us)
{
  DomoClock *clock;
  gint64 now, until, deadline;
  guint n_rounds = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (us >= 0);

  clock = DOMO_CLOCK (self->clock);
  now = domo_clock_get_time (clock);
  g_return_if_fail (us <= G_MAXINT64 - now);
  until = now + us;

  domo_test_fixture_run (self);
  while ((deadline = domo_clock_get_next_deadline (clock)) <= until && deadline != G_MAXINT64)
    {
      n_rounds = deadline > now ? 0 : n_rounds + 1;
      if (n_rounds > MAX_ROUNDS)
        domo_test_fail ("time does not pass: at %" G_GINT64_FORMAT
                        " us there is always another timer that is due",
                        now);
      domo_manual_clock_advance (self->clock, MAX (deadline - now, 0));
      domo_test_fixture_run (self);
      /* Code of the test's, in a callback, may have moved time on itself. */
      now = domo_clock_get_time (clock);
    }
  if (until > now)
    domo_manual_clock_advance (self->clock, until - now);
  domo_test_fixture_run (self);
}

/* Tear-down. */

/* Ends the test. */
static void
fail (DomoTestFixture *self, const char *what)
{
  g_autofree char *order = NULL;

  if (self->is_seeded)
    order = g_strdup_printf (" (order drawn from seed %u)", self->seed);
  domo_test_fail ("%s%s", what, order != NULL ? order : "");
}

static const char *
name_state (DomoActorState state)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (DOMO_TYPE_ACTOR_STATE);
  const GEnumValue *value = g_enum_get_value (class, (int) state);

  /* The names live as long as the type: for ever. */
  return value != NULL ? value->value_nick : "in an unknown state";
}

/* Names the actors that have not ended, but for the roots and for those that only wait for their
 * children. */
static char *
name_actors_left (DomoStage *stage)
{
  g_autoptr (GPtrArray) actors = domo_stage_snapshot (stage);
  GString *names = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < actors->len; i++)
    {
      DomoActorSnapshot *actor = g_ptr_array_index (actors, i);
      g_autofree char *address = NULL;

      if (domo_actor_snapshot_get_n_children (actor) > 0 || ++n > N_NAMED)
        continue;
      address = domo_address_to_string (domo_actor_snapshot_get_address (actor));
      g_string_append_printf (names, "%s%s %s (%s, %u queued)", n > 1 ? ", " : "",
                              g_type_name (domo_actor_snapshot_get_actor_type (actor)), address,
                              name_state (domo_actor_snapshot_get_state (actor)),
                              domo_actor_snapshot_get_queue_length (actor));
    }
  if (n > N_NAMED)
    g_string_append_printf (names, " and %u more", n - N_NAMED);
  return g_string_free (names, FALSE);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!domo_stage_close_finish (DOMO_STAGE (source), result, &error))
    fail (data, error->message);
}

static gboolean
patience_ends_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Waits until what runs in other threads has ended. */
static void
wait_until_closed (DomoTestFixture *self)
{
  g_autoptr (GSource) source = g_timeout_source_new (PATIENCE / 1000);
  gboolean is_over = FALSE;

  g_source_set_callback (source, patience_ends_cb, &is_over, NULL);
  g_source_attach (source, self->context);
  while (!is_over && !domo_stage_is_closed (self->stage))
    {
      g_main_context_iteration (self->context, TRUE);
      domo_test_fixture_run (self);
    }
  g_source_destroy (source);
}

/* Closes the stage as a careful program does: actors finish what they have to do, and end. */
static void
close_stage (DomoTestFixture *self)
{
  domo_stage_close_async (self->stage, -1, closed_cb, self);
  domo_test_fixture_run (self);
  if (!domo_stage_is_closed (self->stage))
    wait_until_closed (self);
  if (!domo_stage_is_closed (self->stage))
    {
      g_autofree char *names = name_actors_left (self->stage);
      g_autofree char *what = g_strdup_printf ("actors that do not end: %s", names);

      fail (self, what);
    }
}

static void
check_accounts (DomoTestFixture *self)
{
  DomoCounters counters;
  guint64 n_letters, sum;
  g_autofree char *what = NULL;

  domo_stage_get_counters (self->stage, &counters);
  n_letters = domo_dead_letters_get_total (domo_stage_get_dead_letters (self->stage));
  sum = counters.handled + counters.dead_letters + counters.queued + counters.stashed +
        counters.in_hand;
  if (sum == counters.accepted && n_letters == counters.dead_letters)
    return;
  what = g_strdup_printf ("messages that are not accounted for: %" G_GUINT64_FORMAT
                          " accepted, but %" G_GUINT64_FORMAT " handled + %" G_GUINT64_FORMAT
                          " dead letters + %" G_GUINT64_FORMAT " queued + %" G_GUINT64_FORMAT
                          " stashed + %" G_GUINT64_FORMAT " in hand, and %" G_GUINT64_FORMAT
                          " dead letters to see",
                          counters.accepted, counters.handled, counters.dead_letters,
                          counters.queued, counters.stashed, counters.in_hand, n_letters);
  fail (self, what);
}

static void
check_dead_letters (DomoTestFixture *self)
{
  g_autoptr (GError) error = NULL;

  if (self->dead_letters != NULL && !domo_dead_letters_recorder_check (self->dead_letters, &error))
    fail (self, error->message);
}

static void
check_futures (DomoTestFixture *self)
{
  const guint64 n_futures = domo_future_count_live ();
  g_autofree char *what = NULL;

  if (n_futures <= self->n_futures)
    return;
  what = g_strdup_printf ("%" G_GUINT64_FORMAT " more futures are held than before the test",
                          n_futures - self->n_futures);
  fail (self, what);
}

/* Lets go of an object of the fixture, which nobody else should hold. */
static void
drop (DomoTestFixture *self, gpointer object, const char *what)
{
  gpointer left = object;
  g_autofree char *problem = NULL;

  g_object_add_weak_pointer (object, &left);
  g_object_unref (object);
  if (left == NULL)
    return;
  problem = g_strdup_printf ("somebody still holds the %s", what);
  fail (self, problem);
}

/**
 * domo_test_fixture_tear_down:
 * @self: a fixture
 * @data: (nullable): not used
 *
 * Ends a fixture, and checks that the test has left nothing behind. As [func@GLib.test_add] wants
 * it.
 *
 * The stage is closed without a limit, so actors handle what is queued for them and end in order;
 * if the test has closed it, that is fine, too. Time does not move meanwhile. It is a fatal error,
 * which says what there is and whose, if then
 *
 * - an actor does not end, because it still owes an answer, say;
 * - messages are not accounted for: accepted = handled + dead letters + queued + stashed + in hand;
 * - there are dead letters that the test did not expect, or not those that it did: see
 *   [method@DomoTestkit.DeadLettersRecorder.expect];
 * - more futures are held than before the test, pending or settled;
 * - somebody still holds the stage, the dispatcher or the clock.
 *
 * Since: 0.1
 */
void
domo_test_fixture_tear_down (DomoTestFixture *self, gconstpointer data)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->stage != NULL);

  domo_test_fixture_run (self);
  if (!domo_stage_is_closed (self->stage))
    close_stage (self);
  domo_test_fixture_run (self);
  check_accounts (self);
  check_dead_letters (self);
  g_clear_object (&self->dead_letters);
  drop (self, g_steal_pointer (&self->stage), "stage");
  check_futures (self);
  drop (self, g_steal_pointer (&self->dispatcher), "dispatcher");
  drop (self, g_steal_pointer (&self->clock), "clock");
  g_clear_pointer (&self->context, g_main_context_unref);
}
