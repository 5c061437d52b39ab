/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

#include <string.h>

#include "future-probe.h"
#include "test-actor.h"

/* Where a wait looks for work, and where it merely sleeps.
 *
 * A future of settle_in() that is pending still shows that its context has not been iterated. */

static DomoFuture *
watch_default_context (void)
{
  return settle_in (NULL, domo_future_new_void ());
}

static void
close_stage (DomoStage *stage)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (domo_stage_close (stage, -1, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (stage);
}

static void
test_iterates_pushed (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  DomoStage *stage = domo_stage_new ();
  g_autoptr (DomoFuture) watch = watch_default_context ();
  g_autoptr (GError) error = NULL;

  g_test_summary ("A pushed context is iterated, and no other, though the thread has a home");
  g_main_context_push_thread_default (context);
  g_assert_true (domo_await (settle_in (context, domo_future_new_int64 (7)), &error));
  g_assert_no_error (error);
  g_main_context_pop_thread_default (context);
  assert_pending (watch);
  drain (NULL);
  close_stage (stage);
}

static void
test_iterates_home (void)
{
  DomoStage *stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (GError) error = NULL;

  g_test_summary ("The global default context is iterated by the thread whose stage lives there");
  g_assert_true (domo_await (settle_in (NULL, domo_future_new_int64 (7)), &error));
  g_assert_no_error (error);
  g_assert_cmpint (domo_await_int64 (test_subject_ask (actor, 7), &error), ==, 7);
  g_assert_no_error (error);
  /* It is given back. */
  g_assert_false (g_main_context_is_owner (g_main_context_default ()));
  close_stage (stage);
}

/* A dispatcher of somebody else's, which runs actors in the global default context, too. */

#define IDLE_TYPE_DISPATCHER (idle_dispatcher_get_type ())
G_DECLARE_FINAL_TYPE (IdleDispatcher, idle_dispatcher, IDLE, DISPATCHER, DomoDispatcher)

struct _IdleDispatcher
{
  DomoDispatcher parent_instance;
};

G_DEFINE_FINAL_TYPE (IdleDispatcher, idle_dispatcher, DOMO_TYPE_DISPATCHER)

static gboolean
run_turn_cb (gpointer turn)
{
  return domo_turn_run (turn, 1) == 1 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
idle_dispatcher_schedule (DomoDispatcher *dispatcher, DomoTurn *turn)
{
  g_idle_add (run_turn_cb, turn);
}

static void
idle_dispatcher_class_init (IdleDispatcherClass *klass)
{
  DOMO_DISPATCHER_CLASS (klass)->schedule = idle_dispatcher_schedule;
}

static void
idle_dispatcher_init (IdleDispatcher *self)
{
}

static void
test_iterates_home_of_any_dispatcher (void)
{
  g_test_summary ("A stage has its home by its main context, whichever dispatcher it was given");
  if (g_test_subprocess ())
    {
      g_autoptr (DomoDispatcher) dispatcher = g_object_new (IDLE_TYPE_DISPATCHER, NULL);
      DomoStage *stage = g_object_new (DOMO_TYPE_STAGE, "dispatcher", dispatcher, NULL);
      g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (domo_await_int64 (test_subject_ask (actor, 7), &error), ==, 7);
      g_assert_no_error (error);
      close_stage (stage);
      return;
    }
  /* The limit only keeps a wait for ever from taking the whole program with it. */
  g_test_trap_subprocess (NULL, 20 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

/* Threads that sleep. */

static void
test_without_home_sleeps (void)
{
  g_test_summary ("A thread that has pushed no context and is no stage's home iterates none");
  for (guint round = 0; round < 50; round++)
    {
      DomoPromise *promise = domo_promise_new ();
      DomoFuture *future = domo_promise_get_future (promise);
      GThread *thread;
      g_autoptr (DomoFuture) watch = watch_default_context ();
      g_autoptr (GError) error = NULL;

      thread = g_thread_new ("settler", resolve_in_thread, promise);
      g_assert_cmpint (domo_await_int64 (future, &error), ==, 1);
      g_assert_no_error (error);
      assert_pending (watch);
      g_thread_join (thread);
      drain (NULL);
      assert_resolved (watch);
    }
}

typedef struct
{
  DomoFuture *future;
  TestSubject *actor; /* to be asked, where there is no future */
  gint64 value;
  GError *error;
  int done; /* atomic */
} Sleeping;

static gpointer
sleep_thread (gpointer data)
{
  Sleeping *self = data;

  if (self->actor != NULL)
    self->future = test_subject_ask (self->actor, 7);
  self->value = domo_await_int64 (g_steal_pointer (&self->future), &self->error);
  __atomic_store_n (&self->done, 1, __ATOMIC_SEQ_CST);
  g_main_context_wakeup (NULL);
  return NULL;
}

static void
assert_woke (Sleeping *self, GThread *thread)
{
  g_thread_join (thread);
  g_assert_no_error (self->error);
  g_assert_cmpint (self->value, ==, 7);
}

static void
test_other_threads_sleep (void)
{
  DomoStage *stage = domo_stage_new ();

  g_test_summary ("While the home thread is elsewhere, no other that waits runs its context");
  for (guint round = 0; round < 50; round++)
    {
      g_autoptr (DomoPromise) promise = domo_promise_new ();
      Sleeping sleeping[4] = { 0 };
      GThread *threads[G_N_ELEMENTS (sleeping)];
      g_autoptr (DomoFuture) watch = watch_default_context ();

      for (guint i = 0; i < G_N_ELEMENTS (sleeping); i++)
        {
          sleeping[i].future = domo_promise_get_future (promise);
          threads[i] = g_thread_new ("sleeper", sleep_thread, &sleeping[i]);
        }
      /* Some are asleep by now, some are not: either is to be right. */
      for (guint i = 0; i < round; i++)
        g_thread_yield ();
      domo_promise_resolve_int64 (promise, 7);
      for (guint i = 0; i < G_N_ELEMENTS (sleeping); i++)
        assert_woke (&sleeping[i], threads[i]);
      assert_pending (watch);
      drain (NULL);
    }
  close_stage (stage);
}

static void
test_other_thread_asks (void)
{
  DomoStage *stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  Sleeping sleeping = { .actor = actor };
  GThread *thread = g_thread_new ("sleeper", sleep_thread, &sleeping);

  g_test_summary ("A thread waits for an actor that the home thread runs");
  while (!__atomic_load_n (&sleeping.done, __ATOMIC_SEQ_CST))
    g_main_context_iteration (NULL, TRUE);
  assert_woke (&sleeping, thread);
  close_stage (stage);
}

typedef struct
{
  int acquired; /* atomic */
  int stop;     /* atomic */
} Runner;

static gpointer
run_default_context (gpointer data)
{
  Runner *self = data;

  g_assert_true (g_main_context_acquire (NULL));
  __atomic_store_n (&self->acquired, 1, __ATOMIC_SEQ_CST);
  while (!__atomic_load_n (&self->stop, __ATOMIC_SEQ_CST))
    g_main_context_iteration (NULL, TRUE);
  g_main_context_release (NULL);
  return NULL;
}

static void
test_home_run_by_another_thread (void)
{
  DomoStage *stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  Runner runner = { 0 };
  GThread *thread = g_thread_new ("runner", run_default_context, &runner);
  g_autoptr (GError) error = NULL;

  g_test_summary ("If another thread has the home context, the wait leaves the work to it");
  while (!__atomic_load_n (&runner.acquired, __ATOMIC_SEQ_CST))
    g_thread_yield ();
  for (guint i = 0; i < 50; i++)
    g_assert_cmpint (domo_await_int64 (test_subject_ask (actor, i), &error), ==, i);
  g_assert_no_error (error);
  /* By now it is at home there, so it has to close the stage, too. */
  g_assert_true (domo_stage_close (stage, -1, &error));
  g_assert_no_error (error);
  __atomic_store_n (&runner.stop, 1, __ATOMIC_SEQ_CST);
  g_main_context_wakeup (NULL);
  g_thread_join (thread);
  g_clear_object (&actor);
  g_assert_finalize_object (stage);
}

static gpointer
live_in_thread (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GError) error = NULL;
  DomoStage *stage;
  TestSubject *actor;

  g_main_context_push_thread_default (context);
  stage = domo_stage_new ();
  actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (domo_await_int64 (test_subject_ask (actor, i), &error), ==, i);
  g_assert_no_error (error);
  g_object_unref (actor);
  close_stage (stage);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_stages_of_several_threads (void)
{
  GThread *threads[4];

  g_test_summary ("Each thread runs and awaits its own stage in its own context");
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("stage", live_in_thread, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* Inside main-loop callbacks, each in a process of its own, because the warning comes once in one.
 */

static guint n_warnings;

static void
count_warning (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  g_assert_nonnull (strstr (message, "domo_await"));
  g_assert_nonnull (strstr (message, "domo_future_then"));
  g_assert_nonnull (strstr (message, "domo_future_wait_async"));
  n_warnings++;
}

static void
tolerate_warnings (void)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  g_log_set_handler ("Domo", G_LOG_LEVEL_WARNING, count_warning, NULL);
}

/* Runs @func from a callback of the global default context; answers whether this is the process in
 * which that has been done. */
static gboolean
in_a_callback (GSourceFunc func, gpointer data)
{
  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return FALSE;
    }
  tolerate_warnings ();
  g_idle_add (func, data);
  drain (NULL);
  return TRUE;
}

static gboolean
await_thrice_cb (gpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (domo_await (settle_in (NULL, domo_future_new_int64 (7)), &error));
      g_assert_no_error (error);
    }
  return G_SOURCE_REMOVE;
}

static void
test_warns_in_a_callback (void)
{
  g_autoptr (DomoStage) stage = NULL;

  g_test_summary ("Inside a main-loop callback it works, and warns once of what it blocks");
  if (g_test_subprocess ())
    stage = domo_stage_new ();
  if (!in_a_callback (await_thrice_cb, NULL))
    return;
  g_assert_cmpuint (n_warnings, ==, 1);
  close_stage (g_steal_pointer (&stage));
}

static gboolean
await_settled_cb (gpointer data)
{
  g_assert_true (domo_await (domo_future_new_void (), NULL));
  g_assert_cmpint (domo_await_int64 (domo_future_new_int64 (7), NULL), ==, 7);
  return G_SOURCE_REMOVE;
}

static void
test_settled_does_not_warn (void)
{
  g_test_summary ("A settled future blocks nothing, so there is no warning");
  if (in_a_callback (await_settled_cb, NULL))
    g_assert_cmpuint (n_warnings, ==, 0);
}

static gboolean
sleep_cb (gpointer data)
{
  DomoPromise *promise = domo_promise_new ();
  DomoFuture *future = domo_promise_get_future (promise);
  g_autoptr (DomoFuture) watch = watch_default_context ();
  GThread *thread = g_thread_new ("settler", resolve_in_thread, promise);

  g_assert_cmpint (domo_await_int64 (future, NULL), ==, 1);
  assert_pending (watch);
  g_thread_join (thread);
  return G_SOURCE_REMOVE;
}

static void
test_warns_where_it_sleeps (void)
{
  g_test_summary ("A callback of a loop that the wait may not iterate blocks even more");
  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }
  tolerate_warnings ();
  /* The other thread may be quicker than the wait, but not for ever. */
  for (guint i = 0; i < 1000 && n_warnings == 0; i++)
    {
      g_idle_add (sleep_cb, NULL);
      drain (NULL);
    }
  g_assert_cmpuint (n_warnings, ==, 1);
}

typedef struct
{
  TestSubject *actor;
  guint depth;
  guint n_done;
} Nested;

static gboolean
await_nested_cb (gpointer data)
{
  Nested *self = data;
  g_autoptr (GError) error = NULL;
  gint64 number = self->depth;

  if (self->depth-- > 0)
    g_idle_add (await_nested_cb, self);
  g_assert_cmpint (domo_await_int64 (test_subject_ask (self->actor, number), &error), ==, number);
  g_assert_no_error (error);
  self->n_done++;
  return G_SOURCE_REMOVE;
}

static void
test_recursion (void)
{
  g_test_summary ("Waits within waits: the actors go on at each depth");
  if (g_test_subprocess ())
    {
      DomoStage *stage = domo_stage_new ();
      g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
      Nested nested = { actor, 10, 0 };

      in_a_callback (await_nested_cb, &nested);
      while (nested.n_done < 11)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (n_warnings, ==, 1);
      close_stage (stage);
      return;
    }
  in_a_callback (NULL, NULL);
}

static gboolean
await_in_nested_loop_cb (gpointer data)
{
  Nested *self = data;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (domo_await_int64 (test_subject_ask (self->actor, 7), &error), ==, 7);
  g_assert_no_error (error);
  self->n_done++;
  return G_SOURCE_REMOVE;
}

static DomoFuture *
run_nested_loop (DomoActor *actor, gpointer data)
{
  Nested *self = data;

  g_idle_add (await_in_nested_loop_cb, self);
  while (self->n_done == 0)
    g_main_context_iteration (NULL, TRUE);
  return domo_future_new_int64 (1);
}

static void
test_nested_loop_in_a_handler (void)
{
  g_test_summary ("A callback of a loop that a handler runs may wait, as outside actors, and the "
                  "other actors go on");
  if (g_test_subprocess ())
    {
      DomoStage *stage = domo_stage_new ();
      g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
      g_autoptr (TestSubject) other = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
      Nested nested = { other, 0, 0 };
      g_autoptr (GError) error = NULL;

      tolerate_warnings ();
      g_assert_cmpint (domo_await_int64 (test_subject_run (actor, run_nested_loop, &nested),
                                         &error),
                       ==, 1);
      g_assert_no_error (error);
      g_assert_cmpuint (n_warnings, ==, 1);
      close_stage (stage);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/core/await-where/" name, func)
  ADD ("iterates-a-pushed-context", test_iterates_pushed);
  ADD ("iterates-the-home-context", test_iterates_home);
  ADD ("iterates-the-home-of-any-dispatcher", test_iterates_home_of_any_dispatcher);
  ADD ("without-a-home-it-sleeps", test_without_home_sleeps);
  ADD ("other-threads-sleep", test_other_threads_sleep);
  ADD ("other-thread-asks", test_other_thread_asks);
  ADD ("home-run-by-another-thread", test_home_run_by_another_thread);
  ADD ("stages-of-several-threads", test_stages_of_several_threads);
  ADD ("warns-once-in-a-callback", test_warns_in_a_callback);
  ADD ("settled-does-not-warn", test_settled_does_not_warn);
  ADD ("warns-where-it-sleeps", test_warns_where_it_sleeps);
  ADD ("waits-within-waits", test_recursion);
  ADD ("nested-loop-in-a-handler", test_nested_loop_in_a_handler);
#undef ADD
  return g_test_run ();
}
