/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "misuse.h"
#include "test-actor.h"

/* Protocols made at run time. Using them is the subject of `receive` and `call-by-name`. */

static const GType an_int = G_TYPE_INT;

/* A protocol with one method. */
static DomoProtocolBuilder *
builder_new (const char *name)
{
  DomoProtocolBuilder *builder = domo_protocol_builder_new (name);

  domo_protocol_builder_add_ask (builder, "ask", G_TYPE_INT, &an_int, 1);
  return builder;
}

static GType
build (DomoProtocolBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  GType type = domo_protocol_builder_build (builder, &error);

  g_assert_no_error (error);
  g_assert_true (type != G_TYPE_INVALID);
  return type;
}

static void
assert_refused (DomoProtocolBuilder *builder, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (domo_protocol_builder_build (builder, &error) == G_TYPE_INVALID);
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_is_an_interface (void)
{
  g_autoptr (DomoProtocolBuilder) builder = builder_new ("BuiltOne");
  GType type = build (builder);

  g_assert_true (G_TYPE_IS_INTERFACE (type));
  g_assert_true (g_type_is_a (type, DOMO_TYPE_PROTOCOL));
  g_assert_cmpstr (g_type_name (type), ==, "BuiltOne");
  g_assert_true (build (builder) == type);
}

static void
test_same_again (void)
{
  g_autoptr (DomoProtocolBuilder) first = builder_new ("BuiltTwice");
  g_autoptr (DomoProtocolBuilder) second = builder_new ("BuiltTwice");

  g_test_summary ("Two modules may each describe a protocol they share.");
  g_assert_true (build (first) == build (second));
}

static void
add_other_name (DomoProtocolBuilder *builder)
{
  domo_protocol_builder_add_ask (builder, "question", G_TYPE_INT, &an_int, 1);
}

static void
add_other_result (DomoProtocolBuilder *builder)
{
  domo_protocol_builder_add_ask (builder, "ask", G_TYPE_UINT, &an_int, 1);
}

static void
add_other_argument (DomoProtocolBuilder *builder)
{
  static const GType uint = G_TYPE_UINT;

  domo_protocol_builder_add_ask (builder, "ask", G_TYPE_INT, &uint, 1);
}

static void
add_fewer_arguments (DomoProtocolBuilder *builder)
{
  domo_protocol_builder_add_ask (builder, "ask", G_TYPE_INT, NULL, 0);
}

static void
add_tell (DomoProtocolBuilder *builder)
{
  domo_protocol_builder_add_tell (builder, "ask", &an_int, 1);
}

static void
add_other_flags (DomoProtocolBuilder *builder)
{
  domo_protocol_builder_add_ask (builder, "ask", G_TYPE_INT, &an_int, 1);
  domo_protocol_builder_set_method_flags (builder, "ask", DOMO_METHOD_CONCURRENT);
}

static void
add_other_priority (DomoProtocolBuilder *builder)
{
  domo_protocol_builder_add_ask (builder, "ask", G_TYPE_INT, &an_int, 1);
  domo_protocol_builder_set_method_priority (builder, "ask", 1);
}

static void
add_nothing (DomoProtocolBuilder *builder)
{
}

static void
test_other_of_the_name (void)
{
  static void (*const variations[]) (DomoProtocolBuilder *) = {
    add_other_name, add_other_result, add_other_argument, add_fewer_arguments,
    add_tell,       add_other_flags,  add_other_priority, add_nothing
  };
  g_autoptr (DomoProtocolBuilder) first = builder_new ("BuiltOther");

  build (first);
  for (guint i = 0; i < G_N_ELEMENTS (variations); i++)
    {
      g_autoptr (DomoProtocolBuilder) other = domo_protocol_builder_new ("BuiltOther");

      variations[i](other);
      assert_refused (other, "The protocol BuiltOther cannot be made: there is one, with other "
                             "methods");
    }
}

static void
test_name_of_another_type (void)
{
  g_autoptr (DomoProtocolBuilder) builder = NULL;

  g_type_ensure (TEST_TYPE_SUBJECT);
  builder = builder_new ("TestSubject");
  assert_refused (builder, "The protocol TestSubject cannot be made: another type has that name");
}

static void
test_names_that_are_none (void)
{
  static const char *const names[] = { "", "ab", "1st", "a name", "Prötocol", "-abc" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (DomoProtocolBuilder) builder = builder_new (names[i]);
      g_autofree char *message =
          g_strdup_printf ("“%s” cannot be the name of a protocol: it takes three or more letters, "
                           "digits, and “-_+”, and no digit first",
                           names[i]);

      assert_refused (builder, message);
    }
}

static void
test_mistakes (void)
{
  static const GType types[] = { G_TYPE_INT, G_TYPE_NONE };
  g_autoptr (DomoProtocolBuilder) argument = builder_new ("BuiltWrong");
  g_autoptr (DomoProtocolBuilder) result = builder_new ("BuiltWrong");
  g_autoptr (DomoProtocolBuilder) twice = builder_new ("BuiltWrong");
  g_autoptr (DomoProtocolBuilder) nameless = builder_new ("BuiltWrong");
  g_autoptr (DomoProtocolBuilder) unknown = builder_new ("BuiltWrong");
  g_autoptr (DomoProtocolBuilder) urgent = builder_new ("BuiltWrong");
  g_autoptr (DomoProtocolBuilder) concurrent = builder_new ("BuiltWrong");

  domo_protocol_builder_add_tell (argument, "wrong", types, 2);
  assert_refused (argument, "BuiltWrong.wrong cannot be registered: argument 2 has the type void, "
                            "which cannot be sent");
  domo_protocol_builder_add_ask (result, "wrong", DOMO_TYPE_ACTOR, NULL, 0);
  assert_refused (result, "BuiltWrong.wrong cannot be registered: the result has the type "
                          "DomoActor, which cannot be sent");
  domo_protocol_builder_add_tell (twice, "ask", NULL, 0);
  domo_protocol_builder_add_tell (twice, "", NULL, 0);
  assert_refused (twice, "BuiltWrong.ask cannot be registered: a method of this name is registered "
                         "already");
  domo_protocol_builder_add_tell (nameless, "", NULL, 0);
  assert_refused (nameless, "BuiltWrong. cannot be registered: a method needs a name");
  domo_protocol_builder_set_method_flags (unknown, "tell", DOMO_METHOD_NONE);
  assert_refused (unknown, "BuiltWrong.tell cannot be registered: it is given flags, but there is "
                           "no such method");
  domo_protocol_builder_set_method_priority (urgent, "tell", 1);
  assert_refused (urgent, "BuiltWrong.tell cannot be registered: it is given a priority, but there "
                          "is no such method");
  domo_protocol_builder_add_tell (concurrent, "tell", NULL, 0);
  domo_protocol_builder_set_method_flags (concurrent, "tell", DOMO_METHOD_CONCURRENT);
  assert_refused (concurrent, "BuiltWrong.tell cannot be registered: it cannot be concurrent: a "
                              "tell answers no future to wait for");
  /* Nothing of all that has taken the name. */
  g_assert_true (g_type_from_name ("BuiltWrong") == G_TYPE_INVALID);
}

static void
change_after_build (gconstpointer data)
{
  g_autoptr (DomoProtocolBuilder) builder = builder_new ("BuiltAndSealed");

  build (builder);
  domo_protocol_builder_add_tell (builder, "tell", NULL, 0);
}

static void
test_sealed_when_built (void)
{
  assert_misuse (change_after_build, NULL,
                 "the protocol BuiltAndSealed has been built and cannot be changed");
}

#define N_BUILDERS 4

static gpointer
build_in_thread (gpointer data)
{
  g_autoptr (DomoProtocolBuilder) builder = builder_new (data);

  return GSIZE_TO_POINTER (build (builder));
}

static void
test_many_threads (void)
{
  g_test_summary ("Threads that make the same protocol at the same time all get the one.");
  for (guint round = 0; round < 20; round++)
    {
      g_autofree char *name = g_strdup_printf ("BuiltByMany%u", round);
      GThread *threads[N_BUILDERS];
      gpointer types[N_BUILDERS];

      for (guint i = 0; i < N_BUILDERS; i++)
        threads[i] = g_thread_new ("builder", build_in_thread, name);
      for (guint i = 0; i < N_BUILDERS; i++)
        types[i] = g_thread_join (threads[i]);
      for (guint i = 1; i < N_BUILDERS; i++)
        g_assert_true (types[i] == types[0]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/protocol-builder/is-an-interface", test_is_an_interface);
  g_test_add_func ("/core/protocol-builder/same-again", test_same_again);
  g_test_add_func ("/core/protocol-builder/other-of-the-name", test_other_of_the_name);
  g_test_add_func ("/core/protocol-builder/name-of-another-type", test_name_of_another_type);
  g_test_add_func ("/core/protocol-builder/names-that-are-none", test_names_that_are_none);
  g_test_add_func ("/core/protocol-builder/mistakes", test_mistakes);
  g_test_add_func ("/core/protocol-builder/sealed-when-built", test_sealed_when_built);
  g_test_add_func ("/core/protocol-builder/many-threads", test_many_threads);
  return g_test_run ();
}
