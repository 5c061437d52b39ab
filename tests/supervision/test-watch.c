/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "misuse.h"
#include "planned-supervisor.h"
#include "watcher.h"

/* Watching actors: what one is told of their end, where, and what is left when either goes first.
 */

static void
run_all (StepStage *stage)
{
  while (step_stage_run (stage) > 0 || g_main_context_iteration (NULL, FALSE))
    ;
}

static void
begin_inside (StepStage *stage, TestSubject *watching, Watcher *watcher, gpointer watched)
{
  g_autoptr (DomoFuture) begun = NULL;

  watcher->proxy = watched;
  begun = test_subject_run (watching, watcher_begin_inside, watcher);
  step_stage_settle (stage, begun);
}

/* Reasons. */

static void
test_a_stop_is_told (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  Watcher watcher = { 0 };

  watcher_begin (&watcher, a);
  run_all (stage);
  watcher_assert_not_called (&watcher, FALSE);
  domo_proxy_stop (a);
  step_stage_run (stage);
  /* It comes through the main context, which has not run. */
  watcher_assert_not_called (&watcher, FALSE);
  run_all (stage);
  watcher_assert_called (&watcher, DOMO_STOP_REASON_STOPPED);
  g_assert_false (watcher.called_inside);
  watcher_end (&watcher);
}

static void
test_a_failure_that_stops_is_told (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor = supervisor_new (stage, DOMO_TYPE_STOP_SUPERVISOR, "s", NULL);
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  Watcher watcher = { 0 };

  watcher_begin (&watcher, a);
  fail_and_run (stage, a);
  run_all (stage);
  watcher_assert_called (&watcher, DOMO_STOP_REASON_FAILED);
  watcher_end (&watcher);
}

static void
test_an_escalation_is_told (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      planned_supervisor_new (stage, "s", NULL, NULL,
                              strategy_of (0, 0, DOMO_SUPERVISION_SCOPE_ONE));
  g_autoptr (TestSubject) a = supervised_new (stage, "s", "a");
  Watcher of_actor = { 0 };
  Watcher of_supervisor = { 0 };

  watcher_begin (&of_actor, a);
  watcher_begin (&of_supervisor, supervisor);
  fail_and_run (stage, a);
  run_all (stage);
  watcher_assert_called (&of_actor, DOMO_STOP_REASON_ESCALATED);
  watcher_assert_called (&of_supervisor, DOMO_STOP_REASON_ESCALATED);
  watcher_end (&of_actor);
  watcher_end (&of_supervisor);
}

static void
test_the_close_of_the_stage_is_told (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  Watcher watcher = { 0 };

  watcher_begin (&watcher, a);
  domo_stage_close_async (stage->stage, -1, NULL, NULL);
  run_all (stage);
  watcher_assert_called (&watcher, DOMO_STOP_REASON_STAGE_CLOSED);
  watcher_end (&watcher);
}

static void
test_a_restart_is_not_told (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  Watcher watcher = { 0 };

  watcher_begin (&watcher, a);
  fail_and_run (stage, a);
  domo_proxy_restart (a);
  run_all (stage);
  watcher_assert_not_called (&watcher, FALSE);
  domo_proxy_stop (a);
  run_all (stage);
  watcher_assert_called (&watcher, DOMO_STOP_REASON_STOPPED);
  watcher_end (&watcher);
}

static void
test_a_late_watch_is_answered_at_once (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  Watcher watcher = { 0 };

  domo_proxy_stop (a);
  run_all (stage);
  watcher_begin (&watcher, a);
  /* But not from within. */
  watcher_assert_not_called (&watcher, FALSE);
  run_all (stage);
  watcher_assert_called (&watcher, DOMO_STOP_REASON_STOPPED);
  watcher_end (&watcher);
}

static void
test_a_closed_stages_actor_answers_a_late_watch (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  Watcher watcher = { 0 };

  domo_stage_close_async (stage->stage, -1, NULL, NULL);
  run_all (stage);
  watcher_begin (&watcher, a);
  run_all (stage);
  watcher_assert_called (&watcher, DOMO_STOP_REASON_STAGE_CLOSED);
  watcher_end (&watcher);
}

/* Unwatching. */

static void
test_nothing_comes_after_unwatch (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  Watcher watcher = { 0 };

  watcher_begin (&watcher, a);
  g_assert_true (domo_unwatch (watcher.watch));
  g_assert_false (domo_unwatch (watcher.watch));
  domo_proxy_stop (a);
  run_all (stage);
  watcher_assert_not_called (&watcher, TRUE);
  watcher_end (&watcher);
}

static void
test_nothing_comes_after_unwatch_even_if_it_was_on_its_way (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  Watcher watcher = { 0 };

  watcher_begin (&watcher, a);
  domo_proxy_stop (a);
  step_stage_run (stage);
  g_assert_true (domo_proxy_is_stopped (a));
  g_assert_true (domo_unwatch (watcher.watch));
  run_all (stage);
  watcher_assert_not_called (&watcher, TRUE);
  watcher_end (&watcher);
}

static void
test_unwatch_is_too_late_after_the_call (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  Watcher watcher = { 0 };

  watcher_begin (&watcher, a);
  domo_proxy_stop (a);
  run_all (stage);
  g_assert_false (domo_unwatch (watcher.watch));
  watcher_assert_called (&watcher, DOMO_STOP_REASON_STOPPED);
  watcher_end (&watcher);
}

static void
test_unwatching_leaves_nothing_behind (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  guint64 n_futures = 0;

  g_test_summary ("The actor lives on, and must not collect those who do not watch it any more.");
  for (guint i = 0; i < 100; i++)
    {
      Watcher watcher = { 0 };

      watcher_begin (&watcher, a);
      g_assert_true (domo_unwatch (watcher.watch));
      watcher_end (&watcher);
      run_all (stage);
      watcher_assert_not_called (&watcher, TRUE);
      /* The actor has one of its own for all who ever ask. */
      if (i == 0)
        n_futures = domo_future_count_live ();
    }
  g_assert_cmpuint (domo_future_count_live (), ==, n_futures);
}

static void
test_watchers_that_end_leave_nothing_behind (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  guint64 n_futures = 0;

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
      Watcher watcher = { 0 };

      begin_inside (stage, b, &watcher, a);
      domo_proxy_stop (b);
      step_stage_run (stage);
      watcher_assert_not_called (&watcher, TRUE);
      watcher_end (&watcher);
      if (i == 0)
        n_futures = domo_future_count_live ();
    }
  g_assert_cmpuint (domo_future_count_live (), ==, n_futures);
}

static void
test_a_watch_goes_on_without_its_reference (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  Watcher watcher = { 0 };

  watcher_begin (&watcher, a);
  watcher_end (&watcher);
  domo_proxy_stop (a);
  run_all (stage);
  watcher_assert_called (&watcher, DOMO_STOP_REASON_STOPPED);
}

static void
ignore (gpointer proxy, DomoStopReason reason, gpointer data)
{
}

static void
test_data_needs_no_free_function (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoWatch) watch = domo_watch (a, ignore, NULL, NULL);
  g_autoptr (DomoWatch) copy = g_boxed_copy (DOMO_TYPE_WATCH, watch);

  domo_proxy_stop (a);
  run_all (stage);
  g_assert_true (copy == watch);
  g_assert_false (domo_unwatch (copy));
}

/* Inside actors. */

static void
test_an_actor_is_told_as_itself (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  Watcher watcher = { 0 };

  begin_inside (stage, b, &watcher, a);
  domo_proxy_stop (a);
  /* Without the main context. */
  step_stage_run (stage);
  watcher_assert_called (&watcher, DOMO_STOP_REASON_STOPPED);
  g_assert_true (watcher.called_inside);
  watcher_end (&watcher);
}

static void
test_a_busy_actor_is_told (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  DomoPromise *promise = domo_promise_new ();
  g_autoptr (DomoFuture) busy = NULL;
  Watcher watcher = { 0 };

  begin_inside (stage, b, &watcher, a);
  busy = test_subject_run (b, test_return_promised, promise);
  domo_proxy_stop (a);
  step_stage_run (stage);
  watcher_assert_called (&watcher, DOMO_STOP_REASON_STOPPED);
  watcher_end (&watcher);
  domo_promise_resolve_int64 (promise, 1);
  domo_promise_unref (promise);
  step_stage_settle (stage, busy);
}

static void
test_an_actor_that_unwatches_is_not_told (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  g_autoptr (DomoFuture) unwatched = NULL;
  Watcher watcher = { 0 };

  begin_inside (stage, b, &watcher, a);
  unwatched = test_subject_run (b, watcher_unwatch_inside, &watcher);
  domo_proxy_stop (a);
  step_stage_run (stage);
  g_assert_cmpint (domo_future_get_int64 (unwatched, NULL), ==, TRUE);
  watcher_assert_not_called (&watcher, TRUE);
  watcher_end (&watcher);
}

static void
check_that_the_instance_takes_it_along (StepStage *stage, void (*end) (gpointer proxy))
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  Watcher watcher = { 0 };

  begin_inside (stage, b, &watcher, a);
  end (b);
  step_stage_run (stage);
  watcher_assert_not_called (&watcher, TRUE);
  domo_proxy_stop (a);
  run_all (stage);
  watcher_assert_not_called (&watcher, TRUE);
  watcher_end (&watcher);
}

static void
test_an_actor_that_stopped_is_not_told (StepStage *stage)
{
  check_that_the_instance_takes_it_along (stage, domo_proxy_stop);
}

static void
test_an_actor_that_was_restarted_is_not_told (StepStage *stage)
{
  check_that_the_instance_takes_it_along (stage, domo_proxy_restart);
}

static void
test_an_actor_may_watch_its_child (StepStage *stage)
{
  g_autoptr (TestSubject) parent =
      domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "name", "a", "journal", stage->journal,
                            "depth", 1, NULL);
  g_autoptr (GPtrArray) shown = NULL;
  g_autoptr (TestSubject) child = NULL;
  Watcher watcher = { 0 };

  step_stage_run (stage);
  shown = domo_stage_snapshot (stage->stage);
  for (guint i = 0; i < shown->len; i++)
    {
      const DomoAddress *address = domo_actor_snapshot_get_address (g_ptr_array_index (shown, i));
      g_autoptr (DomoProxy) proxy = domo_stage_actor_of (stage->stage, address);
      g_autoptr (DomoProxy) above = domo_proxy_dup_parent (proxy);

      if ((gpointer) above == parent)
        child = g_object_ref ((gpointer) proxy);
    }
  g_assert_nonnull (child);
  begin_inside (stage, parent, &watcher, child);
  domo_proxy_stop_now (child);
  step_stage_run (stage);
  watcher_assert_called (&watcher, DOMO_STOP_REASON_STOPPED);
  watcher_end (&watcher);
}

static void
test_many_may_watch (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  Watcher watchers[100] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (watchers); i++)
    watcher_begin (&watchers[i], a);
  for (guint i = 0; i < G_N_ELEMENTS (watchers); i += 2)
    g_assert_true (domo_unwatch (watchers[i].watch));
  domo_proxy_stop (a);
  run_all (stage);
  for (guint i = 0; i < G_N_ELEMENTS (watchers); i++)
    {
      if (i % 2 == 0)
        watcher_assert_not_called (&watchers[i], TRUE);
      else
        watcher_assert_called (&watchers[i], DOMO_STOP_REASON_STOPPED);
      watcher_end (&watchers[i]);
    }
}

static void
watch_no_proxy (gconstpointer data)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);

  g_assert_null (domo_watch (object, ignore, NULL, NULL));
}

static void
test_only_proxies_can_be_watched (void)
{
  assert_misuse (watch_no_proxy, NULL, "*domo_watch*DOMO_IS_PROXY (proxy)*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/supervision/watch/" name, test_##func)
  ADD ("a-stop-is-told", a_stop_is_told);
  ADD ("a-failure-that-stops-is-told", a_failure_that_stops_is_told);
  ADD ("an-escalation-is-told", an_escalation_is_told);
  ADD ("the-close-of-the-stage-is-told", the_close_of_the_stage_is_told);
  ADD ("a-restart-is-not-told", a_restart_is_not_told);
  ADD ("a-late-watch-is-answered-at-once", a_late_watch_is_answered_at_once);
  ADD ("a-closed-stages-actor-answers-a-late-watch", a_closed_stages_actor_answers_a_late_watch);
  ADD ("nothing-comes-after-unwatch", nothing_comes_after_unwatch);
  ADD ("nothing-comes-after-unwatch-even-if-it-was-on-its-way",
       nothing_comes_after_unwatch_even_if_it_was_on_its_way);
  ADD ("unwatch-is-too-late-after-the-call", unwatch_is_too_late_after_the_call);
  ADD ("unwatching-leaves-nothing-behind", unwatching_leaves_nothing_behind);
  ADD ("watchers-that-end-leave-nothing-behind", watchers_that_end_leave_nothing_behind);
  ADD ("a-watch-goes-on-without-its-reference", a_watch_goes_on_without_its_reference);
  ADD ("data-needs-no-free-function", data_needs_no_free_function);
  ADD ("an-actor-is-told-as-itself", an_actor_is_told_as_itself);
  ADD ("a-busy-actor-is-told", a_busy_actor_is_told);
  ADD ("an-actor-that-unwatches-is-not-told", an_actor_that_unwatches_is_not_told);
  ADD ("an-actor-that-stopped-is-not-told", an_actor_that_stopped_is_not_told);
  ADD ("an-actor-that-was-restarted-is-not-told", an_actor_that_was_restarted_is_not_told);
  ADD ("an-actor-may-watch-its-child", an_actor_may_watch_its_child);
  ADD ("many-may-watch", many_may_watch);
#undef ADD
  g_test_add_func ("/supervision/watch/only-proxies-can-be-watched",
                   test_only_proxies_can_be_watched);

  return g_test_run ();
}
