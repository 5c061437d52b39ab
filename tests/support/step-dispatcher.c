/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "step-dispatcher.h"

/* Not GMutex: ThreadSanitizer sees this one. */
#include <pthread.h>

struct _StepDispatcher
{
  DomoDispatcher parent_instance;

  pthread_mutex_t lock;
  DomoTurnQueue ready;
  guint n_ready;
};

G_DEFINE_FINAL_TYPE (StepDispatcher, step_dispatcher, DOMO_TYPE_DISPATCHER)

static void
step_dispatcher_schedule (DomoDispatcher *dispatcher, DomoTurn *turn)
{
  StepDispatcher *self = STEP_DISPATCHER (dispatcher);

  pthread_mutex_lock (&self->lock);
  domo_turn_queue_push (&self->ready, turn);
  self->n_ready++;
  pthread_mutex_unlock (&self->lock);
}

static void
step_dispatcher_finalize (GObject *object)
{
  pthread_mutex_destroy (&STEP_DISPATCHER (object)->lock);

  G_OBJECT_CLASS (step_dispatcher_parent_class)->finalize (object);
}

static void
step_dispatcher_class_init (StepDispatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = step_dispatcher_finalize;
  DOMO_DISPATCHER_CLASS (klass)->schedule = step_dispatcher_schedule;
}

static void
step_dispatcher_init (StepDispatcher *self)
{
  pthread_mutex_init (&self->lock, NULL);
}

StepDispatcher *
step_dispatcher_new (void)
{
  return g_object_new (STEP_TYPE_DISPATCHER, NULL);
}

/* Runs one message, if there is a turn. */
static gboolean
run (StepDispatcher *self, DomoTurn *turn)
{
  if (turn == NULL)
    return FALSE;
  if (domo_turn_run (turn, 1) == 1)
    step_dispatcher_schedule (DOMO_DISPATCHER (self), turn);
  return TRUE;
}

/* Takes the turn of that actor out of the queue, or answers NULL. */
static DomoTurn *
take_turn (StepDispatcher *self, gpointer proxy)
{
  DomoTurnQueue others = { 0 };
  DomoTurn *turn, *found = NULL;

  pthread_mutex_lock (&self->lock);
  while ((turn = domo_turn_queue_pop (&self->ready)) != NULL)
    {
      if ((gpointer) domo_turn_get_proxy (turn) == proxy)
        found = turn;
      else
        domo_turn_queue_push (&others, turn);
    }
  self->ready = others;
  if (found != NULL)
    self->n_ready--;
  pthread_mutex_unlock (&self->lock);
  return found;
}

gboolean
step_dispatcher_step_actor (StepDispatcher *self, gpointer proxy)
{
  return run (self, take_turn (self, proxy));
}

gboolean
step_dispatcher_step (StepDispatcher *self)
{
  DomoTurn *turn;

  pthread_mutex_lock (&self->lock);
  turn = domo_turn_queue_pop (&self->ready);
  if (turn != NULL)
    self->n_ready--;
  pthread_mutex_unlock (&self->lock);
  return run (self, turn);
}

guint
step_dispatcher_run (StepDispatcher *self)
{
  guint n = 0;

  while (step_dispatcher_step (self))
    n++;
  return n;
}

guint
step_dispatcher_get_n_ready (StepDispatcher *self)
{
  guint n;

  pthread_mutex_lock (&self->lock);
  n = self->n_ready;
  pthread_mutex_unlock (&self->lock);
  return n;
}
