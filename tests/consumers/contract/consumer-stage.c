/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "consumer.h"

static void
test_stage_runs_the_first_program (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DemoCounter) counter = NULL;
  g_autoptr (GError) error = NULL;
  gint64 count;

  counter = domo_stage_actor_for (stage, COUNTER_TYPE_ACTOR, "start", G_GINT64_CONSTANT (5), NULL);
  g_assert_true (DEMO_IS_COUNTER (counter));
  demo_counter_increment (counter);
  count = domo_await_int64 (demo_counter_add (counter, 2), &error);
  g_assert_no_error (error);
  g_assert_cmpint (count, ==, 8);
  consumer_close (stage);
}

static void
test_stage_default_is_one (void)
{
  DomoStage *stage = domo_stage_get_default ();

  g_assert_true (DOMO_IS_STAGE (stage));
  g_assert_true (domo_stage_get_default () == stage);
}

static void
test_stage_actor_of_finds_by_address (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DemoCounter) counter = domo_stage_actor_for (stage, COUNTER_TYPE_ACTOR, NULL);
  g_autoptr (DemoCounter) found = NULL;
  g_autoptr (DomoAddress) stranger = domo_address_new (DOMO_ADDRESS_KIND_UUID);

  found = domo_stage_actor_of (stage, domo_proxy_get_address (counter));
  g_assert_true (found == counter);
  g_assert_null (domo_stage_actor_of (stage, stranger));
  consumer_close (stage);
}

static void
test_stage_takes_a_definition (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDefinition) definition = NULL;
  g_autoptr (DemoCounter) counter = NULL;
  g_autoptr (GError) error = NULL;

  definition = domo_definition_new (COUNTER_TYPE_ACTOR, "start", G_GINT64_CONSTANT (30), NULL);
  domo_definition_set_dispatcher (definition, domo_stage_get_dispatcher (stage));
  counter = domo_stage_actor_for_definition (stage, definition, &error);
  g_assert_no_error (error);
  g_assert_cmpint (domo_await_int64 (demo_counter_add (counter, 1), &error), ==, 31);
  g_assert_no_error (error);
  consumer_close (stage);
}

static void
test_stage_takes_a_definition_made_step_by_step (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (COUNTER_TYPE_ACTOR);
  g_autoptr (DemoCounter) counter = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GValue) start = G_VALUE_INIT;

  g_value_init (&start, G_TYPE_INT64);
  g_value_set_int64 (&start, 70);
  domo_definition_set_property (definition, "start", &start);
  counter = domo_stage_actor_for_definition (stage, definition, &error);
  g_assert_no_error (error);
  g_assert_cmpint (domo_await_int64 (demo_counter_add (counter, 1), &error), ==, 71);
  g_assert_no_error (error);
  consumer_close (stage);
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **kept = data;

  *kept = g_object_ref (result);
}

static void
test_stage_closes_asynchronously (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DemoCounter) counter = domo_stage_actor_for (stage, COUNTER_TYPE_ACTOR, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  domo_stage_close_async (stage, 5 * G_USEC_PER_SEC, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (domo_stage_close_finish (stage, result, &error));
  g_assert_no_error (error);
  g_assert_true (domo_proxy_is_stopped (counter));
}

static void
count_dead_letter_cb (DomoDeadLetters *letters, DomoDeadLetter *letter, gpointer data)
{
  int *n_heard = data;

  g_assert_cmpint (domo_dead_letter_get_reason (letter), ==, DOMO_DEAD_LETTER_REASON_STOPPED);
  (*n_heard)++;
}

static void
test_stage_tells_of_dead_letters (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DemoCounter) counter = domo_stage_actor_for (stage, COUNTER_TYPE_ACTOR, NULL);
  g_autoptr (GError) error = NULL;
  int n_heard = 0;

  g_signal_connect (domo_stage_get_dead_letters (stage), "dead-letter",
                    G_CALLBACK (count_dead_letter_cb), &n_heard);
  domo_proxy_stop (counter);
  domo_await (domo_proxy_stopped (counter), &error);
  g_assert_no_error (error);
  demo_counter_increment (counter);
  while (n_heard == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (n_heard, ==, 1);
  consumer_close (stage);
}

static void
test_stage_keeps_values_by_name (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) read = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) missing = NULL;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_static_string (&value, "blue");
  domo_stage_register_value (stage, "colour", &value);
  g_assert_true (domo_stage_registered_value (stage, "colour", &read, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (g_value_get_string (&read), ==, "blue");
  g_value_unset (&read);
  domo_stage_deregister_value (stage, "colour");
  g_assert_false (domo_stage_registered_value (stage, "colour", &read, &missing));
  g_assert_error (missing, DOMO_ERROR, DOMO_ERROR_NOT_FOUND);
  consumer_close (stage);
}

void
consumer_add_stage_tests (void)
{
  g_test_add_func ("/consumer/stage/runs-the-first-program", test_stage_runs_the_first_program);
  g_test_add_func ("/consumer/stage/default-is-one", test_stage_default_is_one);
  g_test_add_func ("/consumer/stage/actor-of-finds-by-address",
                   test_stage_actor_of_finds_by_address);
  g_test_add_func ("/consumer/stage/takes-a-definition", test_stage_takes_a_definition);
  g_test_add_func ("/consumer/stage/takes-a-definition-made-step-by-step",
                   test_stage_takes_a_definition_made_step_by_step);
  g_test_add_func ("/consumer/stage/closes-asynchronously", test_stage_closes_asynchronously);
  g_test_add_func ("/consumer/stage/tells-of-dead-letters", test_stage_tells_of_dead_letters);
  g_test_add_func ("/consumer/stage/keeps-values-by-name", test_stage_keeps_values_by_name);
}
