/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "policy-supervisor.h"

/* Circles of actors that wait for each other: one wait of each is refused, all others end, and what
 * is no circle is never refused. */

/* How an actor of a circle waits for the next one's answer. */
typedef enum
{
  BY_AWAIT,  /* in its handler */
  BY_RETURN, /* it returns the future */
  BY_THEN,   /* it awaits a future derived from it */
  BY_ALL,
  BY_ANY,
  BY_RACE,
  BY_TIMEOUT,
  N_WAYS,
} Way;

static const char *const ways[] = { "await", "return", "then", "all", "any", "race", "timeout" };

typedef struct
{
  TestSubject *next;
  Way way;
  guint *n_refused;
  gpointer following; /* the next one's; NULL: it answers at once */
} Member;

static DomoFuture *
pass_on (DomoFuture *settled, gpointer data)
{
  return NULL;
}

static DomoFuture *wait_for_next (DomoActor *actor, gpointer data);

static DomoFuture *
ask_next (const Member *member)
{
  if (member->following == NULL)
    return test_subject_ask (member->next, 0);
  return test_subject_run (member->next, wait_for_next, member->following);
}

static DomoFuture *
combine (DomoFuture *future, Way way)
{
  g_autoptr (DomoFuture) input = future;

  switch (way)
    {
    case BY_THEN:
      return domo_future_then (g_steal_pointer (&input), pass_on, NULL, NULL);
    case BY_ALL:
      return domo_future_all (&input, 1);
    case BY_ANY:
      return domo_future_any (&input, 1);
    case BY_RACE:
      return domo_future_race (&input, 1);
    case BY_TIMEOUT:
      return domo_future_with_timeout (g_steal_pointer (&input), G_USEC_PER_SEC);
    default:
      return g_steal_pointer (&input);
    }
}

/* Waits for the next one, as told, and answers 1. */
static DomoFuture *
wait_for_next (DomoActor *actor, gpointer data)
{
  const Member *member = data;
  DomoFuture *answer = combine (ask_next (member), member->way);
  g_autoptr (GError) error = NULL;

  if (member->way == BY_RETURN)
    return answer;
  domo_await (answer, &error);
  if (g_error_matches (error, DOMO_ERROR, DOMO_ERROR_DEADLOCK))
    ++*member->n_refused;
  return domo_future_new_int64 (1);
}

/* Lets @n actors wait for each other in a circle; answers how many waits were refused inside. */
static guint
run_circle (StepStage *stage, guint n, Way way)
{
  g_autoptr (GPtrArray) actors = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree Member *members = g_new0 (Member, n);
  g_autoptr (DomoFuture) answer = NULL;
  guint n_refused = 0;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (actors, step_stage_actor (stage, "a", FALSE));
  for (guint i = 0; i < n; i++)
    members[i] = (Member){ g_ptr_array_index (actors, (i + 1) % n), way, &n_refused,
                           i + 1 < n ? &members[i + 1] : NULL };
  answer = test_subject_run (g_ptr_array_index (actors, 0), wait_for_next, &members[0]);
  step_stage_settle (stage, answer);
  if (way == BY_RETURN)
    g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_DEADLOCK);
  else
    g_assert_true (domo_future_is_resolved (answer));
  g_assert_cmpuint (domo_stage_get_n_parked (stage->stage), ==, 0);
  /* Nobody is left busy: each takes its next message. */
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DomoFuture) after = test_subject_ask (g_ptr_array_index (actors, i), 5);

      step_stage_settle (stage, after);
      g_assert_true (domo_future_is_resolved (after));
    }
  return n_refused;
}

static void
test_circle (gconstpointer data)
{
  const guint sizes[] = { 1, 2, 3, 10, 500 };
  StepStage stage;

  step_stage_set_up (&stage);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    g_assert_cmpuint (run_circle (&stage, sizes[i], (Way) GPOINTER_TO_UINT (data)), ==,
                      GPOINTER_TO_UINT (data) == BY_RETURN ? 0 : 1);
  step_stage_tear_down (&stage);
}

static void
test_the_error_names_the_actors (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  guint n_refused = 0;
  Member second = { a, BY_RETURN, &n_refused, NULL };
  Member first = { b, BY_RETURN, &n_refused, &second };
  g_autoptr (DomoFuture) answer = test_subject_run (a, wait_for_next, &first);
  g_autofree char *address_a = domo_address_to_string (domo_proxy_get_address (a));
  g_autofree char *address_b = domo_address_to_string (domo_proxy_get_address (b));
  g_autofree char *expected = g_strdup_printf ("TestActor %s would wait for ever: for TestActor "
                                               "%s, which waits for the first",
                                               address_b, address_a);

  step_stage_settle (stage, answer);
  g_assert_error (domo_future_get_error (answer), DOMO_ERROR, DOMO_ERROR_DEADLOCK);
  g_assert_cmpstr (domo_future_get_error (answer)->message, ==, expected);
}

/* What is no circle. */

typedef struct
{
  TestSubject *target;
  DomoPromise *promise;
} Plan;

static DomoFuture *
await_any_with_a_free_branch (DomoActor *actor, gpointer data)
{
  Plan *plan = data;
  g_autoptr (DomoFuture) own = test_subject_ask (domo_actor_get_self (actor), 1);
  g_autoptr (DomoFuture) free_branch = domo_promise_get_future (plan->promise);
  DomoFuture *const both[] = { own, free_branch };
  g_autoptr (GError) error = NULL;

  domo_await (domo_future_any (both, 2), &error);
  g_assert_no_error (error);
  return domo_future_new_int64 (7);
}

static void
test_any_with_a_free_branch_is_not_refused (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  Plan plan = { .promise = promise };
  g_autoptr (DomoFuture) answer = test_subject_run (actor, await_any_with_a_free_branch, &plan);

  step_stage_run (stage);
  g_assert_true (domo_future_is_pending (answer));
  domo_promise_resolve_int64 (promise, 1);
  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 7);
}

static DomoFuture *
await_any_of_own (DomoActor *actor, gpointer data)
{
  g_autoptr (DomoFuture) first = test_subject_ask (domo_actor_get_self (actor), 1);
  g_autoptr (DomoFuture) second = test_subject_ask (domo_actor_get_self (actor), 2);
  DomoFuture *const both[] = { first, second };
  g_autoptr (GError) error = NULL;

  domo_await (domo_future_any (both, 2), &error);
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_DEADLOCK);
  return domo_future_new_int64 (7);
}

static void
test_any_all_of_whose_branches_lead_back_is_refused (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = test_subject_run (actor, await_any_of_own, NULL);

  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 7);
}

static DomoFuture *
await_ask (DomoActor *actor, gpointer target)
{
  g_autoptr (GError) error = NULL;

  domo_await (test_subject_ask (target, 1), &error);
  g_assert_no_error (error);
  return domo_future_new_int64 (7);
}

static DomoFuture *
await_any_of_one_twice (DomoActor *actor, gpointer target)
{
  g_autoptr (DomoFuture) first = test_subject_ask (target, 1);
  g_autoptr (DomoFuture) second = test_subject_ask (target, 2);
  DomoFuture *const both[] = { first, second };
  g_autoptr (GError) error = NULL;

  domo_await (domo_future_any (both, 2), &error);
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_DEADLOCK);
  return domo_future_new_int64 (7);
}

static void
test_any_both_of_whose_branches_lead_through_one_is_refused (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  g_autoptr (DomoFuture) first = test_subject_run (a, await_any_of_one_twice, b);
  g_autoptr (DomoFuture) second = test_subject_run (b, await_ask, a);

  /* Each starts, and B waits before A does. */
  for (guint i = 0; i < 2; i++)
    domo_test_dispatcher_step_actor (stage->dispatcher, b);
  step_stage_settle (stage, first);
  g_assert_cmpint (domo_future_get_int64 (first, NULL), ==, 7);
  g_assert_cmpint (domo_future_get_int64 (second, NULL), ==, 7);
}

typedef struct
{
  TestSubject *first;
  TestSubject *second;
  DomoFuture *(*combine) (DomoFuture *const *futures, gsize n);
  gboolean refused;
} Both;

static DomoFuture *
await_both (DomoActor *actor, gpointer data)
{
  Both *both = data;
  g_autoptr (DomoFuture) first = test_subject_ask (both->first, 1);
  g_autoptr (DomoFuture) second = test_subject_ask (both->second, 2);
  DomoFuture *const futures[] = { first, second };
  g_autoptr (GError) error = NULL;

  domo_await (both->combine (futures, 2), &error);
  both->refused = g_error_matches (error, DOMO_ERROR, DOMO_ERROR_DEADLOCK);
  return domo_future_new_int64 (7);
}

static void
test_what_is_reached_before_it_is_known_to_lead_back (StepStage *stage)
{
  g_autoptr (GPtrArray) actors = g_ptr_array_new_with_free_func (g_object_unref);
  TestSubject *a, *b, *c, *d;
  Both of_a, of_b, of_c;
  g_autoptr (DomoFuture) answer = NULL;
  g_autoptr (DomoFuture) second = NULL;
  g_autoptr (DomoFuture) third = NULL;
  g_autoptr (DomoFuture) fourth = NULL;

  g_test_summary (
      "B waits for C and A, C for B or D, D for A; then A for B or C. On the way from B, "
      "C does not lead back yet, for B does not.");
  for (const char *name = "abcd"; *name != '\0'; name++)
    g_ptr_array_add (actors, step_stage_actor (stage, "x", FALSE));
  step_stage_run (stage);
  a = g_ptr_array_index (actors, 0);
  b = g_ptr_array_index (actors, 1);
  c = g_ptr_array_index (actors, 2);
  d = g_ptr_array_index (actors, 3);
  of_a = (Both){ b, c, domo_future_any, FALSE };
  of_b = (Both){ c, a, domo_future_all, FALSE };
  of_c = (Both){ b, d, domo_future_any, FALSE };
  answer = test_subject_run (a, await_both, &of_a);
  second = test_subject_run (b, await_both, &of_b);
  third = test_subject_run (c, await_both, &of_c);
  fourth = test_subject_run (d, await_ask, a);
  for (guint i = 4; i-- > 0;)
    domo_test_dispatcher_step_actor (stage->dispatcher, g_ptr_array_index (actors, i));
  step_stage_settle (stage, answer);
  g_assert_true (of_a.refused);
  g_assert_false (of_b.refused || of_c.refused);
  g_assert_true (domo_future_is_resolved (second) && domo_future_is_resolved (third));
  g_assert_true (domo_future_is_resolved (fourth));
}

static DomoFuture *
await_all_with_own (DomoActor *actor, gpointer data)
{
  Plan *plan = data;
  g_autoptr (DomoFuture) own = test_subject_ask (domo_actor_get_self (actor), 1);
  g_autoptr (DomoFuture) other = domo_promise_get_future (plan->promise);
  DomoFuture *const both[] = { other, own };
  g_autoptr (GError) error = NULL;

  domo_await (domo_future_all (both, 2), &error);
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_DEADLOCK);
  return domo_future_new_int64 (7);
}

static void
test_all_one_of_whose_branches_leads_back_is_refused (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  Plan plan = { .promise = promise };
  g_autoptr (DomoFuture) answer = test_subject_run (actor, await_all_with_own, &plan);

  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 7);
}

/* Awaits what the target answers to a concurrent method, when the promise is kept. */
static DomoFuture *
await_concurrent (DomoActor *actor, gpointer data)
{
  Plan *plan = data;
  g_autoptr (GError) error = NULL;
  gint64 value = domo_await_int64 (test_subject_run_concurrent (plan->target, test_return_promised,
                                                                plan->promise),
                                   &error);

  g_assert_no_error (error);
  return domo_future_new_int64 (value);
}

static void
test_a_message_taken_by_a_concurrent_method_is_no_edge (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  Plan plan = { .target = a, .promise = promise };
  g_autoptr (DomoFuture) first = test_subject_run (b, await_concurrent, &plan);
  g_autoptr (DomoFuture) second = NULL;

  g_test_summary (
      "A has taken B's message, and only the promise is missing, before it waits for B.");
  step_stage_run (stage);
  second = test_subject_run (a, await_ask, b);
  step_stage_run (stage);
  g_assert_cmpuint (domo_stage_get_n_parked (stage->stage), ==, 2);
  domo_promise_resolve_int64 (promise, 9);
  step_stage_settle (stage, first);
  g_assert_cmpint (domo_future_get_int64 (first, NULL), ==, 9);
  g_assert_cmpint (domo_future_get_int64 (second, NULL), ==, 7);
}

/* Two dispatchers. */

static void
test_a_circle_over_two_dispatchers (StepStage *stage)
{
  DomoTestDispatcher *dispatcher = domo_test_dispatcher_new ();
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "journal", stage->journal, NULL);
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = NULL;
  g_autoptr (DomoFuture) answer = NULL;
  guint n_refused = 0;
  Member second, first;

  domo_definition_set_dispatcher (definition, DOMO_DISPATCHER (dispatcher));
  b = domo_stage_actor_for_definition (stage->stage, definition, NULL);
  second = (Member){ a, BY_AWAIT, &n_refused, NULL };
  first = (Member){ b, BY_AWAIT, &n_refused, &second };
  answer = test_subject_run (a, wait_for_next, &first);
  while (step_stage_run (stage) + domo_test_dispatcher_run (dispatcher) > 0)
    ;
  g_assert_true (domo_future_is_resolved (answer));
  g_assert_cmpuint (n_refused, ==, 1);
  domo_proxy_stop (b);
  domo_test_dispatcher_run (dispatcher);
  g_clear_object (&b);
  g_clear_pointer (&definition, domo_definition_unref);
  step_stage_run (stage);
  g_object_unref (dispatcher);
}

/* Lives. */

static DomoFuture *
await_own_end (DomoActor *actor, gpointer data)
{
  g_autoptr (GError) error = NULL;

  domo_proxy_stop (domo_actor_get_self (actor));
  domo_await (domo_proxy_stopped (domo_actor_get_self (actor)), &error);
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_DEADLOCK);
  return domo_future_new_int64 (7);
}

static void
test_waiting_for_ones_own_end_is_refused (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoFuture) answer = test_subject_run (actor, await_own_end, NULL);

  step_stage_settle (stage, answer);
  g_assert_true (domo_proxy_is_stopped (actor));
}

static DomoFuture *
await_end (DomoActor *actor, gpointer target)
{
  g_autoptr (GError) error = NULL;

  domo_proxy_stop (target);
  domo_await (domo_proxy_stopped (target), &error);
  g_assert_no_error (error);
  return domo_future_new_int64 (7);
}

static void
test_waiting_for_the_end_of_another_is_not_refused (StepStage *stage)
{
  g_autoptr (TestSubject) a = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) b = step_stage_actor (stage, "b", FALSE);
  g_autoptr (DomoFuture) answer = test_subject_run (a, await_end, b);

  step_stage_settle (stage, answer);
  g_assert_cmpint (domo_future_get_int64 (answer, NULL), ==, 7);
}

/* A supervisor that asks the actor it has to decide about. */

#define ASKING_TYPE_SUPERVISOR (asking_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (AskingSupervisor, asking_supervisor, ASKING, SUPERVISOR, DomoActor)

struct _AskingSupervisor
{
  DomoActor parent_instance;
};

static guint n_refused_asks;

static void asking_supervisor_init_iface (DomoSupervisorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AskingSupervisor,
                               asking_supervisor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DOMO_TYPE_SUPERVISOR,
                                                      asking_supervisor_init_iface))

static void
asking_supervisor_inform (DomoSupervisor *self, DomoSupervised *supervised)
{
  g_autoptr (GError) error = NULL;

  domo_await (test_subject_ask (domo_supervised_get_proxy (supervised), 1), &error);
  if (g_error_matches (error, DOMO_ERROR, DOMO_ERROR_DEADLOCK))
    n_refused_asks++;
  domo_supervised_resume (supervised, DOMO_SUPERVISION_SCOPE_ONE);
}

static void
asking_supervisor_init_iface (DomoSupervisorInterface *iface)
{
  iface->inform = asking_supervisor_inform;
}

static void
asking_supervisor_class_init (AskingSupervisorClass *klass)
{
}

static void
asking_supervisor_init (AskingSupervisor *self)
{
}

static void
test_a_supervisor_that_asks_whom_it_must_judge_is_refused (StepStage *stage)
{
  g_autoptr (DomoProxy) supervisor =
      domo_stage_actor_for (stage->stage, ASKING_TYPE_SUPERVISOR, NULL);
  g_autoptr (TestSubject) actor = NULL;

  n_refused_asks = 0;
  domo_stage_register_supervisor (stage->stage, "test", supervisor);
  actor = policy_make_supervised (stage, "a", NULL, NULL);
  step_stage_run (stage);
  journal_clear (stage->journal);
  test_subject_fail (actor, "why");
  test_subject_note (actor, "next");
  step_stage_run (stage);
  g_assert_cmpuint (n_refused_asks, ==, 1);
  assert_journal (stage->journal, "a:fail a.before_resume a:next");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < N_WAYS; i++)
    {
      g_autofree char *path = g_strdup_printf ("/core/deadlock/circle/%s", ways[i]);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_circle);
    }
#define ADD(name, func) step_stage_add_test ("/core/deadlock/" name, test_##func)
  ADD ("the-error-names-the-actors", the_error_names_the_actors);
  ADD ("any-with-a-free-branch-is-not-refused", any_with_a_free_branch_is_not_refused);
  ADD ("any-all-of-whose-branches-lead-back-is-refused",
       any_all_of_whose_branches_lead_back_is_refused);
  ADD ("any-both-of-whose-branches-lead-through-one-is-refused",
       any_both_of_whose_branches_lead_through_one_is_refused);
  ADD ("what-is-reached-before-it-is-known-to-lead-back",
       what_is_reached_before_it_is_known_to_lead_back);
  ADD ("all-one-of-whose-branches-leads-back-is-refused",
       all_one_of_whose_branches_leads_back_is_refused);
  ADD ("a-message-taken-by-a-concurrent-method-is-no-edge",
       a_message_taken_by_a_concurrent_method_is_no_edge);
  ADD ("a-circle-over-two-dispatchers", a_circle_over_two_dispatchers);
  ADD ("waiting-for-ones-own-end-is-refused", waiting_for_ones_own_end_is_refused);
  ADD ("waiting-for-the-end-of-another-is-not-refused",
       waiting_for_the_end_of_another_is_not_refused);
  ADD ("a-supervisor-that-asks-whom-it-must-judge-is-refused",
       a_supervisor_that_asks_whom_it_must_judge_is_refused);
#undef ADD

  return g_test_run ();
}
