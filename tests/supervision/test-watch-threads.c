/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "watcher.h"
#include "witness.h"

/* Watching and unwatching from threads, while the watched stop. */

#define N_ROUNDS 500

static void
run_context (GMainContext *context)
{
  while (g_main_context_iteration (context, FALSE))
    ;
}

static void
test_each_thread_is_told_in_its_own_context (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("watched");
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor = witness_actor_new (stage, dispatcher, &witness, NULL);
  Watcher watcher = { 0 };

  watcher_begin (&watcher, actor);
  domo_proxy_stop (actor);
  await_stopped (actor);
  while (watcher.n_calls == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (watcher.thread == g_thread_self ());
  watcher_end (&watcher);
  close_stage (stage);
  run_context (NULL);
  watcher_assert_called (&watcher, DOMO_STOP_REASON_STOPPED);
}

static void
test_an_actor_in_a_thread_is_told_there (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("watching");
  Witness watched_witness = { 0 }, watching_witness = { 0 };
  g_autoptr (TestSubject) watched = witness_actor_new (stage, NULL, &watched_witness, NULL);
  g_autoptr (TestSubject) watching = witness_actor_new (stage, dispatcher, &watching_witness, NULL);
  GThread *thread = thread_of (watching);
  Watcher watcher = { .proxy = watched };

  run_inside (watching, watcher_begin_inside, &watcher);
  domo_proxy_stop (watched);
  g_assert_cmpint (await_stopped (watched), ==, DOMO_STOP_REASON_STOPPED);
  /* What it has been told comes ahead of this. */
  run_inside (watching, watcher_unwatch_inside, &watcher);
  close_stage (stage);
  watcher_assert_called (&watcher, DOMO_STOP_REASON_STOPPED);
  g_assert_true (watcher.thread == thread);
  watcher_end (&watcher);
}

/* Unwatch against stop. */

typedef struct
{
  DomoWatch *watch;
  gboolean ended;
} Unwatcher;

static gpointer
unwatch_thread (gpointer data)
{
  Unwatcher *self = data;

  self->ended = domo_unwatch (self->watch);
  domo_watch_unref (self->watch);
  return NULL;
}

static void
test_unwatch_and_the_end_agree (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("watched");
  Witness witness = { 0 };

  g_test_summary (
      "Whoever is first: either the call comes, once, or unwatch says that it will not.");
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (TestSubject) actor = witness_actor_new (stage, dispatcher, &witness, NULL);
      Watcher watcher = { 0 };
      Unwatcher unwatcher = { 0 };
      GThread *thread;

      watcher_begin (&watcher, actor);
      unwatcher.watch = domo_watch_ref (watcher.watch);
      domo_proxy_stop (actor);
      thread = g_thread_new ("unwatch", unwatch_thread, &unwatcher);
      while (watcher.n_freed == 0)
        g_main_context_iteration (NULL, TRUE);
      g_thread_join (thread);
      g_assert_cmpuint (watcher.n_calls, ==, unwatcher.ended ? 0 : 1);
      g_assert_cmpuint (watcher.n_freed, ==, 1);
      watcher_end (&watcher);
    }
  close_stage (stage);
}

typedef struct
{
  gpointer proxy;
  guint n_calls;
} Watching;

static void
count_call (gpointer proxy, DomoStopReason reason, gpointer data)
{
  ((Watching *) data)->n_calls++;
}

/* Watches in a context of its own until it has been told. */
static gpointer
watch_thread (gpointer data)
{
  Watching *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < 10; i++)
    {
      DomoWatch *watch = domo_watch (self->proxy, count_call, self, NULL);

      if (i % 2 == 0 && domo_unwatch (watch))
        self->n_calls++;
      domo_watch_unref (watch);
    }
  while (self->n_calls < 10)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_many_threads_may_watch_one_actor (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("watched");
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor = witness_actor_new (stage, dispatcher, &witness, NULL);
  Watching watching[4];
  GThread *threads[G_N_ELEMENTS (watching)];

  for (guint i = 0; i < G_N_ELEMENTS (watching); i++)
    {
      watching[i] = (Watching){ actor, 0 };
      threads[i] = g_thread_new ("watch", watch_thread, &watching[i]);
    }
  domo_proxy_stop (actor);
  for (guint i = 0; i < G_N_ELEMENTS (watching); i++)
    {
      g_thread_join (threads[i]);
      g_assert_cmpuint (watching[i].n_calls, ==, 10);
    }
  close_stage (stage);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/supervision/watch-threads/" name, test_##func)
  ADD ("each-thread-is-told-in-its-own-context", each_thread_is_told_in_its_own_context);
  ADD ("an-actor-in-a-thread-is-told-there", an_actor_in_a_thread_is_told_there);
  ADD ("unwatch-and-the-end-agree", unwatch_and_the_end_agree);
  ADD ("many-threads-may-watch-one-actor", many_threads_may_watch_one_actor);
#undef ADD

  return g_test_run ();
}
