/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "interrupts.h"
#include "teller.h"

G_BEGIN_DECLS

/* Commands from a file or a pipe. */
typedef struct
{
  /* Borrowed. */
  DomoStage *stage;
  DemoTeller *teller;
  Interrupts *interrupts;

  /* Out: how many lines were commands, and whether one of them failed. */
  guint64 n_commands;
  gboolean failed;
} Batch;

/* Reads commands from @input, one a line, has each carried out before it looks at the next, and
 * prints the answers. Errors go to the standard error output and name the line.
 */
void batch_run (Batch *self, GInputStream *input);

G_END_DECLS
