/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Leaks a future. LeakSanitizer has to report it: when it does not, its silence about the tests
 * says nothing either. */

#include <domo-core.h>

static void
lose_a_future (void)
{
  DomoFuture *volatile future = domo_future_new_string ("nobody will release this");

  g_assert_false (domo_future_is_pending (future));
  future = NULL;
}

int
main (void)
{
  lose_a_future ();
  return EXIT_SUCCESS;
}
