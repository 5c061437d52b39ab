/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "command.h"

#include <string.h>

#include "bank-error.h"
#include "money.h"

#define BLANKS " \t\r\n"

#define MAX_NUMBER 1000000

/* The arguments by their names, from which command_parse() knows how to read them. Those in
 * brackets may be left out.
 */
static const CommandForm forms[] = {
  { "open", COMMAND_OPEN, "OWNER KIND AMOUNT", "open an account, checking or savings" },
  { "deposit", COMMAND_DEPOSIT, "ACCOUNT AMOUNT", "pay in" },
  { "withdraw", COMMAND_WITHDRAW, "ACCOUNT AMOUNT", "pay out" },
  { "transfer", COMMAND_TRANSFER, "FROM TO AMOUNT", "move money from one account to another" },
  { "summary", COMMAND_SUMMARY, "ACCOUNT", "show an account" },
  { "history", COMMAND_HISTORY, "ACCOUNT [LIMIT]", "show what happened to an account" },
  { "list", COMMAND_LIST, "", "show all accounts" },
  { "pending", COMMAND_PENDING, "", "show the transfers that are under way" },
  { "close", COMMAND_CLOSE, "ACCOUNT", "close an empty account" },
  { "fail", COMMAND_FAIL, "ACCOUNT [TIMES]",
    "rehearse: its actor fails now, or as it next moves money; or bank, transfers" },
  { "hang", COMMAND_HANG, "ACCOUNT [TIMES]", "rehearse: what a transfer pays in is put aside" },
  { "reject", COMMAND_REJECT, "ACCOUNT [TIMES]", "rehearse: what a transfer pays in is not taken" },
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

/* How many: there is no sense in none, or in very many. */
static gboolean
parse_number (const char *text, guint *number, GError **error)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 1, MAX_NUMBER, &value, NULL))
    {
      g_set_error (error, BANK_ERROR, BANK_ERROR_INVALID_COMMAND,
                   "'%s' is not a number from 1 to %d", text, MAX_NUMBER);
      return FALSE;
    }

  *number = value;
  return TRUE;
}

static gboolean
parse_argument (Command *self, const char *argument, const char *text, GError **error)
{
  if (g_str_equal (argument, "AMOUNT"))
    return money_parse (text, &self->amount, error);
  if (g_str_equal (argument, "KIND"))
    return parse_kind (text, &self->kind, error);

  if (g_str_equal (argument, "[LIMIT]") || g_str_equal (argument, "[TIMES]"))
    return parse_number (text, &self->times, error);

  if (g_str_equal (argument, "OWNER"))
    self->owner = g_strdup (text);
  else if (g_str_equal (argument, "TO"))
    self->to = g_strdup (text);
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
  return g_str_equal (argument, "ACCOUNT") || g_str_equal (argument, "FROM") ||
         g_str_equal (argument, "TO");
}

gboolean
command_argument_is_optional (const char *argument)
{
  return argument[0] == '[';
}

static guint
count_needed (char **arguments)
{
  guint n = 0;

  while (arguments[n] != NULL && !command_argument_is_optional (arguments[n]))
    n++;
  return n;
}

/* Whether so many arguments were given as the form wants. */
static gboolean
check_count (const CommandForm *form, char **arguments, guint n_given, GError **error)
{
  guint n_needed = count_needed (arguments);
  guint n_allowed = g_strv_length (arguments);
  g_autofree char *range = NULL;

  if (n_given >= n_needed && n_given <= n_allowed)
    return TRUE;

  range = n_needed == n_allowed ? g_strdup_printf ("%u", n_needed)
                                : g_strdup_printf ("%u or %u", n_needed, n_allowed);
  g_set_error (error, BANK_ERROR, BANK_ERROR_INVALID_COMMAND,
               "Wrong number of arguments, %u instead of %s; it is '%s%s%s'", n_given, range,
               form->name, n_allowed > 0 ? " " : "", form->arguments);
  return FALSE;
}

static Command *
command_new (char **words, GError **error)
{
  g_autoptr (Command) self = g_atomic_rc_box_new0 (Command);
  const CommandForm *form = find_form (words[0], strlen (words[0]));
  g_auto (GStrv) arguments = NULL;
  guint n_given = g_strv_length (words) - 1;

  if (form == NULL)
    {
      g_set_error (error, BANK_ERROR, BANK_ERROR_INVALID_COMMAND,
                   "There is no command '%s'; try 'help'", words[0]);
      return NULL;
    }

  arguments = g_strsplit (form->arguments, " ", -1);
  if (!check_count (form, arguments, n_given, error))
    return NULL;

  self->verb = form->verb;
  self->name = form->name;
  for (guint i = 0; i < n_given; i++)
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
  g_free (self->to);
}

void
command_unref (Command *self)
{
  g_atomic_rc_box_release_full (self, command_clear);
}
