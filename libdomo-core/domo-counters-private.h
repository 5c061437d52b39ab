/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-proxy-private.h"

G_BEGIN_DECLS

/* Any thread. */
void domo_counters_add_sent (DomoProxy *proxy);
void domo_counters_add_dead_letter (DomoProxy *proxy, DomoDeadLetterReason reason);
void domo_counters_read (DomoProxy *proxy, DomoCounters *counters);

/* Actors that have ended still count what is sent to them, as long as somebody holds their proxies.
 */
void domo_counters_keep_ended_locked (DomoProxy *proxy);
void domo_counters_forget_ended (DomoProxy *proxy);

/* Calls that are put aside, more or fewer. In the actor's turn, which alone writes. */
static inline void
domo_counters_add_stashed (DomoProxy *proxy, int n)
{
  atomic_store_explicit (&proxy->n_stashed,
                         atomic_load_explicit (&proxy->n_stashed, memory_order_relaxed) + (guint) n,
                         memory_order_relaxed);
}

/* A call that was put aside is about to be sent again. */
static inline void
domo_counters_take_back (DomoProxy *proxy)
{
  domo_counters_add_stashed (proxy, -1);
  atomic_fetch_sub_explicit (&proxy->inbox.n_calls, 1, memory_order_relaxed);
}

/* One more. In the actor's turn, which alone writes, so it is no operation of its own. */
static inline void
domo_counters_add_handled (DomoProxy *proxy)
{
  atomic_store_explicit (&proxy->n_handled,
                         atomic_load_explicit (&proxy->n_handled, memory_order_relaxed) + 1,
                         memory_order_relaxed);
}

G_END_DECLS
