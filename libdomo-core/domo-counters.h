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
 * DomoCounters:
 * @accepted: calls that were sent to the actor, whatever became of them
 * @handled: calls whose handler has returned, also those that failed
 * @dead_letters: calls that could not be delivered, whatever the reason
 * @queued: calls that wait
 * @stashed: calls that the actor has put aside, or has given back and not yet handled
 * @in_hand: calls whose handler is running
 * @dropped: those of @dead_letters that a full mailbox dropped
 * @rejected: those of @dead_letters that a full mailbox did not take
 *
 * What became of the messages sent to an actor, or to all actors of a stage:
 * accepted = handled + dead letters + queued + stashed + in hand.
 *
 * The numbers are read one after the other, so while messages are on the move they may be those of
 * slightly different moments. Of an actor at rest, whose dispatcher has nothing left to run for it,
 * they are exact.
 */
typedef struct
{
  guint64 accepted;
  guint64 handled;
  guint64 dead_letters;
  guint64 queued;
  guint64 stashed;
  guint64 in_hand;
  guint64 dropped;
  guint64 rejected;
} DomoCounters;

#define DOMO_TYPE_COUNTERS (domo_counters_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_counters_get_type (void);
DOMO_CORE_AVAILABLE_IN_ALL
DomoCounters *domo_counters_copy (const DomoCounters *self) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
void domo_counters_free (DomoCounters *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoCounters, domo_counters_free)

G_END_DECLS
