/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-await.h"

#include "domo-await-private.h"
#include "domo-error.h"
#include "domo-home-private.h"
#include "domo-proxy-private.h"
#include "domo-value-private.h"

/* Waiting for a future. Inside an actor its handler is set aside, which domo-park.c does; here is
 * what happens outside actors. */

/* A thread that waits. */
typedef struct
{
  DomoWaiter waiter;
  GThread *thread;
  GMainContext *context; /* to wake, or NULL: it sleeps on @cond */
  DomoLock lock;
  GCond cond;
  gboolean settled;
} Sleeper;

static void
sleeper_notify (DomoWaiter *waiter)
{
  Sleeper *self = (Sleeper *) waiter;
  g_autoptr (GMainContext) context = NULL;

  /* Settled by the very thread that waits, from within the context that it iterates: it looks as
   * soon as that returns. */
  if (self->thread == g_thread_self ())
    {
      self->settled = TRUE;
      return;
    }
  if (self->context != NULL)
    context = g_main_context_ref (self->context);
  /* The sleeper's frame is gone once it sees @settled, so nothing touches it after the unlock. */
  domo_lock_acquire (&self->lock);
  self->settled = TRUE;
  g_cond_signal (&self->cond);
  domo_lock_release (&self->lock);
  if (context != NULL)
    g_main_context_wakeup (context);
}

static gboolean
sleeper_begin (Sleeper *self, DomoFuture *future, GMainContext *context)
{
  *self = (Sleeper){ 0 };
  self->waiter.notify = sleeper_notify;
  self->thread = g_thread_self ();
  self->context = context;
  domo_lock_init (&self->lock);
  g_cond_init (&self->cond);
  return domo_future_add_waiter (future, &self->waiter);
}

static gboolean
sleeper_is_settled (Sleeper *self)
{
  gboolean settled;

  domo_lock_acquire (&self->lock);
  settled = self->settled;
  domo_lock_release (&self->lock);
  return settled;
}

static void
sleeper_end (Sleeper *self)
{
  domo_lock_clear (&self->lock);
  g_cond_clear (&self->cond);
}

/* Iterates @context until @future has settled. Answers FALSE, having done nothing, if another
 * thread has the context. */
gboolean
domo_await_iterate (DomoFuture *future, GMainContext *context)
{
  Sleeper sleeper;

  if (!g_main_context_acquire (context))
    return FALSE;
  if (sleeper_begin (&sleeper, future, context))
    {
      while (!sleeper_is_settled (&sleeper))
        g_main_context_iteration (context, TRUE);
    }
  sleeper_end (&sleeper);
  g_main_context_release (context);
  return TRUE;
}

/* Does not wait any more. Answers whether @future has settled: then the call has come or is about
 * to, and is waited for. */
static gboolean
sleeper_cancel (Sleeper *self, DomoFuture *future)
{
  if (domo_future_remove_waiter (future, &self->waiter))
    return FALSE;
  domo_lock_acquire (&self->lock);
  while (!self->settled)
    domo_lock_wait_until (&self->lock, &self->cond, -1);
  domo_lock_release (&self->lock);
  return TRUE;
}

static gboolean
sleep_until (DomoFuture *future, gint64 deadline)
{
  Sleeper sleeper;
  gboolean in_time = TRUE;

  if (sleeper_begin (&sleeper, future, NULL))
    {
      domo_lock_acquire (&sleeper.lock);
      while (!sleeper.settled && in_time)
        in_time = domo_lock_wait_until (&sleeper.lock, &sleeper.cond, deadline);
      domo_lock_release (&sleeper.lock);
      if (!in_time)
        in_time = sleeper_cancel (&sleeper, future);
    }
  sleeper_end (&sleeper);
  return in_time;
}

static gboolean
deadline_passed_cb (gpointer passed)
{
  *(gboolean *) passed = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
iterate_until (DomoFuture *future, GMainContext *context, gint64 deadline)
{
  Sleeper sleeper;
  g_autoptr (GSource) source = NULL;
  gboolean passed = FALSE, in_time = TRUE;

  if (deadline >= 0)
    {
      source = g_timeout_source_new (0);
      g_source_set_ready_time (source, deadline);
      g_source_set_static_name (source, "[domo] limit of a wait");
      g_source_set_callback (source, deadline_passed_cb, &passed, NULL);
      g_source_attach (source, context);
    }
  if (sleeper_begin (&sleeper, future, context))
    {
      while (!sleeper_is_settled (&sleeper) && !passed)
        g_main_context_iteration (context, TRUE);
      if (passed)
        in_time = sleeper_is_settled (&sleeper) || sleeper_cancel (&sleeper, future);
    }
  sleeper_end (&sleeper);
  if (source != NULL)
    g_source_destroy (source);
  return in_time;
}

/* Waits until @future has settled or @deadline has come, in monotonic time (negative: no deadline).
 * In a thread that has pushed a context that is iterated, for what the future waits for may have to
 * run there; any other thread sleeps. Answers whether it has settled. */
gboolean
domo_await_until (DomoFuture *future, gint64 deadline)
{
  GMainContext *pushed = g_main_context_get_thread_default ();
  gboolean in_time;

  if (pushed == NULL || !g_main_context_acquire (pushed))
    return sleep_until (future, deadline);
  in_time = iterate_until (future, pushed, deadline);
  g_main_context_release (pushed);
  return in_time;
}

/* The context that this thread may iterate while it waits, or NULL. */
static GMainContext *
find_context (void)
{
  GMainContext *pushed = g_main_context_get_thread_default ();

  if (pushed != NULL)
    return pushed;
  return domo_home_is_here (g_main_context_default ()) ? g_main_context_default () : NULL;
}

/* Waits until @future has settled. Answers FALSE with @error set where that cannot be. */
static gboolean
wait_until_settled (DomoFuture *future, GError **error)
{
  DomoFrame *frame = domo_frame_get_current ();
  GMainContext *context;

  if (frame != NULL)
    return domo_park (frame, future, error);
  if (domo_future_state (future) != DOMO_FUTURE_PENDING)
    return TRUE;
  context = find_context ();
  if (g_main_depth () > 0)
    g_warning_once (
        "domo_await(): called inside a main-loop callback, which blocks what called it; "
        "use domo_future_then() or domo_future_wait_async()");
  if (context == NULL || !domo_await_iterate (future, context))
    sleep_until (future, -1);
  return TRUE;
}

/**
 * domo_future_wait_sync:
 * @self: a future
 * @error: return location for an error
 *
 * As [func@DomoCore.await], for languages in which that name is a keyword. Keeps the future.
 *
 * Returns: %TRUE if the future was resolved, or %FALSE with @error set to what it was rejected with
 *
 * Since: 0.1
 */
gboolean
domo_future_wait_sync (DomoFuture *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return wait_until_settled (self, error) && domo_future_get_value (self, error) != NULL;
}

/**
 * domo_await: (skip)
 * @future: (transfer full): a future
 * @error: return location for an error
 *
 * Waits for a future, whatever its value.
 *
 * Inside an actor, in a handler, hook or callback, the code that waits is set aside with its stack,
 * no thread is blocked, and other actors run meanwhile. The actor itself takes no other message
 * until the handler has returned, so its state is as it was when the wait ends; only callbacks that
 * it has added itself come in between. When the actor is to stop or to restart, this wait and all
 * later ones of the handler fail with [error@DomoCore.Error.STOPPED], and with
 * [error@DomoCore.Error.CLOSED] in a forceful close of the stage: the handler shall come to its
 * end. What takes longer than [property@DomoCore.Stage:await-timeout] is rejected with
 * [error@DomoCore.Error.TIMEOUT], and a wait that could never end, because actors wait for each
 * other in a circle, with [error@DomoCore.Error.DEADLOCK].
 *
 * Elsewhere it is for `main ()` and tests. In a thread that has pushed a main context as its
 * default, or whose stage lives in the global default one, that context is iterated meanwhile; any
 * other thread sleeps. Inside a callback of a main loop this blocks what called the callback, and a
 * warning (once) says so: use [method@DomoCore.Future.then] or [method@DomoCore.Future.wait_async]
 * there.
 *
 * Returns: %TRUE if the future was resolved, or %FALSE with @error set to what it was rejected with
 *
 * Since: 0.1
 */
gboolean
domo_await (DomoFuture *future, GError **error)
{
  g_autoptr (DomoFuture) self = future;

  return domo_future_wait_sync (self, error);
}

/* Each typed form: waits, reads, and drops the future. */
#define DOMO_DEFINE_AWAIT(name, ctype, failure, read)                       \
  ctype domo_await_##name (DomoFuture *future, GError **error)              \
  {                                                                         \
    g_autoptr (DomoFuture) self = future;                                   \
                                                                            \
    g_return_val_if_fail (self != NULL, failure);                           \
    g_return_val_if_fail (error == NULL || *error == NULL, failure);        \
                                                                            \
    return wait_until_settled (self, error) ? read (self, error) : failure; \
  }

/**
 * domo_await_boolean:
 * @future: (transfer full): a future
 * @error: return location for an error
 *
 * Waits as [func@DomoCore.await] does and reads a boolean, as [method@DomoCore.Future.get_boolean]
 * does.
 *
 * Returns: the value, or %FALSE with @error set
 *
 * Since: 0.1
 */
DOMO_DEFINE_AWAIT (boolean, gboolean, FALSE, domo_future_get_boolean)

/**
 * domo_await_int:
 * @future: (transfer full): a future
 * @error: return location for an error
 *
 * Waits as [func@DomoCore.await] does and reads an integer, as [method@DomoCore.Future.get_int]
 * does.
 *
 * Returns: the value, or 0 with @error set
 *
 * Since: 0.1
 */
DOMO_DEFINE_AWAIT (int, int, 0, domo_future_get_int)

/**
 * domo_await_uint:
 * @future: (transfer full): a future
 * @error: return location for an error
 *
 * Waits as [func@DomoCore.await] does and reads an unsigned integer, as
 * [method@DomoCore.Future.get_uint] does.
 *
 * Returns: the value, or 0 with @error set
 *
 * Since: 0.1
 */
DOMO_DEFINE_AWAIT (uint, guint, 0, domo_future_get_uint)

/**
 * domo_await_int64:
 * @future: (transfer full): a future
 * @error: return location for an error
 *
 * Waits as [func@DomoCore.await] does and reads an integer, as [method@DomoCore.Future.get_int64]
 * does.
 *
 * Returns: the value, or 0 with @error set
 *
 * Since: 0.1
 */
DOMO_DEFINE_AWAIT (int64, gint64, 0, domo_future_get_int64)

/**
 * domo_await_uint64:
 * @future: (transfer full): a future
 * @error: return location for an error
 *
 * Waits as [func@DomoCore.await] does and reads an unsigned integer, as
 * [method@DomoCore.Future.get_uint64] does.
 *
 * Returns: the value, or 0 with @error set
 *
 * Since: 0.1
 */
DOMO_DEFINE_AWAIT (uint64, guint64, 0, domo_future_get_uint64)

/**
 * domo_await_double:
 * @future: (transfer full): a future
 * @error: return location for an error
 *
 * Waits as [func@DomoCore.await] does and reads a number, as [method@DomoCore.Future.get_double]
 * does.
 *
 * Returns: the value, or 0 with @error set
 *
 * Since: 0.1
 */
DOMO_DEFINE_AWAIT (double, double, 0, domo_future_get_double)

/**
 * domo_await_string:
 * @future: (transfer full): a future
 * @error: return location for an error
 *
 * Waits as [func@DomoCore.await] does and reads a string, as [method@DomoCore.Future.dup_string]
 * does.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL with @error set
 *
 * Since: 0.1
 */
DOMO_DEFINE_AWAIT (string, char *, NULL, domo_future_dup_string)

/**
 * domo_await_object: (skip)
 * @future: (transfer full): a future
 * @error: return location for an error
 *
 * Waits as [func@DomoCore.await] does and reads an object, as [method@DomoCore.Future.dup_object]
 * does.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL with @error set
 *
 * Since: 0.1
 */
DOMO_DEFINE_AWAIT (object, gpointer, NULL, domo_future_dup_object)

/**
 * domo_await_boxed: (skip)
 * @future: (transfer full): a future
 * @error: return location for an error
 *
 * Waits as [func@DomoCore.await] does and reads a boxed value, as
 * [method@DomoCore.Future.dup_boxed] does.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL with @error set
 *
 * Since: 0.1
 */
DOMO_DEFINE_AWAIT (boxed, gpointer, NULL, domo_future_dup_boxed)

/**
 * domo_await_variant:
 * @future: (transfer full): a future
 * @error: return location for an error
 *
 * Waits as [func@DomoCore.await] does and reads a variant, as [method@DomoCore.Future.dup_variant]
 * does.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL with @error set
 *
 * Since: 0.1
 */
DOMO_DEFINE_AWAIT (variant, GVariant *, NULL, domo_future_dup_variant)

/**
 * domo_await_value: (skip)
 * @future: (transfer full): a future
 * @value: (out caller-allocates): a value that is not initialized
 * @error: return location for an error
 *
 * Waits as [func@DomoCore.await] does and copies the value. It stays uninitialized if the future is
 * resolved with nothing.
 *
 * Returns: %TRUE if the future was resolved, or %FALSE with @error set
 *
 * Since: 0.1
 */
gboolean
domo_await_value (DomoFuture *future, GValue *value, GError **error)
{
  g_autoptr (DomoFuture) self = future;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (value != NULL && !G_IS_VALUE (value), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!domo_future_wait_sync (self, error))
    return FALSE;
  domo_value_copy (value, &self->value);
  return TRUE;
}
