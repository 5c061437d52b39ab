/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-testkit.h>

#include "failure.h"

/* tests/core/test-clock.c has the queue of timers; here is what the clock does with it. */

/* A timer that notes when it fires, and adds the next as long as there are to be more. */
typedef struct
{
  DomoManualClock *clock;
  GString *fired;
  gint64 interval;
  guint n_left;
} Ticker;

static void ticker_add (Ticker *self);

static void
ticker_fired (gpointer data)
{
  Ticker *self = data;

  if (self->fired != NULL)
    g_string_append_printf (self->fired, "%" G_GINT64_FORMAT " ",
                            domo_clock_get_time (DOMO_CLOCK (self->clock)));
  if (self->n_left > 0)
    ticker_add (self);
}

static void
ticker_add (Ticker *self)
{
  DomoClock *clock = DOMO_CLOCK (self->clock);

  self->n_left--;
  domo_timer_unref (domo_clock_add_timer (clock, domo_clock_get_time (clock) + self->interval,
                                          ticker_fired, self, NULL));
}

static void
assert_fires (gint64 interval, guint n, gint64 advance, const char *expected, gint64 time)
{
  Ticker ticker = { .interval = interval, .n_left = n };

  ticker.clock = domo_manual_clock_new ();
  ticker.fired = g_string_new (NULL);
  ticker_add (&ticker);
  domo_manual_clock_advance (ticker.clock, advance);
  g_assert_cmpstr (ticker.fired->str, ==, expected);
  g_assert_cmpint (domo_clock_get_time (DOMO_CLOCK (ticker.clock)), ==, time);
  /* Lets go of what is left. */
  ticker.n_left = 0;
  domo_manual_clock_advance (ticker.clock, interval);
  g_assert_finalize_object (ticker.clock);
  g_string_free (ticker.fired, TRUE);
}

static void
test_stands_still (void)
{
  g_autoptr (DomoManualClock) clock = domo_manual_clock_new ();

  g_assert_cmpint (domo_clock_get_time (DOMO_CLOCK (clock)), ==, 0);
  domo_manual_clock_advance (clock, 0);
  g_assert_cmpint (domo_clock_get_time (DOMO_CLOCK (clock)), ==, 0);
}

static void
test_advances_to_the_microsecond (void)
{
  assert_fires (10, 1, 9, "", 9);
  assert_fires (10, 1, 10, "10 ", 10);
}

static void
test_fires_what_the_fired_has_added (void)
{
  g_test_summary ("Each at its own time, and only as far as the clock is moved.");
  assert_fires (10, 100, 35, "10 20 30 ", 35);
}

static void
test_fires_what_is_added_for_the_same_moment (void)
{
  assert_fires (0, 4, 0, "0 0 0 0 ", 0);
}

static void
test_does_not_reach_the_end_of_time (void)
{
  g_autoptr (DomoManualClock) clock = domo_manual_clock_new ();

  g_test_summary ("A clock without timers may be moved as far as it goes.");
  domo_manual_clock_advance (clock, G_MAXINT64);
  g_assert_cmpint (domo_clock_get_time (DOMO_CLOCK (clock)), ==, G_MAXINT64);
}

static void
renew_for_ever (void)
{
  Ticker ticker = { .n_left = G_MAXUINT };

  ticker.clock = domo_manual_clock_new ();
  domo_manual_clock_advance (ticker.clock, 7);
  ticker_add (&ticker);
  domo_manual_clock_advance (ticker.clock, 1);
}

static void
test_a_timer_without_end_fails (void)
{
  assert_failure (renew_for_ever, "cannot advance beyond 7 *a timer renews itself");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add_func ("/testkit/manual-clock/" path, test_##func)
  ADD ("stands-still", stands_still);
  ADD ("advances-to-the-microsecond", advances_to_the_microsecond);
  ADD ("fires-what-the-fired-has-added", fires_what_the_fired_has_added);
  ADD ("fires-what-is-added-for-the-same-moment", fires_what_is_added_for_the_same_moment);
  ADD ("does-not-reach-the-end-of-time", does_not_reach_the_end_of_time);
  ADD ("a-timer-without-end-fails", a_timer_without_end_fails);

  return g_test_run ();
}
