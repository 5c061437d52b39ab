/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "witness.h"

/* GIO in actors on a thread of their own: what they begin comes back to that thread. */

typedef struct
{
  Witness witness;
  DomoPromise *loaded;
} Load;

static void
loaded_cb (GObject *file, GAsyncResult *result, gpointer data)
{
  Load *self = data;
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;

  g_file_load_contents_finish (G_FILE (file), result, &contents, NULL, NULL, &error);
  g_assert_no_error (error);
  witness_see (&self->witness);
  domo_promise_resolve_int64 (self->loaded, 1);
}

/* Answers when GIO has. */
static DomoFuture *
load (DomoActor *actor, gpointer data)
{
  Load *self = data;
  g_autoptr (GFile) file = g_file_new_for_path ("/proc/self/status");

  g_file_load_contents_async (file, NULL, loaded_cb, self);
  return domo_promise_get_future (self->loaded);
}

static void
test_an_asynchronous_call_comes_back_to_its_thread (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("test");
  Witness witness = { 0 };
  g_autoptr (TestSubject) actor = witness_actor_new (stage, dispatcher, &witness, NULL);
  Load self = { .loaded = domo_promise_new () };

  g_assert_cmpint (run_inside (actor, load, &self), ==, 1);
  witness_assert_only_in (&self.witness, thread_of (actor));
  domo_promise_unref (self.loaded);
  close_stage (stage);
}

/* Answers whether it runs in @thread. */
static DomoFuture *
compare_threads (gpointer thread)
{
  return domo_future_new_int64 (g_thread_self () == thread);
}

static DomoFuture *
see_and_pass_on (DomoFuture *settled, gpointer witness)
{
  witness_see (witness);
  return NULL;
}

static DomoFuture *
run_elsewhere (DomoActor *actor, gpointer witness)
{
  return domo_future_then (domo_future_run_in_thread (compare_threads, g_thread_self (), NULL),
                           see_and_pass_on, witness, NULL);
}

static void
test_work_in_a_thread_comes_back_to_the_actors_thread (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("test");
  Witness witness = { 0 }, called = { 0 };
  g_autoptr (TestSubject) actor = witness_actor_new (stage, dispatcher, &witness, NULL);

  g_assert_cmpint (run_inside (actor, run_elsewhere, &called), ==, FALSE);
  witness_assert_only_in (&called, thread_of (actor));
  close_stage (stage);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/core/thread-gio/" name, test_##func)
  ADD ("an-asynchronous-call-comes-back-to-its-thread",
       an_asynchronous_call_comes_back_to_its_thread);
  ADD ("work-in-a-thread-comes-back-to-the-actors-thread",
       work_in_a_thread_comes_back_to_the_actors_thread);
#undef ADD

  return g_test_run ();
}
