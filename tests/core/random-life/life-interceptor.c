/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "life-actor.h"

/* The interceptor, which does with each call as its verdict says, and writes down what it is shown
 * afterwards. */

#define LIFE_TYPE_INTERCEPTOR (life_interceptor_get_type ())
G_DECLARE_FINAL_TYPE (LifeInterceptor, life_interceptor, LIFE, INTERCEPTOR, DomoInterceptor)

struct _LifeInterceptor
{
  DomoInterceptor parent_instance;

  LifeWorld *world;
};

G_DEFINE_FINAL_TYPE (LifeInterceptor, life_interceptor, DOMO_TYPE_INTERCEPTOR)

static int
get_number (DomoDelivery *delivery)
{
  return g_value_get_int (domo_delivery_get_arguments (delivery, NULL));
}

static void
life_interceptor_before_delivery (DomoInterceptor *interceptor, DomoDelivery *delivery)
{
  LifeWorld *world = LIFE_INTERCEPTOR (interceptor)->world;
  const int number = get_number (delivery);
  const LifeCall *call = &world->calls[number];

  if (world->n_shown[number]++ != call->verdict_at)
    return;
  if (call->verdict == LIFE_VERDICT_DROP)
    domo_delivery_drop (delivery);
  else if (call->verdict == LIFE_VERDICT_DELAY)
    domo_delivery_delay (delivery, LIFE_CALL_DELAY (number));
  else if (call->verdict == LIFE_VERDICT_FAIL)
    domo_delivery_fail (delivery, life_new_failure (number));
}

static void
life_interceptor_after_delivery (DomoInterceptor *interceptor, DomoDelivery *delivery)
{
  LifeWorld *world = LIFE_INTERCEPTOR (interceptor)->world;

  life_world_see_event (world,
                        (LifeEvent){
                            (guint8) life_world_find (world, domo_delivery_get_proxy (delivery)),
                            LIFE_SHOWN, (guint8) get_number (delivery),
                            (guint8) domo_delivery_get_outcome (delivery), 0 });
}

static void
life_interceptor_class_init (LifeInterceptorClass *klass)
{
  DOMO_INTERCEPTOR_CLASS (klass)->before_delivery = life_interceptor_before_delivery;
  DOMO_INTERCEPTOR_CLASS (klass)->after_delivery = life_interceptor_after_delivery;
}

static void
life_interceptor_init (LifeInterceptor *self)
{
}

DomoInterceptor *
life_world_make_interceptor (LifeWorld *self)
{
  LifeInterceptor *interceptor = g_object_new (LIFE_TYPE_INTERCEPTOR, NULL);

  interceptor->world = self;
  return DOMO_INTERCEPTOR (interceptor);
}
