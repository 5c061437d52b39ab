/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-supervision.h>

#include "misuse.h"

/* Strategies: what they hold, what they refuse, and when they are sealed. */

static void
test_a_strategy_says_what_it_was_made_with (void)
{
  g_autoptr (DomoSupervisionStrategy) strategy =
      domo_supervision_strategy_new (3, 5 * G_USEC_PER_SEC, DOMO_SUPERVISION_SCOPE_REST);

  g_assert_cmpint (domo_supervision_strategy_get_intensity (strategy), ==, 3);
  g_assert_cmpint (domo_supervision_strategy_get_period (strategy), ==, 5 * G_USEC_PER_SEC);
  g_assert_cmpint (domo_supervision_strategy_get_scope (strategy), ==, DOMO_SUPERVISION_SCOPE_REST);
  g_assert_null (domo_supervision_strategy_get_back_off (strategy));
  g_assert_cmpint (domo_supervision_strategy_get_default_directive (strategy), ==,
                   DOMO_SUPERVISION_DIRECTIVE_RESTART);
  g_assert_cmpint (domo_supervision_strategy_get_exceeded_directive (strategy), ==,
                   DOMO_SUPERVISION_DIRECTIVE_ESCALATE);
}

static void
test_a_strategy_can_be_set (void)
{
  g_autoptr (DomoSupervisionStrategy) strategy =
      domo_supervision_strategy_new (-1, 0, DOMO_SUPERVISION_SCOPE_ONE);
  g_autoptr (DomoBackOff) back_off = domo_back_off_new (1, 2, 10, 0, 100);

  domo_supervision_strategy_set_back_off (strategy, back_off);
  domo_supervision_strategy_set_default_directive (strategy, DOMO_SUPERVISION_DIRECTIVE_STOP);
  domo_supervision_strategy_set_exceeded_directive (strategy, DOMO_SUPERVISION_DIRECTIVE_STOP);
  g_assert_cmpint (domo_back_off_get_ceiling (domo_supervision_strategy_get_back_off (strategy)),
                   ==, 10);
  g_assert_cmpint (domo_supervision_strategy_get_default_directive (strategy), ==,
                   DOMO_SUPERVISION_DIRECTIVE_STOP);
  g_assert_cmpint (domo_supervision_strategy_get_exceeded_directive (strategy), ==,
                   DOMO_SUPERVISION_DIRECTIVE_STOP);
  domo_supervision_strategy_set_back_off (strategy, NULL);
  g_assert_null (domo_supervision_strategy_get_back_off (strategy));
}

static void
assert_chosen (DomoSupervisionStrategy *strategy,
               GQuark domain,
               int code,
               DomoSupervisionDirective rule,
               DomoSupervisionDirective chosen)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, "why");

  g_assert_cmpint (domo_supervision_strategy_get_rule (strategy, error), ==, rule);
  g_assert_cmpint (domo_supervision_strategy_choose (strategy, error), ==, chosen);
}

static void
test_the_narrower_rule_counts (void)
{
  g_autoptr (DomoSupervisionStrategy) strategy =
      domo_supervision_strategy_new (-1, 0, DOMO_SUPERVISION_SCOPE_ONE);

  g_test_summary ("Whichever comes first, and the default only where there is none.");
  domo_supervision_strategy_add_domain_rule (strategy, G_IO_ERROR,
                                             DOMO_SUPERVISION_DIRECTIVE_ESCALATE);
  domo_supervision_strategy_add_rule (strategy, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                      DOMO_SUPERVISION_DIRECTIVE_RESUME);
  domo_supervision_strategy_add_rule (strategy, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                                      DOMO_SUPERVISION_DIRECTIVE_STOP);
  assert_chosen (strategy, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, DOMO_SUPERVISION_DIRECTIVE_RESUME,
                 DOMO_SUPERVISION_DIRECTIVE_RESUME);
  assert_chosen (strategy, G_IO_ERROR, G_IO_ERROR_FAILED, DOMO_SUPERVISION_DIRECTIVE_ESCALATE,
                 DOMO_SUPERVISION_DIRECTIVE_ESCALATE);
  assert_chosen (strategy, G_FILE_ERROR, G_FILE_ERROR_NOENT, DOMO_SUPERVISION_DIRECTIVE_STOP,
                 DOMO_SUPERVISION_DIRECTIVE_STOP);
  assert_chosen (strategy, G_FILE_ERROR, G_FILE_ERROR_IO, DOMO_SUPERVISION_DIRECTIVE_NONE,
                 DOMO_SUPERVISION_DIRECTIVE_RESTART);
}

/* Nonsense. */

typedef struct
{
  const char *name;
  int intensity;
  gint64 period;
  int scope;
  const char *pattern;
} Nonsense;

static const Nonsense nonsense[] = {
  { "intensity", -2, 1, DOMO_SUPERVISION_SCOPE_ONE, "*an intensity of -2*make sense*" },
  { "negative-period", 0, -1, DOMO_SUPERVISION_SCOPE_ONE,
    "*a period of -1 microseconds is negative*" },
  { "no-period", 3, 0, DOMO_SUPERVISION_SCOPE_ONE, "*3 restarts within no time*" },
  { "scope", 3, 1, 3, "*there is no scope 3*" },
};

static void
make_nonsense (gconstpointer data)
{
  const Nonsense *values = data;

  g_assert_null (domo_supervision_strategy_new (values->intensity, values->period,
                                                (DomoSupervisionScope) values->scope));
}

static void
test_nonsense (gconstpointer data)
{
  assert_misuse (make_nonsense, data, ((const Nonsense *) data)->pattern);
}

static DomoSupervisionStrategy *
new_plain (void)
{
  return domo_supervision_strategy_new (1, 1, DOMO_SUPERVISION_SCOPE_ONE);
}

static void
set_no_directive (gconstpointer data)
{
  g_autoptr (DomoSupervisionStrategy) strategy = new_plain ();

  domo_supervision_strategy_set_default_directive (strategy, DOMO_SUPERVISION_DIRECTIVE_NONE);
  g_assert_cmpint (domo_supervision_strategy_get_default_directive (strategy), ==,
                   DOMO_SUPERVISION_DIRECTIVE_RESTART);
}

static void
set_endless_end (gconstpointer data)
{
  g_autoptr (DomoSupervisionStrategy) strategy = new_plain ();

  domo_supervision_strategy_set_exceeded_directive (strategy, DOMO_SUPERVISION_DIRECTIVE_RESTART);
  g_assert_cmpint (domo_supervision_strategy_get_exceeded_directive (strategy), ==,
                   DOMO_SUPERVISION_DIRECTIVE_ESCALATE);
}

static void
add_rule_twice (gconstpointer data)
{
  g_autoptr (DomoSupervisionStrategy) strategy = new_plain ();
  g_autoptr (GError) error = g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "why");

  domo_supervision_strategy_add_rule (strategy, DOMO_ERROR, DOMO_ERROR_FAILED,
                                      DOMO_SUPERVISION_DIRECTIVE_STOP);
  domo_supervision_strategy_add_rule (strategy, DOMO_ERROR, DOMO_ERROR_FAILED,
                                      DOMO_SUPERVISION_DIRECTIVE_RESUME);
  g_assert_cmpint (domo_supervision_strategy_choose (strategy, error), ==,
                   DOMO_SUPERVISION_DIRECTIVE_STOP);
}

static void
add_rule_without_domain (gconstpointer data)
{
  g_autoptr (DomoSupervisionStrategy) strategy = new_plain ();

  domo_supervision_strategy_add_rule (strategy, 0, 1, DOMO_SUPERVISION_DIRECTIVE_STOP);
}

static void
test_no_directive_is_no_default (void)
{
  assert_misuse (set_no_directive, NULL, "*set_default_directive*0 is no directive*");
}

static void
test_past_the_intensity_nothing_is_restarted (void)
{
  assert_misuse (set_endless_end, NULL, "*set_exceeded_directive*cannot be restarted*");
}

static void
test_an_error_has_one_rule (void)
{
  assert_misuse (add_rule_twice, NULL, "*add_rule*there is a rule for domo-error-quark with this*");
}

static void
test_a_rule_needs_a_domain (void)
{
  assert_misuse (add_rule_without_domain, NULL, "*domain != 0*");
}

/* Sealing. */

static void
change_after_use (gconstpointer data)
{
  g_autoptr (DomoSupervisionStrategy) strategy = new_plain ();
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (DOMO_TYPE_DEFAULT_SUPERVISOR, "strategy", strategy, NULL);

  domo_supervision_strategy_set_default_directive (strategy, DOMO_SUPERVISION_DIRECTIVE_STOP);
  g_assert_cmpint (domo_supervision_strategy_get_default_directive (strategy), ==,
                   DOMO_SUPERVISION_DIRECTIVE_RESTART);
}

static void
add_rule_after_use (gconstpointer data)
{
  g_autoptr (DomoSupervisionStrategy) strategy = new_plain ();
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, DOMO_TYPE_SUPERVISION_STRATEGY);
  g_value_set_boxed (&value, strategy);
  domo_supervision_strategy_add_domain_rule (strategy, DOMO_ERROR, DOMO_SUPERVISION_DIRECTIVE_STOP);
}

static void
delay_after_use (gconstpointer data)
{
  g_autoptr (DomoSupervisionStrategy) strategy = new_plain ();
  g_autoptr (DomoSupervisionStrategy) copy =
      g_boxed_copy (DOMO_TYPE_SUPERVISION_STRATEGY, strategy);
  g_autoptr (DomoBackOff) back_off = domo_back_off_new (1, 1, 1, 0, 1);

  g_assert_true (copy == strategy);
  domo_supervision_strategy_set_back_off (strategy, back_off);
  g_assert_null (domo_supervision_strategy_get_back_off (strategy));
}

static void
test_a_used_strategy_cannot_be_changed (void)
{
  assert_misuse (change_after_use, NULL, "*set_default_directive*has been used*");
}

static void
test_a_used_strategy_takes_no_rule (void)
{
  assert_misuse (add_rule_after_use, NULL, "*add_domain_rule*has been used*");
}

static void
test_a_used_strategy_takes_no_back_off (void)
{
  assert_misuse (delay_after_use, NULL, "*set_back_off*has been used*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/supervision/strategy/" name, test_##func)
  ADD ("says-what-it-was-made-with", a_strategy_says_what_it_was_made_with);
  ADD ("can-be-set", a_strategy_can_be_set);
  ADD ("the-narrower-rule-counts", the_narrower_rule_counts);
  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      g_autofree char *path =
          g_strconcat ("/supervision/strategy/nonsense/", nonsense[i].name, NULL);

      g_test_add_data_func (path, &nonsense[i], test_nonsense);
    }
  ADD ("no-directive-is-no-default", no_directive_is_no_default);
  ADD ("past-the-intensity-nothing-is-restarted", past_the_intensity_nothing_is_restarted);
  ADD ("an-error-has-one-rule", an_error_has_one_rule);
  ADD ("a-rule-needs-a-domain", a_rule_needs_a_domain);
  ADD ("a-used-one-cannot-be-changed", a_used_strategy_cannot_be_changed);
  ADD ("a-used-one-takes-no-rule", a_used_strategy_takes_no_rule);
  ADD ("a-used-one-takes-no-back-off", a_used_strategy_takes_no_back_off);
#undef ADD

  return g_test_run ();
}
