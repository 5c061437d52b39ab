/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-agenda-private.h"

/* Calling functions in main contexts: one source in each, which is there while anything is due. */

struct _DomoLane
{
  GSource source;

  /* Atomic, because it is all that the thread of the context learns from the one that made it. */
  _Atomic (DomoAgenda *) agenda;

  /* Under the lock. */
  DomoScheduled *head;
  DomoScheduled *tail;
  GMainContext *context; /* NULL: the global default one. What is due holds a reference */
  gboolean is_known;     /* the agenda has it, and a reference */
};

static DomoAgenda *
get_agenda (DomoLane *self)
{
  /* acquire: pairs with the store in lane_new(). */
  return atomic_load_explicit (&self->agenda, memory_order_acquire);
}

/* Takes the next (transfer full), or NULL. With the last one the agenda forgets the lane: what is
 * due later gets another. */
static DomoScheduled *
pop (DomoLane *self)
{
  DomoAgenda *agenda = get_agenda (self);
  DomoScheduled *head;

  domo_agenda_lock (agenda);
  head = self->head;
  if (head != NULL)
    self->head = g_steal_pointer (&head->next_in_lane);
  if (self->head == NULL && self->is_known)
    {
      self->is_known = FALSE;
      g_hash_table_remove (agenda->lanes, self->context);
      /* Not the last: it is being dispatched. */
      g_source_unref (&self->source);
    }
  domo_agenda_unlock (agenda);
  return head;
}

static void
run (DomoScheduled *scheduled)
{
  DomoExecutionContext *context = scheduled->execution_context;

  /* In a nested main loop of its own function it has to wait until that returns. */
  if (domo_scheduled_claim (scheduled, DOMO_SCHEDULED_AGAIN) != DOMO_CLAIM_RUN)
    return;
  if (context != NULL)
    domo_execution_context_push (context);
  scheduled->func (scheduled, scheduled->user_data);
  if (context != NULL)
    domo_execution_context_pop (context);
  if (domo_scheduled_run_ended (scheduled))
    domo_lane_push (scheduled);
}

/* Runs what is due now, and leaves what comes meanwhile to the next turn of the loop. */
static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  DomoLane *self = (DomoLane *) source;
  DomoAgenda *agenda = get_agenda (self);
  DomoScheduled *last;
  gboolean is_empty, was_last = FALSE;

  domo_agenda_lock (agenda);
  last = self->tail;
  domo_agenda_unlock (agenda);
  while (!was_last)
    {
      DomoScheduled *scheduled = pop (self);

      if (scheduled == NULL)
        break;
      was_last = scheduled == last;
      run (scheduled);
      domo_scheduled_unref (scheduled);
    }
  domo_agenda_lock (agenda);
  is_empty = self->head == NULL;
  domo_agenda_unlock (agenda);
  return is_empty ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/* The agenda has forgotten it, or the context has gone. */
static void
finalize (GSource *source)
{
  DomoLane *self = (DomoLane *) source;
  DomoScheduled *scheduled;

  while ((scheduled = pop (self)) != NULL)
    {
      domo_scheduled_end (scheduled, DOMO_SCHEDULED_CANCELLED);
      domo_scheduled_unref (scheduled);
    }
  domo_agenda_unref (get_agenda (self));
}

static GSourceFuncs lane_funcs = { .dispatch = dispatch, .finalize = finalize };

/* Makes the lane of a context, which the agenda knows. Under the lock; GLib calls nothing of ours
 * here. */
static DomoLane *
lane_new_locked (DomoAgenda *agenda, GMainContext *context)
{
  GSource *source = g_source_new (&lane_funcs, sizeof (DomoLane));
  DomoLane *self = (DomoLane *) source;

  self->context = context;
  self->is_known = TRUE;
  /* release: pairs with the load in get_agenda(). */
  atomic_store_explicit (&self->agenda, domo_agenda_ref (agenda), memory_order_release);
  g_hash_table_insert (agenda->lanes, context, self);
  g_source_set_static_name (source, "[domo] scheduler");
  g_source_set_can_recurse (source, TRUE);
  g_source_set_ready_time (source, 0);
  g_source_attach (source, context);
  return self;
}

/* Has it run in its context. */
void
domo_lane_push (DomoScheduled *scheduled)
{
  DomoAgenda *agenda = scheduled->agenda;
  gboolean is_closed;

  domo_agenda_lock (agenda);
  is_closed = domo_agenda_is_closed (agenda);
  if (!is_closed)
    {
      DomoLane *self = g_hash_table_lookup (agenda->lanes, scheduled->context);

      if (self == NULL)
        self = lane_new_locked (agenda, scheduled->context);
      domo_scheduled_ref (scheduled);
      if (self->head == NULL)
        self->head = scheduled;
      else
        self->tail->next_in_lane = scheduled;
      self->tail = scheduled;
    }
  domo_agenda_unlock (agenda);
  if (is_closed)
    domo_scheduled_end (scheduled, DOMO_SCHEDULED_CANCELLED);
}

/* The agenda is closed: nothing is called any more. */
void
domo_lane_drop_all (DomoAgenda *agenda)
{
  g_autoptr (GPtrArray) lanes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);
  GHashTableIter iter;
  gpointer lane;

  domo_agenda_lock (agenda);
  g_hash_table_iter_init (&iter, agenda->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    {
      ((DomoLane *) lane)->is_known = FALSE;
      g_ptr_array_add (lanes, lane);
    }
  g_hash_table_remove_all (agenda->lanes);
  domo_agenda_unlock (agenda);
  for (guint i = 0; i < lanes->len; i++)
    {
      GSource *source = g_ptr_array_index (lanes, i);
      DomoScheduled *scheduled;

      g_source_destroy (source);
      while ((scheduled = pop ((DomoLane *) source)) != NULL)
        {
          domo_scheduled_end (scheduled, DOMO_SCHEDULED_CANCELLED);
          domo_scheduled_unref (scheduled);
        }
    }
}
