/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-mailbox.h"

G_BEGIN_DECLS

#define DOMO_TYPE_PRIORITY_MAILBOX (domo_priority_mailbox_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (
    DomoPriorityMailbox, domo_priority_mailbox, DOMO, PRIORITY_MAILBOX, DomoMailbox)

DOMO_CORE_AVAILABLE_IN_ALL
DomoMailbox *domo_priority_mailbox_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
