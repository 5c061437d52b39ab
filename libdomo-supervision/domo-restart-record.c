/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-restart-record-private.h"

#include "domo-restart-history-private.h"
#include "domo-supervision-error.h"

struct _DomoRestartRecord
{
  DomoRestartHistory *history;
  guint n_ever;
  /* Restarts in a row, and when the last one of them was due. */
  guint n_in_row;
  gint64 last_due;
};

/* So much of an error's message is quoted in a history. */
#define MAX_QUOTE 200

DomoRestartRecord *
domo_restart_record_new (void)
{
  DomoRestartRecord *self = g_new0 (DomoRestartRecord, 1);

  self->history = domo_restart_history_new ();
  return self;
}

void
domo_restart_record_free (DomoRestartRecord *self)
{
  domo_restart_history_free (self->history);
  g_free (self);
}

guint
domo_restart_record_count (DomoRestartRecord *self, DomoSupervisionStrategy *strategy, gint64 now)
{
  gint64 period = domo_supervision_strategy_get_period (strategy);

  if (self == NULL)
    return 0;
  if (domo_supervision_strategy_get_intensity (strategy) < 0)
    return self->n_ever;
  /* One that is exactly one period old counts. */
  if (now >= G_MININT64 + period)
    domo_restart_history_forget_before (self->history, now - period);
  return domo_restart_history_get_length (self->history);
}

gboolean
domo_restart_record_is_full (DomoRestartRecord *self, DomoSupervisionStrategy *strategy, gint64 now)
{
  int intensity = domo_supervision_strategy_get_intensity (strategy);

  return intensity >= 0 && domo_restart_record_count (self, strategy, now) >= (guint) intensity;
}

guint
domo_restart_record_count_row (DomoRestartRecord *self,
                               DomoSupervisionStrategy *strategy,
                               gint64 now)
{
  const DomoBackOff *back_off = domo_supervision_strategy_get_back_off (strategy);

  if (self == NULL || back_off == NULL ||
      now - self->last_due > domo_back_off_get_reset_after (back_off))
    return 0;
  return self->n_in_row;
}

void
domo_restart_record_add (DomoRestartRecord *self,
                         DomoSupervisionStrategy *strategy,
                         gint64 now,
                         guint n_in_row,
                         gint64 delay,
                         char *cause)
{
  if (self->n_ever < G_MAXUINT)
    self->n_ever++;
  self->n_in_row = n_in_row + 1;
  self->last_due = now < G_MAXINT64 - delay ? now + delay : G_MAXINT64;
  /* Where any number is allowed, nobody looks back. */
  if (domo_supervision_strategy_get_intensity (strategy) > 0)
    domo_restart_history_add (self->history, now, cause);
  else
    g_free (cause);
}

void
domo_restart_record_clear (DomoRestartRecord *self)
{
  domo_restart_history_forget_before (self->history, G_MAXINT64);
}

static void
append_name (GString *text, gpointer proxy)
{
  g_autofree char *address = domo_address_to_string (domo_proxy_get_address (proxy));

  g_string_append_printf (text, "%s %s", g_type_name (domo_proxy_get_actor_type (proxy)), address);
}

GError *
domo_restart_record_new_error (DomoRestartRecord *self,
                               DomoSupervisionStrategy *strategy,
                               gint64 now,
                               gpointer proxy,
                               const char *cause)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_name (text, proxy);
  g_string_append_printf (
      text, " is not restarted, because %d restarts within %g s are all that is allowed: ",
      domo_supervision_strategy_get_intensity (strategy),
      (double) domo_supervision_strategy_get_period (strategy) / G_USEC_PER_SEC);
  if (self != NULL)
    domo_restart_history_describe (self->history, now, text);
  g_string_append_printf (text, "now %s", cause);
  return g_error_new_literal (DOMO_SUPERVISION_ERROR, DOMO_SUPERVISION_ERROR_INTENSITY, text->str);
}

char *
domo_restart_cause_of_failure (DomoSupervised *supervised)
{
  GString *text = g_string_new (NULL);
  const char *message = domo_supervised_get_error (supervised)->message;
  g_autofree char *quoted = g_utf8_make_valid (message, MIN (strlen (message), MAX_QUOTE));

  append_name (text, domo_supervised_get_proxy (supervised));
  g_string_append_printf (text, " in %s: %s", domo_supervised_get_message (supervised), quoted);
  return g_string_free (text, FALSE);
}

char *
domo_restart_cause_of_stop (gpointer proxy)
{
  GString *text = g_string_new (NULL);

  append_name (text, proxy);
  g_string_append (text, ", which stopped");
  return g_string_free (text, FALSE);
}
