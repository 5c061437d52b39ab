/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bank.h"
#include "command.h"

G_BEGIN_DECLS

/* Carries out any command but COMMAND_QUIT. Answers the text to print, or the bank's refusal. */
DomoFuture *teller_serve (DemoBank *bank, Command *command) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
