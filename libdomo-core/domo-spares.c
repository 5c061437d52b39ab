/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-spares-private.h"

#include <string.h>

_Thread_local DomoSpares domo_spares_small;
_Thread_local DomoSpares domo_spares_large;

static void
drop (DomoSpares *self)
{
  while (self->first != NULL)
    {
      DomoSpare *block = self->first;

      self->first = block->next;
      g_free (block);
    }
  self->room = 0;
}

/* The thread ends. One that frees blocks even after this keeps some once more, and comes here
 * again.
 */
static void
drop_at_thread_end (gpointer data)
{
  drop (&domo_spares_small);
  drop (&domo_spares_large);
}

static gboolean
are_wanted (void)
{
  static gsize answer; /* 1: no, 2: yes */

  if (g_once_init_enter (&answer))
    {
      const char *settings = g_getenv ("G_SLICE");

      g_once_init_leave (&answer,
                         settings != NULL && strstr (settings, "always-malloc") != NULL ? 1 : 2);
    }
  return answer == 2;
}

/* There is no room for a block: because there are enough of its size, or because this is the first
 * that this thread frees. */
void
domo_spares_keep_first (DomoSpares *self, gpointer block)
{
  static GPrivate key = G_PRIVATE_INIT (drop_at_thread_end);

  if (self->first == NULL && are_wanted ())
    {
      g_private_set (&key, &domo_spares_small);
      self->first = block;
      self->first->next = NULL;
      self->room = DOMO_SPARES_MAX - 1;
      return;
    }
  g_free (block);
}
