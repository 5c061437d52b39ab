/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <float.h>
#include <math.h>
#include <string.h>

#include "courier.h"
#include "step-stage.h"

/* Arguments and results of every type arrive as they were sent. */

/* The value that @future holds, which must be there once actors have run. */
static const GValue *
get_answer (StepStage *stage, DomoFuture *future, GType type)
{
  const GValue *value;
  g_autoptr (GError) error = NULL;

  step_stage_settle (stage, future);
  value = domo_future_get_value (future, &error);
  g_assert_no_error (error);
  g_assert_true (G_VALUE_TYPE (value) == type);
  return value;
}

/* Numbers. */

/* Every one of the values goes there and back, bit by bit the same. */
#define NUMBER_TEST(name, ctype, type, getter, ...)                                     \
  static void test_##name (StepStage *stage)                                            \
  {                                                                                     \
    static const ctype edges[] = { __VA_ARGS__ };                                       \
    g_autoptr (TestCourier) courier = test_courier_new (stage->stage);                  \
                                                                                        \
    for (guint i = 0; i < G_N_ELEMENTS (edges); i++)                                    \
      {                                                                                 \
        g_autoptr (DomoFuture) future = test_courier_echo_##name (courier, edges[i]);   \
        ctype answer;                                                                   \
                                                                                        \
        answer = (ctype) getter (get_answer (stage, future, type));                     \
        g_assert_cmpmem (&test_courier_received.name##_value, sizeof answer, &edges[i], \
                         sizeof answer);                                                \
        g_assert_cmpmem (&answer, sizeof answer, &edges[i], sizeof answer);             \
      }                                                                                 \
    g_assert_cmpuint (test_courier_received.n_deliveries, ==, G_N_ELEMENTS (edges));    \
  }

NUMBER_TEST (char, gint8, G_TYPE_CHAR, g_value_get_schar, G_MININT8, -1, 0, 1, G_MAXINT8)
NUMBER_TEST (uchar, guint8, G_TYPE_UCHAR, g_value_get_uchar, 0, 1, 128, G_MAXUINT8)
NUMBER_TEST (boolean, gboolean, G_TYPE_BOOLEAN, g_value_get_boolean, FALSE, TRUE)
NUMBER_TEST (int, int, G_TYPE_INT, g_value_get_int, G_MININT, -1, 0, 1, G_MAXINT)
NUMBER_TEST (uint, guint, G_TYPE_UINT, g_value_get_uint, 0, 1, 1u << 31, G_MAXUINT)
NUMBER_TEST (long, glong, G_TYPE_LONG, g_value_get_long, G_MINLONG, -1, 0, 1, G_MAXLONG)
NUMBER_TEST (ulong, gulong, G_TYPE_ULONG, g_value_get_ulong, 0, 1, G_MAXULONG)
NUMBER_TEST (int64, gint64, G_TYPE_INT64, g_value_get_int64, G_MININT64, -1, 0, 1, G_MAXINT64)
NUMBER_TEST (uint64, guint64, G_TYPE_UINT64, g_value_get_uint64, 0, 1, G_MAXUINT64)
NUMBER_TEST (
    float, float, G_TYPE_FLOAT, g_value_get_float, 0, -0.0f, 1, FLT_MIN, -FLT_MAX, INFINITY, NAN)
NUMBER_TEST (double,
             double,
             G_TYPE_DOUBLE,
             g_value_get_double,
             0,
             -0.0,
             0.1,
             DBL_MIN,
             -DBL_MAX,
             -INFINITY,
             NAN)
/* Values without a name travel, too. */
NUMBER_TEST (enum,
             DomoStopReason,
             DOMO_TYPE_STOP_REASON,
             g_value_get_enum,
             DOMO_STOP_REASON_STOPPED,
             DOMO_STOP_REASON_STAGE_CLOSED,
             (DomoStopReason) 77,
             (DomoStopReason) -1)
NUMBER_TEST (flags,
             DomoMethodFlags,
             DOMO_TYPE_METHOD_FLAGS,
             g_value_get_flags,
             DOMO_METHOD_NONE,
             DOMO_METHOD_CONCURRENT,
             (DomoMethodFlags) G_MAXUINT)
NUMBER_TEST (
    gtype, GType, G_TYPE_GTYPE, g_value_get_gtype, G_TYPE_INVALID, G_TYPE_NONE, G_TYPE_OBJECT)
NUMBER_TEST (pointer,
             gpointer,
             G_TYPE_POINTER,
             g_value_get_pointer,
             NULL,
             (gpointer) edges,
             (gpointer) G_MAXSIZE)

/* References. */

static void
test_null (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);

  g_test_summary ("Every reference may be NULL, as an argument and as a result.");
#define CHECK(name, ctype, type)                                              \
  {                                                                           \
    g_autoptr (DomoFuture) future = test_courier_echo_##name (courier, NULL); \
                                                                              \
    test_courier_received.name##_value = (ctype) courier;                     \
    g_assert_null (g_value_peek_pointer (get_answer (stage, future, type)));  \
    g_assert_null (test_courier_received.name##_value);                       \
  }
  COURIER_REFERENCES (CHECK)
#undef CHECK
}

static void
test_string (StepStage *stage)
{
  g_autofree char *long_text = g_strnfill (1 << 20, 'x');
  const char *const texts[] = { "", "text", "\xc3\xa4\xe2\x82\xac", "\xff not valid", long_text };
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (DomoFuture) future = test_courier_echo_string (courier, texts[i]);

      g_assert_cmpstr (g_value_get_string (get_answer (stage, future, G_TYPE_STRING)), ==,
                       texts[i]);
    }
}

static void
test_variant (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new ("(si)", "text", 3));
  g_autoptr (DomoFuture) future = test_courier_echo_variant (courier, variant);
  const GValue *value = get_answer (stage, future, G_TYPE_VARIANT);

  g_assert_true (g_value_get_variant (value) == variant);
  g_assert_true (test_courier_received.variant_value == variant);
}

static void
test_boxed (StepStage *stage)
{
  const char *const strings[] = { "one", "", "three", NULL };
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\1\2", 3);
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 2, 28, 23, 59, 59.5);
  g_autoptr (DomoFuture) errors = test_courier_echo_error (courier, error);
  g_autoptr (DomoFuture) bytess = test_courier_echo_bytes (courier, bytes);
  g_autoptr (DomoFuture) times = test_courier_echo_date_time (courier, time);
  g_autoptr (DomoFuture) strvs = test_courier_echo_strv (courier, (char **) strings);
  const GValue *value = get_answer (stage, errors, G_TYPE_ERROR);

  g_assert_error ((GError *) g_value_get_boxed (value), G_IO_ERROR, G_IO_ERROR_BUSY);
  value = get_answer (stage, bytess, G_TYPE_BYTES);
  g_assert_true (g_bytes_equal (g_value_get_boxed (value), bytes));
  value = get_answer (stage, times, G_TYPE_DATE_TIME);
  g_assert_true (g_date_time_equal (g_value_get_boxed (value), time));
  value = get_answer (stage, strvs, G_TYPE_STRV);
  g_assert_true (g_strv_equal (g_value_get_boxed (value), strings));
}

static void
test_objects (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GFile) file = g_file_new_for_path ("somewhere");
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "subject", FALSE);
  g_autoptr (GParamSpec) param =
      g_param_spec_ref_sink (g_param_spec_int ("number", NULL, NULL, 0, 1, 0, 0));
  g_autoptr (DomoFuture) objects = test_courier_echo_object (courier, object);
  g_autoptr (DomoFuture) files = test_courier_echo_file (courier, file);
  g_autoptr (DomoFuture) subjects = test_courier_echo_subject (courier, subject);
  g_autoptr (DomoFuture) params = test_courier_echo_param (courier, param);

  g_test_summary ("Objects, by class and by interface, proxies and param specs arrive themselves.");
  g_assert_true (g_value_get_object (get_answer (stage, objects, G_TYPE_OBJECT)) == object);
  g_assert_true (g_value_get_object (get_answer (stage, files, G_TYPE_FILE)) == (gpointer) file);
  g_assert_true (g_value_get_object (get_answer (stage, subjects, TEST_TYPE_SUBJECT)) ==
                 (gpointer) subject);
  g_assert_true (g_value_get_param (get_answer (stage, params, G_TYPE_PARAM)) == param);
  g_assert_true (test_courier_received.object_value == object);
  g_assert_true (test_courier_received.file_value == file);
  g_assert_true (test_courier_received.subject_value == subject);
  g_assert_true (test_courier_received.param_value == param);
}

static void
test_nothing (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autoptr (DomoFuture) future = test_courier_echo_nothing (courier);

  step_stage_settle (stage, future);
  g_assert_true (domo_future_is_resolved (future));
  g_assert_false (G_IS_VALUE (domo_future_get_value (future, NULL)));
}

/* Many at once. */

static void
test_one_of_each (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  TestParcel parcel = {
    .char_value = -1,
    .uchar_value = 200,
    .boolean_value = TRUE,
    .int_value = -2,
    .uint_value = 3000000000,
    .long_value = -3,
    .ulong_value = 4,
    .int64_value = G_MININT64,
    .uint64_value = G_MAXUINT64,
    .enum_value = DOMO_STOP_REASON_FAILED,
    .flags_value = DOMO_METHOD_CONCURRENT,
    .float_value = 0.5f,
    .double_value = -0.25,
    .gtype_value = G_TYPE_DOUBLE,
    .object_value = object,
    .pointer_value = &parcel,
  };

  g_test_summary ("More arguments than there are registers, of every type.");
  test_courier_take_parcel (courier, &parcel);
  step_stage_run (stage);
#define CHECK(name, ctype, type) \
  g_assert_true (test_courier_received.name##_value == parcel.name##_value);
  COURIER_TYPES (CHECK)
#undef CHECK
}

#define TEST_TYPE_CROWD (test_crowd_get_type ())
G_DECLARE_INTERFACE (TestCrowd, test_crowd, TEST, CROWD, DomoProtocol)

/* Ten in the registers of either kind and on the stack, in turns. */
#define CROWD(X) X (0) X (1) X (2) X (3) X (4) X (5) X (6) X (7) X (8) X (9)

struct _TestCrowdInterface
{
  GTypeInterface parent_iface;

#define ARGUMENT(n) , gint8 c##n, double d##n, float f##n, gint64 i##n
  DomoFuture *(*add_up) (TestCrowd *self CROWD (ARGUMENT));
#undef ARGUMENT
};

G_DEFINE_INTERFACE (TestCrowd, test_crowd, DOMO_TYPE_PROTOCOL)

static void
test_crowd_default_init (TestCrowdInterface *iface)
{
#define TYPE(n) , G_TYPE_CHAR, G_TYPE_DOUBLE, G_TYPE_FLOAT, G_TYPE_INT64
  domo_protocol_add_ask (iface, "add_up", G_STRUCT_OFFSET (TestCrowdInterface, add_up),
                         G_TYPE_DOUBLE, 40 CROWD (TYPE));
#undef TYPE
}

static DomoFuture *
crowd_add_up (TestCrowd *self
#define ARGUMENT(n) , gint8 c##n, double d##n, float f##n, gint64 i##n
                  CROWD (ARGUMENT)
#undef ARGUMENT
)
{
  double sum = 0;

  /* A place of its own for each, so that none can stand in for another. */
#define ADD(n) sum += (n + 1) * (c##n * 1 + d##n * 3 + f##n * 7 + (double) i##n * 11);
  CROWD (ADD)
#undef ADD
  return domo_future_new_double (sum);
}

static void
crowd_implement (gpointer iface, gpointer data)
{
  ((TestCrowdInterface *) iface)->add_up = crowd_add_up;
}

static void
test_forty_arguments (StepStage *stage)
{
  const GInterfaceInfo info = { crowd_implement, NULL, NULL };
  GType type =
      g_type_register_static_simple (DOMO_TYPE_ACTOR, "CrowdActor", sizeof (DomoActorClass), NULL,
                                     sizeof (DomoActor), NULL, G_TYPE_FLAG_NONE);
  g_autoptr (DomoProxy) proxy = NULL;
  g_autoptr (DomoFuture) future = NULL;
  double expected = 0;

  g_type_add_interface_static (type, TEST_TYPE_CROWD, &info);
  proxy = domo_stage_actor_for (stage->stage, type, NULL);
#define VALUE(n) , -n, n + 0.25, n * 0.5f, G_GINT64_CONSTANT (1000000000) * n
  future = TEST_CROWD_GET_IFACE (proxy)->add_up (TEST_CROWD (proxy) CROWD (VALUE));
#undef VALUE
  for (int n = 0; n < 10; n++)
    expected += (n + 1) * (-n + (n + 0.25) * 3 + n * 0.5 * 7 + n * 1e9 * 11);
  step_stage_settle (stage, future);
  g_assert_cmpfloat (domo_future_get_double (future, NULL), ==, expected);
}

/* Two arguments out of the usual types, in every order. */

#define PAIRS_WITH(X, a) X (a, int) X (a, int64) X (a, double) X (a, pointer)
#define PAIRS(X) \
  PAIRS_WITH (X, int) PAIRS_WITH (X, int64) PAIRS_WITH (X, double) PAIRS_WITH (X, pointer)

#define CTYPE_int     int
#define CTYPE_int64   gint64
#define CTYPE_double  double
#define CTYPE_pointer gpointer

#define TYPE_int     G_TYPE_INT
#define TYPE_int64   G_TYPE_INT64
#define TYPE_double  G_TYPE_DOUBLE
#define TYPE_pointer G_TYPE_POINTER

/* A value that stands for @n, and back. */
#define FROM_int(n)     ((int) (n))
#define FROM_int64(n)   ((gint64) (n) * (G_GINT64_CONSTANT (1) << 32))
#define FROM_double(n)  ((n) + 0.5)
#define FROM_pointer(n) ((gpointer) ((gsize) (n) &0xffff))

#define TO_int(x)     ((double) (x))
#define TO_int64(x)   ((double) ((x) / (G_GINT64_CONSTANT (1) << 32)))
#define TO_double(x)  ((x) -0.5)
#define TO_pointer(x) ((double) (gsize) (x))

#define TEST_TYPE_PAIRS (test_pairs_get_type ())
G_DECLARE_INTERFACE (TestPairs, test_pairs, TEST, PAIRS, DomoProtocol)

struct _TestPairsInterface
{
  GTypeInterface parent_iface;

#define SLOTS(a, b)                                                             \
  void (*tell_##a##_##b) (TestPairs * self, CTYPE_##a first, CTYPE_##b second); \
  DomoFuture *(*ask_##a##_##b) (TestPairs * self, CTYPE_##a first, CTYPE_##b second);
  PAIRS (SLOTS)
#undef SLOTS
};

G_DEFINE_INTERFACE (TestPairs, test_pairs, DOMO_TYPE_PROTOCOL)

static void
test_pairs_default_init (TestPairsInterface *iface)
{
#define ADD(a, b)                                                                                  \
  domo_protocol_add_tell (iface, "tell_" #a #b,                                                    \
                          G_STRUCT_OFFSET (TestPairsInterface, tell_##a##_##b), 2, TYPE_##a,       \
                          TYPE_##b);                                                               \
  domo_protocol_add_ask (iface, "ask_" #a #b, G_STRUCT_OFFSET (TestPairsInterface, ask_##a##_##b), \
                         G_TYPE_DOUBLE, 2, TYPE_##a, TYPE_##b);
  PAIRS (ADD)
#undef ADD
}

/* What the last tell brought. */
static const char *told_name;
static double told_first, told_second;

#define DEFINE(a, b)                                                                          \
  static void pairs_tell_##a##_##b (TestPairs *self, CTYPE_##a first, CTYPE_##b second)       \
  {                                                                                           \
    told_name = #a " " #b;                                                                    \
    told_first = TO_##a (first);                                                              \
    told_second = TO_##b (second);                                                            \
  }                                                                                           \
                                                                                              \
  static DomoFuture *pairs_ask_##a##_##b (TestPairs *self, CTYPE_##a first, CTYPE_##b second) \
  {                                                                                           \
    return domo_future_new_double (100 * TO_##a (first) + TO_##b (second));                   \
  }
PAIRS (DEFINE)
#undef DEFINE

static void
pairs_implement (gpointer data, gpointer unused)
{
  TestPairsInterface *iface = data;

#define FILL(a, b)                              \
  iface->tell_##a##_##b = pairs_tell_##a##_##b; \
  iface->ask_##a##_##b = pairs_ask_##a##_##b;
  PAIRS (FILL)
#undef FILL
}

static void
test_pairs (StepStage *stage)
{
  const GInterfaceInfo info = { pairs_implement, NULL, NULL };
  GType type =
      g_type_register_static_simple (DOMO_TYPE_ACTOR, "PairsActor", sizeof (DomoActorClass), NULL,
                                     sizeof (DomoActor), NULL, G_TYPE_FLAG_NONE);
  g_autoptr (TestPairs) proxy = NULL;
  TestPairsInterface *iface;

  g_type_add_interface_static (type, TEST_TYPE_PAIRS, &info);
  proxy = domo_stage_actor_for (stage->stage, type, NULL);
  iface = TEST_PAIRS_GET_IFACE (proxy);
#define CHECK(a, b)                                                                             \
  {                                                                                             \
    g_autoptr (DomoFuture) future = iface->ask_##a##_##b (proxy, FROM_##a (-3), FROM_##b (-4)); \
                                                                                                \
    iface->tell_##a##_##b (proxy, FROM_##a (5), FROM_##b (6));                                  \
    step_stage_settle (stage, future);                                                          \
    g_assert_cmpfloat (domo_future_get_double (future, NULL), ==,                               \
                       100 * TO_##a (FROM_##a (-3)) + TO_##b (FROM_##b (-4)));                  \
    g_assert_cmpstr (told_name, ==, #a " " #b);                                                 \
    g_assert_cmpfloat (told_first, ==, 5);                                                      \
    g_assert_cmpfloat (told_second, ==, 6);                                                     \
  }
  PAIRS (CHECK)
#undef CHECK
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)               step_stage_add_test ("/core/arguments/" path, func)
#define ADD_NUMBER(name, ctype, type) ADD ("number/" #name, test_##name);
  COURIER_NUMBERS (ADD_NUMBER)
  ADD ("number/pointer", test_pointer);
  ADD ("reference/null", test_null);
  ADD ("reference/string", test_string);
  ADD ("reference/variant", test_variant);
  ADD ("reference/boxed", test_boxed);
  ADD ("reference/objects", test_objects);
  ADD ("nothing", test_nothing);
  ADD ("one-of-each", test_one_of_each);
  ADD ("pairs", test_pairs);
  ADD ("forty-arguments", test_forty_arguments);

  return g_test_run ();
}
