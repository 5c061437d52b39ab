/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-manual-clock.h"

#include <stdatomic.h>

#include "domo-test-fail-private.h"
#include "domo-test-thread-private.h"

/**
 * DomoManualClock:
 *
 * A clock on which time passes only when a test says so.
 *
 * On a stage with such a clock all that takes time takes none: limits of waits, back-off, delays
 * and scheduled work come when [method@DomoTestkit.ManualClock.advance] reaches them, to the
 * microsecond, and never before.
 *
 * ```c
 * DomoManualClock *clock = domo_manual_clock_new ();
 * DomoStage *stage = g_object_new (DOMO_TYPE_STAGE, "clock", clock, NULL);
 * ```
 *
 * The time can be read, and timers be added and cancelled, from any thread; one thread at a time
 * advances the clock, and in it the timers are called.
 */
struct _DomoManualClock
{
  DomoClock parent_instance;

  /* relaxed, wherever it is used: a number, with nothing published through it. */
  _Atomic gint64 now;
};

/* A clock whose timers renew themselves without an end would keep its test for ever. So many rounds
 * at one moment are taken for that. */
#define MAX_ROUNDS 1000000

G_DEFINE_FINAL_TYPE (DomoManualClock, domo_manual_clock, DOMO_TYPE_CLOCK)

static gint64
domo_manual_clock_get_time (DomoClock *clock)
{
  return atomic_load_explicit (&DOMO_MANUAL_CLOCK (clock)->now, memory_order_relaxed);
}

static void
domo_manual_clock_finalize (GObject *object)
{
  domo_test_thread_remove (object);

  G_OBJECT_CLASS (domo_manual_clock_parent_class)->finalize (object);
}

static void
domo_manual_clock_class_init (DomoManualClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = domo_manual_clock_finalize;
  DOMO_CLOCK_CLASS (klass)->get_time = domo_manual_clock_get_time;
}

static void
domo_manual_clock_init (DomoManualClock *self)
{
  domo_test_thread_add (self);
}

/**
 * domo_manual_clock_new:
 *
 * Makes a clock that stands at 0.
 *
 * Returns: (transfer full): the clock
 *
 * Since: 0.1
 */
DomoManualClock *
domo_manual_clock_new (void)
{
  return g_object_new (DOMO_TYPE_MANUAL_CLOCK, NULL);
}

/**
 * domo_manual_clock_advance:
 * @self: a clock
 * @us: for how long, in microseconds; 0 calls what is due already
 *
 * Moves time on.
 *
 * The timers that are due on the way are called in order, each at its own time, also those that are
 * added by what is called. What they send to actors is handled later, when the dispatcher runs
 * them: where actors add timers of their own on the way, use
 * [method@DomoTestkit.TestFixture.advance].
 *
 * A timer that renews itself for the same moment again and again is a fatal error.
 *
 * Since: 0.1
 */
void
domo_manual_clock_advance (DomoManualClock *self, gint64 us)
{
  DomoClock *clock;
  gint64 now, until, deadline;
  guint n_rounds = 0;

  g_return_if_fail (DOMO_IS_MANUAL_CLOCK (self));
  g_return_if_fail (us >= 0);

  clock = DOMO_CLOCK (self);
  now = domo_manual_clock_get_time (clock);
  g_return_if_fail (us <= G_MAXINT64 - now);
  until = now + us;

  /* With no timer, the deadline is the end of time, which is never due. */
  while ((deadline = domo_clock_get_next_deadline (clock)) <= until && deadline != G_MAXINT64)
    {
      n_rounds = deadline > now ? 0 : n_rounds + 1;
      if (n_rounds > MAX_ROUNDS)
        domo_test_fail ("the clock cannot advance beyond %" G_GINT64_FORMAT
                        " us: a timer renews itself for the same moment without an end",
                        now);
      now = MAX (now, deadline);
      atomic_store_explicit (&self->now, now, memory_order_relaxed);
      domo_clock_fire (clock);
    }
  atomic_store_explicit (&self->now, until, memory_order_relaxed);
}
