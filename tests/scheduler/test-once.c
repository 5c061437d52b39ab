/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "scene.h"

/* What is done once, outside actors: when, and that it is not when it was cancelled. */

static void
test_at_its_time (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoScheduled) scheduled = scene_once (scene, 100, "a");

  g_assert_cmpint (domo_scheduled_get_next_time (scheduled), ==, 100);
  g_assert_cmpuint (domo_scheduler_get_n_pending (scene->scheduler), ==, 1);
  scene_advance (scene, 99);
  assert_journal (scene->journal, "");
  assert_scheduled (scheduled, TRUE, 0);
  scene_advance (scene, 1);
  assert_journal (scene->journal, "a@100 a.freed");
  assert_scheduled (scheduled, FALSE, 1);
  g_assert_cmpint (domo_scheduled_get_next_time (scheduled), ==, -1);
  g_assert_cmpuint (domo_scheduler_get_n_pending (scene->scheduler), ==, 0);
  scene_advance (scene, 1000);
  assert_journal (scene->journal, "a@100 a.freed");
}

static void
test_delays_that_have_passed (Scene *scene, gconstpointer data)
{
  static const gint64 delays[] = { 0, -1, G_MININT64 };

  g_test_summary ("No delay, or a negative one: the next turn, and never within the call.");
  for (guint i = 0; i < G_N_ELEMENTS (delays); i++)
    {
      g_autoptr (DomoScheduled) scheduled = scene_once (scene, delays[i], "a");

      assert_journal (scene->journal, "");
      scene_pass (scene, 0);
      assert_journal (scene->journal, "");
      scene_run (scene);
      assert_journal (scene->journal, "a@0 a.freed");
      journal_clear (scene->journal);
    }
}

static void
test_for_ever (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoScheduled) scheduled = NULL;

  scene_advance (scene, 1000);
  scheduled = scene_once (scene, G_MAXINT64, "a");
  scene_advance (scene, G_MAXINT64 / 2);
  assert_scheduled (scheduled, TRUE, 0);
  g_assert_true (domo_scheduled_cancel (scheduled));
}

static void
test_in_order (Scene *scene, gconstpointer data)
{
  static const struct
  {
    gint64 delay;
    const char *name;
  } all[] = { { 30, "e" }, { 10, "b" }, { 30, "f" }, { 0, "a" }, { 20, "d" }, { 10, "c" } };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    domo_scheduled_unref (scene_once (scene, all[i].delay, all[i].name));
  scene_pass (scene, 100);
  scene_run (scene);
  assert_journal (scene->journal, "a@100 a.freed b@100 b.freed c@100 c.freed d@100 d.freed "
                                  "e@100 e.freed f@100 f.freed");
}

static void
test_dropped (Scene *scene, gconstpointer data)
{
  domo_scheduled_unref (scene_once (scene, 100, "a"));
  scene_advance (scene, 100);
  assert_journal (scene->journal, "a@100 a.freed");
}

/* Cancelling. */

static void
test_cancelled_before (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoScheduled) scheduled = scene_once (scene, 100, "a");

  g_assert_true (domo_scheduled_cancel (scheduled));
  assert_journal (scene->journal, "a.freed");
  assert_scheduled (scheduled, FALSE, 0);
  g_assert_cmpint (domo_scheduled_get_next_time (scheduled), ==, -1);
  g_assert_false (domo_scheduled_cancel (scheduled));
  scene_advance (scene, 1000);
  assert_journal (scene->journal, "a.freed");
}

static void
test_cancelled_after (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoScheduled) scheduled = scene_once (scene, 100, "a");

  scene_advance (scene, 100);
  g_assert_false (domo_scheduled_cancel (scheduled));
  assert_journal (scene->journal, "a@100 a.freed");
}

static void
test_cancelled_when_due (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoScheduled) scheduled = scene_once (scene, 100, "a");

  g_test_summary ("Its time has come, and it waits for the main loop.");
  scene_pass (scene, 100);
  assert_scheduled (scheduled, TRUE, 0);
  g_assert_true (domo_scheduled_cancel (scheduled));
  scene_run (scene);
  assert_journal (scene->journal, "a.freed");
  assert_scheduled (scheduled, FALSE, 0);
}

static void
cancel_itself (Task *task, DomoScheduled *scheduled)
{
  g_assert_false (domo_scheduled_is_active (scheduled));
  g_assert_false (domo_scheduled_cancel (scheduled));
}

static void
test_cancelled_by_itself (Scene *scene, gconstpointer data)
{
  domo_scheduled_unref (scene_schedule (scene, 10, task_new (scene, "a", cancel_itself, NULL)));
  scene_advance (scene, 10);
  assert_journal (scene->journal, "a@10 a.freed");
}

static void
cancel_other (Task *task, DomoScheduled *scheduled)
{
  g_assert_true (domo_scheduled_cancel (task->data));
}

static void
test_cancelled_by_one_before (Scene *scene, gconstpointer data)
{
  Task *task = task_new (scene, "a", cancel_other, NULL);
  g_autoptr (DomoScheduled) first = scene_schedule (scene, 10, task);
  g_autoptr (DomoScheduled) second = scene_once (scene, 10, "b");

  g_test_summary ("Both are due, and the first cancels the second.");
  task->data = second;
  scene_pass (scene, 10);
  scene_run (scene);
  assert_journal (scene->journal, "a@10 b.freed a.freed");
}

static void
test_many (Scene *scene, gconstpointer data)
{
  enum
  {
    N = 20000
  };
  g_autofree DomoScheduled **all = g_new (DomoScheduled *, N);

  g_test_summary ("Added far from order, half of them cancelled, the others run in order.");
  for (guint i = 0; i < N; i++)
    all[i] = scene_once (scene, (gint64) i * 6197 % N, "x");
  for (guint i = 0; i < N; i += 2)
    g_assert_true (domo_scheduled_cancel (all[i]));
  g_assert_cmpuint (domo_scheduler_get_n_pending (scene->scheduler), ==, N / 2);
  journal_clear (scene->journal);
  scene_pass (scene, N);
  scene_run (scene);
  /* Called and freed. */
  g_assert_cmpuint (journal_get_length (scene->journal), ==, N);
  for (guint i = 0; i < N; i++)
    domo_scheduled_unref (all[i]);
}

/* Cancellables. */

static void
test_a_cancellable (Scene *scene, gconstpointer data)
{
  GCancellable *cancellable = g_cancellable_new ();
  g_autoptr (DomoScheduled) scheduled = scene_once (scene, 100, "a");

  domo_scheduled_set_cancellable (scheduled, cancellable);
  g_cancellable_cancel (cancellable);
  assert_journal (scene->journal, "a.freed");
  assert_scheduled (scheduled, FALSE, 0);
  g_assert_false (domo_scheduled_cancel (scheduled));
  g_assert_finalize_object (cancellable);
}

static void
test_a_cancelled_cancellable (Scene *scene, gconstpointer data)
{
  GCancellable *cancellable = g_cancellable_new ();
  g_autoptr (DomoScheduled) scheduled = scene_once (scene, 100, "a");

  g_cancellable_cancel (cancellable);
  domo_scheduled_set_cancellable (scheduled, cancellable);
  assert_journal (scene->journal, "a.freed");
  g_assert_finalize_object (cancellable);
}

static void
test_a_cancellable_is_let_go (Scene *scene, gconstpointer data)
{
  GCancellable *cancellable = g_cancellable_new ();
  g_autoptr (DomoScheduled) scheduled = scene_once (scene, 100, "a");

  domo_scheduled_set_cancellable (scheduled, NULL);
  domo_scheduled_set_cancellable (scheduled, cancellable);
  scene_advance (scene, 100);
  assert_journal (scene->journal, "a@100 a.freed");
  domo_scheduled_set_cancellable (scheduled, cancellable);
  g_assert_finalize_object (cancellable);
}

/* Where it arrives. */

static void
test_in_the_callers_context (Scene *scene, gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  domo_scheduled_unref (scene_once (scene, 10, "a"));
  domo_scheduled_unref (scene_once (scene, 10, "b"));
  g_main_context_pop_thread_default (context);
  domo_scheduled_unref (scene_once (scene, 10, "c"));
  scene_advance (scene, 10);
  assert_journal (scene->journal, "c@10 c.freed");
  journal_clear (scene->journal);
  while (g_main_context_iteration (context, FALSE))
    ;
  assert_journal (scene->journal, "a@10 a.freed b@10 b.freed");
}

static void
test_in_a_context_nobody_runs (Scene *scene, gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (DomoScheduled) scheduled = NULL;

  g_main_context_push_thread_default (context);
  scheduled = scene_once (scene, 10, "a");
  g_main_context_pop_thread_default (context);
  scene_advance (scene, 10);
  assert_scheduled (scheduled, TRUE, 0);
  g_test_summary ("It waits there until the stage closes.");
  domo_test_fixture_run (&scene->fixture);
  domo_stage_close_async (scene->fixture.stage, 0, NULL, NULL);
  assert_journal (scene->journal, "a.freed");
  assert_scheduled (scheduled, FALSE, 0);
}

static void
note_request (Task *task, DomoScheduled *scheduled)
{
  DomoExecutionContext *context = domo_execution_context_get_current ();

  journal_add (task->scene->journal, "in:%s",
               context != NULL ? domo_execution_context_get_string (context, "request", "?") : "-");
}

static void
test_with_its_execution_context (Scene *scene, gconstpointer data)
{
  g_autoptr (DomoExecutionContext) context =
      domo_execution_context_new_with (NULL, "request", g_variant_new_string ("r"));

  domo_execution_context_push (context);
  domo_scheduled_unref (scene_schedule (scene, 10, task_new (scene, "a", note_request, NULL)));
  domo_execution_context_pop (context);
  domo_scheduled_unref (scene_schedule (scene, 10, task_new (scene, "b", note_request, NULL)));
  scene_advance (scene, 10);
  assert_journal (scene->journal, "a@10 in:r a.freed b@10 in:- b.freed");
}

static void
run_a_loop (Task *task, DomoScheduled *scheduled)
{
  scene_advance (task->scene, 10);
  journal_add (task->scene->journal, "end");
}

static void
test_a_nested_loop (Scene *scene, gconstpointer data)
{
  g_test_summary ("A function that runs a main loop holds up no other, due before or after.");
  domo_scheduled_unref (scene_schedule (scene, 10, task_new (scene, "a", run_a_loop, NULL)));
  domo_scheduled_unref (scene_once (scene, 10, "b"));
  domo_scheduled_unref (scene_once (scene, 20, "c"));
  scene_pass (scene, 10);
  scene_run (scene);
  assert_journal (scene->journal, "a@10 b@10 b.freed c@20 c.freed end a.freed");
}

static void
schedule_next (Task *task, DomoScheduled *scheduled)
{
  domo_scheduled_unref (scene_once (task->scene, 0, "next"));
  journal_add (task->scene->journal, "scheduled");
}

static void
test_one_schedules_another (Scene *scene, gconstpointer data)
{
  domo_scheduled_unref (scene_schedule (scene, 10, task_new (scene, "a", schedule_next, NULL)));
  scene_advance (scene, 10);
  assert_journal (scene->journal, "a@10 scheduled a.freed next@10 next.freed");
}

static void
test_durations (void)
{
  g_assert_cmpint (domo_seconds (3600), ==, G_GINT64_CONSTANT (3600000000));
  g_assert_cmpint (domo_seconds (4.35), ==, 4350000);
  g_assert_cmpint (domo_seconds (-0.5), ==, -500000);
  g_assert_cmpint (domo_milliseconds (1.5), ==, 1500);
  g_assert_cmpint (domo_seconds (1e30), ==, G_MAXINT64);
  g_assert_cmpint (domo_milliseconds (-1e30), ==, G_MININT64);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) scene_add_test ("/scheduler/once/" path, func)
  ADD ("is-done-at-its-time", test_at_its_time);
  ADD ("a-delay-that-has-passed-is-the-next-turn", test_delays_that_have_passed);
  ADD ("a-delay-may-be-for-ever", test_for_ever);
  ADD ("is-done-in-order", test_in_order);
  ADD ("is-done-if-it-is-dropped", test_dropped);
  ADD ("is-not-done-when-it-was-cancelled", test_cancelled_before);
  ADD ("cannot-be-cancelled-afterwards", test_cancelled_after);
  ADD ("can-be-cancelled-when-it-is-due", test_cancelled_when_due);
  ADD ("cannot-cancel-itself", test_cancelled_by_itself);
  ADD ("can-be-cancelled-by-one-before", test_cancelled_by_one_before);
  ADD ("many-are-kept-in-order", test_many);
  ADD ("a-cancellable-cancels-it", test_a_cancellable);
  ADD ("a-cancelled-cancellable-cancels-at-once", test_a_cancelled_cancellable);
  ADD ("a-cancellable-is-let-go-of", test_a_cancellable_is_let_go);
  ADD ("arrives-in-the-callers-main-context", test_in_the_callers_context);
  ADD ("waits-for-a-context-that-nobody-runs", test_in_a_context_nobody_runs);
  ADD ("arrives-with-its-execution-context", test_with_its_execution_context);
  ADD ("a-nested-loop-holds-up-no-other", test_a_nested_loop);
  ADD ("one-schedules-another", test_one_schedules_another);
#undef ADD
  g_test_add_func ("/scheduler/once/durations-are-rounded", test_durations);
  return g_test_run ();
}
