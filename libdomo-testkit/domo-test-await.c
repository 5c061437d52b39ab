/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-test-await.h"

#include <string.h>

#include "domo-test-fail-private.h"
#include "domo-wait-private.h"

/* Waiting in tests: for whatever a function says, and for what an actor shows of its state.
 *
 * All of these let happen what can happen in the thread that waits, one thing at a time, and look
 * after each of them:
 *
 * - With a DomoTestDispatcher and a DomoManualClock of this thread, as in a fixture, a step of
 *   an actor, or a turn of the main context, or, if there is nothing left to do, the next moment at
 *   which something is due. The limit is virtual, and what seems to take an hour takes no time.
 * - Else the thread's main context is iterated, and the limit is one of real time.
 * - A thread that has no main context sleeps.
 */

static void
end_wait (DomoWait *wait, gboolean holds, gint64 limit_us, const char *what, const char *report)
{
  domo_wait_end (wait);
  if (!holds)
    domo_test_fail ("%s, not within %" G_GINT64_FORMAT " us: %s", what, limit_us, report);
}

/**
 * domo_await_assert:
 * @func: (scope call) (closure user_data): what has to hold
 * @user_data: its data
 * @limit_us: how long to wait at the most, in microseconds; 0 for no time to pass, negative for no
 *   limit
 *
 * Waits until something holds, and fails the test if it does not before the limit has passed; then
 * the error with which the function failed last is the report.
 *
 * The function is called at once, and then each time that something has happened in this thread: a
 * message of an actor or a callback. As soon as it holds, this returns, and nothing further has
 * run. A function that looks at what other threads do is called when they say so, with
 * [func@DomoTestkit.await_wake].
 *
 * In a thread that has made a [class@DomoTestkit.TestDispatcher] its actors are stepped, and with a
 * [class@DomoTestkit.ManualClock] time is virtual, and passes when nothing is left to run: what
 * other threads do takes none of it, so wait for that with [func@DomoCore.await]. Otherwise the
 * thread's main context is iterated, and time is real. A thread that has no main context sleeps.
 *
 * Not inside an actor.
 *
 * Since: 0.1
 */
void
domo_await_assert (DomoConditionFunc func, gpointer user_data, gint64 limit_us)
{
  g_autoptr (GError) error = NULL;
  gboolean holds;
  DomoWait wait;

  g_return_if_fail (func != NULL);

  domo_wait_begin (&wait, limit_us, G_STRFUNC);
  while (!(holds = func (user_data, &error)) && domo_wait_go_on (&wait))
    g_clear_error (&error);
  end_wait (&wait, holds, limit_us, "what was to hold does not",
            error != NULL ? error->message : "the function does not say why");
}

/**
 * domo_await_settled:
 * @future: a future
 * @limit_us: how long to wait at the most, in microseconds; 0 for no time to pass, negative for no
 *   limit
 *
 * Waits until a future has settled, and fails the test if it has not before the limit has passed.
 * What it was resolved or rejected with is then read from it.
 *
 * What can run in this thread runs meanwhile, as for [func@DomoTestkit.await_assert];
 * [func@DomoCore.await] knows nothing of test dispatchers, and would wait in vain for an actor that
 * runs on one. Not inside an actor.
 *
 * Since: 0.1
 */
void
domo_await_settled (DomoFuture *future, gint64 limit_us)
{
  gboolean has_settled;
  DomoWait wait;

  g_return_if_fail (future != NULL);

  domo_wait_begin (&wait, limit_us, G_STRFUNC);
  has_settled = domo_wait_for_future (&wait, future);
  end_wait (&wait, has_settled, limit_us, "a future has not settled", "it is pending");
}

/**
 * domo_await_wake:
 *
 * Tells all who wait in tests, in whichever threads, that what they wait for may have come: they
 * look again. For code of a test that runs in another thread than the wait. May be called from any
 * thread.
 *
 * Since: 0.1
 */
void
domo_await_wake (void)
{
  domo_wait_wake_all ();
}

/* Where an actor runs: asked with a message of its own, which may outlive the wait. */

typedef struct
{
  gatomicrefcount ref_count;
  GThread *thread; /* atomic; NULL as long as nobody knows */
} Place;

static void
place_unref (gpointer data)
{
  Place *self = data;

  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

static void
find_place (DomoActor *actor, gpointer data)
{
  g_atomic_pointer_set (&((Place *) data)->thread, g_thread_self ());
  domo_wait_wake_all ();
}

/* Whether the actor runs in another thread, so that nothing here tells when it has done something.
 */
static gboolean
runs_elsewhere (DomoWait *wait, gpointer proxy)
{
  Place *place = g_new0 (Place, 1);
  gboolean is_elsewhere;

  g_atomic_ref_count_init (&place->ref_count);
  g_atomic_ref_count_inc (&place->ref_count);
  domo_proxy_invoke (proxy, "domo_await_state()", find_place, place, place_unref);
  while (g_atomic_pointer_get (&place->thread) == NULL && !domo_proxy_is_stopped (proxy) &&
         domo_wait_go_on (wait))
    ;
  is_elsewhere = g_atomic_pointer_get (&place->thread) != g_thread_self ();
  place_unref (place);
  return is_elsewhere;
}

/* What an actor's state is compared with, and what it was when it was last asked. */
typedef struct
{
  gpointer proxy;
  DomoStateFunc func;
  gpointer user_data;
  GString *report;
} Observation;

static void
describe_state (DomoObservableState *state, GString *report)
{
  g_autoptr (GVariant) snapshot = domo_observable_state_snapshot (state);
  g_autofree char *text = g_variant_print (snapshot, FALSE);

  g_string_printf (report, "it shows %s", text);
}

/* Asks the actor once. */
static gboolean
observe (Observation *self, DomoWait *wait)
{
  g_autoptr (DomoFuture) future = domo_observable_observe_state (self->proxy);
  g_autoptr (DomoObservableState) state = NULL;
  g_autoptr (GError) error = NULL;

  if (!domo_wait_for_future (wait, future))
    {
      if (self->report->len == 0)
        g_string_assign (self->report, "it has not answered what its state is");
      return FALSE;
    }
  state = domo_future_dup_boxed (future, &error);
  if (state == NULL)
    {
      g_string_assign (self->report, error->message);
      return FALSE;
    }
  describe_state (state, self->report);
  return self->func (state, self->user_data);
}

/* Asks the actor until its state is the one that is waited for, or nothing can come of it any more.
 */
static gboolean
observe_until (Observation *self, DomoWait *wait)
{
  gboolean is_elsewhere = FALSE, is_known = FALSE;

  while (!observe (self, wait))
    {
      if (domo_proxy_is_stopped (self->proxy))
        return FALSE;
      if (domo_wait_is_real (wait) && !is_known)
        {
          is_elsewhere = wait->context == NULL || runs_elsewhere (wait, self->proxy);
          is_known = TRUE;
        }
      /* There is no point in asking again before something has happened. */
      if (is_elsewhere ? g_get_monotonic_time () >= wait->until : !domo_wait_go_on (wait))
        return FALSE;
    }
  return TRUE;
}

static void
await_state (gpointer proxy,
             DomoStateFunc func,
             gpointer user_data,
             gint64 limit_us,
             const char *caller,
             const char *expected)
{
  g_autoptr (GString) report = g_string_new (NULL);
  g_autofree char *what =
      g_strdup_printf ("%s is not %s", g_type_name (domo_proxy_get_actor_type (proxy)), expected);
  Observation observation = { proxy, func, user_data, report };
  gboolean holds;
  DomoWait wait;

  if (!DOMO_IS_OBSERVABLE (proxy))
    domo_test_fail ("%s(): %s does not show its state: it does not implement DomoObservable",
                    caller, g_type_name (domo_proxy_get_actor_type (proxy)));
  domo_wait_begin (&wait, limit_us, caller);
  holds = observe_until (&observation, &wait);
  end_wait (&wait, holds, limit_us, what, report->str);
}

/**
 * domo_await_state:
 * @proxy: (type DomoCore.Proxy): the proxy of an actor that implements [iface@DomoCore.Observable]
 * @func: (scope call) (closure user_data): tells whether a state is the one that is waited for
 * @user_data: its data
 * @limit_us: how long to wait at the most, in microseconds; 0 for no time to pass, negative for no
 *   limit
 *
 * Waits until an actor shows the state that a function accepts, and fails the test, telling what
 * the actor showed last, if it does not before the limit has passed, or has stopped.
 *
 * The actor is asked with a message like all others, so it shows what it is after all that was sent
 * to it before. It is asked again each time that something has happened in this thread: see
 * [func@DomoTestkit.await_assert], which also says how time passes. Of an actor that runs in
 * another thread nobody hears here when it has done something; it is asked again as soon as it has
 * answered.
 *
 * Since: 0.1
 */
void
domo_await_state (gpointer proxy, DomoStateFunc func, gpointer user_data, gint64 limit_us)
{
  g_return_if_fail (DOMO_IS_PROXY (proxy));
  g_return_if_fail (func != NULL);

  await_state (proxy, func, user_data, limit_us, G_STRFUNC, "in the state waited for");
}

typedef struct
{
  const char *name;
  GVariant *expected;
} Value;

static gboolean
has_value (DomoObservableState *state, gpointer data)
{
  const Value *value = data;
  g_autoptr (GVariant) shown = domo_observable_state_get (state, value->name);

  return shown != NULL && g_variant_equal (shown, value->expected);
}

/**
 * domo_await_state_value:
 * @proxy: (type DomoCore.Proxy): the proxy of an actor that implements [iface@DomoCore.Observable]
 * @name: the key of a value in the state
 * @expected: what the value is to be, in type and value; consumed if floating
 * @limit_us: how long to wait at the most, in microseconds; 0 for no time to pass, negative for no
 *   limit
 *
 * Waits until an actor shows a value, as [func@DomoTestkit.await_state] does.
 *
 * Since: 0.1
 */
void
domo_await_state_value (gpointer proxy, const char *name, GVariant *expected, gint64 limit_us)
{
  g_autoptr (GVariant) owned = NULL;
  g_autofree char *text = NULL;
  g_autofree char *what = NULL;
  Value value;

  g_return_if_fail (DOMO_IS_PROXY (proxy));
  g_return_if_fail (name != NULL);
  g_return_if_fail (expected != NULL);

  owned = g_variant_ref_sink (expected);
  text = g_variant_print (owned, TRUE);
  what = g_strdup_printf ("in a state with “%s” at %s", name, text);
  value = (Value){ name, owned };
  await_state (proxy, has_value, &value, limit_us, G_STRFUNC, what);
}
