/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "consumer.h"

static gint64
ask_count (DemoCounter *counter)
{
  g_autoptr (GError) error = NULL;
  gint64 count = domo_await_int64 (demo_counter_add (counter, 0), &error);

  g_assert_no_error (error);
  return count;
}

static void
test_actor_hooks_run_in_order (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DemoCounter) counter = domo_stage_actor_for (stage, COUNTER_TYPE_ACTOR, NULL);
  g_autofree char *at_start = NULL;
  g_autofree char *at_stop = NULL;
  g_autoptr (GError) error = NULL;

  g_free (counter_actor_steal_hooks ());
  ask_count (counter);
  at_start = counter_actor_steal_hooks ();
  g_assert_cmpstr (at_start, ==, "before_start after_start ");
  domo_proxy_stop (counter);
  g_assert_true (domo_await (domo_proxy_stopped (counter), &error));
  g_assert_no_error (error);
  at_stop = counter_actor_steal_hooks ();
  g_assert_cmpstr (at_stop, ==, "before_stop after_stop ");
  consumer_close (stage);
}

static void
test_actor_failure_rejects_the_ask_and_restarts (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DemoCounter) counter =
      domo_stage_actor_for (stage, COUNTER_TYPE_ACTOR, "start", G_GINT64_CONSTANT (3), NULL);
  g_autofree char *at_start = NULL;
  g_autofree char *at_restart = NULL;
  g_autoptr (GError) error = NULL;

  demo_counter_increment (counter);
  g_assert_cmpint (ask_count (counter), ==, 4);
  at_start = counter_actor_steal_hooks ();
  g_assert_false (domo_await (demo_counter_refuse (counter, "not today"), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_cmpint (ask_count (counter), ==, 3);
  at_restart = counter_actor_steal_hooks ();
  g_assert_true (g_str_has_prefix (at_restart, "before_restart before_start after_restart "));
  consumer_close (stage);
}

static void
test_actor_state_survives_a_restart (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (COUNTER_TYPE_ACTOR);
  g_autoptr (DemoCounter) counter = NULL;
  g_autofree char *ran = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refusal = NULL;

  domo_definition_set_keep_state (definition, TRUE);
  counter = domo_stage_actor_for_definition (stage, definition, &error);
  g_assert_no_error (error);
  demo_counter_increment (counter);
  g_assert_false (domo_await (demo_counter_refuse (counter, "not today"), &refusal));
  g_assert_error (refusal, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_cmpint (ask_count (counter), ==, 1);
  ran = counter_actor_steal_hooks ();
  g_assert_nonnull (strstr (ran, "save_state "));
  g_assert_nonnull (strstr (ran, "restore_state "));
  consumer_close (stage);
}

static void
test_actor_makes_children (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DemoCounter) counter =
      domo_stage_actor_for (stage, COUNTER_TYPE_ACTOR, "start", G_GINT64_CONSTANT (9), NULL);
  g_autoptr (DemoCounter) child = NULL;
  g_autoptr (DemoCounter) defined_child = NULL;
  g_autoptr (GError) error = NULL;

  child = domo_await_object (demo_counter_branch (counter, FALSE), &error);
  g_assert_no_error (error);
  defined_child = domo_await_object (demo_counter_branch (counter, TRUE), &error);
  g_assert_no_error (error);
  g_assert_true (child != counter && defined_child != child);
  g_assert_cmpint (ask_count (child), ==, 9);
  g_assert_cmpint (ask_count (defined_child), ==, 9);
  domo_proxy_stop (counter);
  domo_await (domo_proxy_stopped (counter), &error);
  g_assert_no_error (error);
  g_assert_true (domo_proxy_is_stopped (child));
  g_assert_true (domo_proxy_is_stopped (defined_child));
  consumer_close (stage);
}

static void
test_actor_knows_itself_and_its_stage (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DemoCounter) counter = domo_stage_actor_for (stage, COUNTER_TYPE_ACTOR, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (
      domo_await_boolean (demo_counter_knows_itself (counter, G_OBJECT (counter), G_OBJECT (stage)),
                          &error));
  g_assert_no_error (error);
  consumer_close (stage);
}

static void
test_actor_goes_on_beside_a_concurrent_method (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DemoCounter) counter = domo_stage_actor_for (stage, COUNTER_TYPE_ACTOR, NULL);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) waiting = demo_counter_wait_for (counter, promise);
  g_autoptr (GError) error = NULL;
  g_auto (GValue) value = G_VALUE_INIT;

  g_assert_cmpint (ask_count (counter), ==, 0);
  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, 11);
  domo_promise_resolve (promise, &value);
  g_assert_cmpint (domo_await_int64 (g_steal_pointer (&waiting), &error), ==, 11);
  g_assert_no_error (error);
  consumer_close (stage);
}

static void
test_actor_stop_now_overtakes_messages (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DemoCounter) counter = domo_stage_actor_for (stage, COUNTER_TYPE_ACTOR, NULL);
  g_autoptr (DomoFuture) unanswered = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (domo_proxy_is_stopped (counter));
  unanswered = demo_counter_add (counter, 1);
  domo_proxy_stop_now (counter);
  g_assert_false (domo_await (g_steal_pointer (&unanswered), &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_STOPPED);
  g_clear_error (&error);
  g_assert_true (domo_await (domo_proxy_stopped (counter), &error));
  g_assert_no_error (error);
  g_assert_true (domo_proxy_is_stopped (counter));
  consumer_close (stage);
}

static void
test_actor_with_a_bounded_mailbox_tells_when_there_is_room (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (COUNTER_TYPE_ACTOR);
  g_autoptr (DemoCounter) counter = NULL;
  g_autoptr (GError) error = NULL;

  domo_definition_set_bounded_mailbox (definition, 2, DOMO_OVERFLOW_POLICY_REJECT);
  counter = domo_stage_actor_for_definition (stage, definition, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 10; i++)
    {
      g_assert_true (domo_await (domo_proxy_ready (counter), &error));
      demo_counter_increment (counter);
    }
  g_assert_true (domo_await (domo_proxy_ready (counter), &error));
  g_assert_cmpint (domo_await_int64 (demo_counter_add (counter, 0), &error), ==, 10);
  g_assert_no_error (error);
  consumer_close (stage);
}

void
consumer_add_actor_tests (void)
{
  g_test_add_func ("/consumer/actor/hooks-run-in-order", test_actor_hooks_run_in_order);
  g_test_add_func ("/consumer/actor/failure-rejects-the-ask-and-restarts",
                   test_actor_failure_rejects_the_ask_and_restarts);
  g_test_add_func ("/consumer/actor/with-a-bounded-mailbox-tells-when-there-is-room",
                   test_actor_with_a_bounded_mailbox_tells_when_there_is_room);
  g_test_add_func ("/consumer/actor/state-survives-a-restart", test_actor_state_survives_a_restart);
  g_test_add_func ("/consumer/actor/makes-children", test_actor_makes_children);
  g_test_add_func ("/consumer/actor/knows-itself-and-its-stage",
                   test_actor_knows_itself_and_its_stage);
  g_test_add_func ("/consumer/actor/goes-on-beside-a-concurrent-method",
                   test_actor_goes_on_beside_a_concurrent_method);
  g_test_add_func ("/consumer/actor/stop-now-overtakes-messages",
                   test_actor_stop_now_overtakes_messages);
}
