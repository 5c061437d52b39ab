/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-system-clock-private.h"

/* The clock that a stage has unless it is given another: the monotonic time of the system. One
 * source in a main context wakes for the earliest of all its timers. */

struct _DomoSystemClock
{
  DomoClock parent_instance;

  GSource *source;
};

typedef struct
{
  GSource source;
  GWeakRef clock;
} ClockSource;

G_DEFINE_FINAL_TYPE (DomoSystemClock, domo_system_clock, DOMO_TYPE_CLOCK)

static void
arm (DomoSystemClock *self)
{
  gint64 deadline, next = domo_clock_get_next_deadline (DOMO_CLOCK (self));

  /* Timers may be added by several threads at once: who finds the deadline changed after setting
   * it sets it again, so the last one to set it is right. */
  do
    {
      deadline = next;
      g_source_set_ready_time (self->source, deadline != G_MAXINT64 ? MAX (deadline, 0) : -1);
      next = domo_clock_get_next_deadline (DOMO_CLOCK (self));
    }
  while (next != deadline);
}

static gboolean
clock_source_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  g_autoptr (DomoSystemClock) self = g_weak_ref_get (&((ClockSource *) source)->clock);

  if (self == NULL)
    return G_SOURCE_REMOVE;
  domo_clock_fire (DOMO_CLOCK (self));
  arm (self);
  return G_SOURCE_CONTINUE;
}

static void
clock_source_finalize (GSource *source)
{
  g_weak_ref_clear (&((ClockSource *) source)->clock);
}

static GSourceFuncs clock_source_funcs = {
  .dispatch = clock_source_dispatch,
  .finalize = clock_source_finalize,
};

static gint64
domo_system_clock_get_time (DomoClock *clock)
{
  return g_get_monotonic_time ();
}

static gint64
domo_system_clock_get_real_time (DomoClock *clock)
{
  return g_get_real_time ();
}

static void
domo_system_clock_deadline_changed (DomoClock *clock)
{
  arm (DOMO_SYSTEM_CLOCK (clock));
}

static void
domo_system_clock_finalize (GObject *object)
{
  DomoSystemClock *self = DOMO_SYSTEM_CLOCK (object);

  g_source_destroy (self->source);
  g_source_unref (self->source);

  G_OBJECT_CLASS (domo_system_clock_parent_class)->finalize (object);
}

static void
domo_system_clock_class_init (DomoSystemClockClass *class)
{
  G_OBJECT_CLASS (class)->finalize = domo_system_clock_finalize;
  DOMO_CLOCK_CLASS (class)->get_time = domo_system_clock_get_time;
  DOMO_CLOCK_CLASS (class)->get_real_time = domo_system_clock_get_real_time;
  DOMO_CLOCK_CLASS (class)->deadline_changed = domo_system_clock_deadline_changed;
}

static void
domo_system_clock_init (DomoSystemClock *self)
{
}

/* Timers are called in @context. */
DomoClock *
domo_system_clock_new (GMainContext *context)
{
  DomoSystemClock *self = g_object_new (DOMO_TYPE_SYSTEM_CLOCK, NULL);

  self->source = g_source_new (&clock_source_funcs, sizeof (ClockSource));
  g_weak_ref_init (&((ClockSource *) self->source)->clock, self);
  g_source_set_static_name (self->source, "[domo] clock");
  g_source_attach (self->source, context);
  return DOMO_CLOCK (self);
}
