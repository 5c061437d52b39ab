/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "terminal.h"

G_BEGIN_DECLS

/* The signals that reach the program while it runs its main loop. SIGINT ends a wait if the program
 * says that it is in one, or else the line that is being typed; SIGTERM and SIGHUP end both for
 * good; SIGWINCH and SIGCONT have the line shown anew.
 */
typedef struct _Interrupts Interrupts;

/* @terminal is NULL where nobody types. */
Interrupts *interrupts_new (DemoTerminal *terminal) G_GNUC_WARN_UNUSED_RESULT;
void interrupts_free (Interrupts *self);

/* Answers what will be cancelled if the wait that begins now is not to go on. */
GCancellable *interrupts_begin_wait (Interrupts *self);
void interrupts_end_wait (Interrupts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Interrupts, interrupts_free)

G_END_DECLS
