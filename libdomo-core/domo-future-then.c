/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-future-private.h"

#include "domo-context-scope-private.h"
#include "domo-continuation-private.h"
#include "domo-error.h"
#include "domo-proxy-private.h"

/* Callbacks of futures: then, catch and finally. Inside an actor they are continuations of its
 * instance; elsewhere they come through the caller's main context. */

typedef enum
{
  ON_RESOLVED = 1 << 0,
  ON_REJECTED = 1 << 1,
} When;

/* What to call, and the future that is answered. */
typedef struct
{
  When when;
  DomoFutureFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  DomoFuture *derived;
  DomoExecutionContext *context; /* that was current when it was added, or NULL */
} Callback;

static void
callback_destroy_data (Callback *self)
{
  GDestroyNotify destroy = g_steal_pointer (&self->destroy);

  if (destroy != NULL)
    destroy (self->user_data);
}

static void
callback_run (Callback *self, DomoFuture *settled, DomoFrame *frame)
{
  gboolean resolved = domo_future_state (settled) == DOMO_FUTURE_RESOLVED;
  g_autoptr (DomoFuture) result = NULL;

  if (self->when & (resolved ? ON_RESOLVED : ON_REJECTED))
    result = self->func (settled, self->user_data);
  /* First: who sees the derived future settled knows that the data is not in use any more. */
  callback_destroy_data (self);
  if (frame != NULL && frame->failure != NULL)
    domo_future_reject_take (self->derived, g_error_copy (frame->failure));
  else if (result == self->derived)
    domo_future_reject_take (self->derived,
                             g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED,
                                                  "A callback answered the very future that "
                                                  "waits for it"));
  else
    domo_future_follow (self->derived, result != NULL ? result : settled);
  g_clear_pointer (&self->derived, domo_future_unref);
}

/* It will not be called. */
static void
callback_drop (Callback *self, DomoError code, const char *why)
{
  g_clear_pointer (&self->context, domo_execution_context_unref);
  callback_destroy_data (self);
  domo_future_reject_take (self->derived, g_error_new_literal (DOMO_ERROR, (int) code, why));
  g_clear_pointer (&self->derived, domo_future_unref);
}

/* Inside an actor. */

typedef struct
{
  DomoContinuation continuation;
  Callback callback;
  const DomoMethod *method; /* whose message added it, or NULL */
} ActorCallback;

static void
actor_callback_run (DomoContinuation *continuation)
{
  ActorCallback *self = (ActorCallback *) continuation;

  domo_frame_top->method = self->method;
  domo_frame_top->derived = self->callback.derived;
  domo_context_begin_message (g_steal_pointer (&self->callback.context));
  callback_run (&self->callback, continuation->source, domo_frame_top);
  domo_frame_top->derived = NULL;
}

static void
actor_callback_drop (DomoContinuation *continuation)
{
  ActorCallback *self = (ActorCallback *) continuation;

  callback_drop (&self->callback, DOMO_ERROR_STOPPED,
                 "The actor that added the callback has stopped or was restarted");
}

static void
add_in_actor (DomoProxy *proxy, DomoFuture *source, const Callback *callback)
{
  ActorCallback *self;

  if (proxy->state == DOMO_LIFE_STOPPED)
    {
      /* In what is released after the end. */
      Callback late = *callback;

      callback_drop (&late, DOMO_ERROR_STOPPED, "The actor that added the callback has stopped");
      domo_future_unref (source);
      return;
    }
  self = g_new (ActorCallback, 1);
  *self = (ActorCallback){
    .continuation = { .of_instance = TRUE, .run = actor_callback_run, .drop = actor_callback_drop },
    .callback = *callback,
    .method = domo_frame_top->method,
  };
  domo_future_init_origin (callback->derived, DOMO_ORIGIN_FOLLOW, source);
  domo_continuation_start (&self->continuation, proxy, source);
}

/* Elsewhere. */

/* A main context as callbacks hold it while they wait: a source of that context which is never
 * ready, one for all callbacks, and which learns when the context goes away. A reference on the
 * context itself would keep alive what is attached to it, and so the context, for ever, if nobody
 * iterates it any more. */
typedef struct
{
  GSource source;
  /* Under the lock: where to attach, or NULL once that goes away. */
  GMainContext *context;
} Anchor;

/* Held over g_source_attach(), which runs nobody's code: a context that another thread drops
 * meanwhile is still there, for its memory goes after anchor_lost(). */
static DomoLock anchors_lock;
static GHashTable *anchors; /* by context; borrowed */

/* The context goes away. */
static void
anchor_lost (gpointer data)
{
  Anchor *self = data;

  domo_lock_acquire (&anchors_lock);
  g_hash_table_remove (anchors, self->context);
  if (g_hash_table_size (anchors) == 0)
    g_clear_pointer (&anchors, g_hash_table_unref);
  self->context = NULL;
  domo_tsan_release (self);
  domo_lock_release (&anchors_lock);
}

static gboolean
anchor_cb (gpointer data)
{
  g_assert_not_reached ();
}

static void
anchor_finalize (GSource *source)
{
  /* Pairs with the release of each callback that dropped its reference, and of anchor_lost(). */
  domo_tsan_acquire (source);
}

static GSourceFuncs anchor_funcs = {
  .finalize = anchor_finalize,
};

/* The anchor of the caller's context (transfer full). */
static GSource *
get_anchor (void)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  GSource *anchor;

  domo_lock_acquire (&anchors_lock);
  if (anchors == NULL)
    anchors = g_hash_table_new (NULL, NULL);
  anchor = g_hash_table_lookup (anchors, context);
  if (anchor != NULL)
    g_source_ref (anchor);
  else
    {
      anchor = g_source_new (&anchor_funcs, sizeof (Anchor));
      ((Anchor *) anchor)->context = context;
      g_source_set_static_name (anchor, "[domo] callbacks of futures");
      g_source_set_callback (anchor, anchor_cb, anchor, anchor_lost);
      g_source_attach (anchor, context);
      g_hash_table_insert (anchors, context, anchor);
    }
  domo_lock_release (&anchors_lock);
  return anchor;
}

typedef struct
{
  DomoWaiter waiter;
  GSource *anchor;
  DomoFuture *source;
  Callback callback;
  gboolean late; /* it came when its context was going away */
} ContextCallback;

static gboolean
context_callback_cb (gpointer data)
{
  ContextCallback *self = data;

  DomoContextScope *before;

  domo_tsan_acquire (self);
  before = domo_context_begin_callback (g_steal_pointer (&self->callback.context));
  callback_run (&self->callback, self->source, NULL);
  domo_context_end_callback (before);
  return G_SOURCE_REMOVE;
}

static void
context_callback_free (gpointer data)
{
  ContextCallback *self = data;

  domo_tsan_acquire (self);
  if (self->late)
    return;
  if (self->callback.derived != NULL)
    callback_drop (&self->callback, DOMO_ERROR_ABANDONED,
                   "The main context of the callback went away before it was called");
  domo_tsan_release (self->anchor);
  g_source_unref (self->anchor);
  domo_future_unref (self->source);
  g_free (self);
}

/* g_source_get_context() would complain of a source that has been destroyed. The caller's reference
 * keeps @source, but the sanitizer does not see how GLib counts. */
__attribute__ ((no_sanitize ("thread"))) static GMainContext *
peek_context (GSource *source)
{
  return source->context;
}

/* Attaches @source, which calls @self. Answers FALSE, and then @self is still the caller's, if the
 * context has gone or is going away. */
static gboolean
attach_locked (ContextCallback *self, GSource *source)
{
  Anchor *anchor = (Anchor *) self->anchor;
  guint id;

  if (anchor->context == NULL)
    return FALSE;
  g_source_set_callback (source, context_callback_cb, self, context_callback_free);
  /* GLib's lock hands it to the context's thread, which the sanitizer cannot see. */
  domo_tsan_release (self);
  id = g_source_attach (source, anchor->context);
  if (peek_context (&anchor->source) != NULL)
    return TRUE;
  /* The context goes away. It lets go of all its sources, under its lock, and then destroys them.
   * Once that lock can be had it has let go of all there were; of @source, too, if that came in
   * time, and then @self is not ours any more. Else it would forget it. */
  g_main_context_find_source_by_id (anchor->context, id);
  if (peek_context (source) == NULL)
    return TRUE;
  self->late = TRUE;
  g_source_destroy (source);
  self->late = FALSE;
  return FALSE;
}

static void
context_callback_attach (ContextCallback *self)
{
  GSource *source = g_idle_source_new ();
  gboolean attached;

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[domo] a future's callback");
  domo_lock_acquire (&anchors_lock);
  attached = attach_locked (self, source);
  /* Here: it would look at the context, too. No data is left in it to be released. */
  g_source_unref (source);
  domo_lock_release (&anchors_lock);
  if (!attached)
    context_callback_free (self);
}

static void
context_callback_notify (DomoWaiter *waiter)
{
  context_callback_attach ((ContextCallback *) waiter);
}

static void
add_in_context (DomoFuture *source, const Callback *callback)
{
  ContextCallback *self = g_new0 (ContextCallback, 1);

  self->waiter.notify = context_callback_notify;
  self->anchor = get_anchor ();
  self->source = source;
  self->callback = *callback;
  domo_future_init_origin (callback->derived, DOMO_ORIGIN_FOLLOW, source);
  if (!domo_future_add_waiter (source, &self->waiter))
    context_callback_attach (self);
}

/* Takes @self. */
static DomoFuture *
derive (
    DomoFuture *self, When when, DomoFutureFunc func, gpointer user_data, GDestroyNotify destroy)
{
  DomoFuture *derived = domo_future_new_pending ();
  DomoFrame *frame = domo_frame_get_current ();
  const Callback callback = {
    when, func, user_data, destroy, derived, domo_context_dup_current ()
  };

  /* One reference for the callback, one for the caller; nobody else has it yet. */
  atomic_init (&derived->ref_count, 2);
  if (frame != NULL)
    add_in_actor (frame->proxy, self, &callback);
  else
    add_in_context (self, &callback);
  return derived;
}

/**
 * domo_future_then:
 * @self: (transfer full): a future
 * @func: (scope notified) (closure user_data) (destroy destroy): what to call
 * @user_data: its data
 * @destroy: (nullable): frees the data
 *
 * Goes on with @func when the future is resolved. The future answered here is settled by the one
 * that @func answers, or like @self if that is %NULL or if @self is rejected.
 *
 * Inside an actor the callback belongs to the actor's instance: it runs where the actor runs, never
 * at the same time as other code of it, ahead of its mailbox, also while the actor is busy. If the
 * instance goes away first, the callback is dropped before, its data freed, and the future answered
 * here rejected with [error@DomoCore.Error.STOPPED]; so the instance is safe as its data.
 *
 * Elsewhere it runs from the caller's thread-default main context.
 *
 * The execution context that is current now is current in the callback, wherever it runs.
 *
 * The callback never runs from within this call.
 *
 * Returns: (transfer full): the derived future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_then (DomoFuture *self, DomoFutureFunc func, gpointer user_data, GDestroyNotify destroy)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return derive (self, ON_RESOLVED, func, user_data, destroy);
}

/**
 * domo_future_catch:
 * @self: (transfer full): a future
 * @func: (scope notified) (closure user_data) (destroy destroy): what to call
 * @user_data: its data
 * @destroy: (nullable): frees the data
 *
 * As [method@DomoCore.Future.then], but goes on when the future is rejected.
 *
 * Returns: (transfer full): the derived future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_catch (DomoFuture *self,
                   DomoFutureFunc func,
                   gpointer user_data,
                   GDestroyNotify destroy)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return derive (self, ON_REJECTED, func, user_data, destroy);
}

/**
 * domo_future_finally:
 * @self: (transfer full): a future
 * @func: (scope notified) (closure user_data) (destroy destroy): what to call
 * @user_data: its data
 * @destroy: (nullable): frees the data
 *
 * As [method@DomoCore.Future.then], but goes on however the future settles.
 *
 * Returns: (transfer full): the derived future
 *
 * Since: 0.1
 */
DomoFuture *
domo_future_finally (DomoFuture *self,
                     DomoFutureFunc func,
                     gpointer user_data,
                     GDestroyNotify destroy)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return derive (self, ON_RESOLVED | ON_REJECTED, func, user_data, destroy);
}
