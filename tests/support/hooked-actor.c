/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "hooked-actor.h"

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

void
promised_wait_now (PromisedWait *self)
{
  while (self->n_left > 0)
    {
      g_autoptr (GError) error = NULL;

      self->n_left--;
      domo_await (domo_promise_get_future (self->promise), &error);
      journal_add (self->journal, "<%s>", describe (error));
    }
}

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
    promised_wait_now (&hooked->wait);
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

/* Not journaled, because it usually does nothing. */
static GVariant *
hooked_actor_save_state (DomoActor *actor)
{
  Hooked *hooked = HOOKED_ACTOR (actor)->hooked;

  if (g_strcmp0 (hooked->hook, "save_state") == 0)
    promised_wait_now (&hooked->wait);
  return NULL;
}

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
hooked_actor_constructed (GObject *object)
{
  G_OBJECT_CLASS (hooked_actor_parent_class)->constructed (object);

  HOOKED_ACTOR (object)->hooked->n_instances++;
}

static void
hooked_actor_finalize (GObject *object)
{
  HOOKED_ACTOR (object)->hooked->n_instances--;

  G_OBJECT_CLASS (hooked_actor_parent_class)->finalize (object);
}

static void
hooked_actor_class_init (HookedActorClass *klass)
{
  DomoActorClass *actor_class = DOMO_ACTOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = hooked_actor_set_property;
  G_OBJECT_CLASS (klass)->constructed = hooked_actor_constructed;
  G_OBJECT_CLASS (klass)->finalize = hooked_actor_finalize;
  actor_class->before_start = hooked_actor_before_start;
  actor_class->after_start = hooked_actor_after_start;
  actor_class->before_stop = hooked_actor_before_stop;
  actor_class->after_stop = hooked_actor_after_stop;
  actor_class->before_restart = hooked_actor_before_restart;
  actor_class->after_restart = hooked_actor_after_restart;
  actor_class->save_state = hooked_actor_save_state;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
                                   g_param_spec_pointer ("hooked", NULL, NULL,
                                                         G_PARAM_WRITABLE |
                                                             G_PARAM_CONSTRUCT_ONLY));
}

static void
hooked_actor_init (HookedActor *self)
{
}

TestSubject *
hooked_make (StepStage *stage, Hooked *hooked, const char *hook)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (HOOKED_TYPE_ACTOR, "hooked", hooked, NULL);
  g_autoptr (GError) error = NULL;
  TestSubject *actor;

  *hooked = (Hooked){ { domo_promise_new (), stage->journal, 1 }, hook, 0 };
  domo_definition_set_keep_state (definition, TRUE);
  actor = domo_stage_actor_for_definition (stage->stage, definition, &error);
  g_assert_no_error (error);
  return actor;
}

void
hooked_resolve (StepStage *stage, Hooked *hooked)
{
  domo_promise_resolve_int64 (hooked->wait.promise, 1);
  step_stage_run (stage);
}

void
hooked_end (StepStage *stage, Hooked *hooked, TestSubject *actor)
{
  hooked->hook = NULL;
  domo_proxy_stop (actor);
  step_stage_run (stage);
  g_assert_true (domo_proxy_is_stopped (actor));
  domo_promise_unref (hooked->wait.promise);
}
