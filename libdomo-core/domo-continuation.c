/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-continuation-private.h"

#include "domo-proxy-private.h"

static void
continuation_notify (DomoWaiter *waiter)
{
  DomoContinuation *self =
      (DomoContinuation *) ((char *) waiter - G_STRUCT_OFFSET (DomoContinuation, waiter));

  /* The waiter's reference goes with the message. */
  domo_proxy_post (self->proxy, &self->message);
}

/* Begins to wait. @source is taken; the structure is freed with g_free() when both the actor and
 * the future are done with it. Only in the actor's turn. */
void
domo_continuation_start (DomoContinuation *self, DomoProxy *proxy, DomoFuture *source)
{
  DomoContinuationList *list = &domo_proxy_ensure_duties (proxy)->waiting[self->of_instance];

  self->message.kind = DOMO_MESSAGE_CONTINUE;
  self->waiter.notify = continuation_notify;
  self->proxy = proxy;
  self->source = source;
  /* The actor's list has one reference, the waiter or the message the other. */
  atomic_init (&self->ref_count, 2);
  self->live = TRUE;
  self->previous = list->last;
  if (list->last != NULL)
    list->last->next = self;
  else
    list->first = self;
  list->last = self;

  if (!domo_future_add_waiter (source, &self->waiter))
    domo_proxy_post (proxy, &self->message);
}

void
domo_continuation_unref (DomoContinuation *self)
{
  /* acq_rel: each drop pairs with the last, which frees. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) > 1)
    return;
  domo_future_unref (self->source);
  if (self->outlives)
    g_object_unref (self->proxy);
  g_free (self);
}

static void
unlink_continuation (DomoContinuation *self)
{
  DomoContinuationList *list = &self->proxy->duties->waiting[self->of_instance];

  if (self->previous != NULL)
    self->previous->next = self->next;
  else
    list->first = self->next;
  if (self->next != NULL)
    self->next->previous = self->previous;
  else
    list->last = self->previous;
  self->live = FALSE;
}

/* Its message has come. */
void
domo_continuation_run (DomoContinuation *self)
{
  if (!self->live)
    return;
  unlink_continuation (self);
  self->run (self);
  domo_continuation_unref (self);
}

/* Stops waiting. */
void
domo_continuation_drop (DomoContinuation *self)
{
  unlink_continuation (self);
  if (domo_future_remove_waiter (self->source, &self->waiter))
    domo_continuation_unref (self);
  else
    {
      /* Its message is on its way, and may arrive when the actor has ended. */
      self->outlives = TRUE;
      g_object_ref (self->proxy);
    }
  self->drop (self);
  domo_continuation_unref (self);
}

/* Drops what goes with the instance, or all. Runs destroy notifies. */
void
domo_continuation_drop_all (DomoProxy *proxy, gboolean of_instance_only)
{
  DomoContinuationList *lists;
  DomoContinuation *continuation;

  if (proxy->duties == NULL)
    return;
  lists = proxy->duties->waiting;
  do
    {
      /* Destroy notifies are the program's code and may change the lists: look from their start. */
      continuation = lists[TRUE].first;
      if (continuation == NULL && !of_instance_only)
        continuation = lists[FALSE].first;
      if (continuation != NULL)
        domo_continuation_drop (continuation);
    }
  while (continuation != NULL);
}
