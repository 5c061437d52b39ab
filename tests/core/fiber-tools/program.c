/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdlib.h>

#include "domo-fiber-private.h"

/* A program for tools to look at: two fibers wait, and a third stops in stop_here(), which depends
 * on a value that nobody has set. */

void stop_here (const int *value);

static DomoFiber *home;

G_GNUC_NO_INLINE void
stop_here (const int *value)
{
  if (*value == 7)
    g_print ("Seven\n");
}

static G_GNUC_NO_INLINE void
wait_for_letter (int n_letters)
{
  domo_fiber_switch (home);
  g_print ("%d letters have come\n", n_letters);
}

static G_GNUC_NO_INLINE void
wait_for_answer (int question)
{
  domo_fiber_switch (home);
  g_print ("Question %d is answered\n", question);
}

static void
read_letters (gpointer data)
{
  wait_for_letter (12);
  for (;;)
    domo_fiber_switch (home);
}

static void
ask (gpointer data)
{
  wait_for_answer (42);
  for (;;)
    domo_fiber_switch (home);
}

static void
stop (gpointer data)
{
  int *volatile value = malloc (sizeof *value);

  stop_here (value);
  free (value);
  for (;;)
    domo_fiber_switch (home);
}

static DomoFiber *
start (DomoFiberFunc func)
{
  g_autoptr (GError) error = NULL;
  DomoFiber *fiber = domo_fiber_acquire (0, &error);

  g_assert_no_error (error);
  domo_fiber_prepare (fiber, func, NULL);
  domo_fiber_switch (fiber);
  return fiber;
}

int
main (void)
{
  DomoFiber *first, *second;

  home = domo_fiber_get_current ();
  first = start (read_letters);
  second = start (ask);
  domo_fiber_release (start (stop));
  domo_fiber_switch (first);
  domo_fiber_switch (second);
  domo_fiber_release (first);
  domo_fiber_release (second);
  return EXIT_SUCCESS;
}
