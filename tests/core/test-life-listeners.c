/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "step-stage.h"

/* Listeners to the life of actors. */

typedef struct
{
  StepStage *stage;
  guint id;
  guint n_destroyed;
  gboolean removes_itself;
} Ear;

static void
hear (DomoStage *stage, gpointer proxy, DomoLifeEvent event, gpointer data)
{
  const char *const names[] = { "started", "restarting", "restarted", "stopped", "closing" };
  Ear *self = data;

  g_assert_true (stage == self->stage->stage);
  g_assert_true ((proxy == NULL) == (event == DOMO_LIFE_EVENT_CLOSING));
  if (proxy == NULL || g_type_is_a (domo_proxy_get_actor_type (proxy), TEST_TYPE_ACTOR))
    journal_add (self->stage->journal, "<%s>", names[event]);
  if (self->removes_itself)
    domo_stage_remove_life_listener (stage, self->id);
}

static void
ear_destroyed (gpointer data)
{
  ((Ear *) data)->n_destroyed++;
}

static void
ear_open (Ear *self, StepStage *stage)
{
  self->stage = stage;
  self->id = domo_stage_add_life_listener (stage->stage, hear, self, ear_destroyed);
  g_assert_cmpuint (self->id, !=, 0);
}

static void
ear_close (Ear *self)
{
  domo_stage_remove_life_listener (self->stage->stage, self->id);
  g_assert_cmpuint (self->n_destroyed, ==, 1);
}

static void
test_a_start_is_heard_when_it_has_succeeded (StepStage *stage)
{
  Ear ear = { 0 };
  g_autoptr (TestSubject) actor = NULL;

  ear_open (&ear, stage);
  actor = step_stage_actor (stage, "a", TRUE);
  step_stage_run (stage);
  assert_journal (stage->journal, "a.before_start a.after_start <started>");
  ear_close (&ear);
}

static void
test_a_start_that_fails_is_heard_as_no_start (StepStage *stage)
{
  Ear ear = { 0 };
  g_autoptr (TestSubject) actor = NULL;

  ear_open (&ear, stage);
  actor = domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "fail-in", "before_start", NULL);
  step_stage_run (stage);
  /* The public root has it restarted once at once, and then it waits. */
  assert_journal (stage->journal, "<restarting>");
  ear_close (&ear);
}

static void
test_a_restart_is_heard_before_the_instance_goes_and_when_the_next_has_started (StepStage *stage)
{
  Ear ear = { 0 };
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);

  step_stage_run (stage);
  journal_clear (stage->journal);
  ear_open (&ear, stage);
  domo_proxy_restart (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "a.before_restart <restarting> a.finalize a.before_start "
                                  "a.after_restart <restarted>");
  ear_close (&ear);
}

static void
test_a_stop_is_heard_when_nothing_is_left_of_the_actor (StepStage *stage)
{
  Ear ear = { 0 };
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);

  step_stage_run (stage);
  journal_clear (stage->journal);
  ear_open (&ear, stage);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "a.before_stop a.after_stop a.finalize <stopped>");
  ear_close (&ear);
}

/* A child on a dispatcher of its own, whose end is heard just when its parent wants to end, too. */

typedef struct
{
  StepStage *stage;
  TestSubject *parent;
  DomoDefinition *definition;
  TestSubject *child;
} Family;

static DomoFuture *
make_child (DomoActor *actor, gpointer data)
{
  Family *self = data;

  self->child = domo_actor_child_for_definition (actor, self->definition, NULL);
  return NULL;
}

static void
stop_parent_meanwhile (DomoStage *stage, gpointer proxy, DomoLifeEvent event, gpointer data)
{
  Family *self = data;

  if (event != DOMO_LIFE_EVENT_STOPPED || proxy != self->child)
    return;
  domo_proxy_stop (self->parent);
  step_stage_run (self->stage);
}

static void
test_a_parent_is_heard_to_stop_after_a_child_elsewhere (StepStage *stage)
{
  Ear ear = { 0 };
  g_autoptr (DomoTestDispatcher) elsewhere = domo_test_dispatcher_new ();
  g_autoptr (TestSubject) parent = step_stage_actor (stage, "a", TRUE);
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "b", "journal", stage->journal, "hooks", TRUE,
                           NULL);
  Family family = { stage, parent, definition, NULL };
  guint id = domo_stage_add_life_listener (stage->stage, stop_parent_meanwhile, &family, NULL);

  domo_definition_set_dispatcher (definition, DOMO_DISPATCHER (elsewhere));
  domo_future_unref (test_subject_run (parent, make_child, &family));
  step_stage_run (stage);
  domo_test_dispatcher_run (elsewhere);
  journal_clear (stage->journal);
  ear_open (&ear, stage);

  domo_proxy_stop (family.child);
  domo_test_dispatcher_run (elsewhere);
  step_stage_run (stage);
  assert_journal (stage->journal, "b.before_stop b.after_stop b.finalize a.before_stop <stopped> "
                                  "a.after_stop a.finalize <stopped>");
  ear_close (&ear);
  domo_stage_remove_life_listener (stage->stage, id);
  g_object_unref (family.child);
}

typedef struct
{
  guint n_stopped;
  guint n_found;
} Look;

static void
look_up (DomoStage *stage, gpointer proxy, DomoLifeEvent event, gpointer data)
{
  Look *self = data;
  g_autoptr (DomoProxy) found = domo_stage_actor_of (stage, domo_proxy_get_address (proxy));

  self->n_stopped += event == DOMO_LIFE_EVENT_STOPPED;
  self->n_found += found != NULL;
}

static void
test_what_has_stopped_has_no_address_when_that_is_heard (StepStage *stage)
{
  Look look = { 0 };
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  guint id;

  step_stage_run (stage);
  id = domo_stage_add_life_listener (stage->stage, look_up, &look, NULL);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  g_assert_cmpuint (look.n_stopped, ==, 1);
  g_assert_cmpuint (look.n_found, ==, 0);
  domo_stage_remove_life_listener (stage->stage, id);
}

static void
test_the_close_is_heard_before_actors_stop (StepStage *stage)
{
  Ear ear = { 0 };
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  step_stage_run (stage);
  ear_open (&ear, stage);
  domo_stage_close_async (stage->stage, -1, NULL, NULL);
  assert_journal (stage->journal, "<closing>");
  step_stage_run (stage);
  assert_journal (stage->journal, "<closing> <stopped>");
  ear_close (&ear);
}

static void
test_a_second_close_is_not_heard (StepStage *stage)
{
  Ear ear = { 0 };

  ear_open (&ear, stage);
  domo_stage_close_async (stage->stage, -1, NULL, NULL);
  domo_stage_close_async (stage->stage, 0, NULL, NULL);
  step_stage_run (stage);
  assert_journal (stage->journal, "<closing>");
  ear_close (&ear);
}

static void
test_several_listeners_hear_in_order (StepStage *stage)
{
  Ear first = { 0 }, second = { 0 };
  g_autoptr (TestSubject) actor = NULL;

  ear_open (&first, stage);
  ear_open (&second, stage);
  g_assert_cmpuint (first.id, !=, second.id);
  actor = step_stage_actor (stage, "a", FALSE);
  step_stage_run (stage);
  assert_journal (stage->journal, "<started> <started>");
  ear_close (&first);
  domo_proxy_stop (actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "<started> <started> <stopped>");
  ear_close (&second);
}

static void
test_a_listener_may_remove_itself (StepStage *stage)
{
  Ear ear = { .removes_itself = TRUE };
  g_autoptr (TestSubject) first = NULL;
  g_autoptr (TestSubject) second = NULL;

  ear_open (&ear, stage);
  first = step_stage_actor (stage, "a", FALSE);
  second = step_stage_actor (stage, "b", FALSE);
  step_stage_run (stage);
  assert_journal (stage->journal, "<started>");
  ear_close (&ear);
}

static void
test_a_listener_that_is_left_goes_with_the_stage (void)
{
  Ear ear = { 0 };
  StepStage stage;

  step_stage_set_up (&stage);
  ear_open (&ear, &stage);
  step_stage_tear_down (&stage);
  g_assert_cmpuint (ear.n_destroyed, ==, 1);
}

/* Threads. */

typedef struct
{
  DomoStage *stage;
  gint n_heard; /* atomic */
} Crowd;

static void
count (DomoStage *stage, gpointer proxy, DomoLifeEvent event, gpointer data)
{
  g_atomic_int_inc (&((Crowd *) data)->n_heard);
}

static gpointer
come_and_go (gpointer data)
{
  Crowd *self = data;

  for (guint i = 0; i < 500; i++)
    domo_stage_remove_life_listener (self->stage,
                                     domo_stage_add_life_listener (self->stage, count, self, NULL));
  return NULL;
}

static void
test_listeners_may_come_and_go_in_other_threads (StepStage *stage)
{
  enum
  {
    N = 300
  };
  Crowd stays = { stage->stage, 0 }, goes = { stage->stage, 0 };
  guint id = domo_stage_add_life_listener (stage->stage, count, &stays, NULL);
  GThread *thread = g_thread_new ("listeners", come_and_go, &goes);

  for (guint i = 0; i < N; i++)
    {
      g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

      domo_proxy_stop (actor);
      step_stage_run (stage);
    }
  g_thread_join (thread);
  domo_stage_remove_life_listener (stage->stage, id);
  g_assert_cmpint (g_atomic_int_get (&stays.n_heard), ==, 2 * N);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/life-listeners/" name, test_##func)
  ADD ("a-start-is-heard-when-it-has-succeeded", a_start_is_heard_when_it_has_succeeded);
  ADD ("a-start-that-fails-is-heard-as-no-start", a_start_that_fails_is_heard_as_no_start);
  ADD ("a-restart-is-heard-before-the-instance-goes-and-when-the-next-has-started",
       a_restart_is_heard_before_the_instance_goes_and_when_the_next_has_started);
  ADD ("a-stop-is-heard-when-nothing-is-left-of-the-actor",
       a_stop_is_heard_when_nothing_is_left_of_the_actor);
  ADD ("a-parent-is-heard-to-stop-after-a-child-elsewhere",
       a_parent_is_heard_to_stop_after_a_child_elsewhere);
  ADD ("what-has-stopped-has-no-address-when-that-is-heard",
       what_has_stopped_has_no_address_when_that_is_heard);
  ADD ("the-close-is-heard-before-actors-stop", the_close_is_heard_before_actors_stop);
  ADD ("a-second-close-is-not-heard", a_second_close_is_not_heard);
  ADD ("several-listeners-hear-in-order", several_listeners_hear_in_order);
  ADD ("a-listener-may-remove-itself", a_listener_may_remove_itself);
  g_test_add_func ("/core/life-listeners/a-listener-that-is-left-goes-with-the-stage",
                   test_a_listener_that_is_left_goes_with_the_stage);
  ADD ("listeners-may-come-and-go-in-other-threads", listeners_may_come_and_go_in_other_threads);
#undef ADD

  return g_test_run ();
}
