/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the kernel says of this process. */
gsize process_memory_resident (void);
gsize process_memory_mapped (void);
guint process_memory_count_mappings (void);

/* Whether a tool is at work that takes memory for its own ends. */
gboolean process_memory_is_watched (void);
gboolean process_memory_is_under_valgrind (void);

/* Abort unless a file can be opened and read, or so much memory be mapped. */
void process_memory_assert_opens_files (void);
void process_memory_assert_maps (gsize size);

G_END_DECLS
