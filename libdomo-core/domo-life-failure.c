/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-life-private.h"

#include "domo-back-off.h"
#include "domo-context-scope-private.h"
#include "domo-log-private.h"
#include "domo-reply-private.h"
#include "domo-root-private.h"
#include "domo-supervision-private.h"
#include "domo-supervisor.h"

/* Failures, what a supervisor's directive does to the actor that failed, and how reports reach an
 * actor that is a supervisor itself. */

/* Failing. */

/* An instance that lasted long enough ends the row of failures. */
static void
count_failure (DomoProxy *self, DomoDuties *duties)
{
  gint64 lasted = domo_clock_get_time (self->runtime->clock) - duties->last_start;

  if (lasted > domo_back_off_get_reset_after (self->runtime->back_off))
    duties->n_failures = 0;
  duties->n_failures++;
}

/* Takes what domo_actor_fail() left: suspends the actor and informs its supervisor. @what is the
 * message or hook that failed. */
void
domo_life_fail (DomoProxy *self, DomoFrame *frame, const char *what)
{
  DomoDuties *duties;
  gboolean escalates;

  if (domo_proxy_get_state (self) != DOMO_LIFE_RUNNING)
    {
      domo_life_check_other_hook (self, frame, what);
      return;
    }
  duties = domo_proxy_ensure_duties (self);
  g_clear_error (&duties->failure);
  duties->failure = g_steal_pointer (&frame->failure);
  escalates = frame->escalates;
  frame->escalates = FALSE;
  count_failure (self, duties);
  if (duties->busy != NULL)
    domo_reply_reject (g_steal_pointer (&duties->busy), g_error_copy (duties->failure));
  domo_proxy_set_state (self, DOMO_LIFE_SUSPENDED);
  if (!self->started)
    domo_life_tell_start (self, duties->failure);
  duties->failure_serial = domo_runtime_open_failure (self->runtime, self);
  if (duties->failure_serial != 0)
    domo_supervised_inform_of (self, duties, what, escalates);
  else
    domo_log_actor (self, G_LOG_LEVEL_MESSAGE, what,
                    "failed in %s, but a restart is on its way already: %s", what,
                    duties->failure->message);
}

/* Restarting. */

void
domo_life_cancel_back_off (DomoProxy *self)
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

/* Becomes the incarnation @target: the children stop, then the instance is replaced. */
static void
begin_restart (DomoProxy *self, DomoFrame *frame, guint target)
{
  DomoDuties *duties = domo_proxy_ensure_duties (self);
  void (*hook) (DomoActor *, const GError *);

  self->incarnation = target;
  domo_life_cancel_back_off (self);
  /* Restarted with its siblings, though it did not fail: what it waits for it will not get. */
  if (duties->busy != NULL)
    domo_continuation_drop (g_steal_pointer (&duties->busy));
  domo_proxy_set_state (self, DOMO_LIFE_RESTARTING);
  hook = domo_proxy_get_actor_class (self)->before_restart;
  if (hook != NULL)
    hook (self->instance, duties->failure);
  domo_life_check_other_hook (self, frame, "before_restart()");
  domo_life_tell_children (self, DOMO_MESSAGE_STOP_NOW);
  if (domo_runtime_await_children (self->runtime, self) && domo_park_is_over (self))
    domo_life_renew (self, frame);
}

/* An actor that has not failed is restarted, with its siblings or from outside. */
void
domo_life_restart (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  const DomoRestart *directive = (DomoRestart *) message;

  if (directive->target > self->incarnation)
    begin_restart (self, frame, directive->target);
}

/* One that has failed waits first, where the directive says so. */
void
domo_life_restart_failed (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  const DomoRestart *directive = (DomoRestart *) message;

  if (directive->target <= self->incarnation)
    return;
  if (directive->delay > 0)
    {
      domo_life_cancel_back_off (self);
      back_off (self, directive);
    }
  else
    begin_restart (self, frame, directive->target);
}

/* The instance that is about to be made is new enough. */
void
domo_life_adopt_restart (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  self->incarnation = MAX (self->incarnation, ((DomoRestart *) message)->target);
}

/* Resuming. */

/* Its start has failed: there is nothing to go on from. */
static void
resume_by_restart (DomoProxy *self, DomoFrame *frame)
{
  guint target = domo_runtime_order_own_restart (self->runtime, self, self->incarnation);

  /* Else a restart has been ordered, and is on its way. */
  if (target != 0)
    begin_restart (self, frame, target);
}

void
domo_life_resume (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  g_autoptr (GError) failure = NULL;
  void (*hook) (DomoActor *, const GError *);

  if (((DomoResume *) message)->serial != self->duties->failure_serial)
    return;
  if (!self->started)
    {
      resume_by_restart (self, frame);
      return;
    }
  failure = g_steal_pointer (&self->duties->failure);
  domo_proxy_set_state (self, DOMO_LIFE_RUNNING);
  domo_log_life (self, "resumed");
  hook = domo_proxy_get_actor_class (self)->before_resume;
  if (hook == NULL)
    return;
  hook (self->instance, failure);
  domo_life_check_start_hook (self, frame, "before_resume()");
}

/* Supervising. */

/* Hands a report to the supervisor's own function, and takes it. */
static void
deliver_inform (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  DomoSupervised *supervised = ((DomoInform *) message)->supervised;

  domo_context_begin_message (domo_supervised_dup_context (supervised));
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
void
domo_life_take_inform (DomoProxy *self, DomoFrame *frame, DomoMessage *message)
{
  if (DOMO_IS_ROOT (self->instance) ||
      (domo_life_takes_calls (self) && !domo_life_has_informs (self)))
    deliver_inform (self, frame, message);
  else if (domo_proxy_get_state (self) == DOMO_LIFE_STOPPING)
    domo_message_free (message);
  else
    g_queue_push_tail (&domo_proxy_ensure_duties (self)->informs, message);
}

/* The supervisor is free for the next report that waits. */
void
domo_life_attend_informs (DomoProxy *self, DomoFrame *frame)
{
  deliver_inform (self, frame, g_queue_pop_head (&self->duties->informs));
}

/* A supervisor that ends gives back what it has not decided about. */
void
domo_life_drop_informs (DomoProxy *self)
{
  DomoMessage *message;

  while ((message = g_queue_pop_head (&self->duties->informs)) != NULL)
    domo_message_free (message);
}
