/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Runs @func in a process of its own, and asserts that it fails the test there with a message like
 * @pattern. To be called once per test. */
void assert_failure (void (*func) (void), const char *pattern);

G_END_DECLS
