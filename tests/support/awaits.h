/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-testkit.h>

G_BEGIN_DECLS

/* Waiting, in real time, for what comes by itself: actors in the main context of the thread that
 * waits, and other threads. A test that waits in vain fails, and says for what, before it is ended
 * from outside. */

/* A thread is done: counts it, and tells who waits. */
void done_add (int *n_done);
/* Until so many are. */
void await_done (int *n_done, int n);
/* Until it is not pending any more; keeps it. */
void await_settled (DomoFuture *future);
void await_closed (DomoStage *stage);

G_END_DECLS
