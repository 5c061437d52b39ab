/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "manual-clock.h"

struct _ManualClock
{
  DomoClock parent_instance;

  gint64 now; /* atomic */
};

G_DEFINE_FINAL_TYPE (ManualClock, manual_clock, DOMO_TYPE_CLOCK)

static gint64
manual_clock_get_time (DomoClock *clock)
{
  return __atomic_load_n (&MANUAL_CLOCK (clock)->now, __ATOMIC_RELAXED);
}

static void
manual_clock_class_init (ManualClockClass *klass)
{
  DOMO_CLOCK_CLASS (klass)->get_time = manual_clock_get_time;
}

static void
manual_clock_init (ManualClock *self)
{
}

ManualClock *
manual_clock_new (void)
{
  return g_object_new (MANUAL_TYPE_CLOCK, NULL);
}

void
manual_clock_advance (ManualClock *self, gint64 microseconds)
{
  gint64 until = manual_clock_get_time (DOMO_CLOCK (self)) + microseconds;
  gint64 deadline;

  while ((deadline = domo_clock_get_next_deadline (DOMO_CLOCK (self))) <= until)
    {
      if (deadline > manual_clock_get_time (DOMO_CLOCK (self)))
        __atomic_store_n (&self->now, deadline, __ATOMIC_RELAXED);
      domo_clock_fire (DOMO_CLOCK (self));
    }
  __atomic_store_n (&self->now, until, __ATOMIC_RELAXED);
}
