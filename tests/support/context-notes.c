/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "context-notes.h"

void
note_context (DomoActor *actor)
{
  DomoExecutionContext *context = domo_execution_context_get_current ();
  const char *request =
      context != NULL ? domo_execution_context_get_string (context, "request", "?") : "-";

  journal_add (test_actor_get_journal (TEST_ACTOR (actor)), "%s:%s",
               test_actor_get_name (TEST_ACTOR (actor)), request);
}

DomoFuture *
note (DomoActor *actor, gpointer data)
{
  note_context (actor);
  return domo_future_new_int64 (1);
}

DomoExecutionContext *
make_context (const char *request)
{
  return domo_execution_context_new_with (NULL, "request", g_variant_new_string (request));
}

DomoFuture *
ask_in (const char *request, TestSubject *actor, TestSubjectFunc func, gpointer data)
{
  g_autoptr (DomoExecutionContext) context = make_context (request);
  DomoFuture *answer;

  domo_execution_context_push (context);
  answer = test_subject_run (actor, func, data);
  domo_execution_context_pop (context);
  return answer;
}

void
ask_and_run_in (
    StepStage *stage, const char *request, TestSubject *actor, TestSubjectFunc func, gpointer data)
{
  domo_future_unref (ask_in (request, actor, func, data));
  step_stage_run (stage);
}
