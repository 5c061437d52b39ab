/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "consumer.h"

/* A supervisor that lets everybody go on. */

#define CONSUMER_TYPE_SUPERVISOR (consumer_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (ConsumerSupervisor, consumer_supervisor, CONSUMER, SUPERVISOR, DomoActor)

struct _ConsumerSupervisor
{
  DomoActor parent_instance;
};

static void
consumer_supervisor_inform (DomoSupervisor *supervisor, DomoSupervised *supervised)
{
  g_assert_true (domo_supervised_resume (supervised, DOMO_SUPERVISION_SCOPE_ONE));
}

static void
consumer_supervisor_supervisor_init (DomoSupervisorInterface *iface)
{
  iface->inform = consumer_supervisor_inform;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ConsumerSupervisor,
                               consumer_supervisor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DOMO_TYPE_SUPERVISOR,
                                                      consumer_supervisor_supervisor_init))

static void
consumer_supervisor_class_init (ConsumerSupervisorClass *klass)
{
}

static void
consumer_supervisor_init (ConsumerSupervisor *self)
{
}

static void
test_a_named_supervisor_resumes_an_actor (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDefinition) definition = NULL;
  g_autoptr (DomoProxy) supervisor = NULL;
  g_autoptr (DemoCounter) counter = NULL;
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  supervisor = domo_stage_actor_for (stage, CONSUMER_TYPE_SUPERVISOR, NULL);
  domo_stage_register_supervisor (stage, "consumer-supervisor", supervisor);
  definition = domo_definition_new (COUNTER_TYPE_ACTOR, "start", G_GINT64_CONSTANT (30), NULL);
  domo_definition_set_supervisor (definition, "consumer-supervisor");
  counter = domo_stage_actor_for_definition (stage, definition, &error);
  g_assert_no_error (error);

  demo_counter_increment (counter);
  g_assert_false (domo_await (demo_counter_refuse (counter, "why"), &refused));
  g_assert_nonnull (refused);
  /* It goes on as it was. */
  g_assert_cmpint (domo_await_int64 (demo_counter_add (counter, 1), &error), ==, 32);
  g_assert_no_error (error);
  consumer_close (stage);
}

static void
test_futures_combine (void)
{
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) pending = domo_promise_get_future (promise);
  g_autoptr (DomoFuture) one = domo_future_new_int64 (1);
  g_autoptr (DomoFuture) two = domo_future_new_int64 (2);
  DomoFuture *const both[] = { one, two };
  DomoFuture *const either[] = { pending, two };
  g_autoptr (GError) error = NULL;

  g_assert_true (domo_await (domo_future_all (both, G_N_ELEMENTS (both)), &error));
  g_assert_no_error (error);
  g_assert_cmpint (domo_await_int64 (domo_future_any (either, G_N_ELEMENTS (either)), &error), ==,
                   2);
  g_assert_no_error (error);
  g_assert_cmpint (domo_await_int64 (domo_future_race (either, G_N_ELEMENTS (either)), &error), ==,
                   2);
  g_assert_no_error (error);
  g_assert_false (domo_await (domo_future_with_timeout (domo_future_ref (pending), 1000), &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_TIMEOUT);
}

void
consumer_add_supervision_tests (void)
{
  g_test_add_func ("/consumer/supervision/a-named-supervisor-resumes-an-actor",
                   test_a_named_supervisor_resumes_an_actor);
  g_test_add_func ("/consumer/future/combine", test_futures_combine);
}
