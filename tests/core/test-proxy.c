/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "awaits.h"
#include "courier.h"
#include "misuse.h"
#include "step-stage.h"

/* What a proxy is and does, but for how arguments travel. */

static void
test_what_it_is (StepStage *stage)
{
  g_autoptr (TestSubject) one = step_stage_actor (stage, "one", FALSE);
  g_autoptr (TestSubject) two = step_stage_actor (stage, "two", FALSE);

  g_assert_true (DOMO_IS_PROXY (one));
  g_assert_true (DOMO_IS_PROTOCOL (one));
  g_assert_true (TEST_IS_SUBJECT (one));
  g_assert_false (DOMO_IS_ACTOR (one));
  g_assert_true (domo_proxy_get_actor_type (one) == TEST_TYPE_ACTOR);
  g_assert_true (G_OBJECT_TYPE (one) == G_OBJECT_TYPE (two));
  g_assert_false (domo_address_equal (domo_proxy_get_address (one), domo_proxy_get_address (two)));
}

/* A handler: says something as its own proxy, and to itself. */
static DomoFuture *
talk_to_self (DomoActor *actor, gpointer expected_proxy)
{
  gpointer self = domo_actor_get_self (actor);
  g_autoptr (DomoFuture) answer = NULL;

  g_assert_true (self == expected_proxy);
  test_subject_note (self, "message");
  test_subject_note (TEST_SUBJECT (actor), "call");
  answer = test_subject_ask (TEST_SUBJECT (actor), 3);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 3);
  return domo_future_new_int64 (0);
}

static void
test_self (StepStage *stage)
{
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "self", FALSE);
  g_autoptr (DomoFuture) future = test_subject_run (subject, talk_to_self, subject);

  g_test_summary (
      "On the instance a protocol's call is a plain call, on its proxy a message, which "
      "comes after the handler.");
  step_stage_settle (stage, future);
  g_assert_true (domo_future_is_resolved (future));
  assert_journal (stage->journal, "self:call self:message");
}

static void
test_dropping_it_stops_nothing (StepStage *stage)
{
  TestSubject *subject = step_stage_actor (stage, "dropped", FALSE);
  g_autoptr (DomoAddress) address = domo_address_copy (domo_proxy_get_address (subject));
  g_autoptr (DomoFuture) answer = NULL;

  step_stage_run (stage);
  g_assert_cmpint (test_actor_count_instances (), ==, 1);
  g_object_unref (subject);
  step_stage_run (stage);
  g_assert_cmpint (test_actor_count_instances (), ==, 1);
  subject = domo_stage_actor_of (stage->stage, address);
  answer = test_subject_ask (subject, 4);
  g_object_unref (subject);
  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 4);
}

static void
test_dropping_it_before_the_start (StepStage *stage)
{
  g_object_unref (step_stage_actor (stage, "dropped", TRUE));
  step_stage_run (stage);
  assert_journal (stage->journal, "dropped.before_start dropped.after_start");
}

static void
test_gone_with_its_actor (StepStage *stage)
{
  TestSubject *subject = step_stage_actor (stage, "gone", FALSE);
  gpointer gone = subject;

  g_test_summary ("Nothing holds a proxy once its actor has stopped and everybody dropped it.");
  g_object_add_weak_pointer (G_OBJECT (subject), &gone);
  test_subject_note (subject, "text");
  domo_proxy_stop (subject);
  g_object_unref (subject);
  g_assert_nonnull (gone);
  step_stage_run (stage);
  g_assert_null (gone);
}

static void
test_outlives_its_stage (void)
{
  DomoStage *stage = domo_stage_new ();
  g_autoptr (TestSubject) subject = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (DomoFuture) answer = NULL;
  g_autoptr (DomoFuture) stopped = NULL;
  g_autofree char *address = domo_address_to_string (domo_proxy_get_address (subject));
  g_autofree char *address_afterwards = NULL;

  g_assert_true (domo_stage_close (stage, -1, NULL));
  g_assert_finalize_object (stage);

  g_assert_true (domo_proxy_is_stopped (subject));
  test_subject_note (subject, "nobody");
  answer = test_subject_ask (subject, 1);
  g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_STOPPED);
  domo_proxy_stop (subject);
  domo_proxy_stop_now (subject);
  stopped = domo_proxy_stopped (subject);
  g_assert_cmpint (domo_future_get_int (stopped, NULL), ==, DOMO_STOP_REASON_STAGE_CLOSED);
  address_afterwards = domo_address_to_string (domo_proxy_get_address (subject));
  g_assert_cmpstr (address_afterwards, ==, address);
  g_assert_true (domo_proxy_get_actor_type (subject) == TEST_TYPE_ACTOR);
}

/* From any thread. */

#define N_THREADS 4
#define N_ASKS    250

typedef struct
{
  TestSubject *subject;
  int *n_done; /* atomic */
  gint64 first;
} Asker;

static gpointer
asker_thread (gpointer data)
{
  Asker *self = data;

  for (gint64 i = self->first; i < self->first + N_ASKS; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (domo_await_int64 (test_subject_ask (self->subject, i), &error), ==, i);
      g_assert_no_error (error);
    }
  done_add (self->n_done);
  return NULL;
}

static void
test_any_thread (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) subject = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  g_autoptr (GError) error = NULL;
  GThread *threads[N_THREADS];
  Asker askers[N_THREADS];
  int n_done = 0;

  g_test_summary ("Threads ask the same proxy, and each gets its own answers.");
  for (guint i = 0; i < N_THREADS; i++)
    {
      askers[i] = (Asker){ subject, &n_done, i * N_ASKS };
      threads[i] = g_thread_new ("asker", asker_thread, &askers[i]);
    }
  await_done (&n_done, N_THREADS);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_true (domo_stage_close (stage, -1, &error));
  g_assert_no_error (error);
}

/* Functions of proxies on what is none. */

static void
stop_no_proxy (gconstpointer data)
{
  domo_proxy_stop (NULL);
}

static void
stop_now_no_proxy (gconstpointer data)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);

  domo_proxy_stop_now (object);
}

static void
wait_for_no_proxy (gconstpointer data)
{
  g_assert_null (domo_proxy_stopped (NULL));
}

static void
address_of_no_proxy (gconstpointer data)
{
  g_assert_null (domo_proxy_get_address (NULL));
}

static void
test_no_proxy (gconstpointer func)
{
  assert_misuse ((MisuseFunc) func, NULL, "DOMO_IS_PROXY");
}

static DomoFuture *
answer_with_promise (const TestParcel *received, gpointer promise)
{
  return domo_promise_get_future (promise);
}

/* Refused arguments. */

static DomoFuture *
send_instance (DomoActor *actor, gpointer courier)
{
  g_autoptr (DomoFuture) answer = test_courier_echo_subject (courier, TEST_SUBJECT (actor));

  g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT);
  return domo_future_new_int64 (0);
}

static void
send_actor_instance (gconstpointer data)
{
  g_autoptr (TestCourier) courier = NULL;
  g_autoptr (TestSubject) subject = NULL;
  g_autoptr (DomoFuture) future = NULL;
  StepStage stage;

  step_stage_set_up (&stage);
  courier = test_courier_new (stage.stage);
  subject = step_stage_actor (&stage, "subject", FALSE);
  future = test_subject_run (subject, send_instance, courier);
  step_stage_settle (&stage, future);
  g_assert_true (domo_future_is_resolved (future));
  g_assert_cmpuint (test_courier_received.n_deliveries, ==, 0);
  g_clear_object (&courier);
  g_clear_object (&subject);
  g_clear_pointer (&future, domo_future_unref);
  step_stage_tear_down (&stage);
}

static void
test_actor_instance (void)
{
  g_test_summary ("An instance has its actor's protocols, but only its proxy may be sent.");
  assert_misuse (send_actor_instance, NULL,
                 "TestCourier.echo_subject*TestActor*domo_actor_get_self");
}

static void
send_wrong_class (gconstpointer data)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (TestCourier) courier = NULL;
  g_autoptr (DomoFuture) future = NULL;
  StepStage stage;

  step_stage_set_up (&stage);
  courier = test_courier_new (stage.stage);
  future = test_courier_echo_unowned (courier, (GInitiallyUnowned *) object);
  g_assert_error (domo_future_get_error (future), DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT);
  step_stage_run (&stage);
  g_assert_cmpuint (test_courier_received.n_deliveries, ==, 0);
  g_clear_object (&courier);
  g_clear_pointer (&future, domo_future_unref);
  step_stage_tear_down (&stage);
}

static void
test_wrong_class (void)
{
  assert_misuse (send_wrong_class, NULL,
                 "TestCourier.echo_unowned*GObject is not a GInitiallyUnowned");
}

/* Refused results. */

typedef DomoFuture *(*MakeFuture) (const TestParcel *received);

static DomoFuture *
answer_with (const TestParcel *received, gpointer func)
{
  return ((MakeFuture) func) (received);
}

static DomoFuture *
make_string (const TestParcel *received)
{
  return domo_future_new_string ("text");
}

static DomoFuture *
make_int64 (const TestParcel *received)
{
  return domo_future_new_int64 (3);
}

static DomoFuture *
make_nothing (const TestParcel *received)
{
  return domo_future_new_void ();
}

static DomoFuture *
make_object (const TestParcel *received)
{
  return domo_future_new_object (g_object_new (G_TYPE_INITIALLY_UNOWNED, NULL));
}

static DomoFuture *
make_null_object (const TestParcel *received)
{
  return domo_future_new_object (NULL);
}

static DomoFuture *
make_instance (const TestParcel *received)
{
  return domo_future_new_object (received->actor);
}

static DomoFuture *
make_instance_value (const TestParcel *received)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_OBJECT);
  g_value_set_object (&value, received->actor);
  return domo_future_new_value (&value);
}

static void
test_wrong_results (StepStage *stage)
{
  static const struct
  {
    MakeFuture make;
    const char *why_no_int;
    const char *why_no_object;
    const char *why_no_file;
    const char *why_not_nothing;
  } rows[] = {
    { make_string, "gchararray", "gchararray", "gchararray", "gchararray" },
    { make_int64, "gint64", "gint64", "gint64", "gint64" },
    { make_nothing, "nothing", "nothing", "nothing", NULL },
    { make_object, "GInitiallyUnowned", NULL, "GInitiallyUnowned", "GInitiallyUnowned" },
    { make_null_object, "GObject", NULL, NULL, "GObject" },
    { make_instance, "", "domo_actor_get_self", "domo_actor_get_self", "" },
    { make_instance_value, "", "domo_actor_get_self", "domo_actor_get_self", "" },
  };
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);

  g_test_summary ("A result of another type than promised rejects the ask with the method's name, "
                  "and so does an actor's instance.");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      test_courier_set_handler (answer_with, rows[i].make);
#define CHECK(name, why, ...)                                                           \
  {                                                                                     \
    g_autoptr (DomoFuture) future = test_courier_##name (courier, ##__VA_ARGS__);       \
    g_autofree char *pattern = g_strconcat ("*TestCourier." #name "*", why, "*", NULL); \
                                                                                        \
    if (why != NULL)                                                                    \
      step_stage_assert_rejected (stage, future, DOMO_ERROR_FAILED, pattern);           \
    else                                                                                \
      {                                                                                 \
        step_stage_settle (stage, future);                                              \
        g_assert_true (domo_future_is_resolved (future));                               \
      }                                                                                 \
  }
      CHECK (echo_int, rows[i].why_no_int, 0)
      CHECK (echo_object, rows[i].why_no_object, NULL)
      CHECK (echo_file, rows[i].why_no_file, NULL)
      CHECK (echo_nothing, rows[i].why_not_nothing)
#undef CHECK
    }
}

static void
test_wrong_result_later (StepStage *stage)
{
  g_autoptr (TestCourier) courier = test_courier_new (stage->stage);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = test_courier_echo_int (courier, 1);

  test_courier_set_handler (answer_with_promise, promise);
  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (future));
  domo_promise_resolve_string (promise, "text");
  step_stage_assert_rejected (stage, future, DOMO_ERROR_FAILED,
                              "*TestCourier.echo_int*gchararray*");
}

static DomoFuture *
answer_no_future (DomoActor *actor, gpointer data)
{
  return NULL;
}

static void
test_no_future (StepStage *stage)
{
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "subject", FALSE);
  g_autoptr (DomoFuture) future = test_subject_run (subject, answer_no_future, NULL);
  g_autoptr (DomoFuture) next = NULL;

  g_test_summary ("A handler that answers NULL rejects its ask; that is no failure of the actor.");
  step_stage_assert_rejected (stage, future, DOMO_ERROR_FAILED, "*TestSubject.run *");
  next = test_subject_ask (subject, 5);
  step_stage_settle (stage, next);
  g_assert_cmpint (domo_future_get_int64 (next, NULL), ==, 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) step_stage_add_test ("/core/proxy/" path, func)
  ADD ("what-it-is", test_what_it_is);
  ADD ("self", test_self);
  ADD ("dropping-it-stops-nothing", test_dropping_it_stops_nothing);
  ADD ("dropping-it-before-the-start", test_dropping_it_before_the_start);
  ADD ("gone-with-its-actor", test_gone_with_its_actor);
  g_test_add_func ("/core/proxy/outlives-its-stage", test_outlives_its_stage);
  g_test_add_func ("/core/proxy/any-thread", test_any_thread);
  g_test_add_data_func ("/core/proxy/none/stop", (gconstpointer) stop_no_proxy, test_no_proxy);
  g_test_add_data_func ("/core/proxy/none/stop-now", (gconstpointer) stop_now_no_proxy,
                        test_no_proxy);
  g_test_add_data_func ("/core/proxy/none/stopped", (gconstpointer) wait_for_no_proxy,
                        test_no_proxy);
  g_test_add_data_func ("/core/proxy/none/address", (gconstpointer) address_of_no_proxy,
                        test_no_proxy);
  g_test_add_func ("/core/proxy/refused/actor-instance", test_actor_instance);
  g_test_add_func ("/core/proxy/refused/wrong-class", test_wrong_class);
  ADD ("wrong-results", test_wrong_results);
  ADD ("wrong-result-later", test_wrong_result_later);
  ADD ("no-future", test_no_future);

  return g_test_run ();
}
