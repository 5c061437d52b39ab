/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "log-lines.h"

#include "paint.h"

/* GLib lets a program choose where log records go once, and has no end of that: hence these. Only
 * the main thread writes them, while no other of the program's threads logs.
 */
static DemoTerminal *log_terminal;
static gboolean log_curious;
static gboolean log_colours;

/* A record that is written because another is being written would never end. */
static GPrivate is_writing;

static const char *
get_domain (const GLogField *fields, gsize n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "GLIB_DOMAIN"))
      return fields[i].value;

  return NULL;
}

static GLogWriterOutput
write_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *painted = NULL;
  const char *domain = get_domain (fields, n_fields);

  /* After an error the program is over, and the terminal with it. */
  if (log_terminal == NULL || (level & (G_LOG_LEVEL_ERROR | G_LOG_FLAG_FATAL)) != 0 ||
      g_private_get (&is_writing) != NULL)
    return g_log_writer_default (level, fields, n_fields, NULL);

  if (g_log_writer_default_would_drop (level, domain) ||
      (!log_curious && level == G_LOG_LEVEL_MESSAGE && g_strcmp0 (domain, "Domo") == 0))
    return G_LOG_WRITER_HANDLED;

  g_private_set (&is_writing, &is_writing);
  text = g_log_writer_format_fields (level, fields, n_fields, FALSE);
  painted = paint (PAINT_TRACE, text, log_colours);
  demo_terminal_print (log_terminal, painted);
  g_private_set (&is_writing, NULL);

  return G_LOG_WRITER_HANDLED;
}

void
log_lines_begin (DemoTerminal *terminal, gboolean curious, gboolean colours)
{
  g_return_if_fail (log_terminal == NULL);

  g_set_object (&log_terminal, terminal);
  log_curious = curious;
  log_colours = colours;
  g_log_set_writer_func (write_cb, NULL, NULL);
}

void
log_lines_end (void)
{
  g_clear_object (&log_terminal);
}
