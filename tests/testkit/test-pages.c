/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The code on the page about tests stands here, word for word. */

#include <domo-testkit.h>

/* A bell, and an actor that rings it in time. */

#define DEMO_TYPE_BELL (demo_bell_get_type ())
G_DECLARE_INTERFACE (DemoBell, demo_bell, DEMO, BELL, DomoProtocol)

struct _DemoBellInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*ring) (DemoBell *self, const char *text);
};

G_DEFINE_INTERFACE (DemoBell, demo_bell, DOMO_TYPE_PROTOCOL)

static void
demo_bell_default_init (DemoBellInterface *iface)
{
  domo_protocol_add_ask (iface, "ring", G_STRUCT_OFFSET (DemoBellInterface, ring), G_TYPE_BOOLEAN,
                         1, G_TYPE_STRING);
}

static DomoFuture *
demo_bell_ring (DemoBell *self, const char *text)
{
  return DEMO_BELL_GET_IFACE (self)->ring (self, text);
}

#define DEMO_TYPE_REMINDER (demo_reminder_get_type ())
G_DECLARE_INTERFACE (DemoReminder, demo_reminder, DEMO, REMINDER, DomoProtocol)

struct _DemoReminderInterface
{
  GTypeInterface parent_iface;

  void (*remind) (DemoReminder *self, const char *text, gint64 us);
};

G_DEFINE_INTERFACE (DemoReminder, demo_reminder, DOMO_TYPE_PROTOCOL)

static void
demo_reminder_default_init (DemoReminderInterface *iface)
{
  domo_protocol_add_tell (iface, "remind", G_STRUCT_OFFSET (DemoReminderInterface, remind), 2,
                          G_TYPE_STRING, G_TYPE_INT64);
}

static void
demo_reminder_remind (DemoReminder *self, const char *text, gint64 us)
{
  DEMO_REMINDER_GET_IFACE (self)->remind (self, text, us);
}

#define REMINDER_TYPE_ACTOR (reminder_actor_get_type ())
G_DECLARE_FINAL_TYPE (ReminderActor, reminder_actor, REMINDER, ACTOR, DomoActor)

struct _ReminderActor
{
  DomoActor parent_instance;

  DemoBell *bell;
  gint64 n_heard;
};

static void
reminder_actor_remind (DemoReminder *reminder, const char *text, gint64 us)
{
  ReminderActor *self = REMINDER_ACTOR (reminder);
  g_autoptr (DomoPromise) never = domo_promise_new ();

  domo_await (domo_future_with_timeout (domo_promise_get_future (never), us), NULL);
  if (domo_await_boolean (demo_bell_ring (self->bell, text), NULL))
    self->n_heard++;
}

static DomoFuture *
reminder_actor_observe_state (DomoObservable *observable)
{
  DomoObservableState *state = domo_observable_state_new ();

  domo_observable_state_insert (state, "heard", "x", REMINDER_ACTOR (observable)->n_heard);
  return domo_future_new_observable_state (state);
}

static void
reminder_actor_reminder_init (DemoReminderInterface *iface)
{
  iface->remind = reminder_actor_remind;
}

static void
reminder_actor_observable_init (DomoObservableInterface *iface)
{
  iface->observe_state = reminder_actor_observe_state;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReminderActor,
                               reminder_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_REMINDER,
                                                      reminder_actor_reminder_init)
                                   G_IMPLEMENT_INTERFACE (DOMO_TYPE_OBSERVABLE,
                                                          reminder_actor_observable_init))

static void
reminder_actor_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  REMINDER_ACTOR (object)->bell = g_value_dup_object (value);
}

static void
reminder_actor_finalize (GObject *object)
{
  g_clear_object (&REMINDER_ACTOR (object)->bell);

  G_OBJECT_CLASS (reminder_actor_parent_class)->finalize (object);
}

static void
reminder_actor_class_init (ReminderActorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = reminder_actor_set_property;
  object_class->finalize = reminder_actor_finalize;
  g_object_class_install_property (object_class, 1,
                                   g_param_spec_object ("bell", NULL, NULL, DEMO_TYPE_BELL,
                                                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                                                            G_PARAM_STATIC_STRINGS));
}

static void
reminder_actor_init (ReminderActor *self)
{
}

/* The tests. */

static void
test_rings_in_time (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) bell =
      domo_test_probe_new (fixture->stage, DEMO_TYPE_BELL, G_TYPE_INVALID);
  g_autoptr (DemoReminder) reminder =
      domo_stage_actor_for (fixture->stage, REMINDER_TYPE_ACTOR, "bell",
                            domo_test_probe_get_proxy (bell), NULL);

  demo_reminder_remind (reminder, "tea", 20 * G_USEC_PER_SEC);
  domo_test_probe_expect_no_message (bell, 20 * G_USEC_PER_SEC - 1);
  domo_test_probe_expect_message (bell, 1, "ring", "tea");
  domo_test_probe_reply (bell, "ring", TRUE);
}

static void
test_counts_who_hears (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) bell =
      domo_test_probe_new (fixture->stage, DEMO_TYPE_BELL, G_TYPE_INVALID);
  g_autoptr (DemoReminder) reminder =
      domo_stage_actor_for (fixture->stage, REMINDER_TYPE_ACTOR, "bell",
                            domo_test_probe_get_proxy (bell), NULL);

  domo_test_probe_reply (bell, "ring", TRUE);
  domo_test_probe_reply (bell, "ring", FALSE);
  domo_test_probe_reject (bell, "ring",
                          g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "broken"));
  domo_test_probe_reply (bell, "ring", TRUE);
  for (int i = 0; i < 4; i++)
    demo_reminder_remind (reminder, "tea", G_USEC_PER_SEC);
  domo_await_state_value (reminder, "heard", g_variant_new_int64 (2), 5 * G_USEC_PER_SEC);
}

static gboolean
has_passed (gpointer timer, GError **error)
{
  if (g_atomic_int_get ((int *) timer))
    return TRUE;
  g_set_error_literal (error, DOMO_ERROR, DOMO_ERROR_FAILED, "the timer has not passed");
  return FALSE;
}

static void
set_passed (gpointer timer)
{
  g_atomic_int_set ((int *) timer, TRUE);
}

static void
test_a_timer_passes (DomoTestFixture *fixture, gconstpointer data)
{
  int timer = FALSE;

  domo_timer_unref (
      domo_clock_add_timer (DOMO_CLOCK (fixture->clock), 5000, set_passed, &timer, NULL));
  domo_await_assert (has_passed, &timer, G_USEC_PER_SEC);
}

static void
test_nobody_is_reminded_of_nothing (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DemoReminder) reminder =
      domo_stage_actor_for (fixture->stage, REMINDER_TYPE_ACTOR, NULL);

  domo_dead_letters_recorder_expect (fixture->dead_letters, DOMO_DEAD_LETTER_REASON_STOPPED,
                                     "remind(\"tea\", *)", 1);
  domo_proxy_stop (reminder);
  domo_test_fixture_run (fixture);
  demo_reminder_remind (reminder, "tea", 0);
}

static void
test_steps (DomoTestFixture *fixture, gconstpointer data)
{
  g_autoptr (DomoTestProbe) one =
      domo_test_probe_new (fixture->stage, DEMO_TYPE_BELL, G_TYPE_INVALID);
  g_autoptr (DomoTestProbe) two =
      domo_test_probe_new (fixture->stage, DEMO_TYPE_BELL, G_TYPE_INVALID);
  g_autoptr (DomoFuture) first = NULL, second = NULL;

  domo_test_probe_reply (one, "ring", TRUE);
  domo_test_probe_reply (two, "ring", FALSE);
  domo_test_fixture_run (fixture);
  first = demo_bell_ring (domo_test_probe_get_proxy (one), "first");
  second = demo_bell_ring (domo_test_probe_get_proxy (two), "second");
  domo_test_dispatcher_step_actor (fixture->dispatcher, domo_test_probe_get_proxy (two));
  g_assert_true (domo_future_is_pending (first));
  g_assert_true (domo_future_is_resolved (second));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  domo_test_add ("/reminder/rings-in-time", test_rings_in_time);
  domo_test_add ("/reminder/counts-who-hears", test_counts_who_hears);
  domo_test_add ("/reminder/a-timer-passes", test_a_timer_passes);
  domo_test_add ("/reminder/steps", test_steps);
  domo_test_add_seeded ("/reminder/nobody-is-reminded-of-nothing",
                        test_nobody_is_reminded_of_nothing);
  return g_test_run ();
}
