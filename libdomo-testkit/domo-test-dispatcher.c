/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-test-dispatcher-private.h"

/* Not GMutex: ThreadSanitizer sees this one. */
#include <pthread.h>

#include "domo-test-thread-private.h"

/**
 * DomoTestDispatcher:
 *
 * A dispatcher that runs nothing by itself: a test steps it, one message at a time.
 *
 * Which of the actors that are ready comes next is the one that has waited longest, or one drawn at
 * random from a seed, so that a run can be repeated; or the test names it, with
 * [method@DomoTestkit.TestDispatcher.step_actor].
 *
 * ```c
 * DomoTestDispatcher *dispatcher = domo_test_dispatcher_new ();
 * DomoStage *stage = g_object_new (DOMO_TYPE_STAGE, "dispatcher", dispatcher, NULL);
 * ```
 *
 * Messages may be sent from any thread; actors run in the thread that steps, which has to be the
 * one that made the dispatcher. It is no part of any main loop: what comes through the main
 * context, such as dead letters to their listeners, is the test's to iterate.
 * [method@DomoTestkit.TestFixture.run] does both.
 */
struct _DomoTestDispatcher
{
  DomoDispatcher parent_instance;

  /* Only who steps. */
  DomoTestChoiceFunc choose;
  gpointer choose_data;
  GDestroyNotify choose_destroy;

  GPtrArray *ready; /* turns with something to run, in the order in which they became so */
  guint first;      /* those before it have been taken from the front, which moves nothing */

  pthread_mutex_t lock;
  DomoTurnQueue arrived; /* under the lock: what has come since the last look */
};

/* So many are named. */
#define N_NAMED 5

G_DEFINE_FINAL_TYPE (DomoTestDispatcher, domo_test_dispatcher, DOMO_TYPE_DISPATCHER)

static void
domo_test_dispatcher_schedule (DomoDispatcher *dispatcher, DomoTurn *turn)
{
  DomoTestDispatcher *self = DOMO_TEST_DISPATCHER (dispatcher);

  pthread_mutex_lock (&self->lock);
  domo_turn_queue_push (&self->arrived, turn);
  pthread_mutex_unlock (&self->lock);
}

static void
domo_test_dispatcher_finalize (GObject *object)
{
  DomoTestDispatcher *self = DOMO_TEST_DISPATCHER (object);

  domo_test_thread_remove (self);
  domo_test_dispatcher_set_choice (self, NULL, NULL, NULL);
  g_ptr_array_unref (self->ready);
  pthread_mutex_destroy (&self->lock);

  G_OBJECT_CLASS (domo_test_dispatcher_parent_class)->finalize (object);
}

static void
domo_test_dispatcher_class_init (DomoTestDispatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = domo_test_dispatcher_finalize;
  DOMO_DISPATCHER_CLASS (klass)->schedule = domo_test_dispatcher_schedule;
}

static guint
choose_longest_waiting (guint n_ready, gpointer data)
{
  return 0;
}

static guint
choose_at_random (guint n_ready, gpointer rand)
{
  /* Nothing is drawn where there is no choice. */
  return n_ready > 1 ? (guint) g_rand_int_range (rand, 0, (gint32) n_ready) : 0;
}

static void
domo_test_dispatcher_init (DomoTestDispatcher *self)
{
  pthread_mutex_init (&self->lock, NULL);
  self->ready = g_ptr_array_new ();
  self->choose = choose_longest_waiting;
  domo_test_thread_add (self);
}

/**
 * domo_test_dispatcher_new:
 *
 * Makes a dispatcher whose actors run in the order in which they become ready.
 *
 * Returns: (transfer full): the dispatcher
 *
 * Since: 0.1
 */
DomoTestDispatcher *
domo_test_dispatcher_new (void)
{
  return g_object_new (DOMO_TYPE_TEST_DISPATCHER, NULL);
}

/**
 * domo_test_dispatcher_new_seeded:
 * @seed: what the order is drawn from
 *
 * Makes a dispatcher that draws which actor runs next. As long as a test does the same, the same
 * seed gives the same order; each actor's own messages stay in theirs.
 *
 * Take the seed from [func@GLib.test_rand_int], so that `--seed` repeats a run.
 *
 * Returns: (transfer full): the dispatcher
 *
 * Since: 0.1
 */
DomoTestDispatcher *
domo_test_dispatcher_new_seeded (guint32 seed)
{
  DomoTestDispatcher *self = domo_test_dispatcher_new ();

  domo_test_dispatcher_set_choice (self, choose_at_random, g_rand_new_with_seed (seed),
                                   (GDestroyNotify) g_rand_free);
  return self;
}

/* Has @func choose from now on; NULL: whoever has waited longest. */
void
domo_test_dispatcher_set_choice (DomoTestDispatcher *self,
                                 DomoTestChoiceFunc func,
                                 gpointer data,
                                 GDestroyNotify destroy)
{
  if (self->choose_destroy != NULL)
    self->choose_destroy (self->choose_data);
  self->choose = func != NULL ? func : choose_longest_waiting;
  self->choose_data = data;
  self->choose_destroy = destroy;
}

static guint
count_ready (DomoTestDispatcher *self)
{
  return self->ready->len - self->first;
}

/* Looks through what has come. Turns come also for messages that have to wait; they are no choice.
 */
static void
take_arrived (DomoTestDispatcher *self)
{
  DomoTurnQueue arrived;
  DomoTurn *turn;

  pthread_mutex_lock (&self->lock);
  arrived = self->arrived;
  self->arrived = (DomoTurnQueue){ 0 };
  pthread_mutex_unlock (&self->lock);
  while ((turn = domo_turn_queue_pop (&arrived)) != NULL)
    {
      if (!domo_turn_rest (turn))
        g_ptr_array_add (self->ready, turn);
    }
}

/* Takes a turn out of the ready ones. */
static DomoTurn *
take_ready (DomoTestDispatcher *self, guint place)
{
  DomoTurn *turn = g_ptr_array_index (self->ready, self->first + place);

  if (place > 0)
    {
      g_ptr_array_remove_index (self->ready, self->first + place);
      return turn;
    }
  self->first++;
  /* Each turn is moved once at the most for each that is taken. */
  if (self->first > self->ready->len / 2)
    {
      g_ptr_array_remove_range (self->ready, 0, self->first);
      self->first = 0;
    }
  return turn;
}

/* Runs one message of the actor at that place. */
static void
run_ready (DomoTestDispatcher *self, guint place)
{
  DomoTurn *turn = take_ready (self, place);

  if (domo_turn_run (turn, 1) == 1)
    domo_test_dispatcher_schedule (DOMO_DISPATCHER (self), turn);
}

/**
 * domo_test_dispatcher_step:
 * @self: a dispatcher
 *
 * Lets one actor that is ready run its next message: a call, a hook, a callback, or one of the
 * library's own.
 *
 * An actor that has run its last message is still ready once, and then finds that there is no
 * other.
 *
 * Returns: %TRUE, or %FALSE if no actor was ready
 *
 * Since: 0.1
 */
gboolean
domo_test_dispatcher_step (DomoTestDispatcher *self)
{
  guint n_ready, place;

  g_return_val_if_fail (DOMO_IS_TEST_DISPATCHER (self), FALSE);

  n_ready = domo_test_dispatcher_get_n_ready (self);
  if (n_ready == 0)
    return FALSE;
  place = self->choose (n_ready, self->choose_data);
  g_return_val_if_fail (place < n_ready, FALSE);
  run_ready (self, place);
  return TRUE;
}

/**
 * domo_test_dispatcher_step_actor:
 * @self: a dispatcher
 * @proxy: (type DomoCore.Proxy): the proxy of an actor
 *
 * Lets this actor run its next message, however long others have been ready.
 *
 * Returns: %TRUE, or %FALSE if it was not ready
 *
 * Since: 0.1
 */
gboolean
domo_test_dispatcher_step_actor (DomoTestDispatcher *self, gpointer proxy)
{
  g_return_val_if_fail (DOMO_IS_TEST_DISPATCHER (self), FALSE);
  g_return_val_if_fail (DOMO_IS_PROXY (proxy), FALSE);

  take_arrived (self);
  for (guint place = 0; place < count_ready (self); place++)
    {
      DomoTurn *turn = g_ptr_array_index (self->ready, self->first + place);

      if ((gpointer) domo_turn_get_proxy (turn) != proxy)
        continue;
      run_ready (self, place);
      return TRUE;
    }
  return FALSE;
}

/**
 * domo_test_dispatcher_run:
 * @self: a dispatcher
 *
 * Steps until no actor is ready. Actors that never come to rest, because they keep sending each
 * other messages, keep this going for ever; [method@DomoTestkit.TestFixture.run] notices.
 *
 * Returns: how many steps there were
 *
 * Since: 0.1
 */
guint
domo_test_dispatcher_run (DomoTestDispatcher *self)
{
  guint n = 0;

  g_return_val_if_fail (DOMO_IS_TEST_DISPATCHER (self), 0);

  while (domo_test_dispatcher_step (self))
    n++;
  return n;
}

/**
 * domo_test_dispatcher_get_n_ready:
 * @self: a dispatcher
 *
 * Counts the actors that have something to run. In the thread that steps.
 *
 * Returns: their number
 *
 * Since: 0.1
 */
guint
domo_test_dispatcher_get_n_ready (DomoTestDispatcher *self)
{
  g_return_val_if_fail (DOMO_IS_TEST_DISPATCHER (self), 0);

  take_arrived (self);
  return count_ready (self);
}

char *
domo_test_dispatcher_name_ready (DomoTestDispatcher *self)
{
  GString *names = g_string_new (NULL);
  const guint n = domo_test_dispatcher_get_n_ready (self);

  for (guint place = 0; place < MIN (n, N_NAMED); place++)
    {
      DomoTurn *turn = g_ptr_array_index (self->ready, self->first + place);

      g_string_append_printf (names, "%s%s", place > 0 ? ", " : "",
                              g_type_name (domo_proxy_get_actor_type (domo_turn_get_proxy (turn))));
    }
  if (n > N_NAMED)
    g_string_append_printf (names, " and %u more", n - N_NAMED);
  return g_string_free (names, FALSE);
}
