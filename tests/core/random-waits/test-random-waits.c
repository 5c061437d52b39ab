/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-testkit.h>

#include "waits-actor.h"

#include "process-memory.h"

#include <stdlib.h>

/* Random graphs of actors that wait for each other, beside a picture of who waits for what that
 * they draw themselves. Of each circle the wait that closes it is refused, and its error names
 * actors of the circle; what is no circle is never refused; and in the end all has settled but what
 * the picture says cannot.
 *
 * A graph is its seed. One that fails prints it;
 *
 *     RANDOM_WAITS=SEED build/tests/core/random-waits/test-random-waits
 *
 * tells that one step by step, and RANDOM_WAITS_GRAPHS=N plays another number of them. */

#define N_GRAPHS         30000
#define N_GRAPHS_WATCHED 3000

static DomoTestDispatcher *
get_dispatcher (World *world, int number)
{
  return DOMO_TEST_DISPATCHER (world->dispatchers[number]);
}

/* Runs one message of a random actor of those that are ready. FALSE if none is. */
static gboolean
step (World *world)
{
  Picture *picture = &world->picture;
  const int first = (int) world_pick (world, (guint) picture->n_actors);

  for (int i = 0; i < picture->n_actors; i++)
    {
      const int id = (first + i) % picture->n_actors;
      const PictureActor *actor = &picture->actors[id];

      world->n_steps++;
      if (!domo_test_dispatcher_step_actor (get_dispatcher (world, actor->dispatcher),
                                            actor->proxy))
        continue;
      world_tell (world, "actor %d has run", id);
      world_check_returned (world);
      return TRUE;
    }
  return FALSE;
}

static void
settle (World *world, int number)
{
  DomoPromise *promise = g_steal_pointer (&world->promises[number]);

  if (promise == NULL)
    return;
  world_tell (world, "settle %d", number);
  if (world_pick (world, 2) == 0)
    domo_promise_resolve_int64 (promise, number);
  else
    domo_promise_reject (promise, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "so"));
  domo_promise_unref (promise);
}

static void
hold (World *world, int id, gboolean held)
{
  PictureActor *actor = &world->picture.actors[id];

  if (actor->is_held == held)
    return;
  world_tell (world, "%s actor %d", held ? "hold" : "let go of", id);
  actor->is_held = held;
  (held ? domo_proxy_suspend : domo_proxy_resume) (actor->proxy);
}

/* Something happens from outside. */
static void
operate (World *world)
{
  const int id = (int) world_pick (world, (guint) world->picture.n_actors);
  int number;

  switch (world_pick (world, 20))
    {
    case 0:
      if (id != PICTURE_SUPERVISOR)
        world_stop (world, id);
      return;
    case 1:
      if (world_may_order (world, id))
        world_stop_now (world, id);
      return;
    case 2:
      if (world_may_order (world, id))
        world_restart (world, id);
      return;
    case 3:
    case 4:
      hold (world, id, world_pick (world, 3) == 0);
      return;
    case 5:
    case 6:
    case 7:
    case 8:
      if (world->picture.n_futures > 0)
        settle (world, (int) world_pick (world, (guint) world->picture.n_futures));
      return;
    default:
      if (world->picture.n_futures > PICTURE_MAX_FUTURES / 2)
        return;
      number = world_ask (world, id, 1 + (int) world_pick (world, 4));
      world_tell (world, "%d: ask of actor %d from outside", number, id);
    }
}

/* The room that somebody was told of is kept until a message comes. */
static void
use_room (World *world, int number)
{
  PictureFuture *future = &world->picture.futures[number];

  if (future->kind != PICTURE_ROOM || !world->picture.actors[future->actor].is_bounded ||
      future->in_hand || !domo_future_is_resolved (future->future) ||
      world->picture.n_futures == PICTURE_MAX_FUTURES)
    return;
  future->in_hand = TRUE;
  world_ask (world, future->actor, 0);
}

/* Lets everything come about that can. */
static void
come_to_rest (World *world)
{
  gboolean is_at_rest;

  do
    {
      const int n_futures = world->picture.n_futures;

      while (step (world))
        ;
      for (int i = 0; i < world->picture.n_actors; i++)
        hold (world, i, FALSE);
      for (int i = 0; i < n_futures; i++)
        {
          settle (world, i);
          use_room (world, i);
        }
      is_at_rest = !step (world) && world->picture.n_futures == n_futures;
    }
  while (!is_at_rest);
}

static void
check_at_rest (World *world)
{
  picture_mark_dead (&world->picture);
  for (int i = 0; i < world->picture.n_futures; i++)
    {
      if (picture_is_pending (&world->picture, i) != world->picture.futures[i].mark)
        world_complain (world, "%d is %s", i,
                        world->picture.futures[i].mark ? "settled, though nobody could have"
                                                       : "pending, though nothing keeps it");
    }
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  domo_stage_close_finish (DOMO_STAGE (source), result, &error);
  g_assert_no_error (error);
}

/* What actors owe settles at the latest when the stage closes. */
static void
finish (World *world)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  world->is_closing = TRUE;
  domo_stage_close_async (world->stage, 0, closed_cb, NULL);
  while (domo_test_dispatcher_run (get_dispatcher (world, 0)) +
             domo_test_dispatcher_run (get_dispatcher (world, 1)) >
         0)
    ;
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (!domo_stage_is_closed (world->stage))
    world_complain (world, "the close does not come to an end");
  for (int i = 0; i < world->picture.n_futures; i++)
    {
      settle (world, i);
      if (picture_is_pending (&world->picture, i) &&
          world->picture.futures[i].kind <= PICTURE_ROOM &&
          world->picture.futures[i].kind != PICTURE_PROMISE)
        world_complain (world, "%d is pending at the end", i);
    }
  /* What is left are combinations that were made of themselves. */
  g_cancellable_cancel (cancelled);
  for (int i = 0; i < world->picture.n_futures; i++)
    {
      DomoFuture *future = world->picture.futures[i].future;

      if (domo_future_is_pending (future))
        domo_future_unref (domo_future_with_cancellable (domo_future_ref (future), cancelled));
    }
}

static void
run_graph (guint32 seed, gboolean tells, guint *n_waits, guint *n_circles)
{
  g_autofree World *world = g_new0 (World, 1);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (DomoManualClock) clock = domo_manual_clock_new ();
  guint n_operations;

  world->random = random;
  world->seed = seed;
  world->tells = tells;
  world->returned = -1;
  for (int i = 0; i < 2; i++)
    world->dispatchers[i] = DOMO_DISPATCHER (domo_test_dispatcher_new ());
  world->stage = g_object_new (DOMO_TYPE_STAGE, "dispatcher", world->dispatchers[0], "clock", clock,
                               "address-kind", DOMO_ADDRESS_KIND_NUMERIC, NULL);
  domo_test_dispatcher_run (get_dispatcher (world, 0));
  for (guint n = 2 + world_pick (world, 4); n > 0; n--)
    world_spawn (world, NULL);
  n_operations = 5 + world_pick (world, 15);
  for (guint i = 0; i < n_operations; i++)
    {
      operate (world);
      for (guint n = world_pick (world, 6); n > 0 && step (world); n--)
        ;
    }
  come_to_rest (world);
  check_at_rest (world);
  finish (world);
  *n_waits += world->n_waits;
  *n_circles += world->n_circles;
  picture_clear (&world->picture);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (world->stage);
  for (int i = 0; i < 2; i++)
    g_assert_finalize_object (world->dispatchers[i]);
  g_assert_cmpint (waits_actor_count_instances (), ==, 0);
}

static void
test_circles_as_the_picture_says (void)
{
  const char *only = g_getenv ("RANDOM_WAITS");
  const char *wanted = g_getenv ("RANDOM_WAITS_GRAPHS");
  const guint32 first = (guint32) g_test_rand_int ();
  const guint64 n_futures = domo_future_count_live ();
  guint n = process_memory_is_watched () ? N_GRAPHS_WATCHED : N_GRAPHS;
  guint n_waits = 0, n_circles = 0;

  g_test_summary ("Of each circle one wait is refused, and of what is no circle none.");
  if (wanted != NULL)
    n = (guint) strtoul (wanted, NULL, 10);
  if (only != NULL)
    {
      run_graph ((guint32) strtoul (only, NULL, 10), TRUE, &n_waits, &n_circles);
      return;
    }
  g_test_message ("%u graphs, the first: RANDOM_WAITS=%u", n, first);
  for (guint i = 0; i < n; i++)
    run_graph (first + i, FALSE, &n_waits, &n_circles);
  g_test_message ("%u waits, of which %u closed a circle", n_waits, n_circles);
  g_assert_cmpuint (domo_future_count_live (), ==, n_futures);
}

/* Failures and dead letters are many, and as they should be. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0)
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);

  g_test_add_func ("/core/random-waits/circles-as-the-picture-says",
                   test_circles_as_the_picture_says);

  return g_test_run ();
}
