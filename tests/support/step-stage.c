/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "step-stage.h"

void
step_stage_set_up (StepStage *self)
{
  step_stage_set_up_with (self, NULL, NULL);
}

void
step_stage_set_up_with (StepStage *self, const char *property, gpointer value)
{
  domo_test_fixture_set_up_with (&self->fixture, property, value, NULL);
  g_clear_object (&self->fixture.dead_letters);
  self->dispatcher = self->fixture.dispatcher;
  self->clock = self->fixture.clock;
  self->stage = self->fixture.stage;
  self->journal = journal_new ();
}

void
step_stage_tear_down (StepStage *self)
{
  if (!domo_stage_is_closed (self->stage))
    domo_stage_close_async (self->stage, 0, NULL, NULL);
  domo_test_fixture_tear_down (&self->fixture, NULL);
  g_assert_cmpint (test_actor_count_instances (), ==, 0);
  journal_unref (self->journal);
}

guint
step_stage_run (StepStage *self)
{
  return domo_test_dispatcher_run (self->dispatcher);
}

TestSubject *
step_stage_actor (StepStage *self, const char *name, gboolean hooks)
{
  return domo_stage_actor_for (self->stage, TEST_TYPE_ACTOR, "name", name, "journal", self->journal,
                               "hooks", hooks, NULL);
}

void
step_stage_settle (StepStage *self, DomoFuture *future)
{
  step_stage_run (self);
  g_assert_false (domo_future_is_pending (future));
}

void
step_stage_assert_rejected (StepStage *self,
                            DomoFuture *future,
                            DomoError code,
                            const char *pattern)
{
  const GError *error;

  step_stage_settle (self, future);
  error = domo_future_get_error (future);
  g_assert_error (error, DOMO_ERROR, (int) code);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("“%s” is not like “%s”", error->message, pattern);
}

void
iterate_main_context (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
run_test (gconstpointer data)
{
  void (*func) (StepStage *) = (void (*) (StepStage *)) data;
  StepStage stage;

  step_stage_set_up (&stage);
  func (&stage);
  step_stage_tear_down (&stage);
}

void
step_stage_add_test (const char *path, void (*func) (StepStage *stage))
{
  g_test_add_data_func (path, (gconstpointer) func, run_test);
}
