/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-supervision-decision-private.h"

#include <stdatomic.h>

/**
 * DomoSupervisionDecision:
 *
 * What a [class@DomoSupervision.DefaultSupervisor] has decided about an actor that failed, for
 * tools to look at; see [signal@DomoSupervision.SupervisionMonitor::decided].
 *
 * It never changes, and may be read from any thread.
 */
struct _DomoSupervisionDecision
{
  atomic_int ref_count;

  gpointer supervisor;
  DomoSupervised *supervised;
  DomoDecisionFacts facts;
};

G_DEFINE_BOXED_TYPE (DomoSupervisionDecision,
                     domo_supervision_decision,
                     domo_supervision_decision_ref,
                     domo_supervision_decision_unref)

DomoSupervisionDecision *
domo_supervision_decision_new (gpointer supervisor,
                               DomoSupervised *supervised,
                               const DomoDecisionFacts *facts)
{
  DomoSupervisionDecision *self = g_new (DomoSupervisionDecision, 1);

  atomic_init (&self->ref_count, 1);
  self->supervisor = g_object_ref (supervisor);
  self->supervised = domo_supervised_ref (supervised);
  self->facts = *facts;
  return self;
}

/**
 * domo_supervision_decision_ref:
 * @self: a decision
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoSupervisionDecision *
domo_supervision_decision_ref (DomoSupervisionDecision *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * domo_supervision_decision_unref:
 * @self: (transfer full): a decision
 *
 * Drops a reference.
 *
 * Since: 0.1
 */
void
domo_supervision_decision_unref (DomoSupervisionDecision *self)
{
  g_return_if_fail (self != NULL);

  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  g_object_unref (self->supervisor);
  domo_supervised_unref (self->supervised);
  g_free (self);
}

/**
 * domo_supervision_decision_get_supervisor:
 * @self: a decision
 *
 * Tells who has decided.
 *
 * Returns: (transfer none) (type DomoCore.Proxy): the supervisor's proxy
 *
 * Since: 0.1
 */
gpointer
domo_supervision_decision_get_supervisor (DomoSupervisionDecision *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->supervisor;
}

/**
 * domo_supervision_decision_get_supervised:
 * @self: a decision
 *
 * Answers what it was about: the actor, its error, and what it failed in. The directive has been
 * given.
 *
 * Returns: (transfer none): the failed actor, as its supervisor saw it
 *
 * Since: 0.1
 */
DomoSupervised *
domo_supervision_decision_get_supervised (DomoSupervisionDecision *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->supervised;
}

/**
 * domo_supervision_decision_get_directive:
 * @self: a decision
 *
 * Tells what was decided.
 *
 * Returns: the directive
 *
 * Since: 0.1
 */
DomoSupervisionDirective
domo_supervision_decision_get_directive (DomoSupervisionDecision *self)
{
  g_return_val_if_fail (self != NULL, DOMO_SUPERVISION_DIRECTIVE_NONE);

  return self->facts.directive;
}

/**
 * domo_supervision_decision_get_scope:
 * @self: a decision
 *
 * Tells whom the directive is for. Where the intensity was exceeded, those in scope have stopped.
 *
 * Returns: the scope
 *
 * Since: 0.1
 */
DomoSupervisionScope
domo_supervision_decision_get_scope (DomoSupervisionDecision *self)
{
  g_return_val_if_fail (self != NULL, DOMO_SUPERVISION_SCOPE_ONE);

  return self->facts.scope;
}

/**
 * domo_supervision_decision_is_exceeded:
 * @self: a decision
 *
 * Tells whether a restart was due that would have exceeded the intensity.
 *
 * Returns: whether that is why those in scope have stopped
 *
 * Since: 0.1
 */
gboolean
domo_supervision_decision_is_exceeded (DomoSupervisionDecision *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->facts.exceeded;
}

/**
 * domo_supervision_decision_get_n_restarts:
 * @self: a decision
 *
 * Tells how many restarts there are in the window, that of this decision included. Where the
 * strategy allows any number there is no window, and they are all that the supervisor has ordered
 * since its own start.
 *
 * Returns: the number of restarts of the actor, or of its group
 *
 * Since: 0.1
 */
guint
domo_supervision_decision_get_n_restarts (DomoSupervisionDecision *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->facts.n_restarts;
}

/**
 * domo_supervision_decision_get_delay:
 * @self: a decision
 *
 * Tells how long the actor waits before this restart.
 *
 * Returns: microseconds; 0 if it does not wait, or is not restarted
 *
 * Since: 0.1
 */
gint64
domo_supervision_decision_get_delay (DomoSupervisionDecision *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->facts.delay;
}

/**
 * domo_supervision_decision_get_next_delay:
 * @self: a decision
 *
 * Tells how long the actor will wait before its next restart if it fails again in the same row. By
 * chance, where the back-off has jitter, it may become less.
 *
 * Returns: microseconds; 0 without a back-off, or if the actor is not restarted
 *
 * Since: 0.1
 */
gint64
domo_supervision_decision_get_next_delay (DomoSupervisionDecision *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->facts.next_delay;
}
