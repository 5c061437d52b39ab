/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-look-private.h"

#include "domo-lock-private.h"

atomic_bool domo_look_is_on;

/* One looks at a time. A turn waits under no other lock, so the one who looks may take the
 * runtime's besides. */
static DomoLock look_lock;

/* Any thread, under no lock, and not for long: actors stand still at their next batch. */
void
domo_look_begin (void)
{
  domo_lock_acquire (&look_lock);
  /* seq_cst: see domo_look_respect(). */
  atomic_store_explicit (&domo_look_is_on, true, memory_order_seq_cst);
}

void
domo_look_end (void)
{
  /* seq_cst: also a release, which pairs with the load of a turn that need not wait any more. */
  atomic_store_explicit (&domo_look_is_on, false, memory_order_seq_cst);
  domo_lock_release (&look_lock);
}

void
domo_look_wait_for_end (void)
{
  domo_lock_acquire (&look_lock);
  domo_lock_release (&look_lock);
}

/* Counts the calls in a chain that was read from an inbox since the look began. */
guint
domo_look_count_calls (DomoMessage *newest)
{
  guint n = 0;

  for (DomoMessage *message = newest; message != NULL; message = message->next)
    n += message->kind == DOMO_MESSAGE_CALL;
  return n;
}
