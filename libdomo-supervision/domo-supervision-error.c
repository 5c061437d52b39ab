/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-supervision-error.h"

/**
 * domo_supervision_error_quark:
 *
 * Answers the error domain of what supervisors fail with.
 *
 * Returns: the quark
 *
 * Since: 0.1
 */
G_DEFINE_QUARK (domo - supervision - error - quark, domo_supervision_error)
