/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-types.h"

G_BEGIN_DECLS

#define DOMO_TYPE_BACK_OFF (domo_back_off_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
GType domo_back_off_get_type (void);
DOMO_CORE_AVAILABLE_IN_ALL
DomoBackOff *domo_back_off_new (gint64 initial_us,
                                double factor,
                                gint64 ceiling_us,
                                double jitter,
                                gint64 reset_after_us) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
DomoBackOff *domo_back_off_copy (const DomoBackOff *self) G_GNUC_WARN_UNUSED_RESULT;
DOMO_CORE_AVAILABLE_IN_ALL
void domo_back_off_free (DomoBackOff *self);

DOMO_CORE_AVAILABLE_IN_ALL
gint64 domo_back_off_get_initial (const DomoBackOff *self);
DOMO_CORE_AVAILABLE_IN_ALL
double domo_back_off_get_factor (const DomoBackOff *self);
DOMO_CORE_AVAILABLE_IN_ALL
gint64 domo_back_off_get_ceiling (const DomoBackOff *self);
DOMO_CORE_AVAILABLE_IN_ALL
double domo_back_off_get_jitter (const DomoBackOff *self);
DOMO_CORE_AVAILABLE_IN_ALL
gint64 domo_back_off_get_reset_after (const DomoBackOff *self);

DOMO_CORE_AVAILABLE_IN_ALL
gint64 domo_back_off_get_delay (const DomoBackOff *self, guint attempt, GRand *random);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoBackOff, domo_back_off_free)

G_END_DECLS
