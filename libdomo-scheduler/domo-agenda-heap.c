/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-agenda-private.h"

/* A pairing heap of what is pending, linked through its members: to add is one comparison, and so
 * is to take back what has been added last, whatever else is pending. */

static gboolean
is_before (const DomoScheduled *a, const DomoScheduled *b)
{
  if (a->deadline != b->deadline)
    return a->deadline < b->deadline;
  return a->serial < b->serial;
}

/* Of two heaps makes one; both roots are alone. */
static DomoScheduled *
merge (DomoScheduled *a, DomoScheduled *b)
{
  if (is_before (b, a))
    {
      DomoScheduled *first = b;

      b = a;
      a = first;
    }
  b->previous = a;
  b->next = a->child;
  if (b->next != NULL)
    b->next->previous = b;
  a->child = b;
  return a;
}

/* Takes one that was alone out of a list. */
static DomoScheduled *
take_first (DomoScheduled **list)
{
  DomoScheduled *first = *list;

  if (first == NULL)
    return NULL;
  *list = first->next;
  first->next = NULL;
  first->previous = NULL;
  return first;
}

/* Makes one heap of children: each two, then all of those from the last to the first. */
static DomoScheduled *
merge_children (DomoScheduled *children)
{
  DomoScheduled *pairs = NULL, *merged = NULL, *pair;

  while ((pair = take_first (&children)) != NULL)
    {
      DomoScheduled *second = take_first (&children);

      if (second != NULL)
        pair = merge (pair, second);
      pair->next = pairs;
      pairs = pair;
    }
  while ((pair = take_first (&pairs)) != NULL)
    merged = merged != NULL ? merge (merged, pair) : pair;
  return merged;
}

/* Its deadline is set. */
void
domo_agenda_push_locked (DomoAgenda *self, DomoScheduled *scheduled)
{
  scheduled->serial = ++self->last_serial;
  scheduled->in_heap = TRUE;
  self->first = self->first != NULL ? merge (self->first, scheduled) : scheduled;
  self->n_pending++;
}

void
domo_agenda_remove_locked (DomoAgenda *self, DomoScheduled *scheduled)
{
  DomoScheduled *rest = scheduled->child != NULL ? merge_children (scheduled->child) : NULL;

  if (scheduled == self->first)
    self->first = rest;
  else
    {
      if (scheduled->previous->child == scheduled)
        scheduled->previous->child = scheduled->next;
      else
        scheduled->previous->next = scheduled->next;
      if (scheduled->next != NULL)
        scheduled->next->previous = scheduled->previous;
      if (rest != NULL)
        self->first = merge (self->first, rest);
    }
  scheduled->child = scheduled->next = scheduled->previous = NULL;
  scheduled->in_heap = FALSE;
  self->n_pending--;
}
