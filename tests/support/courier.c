/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "courier.h"

#include <gobject/gvaluecollector.h>

/* The boxed type. */

static int n_tracked;

G_DEFINE_BOXED_TYPE (TestTracked, test_tracked, test_tracked_copy, test_tracked_free)

TestTracked *
test_tracked_new (int number)
{
  TestTracked *self = g_new (TestTracked, 1);

  self->number = number;
  g_atomic_int_inc (&n_tracked);
  return self;
}

TestTracked *
test_tracked_copy (TestTracked *self)
{
  return test_tracked_new (self->number);
}

void
test_tracked_free (TestTracked *self)
{
  g_atomic_int_add (&n_tracked, -1);
  g_free (self);
}

int
test_tracked_count_alive (void)
{
  return g_atomic_int_get (&n_tracked);
}

/* The protocol. */

G_DEFINE_INTERFACE (TestCourier, test_courier, DOMO_TYPE_PROTOCOL)

static void
test_courier_default_init (TestCourierInterface *iface)
{
#define ADD(name, ctype, type)                                                           \
  domo_protocol_add_tell (iface, "take_" #name,                                          \
                          G_STRUCT_OFFSET (TestCourierInterface, take_##name), 1, type); \
  domo_protocol_add_ask (iface, "echo_" #name,                                           \
                         G_STRUCT_OFFSET (TestCourierInterface, echo_##name), type, 1, type);
  COURIER_TYPES (ADD)
#undef ADD
#define COUNT(name, ctype, type) +1
#define TYPE(name, ctype, type)  , type
  domo_protocol_add_tell (iface, "take_parcel", G_STRUCT_OFFSET (TestCourierInterface, take_parcel),
                          0 COURIER_TYPES (COUNT) COURIER_TYPES (TYPE));
#undef TYPE
#undef COUNT
  domo_protocol_add_ask (iface, "echo_nothing",
                         G_STRUCT_OFFSET (TestCourierInterface, echo_nothing), G_TYPE_NONE, 0);
}

#define DEFINE(name, ctype, type)                                       \
  void test_courier_take_##name (TestCourier *self, ctype value)        \
  {                                                                     \
    TEST_COURIER_GET_IFACE (self)->take_##name (self, value);           \
  }                                                                     \
                                                                        \
  DomoFuture *test_courier_echo_##name (TestCourier *self, ctype value) \
  {                                                                     \
    return TEST_COURIER_GET_IFACE (self)->echo_##name (self, value);    \
  }
COURIER_TYPES (DEFINE)
#undef DEFINE

DomoFuture *
test_courier_echo_nothing (TestCourier *self)
{
  return TEST_COURIER_GET_IFACE (self)->echo_nothing (self);
}

void
test_courier_take_parcel (TestCourier *self, const TestParcel *parcel)
{
#define PASS(name, ctype, type) , parcel->name##_value
  TEST_COURIER_GET_IFACE (self)->take_parcel (self COURIER_TYPES (PASS));
#undef PASS
}

/* The actor. */

struct _TestCourierActor
{
  DomoActor parent_instance;
};

static void test_courier_actor_courier_init (TestCourierInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestCourierActor,
                               test_courier_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_COURIER,
                                                      test_courier_actor_courier_init))

TestParcel test_courier_received;

static TestCourierFunc handler_func;
static gpointer handler_data;

TestCourier *
test_courier_new (DomoStage *stage)
{
  test_courier_received = (TestParcel){ 0 };
  test_courier_set_handler (NULL, NULL);
  return domo_stage_actor_for (stage, TEST_TYPE_COURIER_ACTOR, NULL);
}

void
test_courier_set_handler (TestCourierFunc func, gpointer data)
{
  handler_func = func;
  handler_data = data;
}

/* What every handler does once it has put its arguments into test_courier_received. */
static DomoFuture *
receive (TestCourier *courier)
{
  test_courier_received.actor = DOMO_ACTOR (courier);
  test_courier_received.n_deliveries++;
  return handler_func != NULL ? handler_func (&test_courier_received, handler_data) : NULL;
}

static void
receive_tell (TestCourier *courier)
{
  DomoFuture *answer = receive (courier);

  g_clear_pointer (&answer, domo_future_unref);
}

/* Answers what the handler says, or else the value that follows. */
static DomoFuture *
receive_ask (TestCourier *courier, GType type, ...)
{
  DomoFuture *answer = receive (courier);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *problem = NULL;
  va_list args;

  if (answer != NULL)
    return answer;
  va_start (args, type);
  G_VALUE_COLLECT_INIT (&value, type, args, 0, &problem);
  va_end (args);
  g_assert_cmpstr (problem, ==, NULL);
  return domo_future_new_value (&value);
}

#define DEFINE(name, ctype, type)                                                       \
  static void test_courier_actor_take_##name (TestCourier *courier, ctype value)        \
  {                                                                                     \
    test_courier_received.name##_value = value;                                         \
    receive_tell (courier);                                                             \
  }                                                                                     \
                                                                                        \
  static DomoFuture *test_courier_actor_echo_##name (TestCourier *courier, ctype value) \
  {                                                                                     \
    test_courier_received.name##_value = value;                                         \
    return receive_ask (courier, type, value);                                          \
  }
COURIER_TYPES (DEFINE)
#undef DEFINE

static void
test_courier_actor_take_parcel (TestCourier *courier
#define ARGUMENT(name, ctype, type) , ctype name##_value
                                    COURIER_TYPES (ARGUMENT)
#undef ARGUMENT
)
{
#define STORE(name, ctype, type) test_courier_received.name##_value = name##_value;
  COURIER_TYPES (STORE)
#undef STORE
  receive_tell (courier);
}

static DomoFuture *
test_courier_actor_echo_nothing (TestCourier *courier)
{
  DomoFuture *answer = receive (courier);

  return answer != NULL ? answer : domo_future_new_void ();
}

static void
test_courier_actor_courier_init (TestCourierInterface *iface)
{
#define FILL(name, ctype, type)                        \
  iface->take_##name = test_courier_actor_take_##name; \
  iface->echo_##name = test_courier_actor_echo_##name;
  COURIER_TYPES (FILL)
#undef FILL
  iface->take_parcel = test_courier_actor_take_parcel;
  iface->echo_nothing = test_courier_actor_echo_nothing;
}

static void
test_courier_actor_class_init (TestCourierActorClass *klass)
{
}

static void
test_courier_actor_init (TestCourierActor *self)
{
}
