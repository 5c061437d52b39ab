/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "courier.h"
#include "log-records.h"
#include "witness.h"

/* What is promised about threads in the life of an actor, while it runs in another thread than
 * those who use it. */

#define N_PARCELS 100

/* A stage, and a dispatcher with a thread of its own. */
typedef struct
{
  DomoStage *stage;
  DomoDispatcher *dispatcher;
} Place;

static void
place_set_up (Place *self)
{
  self->stage = domo_stage_new ();
  self->dispatcher = domo_thread_dispatcher_new ("test");
}

/* Closes the stage, unless that is done. */
static void
place_tear_down (Place *self)
{
  close_stage (self->stage);
  g_object_unref (self->stage);
  g_object_unref (self->dispatcher);
}

static gpointer
make_actor_of (Place *place, DomoDefinition *definition)
{
  g_autoptr (GError) error = NULL;
  gpointer actor;

  domo_definition_set_dispatcher (definition, place->dispatcher);
  actor = domo_stage_actor_for_definition (place->stage, definition, &error);
  g_assert_no_error (error);
  return actor;
}

/* Arguments. */

static TestCourier *
make_courier (Place *place)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_COURIER_ACTOR);

  return make_actor_of (place, definition);
}

/* Sends objects of which nobody keeps a reference. */
static void
send_objects (TestCourier *courier, Witness *witness, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) object = witness_object_new (witness);

      test_courier_take_object (courier, object);
    }
}

static DomoFuture *
hold_object (const TestParcel *received, gpointer data)
{
  g_assert_true (G_IS_OBJECT (received->object_value));
  if (data != NULL)
    domo_future_unref (gate_pass (received->actor, data));
  g_assert_true (G_IS_OBJECT (received->object_value));
  return NULL;
}

static GThread *courier_thread;

static DomoFuture *
note_thread (const TestParcel *received, gpointer data)
{
  courier_thread = g_thread_self ();
  return NULL;
}

/* The thread of a courier. */
static GThread *
find_thread (TestCourier *courier)
{
  test_courier_set_handler (note_thread, NULL);
  await_resolved (test_courier_echo_nothing (courier));
  return courier_thread;
}

static void
test_arguments_are_released_where_they_were_used (Place *place)
{
  g_autoptr (TestCourier) courier = make_courier (place);
  GThread *thread = find_thread (courier);
  g_autoptr (Gate) gate = gate_new ();
  Witness witness = { 0 };

  g_test_summary ("They live until the handler returns, though the sender has dropped them.");
  test_courier_set_handler (hold_object, gate);
  send_objects (courier, &witness, N_PARCELS);
  gate_open (gate);
  close_stage (place->stage);
  witness_assert_only_in (&witness, thread);
  g_assert_cmpuint (witness_get_n_seen (&witness), ==, N_PARCELS);
}

static void
test_a_stop_releases_what_is_queued_in_the_actors_thread (Place *place)
{
  g_autoptr (TestCourier) courier = make_courier (place);
  GThread *thread = find_thread (courier);
  g_autoptr (Gate) gate = gate_new ();
  Witness witness = { 0 };

  test_courier_set_handler (hold_object, gate);
  send_objects (courier, &witness, N_PARCELS);
  gate_await_entry (gate);
  domo_proxy_stop_now (courier);
  g_assert_cmpuint (witness_get_n_seen (&witness), ==, 0);
  gate_open (gate);
  g_assert_cmpint (await_stopped (courier), ==, DOMO_STOP_REASON_STOPPED);
  witness_assert_only_in (&witness, thread);
  g_assert_cmpuint (witness_get_n_seen (&witness), ==, N_PARCELS);
  g_assert_cmpuint (domo_dead_letters_get_count (domo_stage_get_dead_letters (place->stage),
                                                 DOMO_DEAD_LETTER_REASON_STOPPED),
                    ==, N_PARCELS - 1);
}

static void
test_a_close_names_who_hangs_and_leaves_it_alone (Place *place)
{
  g_autoptr (TestCourier) courier = make_courier (place);
  g_autofree char *address = domo_address_to_string (domo_proxy_get_address (courier));
  GThread *thread = find_thread (courier);
  g_autoptr (Gate) gate = gate_new ();
  g_autoptr (GError) error = NULL;
  Witness witness = { 0 };

  g_test_summary (
      "The handler does not return. When it does, a second close finds all released, and "
      "in the right thread.");
  test_courier_set_handler (hold_object, gate);
  send_objects (courier, &witness, N_PARCELS);
  gate_await_entry (gate);
  g_assert_false (domo_stage_close (place->stage, 0, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (error->message, address));
  g_assert_false (domo_stage_is_closed (place->stage));
  g_assert_false (domo_proxy_is_stopped (courier));
  g_assert_cmpuint (witness_get_n_seen (&witness), ==, 0);
  gate_open (gate);
  close_stage (place->stage);
  witness_assert_only_in (&witness, thread);
  g_assert_cmpuint (witness_get_n_seen (&witness), ==, N_PARCELS);
}

static gpointer
send_until_stopped (gpointer courier)
{
  Witness *witness = g_object_get_data (courier, "witness");
  guint n = 0;

  while (!domo_proxy_is_stopped (courier))
    {
      send_objects (courier, witness, 1);
      n++;
    }
  return GUINT_TO_POINTER (n);
}

static void
test_nothing_is_lost_or_released_twice_under_fire (Place *place)
{
  g_autoptr (TestCourier) courier = make_courier (place);
  Witness witness = { 0 };
  GThread *senders[3];
  guint n_sent = 0, n_before, n_dead;

  g_test_summary ("Threads send until the actor has stopped.");
  find_thread (courier);
  n_before = test_courier_received.n_deliveries;
  test_courier_set_handler (hold_object, NULL);
  g_object_set_data (G_OBJECT (courier), "witness", &witness);
  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    senders[i] = g_thread_new ("sender", send_until_stopped, courier);
  while (witness_get_n_seen (&witness) < N_PARCELS)
    g_thread_yield ();
  domo_proxy_stop_now (courier);
  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    n_sent += GPOINTER_TO_UINT (g_thread_join (senders[i]));
  await_stopped (courier);
  g_assert_cmpuint (witness_get_n_seen (&witness), ==, n_sent);
  n_dead = domo_dead_letters_get_count (domo_stage_get_dead_letters (place->stage),
                                        DOMO_DEAD_LETTER_REASON_STOPPED);
  g_assert_cmpuint (test_courier_received.n_deliveries - n_before + n_dead, ==, n_sent);
}

/* Instances. */

static void
test_a_restart_happens_in_the_actors_thread (Place *place)
{
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor =
      witness_actor_new (place->stage, place->dispatcher, &witness, NULL);
  GThread *thread = thread_of (actor);
  g_autoptr (GError) error = NULL;

  domo_await_int64 (test_subject_ask_and_fail (actor, "why"), &error);
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_FAILED);
  g_assert_true (thread_of (actor) == thread);
  close_stage (place->stage);
  witness_assert_only_in (&witness, thread);
  /* Twice made, started with two hooks, disposed and finalized; before_restart and the state saved
   * and restored; three messages; two stop hooks. */
  g_assert_cmpuint (witness_get_n_seen (&witness), ==, 2 * 5 + 3 + 3 + 2);
}

static void
test_property_values_go_with_the_actor_in_its_thread (Place *place)
{
  g_autoptr (DomoStage) stage =
      g_object_new (DOMO_TYPE_STAGE, "dispatcher", place->dispatcher, NULL);
  Witness witness = { 0 }, treasure = { 0 };
  g_autoptr (GObject) object = witness_object_new (&treasure);
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, WITNESS_TYPE_ACTOR, "witness",
                                                        &witness, "treasure", object, NULL);
  GThread *thread = thread_of (actor);

  g_test_summary ("Though its proxy is still there, which had the definition.");
  g_clear_object (&object);
  domo_proxy_stop (actor);
  await_stopped (actor);
  witness_assert_only_in (&treasure, thread);
  g_assert_cmpuint (witness_get_n_seen (&treasure), ==, 1);
  close_stage (stage);
}

/* Callbacks of futures. */

typedef struct
{
  Witness called;
  Witness destroyed;
  DomoPromise *promise;
  DomoFuture *derived;
} Callback;

static DomoFuture *
callback_func (DomoFuture *settled, gpointer data)
{
  witness_see (&((Callback *) data)->called);
  return NULL;
}

static void
callback_destroy (gpointer data)
{
  witness_see (&((Callback *) data)->destroyed);
}

static DomoFuture *
add_callback (DomoActor *actor, gpointer data)
{
  Callback *self = data;

  self->derived = domo_future_then (domo_promise_get_future (self->promise), callback_func, self,
                                    callback_destroy);
  return domo_future_new_int64 (0);
}

static void
callback_clear (Callback *self)
{
  domo_promise_unref (self->promise);
  domo_future_unref (self->derived);
}

static void
test_callbacks_run_in_the_actors_thread (Place *place)
{
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor =
      witness_actor_new (place->stage, place->dispatcher, &witness, NULL);
  Callback callback = { .promise = domo_promise_new () };

  g_test_summary ("The future is settled elsewhere.");
  run_inside (actor, add_callback, &callback);
  domo_promise_resolve_void (callback.promise);
  await_resolved (domo_future_ref (callback.derived));
  witness_assert_only_in (&callback.called, thread_of (actor));
  witness_assert_only_in (&callback.destroyed, thread_of (actor));
  close_stage (place->stage);
  callback_clear (&callback);
}

static void
test_callbacks_are_dropped_in_the_actors_thread (Place *place)
{
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor =
      witness_actor_new (place->stage, place->dispatcher, &witness, NULL);
  Callback callback = { .promise = domo_promise_new () };
  GThread *thread;

  run_inside (actor, add_callback, &callback);
  thread = thread_of (actor);
  domo_proxy_stop_now (actor);
  await_stopped (actor);
  domo_promise_resolve_void (callback.promise);
  g_assert_cmpuint (witness_get_n_seen (&callback.called), ==, 0);
  witness_assert_only_in (&callback.destroyed, thread);
  g_assert_error (domo_future_get_error (callback.derived), DOMO_ERROR, DOMO_ERROR_STOPPED);
  close_stage (place->stage);
  callback_clear (&callback);
}

static DomoFuture *
return_derived (DomoActor *actor, gpointer data)
{
  domo_future_unref (add_callback (actor, data));
  return domo_future_ref (((Callback *) data)->derived);
}

static gpointer
settle_promises (gpointer callbacks)
{
  for (guint i = 0; i < N_PARCELS; i++)
    domo_promise_resolve_int64 (((Callback *) callbacks)[i].promise, i);
  return NULL;
}

static void
test_futures_settle_while_their_actor_stops (Place *place)
{
  Callback callbacks[N_PARCELS] = { { { 0 } } };
  g_autoptr (GPtrArray) answers = g_ptr_array_new ();
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor =
      witness_actor_new (place->stage, place->dispatcher, &witness, NULL);
  GThread *thread = thread_of (actor), *settler;

  g_test_summary ("Each ask is answered or rejected, each callback is called or dropped.");
  for (guint i = 0; i < N_PARCELS; i++)
    {
      callbacks[i].promise = domo_promise_new ();
      g_ptr_array_add (answers, test_subject_run_concurrent (actor, return_derived, &callbacks[i]));
    }
  /* They have been handled when this is. */
  g_assert_true (thread_of (actor) == thread);
  settler = g_thread_new ("settler", settle_promises, callbacks);
  domo_proxy_stop_now (actor);
  await_stopped (actor);
  g_thread_join (settler);
  for (guint i = 0; i < N_PARCELS; i++)
    {
      g_autoptr (DomoFuture) answer = g_ptr_array_index (answers, i);

      g_assert_false (domo_future_is_pending (answer));
      witness_assert_only_in (&callbacks[i].destroyed, thread);
      g_assert_cmpuint (callbacks[i].called.n_elsewhere, ==, 0);
      callback_clear (&callbacks[i]);
    }
}

/* Families. */

/* How to make an actor that journals its hooks. */
static DomoDefinition *
define (Journal *journal, const char *name, DomoDispatcher *dispatcher)
{
  DomoDefinition *definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", name, "journal", journal, "hooks", TRUE, NULL);

  domo_definition_set_dispatcher (definition, dispatcher);
  return definition;
}

typedef struct
{
  DomoDefinition *definition;
  TestSubject *child;
} Birth;

static DomoFuture *
make_child (DomoActor *actor, gpointer data)
{
  Birth *birth = data;
  g_autoptr (GError) error = NULL;

  birth->child = domo_actor_child_for_definition (actor, birth->definition, &error);
  g_assert_no_error (error);
  return domo_future_new_int64 (0);
}

/* Three generations, "a", "b" and "c", on this thread, the place's and a third one. */
static void
make_family (Place *place, Journal *journal, TestSubject **members)
{
  const char *const names[] = { "a", "b", "c" };
  g_autoptr (DomoDispatcher) third = domo_thread_dispatcher_new ("third");
  DomoDispatcher *const dispatchers[] = { NULL, place->dispatcher, third };

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (DomoDefinition) definition = define (journal, names[i], dispatchers[i]);
      Birth birth = { definition, NULL };

      if (i == 0)
        birth.child = domo_stage_actor_for_definition (place->stage, definition, NULL);
      else
        run_inside (members[i - 1], make_child, &birth);
      members[i] = birth.child;
    }
  g_assert_true (thread_of (members[0]) == g_thread_self ());
  g_assert_true (thread_of (members[1]) != thread_of (members[0]));
  g_assert_true (thread_of (members[2]) != thread_of (members[1]));
  journal_clear (journal);
}

static void
drop_family (TestSubject **members)
{
  for (guint i = 0; i < 3; i++)
    g_object_unref (members[i]);
}

#define FAMILY_ENDS                                                                 \
  "a.before_stop b.before_stop c.before_stop c.after_stop c.finalize b.after_stop " \
  "b.finalize a.after_stop a.finalize"

static void
test_children_elsewhere_end_before_their_parents (Place *place)
{
  g_autoptr (Journal) journal = journal_new ();
  TestSubject *members[3];

  make_family (place, journal, members);
  domo_proxy_stop (members[0]);
  await_stopped (members[0]);
  assert_journal (journal, FAMILY_ENDS);
  drop_family (members);
}

static void
test_a_close_ends_children_elsewhere_first (Place *place)
{
  g_autoptr (Journal) journal = journal_new ();
  TestSubject *members[3];

  make_family (place, journal, members);
  close_stage (place->stage);
  assert_journal (journal, FAMILY_ENDS);
  drop_family (members);
}

static void
test_a_restart_ends_children_elsewhere_first (Place *place)
{
  g_autoptr (Journal) journal = journal_new ();
  TestSubject *members[3];

  make_family (place, journal, members);
  test_subject_fail (members[0], "why");
  /* Answered by the new instance. */
  await_resolved (test_subject_ask (members[0], 1));
  assert_journal (journal, "a:fail a.before_restart b.before_stop c.before_stop c.after_stop "
                           "c.finalize b.after_stop b.finalize a.finalize a.before_start "
                           "a.after_restart");
  g_assert_true (domo_proxy_is_stopped (members[1]));
  g_assert_true (domo_proxy_is_stopped (members[2]));
  drop_family (members);
}

static void
test_what_is_queued_is_handled_before_a_stop (Place *place)
{
  g_autoptr (Journal) journal = journal_new ();
  g_autoptr (DomoDefinition) definition = define (journal, "a", NULL);
  g_autoptr (TestSubject) actor = make_actor_of (place, definition);

  for (guint i = 0; i < N_PARCELS; i++)
    test_subject_note (actor, "x");
  domo_proxy_stop (actor);
  for (guint i = 0; i < N_PARCELS; i++)
    test_subject_note (actor, "late");
  await_stopped (actor);
  /* two start hooks, two stop hooks, finalize */
  g_assert_cmpuint (journal_get_length (journal), ==, 5 + N_PARCELS);
  g_assert_cmpuint (domo_dead_letters_get_count (domo_stage_get_dead_letters (place->stage),
                                                 DOMO_DEAD_LETTER_REASON_STOPPED),
                    ==, N_PARCELS);
}

/* Asks. */

static gpointer
ask_many (gpointer actor)
{
  for (gint64 i = 0; i < 200; i++)
    g_assert_cmpint (domo_await_int64 (test_subject_ask (actor, i), NULL), ==, i);
  return NULL;
}

static DomoFuture *
ask_other (DomoActor *actor, gpointer other)
{
  return test_subject_ask (other, 7);
}

static void
test_asks_are_answered_across_threads (Place *place)
{
  Witness witnesses[2] = { { 0 } };
  g_autoptr (TestSubject) there =
      witness_actor_new (place->stage, place->dispatcher, &witnesses[0], NULL);
  g_autoptr (TestSubject) here = witness_actor_new (place->stage, NULL, &witnesses[1], NULL);
  GThread *thread = g_thread_new ("asker", ask_many, there);

  g_test_summary ("From this thread, from one without a main context, and between actors.");
  ask_many (there);
  g_thread_join (thread);
  for (guint i = 0; i < N_PARCELS; i++)
    {
      g_assert_cmpint (run_inside (there, ask_other, here), ==, 7);
      g_assert_cmpint (run_inside (here, ask_other, there), ==, 7);
    }
  thread = thread_of (there);
  close_stage (place->stage);
  witness_assert_only_in (&witnesses[0], thread);
  witness_assert_only_in (&witnesses[1], g_thread_self ());
}

/* The program. */

static void
run_test (gconstpointer data)
{
  void (*func) (Place * place) = (void (*) (Place *)) data;
  Place place;

  place_set_up (&place);
  func (&place);
  place_tear_down (&place);
  g_assert_cmpint (test_actor_count_instances (), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* Not printed: GLib asks for the local time in a way that is not safe for threads. */
  log_records_start ();

#define ADD(name, func) g_test_add_data_func ("/core/thread-life/" name, test_##func, run_test)
  ADD ("arguments-are-released-where-they-were-used", arguments_are_released_where_they_were_used);
  ADD ("a-stop-releases-what-is-queued-in-the-actors-thread",
       a_stop_releases_what_is_queued_in_the_actors_thread);
  ADD ("a-close-names-who-hangs-and-leaves-it-alone", a_close_names_who_hangs_and_leaves_it_alone);
  ADD ("nothing-is-lost-or-released-twice-under-fire",
       nothing_is_lost_or_released_twice_under_fire);
  ADD ("a-restart-happens-in-the-actors-thread", a_restart_happens_in_the_actors_thread);
  ADD ("property-values-go-with-the-actor-in-its-thread",
       property_values_go_with_the_actor_in_its_thread);
  ADD ("callbacks-run-in-the-actors-thread", callbacks_run_in_the_actors_thread);
  ADD ("callbacks-are-dropped-in-the-actors-thread", callbacks_are_dropped_in_the_actors_thread);
  ADD ("futures-settle-while-their-actor-stops", futures_settle_while_their_actor_stops);
  ADD ("children-elsewhere-end-before-their-parents", children_elsewhere_end_before_their_parents);
  ADD ("a-close-ends-children-elsewhere-first", a_close_ends_children_elsewhere_first);
  ADD ("a-restart-ends-children-elsewhere-first", a_restart_ends_children_elsewhere_first);
  ADD ("what-is-queued-is-handled-before-a-stop", what_is_queued_is_handled_before_a_stop);
  ADD ("asks-are-answered-across-threads", asks_are_answered_across_threads);
#undef ADD

  return g_test_run ();
}
