/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-inbox-private.h"

#include "domo-look-private.h"

/* What stands at the bottom of an inbox; see the header. Never dereferenced. */
DomoMessage domo_inbox_idle;
DomoMessage domo_inbox_closed;

/* Sees to it that the turn looks into the mailbox. Any thread. */
DomoPush
domo_inbox_nudge (DomoInbox *self, DomoNudge *nudge)
{
  DomoPush push;

  /* release: what was put into the mailbox before is seen by whoever takes the nudge out, or clears
   * it below; pairs with the acquire in take_nudge(). */
  if (atomic_exchange_explicit (&nudge->pending, true, memory_order_acq_rel))
    return DOMO_PUSH_TAKEN;
  push = domo_inbox_push (self, &nudge->message);
  if (push == DOMO_PUSH_CLOSED)
    atomic_exchange_explicit (&nudge->pending, false, memory_order_acq_rel);
  return push;
}

static void
take_nudge (DomoMessage *message)
{
  DomoNudge *nudge = (DomoNudge *) message;

  /* acquire: pairs with the release in domo_inbox_nudge(), also of those who found it pending.
   * From here on it may be pushed again. */
  atomic_exchange_explicit (&nudge->pending, false, memory_order_acq_rel);
}

static G_NO_INLINE guint
sort_kinds (DomoInbox *self, DomoMessage *oldest)
{
  DomoMessage *next;
  guint n_calls = 0;

  for (DomoMessage *message = oldest; message != NULL; message = next)
    {
      next = message->next;
      if (message->kind == DOMO_MESSAGE_NUDGE)
        {
          take_nudge (message);
          continue;
        }
      domo_lane_append (domo_message_is_runtime (message) ? &self->runtime : &self->user, message);
      self->n_stops += message->kind == DOMO_MESSAGE_STOP;
      n_calls += message->kind == DOMO_MESSAGE_CALL;
    }
  return n_calls;
}

/* Puts what has come into the lanes. Answers how many calls there were. */
static G_ALWAYS_INLINE inline guint
sort (DomoInbox *self, DomoMessage *newest)
{
  DomoMessage *oldest = NULL, *next;
  gboolean calls_only = TRUE;
  guint n = 0;

  /* Turn the stack round: oldest first. */
  for (DomoMessage *message = newest; message != NULL; message = next)
    {
      next = message->next;
      message->next = oldest;
      oldest = message;
      calls_only = calls_only && message->kind == DOMO_MESSAGE_CALL;
      n++;
    }
  if (!calls_only)
    return sort_kinds (self, oldest);
  if (newest != NULL)
    domo_lane_append_chain (&self->user, oldest, newest);
  return n;
}

/* Takes the inbox and sorts it. Only the thread that runs the turn, which is not idle. */
void
domo_inbox_collect_waiting (DomoInbox *self)
{
  DomoMessage *newest;
  guint n_calls;

  if (domo_inbox_is_closed (self))
    return;
  /* acquire: pairs with the release in domo_inbox_push(), through which each message's contents
   * arrive. Tested by /core/threads/many-senders.
   * seq_cst: and it comes before the load in domo_look_respect(). */
  newest = atomic_exchange_explicit (&self->newest, NULL, memory_order_seq_cst);
  domo_look_respect ();
  n_calls = sort (self, newest);
  /* relaxed, and in two steps: until the inbox is closed nobody else counts what comes here. An
   * actor with a mailbox has none, and its senders do. */
  if (n_calls > 0)
    atomic_store_explicit (&self->n_calls,
                           atomic_load_explicit (&self->n_calls, memory_order_relaxed) + n_calls,
                           memory_order_relaxed);
}

/* Refuses every later push; what had come is sorted into the lanes. */
void
domo_inbox_close (DomoInbox *self)
{
  /* acquire and seq_cst: as in domo_inbox_collect_waiting(). release: pairs with
   * domo_inbox_is_closed(). */
  DomoMessage *newest =
      atomic_exchange_explicit (&self->newest, &domo_inbox_closed, memory_order_seq_cst);

  domo_look_respect ();

  /* As one operation: from now on senders count what is not taken. */
  atomic_fetch_add_explicit (&self->n_calls, sort (self, newest), memory_order_relaxed);
}

/* Whether the turn is neither running nor due. Any thread; true of a moment only. */
gboolean
domo_inbox_is_idle (DomoInbox *self)
{
  return atomic_load_explicit (&self->newest, memory_order_relaxed) == &domo_inbox_idle;
}

/* Counts the calls that have come and that no turn has taken yet. Any thread, between
 * domo_look_begin() and domo_look_end(). */
guint
domo_inbox_look_at_calls (DomoInbox *self)
{
  /* seq_cst: see domo_look_respect(); with acquire, the contents of the messages arrive, as in
   * domo_inbox_collect_waiting(). */
  DomoMessage *newest = atomic_load_explicit (&self->newest, memory_order_seq_cst);

  if (newest == &domo_inbox_idle || newest == &domo_inbox_closed)
    return 0;
  return domo_look_count_calls (newest);
}
