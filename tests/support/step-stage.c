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
  self->dispatcher = step_dispatcher_new ();
  self->clock = manual_clock_new ();
  self->stage = g_object_new (DOMO_TYPE_STAGE, "dispatcher", self->dispatcher, "clock", self->clock,
                              property, value, NULL);
  self->journal = journal_new ();
  step_stage_run (self);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean *closed = data;

  domo_stage_close_finish (DOMO_STAGE (source), result, &error);
  g_assert_no_error (error);
  *closed = TRUE;
}

void
step_stage_tear_down (StepStage *self)
{
  gboolean closed = FALSE;

  if (!domo_stage_is_closed (self->stage))
    {
      domo_stage_close_async (self->stage, 0, closed_cb, &closed);
      step_stage_run (self);
      while (!closed)
        g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpint (test_actor_count_instances (), ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->stage);
  g_assert_finalize_object (self->dispatcher);
  g_assert_finalize_object (self->clock);
  journal_unref (self->journal);
}

guint
step_stage_run (StepStage *self)
{
  return step_dispatcher_run (self->dispatcher);
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
keep_letter (DomoDeadLetters *dead_letters, DomoDeadLetter *letter, gpointer heard)
{
  g_ptr_array_add (heard, domo_dead_letter_ref (letter));
}

static void
drop_letters (gpointer heard, GClosure *closure)
{
  g_ptr_array_unref (heard);
}

GPtrArray *
collect_dead_letters (DomoStage *stage)
{
  GPtrArray *heard = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_dead_letter_unref);

  g_signal_connect_data (domo_stage_get_dead_letters (stage), "dead-letter",
                         G_CALLBACK (keep_letter), g_ptr_array_ref (heard), drop_letters, 0);
  return heard;
}

static void
run_test (gconstpointer data)
{
  void (*func) (StepStage *) = (void (*) (StepStage *)) data;
  const guint64 n_futures = domo_future_count_live ();
  StepStage stage;

  step_stage_set_up (&stage);
  func (&stage);
  step_stage_tear_down (&stage);
  g_assert_cmpuint (domo_future_count_live (), ==, n_futures);
}

void
step_stage_add_test (const char *path, void (*func) (StepStage *stage))
{
  g_test_add_data_func (path, (gconstpointer) func, run_test);
}
