/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* Opens accounts and knows them. A restart carries that over; the accounts go on meanwhile. */
#define BANK_TYPE_ACTOR (bank_actor_get_type ())
G_DECLARE_FINAL_TYPE (BankActor, bank_actor, BANK, ACTOR, DomoActor)

G_END_DECLS
