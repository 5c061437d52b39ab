/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "log-records.h"
#include "policy-supervisor.h"

#define NOTABLE \
  (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)

static void
assert_like (const char *text, const char *pattern)
{
  if (text == NULL || !g_pattern_match_simple (pattern, text))
    g_error ("“%s” is not like “%s”", text != NULL ? text : "NULL", pattern);
}

/* Every record about an actor says whose it is. */
static void
assert_is_about (const LogRecord *record, gpointer proxy)
{
  g_autofree char *address = domo_address_to_string (domo_proxy_get_address (proxy));

  assert_record (record, "GLIB_DOMAIN", "Domo");
  assert_record (record, "DOMO_ACTOR_ADDRESS", address);
  assert_record (record, "DOMO_ACTOR_TYPE", g_type_name (domo_proxy_get_actor_type (proxy)));
}

/* The one record since the last look. */
static LogRecord *
take_only (GPtrArray **records)
{
  *records = log_records_take (NOTABLE);
  g_assert_cmpuint ((*records)->len, ==, 1);
  return g_ptr_array_index (*records, 0);
}

/* An actor that fails in that hook once; nothing has been logged yet. */
static TestSubject *
new_subject (StepStage *stage, const char *fail_in)
{
  static int failures_left;
  TestSubject *subject =
      domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "fail-in", fail_in, "failures-left",
                            &failures_left, "journal", stage->journal, NULL);

  failures_left = 1;
  g_ptr_array_unref (log_records_take (NOTABLE));
  return subject;
}

/* What actors log. */

static DomoFuture *
log_three_lines (DomoActor *actor, gpointer unused)
{
  domo_actor_log (actor, G_LOG_LEVEL_MESSAGE, "%s %d", "line", 1);
  domo_actor_log (actor, G_LOG_LEVEL_INFO, "line %d", 2);
  domo_actor_log (actor, G_LOG_LEVEL_DEBUG, "line %d", 3);
  return domo_future_new_int64 (0);
}

static void
test_actor_log (StepStage *stage)
{
  static const struct
  {
    GLogLevelFlags level;
    const char *priority;
    const char *pattern;
  } expected[] = {
    { G_LOG_LEVEL_MESSAGE, "5", "*line 1" },
    { G_LOG_LEVEL_INFO, "6", "*line 2" },
    { G_LOG_LEVEL_DEBUG, "7", "*line 3" },
  };
  g_autoptr (TestSubject) subject = new_subject (stage, NULL);
  g_autoptr (DomoFuture) future = NULL;
  g_autoptr (GPtrArray) records = NULL;

  step_stage_run (stage);
  g_ptr_array_unref (log_records_take (G_LOG_LEVEL_MASK));
  future = test_subject_run (subject, log_three_lines, NULL);
  step_stage_settle (stage, future);
  records = log_records_take (G_LOG_LEVEL_MASK);
  g_assert_cmpuint (records->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const LogRecord *record = g_ptr_array_index (records, i);

      g_assert_cmpint ((int) record->level, ==, (int) expected[i].level);
      assert_is_about (record, subject);
      assert_record (record, "PRIORITY", expected[i].priority);
      assert_like (log_record_get (record, "MESSAGE"), expected[i].pattern);
    }
}

/* Failures. */

static void
test_failure (StepStage *stage)
{
  g_autoptr (TestSubject) subject = new_subject (stage, NULL);
  g_autoptr (GPtrArray) records = NULL;
  const LogRecord *record;

  g_test_summary ("A failure is one record at message level: actor, message, error, directive, "
                  "restarts so far.");
  test_subject_fail (subject, "broken cup");
  step_stage_run (stage);
  record = take_only (&records);
  g_assert_cmpint ((int) record->level, ==, (int) G_LOG_LEVEL_MESSAGE);
  assert_is_about (record, subject);
  assert_record (record, "DOMO_MESSAGE", "fail(\"broken cup\")");
  assert_record (record, "DOMO_ERROR", "broken cup");
  assert_record (record, "DOMO_DIRECTIVE", "restart");
  assert_record (record, "DOMO_RESTARTS", "0");
  assert_like (log_record_get (record, "MESSAGE"),
               "TestActor * fail(\"broken cup\")*broken cup*0*restart*");
}

static void
test_failures_in_a_row (StepStage *stage)
{
  g_autoptr (TestSubject) subject = new_subject (stage, NULL);
  g_autoptr (GPtrArray) records = NULL;

  for (guint i = 0; i < 3; i++)
    {
      test_subject_fail (subject, "again");
      step_stage_run (stage);
      /* Past any back-off. */
      domo_manual_clock_advance (stage->clock, G_USEC_PER_SEC);
      step_stage_run (stage);
    }
  records = log_records_take (NOTABLE);
  g_assert_cmpuint (records->len, ==, 3);
  for (guint i = 0; i < records->len; i++)
    {
      g_autofree char *restarts = g_strdup_printf ("%u", i);

      assert_record (g_ptr_array_index (records, i), "DOMO_RESTARTS", restarts);
    }
}

static void
test_failure_that_is_settled_with_another (StepStage *stage)
{
  Policy policy = { .plan = POLICY_RESUME, .scope = DOMO_SUPERVISION_SCOPE_ALL };
  g_autoptr (DomoProxy) supervisor = policy_make_supervisor (stage, &policy);
  g_autoptr (TestSubject) first = policy_make_supervised (stage, "a", NULL, NULL);
  g_autoptr (TestSubject) second = policy_make_supervised (stage, "b", NULL, NULL);
  g_autoptr (GPtrArray) records = NULL;

  g_test_summary ("Each failure has its record, also where one directive settles several.");
  step_stage_run (stage);
  g_ptr_array_unref (log_records_take (NOTABLE));
  test_subject_fail (first, "one");
  test_subject_fail (second, "two");
  step_stage_run (stage);
  records = log_records_take (NOTABLE);
  g_assert_cmpuint (records->len, ==, 2);
  assert_is_about (g_ptr_array_index (records, 0), first);
  assert_record (g_ptr_array_index (records, 0), "DOMO_DIRECTIVE", "resume, with all its siblings");
  assert_is_about (g_ptr_array_index (records, 1), second);
  assert_record (g_ptr_array_index (records, 1), "DOMO_ERROR", "two");
  assert_record (g_ptr_array_index (records, 1), "DOMO_DIRECTIVE",
                 "none, because it was settled meanwhile");
}

static void
test_failing_ask (StepStage *stage)
{
  g_autoptr (TestSubject) subject = new_subject (stage, NULL);
  g_autoptr (DomoFuture) future = test_subject_ask_and_fail (subject, "no");
  g_autoptr (GPtrArray) records = NULL;

  step_stage_settle (stage, future);
  assert_record (take_only (&records), "DOMO_MESSAGE", "ask_and_fail(\"no\")");
}

static void
test_failing_start (StepStage *stage)
{
  g_autoptr (TestSubject) subject = new_subject (stage, "before_start");
  g_autoptr (GPtrArray) records = NULL;
  const LogRecord *record;

  step_stage_run (stage);
  record = take_only (&records);
  assert_is_about (record, subject);
  assert_like (log_record_get (record, "DOMO_MESSAGE"), "*before_start*");
}

static void
test_failing_stop_hook (StepStage *stage)
{
  g_autoptr (TestSubject) subject = new_subject (stage, "after_stop");
  g_autoptr (GPtrArray) records = NULL;
  const LogRecord *record;

  g_test_summary ("A stop hook's failure is logged, and stopping goes on.");
  domo_proxy_stop (subject);
  step_stage_run (stage);
  g_assert_true (domo_proxy_is_stopped (subject));
  record = take_only (&records);
  g_assert_cmpint ((int) record->level, ==, (int) G_LOG_LEVEL_MESSAGE);
  assert_is_about (record, subject);
  assert_like (log_record_get (record, "MESSAGE"), "*after_stop*");
}

static DomoFuture *
fail_twice (DomoActor *actor, gpointer unused)
{
  domo_actor_fail (actor, g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "first"));
  domo_actor_fail (actor, g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "second"));
  return NULL;
}

static void
test_failing_twice (StepStage *stage)
{
  g_autoptr (TestSubject) subject = new_subject (stage, NULL);
  g_autoptr (DomoFuture) future = test_subject_run (subject, fail_twice, NULL);
  g_autoptr (GPtrArray) records = NULL;

  g_test_summary ("The second call for one message is only logged.");
  step_stage_assert_rejected (stage, future, DOMO_ERROR_FAILED, "first");
  records = log_records_take (NOTABLE);
  g_assert_cmpuint (records->len, ==, 2);
  assert_is_about (g_ptr_array_index (records, 0), subject);
  assert_like (log_record_get (g_ptr_array_index (records, 0), "MESSAGE"), "*second*");
  assert_record (g_ptr_array_index (records, 1), "DOMO_ERROR", "first");
}

static DomoFuture *
refuse (DomoActor *actor, gpointer unused)
{
  return domo_future_new_error (g_error_new (DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "not here"));
}

static void
test_refusal (StepStage *stage)
{
  g_autoptr (TestSubject) subject = new_subject (stage, NULL);
  g_autoptr (DomoFuture) future = test_subject_run (subject, refuse, NULL);
  g_autoptr (GPtrArray) records = NULL;

  g_test_summary ("A rejected future is an answer, and no failure.");
  step_stage_assert_rejected (stage, future, DOMO_ERROR_NOT_FOUND, "not here");
  records = log_records_take (NOTABLE);
  g_assert_cmpuint (records->len, ==, 0);
}

/* The life of an actor, at debug level. */

static GPtrArray *
live_and_die (DomoProxy **proxy)
{
  g_autoptr (TestSubject) subject = NULL;
  StepStage stage;

  step_stage_set_up (&stage);
  subject = new_subject (&stage, NULL);
  step_stage_run (&stage);
  test_subject_fail (subject, "on purpose");
  domo_proxy_stop (subject);
  step_stage_run (&stage);
  *proxy = DOMO_PROXY (g_steal_pointer (&subject));
  domo_stage_close_async (stage.stage, 0, NULL, NULL);
  step_stage_run (&stage);
  journal_unref (stage.journal);
  g_object_unref (stage.stage);
  g_object_unref (stage.dispatcher);
  g_object_unref (stage.clock);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return log_records_take (G_LOG_LEVEL_DEBUG);
}

static void
test_debug (void)
{
  if (g_test_subprocess ())
    {
      const char *const expected[] = { "*started*", "*restarted*", "*stopped*" };
      g_autoptr (DomoProxy) proxy = NULL;
      g_autoptr (GPtrArray) records = NULL;
      g_autofree char *address = NULL;
      guint n = 0;

      g_setenv ("G_MESSAGES_DEBUG", "Domo", TRUE);
      records = live_and_die (&proxy);
      address = domo_address_to_string (domo_proxy_get_address (proxy));
      for (guint i = 0; i < records->len; i++)
        {
          const LogRecord *record = g_ptr_array_index (records, i);

          /* The roots have lives, too. */
          if (g_strcmp0 (log_record_get (record, "DOMO_ACTOR_ADDRESS"), address) != 0)
            continue;
          g_assert_cmpuint (n, <, G_N_ELEMENTS (expected));
          assert_is_about (record, proxy);
          assert_like (log_record_get (record, "MESSAGE"), expected[n++]);
        }
      g_assert_cmpuint (n, ==, G_N_ELEMENTS (expected));
      return;
    }
  g_test_summary ("Steps in an actor's life are logged for who wants to see them.");
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
test_no_debug (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (DomoProxy) proxy = NULL;
      g_autoptr (GPtrArray) records = NULL;

      g_unsetenv ("G_MESSAGES_DEBUG");
      records = live_and_die (&proxy);
      g_assert_cmpuint (records->len, ==, 0);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  log_records_start ();

#define ADD(path, func) step_stage_add_test ("/core/log/" path, func)
  ADD ("actor-log", test_actor_log);
  ADD ("failure", test_failure);
  ADD ("failures-in-a-row", test_failures_in_a_row);
  ADD ("failure-that-is-settled-with-another", test_failure_that_is_settled_with_another);
  ADD ("failing-ask", test_failing_ask);
  ADD ("failing-start", test_failing_start);
  ADD ("failing-stop-hook", test_failing_stop_hook);
  ADD ("failing-twice", test_failing_twice);
  ADD ("refusal", test_refusal);
  g_test_add_func ("/core/log/debug", test_debug);
  g_test_add_func ("/core/log/no-debug", test_no_debug);

  return g_test_run ();
}
