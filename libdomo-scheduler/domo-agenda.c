/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-agenda-private.h"

/* The wall clock may be set, and a computer sleep: what is due by the wall clock is looked at this
 * often at the least. */
#define LOOK_INTERVAL (60 * G_USEC_PER_SEC)

DomoAgenda *
domo_agenda_new (DomoClock *clock)
{
  DomoAgenda *self = g_new0 (DomoAgenda, 1);

  atomic_init (&self->ref_count, 1);
  self->clock = g_object_ref (clock);
  pthread_mutex_init (&self->lock, NULL);
  self->armed = G_MAXINT64;
  self->owned = g_hash_table_new (NULL, NULL);
  self->lanes = g_hash_table_new (NULL, NULL);
  return self;
}

DomoAgenda *
domo_agenda_ref (DomoAgenda *self)
{
  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
domo_agenda_unref (DomoAgenda *self)
{
  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  g_clear_pointer (&self->timer, domo_timer_unref);
  g_hash_table_unref (self->owned);
  g_hash_table_unref (self->lanes);
  pthread_mutex_destroy (&self->lock);
  g_object_unref (self->clock);
  g_free (self);
}

/* Times. */

/* @time and @delay together; a delay that is too long is for ever, a negative one none. */
gint64
domo_agenda_later (gint64 time, gint64 delay)
{
  if (delay <= 0)
    return time;
  return time < G_MAXINT64 - delay ? time + delay : G_MAXINT64;
}

/* When to look for the first or next time whether the wall clock has come to @real_time. */
gint64
domo_agenda_deadline_at (DomoAgenda *self, gint64 real_time, gint64 now)
{
  gint64 left = real_time - domo_clock_get_real_time (self->clock);

  return domo_agenda_later (now, MIN (left, (gint64) LOOK_INTERVAL));
}

/* Owners. Under the lock. */

static void
own_locked (DomoAgenda *self, DomoScheduled *scheduled)
{
  DomoScheduled *next = g_hash_table_lookup (self->owned, scheduled->owner);

  scheduled->next_owned = next;
  if (next != NULL)
    next->previous_owned = scheduled;
  g_hash_table_insert (self->owned, scheduled->owner, scheduled);
  scheduled->is_owned = TRUE;
}

static void
disown_locked (DomoAgenda *self, DomoScheduled *scheduled)
{
  DomoScheduled *next = scheduled->next_owned;

  if (next != NULL)
    next->previous_owned = scheduled->previous_owned;
  if (scheduled->previous_owned != NULL)
    scheduled->previous_owned->next_owned = next;
  else if (next != NULL)
    g_hash_table_insert (self->owned, scheduled->owner, next);
  else
    g_hash_table_remove (self->owned, scheduled->owner);
  scheduled->next_owned = scheduled->previous_owned = NULL;
  scheduled->is_owned = FALSE;
}

/* The timer. */

static void fire (gpointer data);

static void
unref_agenda (gpointer data)
{
  domo_agenda_unref (data);
}

/* Sees to it that the clock calls when the first is due. A timer that comes too early finds nothing
 * to do, which is cheaper than to move it each time. */
static void
arm (DomoAgenda *self)
{
  gint64 deadline = G_MAXINT64;
  DomoTimer *timer, *superfluous;
  guint64 arming = 0;

  domo_agenda_lock (self);
  if (self->first != NULL && self->first->deadline < self->armed)
    {
      deadline = self->armed = self->first->deadline;
      arming = ++self->arming;
    }
  domo_agenda_unlock (self);
  if (arming == 0)
    return;

  timer = domo_clock_add_timer (self->clock, deadline, fire, domo_agenda_ref (self), unref_agenda);
  domo_agenda_lock (self);
  superfluous = timer;
  /* Else another thread has armed it since, for something earlier, or it has been closed. */
  if (arming == self->arming)
    {
      superfluous = self->timer;
      self->timer = timer;
    }
  domo_agenda_unlock (self);
  if (superfluous != NULL)
    {
      domo_timer_cancel (superfluous);
      domo_timer_unref (superfluous);
    }
}

/* Puts one that is due into its next place, if it has one already. */
static void
renew_locked (DomoAgenda *self, DomoScheduled *due, gint64 now, guint64 *n_late)
{
  guint64 late = 0;

  *n_late = 0;
  if (due->kind != DOMO_SCHEDULED_RATE || !domo_scheduled_is_pending (due))
    return;
  late = (guint64) (now - due->deadline) / (guint64) due->interval;
  *n_late = late;
  due->deadline = domo_agenda_later (due->deadline + (gint64) late * due->interval, due->interval);
  domo_scheduled_ref (due);
  domo_agenda_push_locked (self, due);
}

/* Takes the next that is due (transfer full), or NULL. */
static DomoScheduled *
take_due (DomoAgenda *self, gint64 now, guint64 *n_late)
{
  DomoScheduled *due;

  domo_agenda_lock (self);
  due = self->first;
  if (due != NULL && due->deadline <= now)
    {
      domo_agenda_remove_locked (self, due);
      renew_locked (self, due, now, n_late);
    }
  else
    due = NULL;
  domo_agenda_unlock (self);
  return due;
}

/* The clock has come to the deadline, or the clock says so. */
static void
fire (gpointer data)
{
  DomoAgenda *self = data;
  gint64 now = domo_clock_get_time (self->clock);
  DomoScheduled *due;
  guint64 n_late;

  domo_agenda_lock (self);
  self->armed = G_MAXINT64;
  domo_agenda_unlock (self);
  while ((due = take_due (self, now, &n_late)) != NULL)
    {
      if (due->kind == DOMO_SCHEDULED_AT && domo_clock_get_real_time (self->clock) < due->real_time)
        domo_agenda_add_again (self, due, domo_agenda_deadline_at (self, due->real_time, now));
      else
        domo_scheduled_fire (due, n_late);
      domo_scheduled_unref (due);
    }
  arm (self);
}

/* Adding and taking back. */

static gboolean
add (DomoAgenda *self, DomoScheduled *scheduled, gint64 deadline, gboolean is_new)
{
  gboolean added, is_first = FALSE;

  domo_agenda_lock (self);
  added = !domo_agenda_is_closed (self) && (is_new || domo_scheduled_is_pending (scheduled));
  if (added)
    {
      scheduled->deadline = deadline;
      if (!is_new)
        domo_scheduled_ref (scheduled);
      domo_agenda_push_locked (self, scheduled);
      if (is_new && scheduled->owner != NULL)
        own_locked (self, scheduled);
      is_first = self->first == scheduled;
    }
  domo_agenda_unlock (self);
  if (is_first)
    arm (self);
  return added;
}

/* Adds one, and takes a reference on it; answers FALSE, and takes none, if the agenda is closed. */
gboolean
domo_agenda_add (DomoAgenda *self, DomoScheduled *scheduled, gint64 deadline)
{
  return add (self, scheduled, deadline, TRUE);
}

/* Adds one for its next time, unless it has ended meanwhile. The caller holds a reference. */
void
domo_agenda_add_again (DomoAgenda *self, DomoScheduled *scheduled, gint64 deadline)
{
  if (!add (self, scheduled, deadline, FALSE))
    /* The agenda may have been closed, and it was in none of its lists. */
    domo_scheduled_end (scheduled, DOMO_SCHEDULED_CANCELLED);
}

/* Lets go of one that has ended. The caller holds a reference. */
void
domo_agenda_forget (DomoAgenda *self, DomoScheduled *scheduled)
{
  GCancellable *cancellable;
  gulong handler;

  domo_agenda_lock (self);
  if (scheduled->in_heap)
    {
      domo_agenda_remove_locked (self, scheduled);
      domo_scheduled_unref (scheduled);
    }
  if (scheduled->is_owned)
    disown_locked (self, scheduled);
  cancellable = g_steal_pointer (&scheduled->cancellable);
  handler = scheduled->handler;
  domo_agenda_unlock (self);
  if (cancellable == NULL)
    return;
  /* Not g_cancellable_disconnect(), which waits for handlers, of which one may have led here. */
  g_signal_handler_disconnect (cancellable, handler);
  g_object_unref (cancellable);
}

/* Cancelling many. */

static void
cancel_all (GPtrArray *all)
{
  for (guint i = 0; i < all->len; i++)
    domo_scheduled_end (g_ptr_array_index (all, i), DOMO_SCHEDULED_CANCELLED);
}

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) domo_scheduled_unref);
}

/* The actor has stopped, or is another now. In its turn. */
void
domo_agenda_cancel_owned (DomoAgenda *self, DomoProxy *owner)
{
  g_autoptr (GPtrArray) all = NULL;
  DomoScheduled *first;

  domo_agenda_lock (self);
  first = g_hash_table_lookup (self->owned, owner);
  if (first != NULL)
    all = new_list ();
  for (DomoScheduled *it = first; it != NULL; it = it->next_owned)
    g_ptr_array_add (all, domo_scheduled_ref (it));
  domo_agenda_unlock (self);
  if (all != NULL)
    cancel_all (all);
}

/* Nothing arrives from now on. */
void
domo_agenda_close (DomoAgenda *self)
{
  g_autoptr (GPtrArray) all = new_list ();
  DomoTimer *timer;

  domo_agenda_lock (self);
  /* release: pairs with the load in domo_agenda_is_closed(). */
  atomic_store_explicit (&self->closed, TRUE, memory_order_release);
  while (self->first != NULL)
    {
      /* With the heap's reference. */
      g_ptr_array_add (all, self->first);
      domo_agenda_remove_locked (self, self->first);
    }
  timer = g_steal_pointer (&self->timer);
  self->arming++;
  domo_agenda_unlock (self);
  cancel_all (all);
  domo_lane_drop_all (self);
  if (timer != NULL)
    {
      domo_timer_cancel (timer);
      domo_timer_unref (timer);
    }
}
