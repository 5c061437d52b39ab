/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-execution-context.h"

G_BEGIN_DECLS

/* Where an execution context is in force: from a push to its pop, or while the message or callback
 * that carries it is handled. */
typedef struct _DomoContextScope DomoContextScope;

/* The scopes of this thread, the newest first; NULL while no context is in use, which is all that
 * a message or callback without one ever asks.
 *
 * Each loop that runs actors begins a line of its own, so the line is part of what a handler runs
 * in, and it is empty between messages. A handler that waits takes its line with it. */
extern _Thread_local DomoContextScope *domo_context_scopes;

static inline DomoContextScope *
domo_context_set_aside (void)
{
  return g_steal_pointer (&domo_context_scopes);
}

static inline void
domo_context_take_up (DomoContextScope *scopes)
{
  domo_context_scopes = scopes;
}

/* The same for a handler that waits, and may go on at another depth of main loops. */
DomoContextScope *domo_context_park (void);
void domo_context_unpark (DomoContextScope *scopes);

/* The current context (transfer full), or NULL: what a message takes with it. */
DomoExecutionContext *domo_context_dup_current_slowly (void);

static inline DomoExecutionContext *
domo_context_dup_current (void)
{
  return G_UNLIKELY (domo_context_scopes != NULL) ? domo_context_dup_current_slowly () : NULL;
}

/* For what runs in its turn: the context of the message, callback or report in hand, until
 * domo_context_end_message(). @context is taken; NULL: none. */
void domo_context_begin_message (DomoExecutionContext *context);
DomoExecutionContext *domo_context_dup_message (void);
void domo_context_end_message (DomoProxy *proxy);

/* The same for a callback outside actors; what the first answers goes to the second. */
DomoContextScope *domo_context_begin_callback (DomoExecutionContext *context);
void domo_context_end_callback (DomoContextScope *before);

/* Finds pushes that nobody has popped in time. */
void domo_context_drop_forgotten (void);

G_END_DECLS
