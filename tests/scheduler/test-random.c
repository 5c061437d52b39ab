/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "scene.h"

/* Random sequences of schedule, cancel and advance, against a model that knows nothing but a list.
 */

#define N_ROUNDS     200
#define N_STEPS      100
#define MAX_ITEMS    N_STEPS
#define MAX_DELAY    40
#define MAX_INTERVAL 15

/* What the model knows of one. */
typedef struct
{
  DomoScheduled *scheduled;
  guint id;
  gboolean repeats;
  DomoRepeatMode mode;
  gint64 interval;
  gboolean active;
  gint64 next;  /* when it is due; -1: not */
  guint order;  /* among those that are due at the same time */
  gboolean due; /* waits to be run */
  guint64 n_runs;
  guint64 n_missed;
} Item;

typedef struct
{
  Scene *scene;
  Item items[MAX_ITEMS];
  guint n_items;
  guint last_order;
  gint64 now;
  GString *expected;
  GString *found;
  guint n_freed;
} Model;

typedef struct
{
  Model *model;
  guint id;
} Run;

static void
run_cb (DomoScheduled *scheduled, gpointer data)
{
  Run *run = data;

  g_string_append_printf (run->model->found, "%u@%d ", run->id,
                          (int) scene_now (run->model->scene));
}

static void
run_free (gpointer data)
{
  ((Run *) data)->model->n_freed++;
  g_free (data);
}

static void
schedule (Model *self)
{
  Item *item = &self->items[self->n_items];
  Run *run = g_new (Run, 1);
  gint64 delay = g_test_rand_int_range (-3, MAX_DELAY);

  *run = (Run){ self, self->n_items };
  *item = (Item){
    .id = self->n_items++,
    .repeats = g_test_rand_bit (),
    .mode = g_test_rand_bit () ? DOMO_REPEAT_FIXED_RATE : DOMO_REPEAT_FIXED_DELAY,
    .interval = g_test_rand_int_range (1, MAX_INTERVAL),
    .active = TRUE,
    .next = self->now + MAX (delay, 0),
    .order = ++self->last_order,
  };
  item->scheduled =
      item->repeats ? domo_scheduler_schedule_repeat (self->scene->scheduler, item->mode, delay,
                                                      item->interval, run_cb, run, run_free, NULL)
                    : domo_scheduler_schedule_once (self->scene->scheduler, delay, run_cb, run,
                                                    run_free, NULL);
}

static void
cancel (Model *self)
{
  Item *item;

  if (self->n_items == 0)
    return;
  item = &self->items[g_test_rand_int_range (0, (gint32) self->n_items)];
  g_assert_cmpint (domo_scheduled_cancel (item->scheduled), ==, item->active);
  item->active = FALSE;
  item->due = FALSE;
  item->next = -1;
}

/* The first that is due at that time or before, or NULL. */
static Item *
find_first (Model *self, gint64 until)
{
  Item *first = NULL;

  for (guint i = 0; i < self->n_items; i++)
    {
      Item *item = &self->items[i];

      if (item->next >= 0 && item->next <= until &&
          (first == NULL || item->next < first->next ||
           (item->next == first->next && item->order < first->order)))
        first = item;
    }
  return first;
}

static void
come_due (Model *self, Item *item, GQueue *queue)
{
  if (item->due)
    item->n_missed++;
  else
    g_queue_push_tail (queue, item);
  item->due = TRUE;
  item->next = -1;
  if (item->repeats && item->mode == DOMO_REPEAT_FIXED_RATE)
    {
      item->next = self->now + item->interval;
      item->order = ++self->last_order;
    }
}

static void
run_due (Model *self, GQueue *queue)
{
  Item *item;

  while ((item = g_queue_pop_head (queue)) != NULL)
    {
      if (!item->due)
        continue;
      item->due = FALSE;
      item->n_runs++;
      g_string_append_printf (self->expected, "%u@%d ", item->id, (int) self->now);
      if (!item->repeats)
        item->active = FALSE;
      else if (item->mode == DOMO_REPEAT_FIXED_DELAY)
        {
          item->next = self->now + item->interval;
          item->order = ++self->last_order;
        }
    }
}

/* Moves time on, with the main loop running only at the end or at each time that something is due.
 */
static void
advance (Model *self, GQueue *queue, gboolean runs)
{
  gint64 us = g_test_rand_int_range (0, MAX_DELAY);
  const gint64 until = self->now + us;
  Item *item;

  while ((item = find_first (self, until)) != NULL)
    {
      self->now = MAX (self->now, item->next);
      come_due (self, item, queue);
      if (runs && find_first (self, self->now) == NULL)
        run_due (self, queue);
    }
  self->now = until;
  if (runs)
    scene_advance (self->scene, us);
  else
    scene_pass (self->scene, us);
}

static void
settle (Model *self, GQueue *queue)
{
  run_due (self, queue);
  scene_run (self->scene);
}

static void
compare (Model *self)
{
  guint n_ended = 0, n_pending = 0;

  g_assert_cmpstr (self->found->str, ==, self->expected->str);
  for (guint i = 0; i < self->n_items; i++)
    {
      Item *item = &self->items[i];

      n_ended += !item->active;
      n_pending += item->next >= 0;
      g_assert_cmpint (domo_scheduled_is_active (item->scheduled), ==, item->active);
      g_assert_cmpint (domo_scheduled_get_next_time (item->scheduled), ==, item->next);
      g_assert_cmpuint (domo_scheduled_get_n_runs (item->scheduled), ==, item->n_runs);
      g_assert_cmpuint (domo_scheduled_get_n_missed (item->scheduled), ==, item->n_missed);
    }
  g_assert_cmpuint (self->n_freed, ==, n_ended);
  g_assert_cmpuint (domo_scheduler_get_n_pending (self->scene->scheduler), ==, n_pending);
}

static void
play (Scene *scene)
{
  Model *self = g_new0 (Model, 1);
  GQueue queue = G_QUEUE_INIT;

  self->scene = scene;
  self->now = scene_now (scene);
  self->expected = g_string_new (NULL);
  self->found = g_string_new (NULL);
  for (guint i = 0; i < N_STEPS; i++)
    {
      switch (g_test_rand_int_range (0, 10))
        {
        case 0:
        case 1:
        case 2:
          schedule (self);
          break;
        case 3:
        case 4:
          cancel (self);
          break;
        case 5:
        case 6:
          advance (self, &queue, FALSE);
          break;
        case 7:
        case 8:
          /* What is due is run first. */
          settle (self, &queue);
          advance (self, &queue, TRUE);
          break;
        default:
          settle (self, &queue);
        }
      compare (self);
    }
  settle (self, &queue);
  for (guint i = 0; i < self->n_items; i++)
    {
      domo_scheduled_cancel (self->items[i].scheduled);
      domo_scheduled_unref (self->items[i].scheduled);
    }
  g_assert_cmpuint (self->n_freed, ==, self->n_items);
  g_string_free (self->expected, TRUE);
  g_string_free (self->found, TRUE);
  g_free (self);
}

static void
test_against_a_model (Scene *scene, gconstpointer data)
{
  g_test_summary ("Random steps; the seed is GLib's, which its harness prints.");
  for (guint i = 0; i < N_ROUNDS; i++)
    play (scene);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  scene_add_test ("/scheduler/random/does-as-a-naive-model-does", test_against_a_model);
  return g_test_run ();
}
