/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* Keeps one account. Construct properties: "number", "owner", "kind", "opening-balance" and
 * "history", the proxy of the actor that remembers its transactions.
 */
#define ACCOUNT_TYPE_ACTOR (account_actor_get_type ())
G_DECLARE_FINAL_TYPE (AccountActor, account_actor, ACCOUNT, ACTOR, DomoActor)

G_END_DECLS
