/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "step-stage.h"

/* Actors and a main loop: who runs where, and nobody starves. */

static void
close_stage (DomoStage *stage)
{
  g_autoptr (GError) error = NULL;

  domo_stage_close (stage, 0, &error);
  g_assert_no_error (error);
}

/* A flood: an actor that sends to itself for ever, each message taking at least this long by the
 * clock, so that a stretch of time is worth no more than a known number of messages. */
#define MESSAGE_TIME              (100 * G_TIME_SPAN_MILLISECOND / 1000)
#define MESSAGES_IN(milliseconds) ((milliseconds) *G_TIME_SPAN_MILLISECOND / MESSAGE_TIME)

typedef struct
{
  GSource *source;
  guint n_messages;
  guint n_at_last_firing;
  guint longest_wait; /* in messages */
  guint n_firings;
} Flood;

static void
end_wait (Flood *self)
{
  self->longest_wait = MAX (self->longest_wait, self->n_messages - self->n_at_last_firing);
  self->n_at_last_firing = self->n_messages;
}

/* Each message asks for a firing of the source, as a change of what is shown asks for a redraw. */
static DomoFuture *
flood (DomoActor *actor, gpointer data)
{
  Flood *self = data;
  gint64 end = g_get_monotonic_time () + MESSAGE_TIME;

  while (g_get_monotonic_time () < end)
    ;
  self->n_messages++;
  if (self->source != NULL)
    g_source_set_ready_time (self->source, 0);
  domo_future_unref (test_subject_run (domo_actor_get_self (actor), flood, data));
  return domo_future_new_int64 (0);
}

static gboolean
dispatch_counting_source (GSource *source, GSourceFunc callback, gpointer data)
{
  Flood *self = data;

  g_source_set_ready_time (source, -1);
  end_wait (self);
  self->n_firings++;
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs counting_source_funcs = { .dispatch = dispatch_counting_source };

static gboolean
never_called (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Answers the longest stretch of the flood, in messages, without a firing of a source at @priority
 * that is always wanted. */
static guint
measure_longest_wait (int priority, guint n_messages)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (GSource) source = g_source_new (&counting_source_funcs, sizeof (GSource));
  Flood self = { source, 0, 0, 0, 0 };

  g_source_set_priority (source, priority);
  g_source_set_callback (source, never_called, &self, NULL);
  g_source_attach (source, NULL);
  domo_future_unref (test_subject_run (actor, flood, &self));
  while (self.n_messages < n_messages)
    g_main_context_iteration (NULL, FALSE);
  end_wait (&self);
  g_source_destroy (source);
  self.source = NULL;
  close_stage (stage);
  g_assert_cmpuint (self.n_firings, >, 0);
  return self.longest_wait;
}

static void
test_a_flood_leaves_time_to_draw (void)
{
  /* GTK redraws at this priority. */
  guint longest = measure_longest_wait (G_PRIORITY_HIGH_IDLE + 20, 2000);

  g_test_message ("longest wait: %u messages", longest);
  g_assert_cmpuint (longest, <=, MESSAGES_IN (4));
}

static void
test_a_flood_leaves_time_to_idle_work (void)
{
  guint longest = measure_longest_wait (G_PRIORITY_DEFAULT_IDLE, 4000);

  g_test_message ("longest wait: %u messages", longest);
  g_assert_cmpuint (longest, <=, MESSAGES_IN (100));
}

static void
test_an_actor_with_much_to_do_lets_others_run (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (Journal) journal = journal_new ();
  g_autoptr (TestSubject) busy =
      domo_stage_actor_for (stage, TEST_TYPE_ACTOR, "name", "busy", "journal", journal, NULL);
  g_autoptr (TestSubject) other =
      domo_stage_actor_for (stage, TEST_TYPE_ACTOR, "name", "other", "journal", journal, NULL);
  g_autofree char *text = NULL;
  const char *end;
  guint n_before = 0;

  for (guint i = 0; i < 10000; i++)
    test_subject_note (busy, "x");
  test_subject_note (other, "x");
  while (journal_get_length (journal) < 10001)
    g_main_context_iteration (NULL, TRUE);
  text = journal_get_text (journal);
  end = strstr (text, "other:x");
  for (const char *at = text; at < end; at++)
    n_before += *at == ':';
  g_assert_cmpuint (n_before, <=, 100);
  close_stage (stage);
}

static DomoFuture *
get_thread (DomoActor *actor, gpointer data)
{
  *(GThread **) data = g_thread_self ();
  return domo_future_new_int64 (0);
}

static gpointer
run_stage_in_own_context (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (DomoStage) stage = NULL;
  g_autoptr (TestSubject) actor = NULL;
  GThread *thread = NULL;

  g_main_context_push_thread_default (context);
  stage = domo_stage_new ();
  actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  domo_await (test_subject_run (actor, get_thread, &thread), NULL);
  g_assert_true (thread == g_thread_self ());
  close_stage (stage);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_actors_run_in_the_context_their_stage_was_made_in (void)
{
  g_thread_join (g_thread_new ("stage", run_stage_in_own_context, NULL));
}

static gpointer
ask_once (gpointer actor)
{
  gint64 answer = domo_await_int64 (test_subject_ask (actor, 7), NULL);

  g_assert_cmpint (answer, ==, 7);
  return NULL;
}

static void
test_a_message_from_another_thread_wakes_a_sleeping_context (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);

  g_assert_cmpint (domo_await_int64 (test_subject_ask (actor, 1), NULL), ==, 1);
  for (guint i = 0; i < 100; i++)
    {
      GThread *thread = g_thread_new ("asker", ask_once, actor);

      /* Blocks in poll until the other thread's message comes: nothing else would wake it. */
      g_main_context_iteration (NULL, TRUE);
      g_thread_join (thread);
    }
  close_stage (stage);
}

static gpointer
iterate_until_resolved (gpointer future)
{
  while (domo_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  return NULL;
}

static void
test_a_context_may_change_threads (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  GThread *ran_in = NULL, *thread;
  g_autoptr (DomoFuture) first = test_subject_run (actor, get_thread, &ran_in);
  g_autoptr (DomoFuture) second = NULL;

  iterate_until_resolved (first);
  g_assert_true (ran_in == g_thread_self ());
  second = test_subject_run (actor, get_thread, &ran_in);
  thread = g_thread_new ("other", iterate_until_resolved, second);
  g_thread_join (thread);
  g_assert_true (ran_in == thread);
  close_stage (stage);
}

typedef struct
{
  TestSubject *other;
  gboolean own_ran;
} Nested;

static DomoFuture *
note_own (DomoActor *actor, gpointer data)
{
  ((Nested *) data)->own_ran = TRUE;
  return domo_future_new_int64 (2);
}

static DomoFuture *
run_nested_loop (DomoActor *actor, gpointer data)
{
  Nested *nested = data;
  DomoFuture *own = test_subject_run (domo_actor_get_self (actor), note_own, data);
  DomoFuture *answer = test_subject_ask (nested->other, 3);

  iterate_until_resolved (answer);
  g_assert_false (nested->own_ran);
  domo_future_unref (own);
  domo_future_unref (answer);
  return domo_future_new_int64 (1);
}

static void
test_other_actors_go_on_while_a_handler_runs_a_nested_loop (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) nesting = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (TestSubject) other = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  Nested nested = { other, FALSE };

  g_test_summary ("And the actor whose handler it is gets no message meanwhile.");
  g_assert_cmpint (domo_await_int64 (test_subject_run (nesting, run_nested_loop, &nested), NULL),
                   ==, 1);
  g_assert_cmpint (domo_await_int64 (test_subject_ask (nesting, 4), NULL), ==, 4);
  g_assert_true (nested.own_ran);
  close_stage (stage);
}

static void
test_two_stages_share_a_context (void)
{
  g_autoptr (DomoStage) one = domo_stage_new ();
  g_autoptr (DomoStage) two = domo_stage_new ();
  g_autoptr (TestSubject) flooding = domo_stage_actor_for (one, TEST_TYPE_ACTOR, NULL);
  g_autoptr (TestSubject) other = domo_stage_actor_for (two, TEST_TYPE_ACTOR, NULL);
  Flood self = { 0 };

  domo_future_unref (test_subject_run (flooding, flood, &self));
  for (guint i = 0; i < 20; i++)
    {
      guint before = self.n_messages;

      g_assert_cmpint (domo_await_int64 (test_subject_ask (other, i), NULL), ==, i);
      g_assert_cmpuint (self.n_messages - before, <=, MESSAGES_IN (20));
    }
  close_stage (one);
  close_stage (two);
}

static void
test_nothing_runs_before_the_context_is_iterated (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoProxy) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);

  g_assert_cmpint (test_actor_count_instances (), ==, 0);
  /* One turn, as a rule; but where the machine is slow its slice is over before this actor's. */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpint (test_actor_count_instances (), ==, 1);
  close_stage (stage);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/core/main-dispatcher/" name, test_##func)
  ADD ("nothing-runs-before-the-context-is-iterated", nothing_runs_before_the_context_is_iterated);
  ADD ("a-flood-leaves-time-to-draw", a_flood_leaves_time_to_draw);
  ADD ("a-flood-leaves-time-to-idle-work", a_flood_leaves_time_to_idle_work);
  ADD ("an-actor-with-much-to-do-lets-others-run", an_actor_with_much_to_do_lets_others_run);
  ADD ("actors-run-in-the-context-their-stage-was-made-in",
       actors_run_in_the_context_their_stage_was_made_in);
  ADD ("a-message-from-another-thread-wakes-a-sleeping-context",
       a_message_from_another_thread_wakes_a_sleeping_context);
  ADD ("a-context-may-change-threads", a_context_may_change_threads);
  ADD ("other-actors-go-on-while-a-handler-runs-a-nested-loop",
       other_actors_go_on_while_a_handler_runs_a_nested_loop);
  ADD ("two-stages-share-a-context", two_stages_share_a_context);
#undef ADD

  return g_test_run ();
}
