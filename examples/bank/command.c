/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "command.h"

#include <string.h>

#include "bank-error.h"
#include "money.h"

#define BLANKS " \t\r\n"

/* The arguments by their names, from which command_parse() knows how to read them. */
static const CommandForm forms[] = {
  { "open", COMMAND_OPEN, "OWNER KIND AMOUNT", "open an account, checking or savings" },
  { "deposit", COMMAND_DEPOSIT, "ACCOUNT AMOUNT", "pay in" },
  { "withdraw", COMMAND_WITHDRAW, "ACCOUNT AMOUNT", "pay out" },
  { "summary", COMMAND_SUMMARY, "ACCOUNT", "show an account" },
  { "history", COMMAND_HISTORY, "ACCOUNT", "show what happened to an account" },
  { "list", COMMAND_LIST, "", "show all accounts" },
  { "fail", COMMAND_FAIL, "ACCOUNT", "make an account's actor fail and restart" },
  { "help", COMMAND_HELP, "", "show this" },
  { "menu", COMMAND_MENU, "", "show what can be chosen by a number" },
  { "tree", COMMAND_TREE, "", "show the actors" },
  { "quit", COMMAND_QUIT, "", "leave the bank" },
  { "exit", COMMAND_QUIT, "", "leave the bank" },
};

const CommandForm *
command_get_forms (guint *n_forms)
{
  *n_forms = G_N_ELEMENTS (forms);
  return forms;
}

static const CommandForm *
find_form (const char *name, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (strlen (forms[i].name) == length && strncmp (forms[i].name, name, length) == 0)
      return &forms[i];

  return NULL;
}

const CommandForm *
command_find_form (const char *line)
{
  line += strspn (line, BLANKS);
  return find_form (line, strcspn (line, BLANKS));
}

/* A line may come from anywhere. Control characters are refused because parts of the line are
 * printed later, and a terminal might obey them.
 */
static gboolean
check_text (const char *text, gsize length, GError **error)
{
  const char *flaw = NULL;

  if (memchr (text, '\0', length) != NULL)
    flaw = "The line contains a NUL byte";
  else if (!g_utf8_validate_len (text, length, NULL))
    flaw = "The line is not valid UTF-8";
  else
    for (const char *p = text; *p != '\0' && flaw == NULL; p = g_utf8_next_char (p))
      if (*p != '\t' && g_unichar_iscntrl (g_utf8_get_char (p)))
        flaw = "The line contains a control character";

  if (flaw == NULL)
    return TRUE;

  g_set_error_literal (error, BANK_ERROR, BANK_ERROR_INVALID_COMMAND, flaw);
  return FALSE;
}

static gboolean
parse_kind (const char *text, DemoAccountKind *kind, GError **error)
{
  g_autoptr (GEnumClass) kinds = g_type_class_ref (DEMO_TYPE_ACCOUNT_KIND);
  const GEnumValue *value = g_enum_get_value_by_nick (kinds, text);

  if (value == NULL)
    {
      g_set_error (error, BANK_ERROR, BANK_ERROR_INVALID_COMMAND,
                   "There is no kind of account '%s'; it is checking or savings", text);
      return FALSE;
    }

  *kind = value->value;
  return TRUE;
}

static gboolean
parse_argument (Command *self, const char *argument, const char *text, GError **error)
{
  if (g_str_equal (argument, "AMOUNT"))
    return money_parse (text, &self->amount, error);
  if (g_str_equal (argument, "KIND"))
    return parse_kind (text, &self->kind, error);

  if (g_str_equal (argument, "OWNER"))
    self->owner = g_strdup (text);
  else
    self->number = g_strdup (text);
  return TRUE;
}

gboolean
command_check_argument (const char *argument, const char *text, GError **error)
{
  g_autoptr (Command) scratch = g_atomic_rc_box_new0 (Command);

  return check_text (text, strlen (text), error) && parse_argument (scratch, argument, text, error);
}

gboolean
command_argument_is_account (const char *argument)
{
  return g_str_equal (argument, "ACCOUNT");
}

static Command *
command_new (char **words, GError **error)
{
  g_autoptr (Command) self = g_atomic_rc_box_new0 (Command);
  const CommandForm *form = find_form (words[0], strlen (words[0]));
  g_auto (GStrv) arguments = NULL;
  guint n_given = g_strv_length (words) - 1;
  guint n_wanted;

  if (form == NULL)
    {
      g_set_error (error, BANK_ERROR, BANK_ERROR_INVALID_COMMAND,
                   "There is no command '%s'; try 'help'", words[0]);
      return NULL;
    }

  arguments = g_strsplit (form->arguments, " ", -1);
  n_wanted = g_strv_length (arguments);
  if (n_given != n_wanted)
    {
      g_set_error (error, BANK_ERROR, BANK_ERROR_INVALID_COMMAND,
                   "Wrong number of arguments, %u instead of %u; it is '%s%s%s'", n_given, n_wanted,
                   form->name, n_wanted > 0 ? " " : "", form->arguments);
      return NULL;
    }

  self->verb = form->verb;
  for (guint i = 0; i < n_wanted; i++)
    if (!parse_argument (self, arguments[i], words[i + 1], error))
      return NULL;

  return g_steal_pointer (&self);
}

gboolean
command_parse (const char *line, gsize length, Command **command, GError **error)
{
  g_autoptr (GError) shell_error = NULL;
  g_autoptr (GString) text = NULL;
  g_auto (GStrv) words = NULL;

  *command = NULL;

  /* The other end of the line break, where files come from elsewhere. */
  if (length > 0 && line[length - 1] == '\r')
    length--;

  text = g_string_new_len (line, length);
  if (!check_text (text->str, text->len, error))
    return FALSE;

  /* GLib takes a '#' that is the very last character for the start of a quote; so it never is. */
  g_string_append_c (text, ' ');
  if (!g_shell_parse_argv (text->str, NULL, &words, &shell_error))
    {
      if (g_error_matches (shell_error, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING))
        return TRUE;

      g_set_error (error, BANK_ERROR, BANK_ERROR_INVALID_COMMAND, "A quote is not closed");
      return FALSE;
    }

  *command = command_new (words, error);
  return *command != NULL;
}

char *
command_describe_all (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    g_string_append_printf (text, "%s%-8s %-17s  %s", i > 0 ? "\n" : "", forms[i].name,
                            forms[i].arguments, forms[i].help);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

Command *
command_ref (Command *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
command_clear (gpointer data)
{
  Command *self = data;

  g_free (self->owner);
  g_free (self->number);
}

void
command_unref (Command *self)
{
  g_atomic_rc_box_release_full (self, command_clear);
}
