/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "policy-supervisor.h"

#include <errno.h>
#include <fenv.h>
#include <math.h>

#include "misuse.h"

/* Waiting inside actors: what a handler finds when it goes on, and what others do meanwhile. */

/* A wait that a test looks at from outside. */
typedef struct
{
  DomoPromise *promise;
  GError *error; /* of the last wait */
  gint64 value;
  guint n_waits;
} Wait;

static void
wait_set_up (Wait *self)
{
  *self = (Wait){ .promise = domo_promise_new () };
}

static void
wait_tear_down (Wait *self)
{
  g_clear_error (&self->error);
  g_clear_pointer (&self->promise, domo_promise_unref);
}

/* Waits for the promise, journals that it goes on, and answers what it got or -1. */
static DomoFuture *
await_promise (DomoActor *actor, gpointer data)
{
  Wait *wait = data;

  g_clear_error (&wait->error);
  wait->n_waits++;
  wait->value = domo_await_int64 (domo_promise_get_future (wait->promise), &wait->error);
  journal_add (test_actor_get_journal (TEST_ACTOR (actor)), "%s:goes-on",
               test_actor_get_name (TEST_ACTOR (actor)));
  return domo_future_new_int64 (wait->error == NULL ? wait->value : -1);
}

/* An actor that waits, whose journal is empty. */
static TestSubject *
make_waiting (StepStage *stage, Wait *wait, DomoFuture **answer)
{
  TestSubject *actor = step_stage_actor (stage, "a", TRUE);

  wait_set_up (wait);
  step_stage_run (stage);
  journal_clear (stage->journal);
  *answer = test_subject_run (actor, await_promise, wait);
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (*answer));
  g_assert_cmpuint (wait->n_waits, ==, 1);
  return actor;
}

static void
test_a_handler_goes_on_with_the_value (StepStage *stage)
{
  Wait wait;
  g_autoptr (DomoFuture) answer = NULL;
  g_autoptr (TestSubject) actor = make_waiting (stage, &wait, &answer);

  domo_promise_resolve_int64 (wait.promise, 7);
  step_stage_settle (stage, answer);
  g_assert_no_error (wait.error);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 7);
  wait_tear_down (&wait);
}

static void
test_a_rejection_is_the_error_of_the_wait (StepStage *stage)
{
  Wait wait;
  g_autoptr (DomoFuture) answer = NULL;
  g_autoptr (TestSubject) actor = make_waiting (stage, &wait, &answer);

  domo_promise_reject (wait.promise, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy"));
  step_stage_settle (stage, answer);
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_BUSY);
  wait_tear_down (&wait);
}

static void
test_other_actors_run_meanwhile (StepStage *stage)
{
  Wait wait;
  g_autoptr (DomoFuture) answer = NULL;
  g_autoptr (TestSubject) actor = make_waiting (stage, &wait, &answer);
  g_autoptr (TestSubject) other = step_stage_actor (stage, "b", FALSE);
  g_autoptr (DomoFuture) others = test_subject_ask (other, 3);

  step_stage_settle (stage, others);
  g_assert_true (domo_future_is_pending (answer));
  domo_promise_resolve_int64 (wait.promise, 7);
  step_stage_settle (stage, answer);
  wait_tear_down (&wait);
}

static void
test_the_actor_takes_no_message_meanwhile (StepStage *stage)
{
  Wait wait;
  g_autoptr (DomoFuture) answer = NULL;
  g_autoptr (TestSubject) actor = make_waiting (stage, &wait, &answer);

  test_subject_note (actor, "next");
  step_stage_run (stage);
  assert_journal (stage->journal, "");
  domo_promise_resolve_int64 (wait.promise, 7);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:goes-on a:next");
  wait_tear_down (&wait);
}

static DomoFuture *
journal_callback (DomoFuture *settled, gpointer actor)
{
  journal_add (test_actor_get_journal (actor), "callback");
  return NULL;
}

typedef struct
{
  Wait wait;
  DomoPromise *other;
} CallbackWait;

static DomoFuture *
add_callback_and_await (DomoActor *actor, gpointer data)
{
  CallbackWait *self = data;

  domo_future_unref (
      domo_future_then (domo_promise_get_future (self->other), journal_callback, actor, NULL));
  return await_promise (actor, &self->wait);
}

static void
test_its_own_callbacks_run_meanwhile (StepStage *stage)
{
  CallbackWait data = { .other = domo_promise_new () };
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = NULL;

  wait_set_up (&data.wait);
  answer = test_subject_run (actor, add_callback_and_await, &data);
  step_stage_run (stage);
  domo_promise_resolve_int64 (data.other, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "callback");
  g_assert_true (domo_future_is_pending (answer));
  domo_promise_resolve_int64 (data.wait.promise, 1);
  step_stage_settle (stage, answer);
  wait_tear_down (&data.wait);
  domo_promise_unref (data.other);
}

static DomoFuture *
await_in_callback (DomoFuture *settled, gpointer data)
{
  CallbackWait *self = data;
  gint64 value = domo_await_int64 (domo_promise_get_future (self->wait.promise), NULL);

  return domo_future_new_int64 (value + 1);
}

static DomoFuture *
answer_by_callback (DomoActor *actor, gpointer data)
{
  CallbackWait *self = data;

  return domo_future_then (domo_promise_get_future (self->other), await_in_callback, data, NULL);
}

static void
test_a_callback_may_wait (StepStage *stage)
{
  CallbackWait data = { .other = domo_promise_new () };
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = NULL;

  wait_set_up (&data.wait);
  answer = test_subject_run (actor, answer_by_callback, &data);
  domo_promise_resolve_int64 (data.other, 1);
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (answer));
  domo_promise_resolve_int64 (data.wait.promise, 7);
  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 8);
  wait_tear_down (&data.wait);
  domo_promise_unref (data.other);
}

/* A chain of actors, each of which waits for the next. */
typedef struct
{
  TestSubject *next;
  gpointer data; /* of the last */
} Link;

static DomoFuture *
await_next (DomoActor *actor, gpointer data)
{
  Link *link = data;

  if (link->next == NULL)
    return await_promise (actor, link->data);
  return domo_future_new_int64 (
      domo_await_int64 (test_subject_run (link->next, await_next, link + 1), NULL) + 1);
}

static void
test_waits_go_through_a_chain_of_actors (StepStage *stage)
{
  enum
  {
    N = 50
  };
  TestSubject *actors[N];
  Link links[N] = { 0 };
  g_autoptr (DomoFuture) answer = NULL;
  Wait wait;

  wait_set_up (&wait);
  for (guint i = 0; i < N; i++)
    {
      actors[i] = step_stage_actor (stage, "a", FALSE);
      if (i > 0)
        links[i - 1].next = actors[i];
    }
  links[N - 1].data = &wait;
  answer = test_subject_run (actors[0], await_next, links);
  step_stage_run (stage);
  domo_promise_resolve_int64 (wait.promise, 7);
  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 7 + N - 1);
  for (guint i = 0; i < N; i++)
    g_object_unref (actors[i]);
  wait_tear_down (&wait);
}

static DomoFuture *
await_three_times (DomoActor *actor, gpointer data)
{
  DomoPromise **promises = data;
  gint64 sum = 0;

  for (guint i = 0; i < 3; i++)
    sum += domo_await_int64 (domo_promise_get_future (promises[i]), NULL) * (i + 1);
  return domo_future_new_int64 (sum);
}

static void
test_a_handler_may_wait_again_and_again (StepStage *stage)
{
  DomoPromise *promises[] = { domo_promise_new (), domo_promise_new (), domo_promise_new () };
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = test_subject_run (actor, await_three_times, promises);

  for (guint i = 0; i < 3; i++)
    {
      step_stage_run (stage);
      g_assert_true (domo_future_is_pending (answer));
      domo_promise_resolve_int64 (promises[i], 10);
      domo_promise_unref (promises[i]);
    }
  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 60);
}

/* What belongs to the code that waits. */

static DomoFuture *
keep_locals (DomoActor *actor, gpointer data)
{
  g_autofree char *text = g_strdup ("kept");
  g_autoptr (GPtrArray) array = g_ptr_array_new_with_free_func (g_free);
  DomoFuture *answer;

  g_ptr_array_add (array, g_strdup ("element"));
  answer = await_promise (actor, data);
  g_assert_cmpstr (text, ==, "kept");
  g_assert_cmpstr (g_ptr_array_index (array, 0), ==, "element");
  return answer;
}

static void
test_locals_live_on (StepStage *stage)
{
  Wait wait;
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = NULL;

  wait_set_up (&wait);
  answer = test_subject_run (actor, keep_locals, &wait);
  step_stage_run (stage);
  domo_promise_resolve_int64 (wait.promise, 7);
  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 7);
  wait_tear_down (&wait);
}

typedef struct
{
  Wait wait;
  int number; /* of the error */
  int rounding;
} Environment;

static DomoFuture *
keep_environment (DomoActor *actor, gpointer data)
{
  Environment *self = data;
  DomoFuture *answer;

  errno = self->number;
  fesetround (self->rounding);
  answer = await_promise (actor, &self->wait);
  g_assert_cmpint (errno, ==, self->number);
  g_assert_cmpint (fegetround (), ==, self->rounding);
  fesetround (FE_TONEAREST);
  return answer;
}

static void
test_errno_and_floating_point_control_are_kept (StepStage *stage)
{
  Environment first = { .number = ENOENT, .rounding = FE_UPWARD };
  Environment second = { .number = EAGAIN, .rounding = FE_DOWNWARD };
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);

  wait_set_up (&first.wait);
  wait_set_up (&second.wait);
  domo_future_unref (test_subject_run (a, keep_environment, &first));
  domo_future_unref (test_subject_run (b, keep_environment, &second));
  step_stage_run (stage);
  g_assert_cmpint (fegetround (), ==, FE_TONEAREST);
  domo_promise_resolve_int64 (first.wait.promise, 1);
  domo_promise_resolve_int64 (second.wait.promise, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "a:goes-on b:goes-on");
  wait_tear_down (&first.wait);
  wait_tear_down (&second.wait);
}

static DomoFuture *
await_settled_often (DomoActor *actor, gpointer data)
{
  guint n = GPOINTER_TO_UINT (data);
  gint64 sum = 0;

  for (guint i = 0; i < n; i++)
    sum += domo_await_int64 (domo_future_new_int64 (1), NULL);
  g_assert_cmpuint (domo_stage_get_n_parkings (domo_actor_get_stage (actor)), ==, 0);
  return domo_future_new_int64 (sum);
}

static void
test_a_settled_future_never_sets_anything_aside (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer =
      test_subject_run (actor, await_settled_often, GUINT_TO_POINTER (1000000));

  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 1000000);
}

static void
test_waiting_handlers_are_counted (StepStage *stage)
{
  Wait wait;
  g_autoptr (DomoFuture) answer = NULL;
  g_autoptr (TestSubject) actor = make_waiting (stage, &wait, &answer);

  g_assert_cmpuint (domo_stage_get_n_parked (stage->stage), ==, 1);
  g_assert_cmpuint (domo_stage_get_n_parkings (stage->stage), ==, 1);
  domo_promise_resolve_int64 (wait.promise, 7);
  step_stage_settle (stage, answer);
  g_assert_cmpuint (domo_stage_get_n_parked (stage->stage), ==, 0);
  g_assert_cmpuint (domo_stage_get_n_parkings (stage->stage), ==, 1);
  wait_tear_down (&wait);
}

/* Failing. */

static DomoFuture *
await_and_fail (DomoActor *actor, gpointer data)
{
  domo_future_unref (await_promise (actor, data));
  domo_actor_fail (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "afterwards"));
  return NULL;
}

static void
test_a_handler_may_fail_after_it_waited (StepStage *stage)
{
  Wait wait;
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);
  g_autoptr (DomoFuture) answer = NULL;

  wait_set_up (&wait);
  step_stage_run (stage);
  journal_clear (stage->journal);
  answer = test_subject_run (actor, await_and_fail, &wait);
  step_stage_run (stage);
  domo_promise_resolve_int64 (wait.promise, 7);
  step_stage_assert_rejected (stage, answer, DOMO_ERROR_FAILED, "afterwards");
  assert_journal (stage->journal,
                  "a:goes-on a.before_restart a.finalize a.before_start a.after_restart");
  wait_tear_down (&wait);
}

static DomoFuture *
await_failing_actor (DomoActor *actor, gpointer target)
{
  g_autoptr (GError) error = NULL;

  domo_await (test_subject_ask_and_fail (target, "why"), &error);
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_FAILED);
  domo_proxy_stop_now (target);
  g_assert_true (domo_await (domo_proxy_stopped (target), NULL));
  g_clear_error (&error);
  domo_await (test_subject_ask (target, 1), &error);
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_STOPPED);
  return domo_future_new_int64 (7);
}

static void
test_the_failure_and_the_end_of_whom_it_waits_for_end_a_wait (StepStage *stage)
{
  g_autoptr (TestSubject) target = step_stage_actor (stage, "b", FALSE);
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = test_subject_run (actor, await_failing_actor, target);

  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 7);
}

/* Where it cannot work. */

static DomoFuture *
await_with_context (DomoActor *actor, gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (context);
  g_assert_false (domo_await (domo_promise_get_future (promise), &error));
  g_main_context_pop_thread_default (context);
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_FAILED);
  return domo_future_new_int64 (7);
}

static DomoFuture *
await_anything (DomoActor *actor, gpointer data)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (domo_await (domo_promise_get_future (promise), &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_FAILED);
  return domo_future_new_int64 (7);
}

/* Runs @func in an actor, on the thread's own stack if @native. */
static void
run_in_actor (TestSubjectFunc func, gboolean native)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);
  TestSubject *actor;
  DomoFuture *answer;
  StepStage stage;

  step_stage_set_up (&stage);
  domo_definition_set_native_stack (definition, native);
  actor = domo_stage_actor_for_definition (stage.stage, definition, NULL);
  answer = test_subject_run (actor, func, NULL);
  step_stage_settle (&stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 7);
  domo_future_unref (answer);
  g_object_unref (actor);
  step_stage_tear_down (&stage);
}

static void
misuse_pushed_context (gconstpointer data)
{
  run_in_actor (await_with_context, FALSE);
}

static void
test_with_a_context_pushed_it_is_a_critical (void)
{
  assert_misuse (misuse_pushed_context, NULL,
                 "*domo_await*thread-default main context still pushed*TestActor*pop it*");
}

static void
misuse_native_stack (gconstpointer data)
{
  run_in_actor (await_anything, TRUE);
}

static void
test_on_the_threads_own_stack_it_is_a_critical (void)
{
  assert_misuse (misuse_native_stack, NULL, "*domo_await*own stack*TestActor*domo_future_then*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/park/" name, test_##func)
  ADD ("a-handler-goes-on-with-the-value", a_handler_goes_on_with_the_value);
  ADD ("a-rejection-is-the-error-of-the-wait", a_rejection_is_the_error_of_the_wait);
  ADD ("other-actors-run-meanwhile", other_actors_run_meanwhile);
  ADD ("the-actor-takes-no-message-meanwhile", the_actor_takes_no_message_meanwhile);
  ADD ("its-own-callbacks-run-meanwhile", its_own_callbacks_run_meanwhile);
  ADD ("a-callback-may-wait", a_callback_may_wait);
  ADD ("waits-go-through-a-chain-of-actors", waits_go_through_a_chain_of_actors);
  ADD ("a-handler-may-wait-again-and-again", a_handler_may_wait_again_and_again);
  ADD ("locals-live-on", locals_live_on);
  ADD ("errno-and-floating-point-control-are-kept", errno_and_floating_point_control_are_kept);
  ADD ("a-settled-future-never-sets-anything-aside", a_settled_future_never_sets_anything_aside);
  ADD ("waiting-handlers-are-counted", waiting_handlers_are_counted);
  ADD ("a-handler-may-fail-after-it-waited", a_handler_may_fail_after_it_waited);
  ADD ("the-failure-and-the-end-of-whom-it-waits-for-end-a-wait",
       the_failure_and_the_end_of_whom_it_waits_for_end_a_wait);
#undef ADD
  g_test_add_func ("/core/park/with-a-context-pushed-it-is-a-critical",
                   test_with_a_context_pushed_it_is_a_critical);
  g_test_add_func ("/core/park/on-the-threads-own-stack-it-is-a-critical",
                   test_on_the_threads_own_stack_it_is_a_critical);

  return g_test_run ();
}
