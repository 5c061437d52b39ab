/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "courier.h"
#include "misuse.h"
#include "step-stage.h"

/* An actor with properties, which journals two of them when it starts. */

typedef struct
{
  DomoActor parent_instance;

  Journal *journal;
  int number;
  char *two_words;
  GObject *object;
  TestTracked *tracked;
} DefinedActor;

typedef struct
{
  DomoActorClass parent_class;
} DefinedActorClass;

enum
{
  PROP_0,
  PROP_JOURNAL,
  PROP_NUMBER,
  PROP_TWO_WORDS,
  PROP_OBJECT,
  PROP_TRACKED,
  PROP_CANCELLABLE,
  PROP_READ_ONLY,
  N_PROPERTIES
};

static int n_defined;

static GType defined_actor_get_type (void);
G_DEFINE_TYPE (DefinedActor, defined_actor, DOMO_TYPE_ACTOR)

static void
defined_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DefinedActor *self = (DefinedActor *) object;

  switch (id)
    {
    case PROP_JOURNAL:
      self->journal = g_value_dup_boxed (value);
      break;
    case PROP_NUMBER:
      self->number = g_value_get_int (value);
      break;
    case PROP_TWO_WORDS:
      g_free (self->two_words);
      self->two_words = g_value_dup_string (value);
      break;
    case PROP_OBJECT:
      self->object = g_value_dup_object (value);
      break;
    case PROP_TRACKED:
      self->tracked = g_value_dup_boxed (value);
      break;
    default:
      break;
    }
}

static void
defined_actor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
}

static void
defined_actor_before_start (DomoActor *actor)
{
  DefinedActor *self = (DefinedActor *) actor;

  if (self->journal != NULL)
    journal_add (self->journal, "%d,%s", self->number,
                 self->two_words != NULL ? self->two_words : "none");
}

static void
defined_actor_finalize (GObject *object)
{
  DefinedActor *self = (DefinedActor *) object;

  g_clear_pointer (&self->journal, journal_unref);
  g_clear_pointer (&self->two_words, g_free);
  g_clear_pointer (&self->tracked, test_tracked_free);
  g_clear_object (&self->object);
  n_defined--;

  G_OBJECT_CLASS (defined_actor_parent_class)->finalize (object);
}

static void
defined_actor_class_init (DefinedActorClass *class)
{
  const GParamFlags once = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamSpec *properties[N_PROPERTIES] = {
    [PROP_JOURNAL] = g_param_spec_boxed ("journal", NULL, NULL, JOURNAL_TYPE, once),
    [PROP_NUMBER] = g_param_spec_int ("number", NULL, NULL, 0, 10, 1, once),
    /* Not one of construction; those that can be written then will do. */
    [PROP_TWO_WORDS] = g_param_spec_string ("two-words", NULL, NULL, NULL, G_PARAM_WRITABLE),
    [PROP_OBJECT] = g_param_spec_object ("object", NULL, NULL, G_TYPE_OBJECT, once),
    [PROP_TRACKED] = g_param_spec_boxed ("tracked", NULL, NULL, TEST_TYPE_TRACKED, once),
    [PROP_CANCELLABLE] = g_param_spec_object ("cancellable", NULL, NULL, G_TYPE_CANCELLABLE, once),
    [PROP_READ_ONLY] = g_param_spec_string ("read-only", NULL, NULL, NULL, G_PARAM_READABLE),
  };

  DOMO_ACTOR_CLASS (class)->before_start = defined_actor_before_start;
  G_OBJECT_CLASS (class)->finalize = defined_actor_finalize;
  G_OBJECT_CLASS (class)->get_property = defined_actor_get_property;
  G_OBJECT_CLASS (class)->set_property = defined_actor_set_property;
  g_object_class_install_properties (G_OBJECT_CLASS (class), N_PROPERTIES, properties);
}

static void
defined_actor_init (DefinedActor *self)
{
  n_defined++;
}

#define TYPE_DEFINED_ACTOR (defined_actor_get_type ())

/* Makes an actor of the definition, which must work, and drops its proxy. */
static void
use (StepStage *stage, DomoDefinition *definition)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DomoProxy) proxy = domo_stage_actor_for_definition (stage->stage, definition, &error);

  g_assert_no_error (error);
  g_assert_true (domo_proxy_get_actor_type (proxy) == domo_definition_get_actor_type (definition));
  step_stage_run (stage);
}

static void
set_int (DomoDefinition *definition, const char *name, int number)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, number);
  domo_definition_set_property (definition, name, &value);
}

/* Properties. */

static void
test_properties (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TYPE_DEFINED_ACTOR, "journal", stage->journal, "number", 10, "two-words",
                           "text", NULL);

  use (stage, definition);
  assert_journal (stage->journal, "10,text");
}

static void
test_properties_in_passing (StepStage *stage)
{
  g_autoptr (DomoProxy) proxy = domo_stage_actor_for (stage->stage, TYPE_DEFINED_ACTOR, "number", 0,
                                                      "journal", stage->journal, NULL);

  g_assert_false (domo_proxy_is_stopped (proxy));
  step_stage_run (stage);
  assert_journal (stage->journal, "0,none");
}

static void
test_transforms (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TYPE_DEFINED_ACTOR, "journal", stage->journal, NULL);
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("A value of another type is transformed where GObject can do that.");
  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, 9);
  domo_definition_set_property (definition, "number", &value);
  set_int (definition, "two-words", 42);
  g_assert_cmpint (g_value_get_int64 (&value), ==, 9);
  use (stage, definition);
  assert_journal (stage->journal, "9,42");
}

static void
test_set_twice (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TYPE_DEFINED_ACTOR, "journal", stage->journal, "number", 1, "two-words",
                           "first", "number", 2, NULL);

  g_test_summary ("The last value counts, however the name is written.");
  set_int (definition, "two_words", 3);
  use (stage, definition);
  assert_journal (stage->journal, "2,3");
}

static void
test_no_properties (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new (TYPE_DEFINED_ACTOR, NULL);

  use (stage, definition);
  g_assert_cmpint (n_defined, ==, 1);
}

static void
test_several_actors (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TYPE_DEFINED_ACTOR, "journal", stage->journal, "number", 3, NULL);
  g_autoptr (DomoProxy) one = domo_stage_actor_for_definition (stage->stage, definition, NULL);
  g_autoptr (DomoProxy) two = domo_stage_actor_for_definition (stage->stage, definition, NULL);

  g_assert_true (one != two);
  step_stage_run (stage);
  g_assert_cmpint (n_defined, ==, 2);
  assert_journal (stage->journal, "3,none 3,none");
}

static gpointer
use_in_thread (gpointer data)
{
  gpointer *args = data;

  return domo_stage_actor_for_definition (args[0], args[1], NULL);
}

static void
test_several_threads (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TYPE_DEFINED_ACTOR, "journal", stage->journal, NULL);
  gpointer args[] = { stage->stage, definition };
  GThread *threads[4];

  g_test_summary ("Threads may share a definition, also for its first use.");
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("user", use_in_thread, args);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (DomoProxy) proxy = g_thread_join (threads[i]);

      g_assert_nonnull (proxy);
    }
  step_stage_run (stage);
  g_assert_cmpuint (journal_get_length (stage->journal), ==, G_N_ELEMENTS (threads));
}

/* Options. */

static DomoFuture *
set_number (DomoActor *actor, gpointer number)
{
  test_actor_set_number (TEST_ACTOR (actor), GPOINTER_TO_INT (number));
  return domo_future_new_int64 (0);
}

static DomoFuture *
get_number (DomoActor *actor, gpointer unused)
{
  return domo_future_new_int64 (test_actor_get_number (TEST_ACTOR (actor)));
}

/* The number of an actor that has been restarted after it was set to 7. */
static gint64
number_after_restart (StepStage *stage, gboolean keep_state)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);
  g_autoptr (TestSubject) subject = NULL;
  g_autoptr (DomoFuture) set = NULL;
  g_autoptr (DomoFuture) got = NULL;

  domo_definition_set_keep_state (definition, keep_state);
  subject = domo_stage_actor_for_definition (stage->stage, definition, NULL);
  set = test_subject_run (subject, set_number, GINT_TO_POINTER (7));
  test_subject_fail (subject, "on purpose");
  got = test_subject_run (subject, get_number, NULL);
  step_stage_settle (stage, got);
  return domo_future_get_int64 (got, NULL);
}

static void
test_keep_state (StepStage *stage)
{
  g_assert_cmpint (number_after_restart (stage, TRUE), ==, 7);
}

static void
test_not_keep_state (StepStage *stage)
{
  g_assert_cmpint (number_after_restart (stage, FALSE), ==, 0);
}

static void
test_dispatcher (StepStage *stage)
{
  g_autoptr (DomoTestDispatcher) dispatcher = domo_test_dispatcher_new ();
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);
  g_autoptr (TestSubject) subject = NULL;
  g_autoptr (DomoFuture) answer = NULL;

  g_test_summary ("The definition's dispatcher runs the actor, and the stage's does not.");
  domo_definition_set_dispatcher (definition, DOMO_DISPATCHER (dispatcher));
  subject = domo_stage_actor_for_definition (stage->stage, definition, NULL);
  answer = test_subject_ask (subject, 1);
  g_assert_cmpuint (step_stage_run (stage), ==, 0);
  g_assert_true (domo_future_is_pending (answer));
  domo_test_dispatcher_run (dispatcher);
  g_assert_true (domo_future_is_resolved (answer));

  domo_proxy_stop (subject);
  domo_test_dispatcher_run (dispatcher);
  g_assert_true (domo_proxy_is_stopped (subject));
}

static void
test_dispatcher_reset (StepStage *stage)
{
  g_autoptr (DomoTestDispatcher) dispatcher = domo_test_dispatcher_new ();
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);

  domo_definition_set_dispatcher (definition, DOMO_DISPATCHER (dispatcher));
  domo_definition_set_dispatcher (definition, NULL);
  use (stage, definition);
  g_assert_cmpint (test_actor_count_instances (), ==, 1);
  g_assert_cmpuint (domo_test_dispatcher_get_n_ready (dispatcher), ==, 0);
}

/* Its values' life. */

static DomoDefinition *
new_with_values (GObject **object)
{
  g_autoptr (TestTracked) tracked = test_tracked_new (1);
  DomoDefinition *definition;

  *object = g_object_new (G_TYPE_OBJECT, NULL);
  definition =
      domo_definition_new (TYPE_DEFINED_ACTOR, "object", *object, "tracked", tracked, NULL);
  g_object_add_weak_pointer (*object, (gpointer *) object);
  g_object_unref (*object);
  g_assert_nonnull (*object);
  return definition;
}

static void
test_values_of_an_unused_one (void)
{
  GObject *object;
  DomoDefinition *definition = new_with_values (&object);

  g_assert_true (domo_definition_ref (definition) == definition);
  domo_definition_unref (definition);
  g_assert_cmpint (test_tracked_count_alive (), ==, 1);
  domo_definition_unref (definition);
  g_assert_null (object);
  g_assert_cmpint (test_tracked_count_alive (), ==, 0);
}

static void
test_values_of_a_used_one (StepStage *stage)
{
  GObject *object;
  DomoDefinition *definition = new_with_values (&object);
  DomoProxy *proxy = domo_stage_actor_for_definition (stage->stage, definition, NULL);

  g_test_summary ("An actor may outlive who wrote its definition, and values live as long.");
  domo_definition_unref (definition);
  step_stage_run (stage);
  g_assert_nonnull (object);
  g_assert_cmpint (test_tracked_count_alive (), ==, 2);
  domo_proxy_stop (proxy);
  step_stage_run (stage);
  g_object_unref (proxy);
  g_assert_null (object);
  g_assert_cmpint (test_tracked_count_alive (), ==, 0);
}

static void
test_replaced_values (void)
{
  GObject *object;
  DomoDefinition *definition = new_with_values (&object);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_OBJECT);
  domo_definition_set_property (definition, "object", &value);
  g_assert_null (object);
  domo_definition_unref (definition);
}

/* Mistakes. */

typedef struct
{
  const char *path;
  DomoDefinition *(*make) (void);
  /* The same mistake in the varargs form. */
  DomoProxy *(*spawn) (DomoStage *stage);
  const char *pattern;
} Mistake;

/* An object that is no GCancellable. */
static GObject *stage_object;

/* The list of properties, for both forms. */
#define MISTAKE(name, ...)                                                      \
  static DomoDefinition *name##_definition (void)                               \
  {                                                                             \
    return domo_definition_new (TYPE_DEFINED_ACTOR, __VA_ARGS__, NULL);         \
  }                                                                             \
  static DomoProxy *name##_proxy (DomoStage *stage)                             \
  {                                                                             \
    return domo_stage_actor_for (stage, TYPE_DEFINED_ACTOR, __VA_ARGS__, NULL); \
  }

MISTAKE (unknown, "number", 1, "unknown", 2)
MISTAKE (read_only, "read-only", "text")
MISTAKE (out_of_range, "number", 11, "two-words", "text")
MISTAKE (wrong_class, "cancellable", stage_object)

static DomoDefinition *
untransformable_definition (void)
{
  DomoDefinition *definition = domo_definition_new_for_type (TYPE_DEFINED_ACTOR);

  set_int (definition, "object", 3);
  return definition;
}

/* One mistake is enough, though a later value is right. */
static DomoDefinition *
mended_definition (void)
{
  DomoDefinition *definition = domo_definition_new (TYPE_DEFINED_ACTOR, "number", -1, NULL);

  set_int (definition, "number", 3);
  return definition;
}

static DomoDefinition *
no_actor_definition (void)
{
  return domo_definition_new (G_TYPE_CANCELLABLE, "number", 3, NULL);
}

static const Mistake mistakes[] = {
  { "unknown", unknown_definition, unknown_proxy, "DefinedActor*unknown" },
  { "read-only", read_only_definition, read_only_proxy, "DefinedActor*read-only" },
  { "out-of-range", out_of_range_definition, out_of_range_proxy, "DefinedActor*number*11" },
  { "wrong-class", wrong_class_definition, wrong_class_proxy, "DefinedActor*cancellable" },
  { "untransformable", untransformable_definition, NULL, "DefinedActor*object*gint" },
  { "mended", mended_definition, NULL, "DefinedActor*number*-1" },
  { "no-actor", no_actor_definition, NULL, "GCancellable*number" },
};

static void
define_wrongly (gconstpointer data)
{
  const Mistake *mistake = data;
  g_autofree char *pattern = g_strconcat ("*", mistake->pattern, "*", NULL);
  g_autoptr (DomoDefinition) definition = NULL;
  StepStage stage;

  step_stage_set_up (&stage);
  stage_object = (GObject *) stage.stage;
  definition = mistake->make ();
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (domo_stage_actor_for_definition (stage.stage, definition, &error));
      g_assert_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT);
      g_assert_true (g_pattern_match_simple (pattern, error->message));
    }
  step_stage_run (&stage);
  g_assert_cmpint (n_defined, ==, 0);
  g_clear_pointer (&definition, domo_definition_unref);
  step_stage_tear_down (&stage);
}

static void
test_mistake_in_definition (gconstpointer data)
{
  const Mistake *mistake = data;

  g_test_summary ("A mistake is a critical at once, and an error wherever the definition is used.");
  assert_misuse (define_wrongly, mistake, mistake->pattern);
}

static void
spawn_wrongly (gconstpointer data)
{
  const Mistake *mistake = data;
  g_autoptr (DomoProxy) proxy = NULL;
  g_autoptr (DomoProxy) found = NULL;
  g_autoptr (DomoFuture) stopped = NULL;
  StepStage stage;

  step_stage_set_up (&stage);
  stage_object = (GObject *) stage.stage;
  proxy = mistake->spawn (stage.stage);
  g_assert_true (DOMO_IS_PROXY (proxy));
  g_assert_true (domo_proxy_get_actor_type (proxy) == TYPE_DEFINED_ACTOR);
  g_assert_true (domo_proxy_is_stopped (proxy));
  stopped = domo_proxy_stopped (proxy);
  g_assert_cmpint (domo_future_get_int (stopped, NULL), ==, DOMO_STOP_REASON_FAILED);
  found = domo_stage_actor_of (stage.stage, domo_proxy_get_address (proxy));
  g_assert_null (found);
  step_stage_run (&stage);
  g_assert_cmpint (n_defined, ==, 0);
  /* The proxy keeps the stage's dispatcher and clock. */
  g_clear_object (&proxy);
  g_clear_pointer (&stopped, domo_future_unref);
  step_stage_tear_down (&stage);
}

static void
test_mistake_in_passing (gconstpointer data)
{
  const Mistake *mistake = data;

  g_test_summary ("Without a GError, the answer is a proxy that has stopped.");
  assert_misuse (spawn_wrongly, mistake, mistake->pattern);
}

static DomoFuture *
define_with_instance (DomoActor *actor, gpointer data)
{
  DomoDefinition **definition = data;

  *definition = domo_definition_new (TYPE_DEFINED_ACTOR, "object", actor, NULL);
  return domo_future_new_int64 (0);
}

static void
use_instance (gconstpointer data)
{
  g_autoptr (TestSubject) subject = NULL;
  g_autoptr (DomoDefinition) definition = NULL;
  g_autoptr (DomoFuture) future = NULL;
  g_autoptr (GError) error = NULL;
  StepStage stage;

  step_stage_set_up (&stage);
  subject = step_stage_actor (&stage, "subject", FALSE);
  future = test_subject_run (subject, define_with_instance, &definition);
  step_stage_settle (&stage, future);
  g_assert_null (domo_stage_actor_for_definition (stage.stage, definition, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT);
  g_clear_object (&subject);
  g_clear_pointer (&future, domo_future_unref);
  step_stage_tear_down (&stage);
}

static void
test_actor_instance (void)
{
  g_test_summary ("What an actor is given by another must not be the other's instance.");
  assert_misuse (use_instance, NULL, "DefinedActor*object*domo_actor_get_self");
}

/* Sealed. */

static void
seal_property (DomoDefinition *definition)
{
  set_int (definition, "number", 5);
}

static void
seal_keep_state (DomoDefinition *definition)
{
  domo_definition_set_keep_state (definition, TRUE);
}

static void
seal_dispatcher (DomoDefinition *definition)
{
  g_autoptr (DomoTestDispatcher) dispatcher = domo_test_dispatcher_new ();

  domo_definition_set_dispatcher (definition, DOMO_DISPATCHER (dispatcher));
}

static void
change_sealed (gconstpointer data)
{
  void (*change) (DomoDefinition *) = (void (*) (DomoDefinition *)) data;
  g_autoptr (DomoDefinition) definition = NULL;
  StepStage stage;

  step_stage_set_up (&stage);
  definition = domo_definition_new (TYPE_DEFINED_ACTOR, "journal", stage.journal, NULL);
  use (&stage, definition);
  change (definition);
  use (&stage, definition);
  assert_journal (stage.journal, "1,none 1,none");
  g_clear_pointer (&definition, domo_definition_unref);
  step_stage_tear_down (&stage);
}

static void
test_sealed (gconstpointer change)
{
  g_test_summary (
      "Once used it does not change any more: each actor made of it is like the first.");
  assert_misuse (change_sealed, change, "DefinedActor*has been used");
}

static void
add_mistakes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autofree char *defined = g_strconcat ("/core/definition/mistake/", mistakes[i].path, NULL);
      g_autofree char *passed =
          g_strconcat ("/core/definition/mistake-in-passing/", mistakes[i].path, NULL);

      g_test_add_data_func (defined, &mistakes[i], test_mistake_in_definition);
      if (mistakes[i].spawn != NULL)
        g_test_add_data_func (passed, &mistakes[i], test_mistake_in_passing);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) step_stage_add_test ("/core/definition/" path, func)
  ADD ("properties", test_properties);
  ADD ("properties-in-passing", test_properties_in_passing);
  ADD ("transforms", test_transforms);
  ADD ("set-twice", test_set_twice);
  ADD ("no-properties", test_no_properties);
  ADD ("several-actors", test_several_actors);
  ADD ("several-threads", test_several_threads);
  ADD ("keep-state", test_keep_state);
  ADD ("not-keep-state", test_not_keep_state);
  ADD ("dispatcher", test_dispatcher);
  ADD ("dispatcher-reset", test_dispatcher_reset);
  g_test_add_func ("/core/definition/values/unused", test_values_of_an_unused_one);
  ADD ("values/used", test_values_of_a_used_one);
  g_test_add_func ("/core/definition/values/replaced", test_replaced_values);
  add_mistakes ();
  g_test_add_func ("/core/definition/mistake/actor-instance", test_actor_instance);
#define ADD_SEALED(path, change) \
  g_test_add_data_func ("/core/definition/sealed/" path, (gconstpointer) change, test_sealed)
  ADD_SEALED ("property", seal_property);
  ADD_SEALED ("keep-state", seal_keep_state);
  ADD_SEALED ("dispatcher", seal_dispatcher);

  return g_test_run ();
}
