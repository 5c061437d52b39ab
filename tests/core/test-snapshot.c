/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "awaits.h"
#include "step-stage.h"

/* Looking at all actors of a stage. */

#define N_THREADS 4

/* The one of @proxy (transfer full), or NULL. */
static DomoActorSnapshot *
look_at (DomoStage *stage, gpointer proxy)
{
  g_autoptr (GPtrArray) actors = domo_stage_snapshot (stage);

  for (guint i = 0; i < actors->len; i++)
    {
      DomoActorSnapshot *actor = g_ptr_array_index (actors, i);

      if (domo_actor_snapshot_get_proxy (actor) == proxy)
        return domo_actor_snapshot_ref (actor);
    }
  return NULL;
}

/* What waits for any actor. */
static guint
count_queued (DomoStage *stage)
{
  g_autoptr (GPtrArray) actors = domo_stage_snapshot (stage);
  guint n = 0;

  for (guint i = 0; i < actors->len; i++)
    n += domo_actor_snapshot_get_queue_length (g_ptr_array_index (actors, i));
  return n;
}

static DomoActorState
get_state (StepStage *stage, gpointer proxy)
{
  g_autoptr (DomoActorSnapshot) actor = look_at (stage->stage, proxy);

  return actor != NULL ? domo_actor_snapshot_get_state (actor) : DOMO_ACTOR_STATE_STOPPED;
}

static guint
get_queue_length (StepStage *stage, gpointer proxy)
{
  g_autoptr (DomoActorSnapshot) actor = look_at (stage->stage, proxy);

  return domo_actor_snapshot_get_queue_length (actor);
}

/* The tree. */

static TestSubject *
make_tree (StepStage *stage, const char *name, guint depth)
{
  return domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "name", name, "journal",
                               stage->journal, "depth", depth, NULL);
}

static void
test_a_new_stage_has_two_roots (StepStage *stage)
{
  g_autoptr (GPtrArray) actors = domo_stage_snapshot (stage->stage);
  DomoActorSnapshot *private_root, *public_root;

  g_assert_cmpuint (actors->len, ==, 2);
  private_root = g_ptr_array_index (actors, 0);
  public_root = g_ptr_array_index (actors, 1);
  g_assert_null (domo_actor_snapshot_get_parent (private_root));
  g_assert_cmpuint (domo_actor_snapshot_get_depth (private_root), ==, 0);
  g_assert_true (domo_actor_snapshot_get_parent (public_root) == private_root);
  g_assert_cmpuint (domo_actor_snapshot_get_depth (public_root), ==, 1);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (domo_actor_snapshot_get_state (g_ptr_array_index (actors, i)), ==,
                     DOMO_ACTOR_STATE_IDLE);
  g_assert_cmpuint (domo_stage_get_n_actors (stage->stage), ==, 2);
}

static void
test_actors_come_depth_first_and_in_order (StepStage *stage)
{
  const guint depths[] = { 0, 1, 2, 3, 4, 2, 2, 3 };
  const guint n_children[] = { 1, 3, 1, 1, 0, 0, 1, 0 };
  g_autoptr (TestSubject) a = make_tree (stage, "a", 2);
  g_autoptr (TestSubject) b = make_tree (stage, "b", 0);
  g_autoptr (TestSubject) c = make_tree (stage, "c", 1);
  g_autoptr (GPtrArray) actors = NULL;

  step_stage_run (stage);
  actors = domo_stage_snapshot (stage->stage);
  g_assert_cmpuint (actors->len, ==, G_N_ELEMENTS (depths));
  for (guint i = 0; i < actors->len; i++)
    {
      DomoActorSnapshot *actor = g_ptr_array_index (actors, i);

      g_assert_cmpuint (domo_actor_snapshot_get_depth (actor), ==, depths[i]);
      g_assert_cmpuint (domo_actor_snapshot_get_n_children (actor), ==, n_children[i]);
    }
  g_assert_true (domo_actor_snapshot_get_proxy (actors->pdata[2]) == (gpointer) a);
  g_assert_true (domo_actor_snapshot_get_proxy (actors->pdata[5]) == (gpointer) b);
  g_assert_true (domo_actor_snapshot_get_proxy (actors->pdata[6]) == (gpointer) c);
  g_assert_true (domo_actor_snapshot_get_parent (actors->pdata[5]) == actors->pdata[1]);
  g_assert_true (domo_actor_snapshot_get_parent (actors->pdata[4]) == actors->pdata[3]);
  g_assert_cmpuint (domo_stage_get_n_actors (stage->stage), ==, actors->len);
}

static void
test_a_snapshot_says_who_it_is (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_tree (stage, "a", 0);
  g_autoptr (DomoActorSnapshot) nameless = look_at (stage->stage, actor);
  g_autoptr (DomoActorSnapshot) named = NULL;

  g_assert_cmpuint (domo_actor_snapshot_get_actor_type (nameless), ==, TEST_TYPE_ACTOR);
  g_assert_true (domo_address_equal (domo_actor_snapshot_get_address (nameless),
                                     domo_proxy_get_address (actor)));
  g_assert_null (domo_actor_snapshot_get_name (nameless));
  g_assert_true (domo_stage_register_actor (stage->stage, "first", actor, NULL));
  g_assert_true (domo_stage_register_actor (stage->stage, "second", actor, NULL));
  named = look_at (stage->stage, actor);
  g_assert_cmpstr (domo_actor_snapshot_get_name (named), ==, "first");
}

static void
test_a_snapshot_outlives_what_it_shows (StepStage *stage)
{
  g_autoptr (GPtrArray) actors = NULL;
  TestSubject *actor = make_tree (stage, "a", 0);
  DomoActorSnapshot *last;

  step_stage_run (stage);
  actors = domo_stage_snapshot (stage->stage);
  domo_proxy_stop (actor);
  g_object_unref (actor);
  step_stage_run (stage);
  last = g_ptr_array_index (actors, actors->len - 1);
  g_assert_cmpint (domo_actor_snapshot_get_state (last), ==, DOMO_ACTOR_STATE_IDLE);
  g_assert_cmpuint (domo_actor_snapshot_get_actor_type (last), ==, TEST_TYPE_ACTOR);
  g_assert_true (domo_proxy_is_stopped (domo_actor_snapshot_get_proxy (last)));
}

static void
test_a_tree_may_be_deeper_than_the_stack (StepStage *stage)
{
  g_autoptr (TestSubject) actor = NULL;
  g_autoptr (DomoActorSnapshot) leaf = NULL;
  g_autoptr (GPtrArray) actors = NULL;
  g_autofree char *text = NULL;
  const guint depth = 3000;

  g_test_summary ("Neither the look nor the release of a chain of parents recurses.");
  actor = domo_stage_actor_for (stage->stage, TEST_TYPE_ACTOR, "name", "", "depth", depth, NULL);
  step_stage_run (stage);
  actors = domo_stage_snapshot (stage->stage);
  g_assert_cmpuint (actors->len, ==, depth + 3);
  leaf = domo_actor_snapshot_ref (g_ptr_array_index (actors, actors->len - 1));
  g_clear_pointer (&actors, g_ptr_array_unref);
  g_assert_cmpuint (domo_actor_snapshot_get_depth (leaf), ==, depth + 2);
  domo_proxy_stop_now (actor);
  step_stage_run (stage);
}

static void
test_a_closed_stage_shows_nothing (StepStage *stage)
{
  g_autoptr (GPtrArray) actors = NULL;
  g_autofree char *text = NULL;

  domo_stage_close_async (stage->stage, 0, NULL, NULL);
  step_stage_run (stage);
  actors = domo_stage_snapshot (stage->stage);
  text = domo_stage_dump (stage->stage, DOMO_DUMP_FORMAT_TEXT);
  g_assert_cmpuint (actors->len, ==, 0);
  g_assert_cmpstr (text, ==, "");
  g_assert_cmpuint (domo_stage_get_n_actors (stage->stage), ==, 0);
  g_assert_cmpuint (count_queued (stage->stage), ==, 0);
}

/* States. */

static void
test_an_actor_is_new_then_idle_then_running (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  g_assert_cmpint (get_state (stage, actor), ==, DOMO_ACTOR_STATE_NEW);
  step_stage_run (stage);
  g_assert_cmpint (get_state (stage, actor), ==, DOMO_ACTOR_STATE_IDLE);
  test_subject_note (actor, "x");
  g_assert_cmpint (get_state (stage, actor), ==, DOMO_ACTOR_STATE_RUNNING);
  step_stage_run (stage);
  g_assert_cmpint (get_state (stage, actor), ==, DOMO_ACTOR_STATE_IDLE);
}

typedef struct
{
  StepStage *stage;
  DomoActorState seen;
} Look;

static DomoFuture *
look_at_oneself (DomoActor *actor, gpointer data)
{
  Look *self = data;

  self->seen = get_state (self->stage, domo_actor_get_self (actor));
  return domo_future_new_int64 (0);
}

static void
test_an_actor_that_looks_is_running (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  Look look = { stage, DOMO_ACTOR_STATE_NEW };
  g_autoptr (DomoFuture) future = test_subject_run (actor, look_at_oneself, &look);

  step_stage_settle (stage, future);
  g_assert_cmpint (look.seen, ==, DOMO_ACTOR_STATE_RUNNING);
}

static void
test_an_actor_is_busy_until_it_has_answered (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = test_subject_run (actor, test_return_promised, promise);

  step_stage_run (stage);
  g_assert_cmpint (get_state (stage, actor), ==, DOMO_ACTOR_STATE_BUSY);
  domo_promise_resolve_int64 (promise, 1);
  step_stage_run (stage);
  g_assert_cmpint (get_state (stage, actor), ==, DOMO_ACTOR_STATE_IDLE);
}

static DomoFuture *
await_promised (DomoActor *actor, gpointer promise)
{
  return domo_future_new_int64 (domo_await_int64 (domo_promise_get_future (promise), NULL));
}

static void
test_an_actor_is_parked_while_it_waits (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = test_subject_run (actor, await_promised, promise);

  test_subject_note (actor, "x");
  step_stage_run (stage);
  g_assert_cmpint (get_state (stage, actor), ==, DOMO_ACTOR_STATE_PARKED);
  g_assert_cmpuint (get_queue_length (stage, actor), ==, 1);
  domo_promise_resolve_int64 (promise, 1);
  step_stage_run (stage);
  g_assert_cmpint (get_state (stage, actor), ==, DOMO_ACTOR_STATE_IDLE);
}

static void
test_a_concurrent_method_does_not_make_busy (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future =
      test_subject_run_concurrent (actor, test_return_promised, promise);

  step_stage_run (stage);
  g_assert_cmpint (get_state (stage, actor), ==, DOMO_ACTOR_STATE_IDLE);
}

static void
test_a_restart_ends_being_busy (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = test_subject_run (actor, test_return_promised, promise);

  step_stage_run (stage);
  domo_proxy_restart (actor);
  step_stage_run (stage);
  g_assert_cmpint (get_state (stage, actor), ==, DOMO_ACTOR_STATE_IDLE);
}

static void
test_an_actor_is_held_until_it_is_let_go (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  domo_proxy_suspend (actor);
  step_stage_run (stage);
  g_assert_cmpint (get_state (stage, actor), ==, DOMO_ACTOR_STATE_HELD);
  domo_proxy_resume (actor);
  step_stage_run (stage);
  g_assert_cmpint (get_state (stage, actor), ==, DOMO_ACTOR_STATE_IDLE);
}

/* Steps until the actor shows @state, which it must. */
static void
step_until (StepStage *stage, gpointer actor, DomoActorState state)
{
  while (get_state (stage, actor) != state)
    g_assert_true (domo_test_dispatcher_step (stage->dispatcher));
}

static void
test_a_failed_actor_is_suspended_then_restarting (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_tree (stage, "a", 1);
  g_autoptr (DomoActorSnapshot) snapshot = NULL;

  step_stage_run (stage);
  test_subject_fail (actor, "on purpose");
  step_until (stage, actor, DOMO_ACTOR_STATE_SUSPENDED);
  step_until (stage, actor, DOMO_ACTOR_STATE_RESTARTING);
  step_stage_run (stage);
  snapshot = look_at (stage->stage, actor);
  g_assert_cmpint (domo_actor_snapshot_get_state (snapshot), ==, DOMO_ACTOR_STATE_IDLE);
  g_assert_cmpuint (domo_actor_snapshot_get_incarnation (snapshot), ==, 1);
}

static void
test_an_actor_is_stopping_while_its_children_are (StepStage *stage)
{
  g_autoptr (TestSubject) actor = make_tree (stage, "a", 1);

  step_stage_run (stage);
  domo_proxy_stop (actor);
  step_until (stage, actor, DOMO_ACTOR_STATE_STOPPING);
  step_stage_run (stage);
  g_assert_cmpint (get_state (stage, actor), ==, DOMO_ACTOR_STATE_STOPPED);
}

/* Queues. */

static void
test_the_queue_is_what_waits (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);

  g_test_summary ("Whether the actor has looked at it or not. Only what others sent counts.");
  step_stage_run (stage);
  g_assert_cmpuint (get_queue_length (stage, actor), ==, 0);
  for (guint i = 0; i < 5; i++)
    test_subject_note (actor, "x");
  g_assert_cmpuint (get_queue_length (stage, actor), ==, 5);
  domo_test_dispatcher_step (stage->dispatcher);
  g_assert_cmpuint (get_queue_length (stage, actor), ==, 4);
  test_subject_note (actor, "x");
  domo_proxy_stop (actor);
  g_assert_cmpuint (get_queue_length (stage, actor), ==, 5);
  domo_test_dispatcher_step (stage->dispatcher);
  g_assert_cmpuint (get_queue_length (stage, actor), ==, 4);
  g_assert_cmpuint (count_queued (stage->stage), ==, 4);
  step_stage_run (stage);
  g_assert_cmpuint (count_queued (stage->stage), ==, 0);
}

static void
test_what_an_actor_cannot_take_stays_in_its_queue (StepStage *stage)
{
  g_autoptr (TestSubject) held = step_stage_actor (stage, "a", FALSE);
  g_autoptr (TestSubject) busy = step_stage_actor (stage, "b", FALSE);
  g_autoptr (DomoPromise) promise = domo_promise_new ();
  g_autoptr (DomoFuture) future = test_subject_run (busy, test_return_promised, promise);

  domo_proxy_suspend (held);
  step_stage_run (stage);
  test_subject_note (held, "x");
  test_subject_note (held, "x");
  test_subject_note (busy, "x");
  step_stage_run (stage);
  g_assert_cmpuint (get_queue_length (stage, held), ==, 2);
  g_assert_cmpuint (get_queue_length (stage, busy), ==, 1);
  g_assert_cmpuint (count_queued (stage->stage), ==, 3);
  domo_proxy_stop_now (held);
  domo_promise_resolve_int64 (promise, 1);
  step_stage_run (stage);
  g_assert_cmpuint (count_queued (stage->stage), ==, 0);
}

static void
test_a_mailbox_is_asked_for_its_size (StepStage *stage)
{
  g_autoptr (DomoDefinition) definition =
      domo_definition_new (TEST_TYPE_ACTOR, "name", "a", "journal", stage->journal, NULL);
  g_autoptr (TestSubject) actor = NULL;

  domo_definition_set_bounded_mailbox (definition, 3, DOMO_OVERFLOW_POLICY_DROP_OLDEST);
  actor = domo_stage_actor_for_definition (stage->stage, definition, NULL);
  step_stage_run (stage);
  for (guint i = 0; i < 5; i++)
    test_subject_note (actor, "x");
  g_assert_cmpuint (get_queue_length (stage, actor), ==, 3);
  step_stage_run (stage);
  g_assert_cmpuint (get_queue_length (stage, actor), ==, 0);
}

/* The dump. */

static char *
get_address (gpointer proxy)
{
  return domo_address_to_string (domo_proxy_get_address (proxy));
}

static void
test_the_text_draws_the_tree (StepStage *stage)
{
  g_autoptr (TestSubject) a = make_tree (stage, "a", 1);
  g_autoptr (TestSubject) b = make_tree (stage, "b", 1);
  g_autoptr (GPtrArray) actors = NULL;
  char *addresses[7] = { NULL };
  g_autofree char *text = NULL;
  g_autofree char *expected = NULL;

  step_stage_run (stage);
  test_subject_fail (a, "on purpose");
  step_stage_run (stage);
  domo_proxy_suspend (b);
  step_stage_run (stage);
  test_subject_note (b, "x");
  step_stage_run (stage);
  g_assert_true (domo_stage_register_actor (stage->stage, "printer", b, NULL));
  actors = domo_stage_snapshot (stage->stage);
  g_assert_cmpuint (actors->len, ==, 6);
  for (guint i = 0; i < actors->len; i++)
    addresses[i] = get_address (domo_actor_snapshot_get_proxy (actors->pdata[i]));
  text = domo_stage_dump (stage->stage, DOMO_DUMP_FORMAT_TEXT);
  expected = g_strdup_printf ("DomoRoot %s: idle\n"
                              "└── DomoRoot %s: idle\n"
                              "    ├── TestActor %s: idle, 1 restart\n"
                              "    │   └── TestActor %s: idle\n"
                              "    └── TestActor “printer” %s: held, 1 queued\n"
                              "        └── TestActor %s: idle\n",
                              addresses[0], addresses[1], addresses[2], addresses[3], addresses[4],
                              addresses[5]);
  g_assert_cmpstr (text, ==, expected);
  for (guint i = 0; i < actors->len; i++)
    g_free (addresses[i]);
}

/* Under fire. */

typedef struct
{
  DomoStage *stage;
  TestSubject *actor;
  int n_done; /* atomic */
  int ends;   /* atomic */
} Fire;

static gpointer
send_and_spawn (gpointer data)
{
  Fire *self = data;

  for (guint i = 0; i < 3000; i++)
    {
      domo_future_unref (test_subject_ask (self->actor, 1));
      if (i % 50 == 0)
        {
          g_autoptr (TestSubject) other = domo_stage_actor_for (self->stage, TEST_TYPE_ACTOR, NULL);

          domo_future_unref (test_subject_ask (other, 1));
          domo_proxy_stop (other);
        }
    }
  done_add (&self->n_done);
  return NULL;
}

static gpointer
keep_looking (gpointer data)
{
  Fire *self = data;

  while (!g_atomic_int_get (&self->ends))
    {
      g_autoptr (GPtrArray) actors = domo_stage_snapshot (self->stage);
      g_autofree char *text = domo_stage_dump (self->stage, DOMO_DUMP_FORMAT_TEXT);

      g_assert_cmpuint (actors->len, >=, 3);
      g_assert_cmpuint (count_queued (self->stage), <=, N_THREADS * 3060);
      g_assert_true (g_str_has_prefix (text, "DomoRoot"));
    }
  return NULL;
}

static void
test_looking_at_actors_under_fire (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (TestSubject) actor = domo_stage_actor_for (stage, TEST_TYPE_ACTOR, NULL);
  Fire fire = { stage, actor, 0, FALSE };
  GThread *senders[N_THREADS];
  GThread *lookers[2];

  g_test_summary ("4 threads send to an actor and make others, while two look at all of them.");
  for (guint i = 0; i < N_THREADS; i++)
    senders[i] = g_thread_new ("sender", send_and_spawn, &fire);
  lookers[0] = g_thread_new ("looker", keep_looking, &fire);
  lookers[1] = g_thread_new ("looker", keep_looking, &fire);
  await_done (&fire.n_done, N_THREADS);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (senders[i]);
  g_atomic_int_set (&fire.ends, TRUE);
  g_thread_join (lookers[0]);
  g_thread_join (lookers[1]);
  g_assert_true (domo_await (test_subject_ask (actor, 1), NULL));
  g_assert_cmpuint (count_queued (stage), ==, 0);
  g_assert_true (domo_stage_close (stage, -1, NULL));
}

static gpointer
keep_counting (gpointer data)
{
  Fire *self = data;

  /* Those of one round may go while those of the next one come. */
  while (!g_atomic_int_get (&self->ends))
    g_assert_cmpuint (count_queued (self->stage), <=, 2 * 1000);
  return NULL;
}

static void
test_a_turn_takes_nothing_away_from_a_look (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  Fire fire = { stage->stage, actor, 0, FALSE };
  GThread *looker;

  g_test_summary ("One thread walks along a queue while the actor takes it and frees what was in "
                  "it.");
  step_stage_run (stage);
  looker = g_thread_new ("looker", keep_counting, &fire);
  for (guint round = 0; round < 100; round++)
    {
      for (guint i = 0; i < 1000; i++)
        domo_future_unref (test_subject_ask (actor, 1));
      step_stage_run (stage);
    }
  g_atomic_int_set (&fire.ends, TRUE);
  g_thread_join (looker);
}

static gpointer
send_some (gpointer actor)
{
  for (guint i = 0; i < 1000; i++)
    test_subject_note (actor, "x");
  return NULL;
}

static void
test_the_count_is_exact_when_nobody_is_at_work (StepStage *stage)
{
  g_autoptr (TestSubject) actor = step_stage_actor (stage, "a", FALSE);
  GThread *threads[N_THREADS];

  step_stage_run (stage);
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("sender", send_some, actor);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (get_queue_length (stage, actor), ==, N_THREADS * 1000);
  for (guint i = 0; i < 10; i++)
    domo_test_dispatcher_step (stage->dispatcher);
  g_assert_cmpuint (count_queued (stage->stage), ==, N_THREADS * 1000 - 10);
  step_stage_run (stage);
  g_assert_cmpuint (count_queued (stage->stage), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) step_stage_add_test ("/core/snapshot/" name, test_##func)
  ADD ("a-new-stage-has-two-roots", a_new_stage_has_two_roots);
  ADD ("actors-come-depth-first-and-in-order", actors_come_depth_first_and_in_order);
  ADD ("a-snapshot-says-who-it-is", a_snapshot_says_who_it_is);
  ADD ("a-snapshot-outlives-what-it-shows", a_snapshot_outlives_what_it_shows);
  ADD ("a-tree-may-be-deeper-than-the-stack", a_tree_may_be_deeper_than_the_stack);
  ADD ("a-closed-stage-shows-nothing", a_closed_stage_shows_nothing);
  ADD ("an-actor-is-new-then-idle-then-running", an_actor_is_new_then_idle_then_running);
  ADD ("an-actor-that-looks-is-running", an_actor_that_looks_is_running);
  ADD ("an-actor-is-busy-until-it-has-answered", an_actor_is_busy_until_it_has_answered);
  ADD ("an-actor-is-parked-while-it-waits", an_actor_is_parked_while_it_waits);
  ADD ("a-concurrent-method-does-not-make-busy", a_concurrent_method_does_not_make_busy);
  ADD ("a-restart-ends-being-busy", a_restart_ends_being_busy);
  ADD ("an-actor-is-held-until-it-is-let-go", an_actor_is_held_until_it_is_let_go);
  ADD ("a-failed-actor-is-suspended-then-restarting", a_failed_actor_is_suspended_then_restarting);
  ADD ("an-actor-is-stopping-while-its-children-are", an_actor_is_stopping_while_its_children_are);
  ADD ("the-queue-is-what-waits", the_queue_is_what_waits);
  ADD ("what-an-actor-cannot-take-stays-in-its-queue",
       what_an_actor_cannot_take_stays_in_its_queue);
  ADD ("a-mailbox-is-asked-for-its-size", a_mailbox_is_asked_for_its_size);
  ADD ("the-text-draws-the-tree", the_text_draws_the_tree);
  ADD ("a-turn-takes-nothing-away-from-a-look", a_turn_takes_nothing_away_from_a_look);
  ADD ("the-count-is-exact-when-nobody-is-at-work", the_count_is_exact_when_nobody_is_at_work);
#undef ADD
  g_test_add_func ("/core/snapshot/looking-at-actors-under-fire",
                   test_looking_at_actors_under_fire);

  return g_test_run ();
}
