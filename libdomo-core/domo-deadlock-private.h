/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-future-private.h"

G_BEGIN_DECLS

typedef struct _DomoBlock DomoBlock;

/* Something that keeps an actor from taking messages until a future settles: a handler that waits,
 * or an answer that is owed. Known to all threads while it lasts. */
struct _DomoBlock
{
  /* Set by domo_deadlock_begin(). */
  DomoProxy *proxy;
  DomoFuture *future; /* borrowed from who waits; NULL: not begun */
  DomoFuture *owed;   /* borrowed; what is settled next when @future has; or NULL */
  DomoBlock *next;    /* of the same actor */
};

void domo_deadlock_begin (DomoBlock *self, DomoProxy *proxy, DomoFuture *future, DomoFuture *owed);
void domo_deadlock_end (DomoBlock *self);

G_END_DECLS
