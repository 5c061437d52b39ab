/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

#include "account-book.h"

G_BEGIN_DECLS

/* Keeps one account, with a child that remembers its transactions. Construct properties: "number",
 * "owner", "kind" and "opening-balance".
 */
#define ACCOUNT_TYPE_ACTOR (account_actor_get_type ())
G_DECLARE_FINAL_TYPE (AccountActor, account_actor, ACCOUNT, ACTOR, DomoActor)

/* For tests, which may look into an actor that is not running. */
const AccountBook *account_actor_get_book (AccountActor *self);

G_END_DECLS
