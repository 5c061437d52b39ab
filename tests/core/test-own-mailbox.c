/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "accounts.h"
#include "log-records.h"
#include "misuse.h"

/* The mailbox that docs/mailboxes.md shows, taken from there. */
#include "latest-mailbox.inc"

static TestSubject *
make_latest (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition = accounts_definition (stage);

  domo_definition_set_mailbox_func (definition, latest_mailbox_new, NULL, NULL);
  return accounts_actor (stage, definition);
}

static void
test_the_one_in_the_documentation_works (StepStage *stage)
{
  g_autoptr (DomoDeadLettersRecorder) heard = domo_dead_letters_recorder_new (stage->stage);
  g_autoptr (TestSubject) actor = make_latest (stage);
  g_autoptr (DomoFuture) outdated = NULL, latest = NULL;

  test_subject_note (actor, "1");
  outdated = test_subject_ask (actor, 1);
  test_subject_note (actor, "2");
  latest = test_subject_ask (actor, 2);
  g_assert_cmpuint (domo_proxy_get_queue_length (actor), ==, 2);
  g_assert_cmpuint (domo_proxy_get_mailbox_capacity (actor), ==, 0);
  g_assert_error (domo_future_get_error (outdated), DOMO_ERROR, DOMO_ERROR_MAILBOX_FULL);
  step_stage_settle (stage, latest);
  assert_journal (stage->journal, "a:2");
  assert_counters (actor, 2, 2, 0, 0);
  assert_accounts (stage->stage, actor);
  iterate_main_context ();
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (heard), ==, 2);
  g_assert_cmpstr (domo_dead_letter_get_message (domo_dead_letters_recorder_get_nth (heard, 0)), ==,
                   "note(\"1\")");
}

static void
test_it_has_room_unless_it_says_otherwise (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_latest (stage);
  g_autoptr (DomoFuture) ready = domo_proxy_ready (actor), late = NULL;

  g_assert_true (domo_future_is_resolved (ready));
  domo_proxy_stop (actor);
  late = domo_proxy_ready (actor);
  g_assert_error (domo_future_get_error (late), DOMO_ERROR, DOMO_ERROR_STOPPED);
}

static void
test_what_it_holds_at_a_stop_is_handled (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_latest (stage);

  test_subject_note (actor, "1");
  domo_proxy_stop (actor);
  test_subject_note (actor, "2");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1");
  g_assert_true (domo_proxy_is_stopped (actor));
  assert_counters (actor, 1, 1, 0, 0);
}

static void
test_it_outlives_a_restart_and_goes_with_the_actor (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition = accounts_definition (stage);
  g_autoptr (TestSubject) actor = NULL;
  DomoMailbox *mailbox = latest_mailbox_new (NULL);

  g_object_add_weak_pointer (G_OBJECT (mailbox), (gpointer *) &mailbox);
  domo_definition_set_mailbox_func (definition, (DomoMailboxFunc) g_object_ref, mailbox,
                                    g_object_unref);
  actor = accounts_actor (stage, definition);
  domo_proxy_restart (actor);
  test_subject_note (actor, "1");
  step_stage_run (stage);
  assert_journal (stage->journal, "a:1");
  domo_proxy_stop (actor);
  step_stage_run (stage);
  g_clear_object (&actor);
  g_clear_pointer (&definition, domo_definition_unref);
  g_assert_null (mailbox);
}

/* A mailbox that looks at what it is given. */

typedef struct
{
  DomoMailbox parent_instance;

  DomoMessage *message;
} LookingMailbox;

typedef struct
{
  DomoMailboxClass parent_class;
} LookingMailboxClass;

GType looking_mailbox_get_type (void);
G_DEFINE_TYPE (LookingMailbox, looking_mailbox, DOMO_TYPE_MAILBOX)

static char *seen;

static DomoMessage *
looking_mailbox_push (DomoMailbox *mailbox, DomoMessage *message, DomoDeadLetterReason *reason)
{
  g_autofree char *text = domo_message_to_string (message);

  g_free (seen);
  seen = g_strdup_printf ("%s.%s %d %s %s", g_type_name (domo_message_get_protocol (message)),
                          domo_message_get_method (message), domo_message_get_priority (message),
                          domo_message_is_ask (message) ? "ask" : "tell", text);
  *reason = DOMO_DEAD_LETTER_REASON_REJECTED;
  return message;
}

static DomoMessage *
looking_mailbox_pop (DomoMailbox *mailbox)
{
  return NULL;
}

static guint
looking_mailbox_get_size (DomoMailbox *mailbox)
{
  return 0;
}

static void
looking_mailbox_class_init (LookingMailboxClass *klass)
{
  DOMO_MAILBOX_CLASS (klass)->push = looking_mailbox_push;
  DOMO_MAILBOX_CLASS (klass)->pop = looking_mailbox_pop;
  DOMO_MAILBOX_CLASS (klass)->get_size = looking_mailbox_get_size;
}

static void
looking_mailbox_init (LookingMailbox *self)
{
}

static DomoMailbox *
looking_mailbox_new (gpointer unused)
{
  return g_object_new (looking_mailbox_get_type (), NULL);
}

static void
test_it_is_told_what_a_message_is (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition = accounts_definition (stage);
  g_autoptr (TestSubject) actor = NULL;
  g_autoptr (DomoFuture) ask = NULL;
  DomoCounters counters;

  domo_definition_set_mailbox_func (definition, looking_mailbox_new, NULL, NULL);
  actor = accounts_actor (stage, definition);
  test_subject_note (actor, "x");
  g_assert_cmpstr (seen, ==, "TestSubject.note 0 tell note(\"x\")");
  ask = test_subject_ask (actor, 5);
  g_assert_cmpstr (seen, ==, "TestSubject.ask 0 ask ask(5)");
  g_assert_error (domo_future_get_error (ask), DOMO_ERROR, DOMO_ERROR_MAILBOX_FULL);
  domo_proxy_get_counters (actor, &counters);
  g_assert_cmpuint (counters.rejected, ==, 2);
  g_assert_cmpuint (counters.dropped, ==, 0);
  g_clear_pointer (&seen, g_free);
}

/* Mistakes. */

static DomoMailbox *
make_nothing (gpointer unused)
{
  return NULL;
}

static void
without_a_mailbox (gconstpointer data)
{
  StepStage stage;
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);
  TestSubject *actor;

  step_stage_set_up (&stage);
  domo_definition_set_mailbox_func (definition, make_nothing, NULL, NULL);
  actor = domo_stage_actor_for_definition (stage.stage, definition, NULL);
  step_stage_run (&stage);
  g_assert_false (domo_proxy_is_stopped (actor));
  g_object_unref (actor);
  step_stage_tear_down (&stage);
}

static void
test_a_function_that_makes_none_is_a_mistake (void)
{
  assert_misuse (without_a_mailbox, NULL, "*TestActor*mailboxes answered none*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!g_test_subprocess ())
    log_records_start ();

#define ADD(path, func) step_stage_add_test ("/core/own-mailbox/" path, test_##func)
  ADD ("the-one-in-the-documentation-works", the_one_in_the_documentation_works);
  ADD ("it-has-room-unless-it-says-otherwise", it_has_room_unless_it_says_otherwise);
  ADD ("what-it-holds-at-a-stop-is-handled", what_it_holds_at_a_stop_is_handled);
  ADD ("it-outlives-a-restart-and-goes-with-the-actor",
       it_outlives_a_restart_and_goes_with_the_actor);
  ADD ("it-is-told-what-a-message-is", it_is_told_what_a_message_is);
#undef ADD
  g_test_add_func ("/core/own-mailbox/a-function-that-makes-none-is-a-mistake",
                   test_a_function_that_makes_none_is_a_mistake);

  return g_test_run ();
}
