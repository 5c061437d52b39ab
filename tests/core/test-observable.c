/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "awaits.h"
#include "misuse.h"
#include "step-stage.h"

/* What an actor shows of its state. */

#define N_THREADS 4

/* A meter: an actor with a protocol of its own and an observable state. */

#define TEST_TYPE_METER (test_meter_get_type ())
G_DECLARE_INTERFACE (TestMeter, test_meter, TEST, METER, DomoProtocol)

struct _TestMeterInterface
{
  GTypeInterface parent_iface;

  void (*add) (TestMeter *self, gint64 amount);
};

G_DEFINE_INTERFACE (TestMeter, test_meter, DOMO_TYPE_PROTOCOL)

static void
test_meter_default_init (TestMeterInterface *iface)
{
  domo_protocol_add_tell (iface, "add", G_STRUCT_OFFSET (TestMeterInterface, add), 1, G_TYPE_INT64);
}

static void
test_meter_add (TestMeter *self, gint64 amount)
{
  TEST_METER_GET_IFACE (self)->add (self, amount);
}

#define METER_TYPE_ACTOR (meter_actor_get_type ())
G_DECLARE_FINAL_TYPE (MeterActor, meter_actor, METER, ACTOR, DomoActor)

struct _MeterActor
{
  DomoActor parent_instance;

  /* Always the same number with two signs. */
  gint64 level;
  gint64 depth;
};

static void
meter_actor_add (TestMeter *meter, gint64 amount)
{
  MeterActor *self = METER_ACTOR (meter);

  self->level += amount;
  self->depth -= amount;
}

static DomoFuture *
meter_actor_observe_state (DomoObservable *observable)
{
  MeterActor *self = METER_ACTOR (observable);
  DomoObservableState *state = domo_observable_state_new ();

  domo_observable_state_insert (state, "level", "x", self->level);
  domo_observable_state_insert (state, "depth", "x", self->depth);
  return domo_future_new_observable_state (state);
}

static void
meter_actor_meter_init (TestMeterInterface *iface)
{
  iface->add = meter_actor_add;
}

static void
meter_actor_observable_init (DomoObservableInterface *iface)
{
  iface->observe_state = meter_actor_observe_state;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MeterActor,
                               meter_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_METER, meter_actor_meter_init)
                                   G_IMPLEMENT_INTERFACE (DOMO_TYPE_OBSERVABLE,
                                                          meter_actor_observable_init))

static void
meter_actor_class_init (MeterActorClass *klass)
{
}

static void
meter_actor_init (MeterActor *self)
{
}

/* The state by itself. */

static void
assert_number (DomoObservableState *state, const char *key, gint64 expected)
{
  g_autoptr (GVariant) value = domo_observable_state_get (state, key);

  g_assert_nonnull (value);
  g_assert_cmpint (g_variant_get_int64 (value), ==, expected);
}

static DomoObservableState *
get_state (DomoFuture *future)
{
  return g_value_get_boxed (domo_future_get_value (future, NULL));
}

static void
test_a_value_is_read_by_its_name (void)
{
  g_autoptr (DomoObservableState) state = domo_observable_state_new ();
  g_autoptr (GVariant) missing = NULL;

  domo_observable_state_put (state, "one", g_variant_new_int64 (1));
  domo_observable_state_put (state, "two", g_variant_new_int64 (2));
  assert_number (state, "one", 1);
  assert_number (state, "two", 2);
  g_assert_true (domo_observable_state_has (state, "one"));
  g_assert_false (domo_observable_state_has (state, "three"));
  missing = domo_observable_state_get (state, "three");
  g_assert_null (missing);
}

static void
test_a_value_of_the_same_name_is_replaced (void)
{
  g_autoptr (DomoObservableState) state = domo_observable_state_new ();
  g_autoptr (GVariant) held = NULL;

  domo_observable_state_put (state, "one", g_variant_new_int64 (1));
  held = domo_observable_state_get (state, "one");
  domo_observable_state_put (state, "one", g_variant_new_int64 (11));
  g_assert_cmpuint (domo_observable_state_get_size (state), ==, 1);
  assert_number (state, "one", 11);
  g_assert_cmpint (g_variant_get_int64 (held), ==, 1);
}

static void
test_a_missing_value_has_a_default (void)
{
  g_autoptr (DomoObservableState) state = domo_observable_state_new ();
  g_autoptr (GVariant) there = NULL;
  g_autoptr (GVariant) missing = NULL;

  domo_observable_state_put (state, "one", g_variant_new_int64 (1));
  there = domo_observable_state_get_or_default (state, "one", g_variant_new_int64 (7));
  missing = domo_observable_state_get_or_default (state, "two", g_variant_new_int64 (7));
  g_assert_cmpint (g_variant_get_int64 (there), ==, 1);
  g_assert_cmpint (g_variant_get_int64 (missing), ==, 7);
  g_assert_false (domo_observable_state_has (state, "two"));
}

static void
test_values_go_in_and_out_of_c_variables (void)
{
  g_autoptr (DomoObservableState) state = domo_observable_state_new ();
  g_autofree char *name = NULL;
  gint64 number = 0;
  guint32 other = 5;

  domo_observable_state_insert (state, "number", "x", G_GINT64_CONSTANT (-3));
  domo_observable_state_insert (state, "pair", "(si)", "left", 4);
  g_assert_true (domo_observable_state_lookup (state, "number", "x", &number));
  g_assert_true (domo_observable_state_lookup (state, "pair", "(si)", &name, NULL));
  g_assert_cmpint (number, ==, -3);
  g_assert_cmpstr (name, ==, "left");
  /* Neither another type nor another name touches the variable. */
  g_assert_false (domo_observable_state_lookup (state, "number", "u", &other));
  g_assert_false (domo_observable_state_lookup (state, "none", "u", &other));
  g_assert_cmpuint (other, ==, 5);
}

static void
test_keys_come_in_their_own_order (void)
{
  g_autoptr (DomoObservableState) state = domo_observable_state_new ();
  g_auto (GStrv) none = domo_observable_state_get_keys (state);
  g_auto (GStrv) keys = NULL;
  const char *const expected[] = { "a", "b", "c", NULL };

  g_assert_cmpuint (g_strv_length (none), ==, 0);
  domo_observable_state_insert (state, "c", "b", TRUE);
  domo_observable_state_insert (state, "a", "b", TRUE);
  domo_observable_state_insert (state, "b", "b", TRUE);
  keys = domo_observable_state_get_keys (state);
  g_assert_true (g_strv_equal ((const char *const *) keys, expected));
  g_assert_cmpuint (domo_observable_state_get_size (state), ==, 3);
}

static void
test_clear_takes_out_everything (void)
{
  g_autoptr (DomoObservableState) state = domo_observable_state_new ();

  domo_observable_state_insert (state, "a", "b", TRUE);
  domo_observable_state_clear (state);
  g_assert_cmpuint (domo_observable_state_get_size (state), ==, 0);
  g_assert_false (domo_observable_state_has (state, "a"));
  domo_observable_state_insert (state, "b", "b", TRUE);
  g_assert_true (domo_observable_state_has (state, "b"));
}

static void
test_a_snapshot_stays_as_it_was (void)
{
  g_autoptr (DomoObservableState) state = domo_observable_state_new ();
  g_autoptr (GVariant) snapshot = NULL;
  gint64 number = 0;

  domo_observable_state_insert (state, "one", "x", G_GINT64_CONSTANT (1));
  snapshot = domo_observable_state_snapshot (state);
  domo_observable_state_insert (state, "one", "x", G_GINT64_CONSTANT (2));
  domo_observable_state_clear (state);
  g_assert_false (g_variant_is_floating (snapshot));
  g_assert_true (g_variant_is_of_type (snapshot, G_VARIANT_TYPE_VARDICT));
  g_assert_cmpuint (g_variant_n_children (snapshot), ==, 1);
  g_assert_true (g_variant_lookup (snapshot, "one", "x", &number));
  g_assert_cmpint (number, ==, 1);
}

static void
test_equal_states_have_equal_snapshots (void)
{
  g_autoptr (DomoObservableState) state = domo_observable_state_new ();
  g_autoptr (DomoObservableState) again = NULL;
  g_autoptr (DomoObservableState) reversed = domo_observable_state_new ();
  g_autoptr (GVariant) snapshot = NULL;
  g_autoptr (GVariant) of_again = NULL;
  g_autoptr (GVariant) of_reversed = NULL;

  domo_observable_state_insert (state, "a", "s", "x");
  domo_observable_state_insert (state, "b", "as", NULL);
  domo_observable_state_insert (reversed, "b", "as", NULL);
  domo_observable_state_insert (reversed, "a", "s", "x");
  snapshot = domo_observable_state_snapshot (state);
  of_reversed = domo_observable_state_snapshot (reversed);
  again = domo_observable_state_new_from_snapshot (snapshot);
  of_again = domo_observable_state_snapshot (again);
  g_assert_cmpvariant (snapshot, of_reversed);
  g_assert_cmpvariant (snapshot, of_again);
  g_assert_false (domo_observable_state_is_sealed (again));
}

/* Sealing. */

static void
test_a_state_is_sealed_when_it_is_answered (void)
{
  DomoObservableState *state = domo_observable_state_new ();
  g_autoptr (DomoObservableState) kept = domo_observable_state_ref (state);
  g_autoptr (DomoFuture) future = NULL;

  g_assert_false (domo_observable_state_is_sealed (kept));
  future = domo_future_new_observable_state (state);
  g_assert_true (domo_observable_state_is_sealed (kept));
  g_assert_true (get_state (future) == kept);
}

static void
test_a_state_in_a_value_is_shared (void)
{
  g_autoptr (DomoObservableState) state = domo_observable_state_new ();
  g_autoptr (DomoObservableState) copy = g_boxed_copy (DOMO_TYPE_OBSERVABLE_STATE, state);

  g_test_summary ("What copies a boxed value seals the state, and gets the same one.");
  g_assert_true (copy == state);
  g_assert_true (domo_observable_state_is_sealed (state));
}

typedef void (*ChangeFunc) (DomoObservableState *state);

static void
put_number (DomoObservableState *state)
{
  domo_observable_state_put (state, "number", g_variant_new_int64 (2));
}

static void
insert_number (DomoObservableState *state)
{
  domo_observable_state_insert (state, "number", "x", G_GINT64_CONSTANT (2));
}

static void
change_sealed (gconstpointer change)
{
  g_autoptr (DomoObservableState) state = domo_observable_state_new ();

  domo_observable_state_insert (state, "number", "x", G_GINT64_CONSTANT (1));
  domo_observable_state_seal (state);
  ((ChangeFunc) change) (state);
  assert_number (state, "number", 1);
}

static void
test_changing_a_sealed_state_is_a_bug (gconstpointer change)
{
  g_test_summary ("A critical, and the state stays as it is.");
  assert_misuse (change_sealed, change, "cannot change any more");
}

static void
take_other_variant (gconstpointer data)
{
  g_autoptr (GVariant) list = g_variant_ref_sink (g_variant_new_strv (NULL, 0));

  g_assert_null (domo_observable_state_new_from_snapshot (list));
}

static void
test_a_snapshot_is_a_dictionary (void)
{
  assert_misuse (take_other_variant, NULL, "G_VARIANT_TYPE_VARDICT");
}

/* Through the proxy. */

static void
test_an_actor_is_asked_through_its_proxy (StepStage *stage)
{
  g_autoptr (TestMeter) meter = domo_stage_actor_for (stage->stage, METER_TYPE_ACTOR, NULL);
  g_autoptr (DomoFuture) future = NULL;

  g_test_summary ("The answer comes after what was sent before, and before what was sent later.");
  g_assert_true (DOMO_IS_OBSERVABLE (meter));
  test_meter_add (meter, 2);
  test_meter_add (meter, 3);
  future = domo_observable_observe_state (DOMO_OBSERVABLE (meter));
  test_meter_add (meter, 100);
  step_stage_settle (stage, future);
  assert_number (get_state (future), "level", 5);
}

static void
test_an_answer_does_not_follow_the_actor (StepStage *stage)
{
  g_autoptr (TestMeter) meter = domo_stage_actor_for (stage->stage, METER_TYPE_ACTOR, NULL);
  g_autoptr (DomoFuture) before = domo_observable_observe_state (DOMO_OBSERVABLE (meter));
  g_autoptr (DomoFuture) after = NULL;

  step_stage_settle (stage, before);
  test_meter_add (meter, 1);
  after = domo_observable_observe_state (DOMO_OBSERVABLE (meter));
  step_stage_settle (stage, after);
  assert_number (get_state (before), "level", 0);
  assert_number (get_state (after), "level", 1);
}

static void
test_an_actor_that_has_stopped_shows_nothing (StepStage *stage)
{
  g_autoptr (TestMeter) meter = domo_stage_actor_for (stage->stage, METER_TYPE_ACTOR, NULL);
  g_autoptr (DomoFuture) future = NULL;

  domo_proxy_stop (meter);
  step_stage_run (stage);
  future = domo_observable_observe_state (DOMO_OBSERVABLE (meter));
  step_stage_assert_rejected (stage, future, DOMO_ERROR_STOPPED, "*observe_state*");
}

/* Across threads. */

typedef struct
{
  TestMeter *meter;
  int n_done; /* atomic */
} Watch;

static gpointer
watch_meter (gpointer data)
{
  Watch *self = data;

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DomoObservableState) state = NULL;
      gint64 level = 1, depth = 1;

      test_meter_add (self->meter, 1);
      state =
          domo_await_boxed (domo_observable_observe_state (DOMO_OBSERVABLE (self->meter)), &error);
      g_assert_no_error (error);
      g_assert_true (domo_observable_state_lookup (state, "level", "x", &level));
      g_assert_true (domo_observable_state_lookup (state, "depth", "x", &depth));
      g_assert_cmpint (level, >, i);
      g_assert_cmpint (level, ==, -depth);
    }
  done_add (&self->n_done);
  return NULL;
}

static void
test_threads_read_while_the_actor_goes_on (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestMeter) meter = domo_stage_actor_for (stage, METER_TYPE_ACTOR, NULL);
  GThread *threads[N_THREADS];
  Watch watch = { meter, 0 };

  g_test_summary ("4 threads change the actor and read its state: what each reads fits together.");
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("watcher", watch_meter, &watch);
  await_done (&watch.n_done, N_THREADS);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_true (domo_stage_close (stage, -1, NULL));
}

static gpointer
read_and_drop (gpointer data)
{
  g_autoptr (DomoObservableState) state = data;

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (GVariant) snapshot = domo_observable_state_snapshot (state);

      g_assert_cmpuint (g_variant_n_children (snapshot), ==, 1);
      assert_number (state, "number", 1);
    }
  return NULL;
}

static void
test_a_sealed_state_is_read_and_dropped_in_any_thread (void)
{
  DomoObservableState *state = domo_observable_state_new ();
  GThread *threads[N_THREADS];

  insert_number (state);
  domo_observable_state_insert (state, "number", "x", G_GINT64_CONSTANT (1));
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] =
        g_thread_new ("reader", read_and_drop, g_boxed_copy (DOMO_TYPE_OBSERVABLE_STATE, state));
  domo_observable_state_unref (state);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/core/observable/" name, test_##func)
  ADD ("a-value-is-read-by-its-name", a_value_is_read_by_its_name);
  ADD ("a-value-of-the-same-name-is-replaced", a_value_of_the_same_name_is_replaced);
  ADD ("a-missing-value-has-a-default", a_missing_value_has_a_default);
  ADD ("values-go-in-and-out-of-c-variables", values_go_in_and_out_of_c_variables);
  ADD ("keys-come-in-their-own-order", keys_come_in_their_own_order);
  ADD ("clear-takes-out-everything", clear_takes_out_everything);
  ADD ("a-snapshot-stays-as-it-was", a_snapshot_stays_as_it_was);
  ADD ("equal-states-have-equal-snapshots", equal_states_have_equal_snapshots);
  ADD ("a-state-is-sealed-when-it-is-answered", a_state_is_sealed_when_it_is_answered);
  ADD ("a-state-in-a-value-is-shared", a_state_in_a_value_is_shared);
  ADD ("a-snapshot-is-a-dictionary", a_snapshot_is_a_dictionary);
  ADD ("threads-read-while-the-actor-goes-on", threads_read_while_the_actor_goes_on);
  ADD ("a-sealed-state-is-read-and-dropped-in-any-thread",
       a_sealed_state_is_read_and_dropped_in_any_thread);
#undef ADD
#define ADD(name, change)                                                                         \
  g_test_add_data_func ("/core/observable/changing-a-sealed-state/" name, (gconstpointer) change, \
                        test_changing_a_sealed_state_is_a_bug)
  ADD ("put", put_number);
  ADD ("insert", insert_number);
  ADD ("clear", domo_observable_state_clear);
#undef ADD
#define ADD(name, func) step_stage_add_test ("/core/observable/" name, test_##func)
  ADD ("an-actor-is-asked-through-its-proxy", an_actor_is_asked_through_its_proxy);
  ADD ("an-answer-does-not-follow-the-actor", an_answer_does_not_follow_the_actor);
  ADD ("an-actor-that-has-stopped-shows-nothing", an_actor_that_has_stopped_shows_nothing);
#undef ADD

  return g_test_run ();
}
