/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "accounts.h"
#include "spy-interceptor.h"

/* Messages that are put aside on a stage with an interceptor, which sees them each time they come.
 */

#define CAPACITY 2

typedef struct
{
  /* What handlers do. */
  gboolean is_closed;
  /* What the interceptor does with a message that comes back, or comes at all. */
  void (*fault) (DomoDelivery *delivery);
  gboolean at_once;
  guint n_handled;
} Door;

static DomoFuture *
pass_or_put_aside (DomoActor *actor, gpointer data)
{
  Door *door = data;

  if (door->is_closed)
    return domo_future_new_int64 (domo_actor_stash (actor) ? -1 : -2);
  return domo_future_new_int64 (++door->n_handled);
}

static DomoFuture *
open_door (DomoActor *actor, gpointer data)
{
  Door *door = data;

  door->is_closed = FALSE;
  return domo_future_new_int64 (domo_actor_unstash_all (actor));
}

static void
drop (DomoDelivery *delivery)
{
  domo_delivery_drop (delivery);
}

static void
delay (DomoDelivery *delivery)
{
  domo_delivery_delay (delivery, G_USEC_PER_SEC);
}

static void
fail (DomoDelivery *delivery)
{
  domo_delivery_fail (delivery, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "injected"));
}

/* Of all messages only those for the door matter. */
static void
before (DomoDelivery *delivery, gpointer data)
{
  Door *door = data;
  const GValue *args = domo_delivery_get_arguments (delivery, NULL);

  if (g_value_get_pointer (&args[0]) == pass_or_put_aside && door->fault != NULL &&
      door->is_closed == door->at_once)
    door->fault (delivery);
}

static TestSubject *
make_actor (StepStage *stage, Door *door)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "a", "journal", stage->journal, NULL);
  g_autoptr (GError) error = NULL;
  SpyInterceptor *spy = set_spy (stage, "i");
  TestSubject *actor;

  spy->before = before;
  spy->data = door;
  domo_definition_set_stash_capacity (definition, CAPACITY);
  actor = domo_stage_actor_for_definition (stage->stage, definition, &error);
  g_assert_no_error (error);
  step_stage_run (stage);
  return actor;
}

static void
run_after (StepStage *stage, gint64 us)
{
  domo_manual_clock_advance (stage->clock, us);
  step_stage_run (stage);
}

/* How often deliveries were shown with that outcome. */
static guint
count_shown (StepStage *stage, const char *outcome)
{
  g_autofree char *text = journal_get_text (stage->journal);
  g_auto (GStrv) parts = g_strsplit (text, outcome, -1);

  return g_strv_length (parts) - 1;
}

static void
test_it_is_shown_each_time (StepStage *stage)
{
  Door door = { .is_closed = TRUE };
  g_autoptr (TestSubject) actor = make_actor (stage, &door);
  g_autoptr (DomoFuture) ask = test_subject_run (actor, pass_or_put_aside, &door);

  step_stage_run (stage);
  g_assert_cmpuint (count_shown (stage, "=pending"), ==, 1);
  g_assert_cmpuint (count_shown (stage, "=answered"), ==, 0);
  domo_future_unref (test_subject_run (actor, open_door, &door));
  step_stage_settle (stage, ask);
  g_assert_cmpint (domo_future_get_int64 (ask, NULL), ==, 1);
  g_assert_cmpuint (count_shown (stage, "=answered"), ==, 2);
  assert_accounts (stage->stage, actor);
}

static void
test_it_may_be_dropped_when_it_comes_back (StepStage *stage)
{
  Door door = { .is_closed = TRUE, .fault = drop };
  g_autoptr (TestSubject) actor = make_actor (stage, &door);
  g_autoptr (DomoFuture) ask = test_subject_run (actor, pass_or_put_aside, &door);

  step_stage_run (stage);
  domo_future_unref (test_subject_run (actor, open_door, &door));
  step_stage_assert_rejected (stage, ask, DOMO_ERROR_FAILED, "An interceptor dropped*");
  g_assert_cmpuint (door.n_handled, ==, 0);
  assert_accounts (stage->stage, actor);
}

static void
test_it_may_fail_when_it_comes_back (StepStage *stage)
{
  Door door = { .is_closed = TRUE, .fault = fail };
  g_autoptr (TestSubject) actor = make_actor (stage, &door);
  g_autoptr (DomoFuture) ask = test_subject_run (actor, pass_or_put_aside, &door);

  step_stage_run (stage);
  domo_future_unref (test_subject_run (actor, open_door, &door));
  step_stage_assert_rejected (stage, ask, DOMO_ERROR_FAILED, "injected");
  g_assert_cmpuint (door.n_handled, ==, 0);
  assert_accounts (stage->stage, actor);
}

static void
test_it_may_be_delayed_when_it_comes_back (StepStage *stage)
{
  Door door = { .is_closed = TRUE, .fault = delay };
  g_autoptr (TestSubject) actor = make_actor (stage, &door);
  g_autoptr (DomoFuture) ask = test_subject_run (actor, pass_or_put_aside, &door);

  step_stage_run (stage);
  domo_future_unref (test_subject_run (actor, open_door, &door));
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (ask));
  assert_accounts (stage->stage, actor);
  run_after (stage, G_USEC_PER_SEC);
  g_assert_cmpint (domo_future_get_int64 (ask, NULL), ==, 1);
  assert_accounts (stage->stage, actor);
}

static void
test_it_comes_back_at_a_restart_to_the_interceptor (StepStage *stage)
{
  Door door = { .is_closed = TRUE, .fault = drop };
  g_autoptr (TestSubject) actor = make_actor (stage, &door);
  g_autoptr (DomoFuture) ask = test_subject_run (actor, pass_or_put_aside, &door);

  step_stage_run (stage);
  door.is_closed = FALSE;
  domo_proxy_restart (actor);
  step_stage_assert_rejected (stage, ask, DOMO_ERROR_FAILED, "An interceptor dropped*");
  assert_accounts (stage->stage, actor);
}

static void
test_delayed_messages_take_no_place_in_the_stash (StepStage *stage)
{
  Door door = { .is_closed = TRUE, .fault = delay, .at_once = TRUE };
  g_autoptr (TestSubject) actor = make_actor (stage, &door);
  DomoFuture *asks[2 * CAPACITY];

  g_test_summary ("An interceptor that delays as many as the stash can hold does not fill it.");
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    {
      if (i == CAPACITY)
        {
          step_stage_run (stage);
          door.fault = NULL;
        }
      asks[i] = test_subject_run (actor, pass_or_put_aside, &door);
    }
  step_stage_run (stage);
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    g_assert_true (domo_future_is_pending (asks[i]));
  assert_accounts (stage->stage, actor);
  domo_future_unref (test_subject_run (actor, open_door, &door));
  run_after (stage, G_USEC_PER_SEC);
  for (guint i = 0; i < G_N_ELEMENTS (asks); i++)
    {
      g_assert_cmpint (domo_future_get_int64 (asks[i], NULL), ==,
                       1 + (i + CAPACITY) % (2 * CAPACITY));
      domo_future_unref (asks[i]);
    }
  assert_accounts (stage->stage, actor);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/interceptor-stash/" name, test_##func)
  ADD ("it-is-shown-each-time", it_is_shown_each_time);
  ADD ("it-may-be-dropped-when-it-comes-back", it_may_be_dropped_when_it_comes_back);
  ADD ("it-may-fail-when-it-comes-back", it_may_fail_when_it_comes_back);
  ADD ("it-may-be-delayed-when-it-comes-back", it_may_be_delayed_when_it_comes_back);
  ADD ("it-comes-back-at-a-restart-to-the-interceptor",
       it_comes_back_at_a_restart_to_the_interceptor);
  ADD ("delayed-messages-take-no-place-in-the-stash", delayed_messages_take_no_place_in_the_stash);
#undef ADD

  return g_test_run ();
}
