/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <stdatomic.h>
#include <stdbool.h>

#include "domo-message-private.h"

G_BEGIN_DECLS

/* Looking at what lies in inboxes, from outside.
 *
 * What senders have pushed and no turn has taken yet is a chain of messages that does not change
 * until the turn takes it; then it is sorted, handled and freed. So a turn that takes an inbox
 * while somebody looks waits, with what it has taken, until that look is over. Senders never wait,
 * and as long as nobody looks it costs one load for each batch of messages. */

extern atomic_bool domo_look_is_on;

void domo_look_begin (void);
void domo_look_end (void);
guint domo_look_count_calls (DomoMessage *newest);
void domo_look_wait_for_end (void);

/* Called between taking an inbox and touching what was in it. */
static inline void
domo_look_respect (void)
{
  /* seq_cst: comes after the exchange that took the inbox, as the store in domo_look_begin() comes
   * before the load of an inbox. So either this sees that somebody looks, or that somebody sees the
   * inbox empty. Tested by /core/snapshot/a-turn-takes-nothing-away-from-a-look. */
  if (G_UNLIKELY (atomic_load_explicit (&domo_look_is_on, memory_order_seq_cst)))
    domo_look_wait_for_end ();
}

G_END_DECLS
