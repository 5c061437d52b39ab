/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-program.h"

static void
test_counter_prints_its_count (void)
{
  g_autoptr (ProgramRun) run = NULL;

  g_test_summary ("The counter starts at 5, is incremented, and adds 2.");

  run = program_run ("COUNTER", NULL, "", -1);

  g_assert_cmpstr (run->err, ==, "");
  g_assert_cmpstr (run->out, ==, "Count: 8\n");
  g_assert_cmpint (run->status, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/examples/counter/prints-its-count", test_counter_prints_its_count);

  return g_test_run ();
}
