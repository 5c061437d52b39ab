/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "step-stage.h"

/* Circles of waits that lead through the lives of actors: through one that has failed to its
 * supervisor, through one that stops or restarts to its children, and from starts and ends to their
 * actor; and what looks like a circle, but is about to end. */

/* What is done and then waited for. */
typedef struct
{
  void (*prepare) (gpointer target);
  DomoFuture *(*make) (gpointer target);
  gpointer target;
  /* How that ended: -1: not yet; 0: well; or 1 and the error's code. */
  int outcome;
} Wait;

#define PENDING -1
#define WELL    0
#define REFUSED (1 + (int) DOMO_ERROR_DEADLOCK)
#define STOPPED (1 + (int) DOMO_ERROR_STOPPED)

static DomoFuture *
answer_of (gpointer target)
{
  return test_subject_ask (target, 1);
}

static void
wait_now (Wait *self)
{
  g_autoptr (GError) error = NULL;

  if (self->prepare != NULL)
    self->prepare (self->target);
  domo_await (self->make (self->target), &error);
  g_assert (error == NULL || error->domain == DOMO_ERROR);
  self->outcome = error != NULL ? 1 + error->code : WELL;
}

/* An actor that waits in its hooks, and as a supervisor before it resumes. */

#define KNOT_TYPE_ACTOR (knot_actor_get_type ())
G_DECLARE_FINAL_TYPE (KnotActor, knot_actor, KNOT, ACTOR, DomoActor)

struct _KnotActor
{
  DomoActor parent_instance;

  Wait *in_start;
  Wait *in_end;
  Wait *in_inform;
  gboolean escalates;
};

static void
knot_actor_inform (DomoSupervisor *supervisor, DomoSupervised *supervised)
{
  KnotActor *self = KNOT_ACTOR (supervisor);

  if (self->escalates)
    domo_supervised_escalate (supervised);
  if (self->in_inform != NULL)
    wait_now (self->in_inform);
  domo_supervised_resume (supervised, DOMO_SUPERVISION_SCOPE_ONE);
}

static void
knot_actor_supervisor_init (DomoSupervisorInterface *iface)
{
  iface->inform = knot_actor_inform;
}

static DomoFuture *
knot_actor_ask (TestSubject *subject, gint64 number)
{
  return domo_future_new_int64 (number);
}

static DomoFuture *
knot_actor_run (TestSubject *subject, TestSubjectFunc func, gpointer data)
{
  return func (DOMO_ACTOR (subject), data);
}

static void
knot_actor_note (TestSubject *subject, const char *text)
{
}

static DomoFuture *
knot_actor_ask_and_fail (TestSubject *subject, const char *why)
{
  domo_actor_fail (DOMO_ACTOR (subject), g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, why));
  return NULL;
}

static void
knot_actor_fail (TestSubject *subject, const char *why)
{
  knot_actor_ask_and_fail (subject, why);
}

static void
knot_actor_subject_init (TestSubjectInterface *iface)
{
  iface->note = knot_actor_note;
  iface->ask = knot_actor_ask;
  iface->fail = knot_actor_fail;
  iface->ask_and_fail = knot_actor_ask_and_fail;
  iface->run = knot_actor_run;
  iface->run_concurrent = knot_actor_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (KnotActor,
                               knot_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_SUBJECT, knot_actor_subject_init)
                                   G_IMPLEMENT_INTERFACE (DOMO_TYPE_SUPERVISOR,
                                                          knot_actor_supervisor_init))

static void
knot_actor_before_start (DomoActor *actor)
{
  if (KNOT_ACTOR (actor)->in_start != NULL)
    wait_now (KNOT_ACTOR (actor)->in_start);
}

static void
knot_actor_after_stop (DomoActor *actor)
{
  if (KNOT_ACTOR (actor)->in_end != NULL)
    wait_now (KNOT_ACTOR (actor)->in_end);
}

static void
knot_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KnotActor *self = KNOT_ACTOR (object);

  if (id == 1)
    self->in_start = g_value_get_pointer (value);
  else if (id == 2)
    self->in_end = g_value_get_pointer (value);
  else if (id == 3)
    self->in_inform = g_value_get_pointer (value);
  else
    self->escalates = g_value_get_boolean (value);
}

static void
knot_actor_class_init (KnotActorClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const char *const names[] = { "in-start", "in-end", "in-inform" };

  G_OBJECT_CLASS (klass)->set_property = knot_actor_set_property;
  DOMO_ACTOR_CLASS (klass)->before_start = knot_actor_before_start;
  DOMO_ACTOR_CLASS (klass)->after_stop = knot_actor_after_stop;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_object_class_install_property (G_OBJECT_CLASS (klass), 1 + i,
                                     g_param_spec_pointer (names[i], NULL, NULL, flags));
  g_object_class_install_property (G_OBJECT_CLASS (klass), 4,
                                   g_param_spec_boolean ("escalates", NULL, NULL, FALSE, flags));
}

static void
knot_actor_init (KnotActor *self)
{
}

/* What tests do. */

static void
step (StepStage *stage, gpointer proxy)
{
  g_assert_true (domo_test_dispatcher_step_actor (stage->dispatcher, proxy));
}

static DomoFuture *
wait_in_handler (DomoActor *actor, gpointer wait)
{
  wait_now (wait);
  return domo_future_new_int64 (1);
}

/* Has @actor wait, when it runs next. */
static void
tell_to_wait (gpointer actor, Wait *wait)
{
  wait->outcome = PENDING;
  domo_future_unref (test_subject_run (actor, wait_in_handler, wait));
}

static TestSubject *
make_started (StepStage *stage)
{
  TestSubject *actor = step_stage_actor (stage, "a", FALSE);

  step_stage_run (stage);
  return actor;
}

typedef struct
{
  Wait *in_end;
  TestSubject *child;
} Birth;

static DomoFuture *
make_child (DomoActor *actor, gpointer data)
{
  Birth *birth = data;

  birth->child = domo_actor_child_for (actor, KNOT_TYPE_ACTOR, "in-end", birth->in_end, NULL);
  return domo_future_new_int64 (0);
}

static TestSubject *
make_child_of (StepStage *stage, TestSubject *parent, Wait *in_end)
{
  Birth birth = { .in_end = in_end };

  domo_future_unref (test_subject_run (parent, make_child, &birth));
  step_stage_run (stage);
  return birth.child;
}

/* Stops. */

static void
test_end_of_a_parent_whose_child_waits_back (StepStage *stage)
{
  g_autoptr (TestSubject) parent = make_started (stage);
  g_autoptr (TestSubject) child = make_child_of (stage, parent, NULL);
  g_autoptr (TestSubject) other = make_started (stage);
  Wait for_end = { .make = domo_proxy_stopped, .target = parent };
  Wait for_answer = { .make = answer_of, .target = other };

  g_test_summary ("The parent stops and awaits its child, which waits for who waits for its end.");
  tell_to_wait (other, &for_end);
  tell_to_wait (child, &for_answer);
  step (stage, child);
  domo_proxy_stop (parent);
  step (stage, parent);
  step (stage, other);
  g_assert_cmpint (for_end.outcome, ==, REFUSED);
  step_stage_run (stage);
  g_assert_cmpint (for_answer.outcome, ==, WELL);
  g_assert_true (domo_proxy_is_stopped (parent));
}

static DomoFuture *
answer_and_end_of (gpointer target)
{
  g_autoptr (DomoFuture) answer = answer_of (target);
  g_autoptr (DomoFuture) end = domo_proxy_stopped (target);
  DomoFuture *const both[] = { answer, end };

  return domo_future_all (both, 2);
}

static void
test_end_and_answer_are_two_questions (StepStage *stage)
{
  g_autoptr (TestSubject) parent = make_started (stage);
  g_autoptr (TestSubject) child = make_child_of (stage, parent, NULL);
  g_autoptr (TestSubject) other = make_started (stage);
  Wait for_both = { .make = answer_and_end_of, .target = parent };
  Wait for_answer = { .make = answer_of, .target = other };

  g_test_summary (
      "The parent that stops rejects what is asked, but does not end before its child.");
  tell_to_wait (other, &for_both);
  tell_to_wait (child, &for_answer);
  step (stage, child);
  domo_proxy_stop (parent);
  step (stage, parent);
  step (stage, other);
  g_assert_cmpint (for_both.outcome, ==, REFUSED);
  step_stage_run (stage);
  g_assert_cmpint (for_answer.outcome, ==, WELL);
}

static void
test_answer_of_a_parent_that_restarts (StepStage *stage)
{
  g_autoptr (TestSubject) parent = make_started (stage);
  g_autoptr (TestSubject) other = make_started (stage);
  Wait for_other = { .make = answer_of, .target = other, .outcome = PENDING };
  Wait for_parent = { .make = answer_of, .target = parent };
  g_autoptr (TestSubject) child = make_child_of (stage, parent, &for_other);

  g_test_summary ("The parent restarts and awaits its child, which waits in its last hook for who "
                  "waits for the parent's answer.");
  tell_to_wait (other, &for_parent);
  domo_proxy_restart (parent);
  step (stage, parent);
  step (stage, child);
  step (stage, other);
  g_assert_cmpint (for_parent.outcome, ==, REFUSED);
  step_stage_run (stage);
  g_assert_cmpint (for_other.outcome, ==, WELL);
}

static void
test_answer_of_a_parent_that_stops (StepStage *stage)
{
  g_autoptr (TestSubject) parent = make_started (stage);
  g_autoptr (TestSubject) other = make_started (stage);
  Wait for_other = { .make = answer_of, .target = other, .outcome = PENDING };
  Wait for_parent = { .make = answer_of, .target = parent };
  g_autoptr (TestSubject) child = make_child_of (stage, parent, &for_other);

  g_test_summary ("As before, but it stops: what is asked of it then is rejected at once.");
  tell_to_wait (other, &for_parent);
  domo_proxy_stop_now (parent);
  step (stage, parent);
  step (stage, child);
  step_stage_run (stage);
  g_assert_cmpint (for_parent.outcome, ==, STOPPED);
  g_assert_cmpint (for_other.outcome, ==, WELL);
}

static void
test_start_of_a_child_that_waits_for_its_parent (StepStage *stage)
{
  g_autoptr (TestSubject) other = make_started (stage);
  Wait for_answer = { .make = answer_of, .target = other, .outcome = PENDING };
  g_autoptr (TestSubject) starting =
      domo_stage_actor_for (stage->stage, KNOT_TYPE_ACTOR, "in-start", &for_answer, NULL);
  Wait for_start = { .make = domo_proxy_started, .target = starting };

  tell_to_wait (other, &for_start);
  step (stage, starting);
  step (stage, other);
  g_assert_cmpint (for_start.outcome, ==, REFUSED);
  step_stage_run (stage);
  g_assert_cmpint (for_answer.outcome, ==, WELL);
}

/* An order that is on its way ends the waits of whom it is for. */

static void
assert_order_breaks_circle (StepStage *stage,
                            void (*order) (gpointer proxy),
                            DomoFuture *(*make) (gpointer proxy))
{
  g_autoptr (TestSubject) other = make_started (stage);
  g_autoptr (TestSubject) actor = make_started (stage);
  Wait for_other = { .make = answer_of, .target = other };
  Wait for_actor = { .prepare = order, .make = make, .target = actor };

  tell_to_wait (other, &for_actor);
  tell_to_wait (actor, &for_other);
  step (stage, actor);
  step (stage, other);
  step_stage_run (stage);
  g_assert_cmpint (for_actor.outcome, ==, WELL);
  g_assert_cmpint (for_other.outcome, ==, STOPPED);
}

static void
test_end_of_who_is_stopped_now (StepStage *stage)
{
  g_test_summary ("Who stops another at once may wait for its end, though that waits for it.");
  assert_order_breaks_circle (stage, domo_proxy_stop_now, domo_proxy_stopped);
}

static void
test_answer_of_who_is_restarted (StepStage *stage)
{
  g_test_summary ("Who restarts another may wait for its answer, though that waits for it.");
  assert_order_breaks_circle (stage, domo_proxy_restart, answer_of);
}

typedef struct
{
  TestSubject *actor;
  Wait *wait;
} Relay;

static DomoFuture *
answer_after_wait (gpointer target)
{
  const Relay *relay = target;

  return test_subject_run (relay->actor, wait_in_handler, relay->wait);
}

static void
test_answer_owed_by_who_is_stopped_now (StepStage *stage)
{
  g_autoptr (TestSubject) asker = make_started (stage);
  g_autoptr (TestSubject) other = make_started (stage);
  g_autoptr (TestSubject) actor = make_started (stage);
  Wait for_other = { .make = answer_of, .target = other, .outcome = PENDING };
  Relay relay = { actor, &for_other };
  Wait for_actor = { .make = answer_after_wait, .target = &relay };
  Wait for_asker = { .make = answer_of, .target = asker };

  g_test_summary ("The waits of an actor that is to stop at once end, and with them those for it.");
  tell_to_wait (other, &for_asker);
  tell_to_wait (asker, &for_actor);
  step (stage, asker);
  step (stage, actor);
  domo_proxy_stop_now (actor);
  step (stage, other);
  g_assert_cmpint (for_asker.outcome, ==, PENDING);
  step_stage_run (stage);
  g_assert_cmpint (for_asker.outcome, ==, WELL);
  g_assert_cmpint (for_actor.outcome, ==, WELL);
  g_assert_cmpint (for_other.outcome, ==, STOPPED);
}

/* Failures. */

static TestSubject *
make_supervised (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "journal", stage->journal, NULL);
  g_autoptr (GError) error = NULL;
  TestSubject *actor;

  domo_definition_set_supervisor (definition, "judge");
  actor = domo_stage_actor_for_definition (stage->stage, definition, &error);
  g_assert_no_error (error);
  step_stage_run (stage);
  return actor;
}

static TestSubject *
make_judge (StepStage *stage, Wait *in_inform, gboolean escalates)
{
  TestSubject *judge = domo_stage_actor_for (stage->stage, KNOT_TYPE_ACTOR, "in-inform", in_inform,
                                             "escalates", escalates, NULL);

  domo_stage_register_supervisor (stage->stage, "judge", judge);
  step_stage_run (stage);
  return judge;
}

static void
test_answer_of_a_failed_actor_whose_supervisor_waits (StepStage *stage)
{
  g_autoptr (TestSubject) judge = make_judge (stage, NULL, FALSE);
  g_autoptr (TestSubject) failed = make_supervised (stage);
  g_autoptr (TestSubject) actor = make_started (stage);
  Wait for_failed = { .make = answer_of, .target = failed };
  Wait for_actor = { .make = answer_of, .target = actor };

  tell_to_wait (actor, &for_failed);
  tell_to_wait (judge, &for_actor);
  step (stage, judge);
  test_subject_fail (failed, "why");
  step (stage, failed);
  step (stage, actor);
  g_assert_cmpint (for_failed.outcome, ==, REFUSED);
  step_stage_run (stage);
  g_assert_cmpint (for_actor.outcome, ==, WELL);
}

static void
test_a_suspended_actor_is_not_failed (StepStage *stage)
{
  g_autoptr (TestSubject) judge = make_judge (stage, NULL, FALSE);
  g_autoptr (TestSubject) held = make_supervised (stage);
  g_autoptr (TestSubject) actor = make_started (stage);
  Wait for_held = { .make = answer_of, .target = held };
  Wait for_actor = { .make = answer_of, .target = actor };

  g_test_summary ("One that was suspended from outside does not wait for its supervisor.");
  tell_to_wait (actor, &for_held);
  tell_to_wait (judge, &for_actor);
  step (stage, judge);
  domo_proxy_suspend (held);
  step (stage, held);
  step (stage, actor);
  g_assert_cmpint (for_held.outcome, ==, PENDING);
  domo_proxy_resume (held);
  step_stage_run (stage);
  g_assert_cmpint (for_held.outcome, ==, WELL);
  g_assert_cmpint (for_actor.outcome, ==, WELL);
}

static void
test_end_of_who_is_judged (StepStage *stage)
{
  Wait for_end = { .prepare = domo_proxy_stop, .make = domo_proxy_stopped, .outcome = PENDING };
  g_autoptr (TestSubject) judge = make_judge (stage, &for_end, FALSE);
  g_autoptr (TestSubject) failed = make_supervised (stage);

  g_test_summary (
      "A stop waits for no directive: a supervisor may order one and wait for the end.");
  for_end.target = failed;
  test_subject_fail (failed, "why");
  step_stage_run (stage);
  g_assert_cmpint (for_end.outcome, ==, WELL);
}

static void
test_answer_of_who_was_escalated (StepStage *stage)
{
  Wait for_answer = { .make = answer_of, .outcome = PENDING };
  g_autoptr (TestSubject) judge = make_judge (stage, &for_answer, TRUE);
  g_autoptr (TestSubject) failed = make_supervised (stage);

  g_test_summary ("Once it is passed on, not the supervisor has to decide.");
  for_answer.target = failed;
  test_subject_fail (failed, "why");
  step_stage_run (stage);
  g_assert_cmpint (for_answer.outcome, ==, STOPPED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/deadlock-life/" name, test_##func)
  ADD ("end-of-a-parent-whose-child-waits-back", end_of_a_parent_whose_child_waits_back);
  ADD ("end-and-answer-are-two-questions", end_and_answer_are_two_questions);
  ADD ("answer-of-a-parent-that-restarts", answer_of_a_parent_that_restarts);
  ADD ("answer-of-a-parent-that-stops", answer_of_a_parent_that_stops);
  ADD ("start-of-a-child-that-waits-for-its-parent", start_of_a_child_that_waits_for_its_parent);
  ADD ("end-of-who-is-stopped-now", end_of_who_is_stopped_now);
  ADD ("answer-of-who-is-restarted", answer_of_who_is_restarted);
  ADD ("answer-owed-by-who-is-stopped-now", answer_owed_by_who_is_stopped_now);
  ADD ("answer-of-a-failed-actor-whose-supervisor-waits",
       answer_of_a_failed_actor_whose_supervisor_waits);
  ADD ("a-suspended-actor-is-not-failed", a_suspended_actor_is_not_failed);
  ADD ("end-of-who-is-judged", end_of_who_is_judged);
  ADD ("answer-of-who-was-escalated", answer_of_who_was_escalated);
#undef ADD

  return g_test_run ();
}
