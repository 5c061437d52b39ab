/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-testkit.h>

#include "failure.h"
#include "test-actor.h"

static Journal *journal;

static TestSubject *
make (DomoTestFixture *fixture, const char *name)
{
  return domo_stage_actor_for (fixture->stage, TEST_TYPE_ACTOR, "name", name, "journal", journal,
                               NULL);
}

/* Running. */

static void
add_note (gpointer text)
{
  journal_add (journal, "%s", (const char *) text);
}

static gboolean
add_note_cb (gpointer text)
{
  add_note (text);
  return G_SOURCE_REMOVE;
}

static DomoFuture *
then_note (DomoFuture *settled, gpointer text)
{
  add_note (text);
  return NULL;
}

static void
test_runs_actors_and_callbacks (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestSubject) actor = make (fixture, "a");
  g_autoptr (DomoFuture) then = NULL;

  test_subject_note (actor, "1");
  then = domo_future_then (test_subject_ask (actor, 1), then_note, (gpointer) "then", NULL);
  g_assert_cmpuint (domo_test_fixture_run (fixture), >, 0);
  assert_journal (journal, "a:1 then");
  g_assert_cmpuint (domo_test_fixture_run (fixture), ==, 0);
}

static void
test_time_does_not_pass_by_itself (DomoTestFixture *fixture, gconstpointer data)
{
  DomoClock *clock = domo_stage_get_clock (fixture->stage);

  g_assert_true (clock == DOMO_CLOCK (fixture->clock));
  domo_timer_unref (domo_clock_add_timer (clock, 10, add_note, (gpointer) "timer", NULL));
  domo_test_fixture_run (fixture);
  assert_journal (journal, "");
  domo_test_fixture_advance (fixture, 9);
  assert_journal (journal, "");
  domo_test_fixture_advance (fixture, 1);
  assert_journal (journal, "timer");
  g_assert_cmpint (domo_clock_get_time (clock), ==, 10);
}

/* An actor that waits, inside, for a tenth of a second as often as told. */
static DomoFuture *
wait_inside (DomoActor *actor, gpointer n)
{
  for (guint i = 0; i < GPOINTER_TO_UINT (n); i++)
    {
      g_autoptr (DomoPromise) promise = domo_promise_new ();
      g_autoptr (GError) error = NULL;

      domo_await (domo_future_with_timeout (domo_promise_get_future (promise), 100000), &error);
      g_assert_error (error, DOMO_ERROR, DOMO_ERROR_TIMEOUT);
      journal_add (journal, "%" G_GINT64_FORMAT,
                   domo_clock_get_time (domo_stage_get_clock (domo_actor_get_stage (actor))));
    }
  return domo_future_new_int64 (0);
}

static void
test_advances_through_what_actors_arrange (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestSubject) actor = make (fixture, "a");
  g_autoptr (DomoFuture) future = test_subject_run (actor, wait_inside, GUINT_TO_POINTER (3));

  g_test_summary ("Each wait begins when the one before has ended, at its own time.");
  domo_test_fixture_advance (fixture, 250000);
  assert_journal (journal, "100000 200000");
  g_assert_true (domo_future_is_pending (future));
  domo_test_fixture_advance (fixture, 50000);
  assert_journal (journal, "100000 200000 300000");
  g_assert_true (domo_future_is_resolved (future));
}

static void
test_sources_of_the_test_run (DomoTestFixture *fixture, gconstpointer data)
{
  g_idle_add (add_note_cb, (gpointer) "idle");
  domo_test_fixture_run (fixture);
  assert_journal (journal, "idle");
}

/* What a test may leave behind, because it ends by itself. */

static void
test_messages_on_their_way_are_handled (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestSubject) actor = make (fixture, "a");

  g_test_summary ("The tear-down lets actors finish; a dead letter would fail this test.");
  test_subject_note (actor, "1");
}

static void
test_a_closed_stage_is_fine (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestSubject) actor = make (fixture, "a");

  domo_stage_close_async (fixture->stage, 0, NULL, NULL);
  domo_test_fixture_run (fixture);
  g_assert_true (domo_stage_is_closed (fixture->stage));
}

static void
test_expected_dead_letters_are_fine (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (TestSubject) actor = make (fixture, "a");

  domo_dead_letters_recorder_expect (fixture->dead_letters, DOMO_DEAD_LETTER_REASON_STOPPED,
                                     "note(*)", 1);
  domo_proxy_stop (actor);
  domo_test_fixture_run (fixture);
  test_subject_note (actor, "late");
}

static void
test_actors_elsewhere_may_take_their_time (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "a", "journal", journal, NULL);
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("elsewhere");
  g_autoptr (TestSubject) actor = NULL;

  g_test_summary ("Those that run in a thread end in real time.");
  domo_definition_set_dispatcher (definition, dispatcher);
  actor = domo_stage_actor_for_definition (fixture->stage, definition, NULL);
  test_subject_note (actor, "1");
}

static void
test_takes_properties_of_the_stage (void)
{
  DomoTestFixture fixture;
  gint64 limit = 0;

  domo_test_fixture_set_up_with (&fixture, "await-timeout", G_GINT64_CONSTANT (5), NULL);
  g_object_get (fixture.stage, "await-timeout", &limit, NULL);
  g_assert_cmpint (limit, ==, 5);
  domo_test_fixture_tear_down (&fixture, NULL);
}

/* What fails a test. */

typedef void (*Mess) (DomoTestFixture *fixture);

static void
make_mess (Mess mess, gboolean is_seeded)
{
  DomoTestFixture fixture;

  if (is_seeded)
    domo_test_fixture_set_up_seeded (&fixture, NULL);
  else
    domo_test_fixture_set_up (&fixture, NULL);
  mess (&fixture);
  domo_test_fixture_tear_down (&fixture, NULL);
}

#define FAILS(name, pattern)              \
  static void run_##name (void)           \
  {                                       \
    make_mess (name, FALSE);              \
  }                                       \
  static void test_##name (void)          \
  {                                       \
    assert_failure (run_##name, pattern); \
  }

static void
an_actor_that_owes_an_answer (DomoTestFixture *fixture)
{
  g_autoptr (TestSubject) actor = make (fixture, "a");
  DomoPromise *promise = domo_promise_new ();

  domo_future_unref (test_subject_run (actor, test_return_promised, promise));
}
FAILS (an_actor_that_owes_an_answer, "actors that do not end: TestActor *(busy, *queued)")

static void
an_actor_that_waits (DomoTestFixture *fixture)
{
  g_autoptr (TestSubject) actor = make (fixture, "a");

  domo_future_unref (test_subject_run (actor, wait_inside, GUINT_TO_POINTER (1)));
}
FAILS (an_actor_that_waits, "actors that do not end: TestActor *(parked, 0 queued)")

static void
a_future (DomoTestFixture *fixture)
{
  g_autoptr (TestSubject) actor = make (fixture, "a");
  DomoFuture *kept = test_subject_ask (actor, 1);

  domo_test_fixture_run (fixture);
  g_assert_true (domo_future_is_resolved (kept));
}
FAILS (a_future, "1 more futures are held than before the test")

static void
a_dead_letter (DomoTestFixture *fixture)
{
  g_autoptr (TestSubject) actor = make (fixture, "a");

  domo_proxy_stop (actor);
  domo_test_fixture_run (fixture);
  test_subject_note (actor, "late");
}
FAILS (a_dead_letter, "nobody expected note(\"late\") for TestActor (stopped)")

static void
a_dead_letter_that_did_not_come (DomoTestFixture *fixture)
{
  domo_dead_letters_recorder_expect (fixture->dead_letters, DOMO_DEAD_LETTER_REASON_DROPPED, "*",
                                     2);
}
FAILS (a_dead_letter_that_did_not_come, "of 2 like *(dropped) there were 0")

static void
a_stage_that_is_held (DomoTestFixture *fixture)
{
  g_object_ref (fixture->stage);
}
FAILS (a_stage_that_is_held, "somebody still holds the stage")

static void
a_clock_that_is_held (DomoTestFixture *fixture)
{
  g_object_ref (fixture->clock);
}
FAILS (a_clock_that_is_held, "somebody still holds the clock")

static void
a_dispatcher_that_is_held (DomoTestFixture *fixture)
{
  g_object_ref (fixture->dispatcher);
}
FAILS (a_dispatcher_that_is_held, "somebody still holds the dispatcher")

/* A mailbox that takes messages and never gives them back. */

#define HOLE_TYPE_MAILBOX (hole_mailbox_get_type ())
G_DECLARE_FINAL_TYPE (HoleMailbox, hole_mailbox, HOLE, MAILBOX, DomoMailbox)

struct _HoleMailbox
{
  DomoMailbox parent_instance;
};

G_DEFINE_FINAL_TYPE (HoleMailbox, hole_mailbox, DOMO_TYPE_MAILBOX)

static DomoMessage *
hole_mailbox_push (DomoMailbox *self, DomoMessage *message, DomoDeadLetterReason *reason)
{
  return NULL;
}

static DomoMessage *
hole_mailbox_pop (DomoMailbox *self)
{
  return NULL;
}

static guint
hole_mailbox_get_size (DomoMailbox *self)
{
  return 0;
}

static void
hole_mailbox_class_init (HoleMailboxClass *klass)
{
  DomoMailboxClass *mailbox_class = DOMO_MAILBOX_CLASS (klass);

  mailbox_class->push = hole_mailbox_push;
  mailbox_class->pop = hole_mailbox_pop;
  mailbox_class->get_size = hole_mailbox_get_size;
}

static void
hole_mailbox_init (HoleMailbox *self)
{
}

static DomoMailbox *
make_hole (gpointer data)
{
  return g_object_new (HOLE_TYPE_MAILBOX, NULL);
}

static void
a_message_that_is_lost (DomoTestFixture *fixture)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "a", "journal", journal, NULL);
  g_autoptr (TestSubject) actor = NULL;

  domo_definition_set_mailbox_func (definition, make_hole, NULL, NULL);
  actor = domo_stage_actor_for_definition (fixture->stage, definition, NULL);
  test_subject_note (actor, "lost");
}
FAILS (a_message_that_is_lost, "not accounted for: 1 accepted, but 0 handled + 0 dead letters + ")

/* Sends itself the same message again, for ever. */
static DomoFuture *
run_again (DomoActor *actor, gpointer data)
{
  domo_future_unref (test_subject_run (domo_actor_get_self (actor), run_again, NULL));
  return domo_future_new_int64 (0);
}

static void
actors_that_never_rest (DomoTestFixture *fixture)
{
  g_autoptr (TestSubject) actor = make (fixture, "a");

  domo_future_unref (test_subject_run (actor, run_again, NULL));
  domo_test_fixture_run (fixture);
}
FAILS (actors_that_never_rest, "does not come to rest: *by TestActor")

static void
time_that_does_not_pass (gpointer clock)
{
  domo_timer_unref (domo_clock_add_timer (clock, domo_clock_get_time (clock),
                                          time_that_does_not_pass, clock, NULL));
}

static void
a_timer_that_renews_itself (DomoTestFixture *fixture)
{
  time_that_does_not_pass (fixture->clock);
  domo_test_fixture_advance (fixture, 1);
}
FAILS (a_timer_that_renews_itself, "a timer renews itself for the same moment")

static void
run_a_seeded_mess (void)
{
  make_mess (a_dead_letter, TRUE);
}

static void
test_the_seed_is_named (void)
{
  assert_failure (run_a_seeded_mess, "nobody expected*(order drawn from seed *)");
}

/* Orders. */

static void
note_in_any_order (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) actors = g_ptr_array_new_with_free_func (g_object_unref);

  journal_clear (journal);
  for (guint i = 0; i < 8; i++)
    {
      const char name[] = { (char) ('a' + i), '\0' };

      g_ptr_array_add (actors, make (fixture, name));
    }
  domo_test_fixture_run (fixture);
  for (guint i = 0; i < actors->len; i++)
    test_subject_note (actors->pdata[i], "1");
  domo_test_fixture_run (fixture);
  g_assert_cmpuint (journal_get_length (journal), ==, 8);
}

static void
test_the_seed_of_the_program_draws_the_order (void)
{
  g_autoptr (GHashTable) orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_test_summary ("Fixture after fixture draws anew.");
  for (guint i = 0; i < 20; i++)
    {
      DomoTestFixture fixture;

      domo_test_fixture_set_up_seeded (&fixture, NULL);
      note_in_any_order (&fixture, NULL);
      domo_test_fixture_tear_down (&fixture, NULL);
      g_hash_table_add (orders, journal_get_text (journal));
    }
  g_assert_cmpuint (g_hash_table_size (orders), >, 10);
}

static void
test_in_order_unless_seeded (DomoTestFixture *fixture, gconstpointer data)
{
  note_in_any_order (fixture, NULL);
  assert_journal (journal, "a:1 b:1 c:1 d:1 e:1 f:1 g:1 h:1");
}

static void
set_up (DomoTestFixture *fixture, gconstpointer data)
{
  journal_clear (journal);
  domo_test_fixture_set_up (fixture, data);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  journal = journal_new ();

#define PATH "/testkit/test-fixture/"
#define ADD(path, func) \
  g_test_add (PATH path, DomoTestFixture, NULL, set_up, test_##func, domo_test_fixture_tear_down)
#define ADD_FAILURE(path, func) g_test_add_func (PATH path, test_##func)
  ADD ("runs-actors-and-callbacks", runs_actors_and_callbacks);
  ADD ("time-does-not-pass-by-itself", time_does_not_pass_by_itself);
  ADD ("advances-through-what-actors-arrange", advances_through_what_actors_arrange);
  ADD ("sources-of-the-test-run", sources_of_the_test_run);
  ADD ("messages-on-their-way-are-handled", messages_on_their_way_are_handled);
  ADD ("a-closed-stage-is-fine", a_closed_stage_is_fine);
  domo_test_add (PATH "expected-dead-letters-are-fine", test_expected_dead_letters_are_fine);
  domo_test_add (PATH "actors-elsewhere-may-take-their-time",
                 test_actors_elsewhere_may_take_their_time);
  g_test_add_func (PATH "takes-properties-of-the-stage", test_takes_properties_of_the_stage);
  ADD_FAILURE ("fails/an-actor-that-owes-an-answer", an_actor_that_owes_an_answer);
  ADD_FAILURE ("fails/an-actor-that-waits", an_actor_that_waits);
  ADD_FAILURE ("fails/a-future", a_future);
  ADD_FAILURE ("fails/a-dead-letter", a_dead_letter);
  ADD_FAILURE ("fails/a-dead-letter-that-did-not-come", a_dead_letter_that_did_not_come);
  ADD_FAILURE ("fails/a-stage-that-is-held", a_stage_that_is_held);
  ADD_FAILURE ("fails/a-clock-that-is-held", a_clock_that_is_held);
  ADD_FAILURE ("fails/a-dispatcher-that-is-held", a_dispatcher_that_is_held);
  ADD_FAILURE ("fails/a-message-that-is-lost", a_message_that_is_lost);
  ADD_FAILURE ("fails/actors-that-never-rest", actors_that_never_rest);
  ADD_FAILURE ("fails/a-timer-that-renews-itself", a_timer_that_renews_itself);
  ADD_FAILURE ("the-seed-is-named", the_seed_is_named);
  ADD_FAILURE ("the-seed-of-the-program-draws-the-order", the_seed_of_the_program_draws_the_order);
  ADD ("in-order-unless-seeded", in_order_unless_seeded);
  domo_test_add_seeded (PATH "seeded", note_in_any_order);

  status = g_test_run ();
  journal_unref (journal);
  return status;
}
