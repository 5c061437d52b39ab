/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "scene.h"

/* The code on the page about scheduling, at work: a cache that forgets, a lamp that blinks, and a
 * shop that closes. */

#define DEMO_TYPE_CACHE (demo_cache_get_type ())
G_DECLARE_INTERFACE (DemoCache, demo_cache, DEMO, CACHE, DomoProtocol)

struct _DemoCacheInterface
{
  GTypeInterface parent_iface;

  void (*put) (DemoCache *self, const char *key);
  void (*forget) (DemoCache *self, const char *key);
  DomoFuture *(*size) (DemoCache *self);
};

G_DEFINE_INTERFACE (DemoCache, demo_cache, DOMO_TYPE_PROTOCOL)

static void
demo_cache_default_init (DemoCacheInterface *iface)
{
  domo_protocol_add_tell (iface, "put", G_STRUCT_OFFSET (DemoCacheInterface, put), 1,
                          G_TYPE_STRING);
  domo_protocol_add_tell (iface, "forget", G_STRUCT_OFFSET (DemoCacheInterface, forget), 1,
                          G_TYPE_STRING);
  domo_protocol_add_ask (iface, "size", G_STRUCT_OFFSET (DemoCacheInterface, size), G_TYPE_INT64,
                         0);
}

#define CACHE_TYPE_ACTOR (cache_actor_get_type ())
G_DECLARE_FINAL_TYPE (CacheActor, cache_actor, CACHE, ACTOR, DomoActor)

struct _CacheActor
{
  DomoActor parent_instance;

  GHashTable *entries;
  guint n_sweeps;
};

static void cache_actor_cache_init (DemoCacheInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CacheActor,
                               cache_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (DEMO_TYPE_CACHE, cache_actor_cache_init))

static void
cache_actor_sweep (DomoScheduled *scheduled, gpointer data)
{
  CacheActor *self = CACHE_ACTOR (data);

  self->n_sweeps++;
  g_hash_table_remove_all (self->entries);
}

static void
cache_actor_before_start (DomoActor *actor)
{
  DomoScheduler *scheduler = domo_scheduler_for_stage (domo_actor_get_stage (actor));
  g_autoptr (GError) error = NULL;
  g_autoptr (DomoScheduled) scheduled =
      domo_scheduler_schedule_repeat (scheduler, DOMO_REPEAT_FIXED_DELAY, domo_seconds (60),
                                      domo_seconds (60), cache_actor_sweep, actor, NULL, &error);

  if (scheduled == NULL)
    domo_actor_fail (actor, g_steal_pointer (&error));
}

static void
cache_actor_put (DemoCache *cache, const char *key)
{
  CacheActor *self = CACHE_ACTOR (cache);
  DomoActor *actor = DOMO_ACTOR (cache);
  DomoScheduler *scheduler = domo_scheduler_for_stage (domo_actor_get_stage (actor));
  g_autoptr (GError) error = NULL;
  g_autoptr (DomoScheduled) scheduled = NULL;

  g_hash_table_add (self->entries, g_strdup (key));
  scheduled = domo_scheduler_send_once (scheduler, domo_seconds (5), domo_actor_get_self (actor),
                                        &error, "forget", key);
  if (scheduled == NULL)
    domo_actor_fail (actor, g_steal_pointer (&error));
}

static void
cache_actor_forget (DemoCache *cache, const char *key)
{
  g_hash_table_remove (CACHE_ACTOR (cache)->entries, key);
}

static DomoFuture *
cache_actor_size (DemoCache *cache)
{
  return domo_future_new_int64 (g_hash_table_size (CACHE_ACTOR (cache)->entries));
}

static void
cache_actor_cache_init (DemoCacheInterface *iface)
{
  iface->put = cache_actor_put;
  iface->forget = cache_actor_forget;
  iface->size = cache_actor_size;
}

static void
cache_actor_finalize (GObject *object)
{
  g_hash_table_unref (CACHE_ACTOR (object)->entries);

  G_OBJECT_CLASS (cache_actor_parent_class)->finalize (object);
}

static void
cache_actor_class_init (CacheActorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cache_actor_finalize;
  DOMO_ACTOR_CLASS (klass)->before_start = cache_actor_before_start;
}

static void
cache_actor_init (CacheActor *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static gint64
size_of (Scene *scene, DemoCache *cache)
{
  g_autoptr (DomoFuture) size = DEMO_CACHE_GET_IFACE (cache)->size (cache);

  scene_run (scene);
  return domo_future_get_int64 (size, NULL);
}

static void
test_forgets_after_a_while (Scene *scene, gconstpointer data)
{
  g_autoptr (DemoCache) cache = domo_stage_actor_for (scene->fixture.stage, CACHE_TYPE_ACTOR, NULL);

  DEMO_CACHE_GET_IFACE (cache)->put (cache, "a");
  scene_advance (scene, domo_seconds (3));
  DEMO_CACHE_GET_IFACE (cache)->put (cache, "b");
  g_assert_cmpint (size_of (scene, cache), ==, 2);
  scene_advance (scene, domo_seconds (2));
  g_assert_cmpint (size_of (scene, cache), ==, 1);
  scene_advance (scene, domo_seconds (3));
  g_assert_cmpint (size_of (scene, cache), ==, 0);
}

static void
test_sweeps (Scene *scene, gconstpointer data)
{
  DomoTestFixture *fixture = &scene->fixture;
  g_autoptr (DemoCache) cache = domo_stage_actor_for (fixture->stage, CACHE_TYPE_ACTOR, NULL);

  domo_test_fixture_advance (fixture, domo_seconds (58));
  DEMO_CACHE_GET_IFACE (cache)->put (cache, "a");
  g_assert_cmpint (size_of (scene, cache), ==, 1);
  domo_test_fixture_advance (fixture, domo_seconds (2));
  g_assert_cmpint (size_of (scene, cache), ==, 0);
}

/* Outside actors. */

typedef struct
{
  gboolean is_lit;
  guint n_blinks;
} Lamp;

static void
blink (DomoScheduled *scheduled, gpointer data)
{
  Lamp *lamp = data;

  lamp->is_lit = !lamp->is_lit;
  if (++lamp->n_blinks == 6)
    domo_scheduled_cancel (scheduled);
}

static DomoScheduled *
start_blinking (DomoStage *stage, Lamp *lamp, GCancellable *cancellable, GError **error)
{
  DomoScheduled *blinking =
      domo_scheduler_schedule_repeat (domo_scheduler_for_stage (stage), DOMO_REPEAT_FIXED_RATE, 0,
                                      domo_milliseconds (500), blink, lamp, NULL, error);

  if (blinking != NULL)
    domo_scheduled_set_cancellable (blinking, cancellable);
  return blinking;
}

static void
test_blinks (Scene *scene, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Lamp lamp = { 0 }, other = { 0 };
  g_autoptr (DomoScheduled) blinking =
      start_blinking (scene->fixture.stage, &lamp, cancellable, &error);
  g_autoptr (DomoScheduled) broken =
      start_blinking (scene->fixture.stage, &other, cancellable, &error);

  g_assert_no_error (error);
  scene_advance (scene, domo_seconds (1));
  g_assert_cmpuint (lamp.n_blinks, ==, 3);
  g_assert_true (lamp.is_lit);
  domo_scheduled_cancel (broken);
  scene_advance (scene, domo_seconds (10));
  g_assert_cmpuint (lamp.n_blinks, ==, 6);
  g_assert_cmpuint (other.n_blinks, ==, 3);
}

static DomoScheduled *
close_at_night (DomoStage *stage, DomoScheduledFunc func, gpointer data, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (
      domo_clock_get_real_time (domo_stage_get_clock (stage)) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (now, 1);
  g_autoptr (GDateTime) night =
      g_date_time_new_local (g_date_time_get_year (tomorrow), g_date_time_get_month (tomorrow),
                             g_date_time_get_day_of_month (tomorrow), 2, 0, 0);

  return domo_scheduler_schedule_at (domo_scheduler_for_stage (stage), night, func, data, NULL,
                                     error);
}

static void
note_hour (DomoScheduled *scheduled, gpointer data)
{
  Scene *scene = data;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (
      domo_clock_get_real_time (DOMO_CLOCK (scene->fixture.clock)) / G_USEC_PER_SEC);
  g_autofree char *hour = g_date_time_format (now, "%H:%M");

  journal_add (scene->journal, "%s", hour);
}

static void
test_closes_at_night (Scene *scene, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DomoScheduled) scheduled =
      close_at_night (scene->fixture.stage, note_hour, scene, &error);

  g_assert_no_error (error);
  scene_advance (scene, 2 * G_TIME_SPAN_DAY);
  assert_journal (scene->journal, "02:00");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* A night in which no clock is changed. */
  g_setenv ("TZ", "UTC-3", TRUE);
  scene_add_test ("/scheduler/page/a-cache-forgets", test_forgets_after_a_while);
  scene_add_test ("/scheduler/page/a-cache-sweeps", test_sweeps);
  scene_add_test ("/scheduler/page/a-lamp-blinks", test_blinks);
  scene_add_test ("/scheduler/page/a-shop-closes-at-night", test_closes_at_night);
  return g_test_run ();
}
