/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "future-probe.h"
#include "step-stage.h"

/* The code on the pages about execution contexts and interceptors, at work: a shop that asks its
 * stock. */

#define DEMO_TYPE_STOCK (demo_stock_get_type ())
G_DECLARE_INTERFACE (DemoStock, demo_stock, DEMO, STOCK, DomoProtocol)

struct _DemoStockInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*take) (DemoStock *self, const char *article);
};

G_DEFINE_INTERFACE (DemoStock, demo_stock, DOMO_TYPE_PROTOCOL)

static void
demo_stock_default_init (DemoStockInterface *iface)
{
  domo_protocol_add_ask (iface, "take", G_STRUCT_OFFSET (DemoStockInterface, take), G_TYPE_STRING,
                         1, G_TYPE_STRING);
}

static DomoFuture *
demo_stock_take (DemoStock *self, const char *article)
{
  return DEMO_STOCK_GET_IFACE (self)->take (self, article);
}

#define DEMO_TYPE_SHOP (demo_shop_get_type ())
G_DECLARE_INTERFACE (DemoShop, demo_shop, DEMO, SHOP, DomoProtocol)

struct _DemoShopInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*order) (DemoShop *self, const char *article);
};

G_DEFINE_INTERFACE (DemoShop, demo_shop, DOMO_TYPE_PROTOCOL)

static void
demo_shop_default_init (DemoShopInterface *iface)
{
  domo_protocol_add_ask (iface, "order", G_STRUCT_OFFSET (DemoShopInterface, order), G_TYPE_STRING,
                         1, G_TYPE_STRING);
}

static DomoFuture *
demo_shop_order (DemoShop *self, const char *article)
{
  return DEMO_SHOP_GET_IFACE (self)->order (self, article);
}

#define STOCK_TYPE_ACTOR (stock_actor_get_type ())
G_DECLARE_FINAL_TYPE (StockActor, stock_actor, STOCK, ACTOR, DomoActor)

struct _StockActor
{
  DomoActor parent_instance;
};

static DomoFuture *
stock_actor_take (DemoStock *stock, const char *article)
{
  DomoExecutionContext *context = domo_execution_context_get_current ();
  const char *user =
      context != NULL ? domo_execution_context_get_string (context, "user", NULL) : NULL;
  g_autofree char *text = g_strdup_printf ("%s for %s", article, user != NULL ? user : "nobody");

  return domo_future_new_string (text);
}

static void
stock_actor_stock_init (DemoStockInterface *iface)
{
  iface->take = stock_actor_take;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (StockActor,
                               stock_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_STOCK, stock_actor_stock_init))

static void
stock_actor_class_init (StockActorClass *klass)
{
}

static void
stock_actor_init (StockActor *self)
{
}

#define SHOP_TYPE_ACTOR (shop_actor_get_type ())
G_DECLARE_FINAL_TYPE (ShopActor, shop_actor, SHOP, ACTOR, DomoActor)

struct _ShopActor
{
  DomoActor parent_instance;

  DemoStock *stock;
};

static DomoFuture *
shop_actor_order (DemoShop *shop, const char *article)
{
  return demo_stock_take (SHOP_ACTOR (shop)->stock, article);
}

static void
shop_actor_shop_init (DemoShopInterface *iface)
{
  iface->order = shop_actor_order;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ShopActor,
                               shop_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_SHOP, shop_actor_shop_init))

static void
shop_actor_before_start (DomoActor *actor)
{
  SHOP_ACTOR (actor)->stock = domo_actor_child_for (actor, STOCK_TYPE_ACTOR, NULL);
}

static void
shop_actor_finalize (GObject *object)
{
  g_clear_object (&SHOP_ACTOR (object)->stock);

  G_OBJECT_CLASS (shop_actor_parent_class)->finalize (object);
}

static void
shop_actor_class_init (ShopActorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = shop_actor_finalize;
  DOMO_ACTOR_CLASS (klass)->before_start = shop_actor_before_start;
}

static void
shop_actor_init (ShopActor *self)
{
}

static DomoFuture *
handle_request (DemoShop *shop, const char *user, const char *number)
{
  g_autoptr (DomoExecutionContext) who =
      domo_execution_context_new_with (NULL, "user", g_variant_new_string (user));
  g_autoptr (DomoExecutionContext) context =
      domo_execution_context_new_with (who, "request", g_variant_new_string (number));
  DomoFuture *answer;

  domo_execution_context_push (context);
  answer = demo_shop_order (shop, "teapot");
  domo_execution_context_pop (context);
  return answer;
}

static void
test_the_request_is_known_in_the_stock (StepStage *stage)
{
  g_autoptr (DemoShop) shop = domo_stage_actor_for (stage->stage, SHOP_TYPE_ACTOR, NULL);
  g_autoptr (DomoFuture) with = handle_request (shop, "ada", "r-17");
  g_autoptr (DomoFuture) without = demo_shop_order (shop, "cup");
  g_autofree char *answer = NULL;
  g_autofree char *other = NULL;

  step_stage_settle (stage, with);
  step_stage_settle (stage, without);
  answer = domo_future_dup_string (with, NULL);
  other = domo_future_dup_string (without, NULL);
  g_assert_cmpstr (answer, ==, "teapot for ada");
  g_assert_cmpstr (other, ==, "cup for nobody");
}

/* A tracer. */

#define DEMO_TYPE_TRACER (demo_tracer_get_type ())
G_DECLARE_FINAL_TYPE (DemoTracer, demo_tracer, DEMO, TRACER, DomoInterceptor)

struct _DemoTracer
{
  DomoInterceptor parent_instance;

  GString *lines;
};

G_DEFINE_FINAL_TYPE (DemoTracer, demo_tracer, DOMO_TYPE_INTERCEPTOR)

static void
demo_tracer_after_delivery (DomoInterceptor *interceptor, DomoDelivery *delivery)
{
  DomoExecutionContext *context = domo_delivery_get_execution_context (delivery);
  g_autofree char *message = domo_delivery_to_string (delivery);
  g_autofree char *request =
      context != NULL ? domo_execution_context_to_string (context) : g_strdup ("");
  const GError *error = domo_delivery_get_error (delivery);

  g_string_append_printf (DEMO_TRACER (interceptor)->lines,
                          "%s %s took %" G_GINT64_FORMAT " µs%s%s\n", message, request,
                          domo_delivery_get_end_time (delivery) -
                              domo_delivery_get_begin_time (delivery),
                          error != NULL ? ": " : "", error != NULL ? error->message : "");
}

static void
demo_tracer_class_init (DemoTracerClass *klass)
{
  DOMO_INTERCEPTOR_CLASS (klass)->after_delivery = demo_tracer_after_delivery;
}

static void
demo_tracer_init (DemoTracer *self)
{
}

static void
test_the_tracer_writes_each_message (StepStage *stage)
{
  g_autoptr (DemoShop) shop = domo_stage_actor_for (stage->stage, SHOP_TYPE_ACTOR, NULL);
  g_autoptr (DemoTracer) tracer = g_object_new (DEMO_TYPE_TRACER, NULL);
  g_autoptr (GString) lines = g_string_new (NULL);

  tracer->lines = lines;
  domo_stage_set_interceptor (stage->stage, DOMO_INTERCEPTOR (tracer));
  domo_future_unref (handle_request (shop, "ada", "r-17"));
  step_stage_run (stage);
  g_assert_cmpstr (lines->str, ==,
                   "order(\"teapot\") {request: 'r-17', user: 'ada'} took 0 µs\n"
                   "take(\"teapot\") {request: 'r-17', user: 'ada'} took 0 µs\n");
}

/* A loser. */

#define DEMO_TYPE_LOSER (demo_loser_get_type ())
G_DECLARE_FINAL_TYPE (DemoLoser, demo_loser, DEMO, LOSER, DomoInterceptor)

struct _DemoLoser
{
  DomoInterceptor parent_instance;

  guint n_orders;
};

G_DEFINE_FINAL_TYPE (DemoLoser, demo_loser, DOMO_TYPE_INTERCEPTOR)

static void
demo_loser_before_delivery (DomoInterceptor *interceptor, DomoDelivery *delivery)
{
  DemoLoser *self = DEMO_LOSER (interceptor);

  if (g_str_equal (domo_delivery_get_method (delivery), "order") && ++self->n_orders % 3 == 0)
    domo_delivery_drop (delivery);
}

static void
demo_loser_class_init (DemoLoserClass *klass)
{
  DOMO_INTERCEPTOR_CLASS (klass)->before_delivery = demo_loser_before_delivery;
}

static void
demo_loser_init (DemoLoser *self)
{
}

static void
test_the_loser_loses_every_third_order (StepStage *stage)
{
  g_autoptr (DemoShop) shop = domo_stage_actor_for (stage->stage, SHOP_TYPE_ACTOR, NULL);
  g_autoptr (DemoLoser) loser = g_object_new (DEMO_TYPE_LOSER, NULL);

  domo_stage_set_interceptor (stage->stage, DOMO_INTERCEPTOR (loser));
  for (guint i = 1; i <= 6; i++)
    {
      g_autoptr (DomoFuture) answer = demo_shop_order (shop, "cup");

      step_stage_settle (stage, answer);
      g_assert_true (domo_future_is_rejected (answer) == (i % 3 == 0));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/context-pages/" name, test_##func)
  ADD ("the-request-is-known-in-the-stock", the_request_is_known_in_the_stock);
  ADD ("the-tracer-writes-each-message", the_tracer_writes_each_message);
  ADD ("the-loser-loses-every-third-order", the_loser_loses_every_third_order);
#undef ADD

  return g_test_run ();
}
