/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "misuse.h"
#include "step-stage.h"

/* Mistakes in the registration of protocols and actors: programmer errors. */

/* Each mistake in a protocol has an interface and an actor class of its own, made from its row.
 */

typedef struct
{
  GTypeInterface parent_iface;

  void (*one) (gpointer self);
  DomoFuture *(*two) (gpointer self, gpointer argument);
} WrongInterface;

#define ONE G_STRUCT_OFFSET (WrongInterface, one)
#define TWO G_STRUCT_OFFSET (WrongInterface, two)

typedef struct
{
  const char *type_name;
  const char *pattern;

  /* How the second method is registered, unless it is not. The first one always is. */
  const char *name;
  gsize offset;
  GType result;
  GType argument;

  /* What else the interface does wrong. */
  gboolean no_protocol; /* does not have DomoProtocol as prerequisite */
  GType other_prerequisite;
  void (*declare) (gpointer iface);

  /* And the class. */
  GClassInitFunc class_init;
  gboolean leaves_slot;
} Mistake;

static void
wrong_default_init (gpointer iface, gpointer data)
{
  const Mistake *mistake = data;

  domo_protocol_add_tell ((WrongInterface *) iface, "one", ONE, 0);
  if (mistake->name != NULL)
    domo_protocol_add_ask ((WrongInterface *) iface, mistake->name, mistake->offset,
                           mistake->result, 1, mistake->argument);
  if (mistake->declare != NULL)
    mistake->declare (iface);
}

static void
wrong_one (gpointer self)
{
}

static DomoFuture *
wrong_two (gpointer self, gpointer argument)
{
  return domo_future_new_int (2);
}

static void
wrong_implement (gpointer iface, gpointer data)
{
  const Mistake *mistake = data;
  WrongInterface *wrong = iface;

  wrong->one = wrong_one;
  wrong->two = mistake->leaves_slot ? NULL : wrong_two;
}

static void
implement_nothing (gpointer iface, gpointer data)
{
}

/* The actor class of a mistake; its name is that of the protocol with "Actor" behind. */
static GType
register_wrong_types (const Mistake *mistake)
{
  const GTypeInfo iface_info = { .class_size = sizeof (WrongInterface),
                                 .class_init = wrong_default_init,
                                 .class_data = mistake };
  const GTypeInfo class_info = { .class_size = sizeof (DomoActorClass),
                                 .class_init = mistake->class_init,
                                 .instance_size = sizeof (DomoActor) };
  const GInterfaceInfo implement_info = { wrong_implement, NULL, (gpointer) mistake };
  const GInterfaceInfo other_info = { implement_nothing, NULL, NULL };
  g_autofree char *class_name = g_strconcat (mistake->type_name, "Actor", NULL);
  GType protocol = g_type_register_static (G_TYPE_INTERFACE, mistake->type_name, &iface_info, 0);
  GType actor = g_type_register_static (DOMO_TYPE_ACTOR, class_name, &class_info, 0);

  /* A class only before an interface that has one as its prerequisite, too. */
  if (mistake->other_prerequisite != 0)
    g_type_interface_add_prerequisite (protocol, mistake->other_prerequisite);
  g_type_interface_add_prerequisite (protocol,
                                     mistake->no_protocol ? G_TYPE_OBJECT : DOMO_TYPE_PROTOCOL);
  if (G_TYPE_IS_INTERFACE (mistake->other_prerequisite))
    g_type_add_interface_static (actor, mistake->other_prerequisite, &other_info);
  g_type_add_interface_static (actor, protocol, &implement_info);
  return actor;
}

/* The definition form answers an error for it, every time. */
static void
assert_not_an_actor (GType type, guint n_times)
{
  StepStage stage;

  step_stage_set_up (&stage);
  for (guint i = 0; i < n_times; i++)
    {
      g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (type);
      g_autoptr (GError) error = NULL;

      g_assert_null (domo_stage_actor_for_definition (stage.stage, definition, &error));
      g_assert_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, !=, "");
    }
  step_stage_tear_down (&stage);
}

static void
use_mistake (gconstpointer data)
{
  assert_not_an_actor (register_wrong_types (data), 2);
}

static void
test_mistake (gconstpointer data)
{
  const Mistake *mistake = data;

  g_test_summary ("A mistake in a protocol is one critical that names it when the type is first "
                  "used, and an error wherever the type is used.");
  assert_misuse (use_mistake, mistake, mistake->pattern);
}

static void
declare_property (gpointer iface)
{
  g_object_interface_install_property (iface, g_param_spec_int ("volume", NULL, NULL, 0, 11, 0,
                                                                G_PARAM_READWRITE));
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
}

static void
override_property (gpointer class, gpointer data)
{
  G_OBJECT_CLASS (class)->get_property = get_property;
  G_OBJECT_CLASS (class)->set_property = set_property;
  g_object_class_override_property (class, 1, "volume");
}

static void
declare_signal (gpointer iface)
{
  g_signal_new ("rang", G_TYPE_FROM_INTERFACE (iface), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
flag_unknown_method (gpointer iface)
{
  domo_protocol_set_method_flags (iface, "three", DOMO_METHOD_CONCURRENT);
}

static void
flag_tell (gpointer iface)
{
  domo_protocol_set_method_flags (iface, "one", DOMO_METHOD_CONCURRENT);
}

#define RIGHTLY .name = "two", .offset = TWO, .result = G_TYPE_INT, .argument = G_TYPE_POINTER

/* "/core/protocol-mistakes/one-name-twice" from "OneNameTwice". */
static char *
make_path (const char *type_name)
{
  GString *path = g_string_new ("/core/protocol-mistakes/");

  for (const char *p = type_name; *p != '\0'; p++)
    {
      if (g_ascii_isupper (*p) && p != type_name)
        g_string_append_c (path, '-');
      g_string_append_c (path, g_ascii_tolower (*p));
    }
  return g_string_free (path, FALSE);
}

static void
add_mistakes (void)
{
#define OFFSET_MISTAKE(type, number)                                    \
  {                                                                     \
    type, type ".two*offset", "two", number, G_TYPE_INT, G_TYPE_POINTER \
  }
#define TYPE_MISTAKE(type, result_type, argument_type)                       \
  {                                                                          \
    type, type ".two*cannot be sent", "two", TWO, result_type, argument_type \
  }
  static Mistake mistakes[30];
  const Mistake rows[] = {
    OFFSET_MISTAKE ("OffsetOutside", sizeof (WrongInterface)),
    OFFSET_MISTAKE ("OffsetPartlyOutside", sizeof (WrongInterface) - 4),
    OFFSET_MISTAKE ("OffsetFarOutside", G_MAXSIZE - sizeof (gpointer) + 1),
    OFFSET_MISTAKE ("OffsetMisaligned", TWO - 4),
    OFFSET_MISTAKE ("OffsetZero", 0),
    OFFSET_MISTAKE ("OffsetInTheParent", sizeof (GType)),
    { "TwoMethodsOnOneSlot", "TwoMethodsOnOneSlot.two*one", "two", ONE, G_TYPE_INT,
      G_TYPE_POINTER },
    { "OneNameTwice", "OneNameTwice.one*already", "one", TWO, G_TYPE_INT, G_TYPE_POINTER },
    { "SlotWithoutMethod", "SlotWithoutMethod*no method*24" },
    TYPE_MISTAKE ("ArgumentNone", G_TYPE_INT, G_TYPE_NONE),
    TYPE_MISTAKE ("ArgumentInvalid", G_TYPE_INT, G_TYPE_INVALID),
    TYPE_MISTAKE ("ArgumentBareBoxed", G_TYPE_INT, G_TYPE_BOXED),
    TYPE_MISTAKE ("ArgumentBareInterface", G_TYPE_INT, G_TYPE_INTERFACE),
    TYPE_MISTAKE ("ArgumentInterfaceOfNoObject", G_TYPE_INT, G_TYPE_TYPE_PLUGIN),
    TYPE_MISTAKE ("ResultInvalid", G_TYPE_INVALID, G_TYPE_POINTER),
    TYPE_MISTAKE ("ResultBareBoxed", G_TYPE_BOXED, G_TYPE_POINTER),
    TYPE_MISTAKE ("ResultInterfaceOfNoObject", G_TYPE_TYPE_PLUGIN, G_TYPE_POINTER),
    { "WithProperty", "WithProperty*volume", RIGHTLY, .declare = declare_property,
      .class_init = override_property },
    { "WithSignal", "WithSignal*rang", RIGHTLY, .declare = declare_signal },
    { "FlagsForUnknownMethod", "FlagsForUnknownMethod.three", RIGHTLY,
      .declare = flag_unknown_method },
    { "ConcurrentTell", "ConcurrentTell.one", RIGHTLY, .declare = flag_tell },
    { "PrerequisiteOtherInterface", "PrerequisiteOtherInterface*GListModel", RIGHTLY,
      .other_prerequisite = G_TYPE_LIST_MODEL },
    { "PrerequisiteActor", "PrerequisiteActor*DomoActor", RIGHTLY,
      .other_prerequisite = DOMO_TYPE_ACTOR },
    { "SlotLeftNull", "SlotLeftNullActor*SlotLeftNull.two", RIGHTLY, .leaves_slot = TRUE },
  };
#undef TYPE_MISTAKE
#undef OFFSET_MISTAKE

  G_STATIC_ASSERT (G_N_ELEMENTS (rows) <= G_N_ELEMENTS (mistakes));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = make_path (rows[i].type_name);

      mistakes[i] = rows[i];
      g_test_add_data_func (path, &mistakes[i], test_mistake);
    }
}

/* An interface with methods that is no protocol: each of them is reported. */
static void
use_interface_without_prerequisite (gconstpointer data)
{
  static const Mistake mistake = { "NotAProtocol", .no_protocol = TRUE };

  assert_not_an_actor (register_wrong_types (&mistake), 2);
}

static void
test_without_prerequisite (void)
{
  g_test_summary ("Without DomoProtocol as prerequisite no proxy would have the interface, so the "
                  "class cannot be used.");
  assert_misuse (use_interface_without_prerequisite, NULL, "NotAProtocol.one*DomoProtocol");
}

/* Classes that are none. */

static void
use_type (gconstpointer data)
{
  const GType *type = data;

  assert_not_an_actor (*type, 1);
}

static void
test_abstract_class (void)
{
  GType type =
      g_type_register_static_simple (DOMO_TYPE_ACTOR, "AbstractActor", sizeof (DomoActorClass),
                                     NULL, sizeof (DomoActor), NULL, G_TYPE_FLAG_ABSTRACT);

  assert_misuse (use_type, &type, "AbstractActor*abstract");
}

static void
test_no_actor_class (void)
{
  GType type = G_TYPE_CANCELLABLE;

  assert_misuse (use_type, &type, "GCancellable*DomoActor");
}

static void
test_no_class_at_all (void)
{
  GType type = G_TYPE_STRING;

  assert_misuse (use_type, &type, "gchararray*DomoActor");
}

static void
use_wrong_type_with_properties (gconstpointer data)
{
  StepStage stage;

  step_stage_set_up (&stage);
  g_assert_null (domo_stage_actor_for (stage.stage, G_TYPE_CANCELLABLE, NULL));
  step_stage_tear_down (&stage);
}

static void
test_no_actor_class_without_definition (void)
{
  g_test_summary (
      "There is no proxy of a class that cannot be an actor's, not even a stopped one.");
  assert_misuse (use_wrong_type_with_properties, NULL, "GCancellable*DomoActor");
}

/* First use by many threads. */

#define N_THREADS 4

typedef struct
{
  DomoStage *stage;
  GType type;
  int *n_ready; /* atomic */
  DomoProxy *proxy;
  GError *error;
} FirstUse;

static gpointer
first_use_thread (gpointer data)
{
  FirstUse *self = data;
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (self->type);

  g_atomic_int_inc (self->n_ready);
  while (g_atomic_int_get (self->n_ready) < N_THREADS)
    g_thread_yield ();
  self->proxy = domo_stage_actor_for_definition (self->stage, definition, &self->error);
  return NULL;
}

static void
use_mistake_by_many (gconstpointer data)
{
  static const Mistake mistake = { "WrongForMany" };
  GType type = register_wrong_types (&mistake);
  GThread *threads[N_THREADS];
  FirstUse uses[N_THREADS];
  StepStage stage;
  int n_ready = 0;

  step_stage_set_up (&stage);
  for (guint i = 0; i < N_THREADS; i++)
    {
      uses[i] = (FirstUse){ .stage = stage.stage, .type = type, .n_ready = &n_ready };
      threads[i] = g_thread_new ("first use", first_use_thread, &uses[i]);
    }
  for (guint i = 0; i < N_THREADS; i++)
    {
      g_thread_join (threads[i]);
      g_assert_null (uses[i].proxy);
      g_assert_error (uses[i].error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT);
      g_error_free (uses[i].error);
    }
  step_stage_tear_down (&stage);
}

static void
test_first_use_by_many_threads (void)
{
  g_test_summary ("One critical, and an error for everybody.");
  assert_misuse (use_mistake_by_many, NULL, "WrongForMany");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_mistakes ();
#define ADD(path, func) g_test_add_func ("/core/protocol-mistakes/" path, func)
  ADD ("without-prerequisite", test_without_prerequisite);
  ADD ("abstract-class", test_abstract_class);
  ADD ("no-actor-class", test_no_actor_class);
  ADD ("no-class-at-all", test_no_class_at_all);
  ADD ("no-actor-class-without-definition", test_no_actor_class_without_definition);
  ADD ("first-use-by-many-threads", test_first_use_by_many_threads);

  return g_test_run ();
}
