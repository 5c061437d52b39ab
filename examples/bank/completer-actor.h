/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* Knows the commands, and the accounts of the DemoBank that is its property "bank". */
#define COMPLETER_TYPE_ACTOR (completer_actor_get_type ())
G_DECLARE_FINAL_TYPE (CompleterActor, completer_actor, COMPLETER, ACTOR, DomoActor)

G_END_DECLS
