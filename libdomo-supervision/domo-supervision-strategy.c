/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-supervision-strategy-private.h"

#include <stdatomic.h>

#include "domo-supervision-enum-types.h"

/**
 * DomoSupervisionStrategy:
 *
 * What a supervisor does about failures: which directive for which error, for whom, and how many
 * restarts within which time are enough.
 *
 * The *intensity* is the number of restarts that are allowed within the *period*. The window
 * slides: at each failure the supervisor looks back by one period, and if it has restarted that
 * often meanwhile, it does not again. A restart that is exactly one period old still counts, as in
 * Erlang. For the scope `ONE` each actor has its own window, for `ALL` and `REST` those that are
 * restarted together share one.
 *
 * A strategy is sealed when it is used, or put into a `GValue` to be used: from then on it cannot
 * be changed, and may be shared by supervisors and threads. A value that makes no sense is a
 * critical that says so, and changes nothing.
 */
struct _DomoSupervisionStrategy
{
  atomic_int ref_count;

  int intensity;
  gint64 period;
  DomoSupervisionScope scope;
  DomoBackOff *back_off; /* or NULL */
  DomoBackOff *steady;   /* the same without jitter */
  DomoSupervisionDirective exceeded;
  DomoSupervisionDirective fallback;
  GArray *rules;

  /* Set when it is first used, by whichever thread. */
  atomic_bool sealed;
};

typedef struct
{
  GQuark domain;
  gboolean any_code;
  int code;
  DomoSupervisionDirective directive;
} Rule;

static gpointer
copy_boxed (gpointer boxed)
{
  return domo_supervision_strategy_ref (domo_supervision_strategy_seal (boxed));
}

G_DEFINE_BOXED_TYPE (DomoSupervisionStrategy,
                     domo_supervision_strategy,
                     copy_boxed,
                     domo_supervision_strategy_unref)

static gboolean
is_directive (DomoSupervisionDirective directive)
{
  return directive > DOMO_SUPERVISION_DIRECTIVE_NONE &&
         directive <= DOMO_SUPERVISION_DIRECTIVE_ESCALATE;
}

/* Whether a strategy can have these values; if not, says why. */
static gboolean
check_values (int intensity, gint64 period, DomoSupervisionScope scope)
{
  const char *const function = "domo_supervision_strategy_new";

  if (intensity < -1)
    g_critical ("%s(): an intensity of %d: only -1 (for ever), 0 (never) and numbers of restarts "
                "make sense",
                function, intensity);
  else if (period < 0)
    g_critical ("%s(): a period of %" G_GINT64_FORMAT " microseconds is negative", function,
                period);
  else if (intensity > 0 && period == 0)
    g_critical ("%s(): %d restarts within no time: the period must be longer than 0", function,
                intensity);
  else if ((guint) scope > DOMO_SUPERVISION_SCOPE_REST)
    g_critical ("%s(): there is no scope %d", function, (int) scope);
  else
    return TRUE;
  return FALSE;
}

/**
 * domo_supervision_strategy_new:
 * @intensity: how many restarts are allowed within @period_us; 0 for none, -1 for any number
 * @period_us: the period in microseconds, of the stage's clock; it does not matter unless
 *   @intensity is positive, and may be 0 then
 * @scope: whom directives are for
 *
 * Makes a strategy that restarts whatever failed, at once, and escalates past the intensity.
 *
 * Returns: (transfer full) (nullable): the strategy, or %NULL where the values make no sense
 *
 * Since: 0.1
 */
DomoSupervisionStrategy *
domo_supervision_strategy_new (int intensity, gint64 period_us, DomoSupervisionScope scope)
{
  DomoSupervisionStrategy *self;

  if (!check_values (intensity, period_us, scope))
    return NULL;
  self = g_new0 (DomoSupervisionStrategy, 1);
  atomic_init (&self->ref_count, 1);
  self->intensity = intensity;
  self->period = period_us;
  self->scope = scope;
  self->exceeded = DOMO_SUPERVISION_DIRECTIVE_ESCALATE;
  self->fallback = DOMO_SUPERVISION_DIRECTIVE_RESTART;
  return self;
}

/**
 * domo_supervision_strategy_ref:
 * @self: a strategy
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
DomoSupervisionStrategy *
domo_supervision_strategy_ref (DomoSupervisionStrategy *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  /* relaxed: who adds a reference holds one already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * domo_supervision_strategy_unref:
 * @self: (transfer full): a strategy
 *
 * Drops a reference.
 *
 * Since: 0.1
 */
void
domo_supervision_strategy_unref (DomoSupervisionStrategy *self)
{
  g_return_if_fail (self != NULL);

  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  g_clear_pointer (&self->back_off, domo_back_off_free);
  g_clear_pointer (&self->steady, domo_back_off_free);
  g_clear_pointer (&self->rules, g_array_unref);
  g_free (self);
}

DomoSupervisionStrategy *
domo_supervision_strategy_seal (DomoSupervisionStrategy *self)
{
  /* relaxed: what was set before reaches other threads with the strategy itself. */
  atomic_store_explicit (&self->sealed, TRUE, memory_order_relaxed);
  return self;
}

static gboolean
check_not_sealed (DomoSupervisionStrategy *self, const char *function)
{
  if (!atomic_load_explicit (&self->sealed, memory_order_relaxed))
    return TRUE;
  g_critical ("%s(): the strategy has been used and cannot be changed", function);
  return FALSE;
}

/* The same, and that @directive is one. */
static gboolean
check_change (DomoSupervisionStrategy *self,
              DomoSupervisionDirective directive,
              const char *function)
{
  if (!check_not_sealed (self, function))
    return FALSE;
  if (is_directive (directive))
    return TRUE;
  g_critical ("%s(): %d is no directive", function, (int) directive);
  return FALSE;
}

/**
 * domo_supervision_strategy_get_intensity:
 * @self: a strategy
 *
 * Tells how many restarts are allowed within the period.
 *
 * Returns: the number; 0 for none, -1 for any
 *
 * Since: 0.1
 */
int
domo_supervision_strategy_get_intensity (DomoSupervisionStrategy *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->intensity;
}

/**
 * domo_supervision_strategy_get_period:
 * @self: a strategy
 *
 * Tells how far back restarts count.
 *
 * Returns: microseconds
 *
 * Since: 0.1
 */
gint64
domo_supervision_strategy_get_period (DomoSupervisionStrategy *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->period;
}

/**
 * domo_supervision_strategy_get_scope:
 * @self: a strategy
 *
 * Tells whom directives are for.
 *
 * Returns: the scope
 *
 * Since: 0.1
 */
DomoSupervisionScope
domo_supervision_strategy_get_scope (DomoSupervisionStrategy *self)
{
  g_return_val_if_fail (self != NULL, DOMO_SUPERVISION_SCOPE_ONE);

  return self->scope;
}

/**
 * domo_supervision_strategy_get_back_off:
 * @self: a strategy
 *
 * Answers how restarts wait.
 *
 * Returns: (transfer none) (nullable): the back-off, or %NULL if they do not
 *
 * Since: 0.1
 */
const DomoBackOff *
domo_supervision_strategy_get_back_off (DomoSupervisionStrategy *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->back_off;
}

/**
 * domo_supervision_strategy_set_back_off:
 * @self: a strategy that has not been used
 * @back_off: (nullable): how restarts wait, or %NULL if they do not
 *
 * Says how long an actor that failed waits before its restart: the first one in a row for the
 * initial wait, and each further one longer. A row ends when an actor has lasted longer than the
 * back-off says. Its siblings in scope are restarted at once.
 *
 * A wait does not move a restart in the window: it counts from when it was decided.
 *
 * Since: 0.1
 */
void
domo_supervision_strategy_set_back_off (DomoSupervisionStrategy *self, const DomoBackOff *back_off)
{
  g_return_if_fail (self != NULL);

  if (!check_not_sealed (self, G_STRFUNC))
    return;
  g_clear_pointer (&self->back_off, domo_back_off_free);
  g_clear_pointer (&self->steady, domo_back_off_free);
  if (back_off == NULL)
    return;
  self->back_off = domo_back_off_copy (back_off);
  self->steady =
      domo_back_off_new (domo_back_off_get_initial (back_off), domo_back_off_get_factor (back_off),
                         domo_back_off_get_ceiling (back_off), 0,
                         domo_back_off_get_reset_after (back_off));
}

gint64
domo_supervision_strategy_get_delay (DomoSupervisionStrategy *self, guint n_before)
{
  return self->back_off != NULL ? domo_back_off_get_delay (self->back_off, n_before, NULL) : 0;
}

gint64
domo_supervision_strategy_get_next_delay (DomoSupervisionStrategy *self, guint n_before)
{
  return self->steady != NULL ? domo_back_off_get_delay (self->steady, n_before + 1, NULL) : 0;
}

/**
 * domo_supervision_strategy_get_exceeded_directive:
 * @self: a strategy
 *
 * Answers what happens instead of the restart that would exceed the intensity.
 *
 * Returns: `ESCALATE` or `STOP`
 *
 * Since: 0.1
 */
DomoSupervisionDirective
domo_supervision_strategy_get_exceeded_directive (DomoSupervisionStrategy *self)
{
  g_return_val_if_fail (self != NULL, DOMO_SUPERVISION_DIRECTIVE_ESCALATE);

  return self->exceeded;
}

/**
 * domo_supervision_strategy_set_exceeded_directive:
 * @self: a strategy that has not been used
 * @directive: `ESCALATE` or `STOP`
 *
 * Says what happens instead of the restart that would exceed the intensity. Those in scope stop in
 * either case. Unless set, or with `ESCALATE`, the supervisor fails then itself, as in Erlang; with
 * `STOP` that is all, as in Akka.
 *
 * Since: 0.1
 */
void
domo_supervision_strategy_set_exceeded_directive (DomoSupervisionStrategy *self,
                                                  DomoSupervisionDirective directive)
{
  g_return_if_fail (self != NULL);

  if (!check_change (self, directive, G_STRFUNC))
    return;
  if (directive == DOMO_SUPERVISION_DIRECTIVE_ESCALATE ||
      directive == DOMO_SUPERVISION_DIRECTIVE_STOP)
    self->exceeded = directive;
  else
    g_critical ("%s(): an actor that has been restarted often enough cannot be restarted or "
                "resumed",
                G_STRFUNC);
}

/**
 * domo_supervision_strategy_get_default_directive:
 * @self: a strategy
 *
 * Answers the directive for errors that no rule covers.
 *
 * Returns: the directive
 *
 * Since: 0.1
 */
DomoSupervisionDirective
domo_supervision_strategy_get_default_directive (DomoSupervisionStrategy *self)
{
  g_return_val_if_fail (self != NULL, DOMO_SUPERVISION_DIRECTIVE_NONE);

  return self->fallback;
}

/**
 * domo_supervision_strategy_set_default_directive:
 * @self: a strategy that has not been used
 * @directive: a directive
 *
 * Says what becomes of errors that no rule covers. Unless set, it is `RESTART`.
 *
 * Since: 0.1
 */
void
domo_supervision_strategy_set_default_directive (DomoSupervisionStrategy *self,
                                                 DomoSupervisionDirective directive)
{
  g_return_if_fail (self != NULL);

  if (check_change (self, directive, G_STRFUNC))
    self->fallback = directive;
}

/* Rules. */

static const Rule *
find_rule (DomoSupervisionStrategy *self, GQuark domain, gboolean any_code, int code)
{
  for (guint i = 0; self->rules != NULL && i < self->rules->len; i++)
    {
      const Rule *rule = &g_array_index (self->rules, Rule, i);

      if (rule->domain == domain && rule->any_code == any_code && (any_code || rule->code == code))
        return rule;
    }
  return NULL;
}

static void
add_rule (DomoSupervisionStrategy *self, const Rule *rule, const char *function)
{
  if (!check_change (self, rule->directive, function))
    return;
  if (find_rule (self, rule->domain, rule->any_code, rule->code) != NULL)
    {
      g_critical ("%s(): there is a rule for %s%s already", function,
                  g_quark_to_string (rule->domain), rule->any_code ? "" : " with this code");
      return;
    }
  if (self->rules == NULL)
    self->rules = g_array_new (FALSE, FALSE, sizeof (Rule));
  g_array_append_vals (self->rules, rule, 1);
}

/**
 * domo_supervision_strategy_add_rule:
 * @self: a strategy that has not been used
 * @domain: an error domain
 * @code: one of its codes
 * @directive: the directive
 *
 * Says what becomes of one error. It goes ahead of a rule for the whole domain. There may be one
 * rule for each error.
 *
 * Since: 0.1
 */
void
domo_supervision_strategy_add_rule (DomoSupervisionStrategy *self,
                                    GQuark domain,
                                    int code,
                                    DomoSupervisionDirective directive)
{
  const Rule rule = { domain, FALSE, code, directive };

  g_return_if_fail (self != NULL);
  g_return_if_fail (domain != 0);

  add_rule (self, &rule, G_STRFUNC);
}

/**
 * domo_supervision_strategy_add_domain_rule:
 * @self: a strategy that has not been used
 * @domain: an error domain
 * @directive: the directive
 *
 * Says what becomes of all errors of a domain that have no rule of their own.
 *
 * Since: 0.1
 */
void
domo_supervision_strategy_add_domain_rule (DomoSupervisionStrategy *self,
                                           GQuark domain,
                                           DomoSupervisionDirective directive)
{
  const Rule rule = { domain, TRUE, 0, directive };

  g_return_if_fail (self != NULL);
  g_return_if_fail (domain != 0);

  add_rule (self, &rule, G_STRFUNC);
}

/**
 * domo_supervision_strategy_get_rule:
 * @self: a strategy
 * @error: why an actor failed
 *
 * Looks for the rule that covers an error.
 *
 * Returns: its directive, or `NONE` if there is no such rule
 *
 * Since: 0.1
 */
DomoSupervisionDirective
domo_supervision_strategy_get_rule (DomoSupervisionStrategy *self, const GError *error)
{
  const Rule *rule;

  g_return_val_if_fail (self != NULL, DOMO_SUPERVISION_DIRECTIVE_NONE);
  g_return_val_if_fail (error != NULL, DOMO_SUPERVISION_DIRECTIVE_NONE);

  rule = find_rule (self, error->domain, FALSE, error->code);
  if (rule == NULL)
    rule = find_rule (self, error->domain, TRUE, 0);
  return rule != NULL ? rule->directive : DOMO_SUPERVISION_DIRECTIVE_NONE;
}

/**
 * domo_supervision_strategy_choose:
 * @self: a strategy
 * @error: why an actor failed
 *
 * Answers the directive for an error: that of the rule which covers it, or the default.
 *
 * Returns: the directive
 *
 * Since: 0.1
 */
DomoSupervisionDirective
domo_supervision_strategy_choose (DomoSupervisionStrategy *self, const GError *error)
{
  DomoSupervisionDirective directive;

  g_return_val_if_fail (self != NULL, DOMO_SUPERVISION_DIRECTIVE_NONE);
  g_return_val_if_fail (error != NULL, DOMO_SUPERVISION_DIRECTIVE_NONE);

  directive = domo_supervision_strategy_get_rule (self, error);
  return directive != DOMO_SUPERVISION_DIRECTIVE_NONE ? directive : self->fallback;
}
