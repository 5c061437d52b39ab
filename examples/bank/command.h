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
  COMMAND_SUMMARY,
  COMMAND_HISTORY,
  COMMAND_LIST,
  COMMAND_FAIL,
  COMMAND_HELP,
  COMMAND_QUIT,
} CommandVerb;

/* One line, understood. Never written to once made, and reference counted, because the futures that
 * carry it out need it for as long as they take.
 */
typedef struct
{
  CommandVerb verb;

  /* Of open. */
  char *owner;
  DemoAccountKind kind;

  /* Of open, deposit and withdraw. */
  gint64 amount;

  /* Of deposit, withdraw, summary, history and fail. */
  char *number;
} Command;

/* Reads a line of @length bytes, which may hold anything. A blank line or a comment gives TRUE and
 * no command; the error says what is wrong with any other line that is no command.
 */
gboolean command_parse (const char *line, gsize length, Command **command, GError **error);

/* Answers a line for each command. */
char *command_describe_all (void) G_GNUC_WARN_UNUSED_RESULT;

Command *command_ref (Command *self);
void command_unref (Command *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Command, command_unref)

G_END_DECLS
