/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "listener.h"

struct _TestListener
{
  DomoActor parent_instance;
};

G_DEFINE_FINAL_TYPE (TestListener, test_listener, DOMO_TYPE_ACTOR)

static GString *heard;

char *
test_listener_steal_heard (void)
{
  return heard != NULL ? g_string_free (g_steal_pointer (&heard), FALSE) : NULL;
}

GType
test_phone_get_type (void)
{
  static const GType number = G_TYPE_INT64, small_number = G_TYPE_INT, text = G_TYPE_STRING;
  const GType promise = DOMO_TYPE_PROMISE;
  g_autoptr (DomoProtocolBuilder) builder = domo_protocol_builder_new ("TestPhone");
  g_autoptr (GError) error = NULL;
  GType type;

  domo_protocol_builder_add_ask (builder, "ask", G_TYPE_INT64, &number, 1);
  domo_protocol_builder_add_tell (builder, "take_int", &small_number, 1);
  domo_protocol_builder_add_ask (builder, "fail", G_TYPE_INT64, &text, 1);
  domo_protocol_builder_add_ask (builder, "wait", G_TYPE_INT64, &promise, 1);
  domo_protocol_builder_set_method_flags (builder, "wait", DOMO_METHOD_CONCURRENT);
  domo_protocol_builder_set_method_priority (builder, "ask", 5);
  type = domo_protocol_builder_build (builder, &error);
  g_assert_no_error (error);
  return type;
}

static void
note (const char *method, const GValue *args, guint n_args)
{
  if (heard == NULL)
    heard = g_string_new (NULL);
  g_string_append_printf (heard, "%s%s(", heard->len > 0 ? " " : "", method);
  for (guint i = 0; i < n_args; i++)
    {
      g_autofree char *contents = g_strdup_value_contents (&args[i]);

      g_string_append_printf (heard, "%s%s", i > 0 ? ", " : "", contents);
    }
  g_string_append_c (heard, ')');
}

static DomoFuture *
test_listener_receive (DomoActor *actor, const char *method, const GValue *args, guint n_args)
{
  note (method, args, n_args);
  if (g_str_equal (method, "ask"))
    return domo_future_new_int64 (2 * g_value_get_int64 (&args[0]));
  if (g_str_equal (method, "wait"))
    return domo_promise_get_future (g_value_get_boxed (&args[0]));
  if (g_str_equal (method, "fail"))
    {
      domo_actor_fail (actor, g_error_new_literal (DOMO_ERROR, DOMO_ERROR_FAILED,
                                                   g_value_get_string (&args[0])));
      return NULL;
    }
  if (g_str_equal (method, "echo_nothing"))
    return domo_future_new_void ();
  /* Also for a tell: what it answers is let go of. */
  return domo_future_new_value (&args[0]);
}

static void
test_listener_class_init (TestListenerClass *klass)
{
  DomoActorClass *actor_class = DOMO_ACTOR_CLASS (klass);

  actor_class->receive = test_listener_receive;
  domo_actor_class_add_protocol (actor_class, TEST_TYPE_COURIER);
  domo_actor_class_add_protocol (actor_class, test_phone_get_type ());
}

static void
test_listener_init (TestListener *self)
{
}
