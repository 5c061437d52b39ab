/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "statement.h"

#include "money.h"

char *
statement_format_summary (GVariant *summary)
{
  g_autofree char *balance_text = NULL;
  const char *number, *owner, *kind;
  gint64 balance;
  gboolean closed;

  g_variant_get (summary, "(&s&s&sxb)", &number, &owner, &kind, &balance, &closed);
  if (closed)
    return g_strdup_printf ("%s: %s, %s, closed", number, owner, kind);

  balance_text = money_format (balance);
  return g_strdup_printf ("%s: %s, %s, balance %s", number, owner, kind, balance_text);
}

char *
statement_format_entry (GVariant *entry)
{
  g_autofree char *change_text = NULL;
  g_autofree char *balance_text = NULL;
  const char *what, *note;
  gint64 change, balance;

  g_variant_get (entry, "(&sxx&s)", &what, &change, &balance, &note);

  /* Whether it came or went is in the word. It is never the smallest number, which has no positive
   * counterpart.
   */
  change_text = money_format (ABS (change));
  balance_text = money_format (balance);
  return g_strdup_printf ("%s %s%s%s, balance %s", what, change_text, *note != '\0' ? " " : "",
                          note, balance_text);
}

char *
statement_format_lines (GVariant *children, char *(*format) (GVariant *child))
{
  g_autoptr (GString) lines = g_string_new (NULL);
  gsize n_children = g_variant_n_children (children);

  for (gsize i = 0; i < n_children; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (children, i);
      g_autofree char *line = format (child);

      g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", line);
    }

  return g_string_free (g_steal_pointer (&lines), FALSE);
}
