/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GThread *domo_thread_try_new (const char *name, GThreadFunc func, gpointer data, GError **error);

G_END_DECLS
