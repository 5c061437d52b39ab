/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bank.h"
#include "interrupts.h"
#include "teller.h"
#include "terminal.h"

G_BEGIN_DECLS

/* What it takes to talk to a customer at a terminal. Borrowed, all of it. */
typedef struct
{
  DomoStage *stage;
  DemoTerminal *terminal;
  DemoTeller *teller;
  DemoBank *bank;
  Interrupts *interrupts;
  gboolean colours;
} FrontEnd;

/* Shows the menu and does what the customer types, until that is the end. */
void front_end_run (FrontEnd *self);

G_END_DECLS
