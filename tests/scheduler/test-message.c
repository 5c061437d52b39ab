/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "scene.h"

/* Messages by name, sent later. */

static void
assert_error (GError **error, DomoError code, const char *pattern)
{
  g_assert_error (*error, DOMO_ERROR, (int) code);
  if (!g_pattern_match_simple (pattern, (*error)->message))
    g_error ("“%s” is not like “%s”", (*error)->message, pattern);
  g_clear_error (error);
}

static DomoScheduled *
send_note (Scene *scene, gint64 delay, gpointer actor, const char *text)
{
  g_autoptr (GError) error = NULL;
  DomoScheduled *scheduled =
      domo_scheduler_send_once (scene->scheduler, delay, actor, &error, "note", text);

  g_assert_no_error (error);
  return scheduled;
}

static DomoScheduled *
repeat_note (Scene *scene, DomoRepeatMode mode, gpointer actor, const char *text)
{
  g_autoptr (GError) error = NULL;
  DomoScheduled *scheduled =
      domo_scheduler_send_repeat (scene->scheduler, mode, 10, 10, actor, &error, "note", text);

  g_assert_no_error (error);
  return scheduled;
}

static void
test_sent_once (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) scheduled = send_note (scene, 10, actor, "x");

  scene_advance (scene, 9);
  assert_journal (scene->journal, "");
  scene_advance (scene, 1);
  assert_journal (scene->journal, "a:x");
  assert_scheduled (scheduled, FALSE, 1);
}

static void
test_sent_with_values (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (0);
  g_autoptr (DomoScheduled) once = NULL, again = NULL, at = NULL;
  g_autoptr (GError) error = NULL;
  GValue text = G_VALUE_INIT;

  g_value_init (&text, G_TYPE_STRING);
  g_value_set_static_string (&text, "x");
  once = domo_scheduler_send_once_values (scene->scheduler, 10, actor, "note", &text, 1, &error);
  g_assert_no_error (error);
  again = domo_scheduler_send_repeat_values (scene->scheduler, DOMO_REPEAT_FIXED_RATE, 20, 10,
                                             actor, "note", &text, 1, &error);
  g_assert_no_error (error);
  at = domo_scheduler_send_at_values (scene->scheduler, time, actor, "note", &text, 1, &error);
  g_assert_no_error (error);
  scene_advance (scene, 30);
  assert_journal (scene->journal, "a:x a:x a:x a:x");
  domo_scheduled_cancel (again);
}

static void
test_an_ask (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (DomoScheduled) scheduled =
      domo_scheduler_send_once (scene->scheduler, 10, actor, &error, "ask",
                                G_GINT64_CONSTANT (5000000000));

  g_assert_no_error (error);
  scene_advance (scene, 10);
  assert_scheduled (scheduled, FALSE, 1);
}

static void
test_checked_at_once (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (0);
  g_autoptr (GError) error = NULL;
  GValue number = G_VALUE_INIT;

  g_assert_null (domo_scheduler_send_once (scene->scheduler, 10, actor, &error, "nota"));
  assert_error (&error, DOMO_ERROR_NOT_FOUND, "TestActor has no method “nota”*");
  g_assert_null (domo_scheduler_send_repeat (scene->scheduler, DOMO_REPEAT_FIXED_RATE, 10, 10,
                                             actor, &error, "nota"));
  assert_error (&error, DOMO_ERROR_NOT_FOUND, "TestActor has no method “nota”*");
  g_assert_null (domo_scheduler_send_at (scene->scheduler, time, actor, &error, "nota"));
  assert_error (&error, DOMO_ERROR_NOT_FOUND, "TestActor has no method “nota”*");
  g_assert_null (
      domo_scheduler_send_once_values (scene->scheduler, 10, actor, "note", NULL, 0, &error));
  assert_error (&error, DOMO_ERROR_INVALID_ARGUMENT, "*takes 1 arguments, but was given 0");
  g_value_init (&number, G_TYPE_INT);
  g_assert_null (domo_scheduler_send_repeat_values (scene->scheduler, DOMO_REPEAT_FIXED_RATE, 10,
                                                    10, actor, "note", &number, 1, &error));
  assert_error (&error, DOMO_ERROR_INVALID_ARGUMENT, "*argument 1*");
  g_assert_null (domo_scheduler_send_repeat (scene->scheduler, DOMO_REPEAT_FIXED_RATE, 10, 0, actor,
                                             &error, "note", "x"));
  assert_error (&error, DOMO_ERROR_INVALID_ARGUMENT, "An interval of 0 µs is not at least 1");
  g_assert_cmpuint (domo_scheduler_get_n_pending (scene->scheduler), ==, 0);
}

static void
test_repeats (Scene *scene, gconstpointer mode)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) scheduled =
      repeat_note (scene, (DomoRepeatMode) GPOINTER_TO_INT (mode), actor, "x");

  scene_advance (scene, 35);
  assert_journal (scene->journal, "a:x a:x a:x");
  assert_scheduled (scheduled, TRUE, 3);
  g_assert_true (domo_scheduled_cancel (scheduled));
  scene_advance (scene, 100);
  assert_scheduled (scheduled, FALSE, 3);
}

static void
test_one_waits_at_the_most (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) scheduled = repeat_note (scene, DOMO_REPEAT_FIXED_RATE, actor, "x");

  scene_pass (scene, 50);
  g_assert_cmpuint (domo_proxy_get_queue_length (actor), <=, 1);
  scene_run (scene);
  assert_journal (scene->journal, "a:x");
  g_assert_cmpuint (domo_scheduled_get_n_missed (scheduled), ==, 4);
  domo_scheduled_cancel (scheduled);
}

static void
test_a_fixed_delay_begins_when_it_is_handled (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) scheduled = repeat_note (scene, DOMO_REPEAT_FIXED_DELAY, actor, "x");

  scene_pass (scene, 17);
  g_assert_cmpint (domo_scheduled_get_next_time (scheduled), ==, -1);
  scene_run (scene);
  g_assert_cmpint (domo_scheduled_get_next_time (scheduled), ==, 27);
  domo_scheduled_cancel (scheduled);
}

static void
test_cancelled_in_the_mailbox (Scene *scene, gconstpointer mode)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) scheduled =
      repeat_note (scene, (DomoRepeatMode) GPOINTER_TO_INT (mode), actor, "x");

  domo_dead_letters_recorder_expect (scene->fixture.dead_letters, DOMO_DEAD_LETTER_REASON_EXPIRED,
                                     "note(\"x\")", 1);
  scene_pass (scene, 10);
  g_assert_true (domo_scheduled_cancel (scheduled));
  scene_advance (scene, 100);
  assert_journal (scene->journal, "");
}

static void
test_to_a_stopped_actor (Scene *scene, gconstpointer mode)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) again =
      repeat_note (scene, (DomoRepeatMode) GPOINTER_TO_INT (mode), actor, "x");
  g_autoptr (DomoScheduled) once = send_note (scene, 10, actor, "y");

  g_test_summary ("One dead letter, and that is the end of it.");
  domo_dead_letters_recorder_expect (scene->fixture.dead_letters, DOMO_DEAD_LETTER_REASON_STOPPED,
                                     "note(\"x\")", 1);
  domo_dead_letters_recorder_expect (scene->fixture.dead_letters, DOMO_DEAD_LETTER_REASON_STOPPED,
                                     "note(\"y\")", 1);
  domo_proxy_stop (actor);
  scene_run (scene);
  assert_scheduled (again, TRUE, 0);
  scene_advance (scene, 100);
  assert_scheduled (again, FALSE, 0);
  assert_scheduled (once, FALSE, 0);
  g_assert_false (domo_scheduled_cancel (once));
  g_assert_cmpuint (domo_scheduler_get_n_pending (scene->scheduler), ==, 0);
}

static void
test_dropped_by_a_full_mailbox (Scene *scene, gconstpointer mode)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "a", "journal", scene->journal, NULL);
  g_autoptr (DomoProxy) actor = NULL;
  g_autoptr (DomoScheduled) scheduled = NULL;

  g_test_summary ("What repeats goes on.");
  domo_definition_set_bounded_mailbox (definition, 1, DOMO_OVERFLOW_POLICY_DROP_NEWEST);
  actor = domo_stage_actor_for_definition (scene->fixture.stage, definition, NULL);
  scene_run (scene);
  domo_dead_letters_recorder_expect (scene->fixture.dead_letters, DOMO_DEAD_LETTER_REASON_DROPPED,
                                     "note(\"x\")", 1);
  scheduled = repeat_note (scene, (DomoRepeatMode) GPOINTER_TO_INT (mode), actor, "x");
  test_subject_note (TEST_SUBJECT (actor), "1");
  scene_pass (scene, 10);
  scene_advance (scene, 10);
  assert_journal (scene->journal, "a:1 a:x");
  assert_scheduled (scheduled, TRUE, 1);
  domo_scheduled_cancel (scheduled);
}

/* From an actor, to another. */

typedef struct
{
  Scene *scene;
  gpointer to;
  DomoScheduled *scheduled;
} Order;

static void
send_from_actor (DomoActor *actor, gpointer data)
{
  Order *order = data;

  order->scheduled = repeat_note (order->scene, DOMO_REPEAT_FIXED_RATE, order->to, "x");
}

static void
test_goes_with_the_actor_that_asked (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) from = scene_actor (scene, "a", FALSE);
  g_autoptr (TestSubject) to = scene_actor (scene, "b", FALSE);
  Order order = { scene, to, NULL };

  scene_in_actor (scene, from, send_from_actor, &order);
  scene_advance (scene, 25);
  assert_journal (scene->journal, "b:x b:x");
  domo_proxy_restart (from);
  scene_advance (scene, 100);
  assert_journal (scene->journal, "b:x b:x");
  assert_scheduled (order.scheduled, FALSE, 2);
  domo_scheduled_unref (order.scheduled);
}

static void
test_stays_when_its_target_restarts (Scene *scene, gconstpointer data)
{
  g_autoptr (TestSubject) actor = scene_actor (scene, "a", FALSE);
  g_autoptr (DomoScheduled) scheduled = repeat_note (scene, DOMO_REPEAT_FIXED_RATE, actor, "x");

  domo_proxy_restart (actor);
  scene_advance (scene, 15);
  assert_journal (scene->journal, "a:x");
  domo_scheduled_cancel (scheduled);
}

int
main (int argc, char *argv[])
{
  const gpointer rate = GINT_TO_POINTER (DOMO_REPEAT_FIXED_RATE);
  const gpointer delay = GINT_TO_POINTER (DOMO_REPEAT_FIXED_DELAY);

  g_test_init (&argc, &argv, NULL);
#define ADD_WITH(path, data, func) \
  g_test_add ("/scheduler/message/" path, Scene, data, scene_set_up, func, scene_tear_down)
#define ADD(path, func) ADD_WITH (path, NULL, func)
#define ADD_BOTH(path, func)           \
  ADD_WITH (path "/rate", rate, func); \
  ADD_WITH (path "/delay", delay, func)
  ADD ("is-sent-at-its-time", test_sent_once);
  ADD ("is-sent-with-values", test_sent_with_values);
  ADD ("may-be-an-ask", test_an_ask);
  ADD ("is-checked-at-once", test_checked_at_once);
  ADD_BOTH ("is-sent-again-and-again", test_repeats);
  ADD ("one-waits-at-the-most", test_one_waits_at_the_most);
  ADD ("a-fixed-delay-begins-when-it-is-handled", test_a_fixed_delay_begins_when_it_is_handled);
  ADD_BOTH ("can-be-cancelled-in-the-mailbox", test_cancelled_in_the_mailbox);
  ADD_BOTH ("ends-when-the-actor-has-stopped", test_to_a_stopped_actor);
  ADD_BOTH ("may-be-dropped-by-a-full-mailbox", test_dropped_by_a_full_mailbox);
  ADD ("goes-with-the-actor-that-asked", test_goes_with_the_actor_that_asked);
  ADD ("stays-when-its-target-restarts", test_stays_when_its_target_restarts);
#undef ADD
#undef ADD_BOTH
#undef ADD_WITH
  return g_test_run ();
}
