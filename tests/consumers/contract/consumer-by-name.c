/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "consumer.h"

/* Calls by name, and an actor that has no function for any method. */

#define RECEIVER_TYPE_ACTOR (receiver_actor_get_type ())
G_DECLARE_FINAL_TYPE (ReceiverActor, receiver_actor, RECEIVER, ACTOR, DomoActor)

struct _ReceiverActor
{
  DomoActor parent_instance;

  gint64 count;
};

G_DEFINE_FINAL_TYPE (ReceiverActor, receiver_actor, DOMO_TYPE_ACTOR)

static DomoFuture *
receiver_actor_receive (DomoActor *actor, const char *method, const GValue *args, guint n_args)
{
  ReceiverActor *self = RECEIVER_ACTOR (actor);

  if (g_str_equal (method, "increment"))
    {
      g_assert_cmpuint (n_args, ==, 0);
      self->count++;
      return NULL;
    }
  g_assert_cmpstr (method, ==, "add");
  g_assert_cmpuint (n_args, ==, 1);
  self->count += g_value_get_int64 (&args[0]);
  return domo_future_new_int64 (self->count);
}

static void
receiver_actor_class_init (ReceiverActorClass *klass)
{
  DomoActorClass *actor_class = DOMO_ACTOR_CLASS (klass);

  actor_class->receive = receiver_actor_receive;
  domo_actor_class_add_protocol (actor_class, DEMO_TYPE_COUNTER);
}

static void
receiver_actor_init (ReceiverActor *self)
{
}

static void
use_by_name (GType actor_type)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DemoCounter) counter = domo_stage_actor_for (stage, actor_type, NULL);
  g_auto (GValue) amount = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_value_init (&amount, G_TYPE_INT);
  g_value_set_int (&amount, 2);
  demo_counter_increment (counter);
  g_assert_true (domo_proxy_send (counter, "increment", NULL, 0, &error));
  g_assert_no_error (error);
  g_assert_cmpint (domo_await_int64 (domo_proxy_request (counter, "add", &amount, 1), &error), ==,
                   4);
  g_assert_no_error (error);
  g_assert_false (domo_proxy_send (counter, "subtract", &amount, 1, &error));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_NOT_FOUND);
  consumer_close (stage);
}

static void
test_by_name_calls_functions (void)
{
  use_by_name (COUNTER_TYPE_ACTOR);
}

static void
test_by_name_arrives_at_receive (void)
{
  use_by_name (RECEIVER_TYPE_ACTOR);
}

void
consumer_add_by_name_tests (void)
{
  g_test_add_func ("/consumer/by-name/calls-functions", test_by_name_calls_functions);
  g_test_add_func ("/consumer/by-name/arrives-at-receive", test_by_name_arrives_at_receive);
}
