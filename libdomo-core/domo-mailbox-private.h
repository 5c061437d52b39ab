/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-inbox-private.h"
#include "domo-mailbox.h"

G_BEGIN_DECLS

DomoMailbox *domo_mailbox_of (DomoProxy *proxy);

/* Any thread. */
gboolean domo_mailbox_take (DomoProxy *proxy, DomoMessage *message);
DomoFuture *domo_mailbox_ready (DomoProxy *proxy);
void domo_mailbox_count (DomoMailbox *self, DomoDeadLetterReason reason);
void domo_mailbox_get_counts (DomoMailbox *self, guint64 *dropped, guint64 *rejected);

/* Only the actor's turn. */
DomoMessage *domo_mailbox_pop (DomoMailbox *self);
void domo_mailbox_close (DomoMailbox *self);
gboolean domo_mailbox_bury (DomoProxy *proxy, DomoDeadLetterReason reason);

G_END_DECLS
