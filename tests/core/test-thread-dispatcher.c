/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "witness.h"

#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>

/* A dispatcher with a thread of its own: when there is one, and what it is like. */

static void
assert_settled (DomoFuture *future)
{
  g_assert_true (domo_future_is_resolved (future));
}

/* What the thread is like. */

static void
test_actors_run_in_a_thread_of_their_own (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("test");
  Witness one = { 0 }, other = { 0 };
  g_autoptr (TestSubject) actor = witness_actor_new (stage, dispatcher, &one, NULL);
  g_autoptr (TestSubject) second = witness_actor_new (stage, dispatcher, &other, NULL);
  GThread *thread = thread_of (actor);

  g_test_summary ("From the making of their instances to their release, all on one dispatcher.");
  g_assert_true (thread != g_thread_self ());
  g_assert_true (thread == thread_of (second));
  close_stage (stage);
  witness_assert_only_in (&one, thread);
  witness_assert_only_in (&other, thread);
  /* constructed, two start hooks, a message, two stop hooks, dispose and finalize */
  g_assert_cmpuint (witness_get_n_seen (&one), ==, 8);
}

static void
test_dispatchers_have_a_thread_each (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  Witness witnesses[2] = { { 0 } };
  GThread *threads[2];

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("test");
      g_autoptr (TestSubject) actor = witness_actor_new (stage, dispatcher, &witnesses[i], NULL);

      threads[i] = thread_of (actor);
    }
  g_assert_true (threads[0] != threads[1]);
  close_stage (stage);
  for (guint i = 0; i < 2; i++)
    witness_assert_only_in (&witnesses[i], threads[i]);
}

static DomoFuture *
check_context (DomoActor *actor, gpointer context)
{
  g_assert_true (g_main_context_get_thread_default () == context);
  g_assert_true (g_main_context_is_owner (context));
  return domo_future_new_int64 (0);
}

static void
test_its_context_is_the_threads_default (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new (NULL);
  GMainContext *context = domo_thread_dispatcher_get_context (DOMO_THREAD_DISPATCHER (dispatcher));
  g_autoptr (GMainContext) property = NULL;
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor = witness_actor_new (stage, dispatcher, &witness, NULL);

  run_inside (actor, check_context, context);
  g_object_get (dispatcher, "main-context", &property, NULL);
  g_assert_true (property == context);
  close_stage (stage);
}

static const int own_signals[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP };

static gboolean
is_own_signal (int number)
{
  for (guint i = 0; i < G_N_ELEMENTS (own_signals); i++)
    {
      if (own_signals[i] == number)
        return TRUE;
    }
  return FALSE;
}

static DomoFuture *
check_thread (DomoActor *actor, gpointer name)
{
  char system_name[16];
  sigset_t blocked;

  g_assert_cmpint (prctl (PR_GET_NAME, system_name), ==, 0);
  g_assert_cmpstr (system_name, ==, name);
  g_assert_cmpint (pthread_sigmask (SIG_SETMASK, NULL, &blocked), ==, 0);
  for (int number = SIGHUP; number <= SIGSYS; number++)
    {
      if (number != SIGKILL && number != SIGSTOP)
        g_assert_cmpint (sigismember (&blocked, number), ==, !is_own_signal (number));
    }
  return domo_future_new_int64 (0);
}

static void
test_it_has_a_name_and_no_signals (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("a-long-name-for-one");
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor = witness_actor_new (stage, dispatcher, &witness, NULL);
  char name[] = "a-long-name-for";
  sigset_t blocked;

  g_test_summary ("But for those that it raises by its own doing; the caller's stay as they are.");
  g_assert_cmpstr (domo_thread_dispatcher_get_name (DOMO_THREAD_DISPATCHER (dispatcher)), ==,
                   "a-long-name-for-one");
  run_inside (actor, check_thread, name);
  g_assert_cmpint (pthread_sigmask (SIG_SETMASK, NULL, &blocked), ==, 0);
  g_assert_false (sigismember (&blocked, SIGTERM));
  close_stage (stage);
}

/* A source that the program adds to the context. */
typedef struct
{
  Witness witness;
  DomoPromise *called;
} Callback;

static gboolean
callback_cb (gpointer data)
{
  Callback *self = data;

  witness_see (&self->witness);
  domo_promise_resolve_void (self->called);
  return G_SOURCE_REMOVE;
}

static DomoFuture *
add_source (DomoActor *actor, gpointer callback)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, callback_cb, callback, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return domo_future_new_int64 (0);
}

static void
test_what_an_actor_begins_comes_back_to_its_thread (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("test");
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor = witness_actor_new (stage, dispatcher, &witness, NULL);
  Callback callback = { .called = domo_promise_new () };

  run_inside (actor, add_source, &callback);
  await_resolved (domo_promise_get_future (callback.called));
  witness_assert_only_in (&callback.witness, thread_of (actor));
  domo_promise_unref (callback.called);
  close_stage (stage);
}

/* When there is a thread. */

static gboolean
has_thread (DomoDispatcher *dispatcher)
{
  GMainContext *context = domo_thread_dispatcher_get_context (DOMO_THREAD_DISPATCHER (dispatcher));

  if (!g_main_context_acquire (context))
    return TRUE;
  g_main_context_release (context);
  return FALSE;
}

static void
test_it_starts_with_the_first_actor_and_ends_with_the_stage (void)
{
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("test");
  g_autoptr (DomoStage) stage = domo_stage_new ();
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor = NULL;
  g_autoptr (DomoFuture) end = NULL;

  g_test_summary ("When the close answers, the thread has ended.");
  g_assert_false (has_thread (dispatcher));
  actor = witness_actor_new (stage, dispatcher, &witness, NULL);
  end = end_of_thread_of (actor);
  g_assert_true (has_thread (dispatcher));
  domo_proxy_stop (actor);
  await_stopped (actor);
  g_assert_true (has_thread (dispatcher));
  close_stage (stage);
  assert_settled (end);
}

static void
test_it_stays_while_a_stage_uses_it (void)
{
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("test");
  DomoStage *stages[3];
  TestSubject *actors[3];
  g_autoptr (DomoFuture) end = NULL;
  Witness witness = { 0 };

  for (guint i = 0; i < 3; i++)
    {
      stages[i] = domo_stage_new ();
      actors[i] = witness_actor_new (stages[i], dispatcher, &witness, NULL);
    }
  end = end_of_thread_of (actors[0]);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (domo_future_is_pending (end));
      g_assert_true (thread_of (actors[i]) == witness.thread);
      close_stage (stages[i]);
      g_object_unref (actors[i]);
      g_object_unref (stages[i]);
    }
  assert_settled (end);
  witness_assert_only_in (&witness, witness.thread);
}

static void
test_it_starts_again (void)
{
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("test");

  g_test_summary ("A dispatcher whose stage has closed may be used on.");
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (DomoStage) stage = domo_stage_new ();
      Witness witness = { 0 };
      g_autoptr (TestSubject) actor = witness_actor_new (stage, dispatcher, &witness, NULL);
      g_autoptr (DomoFuture) end = end_of_thread_of (actor);

      close_stage (stage);
      assert_settled (end);
      g_assert_false (has_thread (dispatcher));
      witness_assert_only_in (&witness, witness.thread);
    }
}

static gpointer
use_and_close (gpointer dispatcher)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (GMainContext) context = g_main_context_new ();
      g_autoptr (DomoStage) stage = NULL;
      Witness witness = { 0 };
      g_autoptr (TestSubject) actor = NULL;

      g_main_context_push_thread_default (context);
      stage = domo_stage_new ();
      actor = witness_actor_new (stage, dispatcher, &witness, NULL);
      g_assert_cmpint (domo_await_int64 (test_subject_ask (actor, i), NULL), ==, i);
      close_stage (stage);
      g_main_context_pop_thread_default (context);
      witness_assert_only_in (&witness, witness.thread);
    }
  return NULL;
}

static void
test_threads_begin_and_end_to_use_it_at_once (void)
{
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("test");
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("user", use_and_close, dispatcher);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_dropped_early_it_stays_for_its_actors (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  DomoDispatcher *dispatcher = domo_thread_dispatcher_new ("test");
  Witness witness = { 0 };
  TestSubject *actor = witness_actor_new (stage, dispatcher, &witness, NULL);
  g_autoptr (DomoFuture) end = end_of_thread_of (actor);

  g_test_summary ("The last reference goes here, with the proxy.");
  g_object_unref (dispatcher);
  g_assert_cmpint (domo_await_int64 (test_subject_ask (actor, 1), NULL), ==, 1);
  domo_proxy_stop (actor);
  await_stopped (actor);
  g_object_unref (actor);
  await_resolved (domo_future_ref (end));
  close_stage (stage);
}

static void
test_the_last_reference_may_go_in_its_own_thread (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  DomoDispatcher *dispatcher = domo_thread_dispatcher_new ("test");
  Witness witness = { 0 };
  TestSubject *actor = witness_actor_new (stage, dispatcher, &witness, NULL);
  g_autoptr (DomoFuture) end = end_of_thread_of (actor);

  g_test_summary ("Its only actor stops, and nobody has a proxy.");
  g_object_unref (dispatcher);
  domo_proxy_stop (actor);
  g_object_unref (actor);
  await_resolved (domo_future_ref (end));
  close_stage (stage);
}

static void
closed_cb (GObject *stage, GAsyncResult *result, gpointer closed)
{
  g_autoptr (GError) error = NULL;

  domo_stage_close_finish (DOMO_STAGE (stage), result, &error);
  g_assert_no_error (error);
  domo_promise_resolve_void (closed);
}

static void
test_it_ends_with_a_close_that_nobody_waits_for (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("test");
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor = witness_actor_new (stage, dispatcher, &witness, NULL);
  g_autoptr (DomoFuture) end = end_of_thread_of (actor);
  g_autoptr (DomoPromise) closed = domo_promise_new ();

  domo_stage_close_async (stage, -1, closed_cb, closed);
  await_resolved (domo_promise_get_future (closed));
  await_resolved (domo_future_ref (end));
}

static gboolean
pass_gate_cb (gpointer gate)
{
  domo_future_unref (gate_pass (NULL, gate));
  return G_SOURCE_REMOVE;
}

static void
test_a_callback_that_blocks_does_not_keep_the_stage_open (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("test");
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor = witness_actor_new (stage, dispatcher, &witness, NULL);
  g_autoptr (DomoFuture) end = end_of_thread_of (actor);
  g_autoptr (Gate) gate = gate_new ();
  g_autoptr (GError) error = NULL;

  domo_proxy_stop (actor);
  await_stopped (actor);
  g_main_context_invoke (domo_thread_dispatcher_get_context (DOMO_THREAD_DISPATCHER (dispatcher)),
                         pass_gate_cb, gate);
  gate_await_entry (gate);
  domo_stage_close (stage, 0, &error);
  g_assert_no_error (error);
  g_assert_true (domo_future_is_pending (end));
  gate_open (gate);
  await_resolved (domo_future_ref (end));
}

/* Stages and dispatchers in unusual places. */

static void
test_a_stage_may_run_on_it_alone (void)
{
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("test");
  g_autoptr (DomoStage) stage = g_object_new (DOMO_TYPE_STAGE, "dispatcher", dispatcher, NULL);
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor = witness_actor_new (stage, NULL, &witness, NULL);
  GThread *thread = thread_of (actor);
  g_autoptr (DomoFuture) end = end_of_thread_of (actor);

  g_test_summary ("The roots, too, run there, so the stage ends in that thread.");
  close_stage (stage);
  assert_settled (end);
  witness_assert_only_in (&witness, thread);
}

static DomoFuture *
make_stage (DomoActor *actor, gpointer stage)
{
  *(DomoStage **) stage = domo_stage_new ();
  return domo_future_new_int64 (0);
}

typedef struct
{
  DomoStage *stage;
  DomoPromise *closed;
} Closing;

static gboolean
close_cb (gpointer data)
{
  Closing *self = data;

  close_stage (self->stage);
  domo_promise_resolve_void (self->closed);
  return G_SOURCE_REMOVE;
}

/* Closes a stage from a callback in the dispatcher's thread. */
static void
close_in (DomoDispatcher *dispatcher, DomoStage *stage)
{
  Closing closing = { stage, domo_promise_new () };

  g_main_context_invoke (domo_thread_dispatcher_get_context (DOMO_THREAD_DISPATCHER (dispatcher)),
                         close_cb, &closing);
  await_resolved (domo_promise_get_future (closing.closed));
  domo_promise_unref (closing.closed);
}

static void
test_a_stage_may_be_made_in_its_thread (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("test");
  Witness outer = { 0 }, inner = { 0 };
  g_autoptr (TestSubject) actor = witness_actor_new (stage, dispatcher, &outer, NULL);
  g_autoptr (DomoStage) inner_stage = NULL;
  g_autoptr (TestSubject) inner_actor = NULL;

  g_test_summary ("Its home is the dispatcher's context, and it may be closed there.");
  run_inside (actor, make_stage, &inner_stage);
  inner_actor = witness_actor_new (inner_stage, NULL, &inner, NULL);
  g_assert_true (thread_of (inner_actor) == thread_of (actor));
  close_in (dispatcher, inner_stage);
  witness_assert_only_in (&inner, thread_of (actor));
  close_stage (stage);
}

static void
test_its_own_thread_may_close_the_stage (void)
{
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("test");
  g_autoptr (DomoStage) stage = g_object_new (DOMO_TYPE_STAGE, "dispatcher", dispatcher, NULL);
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor = witness_actor_new (stage, NULL, &witness, NULL);
  g_autoptr (DomoFuture) end = end_of_thread_of (actor);

  g_test_summary ("In a callback, whose thread runs the actors while it waits for them.");
  close_in (dispatcher, stage);
  await_resolved (domo_future_ref (end));
}

/* A dispatcher that only passes turns on. */

#define RELAY_TYPE_DISPATCHER (relay_dispatcher_get_type ())
G_DECLARE_FINAL_TYPE (RelayDispatcher, relay_dispatcher, RELAY, DISPATCHER, DomoDispatcher)

struct _RelayDispatcher
{
  DomoDispatcher parent_instance;

  DomoDispatcher *target;
};

G_DEFINE_FINAL_TYPE (RelayDispatcher, relay_dispatcher, DOMO_TYPE_DISPATCHER)

static void
relay_dispatcher_schedule (DomoDispatcher *dispatcher, DomoTurn *turn)
{
  domo_dispatcher_schedule (RELAY_DISPATCHER (dispatcher)->target, turn);
}

static void
relay_dispatcher_finalize (GObject *object)
{
  g_object_unref (RELAY_DISPATCHER (object)->target);

  G_OBJECT_CLASS (relay_dispatcher_parent_class)->finalize (object);
}

static void
relay_dispatcher_class_init (RelayDispatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = relay_dispatcher_finalize;
  DOMO_DISPATCHER_CLASS (klass)->schedule = relay_dispatcher_schedule;
}

static void
relay_dispatcher_init (RelayDispatcher *self)
{
}

static void
test_turns_may_come_through_another_dispatcher (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  RelayDispatcher *relay = g_object_new (RELAY_TYPE_DISPATCHER, NULL);
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor = NULL;
  g_autoptr (DomoFuture) end = NULL;
  GThread *thread;

  g_test_summary ("One that tells it of no stage: the thread starts with the first turn.");
  relay->target = domo_thread_dispatcher_new ("test");
  actor = witness_actor_new (stage, DOMO_DISPATCHER (relay), &witness, NULL);
  thread = thread_of (actor);
  end = end_of_thread_of (actor);
  g_object_unref (relay);
  close_stage (stage);
  witness_assert_only_in (&witness, thread);
  g_clear_object (&actor);
  await_resolved (domo_future_ref (end));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/core/thread-dispatcher/" name, test_##func)
  ADD ("actors-run-in-a-thread-of-their-own", actors_run_in_a_thread_of_their_own);
  ADD ("dispatchers-have-a-thread-each", dispatchers_have_a_thread_each);
  ADD ("its-context-is-the-threads-default", its_context_is_the_threads_default);
  ADD ("it-has-a-name-and-no-signals", it_has_a_name_and_no_signals);
  ADD ("what-an-actor-begins-comes-back-to-its-thread",
       what_an_actor_begins_comes_back_to_its_thread);
  ADD ("it-starts-with-the-first-actor-and-ends-with-the-stage",
       it_starts_with_the_first_actor_and_ends_with_the_stage);
  ADD ("it-stays-while-a-stage-uses-it", it_stays_while_a_stage_uses_it);
  ADD ("it-starts-again", it_starts_again);
  ADD ("threads-begin-and-end-to-use-it-at-once", threads_begin_and_end_to_use_it_at_once);
  ADD ("dropped-early-it-stays-for-its-actors", dropped_early_it_stays_for_its_actors);
  ADD ("the-last-reference-may-go-in-its-own-thread", the_last_reference_may_go_in_its_own_thread);
  ADD ("it-ends-with-a-close-that-nobody-waits-for", it_ends_with_a_close_that_nobody_waits_for);
  ADD ("a-callback-that-blocks-does-not-keep-the-stage-open",
       a_callback_that_blocks_does_not_keep_the_stage_open);
  ADD ("a-stage-may-run-on-it-alone", a_stage_may_run_on_it_alone);
  ADD ("a-stage-may-be-made-in-its-thread", a_stage_may_be_made_in_its_thread);
  ADD ("its-own-thread-may-close-the-stage", its_own_thread_may_close_the_stage);
  ADD ("turns-may-come-through-another-dispatcher", turns_may_come_through_another_dispatcher);
#undef ADD

  return g_test_run ();
}
