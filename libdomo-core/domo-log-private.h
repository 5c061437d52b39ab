/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-types.h"

G_BEGIN_DECLS

void domo_log_actor (DomoProxy *proxy,
                     GLogLevelFlags level,
                     const char *message,
                     const char *format,
                     ...) G_GNUC_PRINTF (4, 5);
void domo_log_actor_valist (DomoProxy *proxy,
                            GLogLevelFlags level,
                            const char *message,
                            const char *format,
                            va_list args) G_GNUC_PRINTF (4, 0);
void domo_log_life (DomoProxy *proxy, const char *what);
void domo_log_failure (DomoProxy *proxy,
                       const char *message,
                       const GError *error,
                       const char *directive,
                       const char *restarts);
void domo_log_dead_letter (DomoDeadLetter *letter, guint n_suppressed);

G_END_DECLS
