/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

/* From now on, a signal that kills the program where it stands leaves the terminal as it is found
 * here, and not in the modes of a line that is being edited.
 */
void terminal_rescue_begin (void);
