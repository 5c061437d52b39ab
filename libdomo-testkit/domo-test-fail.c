/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-test-fail-private.h"

#include <stdlib.h>

/* As an assertion would: in a program of GLib's test framework it is the end of the program, which
 * names the test. */
void
domo_test_fail (const char *format, ...)
{
  g_autofree char *what = NULL;
  const char *path = g_test_get_path ();
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_log (G_LOG_DOMAIN, G_LOG_LEVEL_ERROR, "%s%s%s", path, *path != '\0' ? ": " : "", what);
  /* g_log() does not come back from an error. */
  abort ();
}
