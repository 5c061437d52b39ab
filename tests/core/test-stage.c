/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "misuse.h"
#include "step-stage.h"

/* Runs @func inside the actor at once. */
static void
run_inside (StepStage *stage, TestSubject *subject, TestSubjectFunc func, gpointer data)
{
  g_autoptr (DomoFuture) future = test_subject_run (subject, func, data);

  step_stage_settle (stage, future);
  g_assert_true (domo_future_is_resolved (future));
}

/* Making actors. */

static void
test_actor_for (StepStage *stage)
{
  g_autoptr (TestSubject) subject =
      domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "name", "one", "journal", stage->journal,
                            "hooks", TRUE, NULL);

  g_test_summary ("The instance is made when the dispatcher runs it; what is sent before waits.");
  test_subject_note (subject, "early");
  g_assert_cmpint (test_actor_count_instances (), ==, 0);
  step_stage_run (stage);
  g_assert_cmpint (test_actor_count_instances (), ==, 1);
  assert_journal (stage->journal, "one.before_start one.after_start one:early");
}

static void
test_actor_for_definition (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "two", "journal", stage->journal, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TestSubject) subject =
      domo_stage_actor_for_definition (stage->stage, definition, &error);

  g_assert_no_error (error);
  test_subject_note (subject, "text");
  step_stage_run (stage);
  assert_journal (stage->journal, "two:text");
}

static void
test_actor_for_when_closed (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);
  gpointer proxies[2];

  g_test_summary ("A closed stage answers proxies that have stopped already.");
  domo_stage_close_async (stage->stage, 0, NULL, NULL);
  step_stage_run (stage);
  g_assert_true (domo_stage_is_closed (stage->stage));
  proxies[0] = domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, NULL);
  proxies[1] = domo_stage_actor_for_definition (stage->stage, definition, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (proxies); i++)
    {
      g_autoptr (TestSubject) subject = TEST_SUBJECT (proxies[i]);
      g_autoptr (DomoFuture) stopped = domo_proxy_stopped (subject);
      g_autoptr (DomoFuture) answer = test_subject_ask (subject, 1);

      g_assert_true (domo_proxy_is_stopped (subject));
      g_assert_cmpint (domo_future_get_int (stopped, NULL), ==, DOMO_STOP_REASON_STAGE_CLOSED);
      g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_STOPPED);
    }
  g_assert_cmpuint (step_stage_run (stage), ==, 0);
}

/* Finding them. */

static void
assert_not_found (DomoStage *stage, const DomoAddress *address)
{
  g_autoptr (DomoProxy) found = domo_stage_actor_of (stage, address);

  g_assert_null (found);
}

static void
assert_found (DomoStage *stage, gpointer proxy)
{
  g_autoptr (DomoProxy) found = domo_stage_actor_of (stage, domo_proxy_get_address (proxy));

  g_assert_true (found == proxy);
}

static void
test_actor_of (StepStage *stage)
{
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "found", FALSE);
  g_autofree char *text = domo_address_to_string (domo_proxy_get_address (subject));
  g_autoptr (DomoAddress) address = domo_address_parse (text, NULL);
  g_autoptr (DomoProxy) found = domo_stage_actor_of (stage->stage, address);

  g_test_summary ("An actor is found by its address from the start, and it is the same proxy.");
  g_assert_true (found == (gpointer) subject);
  step_stage_run (stage);
  assert_found (stage->stage, subject);
}

static void
test_actor_of_after_stop (StepStage *stage)
{
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "stopped", FALSE);

  step_stage_run (stage);
  domo_proxy_stop (subject);
  assert_found (stage->stage, subject);
  step_stage_run (stage);
  assert_not_found (stage->stage, domo_proxy_get_address (subject));
}

static void
test_actor_of_restarted (StepStage *stage)
{
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "restarted", FALSE);

  test_subject_fail (subject, "on purpose");
  step_stage_run (stage);
  assert_found (stage->stage, subject);
}

static void
test_actor_of_unknown (StepStage *stage)
{
  g_autoptr (DomoAddress) uuid = domo_address_new (DOMO_ADDRESS_KIND_UUID);
  g_autoptr (DomoAddress) number = domo_address_new_for_number (G_MAXUINT64);

  assert_not_found (stage->stage, uuid);
  assert_not_found (stage->stage, number);
}

static void
test_actor_of_other_stage (StepStage *stage)
{
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "here", FALSE);
  g_autoptr (DomoStage) other = domo_stage_new ();
  g_autoptr (TestSubject) there = domo_stage_actor_for (other, TEST_TYPE_ACTOR, NULL);

  assert_not_found (other, domo_proxy_get_address (subject));
  assert_not_found (stage->stage, domo_proxy_get_address (there));
  assert_found (other, there);
  g_assert_true (domo_stage_close (other, -1, NULL));
}

#define N_MANY 100000

static void
assert_directory_grows (DomoAddressKind kind)
{
  g_autoptr (DomoStage) stage = g_object_new (DOMO_TYPE_STAGE, "address-kind", kind, NULL);
  g_autoptr (GPtrArray) proxies = g_ptr_array_new_full (N_MANY, g_object_unref);

  for (guint i = 0; i < N_MANY; i++)
    g_ptr_array_add (proxies, domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL));
  for (guint i = 0; i < N_MANY; i++)
    assert_found (stage, g_ptr_array_index (proxies, i));
  for (guint i = 0; i < N_MANY; i++)
    domo_proxy_stop (g_ptr_array_index (proxies, i));
  for (guint i = 0; i < N_MANY; i++)
    {
      gpointer proxy = g_ptr_array_index (proxies, i);

      g_assert_true (domo_await (domo_proxy_stopped (proxy), NULL));
      assert_not_found (stage, domo_proxy_get_address (proxy));
    }
  g_assert_cmpint (test_actor_count_instances (), ==, 0);
  g_assert_true (domo_stage_close (stage, -1, NULL));
}

static void
test_many_uuids (void)
{
  g_test_summary ("A hundred thousand actors are all found, and all gone when they have stopped.");
  assert_directory_grows (DOMO_ADDRESS_KIND_UUID);
}

static void
test_many_numbers (void)
{
  assert_directory_grows (DOMO_ADDRESS_KIND_NUMERIC);
}

/* What stages are made of. */

static void
test_properties (StepStage *stage)
{
  g_autoptr (DomoDispatcher) dispatcher = NULL;
  g_autoptr (DomoClock) clock = NULL;
  g_autoptr (DomoDeadLetters) dead_letters = NULL;
  g_autoptr (GMainContext) context = NULL;
  DomoAddressKind kind;

  g_object_get (stage->stage, "dispatcher", &dispatcher, "clock", &clock, "dead-letters",
                &dead_letters, "main-context", &context, "address-kind", &kind, NULL);
  g_assert_true (dispatcher == DOMO_DISPATCHER (stage->dispatcher));
  g_assert_true (dispatcher == domo_stage_get_dispatcher (stage->stage));
  g_assert_true (clock == DOMO_CLOCK (stage->clock));
  g_assert_true (clock == domo_stage_get_clock (stage->stage));
  g_assert_true (DOMO_IS_DEAD_LETTERS (dead_letters));
  g_assert_true (dead_letters == domo_stage_get_dead_letters (stage->stage));
  g_assert_true (context == g_main_context_default ());
  g_assert_cmpint (kind, ==, DOMO_ADDRESS_KIND_UUID);
}

static void
test_home (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainContext) found = NULL;
  g_autoptr (DomoStage) stage = NULL;
  DomoDispatcher *dispatcher;

  g_test_summary ("A stage lives in the context that was the thread's default when it was made.");
  g_main_context_push_thread_default (context);
  stage = domo_stage_new ();
  g_main_context_pop_thread_default (context);
  dispatcher = domo_stage_get_dispatcher (stage);
  g_object_get (stage, "main-context", &found, NULL);
  g_assert_true (found == context);
  g_assert_true (DOMO_IS_MAIN_DISPATCHER (dispatcher));
  g_assert_true (domo_main_dispatcher_get_context (DOMO_MAIN_DISPATCHER (dispatcher)) == context);
  g_assert_nonnull (domo_stage_get_clock (stage));
  g_assert_true (domo_stage_close (stage, -1, NULL));
}

static void
test_address_kind (void)
{
  const DomoAddressKind kinds[] = { DOMO_ADDRESS_KIND_UUID, DOMO_ADDRESS_KIND_NUMERIC };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (DomoStage) stage = g_object_new (DOMO_TYPE_STAGE, "address-kind", kinds[i], NULL);
      g_autoptr (DomoProxy) one = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
      g_autoptr (DomoProxy) two = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
      const DomoAddress *first = domo_proxy_get_address (one);
      const DomoAddress *second = domo_proxy_get_address (two);

      g_assert_cmpint (domo_address_get_kind (first), ==, kinds[i]);
      g_assert_cmpint (domo_address_compare (first, second), <, 0);
      g_assert_true (domo_stage_close (stage, -1, NULL));
    }
}

static gpointer
get_default_thread (gpointer unused)
{
  return domo_stage_get_default ();
}

static void
test_default (void)
{
  DomoStage *stage;
  GThread *threads[4];
  g_autoptr (GMainContext) context = NULL;
  g_autoptr (TestSubject) subject = NULL;
  g_autoptr (DomoFuture) answer = NULL;

  g_test_summary ("There is one default stage, whichever thread asks first, and it is at home in "
                  "the global default context.");
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("asker", get_default_thread, NULL);
  stage = g_thread_join (threads[0]);
  for (guint i = 1; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (g_thread_join (threads[i]) == stage);
  g_assert_true (domo_stage_get_default () == stage);
  g_object_get (stage, "main-context", &context, NULL);
  g_assert_true (context == g_main_context_default ());
  subject = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  answer = test_subject_ask (subject, 8);
  while (domo_future_is_pending (answer))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 8);
  g_assert_true (domo_stage_close (stage, -1, NULL));
  g_assert_true (domo_stage_get_default () == stage);
}

static void
test_released (void)
{
  DomoStage *stage = domo_stage_new ();

  g_object_unref (domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL));
  g_assert_true (domo_stage_close (stage, -1, NULL));
  g_assert_finalize_object (stage);
}

/* The tree. */

static DomoFuture *
check_itself (DomoActor *actor, gpointer data)
{
  StepStage *stage = data;
  g_autoptr (DomoProxy) found = domo_stage_actor_of (stage->stage, domo_actor_get_address (actor));

  g_assert_true (domo_actor_get_stage (actor) == stage->stage);
  g_assert_true (found == domo_actor_get_self (actor));
  return domo_future_new_int64 (0);
}

static void
test_actor_knows_itself (StepStage *stage)
{
  g_autoptr (TestSubject) subject = step_stage_actor (stage, "itself", FALSE);

  run_inside (stage, subject, check_itself, stage);
}

static DomoFuture *
get_parent (DomoActor *actor, gpointer parent)
{
  *(gpointer *) parent = g_object_ref (domo_actor_get_parent (actor));
  return domo_future_new_int64 (0);
}

static void
test_public_root (StepStage *stage)
{
  g_autoptr (TestSubject) one = step_stage_actor (stage, "one", FALSE);
  g_autoptr (TestSubject) two = step_stage_actor (stage, "two", FALSE);
  g_autoptr (DomoProxy) parent = NULL;
  g_autoptr (DomoProxy) same_parent = NULL;

  g_test_summary ("The public root is the parent of all that the stage makes.");
  run_inside (stage, one, get_parent, &parent);
  run_inside (stage, two, get_parent, &same_parent);
  g_assert_true (DOMO_IS_PROXY (parent));
  g_assert_true (parent == same_parent);
  g_assert_true (parent != (gpointer) one && parent != (gpointer) two);
  assert_found (stage->stage, parent);
  g_clear_object (&parent);
  g_clear_object (&same_parent);
}

static DomoFuture *
make_child (DomoActor *actor, gpointer child)
{
  *(gpointer *) child = domo_actor_child_for (actor, TEST_TYPE_ACTOR, "name", "child", NULL);
  return domo_future_new_int64 (0);
}

static DomoFuture *
make_child_for_definition (DomoActor *actor, gpointer child)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);
  g_autoptr (GError) error = NULL;

  *(gpointer *) child = domo_actor_child_for_definition (actor, definition, &error);
  g_assert_no_error (error);
  return domo_future_new_int64 (0);
}

static DomoFuture *
list_children (DomoActor *actor, gpointer children)
{
  *(GPtrArray **) children = domo_actor_get_children (actor);
  return domo_future_new_int64 (0);
}

#define assert_children(stage, subject, ...)                                       \
  G_STMT_START                                                                     \
  {                                                                                \
    gpointer expected[] = { __VA_ARGS__ };                                         \
    g_autoptr (GPtrArray) children = NULL;                                         \
                                                                                   \
    run_inside (stage, subject, list_children, &children);                         \
    g_assert_cmpmem (children->pdata, children->len * sizeof (gpointer), expected, \
                     sizeof expected);                                             \
  }                                                                                \
  G_STMT_END

static void
test_children (StepStage *stage)
{
  g_autoptr (TestSubject) parent = step_stage_actor (stage, "parent", FALSE);
  g_autoptr (TestSubject) one = NULL;
  g_autoptr (TestSubject) two = NULL;
  g_autoptr (TestSubject) three = NULL;
  g_autoptr (DomoProxy) parent_of_two = NULL;

  g_test_summary ("Children are listed in order of creation while they live.");
  assert_children (stage, parent);
  run_inside (stage, parent, make_child, &one);
  run_inside (stage, parent, make_child_for_definition, &two);
  run_inside (stage, parent, make_child, &three);
  assert_children (stage, parent, one, two, three);
  run_inside (stage, two, get_parent, &parent_of_two);
  g_assert_true (parent_of_two == (gpointer) parent);
  assert_found (stage->stage, two);

  domo_proxy_stop (one);
  step_stage_run (stage);
  assert_children (stage, parent, two, three);
  test_subject_fail (two, "on purpose");
  step_stage_run (stage);
  assert_children (stage, parent, two, three);
  domo_proxy_stop (three);
  domo_proxy_stop (two);
  step_stage_run (stage);
  assert_children (stage, parent);
}

/* Misuse. */

static DomoFuture *
steal_instance (DomoActor *actor, gpointer instance)
{
  *(DomoActor **) instance = actor;
  return domo_future_new_int64 (0);
}

static DomoFuture *
make_child_of_other (DomoActor *actor, gpointer other)
{
  g_assert_null (domo_actor_child_for (other, TEST_TYPE_ACTOR, NULL));
  return domo_future_new_int64 (0);
}

static void
make_child_outside (gconstpointer definition_form)
{
  g_autoptr (DomoDefinition) definition = domo_definition_new_for_type (TEST_TYPE_ACTOR);
  g_autoptr (TestSubject) subject = NULL;
  StepStage stage;
  DomoActor *instance = NULL;

  step_stage_set_up (&stage);
  subject = step_stage_actor (&stage, "subject", FALSE);
  run_inside (&stage, subject, steal_instance, &instance);
  if (definition_form != NULL)
    g_assert_null (domo_actor_child_for_definition (instance, definition, NULL));
  else
    g_assert_null (domo_actor_child_for (instance, TEST_TYPE_ACTOR, NULL));
  assert_children (&stage, subject);
  g_clear_object (&subject);
  step_stage_tear_down (&stage);
}

static void
test_child_for_outside (void)
{
  assert_misuse (make_child_outside, NULL, "domo_actor_child_for*TestActor");
}

static void
test_child_for_definition_outside (void)
{
  assert_misuse (make_child_outside, "", "domo_actor_child_for_definition*TestActor");
}

static void
make_child_in_other_actor (gconstpointer data)
{
  g_autoptr (TestSubject) one = NULL;
  g_autoptr (TestSubject) two = NULL;
  StepStage stage;
  DomoActor *instance = NULL;

  step_stage_set_up (&stage);
  one = step_stage_actor (&stage, "one", FALSE);
  two = step_stage_actor (&stage, "two", FALSE);
  run_inside (&stage, one, steal_instance, &instance);
  run_inside (&stage, two, make_child_of_other, instance);
  g_clear_object (&one);
  g_clear_object (&two);
  step_stage_tear_down (&stage);
}

static void
test_child_for_in_other_actor (void)
{
  assert_misuse (make_child_in_other_actor, NULL, "domo_actor_child_for*TestActor");
}

static void
use_instance_made_by_hand (gconstpointer data)
{
  g_autoptr (DomoActor) actor = g_object_new (TEST_TYPE_ACTOR, NULL);

  g_assert_null (domo_actor_get_self (actor));
}

static void
test_instance_made_by_hand (void)
{
  assert_misuse (use_instance_made_by_hand, NULL, "domo_actor_get_self*TestActor");
}

static void
use_instance_afterwards (gconstpointer data)
{
  g_autoptr (TestSubject) subject = NULL;
  StepStage stage;
  DomoActor *instance = NULL;

  step_stage_set_up (&stage);
  subject = step_stage_actor (&stage, "subject", FALSE);
  run_inside (&stage, subject, steal_instance, &instance);
  g_object_ref (instance);
  domo_proxy_stop (subject);
  step_stage_run (&stage);
  g_assert_true (domo_proxy_is_stopped (subject));
  g_assert_null (domo_actor_get_self (instance));
  g_object_unref (instance);
  g_clear_object (&subject);
  step_stage_tear_down (&stage);
}

static void
test_instance_kept_too_long (void)
{
  g_test_summary ("An instance that somebody kept does not find its actor when that has stopped.");
  assert_misuse (use_instance_afterwards, NULL, "domo_actor_get_self*TestActor");
}

static void
drop_open_stage (gconstpointer data)
{
  g_autoptr (Journal) journal = journal_new ();
  DomoStage *stage = domo_stage_new ();
  g_autoptr (TestSubject) subject = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, "name", "one",
                                                          "journal", journal, "hooks", TRUE, NULL);
  g_autoptr (DomoFuture) stopped = domo_proxy_stopped (subject);

  g_assert_cmpint (domo_await_int64 (test_subject_ask (subject, 1), NULL), ==, 1);
  journal_clear (journal);
  g_assert_finalize_object (stage);
  g_assert_true (domo_proxy_is_stopped (subject));
  g_assert_cmpint (domo_future_get_int (stopped, NULL), ==, DOMO_STOP_REASON_STAGE_CLOSED);
  assert_journal (journal, "one.before_stop one.after_stop one.finalize");
}

static void
test_dropped_while_open (void)
{
  g_test_summary ("Dropping an open stage is a mistake, and closes it all the same.");
  assert_misuse (drop_open_stage, NULL, "open stage*domo_stage_close");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)        g_test_add_func ("/core/stage/" path, func)
#define ADD_STAGED(path, func) step_stage_add_test ("/core/stage/" path, func)
  ADD_STAGED ("actor-for", test_actor_for);
  ADD_STAGED ("actor-for-definition", test_actor_for_definition);
  ADD_STAGED ("actor-for-when-closed", test_actor_for_when_closed);
  ADD_STAGED ("actor-of", test_actor_of);
  ADD_STAGED ("actor-of-after-stop", test_actor_of_after_stop);
  ADD_STAGED ("actor-of-restarted", test_actor_of_restarted);
  ADD_STAGED ("actor-of-unknown", test_actor_of_unknown);
  ADD_STAGED ("actor-of-other-stage", test_actor_of_other_stage);
  ADD ("directory-grows/uuids", test_many_uuids);
  ADD ("directory-grows/numbers", test_many_numbers);
  ADD_STAGED ("properties", test_properties);
  ADD ("home", test_home);
  ADD ("address-kind", test_address_kind);
  ADD ("default", test_default);
  ADD ("released", test_released);
  ADD_STAGED ("actor-knows-itself", test_actor_knows_itself);
  ADD_STAGED ("public-root", test_public_root);
  ADD_STAGED ("children", test_children);
  ADD ("child-for-outside", test_child_for_outside);
  ADD ("child-for-definition-outside", test_child_for_definition_outside);
  ADD ("child-for-in-other-actor", test_child_for_in_other_actor);
  ADD ("instance-made-by-hand", test_instance_made_by_hand);
  ADD ("instance-kept-too-long", test_instance_kept_too_long);
  ADD ("dropped-while-open", test_dropped_while_open);

  return g_test_run ();
}
