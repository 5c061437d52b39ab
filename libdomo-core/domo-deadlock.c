/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-deadlock-private.h"

#include "domo-error.h"
#include "domo-loop-private.h"
#include "domo-proxy-private.h"

/* Actors that wait for each other in a circle wait for ever. Each wait that is about to begin is
 * therefore followed to see whether it leads back to its own actor: from a future to the actor or
 * the futures that have to settle it, and from an actor to what keeps it from doing so. The wait
 * that would close a circle is refused by rejecting its future; so all the others end.
 *
 * Only circles are found, never long waits: a future whose settler nobody knows, or an actor that
 * nothing keeps, ends the search. What becomes a circle without a new wait, because a callback
 * answers with another future, say, is left to the await limit. So is a wait that an order to stop
 * at once or to restart will end.
 *
 * All waits of the process are entered under one mutex, so of two that close a circle at once the
 * second sees the first. Futures settle without it; a circle counts only when it is seen twice and
 * the futures of the first look are pending still. */

/* So many steps of one search; beyond them a wait counts as one that ends. */
#define MAX_STEPS 4000

/* So many actors of a circle are named. */
#define N_NAMED 8

static DomoLock waits_lock;

typedef struct
{
  /* The wait that is about to begin: of the goal, for the start. */
  DomoBlock *block;
  DomoProxy *goal;
  DomoFuture *start;
  /* Futures and actors: those that this pass has come to, and those that lead back. */
  GHashTable *seen;
  GHashTable *leading;
  guint n_left;
  /* Dropped when no lock is held any more. */
  GPtrArray *actors;
  GPtrArray *futures;
  GPtrArray *combinations;
  gboolean found;
  /* The circle but for the goal, back to front. */
  GPtrArray *circle;
  GPtrArray *relied_on;
} Search;

static void
search_init (Search *self, DomoBlock *block)
{
  self->block = block;
  self->goal = block->proxy;
  self->start = block->future;
  self->seen = g_hash_table_new (NULL, NULL);
  self->leading = g_hash_table_new (NULL, NULL);
  self->n_left = MAX_STEPS;
  self->found = FALSE;
  self->actors = g_ptr_array_new_with_free_func (g_object_unref);
  self->futures = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_future_unref);
  self->combinations = g_ptr_array_new_with_free_func ((GDestroyNotify) domo_combination_unref);
  self->circle = g_ptr_array_new ();
  self->relied_on = g_ptr_array_new ();
}

static void
search_clear (Search *self)
{
  g_hash_table_unref (self->seen);
  g_hash_table_unref (self->leading);
  g_ptr_array_unref (self->actors);
  g_ptr_array_unref (self->futures);
  g_ptr_array_unref (self->combinations);
  g_ptr_array_unref (self->circle);
  g_ptr_array_unref (self->relied_on);
}

static gboolean actor_leads_back (Search *self, DomoProxy *actor, gboolean life);

static gboolean future_leads_back (Search *self, DomoFuture *future);

static gboolean
combination_leads_back (Search *self, DomoCombination *combination)
{
  gboolean one_is_enough;
  GPtrArray *inputs = domo_combination_list_inputs (combination, &one_is_enough);
  gboolean leads_back = !one_is_enough && inputs->len > 0;

  for (guint i = 0; i < inputs->len && leads_back != one_is_enough; i++)
    leads_back = future_leads_back (self, g_ptr_array_index (inputs, i));
  g_ptr_array_extend_and_steal (self->futures, inputs);
  return leads_back;
}

/* Whether @node is known to lead back. Else answers in @look whether this pass has yet to look. */
static gboolean
is_leading (Search *self, gpointer node, gboolean *look)
{
  if (g_hash_table_contains (self->leading, node))
    return TRUE;
  *look = self->n_left > 0 && g_hash_table_add (self->seen, node);
  return FALSE;
}

/* Whether what @actor has in hand for @future waits for the goal to go on. What else of the actor
 * waits does not matter: it may go on as soon as its own wait is over. */
static gboolean
hand_leads_back (Search *self, DomoProxy *actor, DomoFuture *future)
{
  DomoBlock *block = actor->blocks;

  while (block != NULL && block->owed != future)
    block = block->next;
  if (block == self->block)
    return TRUE;
  if (block == NULL || domo_proxy_has_orders (actor) || !future_leads_back (self, block->future))
    return FALSE;
  g_ptr_array_add (self->circle, actor);
  return TRUE;
}

/* Whether @future cannot settle before the goal goes on. */
static gboolean
future_leads_back (Search *self, DomoFuture *future)
{
  gpointer origin = NULL;
  gboolean leads_back = FALSE, look;

  if (is_leading (self, future, &look))
    return TRUE;
  if (!look)
    return FALSE;
  self->n_left--;
  switch (domo_future_get_origin (future, &origin))
    {
    case DOMO_ORIGIN_ANSWER:
      g_ptr_array_add (self->actors, origin);
      leads_back = actor_leads_back (self, origin, FALSE);
      break;
    case DOMO_ORIGIN_IN_HAND:
      g_ptr_array_add (self->actors, origin);
      leads_back = hand_leads_back (self, origin, future);
      break;
    case DOMO_ORIGIN_LIFE:
      g_ptr_array_add (self->actors, origin);
      leads_back = actor_leads_back (self, origin, TRUE);
      break;
    case DOMO_ORIGIN_FOLLOW:
      g_ptr_array_add (self->futures, origin);
      leads_back = future_leads_back (self, origin);
      break;
    case DOMO_ORIGIN_COMBINATION:
      g_ptr_array_add (self->combinations, origin);
      leads_back = combination_leads_back (self, origin);
      break;
    case DOMO_ORIGIN_UNKNOWN:
    default:
      break;
    }
  if (leads_back)
    {
      g_hash_table_add (self->leading, future);
      g_ptr_array_add (self->relied_on, future);
    }
  return leads_back;
}

/* Who has to act before @actor can go on, besides what it waits for: its supervisor when it has
 * failed, unless a stop is on its way, which does not wait for a directive; its children when it
 * restarts, or, where its life is at stake, when it stops. Each with a reference in the search. */
static GPtrArray *
list_masters (Search *self, DomoProxy *actor, gboolean life)
{
  GPtrArray *masters = g_ptr_array_new ();

  domo_lock_acquire (&actor->runtime->lock);
  if (actor->open_failure != 0 && !actor->is_passed_on && actor->supervisor != NULL &&
      !domo_proxy_is_to_stop (actor))
    g_ptr_array_add (masters, g_object_ref (actor->supervisor));
  if (actor->awaits_children && (life || actor->is_restarting))
    {
      for (DomoProxy *child = actor->first_child; child != NULL; child = child->next_sibling)
        g_ptr_array_add (masters, g_object_ref (child));
    }
  domo_lock_release (&actor->runtime->lock);
  for (guint i = 0; i < masters->len; i++)
    g_ptr_array_add (self->actors, g_ptr_array_index (masters, i));
  return masters;
}

static gboolean
any_master_leads_back (Search *self, DomoProxy *actor, gboolean life)
{
  g_autoptr (GPtrArray) masters = list_masters (self, actor, life);
  gboolean leads_back = FALSE;

  for (guint i = 0; i < masters->len && !leads_back; i++)
    {
      DomoProxy *master = g_ptr_array_index (masters, i);

      /* A child has to end; a supervisor has to handle the report. */
      leads_back = actor_leads_back (self, master, master->parent == actor);
    }
  return leads_back;
}

/* Whether @actor cannot handle its next message before the goal goes on; @life: whether it cannot
 * go on in its life. */
static gboolean
actor_leads_back (Search *self, DomoProxy *actor, gboolean life)
{
  /* Two questions about one actor. */
  gpointer node = (char *) actor + life;
  gboolean leads_back = FALSE, look;

  if (actor == self->goal || is_leading (self, node, &look))
    return TRUE;
  /* What is on its way ends its waits. */
  if (!look || domo_proxy_has_orders (actor))
    return FALSE;
  for (DomoBlock *block = actor->blocks; block != NULL && !leads_back; block = block->next)
    leads_back = future_leads_back (self, block->future);
  if (!leads_back)
    leads_back = any_master_leads_back (self, actor, life);
  if (leads_back)
    {
      g_hash_table_add (self->leading, node);
      g_ptr_array_add (self->circle, actor);
    }
  return leads_back;
}

/* Passes over all that can be reached, until one finds nothing new that leads back: what is reached
 * twice may turn out to lead back only the second time. */
static gboolean
look_around (Search *self)
{
  gboolean leads_back;
  guint n;

  self->n_left = MAX_STEPS;
  g_hash_table_remove_all (self->leading);
  g_ptr_array_set_size (self->circle, 0);
  do
    {
      n = g_hash_table_size (self->leading);
      g_hash_table_remove_all (self->seen);
      leads_back = future_leads_back (self, self->start);
    }
  while (!leads_back && g_hash_table_size (self->leading) > n);
  return leads_back;
}

static void
run_search (gpointer data)
{
  Search *self = data;
  g_autoptr (GPtrArray) first_look = NULL;

  if (!look_around (self))
    return;
  first_look = g_steal_pointer (&self->relied_on);
  self->relied_on = g_ptr_array_new ();
  self->found = look_around (self);
  for (guint i = 0; i < first_look->len && self->found; i++)
    self->found = domo_future_state (g_ptr_array_index (first_look, i)) == DOMO_FUTURE_PENDING;
}

/* Whether it is plain that a wait of @proxy for @future ends, as most do. */
static gboolean
is_plain (DomoProxy *proxy, DomoFuture *future)
{
  gpointer origin = NULL;
  DomoOriginKind kind = domo_future_get_origin (future, &origin);
  gboolean plain = kind == DOMO_ORIGIN_UNKNOWN;

  if (kind == DOMO_ORIGIN_ANSWER && origin != (gpointer) proxy)
    {
      DomoProxy *actor = origin;

      domo_lock_acquire (&actor->runtime->lock);
      plain = actor->blocks == NULL && actor->open_failure == 0 && !actor->awaits_children;
      domo_lock_release (&actor->runtime->lock);
    }
  /* Never the last reference: the actor has yet to answer. */
  domo_origin_unref (kind, origin);
  return plain;
}

static void
append_name (GString *text, DomoProxy *actor)
{
  g_autofree char *address = domo_address_to_string (&actor->address);

  g_string_append_printf (text, "%s %s", g_type_name (domo_proxy_get_actor_type (actor)), address);
}

static GError *
new_error (const Search *search)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const guint n = search->circle->len;

  append_name (text, search->goal);
  g_string_append (text, " would wait for ever: for ");
  for (guint i = 0; i < MIN (n, N_NAMED); i++)
    {
      append_name (text, g_ptr_array_index (search->circle, n - 1 - i));
      g_string_append (text, ", which waits for ");
    }
  if (n > N_NAMED)
    g_string_append_printf (text, "%u more, and so for ", n - N_NAMED);
  g_string_append (text, n > 0 ? "the first" : "itself");
  return g_error_new_literal (DOMO_ERROR, DOMO_ERROR_DEADLOCK, text->str);
}

/* Enters a wait of @proxy for @future, both of which outlive it; in the actor's turn. When it is
 * over, @owed can be settled. If the wait would close a circle, @future is rejected. */
void
domo_deadlock_begin (DomoBlock *self, DomoProxy *proxy, DomoFuture *future, DomoFuture *owed)
{
  GError *error = NULL;
  Search search;
  gboolean searched;

  self->proxy = proxy;
  self->future = future;
  self->owed = owed;
  domo_lock_acquire (&waits_lock);
  self->next = proxy->blocks;
  proxy->blocks = self;
  searched = !is_plain (proxy, future) && !domo_proxy_has_orders (proxy);
  if (searched)
    {
      search_init (&search, self);
      /* A circle of many actors needs more stack than a handler has. */
      domo_loop_call_native (run_search, &search);
      if (search.found)
        error = new_error (&search);
    }
  domo_lock_release (&waits_lock);
  if (searched)
    search_clear (&search);
  if (error != NULL)
    domo_future_reject_take (future, error);
}

/* The wait is over. */
void
domo_deadlock_end (DomoBlock *self)
{
  DomoBlock **place = &self->proxy->blocks;

  domo_lock_acquire (&waits_lock);
  while (*place != self)
    place = &(*place)->next;
  *place = self->next;
  domo_lock_release (&waits_lock);
  self->future = NULL;
}
