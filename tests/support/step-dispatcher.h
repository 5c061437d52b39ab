/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* A dispatcher that runs nothing by itself: a test steps it, one message at a time. It has no main
 * loop, so it also shows that nothing in the library is wired to one. Turns may be scheduled from
 * any thread; who steps is the owner. */

#define STEP_TYPE_DISPATCHER (step_dispatcher_get_type ())
G_DECLARE_FINAL_TYPE (StepDispatcher, step_dispatcher, STEP, DISPATCHER, DomoDispatcher)

StepDispatcher *step_dispatcher_new (void);
/* Runs one message of the actor that has waited longest. FALSE if no actor is ready. */
gboolean step_dispatcher_step (StepDispatcher *self);
/* The same for the actor of that proxy. FALSE if it is not ready. */
gboolean step_dispatcher_step_actor (StepDispatcher *self, gpointer proxy);
/* Steps until no actor is ready; answers how many messages ran. */
guint step_dispatcher_run (StepDispatcher *self);
guint step_dispatcher_get_n_ready (StepDispatcher *self);

G_END_DECLS
