/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "awaits.h"

/* Less than what the whole program gets. */
#define LIMIT (100 * G_USEC_PER_SEC)

typedef struct
{
  int *n_done;
  int n;
} Done;

void
done_add (int *n_done)
{
  g_atomic_int_inc (n_done);
  domo_await_wake ();
}

static gboolean
are_done (gpointer data, GError **error)
{
  const Done *done = data;
  const int n = g_atomic_int_get (done->n_done);

  if (n >= done->n)
    return TRUE;
  g_set_error (error, DOMO_ERROR, DOMO_ERROR_FAILED, "of %d there are %d done", done->n, n);
  return FALSE;
}

void
await_done (int *n_done, int n)
{
  Done done = { n_done, n };

  domo_await_assert (are_done, &done, LIMIT);
}

void
await_settled (DomoFuture *future)
{
  domo_await_settled (future, LIMIT);
}

static gboolean
is_closed (gpointer stage, GError **error)
{
  if (domo_stage_is_closed (stage))
    return TRUE;
  g_set_error (error, DOMO_ERROR, DOMO_ERROR_FAILED, "%u actors have not ended",
               domo_stage_get_n_actors (stage));
  return FALSE;
}

void
await_closed (DomoStage *stage)
{
  domo_await_assert (is_closed, stage, LIMIT);
}
