/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-back-off.h"

#include <math.h>

/**
 * DomoBackOff:
 *
 * How long to wait between attempts: ever longer, up to a ceiling, by exponential back-off with
 * jitter.
 *
 * A value that never changes and may be read from any thread.
 */
struct _DomoBackOff
{
  gint64 initial;
  gint64 ceiling;
  gint64 reset_after;
  double factor;
  double jitter;
};

G_DEFINE_BOXED_TYPE (DomoBackOff, domo_back_off, domo_back_off_copy, domo_back_off_free)

/**
 * domo_back_off_new:
 * @initial_us: the wait before the first attempt, in microseconds; at least 0
 * @factor: by what each wait is longer than the one before; at least 1
 * @ceiling_us: the longest wait, in microseconds; not less than @initial_us
 * @jitter: what part of each wait chance may take away, from 0 (nothing) to 1 (all of it)
 * @reset_after_us: what lasts longer than this, in microseconds, ends a row of failures: the next
 *   wait is the first again; at least 0
 *
 * Makes a back-off.
 *
 * Jitter keeps those that failed together from trying again together.
 *
 * Returns: (transfer full): the back-off
 *
 * Since: 0.1
 */
DomoBackOff *
domo_back_off_new (
    gint64 initial_us, double factor, gint64 ceiling_us, double jitter, gint64 reset_after_us)
{
  const DomoBackOff self = { initial_us, ceiling_us, reset_after_us, factor, jitter };

  g_return_val_if_fail (initial_us >= 0, NULL);
  g_return_val_if_fail (factor >= 1, NULL);
  g_return_val_if_fail (ceiling_us >= initial_us, NULL);
  g_return_val_if_fail (jitter >= 0 && jitter <= 1, NULL);
  g_return_val_if_fail (reset_after_us >= 0, NULL);

  return domo_back_off_copy (&self);
}

/**
 * domo_back_off_copy:
 * @self: a back-off
 *
 * Copies a back-off.
 *
 * Returns: (transfer full): the copy
 *
 * Since: 0.1
 */
DomoBackOff *
domo_back_off_copy (const DomoBackOff *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_memdup2 (self, sizeof *self);
}

/**
 * domo_back_off_free:
 * @self: (transfer full): a back-off
 *
 * Frees a back-off.
 *
 * Since: 0.1
 */
void
domo_back_off_free (DomoBackOff *self)
{
  g_free (self);
}

/**
 * domo_back_off_get_initial:
 * @self: a back-off
 *
 * Tells the wait before the first attempt.
 *
 * Returns: microseconds
 *
 * Since: 0.1
 */
gint64
domo_back_off_get_initial (const DomoBackOff *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->initial;
}

/**
 * domo_back_off_get_factor:
 * @self: a back-off
 *
 * Tells by what each wait is longer than the one before.
 *
 * Returns: the factor
 *
 * Since: 0.1
 */
double
domo_back_off_get_factor (const DomoBackOff *self)
{
  g_return_val_if_fail (self != NULL, 1);

  return self->factor;
}

/**
 * domo_back_off_get_ceiling:
 * @self: a back-off
 *
 * Tells the longest wait.
 *
 * Returns: microseconds
 *
 * Since: 0.1
 */
gint64
domo_back_off_get_ceiling (const DomoBackOff *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->ceiling;
}

/**
 * domo_back_off_get_jitter:
 * @self: a back-off
 *
 * Tells what part of each wait chance may take away.
 *
 * Returns: from 0 to 1
 *
 * Since: 0.1
 */
double
domo_back_off_get_jitter (const DomoBackOff *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->jitter;
}

/**
 * domo_back_off_get_reset_after:
 * @self: a back-off
 *
 * Tells what has to last longer to end a row of failures.
 *
 * Returns: microseconds
 *
 * Since: 0.1
 */
gint64
domo_back_off_get_reset_after (const DomoBackOff *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->reset_after;
}

/**
 * domo_back_off_get_delay:
 * @self: a back-off
 * @attempt: which attempt the wait is before; the first is 0
 * @random: (nullable): where chance comes from, or %NULL for GLib's global generator
 *
 * Works out one wait: the initial one times the factor to the power of @attempt, at most the
 * ceiling, less a random part of up to the jitter. Without jitter chance is not asked.
 *
 * Returns: microseconds
 *
 * Since: 0.1
 */
gint64
domo_back_off_get_delay (const DomoBackOff *self, guint attempt, GRand *random)
{
  double delay;

  g_return_val_if_fail (self != NULL, 0);

  /* A wait of nothing does not grow, but zero times infinity would not be a number. */
  if (self->initial == 0)
    return 0;
  delay = (double) self->initial * pow (self->factor, attempt);
  delay = MIN (delay, (double) self->ceiling);
  if (self->jitter > 0)
    delay -= delay * self->jitter * (random != NULL ? g_rand_double (random) : g_random_double ());
  /* A double next to the largest integer may be rounded up beyond it. */
  return delay >= (double) self->ceiling ? self->ceiling : (gint64) delay;
}
