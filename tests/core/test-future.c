/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

#include <string.h>

#include "future-probe.h"

/* Futures as values, and promises. What goes on from a future is in test-future-then.c and
 * test-future-actor.c. */

#define LOW   G_MININT64
#define HIGH  G_MAXINT64
#define MINUS ((guint64) -1)

/* Constructors and readers. */

#define ASSERT_READS(make, read, compare, expected)  \
  G_STMT_START                                       \
  {                                                  \
    g_autoptr (DomoFuture) made_ = (make);           \
    g_autoptr (GError) error_ = NULL;                \
    assert_resolved (made_);                         \
    compare (read (made_, &error_), ==, (expected)); \
    g_assert_no_error (error_);                      \
    compare (read (made_, NULL), ==, (expected));    \
  }                                                  \
  G_STMT_END

static void
test_numbers (void)
{
  ASSERT_READS (domo_future_new_boolean (TRUE), domo_future_get_boolean, g_assert_cmpint, TRUE);
  ASSERT_READS (domo_future_new_boolean (FALSE), domo_future_get_boolean, g_assert_cmpint, FALSE);
  ASSERT_READS (domo_future_new_int (G_MININT), domo_future_get_int, g_assert_cmpint, G_MININT);
  ASSERT_READS (domo_future_new_uint (G_MAXUINT), domo_future_get_uint, g_assert_cmpuint,
                G_MAXUINT);
  ASSERT_READS (domo_future_new_int64 (LOW), domo_future_get_int64, g_assert_cmpint, LOW);
  ASSERT_READS (domo_future_new_uint64 (G_MAXUINT64), domo_future_get_uint64, g_assert_cmpuint,
                G_MAXUINT64);
  ASSERT_READS (domo_future_new_double (-0.125), domo_future_get_double, g_assert_cmpfloat, -0.125);
}

static void
test_nothing (void)
{
  g_autoptr (DomoFuture) nothing = domo_future_new_void ();
  g_autoptr (DomoFuture) no_value = domo_future_new_value (NULL);
  g_autoptr (GError) error = NULL;

  assert_resolved (nothing);
  assert_resolved (no_value);
  g_assert_nonnull (domo_future_get_value (nothing, &error));
  g_assert_no_error (error);
  g_assert_false (G_IS_VALUE (domo_future_get_value (nothing, NULL)));
  g_assert_false (G_IS_VALUE (domo_future_get_value (no_value, NULL)));
}

static void
test_string (void)
{
  char text[] = "text";
  g_autoptr (DomoFuture) future = domo_future_new_string (text);
  g_autoptr (DomoFuture) none = domo_future_new_string (NULL);
  g_autofree char *read = NULL;
  g_autoptr (GError) error = NULL;

  text[0] = 'n';
  read = domo_future_dup_string (future, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read, ==, "text");
  g_assert_null (domo_future_dup_string (none, &error));
  g_assert_no_error (error);
}

static void
test_object (void)
{
  gpointer weak, floating_weak, read;
  GObject *object = watched_object_new (&weak);
  GObject *floating = g_object_new (G_TYPE_INITIALLY_UNOWNED, NULL);
  DomoFuture *future = domo_future_new_object (object);
  DomoFuture *sunk = domo_future_new_object (floating);
  g_autoptr (DomoFuture) none = domo_future_new_object (NULL);
  g_autoptr (GError) error = NULL;

  g_test_summary ("A reference is held for as long as the future lives; a floating one is sunk");
  floating_weak = floating;
  g_object_add_weak_pointer (floating, &floating_weak);
  g_assert_false (g_object_is_floating (floating));
  g_object_unref (object);
  read = domo_future_dup_object (future, &error);
  g_assert_true (read == weak);
  g_object_unref (read);
  g_assert_nonnull (weak);
  domo_future_unref (future);
  g_assert_null (weak);
  domo_future_unref (sunk);
  g_assert_null (floating_weak);
  g_assert_null (domo_future_dup_object (none, &error));
  g_assert_no_error (error);
}

static void
test_boxed (void)
{
  const char *const strings[] = { "a", "b", NULL };
  g_autoptr (DomoFuture) future = domo_future_new_boxed (G_TYPE_STRV, strings);
  g_autoptr (DomoFuture) none = domo_future_new_boxed (G_TYPE_STRV, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) read = domo_future_dup_boxed (future, &error);

  g_assert_no_error (error);
  g_assert_true (read != (GStrv) strings);
  g_assert_cmpstrv (read, strings);
  g_assert_null (domo_future_dup_boxed (none, &error));
  g_assert_no_error (error);
}

static void
test_variant (void)
{
  GVariant *floating = g_variant_new ("(is)", 7, "seven");
  g_autoptr (DomoFuture) future = domo_future_new_variant (floating);
  g_autoptr (DomoFuture) none = domo_future_new_variant (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) read = domo_future_dup_variant (future, &error);

  g_assert_no_error (error);
  g_assert_false (g_variant_is_floating (floating));
  g_assert_true (read == floating);
  g_assert_null (domo_future_dup_variant (none, &error));
  g_assert_no_error (error);
}

static void
test_value (void)
{
  GValue given = G_VALUE_INIT;
  g_autoptr (DomoFuture) future = NULL;
  const GValue *held;

  g_value_init (&given, G_TYPE_STRING);
  g_value_set_string (&given, "text");
  future = domo_future_new_value (&given);
  g_value_unset (&given);
  held = domo_future_get_value (future, NULL);
  g_assert_true (G_VALUE_HOLDS_STRING (held));
  g_assert_cmpstr (g_value_get_string (held), ==, "text");
}

static void
test_error (void)
{
  g_autoptr (DomoFuture) taken =
      domo_future_new_error (g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy"));
  g_autoptr (DomoFuture) printed =
      domo_future_new_error_printf (DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "no %s of %d", "name", 3);

  assert_rejected (taken, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  assert_rejected (printed, DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "no name of 3");
}

/* Which readers take an integer. */
typedef enum
{
  INT = 1 << 0,
  UINT = 1 << 1,
  INT64 = 1 << 2,
  UINT64 = 1 << 3,
  ALL = INT | UINT | INT64 | UINT64,
  SIGNED = INT | INT64,
} Fits;

static const struct
{
  GType type;
  guint64 bits;
  Fits fits;
} integers[] = {
  { G_TYPE_CHAR, MINUS, SIGNED },
  { G_TYPE_CHAR, G_MAXINT8, ALL },
  { G_TYPE_UCHAR, G_MAXUINT8, ALL },
  { G_TYPE_INT, 0, ALL },
  { G_TYPE_INT, MINUS, SIGNED },
  { G_TYPE_INT, (guint64) G_MININT, SIGNED },
  { G_TYPE_INT, G_MAXINT, ALL },
  { G_TYPE_UINT, G_MAXINT, ALL },
  { G_TYPE_UINT, (guint64) G_MAXINT + 1, UINT | INT64 | UINT64 },
  { G_TYPE_UINT, G_MAXUINT, UINT | INT64 | UINT64 },
  { G_TYPE_LONG, MINUS, SIGNED },
  { G_TYPE_LONG, (guint64) G_MINLONG, G_MINLONG < G_MININT ? INT64 : SIGNED },
  { G_TYPE_ULONG, 0, ALL },
  { G_TYPE_ULONG, G_MAXUINT, UINT | INT64 | UINT64 },
  { G_TYPE_ULONG, G_MAXULONG, G_MAXULONG > G_MAXUINT ? UINT64 : UINT | INT64 | UINT64 },
  { G_TYPE_INT64, 5, ALL },
  { G_TYPE_INT64, MINUS, SIGNED },
  { G_TYPE_INT64, (guint64) ((gint64) G_MININT - 1), INT64 },
  { G_TYPE_INT64, (guint64) G_MAXUINT + 1, INT64 | UINT64 },
  { G_TYPE_INT64, (guint64) LOW, INT64 },
  { G_TYPE_INT64, HIGH, INT64 | UINT64 },
  { G_TYPE_UINT64, 5, ALL },
  { G_TYPE_UINT64, HIGH, INT64 | UINT64 },
  { G_TYPE_UINT64, (guint64) HIGH + 1, UINT64 },
  { G_TYPE_UINT64, G_MAXUINT64, UINT64 },
};

static void
set_integer (GValue *value, GType type, guint64 bits)
{
  g_value_init (value, type);
  switch (type)
    {
    case G_TYPE_CHAR:
      g_value_set_schar (value, (gint8) bits);
      break;
    case G_TYPE_UCHAR:
      g_value_set_uchar (value, (guint8) bits);
      break;
    case G_TYPE_INT:
      g_value_set_int (value, (int) bits);
      break;
    case G_TYPE_UINT:
      g_value_set_uint (value, (guint) bits);
      break;
    case G_TYPE_LONG:
      g_value_set_long (value, (long) bits);
      break;
    case G_TYPE_ULONG:
      g_value_set_ulong (value, (gulong) bits);
      break;
    case G_TYPE_INT64:
      g_value_set_int64 (value, (gint64) bits);
      break;
    case G_TYPE_UINT64:
      g_value_set_uint64 (value, bits);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* Checks what one reader made of it: the number, or 0 and an error that names the target. */
static void
check_integer (gboolean fits, guint64 read, guint64 expected, GError **error, const char *target)
{
  if (fits)
    {
      g_assert_no_error (*error);
      g_assert_cmphex (read, ==, expected);
      return;
    }
  g_assert_error (*error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr ((*error)->message, target));
  g_assert_nonnull (strstr ((*error)->message, "range"));
  g_assert_cmphex (read, ==, 0);
  g_clear_error (error);
}

static void
test_integers_convert (void)
{
  g_test_summary ("Each reader takes each integer type if the number fits, else it is an error");
  for (guint i = 0; i < G_N_ELEMENTS (integers); i++)
    {
      const Fits fits = integers[i].fits;
      const guint64 bits = integers[i].bits;
      GValue value = G_VALUE_INIT;
      g_autoptr (DomoFuture) future = NULL;
      g_autoptr (GError) error = NULL;

      set_integer (&value, integers[i].type, bits);
      future = domo_future_new_value (&value);
      check_integer (fits & INT, (guint64) domo_future_get_int (future, &error), bits, &error,
                     "gint");
      check_integer (fits & UINT, domo_future_get_uint (future, &error), bits, &error, "guint");
      check_integer (fits & INT64, (guint64) domo_future_get_int64 (future, &error), bits, &error,
                     "gint64");
      check_integer (fits & UINT64, domo_future_get_uint64 (future, &error), bits, &error,
                     "guint64");
      g_value_unset (&value);
    }
}

static void
test_enum_and_flags (void)
{
  GValue value = G_VALUE_INIT;
  g_autoptr (DomoFuture) an_enum = NULL;
  g_autoptr (DomoFuture) flags = NULL;
  g_autoptr (GError) error = NULL;

  g_value_init (&value, DOMO_TYPE_STOP_REASON);
  g_value_set_enum (&value, DOMO_STOP_REASON_STAGE_CLOSED);
  an_enum = domo_future_new_value (&value);
  g_value_unset (&value);
  g_value_init (&value, DOMO_TYPE_METHOD_FLAGS);
  g_value_set_flags (&value, DOMO_METHOD_CONCURRENT);
  flags = domo_future_new_value (&value);

  g_assert_cmpint (domo_future_get_int (an_enum, &error), ==, DOMO_STOP_REASON_STAGE_CLOSED);
  g_assert_no_error (error);
  g_assert_cmpuint (domo_future_get_uint (flags, &error), ==, DOMO_METHOD_CONCURRENT);
  g_assert_no_error (error);
}

static void
test_float (void)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_FLOAT);
  g_value_set_float (&value, 0.5f);
  ASSERT_READS (domo_future_new_value (&value), domo_future_get_double, g_assert_cmpfloat, 0.5);
}

/* Every reader, as one that answers whether it read anything. */

#define DEFINE_READER(name, nothing)                               \
  static gboolean read_##name (DomoFuture *future, GError **error) \
  {                                                                \
    return domo_future_get_##name (future, error) != (nothing);    \
  }
DEFINE_READER (boolean, FALSE)
DEFINE_READER (int, 0)
DEFINE_READER (uint, 0)
DEFINE_READER (int64, 0)
DEFINE_READER (uint64, 0)
DEFINE_READER (double, 0)

static gboolean
read_string (DomoFuture *future, GError **error)
{
  g_autofree char *read = domo_future_dup_string (future, error);

  return read != NULL;
}

static gboolean
read_object (DomoFuture *future, GError **error)
{
  g_autoptr (GObject) read = domo_future_dup_object (future, error);

  return read != NULL;
}

static gboolean
read_boxed (DomoFuture *future, GError **error)
{
  g_auto (GStrv) read = domo_future_dup_boxed (future, error);

  return read != NULL;
}

static gboolean
read_variant (DomoFuture *future, GError **error)
{
  g_autoptr (GVariant) read = domo_future_dup_variant (future, error);

  return read != NULL;
}

enum
{
  BOOLEAN,
  NUMBER,
  DOUBLE,
  STRING,
  OBJECT,
  BOXED,
  VARIANT,
  NOTHING,
  N_FAMILIES
};

static const struct
{
  gboolean (*read) (DomoFuture *future, GError **error);
  int family;
  const char *wanted; /* how the error calls what was asked for */
} readers[] = {
  { read_boolean, BOOLEAN, "gboolean" }, { read_int, NUMBER, "gint" },
  { read_uint, NUMBER, "guint" },        { read_int64, NUMBER, "gint64" },
  { read_uint64, NUMBER, "guint64" },    { read_double, DOUBLE, "gdouble" },
  { read_string, STRING, "string" },     { read_object, OBJECT, "object" },
  { read_boxed, BOXED, "boxed" },        { read_variant, VARIANT, "variant" },
};

static DomoFuture *
make_of_family (int family, const char **held)
{
  static const char *const names[N_FAMILIES] = { "gboolean", "gint64", "gdouble",  "gchararray",
                                                 "GObject",  "GStrv",  "GVariant", "nothing" };
  const char *const strings[] = { "a", NULL };
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);

  *held = names[family];
  switch (family)
    {
    case BOOLEAN:
      return domo_future_new_boolean (TRUE);
    case NUMBER:
      return domo_future_new_int64 (7);
    case DOUBLE:
      return domo_future_new_double (0.5);
    case STRING:
      return domo_future_new_string ("7");
    case OBJECT:
      return domo_future_new_object (object);
    case BOXED:
      return domo_future_new_boxed (G_TYPE_STRV, strings);
    case VARIANT:
      return domo_future_new_variant (g_variant_new_int32 (7));
    default:
      return domo_future_new_void ();
    }
}

static void
test_wrong_type (void)
{
  g_test_summary ("Reading what a future does not hold is an error that names both types");
  for (int family = 0; family < N_FAMILIES; family++)
    {
      const char *held;
      g_autoptr (DomoFuture) future = make_of_family (family, &held);

      for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
        {
          g_autoptr (GError) error = NULL;

          g_assert_cmpint (readers[i].read (future, &error), ==, readers[i].family == family);
          if (readers[i].family == family)
            {
              g_assert_no_error (error);
              continue;
            }
          g_assert_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT);
          g_assert_nonnull (strstr (error->message, held));
          g_assert_nonnull (strstr (error->message, readers[i].wanted));
        }
    }
}

static void
test_rejected_has_no_value (void)
{
  g_autoptr (DomoFuture) future =
      domo_future_new_error_printf (DOMO_ERROR, DOMO_ERROR_TIMEOUT, "late");

  g_test_summary ("Every reader of a rejected future answers its error, not one of its own");
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (readers[i].read (future, &error));
      g_assert_error (error, DOMO_ERROR, DOMO_ERROR_TIMEOUT);
      g_assert_cmpstr (error->message, ==, "late");
    }
}

static void
test_reading_pending (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = domo_promise_get_future (promise);

  g_test_summary ("Reading a pending future is the caller's mistake, and an error besides");
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_expect_message ("Domo", G_LOG_LEVEL_CRITICAL, "*Future*pending*");
      g_assert_false (readers[i].read (future, &error));
      g_test_assert_expected_messages ();
      g_assert_error (error, DOMO_ERROR, DOMO_ERROR_FAILED);
    }
}

static void
test_reading_null (void)
{
  g_test_summary ("Reading no future is the caller's mistake, whichever reader it is");
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_test_expect_message ("Domo", G_LOG_LEVEL_CRITICAL, "*domo_future_get_*self != NULL*");
      g_assert_false (readers[i].read (NULL, NULL));
      g_test_assert_expected_messages ();
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/future/numbers", test_numbers);
  g_test_add_func ("/core/future/nothing", test_nothing);
  g_test_add_func ("/core/future/string-is-copied", test_string);
  g_test_add_func ("/core/future/object-is-referenced", test_object);
  g_test_add_func ("/core/future/boxed-is-copied", test_boxed);
  g_test_add_func ("/core/future/variant-is-sunk", test_variant);
  g_test_add_func ("/core/future/value-is-copied", test_value);
  g_test_add_func ("/core/future/error-is-taken", test_error);
  g_test_add_func ("/core/future/integers-convert-within-range", test_integers_convert);
  g_test_add_func ("/core/future/enum-and-flags-read-as-integers", test_enum_and_flags);
  g_test_add_func ("/core/future/float-reads-as-double", test_float);
  g_test_add_func ("/core/future/wrong-type-is-an-error", test_wrong_type);
  g_test_add_func ("/core/future/rejected-has-no-value", test_rejected_has_no_value);
  g_test_add_func ("/core/future/reading-a-pending-one-is-a-critical", test_reading_pending);
  g_test_add_func ("/core/future/reading-null-is-a-critical", test_reading_null);
  return g_test_run ();
}
