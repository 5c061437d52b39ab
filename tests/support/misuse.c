/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "misuse.h"

void
assert_misuse (MisuseFunc func, gconstpointer data, const char *pattern)
{
  g_autofree char *whole = g_strdup_printf ("*Domo-CRITICAL*%s*", pattern);

  if (g_test_subprocess ())
    {
      g_log_set_always_fatal (G_LOG_FATAL_MASK);
      func (data);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_stderr (whole);
  g_test_trap_assert_stderr_unmatched ("*-CRITICAL*-CRITICAL*");
  g_test_trap_assert_stderr_unmatched ("*-WARNING*");
  g_test_trap_assert_passed ();
}
