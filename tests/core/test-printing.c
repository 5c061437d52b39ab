/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <math.h>
#include <string.h>

#include "courier.h"
#include "step-stage.h"

/* The printable form of messages, as dead letters show it. */

typedef struct
{
  TestCourier *courier;
  DomoDeadLettersRecorder *heard;
} Printer;

static void
printer_set_up (Printer *self, StepStage *stage)
{
  self->courier = test_courier_new (stage->stage);
  domo_proxy_stop (self->courier);
  step_stage_run (stage);
  self->heard = domo_dead_letters_recorder_new (stage->stage);
}

static void
printer_tear_down (Printer *self)
{
  g_object_unref (self->heard);
  g_object_unref (self->courier);
}

/* The only letter since the last look. */
static char *
printer_take (Printer *self)
{
  char *text;

  iterate_main_context ();
  g_assert_cmpuint (domo_dead_letters_recorder_get_count (self->heard), ==, 1);
  text =
      g_strdup (domo_dead_letter_get_message (domo_dead_letters_recorder_get_nth (self->heard, 0)));
  domo_dead_letters_recorder_clear (self->heard);
  return text;
}

#define assert_printed(printer, name, value, expected)                  \
  G_STMT_START                                                          \
  {                                                                     \
    g_autofree char *printed_text = NULL;                               \
                                                                        \
    test_courier_take_##name ((printer)->courier, value);               \
    printed_text = printer_take (printer);                              \
    g_assert_cmpstr (printed_text, ==, "take_" #name "(" expected ")"); \
  }                                                                     \
  G_STMT_END

static void
test_print_numbers (StepStage *stage)
{
  Printer printer;

  printer_set_up (&printer, stage);
  assert_printed (&printer, char, -128, "-128");
  assert_printed (&printer, uchar, 255, "255");
  assert_printed (&printer, boolean, TRUE, "true");
  assert_printed (&printer, boolean, FALSE, "false");
  assert_printed (&printer, int, G_MININT, "-2147483648");
  assert_printed (&printer, uint, G_MAXUINT, "4294967295");
  assert_printed (&printer, long, -3, "-3");
  assert_printed (&printer, ulong, 3, "3");
  assert_printed (&printer, int64, G_MININT64, "-9223372036854775808");
  assert_printed (&printer, uint64, G_MAXUINT64, "18446744073709551615");
  assert_printed (&printer, enum, DOMO_STOP_REASON_STAGE_CLOSED, "stage-closed");
  assert_printed (&printer, enum, (DomoStopReason) 77, "77");
  assert_printed (&printer, flags, DOMO_METHOD_CONCURRENT, "DOMO_METHOD_CONCURRENT");
  assert_printed (&printer, flags, (DomoMethodFlags) 0x80, "0x80");
  assert_printed (&printer, float, -0.5f, "-0.5");
  assert_printed (&printer, double, 0.25, "0.25");
  assert_printed (&printer, double, INFINITY, "inf");
  printer_tear_down (&printer);
}

static void
test_print_strings (StepStage *stage)
{
  Printer printer;

  g_test_summary ("Strings are quoted and escaped, and NULL is no string.");
  printer_set_up (&printer, stage);
  assert_printed (&printer, string, "text", "\"text\"");
  assert_printed (&printer, string, "", "\"\"");
  assert_printed (&printer, string, "NULL", "\"NULL\"");
  assert_printed (&printer, string, NULL, "NULL");
  assert_printed (&printer, string, "say \"no\"\n", "\"say \\\"no\\\"\\n\"");
  assert_printed (&printer, string, "\xc3\xa4 \xe2\x82\xac", "\"\xc3\xa4 \xe2\x82\xac\"");
  printer_tear_down (&printer);
}

static void
test_print_awkward_strings (StepStage *stage)
{
  const char *const units[] = { "x", "\xe2\x82\xac", "\xf0\x9f\x90\xb1", "\xff", "\"" };
  Printer printer;

  g_test_summary ("Long strings are cut between two characters, and what is printed is UTF-8 "
                  "whatever was sent.");
  printer_set_up (&printer, stage);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *printed = NULL;

      while (text->len < 10000)
        g_string_append (text, units[i]);
      test_courier_take_string (printer.courier, text->str);
      printed = printer_take (&printer);
      g_assert_true (g_utf8_validate (printed, -1, NULL));
      g_assert_cmpuint (strlen (printed), <, 500);
      g_assert_true (g_str_has_prefix (printed, "take_string(\""));
      g_assert_true (g_str_has_suffix (printed, "\xe2\x80\xa6\")"));
    }
  printer_tear_down (&printer);
}

static void
test_print_long_variant (StepStage *stage)
{
  g_autofree char *text = g_strnfill (10000, 'x');
  g_autofree char *printed = NULL;
  Printer printer;

  printer_set_up (&printer, stage);
  test_courier_take_variant (printer.courier, g_variant_new_string (text));
  printed = printer_take (&printer);
  g_assert_cmpuint (strlen (printed), <, 500);
  g_assert_true (g_str_has_prefix (printed, "take_variant('xxx"));
  printer_tear_down (&printer);
}

static void
test_print_references (StepStage *stage)
{
  const char *const strings[] = { "one", "t\"wo", NULL };
  const char *const none[] = { NULL };
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new ("(si)", "text", 3));
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "so \"busy\"");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("abc", 3);
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 2, 28, 23, 59, 59);
  g_autoptr (TestTracked) tracked = test_tracked_new (1);
  g_autoptr (GParamSpec) param =
      g_param_spec_ref_sink (g_param_spec_int ("number", NULL, NULL, 0, 1, 0, 0));
  g_autoptr (GObject) object = g_object_new (G_TYPE_CANCELLABLE, NULL);
  Printer printer;

  printer_set_up (&printer, stage);
  assert_printed (&printer, variant, variant, "('text', 3)");
  assert_printed (&printer, error, error, "\"so \\\"busy\\\"\"");
  assert_printed (&printer, bytes, bytes, "GBytes of 3");
  assert_printed (&printer, strv, (char **) strings, "[\"one\", \"t\\\"wo\"]");
  assert_printed (&printer, strv, (char **) none, "[]");
  assert_printed (&printer, date_time, time, "2026-02-28T23:59:59Z");
  assert_printed (&printer, tracked, tracked, "TestTracked");
  assert_printed (&printer, param, param, "number");
  assert_printed (&printer, object, object, "GCancellable");
#define CHECK(name, ctype, type) assert_printed (&printer, name, NULL, "NULL");
  COURIER_REFERENCES (CHECK)
#undef CHECK
  printer_tear_down (&printer);
}

static void
test_print_proxy (StepStage *stage)
{
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "subject", FALSE);
  g_autofree char *address = domo_address_to_string (domo_proxy_get_address (subject));
  g_autofree char *expected = g_strdup_printf ("take_subject(TestActor %s)", address);
  g_autofree char *printed = NULL;
  Printer printer;

  g_test_summary ("A proxy is printed as the actor it stands for.");
  printer_set_up (&printer, stage);
  test_courier_take_subject (printer.courier, subject);
  printed = printer_take (&printer);
  g_assert_cmpstr (printed, ==, expected);
  printer_tear_down (&printer);
}

static void
test_print_pointers (StepStage *stage)
{
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "subject", FALSE);
  g_autoptr (DomoDeadLettersRecorder) heard = domo_dead_letters_recorder_new (stage->stage);
  g_autofree char *expected = g_strdup_printf ("run(%p, NULL)", (gpointer) stage);
  g_autoptr (DomoFuture) future = test_subject_run (subject, (TestSubjectFunc) stage, NULL);

  domo_proxy_stop_now (subject);
  step_stage_settle (stage, future);
  iterate_main_context ();
  g_assert_cmpstr (domo_dead_letter_get_message (domo_dead_letters_recorder_get_nth (heard, 0)), ==,
                   expected);
}

static void
test_print_no_arguments (StepStage *stage)
{
  g_autofree char *printed = NULL;
  g_autoptr (DomoFuture) future = NULL;
  Printer printer;

  printer_set_up (&printer, stage);
  future = test_courier_echo_nothing (printer.courier);
  printed = printer_take (&printer);
  g_assert_cmpstr (printed, ==, "echo_nothing()");
  printer_tear_down (&printer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) step_stage_add_test ("/core/printing/" path, func)
  ADD ("numbers", test_print_numbers);
  ADD ("strings", test_print_strings);
  ADD ("awkward-strings", test_print_awkward_strings);
  ADD ("long-variant", test_print_long_variant);
  ADD ("references", test_print_references);
  ADD ("proxy", test_print_proxy);
  ADD ("pointers", test_print_pointers);
  ADD ("no-arguments", test_print_no_arguments);

  return g_test_run ();
}
