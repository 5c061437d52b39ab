/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-life-private.h"

#include "domo-enum-types.h"
#include "domo-error.h"
#include "domo-life-listeners-private.h"
#include "domo-log-private.h"
#include "domo-supervision-private.h"

/* The end of an actor: its children first, then itself. */

static void finish_stop (DomoProxy *self, DomoFrame *frame);

static void
call_hook (DomoProxy *self, DomoFrame *frame, void (*hook) (DomoActor *), const char *name)
{
  if (hook == NULL)
    return;
  hook (self->instance);
  domo_life_check_other_hook (self, frame, name);
}

/* Tells the children to stop, as their parent was told: at the marker, or now. */
void
domo_life_tell_children (DomoProxy *self, DomoMessageKind kind)
{
  g_autoptr (GPtrArray) children = NULL;

  domo_runtime_refuse_children (self->runtime, self,
                                domo_proxy_get_state (self) == DOMO_LIFE_RESTARTING);
  children = domo_runtime_list_children_to_stop (self->runtime, self);
  for (guint i = 0; i < children->len; i++)
    domo_proxy_post (g_ptr_array_index (children, i),
                     kind == DOMO_MESSAGE_STOP_NOW ? domo_stop_now_new (DOMO_STOP_REASON_STOPPED)
                                                   : domo_message_new (kind));
}

/* What is queued will not be handled. Answers whether there was anything. */
gboolean
domo_life_bury_calls (DomoProxy *self)
{
  DomoDeadLetterReason reason = domo_runtime_is_open (self->runtime)
                                    ? DOMO_DEAD_LETTER_REASON_STOPPED
                                    : DOMO_DEAD_LETTER_REASON_UNDELIVERED_AT_CLOSE;

  return domo_queue_bury (self, reason);
}

/* What the actor will not do any more: wait for a restart, for the answer it owes, for a directive
 * about its failure, or decide about others. */
static void
drop_duties (DomoProxy *self)
{
  if (self->duties == NULL)
    return;
  domo_life_cancel_back_off (self);
  if (self->duties->busy != NULL)
    domo_continuation_drop (g_steal_pointer (&self->duties->busy));
  if (self->duties->failure != NULL)
    domo_runtime_close_failure (self->runtime, self);
  domo_life_drop_informs (self);
}

/* @kind is that of the stop, which the children get too. */
static void
begin_stop (DomoProxy *self, DomoFrame *frame, DomoMessageKind kind, DomoStopReason reason)
{
  domo_proxy_set_state (self, DOMO_LIFE_STOPPING);
  self->stop_reason = domo_runtime_is_open (self->runtime) ? reason : DOMO_STOP_REASON_STAGE_CLOSED;
  drop_duties (self);
  if (self->instance != NULL)
    call_hook (self, frame, domo_proxy_get_actor_class (self)->before_stop, "before_stop()");
  domo_life_bury_calls (self);
  domo_life_tell_children (self, kind);
  if (domo_runtime_await_children (self->runtime, self) && domo_park_is_over (self))
    finish_stop (self, frame);
}

/* The stop marker has come. */
void
domo_life_stop (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  domo_life_stop_at_marker (self, frame);
}

/* There is a stop marker, and it is due. */
void
domo_life_stop_at_marker (DomoProxy *self, DomoFrame *frame)
{
  begin_stop (self, frame, DOMO_MESSAGE_STOP, DOMO_STOP_REASON_STOPPED);
}

void
domo_life_stop_now (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  begin_stop (self, frame, DOMO_MESSAGE_STOP_NOW, ((DomoStopNow *) message)->reason);
}

/* It stops already, but now its children shall hurry. */
void
domo_life_pass_stop_on (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  domo_life_tell_children (self, DOMO_MESSAGE_STOP_NOW);
}

static void
tell_stopped_unstarted (DomoProxy *self)
{
  g_autoptr (DomoPromise) starting = domo_runtime_take_starting (self->runtime, self, FALSE);

  if (starting != NULL)
    domo_promise_reject (starting, g_error_new (DOMO_ERROR, DOMO_ERROR_STOPPED,
                                                "The %s stopped before it started",
                                                g_type_name (domo_proxy_get_actor_type (self))));
}

/* Tells those who wait for the end. The actor is in no list any more. */
static void
resolve_stopped (DomoProxy *self, DomoPromise *stopped)
{
  GValue reason = G_VALUE_INIT;

  if (stopped == NULL)
    return;
  g_value_init (&reason, DOMO_TYPE_STOP_REASON);
  g_value_set_enum (&reason, self->stop_reason);
  domo_promise_resolve (stopped, &reason);
}

/* Frees all that has come and does not matter any more. */
static void
drop_messages (DomoProxy *self)
{
  DomoMessage *message;

  domo_life_bury_calls (self);
  if (self->duties != NULL)
    domo_park_take_back (self);
  while ((message = domo_inbox_pop_runtime (&self->inbox)) != NULL)
    domo_message_free (message);
  domo_continuation_drop_all (self, FALSE);
}

/* Once, though the end comes back here if a callback waited when the hook returned. */
static void
run_after_stop (DomoProxy *self, DomoFrame *frame)
{
  if (self->duties != NULL && self->duties->ran_after_stop)
    return;
  call_hook (self, frame, domo_proxy_get_actor_class (self)->after_stop, "after_stop()");
  if (self->duties != NULL)
    self->duties->ran_after_stop = TRUE;
}

static void
finish_stop (DomoProxy *self, DomoFrame *frame)
{
  g_autoptr (DomoPromise) stopped = NULL;
  g_autoptr (DomoProxy) waiting_parent = NULL;

  if (self->instance != NULL)
    {
      run_after_stop (self, frame);
      if (!domo_park_is_over (self))
        return;
      domo_life_release_instance (self, frame);
    }
  /* Here, because its property values may be such as only the actor's thread may release. */
  g_clear_pointer (&self->definition, domo_definition_unref);
  domo_log_life (self, "stopped");
  domo_proxy_set_state (self, DOMO_LIFE_STOPPED);
  /* Nothing is taken any more, then all that is left is settled, then no address leads here any
   * more, then those are told who listen, and only then it leaves its parent: one in another thread
   * ends as soon as it has no children, and is heard to end after them. */
  domo_inbox_close (&self->inbox);
  drop_messages (self);
  stopped = domo_runtime_end_actor (self->runtime, self);
  domo_life_listeners_tell (self->runtime, self, DOMO_LIFE_EVENT_STOPPED);
  waiting_parent = domo_runtime_remove_actor (self->runtime, self);
  tell_stopped_unstarted (self);
  resolve_stopped (self, stopped);
  if (waiting_parent != NULL)
    domo_proxy_post (waiting_parent, domo_message_new (DOMO_MESSAGE_CHILDREN_ENDED));
  if (self->parent == NULL)
    domo_runtime_root_ended (self->runtime);
}

/* The last of the children has ended, or, of those of the public root, the last that is no
 * supervisor: only the supervisors may be left, whose turn it is now. */
void
domo_life_stop_goes_on (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  if (domo_runtime_await_children (self->runtime, self))
    finish_stop (self, frame);
  else
    domo_life_tell_children (self, DOMO_MESSAGE_STOP);
}
