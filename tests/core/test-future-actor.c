/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

#include <string.h>

#include "future-probe.h"
#include "step-stage.h"

/* Going on from a future inside actors. */

/* What a handler is told to do, and what came of it. */
typedef struct
{
  DomoPromise *promise;
  DomoFuture *source; /* of the promise */
  FutureAdder adder;
  DomoFuture *answer; /* what the callback answers (kept), or NULL */
  GError *fail_with;  /* what the callback fails with (taken), or NULL */
  gboolean returns_derived;

  Journal *journal;
  DomoActor *actor; /* only to compare, and while it is known to live */
  DomoFuture *derived;
  guint n_calls;
  guint n_destroyed;
} Plan;

static void
plan_init (Plan *self, StepStage *stage)
{
  *self = (Plan){ .promise = domo_promise_new (), .adder = domo_future_then };
  self->source = domo_promise_get_future (self->promise);
  self->journal = stage->journal;
}

static void
plan_clear (Plan *self)
{
  g_assert_cmpuint (self->n_destroyed, ==, 1);
  g_clear_pointer (&self->promise, domo_promise_unref);
  g_clear_pointer (&self->source, domo_future_unref);
  g_clear_pointer (&self->answer, domo_future_unref);
  g_clear_pointer (&self->derived, domo_future_unref);
}

static DomoFuture *
plan_called (DomoFuture *settled, gpointer data)
{
  Plan *self = data;

  g_assert_true (settled == self->source);
  g_assert_cmpuint (self->n_destroyed, ==, 0);
  self->n_calls++;
  journal_add (self->journal, "callback");
  if (self->fail_with != NULL)
    domo_actor_fail (self->actor, g_steal_pointer (&self->fail_with));
  return self->answer != NULL ? domo_future_ref (self->answer) : NULL;
}

static void
plan_destroyed (gpointer data)
{
  Plan *self = data;

  self->n_destroyed++;
  /* The instance is there still. */
  journal_add (self->journal, "%s.destroy", test_actor_get_name (TEST_ACTOR (self->actor)));
}

/* The handler: adds the callback, and answers its future, or 0. */
static DomoFuture *
add_callback (DomoActor *actor, gpointer data)
{
  Plan *self = data;

  self->actor = actor;
  self->derived = self->adder (domo_future_ref (self->source), plan_called, self, plan_destroyed);
  g_assert_true (domo_future_is_pending (self->derived));
  journal_add (self->journal, "handler");
  return self->returns_derived ? domo_future_ref (self->derived) : domo_future_new_int64 (0);
}

static GError *
new_error (const char *message)
{
  return g_error_new_literal (DOMO_ERROR, DOMO_ERROR_NOT_FOUND, message);
}

/* Has the actor run @func with @data, for its effects. */
static void
tell (StepStage *stage, TestSubject *actor, TestSubjectFunc func, gpointer data)
{
  domo_future_unref (test_subject_run (actor, func, data));
  step_stage_run (stage);
}

/* What callbacks answer. */

enum
{
  ANSWERS_NULL,
  ANSWERS_VALUE,
  ANSWERS_ERROR,
  ANSWERS_PENDING,
  N_ANSWERS
};

static void
check_callback (
    StepStage *stage, guint kind, gboolean rejects, gboolean settles_first, guint answer)
{
  const gboolean called = kind == ADDER_FINALLY || kind == (rejects ? ADDER_CATCH : ADDER_THEN);
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) later = domo_promise_new ();
  Plan plan;

  plan_init (&plan, stage);
  plan.adder = future_adders[kind];
  if (answer == ANSWERS_VALUE)
    plan.answer = domo_future_new_int64 (2);
  else if (answer == ANSWERS_ERROR)
    plan.answer = domo_future_new_error (new_error ("second"));
  else if (answer == ANSWERS_PENDING)
    plan.answer = domo_promise_get_future (later);

  if (!settles_first)
    tell (stage, actor, add_callback, &plan);
  if (rejects)
    domo_promise_reject (plan.promise, new_error ("first"));
  else
    domo_promise_resolve_int64 (plan.promise, 1);
  if (settles_first)
    tell (stage, actor, add_callback, &plan);
  step_stage_run (stage);

  g_assert_cmpuint (plan.n_calls, ==, called ? 1 : 0);
  g_assert_cmpuint (plan.n_destroyed, ==, 1);
  if (called && answer == ANSWERS_PENDING)
    {
      g_assert_true (domo_future_is_pending (plan.derived));
      domo_promise_resolve_int64 (later, 2);
    }
  if (called && answer == ANSWERS_ERROR)
    assert_rejected (plan.derived, DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "second");
  else if (called && answer != ANSWERS_NULL)
    assert_number (plan.derived, 2);
  else if (rejects)
    assert_rejected (plan.derived, DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "first");
  else
    assert_number (plan.derived, 1);
  plan_clear (&plan);
}

static void
test_table (StepStage *stage)
{
  g_test_summary ("Of a source that resolves or rejects, before or after; with every answer");
  for (guint kind = 0; kind < N_ADDERS; kind++)
    {
      for (guint bits = 0; bits < 4; bits++)
        {
          for (guint answer = 0; answer < N_ANSWERS; answer++)
            check_callback (stage, kind, (bits & 1) != 0, (bits & 2) != 0, answer);
        }
    }
}

/* When and where they run. */

static DomoFuture *
settle_inside (DomoActor *actor, gpointer data)
{
  Plan *plan = data;
  DomoFuture *answer = add_callback (actor, data);

  domo_promise_resolve_int64 (plan->promise, 1);
  journal_add (plan->journal, "end");
  return answer;
}

static void
test_waits_for_the_handler (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  Plan plan;

  g_test_summary (
      "A future that settles within the handler is gone on from when that has returned");
  plan_init (&plan, stage);
  tell (stage, actor, settle_inside, &plan);
  assert_journal (stage->journal, "handler end callback a.destroy");
  plan_clear (&plan);
}

static void
test_ahead_of_the_mailbox (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  Plan plan;

  plan_init (&plan, stage);
  tell (stage, actor, add_callback, &plan);
  test_subject_note (actor, "1");
  test_subject_note (actor, "2");
  test_subject_note (actor, "3");
  g_assert_true (domo_test_dispatcher_step (stage->dispatcher));
  domo_promise_resolve_int64 (plan.promise, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "handler a:1 callback a.destroy a:2 a:3");
  plan_clear (&plan);
}

static DomoFuture *
add_callback_and_wait (DomoActor *actor, gpointer data)
{
  Plan *plans = data;

  domo_future_unref (add_callback (actor, &plans[0]));
  return domo_future_ref (plans[1].source);
}

static void
test_while_busy (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) ask = NULL;
  Plan plans[2];

  g_test_summary ("An actor that waits for the future it has returned runs its callbacks, and no "
                  "message");
  plan_init (&plans[0], stage);
  plan_init (&plans[1], stage);
  ask = test_subject_run (actor, add_callback_and_wait, plans);
  test_subject_note (actor, "1");
  step_stage_run (stage);
  assert_journal (stage->journal, "handler");
  domo_promise_resolve_int64 (plans[0].promise, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "handler callback a.destroy");
  g_assert_true (domo_future_is_pending (ask));
  domo_promise_resolve_int64 (plans[1].promise, 2);
  step_stage_run (stage);
  assert_journal (stage->journal, "handler callback a.destroy a:1");
  assert_number (ask, 2);
  plan_clear (&plans[0]);
  plans[1].n_destroyed = 1;
  plan_clear (&plans[1]);
}

static DomoFuture *
add_again (DomoFuture *settled, gpointer data)
{
  Plan *plans = data;

  return add_callback (plans[0].actor, &plans[1]);
}

static DomoFuture *
add_nested (DomoActor *actor, gpointer data)
{
  Plan *plans = data;

  plans[0].actor = actor;
  plans[1].returns_derived = TRUE;
  return domo_future_then (domo_future_ref (plans[0].source), add_again, plans, NULL);
}

static void
test_callback_adds_a_callback (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) ask = NULL;
  Plan plans[2];

  plan_init (&plans[0], stage);
  plan_init (&plans[1], stage);
  ask = test_subject_run (actor, add_nested, plans);
  test_subject_note (actor, "1");
  step_stage_run (stage);
  domo_promise_resolve_int64 (plans[0].promise, 1);
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (ask));
  domo_promise_resolve_int64 (plans[1].promise, 2);
  step_stage_run (stage);
  assert_number (ask, 2);
  assert_journal (stage->journal, "handler callback a.destroy a:1");
  plans[0].n_destroyed = 1;
  plan_clear (&plans[0]);
  plan_clear (&plans[1]);
}

static gboolean
add_in_nested_loop (gpointer data)
{
  Plan *plan = data;

  plan->derived =
      domo_future_then (domo_future_ref (plan->source), plan_called, plan, plan_destroyed);
  return G_SOURCE_REMOVE;
}

static DomoFuture *
run_nested_loop (DomoActor *actor, gpointer data)
{
  Plan *plan = data;

  plan->actor = actor;
  g_idle_add (add_in_nested_loop, data);
  while (plan->derived == NULL)
    g_main_context_iteration (NULL, TRUE);
  journal_add (plan->journal, "handler");
  return domo_future_new_int64 (0);
}

static void
test_nested_loop_is_outside (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  Plan plan;

  g_test_summary ("What a nested main loop calls is not the actor's code: its callback comes "
                  "through the main context");
  plan_init (&plan, stage);
  domo_promise_resolve_int64 (plan.promise, 1);
  tell (stage, actor, run_nested_loop, &plan);
  assert_journal (stage->journal, "handler");
  while (plan.n_destroyed == 0)
    g_main_context_iteration (NULL, TRUE);
  assert_journal (stage->journal, "handler callback a.destroy");
  assert_number (plan.derived, 1);
  plan_clear (&plan);
}

/* Answering with a derived future. */

static DomoFuture *
twice (DomoFuture *settled, gpointer data)
{
  return domo_future_new_int64 (2 * domo_future_get_int64 (settled, NULL));
}

static DomoFuture *
ask_other_and_double (DomoActor *actor, gpointer other)
{
  return domo_future_then (test_subject_ask (other, 21), twice, NULL, NULL);
}

static void
test_handler_returns_then (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) other = step_stage_actor (stage, "b", FALSE);
  g_autoptr (DomoFuture) ask = test_subject_run (actor, ask_other_and_double, other);

  g_test_summary ("The answer is what becomes of another actor's answer");
  step_stage_settle (stage, ask);
  assert_number (ask, 42);
}

static void
test_returned_then_settles (StepStage *stage)
{
  g_test_summary (
      "Pending or settled, resolved or rejected: the ask settles as the derived future");
  for (guint bits = 0; bits < 4; bits++)
    {
      const gboolean settles_first = (bits & 1) != 0, rejects = (bits & 2) != 0;
      g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
      g_autoptr (DomoFuture) ask = NULL;
      Plan plan;

      plan_init (&plan, stage);
      plan.returns_derived = TRUE;
      for (guint i = 0; i < 2; i++)
        {
          if ((i == 0) != settles_first)
            {
              ask = test_subject_run (actor, add_callback, &plan);
              step_stage_run (stage);
            }
          else if (rejects)
            domo_promise_reject (plan.promise, new_error ("first"));
          else
            domo_promise_resolve_int64 (plan.promise, 7);
        }
      step_stage_settle (stage, ask);
      if (rejects)
        assert_rejected (ask, DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "first");
      else
        assert_number (ask, 7);
      plan_clear (&plan);
    }
}

static void
test_returned_then_of_wrong_type (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) ask = NULL;
  Plan plan;

  g_test_summary ("A result that the method does not promise is an error that names the method");
  plan_init (&plan, stage);
  plan.returns_derived = TRUE;
  plan.answer = domo_future_new_string ("seven");
  ask = test_subject_run (actor, add_callback, &plan);
  step_stage_run (stage);
  domo_promise_resolve_int64 (plan.promise, 7);
  step_stage_settle (stage, ask);
  assert_rejected (ask, DOMO_ERROR, DOMO_ERROR_FAILED, NULL);
  g_assert_nonnull (strstr (domo_future_get_error (ask)->message, "TestSubject.run"));
  plan_clear (&plan);
}

/* Failing. */

/* The field DOMO_MESSAGE of the last record of a failure. */
static char *last_failed;

static GLogWriterOutput
note_failures (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  const char *message = NULL;
  gboolean failure = FALSE;

  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, "DOMO_MESSAGE"))
        message = fields[i].value;
      failure |= g_str_equal (fields[i].key, "DOMO_DIRECTIVE");
    }
  if (!failure)
    return g_log_writer_default (level, fields, n_fields, data);
  g_free (last_failed);
  last_failed = g_strdup (message);
  return G_LOG_WRITER_HANDLED;
}

static void
test_callback_fails (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);
  g_autoptr (DomoFuture) ask = NULL;
  Plan plan;

  g_test_summary ("It fails the actor: what waits for it gets the error, and there is a restart");
  plan_init (&plan, stage);
  plan.returns_derived = TRUE;
  plan.fail_with = new_error ("broken");
  plan.answer = domo_future_new_int64 (7);
  ask = test_subject_run (actor, add_callback, &plan);
  step_stage_run (stage);
  journal_clear (stage->journal);
  test_subject_note (actor, "1");
  domo_promise_resolve_int64 (plan.promise, 7);
  step_stage_run (stage);
  assert_rejected (plan.derived, DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "broken");
  assert_rejected (ask, DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "broken");
  assert_journal (stage->journal, "callback a.destroy a.before_restart a.finalize a.before_start "
                                  "a.after_restart a:1");
  plan_clear (&plan);
}

static void
test_failure_names_the_message (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  Plan plan;

  g_test_summary ("A callback counts as part of the message that added it, also where it fails");
  plan_init (&plan, stage);
  plan.fail_with = new_error ("broken");
  tell (stage, actor, add_callback, &plan);
  domo_promise_resolve_int64 (plan.promise, 7);
  g_clear_pointer (&last_failed, g_free);
  step_stage_run (stage);
  g_assert_nonnull (last_failed);
  g_assert_nonnull (strstr (last_failed, "run"));
  g_clear_pointer (&last_failed, g_free);
  plan_clear (&plan);
}

/* The instance goes first. */

typedef enum
{
  STOP,
  STOP_NOW,
  RESTART,
  CLOSE,
  N_ENDS
} End;

static const char *const journals[N_ENDS] = {
  [STOP] = "a.before_stop a.after_stop a.destroy a.finalize",
  [STOP_NOW] = "a.before_stop a.after_stop a.destroy a.finalize",
  [RESTART] = "a:fail a.before_restart a.destroy a.finalize a.before_start a.after_restart",
  [CLOSE] = "a.before_stop a.after_stop a.destroy a.finalize",
};

static void
end_instance (StepStage *stage, TestSubject *actor, End end)
{
  switch (end)
    {
    case STOP:
      domo_proxy_stop (actor);
      break;
    case STOP_NOW:
      domo_proxy_stop_now (actor);
      break;
    case RESTART:
      test_subject_fail (actor, "broken");
      break;
    default:
      domo_stage_close_async (stage->stage, -1, NULL, NULL);
    }
  step_stage_run (stage);
}

static void
check_dropped (StepStage *stage, End end)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);
  g_autoptr (DomoFuture) ask = NULL;
  Plan plan;

  plan_init (&plan, stage);
  plan.adder = domo_future_finally;
  plan.returns_derived = TRUE;
  /* As a concurrent method, so that its own ask does not keep the other messages waiting. */
  ask = test_subject_run_concurrent (actor, add_callback, &plan);
  step_stage_run (stage);
  journal_clear (stage->journal);
  end_instance (stage, actor, end);
  assert_journal (stage->journal, journals[end]);
  g_assert_cmpuint (plan.n_destroyed, ==, 1);
  assert_rejected (plan.derived, DOMO_ERROR, DOMO_ERROR_STOPPED, NULL);
  assert_rejected (ask, DOMO_ERROR, DOMO_ERROR_STOPPED, NULL);

  /* The source settles too late for anything. */
  domo_promise_resolve_int64 (plan.promise, 1);
  step_stage_run (stage);
  g_assert_cmpuint (plan.n_calls, ==, 0);
  assert_rejected (plan.derived, DOMO_ERROR, DOMO_ERROR_STOPPED, NULL);
  plan_clear (&plan);
  domo_proxy_stop (actor);
  step_stage_run (stage);
}

static void
test_dropped (StepStage *stage)
{
  g_test_summary ("Stop, stop-now, restart and close drop callbacks: their data goes before the "
                  "instance, what was derived is rejected, and they never run");
  for (guint end = 0; end < N_ENDS; end++)
    check_dropped (stage, (End) end);
}

static void
test_stop_now_before_it_settles (StepStage *stage)
{
  g_test_summary ("Of a settled future and a stop-now, what comes first counts");
  for (guint stops_first = 0; stops_first < 2; stops_first++)
    {
      g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
      Plan plan;

      plan_init (&plan, stage);
      tell (stage, actor, add_callback, &plan);
      if (stops_first)
        domo_proxy_stop_now (actor);
      domo_promise_resolve_int64 (plan.promise, 1);
      domo_proxy_stop_now (actor);
      step_stage_run (stage);
      g_assert_cmpuint (plan.n_calls, ==, stops_first ? 0 : 1);
      if (stops_first)
        assert_rejected (plan.derived, DOMO_ERROR, DOMO_ERROR_STOPPED, NULL);
      else
        assert_number (plan.derived, 1);
      plan_clear (&plan);
    }
}

static void
add_while_dropped (gpointer data)
{
  Plan *plans = data;

  domo_future_unref (add_callback (plans[0].actor, &plans[1]));
}

static DomoFuture *
add_with_destroy_that_adds (DomoActor *actor, gpointer data)
{
  Plan *plans = data;

  plans[0].actor = actor;
  plans[0].derived =
      domo_future_then (domo_future_ref (plans[0].source), plan_called, plans, add_while_dropped);
  return domo_future_new_int64 (0);
}

static void
test_destroy_adds_a_callback (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);
  Plan plans[2];

  g_test_summary ("What a destroy notify adds is dropped as well, before the instance goes");
  plan_init (&plans[0], stage);
  plan_init (&plans[1], stage);
  domo_promise_resolve_int64 (plans[1].promise, 1);
  tell (stage, actor, add_with_destroy_that_adds, plans);
  journal_clear (stage->journal);
  end_instance (stage, actor, STOP);
  assert_journal (stage->journal, "a.before_stop a.after_stop handler a.destroy a.finalize");
  assert_rejected (plans[0].derived, DOMO_ERROR, DOMO_ERROR_STOPPED, NULL);
  assert_rejected (plans[1].derived, DOMO_ERROR, DOMO_ERROR_STOPPED, NULL);
  plans[0].n_destroyed = 1;
  plan_clear (&plans[0]);
  plan_clear (&plans[1]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (note_failures, NULL, NULL);
#define ADD(name, func) step_stage_add_test ("/core/future-actor/" name, func)
  ADD ("callbacks-and-what-they-answer", test_table);
  ADD ("waits-for-the-handler-to-return", test_waits_for_the_handler);
  ADD ("runs-ahead-of-the-mailbox", test_ahead_of_the_mailbox);
  ADD ("runs-while-the-actor-is-busy", test_while_busy);
  ADD ("callback-adds-a-callback", test_callback_adds_a_callback);
  ADD ("nested-loop-is-outside", test_nested_loop_is_outside);
  ADD ("handler-returns-then", test_handler_returns_then);
  ADD ("returned-then-settles-the-ask", test_returned_then_settles);
  ADD ("returned-then-of-the-wrong-type", test_returned_then_of_wrong_type);
  ADD ("callback-fails-the-actor", test_callback_fails);
  ADD ("failure-names-the-message-that-added-it", test_failure_names_the_message);
  ADD ("dropped-before-the-instance-goes", test_dropped);
  ADD ("stop-now-and-a-settled-future", test_stop_now_before_it_settles);
  ADD ("destroy-notify-adds-a-callback", test_destroy_adds_a_callback);
#undef ADD
  return g_test_run ();
}
