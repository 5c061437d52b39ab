/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "menu.h"

#include <string.h>

#include "command.h"
#include "paint.h"

typedef struct
{
  char key;
  const char *command;
  const char *title;
} MenuEntry;

static const MenuEntry entries[] = {
  { '1', "open", "Open an account" },
  { '2', "deposit", "Deposit" },
  { '3', "withdraw", "Withdraw" },
  { '4', "transfer", "Transfer" },
  { '5', "summary", "Summary of an account" },
  { '6', "history", "History of an account" },
  { '7', "list", "List of accounts" },
  { '8', "pending", "Pending transfers" },
  { '0', "quit", "Exit" },
};

/* How an argument is asked for; one without a question goes by its name. */
static const struct
{
  const char *argument;
  const char *question;
} questions[] = {
  { "ACCOUNT", "Account:" },   { "AMOUNT", "Amount:" },
  { "FROM", "From account:" }, { "KIND", "Kind (checking or savings):" },
  { "OWNER", "Owner:" },       { "TO", "To account:" },
};

char *
menu_describe (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    g_string_append_printf (text, "%s  %c  %s", i > 0 ? "\n" : "", entries[i].key,
                            entries[i].title);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

const char *
menu_find (const char *line)
{
  if (strlen (line) != 1)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    if (entries[i].key == line[0])
      return entries[i].command;

  return NULL;
}

static const char *
find_question (const char *argument)
{
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    if (g_str_equal (questions[i].argument, argument))
      return questions[i].question;

  return argument;
}

static gboolean
check_value (const char *argument, const char *value, DemoBank *bank, GError **error)
{
  if (!command_check_argument (argument, value, error))
    return FALSE;

  return !command_argument_is_account (argument) ||
         domo_await (demo_bank_find_account (bank, value), error);
}

/* Answers a value, or NULL as menu_complete_command() does. */
static char *
ask_for_value (
    const char *argument, DemoTerminal *terminal, DemoBank *bank, gboolean colours, GError **error)
{
  g_autofree char *prompt = paint_prompt (find_question (argument), colours);

  for (;;)
    {
      g_autoptr (GError) trouble = NULL;
      g_autofree char *painted = NULL;
      g_autofree char *value =
          domo_await_string (terminal_read_line (terminal, prompt, argument), &trouble);

      if (g_error_matches (trouble, TERMINAL_ERROR, TERMINAL_ERROR_INTERRUPTED))
        return NULL;
      if (trouble != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&trouble));
          return NULL;
        }

      if (g_strstrip (value)[0] == '\0')
        return NULL;
      if (check_value (argument, value, bank, &trouble))
        return g_steal_pointer (&value);

      painted = paint (PAINT_ERROR, trouble->message, colours);
      demo_terminal_print (terminal, painted);
    }
}

static gboolean
needs_quotes (const char *value)
{
  for (const char *p = value; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr (".-_", *p) == NULL)
      return TRUE;

  return FALSE;
}

static void
append_value (GString *line, const char *value)
{
  g_autofree char *quoted = needs_quotes (value) ? g_shell_quote (value) : g_strdup (value);

  g_string_append_printf (line, " %s", quoted);
}

char *
menu_complete_command (
    const char *name, DemoTerminal *terminal, DemoBank *bank, gboolean colours, GError **error)
{
  g_autoptr (GString) line = g_string_new (name);
  g_auto (GStrv) arguments = g_strsplit (command_find_form (name)->arguments, " ", -1);

  for (guint i = 0; arguments[i] != NULL; i++)
    {
      g_autofree char *value = NULL;

      /* What may be left out is not asked for. */
      if (command_argument_is_optional (arguments[i]))
        continue;

      value = ask_for_value (arguments[i], terminal, bank, colours, error);
      if (value == NULL)
        return NULL;
      append_value (line, value);
    }

  return g_string_free (g_steal_pointer (&line), FALSE);
}
