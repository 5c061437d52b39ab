/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* What an actor tells itself after a while. */

/* Sends @actor itself the message of that name, with a transfer's number and step. */
DomoTimer *later_send (DomoActor *actor, gint64 delay, const char *method, guint64 id, guint step)
    G_GNUC_WARN_UNUSED_RESULT;
/* Calls a function as a message of @actor. */
void later_invoke (DomoActor *actor, gint64 delay, const char *name, DomoActorFunc func);

G_END_DECLS
