/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-supervision-strategy-private.h"

G_BEGIN_DECLS

/* What a supervisor knows of the restarts of one actor, or of a group: those within the window, and
 * those in a row. A record that is NULL is that of somebody who has never been restarted. */

typedef struct _DomoRestartRecord DomoRestartRecord;

DomoRestartRecord *domo_restart_record_new (void);
void domo_restart_record_free (DomoRestartRecord *self);

/* Restarts in the window that ends at @now. Forgets older ones. */
guint domo_restart_record_count (DomoRestartRecord *self,
                                 DomoSupervisionStrategy *strategy,
                                 gint64 now);
/* Whether one more would exceed the intensity. */
gboolean domo_restart_record_is_full (DomoRestartRecord *self,
                                      DomoSupervisionStrategy *strategy,
                                      gint64 now);
/* Restarts in the present row. */
guint domo_restart_record_count_row (DomoRestartRecord *self,
                                     DomoSupervisionStrategy *strategy,
                                     gint64 now);
/* Adds a restart of a row in which there have been @n_in_row, which waits for so long. Takes
 * @cause. */
void domo_restart_record_add (DomoRestartRecord *self,
                              DomoSupervisionStrategy *strategy,
                              gint64 now,
                              guint n_in_row,
                              gint64 delay,
                              char *cause);
/* The window is empty. */
void domo_restart_record_clear (DomoRestartRecord *self);
/* Why @cause, which is about @proxy, is no reason for another restart. */
GError *domo_restart_record_new_error (DomoRestartRecord *self,
                                       DomoSupervisionStrategy *strategy,
                                       gint64 now,
                                       gpointer proxy,
                                       const char *cause);

/* What an actor failed in, and why. */
char *domo_restart_cause_of_failure (DomoSupervised *supervised);
/* The same for one that stopped, and is made again. */
char *domo_restart_cause_of_stop (gpointer proxy);

G_END_DECLS
