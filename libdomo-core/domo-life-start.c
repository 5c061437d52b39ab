/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-life-private.h"

#include "domo-context-scope-private.h"
#include "domo-definition-private.h"
#include "domo-error.h"
#include "domo-life-listeners-private.h"
#include "domo-log-private.h"

/* Instances: how one is made and started, and how the next one takes its place. */

/* Hooks. */

gboolean
domo_life_check_start_hook (DomoProxy *self, DomoFrame *frame, const char *name)
{
  if (frame->failure == NULL)
    return TRUE;
  domo_life_fail (self, frame, name);
  return FALSE;
}

void
domo_life_check_other_hook (DomoProxy *self, DomoFrame *frame, const char *name)
{
  g_autoptr (GError) failure = g_steal_pointer (&frame->failure);

  frame->escalates = FALSE;
  if (failure != NULL)
    domo_log_actor (self, G_LOG_LEVEL_MESSAGE, name, "%s failed, going on: %s", name,
                    failure->message);
}

/* Starting. */

/* Tells who asked whether the actor starts: @error NULL, it has. */
void
domo_life_tell_start (DomoProxy *self, const GError *error)
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
  if (!domo_life_check_start_hook (self, frame, "the construction"))
    return FALSE;
  if (G_IS_INITABLE (self->instance))
    {
      g_autoptr (GError) error = NULL;

      if (!g_initable_init (G_INITABLE (self->instance), NULL, &error) && frame->failure == NULL)
        frame->failure = g_steal_pointer (&error);
      if (!domo_life_check_start_hook (self, frame, "its initialization"))
        return FALSE;
    }
  if (state != NULL && class->restore_state != NULL)
    {
      g_autoptr (GError) error = NULL;

      if (!class->restore_state (self->instance, state, &error) && frame->failure == NULL)
        frame->failure = error != NULL ? g_steal_pointer (&error)
                                       : g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED,
                                                              "restore_state() refused the state");
      if (!domo_life_check_start_hook (self, frame, "restore_state()"))
        return FALSE;
    }
  if (class->before_start != NULL)
    class->before_start (self->instance);
  return domo_life_check_start_hook (self, frame, "before_start()");
}

void
domo_life_start (DomoProxy *self, DomoFrame *frame)
{
  DomoActorClass *class;

  domo_proxy_set_state (self, DOMO_LIFE_RUNNING);
  if (self->duties != NULL)
    domo_context_begin_message (g_steal_pointer (&self->duties->start_context));
  /* A restart that was ordered with siblings before the first start is done with it. */
  self->incarnation = domo_runtime_get_ordered (self->runtime, self);
  if (!start_instance (self, frame, NULL))
    return;
  domo_log_life (self, "started");
  class = domo_proxy_get_actor_class (self);
  if (class->after_start != NULL)
    class->after_start (self->instance);
  self->started = domo_life_check_start_hook (self, frame, "after_start()");
  if (!self->started)
    return;
  domo_life_listeners_tell (self->runtime, self, DOMO_LIFE_EVENT_STARTED);
  domo_life_tell_start (self, NULL);
}

/* Renewing. */

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
  domo_life_check_other_hook (self, frame, "save_state()");
  g_clear_pointer (&self->duties->saved_state, g_variant_unref);
  self->duties->saved_state = state != NULL ? g_variant_take_ref (state) : NULL;
}

/* Drops what the instance waited for, so that its callbacks never see it gone, and then itself. */
void
domo_life_release_instance (DomoProxy *self, DomoFrame *frame)
{
  frame->in_construction = TRUE;
  domo_continuation_drop_all (self, TRUE);
  domo_actor_release (g_steal_pointer (&self->instance));
  self->started = FALSE;
  /* And what its dispose may have begun. */
  domo_continuation_drop_all (self, TRUE);
  frame->in_construction = FALSE;
  domo_life_check_other_hook (self, frame, "the release of the instance");
}

/* Puts a new instance in the place of the old one, whose children have ended. */
void
domo_life_renew (DomoProxy *self, DomoFrame *frame)
{
  DomoDuties *duties = self->duties;
  g_autoptr (GError) failure = NULL;
  void (*hook) (DomoActor *, const GError *);

  save_state (self, frame);
  if (!domo_park_is_over (self))
    return;
  failure = g_steal_pointer (&duties->failure);
  domo_life_listeners_tell (self->runtime, self, DOMO_LIFE_EVENT_RESTARTING);
  domo_life_release_instance (self, frame);
  /* What the old instance put aside comes to the new one, ahead of the queue. */
  domo_stash_give_back (self);
  domo_runtime_accept_children (self->runtime, self);
  duties->last_start = domo_clock_get_time (self->runtime->clock);
  domo_proxy_set_state (self, DOMO_LIFE_RUNNING);
  if (!start_instance (self, frame, duties->saved_state))
    return;
  domo_log_life (self, "restarted");
  hook = domo_proxy_get_actor_class (self)->after_restart;
  if (hook != NULL)
    hook (self->instance, failure);
  self->started = domo_life_check_start_hook (self, frame, "after_restart()");
  if (!self->started)
    return;
  g_clear_pointer (&duties->saved_state, g_variant_unref);
  domo_life_listeners_tell (self->runtime, self, DOMO_LIFE_EVENT_RESTARTED);
  domo_life_tell_start (self, NULL);
}
