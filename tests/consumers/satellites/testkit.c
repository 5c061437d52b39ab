/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Tests of a program that is not Domo's: an actor that counts, tested with the installed testkit.
 */

#include <domo-testkit.h>

#define DEMO_TYPE_TALLY (demo_tally_get_type ())
G_DECLARE_INTERFACE (DemoTally, demo_tally, DEMO, TALLY, DomoProtocol)

struct _DemoTallyInterface
{
  GTypeInterface parent_iface;

  void (*count) (DemoTally *self);
  DomoFuture *(*total) (DemoTally *self);
};

G_DEFINE_INTERFACE (DemoTally, demo_tally, DOMO_TYPE_PROTOCOL)

static void
demo_tally_default_init (DemoTallyInterface *iface)
{
  domo_protocol_add_tell (iface, "count", G_STRUCT_OFFSET (DemoTallyInterface, count), 0);
  domo_protocol_add_ask (iface, "total", G_STRUCT_OFFSET (DemoTallyInterface, total), G_TYPE_INT64,
                         0);
}

#define TALLY_TYPE_ACTOR (tally_actor_get_type ())
G_DECLARE_FINAL_TYPE (TallyActor, tally_actor, TALLY, ACTOR, DomoActor)

struct _TallyActor
{
  DomoActor parent_instance;

  gint64 total;
};

static void tally_actor_tally_init (DemoTallyInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TallyActor,
                               tally_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_TALLY, tally_actor_tally_init))

static void
tally_actor_count (DemoTally *tally)
{
  TALLY_ACTOR (tally)->total++;
}

static DomoFuture *
tally_actor_total (DemoTally *tally)
{
  return domo_future_new_int64 (TALLY_ACTOR (tally)->total);
}

static void
tally_actor_tally_init (DemoTallyInterface *iface)
{
  iface->count = tally_actor_count;
  iface->total = tally_actor_total;
}

static void
tally_actor_class_init (TallyActorClass *klass)
{
}

static void
tally_actor_init (TallyActor *self)
{
}

static void
test_counts (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DemoTally) tally = domo_stage_actor_for (fixture->stage, TALLY_TYPE_ACTOR, NULL);
  g_autoptr (DomoFuture) total = NULL;

  for (int i = 0; i < 3; i++)
    DEMO_TALLY_GET_IFACE (tally)->count (tally);
  total = DEMO_TALLY_GET_IFACE (tally)->total (tally);
  domo_test_fixture_run (fixture);
  g_assert_cmpint (domo_future_get_int64 (total, NULL), ==, 3);
}

static void
test_time_passes (DomoTestFixture *fixture, gconstpointer data)
{
  domo_test_fixture_advance (fixture, G_USEC_PER_SEC);
  g_assert_cmpint (domo_clock_get_time (DOMO_CLOCK (fixture->clock)), ==, G_USEC_PER_SEC);
}

static void
test_dead_letters_are_seen (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DemoTally) tally = domo_stage_actor_for (fixture->stage, TALLY_TYPE_ACTOR, NULL);

  domo_dead_letters_recorder_expect (fixture->dead_letters, DOMO_DEAD_LETTER_REASON_STOPPED,
                                     "count()", 1);
  domo_proxy_stop (tally);
  domo_test_fixture_run (fixture);
  DEMO_TALLY_GET_IFACE (tally)->count (tally);
}

static gboolean
has_total (gpointer total, GError **error)
{
  return domo_future_is_resolved (total);
}

static void
test_waits (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DemoTally) tally = domo_stage_actor_for (fixture->stage, TALLY_TYPE_ACTOR, NULL);
  g_autoptr (DomoFuture) total = DEMO_TALLY_GET_IFACE (tally)->total (tally);

  domo_await_assert (has_total, total, G_USEC_PER_SEC);
}

static void
test_probes (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) probe =
      domo_test_probe_new (fixture->stage, DEMO_TYPE_TALLY, G_TYPE_INVALID);
  DemoTally *tally = domo_test_probe_get_proxy (probe);
  g_autoptr (DomoFuture) total = NULL;

  domo_test_probe_reply (probe, "total", G_GINT64_CONSTANT (7));
  DEMO_TALLY_GET_IFACE (tally)->count (tally);
  total = DEMO_TALLY_GET_IFACE (tally)->total (tally);
  domo_test_probe_expect_message (probe, 0, "count");
  domo_test_probe_expect_message (probe, 0, "total");
  domo_test_probe_expect_no_message (probe, G_USEC_PER_SEC);
  g_assert_cmpint (domo_future_get_int64 (total, NULL), ==, 7);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  domo_test_add_seeded ("/testkit/counts", test_counts);
  domo_test_add ("/testkit/time-passes", test_time_passes);
  domo_test_add ("/testkit/dead-letters-are-seen", test_dead_letters_are_seen);
  domo_test_add ("/testkit/waits", test_waits);
  domo_test_add ("/testkit/probes", test_probes);
  return g_test_run ();
}
