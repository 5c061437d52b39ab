/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-priority-mailbox.h"

#include "domo-lane-private.h"
#include "domo-lock-private.h"

/**
 * DomoPriorityMailbox:
 *
 * A mailbox that hands out messages by the priority of their method, which the protocol says with
 * [func@DomoCore.Protocol.set_method_priority], and those of the same priority in the order in
 * which they came.
 *
 * It has no bound, so a flood of urgent messages could keep others waiting for ever. Therefore
 * nothing is overtaken more than 1,024 times: the message that has waited longest comes next when
 * that many have gone ahead of it.
 */

#define MAX_OVERTAKINGS 1024

/* The messages of one priority. There are no more of these than there are priorities in the
 * protocols of one actor: few. */
typedef struct
{
  int priority;
  DomoLane lane;
} Level;

struct _DomoPriorityMailbox
{
  DomoMailbox parent_instance;

  DomoLock lock;
  /* Under the lock. */
  GArray *levels; /* the most urgent first; levels stay when they are empty */
  /* Counted for ever, and only compared with each other, so they may wrap. A message's place in
   * the order of arrival is what @n_pushed was. */
  guint32 n_pushed;
  guint32 n_popped;
};

G_DEFINE_FINAL_TYPE (DomoPriorityMailbox, domo_priority_mailbox, DOMO_TYPE_MAILBOX)

static Level *
find_level_locked (DomoPriorityMailbox *self, int priority)
{
  const Level new_level = { priority, { NULL, NULL } };
  guint low = 0, high = self->levels->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      Level *level = &g_array_index (self->levels, Level, middle);

      if (level->priority == priority)
        return level;
      if (level->priority > priority)
        low = middle + 1;
      else
        high = middle;
    }
  g_array_insert_val (self->levels, low, new_level);
  return &g_array_index (self->levels, Level, low);
}

static DomoMessage *
domo_priority_mailbox_push (DomoMailbox *mailbox,
                            DomoMessage *message,
                            DomoDeadLetterReason *reason)
{
  DomoPriorityMailbox *self = DOMO_PRIORITY_MAILBOX (mailbox);
  int priority = domo_message_get_priority (message);

  domo_lock_acquire (&self->lock);
  message->order = self->n_pushed++;
  domo_lane_append (&find_level_locked (self, priority)->lane, message);
  domo_lock_release (&self->lock);
  return NULL;
}

/* How many messages that came later have been taken out before @message, which is the oldest: all
 * that came before it are gone, so all others that are gone overtook it. */
static guint32
count_overtakings_locked (DomoPriorityMailbox *self, const DomoMessage *message)
{
  return self->n_popped - message->order;
}

/* The level that the next message comes from, or NULL. */
static Level *
choose_level_locked (DomoPriorityMailbox *self)
{
  Level *urgent = NULL, *oldest = NULL;

  for (guint i = 0; i < self->levels->len; i++)
    {
      Level *level = &g_array_index (self->levels, Level, i);

      if (level->lane.first == NULL)
        continue;
      if (urgent == NULL)
        urgent = oldest = level;
      else if ((gint32) (level->lane.first->order - oldest->lane.first->order) < 0)
        oldest = level;
    }
  if (oldest != NULL && count_overtakings_locked (self, oldest->lane.first) >= MAX_OVERTAKINGS)
    return oldest;
  return urgent;
}

static DomoMessage *
domo_priority_mailbox_pop (DomoMailbox *mailbox)
{
  DomoPriorityMailbox *self = DOMO_PRIORITY_MAILBOX (mailbox);
  DomoMessage *message = NULL;
  Level *level;

  domo_lock_acquire (&self->lock);
  level = choose_level_locked (self);
  if (level != NULL)
    {
      message = domo_lane_pop (&level->lane);
      self->n_popped++;
    }
  domo_lock_release (&self->lock);
  return message;
}

static guint
domo_priority_mailbox_get_size (DomoMailbox *mailbox)
{
  DomoPriorityMailbox *self = DOMO_PRIORITY_MAILBOX (mailbox);
  guint n;

  domo_lock_acquire (&self->lock);
  n = self->n_pushed - self->n_popped;
  domo_lock_release (&self->lock);
  return n;
}

static void
domo_priority_mailbox_finalize (GObject *object)
{
  DomoPriorityMailbox *self = DOMO_PRIORITY_MAILBOX (object);

  g_array_unref (self->levels);
  domo_lock_clear (&self->lock);

  G_OBJECT_CLASS (domo_priority_mailbox_parent_class)->finalize (object);
}

static void
domo_priority_mailbox_class_init (DomoPriorityMailboxClass *class)
{
  DomoMailboxClass *mailbox_class = DOMO_MAILBOX_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = domo_priority_mailbox_finalize;
  mailbox_class->push = domo_priority_mailbox_push;
  mailbox_class->pop = domo_priority_mailbox_pop;
  mailbox_class->get_size = domo_priority_mailbox_get_size;
}

static void
domo_priority_mailbox_init (DomoPriorityMailbox *self)
{
  domo_lock_init (&self->lock);
  self->levels = g_array_new (FALSE, FALSE, sizeof (Level));
}

/**
 * domo_priority_mailbox_new:
 *
 * Makes a mailbox that hands out urgent messages first, for one actor. Most programs call
 * [method@DomoCore.Definition.set_priority_mailbox] instead.
 *
 * Returns: (transfer full): the mailbox
 *
 * Since: 0.1
 */
DomoMailbox *
domo_priority_mailbox_new (void)
{
  return g_object_new (DOMO_TYPE_PRIORITY_MAILBOX, NULL);
}
