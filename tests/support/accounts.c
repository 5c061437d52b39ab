/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "accounts.h"

DomoDefinition *
accounts_definition (StepStage *stage)
{
  return domo_definition_new (TEST_TYPE_ACTOR, "name", "a", "journal", stage->journal, NULL);
}

TestSubject *
accounts_actor (StepStage *stage, DomoDefinition *definition)
{
  g_autoptr (GError) error = NULL;
  TestSubject *actor = domo_stage_actor_for_definition (stage->stage, definition, &error);

  g_assert_no_error (error);
  step_stage_run (stage);
  return actor;
}

TestSubject *
accounts_bounded_actor (StepStage *stage, guint capacity, DomoOverflowPolicy policy)
{
  g_autoptr (DomoDefinition) definition = accounts_definition (stage);

  domo_definition_set_bounded_mailbox (definition, capacity, policy);
  return accounts_actor (stage, definition);
}

static void
assert_sum (const DomoCounters *counters)
{
  g_assert_cmpuint (counters->accepted, ==,
                    counters->handled + counters->dead_letters + counters->queued +
                        counters->stashed + counters->in_hand);
  g_assert_cmpuint (counters->dropped + counters->rejected, <=, counters->dead_letters);
}

void
assert_accounts (DomoStage *stage, gpointer proxy)
{
  DomoDeadLetters *dead_letters = domo_stage_get_dead_letters (stage);
  DomoCounters counters;

  domo_proxy_get_counters (proxy, &counters);
  assert_sum (&counters);
  domo_stage_get_counters (stage, &counters);
  assert_sum (&counters);
  g_assert_cmpuint (counters.dead_letters, ==, domo_dead_letters_get_total (dead_letters));
  g_assert_cmpuint (counters.dropped, ==,
                    domo_dead_letters_get_count (dead_letters, DOMO_DEAD_LETTER_REASON_DROPPED));
  g_assert_cmpuint (counters.rejected, ==,
                    domo_dead_letters_get_count (dead_letters, DOMO_DEAD_LETTER_REASON_REJECTED));
}

void
assert_counters (gpointer proxy, guint handled, guint dead_letters, guint queued, guint stashed)
{
  DomoCounters counters;

  domo_proxy_get_counters (proxy, &counters);
  g_assert_cmpuint (counters.handled, ==, handled);
  g_assert_cmpuint (counters.dead_letters, ==, dead_letters);
  g_assert_cmpuint (counters.queued, ==, queued);
  g_assert_cmpuint (counters.stashed, ==, stashed);
  assert_sum (&counters);
}
