/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <domo-core.h>

#include "future-probe.h"
#include "step-stage.h"

/* Every typed form, as a function that tells whether it answered what make_sample() made. */

static DomoFuture *
make_string (void)
{
  return domo_future_new_string ("text");
}

static DomoFuture *
make_object (void)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);

  return domo_future_new_object (object);
}

static DomoFuture *
make_boxed (void)
{
  const char *const strings[] = { "a", "b", NULL };

  return domo_future_new_boxed (G_TYPE_STRV, strings);
}

static DomoFuture *
make_variant (void)
{
  return domo_future_new_variant (g_variant_new_int32 (7));
}

#define DEFINE_NUMBER(name, value)                                  \
  static DomoFuture *make_##name (void)                             \
  {                                                                 \
    return domo_future_new_##name (value);                          \
  }                                                                 \
  static gboolean await_##name (DomoFuture *future, GError **error) \
  {                                                                 \
    return domo_await_##name (future, error) == (value);            \
  }

DEFINE_NUMBER (boolean, TRUE)
DEFINE_NUMBER (int, G_MININT)
DEFINE_NUMBER (uint, G_MAXUINT)
DEFINE_NUMBER (int64, G_MININT64)
DEFINE_NUMBER (uint64, G_MAXUINT64)
DEFINE_NUMBER (double, 0.25)

static gboolean
await_string (DomoFuture *future, GError **error)
{
  g_autofree char *text = domo_await_string (future, error);

  return g_strcmp0 (text, "text") == 0;
}

static gboolean
await_object (DomoFuture *future, GError **error)
{
  g_autoptr (GObject) object = domo_await_object (future, error);

  return object != NULL && G_OBJECT_TYPE (object) == G_TYPE_OBJECT;
}

static gboolean
await_boxed (DomoFuture *future, GError **error)
{
  g_auto (GStrv) strings = domo_await_boxed (future, error);

  return strings != NULL && g_strv_length (strings) == 2;
}

static gboolean
await_variant (DomoFuture *future, GError **error)
{
  g_autoptr (GVariant) variant = domo_await_variant (future, error);

  return variant != NULL && g_variant_get_int32 (variant) == 7;
}

static gboolean
await_value (DomoFuture *future, GError **error)
{
  g_auto (GValue) value = G_VALUE_INIT;

  if (!domo_await_value (future, &value, error))
    {
      g_assert_false (G_IS_VALUE (&value));
      return FALSE;
    }
  return G_VALUE_HOLDS_STRING (&value) && g_str_equal (g_value_get_string (&value), "text");
}

static gboolean
await_and_unref (DomoFuture *future, GError **error)
{
  g_autoptr (DomoFuture) kept = future;

  return domo_future_wait_sync (kept, error);
}

static const struct
{
  DomoFuture *(*make) (void);
  gboolean (*await) (DomoFuture *future, GError **error);
  gboolean untyped; /* takes any value */
} forms[] = {
  { domo_future_new_void, domo_await, TRUE },
  { domo_future_new_void, await_and_unref, TRUE },
  { make_string, await_value, TRUE },
  { make_boolean, await_boolean, FALSE },
  { make_int, await_int, FALSE },
  { make_uint, await_uint, FALSE },
  { make_int64, await_int64, FALSE },
  { make_uint64, await_uint64, FALSE },
  { make_double, await_double, FALSE },
  { make_string, await_string, FALSE },
  { make_object, await_object, FALSE },
  { make_boxed, await_boxed, FALSE },
  { make_variant, await_variant, FALSE },
};

static DomoFuture *
new_pending (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();

  return domo_promise_get_future (promise);
}

/* What the forms answer. */

static void
test_forms (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_test_summary (
      "Each form answers the value, the error of a rejected future, or that the type is "
      "wrong; of a settled future and of one that settles later");
  g_main_context_push_thread_default (context);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      for (guint later = 0; later < 2; later++)
        {
          DomoFuture *good = forms[i].make ();
          DomoFuture *bad = domo_future_new_error_printf (DOMO_ERROR, DOMO_ERROR_NOT_FOUND, "none");
          DomoFuture *other = domo_future_new_boxed (DOMO_TYPE_FUTURE, good);
          g_autoptr (GError) rejected = NULL;
          g_autoptr (GError) wrong = NULL;
          g_autoptr (GError) none = NULL;

          g_assert_true (forms[i].await (later ? settle_in (context, good) : good, &none));
          g_assert_no_error (none);
          g_assert_false (forms[i].await (later ? settle_in (context, bad) : bad, &rejected));
          g_assert_error (rejected, DOMO_ERROR, DOMO_ERROR_NOT_FOUND);
          g_assert_cmpstr (rejected->message, ==, "none");
          if (forms[i].untyped || forms[i].await == await_boxed)
            {
              domo_future_unref (other);
              continue;
            }
          g_assert_false (forms[i].await (later ? settle_in (context, other) : other, &wrong));
          g_assert_error (wrong, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT);
        }
    }
  drain (context);
  g_main_context_pop_thread_default (context);
}

static void
test_value_of_nothing (void)
{
  GValue value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_assert_true (domo_await_value (domo_future_new_void (), &value, &error));
  g_assert_no_error (error);
  g_assert_false (G_IS_VALUE (&value));
}

static void
test_error_is_optional (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    g_assert_false (
        forms[i].await (domo_future_new_error_printf (DOMO_ERROR, DOMO_ERROR_FAILED, "no"), NULL));
}

/* Whose the future is. */

static DomoFuture *
make_watched (gpointer *weak)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);
  DomoFuture *future = domo_future_new_object (object);

  *weak = object;
  g_object_add_weak_pointer (object, weak);
  g_object_unref (object);
  return future;
}

static void
test_takes_the_future (void)
{
  g_test_summary ("Every form takes the future, whatever comes of it, but for wait_sync");
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      gpointer weak;

      forms[i].await (make_watched (&weak), NULL);
      g_assert_null (weak);
    }
}

static void
test_wait_sync_keeps_the_future (void)
{
  gpointer weak;
  g_autoptr (GError) error = NULL;
  DomoFuture *future = make_watched (&weak);

  g_assert_true (domo_future_wait_sync (future, &error));
  g_assert_no_error (error);
  g_assert_true (domo_future_wait_sync (future, &error));
  g_assert_nonnull (weak);
  domo_future_unref (future);
  g_assert_null (weak);
}

static void
test_null_is_a_critical (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      /* Dropping none is a mistake of its own. */
      if (forms[i].await == await_and_unref)
        continue;
      g_test_expect_message ("Domo", G_LOG_LEVEL_CRITICAL, "*self != NULL*");
      g_assert_false (forms[i].await (NULL, NULL));
      g_test_assert_expected_messages ();
    }
}

static void
test_settled_returns_at_once (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (DomoFuture) watch = settle_in (context, domo_future_new_void ());

  g_test_summary ("A settled future is answered without a look at the main context");
  g_main_context_push_thread_default (context);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    g_assert_true (forms[i].await (forms[i].make (), NULL));
  assert_pending (watch);
  drain (context);
  assert_resolved (watch);
  g_main_context_pop_thread_default (context);
}

/* Inside actors. */

/* Settles @promise as @like is, once the handler that calls this waits. */
static void
settle_meanwhile (DomoPromise *promise, DomoFuture *like)
{
  g_autoptr (DomoFuture) settled = like;
  GError *error = NULL;
  const GValue *value = domo_future_get_value (settled, &error);

  if (value == NULL)
    domo_promise_reject (promise, error);
  else if (G_IS_VALUE (value))
    domo_promise_resolve (promise, value);
  else
    domo_promise_resolve_void (promise);
}

static DomoFuture *
settle_what_waits (DomoFuture *settled, gpointer promise)
{
  settle_meanwhile (promise, domo_future_ref (settled));
  return NULL;
}

static DomoFuture *
await_pending (DomoActor *actor, gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (DomoPromise) promise = domo_promise_new ();
      g_autoptr (GError) error = NULL;

      /* A callback of the actor's own, which comes while it waits. */
      domo_future_unref (domo_future_finally (forms[i].make (), settle_what_waits, promise, NULL));
      g_assert_true (forms[i].await (domo_promise_get_future (promise), &error));
      g_assert_no_error (error);
    }
  return domo_future_new_int64 (7);
}

static void
test_pending_in_an_actor (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) ask = test_subject_run (actor, await_pending, NULL);

  g_test_summary ("Inside an actor each form waits for what is settled meanwhile");
  step_stage_settle (stage, ask);
  g_assert_cmpint (domo_future_get_int64 (ask, NULL), ==, 7);
  g_assert_cmpuint (domo_stage_get_n_parkings (stage->stage), ==, G_N_ELEMENTS (forms));
}

static DomoFuture *
await_settled (DomoActor *actor, gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GError) none = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (forms[i].await (forms[i].make (), &none));
      g_assert_no_error (none);
      /* An abandoned future has settled, too. */
      g_assert_false (forms[i].await (new_pending (), &error));
      g_assert_error (error, DOMO_ERROR, DOMO_ERROR_ABANDONED);
    }
  return domo_future_new_int64 (7);
}

static void
test_settled_in_an_actor (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) ask = test_subject_run (actor, await_settled, NULL);

  step_stage_settle (stage, ask);
  g_assert_cmpint (domo_future_get_int64 (ask, NULL), ==, 7);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/core/await/" name, func)
  ADD ("each-form-answers", test_forms);
  ADD ("value-of-nothing-is-empty", test_value_of_nothing);
  ADD ("error-is-optional", test_error_is_optional);
  ADD ("takes-the-future", test_takes_the_future);
  ADD ("wait-sync-keeps-the-future", test_wait_sync_keeps_the_future);
  ADD ("null-is-a-critical", test_null_is_a_critical);
  ADD ("settled-returns-at-once", test_settled_returns_at_once);
#undef ADD
  step_stage_add_test ("/core/await/pending-in-an-actor-is-waited-for", test_pending_in_an_actor);
  step_stage_add_test ("/core/await/settled-in-an-actor-is-answered", test_settled_in_an_actor);
  return g_test_run ();
}
