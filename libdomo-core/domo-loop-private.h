/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <stdatomic.h>

#include "domo-context-scope-private.h"
#include "domo-fiber-private.h"

G_BEGIN_DECLS

/* A loop runs turns of actors on a fiber of its own, so that a handler which waits can be set aside
 * with the whole stack it stands on.
 *
 *   caller's stack       fiber 1               fiber 2
 *   domo_loop_run ──────> func: a handler waits
 *                           set aside ───────> func, from its start: other handlers
 *                           goes on <───────── its future has settled: fiber 2 is a spare
 *                         the handler returns,
 *                         func goes on and ends
 *   returns <───────────
 *
 * Whichever fiber comes to the end of its func returns to the caller of the innermost loop. So func
 * must not keep in its own variables what it needs over a turn: it may begin on one fiber and end
 * on another, or never. */

typedef struct _DomoFrame DomoFrame;
typedef struct _DomoLoop DomoLoop;
typedef void (*DomoLoopFunc) (DomoLoop *loop);

struct _DomoLoop
{
  /* Set by the caller. */
  DomoLoopFunc func;
  gpointer data;
  gboolean runs_on; /* when a handler waits: func is run anew; else the loop ends */
  gsize stack_size; /* 0: as usual */
  /* Where handlers that wait are counted, too; or NULL. Only this thread writes. */
  atomic_uint *n_parked;

  /* Set by domo_loop_run(). */
  DomoLoop *outer;
  DomoFiber *home;      /* that the caller runs on */
  gboolean has_fiber;   /* else there was none to be had */
  DomoFrame *frame_top; /* the caller's; so is the next */
  DomoContextScope *scopes;
  gint depth;            /* g_main_depth() */
  GMainContext *context; /* the thread-default one; borrowed */
  /* Of the turn that ended last. */
  guint n_ran;
  gboolean kept; /* it is still the dispatcher's */
};

/* The innermost loop of this thread, or NULL. */
extern _Thread_local DomoLoop *domo_loop_top;

void domo_loop_run (DomoLoop *self);
void domo_loop_continue_on (DomoFiber *fiber);
void domo_loop_set_aside (DomoFiber *spare, DomoFiberFunc func, gpointer data);
void domo_loop_call_native (void (*func) (gpointer data), gpointer data);

G_END_DECLS
