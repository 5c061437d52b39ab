/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "awaits.h"
#include "courier.h"
#include "misuse.h"
#include "step-stage.h"

/* What a stage knows by name: values, and actors. */

#define N_THREADS 4
#define N_ROUNDS  2000

static void
close_stage (StepStage *stage)
{
  domo_stage_close_async (stage->stage, 0, NULL, NULL);
  step_stage_run (stage);
  g_assert_true (domo_stage_is_closed (stage->stage));
}

/* Values. */

static void
register_number (DomoStage *stage, const char *name, int number)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, TEST_TYPE_TRACKED);
  g_value_take_boxed (&value, test_tracked_new (number));
  domo_stage_register_value (stage, name, &value);
}

/* The number that is registered under @name, or -1. */
static int
read_number (DomoStage *stage, const char *name)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  if (domo_stage_registered_value (stage, name, &value, &error))
    return ((TestTracked *) g_value_get_boxed (&value))->number;
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_NOT_FOUND);
  g_assert_false (G_IS_VALUE (&value));
  return -1;
}

static void
test_a_value_is_found_by_its_name (StepStage *stage)
{
  register_number (stage->stage, "one", 1);
  register_number (stage->stage, "two", 2);
  g_assert_cmpint (read_number (stage->stage, "one"), ==, 1);
  g_assert_cmpint (read_number (stage->stage, "two"), ==, 2);
}

static void
test_a_value_of_any_type_is_registered (StepStage *stage)
{
  g_auto (GValue) text = G_VALUE_INIT;
  g_auto (GValue) number = G_VALUE_INIT;
  g_auto (GValue) read = G_VALUE_INIT;
  g_auto (GValue) read_too = G_VALUE_INIT;

  g_value_init (&text, G_TYPE_STRING);
  g_value_set_string (&text, "text");
  g_value_init (&number, G_TYPE_DOUBLE);
  g_value_set_double (&number, 0.5);
  domo_stage_register_value (stage->stage, "text", &text);
  domo_stage_register_value (stage->stage, "number", &number);
  g_value_set_string (&text, "changed");
  g_assert_true (domo_stage_registered_value (stage->stage, "text", &read, NULL));
  g_assert_true (domo_stage_registered_value (stage->stage, "number", &read_too, NULL));
  g_assert_cmpstr (g_value_get_string (&read), ==, "text");
  g_assert_cmpfloat (g_value_get_double (&read_too), ==, 0.5);
}

static void
test_a_missing_name_is_an_error_that_says_which (StepStage *stage)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) closed = NULL;

  g_assert_false (domo_stage_registered_value (stage->stage, "colour", &value, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“colour”"));
  g_assert_null (strstr (error->message, "closed"));
  close_stage (stage);
  g_assert_false (domo_stage_registered_value (stage->stage, "colour", &value, &closed));
  g_assert_error (closed, DOMO_ERROR, DOMO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (closed->message, "closed"));
}

static void
test_a_copy_outlives_the_value (StepStage *stage)
{
  g_auto (GValue) value = G_VALUE_INIT;

  register_number (stage->stage, "one", 1);
  g_assert_true (domo_stage_registered_value (stage->stage, "one", &value, NULL));
  g_assert_true (domo_stage_deregister_value (stage->stage, "one"));
  g_assert_cmpint (((TestTracked *) g_value_get_boxed (&value))->number, ==, 1);
}

static void
test_a_value_is_released_when_it_is_replaced (StepStage *stage)
{
  register_number (stage->stage, "one", 1);
  g_assert_cmpint (test_tracked_count_alive (), ==, 1);
  register_number (stage->stage, "one", 11);
  g_assert_cmpint (test_tracked_count_alive (), ==, 1);
  g_assert_cmpint (read_number (stage->stage, "one"), ==, 11);
}

static void
test_a_value_is_released_when_it_is_deregistered (StepStage *stage)
{
  register_number (stage->stage, "one", 1);
  register_number (stage->stage, "two", 2);
  g_assert_true (domo_stage_deregister_value (stage->stage, "one"));
  g_assert_cmpint (test_tracked_count_alive (), ==, 1);
  g_assert_cmpint (read_number (stage->stage, "one"), ==, -1);
  g_assert_false (domo_stage_deregister_value (stage->stage, "one"));
  g_assert_cmpint (test_tracked_count_alive (), ==, 1);
}

static void
test_values_are_released_at_close (StepStage *stage)
{
  g_test_summary ("Not before the last actor has ended, and before anybody is told.");
  register_number (stage->stage, "one", 1);
  register_number (stage->stage, "two", 2);
  domo_stage_close_async (stage->stage, 0, NULL, NULL);
  g_assert_cmpint (read_number (stage->stage, "one"), ==, 1);
  step_stage_run (stage);
  g_assert_cmpint (test_tracked_count_alive (), ==, 0);
  g_assert_cmpint (read_number (stage->stage, "one"), ==, -1);
}

static void
test_a_closed_stage_keeps_no_value (StepStage *stage)
{
  close_stage (stage);
  register_number (stage->stage, "one", 1);
  g_assert_cmpint (test_tracked_count_alive (), ==, 0);
  g_assert_cmpint (read_number (stage->stage, "one"), ==, -1);
  g_assert_false (domo_stage_deregister_value (stage->stage, "one"));
}

/* An object that uses the stage while it is released, and tells in which thread that is. */
typedef struct
{
  DomoStage *stage;
  GThread *released_in;
} Leaver;

static void
leave (gpointer data)
{
  Leaver *self = data;

  g_assert_null (self->released_in);
  self->released_in = g_thread_self ();
  register_number (self->stage, "left", 7);
}

static void
register_leaver (Leaver *self, const char *name)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_BYTES);
  g_value_take_boxed (&value, g_bytes_new_with_free_func (self, 1, leave, self));
  domo_stage_register_value (self->stage, name, &value);
}

static void
test_a_value_may_use_the_stage_while_it_is_released (StepStage *stage)
{
  Leaver leaver = { stage->stage, NULL };

  g_test_summary ("It is released under no lock.");
  register_leaver (&leaver, "one");
  g_assert_null (leaver.released_in);
  domo_stage_deregister_value (stage->stage, "one");
  g_assert_true (leaver.released_in == g_thread_self ());
  g_assert_cmpint (read_number (stage->stage, "left"), ==, 7);
}

static void
test_a_value_may_use_the_stage_at_close (StepStage *stage)
{
  Leaver leaver = { stage->stage, NULL };

  register_leaver (&leaver, "one");
  close_stage (stage);
  g_assert_nonnull (leaver.released_in);
  g_assert_cmpint (test_tracked_count_alive (), ==, 0);
}

static gpointer
replace_in_thread (gpointer stage)
{
  register_number (stage, "one", 2);
  return g_thread_self ();
}

static void
test_who_replaces_a_value_releases_it (StepStage *stage)
{
  Leaver leaver = { stage->stage, NULL };
  GThread *thread;
  gpointer self;

  register_leaver (&leaver, "one");
  thread = g_thread_new ("replacer", replace_in_thread, stage->stage);
  self = g_thread_join (thread);
  g_assert_true (leaver.released_in == self);
}

static gpointer
use_value (gpointer stage)
{
  for (int i = 0; i < N_ROUNDS; i++)
    {
      register_number (stage, "shared", i);
      g_assert_cmpint (read_number (stage, "shared"), >=, -1);
      domo_stage_deregister_value (stage, "shared");
    }
  return NULL;
}

static void
run_in_threads (GThreadFunc func, gpointer data)
{
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("user", func, data);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

static void
test_threads_share_a_name (StepStage *stage)
{
  g_test_summary ("4 threads register, read and deregister one name: nothing is left, and nothing "
                  "is released twice.");
  run_in_threads (use_value, stage->stage);
  g_assert_cmpint (test_tracked_count_alive (), ==, 0);
}

static void
register_nothing (gconstpointer stage)
{
  GValue value = G_VALUE_INIT;

  domo_stage_register_value ((DomoStage *) stage, "name", &value);
}

static void
test_an_empty_value_is_a_bug (StepStage *stage)
{
  assert_misuse (register_nothing, stage->stage, "G_IS_VALUE");
}

/* Actors. */

static void
assert_named (DomoStage *stage, const char *name, gpointer expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DomoProxy) found = domo_stage_lookup_actor (stage, name, &error);

  g_assert_true ((gpointer) found == expected);
  if (expected == NULL)
    g_assert_error (error, DOMO_ERROR, DOMO_ERROR_NOT_FOUND);
  else
    g_assert_no_error (error);
}

static void
name_actor (DomoStage *stage, const char *name, gpointer proxy)
{
  g_autoptr (GError) error = NULL;

  domo_stage_register_actor (stage, name, proxy, &error);
  g_assert_no_error (error);
}

static void
test_an_actor_is_found_by_its_name (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  g_test_summary ("From the registration on, whether it has started or not.");
  name_actor (stage->stage, "printer", actor);
  assert_named (stage->stage, "printer", actor);
  step_stage_run (stage);
  assert_named (stage->stage, "printer", actor);
}

static void
test_an_unknown_name_is_an_error_that_says_which (StepStage *stage)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (domo_stage_lookup_actor (stage->stage, "printer", &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“printer”"));
}

static void
test_a_name_belongs_to_one_actor (StepStage *stage)
{
  g_autoptr (TestSubject) first = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) second = step_stage_actor (stage, "b", FALSE);
  g_autoptr (GError) error = NULL;

  name_actor (stage->stage, "printer", first);
  g_assert_false (domo_stage_register_actor (stage->stage, "printer", second, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_NAME_TAKEN);
  g_assert_nonnull (strstr (error->message, "“printer”"));
  assert_named (stage->stage, "printer", first);
  /* It may have it twice. */
  name_actor (stage->stage, "printer", first);
}

static void
test_an_actor_has_several_names (StepStage *stage)
{
  const char *const names[] = { "one", "two", "three" };
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  for (guint gone = 0; gone < G_N_ELEMENTS (names); gone++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        name_actor (stage->stage, names[i], actor);
      g_assert_true (domo_stage_deregister_actor (stage->stage, names[gone]));
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        assert_named (stage->stage, names[i], i != gone ? actor : NULL);
    }
  domo_proxy_stop (actor);
  step_stage_run (stage);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    assert_named (stage->stage, names[i], NULL);
}

static void
test_the_name_of_a_stopped_actor_is_free (StepStage *stage)
{
  g_autoptr (TestSubject) first = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) second = step_stage_actor (stage, "b", FALSE);

  step_stage_run (stage);
  name_actor (stage->stage, "printer", first);
  domo_proxy_stop (first);
  assert_named (stage->stage, "printer", first);
  step_stage_run (stage);
  assert_named (stage->stage, "printer", NULL);
  name_actor (stage->stage, "printer", second);
  assert_named (stage->stage, "printer", second);
}

static void
test_a_name_stays_through_a_restart (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  name_actor (stage->stage, "printer", actor);
  test_subject_fail (actor, "on purpose");
  step_stage_run (stage);
  assert_named (stage->stage, "printer", actor);
}

static void
test_a_name_taken_back_is_free (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  name_actor (stage->stage, "printer", actor);
  g_assert_true (domo_stage_deregister_actor (stage->stage, "printer"));
  assert_named (stage->stage, "printer", NULL);
  g_assert_false (domo_stage_deregister_actor (stage->stage, "printer"));
  step_stage_run (stage);
  g_assert_false (domo_proxy_is_stopped (actor));
}

static void
test_an_actor_that_has_stopped_gets_no_name (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) closed = NULL;

  domo_proxy_stop (actor);
  step_stage_run (stage);
  g_assert_false (domo_stage_register_actor (stage->stage, "printer", actor, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_STOPPED);
  assert_named (stage->stage, "printer", NULL);
  close_stage (stage);
  g_assert_false (domo_stage_register_actor (stage->stage, "printer", actor, &closed));
  g_assert_error (closed, DOMO_ERROR, DOMO_ERROR_STOPPED);
}

static void
test_a_name_does_not_keep_a_proxy (StepStage *stage)
{
  TestSubject *actor = step_stage_actor (stage, "a", FALSE);
  gpointer weak = actor;

  name_actor (stage->stage, "printer", actor);
  g_object_add_weak_pointer (G_OBJECT (actor), &weak);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  g_object_unref (actor);
  g_assert_null (weak);
}

static void
test_values_and_actors_have_names_of_their_own (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  name_actor (stage->stage, "printer", actor);
  register_number (stage->stage, "printer", 5);
  g_assert_true (domo_stage_deregister_actor (stage->stage, "printer"));
  g_assert_cmpint (read_number (stage->stage, "printer"), ==, 5);
}

typedef struct
{
  DomoStage *stage;
  int n_done;    /* atomic */
  int n_winners; /* atomic */
} Race;

static gpointer
make_and_name (gpointer data)
{
  Race *self = data;

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (TestSubject) actor = domo_stage_actor_for (self->stage, TEST_TYPE_ACTOR, NULL);
      g_autoptr (DomoProxy) found = NULL;
      g_autofree char *own = g_strdup_printf ("%p", actor);

      name_actor (self->stage, own, actor);
      if (domo_stage_register_actor (self->stage, "one", actor, NULL))
        g_atomic_int_inc (&self->n_winners);
      found = domo_stage_lookup_actor (self->stage, "one", NULL);
      if (found != NULL)
        g_assert_cmpuint (domo_proxy_get_actor_type (found), ==, TEST_TYPE_ACTOR);
      domo_proxy_stop (actor);
      g_assert_true (domo_await (domo_proxy_stopped (actor), NULL));
      g_assert_null (domo_stage_lookup_actor (self->stage, own, NULL));
    }
  done_add (&self->n_done);
  return NULL;
}

static void
test_threads_race_for_a_name (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  GThread *threads[N_THREADS];
  Race race = { stage, 0, 0 };

  g_test_summary ("4 threads make actors, register them under a name of their own and under one "
                  "for all, and stop them: each name is free when its actor has stopped.");
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("racer", make_and_name, &race);
  await_done (&race.n_done, N_THREADS);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (race.n_winners, >, 0);
  assert_named (stage, "one", NULL);
  g_assert_true (domo_stage_close (stage, -1, NULL));
}

static gpointer
claim (gpointer data)
{
  Race *self = data;
  g_autoptr (TestSubject) actor = domo_stage_actor_for (self->stage, TEST_TYPE_ACTOR, NULL);

  if (domo_stage_register_actor (self->stage, "one", actor, NULL))
    g_atomic_int_inc (&self->n_winners);
  return NULL;
}

static void
test_one_of_many_gets_a_name (StepStage *stage)
{
  Race race = { stage->stage, 0, 0 };

  run_in_threads (claim, &race);
  g_assert_cmpint (race.n_winners, ==, 1);
}

static void
name_stranger (gconstpointer data)
{
  g_autoptr (DomoStage) other = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (other, TEST_TYPE_ACTOR, NULL);

  g_assert_false (domo_stage_register_actor ((DomoStage *) data, "name", actor, NULL));
  g_assert_true (domo_stage_close (other, -1, NULL));
}

static void
test_an_actor_of_another_stage_is_a_bug (StepStage *stage)
{
  assert_misuse (name_stranger, stage->stage, "runtime");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/registry/" name, test_##func)
  ADD ("a-value-is-found-by-its-name", a_value_is_found_by_its_name);
  ADD ("a-value-of-any-type-is-registered", a_value_of_any_type_is_registered);
  ADD ("a-missing-name-is-an-error-that-says-which", a_missing_name_is_an_error_that_says_which);
  ADD ("a-copy-outlives-the-value", a_copy_outlives_the_value);
  ADD ("a-value-is-released-when-it-is-replaced", a_value_is_released_when_it_is_replaced);
  ADD ("a-value-is-released-when-it-is-deregistered", a_value_is_released_when_it_is_deregistered);
  ADD ("values-are-released-at-close", values_are_released_at_close);
  ADD ("a-closed-stage-keeps-no-value", a_closed_stage_keeps_no_value);
  ADD ("a-value-may-use-the-stage-while-it-is-released",
       a_value_may_use_the_stage_while_it_is_released);
  ADD ("a-value-may-use-the-stage-at-close", a_value_may_use_the_stage_at_close);
  ADD ("who-replaces-a-value-releases-it", who_replaces_a_value_releases_it);
  ADD ("threads-share-a-name", threads_share_a_name);
  ADD ("an-empty-value-is-a-bug", an_empty_value_is_a_bug);
  ADD ("an-actor-is-found-by-its-name", an_actor_is_found_by_its_name);
  ADD ("an-unknown-name-is-an-error-that-says-which", an_unknown_name_is_an_error_that_says_which);
  ADD ("a-name-belongs-to-one-actor", a_name_belongs_to_one_actor);
  ADD ("an-actor-has-several-names", an_actor_has_several_names);
  ADD ("the-name-of-a-stopped-actor-is-free", the_name_of_a_stopped_actor_is_free);
  ADD ("a-name-stays-through-a-restart", a_name_stays_through_a_restart);
  ADD ("a-name-taken-back-is-free", a_name_taken_back_is_free);
  ADD ("an-actor-that-has-stopped-gets-no-name", an_actor_that_has_stopped_gets_no_name);
  ADD ("a-name-does-not-keep-a-proxy", a_name_does_not_keep_a_proxy);
  ADD ("values-and-actors-have-names-of-their-own", values_and_actors_have_names_of_their_own);
  ADD ("one-of-many-gets-a-name", one_of_many_gets_a_name);
  ADD ("an-actor-of-another-stage-is-a-bug", an_actor_of_another_stage_is_a_bug);
#undef ADD
  g_test_add_func ("/core/registry/threads-race-for-a-name", test_threads_race_for_a_name);

  return g_test_run ();
}
