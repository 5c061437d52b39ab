/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* Turns a line into questions to the bank, its accounts and the coordinator of transfers, and their
 * answers into a text. Construct properties: "bank" and "transfers".
 */
#define TELLER_TYPE_ACTOR (teller_actor_get_type ())
G_DECLARE_FINAL_TYPE (TellerActor, teller_actor, TELLER, ACTOR, DomoActor)

G_END_DECLS
