/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-supervision-private.h"

#include "domo-context-scope-private.h"
#include "domo-error.h"
#include "domo-log-private.h"
#include "domo-proxy-private.h"
#include "domo-root-private.h"

/**
 * DomoSupervised:
 *
 * A failed actor as its supervisor sees it: what failed and why, and the directives that decide
 * what becomes of it.
 *
 * One directive counts, given from any thread. A second one does nothing, nor does one that has
 * been overtaken: a directive for several siblings, or a stop, settles the failures of all of them,
 * and what had been told of these is past. So however many siblings fail at once, a restart of all
 * restarts each once.
 *
 * If the last reference goes away without a directive, the public root decides, and a log record
 * says so.
 */
struct _DomoSupervised
{
  atomic_int ref_count;
  DomoProxy *failed;
  guint incarnation;
  guint serial; /* of the failure */
  guint n_failures;
  GError *error;
  char *printed;
  DomoExecutionContext *context; /* of the message that failed, or NULL */
  gboolean escalated;
  gboolean has_started;
  /* Who is to decide. */
  DomoProxy *supervisor;
  /* Set by the one directive that counts. */
  atomic_bool decided;
  DomoTimer *overdue;
};

/* A supervisor that takes longer is named in the log. */
#define OVERDUE (10 * G_USEC_PER_SEC)

G_DEFINE_BOXED_TYPE (DomoSupervised, domo_supervised, domo_supervised_ref, domo_supervised_unref)

/* What is late, which keeps nobody alive. */
typedef struct
{
  GWeakRef failed;
  GWeakRef supervisor;
  guint serial;
} Overdue;

static void
overdue_free (gpointer data)
{
  Overdue *self = data;

  g_weak_ref_clear (&self->failed);
  g_weak_ref_clear (&self->supervisor);
  g_free (self);
}

static void
overdue_cb (gpointer data)
{
  Overdue *self = data;
  g_autoptr (DomoProxy) failed = g_weak_ref_get (&self->failed);
  g_autoptr (DomoProxy) supervisor = g_weak_ref_get (&self->supervisor);
  g_autofree char *address = NULL;

  if (failed == NULL || supervisor == NULL ||
      !domo_runtime_is_open_failure (failed->runtime, failed, self->serial))
    return;
  address = domo_address_to_string (&supervisor->address);
  domo_log_actor (failed, G_LOG_LEVEL_MESSAGE, NULL,
                  "still suspended: its supervisor, %s %s, has not decided for %d seconds",
                  g_type_name (domo_proxy_get_actor_type (supervisor)), address,
                  (int) (OVERDUE / G_USEC_PER_SEC));
}

static void
watch_supervisor (DomoSupervised *self)
{
  DomoClock *clock = self->failed->runtime->clock;
  Overdue *overdue = g_new0 (Overdue, 1);

  g_weak_ref_init (&overdue->failed, self->failed);
  g_weak_ref_init (&overdue->supervisor, self->supervisor);
  overdue->serial = self->serial;
  self->overdue = domo_clock_add_timer (clock, domo_clock_get_time (clock) + OVERDUE, overdue_cb,
                                        overdue, overdue_free);
}

static gboolean
is_root (DomoProxy *actor)
{
  return domo_proxy_get_actor_type (actor) == DOMO_TYPE_ROOT;
}

/* Hands a report to @supervisor. Takes @self. */
static void
inform (DomoSupervised *self, DomoProxy *supervisor)
{
  DomoInform *report = g_new0 (DomoInform, 1);

  self->supervisor = g_object_ref (supervisor);
  if (!is_root (supervisor))
    watch_supervisor (self);
  report->message.kind = DOMO_MESSAGE_INFORM;
  report->supervised = self;
  domo_proxy_post (supervisor, &report->message);
}

/* The same report, for another supervisor. */
static void
pass_on (DomoSupervised *self, DomoProxy *supervisor, gboolean escalated)
{
  DomoSupervised *next = g_new0 (DomoSupervised, 1);

  atomic_init (&next->ref_count, 1);
  next->failed = g_object_ref (self->failed);
  next->incarnation = self->incarnation;
  next->serial = self->serial;
  next->n_failures = self->n_failures;
  next->error = g_error_copy (self->error);
  next->printed = g_strdup (self->printed);
  next->context = domo_supervised_dup_context (self);
  next->escalated = escalated;
  next->has_started = self->has_started;
  domo_runtime_pass_failure_on (self->failed->runtime, self->failed, self->serial);
  inform (next, supervisor);
}

/* A failed actor informs its supervisor: @printed is what failed, and @escalated whether the actor
 * has given up on mending it. In the actor's turn. */
void
domo_supervised_inform_of (DomoProxy *failed,
                           const DomoDuties *duties,
                           const char *printed,
                           gboolean escalated)
{
  DomoSupervised *self = g_new0 (DomoSupervised, 1);

  atomic_init (&self->ref_count, 1);
  self->failed = g_object_ref (failed);
  self->incarnation = failed->incarnation;
  self->serial = duties->failure_serial;
  self->escalated = escalated;
  self->has_started = failed->started;
  self->n_failures = duties->n_failures;
  self->error = g_error_copy (duties->failure);
  self->printed = g_strdup (printed);
  self->context = domo_context_dup_message ();
  inform (self, failed->supervisor != NULL ? failed->supervisor : failed->runtime->public_root);
}

/**
 * domo_supervised_ref:
 * @self: a supervised actor
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoSupervised *
domo_supervised_ref (DomoSupervised *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

static void
end_watch (DomoSupervised *self)
{
  if (self->overdue != NULL)
    domo_timer_cancel (self->overdue);
}

/* Writes the record of the failure: what was decided. */
static void
log_directive (DomoSupervised *self, const char *directive, DomoSupervisionScope scope)
{
  const char *const scopes[] = { "", ", with all its siblings", ", with its younger siblings" };
  g_autofree char *restarts = g_strdup_printf ("%u", self->incarnation);
  g_autofree char *text = g_strconcat (directive, scopes[scope], NULL);

  domo_log_failure (self->failed, self->printed, self->error, text, restarts);
}

/* It was settled otherwise: with a sibling's, or by a stop or restart from outside. Each failure
 * has its record nevertheless. */
static void
log_settled (DomoSupervised *self)
{
  log_directive (self, "none, because it was settled meanwhile", DOMO_SUPERVISION_SCOPE_ONE);
}

/* Nobody decided, and nobody can any more. */
static void
fall_back (DomoSupervised *self)
{
  DomoRuntime *runtime = self->failed->runtime;
  g_autoptr (DomoProxy) root = domo_runtime_ref_public_root (runtime);

  if (!domo_runtime_is_open_failure (runtime, self->failed, self->serial))
    {
      log_settled (self);
      return;
    }
  /* At the very end of a close the actor has been told to stop anyway. */
  if (root == NULL)
    return;
  domo_log_actor (self->failed, G_LOG_LEVEL_MESSAGE, self->printed,
                  "its supervisor, a %s, gave no directive and is not able to any more: "
                  "the public root decides",
                  g_type_name (domo_proxy_get_actor_type (self->supervisor)));
  pass_on (self, root, FALSE);
}

/**
 * domo_supervised_unref:
 * @self: (transfer full): a supervised actor
 *
 * Drops a reference. If it is the last and no directive has been given, the public root decides.
 *
 * Since: 0.1
 */
void
domo_supervised_unref (DomoSupervised *self)
{
  g_return_if_fail (self != NULL);

  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  end_watch (self);
  if (!atomic_load (&self->decided) && !is_root (self->supervisor))
    fall_back (self);
  g_clear_pointer (&self->overdue, domo_timer_unref);
  g_object_unref (self->failed);
  g_object_unref (self->supervisor);
  g_error_free (self->error);
  g_free (self->printed);
  g_clear_pointer (&self->context, domo_execution_context_unref);
  g_free (self);
}

/**
 * domo_supervised_get_proxy:
 * @self: a supervised actor
 *
 * Answers the actor that failed.
 *
 * Returns: (transfer none) (type DomoProxy): its proxy
 *
 * Since: 0.1
 */
gpointer
domo_supervised_get_proxy (DomoSupervised *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->failed;
}

/**
 * domo_supervised_get_error:
 * @self: a supervised actor
 *
 * Answers why it failed.
 *
 * Returns: (transfer none): the error
 *
 * Since: 0.1
 */
const GError *
domo_supervised_get_error (DomoSupervised *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->error;
}

/**
 * domo_supervised_get_message:
 * @self: a supervised actor
 *
 * Answers in what it failed: the printable form of a message such as `deposit(2550)`, or the name
 * of a hook.
 *
 * Returns: (transfer none): the text
 *
 * Since: 0.1
 */
const char *
domo_supervised_get_message (DomoSupervised *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->printed;
}

/**
 * domo_supervised_get_incarnation:
 * @self: a supervised actor
 *
 * Tells how often the actor had been restarted when it failed.
 *
 * Returns: 0 for the first instance
 *
 * Since: 0.1
 */
guint
domo_supervised_get_incarnation (DomoSupervised *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->incarnation;
}

/**
 * domo_supervised_get_execution_context:
 * @self: a supervised actor
 *
 * Answers the execution context of the message or callback that failed. It is current while the
 * supervisor's [method@DomoCore.Supervisor.inform] runs.
 *
 * Returns: (transfer none) (nullable): the context, or %NULL if there was none
 *
 * Since: 0.1
 */
DomoExecutionContext *
domo_supervised_get_execution_context (DomoSupervised *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->context;
}

DomoExecutionContext *
domo_supervised_dup_context (DomoSupervised *self)
{
  return self->context != NULL ? domo_execution_context_ref (self->context) : NULL;
}

guint
domo_supervised_get_n_failures (DomoSupervised *self)
{
  return self->n_failures;
}

/**
 * domo_supervised_is_escalated:
 * @self: a supervised actor
 *
 * Tells whether somebody has given up on it before: its supervisor passed the decision on
 * ([method@DomoCore.Supervised.escalate]), or it is itself a supervisor that failed because it
 * could not help another ([method@DomoCore.Actor.escalate]).
 *
 * Returns: whether the decision has been passed on
 *
 * Since: 0.1
 */
gboolean
domo_supervised_is_escalated (DomoSupervised *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->escalated;
}

/**
 * domo_supervised_has_started:
 * @self: a supervised actor
 *
 * Tells whether the start of the instance that failed had succeeded. If it had not, resuming the
 * actor restarts it, so a supervisor that counts restarts counts that as one.
 *
 * Returns: whether the instance had started
 *
 * Since: 0.1
 */
gboolean
domo_supervised_has_started (DomoSupervised *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->has_started;
}

/**
 * domo_supervised_awaits_directive:
 * @self: a supervised actor
 *
 * Tells whether a directive would count: none has been given, and the failure is not outdated. By
 * the time that one is given this may have changed, so what it answers counts.
 *
 * Returns: whether a directive is awaited
 *
 * Since: 0.1
 */
gboolean
domo_supervised_awaits_directive (DomoSupervised *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return !atomic_load (&self->decided) &&
         domo_runtime_is_open_failure (self->failed->runtime, self->failed, self->serial);
}

/* Whether this call's directive is the one that counts. */
static gboolean
decide (DomoSupervised *self)
{
  if (atomic_exchange (&self->decided, TRUE))
    return FALSE;
  end_watch (self);
  return TRUE;
}

/* Claims the failure for a directive. Answers what everybody in scope is to be told (full), or NULL
 * if another directive has counted. */
static GPtrArray *
claim (DomoSupervised *self, DomoSupervisionScope scope, DomoDirective directive)
{
  GPtrArray *orders;

  if (!decide (self))
    return NULL;
  orders = domo_runtime_claim (self->failed->runtime, self->failed, self->serial, scope, directive);
  if (orders == NULL)
    log_settled (self);
  return orders;
}

/**
 * domo_supervised_resume:
 * @self: a supervised actor
 * @scope: whom the directive is for
 *
 * Lets the actor go on as it is: its state is kept, the message that failed is not delivered again.
 * An actor whose start failed is restarted instead, for there is nothing to go on from. Siblings in
 * scope that have failed, too, are resumed with it.
 *
 * Returns: whether this is the directive that counts
 *
 * Since: 0.1
 */
gboolean
domo_supervised_resume (DomoSupervised *self, DomoSupervisionScope scope)
{
  g_autoptr (GPtrArray) orders = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  orders = claim (self, scope, DOMO_DIRECTIVE_RESUME);
  if (orders == NULL)
    return FALSE;
  log_directive (self, "resume", scope);
  for (guint i = 0; i < orders->len; i++)
    {
      DomoOrder *order = g_ptr_array_index (orders, i);

      domo_proxy_post (order->actor, domo_resume_new (order->number));
    }
  return TRUE;
}

/**
 * domo_supervised_restart:
 * @self: a supervised actor
 * @scope: whom the directive is for
 * @delay_us: how long the failed actor waits first, in microseconds; 0 for not at all
 *
 * Replaces the actor's instance by a new one, made from the same definition. Its proxy, address and
 * queue stay; its children are stopped. Siblings in scope are restarted at once, whether they have
 * failed or not.
 *
 * Returns: whether this is the directive that counts
 *
 * Since: 0.1
 */
gboolean
domo_supervised_restart (DomoSupervised *self, DomoSupervisionScope scope, gint64 delay_us)
{
  g_autoptr (GPtrArray) orders = NULL;
  g_autofree char *directive = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (delay_us >= 0, FALSE);

  orders = claim (self, scope, DOMO_DIRECTIVE_RESTART);
  if (orders == NULL)
    return FALSE;
  directive = delay_us > 0 ? g_strdup_printf ("restart in %" G_GINT64_FORMAT " ms", delay_us / 1000)
                           : g_strdup ("restart");
  log_directive (self, directive, scope);
  for (guint i = 0; i < orders->len; i++)
    {
      DomoOrder *order = g_ptr_array_index (orders, i);

      domo_proxy_post (order->actor,
                       domo_restart_new (order->number,
                                         order->actor == self->failed ? delay_us : 0));
    }
  return TRUE;
}

/* Stops everybody in scope, for @reason; @directive is what the log says. */
static gboolean
stop_in_scope (DomoSupervised *self,
               DomoSupervisionScope scope,
               DomoStopReason reason,
               const char *directive)
{
  g_autoptr (GPtrArray) orders = claim (self, scope, DOMO_DIRECTIVE_STOP);

  if (orders == NULL)
    return FALSE;
  log_directive (self, directive, scope);
  for (guint i = 0; i < orders->len; i++)
    domo_proxy_post (((DomoOrder *) g_ptr_array_index (orders, i))->actor,
                     domo_stop_now_new (reason));
  return TRUE;
}

/**
 * domo_supervised_stop:
 * @self: a supervised actor
 * @scope: whom the directive is for
 *
 * Stops the actor. What is queued for it becomes dead letters.
 *
 * Returns: whether this is the directive that counts
 *
 * Since: 0.1
 */
gboolean
domo_supervised_stop (DomoSupervised *self, DomoSupervisionScope scope)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return stop_in_scope (self, scope, DOMO_STOP_REASON_FAILED, "stop");
}

/**
 * domo_supervised_give_up:
 * @self: a supervised actor
 * @scope: whom the directive is for
 *
 * Stops the actor as [method@DomoCore.Supervised.stop] does, but for the reason
 * [enum@DomoCore.StopReason] `ESCALATED`: for a supervisor that has tried all it may, and fails
 * itself next, with [method@DomoCore.Actor.escalate].
 *
 * Returns: whether this is the directive that counts
 *
 * Since: 0.1
 */
gboolean
domo_supervised_give_up (DomoSupervised *self, DomoSupervisionScope scope)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return stop_in_scope (self, scope, DOMO_STOP_REASON_ESCALATED, "stop, giving up");
}

/* What the private root does with what nobody wanted to decide. */
gboolean
domo_supervised_stop_escalated (DomoSupervised *self)
{
  return stop_in_scope (self, DOMO_SUPERVISION_SCOPE_ONE, DOMO_STOP_REASON_ESCALATED,
                        "stop, because nobody decided otherwise");
}

/**
 * domo_supervised_escalate:
 * @self: a supervised actor
 *
 * Passes the decision on to the supervisor of the supervisor. Above the supervisors that a program
 * has made stands the public root, which passes on what is escalated to it, and above that the
 * private root, which stops the actor with [enum@DomoCore.StopReason] `ESCALATED`.
 *
 * Returns: whether this is the directive that counts
 *
 * Since: 0.1
 */
gboolean
domo_supervised_escalate (DomoSupervised *self)
{
  DomoRuntime *runtime;
  g_autoptr (DomoProxy) next = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  runtime = self->failed->runtime;
  if (!decide (self))
    return FALSE;
  if (!domo_runtime_is_open_failure (runtime, self->failed, self->serial))
    {
      log_settled (self);
      return FALSE;
    }
  if (is_root (self->supervisor))
    next = self->supervisor->parent != NULL ? g_object_ref (self->supervisor->parent) : NULL;
  else if (self->supervisor->supervisor != NULL)
    next = g_object_ref (self->supervisor->supervisor);
  else
    next = domo_runtime_ref_public_root (runtime);
  if (next != NULL)
    pass_on (self, next, TRUE);
  return TRUE;
}
