/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Memory for stacks, as the kernel gives it. */

/* A frame larger than a guard may step over it unseen. Compilers that are asked to touch each page
 * on the way (-fstack-clash-protection) do not, and few frames of others are larger than this. */
#define DOMO_FIBER_GUARD_SIZE ((gsize) 64 * 1024)

typedef enum
{
  DOMO_FIBER_GUARD_UNKNOWN,
  DOMO_FIBER_GUARD_INSTALL, /* marks in the page table: no mapping each */
  DOMO_FIBER_GUARD_PROTECT, /* mappings of their own, of which a process has a limited number */
} DomoFiberGuard;

gsize domo_fiber_memory_round (gsize size);
gpointer domo_fiber_memory_map (gsize length);
void domo_fiber_memory_unmap (gpointer memory, gsize length);
void domo_fiber_memory_discard (gpointer memory, gsize length);
gboolean domo_fiber_memory_guard (gpointer memory, DomoFiberGuard *kind);
guint domo_fiber_memory_get_max_mappings (void);

G_END_DECLS
