/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "hooked-actor.h"

/* Hooks that wait. */

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer closed)
{
  g_autoptr (GError) error = NULL;

  *(gboolean *) closed = domo_stage_close_finish (DOMO_STAGE (source), result, &error);
  g_assert_no_error (error);
}

static void
test_a_start_hook_that_waits_holds_up_messages (StepStage *stage)
{
  Hooked hooked;
  g_autoptr (TestSubject) actor = hooked_make (stage, &hooked, "before_start");

  test_subject_note (actor, "message");
  step_stage_run (stage);
  assert_journal (stage->journal, "before_start");
  hooked_resolve (stage, &hooked);
  assert_journal (stage->journal, "before_start <resolved> after_start message");
  hooked_end (stage, &hooked, actor);
}

static void
test_a_stop_now_during_a_start_hook_that_waits_follows_the_start (StepStage *stage)
{
  Hooked hooked;
  g_autoptr (TestSubject) actor = hooked_make (stage, &hooked, "before_start");

  step_stage_run (stage);
  domo_proxy_stop_now (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "before_start <stopped> after_start before_stop after_stop");
  hooked_end (stage, &hooked, actor);
}

static void
test_a_restart_that_the_start_settles_does_not_fail_its_wait (StepStage *stage)
{
  Hooked hooked;
  g_autoptr (TestSubject) actor = hooked_make (stage, &hooked, "before_start");

  g_test_summary ("The restart is ordered before the first start, which is new enough.");
  domo_proxy_restart (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "before_start");
  hooked_resolve (stage, &hooked);
  assert_journal (stage->journal, "before_start <resolved> after_start");
  hooked_end (stage, &hooked, actor);
}

static void
test_a_stop_hook_may_wait (StepStage *stage)
{
  Hooked hooked;
  g_autoptr (TestSubject) actor = hooked_make (stage, &hooked, "before_stop");
  g_autoptr (DomoFuture) late = NULL;

  step_stage_run (stage);
  journal_clear (stage->journal);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "before_stop");
  late = test_subject_ask (actor, 1);
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (late));
  hooked_resolve (stage, &hooked);
  assert_journal (stage->journal, "before_stop <resolved> after_stop");
  step_stage_assert_rejected (stage, late, DOMO_ERROR_STOPPED, "*stopped before it handled*");
  hooked_end (stage, &hooked, actor);
}

static void
test_the_last_hook_may_wait (StepStage *stage)
{
  Hooked hooked;
  g_autoptr (TestSubject) actor = hooked_make (stage, &hooked, "after_stop");

  step_stage_run (stage);
  journal_clear (stage->journal);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  g_assert_false (domo_proxy_is_stopped (actor));
  hooked_resolve (stage, &hooked);
  assert_journal (stage->journal, "before_stop after_stop <resolved>");
  g_assert_true (domo_proxy_is_stopped (actor));
  hooked_end (stage, &hooked, actor);
}

static void
test_hooks_of_a_restart_may_wait (StepStage *stage)
{
  const char *const hooks[] = { "before_restart", "before_start", "after_restart" };
  const char *const before[] = { "before_restart", "before_restart before_start",
                                 "before_restart before_start after_restart" };
  const char *const after[] = { "before_restart <resolved> before_start after_restart next",
                                "before_restart before_start <resolved> after_restart next",
                                "before_restart before_start after_restart <resolved> next" };

  for (guint i = 0; i < G_N_ELEMENTS (hooks); i++)
    {
      Hooked hooked;
      g_autoptr (TestSubject) actor = hooked_make (stage, &hooked, NULL);

      step_stage_run (stage);
      journal_clear (stage->journal);
      hooked.hook = hooks[i];
      domo_proxy_restart (actor);
      test_subject_note (actor, "next");
      step_stage_run (stage);
      assert_journal (stage->journal, before[i]);
      hooked_resolve (stage, &hooked);
      assert_journal (stage->journal, after[i]);
      hooked_end (stage, &hooked, actor);
    }
}

static void
test_nobody_waits_in_a_forceful_close (StepStage *stage)
{
  Hooked hooked;
  g_autoptr (TestSubject) actor = hooked_make (stage, &hooked, "before_stop");
  gboolean closed = FALSE;

  g_test_summary ("A stop hook that would wait is refused at once.");
  step_stage_run (stage);
  journal_clear (stage->journal);
  domo_stage_close_async (stage->stage, 0, closed_cb, &closed);
  step_stage_run (stage);
  iterate_main_context ();
  g_assert_true (closed);
  assert_journal (stage->journal, "before_stop <closed> after_stop");
  hooked_end (stage, &hooked, actor);
}

static void
test_a_restart_that_comes_too_late_ends_no_wait (StepStage *stage)
{
  Hooked hooked;
  g_autoptr (TestSubject) actor = hooked_make (stage, &hooked, "before_stop");

  g_test_summary ("It does nothing to an actor that stops, so it is no reason to hurry it.");
  step_stage_run (stage);
  journal_clear (stage->journal);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  domo_proxy_restart (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "before_stop");
  hooked_resolve (stage, &hooked);
  assert_journal (stage->journal, "before_stop <resolved> after_stop");
  hooked_end (stage, &hooked, actor);
}

static void
test_nor_does_one_that_is_under_way (StepStage *stage)
{
  Hooked hooked;
  g_autoptr (TestSubject) actor = hooked_make (stage, &hooked, "before_restart");

  step_stage_run (stage);
  journal_clear (stage->journal);
  domo_proxy_restart (actor);
  step_stage_run (stage);
  domo_proxy_restart (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "before_restart");
  hooked_resolve (stage, &hooked);
  assert_journal (stage->journal, "before_restart <resolved> before_start after_restart");
  hooked_end (stage, &hooked, actor);
}

static void
test_what_comes_during_the_last_hook_is_freed (StepStage *stage)
{
  Hooked hooked;
  g_autoptr (TestSubject) actor = hooked_make (stage, &hooked, "after_stop");

  g_test_summary ("Put off until the hook returns, and then nobody is there to handle it.");
  step_stage_run (stage);
  journal_clear (stage->journal);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  domo_proxy_stop_now (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "before_stop after_stop <stopped>");
  g_assert_true (domo_proxy_is_stopped (actor));
  hooked_end (stage, &hooked, actor);
}

/* A callback that waits, and what it waits for. */
typedef struct
{
  DomoPromise *calls;
  DomoPromise *promise;
} WaitingCallback;

static DomoFuture *
wait_in_callback (DomoFuture *settled, gpointer promise)
{
  domo_await (domo_promise_get_future (promise), NULL);
  return NULL;
}

static DomoFuture *
add_waiting_callback (DomoActor *actor, gpointer data)
{
  WaitingCallback *callback = data;

  domo_future_unref (domo_future_then (domo_promise_get_future (callback->calls), wait_in_callback,
                                       callback->promise, NULL));
  return domo_future_new_int64 (0);
}

/* Has a callback begin to wait while a hook waits, and the hook return first. The instance must
 * stay until the callback has returned, too. */
static void
check_that_the_instance_stays (StepStage *stage, const char *hook, void (*end) (gpointer proxy))
{
  Hooked hooked;
  WaitingCallback callback = { domo_promise_new (), domo_promise_new () };
  g_autoptr (TestSubject) actor = hooked_make (stage, &hooked, hook);

  domo_future_unref (test_subject_run (actor, add_waiting_callback, &callback));
  step_stage_run (stage);
  end (actor);
  step_stage_run (stage);
  domo_promise_resolve_int64 (callback.calls, 1);
  step_stage_run (stage);
  hooked_resolve (stage, &hooked);
  journal_clear (stage->journal);
  g_assert_cmpint (hooked.n_instances, ==, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "");
  domo_promise_resolve_int64 (callback.promise, 1);
  step_stage_run (stage);
  domo_promise_unref (callback.calls);
  domo_promise_unref (callback.promise);
  hooked_end (stage, &hooked, actor);
  g_assert_cmpint (hooked.n_instances, ==, 0);
}

static void
test_the_instance_stays_while_a_callback_waits (StepStage *stage)
{
  g_test_summary ("It is the callback's, too, which began to wait while a hook did.");
  check_that_the_instance_stays (stage, "before_stop", domo_proxy_stop);
  assert_journal (stage->journal, "after_stop");
  check_that_the_instance_stays (stage, "after_stop", domo_proxy_stop);
  assert_journal (stage->journal, "");
  check_that_the_instance_stays (stage, "before_restart", domo_proxy_restart);
  assert_journal (stage->journal, "before_start after_restart before_stop after_stop");
  check_that_the_instance_stays (stage, "save_state", domo_proxy_restart);
  assert_journal (stage->journal, "before_start after_restart before_stop after_stop");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/park-hooks/" name, test_##func)
  ADD ("a-start-hook-that-waits-holds-up-messages", a_start_hook_that_waits_holds_up_messages);
  ADD ("a-stop-now-during-a-start-hook-that-waits-follows-the-start",
       a_stop_now_during_a_start_hook_that_waits_follows_the_start);
  ADD ("a-restart-that-the-start-settles-does-not-fail-its-wait",
       a_restart_that_the_start_settles_does_not_fail_its_wait);
  ADD ("a-stop-hook-may-wait", a_stop_hook_may_wait);
  ADD ("the-last-hook-may-wait", the_last_hook_may_wait);
  ADD ("hooks-of-a-restart-may-wait", hooks_of_a_restart_may_wait);
  ADD ("nobody-waits-in-a-forceful-close", nobody_waits_in_a_forceful_close);
  ADD ("a-restart-that-comes-too-late-ends-no-wait", a_restart_that_comes_too_late_ends_no_wait);
  ADD ("nor-does-one-that-is-under-way", nor_does_one_that_is_under_way);
  ADD ("what-comes-during-the-last-hook-is-freed", what_comes_during_the_last_hook_is_freed);
  ADD ("the-instance-stays-while-a-callback-waits", the_instance_stays_while_a_callback_waits);
#undef ADD

  return g_test_run ();
}
