/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "process-memory.h"
#include "witness.h"

#include <stdatomic.h>
#include <string.h>

/* Looking at a stage while it closes in another thread: what is shown is a tree at every moment,
 * and in the end nothing. */

#define N_ROUNDS         40
#define N_ROUNDS_WATCHED 10
#define N_LOOKERS        2
#define N_TREES          24
#define DEPTH            3

typedef struct
{
  DomoStage *stage;
  atomic_int n_looking; /* those who have begun */
} Scene;

/* Each actor but the first has its parent, which comes before it, and nobody is shown twice. */
static void
check_tree (GPtrArray *actors)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < actors->len; i++)
    {
      DomoActorSnapshot *actor = g_ptr_array_index (actors, i);
      DomoActorSnapshot *parent = domo_actor_snapshot_get_parent (actor);

      g_assert_true (g_hash_table_add (seen, domo_actor_snapshot_get_proxy (actor)));
      g_assert_cmpint (domo_actor_snapshot_get_state (actor), !=, DOMO_ACTOR_STATE_STOPPED);
      if (i == 0)
        g_assert_null (parent);
      else
        {
          g_assert_true (g_hash_table_contains (seen, domo_actor_snapshot_get_proxy (parent)));
          g_assert_cmpuint (domo_actor_snapshot_get_depth (actor), ==,
                            domo_actor_snapshot_get_depth (parent) + 1);
        }
    }
}

static void
check_dump (DomoStage *stage)
{
  g_autofree char *text = domo_stage_dump (stage, DOMO_DUMP_FORMAT_TEXT);
  g_autofree char *graph = domo_stage_dump (stage, DOMO_DUMP_FORMAT_DOT);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_nonnull (strstr (graph, "digraph"));
}

static gpointer
look_until_closed (gpointer data)
{
  Scene *scene = data;
  guint n_before = G_MAXUINT;

  atomic_fetch_add (&scene->n_looking, 1);
  while (n_before > 0)
    {
      g_autoptr (GPtrArray) actors = domo_stage_snapshot (scene->stage);
      DomoCounters counters;

      check_tree (actors);
      check_dump (scene->stage);
      domo_stage_get_counters (scene->stage, &counters);
      for (guint i = 0; i < actors->len; i++)
        domo_proxy_get_counters (domo_actor_snapshot_get_proxy (g_ptr_array_index (actors, i)),
                                 &counters);
      g_assert_true (!domo_stage_is_closed (scene->stage) ||
                     domo_stage_get_n_actors (scene->stage) == 0);
      n_before = actors->len;
    }
  return NULL;
}

static DomoFuture *
wait_for_ever (DomoActor *actor, gpointer promise)
{
  domo_await (domo_promise_get_future (promise), NULL);
  return domo_future_new_int64 (0);
}

/* Trees on both dispatchers, with mailboxes of all kinds, in which messages wait. */
static void
make_trees (DomoStage *stage, DomoDispatcher *dispatcher, DomoPromise *promise)
{
  for (guint i = 0; i < N_TREES; i++)
    {
      g_autoptr (DomoDefinition) definition =
          domo_definition_new (TEST_TYPE_ACTOR, "depth", DEPTH, NULL);
      g_autoptr (TestSubject) actor = NULL;

      if (i % 2 == 0)
        domo_definition_set_dispatcher (definition, dispatcher);
      if (i % 3 == 0)
        domo_definition_set_bounded_mailbox (definition, 4, DOMO_OVERFLOW_POLICY_DROP_OLDEST);
      else if (i % 3 == 1)
        domo_definition_set_priority_mailbox (definition);
      actor = domo_stage_actor_for_definition (stage, definition, NULL);
      for (guint k = 0; k < 8; k++)
        domo_future_unref (test_subject_ask (actor, k));
      if (promise != NULL && i % 5 == 0)
        domo_future_unref (test_subject_run (actor, wait_for_ever, promise));
      for (guint k = 0; k < 8; k++)
        domo_future_unref (test_subject_ask (actor, k));
    }
}

static void
run_round (gboolean forced)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (DomoDispatcher) dispatcher = domo_thread_dispatcher_new ("shown");
  g_autoptr (DomoPromise) promise = forced ? domo_promise_new () : NULL;
  g_autoptr (GError) error = NULL;
  Scene scene = { .stage = stage };
  GThread *lookers[N_LOOKERS];

  make_trees (stage, dispatcher, promise);
  for (guint i = 0; i < N_LOOKERS; i++)
    lookers[i] = g_thread_new ("looker", look_until_closed, &scene);
  while (atomic_load (&scene.n_looking) < N_LOOKERS)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (domo_stage_close (stage, forced ? 0 : -1, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < N_LOOKERS; i++)
    g_thread_join (lookers[i]);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (test_actor_count_instances (), ==, 0);
}

static void
run_rounds (gboolean forced)
{
  for (guint n = process_memory_is_watched () ? N_ROUNDS_WATCHED : N_ROUNDS; n > 0; n--)
    run_round (forced);
}

static void
test_orderly_close (void)
{
  run_rounds (FALSE);
}

static void
test_forced_close (void)
{
  g_test_summary ("With handlers that wait, and have to be told to end.");
  run_rounds (TRUE);
}

/* Dead letters are many. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0)
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);

  g_test_add_func ("/core/snapshot-close/orderly", test_orderly_close);
  g_test_add_func ("/core/snapshot-close/forced", test_forced_close);

  return g_test_run ();
}
