/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-restart-history-private.h"

/* So many causes are kept; of older restarts only the time. */
#define N_CAUSES 8

typedef struct
{
  gint64 time;
  char *cause; /* or NULL */
} Restart;

/* A ring that grows as needed. */
struct _DomoRestartHistory
{
  Restart *restarts;
  guint capacity; /* a power of two, or 0 */
  guint first;
  guint length;
};

DomoRestartHistory *
domo_restart_history_new (void)
{
  return g_new0 (DomoRestartHistory, 1);
}

static Restart *
get_nth (DomoRestartHistory *self, guint n)
{
  return &self->restarts[(self->first + n) & (self->capacity - 1)];
}

void
domo_restart_history_free (DomoRestartHistory *self)
{
  domo_restart_history_forget_before (self, G_MAXINT64);
  g_free (self->restarts);
  g_free (self);
}

void
domo_restart_history_forget_before (DomoRestartHistory *self, gint64 time)
{
  while (self->length > 0 && get_nth (self, 0)->time < time)
    {
      g_clear_pointer (&get_nth (self, 0)->cause, g_free);
      self->first = (self->first + 1) & (self->capacity - 1);
      self->length--;
    }
}

guint
domo_restart_history_get_length (DomoRestartHistory *self)
{
  return self->length;
}

static void
grow (DomoRestartHistory *self)
{
  guint capacity = MAX (4, self->capacity * 2);
  Restart *restarts = g_new0 (Restart, capacity);

  for (guint i = 0; i < self->length; i++)
    restarts[i] = *get_nth (self, i);
  g_free (self->restarts);
  self->restarts = restarts;
  self->capacity = capacity;
  self->first = 0;
}

void
domo_restart_history_add (DomoRestartHistory *self, gint64 time, char *cause)
{
  if (self->length == self->capacity)
    grow (self);
  self->length++;
  *get_nth (self, self->length - 1) = (Restart){ time, cause };
  if (self->length > N_CAUSES)
    g_clear_pointer (&get_nth (self, self->length - 1 - N_CAUSES)->cause, g_free);
}

void
domo_restart_history_describe (DomoRestartHistory *self, gint64 now, GString *text)
{
  guint n_left_out = self->length > N_CAUSES ? self->length - N_CAUSES : 0;

  if (n_left_out > 0)
    g_string_append_printf (text, "%u earlier; ", n_left_out);
  for (guint i = n_left_out; i < self->length; i++)
    {
      const Restart *restart = get_nth (self, i);

      g_string_append_printf (text, "%g s ago %s; ",
                              (double) (now - restart->time) / G_USEC_PER_SEC, restart->cause);
    }
}
