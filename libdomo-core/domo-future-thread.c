/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-future-private.h"

#include "domo-error.h"

/* Work that blocks, done in another thread.
 *
 * GTask would lend its threads, too, but it always returns through the main context of its caller,
 * and here there may be none that anybody iterates. GThreadPool shares idle threads with all pools
 * of the process, and so with GTask. */

/* More than a program blocks in at once, and few enough for their stacks to do no harm. */
#define MAX_THREADS 128

typedef struct
{
  DomoFutureThreadFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  DomoFuture *future;
} Job;

static void
job_free (Job *self)
{
  domo_future_unref (self->future);
  g_free (self);
}

static void
settle_future (DomoFuture *self, DomoFuture *result)
{
  if (result == NULL)
    domo_future_reject_take (self, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED,
                                                        "The function that ran in a thread "
                                                        "answered with no future"));
  else if (domo_future_state (result) != DOMO_FUTURE_PENDING)
    domo_future_settle_take (self, result);
  else
    {
      domo_future_follow (self, result);
      domo_future_unref (result);
    }
}

/* In a thread of the pool. */
static void
run_job (gpointer data, gpointer pool_data)
{
  Job *self = data;
  gboolean wanted;
  DomoFuture *result = NULL;

  domo_tsan_acquire (self);
  wanted = domo_future_state (self->future) == DOMO_FUTURE_PENDING;
  if (wanted)
    result = self->func (self->user_data);
  /* First: who sees the future settled knows that the data is not in use any more. */
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  if (wanted)
    settle_future (self->future, result);
  job_free (self);
}

static GThreadPool *
get_pool (GError **error)
{
  static DomoLock lock;
  static GThreadPool *pool;
  GThreadPool *answer;

  domo_lock_acquire (&lock);
  if (pool == NULL)
    pool = g_thread_pool_new (run_job, NULL, MAX_THREADS, FALSE, error);
  answer = pool;
  domo_lock_release (&lock);
  return answer;
}

/* Answers FALSE with @error set if @job cannot be done. */
static gboolean
push (Job *job, GError **error)
{
  g_autoptr (GError) refused = NULL;
  GThreadPool *pool = get_pool (error);

  if (pool == NULL)
    {
      if (job->destroy != NULL)
        job->destroy (job->user_data);
      job_free (job);
      return FALSE;
    }
  /* GLib's lock hands it to the pool's thread, which the sanitizer cannot see. */
  domo_tsan_release (job);
  if (g_thread_pool_push (pool, job, &refused) || g_thread_pool_get_num_threads (pool) > 0)
    return TRUE;
  /* No thread could be started, and there is none yet that would come to it. It stays queued. */
  g_propagate_error (error, g_steal_pointer (&refused));
  return FALSE;
}

/**
 * domo_future_run_in_thread:
 * @func: (scope notified) (closure user_data) (destroy destroy): what to call
 * @user_data: its data
 * @destroy: (nullable): frees the data
 *
 * Calls a function that blocks in another thread, so that the caller need not.
 *
 * @func runs in a thread of a pool, outside actors, with no main context of its own. What it works
 * with it should get through @user_data and leave to it: an actor hands over copies, never its
 * instance, and goes on with [method@DomoCore.Future.then], whose callback runs inside the actor.
 * The future answered here is settled by the one that @func answers, and rejected with
 * [error@DomoCore.Error.FAILED] if that is %NULL.
 *
 * @destroy is called in the thread of @func, after it and before the future settles. Where the
 * future has been settled by a limit before a thread comes to @func, only @destroy is called; a
 * limit does not interrupt @func.
 *
 * At most 128 such functions run at a time, others wait in order; so they should not wait for each
 * other. If the system refuses even a first thread, the future is rejected with
 * [error@DomoCore.Error.FAILED], and the data freed as soon as there is one.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_run_in_thread (DomoFutureThreadFunc func, gpointer user_data, GDestroyNotify destroy)
{
  g_autoptr (GError) error = NULL;
  DomoFuture *future;
  Job *job;

  g_return_val_if_fail (func != NULL, NULL);

  future = domo_future_new_pending ();
  job = g_new (Job, 1);
  *job = (Job){ func, user_data, destroy, domo_future_ref (future) };
  if (!push (job, &error))
    domo_future_reject_take (future,
                             g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED,
                                          "There is no thread to run in: %s", error->message));
  return future;
}
