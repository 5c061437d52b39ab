/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE /* gettid() */

#include "domo-wait-private.h"

#include <time.h>
#include <unistd.h>

#include "domo-manual-clock.h"
#include "domo-test-dispatcher.h"
#include "domo-test-fail-private.h"
#include "domo-test-thread-private.h"

/* What has not come after so many steps never comes: actors that keep each other busy do not let
 * time pass. */
#define MAX_STEPS 4000000

static pthread_mutex_t waits_lock = PTHREAD_MUTEX_INITIALIZER;
static GPtrArray *waits; /* those under way */

static void
register_wait (DomoWait *self)
{
  pthread_mutex_lock (&waits_lock);
  if (waits == NULL)
    waits = g_ptr_array_new ();
  g_ptr_array_add (waits, self);
  pthread_mutex_unlock (&waits_lock);
}

static void
deregister_wait (DomoWait *self)
{
  pthread_mutex_lock (&waits_lock);
  g_ptr_array_remove_fast (waits, self);
  if (waits->len == 0)
    g_clear_pointer (&waits, g_ptr_array_unref);
  pthread_mutex_unlock (&waits_lock);
}

static void
wake (DomoWait *self)
{
  pthread_mutex_lock (&self->lock);
  self->woken = TRUE;
  pthread_cond_signal (&self->cond);
  pthread_mutex_unlock (&self->lock);
  if (self->context != NULL)
    g_main_context_wakeup (self->context);
}

void
domo_wait_wake_all (void)
{
  /* They cannot end meanwhile: the list's lock is theirs to leave. */
  pthread_mutex_lock (&waits_lock);
  for (guint i = 0; waits != NULL && i < waits->len; i++)
    wake (g_ptr_array_index (waits, i));
  pthread_mutex_unlock (&waits_lock);
}

/* Like domo_await(), which explains why not every thread that could may iterate the global default
 * context: other threads' actors may run there. */
static GMainContext *
find_context (DomoWait *self)
{
  GMainContext *pushed = g_main_context_get_thread_default ();
  GMainContext *context = pushed != NULL ? pushed : g_main_context_default ();

  if (pushed == NULL && self->dispatchers->len == 0 && getpid () != gettid () &&
      !g_main_context_is_owner (context))
    return NULL;
  return g_main_context_acquire (context) ? g_main_context_ref (context) : NULL;
}

static gboolean
passed_cb (gpointer passed)
{
  *(gboolean *) passed = TRUE;
  return G_SOURCE_REMOVE;
}

static void
add_source (DomoWait *self)
{
  self->source = g_timeout_source_new (0);
  g_source_set_ready_time (self->source, self->until);
  g_source_set_static_name (self->source, "[domo] limit of a test's wait");
  g_source_set_callback (self->source, passed_cb, &self->passed, NULL);
  g_source_attach (self->source, self->context);
}

gboolean
domo_wait_is_real (DomoWait *self)
{
  return self->clocks->len == 0;
}

void
domo_wait_begin (DomoWait *self, gint64 limit, const char *what)
{
  pthread_condattr_t attributes;
  gint64 now = g_get_monotonic_time ();

  if (domo_actor_get_current () != NULL)
    domo_test_fail ("%s() was called inside an actor, which would keep what it waits for from "
                    "happening",
                    what);
  *self = (DomoWait){ 0 };
  self->dispatchers = domo_test_thread_list (DOMO_TYPE_TEST_DISPATCHER);
  self->clocks = domo_test_thread_list (DOMO_TYPE_MANUAL_CLOCK);
  self->context = find_context (self);
  self->has_limit = limit >= 0 && limit <= G_MAXINT64 - now;
  self->left = limit;
  self->until = self->has_limit ? now + limit : G_MAXINT64;
  pthread_mutex_init (&self->lock, NULL);
  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_cond_init (&self->cond, &attributes);
  pthread_condattr_destroy (&attributes);
  if (self->has_limit && self->context != NULL && domo_wait_is_real (self))
    add_source (self);
  register_wait (self);
}

void
domo_wait_end (DomoWait *self)
{
  deregister_wait (self);
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  if (self->context != NULL)
    g_main_context_release (self->context);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->dispatchers, g_ptr_array_unref);
  g_clear_pointer (&self->clocks, g_ptr_array_unref);
  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->lock);
}

static gboolean
step (DomoWait *self)
{
  for (guint i = 0; i < self->dispatchers->len; i++)
    {
      if (domo_test_dispatcher_step (self->dispatchers->pdata[i]))
        return TRUE;
    }
  return FALSE;
}

/* How long until something is due on one of the clocks. */
static gint64
get_time_to_next (DomoWait *self)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->clocks->len; i++)
    {
      DomoClock *clock = self->clocks->pdata[i];
      gint64 deadline = domo_clock_get_next_deadline (clock);

      if (deadline != G_MAXINT64)
        next = MIN (next, MAX (deadline - domo_clock_get_time (clock), 0));
    }
  return next;
}

static void
advance (DomoWait *self, gint64 us)
{
  for (guint i = 0; i < self->clocks->len; i++)
    domo_manual_clock_advance (self->clocks->pdata[i], us);
  if (self->has_limit)
    self->left -= us;
}

/* Nothing is left to run at the present moment: time goes on to the next at which something is due,
 * or to the limit. */
static gboolean
pass_time (DomoWait *self)
{
  const gint64 next = get_time_to_next (self);

  if (!self->has_limit)
    {
      if (next == G_MAXINT64)
        domo_test_fail (
            "a wait without a limit would last for ever: nothing is left to run, and no "
            "timer is set");
      advance (self, next);
      return TRUE;
    }
  /* What is due right at the limit still counts. */
  if (next > self->left && self->left == 0)
    return FALSE;
  advance (self, MIN (next, self->left));
  return TRUE;
}

static gboolean
take_woken (DomoWait *self)
{
  gboolean woken;

  pthread_mutex_lock (&self->lock);
  woken = self->woken;
  self->woken = FALSE;
  pthread_mutex_unlock (&self->lock);
  return woken;
}

/* Sleeps until it is woken or the limit has passed. */
static void
sleep_until_woken (DomoWait *self)
{
  const struct timespec until = { .tv_sec = (time_t) (self->until / G_USEC_PER_SEC),
                                  .tv_nsec = (long) (self->until % G_USEC_PER_SEC) * 1000 };
  int error = 0;

  pthread_mutex_lock (&self->lock);
  while (!self->woken && error == 0)
    error = self->has_limit ? pthread_cond_timedwait (&self->cond, &self->lock, &until)
                            : pthread_cond_wait (&self->cond, &self->lock);
  self->passed = !self->woken;
  self->woken = FALSE;
  pthread_mutex_unlock (&self->lock);
}

gboolean
domo_wait_go_on (DomoWait *self)
{
  if (++self->n_steps > MAX_STEPS)
    domo_test_fail ("a wait comes to no end: after %u steps there is still something to run at "
                    "the same time",
                    MAX_STEPS);
  if (self->has_limit && domo_wait_is_real (self) && g_get_monotonic_time () >= self->until)
    self->passed = TRUE;
  if (self->passed)
    return FALSE;
  if (step (self))
    return TRUE;
  if (self->context != NULL && g_main_context_iteration (self->context, FALSE))
    return TRUE;
  if (!domo_wait_is_real (self))
    return pass_time (self);
  if (take_woken (self))
    return TRUE;
  /* Whoever wakes this from here on wakes the context, too. */
  if (self->context != NULL)
    g_main_context_iteration (self->context, TRUE);
  else
    sleep_until_woken (self);
  return TRUE;
}

/* Without a main context nobody tells of the future but the future itself. */
static gboolean
sleep_for_future (DomoWait *self, DomoFuture *future)
{
  g_autoptr (DomoFuture) limited = domo_future_ref (future);

  if (self->has_limit)
    limited = domo_future_with_timeout (g_steal_pointer (&limited),
                                        MAX (self->until - g_get_monotonic_time (), 0));
  domo_future_wait_sync (limited, NULL);
  return !self->has_limit || g_get_monotonic_time () < self->until;
}

/* The word of the main context that a future has settled; it may come after the wait. */
typedef struct
{
  gboolean has_come;
  gboolean is_waited_for;
} Word;

static void
word_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Word *self = data;

  self->has_come = TRUE;
  if (!self->is_waited_for)
    g_free (self);
}

/* What settles the future may run in another thread, so the context has to be told; and what it is
 * told has to be taken out of it again, or it would look as if something had happened. */
static gboolean
iterate_for_future (DomoWait *self, DomoFuture *future)
{
  Word *word = g_new0 (Word, 1);
  gboolean has_come = FALSE;

  word->is_waited_for = TRUE;
  domo_future_wait_async (future, NULL, word_cb, word);
  while (!(has_come = word->has_come) && domo_wait_go_on (self))
    ;
  word->is_waited_for = FALSE;
  if (has_come)
    g_free (word);
  return has_come;
}

gboolean
domo_wait_for_future (DomoWait *self, DomoFuture *future)
{
  if (!domo_future_is_pending (future))
    return TRUE;
  if (domo_wait_is_real (self))
    return self->context != NULL ? iterate_for_future (self, future)
                                 : sleep_for_future (self, future);
  while (domo_future_is_pending (future))
    {
      if (!domo_wait_go_on (self))
        return FALSE;
    }
  return TRUE;
}
