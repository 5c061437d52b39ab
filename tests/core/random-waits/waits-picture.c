/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "waits-picture.h"

void
picture_clear (Picture *self)
{
  for (int i = 0; i < self->n_actors; i++)
    g_object_unref (self->actors[i].proxy);
  for (int i = 0; i < self->n_futures; i++)
    domo_future_unref (self->futures[i].future);
  self->n_actors = self->n_futures = 0;
}

int
picture_add_future (Picture *self, PictureKind kind, int actor)
{
  g_assert_cmpint (self->n_futures, <, PICTURE_MAX_FUTURES);
  self->futures[self->n_futures] = (PictureFuture){ .kind = kind, .actor = actor, .waits_for = -1 };
  return self->n_futures++;
}

int
picture_add_actor (Picture *self, int parent)
{
  g_assert_cmpint (self->n_actors, <, PICTURE_MAX_ACTORS);
  self->actors[self->n_actors] = (PictureActor){ .parent = parent, .busy = -1 };
  return self->n_actors++;
}

int
picture_find_actor (Picture *self, gpointer proxy)
{
  int id = 0;

  while (self->actors[id].proxy != proxy)
    id++;
  return id;
}

gboolean
picture_is_pending (Picture *self, int future)
{
  return domo_future_is_pending (self->futures[future].future);
}

void
picture_begin_wait (Picture *self, int actor, int future)
{
  PictureActor *waiter = &self->actors[actor];

  g_assert_cmpint (waiter->n_waits, <, PICTURE_MAX_WAITS);
  waiter->waits[waiter->n_waits++] = future;
}

void
picture_end_wait (Picture *self, int actor, int future)
{
  PictureActor *waiter = &self->actors[actor];
  int i = 0;

  while (waiter->waits[i] != future)
    i++;
  waiter->waits[i] = waiter->waits[--waiter->n_waits];
}

/* Marking. @can: a mark says what can come about; else, what cannot. The rules are the same, but
 * for what needs one and what needs all. */

static gboolean
is_alive (const PictureActor *actor)
{
  return !domo_proxy_is_stopped (actor->proxy);
}

/* Whether @future cannot settle, as far as the marks say. */
static gboolean
is_future_stuck (Picture *self, const PictureFuture *future)
{
  const PictureActor *actor = future->actor >= 0 ? &self->actors[future->actor] : NULL;
  gboolean one = FALSE, all = TRUE;

  for (int i = 0; i < future->n_inputs; i++)
    {
      /* An input that has settled without deciding about the rest does not help any more. */
      if (!picture_is_pending (self, future->inputs[i]))
        continue;
      one = one || self->futures[future->inputs[i]].mark;
      all = all && self->futures[future->inputs[i]].mark;
    }
  switch (future->kind)
    {
    case PICTURE_ASK:
    case PICTURE_ASK_CONCURRENT:
    case PICTURE_DERIVED:
      if (!future->in_hand)
        return future->kind == PICTURE_DERIVED ? one : actor->mark;
      /* What ends the waits of its actor ends the one that it waits for. */
      if (actor->n_orders > 0 && !(future->follows && future->kind != PICTURE_ASK))
        return FALSE;
      return future->waits_for >= 0 && self->futures[future->waits_for].mark;
    case PICTURE_END:
      return actor->life_mark;
    case PICTURE_START:
    case PICTURE_ROOM:
      return actor->mark;
    case PICTURE_ALL:
      return one;
    case PICTURE_ANY:
      return all;
    case PICTURE_PROMISE:
    default:
      return FALSE;
    }
}

static gboolean
is_any_wait_stuck (Picture *self, const PictureActor *actor)
{
  gboolean stuck = actor->busy >= 0 && self->futures[actor->busy].mark;

  for (int i = 0; i < actor->n_waits; i++)
    stuck = stuck || self->futures[actor->waits[i]].mark;
  return stuck;
}

static gboolean
is_any_child_stuck (Picture *self, int parent)
{
  gboolean stuck = FALSE;

  for (int i = 0; i < self->n_actors; i++)
    stuck = stuck || (self->actors[i].parent == parent && is_alive (&self->actors[i]) &&
                      self->actors[i].life_mark);
  return stuck;
}

static gboolean
mark_actor (Picture *self, int id)
{
  PictureActor *actor = &self->actors[id];
  const PictureActor before = *actor;
  gboolean stuck, life_stuck;

  if (!is_alive (actor) || actor->n_orders > 0)
    return FALSE;
  stuck = is_any_wait_stuck (self, actor) ||
          (actor->open_failure && !actor->is_to_stop && self->actors[PICTURE_SUPERVISOR].mark);
  life_stuck = stuck || (actor->awaits_children && is_any_child_stuck (self, id));
  actor->mark = actor->mark || stuck || (actor->is_restarting && life_stuck);
  actor->life_mark = actor->life_mark || life_stuck;
  return actor->mark != before.mark || actor->life_mark != before.life_mark;
}

/* Marks until nothing changes. */
static void
spread (Picture *self)
{
  gboolean changed = TRUE;

  while (changed)
    {
      changed = FALSE;
      for (int i = 0; i < self->n_futures; i++)
        {
          PictureFuture *future = &self->futures[i];

          if (future->mark || !picture_is_pending (self, i) || !is_future_stuck (self, future))
            continue;
          future->mark = changed = TRUE;
        }
      for (int i = 0; i < self->n_actors; i++)
        changed = mark_actor (self, i) || changed;
    }
}

static void
unmark (Picture *self)
{
  for (int i = 0; i < self->n_futures; i++)
    self->futures[i].mark = FALSE;
  for (int i = 0; i < self->n_actors; i++)
    self->actors[i].mark = self->actors[i].life_mark = FALSE;
}

gboolean
picture_is_circle (Picture *self, int actor, int future, int done_for)
{
  unmark (self);
  if (self->actors[actor].n_orders > 0)
    return FALSE;
  self->actors[actor].mark = self->actors[actor].life_mark = TRUE;
  if (done_for >= 0 && picture_is_pending (self, done_for))
    self->futures[done_for].mark = TRUE;
  spread (self);
  return self->futures[future].mark;
}

/* The other way round: all is dead but for what can still come about. */

static gboolean
revive_actor (Picture *self, int id)
{
  PictureActor *actor = &self->actors[id];
  const PictureActor before = *actor;
  const gboolean waits =
      is_any_wait_stuck (self, actor) || (actor->awaits_children && is_any_child_stuck (self, id));

  if (actor->mark)
    actor->mark = is_any_wait_stuck (self, actor) ||
                  (actor->open_failure && self->actors[PICTURE_SUPERVISOR].mark) ||
                  (actor->is_restarting && waits);
  if (actor->life_mark)
    actor->life_mark = waits || !(actor->is_to_stop || actor->is_stopping);
  return actor->mark != before.mark || actor->life_mark != before.life_mark;
}

void
picture_mark_dead (Picture *self)
{
  gboolean changed = TRUE;

  for (int i = 0; i < self->n_futures; i++)
    self->futures[i].mark = picture_is_pending (self, i);
  for (int i = 0; i < self->n_actors; i++)
    self->actors[i].mark = self->actors[i].life_mark = is_alive (&self->actors[i]);
  while (changed)
    {
      changed = FALSE;
      for (int i = 0; i < self->n_futures; i++)
        {
          PictureFuture *future = &self->futures[i];

          if (!future->mark || is_future_stuck (self, future))
            continue;
          future->mark = FALSE;
          changed = TRUE;
        }
      for (int i = 0; i < self->n_actors; i++)
        changed = revive_actor (self, i) || changed;
    }
}
