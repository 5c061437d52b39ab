/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-mailbox-private.h"

#include "domo-bounded-mailbox.h"
#include "domo-counters-private.h"
#include "domo-error.h"
#include "domo-proxy-private.h"

/**
 * DomoMailbox:
 *
 * Where the messages of an actor wait that is not content with the usual mailbox: that has no
 * bound, hands messages out in the order in which they come, and is no object.
 *
 * A definition says what mailbox its actors have:
 * [method@DomoCore.Definition.set_bounded_mailbox],
 * [method@DomoCore.Definition.set_priority_mailbox], or, for one of the program's own,
 * [method@DomoCore.Definition.set_mailbox_func]. Each actor has one to itself. It keeps it, with
 * what it holds, when it is restarted.
 *
 * A mailbox decides which message comes next and whether there is room. All else is the library's
 * affair: what the runtime sends goes another way; a stop closes the mailbox to what comes after it
 * and takes effect when the mailbox is empty; what is dropped or left over becomes dead letters,
 * and its asks are rejected. [Mailboxes](mailboxes.html) shows how to write one.
 */

typedef struct
{
  /* Any thread. */
  DomoNudge nudge;
  atomic_bool closed;
  /* How often somebody asked that the mailbox of an actor that has stopped be emptied. */
  atomic_uint n_wanted;
  atomic_uint_fast64_t n_dropped;
  atomic_uint_fast64_t n_rejected;
} DomoMailboxPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (DomoMailbox, domo_mailbox, G_TYPE_OBJECT)

static DomoMailboxPrivate *
get_private (DomoMailbox *self)
{
  return domo_mailbox_get_instance_private (self);
}

static void
domo_mailbox_class_init (DomoMailboxClass *class)
{
}

static void
domo_mailbox_init (DomoMailbox *self)
{
  get_private (self)->nudge.message.kind = DOMO_MESSAGE_NUDGE;
}

/* The mailbox of an actor (transfer none), or NULL: the inbox is all it has. Any thread. */
DomoMailbox *
domo_mailbox_of (DomoProxy *proxy)
{
  return proxy->has_mailbox ? proxy->duties->mailbox : NULL;
}

/* Counts what a full mailbox had no room for. */
void
domo_mailbox_count (DomoMailbox *self, DomoDeadLetterReason reason)
{
  DomoMailboxPrivate *private = get_private (self);

  /* relaxed: counters, with nothing published through them. */
  if (reason == DOMO_DEAD_LETTER_REASON_DROPPED)
    atomic_fetch_add_explicit (&private->n_dropped, 1, memory_order_relaxed);
  else if (reason == DOMO_DEAD_LETTER_REASON_REJECTED)
    atomic_fetch_add_explicit (&private->n_rejected, 1, memory_order_relaxed);
}

void
domo_mailbox_get_counts (DomoMailbox *self, guint64 *dropped, guint64 *rejected)
{
  DomoMailboxPrivate *private = get_private (self);

  *dropped = atomic_load_explicit (&private->n_dropped, memory_order_relaxed);
  *rejected = atomic_load_explicit (&private->n_rejected, memory_order_relaxed);
}

static gboolean
is_closed (DomoMailbox *self)
{
  /* acquire: pairs with the exchange in domo_mailbox_close(). */
  return atomic_load_explicit (&get_private (self)->closed, memory_order_acquire);
}

/* From now on calls become dead letters. Any thread. */
void
domo_mailbox_close (DomoMailbox *self)
{
  DomoMailboxClass *class = DOMO_MAILBOX_GET_CLASS (self);

  if (!atomic_exchange_explicit (&get_private (self)->closed, true, memory_order_acq_rel) &&
      class->close != NULL)
    class->close (self);
}

/* In the actor's turn, or as the one who empties it. */
DomoMessage *
domo_mailbox_pop (DomoMailbox *self)
{
  DomoMessage *message = DOMO_MAILBOX_GET_CLASS (self)->pop (self);

  if (message != NULL)
    message->order = 0;
  return message;
}

/* Makes dead letters of all that the mailbox holds. In the actor's turn; and once that is over, by
 * every thread that put something in too late. Only one does the work: whoever comes meanwhile
 * makes it look again. Answers whether this one found anything. */
gboolean
domo_mailbox_bury (DomoProxy *proxy, DomoDeadLetterReason reason)
{
  DomoMailbox *self = domo_mailbox_of (proxy);
  DomoMailboxPrivate *private = get_private (self);
  gboolean any = FALSE;
  guint seen;

  /* acq_rel, here and below: what one thread has put into the mailbox before it asked is seen by
   * the one that empties it, and each that does hands on to the next. */
  if (atomic_fetch_add_explicit (&private->n_wanted, 1, memory_order_acq_rel) > 0)
    return FALSE;
  do
    {
      DomoMessage *message;

      seen = atomic_load_explicit (&private->n_wanted, memory_order_acquire);
      while ((message = domo_mailbox_pop (self)) != NULL)
        {
          domo_proxy_bury (proxy, message, reason);
          any = TRUE;
        }
    }
  while (atomic_fetch_sub_explicit (&private->n_wanted, seen, memory_order_acq_rel) != seen);
  return any;
}

static void
put (DomoProxy *proxy, DomoMailbox *self, DomoMessage *message)
{
  DomoDeadLetterReason reason = DOMO_DEAD_LETTER_REASON_DROPPED;
  DomoMessage *left_over = DOMO_MAILBOX_GET_CLASS (self)->push (self, message, &reason);

  if (left_over != NULL)
    domo_proxy_bury (proxy, left_over, reason);
  if (left_over == message)
    return;
  switch (domo_inbox_nudge (&proxy->inbox, &get_private (self)->nudge))
    {
    case DOMO_PUSH_WOKE:
      domo_dispatcher_schedule (proxy->dispatcher, &proxy->turn);
      break;
    case DOMO_PUSH_CLOSED:
      /* acquire: from here on this thread may do what the turn did; pairs with the release in
       * domo_inbox_close(). */
      if (domo_inbox_is_closed (&proxy->inbox))
        domo_mailbox_bury (proxy, DOMO_DEAD_LETTER_REASON_STOPPED);
      break;
    case DOMO_PUSH_TAKEN:
    default:
      break;
    }
}

/* Takes a message for an actor that has a mailbox. Answers FALSE if it has to go the usual way. Any
 * thread. */
gboolean
domo_mailbox_take (DomoProxy *proxy, DomoMessage *message)
{
  DomoMailbox *self = domo_mailbox_of (proxy);

  /* The marker of a stop takes no place in the mailbox: it closes it, and waits in the inbox until
   * the mailbox is empty. */
  if (message->kind == DOMO_MESSAGE_STOP)
    domo_mailbox_close (self);
  if (message->kind != DOMO_MESSAGE_CALL)
    return FALSE;
  domo_counters_add_sent (proxy);
  if (is_closed (self))
    domo_proxy_bury (proxy, message, DOMO_DEAD_LETTER_REASON_STOPPED);
  else
    put (proxy, self, message);
  return TRUE;
}

/* What domo_proxy_ready() answers. */
DomoFuture *
domo_mailbox_ready (DomoProxy *proxy)
{
  DomoMailbox *self = domo_mailbox_of (proxy);
  DomoMailboxClass *class = DOMO_MAILBOX_GET_CLASS (self);
  DomoFuture *future;

  if (is_closed (self))
    return domo_future_new_error (
        g_error_new_literal (DOMO_ERROR, DOMO_ERROR_STOPPED, "The actor takes no more messages"));
  future = class->ready != NULL ? class->ready (self) : domo_future_new_void ();
  /* The actor makes room when it handles a message, and settles the future at the latest when it
   * stops. Of others' mailboxes that is not known. */
  if (DOMO_IS_BOUNDED_MAILBOX (self))
    domo_future_set_origin (future, DOMO_ORIGIN_ANSWER, proxy);
  return future;
}

/**
 * domo_mailbox_get_size:
 * @self: a mailbox
 *
 * Tells how many messages the mailbox holds. May be called from any thread.
 *
 * Returns: how many
 *
 * Since: 0.1
 */
guint
domo_mailbox_get_size (DomoMailbox *self)
{
  g_return_val_if_fail (DOMO_IS_MAILBOX (self), 0);

  return DOMO_MAILBOX_GET_CLASS (self)->get_size (self);
}

/**
 * domo_mailbox_get_capacity:
 * @self: a mailbox
 *
 * Tells how many messages the mailbox can hold. May be called from any thread.
 *
 * Returns: how many, or 0 if there is no bound
 *
 * Since: 0.1
 */
guint
domo_mailbox_get_capacity (DomoMailbox *self)
{
  DomoMailboxClass *class;

  g_return_val_if_fail (DOMO_IS_MAILBOX (self), 0);

  class = DOMO_MAILBOX_GET_CLASS (self);
  return class->get_capacity != NULL ? class->get_capacity (self) : 0;
}
