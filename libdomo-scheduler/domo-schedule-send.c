/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-schedule-private.h"

/* Sending messages later. */

/* Schedules @call, which is taken; NULL, with @error set, if it does not fit. */
static DomoScheduled *
schedule_call (DomoScheduler *self, DomoPlan plan, DomoPreparedCall *call, GError **error)
{
  return call != NULL ? domo_scheduler_schedule (self, plan, NULL, call, error) : NULL;
}

/**
 * domo_scheduler_send_once_values: (rename-to domo_scheduler_send_once)
 * @self: a scheduler
 * @delay: in how many microseconds
 * @proxy: (type DomoCore.Proxy): whom to send it to
 * @method: the name of a method, as for [method@DomoCore.Proxy.send]
 * @args: (array length=n_args) (nullable): the arguments
 * @n_args: how many there are
 * @error: return location for an error
 *
 * Sends a message once, after a delay. Name and arguments are checked at once.
 *
 * Returns: (transfer full) (nullable): what is scheduled, or %NULL with @error set, to what
 *   [method@DomoCore.Proxy.send] would answer for a message that does not fit
 *
 * Since: 0.1
 */
DomoScheduled *
domo_scheduler_send_once_values (DomoScheduler *self,
                                 gint64 delay,
                                 gpointer proxy,
                                 const char *method,
                                 const GValue *args,
                                 guint n_args,
                                 GError **error)
{
  DomoPreparedCall *call;

  g_return_val_if_fail (DOMO_IS_SCHEDULER (self), NULL);
  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);
  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  call = domo_prepared_call_newv (proxy, method, args, n_args, error);
  return schedule_call (self, domo_plan_once (delay), call, error);
}

/**
 * domo_scheduler_send_once: (skip)
 * @self: a scheduler
 * @delay: in how many microseconds
 * @proxy: (type DomoCore.Proxy): whom to send it to
 * @error: return location for an error
 * @method: the name of a method, as for [method@DomoCore.Proxy.send]
 * @...: its arguments, of the C types and as many as the method's protocol declares
 *
 * As [method@DomoScheduler.Scheduler.send_once_values], with arguments as in a call of the method.
 *
 * Returns: (transfer full) (nullable): what is scheduled, or %NULL with @error set
 *
 * Since: 0.1
 */
DomoScheduled *
domo_scheduler_send_once (
    DomoScheduler *self, gint64 delay, gpointer proxy, GError **error, const char *method, ...)
{
  DomoPreparedCall *call;
  va_list args;

  g_return_val_if_fail (DOMO_IS_SCHEDULER (self), NULL);
  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);
  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  va_start (args, method);
  call = domo_prepared_call_new_valist (proxy, error, method, args);
  va_end (args);
  return schedule_call (self, domo_plan_once (delay), call, error);
}

/**
 * domo_scheduler_send_repeat_values: (rename-to domo_scheduler_send_repeat)
 * @self: a scheduler
 * @mode: what the interval lies between
 * @initial_delay: in how many microseconds for the first time
 * @interval: microseconds from one time to the next; at least 1
 * @proxy: (type DomoCore.Proxy): whom to send it to
 * @method: the name of a method, as for [method@DomoCore.Proxy.send]
 * @args: (array length=n_args) (nullable): the arguments
 * @n_args: how many there are
 * @error: return location for an error
 *
 * Sends a message again and again, until it is cancelled. Name and arguments are checked at once.
 *
 * At a fixed delay the interval begins when the actor has handled the message. To an actor that has
 * stopped one more message is sent, which becomes a dead letter, and that is the end of it.
 *
 * Returns: (transfer full) (nullable): what is scheduled, or %NULL with @error set, to what
 *   [method@DomoCore.Proxy.send] would answer for a message that does not fit
 *
 * Since: 0.1
 */
DomoScheduled *
domo_scheduler_send_repeat_values (DomoScheduler *self,
                                   DomoRepeatMode mode,
                                   gint64 initial_delay,
                                   gint64 interval,
                                   gpointer proxy,
                                   const char *method,
                                   const GValue *args,
                                   guint n_args,
                                   GError **error)
{
  DomoPreparedCall *call;

  g_return_val_if_fail (DOMO_IS_SCHEDULER (self), NULL);
  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);
  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  call = domo_prepared_call_newv (proxy, method, args, n_args, error);
  return schedule_call (self, domo_plan_repeat (mode, initial_delay, interval), call, error);
}

/**
 * domo_scheduler_send_repeat: (skip)
 * @self: a scheduler
 * @mode: what the interval lies between
 * @initial_delay: in how many microseconds for the first time
 * @interval: microseconds from one time to the next; at least 1
 * @proxy: (type DomoCore.Proxy): whom to send it to
 * @error: return location for an error
 * @method: the name of a method, as for [method@DomoCore.Proxy.send]
 * @...: its arguments, of the C types and as many as the method's protocol declares
 *
 * As [method@DomoScheduler.Scheduler.send_repeat_values], with arguments as in a call of the
 * method.
 *
 * Returns: (transfer full) (nullable): what is scheduled, or %NULL with @error set
 *
 * Since: 0.1
 */
DomoScheduled *
domo_scheduler_send_repeat (DomoScheduler *self,
                            DomoRepeatMode mode,
                            gint64 initial_delay,
                            gint64 interval,
                            gpointer proxy,
                            GError **error,
                            const char *method,
                            ...)
{
  DomoPreparedCall *call;
  va_list args;

  g_return_val_if_fail (DOMO_IS_SCHEDULER (self), NULL);
  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);
  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  va_start (args, method);
  call = domo_prepared_call_new_valist (proxy, error, method, args);
  va_end (args);
  return schedule_call (self, domo_plan_repeat (mode, initial_delay, interval), call, error);
}

/**
 * domo_scheduler_send_at_values: (rename-to domo_scheduler_send_at)
 * @self: a scheduler
 * @time: when, by the wall clock of the stage's clock
 * @proxy: (type DomoCore.Proxy): whom to send it to
 * @method: the name of a method, as for [method@DomoCore.Proxy.send]
 * @args: (array length=n_args) (nullable): the arguments
 * @n_args: how many there are
 * @error: return location for an error
 *
 * Sends a message once, at a time of day. Name and arguments are checked at once.
 *
 * See [method@DomoScheduler.Scheduler.schedule_at] for what happens when the clock is set.
 *
 * Returns: (transfer full) (nullable): what is scheduled, or %NULL with @error set, to what
 *   [method@DomoCore.Proxy.send] would answer for a message that does not fit
 *
 * Since: 0.1
 */
DomoScheduled *
domo_scheduler_send_at_values (DomoScheduler *self,
                               GDateTime *time,
                               gpointer proxy,
                               const char *method,
                               const GValue *args,
                               guint n_args,
                               GError **error)
{
  DomoPreparedCall *call;

  g_return_val_if_fail (DOMO_IS_SCHEDULER (self), NULL);
  g_return_val_if_fail (time != NULL, NULL);
  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);
  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  call = domo_prepared_call_newv (proxy, method, args, n_args, error);
  return schedule_call (self, domo_plan_at (time), call, error);
}

/**
 * domo_scheduler_send_at: (skip)
 * @self: a scheduler
 * @time: when, by the wall clock of the stage's clock
 * @proxy: (type DomoCore.Proxy): whom to send it to
 * @error: return location for an error
 * @method: the name of a method, as for [method@DomoCore.Proxy.send]
 * @...: its arguments, of the C types and as many as the method's protocol declares
 *
 * As [method@DomoScheduler.Scheduler.send_at_values], with arguments as in a call of the method.
 *
 * Returns: (transfer full) (nullable): what is scheduled, or %NULL with @error set
 *
 * Since: 0.1
 */
DomoScheduled *
domo_scheduler_send_at (
    DomoScheduler *self, GDateTime *time, gpointer proxy, GError **error, const char *method, ...)
{
  DomoPreparedCall *call;
  va_list args;

  g_return_val_if_fail (DOMO_IS_SCHEDULER (self), NULL);
  g_return_val_if_fail (time != NULL, NULL);
  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);
  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  va_start (args, method);
  call = domo_prepared_call_new_valist (proxy, error, method, args);
  va_end (args);
  return schedule_call (self, domo_plan_at (time), call, error);
}
