/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-test-dispatcher.h"

G_BEGIN_DECLS

/* Who runs next: answers which of @n_ready actors, at least 1, counted from 0 in the order in which
 * they became ready. This is the only choice there is in a test on one dispatcher, so whoever makes
 * it can lead a test through any order there may be. */
typedef guint (*DomoTestChoiceFunc) (guint n_ready, gpointer data);

void domo_test_dispatcher_set_choice (DomoTestDispatcher *self,
                                      DomoTestChoiceFunc func,
                                      gpointer data,
                                      GDestroyNotify destroy);
/* The names of the classes of actors that are ready, a few at the most, for messages (transfer
 * full). */
char *domo_test_dispatcher_name_ready (DomoTestDispatcher *self);

G_END_DECLS
