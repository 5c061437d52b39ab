/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "future-probe.h"
#include "misuse.h"
#include "step-stage.h"

/* The execution context as a value, and outside actors. */

static DomoExecutionContext *
make_context (const char *key, const char *value)
{
  return domo_execution_context_new_with (NULL, key, g_variant_new_string (value));
}

static void
assert_context (DomoExecutionContext *context, const char *expected)
{
  g_autofree char *text = domo_execution_context_to_string (context);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_current (const char *expected)
{
  DomoExecutionContext *context = domo_execution_context_get_current ();

  if (expected == NULL)
    g_assert_null (context);
  else
    assert_context (context, expected);
}

/* A value. */

static void
test_a_new_one_is_empty (void)
{
  g_autoptr (DomoExecutionContext) context = domo_execution_context_new ();

  g_assert_cmpuint (domo_execution_context_get_size (context), ==, 0);
  assert_context (context, "{}");
}

static void
test_keys_are_kept_in_order (void)
{
  g_autoptr (DomoExecutionContext) context = NULL;
  g_auto (GStrv) keys = NULL;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (DomoExecutionContext) before = g_steal_pointer (&context);
      const char key[] = { (char) ('a' + i * 7 % 20), '\0' };

      context = domo_execution_context_new_with (before, key, g_variant_new_uint32 (i));
    }
  g_assert_cmpuint (domo_execution_context_get_size (context), ==, 20);
  keys = domo_execution_context_get_keys (context);
  g_assert_cmpuint (g_strv_length (keys), ==, 20);
  for (guint i = 0; i < 20; i++)
    {
      g_assert_cmpint (keys[i][0], ==, 'a' + (int) i);
      g_assert_cmpuint (g_variant_get_uint32 (domo_execution_context_lookup (context, keys[i])) *
                            7 % 20,
                        ==, i);
    }
}

static void
test_a_key_set_again_has_the_new_value (void)
{
  g_autoptr (DomoExecutionContext) first = make_context ("user", "ada");
  g_autoptr (DomoExecutionContext) second =
      domo_execution_context_new_with (first, "user", g_variant_new_string ("bob"));

  assert_context (second, "{user: 'bob'}");
  g_test_message ("and the one that it was made from never changes");
  assert_context (first, "{user: 'ada'}");
}

static void
test_a_key_is_left_out (void)
{
  g_autoptr (DomoExecutionContext) first = make_context ("a", "1");
  g_autoptr (DomoExecutionContext) second =
      domo_execution_context_new_with (first, "b", g_variant_new_string ("2"));
  g_autoptr (DomoExecutionContext) third =
      domo_execution_context_new_with (second, "c", g_variant_new_string ("3"));
  g_autoptr (DomoExecutionContext) without = domo_execution_context_new_without (third, "b");
  g_autoptr (DomoExecutionContext) same = domo_execution_context_new_without (without, "b");
  g_autoptr (DomoExecutionContext) none = domo_execution_context_new_without (NULL, "b");

  assert_context (without, "{a: '1', c: '3'}");
  assert_context (third, "{a: '1', b: '2', c: '3'}");
  g_assert_true (same == without);
  assert_context (none, "{}");
}

static void
test_look_up_with_and_without_a_fallback (void)
{
  g_autoptr (DomoExecutionContext) user = make_context ("user", "ada");
  g_autoptr (DomoExecutionContext) context =
      domo_execution_context_new_with (user, "tries", g_variant_new_uint32 (3));
  g_autoptr (GVariant) found =
      domo_execution_context_lookup_or (context, "tries", g_variant_new_uint32 (9));
  g_autoptr (GVariant) fallback =
      domo_execution_context_lookup_or (context, "limit", g_variant_new_uint32 (9));

  g_assert_cmpuint (g_variant_get_uint32 (found), ==, 3);
  g_assert_cmpuint (g_variant_get_uint32 (fallback), ==, 9);
  g_assert_null (domo_execution_context_lookup_or (context, "limit", NULL));
  g_assert_null (domo_execution_context_lookup (context, "limit"));
  g_assert_true (domo_execution_context_has (context, "user"));
  g_assert_false (domo_execution_context_has (context, "limit"));
  g_assert_cmpstr (domo_execution_context_get_string (context, "user", "?"), ==, "ada");
  g_assert_cmpstr (domo_execution_context_get_string (context, "tries", "?"), ==, "?");
  g_assert_cmpstr (domo_execution_context_get_string (context, "limit", NULL), ==, NULL);
}

static void
add_pair (const char *key, GVariant *value, gpointer text)
{
  g_string_append_printf (text, "%s=%s ", key, g_variant_get_string (value, NULL));
}

static void
test_each_key_is_visited_in_order (void)
{
  g_autoptr (DomoExecutionContext) first = make_context ("b", "2");
  g_autoptr (DomoExecutionContext) context =
      domo_execution_context_new_with (first, "a", g_variant_new_string ("1"));
  g_autoptr (GString) text = g_string_new (NULL);

  domo_execution_context_foreach (context, add_pair, text);
  g_assert_cmpstr (text->str, ==, "a=1 b=2 ");
}

static void
test_equal_means_same_keys_and_values (void)
{
  g_autoptr (DomoExecutionContext) a = make_context ("k", "1");
  g_autoptr (DomoExecutionContext) b = make_context ("k", "1");
  g_autoptr (DomoExecutionContext) other_value = make_context ("k", "2");
  g_autoptr (DomoExecutionContext) other_key = make_context ("l", "1");
  g_autoptr (DomoExecutionContext) more =
      domo_execution_context_new_with (a, "l", g_variant_new_string ("1"));

  g_assert_true (domo_execution_context_equal (a, b));
  g_assert_false (domo_execution_context_equal (a, other_value));
  g_assert_false (domo_execution_context_equal (a, other_key));
  g_assert_false (domo_execution_context_equal (a, more));
}

static void
test_contexts_share_what_they_have_from_each_other (void)
{
  g_autoptr (DomoExecutionContext) first = make_context ("user", "ada");
  g_autoptr (DomoExecutionContext) second =
      domo_execution_context_new_with (first, "tries", g_variant_new_uint32 (3));
  GVariant *user = domo_execution_context_lookup (first, "user");

  g_assert_true (domo_execution_context_lookup (second, "user") == user);
  g_test_message ("and neither needs the other");
  g_clear_pointer (&first, domo_execution_context_unref);
  g_assert_cmpstr (domo_execution_context_get_string (second, "user", NULL), ==, "ada");
}

/* Outside actors. */

static void
test_what_is_pushed_is_current_until_it_is_popped (void)
{
  g_autoptr (DomoExecutionContext) outer = make_context ("a", "1");
  g_autoptr (DomoExecutionContext) inner =
      domo_execution_context_new_with (outer, "b", g_variant_new_string ("2"));

  assert_current (NULL);
  domo_execution_context_push (outer);
  assert_current ("{a: '1'}");
  domo_execution_context_push (inner);
  assert_current ("{a: '1', b: '2'}");
  domo_execution_context_pop (inner);
  assert_current ("{a: '1'}");
  domo_execution_context_pop (outer);
  assert_current (NULL);
}

static gpointer
see_none (gpointer data)
{
  assert_current (NULL);
  return NULL;
}

static void
test_a_push_is_the_threads_own (void)
{
  g_autoptr (DomoExecutionContext) context = make_context ("a", "1");

  domo_execution_context_push (context);
  g_thread_join (g_thread_new ("other", see_none, NULL));
  domo_execution_context_pop (context);
}

static gboolean
see_none_cb (gpointer seen)
{
  assert_current (NULL);
  *(gboolean *) seen = TRUE;
  return G_SOURCE_REMOVE;
}

static void
test_callbacks_of_a_main_loop_do_not_see_what_its_caller_pushed (void)
{
  g_autoptr (DomoExecutionContext) context = make_context ("a", "1");
  gboolean seen = FALSE;

  g_idle_add (see_none_cb, &seen);
  domo_execution_context_push (context);
  while (!seen)
    g_main_context_iteration (NULL, TRUE);
  assert_current ("{a: '1'}");
  domo_execution_context_pop (context);
}

static DomoFuture *
keep_current (DomoFuture *settled, gpointer place)
{
  DomoExecutionContext *context = domo_execution_context_get_current ();

  *(char **) place =
      context != NULL ? domo_execution_context_to_string (context) : g_strdup ("none");
  return NULL;
}

static void
test_a_callback_has_the_context_in_which_it_was_added (void)
{
  g_autoptr (DomoExecutionContext) context = make_context ("a", "1");
  g_autoptr (DomoExecutionContext) other = make_context ("b", "2");

  g_test_summary ("Not the one in which the future settles.");
  for (guint i = 0; i < N_ADDERS; i++)
    {
      g_autoptr (DomoPromise) promise = domo_promise_new ();
      g_autoptr (DomoFuture) future = domo_promise_get_future (promise);
      g_autofree char *in_context = NULL;
      g_autofree char *in_none = NULL;

      domo_execution_context_push (context);
      domo_future_unref (
          future_adders[i](domo_future_ref (future), keep_current, &in_context, NULL));
      domo_execution_context_pop (context);
      domo_future_unref (future_adders[i](domo_future_ref (future), keep_current, &in_none, NULL));
      domo_execution_context_push (other);
      if (i == ADDER_CATCH)
        domo_promise_reject (promise, g_error_new (DOMO_ERROR, DOMO_ERROR_FAILED, "x"));
      else
        domo_promise_resolve_void (promise);
      drain (NULL);
      domo_execution_context_pop (other);
      g_assert_cmpstr (in_context, ==, "{a: '1'}");
      g_assert_cmpstr (in_none, ==, "none");
    }
  assert_current (NULL);
}

static void
test_a_callback_that_is_dropped_lets_go_of_its_context (void)
{
  g_autoptr (GMainContext) main_context = g_main_context_new ();
  g_autoptr (DomoExecutionContext) context = make_context ("a", "1");
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  char *unused = NULL;

  g_test_summary ("The leak checker would tell.");
  g_main_context_push_thread_default (main_context);
  domo_execution_context_push (context);
  domo_future_unref (
      domo_future_then (domo_promise_get_future (promise), keep_current, &unused, NULL));
  domo_execution_context_pop (context);
  g_main_context_pop_thread_default (main_context);
  g_clear_pointer (&main_context, g_main_context_unref);
  domo_promise_resolve_void (promise);
  drain (NULL);
  g_assert_null (unused);
}

/* Misuse. */

static void
pop_without_push (gconstpointer data)
{
  g_autoptr (DomoExecutionContext) context = make_context ("a", "1");

  domo_execution_context_pop (context);
  assert_current (NULL);
}

static void
test_to_pop_what_was_not_pushed_is_a_bug (void)
{
  assert_misuse (pop_without_push, NULL, "*_pop(): the context {a: '1'} was not pushed here*");
}

static void
pop_the_outer_one (gconstpointer data)
{
  g_autoptr (DomoExecutionContext) outer = make_context ("a", "1");
  g_autoptr (DomoExecutionContext) inner = make_context ("b", "2");

  domo_execution_context_push (outer);
  domo_execution_context_push (inner);
  domo_execution_context_pop (outer);
  assert_current (NULL);
}

static void
test_to_pop_the_outer_before_the_inner_is_a_bug (void)
{
  g_test_summary ("And both end.");
  assert_misuse (pop_the_outer_one, NULL, "*_pop(): 1 contexts that were pushed later had not*");
}

static gboolean
push_cb (gpointer context)
{
  domo_execution_context_push (context);
  return G_SOURCE_REMOVE;
}

static void
forget_in_callback (gconstpointer data)
{
  g_autoptr (DomoExecutionContext) context = make_context ("a", "1");
  gboolean seen = FALSE;

  g_idle_add (push_cb, context);
  g_idle_add (see_none_cb, &seen);
  while (!seen)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_a_push_forgotten_in_a_callback_is_found_by_the_next_one (void)
{
  g_test_summary ("Which does not see the context.");
  assert_misuse (forget_in_callback, NULL, "*_push(): the context {a: '1'}*not popped*");
}

static void
forget_in_deeper_loop (gconstpointer data)
{
  g_autoptr (DomoExecutionContext) context = make_context ("a", "1");

  g_idle_add (push_cb, context);
  drain (NULL);
  assert_current (NULL);
}

static void
test_a_push_forgotten_in_a_callback_is_found_after_the_loop (void)
{
  assert_misuse (forget_in_deeper_loop, NULL, "*_push(): the context {a: '1'}*not popped*");
}

static gpointer
forget_in_thread (gpointer context)
{
  domo_execution_context_push (context);
  return NULL;
}

static void
end_thread (gconstpointer data)
{
  g_autoptr (DomoExecutionContext) context = make_context ("a", "1");

  g_thread_join (g_thread_new ("forgetful", forget_in_thread, context));
}

static void
test_a_forgotten_push_is_found_when_its_thread_ends (void)
{
  assert_misuse (end_thread, NULL, "*_push(): the context {a: '1'}*not popped*");
}

static DomoFuture *
push_and_forget (DomoFuture *settled, gpointer context)
{
  domo_execution_context_push (context);
  return NULL;
}

static void
forget_in_future_callback (gconstpointer data)
{
  g_autoptr (DomoExecutionContext) context = make_context ("a", "1");

  domo_future_unref (domo_future_then (domo_future_new_void (), push_and_forget, context, NULL));
  drain (NULL);
  assert_current (NULL);
}

static void
test_a_push_forgotten_in_a_futures_callback_ends_with_it (void)
{
  assert_misuse (forget_in_future_callback, NULL, "*_push(): the context {a: '1'}*not popped*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/core/execution-context/" name, test_##func)
  ADD ("a-new-one-is-empty", a_new_one_is_empty);
  ADD ("keys-are-kept-in-order", keys_are_kept_in_order);
  ADD ("a-key-set-again-has-the-new-value", a_key_set_again_has_the_new_value);
  ADD ("a-key-is-left-out", a_key_is_left_out);
  ADD ("look-up-with-and-without-a-fallback", look_up_with_and_without_a_fallback);
  ADD ("each-key-is-visited-in-order", each_key_is_visited_in_order);
  ADD ("equal-means-same-keys-and-values", equal_means_same_keys_and_values);
  ADD ("contexts-share-what-they-have-from-each-other",
       contexts_share_what_they_have_from_each_other);
  ADD ("what-is-pushed-is-current-until-it-is-popped",
       what_is_pushed_is_current_until_it_is_popped);
  ADD ("a-push-is-the-threads-own", a_push_is_the_threads_own);
  ADD ("callbacks-of-a-main-loop-do-not-see-what-its-caller-pushed",
       callbacks_of_a_main_loop_do_not_see_what_its_caller_pushed);
  ADD ("a-callback-has-the-context-in-which-it-was-added",
       a_callback_has_the_context_in_which_it_was_added);
  ADD ("a-callback-that-is-dropped-lets-go-of-its-context",
       a_callback_that_is_dropped_lets_go_of_its_context);
  ADD ("to-pop-what-was-not-pushed-is-a-bug", to_pop_what_was_not_pushed_is_a_bug);
  ADD ("to-pop-the-outer-before-the-inner-is-a-bug", to_pop_the_outer_before_the_inner_is_a_bug);
  ADD ("a-push-forgotten-in-a-callback-is-found-by-the-next-one",
       a_push_forgotten_in_a_callback_is_found_by_the_next_one);
  ADD ("a-push-forgotten-in-a-callback-is-found-after-the-loop",
       a_push_forgotten_in_a_callback_is_found_after_the_loop);
  ADD ("a-forgotten-push-is-found-when-its-thread-ends",
       a_forgotten_push_is_found_when_its_thread_ends);
  ADD ("a-push-forgotten-in-a-futures-callback-ends-with-it",
       a_push_forgotten_in_a_futures_callback_ends_with_it);
#undef ADD

  return g_test_run ();
}
