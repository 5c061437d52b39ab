/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "teller.h"

G_BEGIN_DECLS

/* Reads commands from @input, one a line, and has each carried out before it reads the next. With
 * @interactive it shows a prompt and takes a failed command lightly; otherwise error messages name
 * the line. Returns at the end of the input or at `quit`: FALSE if a line failed in a batch, or if
 * reading or writing did.
 */
gboolean front_end_run (DemoTeller *teller, GInputStream *input, gboolean interactive);

G_END_DECLS
