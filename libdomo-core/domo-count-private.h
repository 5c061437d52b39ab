/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>
#include <stdatomic.h>

G_BEGIN_DECLS

/* Counting futures. Each thread counts for itself, so that it costs neither an atomic operation nor
 * a line of the cache that others want; who asks adds up. */

typedef struct _DomoTally DomoTally;
struct _DomoTally
{
  /* The futures that this thread has made, less those it has freed. Only it writes, relaxed;
   * whoever adds up reads. */
  _Alignas(64) atomic_int_fast64_t n_futures;

  /* Under the lock in domo-count.c. */
  DomoTally *next;
  DomoTally *previous;
};

extern _Thread_local DomoTally *domo_tally_here;

DomoTally *domo_tally_begin (void);

static inline void
domo_count_futures (int by)
{
  DomoTally *tally = domo_tally_here;

  if (G_UNLIKELY (tally == NULL))
    tally = domo_tally_begin ();
  atomic_store_explicit (&tally->n_futures,
                         atomic_load_explicit (&tally->n_futures, memory_order_relaxed) + by,
                         memory_order_relaxed);
}

G_END_DECLS
