/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Uses the installed library as any program would: every function that programs outside the project
 * are promised (the file promised has the list) is called, and its result looked at. */

#include "consumer.h"

void
consumer_close (DomoStage *stage)
{
  g_autoptr (GError) error = NULL;
  gboolean closed = domo_stage_close (stage, 5 * G_USEC_PER_SEC, &error);

  g_assert_no_error (error);
  g_assert_true (closed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  consumer_add_stage_tests ();
  consumer_add_actor_tests ();
  consumer_add_by_name_tests ();
  consumer_add_future_tests ();
  consumer_add_supervision_tests ();
  return g_test_run ();
}
