/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-schedule.h"

#include <string.h>

#include "domo-schedule-private.h"

/**
 * DomoScheduler:
 *
 * Does something later, once or again and again, by the clock of a stage.
 *
 * Each stage has one, which is made when it is first asked for and closed with the stage: when that
 * begins to close, all that is pending is cancelled, and nothing can be scheduled any more.
 *
 * What is done is a function that is called, or a message that is sent to an actor. A function that
 * an actor asks for, in a handler, hook or callback of it, is called inside that actor, when its
 * turn comes among the other messages, and both are cancelled when that actor stops or is
 * restarted. One that is asked for elsewhere is called in the main context that is the thread's
 * default there. Both go with the execution context that was current when they were scheduled.
 *
 * Times are microseconds; [func@DomoScheduler.seconds] and [func@DomoScheduler.milliseconds] make
 * some. What is due at
 * the same time is done in the order in which it was scheduled. A delay of 0 is the next turn of
 * the main loop, or of the actor: never within the call. A negative delay, which is what is left of
 * a time that has passed, is the same as 0, and so is a time of day in the past.
 *
 * All functions may be called from any thread. Those that schedule answer what it is that will be
 * done, which may be dropped at once, or %NULL with an error: [error@DomoCore.Error.CLOSED] if the
 * stage has begun to close, [error@DomoCore.Error.INVALID_ARGUMENT] for an interval that is not at
 * least 1, or in an actor of another stage. The data of the function is freed then, too.
 */
struct _DomoScheduler
{
  GObject parent_instance;

  /* Atomic, because threads learn of the scheduler through the stage's data, which says nothing to
   * ThreadSanitizer. Set before that, never written again. */
  _Atomic (DomoAgenda *) agenda;
  DomoStage *stage; /* only compared */
};

G_DEFINE_FINAL_TYPE (DomoScheduler, domo_scheduler, G_TYPE_OBJECT)

static DomoAgenda *
get_agenda (DomoScheduler *self)
{
  /* acquire: pairs with the store in scheduler_new(). */
  return atomic_load_explicit (&self->agenda, memory_order_acquire);
}

static void
domo_scheduler_finalize (GObject *object)
{
  domo_agenda_unref (get_agenda (DOMO_SCHEDULER (object)));

  G_OBJECT_CLASS (domo_scheduler_parent_class)->finalize (object);
}

static void
domo_scheduler_class_init (DomoSchedulerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = domo_scheduler_finalize;
}

static void
domo_scheduler_init (DomoScheduler *self)
{
}

/* The stage's. */

static void
life_cb (DomoStage *stage, gpointer proxy, DomoLifeEvent event, gpointer agenda)
{
  if (event == DOMO_LIFE_EVENT_STOPPED || event == DOMO_LIFE_EVENT_RESTARTING)
    domo_agenda_cancel_owned (agenda, proxy);
  else if (event == DOMO_LIFE_EVENT_CLOSING)
    domo_agenda_close (agenda);
}

static void
unref_agenda (gpointer agenda)
{
  domo_agenda_unref (agenda);
}

static DomoScheduler *
scheduler_new (DomoStage *stage)
{
  DomoScheduler *self = g_object_new (DOMO_TYPE_SCHEDULER, NULL);

  self->stage = stage;
  /* release: pairs with the load in get_agenda(). */
  atomic_store_explicit (&self->agenda, domo_agenda_new (domo_stage_get_clock (stage)),
                         memory_order_release);
  return self;
}

/* Makes the scheduler of @stage, unless another thread has been faster. It listens before anybody
 * knows it. */
static DomoScheduler *
make_for_stage (DomoStage *stage, GQuark quark)
{
  DomoScheduler *self = scheduler_new (stage);
  DomoAgenda *agenda = get_agenda (self);
  guint listener =
      domo_stage_add_life_listener (stage, life_cb, domo_agenda_ref (agenda), unref_agenda);

  /* It may have begun to close before that. */
  if (domo_stage_is_closing (stage))
    domo_agenda_close (agenda);
  if (g_object_replace_qdata (G_OBJECT (stage), quark, NULL, self, g_object_unref, NULL))
    return self;
  domo_stage_remove_life_listener (stage, listener);
  g_object_unref (self);
  return g_object_get_qdata (G_OBJECT (stage), quark);
}

/**
 * domo_scheduler_for_stage:
 * @stage: a stage
 *
 * Answers the scheduler of a stage. That of a stage which has begun to close schedules nothing.
 *
 * Returns: (transfer none): the scheduler, which lives as long as the stage
 *
 * Since: 0.1
 */
DomoScheduler *
domo_scheduler_for_stage (DomoStage *stage)
{
  static gsize quark;
  DomoScheduler *self;

  g_return_val_if_fail (DOMO_IS_STAGE (stage), NULL);

  if (g_once_init_enter (&quark))
    g_once_init_leave (&quark, g_quark_from_static_string ("domo-scheduler"));
  self = g_object_get_qdata (G_OBJECT (stage), (GQuark) quark);
  return self != NULL ? self : make_for_stage (stage, (GQuark) quark);
}

/**
 * domo_scheduler_get_n_pending:
 * @self: a scheduler
 *
 * Tells how much waits for its time to come.
 *
 * Returns: how many
 *
 * Since: 0.1
 */
guint
domo_scheduler_get_n_pending (DomoScheduler *self)
{
  DomoAgenda *agenda;
  guint n;

  g_return_val_if_fail (DOMO_IS_SCHEDULER (self), 0);

  agenda = get_agenda (self);
  domo_agenda_lock (agenda);
  n = agenda->n_pending;
  domo_agenda_unlock (agenda);
  return n;
}

/* Durations. */

/* What does not fit is for ever; 2^63 does not. */
static gint64
round_to_microseconds (double us)
{
  if (us >= 9223372036854775807.0)
    return G_MAXINT64;
  if (us <= -9223372036854775808.0)
    return G_MININT64;
  return (gint64) (us < 0 ? us - 0.5 : us + 0.5);
}

/**
 * domo_seconds:
 * @seconds: seconds, with or without a fraction
 *
 * Says how many microseconds these are, which is what all times and delays are given in.
 *
 * Returns: the microseconds, rounded
 *
 * Since: 0.1
 */
gint64
domo_seconds (double seconds)
{
  return round_to_microseconds (seconds * 1e6);
}

/**
 * domo_milliseconds:
 * @milliseconds: milliseconds, with or without a fraction
 *
 * Says how many microseconds these are.
 *
 * Returns: the microseconds, rounded
 *
 * Since: 0.1
 */
gint64
domo_milliseconds (double milliseconds)
{
  return round_to_microseconds (milliseconds * 1e3);
}

/* Scheduling. */

static gboolean
set_closed (GError **error)
{
  g_set_error (error, DOMO_ERROR, DOMO_ERROR_CLOSED, "The stage has begun to close");
  return FALSE;
}

static gboolean
check (DomoScheduler *self, const DomoPlan *plan, DomoActor *actor, GError **error)
{
  if (domo_agenda_is_closed (get_agenda (self)))
    return set_closed (error);
  if (plan->kind >= DOMO_SCHEDULED_RATE && plan->interval < 1)
    {
      g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
                   "An interval of %" G_GINT64_FORMAT " µs is not at least 1", plan->interval);
      return FALSE;
    }
  if (actor != NULL && domo_actor_get_stage (actor) != self->stage)
    {
      g_set_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT,
                   "The %s is not on the stage of the scheduler", G_OBJECT_TYPE_NAME (actor));
      return FALSE;
    }
  return TRUE;
}

/* Says where a new one arrives: as the message that it has, or as one of the actor that asks for
 * it, or in a main context. */
static void
set_place (DomoScheduled *self, DomoActor *actor)
{
  if (actor != NULL)
    {
      self->owner = g_object_ref (domo_actor_get_self (actor));
      if (self->call == NULL)
        /* Borrowed: a message that is on its way has a reference of its own. */
        self->call = domo_prepared_call_new_function (self->owner, "scheduled",
                                                      domo_scheduled_run_in_actor, self, NULL);
    }
  else if (self->call == NULL)
    {
      /* NULL for the global default one. */
      self->context = g_main_context_get_thread_default ();
      if (self->context != NULL)
        g_main_context_ref (self->context);
    }
}

static DomoScheduled *
scheduled_new (DomoAgenda *agenda,
               const DomoPlan *plan,
               const DomoFunction *function,
               DomoPreparedCall *call,
               DomoActor *actor)
{
  /* Not g_new0(): the calloc() of most C libraries goes a longer way than their malloc(). */
  DomoScheduled *self = g_new (DomoScheduled, 1);
  DomoExecutionContext *context = domo_execution_context_get_current ();

  memset (self, 0, sizeof *self);
  /* The caller's and the agenda's. */
  atomic_init (&self->ref_count, 2);
  self->agenda = domo_agenda_ref (agenda);
  self->kind = (guint8) plan->kind;
  self->interval = plan->interval;
  self->real_time = plan->real_time;
  if (function != NULL)
    {
      self->func = function->func;
      self->user_data = function->user_data;
      self->destroy = function->destroy;
    }
  self->call = call;
  set_place (self, actor);
  if (context != NULL)
    self->execution_context = domo_execution_context_ref (context);
  return self;
}

/* Schedules a function, or @call, which is taken. */
DomoScheduled *
domo_scheduler_schedule (DomoScheduler *self,
                         DomoPlan plan,
                         const DomoFunction *function,
                         DomoPreparedCall *call,
                         GError **error)
{
  DomoAgenda *agenda = get_agenda (self);
  DomoActor *actor = domo_actor_get_current ();
  DomoScheduled *scheduled;
  gint64 now, deadline;

  if (!check (self, &plan, actor, error))
    {
      g_clear_pointer (&call, domo_prepared_call_unref);
      if (function != NULL && function->destroy != NULL)
        function->destroy (function->user_data);
      return NULL;
    }
  scheduled = scheduled_new (agenda, &plan, function, call, actor);
  now = domo_clock_get_time (agenda->clock);
  deadline = plan.kind == DOMO_SCHEDULED_AT ? domo_agenda_deadline_at (agenda, plan.real_time, now)
                                            : domo_agenda_later (now, plan.delay);
  if (domo_agenda_add (agenda, scheduled, deadline))
    return scheduled;
  /* Closed in this moment. */
  domo_scheduled_end (scheduled, DOMO_SCHEDULED_CANCELLED);
  domo_scheduled_unref (scheduled);
  domo_scheduled_unref (scheduled);
  set_closed (error);
  return NULL;
}

/**
 * domo_scheduler_schedule_once:
 * @self: a scheduler
 * @delay: in how many microseconds
 * @func: (scope notified) (closure user_data) (destroy destroy): what to call
 * @user_data: its data
 * @destroy: (nullable): frees the data, once it will not be called any more; in whatever thread
 * @error: return location for an error
 *
 * Calls a function once, after a delay.
 *
 * Returns: (transfer full) (nullable): what is scheduled, or %NULL with @error set
 *
 * Since: 0.1
 */
DomoScheduled *
domo_scheduler_schedule_once (DomoScheduler *self,
                              gint64 delay,
                              DomoScheduledFunc func,
                              gpointer user_data,
                              GDestroyNotify destroy,
                              GError **error)
{
  g_return_val_if_fail (DOMO_IS_SCHEDULER (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return domo_scheduler_schedule (self, domo_plan_once (delay),
                                  &(DomoFunction){ func, user_data, destroy }, NULL, error);
}

/**
 * domo_scheduler_schedule_repeat:
 * @self: a scheduler
 * @mode: what the interval lies between
 * @initial_delay: in how many microseconds for the first time
 * @interval: microseconds from one time to the next; at least 1
 * @func: (scope notified) (closure user_data) (destroy destroy): what to call
 * @user_data: its data
 * @destroy: (nullable): frees the data, once it will not be called any more; in whatever thread
 * @error: return location for an error
 *
 * Calls a function again and again, until it is cancelled. It is never called while it runs.
 *
 * Returns: (transfer full) (nullable): what is scheduled, or %NULL with @error set
 *
 * Since: 0.1
 */
DomoScheduled *
domo_scheduler_schedule_repeat (DomoScheduler *self,
                                DomoRepeatMode mode,
                                gint64 initial_delay,
                                gint64 interval,
                                DomoScheduledFunc func,
                                gpointer user_data,
                                GDestroyNotify destroy,
                                GError **error)
{
  g_return_val_if_fail (DOMO_IS_SCHEDULER (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return domo_scheduler_schedule (self, domo_plan_repeat (mode, initial_delay, interval),
                                  &(DomoFunction){ func, user_data, destroy }, NULL, error);
}

/**
 * domo_scheduler_schedule_at:
 * @self: a scheduler
 * @time: when, by the wall clock of the stage's clock
 * @func: (scope notified) (closure user_data) (destroy destroy): what to call
 * @user_data: its data
 * @destroy: (nullable): frees the data, once it will not be called any more; in whatever thread
 * @error: return location for an error
 *
 * Calls a function once, at a time of day.
 *
 * If the wall clock is set while it waits, or the computer sleeps, it is called when the clock
 * shows the time, or up to a minute later where it was put forward. Once called it is not called
 * again, whatever the clock shows then.
 *
 * Returns: (transfer full) (nullable): what is scheduled, or %NULL with @error set
 *
 * Since: 0.1
 */
DomoScheduled *
domo_scheduler_schedule_at (DomoScheduler *self,
                            GDateTime *time,
                            DomoScheduledFunc func,
                            gpointer user_data,
                            GDestroyNotify destroy,
                            GError **error)
{
  g_return_val_if_fail (DOMO_IS_SCHEDULER (self), NULL);
  g_return_val_if_fail (time != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return domo_scheduler_schedule (self, domo_plan_at (time),
                                  &(DomoFunction){ func, user_data, destroy }, NULL, error);
}
