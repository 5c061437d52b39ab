/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A program that is not Domo's: a kettle that whistles when its water has boiled, made with the
 * installed scheduler. */

#include <domo-scheduler.h>

#define DEMO_TYPE_KETTLE (demo_kettle_get_type ())
G_DECLARE_INTERFACE (DemoKettle, demo_kettle, DEMO, KETTLE, DomoProtocol)

struct _DemoKettleInterface
{
  GTypeInterface parent_iface;

  void (*heat) (DemoKettle *self);
  DomoFuture *(*n_whistles) (DemoKettle *self);
};

G_DEFINE_INTERFACE (DemoKettle, demo_kettle, DOMO_TYPE_PROTOCOL)

static void
demo_kettle_default_init (DemoKettleInterface *iface)
{
  domo_protocol_add_tell (iface, "heat", G_STRUCT_OFFSET (DemoKettleInterface, heat), 0);
  domo_protocol_add_ask (iface, "n_whistles", G_STRUCT_OFFSET (DemoKettleInterface, n_whistles),
                         G_TYPE_INT64, 0);
}

#define KETTLE_TYPE_ACTOR (kettle_actor_get_type ())
G_DECLARE_FINAL_TYPE (KettleActor, kettle_actor, KETTLE, ACTOR, DomoActor)

struct _KettleActor
{
  DomoActor parent_instance;

  gint64 n_whistles;
};

static void kettle_actor_kettle_init (DemoKettleInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KettleActor,
                               kettle_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_KETTLE, kettle_actor_kettle_init))

static void
whistle (DomoScheduled *scheduled, gpointer data)
{
  KettleActor *self = KETTLE_ACTOR (data);

  g_assert_true (domo_actor_get_current () == DOMO_ACTOR (self));
  if (++self->n_whistles == 3)
    g_assert_true (domo_scheduled_cancel (scheduled));
}

static void
kettle_actor_heat (DemoKettle *kettle)
{
  DomoScheduler *scheduler = domo_scheduler_for_stage (domo_actor_get_stage (DOMO_ACTOR (kettle)));
  g_autoptr (GError) error = NULL;
  g_autoptr (DomoScheduled) scheduled =
      domo_scheduler_schedule_repeat (scheduler, DOMO_REPEAT_FIXED_RATE, domo_milliseconds (2),
                                      domo_milliseconds (1), whistle, kettle, NULL, &error);

  g_assert_no_error (error);
}

static DomoFuture *
kettle_actor_n_whistles (DemoKettle *kettle)
{
  return domo_future_new_int64 (KETTLE_ACTOR (kettle)->n_whistles);
}

static void
kettle_actor_kettle_init (DemoKettleInterface *iface)
{
  iface->heat = kettle_actor_heat;
  iface->n_whistles = kettle_actor_n_whistles;
}

static void
kettle_actor_class_init (KettleActorClass *klass)
{
}

static void
kettle_actor_init (KettleActor *self)
{
}

static void
close_stage (DomoStage *stage)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (domo_stage_close (stage, G_USEC_PER_SEC, &error));
  g_assert_no_error (error);
}

static void
test_an_actor_schedules (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DemoKettle) kettle = domo_stage_actor_for (stage, KETTLE_TYPE_ACTOR, NULL);
  gint64 n = 0;

  DEMO_KETTLE_GET_IFACE (kettle)->heat (kettle);
  while (n < 3)
    {
      g_autoptr (GError) error = NULL;

      n = domo_await_int64 (DEMO_KETTLE_GET_IFACE (kettle)->n_whistles (kettle), &error);
      g_assert_no_error (error);
    }
  close_stage (stage);
}

static void
test_a_message_by_name (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DemoKettle) kettle = domo_stage_actor_for (stage, KETTLE_TYPE_ACTOR, NULL);
  DomoScheduler *scheduler = domo_scheduler_for_stage (stage);
  g_autoptr (GError) error = NULL;
  g_autoptr (DomoScheduled) scheduled =
      domo_scheduler_send_once (scheduler, 0, kettle, &error, "heat");

  g_assert_no_error (error);
  while (domo_scheduled_get_n_runs (scheduled) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (domo_scheduler_send_once (scheduler, 0, kettle, &error, "cool"));
  g_assert_error (error, DOMO_ERROR, DOMO_ERROR_NOT_FOUND);
  close_stage (stage);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scheduler/an-actor-schedules", test_an_actor_schedules);
  g_test_add_func ("/scheduler/a-message-by-name", test_a_message_by_name);
  return g_test_run ();
}
