/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* Has the terminal to itself: a DemoTerminal, and the DemoNotices of a customer who sits at it. Its
 * properties:
 *
 *   "can-edit"  whether the terminal can do more than print
 *   "colours"   whether notices are to be coloured
 *   "history"   the name of the file that keeps the commands, or NULL
 */
#define TERMINAL_TYPE_ACTOR (terminal_actor_get_type ())
G_DECLARE_FINAL_TYPE (TerminalActor, terminal_actor, TERMINAL, ACTOR, DomoActor)

G_END_DECLS
