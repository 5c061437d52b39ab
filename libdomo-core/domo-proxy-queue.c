/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-counters-private.h"
#include "domo-error.h"
#include "domo-mailbox-private.h"

/* What waits for an actor: what it has put aside and given back, its mailbox if it has one, and the
 * user lane of its inbox. */

/* For an actor that may have more than an inbox. */
DomoMessage *
domo_queue_pop_with_duties (DomoProxy *self)
{
  DomoMessage *message = domo_stash_pop (self);

  if (message == NULL && self->has_mailbox)
    message = domo_mailbox_pop (self->duties->mailbox);
  /* With a mailbox, there are only stop markers: they come last. */
  if (message == NULL)
    message = domo_inbox_pop_user (&self->inbox);
  return message;
}

/* Whether domo_queue_pop() would answer NULL. */
gboolean
domo_queue_is_empty (DomoProxy *self)
{
  return domo_lane_is_empty (&self->inbox.user) && !domo_stash_has_returned (self) &&
         (!self->has_mailbox || domo_mailbox_get_size (self->duties->mailbox) == 0);
}

/* Makes dead letters of all that waits, and sees to it that a mailbox takes no more. Answers
 * whether there was anything. */
gboolean
domo_queue_bury (DomoProxy *self, DomoDeadLetterReason reason)
{
  DomoMessage *message;
  gboolean any = domo_stash_give_back (self) > 0;

  if (self->has_mailbox)
    domo_mailbox_close (self->duties->mailbox);
  while (self->duties != NULL && (message = domo_stash_pop (self)) != NULL)
    {
      domo_proxy_bury (self, message, reason);
      any = TRUE;
    }
  if (self->has_mailbox && domo_mailbox_bury (self, reason))
    any = TRUE;
  while ((message = domo_inbox_pop_user (&self->inbox)) != NULL)
    {
      domo_proxy_bury (self, message, reason);
      any = TRUE;
    }
  return any;
}

/**
 * domo_proxy_ready:
 * @proxy: (type DomoProxy): a proxy
 *
 * Answers when the actor's mailbox has room for one message more, so that senders that can wait
 * never overflow it. May be called from any thread.
 *
 * The usual mailbox always has room. In a [class@DomoCore.BoundedMailbox] a place is kept for each
 * future that this function resolves, in the order of the calls, until the next message comes. So
 * if everybody who sends to the actor waits for a future of this function before each message, no
 * message is ever dropped or rejected, however many senders there are. Whoever sends without
 * waiting may take a place that was kept for another. A future that is dropped before it is
 * resolved, or settled by a limit, takes no place; one that is resolved should be followed by a
 * message, because its place is kept.
 *
 * Returns: (transfer full): a future that is resolved with nothing, or rejected with
 *   [error@DomoCore.Error.STOPPED] if the actor has stopped, stops first, or has been asked to stop
 *
 * Since: 0.1
 */
DomoFuture *
domo_proxy_ready (gpointer proxy)
{
  DomoProxy *self = proxy;

  g_return_val_if_fail (DOMO_IS_PROXY (proxy), NULL);

  if (domo_inbox_is_closed (&self->inbox))
    return domo_future_new_error_printf (DOMO_ERROR, DOMO_ERROR_STOPPED, "The %s has stopped",
                                         g_type_name (domo_proxy_get_actor_type (self)));
  return self->has_mailbox ? domo_mailbox_ready (self) : domo_future_new_void ();
}

/**
 * domo_proxy_get_counters:
 * @proxy: (type DomoProxy): a proxy
 * @counters: (out caller-allocates): where to put them
 *
 * Tells what became of the messages sent to the actor so far. May be called from any thread.
 *
 * In the usual mailbox messages are counted by the actor, and not by senders: what has come since
 * its dispatcher last ran it is not in the numbers yet.
 *
 * Since: 0.1
 */
void
domo_proxy_get_counters (gpointer proxy, DomoCounters *counters)
{
  g_return_if_fail (DOMO_IS_PROXY (proxy));
  g_return_if_fail (counters != NULL);

  domo_counters_read (proxy, counters);
}

/**
 * domo_proxy_get_queue_length:
 * @proxy: (type DomoProxy): a proxy
 *
 * Tells how many messages wait for the actor, as [method@DomoCore.Proxy.get_counters] does. May be
 * called from any thread.
 *
 * Returns: how many
 *
 * Since: 0.1
 */
guint
domo_proxy_get_queue_length (gpointer proxy)
{
  DomoCounters counters;

  g_return_val_if_fail (DOMO_IS_PROXY (proxy), 0);

  domo_counters_read (proxy, &counters);
  return (guint) MIN (counters.queued, G_MAXUINT);
}

/**
 * domo_proxy_get_mailbox_capacity:
 * @proxy: (type DomoProxy): a proxy
 *
 * Tells how many messages can wait for the actor at the most. May be called from any thread.
 *
 * Returns: how many, or 0 if there is no bound
 *
 * Since: 0.1
 */
guint
domo_proxy_get_mailbox_capacity (gpointer proxy)
{
  DomoMailbox *mailbox;

  g_return_val_if_fail (DOMO_IS_PROXY (proxy), 0);

  mailbox = domo_mailbox_of (proxy);
  return mailbox != NULL ? domo_mailbox_get_capacity (mailbox) : 0;
}
