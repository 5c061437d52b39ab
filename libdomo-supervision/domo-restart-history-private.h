/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The restarts within a window of time: when they were, and of the latest what led to them. It
 * holds what it is told to keep and no more, however often something is restarted. */

typedef struct _DomoRestartHistory DomoRestartHistory;

DomoRestartHistory *domo_restart_history_new (void);
void domo_restart_history_free (DomoRestartHistory *self);

/* Forgets what was before @time. */
void domo_restart_history_forget_before (DomoRestartHistory *self, gint64 time);
guint domo_restart_history_get_length (DomoRestartHistory *self);
/* Adds a restart that is not earlier than those before. Takes @cause. */
void domo_restart_history_add (DomoRestartHistory *self, gint64 time, char *cause);
/* Appends the latest of them, as seen at @now, oldest first. */
void domo_restart_history_describe (DomoRestartHistory *self, gint64 now, GString *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DomoRestartHistory, domo_restart_history_free)

G_END_DECLS
