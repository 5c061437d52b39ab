/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-proxy-private.h"

#include "domo-definition-private.h"
#include "domo-enum-types.h"
#include "domo-error.h"
#include "domo-future-private.h"
#include "domo-log-private.h"
#include "domo-reply-private.h"
#include "domo-root-private.h"
#include "domo-supervision-private.h"
#include "domo-supervisor.h"

/* The states of an actor's life and what leads from one to the next; docs/states.md has the table.
 * Everything here runs in the actor's turn, so one thing happens after another.
 *
 *   NEW --start--> RUNNING --failure--> SUSPENDED --restart--> RESTARTING --children ended-->
 * RUNNING any but STOPPED --stop--> STOPPING --children ended--> STOPPED
 */

/* An instance that lasted so long ends the row of failures. */
#define QUIET_PERIOD (10 * G_USEC_PER_SEC)

typedef void (*HookFunc) (DomoActor *actor);
typedef void (*ErrorHookFunc) (DomoActor *actor, const GError *error);

static void finish_stop (DomoProxy *self, DomoFrame *frame);
static void make_new_instance (DomoProxy *self, DomoFrame *frame);

static gboolean
is_busy (DomoProxy *self)
{
  return self->duties != NULL && self->duties->busy != NULL;
}

/* Whether the next call in the mailbox may be handled. */
gboolean
domo_life_takes_calls (DomoProxy *self)
{
  return self->state == DOMO_LIFE_RUNNING && !is_busy (self);
}

/* Hooks. Those of a start answer whether it may go on; a failure in the others is logged, and what
 * was under way goes on. */

static gboolean
check_start_hook (DomoProxy *self, DomoFrame *frame, const char *name)
{
  if (frame->failure == NULL)
    return TRUE;
  domo_life_fail (self, frame, name);
  return FALSE;
}

static void
check_other_hook (DomoProxy *self, DomoFrame *frame, const char *name)
{
  g_autoptr (GError) failure = g_steal_pointer (&frame->failure);

  if (failure != NULL)
    domo_log_actor (self, G_LOG_LEVEL_MESSAGE, name, "%s failed, going on: %s", name,
                    failure->message);
}

static void
call_hook (DomoProxy *self, DomoFrame *frame, HookFunc hook, const char *name)
{
  if (hook == NULL)
    return;
  hook (self->instance);
  check_other_hook (self, frame, name);
}

/* Starting. */

/* Tells who asked whether the actor starts: @error NULL, it has. */
static void
tell_start (DomoProxy *self, const GError *error)
{
  g_autoptr (DomoPromise) starting =
      domo_runtime_take_starting (self->runtime, self, error == NULL);

  if (starting == NULL)
    return;
  if (error == NULL)
    domo_promise_resolve_void (starting);
  else
    domo_promise_reject (starting, g_error_copy (error));
}

static gboolean
start_instance (DomoProxy *self, DomoFrame *frame, GVariant *state)
{
  DomoActorClass *class;

  self->instance = domo_actor_construct (frame, self);
  class = domo_proxy_get_actor_class (self);
  if (!check_start_hook (self, frame, "the construction"))
    return FALSE;
  if (G_IS_INITABLE (self->instance))
    {
      g_autoptr (GError) error = NULL;

      if (!g_initable_init (G_INITABLE (self->instance), NULL, &error) && frame->failure == NULL)
        frame->failure = g_steal_pointer (&error);
      if (!check_start_hook (self, frame, "its initialization"))
        return FALSE;
    }
  if (state != NULL && class->restore_state != NULL)
    {
      g_autoptr (GError) error = NULL;

      if (!class->restore_state (self->instance, state, &error) && frame->failure == NULL)
        frame->failure = error != NULL ? g_steal_pointer (&error)
                                       : g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED,
                                                              "restore_state() refused the state");
      if (!check_start_hook (self, frame, "restore_state()"))
        return FALSE;
    }
  if (class->before_start != NULL)
    class->before_start (self->instance);
  return check_start_hook (self, frame, "before_start()");
}

static void
start (DomoProxy *self, DomoFrame *frame)
{
  DomoActorClass *class;

  self->state = DOMO_LIFE_RUNNING;
  /* A restart that was ordered with siblings before the first start is done with it. */
  self->incarnation = domo_runtime_get_ordered (self->runtime, self);
  if (!start_instance (self, frame, NULL))
    return;
  domo_log_life (self, "started");
  class = domo_proxy_get_actor_class (self);
  if (class->after_start != NULL)
    class->after_start (self->instance);
  self->started = check_start_hook (self, frame, "after_start()");
  if (self->started)
    tell_start (self, NULL);
}

/* Failing. */

static void
count_failure (DomoProxy *self, DomoDuties *duties)
{
  gint64 now = domo_clock_get_time (self->runtime->clock);

  if (duties->n_failures > 0 && now - duties->last_start > QUIET_PERIOD)
    duties->n_failures = 0;
  duties->n_failures++;
}

/* Takes what domo_actor_fail() left: suspends the actor and informs its supervisor. @what is the
 * message or hook that failed. */
void
domo_life_fail (DomoProxy *self, DomoFrame *frame, const char *what)
{
  DomoDuties *duties;

  if (self->state != DOMO_LIFE_RUNNING)
    {
      check_other_hook (self, frame, what);
      return;
    }
  duties = domo_proxy_ensure_duties (self);
  g_clear_error (&duties->failure);
  duties->failure = g_steal_pointer (&frame->failure);
  count_failure (self, duties);
  if (duties->busy != NULL)
    domo_reply_reject (g_steal_pointer (&duties->busy), g_error_copy (duties->failure));
  self->state = DOMO_LIFE_SUSPENDED;
  if (!self->started)
    tell_start (self, duties->failure);
  domo_supervised_inform_of (self, duties->n_failures, duties->failure, what);
}

/* Restarting. */

/* Tells the children to stop, as their parent was told: at the marker, or now. */
static void
tell_children (DomoProxy *self, DomoMessageKind kind)
{
  g_autoptr (GPtrArray) children = NULL;

  domo_runtime_refuse_children (self->runtime, self);
  children = domo_runtime_list_children_to_stop (self->runtime, self);
  for (guint i = 0; i < children->len; i++)
    domo_proxy_post (g_ptr_array_index (children, i),
                     kind == DOMO_MESSAGE_STOP_NOW ? domo_stop_now_new (DOMO_STOP_REASON_STOPPED)
                                                   : domo_message_new (kind));
}

static void
cancel_back_off (DomoProxy *self)
{
  if (self->duties == NULL || self->duties->back_off == NULL)
    return;
  domo_timer_cancel (self->duties->back_off);
  g_clear_pointer (&self->duties->back_off, domo_timer_unref);
}

/* A failed actor that waits before its restart. */
typedef struct
{
  DomoProxy *proxy;
  guint target;
} BackOff;

static void
back_off_passed (gpointer data)
{
  BackOff *self = data;

  domo_proxy_post (self->proxy, domo_restart_new (self->target, 0));
}

static void
back_off_free (gpointer data)
{
  BackOff *self = data;

  g_object_unref (self->proxy);
  g_free (self);
}

static void
back_off (DomoProxy *self, const DomoRestart *directive)
{
  DomoClock *clock = self->runtime->clock;
  gint64 now = domo_clock_get_time (clock);
  gint64 deadline = directive->delay < G_MAXINT64 - now ? now + directive->delay : G_MAXINT64;
  BackOff *data = g_new (BackOff, 1);

  data->proxy = g_object_ref (self);
  data->target = directive->target;
  self->duties->back_off =
      domo_clock_add_timer (clock, deadline, back_off_passed, data, back_off_free);
}

static void
begin_restart (DomoProxy *self, DomoFrame *frame)
{
  DomoDuties *duties = domo_proxy_ensure_duties (self);
  ErrorHookFunc hook;

  cancel_back_off (self);
  /* Restarted with its siblings, though it did not fail: what it waits for it will not get. */
  if (duties->busy != NULL)
    domo_continuation_drop (g_steal_pointer (&duties->busy));
  self->state = DOMO_LIFE_RESTARTING;
  hook = domo_proxy_get_actor_class (self)->before_restart;
  if (hook != NULL)
    hook (self->instance, duties->failure);
  check_other_hook (self, frame, "before_restart()");
  tell_children (self, DOMO_MESSAGE_STOP_NOW);
  if (domo_runtime_await_children (self->runtime, self))
    make_new_instance (self, frame);
}

static void
restart (DomoProxy *self, DomoFrame *frame, const DomoRestart *directive)
{
  if (directive->target <= self->incarnation)
    return;
  switch (self->state)
    {
    case DOMO_LIFE_SUSPENDED:
      if (directive->delay > 0)
        {
          cancel_back_off (self);
          back_off (self, directive);
          return;
        }
      self->incarnation = directive->target;
      begin_restart (self, frame);
      break;
    case DOMO_LIFE_RUNNING:
      self->incarnation = directive->target;
      begin_restart (self, frame);
      break;
    case DOMO_LIFE_NEW:
    case DOMO_LIFE_RESTARTING:
      /* The instance that is about to be made is new enough. */
      self->incarnation = directive->target;
      break;
    default:
      break;
    }
}

static void
resume (DomoProxy *self, DomoFrame *frame, const DomoResume *directive)
{
  g_autoptr (GError) failure = NULL;
  ErrorHookFunc hook;

  if (self->state != DOMO_LIFE_SUSPENDED || directive->incarnation != self->incarnation)
    return;
  cancel_back_off (self);
  if (!self->started)
    {
      g_autoptr (GPtrArray) orders =
          domo_runtime_order_restart (self->runtime, self, self->incarnation,
                                      DOMO_SUPERVISION_SCOPE_ONE);

      /* Else a restart has been ordered, and is on its way. */
      if (orders != NULL)
        {
          self->incarnation = ((DomoOrder *) g_ptr_array_index (orders, 0))->target;
          begin_restart (self, frame);
        }
      return;
    }
  failure = g_steal_pointer (&self->duties->failure);
  self->state = DOMO_LIFE_RUNNING;
  domo_log_life (self, "resumed");
  hook = domo_proxy_get_actor_class (self)->before_resume;
  if (hook == NULL)
    return;
  hook (self->instance, failure);
  check_start_hook (self, frame, "before_resume()");
}

/* Keeps what the instance leaves for the next one. One whose own start failed leaves nothing: what
 * was kept before it counts on. */
static void
save_state (DomoProxy *self, DomoFrame *frame)
{
  DomoActorClass *class = domo_proxy_get_actor_class (self);
  GVariant *state;

  if (!self->started || !domo_definition_get_keep_state (self->definition) ||
      class->save_state == NULL)
    return;
  state = class->save_state (self->instance);
  check_other_hook (self, frame, "save_state()");
  g_clear_pointer (&self->duties->saved_state, g_variant_unref);
  self->duties->saved_state = state != NULL ? g_variant_take_ref (state) : NULL;
}

/* Drops what the instance waited for, so that its callbacks never see it gone, and then itself. */
static void
release_instance (DomoProxy *self, DomoFrame *frame)
{
  domo_continuation_drop_all (self, TRUE);
  domo_actor_release (g_steal_pointer (&self->instance));
  self->started = FALSE;
  /* And what its dispose may have begun. */
  domo_continuation_drop_all (self, TRUE);
  check_other_hook (self, frame, "the release of the instance");
}

static void
make_new_instance (DomoProxy *self, DomoFrame *frame)
{
  DomoDuties *duties = self->duties;
  g_autoptr (GError) failure = g_steal_pointer (&duties->failure);
  ErrorHookFunc hook;

  save_state (self, frame);
  release_instance (self, frame);
  domo_runtime_accept_children (self->runtime, self);
  duties->last_start = domo_clock_get_time (self->runtime->clock);
  self->state = DOMO_LIFE_RUNNING;
  if (!start_instance (self, frame, duties->saved_state))
    return;
  domo_log_life (self, "restarted");
  hook = domo_proxy_get_actor_class (self)->after_restart;
  if (hook != NULL)
    hook (self->instance, failure);
  self->started = check_start_hook (self, frame, "after_restart()");
  if (!self->started)
    return;
  g_clear_pointer (&duties->saved_state, g_variant_unref);
  tell_start (self, NULL);
}

/* Stopping. */

static void
bury_calls (DomoProxy *self)
{
  DomoDeadLetterReason reason = domo_runtime_is_open (self->runtime)
                                    ? DOMO_DEAD_LETTER_REASON_STOPPED
                                    : DOMO_DEAD_LETTER_REASON_UNDELIVERED_AT_CLOSE;
  DomoMessage *message;

  while ((message = domo_mailbox_pop_user (&self->mailbox)) != NULL)
    domo_proxy_bury (self, message, reason);
}

/* A supervisor that ends gives back what it has not decided about. */
static void
drop_informs (DomoProxy *self)
{
  DomoMessage *message;

  while (self->duties != NULL && (message = g_queue_pop_head (&self->duties->informs)) != NULL)
    domo_message_free (message);
}

/* @kind is that of the stop, which the children get too. */
static void
begin_stop (DomoProxy *self, DomoFrame *frame, DomoMessageKind kind, DomoStopReason reason)
{
  self->state = DOMO_LIFE_STOPPING;
  cancel_back_off (self);
  if (is_busy (self))
    domo_continuation_drop (g_steal_pointer (&self->duties->busy));
  self->stop_reason = domo_runtime_is_open (self->runtime) ? reason : DOMO_STOP_REASON_STAGE_CLOSED;
  drop_informs (self);
  if (self->instance != NULL)
    call_hook (self, frame, domo_proxy_get_actor_class (self)->before_stop, "before_stop()");
  bury_calls (self);
  tell_children (self, kind);
  if (domo_runtime_await_children (self->runtime, self))
    finish_stop (self, frame);
}

static void
stop_now (DomoProxy *self, DomoFrame *frame, const DomoStopNow *directive)
{
  if (self->state == DOMO_LIFE_STOPPING)
    tell_children (self, DOMO_MESSAGE_STOP_NOW);
  else
    begin_stop (self, frame, DOMO_MESSAGE_STOP_NOW, directive->reason);
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

static void
finish_stop (DomoProxy *self, DomoFrame *frame)
{
  g_autoptr (DomoPromise) stopped = NULL;
  g_autoptr (DomoProxy) waiting_parent = NULL;
  DomoMessage *message;

  if (self->instance != NULL)
    {
      call_hook (self, frame, domo_proxy_get_actor_class (self)->after_stop, "after_stop()");
      release_instance (self, frame);
    }
  domo_log_life (self, "stopped");
  self->state = DOMO_LIFE_STOPPED;
  /* No address leads here any more, then nothing is taken any more, then everybody is told. */
  stopped = domo_runtime_remove_actor (self->runtime, self, &waiting_parent);
  domo_mailbox_close (&self->mailbox);
  bury_calls (self);
  while ((message = domo_mailbox_pop_runtime (&self->mailbox)) != NULL)
    domo_message_free (message);
  domo_continuation_drop_all (self, FALSE);
  tell_stopped_unstarted (self);
  if (stopped != NULL)
    {
      GValue reason = G_VALUE_INIT;

      g_value_init (&reason, DOMO_TYPE_STOP_REASON);
      g_value_set_enum (&reason, self->stop_reason);
      domo_promise_resolve (stopped, &reason);
    }
  if (waiting_parent != NULL)
    domo_proxy_post (waiting_parent, domo_message_new (DOMO_MESSAGE_CHILDREN_ENDED));
  if (self->parent == NULL)
    domo_runtime_root_ended (self->runtime);
}

static void
children_ended (DomoProxy *self, DomoFrame *frame)
{
  if (self->state == DOMO_LIFE_STOPPING)
    {
      /* Of the public root's children only the supervisors may be left. */
      if (domo_runtime_await_children (self->runtime, self))
        finish_stop (self, frame);
      else
        tell_children (self, DOMO_MESSAGE_STOP);
    }
  else if (self->state == DOMO_LIFE_RESTARTING && domo_runtime_await_children (self->runtime, self))
    make_new_instance (self, frame);
}

/* Supervising. */

/* Whether there are reports that go ahead of the mailbox. */
gboolean
domo_life_has_informs (DomoProxy *self)
{
  return self->duties != NULL && !g_queue_is_empty (&self->duties->informs);
}

/* Hands a report to the supervisor's own function, and takes it. */
static void
deliver_inform (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  DomoSupervised *supervised = ((DomoInform *) message)->supervised;

  if (DOMO_IS_ROOT (self->instance))
    domo_root_inform (self, supervised);
  else
    DOMO_SUPERVISOR_GET_IFACE (self->instance)
        ->inform (DOMO_SUPERVISOR (self->instance), supervised);
  if (frame->failure != NULL)
    domo_life_fail (self, frame, "inform()");
  domo_message_free (message);
}

/* A report has come. It waits while the supervisor is not free for it; none is ever lost. */
static void
take_inform (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  if (DOMO_IS_ROOT (self->instance) ||
      (domo_life_takes_calls (self) && !domo_life_has_informs (self)))
    deliver_inform (self, frame, message);
  else if (self->state == DOMO_LIFE_STOPPING)
    domo_message_free (message);
  else
    g_queue_push_tail (&domo_proxy_ensure_duties (self)->informs, message);
}

/* What comes through the mailbox. */

static void
continue_with (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  g_autofree char *what = NULL;

  domo_continuation_run (domo_continuation_from_message (message));
  if (frame->failure != NULL)
    {
      g_autofree char *name =
          frame->method != NULL ? domo_method_get_full_name (frame->method) : NULL;

      what = name != NULL ? g_strdup_printf ("a callback of %s", name) : g_strdup ("a callback");
      domo_life_fail (self, frame, what);
    }
  frame->method = NULL;
}

/* Handles one message, and takes it. */
void
domo_life_handle (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  switch (message->kind)
    {
    case DOMO_MESSAGE_CALL:
      domo_delivery_handle (self, frame, (DomoCall *) message);
      return;
    case DOMO_MESSAGE_STOP:
      begin_stop (self, frame, DOMO_MESSAGE_STOP, DOMO_STOP_REASON_STOPPED);
      break;
    case DOMO_MESSAGE_STOP_NOW:
      stop_now (self, frame, (DomoStopNow *) message);
      break;
    case DOMO_MESSAGE_RESUME:
      resume (self, frame, (DomoResume *) message);
      break;
    case DOMO_MESSAGE_RESTART:
      restart (self, frame, (DomoRestart *) message);
      break;
    case DOMO_MESSAGE_CHILDREN_ENDED:
      children_ended (self, frame);
      break;
    case DOMO_MESSAGE_CONTINUE:
      continue_with (self, frame, message);
      break;
    case DOMO_MESSAGE_INFORM:
      take_inform (self, frame, message);
      return;
    default:
      g_assert_not_reached ();
    }
  domo_message_free (message);
}

/* A failure that came when nothing was under way any more, from a destroy notify, say. */
void
domo_life_shed_failure (DomoProxy *self, DomoFrame *frame)
{
  check_other_hook (self, frame, "the release of a message");
}

/* What an actor does though no message is due. Answers whether there was anything. */
gboolean
domo_life_attend (DomoProxy *self, DomoFrame *frame)
{
  if (self->state == DOMO_LIFE_NEW)
    start (self, frame);
  else if (self->state == DOMO_LIFE_SUSPENDED && self->mailbox.n_stops > 0)
    /* It handles nothing that is queued before the marker, so the marker need not wait. */
    begin_stop (self, frame, DOMO_MESSAGE_STOP, DOMO_STOP_REASON_STOPPED);
  else if (self->state == DOMO_LIFE_STOPPING && self->mailbox.user.first != NULL)
    bury_calls (self);
  else if (domo_life_has_informs (self) && domo_life_takes_calls (self))
    deliver_inform (self, frame, g_queue_pop_head (&self->duties->informs));
  else
    return FALSE;
  return TRUE;
}
