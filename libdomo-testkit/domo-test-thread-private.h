/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What a thread of a test can move on: the dispatchers and clocks that were made in it. So who
 * waits need not be told what to run meanwhile. */

void domo_test_thread_add (gpointer object);
void domo_test_thread_remove (gpointer object);
/* This thread's objects of that type, in the order in which they were made (transfer full, holds
 * references). */
GPtrArray *domo_test_thread_list (GType type);

G_END_DECLS
