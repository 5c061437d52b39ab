/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <float.h>
#include <math.h>
#include <string.h>

#include "courier.h"
#include "step-stage.h"

/* Which values fit which arguments when a method is called by name, for every type there is. */

/* Wide enough for every integer type. */
typedef __int128 Wide;

/* Numbers. X (name, GType, setter, minimum, maximum) */
#define INTEGERS(X)                                                  \
  X (char, G_TYPE_CHAR, g_value_set_schar, G_MININT8, G_MAXINT8)     \
  X (uchar, G_TYPE_UCHAR, g_value_set_uchar, 0, G_MAXUINT8)          \
  X (int, G_TYPE_INT, g_value_set_int, G_MININT, G_MAXINT)           \
  X (uint, G_TYPE_UINT, g_value_set_uint, 0, G_MAXUINT)              \
  X (long, G_TYPE_LONG, g_value_set_long, G_MINLONG, G_MAXLONG)      \
  X (ulong, G_TYPE_ULONG, g_value_set_ulong, 0, G_MAXULONG)          \
  X (int64, G_TYPE_INT64, g_value_set_int64, G_MININT64, G_MAXINT64) \
  X (uint64, G_TYPE_UINT64, g_value_set_uint64, 0, G_MAXUINT64)

typedef struct
{
  const char *name;
  GType type;
  /* Puts @number into @value; it is in range. */
  void (*set) (GValue *value, Wide number);
  /* What has arrived. */
  Wide (*get) (void);
  Wide minimum;
  Wide maximum;
  /* How many significant bits it has; 0 for all. */
  guint precision;
} Number;

#define DEFINE(name, gtype, setter, minimum, maximum) \
  static void set_##name (GValue *value, Wide number) \
  {                                                   \
    setter (g_value_init (value, gtype), number);     \
  }                                                   \
                                                      \
  static Wide get_##name (void)                       \
  {                                                   \
    return (Wide) test_courier_received.name##_value; \
  }
INTEGERS (DEFINE)
DEFINE (float, G_TYPE_FLOAT, g_value_set_float, 0, 0)
DEFINE (double, G_TYPE_DOUBLE, g_value_set_double, 0, 0)
#undef DEFINE

/* What a double is tried with goes a little beyond all integers. */
#define FAR ((Wide) 1 << 66)

static const Number numbers[] = {
#define ROW(name, gtype, setter, minimum, maximum) \
  { #name, gtype, set_##name, get_##name, minimum, maximum, 0 },
  INTEGERS (ROW)
#undef ROW
      { "float", G_TYPE_FLOAT, set_float, get_float, -FAR, FAR, FLT_MANT_DIG },
  { "double", G_TYPE_DOUBLE, set_double, get_double, -FAR, FAR, DBL_MANT_DIG },
};

static gboolean
number_holds (const Number *self, Wide number)
{
  Wide magnitude = number < 0 ? -number : number;

  if (number < self->minimum || number > self->maximum)
    return FALSE;
  if (self->precision == 0 || magnitude == 0)
    return TRUE;
  while (magnitude % 2 == 0)
    magnitude /= 2;
  return magnitude < (Wide) 1 << self->precision;
}

/* Calls take_NAME by name. Answers whether the value fitted, and has arrived then. */
static gboolean
take (StepStage *stage, TestCourier *courier, const char *name, const GValue *value, char **message)
{
  g_autofree char *method = g_strdup_printf ("take_%s", name);
  guint n_before = test_courier_received.n_deliveries;
  g_autoptr (GError) error = NULL;
  gboolean sent = domo_proxy_send (courier, method, value, 1, &error);

  step_stage_run (stage);
  g_assert_cmpuint (test_courier_received.n_deliveries, ==, n_before + (sent ? 1 : 0));
  if (!sent)
    g_assert_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT);
  if (message != NULL)
    *message = sent ? NULL : g_strdup (error->message);
  return sent;
}

static void
try_number (
    StepStage *stage, TestCourier *courier, const Number *from, const Number *to, Wide number)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *message = NULL;
  gboolean is_rounded = from->type == G_TYPE_DOUBLE && to->type == G_TYPE_FLOAT;

  from->set (&value, number);
  if (take (stage, courier, to->name, &value, &message) !=
      (is_rounded || number_holds (to, number)))
    g_error ("%" G_GINT64_FORMAT " as %s for %s: %s", (gint64) number, from->name, to->name,
             message != NULL ? message : "taken");
  if (message == NULL && !is_rounded)
    g_assert_true (to->get () == number);
  if (message != NULL)
    {
      g_autofree char *pattern =
          g_strdup_printf ("TestCourier.take_%s (%s): argument 1: * (%s) *%s*", to->name,
                           g_type_name (to->type), g_type_name (from->type),
                           g_type_name (to->type));

      g_assert_true (g_pattern_match_simple (pattern, message));
    }
}

static void
test_numbers (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  guint n_tried = 0;

  g_test_summary ("Every type of number fits every other exactly where it holds the value: powers "
                  "of two, their neighbours, both signs, and some at random.");
  for (guint i = 0; i < G_N_ELEMENTS (numbers) * G_N_ELEMENTS (numbers); i++)
    {
      const Number *from = &numbers[i / G_N_ELEMENTS (numbers)];
      const Number *to = &numbers[i % G_N_ELEMENTS (numbers)];

      for (guint bit = 0; bit <= 65; bit++)
        {
          for (int off = -2; off <= 2; off++)
            {
              Wide base =
                  off == 2 ? g_test_rand_int () * ((Wide) 1 << bit / 2) : ((Wide) 1 << bit) + off;

              for (int sign = -1; sign <= 1; sign += 2)
                {
                  if (!number_holds (from, sign * base))
                    continue;
                  try_number (stage, courier, from, to, sign * base);
                  n_tried++;
                }
            }
        }
    }
  g_assert_cmpuint (n_tried, >, 10000);
}

static GValue
double_value (double number)
{
  GValue value = G_VALUE_INIT;

  g_value_set_double (g_value_init (&value, G_TYPE_DOUBLE), number);
  return value;
}

static void
test_fractions (StepStage *stage)
{
  static const double fractions[] = { 0.5, -0.5, 1e-300, 127.0000001, NAN, INFINITY, -INFINITY };
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);

  g_test_summary ("A double that is no whole number fits no integer, but does a float.");
  for (guint i = 0; i < G_N_ELEMENTS (fractions); i++)
    {
      GValue value = double_value (fractions[i]);

      for (guint j = 0; numbers[j].precision == 0; j++)
        g_assert_false (take (stage, courier, numbers[j].name, &value, NULL));
      g_assert_true (take (stage, courier, "float", &value, NULL));
      g_assert_true (test_courier_received.float_value == (float) fractions[i] ||
                     isnan (fractions[i]));
    }
}

static void
test_double_for_float (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  GValue fits = double_value (0.1), largest = double_value (FLT_MAX), more = double_value (1e39);
  g_autofree char *message = NULL;

  g_assert_true (take (stage, courier, "float", &fits, NULL));
  g_assert_cmpfloat (test_courier_received.float_value, ==, 0.1f);
  g_assert_true (take (stage, courier, "float", &largest, NULL));
  g_assert_cmpfloat (test_courier_received.float_value, ==, FLT_MAX);
  g_assert_false (take (stage, courier, "float", &more, &message));
  g_assert_cmpstr (message, ==,
                   "TestCourier.take_float (gfloat): argument 1: "
                   "999999999999999939709166371603178586112… (gdouble) is more, or more exact, "
                   "than "
                   "a gfloat holds");
}

static void
test_out_of_range_says_the_range (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autofree char *message = NULL;
  GValue value = double_value (256);

  g_assert_false (take (stage, courier, "uchar", &value, &message));
  g_assert_cmpstr (message, ==,
                   "TestCourier.take_uchar (guchar): argument 1: 256.000000 (gdouble) is no number "
                   "that a guchar holds: whole, from 0 to 255");
}

/* Enumerations and flags. */

static void
set_string (GValue *value, const char *text)
{
  if (G_IS_VALUE (value))
    g_value_unset (value);
  g_value_set_string (g_value_init (value, G_TYPE_STRING), text);
}

static void
test_enum_by_name (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autofree char *message = NULL;
  g_auto (GValue) value = G_VALUE_INIT;

  set_string (&value, "stage-closed");
  g_assert_true (take (stage, courier, "enum", &value, NULL));
  g_assert_cmpint (test_courier_received.enum_value, ==, DOMO_STOP_REASON_STAGE_CLOSED);
  set_string (&value, "DOMO_STOP_REASON_FAILED");
  g_assert_true (take (stage, courier, "enum", &value, NULL));
  g_assert_cmpint (test_courier_received.enum_value, ==, DOMO_STOP_REASON_FAILED);
  set_string (&value, "closed");
  g_assert_false (take (stage, courier, "enum", &value, &message));
  g_assert_cmpstr (message, ==,
                   "TestCourier.take_enum (DomoStopReason): argument 1: \"closed\" (gchararray) is "
                   "not of DomoStopReason, which has stopped, failed, stage-closed, escalated");
}

static void
test_enum_by_number (StepStage *stage)
{
  static const struct
  {
    gint64 number;
    gboolean fits;
  } cases[] = {
    { 0, TRUE }, { 3, TRUE }, { 4, FALSE }, { -1, FALSE }, { G_GINT64_CONSTANT (1) << 32, FALSE }
  };
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      g_value_set_int64 (g_value_init (&value, G_TYPE_INT64), cases[i].number);
      g_assert_true (take (stage, courier, "enum", &value, NULL) == cases[i].fits);
      if (cases[i].fits)
        g_assert_cmpint (test_courier_received.enum_value, ==, cases[i].number);
    }
}

static void
test_flags (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  static const struct
  {
    const char *text;
    int expected; /* -1: refused */
  } cases[] = { { "concurrent", DOMO_METHOD_CONCURRENT },
                { "DOMO_METHOD_CONCURRENT", DOMO_METHOD_CONCURRENT },
                { " none | concurrent ", DOMO_METHOD_CONCURRENT },
                { "", 0 },
                { "none", 0 },
                { "concurrent|quick", -1 },
                { "quick", -1 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      set_string (&value, cases[i].text);
      g_assert_true (take (stage, courier, "flags", &value, NULL) == (cases[i].expected >= 0));
      if (cases[i].expected >= 0)
        g_assert_cmpint (test_courier_received.flags_value, ==, cases[i].expected);
    }
  for (int bits = -1; bits <= 3; bits++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      g_value_set_int (g_value_init (&value, G_TYPE_INT), bits);
      g_assert_true (take (stage, courier, "flags", &value, NULL) == (bits == 0 || bits == 1));
    }
}

static void
test_enum_for_number (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_set_enum (g_value_init (&value, DOMO_TYPE_STOP_REASON), DOMO_STOP_REASON_STAGE_CLOSED);
  g_assert_true (take (stage, courier, "uchar", &value, NULL));
  g_assert_cmpint (test_courier_received.uchar_value, ==, DOMO_STOP_REASON_STAGE_CLOSED);
  /* But another enumeration, or flags, mean something else. */
  g_assert_false (take (stage, courier, "flags", &value, NULL));
  g_value_unset (&value);
  g_value_set_enum (g_value_init (&value, DOMO_TYPE_ADDRESS_KIND), 1);
  g_assert_false (take (stage, courier, "enum", &value, NULL));
}

/* All types. */

typedef struct
{
  const char *name;
  GType type;
  gboolean may_be_null;
} Kind;

/* The types, which are known only when the program runs. */
static guint
list_kinds (Kind *kinds)
{
  guint n = 0;

#define NUMBER(n_, ctype, gtype)    kinds[n++] = (Kind){ #n_, gtype, FALSE };
#define REFERENCE(n_, ctype, gtype) kinds[n++] = (Kind){ #n_, gtype, TRUE };
  COURIER_NUMBERS (NUMBER)
  COURIER_REFERENCES (REFERENCE)
#undef REFERENCE
#undef NUMBER
  return n;
}

/* A value of the type that is not NULL. */
static void
make_value (GType type, GValue *value)
{
  g_value_init (value, type);
  if (type == G_TYPE_STRING)
    g_value_set_string (value, "text");
  else if (type == G_TYPE_VARIANT)
    g_value_set_variant (value, g_variant_new_int32 (1));
  else if (type == G_TYPE_ERROR)
    g_value_take_boxed (value, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED, "error"));
  else if (type == G_TYPE_BYTES)
    g_value_take_boxed (value, g_bytes_new ("x", 1));
  else if (type == G_TYPE_STRV)
    g_value_take_boxed (value, g_strsplit ("a b", " ", -1));
  else if (type == G_TYPE_DATE_TIME)
    g_value_take_boxed (value, g_date_time_new_from_unix_utc (0));
  else if (type == TEST_TYPE_TRACKED)
    g_value_take_boxed (value, test_tracked_new (1));
  else if (type == G_TYPE_PARAM)
    g_value_take_param (value,
                        g_param_spec_ref_sink (g_param_spec_int ("n", NULL, NULL, 0, 1, 0, 0)));
  else if (type == G_TYPE_OBJECT)
    g_value_take_object (value, g_object_new (G_TYPE_OBJECT, NULL));
  else if (type == G_TYPE_INITIALLY_UNOWNED)
    g_value_take_object (value, g_object_new (G_TYPE_INITIALLY_UNOWNED, NULL));
  else if (type == G_TYPE_FILE)
    g_value_take_object (value, g_file_new_for_path ("/"));
  else if (type == G_TYPE_POINTER)
    g_value_set_pointer (value, value);
}

static gboolean
is_number (GType type)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      if (numbers[i].type == type)
        return TRUE;
    }
  return FALSE;
}

/* Zero of type @from, or something of it that is not NULL: whether it fits @to. */
static gboolean
expect_fit (GType from, GType to)
{
  if (from == to || (is_number (from) && is_number (to)))
    return TRUE;
  /* Zero is in both, and "text" is in neither. */
  if (to == DOMO_TYPE_STOP_REASON || to == DOMO_TYPE_METHOD_FLAGS)
    return is_number (from) && from != G_TYPE_FLOAT && from != G_TYPE_DOUBLE;
  if (from == DOMO_TYPE_STOP_REASON || from == DOMO_TYPE_METHOD_FLAGS)
    return is_number (to);
  if (from == TEST_TYPE_SUBJECT)
    return to == G_TYPE_OBJECT;
  return g_type_is_a (from, to);
}

static void
test_every_type_for_every_type (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "s", FALSE);
  Kind kinds[64];
  guint n = list_kinds (kinds);

  g_test_summary ("What is not of the type, nor a number for a number, is refused by name.");
  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      make_value (kinds[i].type, &value);
      if (kinds[i].type == TEST_TYPE_SUBJECT)
        g_value_set_object (&value, subject);
      for (guint j = 0; j < n; j++)
        {
          g_autofree char *message = NULL;

          if (take (stage, courier, kinds[j].name, &value, &message) !=
              expect_fit (kinds[i].type, kinds[j].type))
            g_error ("a %s for a %s: %s", g_type_name (kinds[i].type), g_type_name (kinds[j].type),
                     message != NULL ? message : "taken");
        }
    }
  domo_proxy_stop (subject);
}

static void
test_null_of_every_type (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  Kind kinds[64];
  guint n = list_kinds (kinds);

  g_test_summary ("NULL, whatever its type, fits what may be NULL, and nothing else.");
  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      if (!kinds[i].may_be_null)
        continue;
      g_value_init (&value, kinds[i].type);
      for (guint j = 0; j < n; j++)
        {
          g_autofree char *message = NULL;
          g_autofree char *expected = NULL;

          g_assert_true (take (stage, courier, kinds[j].name, &value, &message) ==
                         kinds[j].may_be_null);
          if (kinds[j].may_be_null)
            continue;
          expected = g_strdup_printf ("TestCourier.take_%s (%s): argument 1: NULL is not a %s",
                                      kinds[j].name, g_type_name (kinds[j].type),
                                      g_type_name (kinds[j].type));
          g_assert_cmpstr (message, ==, expected);
        }
    }
}

static void
test_empty_value (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  const GValue value = G_VALUE_INIT;
  Kind kinds[64];
  guint n = list_kinds (kinds);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *message = NULL;

      g_assert_false (take (stage, courier, kinds[i].name, &value, &message));
      g_assert_true (g_pattern_match_simple ("*argument 1: an empty value is not a *", message));
    }
}

/* Objects. */

static void
test_object_is_what_it_is (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *message = NULL;

  g_test_summary ("Not the type of the value counts, but that of the object in it.");
  g_value_init (&value, G_TYPE_OBJECT);
  g_value_take_object (&value, g_file_new_for_path ("/"));
  g_assert_true (take (stage, courier, "file", &value, NULL));
  g_assert_false (take (stage, courier, "subject", &value, &message));
  g_assert_cmpstr (message, ==,
                   "TestCourier.take_subject (TestSubject): argument 1: a GLocalFile is not a "
                   "TestSubject");
}

static DomoFuture *
send_instance (DomoActor *actor, gpointer courier)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_value_set_object (g_value_init (&value, G_TYPE_OBJECT), actor);
  g_assert_false (domo_proxy_send (courier, "take_object", &value, 1, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT);
  g_assert_true (g_pattern_match_simple ("*domo_actor_get_self()*", error->message));
  return domo_future_new_int64 (0);
}

static void
test_instance_is_refused (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "s", FALSE);
  g_autoptr (DomoFuture) done = test_subject_run (subject, send_instance, courier);

  step_stage_settle (stage, done);
  g_assert_true (domo_future_is_resolved (done));
}

static void
test_long_text_is_cut (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *text = g_strnfill (5000, 'x');
  g_autofree char *message = NULL;

  set_string (&value, text);
  g_assert_false (take (stage, courier, "int", &value, &message));
  g_assert_cmpuint (strlen (message), <, 200);
  g_assert_true (g_utf8_validate (message, -1, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  step_stage_add_test ("/core/call-by-name-values/numbers", test_numbers);
  step_stage_add_test ("/core/call-by-name-values/fractions", test_fractions);
  step_stage_add_test ("/core/call-by-name-values/double-for-float", test_double_for_float);
  step_stage_add_test ("/core/call-by-name-values/out-of-range-says-the-range",
                       test_out_of_range_says_the_range);
  step_stage_add_test ("/core/call-by-name-values/enum-by-name", test_enum_by_name);
  step_stage_add_test ("/core/call-by-name-values/enum-by-number", test_enum_by_number);
  step_stage_add_test ("/core/call-by-name-values/flags", test_flags);
  step_stage_add_test ("/core/call-by-name-values/enum-for-number", test_enum_for_number);
  step_stage_add_test ("/core/call-by-name-values/every-type-for-every-type",
                       test_every_type_for_every_type);
  step_stage_add_test ("/core/call-by-name-values/null-of-every-type", test_null_of_every_type);
  step_stage_add_test ("/core/call-by-name-values/empty-value", test_empty_value);
  step_stage_add_test ("/core/call-by-name-values/object-is-what-it-is", test_object_is_what_it_is);
  step_stage_add_test ("/core/call-by-name-values/instance-is-refused", test_instance_is_refused);
  step_stage_add_test ("/core/call-by-name-values/long-text-is-cut", test_long_text_is_cut);
  return g_test_run ();
}
