/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-clock.h"
#include "domo-future-private.h"

G_BEGIN_DECLS

/* How long actors of a stage may wait: one limit for all, so waits come to theirs in the order in
 * which they began, and a queue is all it takes. */
typedef struct _DomoAwaitLimits DomoAwaitLimits;

/* The place of one wait in the queue. Under the queue's lock. */
typedef struct
{
  GList link; /* in the queue while @future is set */
  DomoFuture *future;
  DomoProxy *proxy; /* that waits */
  gint64 deadline;
} DomoAwaitLimit;

DomoAwaitLimits *domo_await_limits_new (DomoClock *clock, gint64 timeout_us);
void domo_await_limits_unref (DomoAwaitLimits *self);
void domo_await_limits_end (DomoAwaitLimits *self);
gint64 domo_await_limits_get_timeout (DomoAwaitLimits *self);
void domo_await_limits_add (DomoAwaitLimits *self,
                            DomoAwaitLimit *limit,
                            DomoProxy *proxy,
                            DomoFuture *future);
void domo_await_limits_remove (DomoAwaitLimits *self, DomoAwaitLimit *limit);

G_END_DECLS
