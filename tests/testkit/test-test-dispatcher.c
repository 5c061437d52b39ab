/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "step-stage.h"

#define N_ACTORS   5
#define N_MESSAGES 3

/* Several actors on a stage with that dispatcher, which have started and have messages: "a1 a2 a3"
 * and so on. */
typedef struct
{
  DomoTestDispatcher *dispatcher;
  DomoStage *stage;
  Journal *journal;
  TestSubject *actors[N_ACTORS];
} Crowd;

static void
send (Crowd *self, guint actor, guint number)
{
  const char text[] = { (char) ('0' + number), '\0' };

  test_subject_note (self->actors[actor], text);
}

/* Takes the dispatcher. */
static void
crowd_init (Crowd *self, DomoTestDispatcher *dispatcher)
{
  self->dispatcher = dispatcher;
  self->stage = g_object_new (DOMO_TYPE_STAGE, "dispatcher", dispatcher, NULL);
  self->journal = journal_new ();
  for (guint i = 0; i < N_ACTORS; i++)
    {
      const char name[] = { (char) ('a' + i), '\0' };

      self->actors[i] = domo_stage_actor_for (self->stage, TEST_TYPE_ACTOR, "name", name, "journal",
                                              self->journal, NULL);
    }
  domo_test_dispatcher_run (dispatcher);
  g_assert_cmpuint (domo_test_dispatcher_get_n_ready (dispatcher), ==, 0);
}

static void
crowd_send_all (Crowd *self)
{
  for (guint number = 1; number <= N_MESSAGES; number++)
    {
      for (guint i = 0; i < N_ACTORS; i++)
        send (self, i, number);
    }
}

static void
crowd_clear (Crowd *self)
{
  for (guint i = 0; i < N_ACTORS; i++)
    g_object_unref (self->actors[i]);
  domo_stage_close_async (self->stage, 0, NULL, NULL);
  domo_test_dispatcher_run (self->dispatcher);
  iterate_main_context ();
  g_assert_finalize_object (self->stage);
  g_assert_finalize_object (self->dispatcher);
  journal_unref (self->journal);
}

/* The order in which that dispatcher runs the messages (transfer full). */
static char *
record_order (DomoTestDispatcher *dispatcher)
{
  Crowd crowd;
  char *order;

  crowd_init (&crowd, dispatcher);
  crowd_send_all (&crowd);
  domo_test_dispatcher_run (dispatcher);
  order = journal_get_text (crowd.journal);
  crowd_clear (&crowd);
  return order;
}

static void
test_runs_nothing_by_itself (void)
{
  Crowd crowd;

  crowd_init (&crowd, domo_test_dispatcher_new ());
  send (&crowd, 0, 1);
  iterate_main_context ();
  assert_journal (crowd.journal, "");
  g_assert_cmpuint (domo_test_dispatcher_get_n_ready (crowd.dispatcher), ==, 1);
  crowd_clear (&crowd);
}

static void
test_a_step_is_one_message (void)
{
  Crowd crowd;

  crowd_init (&crowd, domo_test_dispatcher_new ());
  send (&crowd, 0, 1);
  send (&crowd, 0, 2);
  g_assert_true (domo_test_dispatcher_step (crowd.dispatcher));
  assert_journal (crowd.journal, "a:1");
  g_assert_true (domo_test_dispatcher_step (crowd.dispatcher));
  assert_journal (crowd.journal, "a:1 a:2");
  g_assert_cmpuint (domo_test_dispatcher_get_n_ready (crowd.dispatcher), ==, 0);
  g_assert_false (domo_test_dispatcher_step (crowd.dispatcher));
  crowd_clear (&crowd);
}

static void
test_what_has_to_wait_is_not_ready (void)
{
  Crowd crowd;

  crowd_init (&crowd, domo_test_dispatcher_new ());
  domo_proxy_suspend (crowd.actors[0]);
  g_assert_cmpuint (domo_test_dispatcher_run (crowd.dispatcher), ==, 1);
  send (&crowd, 0, 1);
  g_assert_cmpuint (domo_test_dispatcher_get_n_ready (crowd.dispatcher), ==, 0);
  g_assert_false (domo_test_dispatcher_step_actor (crowd.dispatcher, crowd.actors[0]));
  domo_proxy_resume (crowd.actors[0]);
  g_assert_cmpuint (domo_test_dispatcher_run (crowd.dispatcher), ==, 2);
  assert_journal (crowd.journal, "a:1");
  crowd_clear (&crowd);
}

static void
test_whoever_is_ready_again_is_last (void)
{
  Crowd crowd;

  g_test_summary ("Behind those that became ready while it ran.");
  crowd_init (&crowd, domo_test_dispatcher_new ());
  send (&crowd, 2, 1);
  send (&crowd, 2, 2);
  send (&crowd, 1, 1);
  domo_test_dispatcher_run (crowd.dispatcher);
  assert_journal (crowd.journal, "c:1 b:1 c:2");
  crowd_clear (&crowd);
}

static void
test_in_order (void)
{
  g_autofree char *order = record_order (domo_test_dispatcher_new ());

  g_test_summary ("Each actor in turn, in the order in which they became ready.");
  g_assert_cmpstr (order, ==, "a:1 b:1 c:1 d:1 e:1 a:2 b:2 c:2 d:2 e:2 a:3 b:3 c:3 d:3 e:3");
}

static void
test_the_test_chooses (void)
{
  Crowd crowd;

  crowd_init (&crowd, domo_test_dispatcher_new ());
  crowd_send_all (&crowd);
  g_assert_true (domo_test_dispatcher_step_actor (crowd.dispatcher, crowd.actors[3]));
  g_assert_true (domo_test_dispatcher_step_actor (crowd.dispatcher, crowd.actors[3]));
  g_assert_true (domo_test_dispatcher_step_actor (crowd.dispatcher, crowd.actors[1]));
  assert_journal (crowd.journal, "d:1 d:2 b:1");
  domo_test_dispatcher_run (crowd.dispatcher);
  journal_clear (crowd.journal);
  g_assert_false (domo_test_dispatcher_step_actor (crowd.dispatcher, crowd.actors[3]));
  crowd_clear (&crowd);
}

static void
test_the_same_seed_gives_the_same_order (void)
{
  const guint32 seed = (guint32) g_test_rand_int ();
  g_autofree char *first = record_order (domo_test_dispatcher_new_seeded (seed));
  g_autofree char *second = record_order (domo_test_dispatcher_new_seeded (seed));

  g_test_message ("seed %u", seed);
  g_assert_cmpstr (first, ==, second);
}

static void
test_seeds_give_different_orders (void)
{
  g_autoptr (GHashTable) orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const guint32 seed = (guint32) g_test_rand_int ();

  g_test_summary ("A hundred draws of one order in many millions hardly ever agree.");
  g_test_message ("seeds from %u", seed);
  for (guint32 i = 0; i < 100; i++)
    g_hash_table_add (orders, record_order (domo_test_dispatcher_new_seeded (seed + i)));
  g_assert_cmpuint (g_hash_table_size (orders), >, 90);
}

static void
test_every_actor_may_come_first (void)
{
  gboolean came_first[N_ACTORS] = { FALSE };
  const guint32 seed = (guint32) g_test_rand_int ();

  g_test_message ("seeds from %u", seed);
  for (guint32 i = 0; i < 200; i++)
    {
      g_autofree char *order = record_order (domo_test_dispatcher_new_seeded (seed + i));

      came_first[order[0] - 'a'] = TRUE;
    }
  for (guint i = 0; i < N_ACTORS; i++)
    g_assert_true (came_first[i]);
}

static void
test_messages_of_one_actor_stay_in_order (void)
{
  const guint32 seed = (guint32) g_test_rand_int ();
  g_autofree char *order = record_order (domo_test_dispatcher_new_seeded (seed));

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < N_ACTORS; i++)
    {
      const char *place = order;

      for (guint number = 1; number <= N_MESSAGES; number++)
        {
          const char entry[] = { (char) ('a' + i), ':', (char) ('0' + number), '\0' };

          place = strstr (place, entry);
          g_assert_nonnull (place);
        }
    }
}

/* Many threads send to the actors of one that steps. */

#define N_THREADS 3
#define N_SENT    2000

static gpointer
send_from_thread (gpointer data)
{
  Crowd *crowd = data;

  for (guint i = 0; i < N_SENT; i++)
    send (crowd, i % N_ACTORS, 1);
  return NULL;
}

static void
test_others_may_send (void)
{
  Crowd crowd;
  GThread *threads[N_THREADS];
  DomoCounters counters;

  crowd_init (&crowd, domo_test_dispatcher_new_seeded ((guint32) g_test_rand_int ()));
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("sender", send_from_thread, &crowd);
  while (journal_get_length (crowd.journal) < N_THREADS * N_SENT)
    domo_test_dispatcher_step (crowd.dispatcher);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  domo_test_dispatcher_run (crowd.dispatcher);
  domo_stage_get_counters (crowd.stage, &counters);
  g_assert_cmpuint (counters.handled, ==, N_THREADS * N_SENT);
  crowd_clear (&crowd);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add_func ("/testkit/test-dispatcher/" path, test_##func)
  ADD ("runs-nothing-by-itself", runs_nothing_by_itself);
  ADD ("a-step-is-one-message", a_step_is_one_message);
  ADD ("what-has-to-wait-is-not-ready", what_has_to_wait_is_not_ready);
  ADD ("whoever-is-ready-again-is-last", whoever_is_ready_again_is_last);
  ADD ("in-order", in_order);
  ADD ("the-test-chooses", the_test_chooses);
  ADD ("the-same-seed-gives-the-same-order", the_same_seed_gives_the_same_order);
  ADD ("seeds-give-different-orders", seeds_give_different_orders);
  ADD ("every-actor-may-come-first", every_actor_may_come_first);
  ADD ("messages-of-one-actor-stay-in-order", messages_of_one_actor_stay_in_order);
  ADD ("others-may-send", others_may_send);

  return g_test_run ();
}
