/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "failure.h"

#include <stdlib.h>

void
assert_failure (void (*func) (void), const char *pattern)
{
  g_autofree char *whole = g_strdup_printf ("*Domo-ERROR*%s*", pattern);

  if (g_test_subprocess ())
    {
      func ();
      exit (EXIT_SUCCESS);
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_stderr (whole);
  g_test_trap_assert_failed ();
}
