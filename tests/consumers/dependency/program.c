/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The smallest program that needs both the headers and the library. */

#include <domo-core.h>

int
main (void)
{
  g_autoptr (DomoStage) stage = domo_stage_new ();
  g_autoptr (GError) error = NULL;

  if (domo_await_int64 (domo_future_new_int64 (42), &error) != 42)
    return EXIT_FAILURE;
  return domo_stage_close (stage, 5 * G_USEC_PER_SEC, &error) ? EXIT_SUCCESS : EXIT_FAILURE;
}
