/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Two threads write one variable with nothing between them. ThreadSanitizer has to report it, with
 * the same suppressions as the tests: a suppression that swallows this one would swallow the
 * library's races, too. */

#include <domo-core.h>

static int shared;

static gpointer
write_shared (gpointer data)
{
  for (int i = 0; i < 1000; i++)
    shared += GPOINTER_TO_INT (data);
  return NULL;
}

int
main (void)
{
  g_autoptr (DomoFuture) future = domo_future_new_void ();
  GThread *first = g_thread_new ("first", write_shared, GINT_TO_POINTER (1));
  GThread *second = g_thread_new ("second", write_shared, GINT_TO_POINTER (2));

  g_thread_join (first);
  g_thread_join (second);
  g_assert_true (domo_future_is_resolved (future));
  return shared == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
