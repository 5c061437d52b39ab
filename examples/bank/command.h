/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

#include "account.h"

G_BEGIN_DECLS

typedef enum
{
  COMMAND_OPEN,
  COMMAND_DEPOSIT,
  COMMAND_WITHDRAW,
  COMMAND_TRANSFER,
  COMMAND_SUMMARY,
  COMMAND_HISTORY,
  COMMAND_LIST,
  COMMAND_PENDING,
  COMMAND_CLOSE,
  COMMAND_FAIL,
  COMMAND_HANG,
  COMMAND_REJECT,
  COMMAND_HELP,
  COMMAND_MENU,
  COMMAND_TREE,
  COMMAND_QUIT,
} CommandVerb;

/* How a command is typed: its name, and the names of its arguments with spaces between them. Those
 * in brackets may be left out.
 */
typedef struct
{
  const char *name;
  CommandVerb verb;
  const char *arguments;
  const char *help;
} CommandForm;

/* One line, understood. Never written to once made, and reference counted, because the futures that
 * carry it out need it for as long as they take.
 */
typedef struct
{
  CommandVerb verb;
  const char *name;

  /* Of open. */
  char *owner;
  DemoAccountKind kind;

  /* Of what moves money. */
  gint64 amount;

  /* The account it is about; of transfer, the one that pays. */
  char *number;

  /* Of transfer: the one that is paid. */
  char *to;

  /* How often, or how many; 0 where that was left out. */
  guint times;
} Command;

/* Reads a line of @length bytes, which may hold anything. A blank line or a comment gives TRUE and
 * no command; the error says what is wrong with any other line that is no command.
 */
gboolean command_parse (const char *line, gsize length, Command **command, GError **error);

/* Answers the form of all commands. */
const CommandForm *command_get_forms (guint *n_forms);

/* Answers the form of the command that @line begins with, whatever comes after it; NULL if there is
 * none.
 */
const CommandForm *command_find_form (const char *line);

/* Says whether @text can be a value of the argument that has this name. */
gboolean command_check_argument (const char *argument, const char *text, GError **error);

/* Says whether the argument that has this name is the number of an account. */
gboolean command_argument_is_account (const char *argument);

/* Says whether the argument that has this name may be left out. */
gboolean command_argument_is_optional (const char *argument);

/* Answers a line for each command. */
char *command_describe_all (void) G_GNUC_WARN_UNUSED_RESULT;

Command *command_ref (Command *self);
void command_unref (Command *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Command, command_unref)

G_END_DECLS
