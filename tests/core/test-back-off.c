/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "step-stage.h"

/* How long to wait between attempts. */

static void
test_each_wait_is_longer_by_the_factor (void)
{
  g_autoptr (DomoBackOff) back_off = domo_back_off_new (100, 3, 100000, 0, 0);
  const gint64 expected[] = { 100, 300, 900, 2700 };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpint (domo_back_off_get_delay (back_off, i, NULL), ==, expected[i]);
}

static void
test_no_wait_is_longer_than_the_ceiling (void)
{
  g_autoptr (DomoBackOff) back_off = domo_back_off_new (100, 2, 1000, 0, 0);

  g_assert_cmpint (domo_back_off_get_delay (back_off, 3, NULL), ==, 800);
  g_assert_cmpint (domo_back_off_get_delay (back_off, 4, NULL), ==, 1000);
  g_assert_cmpint (domo_back_off_get_delay (back_off, G_MAXUINT, NULL), ==, 1000);
}

static void
test_the_longest_ceiling_is_no_overflow (void)
{
  g_autoptr (DomoBackOff) back_off = domo_back_off_new (1, 10, G_MAXINT64, 0, 0);

  g_assert_cmpint (domo_back_off_get_delay (back_off, 18, NULL), ==,
                   G_GINT64_CONSTANT (1000000000000000000));
  g_assert_cmpint (domo_back_off_get_delay (back_off, 19, NULL), ==, G_MAXINT64);
  g_assert_cmpint (domo_back_off_get_delay (back_off, G_MAXUINT, NULL), ==, G_MAXINT64);
}

static void
test_no_wait_stays_none (void)
{
  g_autoptr (DomoBackOff) back_off = domo_back_off_new (0, 2, 1000, 0.5, 0);

  g_assert_cmpint (domo_back_off_get_delay (back_off, G_MAXUINT, NULL), ==, 0);
}

static void
test_jitter_takes_away_up_to_its_part (void)
{
  g_autoptr (DomoBackOff) back_off = domo_back_off_new (1000, 1, 1000, 0.25, 0);
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  gint64 shortest = G_MAXINT64, longest = 0;

  for (guint i = 0; i < 10000; i++)
    {
      gint64 delay = domo_back_off_get_delay (back_off, i, random);

      shortest = MIN (shortest, delay);
      longest = MAX (longest, delay);
    }
  g_assert_cmpint (shortest, >=, 750);
  g_assert_cmpint (shortest, <, 760);
  g_assert_cmpint (longest, <=, 1000);
  g_assert_cmpint (longest, >, 990);
}

static void
test_the_same_seed_gives_the_same_waits (void)
{
  g_autoptr (DomoBackOff) back_off = domo_back_off_new (1000, 2, 100000, 1, 0);
  g_autoptr (GRand) first = g_rand_new_with_seed (7);
  g_autoptr (GRand) second = g_rand_new_with_seed (7);

  for (guint i = 0; i < 8; i++)
    g_assert_cmpint (domo_back_off_get_delay (back_off, i, first), ==,
                     domo_back_off_get_delay (back_off, i, second));
}

static void
test_a_copy_has_all_its_parts (void)
{
  g_autoptr (DomoBackOff) back_off = domo_back_off_new (1, 2.5, 3, 0.5, 4);
  g_autoptr (DomoBackOff) copy = domo_back_off_copy (back_off);

  g_assert_cmpint (domo_back_off_get_initial (copy), ==, 1);
  g_assert_cmpfloat (domo_back_off_get_factor (copy), ==, 2.5);
  g_assert_cmpint (domo_back_off_get_ceiling (copy), ==, 3);
  g_assert_cmpfloat (domo_back_off_get_jitter (copy), ==, 0.5);
  g_assert_cmpint (domo_back_off_get_reset_after (copy), ==, 4);
}

/* The stage's own. */

/* Lets an actor fail and answers how long it then waits, up to a second. */
static gint64
fail_and_wait (StepStage *stage, TestSubject *actor)
{
  gint64 waited = 0;

  test_subject_fail (actor, "why");
  step_stage_run (stage);
  /* One entry for the message, four for the restart. */
  while (journal_get_length (stage->journal) < 5)
    {
      g_assert_cmpint (waited, <, G_USEC_PER_SEC);
      domo_manual_clock_advance (stage->clock, 1);
      waited++;
      step_stage_run (stage);
    }
  journal_clear (stage->journal);
  return waited;
}

static void
test_the_public_root_waits_as_its_stage_says (void)
{
  g_autoptr (DomoBackOff) back_off = domo_back_off_new (5, 2, 15, 0, 1000);
  g_autoptr (DomoBackOff) read_back = NULL;
  TestSubject *actor;
  StepStage stage;

  step_stage_set_up_with (&stage, "back-off", back_off);
  g_object_get (stage.stage, "back-off", &read_back, NULL);
  g_assert_cmpint (domo_back_off_get_initial (read_back), ==, 5);
  actor = step_stage_actor (&stage, "a", TRUE);
  step_stage_run (&stage);
  journal_clear (stage.journal);
  g_assert_cmpint (fail_and_wait (&stage, actor), ==, 0);
  g_assert_cmpint (fail_and_wait (&stage, actor), ==, 5);
  g_assert_cmpint (fail_and_wait (&stage, actor), ==, 10);
  g_assert_cmpint (fail_and_wait (&stage, actor), ==, 15);
  /* An instance that lasted exactly so long has not ended the row. */
  domo_manual_clock_advance (stage.clock, 1000);
  g_assert_cmpint (fail_and_wait (&stage, actor), ==, 15);
  domo_manual_clock_advance (stage.clock, 1001);
  g_assert_cmpint (fail_and_wait (&stage, actor), ==, 0);
  g_object_unref (actor);
  step_stage_tear_down (&stage);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/core/back-off/" name, test_##func)
  ADD ("each-wait-is-longer-by-the-factor", each_wait_is_longer_by_the_factor);
  ADD ("no-wait-is-longer-than-the-ceiling", no_wait_is_longer_than_the_ceiling);
  ADD ("the-longest-ceiling-is-no-overflow", the_longest_ceiling_is_no_overflow);
  ADD ("no-wait-stays-none", no_wait_stays_none);
  ADD ("jitter-takes-away-up-to-its-part", jitter_takes_away_up_to_its_part);
  ADD ("the-same-seed-gives-the-same-waits", the_same_seed_gives_the_same_waits);
  ADD ("a-copy-has-all-its-parts", a_copy_has_all_its_parts);
  ADD ("the-public-root-waits-as-its-stage-says", the_public_root_waits_as_its_stage_says);
#undef ADD

  return g_test_run ();
}
