/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "awaits.h"
#include "accounts.h"
#include "log-records.h"

/* Mailboxes under many senders. */

#define N_THREADS  4
#define N_MESSAGES 20000
#define CAPACITY   16

/* Threads that send, and one that looks at the length of the queue. */
typedef struct
{
  DomoStage *stage;
  TestSubject *actor;
  guint capacity; /* 0: none */
  int n_done;     /* atomic; so is the next */
  int n_full;
} Crowd;

static void
crowd_set_up (Crowd *self, DomoDefinition *definition, Journal *journal)
{
  g_autoptr (GError) error = NULL;

  *self = (Crowd){ domo_stage_new () };
  self->actor = domo_stage_actor_for_definition (self->stage, definition, &error);
  g_assert_no_error (error);
  self->capacity = domo_proxy_get_mailbox_capacity (self->actor);
}

static void
crowd_tear_down (Crowd *self)
{
  g_autoptr (GError) error = NULL;

  domo_stage_close (self->stage, 5 * G_USEC_PER_SEC, &error);
  g_assert_no_error (error);
  assert_accounts (self->stage, self->actor);
  g_clear_object (&self->actor);
  g_clear_object (&self->stage);
}

static void
crowd_done (Crowd *self)
{
  done_add (&self->n_done);
}

static gpointer
look (gpointer data)
{
  Crowd *self = data;

  while (g_atomic_int_get (&self->n_done) < N_THREADS)
    {
      guint length = domo_proxy_get_queue_length (self->actor);

      g_assert_true (self->capacity == 0 || length <= self->capacity);
    }
  return NULL;
}

/* Runs @func in many threads, and the actor here until it has handled what they sent. */
static void
crowd_run (Crowd *self, GThreadFunc func)
{
  GThread *threads[N_THREADS], *looker;

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("sender", func, self);
  looker = g_thread_new ("looker", look, self);
  await_done (&self->n_done, N_THREADS);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_thread_join (looker);
  domo_proxy_stop (self->actor);
  domo_await (domo_proxy_stopped (self->actor), NULL);
}

static DomoDefinition *
new_definition (Journal *journal)
{
  return domo_definition_new (TEST_TYPE_ACTOR, "name", "a", "journal", journal, NULL);
}

static gpointer
tell_many (gpointer data)
{
  Crowd *self = data;

  for (guint i = 0; i < N_MESSAGES; i++)
    test_subject_note (self->actor, "x");
  crowd_done (self);
  return NULL;
}

/* What all threads have told is handled, or a dead letter for that reason alone. */
static void
assert_told (Crowd *self, Journal *journal, guint64 dropped, guint64 rejected)
{
  DomoCounters counters;

  domo_proxy_get_counters (self->actor, &counters);
  g_assert_cmpuint (counters.accepted, ==, N_THREADS * N_MESSAGES);
  g_assert_cmpuint (counters.handled, ==, journal_get_length (journal));
  g_assert_cmpuint (counters.handled + counters.dead_letters, ==, counters.accepted);
  g_assert_cmpuint (counters.dead_letters, ==, dropped + rejected);
  g_assert_cmpuint (counters.dropped, ==, dropped);
  g_assert_cmpuint (counters.rejected, ==, rejected);
  assert_accounts (self->stage, self->actor);
}

static void
assert_policy (DomoOverflowPolicy policy)
{
  g_autoptr (Journal) journal = journal_new ();
  g_autoptr (DomoDefinition) definition = new_definition (journal);
  DomoCounters counters;
  Crowd crowd;

  domo_definition_set_bounded_mailbox (definition, CAPACITY, policy);
  crowd_set_up (&crowd, definition, journal);
  crowd_run (&crowd, tell_many);
  domo_proxy_get_counters (crowd.actor, &counters);
  if (policy == DOMO_OVERFLOW_POLICY_REJECT)
    assert_told (&crowd, journal, 0, counters.rejected);
  else
    assert_told (&crowd, journal, counters.dropped, 0);
  crowd_tear_down (&crowd);
}

static void
test_drop_oldest (void)
{
  g_test_summary (
      "Accepted = handled + dead letters, each for that reason, and never more than the "
      "capacity in the queue.");
  assert_policy (DOMO_OVERFLOW_POLICY_DROP_OLDEST);
}

static void
test_drop_newest (void)
{
  assert_policy (DOMO_OVERFLOW_POLICY_DROP_NEWEST);
}

static void
test_reject (void)
{
  assert_policy (DOMO_OVERFLOW_POLICY_REJECT);
}

static void
test_the_usual_mailbox (void)
{
  g_autoptr (Journal) journal = journal_new ();
  g_autoptr (DomoDefinition) definition = new_definition (journal);
  Crowd crowd;

  crowd_set_up (&crowd, definition, journal);
  crowd_run (&crowd, tell_many);
  assert_told (&crowd, journal, 0, 0);
  crowd_tear_down (&crowd);
}

static void
test_priority (void)
{
  g_autoptr (Journal) journal = journal_new ();
  g_autoptr (DomoDefinition) definition = new_definition (journal);
  Crowd crowd;

  domo_definition_set_priority_mailbox (definition);
  crowd_set_up (&crowd, definition, journal);
  crowd_run (&crowd, tell_many);
  assert_told (&crowd, journal, 0, 0);
  crowd_tear_down (&crowd);
}

#define N_ASKS 2000

static gpointer
ask_many (gpointer data)
{
  Crowd *self = data;
  g_autofree DomoFuture **asks = g_new (DomoFuture *, N_ASKS);

  for (gint64 i = 0; i < N_ASKS; i++)
    asks[i] = test_subject_ask (self->actor, i);
  for (gint64 i = 0; i < N_ASKS; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 answer = domo_await_int64 (asks[i], &error);

      if (error == NULL)
        {
          g_assert_cmpint (answer, ==, i);
          continue;
        }
      g_assert_error (error, DOMO_ERROR, DOMO_ERROR_MAILBOX_FULL);
      g_atomic_int_inc (&self->n_full);
    }
  crowd_done (self);
  return NULL;
}

static void
test_asks (void)
{
  g_test_summary ("Every ask is answered or rejected with MAILBOX_FULL, as many as were dropped.");
  for (DomoOverflowPolicy policy = DOMO_OVERFLOW_POLICY_DROP_OLDEST;
       policy <= DOMO_OVERFLOW_POLICY_REJECT; policy++)
    {
      g_autoptr (DomoDefinition) definition = new_definition (NULL);
      DomoCounters counters;
      Crowd crowd;

      domo_definition_set_bounded_mailbox (definition, CAPACITY, policy);
      crowd_set_up (&crowd, definition, NULL);
      crowd_run (&crowd, ask_many);
      domo_proxy_get_counters (crowd.actor, &counters);
      g_assert_cmpuint (counters.dropped + counters.rejected, ==,
                        (guint) g_atomic_int_get (&crowd.n_full));
      crowd_tear_down (&crowd);
    }
}

#define N_READY 2000

static gpointer
tell_when_ready (gpointer data)
{
  Crowd *self = data;

  for (guint i = 0; i < N_READY; i++)
    {
      g_autoptr (GError) error = NULL;

      domo_await (domo_proxy_ready (self->actor), &error);
      g_assert_no_error (error);
      test_subject_note (self->actor, "x");
    }
  crowd_done (self);
  return NULL;
}

static void
test_producers_that_wait_never_see_a_drop (void)
{
  g_test_summary ("With a capacity below their number, too.");
  for (guint capacity = 1; capacity <= CAPACITY; capacity *= 4)
    {
      g_autoptr (Journal) journal = journal_new ();
      g_autoptr (DomoDefinition) definition = new_definition (journal);
      Crowd crowd;

      domo_definition_set_bounded_mailbox (definition, capacity, DOMO_OVERFLOW_POLICY_REJECT);
      crowd_set_up (&crowd, definition, journal);
      crowd_run (&crowd, tell_when_ready);
      g_assert_cmpuint (journal_get_length (journal), ==, N_THREADS * N_READY);
      assert_counters (crowd.actor, N_THREADS * N_READY, 0, 0, 0);
      crowd_tear_down (&crowd);
    }
}

static gpointer
tell_until_stopped (gpointer data)
{
  Crowd *self = data;
  guint n = 0;

  while (!domo_proxy_is_stopped (self->actor))
    {
      test_subject_note (self->actor, "x");
      if (++n == 500)
        domo_proxy_stop (self->actor);
    }
  g_atomic_int_add (&self->n_full, (int) n);
  crowd_done (self);
  return NULL;
}

static void
assert_stop_under_fire (DomoDefinition *definition, Journal *journal)
{
  DomoCounters counters;
  Crowd crowd;

  crowd_set_up (&crowd, definition, journal);
  crowd_run (&crowd, tell_until_stopped);
  domo_proxy_get_counters (crowd.actor, &counters);
  g_assert_cmpuint (counters.accepted, ==, (guint) g_atomic_int_get (&crowd.n_full));
  g_assert_cmpuint (counters.handled, ==, journal_get_length (journal));
  g_assert_cmpuint (counters.queued, ==, 0);
  assert_accounts (crowd.stage, crowd.actor);
  crowd_tear_down (&crowd);
}

static void
test_no_message_is_lost_when_an_actor_stops_under_fire (void)
{
  g_test_summary ("What all threads have sent is what was accepted, and handled or a dead letter.");
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (Journal) journal = journal_new ();
      g_autoptr (DomoDefinition) definition = new_definition (journal);

      if (round % 3 == 0)
        domo_definition_set_bounded_mailbox (definition, CAPACITY,
                                             DOMO_OVERFLOW_POLICY_DROP_OLDEST);
      else if (round % 3 == 1)
        domo_definition_set_priority_mailbox (definition);
      assert_stop_under_fire (definition, journal);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  log_records_start ();

#define ADD(name, func) g_test_add_func ("/core/mailbox-threads/" name, test_##func)
  ADD ("drop-oldest", drop_oldest);
  ADD ("drop-newest", drop_newest);
  ADD ("reject", reject);
  ADD ("the-usual-mailbox", the_usual_mailbox);
  ADD ("priority", priority);
  ADD ("asks", asks);
  ADD ("producers-that-wait-never-see-a-drop", producers_that_wait_never_see_a_drop);
  ADD ("no-message-is-lost-when-an-actor-stops-under-fire",
       no_message_is_lost_when_an_actor_stops_under_fire);
#undef ADD

  return g_test_run ();
}
