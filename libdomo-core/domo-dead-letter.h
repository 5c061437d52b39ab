/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-enums.h"

G_BEGIN_DECLS

#define DOMO_TYPE_DEAD_LETTER (domo_dead_letter_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_dead_letter_get_type (void);
DOMO_CORE_AVAILABLE_IN_ALL
DomoDeadLetter *domo_dead_letter_ref (DomoDeadLetter *self);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_dead_letter_unref (DomoDeadLetter *self);
DOMO_CORE_AVAILABLE_IN_ALL
DomoDeadLetterReason domo_dead_letter_get_reason (DomoDeadLetter *self);
DOMO_CORE_AVAILABLE_IN_ALL
const DomoAddress *domo_dead_letter_get_address (DomoDeadLetter *self);
DOMO_CORE_AVAILABLE_IN_ALL
GType domo_dead_letter_get_actor_type (DomoDeadLetter *self);
DOMO_CORE_AVAILABLE_IN_ALL
const char *domo_dead_letter_get_message (DomoDeadLetter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoDeadLetter, domo_dead_letter_unref)

G_END_DECLS
