/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-enums.h"

G_BEGIN_DECLS

#define DOMO_TYPE_DEAD_LETTERS (domo_dead_letters_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (DomoDeadLetters, domo_dead_letters, DOMO, DEAD_LETTERS, GObject)

DOMO_CORE_AVAILABLE_IN_ALL
guint64 domo_dead_letters_get_count (DomoDeadLetters *self, DomoDeadLetterReason reason);
DOMO_CORE_AVAILABLE_IN_ALL
guint64 domo_dead_letters_get_total (DomoDeadLetters *self);

G_END_DECLS
