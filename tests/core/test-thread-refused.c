/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "log-records.h"
#include "refuse-threads.h"
#include "witness.h"

/* A dispatcher for whose thread there is no room. */

static DomoDefinition *
define (DomoDispatcher *dispatcher, Witness *witness)
{
  DomoDefinition *definition = domo_definition_new (WITNESS_TYPE_ACTOR, "witness", witness, NULL);

  domo_definition_set_dispatcher (definition, dispatcher);
  return definition;
}

/* Where none can be refused only the rest of each test counts. */
static gboolean
can_refuse (void)
{
  gboolean can = refuse_threads (TRUE);

  refuse_threads (FALSE);
  return can;
}

static void
test_no_actor_is_made (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("refused");
  Witness witness = { 0 };
  g_autoptr (DomoDefinition) definition = define (dispatcher, &witness);
  g_autoptr (TestSubject) actor = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("An error says why. Later there may be room.");
  if (can_refuse ())
    {
      refuse_threads (TRUE);
      actor = domo_stage_actor_for_definition (stage, definition, &error);
      refuse_threads (FALSE);
      g_assert_error (error, DOMO_ERROR, DOMO_ERROR_FAILED);
      g_assert_nonnull (strstr (error->message, "refused"));
      g_assert_null (actor);
      g_clear_error (&error);
      actor = domo_stage_actor_for_definition (stage, definition, &error);
      g_assert_no_error (error);
      g_assert_true (thread_of (actor) != g_thread_self ());
    }
  close_stage (stage);
  g_assert_cmpuint (witness.n_elsewhere, ==, 0);
}

static DomoFuture *
make_child (DomoActor *actor, gpointer definition)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (domo_actor_child_for_definition (actor, definition, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_FAILED);
  return domo_future_new_int64 (0);
}

static void
test_no_child_is_made (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("refused");
  Witness witness = { 0 };
  g_autoptr (DomoDefinition) definition = define (dispatcher, &witness);
  g_autoptr (TestSubject) actor = witness_actor_new (stage, NULL, &witness, NULL);

  if (can_refuse ())
    {
      refuse_threads (TRUE);
      run_inside (actor, make_child, definition);
      refuse_threads (FALSE);
    }
  close_stage (stage);
}

static void
test_a_thread_that_is_there_is_shared (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoStage) other = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("shared");
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor = witness_actor_new (stage, dispatcher, &witness, NULL);
  g_autoptr (TestSubject) second = NULL;

  g_test_summary ("Nothing has to be started for another stage.");
  refuse_threads (TRUE);
  second = witness_actor_new (other, dispatcher, &witness, NULL);
  g_assert_true (thread_of (actor) == thread_of (second));
  refuse_threads (FALSE);
  close_stage (stage);
  close_stage (other);
}

static void
test_a_stage_without_its_thread_is_closed (void)
{
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("refused");
  g_autoptr (DomoStage) stage = NULL;
  g_autoptr (TestSubject) actor = NULL;
  g_autoptr (DomoFuture) answer = NULL;
  g_autoptr (GPtrArray) records = NULL;

  g_test_summary ("A record says why, and all that is sent becomes dead letters.");
  if (!can_refuse ())
    return;
  g_ptr_array_unref (log_records_take (G_LOG_LEVEL_MESSAGE));
  refuse_threads (TRUE);
  stage = g_object_new (DOMO_TYPE_STAGE, "dispatcher", dispatcher, NULL);
  refuse_threads (FALSE);
  records = log_records_take (G_LOG_LEVEL_MESSAGE);
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_nonnull (
      strstr (log_record_get (g_ptr_array_index (records, 0), "MESSAGE"), "“refused”"));
  g_assert_true (domo_stage_is_closed (stage));
  actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_assert_true (domo_proxy_is_stopped (actor));
  answer = test_subject_ask (actor, 1);
  g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_STOPPED);
  g_assert_cmpuint (domo_dead_letters_get_total (domo_stage_get_dead_letters (stage)), ==, 1);
  close_stage (stage);
}

/* A dispatcher that only passes turns on, and tells of no stage. */

#define RELAY_TYPE_DISPATCHER (relay_dispatcher_get_type ())
G_DECLARE_FINAL_TYPE (RelayDispatcher, relay_dispatcher, RELAY, DISPATCHER, DomoDispatcher)

struct _RelayDispatcher
{
  DomoDispatcher parent_instance;

  DomoDispatcher *target; /* borrowed */
};

G_DEFINE_FINAL_TYPE (RelayDispatcher, relay_dispatcher, DOMO_TYPE_DISPATCHER)

static void
relay_dispatcher_schedule (DomoDispatcher *dispatcher, DomoTurn *turn)
{
  domo_dispatcher_schedule (RELAY_DISPATCHER (dispatcher)->target, turn);
}

static void
relay_dispatcher_class_init (RelayDispatcherClass *klass)
{
  DOMO_DISPATCHER_CLASS (klass)->schedule = relay_dispatcher_schedule;
}

static void
relay_dispatcher_init (RelayDispatcher *self)
{
}

static void
test_turns_wait_until_there_is_room (void)
{
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("refused");
  g_autoptr (RelayDispatcher) relay = g_object_new (RELAY_TYPE_DISPATCHER, NULL);
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) first = NULL;
  g_autoptr (TestSubject) second = NULL;
  Witness witness = { 0 };

  g_test_summary ("They were taken, so they are kept; the next one tries again.");
  relay->target = dispatcher;
  if (can_refuse ())
    {
      g_autoptr (DomoFuture) answer = NULL;

      refuse_threads (TRUE);
      first = witness_actor_new (stage, DOMO_DISPATCHER (relay), &witness, NULL);
      answer = test_subject_ask (first, 1);
      refuse_threads (FALSE);
      g_assert_true (domo_future_is_pending (answer));
      second = witness_actor_new (stage, DOMO_DISPATCHER (relay), &witness, NULL);
      await_resolved (g_steal_pointer (&answer));
      g_assert_true (thread_of (first) == thread_of (second));
    }
  close_stage (stage);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  log_records_start ();

#define ADD(name, func) g_test_add_func ("/core/thread-refused/" name, test_##func)
  ADD ("no-actor-is-made", no_actor_is_made);
  ADD ("no-child-is-made", no_child_is_made);
  ADD ("a-thread-that-is-there-is-shared", a_thread_that_is_there_is_shared);
  ADD ("a-stage-without-its-thread-is-closed", a_stage_without_its_thread_is_closed);
  ADD ("turns-wait-until-there-is-room", turns_wait_until_there_is_room);
#undef ADD

  return g_test_run ();
}
