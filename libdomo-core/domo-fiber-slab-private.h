/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-fiber-memory-private.h"
#include "domo-fiber-private.h"
#include "domo-fiber-tools-private.h"

G_BEGIN_DECLS

/* Where fibers and their stacks come from: blocks of address space for many stacks each, shared by
 * all threads. What lies in a block and is free holds no memory. */

typedef struct _DomoFiberSlab DomoFiberSlab;
typedef struct _DomoFiberThread DomoFiberThread;

struct _DomoFiber
{
  /* What is saved of it while it does not run; NULL while it runs, or has nothing to do. */
  gpointer saved;
  DomoFiberThread *thread; /* whose it is; NULL while it is free */

  DomoFiberFunc func;
  gpointer data;

  /* The stack, without its guard. Unknown for the native one, unless a tool wants to know. */
  guint8 *stack;
  gsize stack_size;

  DomoFiberSlab *slab; /* NULL for the native one */
  DomoFiber *next;     /* among the spares of a thread, or the free ones of a slab */
  gboolean is_guarded;
  gboolean is_acquired;

  DomoFiberTools tools;
};

struct _DomoFiberSlab
{
  GList link; /* in the list of all slabs */
  guint8 *memory;
  gsize stack_size;
  guint n_fibers;
  guint n_taken;
  guint n_guards; /* that are mappings */
  DomoFiber *free;
  DomoFiber fibers[];
};

gsize domo_fiber_slab_round_stack_size (gsize stack_size);
DomoFiber *domo_fiber_slab_take (gsize stack_size, GError **error);
void domo_fiber_slab_give_back (DomoFiber *fiber);
void domo_fiber_slab_count (DomoFiberCounts *counts);

/* For tests: how later stacks are guarded, and how many mappings they may take; 0 for what the
 * system has and allows. */
void domo_fiber_slab_set_guard (DomoFiberGuard kind, guint max_mappings);

G_END_DECLS
