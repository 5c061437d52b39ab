/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* Remembers what happened to one account. Its construct property "entries" is what is known
 * already, a variant of DEMO_TRANSACTION_ENTRIES_FORMAT; a restart carries over what came since.
 */
#define TRANSACTION_HISTORY_TYPE_ACTOR (transaction_history_actor_get_type ())
G_DECLARE_FINAL_TYPE (
    TransactionHistoryActor, transaction_history_actor, TRANSACTION_HISTORY, ACTOR, DomoActor)

G_END_DECLS
