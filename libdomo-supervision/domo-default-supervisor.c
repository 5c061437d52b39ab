/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-default-supervisor-private.h"

#include "domo-restart-record-private.h"
#include "domo-supervision-monitor-private.h"
#include "domo-watch.h"

/**
 * DomoDefaultSupervisor:
 *
 * A supervisor that decides by a [struct@DomoSupervision.SupervisionStrategy], to be used as it is
 * or derived from.
 *
 * Make one as any actor, with its strategy, register it on the stage
 * ([method@DomoCore.Stage.register_supervisor]), and name it in the definitions of those it shall
 * look after ([method@DomoCore.Definition.set_supervisor]):
 *
 * ```c
 *   supervisor = domo_stage_actor_for (stage, DOMO_TYPE_DEFAULT_SUPERVISOR, "strategy", strategy,
 *                                      NULL);
 *   domo_stage_register_supervisor (stage, "accounts", supervisor);
 * ```
 *
 * For each failure it asks [vfunc@DomoSupervision.DefaultSupervisor.decide_directive], which goes
 * by the rules of the strategy unless a class has it another way, and gives the directive to those
 * in the strategy's scope. Restarts are counted in a sliding window. The one that would exceed the
 * intensity does not happen: those in scope stop, with the reason `ESCALATED`, and the supervisor
 * fails itself, with [error@DomoSupervision.SupervisionError.INTENSITY] and a message that tells
 * the history. So its own supervisor decides about it: restarted, it begins anew and may make its
 * children again. Where nobody above does anything about it, the private root stops it.
 *
 * A resume that is a restart in truth, because the start had failed, counts as a restart.
 *
 * The window belongs to the instance: a supervisor that is restarted has forgotten everything. That
 * of an actor is forgotten when the actor stops.
 */
typedef struct
{
  DomoSupervisionStrategy *given; /* or NULL */
  DomoSupervisionStrategy *strategy;
  /* By the address of the actor or, where several are restarted together, of their parent. */
  GHashTable *records;
  /* Or there is one for all. */
  gboolean counts_together;
} DomoDefaultSupervisorPrivate;

/* Without a strategy of its own a supervisor allows one restart in five seconds. */
#define DEFAULT_INTENSITY 1
#define DEFAULT_PERIOD    (5 * G_USEC_PER_SEC)

enum
{
  PROP_STRATEGY = 1,
};

static void domo_default_supervisor_supervisor_init (DomoSupervisorInterface *iface);

G_DEFINE_TYPE_WITH_CODE (DomoDefaultSupervisor,
                         domo_default_supervisor,
                         DOMO_TYPE_ACTOR,
                         G_ADD_PRIVATE (DomoDefaultSupervisor)
                             G_IMPLEMENT_INTERFACE (DOMO_TYPE_SUPERVISOR,
                                                    domo_default_supervisor_supervisor_init))

static DomoDefaultSupervisorPrivate *
get_private (DomoDefaultSupervisor *self)
{
  return domo_default_supervisor_get_instance_private (self);
}

/* Records. */

/* Whose restarts count together (full): one actor's, those of its siblings, too, or those of all
 * that the supervisor looks after. NULL, if it has stopped meanwhile. */
static gpointer
dup_subject (DomoDefaultSupervisor *self, DomoSupervised *supervised)
{
  DomoDefaultSupervisorPrivate *priv = get_private (self);
  gpointer failed = domo_supervised_get_proxy (supervised);

  if (priv->counts_together)
    return g_object_ref (domo_actor_get_self (DOMO_ACTOR (self)));
  if (domo_supervision_strategy_get_scope (priv->strategy) == DOMO_SUPERVISION_SCOPE_ONE)
    return g_object_ref (failed);
  return domo_proxy_dup_parent (failed);
}

/* A record may go when its subject has stopped. */
typedef struct
{
  DomoDefaultSupervisor *supervisor; /* whose callback it is */
  DomoAddress *address;
} Forgetting;

static void
forget (gpointer subject, DomoStopReason reason, gpointer data)
{
  Forgetting *self = data;

  g_hash_table_remove (get_private (self->supervisor)->records, self->address);
}

static void
forgetting_free (gpointer data)
{
  Forgetting *self = data;

  domo_address_free (self->address);
  g_free (self);
}

static DomoRestartRecord *
find_record (DomoDefaultSupervisor *self, gpointer subject)
{
  return g_hash_table_lookup (get_private (self)->records, domo_proxy_get_address (subject));
}

static DomoRestartRecord *
ensure_record (DomoDefaultSupervisor *self, gpointer subject)
{
  const DomoAddress *address = domo_proxy_get_address (subject);
  DomoRestartRecord *record = find_record (self, subject);
  Forgetting *forgetting;

  if (record != NULL)
    return record;
  record = domo_restart_record_new ();
  g_hash_table_insert (get_private (self)->records, domo_address_copy (address), record);
  forgetting = g_new (Forgetting, 1);
  forgetting->supervisor = self;
  forgetting->address = domo_address_copy (address);
  domo_watch_unref (domo_watch (subject, forget, forgetting, forgetting_free));
  return record;
}

static gint64
get_time (DomoDefaultSupervisor *self)
{
  DomoStage *stage = domo_actor_get_stage (DOMO_ACTOR (self));

  /* Without its stage nothing is restarted any more, and any time will do. */
  return stage != NULL ? domo_clock_get_time (domo_stage_get_clock (stage)) : 0;
}

/* Directives. Each answers whether it counts. */

static void
tell (DomoDefaultSupervisor *self, DomoSupervised *supervised, const DomoDecisionFacts *facts)
{
  domo_supervision_monitor_tell (domo_actor_get_stage (DOMO_ACTOR (self)),
                                 domo_actor_get_self (DOMO_ACTOR (self)), supervised, facts);
}

/* Instead of one restart too many. */
static gboolean
exceed (DomoDefaultSupervisor *self,
        DomoSupervised *supervised,
        DomoRestartRecord *record,
        gint64 now)
{
  DomoSupervisionStrategy *strategy = get_private (self)->strategy;
  g_autofree char *cause = domo_restart_cause_of_failure (supervised);
  g_autoptr (GError) error =
      domo_restart_record_new_error (record, strategy, now, domo_supervised_get_proxy (supervised),
                                     cause);
  DomoDecisionFacts facts = {
    .directive = domo_supervision_strategy_get_exceeded_directive (strategy),
    .scope = domo_supervision_strategy_get_scope (strategy),
    .exceeded = TRUE,
    .n_restarts = domo_restart_record_count (record, strategy, now),
  };
  gboolean escalates = facts.directive == DOMO_SUPERVISION_DIRECTIVE_ESCALATE;

  if (escalates ? !domo_supervised_give_up (supervised, facts.scope)
                : !domo_supervised_stop (supervised, facts.scope))
    return FALSE;
  /* Those of a group that live on begin anew. */
  if (record != NULL)
    domo_restart_record_clear (record);
  tell (self, supervised, &facts);
  if (escalates)
    domo_actor_escalate (DOMO_ACTOR (self), g_steal_pointer (&error));
  else
    domo_actor_log (DOMO_ACTOR (self), G_LOG_LEVEL_MESSAGE, "stopped it: %s", error->message);
  return TRUE;
}

static gboolean
restart (DomoDefaultSupervisor *self, DomoSupervised *supervised)
{
  DomoSupervisionStrategy *strategy = get_private (self)->strategy;
  DomoDecisionFacts facts = {
    .directive = DOMO_SUPERVISION_DIRECTIVE_RESTART,
    .scope = domo_supervision_strategy_get_scope (strategy),
  };
  g_autoptr (DomoProxy) subject = dup_subject (self, supervised);
  gint64 now = get_time (self);
  DomoRestartRecord *record;
  guint n_in_row;

  if (subject == NULL)
    return FALSE;
  record = find_record (self, subject);
  if (domo_restart_record_is_full (record, strategy, now))
    return exceed (self, supervised, record, now);
  n_in_row = domo_restart_record_count_row (record, strategy, now);
  facts.delay = domo_supervision_strategy_get_delay (strategy, n_in_row);
  facts.next_delay = domo_supervision_strategy_get_next_delay (strategy, n_in_row);
  if (!domo_supervised_restart (supervised, facts.scope, facts.delay))
    return FALSE;
  record = ensure_record (self, subject);
  domo_restart_record_add (record, strategy, now, n_in_row, facts.delay,
                           domo_restart_cause_of_failure (supervised));
  facts.n_restarts = domo_restart_record_count (record, strategy, now);
  tell (self, supervised, &facts);
  return TRUE;
}

/* What neither counts in the window nor waits. */
static gboolean
give (DomoDefaultSupervisor *self,
      DomoSupervised *supervised,
      DomoSupervisionDirective directive,
      DomoSupervisionScope scope)
{
  DomoSupervisionStrategy *strategy = get_private (self)->strategy;
  DomoDecisionFacts facts = { .directive = directive, .scope = scope };
  g_autoptr (DomoProxy) subject = dup_subject (self, supervised);
  gboolean counts;

  if (subject != NULL)
    facts.n_restarts =
        domo_restart_record_count (find_record (self, subject), strategy, get_time (self));
  if (directive == DOMO_SUPERVISION_DIRECTIVE_RESUME)
    counts = domo_supervised_resume (supervised, scope);
  else if (directive == DOMO_SUPERVISION_DIRECTIVE_STOP)
    counts = domo_supervised_stop (supervised, scope);
  else
    counts = domo_supervised_escalate (supervised);
  if (counts)
    tell (self, supervised, &facts);
  return counts;
}

/* For supervisors that make their children themselves. */

void
domo_default_supervisor_count_together (DomoDefaultSupervisor *self)
{
  get_private (self)->counts_together = TRUE;
}

gboolean
domo_default_supervisor_stop_one (DomoDefaultSupervisor *self, DomoSupervised *supervised)
{
  domo_default_supervisor_get_strategy (self);
  return give (self, supervised, DOMO_SUPERVISION_DIRECTIVE_STOP, DOMO_SUPERVISION_SCOPE_ONE);
}

gboolean
domo_default_supervisor_count_remake (DomoDefaultSupervisor *self, gpointer stopped)
{
  DomoSupervisionStrategy *strategy = domo_default_supervisor_get_strategy (self);
  gpointer subject = domo_actor_get_self (DOMO_ACTOR (self));
  DomoRestartRecord *record = find_record (self, subject);
  g_autofree char *cause = domo_restart_cause_of_stop (stopped);
  gint64 now = get_time (self);

  if (domo_restart_record_is_full (record, strategy, now))
    {
      domo_actor_escalate (DOMO_ACTOR (self),
                           domo_restart_record_new_error (record, strategy, now, stopped, cause));
      return FALSE;
    }
  domo_restart_record_add (ensure_record (self, subject), strategy, now, 0, 0,
                           g_steal_pointer (&cause));
  return TRUE;
}

/**
 * domo_default_supervisor_get_strategy:
 * @self: a supervisor
 *
 * Answers the strategy that the supervisor goes by.
 *
 * Returns: (transfer none): the strategy
 *
 * Since: 0.1
 */
DomoSupervisionStrategy *
domo_default_supervisor_get_strategy (DomoDefaultSupervisor *self)
{
  DomoDefaultSupervisorPrivate *priv;

  g_return_val_if_fail (DOMO_IS_DEFAULT_SUPERVISOR (self), NULL);

  priv = get_private (self);
  if (priv->strategy == NULL)
    {
      priv->strategy = DOMO_DEFAULT_SUPERVISOR_GET_CLASS (self)->supervision_strategy (self);
      if (priv->strategy == NULL)
        {
          g_critical ("%s: supervision_strategy() answered no strategy", G_OBJECT_TYPE_NAME (self));
          priv->strategy = domo_supervision_strategy_new (DEFAULT_INTENSITY, DEFAULT_PERIOD,
                                                          DOMO_SUPERVISION_SCOPE_ONE);
        }
    }
  return domo_supervision_strategy_seal (priv->strategy);
}

/**
 * domo_default_supervisor_apply:
 * @self: a supervisor, inside its own code
 * @supervised: a failed actor
 * @directive: a directive
 *
 * Gives a directive as the strategy says: in its scope, counted and delayed if it is a restart, and
 * told to the monitors. For supervisors that decide later than
 * [vfunc@DomoSupervision.DefaultSupervisor.decide_directive], which answers `NONE` then.
 *
 * Returns: whether this, or the end that it led to, is the directive that counts
 *
 * Since: 0.1
 */
gboolean
domo_default_supervisor_apply (DomoDefaultSupervisor *self,
                               DomoSupervised *supervised,
                               DomoSupervisionDirective directive)
{
  DomoSupervisionScope scope;

  g_return_val_if_fail (DOMO_IS_DEFAULT_SUPERVISOR (self), FALSE);
  g_return_val_if_fail (supervised != NULL, FALSE);
  g_return_val_if_fail (domo_actor_get_current () == DOMO_ACTOR (self), FALSE);

  scope = domo_supervision_strategy_get_scope (domo_default_supervisor_get_strategy (self));
  switch (directive)
    {
    case DOMO_SUPERVISION_DIRECTIVE_RESTART:
      return restart (self, supervised);
    case DOMO_SUPERVISION_DIRECTIVE_RESUME:
      return domo_supervised_has_started (supervised) ? give (self, supervised, directive, scope)
                                                      : restart (self, supervised);
    case DOMO_SUPERVISION_DIRECTIVE_STOP:
      return give (self, supervised, directive, scope);
    case DOMO_SUPERVISION_DIRECTIVE_ESCALATE:
      return give (self, supervised, directive, DOMO_SUPERVISION_SCOPE_ONE);
    case DOMO_SUPERVISION_DIRECTIVE_NONE:
      return FALSE;
    default:
      g_critical ("%s: %d is no directive", G_OBJECT_TYPE_NAME (self), (int) directive);
      return FALSE;
    }
}

/* The class. */

static void
domo_default_supervisor_real_handle_failure (DomoDefaultSupervisor *self,
                                             DomoSupervised *supervised)
{
  DomoSupervisionStrategy *strategy;

  /* A directive about another one's failure may have settled this one. */
  if (!domo_supervised_awaits_directive (supervised))
    return;
  strategy = domo_default_supervisor_get_strategy (self);
  domo_default_supervisor_apply (self, supervised,
                                 DOMO_DEFAULT_SUPERVISOR_GET_CLASS (self)
                                     ->decide_directive (self, supervised, strategy));
}

static DomoSupervisionStrategy *
domo_default_supervisor_real_supervision_strategy (DomoDefaultSupervisor *self)
{
  DomoSupervisionStrategy *given = get_private (self)->given;

  return given != NULL ? domo_supervision_strategy_ref (given)
                       : domo_supervision_strategy_new (DEFAULT_INTENSITY, DEFAULT_PERIOD,
                                                        DOMO_SUPERVISION_SCOPE_ONE);
}

static DomoSupervisionDirective
domo_default_supervisor_real_decide_directive (DomoDefaultSupervisor *self,
                                               DomoSupervised *supervised,
                                               DomoSupervisionStrategy *strategy)
{
  return domo_supervision_strategy_choose (strategy, domo_supervised_get_error (supervised));
}

static void
domo_default_supervisor_inform (DomoSupervisor *supervisor, DomoSupervised *supervised)
{
  DOMO_DEFAULT_SUPERVISOR_GET_CLASS (supervisor)
      ->handle_failure (DOMO_DEFAULT_SUPERVISOR (supervisor), supervised);
}

static void
domo_default_supervisor_supervisor_init (DomoSupervisorInterface *iface)
{
  iface->inform = domo_default_supervisor_inform;
}

static void
domo_default_supervisor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DomoDefaultSupervisor *self = DOMO_DEFAULT_SUPERVISOR (object);

  if (id == PROP_STRATEGY)
    g_value_set_boxed (value, get_private (self)->given);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
domo_default_supervisor_set_property (GObject *object,
                                      guint id,
                                      const GValue *value,
                                      GParamSpec *pspec)
{
  DomoDefaultSupervisor *self = DOMO_DEFAULT_SUPERVISOR (object);

  if (id == PROP_STRATEGY)
    get_private (self)->given = g_value_dup_boxed (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
domo_default_supervisor_finalize (GObject *object)
{
  DomoDefaultSupervisorPrivate *priv = get_private (DOMO_DEFAULT_SUPERVISOR (object));

  g_hash_table_unref (priv->records);
  g_clear_pointer (&priv->strategy, domo_supervision_strategy_unref);
  g_clear_pointer (&priv->given, domo_supervision_strategy_unref);

  G_OBJECT_CLASS (domo_default_supervisor_parent_class)->finalize (object);
}

static void
domo_default_supervisor_class_init (DomoDefaultSupervisorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = domo_default_supervisor_get_property;
  object_class->set_property = domo_default_supervisor_set_property;
  object_class->finalize = domo_default_supervisor_finalize;
  klass->handle_failure = domo_default_supervisor_real_handle_failure;
  klass->supervision_strategy = domo_default_supervisor_real_supervision_strategy;
  klass->decide_directive = domo_default_supervisor_real_decide_directive;

  /**
   * DomoDefaultSupervisor:strategy:
   *
   * What the supervisor goes by, unless its class has a strategy of its own. Unless given, one
   * restart in five seconds is allowed for each actor.
   *
   * Since: 0.1
   */
  g_object_class_install_property (object_class, PROP_STRATEGY,
                                   g_param_spec_boxed ("strategy", NULL, NULL,
                                                       DOMO_TYPE_SUPERVISION_STRATEGY,
                                                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                           G_PARAM_STATIC_STRINGS));
}

static void
domo_default_supervisor_init (DomoDefaultSupervisor *self)
{
  get_private (self)->records = g_hash_table_new_full (domo_address_hash, domo_address_equal,
                                                       (GDestroyNotify) domo_address_free,
                                                       (GDestroyNotify) domo_restart_record_free);
}

/**
 * DomoDefaultSupervisorClass::supervision_strategy:
 * @self: a supervisor
 *
 * Answers the strategy that the supervisor goes by: that of the property, unless a class has its
 * own.
 *
 * Returns: (transfer full): the strategy
 *
 * Since: 0.1
 */

/**
 * DomoDefaultSupervisorClass::decide_directive:
 * @self: a supervisor
 * @supervised: the failed actor, as its supervisor sees it
 * @strategy: the supervisor's strategy
 *
 * Decides what becomes of an actor that failed: what the strategy's rules say, unless a class has
 * it another way. Failures that are settled already are not asked about.
 *
 * Returns: the directive
 *
 * Since: 0.1
 */

/**
 * DomoDefaultSupervisorClass::handle_failure:
 * @self: a supervisor
 * @supervised: the failed actor, as its supervisor sees it
 *
 * Does what [method@DomoCore.Supervisor.inform] is for: has the decision made, and applies it. It
 * has a name of its own because languages with one name for each function could not tell the two
 * apart.
 *
 * Since: 0.1
 */
