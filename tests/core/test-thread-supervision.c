/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "log-records.h"
#include "policy-supervisor.h"
#include "witness.h"

/* Supervisors in one thread, those they look after in others. */

#define N_SIBLINGS 1000

/* A supervisor, and siblings on three dispatchers: two with threads of their own, one of which is
 * the supervisor's, and the stage's. */
typedef struct
{
  DomoStage *stage;
  DomoDispatcher *dispatchers[3];
  Journal *journal;
  Policy policy;
  gpointer supervisor;
} Court;

static void
court_set_up (Court *self, PolicyPlan plan, DomoSupervisionScope scope)
{
  g_autoptr (DomoDefinition) definition = NULL;
  g_autoptr (GError) error = NULL;

  *self = (Court){ .policy = { .plan = plan, .scope = scope } };
  self->stage = domo_stage_new ();
  self->dispatchers[0] = domo_thread_dispatcher_new ("one");
  self->dispatchers[1] = domo_thread_dispatcher_new ("other");
  self->dispatchers[2] = g_object_ref (domo_stage_get_dispatcher (self->stage));
  self->journal = journal_new ();
  definition = domo_definition_new (POLICY_TYPE_SUPERVISOR, "policy", &self->policy, "journal",
                                    self->journal, NULL);
  domo_definition_set_dispatcher (definition, self->dispatchers[0]);
  self->supervisor = domo_stage_actor_for_definition (self->stage, definition, &error);
  g_assert_no_error (error);
  domo_stage_register_supervisor (self->stage, "test", self->supervisor);
}

/* Closes the stage: from then on the policy is this thread's. */
static void
court_close (Court *self)
{
  close_stage (self->stage);
}

static void
court_tear_down (Court *self)
{
  g_object_unref (self->supervisor);
  journal_unref (self->journal);
  for (guint i = 0; i < 3; i++)
    g_object_unref (self->dispatchers[i]);
  g_object_unref (self->stage);
}

static TestSubject *
make_sibling (Court *court, guint index, Witness *witness)
{
  return witness_actor_new (court->stage, court->dispatchers[index % 3], witness, "test");
}

static DomoFuture *
count_restarts (DomoActor *actor, gpointer data)
{
  return domo_future_new_int64 (witness_actor_get_n_restarts (WITNESS_ACTOR (actor)));
}

/* Asks @actor, which answers when it has been set going again. */
static gint64
get_n_restarts (TestSubject *actor)
{
  return run_inside (actor, count_restarts, NULL);
}

static void
fail_and_wait (TestSubject *actor)
{
  g_autoptr (GError) error = NULL;

  domo_await_int64 (test_subject_ask_and_fail (actor, "why"), &error);
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_FAILED);
}

/* Each directive and scope, given in the supervisor's thread about the second of three siblings. */

typedef struct
{
  const char *name;
  PolicyPlan plan;
  DomoSupervisionScope scope;
  gboolean affected[3];
} Verdict;

static const Verdict verdicts[] = {
  { "resume-one", POLICY_RESUME, DOMO_SUPERVISION_SCOPE_ONE, { FALSE, TRUE, FALSE } },
  { "resume-all", POLICY_RESUME, DOMO_SUPERVISION_SCOPE_ALL, { FALSE, TRUE, FALSE } },
  { "restart-one", POLICY_RESTART, DOMO_SUPERVISION_SCOPE_ONE, { FALSE, TRUE, FALSE } },
  { "restart-all", POLICY_RESTART, DOMO_SUPERVISION_SCOPE_ALL, { TRUE, TRUE, TRUE } },
  { "restart-rest", POLICY_RESTART, DOMO_SUPERVISION_SCOPE_REST, { FALSE, TRUE, TRUE } },
  { "stop-one", POLICY_STOP, DOMO_SUPERVISION_SCOPE_ONE, { FALSE, TRUE, FALSE } },
  { "stop-all", POLICY_STOP, DOMO_SUPERVISION_SCOPE_ALL, { TRUE, TRUE, TRUE } },
  { "stop-rest", POLICY_STOP, DOMO_SUPERVISION_SCOPE_REST, { FALSE, TRUE, TRUE } },
  { "escalate", POLICY_ESCALATE, DOMO_SUPERVISION_SCOPE_ONE, { FALSE, TRUE, FALSE } },
  /* The public root decides, in its thread. */
  { "forget", POLICY_FORGET, DOMO_SUPERVISION_SCOPE_ONE, { FALSE, TRUE, FALSE } },
};

static void
assert_verdict (const Verdict *verdict, gboolean affected, TestSubject *actor)
{
  if (affected && (verdict->plan == POLICY_STOP || verdict->plan == POLICY_ESCALATE))
    g_assert_cmpint (await_stopped (actor), ==,
                     verdict->plan == POLICY_STOP ? DOMO_STOP_REASON_FAILED
                                                  : DOMO_STOP_REASON_ESCALATED);
  else
    g_assert_cmpint (get_n_restarts (actor), ==, affected && verdict->plan != POLICY_RESUME);
}

static void
test_verdict (gconstpointer data)
{
  const Verdict *verdict = data;
  Witness witnesses[3] = { { 0 } };
  TestSubject *siblings[3];
  GThread *threads[3];
  Court court;

  court_set_up (&court, verdict->plan, verdict->scope);
  for (guint i = 0; i < 3; i++)
    {
      siblings[i] = make_sibling (&court, i, &witnesses[i]);
      threads[i] = thread_of (siblings[i]);
    }
  fail_and_wait (siblings[1]);
  assert_verdict (verdict, verdict->affected[1], siblings[1]);
  for (guint i = 0; i < 3; i += 2)
    assert_verdict (verdict, verdict->affected[i], siblings[i]);
  court_close (&court);
  g_assert_cmpuint (court.policy.n_informed, ==, 1);
  g_assert_cmpuint (court.policy.n_counted, ==, verdict->plan != POLICY_FORGET);
  for (guint i = 0; i < 3; i++)
    {
      witness_assert_only_in (&witnesses[i], threads[i]);
      g_object_unref (siblings[i]);
    }
  court_tear_down (&court);
}

/* Many at once. */

static void
test_siblings_that_fail_at_once_restart_once (void)
{
  g_autofree Witness *witnesses = g_new0 (Witness, N_SIBLINGS);
  g_autofree TestSubject **siblings = g_new (TestSubject *, N_SIBLINGS);
  g_autoptr (GPtrArray) answers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) domo_future_unref);
  g_autoptr (Gate) gate = gate_new ();
  g_autoptr (DomoFuture) passed = NULL;
  g_autoptr (TestSubject) guard = NULL;
  Witness guard_witness = { 0 };
  Court court;

  g_test_summary ("1,000 on two threads, while a third keeps the supervisor from deciding.");
  court_set_up (&court, POLICY_RESTART, DOMO_SUPERVISION_SCOPE_ALL);
  guard = witness_actor_new (court.stage, court.dispatchers[0], &guard_witness, NULL);
  passed = test_subject_run (guard, gate_pass, gate);
  gate_await_entry (gate);
  for (guint i = 0; i < N_SIBLINGS; i++)
    {
      siblings[i] = make_sibling (&court, 1 + i % 2, &witnesses[i]);
      g_ptr_array_add (answers, test_subject_ask_and_fail (siblings[i], "why"));
    }
  for (guint i = 0; i < N_SIBLINGS; i++)
    domo_await (domo_future_ref (g_ptr_array_index (answers, i)), NULL);
  gate_open (gate);
  for (guint i = 0; i < N_SIBLINGS; i++)
    {
      g_assert_cmpint (get_n_restarts (siblings[i]), ==, 1);
      g_object_unref (siblings[i]);
    }
  court_close (&court);
  g_assert_cmpuint (court.policy.n_informed, ==, N_SIBLINGS);
  g_assert_cmpuint (court.policy.n_counted, ==, 1);
  for (guint i = 0; i < N_SIBLINGS; i++)
    g_assert_cmpuint (witnesses[i].n_elsewhere, ==, 0);
  court_tear_down (&court);
}

static gpointer
fail_often (gpointer actor)
{
  for (guint i = 0; i < 50; i++)
    fail_and_wait (actor);
  return NULL;
}

static void
test_failures_and_restarts_race (void)
{
  Witness witnesses[6] = { { 0 } };
  TestSubject *siblings[6];
  GThread *threads[6];
  gint64 n_restarts;
  Court court;

  g_test_summary ("Six siblings on two threads fail again and again; each directive is for all of "
                  "them, and each gets all.");
  court_set_up (&court, POLICY_RESTART, DOMO_SUPERVISION_SCOPE_ALL);
  for (guint i = 0; i < 6; i++)
    siblings[i] = make_sibling (&court, i % 2, &witnesses[i]);
  /* What is ordered before the first start is done with that. */
  for (guint i = 0; i < 6; i++)
    await_resolved (domo_proxy_started (siblings[i]));
  for (guint i = 0; i < 6; i++)
    threads[i] = g_thread_new ("failer", fail_often, siblings[i]);
  for (guint i = 0; i < 6; i++)
    g_thread_join (threads[i]);
  /* When each of them answers the last directive has been given, and when the first, in the
   * supervisor's thread, answers once more all have been told. */
  for (guint i = 0; i < 6; i++)
    get_n_restarts (siblings[i]);
  n_restarts = get_n_restarts (siblings[0]);
  for (guint i = 1; i < 6; i++)
    g_assert_cmpint (get_n_restarts (siblings[i]), ==, n_restarts);
  court_close (&court);
  /* Who fails while a restart is on its way informs nobody. */
  g_assert_cmpuint (court.policy.n_informed, <=, 6 * 50);
  g_assert_cmpint (n_restarts, ==, court.policy.n_counted);
  for (guint i = 0; i < 6; i++)
    {
      g_assert_cmpuint (witnesses[i].n_elsewhere, ==, 0);
      g_object_unref (siblings[i]);
    }
  court_tear_down (&court);
}

static void
test_a_close_comes_between_failure_and_directive (void)
{
  g_test_summary ("Whoever is first, the stage closes and nobody is left suspended.");
  for (guint round = 0; round < 20; round++)
    {
      Witness witnesses[3] = { { 0 } };
      TestSubject *siblings[3];
      Court court;

      court_set_up (&court, POLICY_RESTART, DOMO_SUPERVISION_SCOPE_ALL);
      for (guint i = 0; i < 3; i++)
        {
          siblings[i] = make_sibling (&court, i, &witnesses[i]);
          test_subject_fail (siblings[i], "why");
        }
      court_close (&court);
      for (guint i = 0; i < 3; i++)
        {
          g_assert_true (domo_proxy_is_stopped (siblings[i]));
          g_assert_cmpuint (witnesses[i].n_elsewhere, ==, 0);
          g_object_unref (siblings[i]);
        }
      court_tear_down (&court);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* Not printed: GLib asks for the local time in a way that is not safe for threads. */
  log_records_start ();

  for (guint i = 0; i < G_N_ELEMENTS (verdicts); i++)
    {
      g_autofree char *path = g_strdup_printf ("/core/thread-supervision/%s", verdicts[i].name);

      g_test_add_data_func (path, &verdicts[i], test_verdict);
    }
#define ADD(name, func) g_test_add_func ("/core/thread-supervision/" name, test_##func)
  ADD ("siblings-that-fail-at-once-restart-once", siblings_that_fail_at_once_restart_once);
  ADD ("failures-and-restarts-race", failures_and_restarts_race);
  ADD ("a-close-comes-between-failure-and-directive", a_close_comes_between_failure_and_directive);
#undef ADD

  return g_test_run ();
}
