/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-types.h"

G_BEGIN_DECLS

/**
 * DomoTurn:
 *
 * One actor's right to run some messages.
 *
 * A turn is handed to [vfunc@DomoCore.Dispatcher.schedule] when its actor has something to do, and
 * is the dispatcher's until [method@DomoCore.Turn.run] gives it back. It is never in two hands.
 */

/**
 * DomoTurnQueue:
 *
 * A first-in, first-out queue of turns that allocates nothing: the turns themselves are linked.
 *
 * All zeroes is an empty queue. It has no lock of its own; a turn can be in one queue at a time.
 */
typedef struct
{
  /*< private >*/
  DomoTurn *head;
  DomoTurn *tail;
} DomoTurnQueue;

DOMO_CORE_AVAILABLE_IN_ALL
guint domo_turn_run (DomoTurn *self, guint max_messages);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_turn_rest (DomoTurn *self);
DOMO_CORE_AVAILABLE_IN_ALL
DomoProxy *domo_turn_get_proxy (DomoTurn *self);

DOMO_CORE_AVAILABLE_IN_ALL
void domo_turn_queue_push (DomoTurnQueue *queue, DomoTurn *turn);
DOMO_CORE_AVAILABLE_IN_ALL
DomoTurn *domo_turn_queue_pop (DomoTurnQueue *queue);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_turn_queue_is_empty (const DomoTurnQueue *queue);

G_END_DECLS
