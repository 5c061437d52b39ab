/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_SUPERVISION_INSIDE) && !defined(DOMO_SUPERVISION_COMPILATION)
#error "Only <domo-supervision.h> can be included directly."
#endif

#include <gio/gio.h>

#include "domo-supervision-version-macros.h"

G_BEGIN_DECLS

/**
 * DOMO_SUPERVISION_ERROR:
 *
 * The error domain of what supervisors fail with.
 */
#define DOMO_SUPERVISION_ERROR (domo_supervision_error_quark ())

/**
 * DomoSupervisionError:
 * @DOMO_SUPERVISION_ERROR_INTENSITY: one more restart would have been more than the strategy allows
 *   within its period; the message tells the history
 *
 * Errors that supervisors fail with. Codes are only ever added.
 */
typedef enum
{
  DOMO_SUPERVISION_ERROR_INTENSITY,
} DomoSupervisionError;

DOMO_SUPERVISION_AVAILABLE_IN_ALL
GQuark domo_supervision_error_quark (void);

G_END_DECLS
