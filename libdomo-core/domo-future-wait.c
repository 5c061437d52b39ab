/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-future-private.h"

/* Waiting for a future as GIO does it: a callback in a main context, a GAsyncResult, a
 * GCancellable. */

/* The waiter hands itself to the task's context with a source; everything else happens there. */
typedef struct
{
  DomoWaiter waiter;
  atomic_int ref_count;
  DomoFuture *future;
  GMainContext *context;

  /* Only in the context. */
  GTask *task; /* NULL once it has returned */
  GSource *cancelled;
} Wait;

static void
wait_unref (gpointer data)
{
  Wait *self = data;

  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  g_clear_object (&self->task);
  domo_future_unref (self->future);
  g_main_context_unref (self->context);
  g_free (self);
}

static void
wait_end_cancelled (Wait *self)
{
  if (self->cancelled == NULL)
    return;
  g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
}

static gboolean
wait_settled_cb (gpointer data)
{
  Wait *self = data;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  domo_tsan_acquire (self);
  task = g_steal_pointer (&self->task);
  if (task == NULL)
    return G_SOURCE_REMOVE;
  wait_end_cancelled (self);
  if (domo_future_get_value (self->future, &error) != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
  return G_SOURCE_REMOVE;
}

static gboolean
wait_cancelled_cb (GCancellable *cancellable, gpointer data)
{
  Wait *self = data;
  g_autoptr (GTask) task = NULL;

  domo_tsan_acquire (self);
  task = g_steal_pointer (&self->task);
  if (task == NULL)
    return G_SOURCE_REMOVE;
  /* If it is not in the line any more, its source is on the way and finds no task. */
  if (domo_future_remove_waiter (self->future, &self->waiter))
    wait_unref (self);
  g_clear_pointer (&self->cancelled, g_source_unref);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
wait_attach (Wait *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[domo] a future's wait");
  g_source_set_callback (source, wait_settled_cb, self, wait_unref);
  /* GLib's lock hands it to the context's thread, which the sanitizer cannot see. */
  domo_tsan_release (self);
  g_source_attach (source, self->context);
}

static void
wait_notify (DomoWaiter *waiter)
{
  wait_attach ((Wait *) waiter);
}

/**
 * domo_future_wait_async:
 * @self: a future
 * @cancellable: (nullable): ends the wait, not what the future stands for
 * @callback: (nullable) (scope async) (closure user_data): called when the future has settled
 * @user_data: its data
 *
 * Waits for a future without blocking. The callback comes from the caller's thread-default main
 * context. Inside an actor [method@DomoCore.Future.then] is what you want: this callback knows
 * nothing of actors.
 *
 * Since: 0.1
 */
void
domo_future_wait_async (DomoFuture *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Wait *wait;
  g_autoptr (GSource) cancelled = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  wait = g_new0 (Wait, 1);
  wait->waiter.notify = wait_notify;
  wait->future = domo_future_ref (self);
  wait->context = g_main_context_ref_thread_default ();
  wait->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (wait->task, domo_future_wait_async);
  g_task_set_check_cancellable (wait->task, FALSE);
  if (cancellable != NULL)
    {
      wait->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_static_name (wait->cancelled, "[domo] a future's wait, cancelled");
      g_source_set_callback (wait->cancelled, G_SOURCE_FUNC (wait_cancelled_cb), wait, wait_unref);
    }
  /* The waiter's reference, the cancelled source's, and one for the rest of this call: another
   * thread may run the context. */
  atomic_init (&wait->ref_count, cancellable != NULL ? 3 : 2);
  cancelled = wait->cancelled != NULL ? g_source_ref (wait->cancelled) : NULL;
  if (!domo_future_add_waiter (self, &wait->waiter))
    wait_attach (wait);
  else if (cancelled != NULL)
    {
      domo_tsan_release (wait);
      g_source_attach (cancelled, wait->context);
    }
  wait_unref (wait);
}

/**
 * domo_future_wait_finish:
 * @self: a future
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Tells how [method@DomoCore.Future.wait_async] ended. The value is then read from the future.
 *
 * Returns: %TRUE if the future was resolved, or %FALSE with @error set to what it was rejected
 *   with, or to [error@Gio.IOErrorEnum.CANCELLED]
 *
 * Since: 0.1
 */
gboolean
domo_future_wait_finish (DomoFuture *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, domo_future_wait_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
