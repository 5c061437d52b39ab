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
 * DomoMessage:
 *
 * One call on its way to an actor, as a [class@DomoCore.Mailbox] sees it.
 *
 * Whoever holds a message may read it, in any thread. Nobody but the library makes or frees one.
 */

DOMO_CORE_AVAILABLE_IN_ALL
const char *domo_message_get_method (DomoMessage *self);
DOMO_CORE_AVAILABLE_IN_ALL
GType domo_message_get_protocol (DomoMessage *self);
DOMO_CORE_AVAILABLE_IN_ALL
int domo_message_get_priority (DomoMessage *self);
DOMO_CORE_AVAILABLE_IN_ALL
gboolean domo_message_is_ask (DomoMessage *self);
DOMO_CORE_AVAILABLE_IN_ALL
char *domo_message_to_string (DomoMessage *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
