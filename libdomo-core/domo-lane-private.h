/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-message-private.h"

G_BEGIN_DECLS

/* A queue of messages that allocates nothing: they are linked by themselves. It has no lock. */
typedef struct
{
  DomoMessage *first;
  DomoMessage *last;
} DomoLane;

static inline gboolean
domo_lane_is_empty (const DomoLane *self)
{
  return self->first == NULL;
}

static inline void
domo_lane_append_chain (DomoLane *self, DomoMessage *first, DomoMessage *last)
{
  if (self->last != NULL)
    self->last->next = first;
  else
    self->first = first;
  self->last = last;
}

static inline void
domo_lane_append (DomoLane *self, DomoMessage *message)
{
  message->next = NULL;
  domo_lane_append_chain (self, message, message);
}

/* Puts all that is in @other, which is empty then, before what is in @self. */
static inline void
domo_lane_prepend_lane (DomoLane *self, DomoLane *other)
{
  if (other->first == NULL)
    return;
  other->last->next = self->first;
  if (self->last == NULL)
    self->last = other->last;
  self->first = other->first;
  *other = (DomoLane){ NULL, NULL };
}

static inline DomoMessage *
domo_lane_pop (DomoLane *self)
{
  DomoMessage *message = self->first;

  if (message != NULL)
    {
      self->first = message->next;
      if (self->first == NULL)
        self->last = NULL;
    }
  return message;
}

G_END_DECLS
