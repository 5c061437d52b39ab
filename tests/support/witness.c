/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "witness.h"

/* Not GMutex: ThreadSanitizer sees this one. */
#include <pthread.h>

/* The witness. */

void
witness_see (Witness *self)
{
  GThread *thread = g_thread_self ();

  if (g_atomic_pointer_compare_and_exchange (&self->thread, NULL, thread) ||
      g_atomic_pointer_get (&self->thread) == thread)
    g_atomic_int_inc ((int *) &self->n_seen);
  else
    g_atomic_int_inc ((int *) &self->n_elsewhere);
}

guint
witness_get_n_seen (Witness *self)
{
  return (guint) (g_atomic_int_get ((int *) &self->n_seen) +
                  g_atomic_int_get ((int *) &self->n_elsewhere));
}

void
witness_assert_only_in (Witness *self, GThread *thread)
{
  g_assert_true (g_atomic_pointer_get (&self->thread) == thread);
  g_assert_cmpint (g_atomic_int_get ((int *) &self->n_elsewhere), ==, 0);
}

/* An object that it watches. */

#define WITNESS_TYPE_OBJECT (witness_object_get_type ())
G_DECLARE_FINAL_TYPE (WitnessObject, witness_object, WITNESS, OBJECT, GObject)

struct _WitnessObject
{
  GObject parent_instance;

  Witness *witness;
};

G_DEFINE_FINAL_TYPE (WitnessObject, witness_object, G_TYPE_OBJECT)

static void
witness_object_finalize (GObject *object)
{
  witness_see (WITNESS_OBJECT (object)->witness);

  G_OBJECT_CLASS (witness_object_parent_class)->finalize (object);
}

static void
witness_object_class_init (WitnessObjectClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = witness_object_finalize;
}

static void
witness_object_init (WitnessObject *self)
{
}

GObject *
witness_object_new (Witness *self)
{
  WitnessObject *object = g_object_new (WITNESS_TYPE_OBJECT, NULL);

  object->witness = self;
  return G_OBJECT (object);
}

/* The actor. */

struct _WitnessActor
{
  DomoActor parent_instance;

  Witness *witness;
  GObject *treasure;
  gboolean fails;
  guint n_restarts;
};

enum
{
  PROP_0,
  PROP_WITNESS,
  PROP_TREASURE,
  PROP_FAILS,
  N_PROPERTIES
};

static void
see (gpointer actor)
{
  witness_see (WITNESS_ACTOR (actor)->witness);
}

static void
fail (DomoActor *actor, const char *why)
{
  domo_actor_fail (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, why));
}

static void
witness_actor_note (TestSubject *subject, const char *text)
{
  see (subject);
}

static DomoFuture *
witness_actor_ask (TestSubject *subject, gint64 number)
{
  see (subject);
  return domo_future_new_int64 (number);
}

static void
witness_actor_fail (TestSubject *subject, const char *why)
{
  see (subject);
  fail (DOMO_ACTOR (subject), why);
}

static DomoFuture *
witness_actor_ask_and_fail (TestSubject *subject, const char *why)
{
  witness_actor_fail (subject, why);
  return NULL;
}

static DomoFuture *
witness_actor_run (TestSubject *subject, TestSubjectFunc func, gpointer data)
{
  see (subject);
  return func (DOMO_ACTOR (subject), data);
}

static void
witness_actor_subject_init (TestSubjectInterface *iface)
{
  iface->note = witness_actor_note;
  iface->ask = witness_actor_ask;
  iface->fail = witness_actor_fail;
  iface->ask_and_fail = witness_actor_ask_and_fail;
  iface->run = witness_actor_run;
  iface->run_concurrent = witness_actor_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WitnessActor,
                               witness_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_SUBJECT,
                                                      witness_actor_subject_init))

static void
witness_actor_before_start (DomoActor *actor)
{
  see (actor);
  if (WITNESS_ACTOR (actor)->fails)
    fail (actor, "start");
}

static void
witness_actor_hook (DomoActor *actor)
{
  see (actor);
}

static void
witness_actor_error_hook (DomoActor *actor, const GError *error)
{
  see (actor);
}

static GVariant *
witness_actor_save_state (DomoActor *actor)
{
  see (actor);
  return g_variant_new_uint32 (WITNESS_ACTOR (actor)->n_restarts + 1);
}

static gboolean
witness_actor_restore_state (DomoActor *actor, GVariant *state, GError **error)
{
  see (actor);
  WITNESS_ACTOR (actor)->n_restarts = g_variant_get_uint32 (state);
  return TRUE;
}

static void
witness_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WitnessActor *self = WITNESS_ACTOR (object);

  switch (id)
    {
    case PROP_WITNESS:
      self->witness = g_value_get_pointer (value);
      break;
    case PROP_TREASURE:
      self->treasure = g_value_dup_object (value);
      break;
    case PROP_FAILS:
      self->fails = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
witness_actor_constructed (GObject *object)
{
  G_OBJECT_CLASS (witness_actor_parent_class)->constructed (object);

  see (object);
}

static void
witness_actor_dispose (GObject *object)
{
  see (object);
  g_clear_object (&WITNESS_ACTOR (object)->treasure);

  G_OBJECT_CLASS (witness_actor_parent_class)->dispose (object);
}

static void
witness_actor_finalize (GObject *object)
{
  see (object);

  G_OBJECT_CLASS (witness_actor_parent_class)->finalize (object);
}

static void
witness_actor_class_init (WitnessActorClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  DomoActorClass *actor_class = DOMO_ACTOR_CLASS (klass);
  GParamSpec *properties[N_PROPERTIES] = {
    [PROP_WITNESS] = g_param_spec_pointer ("witness", NULL, NULL, flags),
    [PROP_TREASURE] = g_param_spec_object ("treasure", NULL, NULL, G_TYPE_OBJECT, flags),
    [PROP_FAILS] = g_param_spec_boolean ("fails", NULL, NULL, FALSE, flags),
  };

  object_class->set_property = witness_actor_set_property;
  object_class->constructed = witness_actor_constructed;
  object_class->dispose = witness_actor_dispose;
  object_class->finalize = witness_actor_finalize;
  actor_class->before_start = witness_actor_before_start;
  actor_class->after_start = witness_actor_hook;
  actor_class->before_stop = witness_actor_hook;
  actor_class->after_stop = witness_actor_hook;
  actor_class->before_restart = witness_actor_error_hook;
  actor_class->after_restart = witness_actor_error_hook;
  actor_class->before_resume = witness_actor_error_hook;
  actor_class->save_state = witness_actor_save_state;
  actor_class->restore_state = witness_actor_restore_state;
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
witness_actor_init (WitnessActor *self)
{
}

TestSubject *
witness_actor_new (DomoStage *stage,
                   DomoDispatcher *dispatcher,
                   Witness *witness,
                   const char *supervisor)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (WITNESS_TYPE_ACTOR, "witness", witness, NULL);
  g_autoptr (GError) error = NULL;
  TestSubject *actor;

  domo_definition_set_dispatcher (definition, dispatcher);
  domo_definition_set_supervisor (definition, supervisor);
  domo_definition_set_keep_state (definition, TRUE);
  actor = domo_stage_actor_for_definition (stage, definition, &error);
  g_assert_no_error (error);
  return actor;
}

guint
witness_actor_get_n_restarts (WitnessActor *self)
{
  return self->n_restarts;
}

/* Threads. */

static DomoFuture *
tell_thread (DomoActor *actor, gpointer thread)
{
  *(GThread **) thread = g_thread_self ();
  return domo_future_new_int64 (0);
}

GThread *
thread_of (TestSubject *actor)
{
  GThread *thread = NULL;

  run_inside (actor, tell_thread, &thread);
  return thread;
}

static void
keep_promise (gpointer promise)
{
  domo_promise_resolve_void (promise);
  domo_promise_unref (promise);
}

static GPrivate end_of_thread = G_PRIVATE_INIT (keep_promise);

static DomoFuture *
promise_end (DomoActor *actor, gpointer promise)
{
  g_private_replace (&end_of_thread, promise);
  return domo_future_new_int64 (0);
}

DomoFuture *
end_of_thread_of (TestSubject *actor)
{
  DomoPromise *promise = domo_promise_new ();
  DomoFuture *end = domo_promise_get_future (promise);

  run_inside (actor, promise_end, promise);
  return end;
}

/* Waiting. */

gint64
run_inside (TestSubject *actor, TestSubjectFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 answer = domo_await_int64 (test_subject_run (actor, func, data), &error);

  g_assert_no_error (error);
  return answer;
}

void
await_resolved (DomoFuture *future)
{
  g_autoptr (GError) error = NULL;

  domo_await (future, &error);
  g_assert_no_error (error);
}

DomoStopReason
await_stopped (gpointer actor)
{
  g_autoptr (DomoFuture) stopped = domo_proxy_stopped (actor);

  await_resolved (domo_future_ref (stopped));
  return (DomoStopReason) g_value_get_enum (domo_future_get_value (stopped, NULL));
}

void
close_stage (DomoStage *stage)
{
  g_autoptr (GError) error = NULL;

  domo_stage_close (stage, -1, &error);
  g_assert_no_error (error);
  g_assert_true (domo_stage_is_closed (stage));
}

/* The gate. */

struct _Gate
{
  pthread_mutex_t lock;
  pthread_cond_t cond;
  gboolean entered;
  gboolean open;
};

Gate *
gate_new (void)
{
  Gate *self = g_new0 (Gate, 1);

  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->cond, NULL);
  return self;
}

void
gate_free (Gate *self)
{
  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

DomoFuture *
gate_pass (DomoActor *actor, gpointer gate)
{
  Gate *self = gate;

  pthread_mutex_lock (&self->lock);
  self->entered = TRUE;
  pthread_cond_broadcast (&self->cond);
  while (!self->open)
    pthread_cond_wait (&self->cond, &self->lock);
  pthread_mutex_unlock (&self->lock);
  return domo_future_new_int64 (0);
}

void
gate_await_entry (Gate *self)
{
  pthread_mutex_lock (&self->lock);
  while (!self->entered)
    pthread_cond_wait (&self->cond, &self->lock);
  pthread_mutex_unlock (&self->lock);
}

void
gate_open (Gate *self)
{
  pthread_mutex_lock (&self->lock);
  self->open = TRUE;
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->lock);
}
