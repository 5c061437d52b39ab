/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*MisuseFunc) (gconstpointer data);

/* Runs @func in a process of its own, in which criticals do not abort. Asserts that it ends well
 * and that exactly one critical was printed, of the domain Domo and like @pattern. To be called
 * once per test. */
void assert_misuse (MisuseFunc func, gconstpointer data, const char *pattern);

G_END_DECLS
