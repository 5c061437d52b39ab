/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-log-private.h"

#include "domo-dead-letter.h"
#include "domo-enum-types.h"
#include "domo-proxy-private.h"

/* Structured records: every one about an actor has DOMO_ACTOR_ADDRESS and DOMO_ACTOR_TYPE, and
 * DOMO_MESSAGE where a message was at work. */

static const char *
get_priority (GLogLevelFlags level)
{
  /* The priorities of syslog, as GLib maps them. */
  switch (level & G_LOG_LEVEL_MASK)
    {
    case G_LOG_LEVEL_ERROR:
      return "3";
    case G_LOG_LEVEL_CRITICAL:
    case G_LOG_LEVEL_WARNING:
      return "4";
    case G_LOG_LEVEL_MESSAGE:
      return "5";
    case G_LOG_LEVEL_INFO:
      return "6";
    default:
      return "7";
    }
}

/* Fields whose value is NULL are left out. */
static void
log_fields (GLogLevelFlags level, const GLogField *fields, guint n_fields)
{
  GLogField *present = g_newa (GLogField, n_fields + 2);
  guint n = 0;

  present[n++] = (GLogField){ "PRIORITY", get_priority (level), -1 };
  present[n++] = (GLogField){ "GLIB_DOMAIN", G_LOG_DOMAIN, -1 };
  for (guint i = 0; i < n_fields; i++)
    {
      if (fields[i].value != NULL)
        present[n++] = fields[i];
    }
  g_log_structured_array (level, present, n);
}

void
domo_log_actor_valist (
    DomoProxy *proxy, GLogLevelFlags level, const char *message, const char *format, va_list args)
{
  g_autofree char *address = domo_address_to_string (&proxy->address);
  g_autofree char *text = g_strdup_vprintf (format, args);
  const char *type_name = g_type_name (domo_proxy_get_actor_type (proxy));
  g_autofree char *line = g_strdup_printf ("%s %s: %s", type_name, address, text);
  const GLogField fields[] = {
    { "MESSAGE", line, -1 },
    { "DOMO_ACTOR_ADDRESS", address, -1 },
    { "DOMO_ACTOR_TYPE", type_name, -1 },
    { "DOMO_MESSAGE", message, -1 },
  };

  log_fields (level, fields, G_N_ELEMENTS (fields));
}

void
domo_log_actor (
    DomoProxy *proxy, GLogLevelFlags level, const char *message, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  domo_log_actor_valist (proxy, level, message, format, args);
  va_end (args);
}

/* A step in an actor's life, at debug level. */
void
domo_log_life (DomoProxy *proxy, const char *what)
{
  if (G_UNLIKELY (proxy->runtime->logs_debug))
    domo_log_actor (proxy, G_LOG_LEVEL_DEBUG, NULL, "%s", what);
}

/* The one record of a failure: what failed, why, and what was decided. */
void
domo_log_failure (DomoProxy *proxy,
                  const char *message,
                  const GError *error,
                  const char *directive,
                  const char *restarts)
{
  g_autofree char *address = domo_address_to_string (&proxy->address);
  const char *type_name = g_type_name (domo_proxy_get_actor_type (proxy));
  g_autofree char *line =
      g_strdup_printf ("%s %s failed in %s: %s; restarted %s times so far; directive: %s",
                       type_name, address, message, error->message, restarts, directive);
  const GLogField fields[] = {
    { "MESSAGE", line, -1 },
    { "DOMO_ACTOR_ADDRESS", address, -1 },
    { "DOMO_ACTOR_TYPE", type_name, -1 },
    { "DOMO_MESSAGE", message, -1 },
    { "DOMO_ERROR", error->message, -1 },
    { "DOMO_DIRECTIVE", directive, -1 },
    { "DOMO_RESTARTS", restarts, -1 },
  };

  log_fields (G_LOG_LEVEL_MESSAGE, fields, G_N_ELEMENTS (fields));
}

void
domo_log_dead_letter (DomoDeadLetter *letter, guint n_suppressed)
{
  g_autofree char *address = domo_address_to_string (domo_dead_letter_get_address (letter));
  const char *type_name = g_type_name (domo_dead_letter_get_actor_type (letter));
  const char *message = domo_dead_letter_get_message (letter);
  GEnumClass *class = g_type_class_ref (DOMO_TYPE_DEAD_LETTER_REASON);
  const char *reason =
      g_enum_get_value (class, (int) domo_dead_letter_get_reason (letter))->value_nick;
  g_autofree char *suppressed =
      n_suppressed > 0 ? g_strdup_printf (" (%u more not logged before)", n_suppressed) : NULL;
  g_autofree char *line = g_strdup_printf ("Dead letter: %s to %s %s: %s%s", message, type_name,
                                           address, reason, suppressed != NULL ? suppressed : "");
  const GLogField fields[] = {
    { "MESSAGE", line, -1 },
    { "DOMO_ACTOR_ADDRESS", address, -1 },
    { "DOMO_ACTOR_TYPE", type_name, -1 },
    { "DOMO_MESSAGE", message, -1 },
    { "DOMO_DEAD_LETTER_REASON", reason, -1 },
  };

  log_fields (G_LOG_LEVEL_MESSAGE, fields, G_N_ELEMENTS (fields));
  g_type_class_unref (class);
}
