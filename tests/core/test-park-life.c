/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "policy-supervisor.h"

/* What becomes of an actor's life while code of it waits: stops, restarts, suspensions and the
 * close, and hooks that wait themselves. */

#define RESTART(name) \
  name ".before_restart " name ".finalize " name ".before_start " name ".after_restart"
#define STOP(name) name ".before_stop " name ".after_stop " name ".finalize"

/* Awaits a promise as often as told, and journals how each wait ended. */
typedef struct
{
  DomoPromise *promise;
  Journal *journal;
  guint n_left;
} Wait;

static const char *
describe (const GError *error)
{
  if (error == NULL)
    return "resolved";
  g_assert_true (error->domain == DOMO_ERROR);
  switch (error->code)
    {
    case DOMO_ERROR_STOPPED:
      return "stopped";
    case DOMO_ERROR_CLOSED:
      return "closed";
    case DOMO_ERROR_TIMEOUT:
      return "timeout";
    default:
      g_assert_not_reached ();
    }
}

static void
wait_now (Wait *self)
{
  while (self->n_left > 0)
    {
      g_autoptr (GError) error = NULL;

      self->n_left--;
      domo_await (domo_promise_get_future (self->promise), &error);
      journal_add (self->journal, "<%s>", describe (error));
    }
}

static DomoFuture *
await_promise (DomoActor *actor, gpointer data)
{
  wait_now (data);
  return domo_future_new_int64 (7);
}

/* A stage with an actor that waits, whose journal is empty. */
typedef struct
{
  StepStage *stage;
  Wait wait;
  TestSubject *actor;
  DomoFuture *answer;
} Scene;

static void
scene_set_up_with (Scene *self, StepStage *stage, guint n_waits, TestSubject *actor)
{
  self->stage = stage;
  self->wait = (Wait){ domo_promise_new (), stage->journal, n_waits };
  self->actor = actor;
  step_stage_run (stage);
  journal_clear (stage->journal);
  self->answer = test_subject_run (self->actor, await_promise, &self->wait);
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (self->answer));
}

static void
scene_set_up (Scene *self, StepStage *stage, guint n_waits)
{
  scene_set_up_with (self, stage, n_waits, step_stage_actor (stage, "a", TRUE));
}

static void
scene_tear_down (Scene *self)
{
  g_object_unref (self->actor);
  domo_future_unref (self->answer);
  domo_promise_unref (self->wait.promise);
}

static void
scene_resolve (Scene *self)
{
  domo_promise_resolve_int64 (self->wait.promise, 1);
  step_stage_run (self->stage);
}

static void
test_a_stop_waits_for_the_handler (StepStage *stage)
{
  Scene scene;

  scene_set_up (&scene, stage, 1);
  domo_proxy_stop (scene.actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "");
  scene_resolve (&scene);
  assert_journal (stage->journal, "<resolved> " STOP ("a"));
  g_assert_true (domo_future_is_resolved (scene.answer));
  scene_tear_down (&scene);
}

static void
test_a_stop_now_fails_the_wait_and_follows_the_handler (StepStage *stage)
{
  Scene scene;

  scene_set_up (&scene, stage, 1);
  domo_proxy_stop_now (scene.actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "<stopped> " STOP ("a"));
  /* The handler has answered. */
  g_assert_cmpint (domo_future_get_int64 (scene.answer, NULL), ==, 7);
  scene_tear_down (&scene);
}

static void
test_later_waits_of_the_handler_fail_as_well (StepStage *stage)
{
  Scene scene;

  scene_set_up (&scene, stage, 3);
  domo_proxy_stop_now (scene.actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "<stopped> <stopped> <stopped> " STOP ("a"));
  scene_tear_down (&scene);
}

static void
test_a_stop_now_leaves_the_future_alone (StepStage *stage)
{
  Scene scene;
  g_autoptr (DomoFuture) future = NULL;

  g_test_summary ("Others may wait for it, too.");
  scene_set_up (&scene, stage, 1);
  future = domo_promise_get_future (scene.wait.promise);
  domo_proxy_stop_now (scene.actor);
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (future));
  scene_tear_down (&scene);
}

static void
test_a_restart_fails_the_wait_and_follows_the_handler (StepStage *stage)
{
  Scene scene;

  scene_set_up (&scene, stage, 2);
  test_subject_note (scene.actor, "next");
  domo_proxy_restart (scene.actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "<stopped> <stopped> " RESTART ("a") " a:next");
  scene_tear_down (&scene);
}

static void
test_after_a_restart_handlers_may_wait_again (StepStage *stage)
{
  Scene scene;
  Wait second = { NULL, stage->journal, 1 };
  g_autoptr (DomoFuture) answer = NULL;

  scene_set_up (&scene, stage, 1);
  domo_proxy_restart (scene.actor);
  step_stage_run (stage);
  journal_clear (stage->journal);
  second.promise = scene.wait.promise;
  answer = test_subject_run (scene.actor, await_promise, &second);
  step_stage_run (stage);
  assert_journal (stage->journal, "");
  scene_resolve (&scene);
  assert_journal (stage->journal, "<resolved>");
  scene_tear_down (&scene);
}

static void
test_a_suspension_takes_effect_when_the_handler_returns (StepStage *stage)
{
  Scene scene;

  scene_set_up (&scene, stage, 1);
  domo_proxy_suspend (scene.actor);
  test_subject_note (scene.actor, "next");
  step_stage_run (stage);
  scene_resolve (&scene);
  assert_journal (stage->journal, "<resolved>");
  domo_proxy_resume (scene.actor);
  step_stage_run (stage);
  assert_journal (stage->journal, "<resolved> a:next");
  scene_tear_down (&scene);
}

static void
test_a_directive_waits_for_the_handler (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESTART, .scope = DOMO_SUPERVISION_SCOPE_ALL };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) sibling = policy_make_supervised (stage, "b", NULL, NULL);
  Scene scene;

  g_test_summary ("A sibling fails while this one waits: both restart.");
  scene_set_up_with (&scene, stage, 1, policy_make_supervised (stage, "a", NULL, NULL));
  test_subject_fail (sibling, "why");
  step_stage_run (stage);
  assert_journal (stage->journal, "b:fail inform " RESTART ("b") " <stopped> " RESTART ("a"));
  scene_tear_down (&scene);
}

/* Callbacks of an actor that waits. */

typedef struct
{
  Wait wait;
  DomoPromise *other;
} FailingCallback;

static DomoFuture *
fail_in_callback (DomoFuture *settled, gpointer actor)
{
  domo_actor_fail (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "callback"));
  return NULL;
}

static DomoFuture *
add_failing_callback_and_await (DomoActor *actor, gpointer data)
{
  FailingCallback *self = data;

  domo_future_unref (
      domo_future_then (domo_promise_get_future (self->other), fail_in_callback, actor, NULL));
  return await_promise (actor, &self->wait);
}

static void
test_a_callback_that_fails_meanwhile_has_the_actor_restarted_when_the_handler_returns (
    StepStage *stage)
{
  FailingCallback data = { { domo_promise_new (), stage->journal, 1 }, domo_promise_new () };
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", TRUE);
  g_autoptr (DomoFuture) answer = NULL;

  g_test_summary ("The restart fails the wait, and waits for the handler.");
  step_stage_run (stage);
  journal_clear (stage->journal);
  answer = test_subject_run (actor, add_failing_callback_and_await, &data);
  step_stage_run (stage);
  domo_promise_resolve_int64 (data.other, 1);
  step_stage_run (stage);
  assert_journal (stage->journal, "<stopped> " RESTART ("a"));
  domo_promise_unref (data.other);
  domo_promise_unref (data.wait.promise);
}

/* The close. */

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer closed)
{
  g_autoptr (GError) error = NULL;

  *(gboolean *) closed = domo_stage_close_finish (DOMO_STAGE (source), result, &error);
  g_assert_no_error (error);
}

static void
test_an_orderly_close_waits_for_the_handler (StepStage *stage)
{
  Scene scene;
  gboolean closed = FALSE;

  scene_set_up (&scene, stage, 1);
  domo_stage_close_async (stage->stage, -1, closed_cb, &closed);
  step_stage_run (stage);
  iterate_main_context ();
  g_assert_false (closed);
  scene_resolve (&scene);
  iterate_main_context ();
  g_assert_true (closed);
  assert_journal (stage->journal, "<resolved> " STOP ("a"));
  scene_tear_down (&scene);
}

static void
test_a_forceful_close_fails_waits_for_good (StepStage *stage)
{
  Scene scene;
  gboolean closed = FALSE;

  scene_set_up (&scene, stage, 3);
  domo_stage_close_async (stage->stage, 0, closed_cb, &closed);
  step_stage_run (stage);
  iterate_main_context ();
  g_assert_true (closed);
  assert_journal (stage->journal, "<closed> <closed> <closed> " STOP ("a"));
  scene_tear_down (&scene);
}

/* Hooks that wait. */

#define HOOKED_TYPE_ACTOR (hooked_actor_get_type ())
G_DECLARE_FINAL_TYPE (HookedActor, hooked_actor, HOOKED, ACTOR, DomoActor)

/* Waits in the hook that it is told, and journals what happens. */
typedef struct
{
  Wait wait;
  const char *hook;
} Hooked;

struct _HookedActor
{
  DomoActor parent_instance;

  Hooked *hooked;
};

static void hooked_actor_subject_init (TestSubjectInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HookedActor,
                               hooked_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_SUBJECT, hooked_actor_subject_init))

static void
hook_runs (DomoActor *actor, const char *hook)
{
  Hooked *hooked = HOOKED_ACTOR (actor)->hooked;

  journal_add (hooked->wait.journal, "%s", hook);
  if (g_strcmp0 (hooked->hook, hook) == 0)
    wait_now (&hooked->wait);
}

#define DEFINE_HOOK(name)                            \
  static void hooked_actor_##name (DomoActor *actor) \
  {                                                  \
    hook_runs (actor, #name);                        \
  }

#define DEFINE_ERROR_HOOK(name)                                           \
  static void hooked_actor_##name (DomoActor *actor, const GError *error) \
  {                                                                       \
    hook_runs (actor, #name);                                             \
  }

DEFINE_HOOK (before_start)
DEFINE_HOOK (after_start)
DEFINE_HOOK (before_stop)
DEFINE_HOOK (after_stop)
DEFINE_ERROR_HOOK (before_restart)
DEFINE_ERROR_HOOK (after_restart)

static void
hooked_actor_note (TestSubject *subject, const char *text)
{
  journal_add (HOOKED_ACTOR (subject)->hooked->wait.journal, "%s", text);
}

static DomoFuture *
hooked_actor_run (TestSubject *subject, TestSubjectFunc func, gpointer data)
{
  return func (DOMO_ACTOR (subject), data);
}

static DomoFuture *
hooked_actor_ask (TestSubject *subject, gint64 number)
{
  return domo_future_new_int64 (number);
}

static void
hooked_actor_fail (TestSubject *subject, const char *why)
{
  domo_actor_fail (DOMO_ACTOR (subject), g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "%s", why));
}

static DomoFuture *
hooked_actor_ask_and_fail (TestSubject *subject, const char *why)
{
  hooked_actor_fail (subject, why);
  return NULL;
}

static void
hooked_actor_subject_init (TestSubjectInterface *iface)
{
  iface->note = hooked_actor_note;
  iface->ask = hooked_actor_ask;
  iface->fail = hooked_actor_fail;
  iface->ask_and_fail = hooked_actor_ask_and_fail;
  iface->run = hooked_actor_run;
  iface->run_concurrent = hooked_actor_run;
}

static void
hooked_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HOOKED_ACTOR (object)->hooked = g_value_get_pointer (value);
}

static void
hooked_actor_class_init (HookedActorClass *klass)
{
  DomoActorClass *actor_class = DOMO_ACTOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = hooked_actor_set_property;
  actor_class->before_start = hooked_actor_before_start;
  actor_class->after_start = hooked_actor_after_start;
  actor_class->before_stop = hooked_actor_before_stop;
  actor_class->after_stop = hooked_actor_after_stop;
  actor_class->before_restart = hooked_actor_before_restart;
  actor_class->after_restart = hooked_actor_after_restart;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
                                   g_param_spec_pointer ("hooked", NULL, NULL,
                                                         G_PARAM_WRITABLE |
                                                             G_PARAM_CONSTRUCT_ONLY));
}

static void
hooked_actor_init (HookedActor *self)
{
}

static TestSubject *
make_hooked (StepStage *stage, Hooked *hooked, const char *hook)
{
  *hooked = (Hooked){ { domo_promise_new (), stage->journal, 1 }, hook };
  return domo_stage_actor_for (stage->stage, HOOKED_TYPE_ACTOR, "hooked", hooked, NULL);
}

static void
hooked_resolve (StepStage *stage, Hooked *hooked)
{
  domo_promise_resolve_int64 (hooked->wait.promise, 1);
  step_stage_run (stage);
}

/* It must not outlive @hooked. */
static void
hooked_end (StepStage *stage, Hooked *hooked, TestSubject *actor)
{
  hooked->hook = NULL;
  domo_proxy_stop (actor);
  step_stage_run (stage);
  g_assert_true (domo_proxy_is_stopped (actor));
  domo_promise_unref (hooked->wait.promise);
}

static void
test_a_start_hook_that_waits_holds_up_messages (StepStage *stage)
{
  Hooked hooked;
  g_autoptr (TestSubject) actor = make_hooked (stage, &hooked, "before_start");

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
  g_autoptr (TestSubject) actor = make_hooked (stage, &hooked, "before_start");

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
  g_autoptr (TestSubject) actor = make_hooked (stage, &hooked, "before_start");

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
  g_autoptr (TestSubject) actor = make_hooked (stage, &hooked, "before_stop");
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
  g_autoptr (TestSubject) actor = make_hooked (stage, &hooked, "after_stop");

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
      g_autoptr (TestSubject) actor = make_hooked (stage, &hooked, NULL);

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
  g_autoptr (TestSubject) actor = make_hooked (stage, &hooked, "before_stop");
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/park-life/" name, test_##func)
  ADD ("a-stop-waits-for-the-handler", a_stop_waits_for_the_handler);
  ADD ("a-stop-now-fails-the-wait-and-follows-the-handler",
       a_stop_now_fails_the_wait_and_follows_the_handler);
  ADD ("later-waits-of-the-handler-fail-as-well", later_waits_of_the_handler_fail_as_well);
  ADD ("a-stop-now-leaves-the-future-alone", a_stop_now_leaves_the_future_alone);
  ADD ("a-restart-fails-the-wait-and-follows-the-handler",
       a_restart_fails_the_wait_and_follows_the_handler);
  ADD ("after-a-restart-handlers-may-wait-again", after_a_restart_handlers_may_wait_again);
  ADD ("a-suspension-takes-effect-when-the-handler-returns",
       a_suspension_takes_effect_when_the_handler_returns);
  ADD ("a-directive-waits-for-the-handler", a_directive_waits_for_the_handler);
  ADD ("a-callback-that-fails-meanwhile-has-the-actor-restarted-when-the-handler-returns",
       a_callback_that_fails_meanwhile_has_the_actor_restarted_when_the_handler_returns);
  ADD ("an-orderly-close-waits-for-the-handler", an_orderly_close_waits_for_the_handler);
  ADD ("a-forceful-close-fails-waits-for-good", a_forceful_close_fails_waits_for_good);
  ADD ("a-start-hook-that-waits-holds-up-messages", a_start_hook_that_waits_holds_up_messages);
  ADD ("a-stop-now-during-a-start-hook-that-waits-follows-the-start",
       a_stop_now_during_a_start_hook_that_waits_follows_the_start);
  ADD ("a-restart-that-the-start-settles-does-not-fail-its-wait",
       a_restart_that_the_start_settles_does_not_fail_its_wait);
  ADD ("a-stop-hook-may-wait", a_stop_hook_may_wait);
  ADD ("the-last-hook-may-wait", the_last_hook_may_wait);
  ADD ("hooks-of-a-restart-may-wait", hooks_of_a_restart_may_wait);
  ADD ("nobody-waits-in-a-forceful-close", nobody_waits_in_a_forceful_close);
#undef ADD

  return g_test_run ();
}
