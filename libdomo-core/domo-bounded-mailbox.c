/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-bounded-mailbox.h"

#include "domo-enum-types.h"
#include "domo-error.h"
#include "domo-future-private.h"
#include "domo-lane-private.h"
#include "domo-lock-private.h"

/**
 * DomoBoundedMailbox:
 *
 * A mailbox that holds so many messages at the most, and hands them out in the order in which they
 * came. Its policy says what becomes of a message for which there is no room.
 *
 * Senders that can wait ask [method@DomoCore.Proxy.ready] first.
 */

/* Below so many futures nobody looks for those that are not waited for any more. */
#define MANY_WAITING 64

struct _DomoBoundedMailbox
{
  DomoMailbox parent_instance;

  /* Set when it is made, never written again. */
  guint capacity;
  DomoOverflowPolicy policy;

  DomoLock lock;
  /* Under the lock. */
  DomoLane lane;
  guint n;
  /* Places kept for those who were told that there is room: n + n_reserved <= capacity. The next
   * message takes one, whoever sends it. */
  guint n_reserved;
  GQueue waiting;   /* futures, while there is no room */
  guint tidy_above; /* so many futures are worth looking through */
  gboolean closed;
};

enum
{
  PROP_0,
  PROP_CAPACITY,
  PROP_POLICY,
  N_PROPERTIES
};

G_DEFINE_FINAL_TYPE (DomoBoundedMailbox, domo_bounded_mailbox, DOMO_TYPE_MAILBOX)

static void
append_locked (DomoBoundedMailbox *self, DomoMessage *message)
{
  domo_lane_append (&self->lane, message);
  self->n++;
}

static DomoMessage *
push_locked (DomoBoundedMailbox *self, DomoMessage *message, DomoDeadLetterReason *reason)
{
  DomoMessage *oldest;

  if (self->n_reserved > 0)
    self->n_reserved--;
  if (self->n < self->capacity)
    {
      append_locked (self, message);
      return NULL;
    }
  switch (self->policy)
    {
    case DOMO_OVERFLOW_POLICY_DROP_OLDEST:
      oldest = domo_lane_pop (&self->lane);
      self->n--;
      append_locked (self, message);
      return oldest;
    case DOMO_OVERFLOW_POLICY_REJECT:
      *reason = DOMO_DEAD_LETTER_REASON_REJECTED;
      return message;
    case DOMO_OVERFLOW_POLICY_DROP_NEWEST:
    default:
      return message;
    }
}

static DomoMessage *
domo_bounded_mailbox_push (DomoMailbox *mailbox, DomoMessage *message, DomoDeadLetterReason *reason)
{
  DomoBoundedMailbox *self = DOMO_BOUNDED_MAILBOX (mailbox);
  DomoMessage *left_over;

  domo_lock_acquire (&self->lock);
  left_over = push_locked (self, message, reason);
  domo_lock_release (&self->lock);
  return left_over;
}

/* Takes the first who waits out of the line, if there is room, and keeps a place for it. */
static DomoFuture *
reserve_locked (DomoBoundedMailbox *self)
{
  DomoFuture *future = NULL;

  if (self->n + self->n_reserved < self->capacity)
    future = g_queue_pop_head (&self->waiting);
  if (future != NULL)
    self->n_reserved++;
  return future;
}

/* Tells @future that there is room. One that a limit has settled meanwhile, or that was dropped,
 * leaves its place to the next in the line. Takes the future. */
static void
tell_ready (DomoBoundedMailbox *self, DomoFuture *future)
{
  while (future != NULL)
    {
      gboolean told = domo_future_is_awaited (future) && domo_future_resolve_take (future, NULL);

      domo_future_unref (future);
      if (told)
        return;
      domo_lock_acquire (&self->lock);
      if (self->n_reserved > 0)
        self->n_reserved--;
      future = reserve_locked (self);
      domo_lock_release (&self->lock);
    }
}

static DomoMessage *
domo_bounded_mailbox_pop (DomoMailbox *mailbox)
{
  DomoBoundedMailbox *self = DOMO_BOUNDED_MAILBOX (mailbox);
  DomoMessage *message;
  DomoFuture *future = NULL;

  domo_lock_acquire (&self->lock);
  message = domo_lane_pop (&self->lane);
  if (message != NULL)
    {
      self->n--;
      future = reserve_locked (self);
    }
  domo_lock_release (&self->lock);
  /* Under no lock: whoever waits goes on from there. */
  tell_ready (self, future);
  return message;
}

static guint
domo_bounded_mailbox_get_size (DomoMailbox *mailbox)
{
  DomoBoundedMailbox *self = DOMO_BOUNDED_MAILBOX (mailbox);
  guint n;

  domo_lock_acquire (&self->lock);
  n = self->n;
  domo_lock_release (&self->lock);
  return n;
}

static guint
domo_bounded_mailbox_get_capacity (DomoMailbox *mailbox)
{
  return DOMO_BOUNDED_MAILBOX (mailbox)->capacity;
}

/* Takes those out of the line that have been settled by a limit, or that nobody holds. They would
 * be passed over anyway: this is for a mailbox that stays full while senders give up. */
static void
tidy_locked (DomoBoundedMailbox *self, GQueue *given_up)
{
  GList *next;

  if (g_queue_get_length (&self->waiting) <= self->tidy_above)
    return;
  for (GList *link = self->waiting.head; link != NULL; link = next)
    {
      DomoFuture *future = link->data;

      next = link->next;
      if (domo_future_is_awaited (future))
        continue;
      g_queue_unlink (&self->waiting, link);
      g_queue_push_tail_link (given_up, link);
    }
  self->tidy_above = MAX (MANY_WAITING, 2 * g_queue_get_length (&self->waiting));
}

static DomoFuture *
new_stopped (void)
{
  return domo_future_new_error (
      g_error_new_literal (DOMO_ERROR, DOMO_ERROR_STOPPED, "The actor takes no more messages"));
}

static DomoFuture *
domo_bounded_mailbox_ready (DomoMailbox *mailbox)
{
  DomoBoundedMailbox *self = DOMO_BOUNDED_MAILBOX (mailbox);
  DomoFuture *future = NULL;
  GQueue given_up = G_QUEUE_INIT;
  gboolean closed;

  domo_lock_acquire (&self->lock);
  closed = self->closed;
  if (!closed && g_queue_is_empty (&self->waiting) && self->n + self->n_reserved < self->capacity)
    self->n_reserved++;
  else if (!closed)
    {
      future = domo_future_new_pending ();
      domo_future_set_unlimited (future);
      g_queue_push_tail (&self->waiting, domo_future_ref (future));
      tidy_locked (self, &given_up);
    }
  domo_lock_release (&self->lock);
  g_queue_clear_full (&given_up, (GDestroyNotify) domo_future_unref);
  if (closed)
    return new_stopped ();
  return future != NULL ? future : domo_future_new_void ();
}

static void
domo_bounded_mailbox_close (DomoMailbox *mailbox)
{
  DomoBoundedMailbox *self = DOMO_BOUNDED_MAILBOX (mailbox);
  GQueue waiting;
  DomoFuture *future;

  domo_lock_acquire (&self->lock);
  self->closed = TRUE;
  waiting = self->waiting;
  g_queue_init (&self->waiting);
  domo_lock_release (&self->lock);
  while ((future = g_queue_pop_head (&waiting)) != NULL)
    {
      g_autoptr (DomoFuture) stopped = new_stopped ();

      domo_future_settle_like (future, stopped);
      domo_future_unref (future);
    }
}

static void
domo_bounded_mailbox_set_property (GObject *object,
                                   guint id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  DomoBoundedMailbox *self = DOMO_BOUNDED_MAILBOX (object);

  switch (id)
    {
    case PROP_CAPACITY:
      self->capacity = g_value_get_uint (value);
      break;
    case PROP_POLICY:
      self->policy = (DomoOverflowPolicy) g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
domo_bounded_mailbox_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DomoBoundedMailbox *self = DOMO_BOUNDED_MAILBOX (object);

  switch (id)
    {
    case PROP_CAPACITY:
      g_value_set_uint (value, self->capacity);
      break;
    case PROP_POLICY:
      g_value_set_enum (value, (int) self->policy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
domo_bounded_mailbox_finalize (GObject *object)
{
  DomoBoundedMailbox *self = DOMO_BOUNDED_MAILBOX (object);

  g_queue_clear_full (&self->waiting, (GDestroyNotify) domo_future_unref);
  domo_lock_clear (&self->lock);

  G_OBJECT_CLASS (domo_bounded_mailbox_parent_class)->finalize (object);
}

static void
domo_bounded_mailbox_class_init (DomoBoundedMailboxClass *class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  DomoMailboxClass *mailbox_class = DOMO_MAILBOX_CLASS (class);
  GParamSpec *properties[N_PROPERTIES] = { NULL };

  object_class->set_property = domo_bounded_mailbox_set_property;
  object_class->get_property = domo_bounded_mailbox_get_property;
  object_class->finalize = domo_bounded_mailbox_finalize;
  mailbox_class->push = domo_bounded_mailbox_push;
  mailbox_class->pop = domo_bounded_mailbox_pop;
  mailbox_class->get_size = domo_bounded_mailbox_get_size;
  mailbox_class->get_capacity = domo_bounded_mailbox_get_capacity;
  mailbox_class->ready = domo_bounded_mailbox_ready;
  mailbox_class->close = domo_bounded_mailbox_close;

  /**
   * DomoBoundedMailbox:capacity:
   *
   * How many messages it can hold.
   *
   * Since: 0.1
   */
  properties[PROP_CAPACITY] = g_param_spec_uint ("capacity", NULL, NULL, 1, G_MAXUINT, 1, flags);

  /**
   * DomoBoundedMailbox:policy:
   *
   * What becomes of a message for which there is no room.
   *
   * Since: 0.1
   */
  properties[PROP_POLICY] = g_param_spec_enum ("policy", NULL, NULL, DOMO_TYPE_OVERFLOW_POLICY,
                                               DOMO_OVERFLOW_POLICY_REJECT, flags);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
domo_bounded_mailbox_init (DomoBoundedMailbox *self)
{
  domo_lock_init (&self->lock);
  g_queue_init (&self->waiting);
  self->tidy_above = MANY_WAITING;
}

/**
 * domo_bounded_mailbox_new:
 * @capacity: how many messages it can hold; at least 1
 * @policy: what becomes of a message for which there is no room
 *
 * Makes a bounded mailbox, for one actor. Most programs call
 * [method@DomoCore.Definition.set_bounded_mailbox] instead.
 *
 * Returns: (transfer full): the mailbox
 *
 * Since: 0.1
 */
DomoMailbox *
domo_bounded_mailbox_new (guint capacity, DomoOverflowPolicy policy)
{
  g_return_val_if_fail (capacity > 0, NULL);

  return g_object_new (DOMO_TYPE_BOUNDED_MAILBOX, "capacity", capacity, "policy", policy, NULL);
}
