/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <gobject/gvaluecollector.h>

#include "listener.h"
#include "misuse.h"
#include "step-stage.h"

/* Classes that take messages by name: what arrives at receive(), and what its answer does. */

static DomoProxy *
listener_new (StepStage *stage)
{
  g_autofree char *forgotten = test_listener_steal_heard ();

  return domo_stage_actor_for (stage->stage, TEST_TYPE_LISTENER, NULL);
}

static GValue
make_value (GType type, ...)
{
  GValue value = G_VALUE_INIT;
  g_autofree char *problem = NULL;
  va_list args;

  va_start (args, type);
  G_VALUE_COLLECT_INIT (&value, type, args, 0, &problem);
  va_end (args);
  g_assert_cmpstr (problem, ==, NULL);
  return value;
}

static void
test_typed_calls_arrive (StepStage *stage)
{
  g_autoptr (TestCourier) listener = TEST_COURIER (listener_new (stage));

  test_courier_take_int64 (listener, -5);
  test_courier_take_string (listener, "text");
  test_courier_take_string (listener, NULL);
  step_stage_run (stage);
  assert_heard ("take_int64(-5) take_string(\"text\") take_string(NULL)");
}

/* Every type goes in and out again as it was. */
#define ECHO(name, value)                                                       \
  G_STMT_START                                                                  \
  {                                                                             \
    g_autoptr (DomoFuture) echo = test_courier_echo_##name (listener, (value)); \
    g_autoptr (DomoFuture) same = test_courier_echo_##name (courier, (value));  \
    const GValue *answer;                                                       \
    g_autofree char *contents = NULL;                                           \
    g_autofree char *expected = NULL;                                           \
                                                                                \
    step_stage_settle (stage, echo);                                            \
    step_stage_settle (stage, same);                                            \
    answer = domo_future_get_value (echo, &error);                              \
    g_assert_no_error (error);                                                  \
    contents = g_strdup_value_contents (answer);                                \
    answer = domo_future_get_value (same, &error);                              \
    g_assert_no_error (error);                                                  \
    expected = g_strdup_value_contents (answer);                                \
    g_assert_cmpstr (contents, ==, expected);                                   \
  }                                                                             \
  G_STMT_END

/* The same for those whose copies are not the same. */
#define ECHO_BOXED(name, value, is_equal)                                       \
  G_STMT_START                                                                  \
  {                                                                             \
    g_autoptr (DomoFuture) echo = test_courier_echo_##name (listener, (value)); \
    const GValue *answer;                                                       \
                                                                                \
    step_stage_settle (stage, echo);                                            \
    answer = domo_future_get_value (echo, &error);                              \
    g_assert_no_error (error);                                                  \
    g_assert_true (is_equal);                                                   \
  }                                                                             \
  G_STMT_END

static void
test_every_type (StepStage *stage)
{
  g_autoptr (TestCourier) listener = TEST_COURIER (listener_new (stage));
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "s", FALSE);
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_string ("v"));
  g_autoptr (GBytes) bytes = g_bytes_new ("abc", 3);
  g_autoptr (GDateTime) date_time = g_date_time_new_from_unix_utc (77);
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GInitiallyUnowned) unowned =
      g_object_ref_sink (g_object_new (G_TYPE_INITIALLY_UNOWNED, NULL));
  g_autoptr (GFile) file = g_file_new_for_path ("/");
  g_autoptr (GParamSpec) param =
      g_param_spec_ref_sink (g_param_spec_int ("n", NULL, NULL, 0, 1, 0, 0));
  g_autoptr (TestTracked) tracked = test_tracked_new (3);
  g_auto (GStrv) strv = g_strsplit ("a b", " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) sent = g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "e");

  g_test_summary ("What receive() is given is what a function of the class would be given.");
  ECHO (char, G_MININT8);
  ECHO (uchar, G_MAXUINT8);
  ECHO (boolean, TRUE);
  ECHO (int, G_MININT);
  ECHO (uint, G_MAXUINT);
  ECHO (long, G_MINLONG);
  ECHO (ulong, G_MAXULONG);
  ECHO (int64, G_MININT64);
  ECHO (uint64, G_MAXUINT64);
  ECHO (enum, DOMO_STOP_REASON_ESCALATED);
  ECHO (flags, DOMO_METHOD_CONCURRENT);
  ECHO (float, 1.5f);
  ECHO (double, -0.1);
  ECHO (gtype, G_TYPE_STRV);
  ECHO (string, "text");
  ECHO (string, NULL);
  ECHO (variant, variant);
  ECHO_BOXED (error, sent,
              g_error_matches (g_value_get_boxed (answer), DOMO_ERROR, DOMO_ERROR_FAILED));
  ECHO_BOXED (tracked, tracked, ((TestTracked *) g_value_get_boxed (answer))->number == 3);
  ECHO (bytes, bytes);
  ECHO_BOXED (strv, strv, g_strv_equal (g_value_get_boxed (answer), (const char *const *) strv));
  ECHO_BOXED (date_time, date_time, g_date_time_equal (g_value_get_boxed (answer), date_time));
  ECHO (param, param);
  ECHO (object, object);
  ECHO (object, NULL);
  ECHO (unowned, unowned);
  ECHO (file, file);
  ECHO (subject, subject);
  ECHO (pointer, stage);
  domo_proxy_stop (subject);
}

static void
test_arguments_are_released (StepStage *stage)
{
  g_autoptr (TestCourier) listener = TEST_COURIER (listener_new (stage));
  g_autoptr (TestTracked) tracked = test_tracked_new (3);
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  DomoFuture *answer = test_courier_echo_tracked (listener, tracked);
  int n_before = test_tracked_count_alive ();

  test_courier_take_tracked (listener, tracked);
  test_courier_take_object (listener, object);
  step_stage_settle (stage, answer);
  /* What was asked for is in the answer; the message's own are gone. */
  g_assert_cmpint (test_tracked_count_alive (), ==, n_before);
  g_assert_cmpuint (object->ref_count, ==, 1);
  domo_future_unref (answer);
  g_assert_cmpint (test_tracked_count_alive (), ==, n_before - 1);
}

static void
test_run_time_protocol (StepStage *stage)
{
  g_autoptr (DomoProxy) listener = listener_new (stage);
  GValue number = make_value (G_TYPE_INT64, G_GINT64_CONSTANT (21));
  g_autoptr (DomoFuture) answer = domo_proxy_request (listener, "ask", &number, 1);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_type_is_a (G_OBJECT_TYPE (listener), test_phone_get_type ()));
  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, &error), ==, 42);
  g_assert_no_error (error);
  assert_heard ("ask(21)");
}

static void
test_full_name_where_two_have_it (StepStage *stage)
{
  g_autoptr (TestCourier) listener = TEST_COURIER (listener_new (stage));
  GValue number = make_value (G_TYPE_INT, 2);

  test_courier_take_int (listener, 1);
  g_assert_true (domo_proxy_send (listener, "TestPhone.take_int", &number, 1, NULL));
  step_stage_run (stage);
  assert_heard ("TestCourier.take_int(1) TestPhone.take_int(2)");
}

static void
test_failure (StepStage *stage)
{
  g_autoptr (DomoProxy) listener = listener_new (stage);
  GValue why = make_value (G_TYPE_STRING, "broken"), one = make_value (G_TYPE_INT64, (gint64) 1);
  g_autoptr (DomoFuture) failed = domo_proxy_request (listener, "fail", &why, 1);
  g_autoptr (DomoFuture) after = domo_proxy_request (listener, "ask", &one, 1);

  step_stage_assert_rejected (stage, failed, DOMO_ERROR_FAILED, "broken");
  step_stage_settle (stage, after);
  g_assert_true (domo_future_is_resolved (after));
  g_value_unset (&why);
}

static void
test_concurrent_method (StepStage *stage)
{
  g_autoptr (DomoProxy) listener = listener_new (stage);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  GValue waits = make_value (DOMO_TYPE_PROMISE, promise);
  GValue one = make_value (G_TYPE_INT64, (gint64) 1);
  g_autoptr (DomoFuture) pending = domo_proxy_request (listener, "wait", &waits, 1);
  g_autoptr (DomoFuture) after = domo_proxy_request (listener, "ask", &one, 1);

  step_stage_settle (stage, after);
  g_assert_true (domo_future_is_pending (pending));
  domo_promise_resolve (promise, &one);
  step_stage_settle (stage, pending);
  g_value_unset (&waits);
}

static void
test_priority (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new (TEST_TYPE_LISTENER, NULL);
  g_autofree char *forgotten = test_listener_steal_heard ();
  g_autoptr (DomoProxy) listener = NULL;
  g_autoptr (GPtrArray) methods = NULL;
  GValue small = make_value (G_TYPE_INT, 1), one = make_value (G_TYPE_INT64, (gint64) 1);

  domo_definition_set_priority_mailbox (definition);
  listener = domo_stage_actor_for_definition (stage->stage, definition, NULL);
  g_assert_true (domo_proxy_send (listener, "TestPhone.take_int", &small, 1, NULL));
  g_assert_true (domo_proxy_send (listener, "ask", &one, 1, NULL));
  step_stage_run (stage);
  assert_heard ("ask(1) TestPhone.take_int(1)");
  methods = domo_proxy_list_methods (listener);
  g_assert_cmpint (domo_method_info_get_priority (g_ptr_array_index (methods, 0)), ==, 0);
  g_assert_cmpint (domo_method_info_get_priority (g_ptr_array_index (methods, methods->len - 4)),
                   ==, 5);
}

/* A class with a function for one method, and receive() for the rest; and one derived from it. */

typedef struct
{
  DomoActor parent_instance;
} Mixed;

typedef DomoActorClass MixedClass;

static GType mixed_get_type (void);
static void mixed_subject_init (TestSubjectInterface *iface);

G_DEFINE_TYPE_WITH_CODE (Mixed,
                         mixed,
                         DOMO_TYPE_ACTOR,
                         G_IMPLEMENT_INTERFACE (TEST_TYPE_SUBJECT, mixed_subject_init))

static GString *mixed_heard;

static DomoFuture *
mixed_ask (TestSubject *subject, gint64 number)
{
  g_string_append_printf (mixed_heard, "own:%" G_GINT64_FORMAT " ", number);
  return domo_future_new_int64 (number);
}

static void
mixed_subject_init (TestSubjectInterface *iface)
{
  iface->ask = mixed_ask;
}

static DomoFuture *
mixed_receive (DomoActor *actor, const char *method, const GValue *args, guint n_args)
{
  g_string_append_printf (mixed_heard, "receive:%s ", method);
  return NULL;
}

static void
mixed_class_init (MixedClass *klass)
{
  klass->receive = mixed_receive;
}

static void
mixed_init (Mixed *self)
{
}

typedef Mixed Derived;
typedef MixedClass DerivedClass;

static GType derived_get_type (void);

G_DEFINE_TYPE (Derived, derived, mixed_get_type ())

static void
derived_class_init (DerivedClass *klass)
{
  domo_actor_class_add_protocol (klass, test_phone_get_type ());
}

static void
derived_init (Derived *self)
{
}

typedef Derived Grandchild;
typedef DerivedClass GrandchildClass;

static GType grandchild_get_type (void);

G_DEFINE_TYPE (Grandchild, grandchild, derived_get_type ())

static void
grandchild_class_init (GrandchildClass *klass)
{
}

static void
grandchild_init (Grandchild *self)
{
}

static void
test_own_function_comes_first (StepStage *stage)
{
  g_autoptr (TestSubject) mixed = domo_stage_actor_for (stage->stage, mixed_get_type (), NULL);
  g_autoptr (DomoFuture) answer = test_subject_ask (mixed, 3);

  mixed_heard = g_string_new (NULL);
  test_subject_note (mixed, "text");
  step_stage_settle (stage, answer);
  g_assert_cmpstr (mixed_heard->str, ==, "own:3 receive:note ");
  g_string_free (g_steal_pointer (&mixed_heard), TRUE);
}

static void
test_no_future_for_an_ask (StepStage *stage)
{
  g_autoptr (TestSubject) mixed = domo_stage_actor_for (stage->stage, mixed_get_type (), NULL);
  g_autoptr (DomoFuture) answer = test_subject_ask_and_fail (mixed, "text");

  mixed_heard = g_string_new (NULL);
  step_stage_assert_rejected (stage, answer, DOMO_ERROR_FAILED,
                              "TestSubject.ask_and_fail answered with no future");
  g_string_free (g_steal_pointer (&mixed_heard), TRUE);
}

static void
test_derived_class (StepStage *stage)
{
  g_autoptr (TestSubject) base = domo_stage_actor_for (stage->stage, mixed_get_type (), NULL);
  g_autoptr (TestSubject) derived = domo_stage_actor_for (stage->stage, derived_get_type (), NULL);
  g_autoptr (TestSubject) grandchild =
      domo_stage_actor_for (stage->stage, grandchild_get_type (), NULL);
  GValue one = make_value (G_TYPE_INT64, (gint64) 1);
  g_autoptr (GError) error = NULL;

  g_test_summary (
      "A class has the protocols that were given to those it derives from, and its own.");
  mixed_heard = g_string_new (NULL);
  g_assert_true (domo_proxy_send (derived, "TestPhone.ask", &one, 1, &error));
  g_assert_true (domo_proxy_send (derived, "TestSubject.ask", &one, 1, &error));
  step_stage_run (stage);
  g_assert_true (domo_proxy_send (grandchild, "TestPhone.ask", &one, 1, &error));
  g_assert_no_error (error);
  g_assert_false (domo_proxy_send (base, "TestPhone.ask", &one, 1, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_NOT_FOUND);
  step_stage_run (stage);
  g_assert_cmpstr (mixed_heard->str, ==, "receive:TestPhone.ask own:1 receive:TestPhone.ask ");
  g_string_free (g_steal_pointer (&mixed_heard), TRUE);
}

/* Misuse. */

typedef DomoActor Deaf;
typedef DomoActorClass DeafClass;

static GType deaf_get_type (void);

G_DEFINE_TYPE (Deaf, deaf, DOMO_TYPE_ACTOR)

static void
deaf_class_init (DeafClass *klass)
{
  domo_actor_class_add_protocol (klass, test_phone_get_type ());
}

static void
deaf_init (Deaf *self)
{
}

static void
use_class_without_receive (gconstpointer data)
{
  DomoStage *stage = domo_stage_new ();

  g_assert_null (domo_stage_actor_for (stage, deaf_get_type (), NULL));
  g_assert_true (domo_stage_close (stage, 0, NULL));
}

static void
test_class_without_receive (void)
{
  assert_misuse (use_class_without_receive, NULL,
                 "Deaf cannot be an actor: it implements TestPhone but not its method "
                 "TestPhone.ask: the slot is NULL, and the class has no receive()");
}

static void
add_no_protocol (gconstpointer data)
{
  g_autoptr (GTypeClass) class = g_type_class_ref (TEST_TYPE_LISTENER);

  domo_actor_class_add_protocol (DOMO_ACTOR_CLASS (class), G_TYPE_FILE);
}

static void
test_what_is_no_protocol (void)
{
  assert_misuse (add_no_protocol, NULL, "TestListener cannot have GFile: it is not a protocol");
}

static void
add_late (gconstpointer data)
{
  DomoStage *stage = domo_stage_new ();
  g_autoptr (GTypeClass) class = g_type_class_ref (mixed_get_type ());
  g_autoptr (DomoProxy) proxy = domo_stage_actor_for (stage, mixed_get_type (), NULL);

  domo_actor_class_add_protocol (DOMO_ACTOR_CLASS (class), test_phone_get_type ());
  g_assert_true (domo_stage_close (stage, 0, NULL));
}

static void
test_late_protocol (void)
{
  assert_misuse (add_late, NULL,
                 "Mixed cannot be given TestPhone: an actor of the class has been made already");
}

/* A class whose asks are all concurrent: each answers with the next promise. */

#define TALKER_TYPE_ACTOR (talker_actor_get_type ())
G_DECLARE_FINAL_TYPE (TalkerActor, talker_actor, TALKER, ACTOR, DomoActor)

struct _TalkerActor
{
  DomoActor parent_instance;

  guint n_asks;
};

static DomoPromise *talker_promises[2];

G_DEFINE_FINAL_TYPE (TalkerActor, talker_actor, DOMO_TYPE_ACTOR)

static DomoFuture *
talker_actor_receive (DomoActor *actor, const char *method, const GValue *args, guint n_args)
{
  return domo_promise_get_future (talker_promises[TALKER_ACTOR (actor)->n_asks++]);
}

static void
talker_actor_class_init (TalkerActorClass *klass)
{
  DOMO_ACTOR_CLASS (klass)->receive = talker_actor_receive;
  domo_actor_class_add_protocol (DOMO_ACTOR_CLASS (klass), TEST_TYPE_SUBJECT);
  domo_actor_class_set_concurrent (DOMO_ACTOR_CLASS (klass), TRUE);
}

static void
talker_actor_init (TalkerActor *self)
{
}

static void
test_a_class_may_be_concurrent (StepStage *stage)
{
  g_autoptr (TestSubject) talker = domo_stage_actor_for (stage->stage, TALKER_TYPE_ACTOR, NULL);
  g_autoptr (DomoFuture) one = NULL, two = NULL;

  g_test_summary (
      "What is owed for one ask keeps the next from nothing, whatever its protocol says.");
  for (guint i = 0; i < 2; i++)
    talker_promises[i] = domo_promise_new ();
  one = test_subject_ask (talker, 1);
  two = test_subject_ask (talker, 2);
  step_stage_run (stage);
  domo_promise_resolve_int64 (talker_promises[1], 2);
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (one));
  g_assert_cmpint (domo_future_get_int64 (two, NULL), ==, 2);
  domo_promise_resolve_int64 (talker_promises[0], 1);
  step_stage_run (stage);
  g_assert_cmpint (domo_future_get_int64 (one, NULL), ==, 1);
  for (guint i = 0; i < 2; i++)
    domo_promise_unref (talker_promises[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  step_stage_add_test ("/core/receive/typed-calls-arrive", test_typed_calls_arrive);
  step_stage_add_test ("/core/receive/every-type", test_every_type);
  step_stage_add_test ("/core/receive/arguments-are-released", test_arguments_are_released);
  step_stage_add_test ("/core/receive/run-time-protocol", test_run_time_protocol);
  step_stage_add_test ("/core/receive/full-name-where-two-have-it",
                       test_full_name_where_two_have_it);
  step_stage_add_test ("/core/receive/failure", test_failure);
  step_stage_add_test ("/core/receive/concurrent-method", test_concurrent_method);
  step_stage_add_test ("/core/receive/priority", test_priority);
  step_stage_add_test ("/core/receive/own-function-comes-first", test_own_function_comes_first);
  step_stage_add_test ("/core/receive/no-future-for-an-ask", test_no_future_for_an_ask);
  step_stage_add_test ("/core/receive/derived-class", test_derived_class);
  g_test_add_func ("/core/receive/class-without-receive", test_class_without_receive);
  g_test_add_func ("/core/receive/what-is-no-protocol", test_what_is_no_protocol);
  g_test_add_func ("/core/receive/late-protocol", test_late_protocol);
  step_stage_add_test ("/core/receive/a-class-may-be-concurrent", test_a_class_may_be_concurrent);

  return g_test_run ();
}
