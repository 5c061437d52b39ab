/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "test-actor.h"

/* Not GMutex: ThreadSanitizer sees this one. */
#include <pthread.h>
#include <string.h>

/* The journal. */

struct _Journal
{
  gatomicrefcount ref_count;
  pthread_mutex_t lock;
  GPtrArray *entries;
};

G_DEFINE_BOXED_TYPE (Journal, journal, journal_ref, journal_unref)

Journal *
journal_new (void)
{
  Journal *self = g_new0 (Journal, 1);

  g_atomic_ref_count_init (&self->ref_count);
  pthread_mutex_init (&self->lock, NULL);
  self->entries = g_ptr_array_new_with_free_func (g_free);
  return self;
}

Journal *
journal_ref (Journal *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
journal_unref (Journal *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->entries);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

void
journal_add (Journal *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  pthread_mutex_lock (&self->lock);
  g_ptr_array_add (self->entries, g_strdup_vprintf (format, args));
  pthread_mutex_unlock (&self->lock);
  va_end (args);
}

guint
journal_get_length (Journal *self)
{
  guint length;

  pthread_mutex_lock (&self->lock);
  length = self->entries->len;
  pthread_mutex_unlock (&self->lock);
  return length;
}

char *
journal_get_text (Journal *self)
{
  GString *text = g_string_new (NULL);

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->entries->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            (char *) g_ptr_array_index (self->entries, i));
  pthread_mutex_unlock (&self->lock);
  return g_string_free (text, FALSE);
}

void
journal_clear (Journal *self)
{
  pthread_mutex_lock (&self->lock);
  g_ptr_array_set_size (self->entries, 0);
  pthread_mutex_unlock (&self->lock);
}

/* The protocol. */

G_DEFINE_INTERFACE (TestSubject, test_subject, DOMO_TYPE_PROTOCOL)

static void
test_subject_default_init (TestSubjectInterface *iface)
{
#define SLOT(name) G_STRUCT_OFFSET (TestSubjectInterface, name)
  domo_protocol_add_tell (iface, "note", SLOT (note), 1, G_TYPE_STRING);
  domo_protocol_add_ask (iface, "ask", SLOT (ask), G_TYPE_INT64, 1, G_TYPE_INT64);
  domo_protocol_add_tell (iface, "fail", SLOT (fail), 1, G_TYPE_STRING);
  domo_protocol_add_ask (iface, "ask_and_fail", SLOT (ask_and_fail), G_TYPE_INT64, 1,
                         G_TYPE_STRING);
  domo_protocol_add_ask (iface, "run", SLOT (run), G_TYPE_INT64, 2, G_TYPE_POINTER, G_TYPE_POINTER);
  domo_protocol_add_ask (iface, "run_concurrent", SLOT (run_concurrent), G_TYPE_INT64, 2,
                         G_TYPE_POINTER, G_TYPE_POINTER);
  domo_protocol_set_method_flags (iface, "run_concurrent", DOMO_METHOD_CONCURRENT);
#undef SLOT
}

void
test_subject_note (TestSubject *self, const char *text)
{
  TEST_SUBJECT_GET_IFACE (self)->note (self, text);
}

DomoFuture *
test_subject_ask (TestSubject *self, gint64 number)
{
  return TEST_SUBJECT_GET_IFACE (self)->ask (self, number);
}

void
test_subject_fail (TestSubject *self, const char *why)
{
  TEST_SUBJECT_GET_IFACE (self)->fail (self, why);
}

DomoFuture *
test_subject_ask_and_fail (TestSubject *self, const char *why)
{
  return TEST_SUBJECT_GET_IFACE (self)->ask_and_fail (self, why);
}

DomoFuture *
test_subject_run (TestSubject *self, TestSubjectFunc func, gpointer data)
{
  return TEST_SUBJECT_GET_IFACE (self)->run (self, func, data);
}

DomoFuture *
test_subject_run_concurrent (TestSubject *self, TestSubjectFunc func, gpointer data)
{
  return TEST_SUBJECT_GET_IFACE (self)->run_concurrent (self, func, data);
}

DomoFuture *
test_return_promised (DomoActor *actor, gpointer promise)
{
  return domo_promise_get_future (promise);
}

/* The actor. */

struct _TestActor
{
  DomoActor parent_instance;

  char *name;
  Journal *journal;
  gboolean hooks;
  char *fail_in;
  /* Outlives the instance, so that failures are counted over restarts. */
  int *failures_left;
  guint depth;
  gint64 number;
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_JOURNAL,
  PROP_HOOKS,
  PROP_FAIL_IN,
  PROP_FAILURES_LEFT,
  PROP_DEPTH,
  N_PROPERTIES
};

static int n_instances;

static void test_actor_subject_init (TestSubjectInterface *iface);
static void test_actor_supervisor_init (DomoSupervisorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestActor,
                               test_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_SUBJECT, test_actor_subject_init)
                                   G_IMPLEMENT_INTERFACE (DOMO_TYPE_SUPERVISOR,
                                                          test_actor_supervisor_init))

static void
happened (TestActor *self, const char *what)
{
  if (self->journal != NULL && self->hooks)
    journal_add (self->journal, "%s.%s", self->name, what);
  if (g_strcmp0 (self->fail_in, what) != 0)
    return;
  if (self->failures_left != NULL)
    {
      if (*self->failures_left == 0)
        return;
      if (*self->failures_left > 0)
        --*self->failures_left;
    }
  domo_actor_fail (DOMO_ACTOR (self), g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "%s", what));
}

static void
test_actor_note (TestSubject *subject, const char *text)
{
  TestActor *self = TEST_ACTOR (subject);

  journal_add (self->journal, "%s:%s", self->name, text);
}

static DomoFuture *
test_actor_ask (TestSubject *subject, gint64 number)
{
  return domo_future_new_int64 (number);
}

static void
test_actor_fail (TestSubject *subject, const char *why)
{
  TestActor *self = TEST_ACTOR (subject);

  if (self->journal != NULL)
    journal_add (self->journal, "%s:fail", self->name);
  domo_actor_fail (DOMO_ACTOR (self), g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "%s", why));
}

static DomoFuture *
test_actor_ask_and_fail (TestSubject *subject, const char *why)
{
  test_actor_fail (subject, why);
  return NULL;
}

static DomoFuture *
test_actor_run (TestSubject *subject, TestSubjectFunc func, gpointer data)
{
  return func (DOMO_ACTOR (subject), data);
}

static void
test_actor_subject_init (TestSubjectInterface *iface)
{
  iface->note = test_actor_note;
  iface->ask = test_actor_ask;
  iface->fail = test_actor_fail;
  iface->ask_and_fail = test_actor_ask_and_fail;
  iface->run = test_actor_run;
  iface->run_concurrent = test_actor_run;
}

static void
test_actor_inform (DomoSupervisor *supervisor, DomoSupervised *supervised)
{
  TestActor *self = TEST_ACTOR (supervisor);

  journal_add (self->journal, "%s:inform", self->name);
}

static void
test_actor_supervisor_init (DomoSupervisorInterface *iface)
{
  iface->inform = test_actor_inform;
}

static void
test_actor_before_start (DomoActor *actor)
{
  TestActor *self = TEST_ACTOR (actor);

  happened (self, "before_start");
  if (self->depth > 0)
    {
      g_autofree char *name = g_strconcat (self->name, "+", NULL);
      g_autoptr (DomoProxy) child =
          domo_actor_child_for (actor, TEST_TYPE_ACTOR, "name", name, "journal", self->journal,
                                "hooks", self->hooks, "depth", self->depth - 1, NULL);
    }
}

static void
test_actor_after_start (DomoActor *actor)
{
  happened (TEST_ACTOR (actor), "after_start");
}

static void
test_actor_before_stop (DomoActor *actor)
{
  happened (TEST_ACTOR (actor), "before_stop");
}

static void
test_actor_after_stop (DomoActor *actor)
{
  happened (TEST_ACTOR (actor), "after_stop");
}

static void
test_actor_before_restart (DomoActor *actor, const GError *error)
{
  happened (TEST_ACTOR (actor), "before_restart");
}

static void
test_actor_after_restart (DomoActor *actor, const GError *error)
{
  happened (TEST_ACTOR (actor), "after_restart");
}

static void
test_actor_before_resume (DomoActor *actor, const GError *error)
{
  happened (TEST_ACTOR (actor), "before_resume");
}

static GVariant *
test_actor_save_state (DomoActor *actor)
{
  happened (TEST_ACTOR (actor), "save_state");
  return g_variant_new_int64 (TEST_ACTOR (actor)->number);
}

static gboolean
test_actor_restore_state (DomoActor *actor, GVariant *state, GError **error)
{
  happened (TEST_ACTOR (actor), "restore_state");
  TEST_ACTOR (actor)->number = g_variant_get_int64 (state);
  return TRUE;
}

static void
test_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TestActor *self = TEST_ACTOR (object);

  switch (id)
    {
    case PROP_NAME:
      self->name = g_value_dup_string (value);
      break;
    case PROP_JOURNAL:
      self->journal = g_value_dup_boxed (value);
      break;
    case PROP_HOOKS:
      self->hooks = g_value_get_boolean (value);
      break;
    case PROP_FAIL_IN:
      self->fail_in = g_value_dup_string (value);
      break;
    case PROP_FAILURES_LEFT:
      self->failures_left = g_value_get_pointer (value);
      break;
    case PROP_DEPTH:
      self->depth = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
test_actor_finalize (GObject *object)
{
  TestActor *self = TEST_ACTOR (object);

  if (self->journal != NULL && self->hooks)
    journal_add (self->journal, "%s.finalize", self->name);
  g_clear_pointer (&self->journal, journal_unref);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->fail_in, g_free);
  g_atomic_int_add (&n_instances, -1);

  G_OBJECT_CLASS (test_actor_parent_class)->finalize (object);
}

static void
test_actor_class_init (TestActorClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  DomoActorClass *actor_class = DOMO_ACTOR_CLASS (klass);
  GParamSpec *properties[N_PROPERTIES] = {
    [PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "actor", flags),
    [PROP_JOURNAL] = g_param_spec_boxed ("journal", NULL, NULL, JOURNAL_TYPE, flags),
    [PROP_HOOKS] = g_param_spec_boolean ("hooks", NULL, NULL, FALSE, flags),
    [PROP_FAIL_IN] = g_param_spec_string ("fail-in", NULL, NULL, NULL, flags),
    [PROP_FAILURES_LEFT] = g_param_spec_pointer ("failures-left", NULL, NULL, flags),
    [PROP_DEPTH] = g_param_spec_uint ("depth", NULL, NULL, 0, G_MAXUINT, 0, flags),
  };

  object_class->set_property = test_actor_set_property;
  object_class->finalize = test_actor_finalize;
  actor_class->before_start = test_actor_before_start;
  actor_class->after_start = test_actor_after_start;
  actor_class->before_stop = test_actor_before_stop;
  actor_class->after_stop = test_actor_after_stop;
  actor_class->before_restart = test_actor_before_restart;
  actor_class->after_restart = test_actor_after_restart;
  actor_class->before_resume = test_actor_before_resume;
  actor_class->save_state = test_actor_save_state;
  actor_class->restore_state = test_actor_restore_state;
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
test_actor_init (TestActor *self)
{
  g_atomic_int_inc (&n_instances);
}

void
test_actor_set_number (TestActor *self, gint64 number)
{
  self->number = number;
}

gint64
test_actor_get_number (TestActor *self)
{
  return self->number;
}

const char *
test_actor_get_name (TestActor *self)
{
  return self->name;
}

Journal *
test_actor_get_journal (TestActor *self)
{
  return self->journal;
}

int
test_actor_count_instances (void)
{
  return g_atomic_int_get (&n_instances);
}
