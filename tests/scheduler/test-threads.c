/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-scheduler.h>

/* Not GMutex and GThread: ThreadSanitizer sees these. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "test-actor.h"

/* Scheduling, doing and cancelling in several threads at once, on the clock of the system. */

#define N_THREADS 4
#define N_EACH    500

typedef struct
{
  DomoStage *stage;
  DomoScheduler *scheduler;
  gpointer actor; /* or NULL */
  atomic_uint n_run;
  atomic_uint n_freed;
  atomic_uint n_cancelled;
  atomic_uint n_refused;
  pthread_barrier_t barrier;
} Shared;

/* One that must be done once, or cancelled. */
typedef struct
{
  Shared *shared;
  atomic_uint n_run;
  atomic_uint n_freed;
  DomoScheduled *scheduled;
} Item;

static void
shared_init (Shared *self)
{
  *self = (Shared){ .stage = domo_stage_new () };
  self->scheduler = domo_scheduler_for_stage (self->stage);
  pthread_barrier_init (&self->barrier, NULL, N_THREADS);
}

static void
shared_close (Shared *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (domo_stage_close (self->stage, -1, &error));
  g_assert_no_error (error);
}

static void
shared_clear (Shared *self)
{
  pthread_barrier_destroy (&self->barrier);
  g_object_unref (self->stage);
}

static void
run_threads (void *(*func) (void *), gpointer data, pthread_t *threads)
{
  for (guint i = 0; i < N_THREADS; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, func, data), ==, 0);
}

static void
join_threads (pthread_t *threads)
{
  for (guint i = 0; i < N_THREADS; i++)
    pthread_join (threads[i], NULL);
}

/* Runs the main loop until that many have come to their end. */
static void
iterate_until (atomic_uint *number, guint wanted)
{
  while (atomic_load (number) < wanted)
    g_main_context_iteration (NULL, TRUE);
}

static void
count_run (DomoScheduled *scheduled, gpointer data)
{
  atomic_fetch_add (&((Shared *) data)->n_run, 1);
}

static void
count_freed (gpointer data)
{
  atomic_fetch_add (&((Shared *) data)->n_freed, 1);
  g_main_context_wakeup (NULL);
}

/* The same stage for all. */

static void *
get_scheduler (void *data)
{
  Shared *self = data;

  pthread_barrier_wait (&self->barrier);
  return domo_scheduler_for_stage (self->stage);
}

static void
test_threads_get_the_same (void)
{
  for (guint round = 0; round < 50; round++)
    {
      Shared shared = { .stage = domo_stage_new () };
      pthread_t threads[N_THREADS];

      pthread_barrier_init (&shared.barrier, NULL, N_THREADS);
      run_threads (get_scheduler, &shared, threads);
      for (guint i = 0; i < N_THREADS; i++)
        {
          void *found;

          pthread_join (threads[i], &found);
          g_assert_true (found == domo_scheduler_for_stage (shared.stage));
        }
      shared_close (&shared);
      shared_clear (&shared);
    }
}

/* Scheduling. */

static void *
schedule_many (void *data)
{
  Shared *self = data;

  pthread_barrier_wait (&self->barrier);
  for (guint i = 0; i < N_EACH; i++)
    {
      DomoScheduled *scheduled =
          domo_scheduler_schedule_once (self->scheduler, (gint64) (i * 7919 % 1000), count_run,
                                        self, count_freed, NULL);

      if (scheduled == NULL)
        atomic_fetch_add (&self->n_refused, 1);
      else
        domo_scheduled_unref (scheduled);
    }
  return NULL;
}

static void
test_scheduled_in_threads (void)
{
  pthread_t threads[N_THREADS];
  Shared shared;

  shared_init (&shared);
  run_threads (schedule_many, &shared, threads);
  iterate_until (&shared.n_freed, N_THREADS * N_EACH);
  join_threads (threads);
  g_assert_cmpuint (shared.n_run, ==, N_THREADS * N_EACH);
  g_assert_cmpuint (domo_scheduler_get_n_pending (shared.scheduler), ==, 0);
  shared_close (&shared);
  shared_clear (&shared);
}

static void
test_closed_meanwhile (void)
{
  pthread_t threads[N_THREADS];
  Shared shared;

  g_test_summary (
      "Whatever was scheduled is done, or cancelled, or was refused, and all is freed.");
  shared_init (&shared);
  run_threads (schedule_many, &shared, threads);
  iterate_until (&shared.n_run, N_EACH / 10);
  shared_close (&shared);
  join_threads (threads);
  g_assert_cmpuint (shared.n_freed, ==, N_THREADS * N_EACH);
  g_assert_cmpuint (shared.n_run + shared.n_refused, <=, N_THREADS * N_EACH);
  shared_clear (&shared);
}

/* Cancelling. */

static void
item_run (DomoScheduled *scheduled, gpointer data)
{
  Item *self = data;

  g_assert_cmpuint (atomic_load (&self->n_freed), ==, 0);
  atomic_fetch_add (&self->n_run, 1);
}

static void
item_freed (gpointer data)
{
  Item *self = data;

  atomic_fetch_add (&self->n_freed, 1);
  atomic_fetch_add (&self->shared->n_freed, 1);
  g_main_context_wakeup (NULL);
}

typedef struct
{
  Shared *shared;
  Item *items;
  guint n_items;
  gint64 interval;
} Batch;

static void
schedule_items (Batch *self)
{
  for (guint i = 0; i < self->n_items; i++)
    {
      Item *item = &self->items[i];
      DomoScheduler *scheduler = self->shared->scheduler;

      item->shared = self->shared;
      item->scheduled =
          self->interval > 0
              ? domo_scheduler_schedule_repeat (scheduler, DOMO_REPEAT_FIXED_RATE, i / 8,
                                                self->interval, item_run, item, item_freed, NULL)
              : domo_scheduler_schedule_once (scheduler, i / 8, item_run, item, item_freed, NULL);
      g_assert_nonnull (item->scheduled);
    }
}

static void
schedule_items_in_actor (DomoActor *actor, gpointer data)
{
  schedule_items (data);
}

static void *
cancel_items (void *data)
{
  Batch *self = data;

  pthread_barrier_wait (&self->shared->barrier);
  for (guint i = 0; i < self->n_items; i++)
    {
      Item *item = &self->items[i];

      if (domo_scheduled_cancel (item->scheduled))
        {
          atomic_fetch_add (&self->shared->n_cancelled, 1);
          /* What is being run now goes on; nothing else will. */
          if (self->interval == 0)
            g_assert_cmpuint (atomic_load (&item->n_run), ==, 0);
        }
    }
  return NULL;
}

static void
check_items (Batch *self)
{
  guint n_run = 0;

  for (guint i = 0; i < self->n_items; i++)
    {
      Item *item = &self->items[i];

      g_assert_cmpuint (item->n_freed, ==, 1);
      g_assert_cmpuint (item->n_run, ==, domo_scheduled_get_n_runs (item->scheduled));
      g_assert_false (domo_scheduled_is_active (item->scheduled));
      if (self->interval == 0)
        g_assert_cmpuint (item->n_run, <=, 1);
      n_run += item->n_run;
      domo_scheduled_unref (item->scheduled);
    }
  if (self->interval == 0)
    g_assert_cmpuint (n_run + self->shared->n_cancelled, ==, self->n_items);
  else
    g_assert_cmpuint (self->shared->n_cancelled, ==, self->n_items);
}

/* Where they arrive: in the main loop, or in an actor with a thread of its own. */
static void
check_cancelling (gboolean in_actor, gint64 interval)
{
  g_autoptr (DomoDispatcher) dispatcher = NULL;
  g_autofree Item *items = g_new0 (Item, N_EACH);
  pthread_t threads[N_THREADS];
  Shared shared;
  Batch batch = { &shared, items, N_EACH, interval };

  shared_init (&shared);
  if (in_actor)
    {
      g_autoptr (DomoDefinition) definition = domo_definition_new (TEST_TYPE_ACTOR, NULL);

      dispatcher = domo_thread_dispatcher_new ("actor");
      domo_definition_set_dispatcher (definition, dispatcher);
      shared.actor = domo_stage_actor_for_definition (shared.stage, definition, NULL);
      domo_proxy_invoke (shared.actor, "schedule", schedule_items_in_actor, &batch, NULL);
      while (domo_scheduler_get_n_pending (shared.scheduler) == 0)
        g_main_context_iteration (NULL, FALSE);
      /* A message that comes after that of the schedule. */
      g_assert_cmpint (domo_await_int64 (test_subject_ask (shared.actor, 1), NULL), ==, 1);
    }
  else
    schedule_items (&batch);
  run_threads (cancel_items, &batch, threads);
  iterate_until (&shared.n_freed, N_EACH);
  join_threads (threads);
  g_clear_object (&shared.actor);
  shared_close (&shared);
  check_items (&batch);
  shared_clear (&shared);
}

static void
test_cancelled_in_threads (void)
{
  g_test_summary ("Of cancelling and doing one is first, and the other is told.");
  check_cancelling (FALSE, 0);
}

static void
test_repeating_cancelled_in_threads (void)
{
  g_test_summary ("One cancel counts, and after it nothing is begun.");
  check_cancelling (FALSE, 50);
}

static void
test_cancelled_in_threads_for_an_actor (void)
{
  check_cancelling (TRUE, 0);
}

static void
test_repeating_cancelled_in_threads_for_an_actor (void)
{
  check_cancelling (TRUE, 50);
}

/* At the same moment, as nearly as threads can. */

#define N_MOMENTS 5000

typedef struct
{
  DomoScheduled **all;
  atomic_uint n_arrived;
  atomic_uint n_cancelled;
} Duel;

static void *
cancel_in_step (void *data)
{
  Duel *self = data;

  for (guint i = 0; i < N_MOMENTS; i++)
    {
      guint n_spins = 0;

      atomic_fetch_add (&self->n_arrived, 1);
      while (atomic_load (&self->n_arrived) < 2 * (i + 1))
        {
          /* The other one may be on this very processor. */
          if (++n_spins % 1000 == 0)
            sched_yield ();
        }
      if (domo_scheduled_cancel (self->all[i]))
        atomic_fetch_add (&self->n_cancelled, 1);
    }
  return NULL;
}

static void
test_cancelled_at_the_same_moment (void)
{
  Duel duel = { .all = g_new (DomoScheduled *, N_MOMENTS) };
  pthread_t other;
  Shared shared;

  g_test_summary ("Each is cancelled by one of the two, and its data freed once.");
  shared_init (&shared);
  for (guint i = 0; i < N_MOMENTS; i++)
    duel.all[i] = domo_scheduler_schedule_once (shared.scheduler, domo_seconds (3600), count_run,
                                                &shared, count_freed, NULL);
  pthread_create (&other, NULL, cancel_in_step, &duel);
  cancel_in_step (&duel);
  pthread_join (other, NULL);
  g_assert_cmpuint (duel.n_cancelled, ==, N_MOMENTS);
  g_assert_cmpuint (shared.n_freed, ==, N_MOMENTS);
  for (guint i = 0; i < N_MOMENTS; i++)
    domo_scheduled_unref (duel.all[i]);
  g_free (duel.all);
  shared_close (&shared);
  shared_clear (&shared);
}

/* Each of several threads cancels all through a cancellable of its own. */
static void *
cancel_cancellable (void *data)
{
  Batch *self = data;

  pthread_barrier_wait (&self->shared->barrier);
  for (guint i = 0; i < self->n_items; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Item *item = &self->items[i];

      if (i % N_THREADS == 0)
        domo_scheduled_set_cancellable (item->scheduled, cancellable);
      g_cancellable_cancel (cancellable);
    }
  return NULL;
}

/* Only the first of four items gets a cancellable, from one thread; the others are cancelled. */
static void
test_cancellables_in_threads (void)
{
  g_autofree Item *items = g_new0 (Item, N_EACH);
  pthread_t canceller, others[N_THREADS - 1];
  Shared shared;
  Batch batch = { &shared, items, N_EACH, 50 };

  g_test_summary ("A cancellable against a cancel in other threads.");
  shared_init (&shared);
  schedule_items (&batch);
  pthread_create (&canceller, NULL, cancel_cancellable, &batch);
  for (guint i = 0; i < N_THREADS - 1; i++)
    pthread_create (&others[i], NULL, cancel_items, &batch);
  iterate_until (&shared.n_freed, N_EACH);
  pthread_join (canceller, NULL);
  for (guint i = 0; i < N_THREADS - 1; i++)
    pthread_join (others[i], NULL);
  shared_close (&shared);
  for (guint i = 0; i < N_EACH; i++)
    {
      g_assert_cmpuint (items[i].n_freed, ==, 1);
      domo_scheduled_unref (items[i].scheduled);
    }
  shared_clear (&shared);
}

/* In the context of a thread. */

static void *
run_context (void *data)
{
  Shared *self = data;
  GMainContext *context = g_main_context_new ();
  guint n_run;
  Shared own = { .stage = self->stage };

  g_main_context_push_thread_default (context);
  pthread_barrier_wait (&self->barrier);
  for (guint i = 0; i < N_EACH; i++)
    domo_scheduled_unref (
        domo_scheduler_schedule_once (self->scheduler, i, count_run, &own, NULL, NULL));
  while ((n_run = atomic_load (&own.n_run)) < N_EACH)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
  atomic_fetch_add (&self->n_freed, 1);
  g_main_context_wakeup (NULL);
  return NULL;
}

static void
test_contexts_of_threads (void)
{
  pthread_t threads[N_THREADS];
  Shared shared;

  g_test_summary ("Each thread has its functions called in its own main context.");
  shared_init (&shared);
  run_threads (run_context, &shared, threads);
  iterate_until (&shared.n_freed, N_THREADS);
  join_threads (threads);
  shared_close (&shared);
  shared_clear (&shared);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add_func ("/scheduler/threads/" path, func)
  ADD ("get-the-same-scheduler", test_threads_get_the_same);
  ADD ("schedule-at-once", test_scheduled_in_threads);
  ADD ("schedule-while-the-stage-closes", test_closed_meanwhile);
  ADD ("cancel-what-is-due", test_cancelled_in_threads);
  ADD ("cancel-what-repeats", test_repeating_cancelled_in_threads);
  ADD ("cancel-what-an-actor-does", test_cancelled_in_threads_for_an_actor);
  ADD ("cancel-what-an-actor-repeats", test_repeating_cancelled_in_threads_for_an_actor);
  ADD ("cancel-at-the-same-moment", test_cancelled_at_the_same_moment);
  ADD ("cancel-through-cancellables", test_cancellables_in_threads);
  ADD ("have-their-own-contexts", test_contexts_of_threads);
#undef ADD
  return g_test_run ();
}
