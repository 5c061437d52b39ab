/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "step-stage.h"

/* A dispatcher that keeps the turns it is given, for a test to try. */

#define KEEP_TYPE_DISPATCHER (keep_dispatcher_get_type ())
G_DECLARE_FINAL_TYPE (KeepDispatcher, keep_dispatcher, KEEP, DISPATCHER, DomoDispatcher)

struct _KeepDispatcher
{
  DomoDispatcher parent_instance;

  DomoTurnQueue kept;
};

G_DEFINE_FINAL_TYPE (KeepDispatcher, keep_dispatcher, DOMO_TYPE_DISPATCHER)

static void
keep_dispatcher_schedule (DomoDispatcher *self, DomoTurn *turn)
{
  domo_turn_queue_push (&KEEP_DISPATCHER (self)->kept, turn);
}

static void
keep_dispatcher_class_init (KeepDispatcherClass *klass)
{
  DOMO_DISPATCHER_CLASS (klass)->schedule = keep_dispatcher_schedule;
}

static void
keep_dispatcher_init (KeepDispatcher *self)
{
}

/* An actor on a dispatcher of its own, and its turn while the test has it. */
typedef struct
{
  StepStage *stage;
  KeepDispatcher *dispatcher;
  TestSubject *actor;
  DomoTurn *turn;
} Place;

static void
place_init (Place *self, StepStage *stage, DomoMailboxFunc make_mailbox)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "a", "journal", stage->journal, NULL);

  *self = (Place){ .stage = stage };
  self->dispatcher = g_object_new (KEEP_TYPE_DISPATCHER, NULL);
  domo_definition_set_dispatcher (definition, DOMO_DISPATCHER (self->dispatcher));
  if (make_mailbox != NULL)
    domo_definition_set_mailbox_func (definition, make_mailbox, NULL, NULL);
  self->actor = domo_stage_actor_for_definition (stage->stage, definition, NULL);
}

static void
take_turn (Place *self)
{
  if (self->turn == NULL)
    self->turn = domo_turn_queue_pop (&self->dispatcher->kept);
}

/* Whether the actor has anything to run: then its turn is kept. */
static gboolean
has_to_run (Place *self)
{
  take_turn (self);
  if (self->turn != NULL && domo_turn_rest (self->turn))
    self->turn = NULL;
  return self->turn != NULL;
}

/* Runs one message, which there must be. */
static void
run_one (Place *self)
{
  g_assert_true (has_to_run (self));
  if (domo_turn_run (self->turn, 1) == 0)
    self->turn = NULL;
}

static void
run_all (Place *self)
{
  while (has_to_run (self))
    run_one (self);
}

static void
place_clear (Place *self)
{
  domo_proxy_stop_now (self->actor);
  do
    {
      run_all (self);
    }
  while (step_stage_run (self->stage) > 0);
  g_assert_true (domo_proxy_is_stopped (self->actor));
  g_clear_object (&self->actor);
  g_assert_finalize_object (self->dispatcher);
}

static void
test_a_start_is_to_run (StepStage *stage)
{
  Place place;

  place_init (&place, stage, NULL);
  g_assert_true (has_to_run (&place));
  run_one (&place);
  g_assert_false (has_to_run (&place));
  place_clear (&place);
}

static void
test_a_call_is_to_run (StepStage *stage)
{
  Place place;

  place_init (&place, stage, NULL);
  run_all (&place);
  test_subject_note (place.actor, "1");
  test_subject_note (place.actor, "2");
  run_one (&place);
  assert_journal (stage->journal, "a:1");
  run_one (&place);
  assert_journal (stage->journal, "a:1 a:2");
  g_assert_false (has_to_run (&place));
  place_clear (&place);
}

static void
test_what_rests_comes_back (StepStage *stage)
{
  Place place;

  place_init (&place, stage, NULL);
  run_all (&place);
  for (guint i = 0; i < 3; i++)
    {
      take_turn (&place);
      g_assert_null (place.turn);
      test_subject_note (place.actor, "x");
      run_all (&place);
    }
  assert_journal (stage->journal, "a:x a:x a:x");
  place_clear (&place);
}

static void
test_a_held_actor_runs_what_is_not_queued (StepStage *stage)
{
  Place place;

  place_init (&place, stage, NULL);
  run_all (&place);
  domo_proxy_suspend (place.actor);
  run_all (&place);
  test_subject_note (place.actor, "1");
  g_assert_false (has_to_run (&place));
  domo_proxy_resume (place.actor);
  run_one (&place);
  assert_journal (stage->journal, "");
  run_one (&place);
  assert_journal (stage->journal, "a:1");
  place_clear (&place);
}

static void
test_a_stop_of_a_held_actor_is_to_run (StepStage *stage)
{
  Place place;

  place_init (&place, stage, NULL);
  run_all (&place);
  domo_proxy_suspend (place.actor);
  run_all (&place);
  test_subject_note (place.actor, "1");
  domo_proxy_stop (place.actor);
  run_one (&place);
  run_all (&place);
  g_assert_true (domo_proxy_is_stopped (place.actor));
  assert_journal (stage->journal, "");
  place_clear (&place);
}

static void
test_a_busy_actor_waits_for_its_answer (StepStage *stage)
{
  DomoPromise *promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = NULL;
  Place place;

  place_init (&place, stage, NULL);
  run_all (&place);
  future = test_subject_run (place.actor, test_return_promised, promise);
  run_all (&place);
  test_subject_note (place.actor, "1");
  g_assert_false (has_to_run (&place));
  domo_promise_resolve_int64 (promise, 1);
  run_all (&place);
  g_assert_true (domo_future_is_resolved (future));
  assert_journal (stage->journal, "a:1");
  domo_promise_unref (promise);
  place_clear (&place);
}

static DomoFuture *
await_promise (DomoActor *actor, gpointer promise)
{
  return domo_future_new_int64 (domo_await_int64 (domo_promise_get_future (promise), NULL));
}

static void
test_a_waiting_actor_runs_its_waking (StepStage *stage)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = NULL;
  Place place;

  place_init (&place, stage, NULL);
  run_all (&place);
  future = test_subject_run (place.actor, await_promise, promise);
  run_one (&place);
  test_subject_note (place.actor, "1");
  g_assert_false (has_to_run (&place));
  domo_promise_resolve_int64 (promise, 7);
  run_all (&place);
  g_assert_cmpint (domo_future_get_int64 (future, NULL), ==, 7);
  assert_journal (stage->journal, "a:1");
  place_clear (&place);
}

static DomoFuture *
put_aside_once (DomoActor *actor, gpointer was_aside)
{
  gboolean *was = was_aside;

  if (!*was)
    *was = domo_actor_stash (actor);
  return domo_future_new_int64 (0);
}

static DomoFuture *
give_back (DomoActor *actor, gpointer data)
{
  domo_actor_unstash_all (actor);
  return domo_future_new_int64 (0);
}

static void
test_what_is_given_back_is_to_run (StepStage *stage)
{
  g_autoptr (DomoFuture) aside = NULL;
  gboolean was_aside = FALSE;
  Place place;

  place_init (&place, stage, NULL);
  run_all (&place);
  aside = test_subject_run (place.actor, put_aside_once, &was_aside);
  run_all (&place);
  g_assert_true (domo_future_is_pending (aside));
  domo_future_unref (test_subject_run (place.actor, give_back, NULL));
  run_one (&place);
  run_one (&place);
  g_assert_true (domo_future_is_resolved (aside));
  g_assert_false (has_to_run (&place));
  place_clear (&place);
}

static DomoMailbox *
make_priority (gpointer data)
{
  return g_object_new (DOMO_TYPE_PRIORITY_MAILBOX, NULL);
}

static void
test_a_mailbox_is_looked_into (StepStage *stage)
{
  Place place;

  place_init (&place, stage, make_priority);
  run_all (&place);
  test_subject_note (place.actor, "1");
  test_subject_note (place.actor, "2");
  run_one (&place);
  run_one (&place);
  g_assert_false (has_to_run (&place));
  test_subject_note (place.actor, "3");
  domo_proxy_stop (place.actor);
  run_all (&place);
  assert_journal (stage->journal, "a:1 a:2 a:3");
  g_assert_true (domo_proxy_is_stopped (place.actor));
  place_clear (&place);
}

static void
test_a_stopped_actor_is_let_go (StepStage *stage)
{
  Place place;

  place_init (&place, stage, NULL);
  run_all (&place);
  domo_proxy_stop (place.actor);
  run_one (&place);
  g_assert_true (domo_proxy_is_stopped (place.actor));
  g_object_add_weak_pointer (G_OBJECT (place.actor), (gpointer *) &place.actor);
  g_object_unref (place.actor);
  g_assert_nonnull (place.actor);
  g_assert_false (has_to_run (&place));
  step_stage_run (stage);
  g_assert_null (place.actor);
  g_assert_finalize_object (place.dispatcher);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) step_stage_add_test ("/core/turn-rest/" path, test_##func)
  ADD ("a-start-is-to-run", a_start_is_to_run);
  ADD ("a-call-is-to-run", a_call_is_to_run);
  ADD ("what-rests-comes-back", what_rests_comes_back);
  ADD ("a-held-actor-runs-what-is-not-queued", a_held_actor_runs_what_is_not_queued);
  ADD ("a-stop-of-a-held-actor-is-to-run", a_stop_of_a_held_actor_is_to_run);
  ADD ("a-busy-actor-waits-for-its-answer", a_busy_actor_waits_for_its_answer);
  ADD ("a-waiting-actor-runs-its-waking", a_waiting_actor_runs_its_waking);
  ADD ("what-is-given-back-is-to-run", what_is_given_back_is_to_run);
  ADD ("a-mailbox-is-looked-into", a_mailbox_is_looked_into);
  ADD ("a-stopped-actor-is-let-go", a_stopped_actor_is_let_go);

  return g_test_run ();
}
