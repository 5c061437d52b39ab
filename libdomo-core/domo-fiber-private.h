/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A fiber is a stack with something that runs on it, or waits to go on. A thread runs one of its
 * fibers at a time and goes from one to the other only where domo_fiber_switch() is called.
 *
 *   DomoFiber *fiber = domo_fiber_acquire (0, &error);
 *
 *   domo_fiber_prepare (fiber, func, data);
 *   domo_fiber_switch (fiber);                      func begins; until it switches back
 *   domo_fiber_release (fiber);                     what func has not done it never does
 *
 * A fiber never leaves its thread: compilers keep addresses of thread-local variables, that of
 * errno among them, over a call. Its errno and its floating-point control are its own; everything
 * else that belongs to a thread (signal mask, thread-local variables, the thread-default context)
 * is shared by the fibers of the thread.
 */
typedef struct _DomoFiber DomoFiber;

typedef void (*DomoFiberFunc) (gpointer data);

#define DOMO_FIBER_STACK_SIZE ((gsize) 256 * 1024)

DomoFiber *domo_fiber_get_current (void);
gboolean domo_fiber_is_native (const DomoFiber *self);

DomoFiber *domo_fiber_acquire (gsize stack_size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DomoFiber *domo_fiber_acquire_reserve (gsize stack_size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void domo_fiber_prepare (DomoFiber *self, DomoFiberFunc func, gpointer data);
void domo_fiber_switch (DomoFiber *to);
void domo_fiber_release (DomoFiber *self);

/* At most so many stacks in the whole process; 0 for the limit that fits the system. */
void domo_fiber_set_limit (guint n_stacks);
guint domo_fiber_get_limit (void);

/* All threads together; exact while no thread is at work on fibers. */
typedef struct
{
  guint n_stacks;   /* in use, hot or in reserve */
  guint n_acquired; /* acquired and not released */
  guint n_parked;   /* of these, not running just now */
  guint n_hot;      /* spares that kept their memory, not counting reserves */
  guint n_slabs;    /* blocks of address space for stacks, also for such as are free */
  guint n_mappings; /* about what the kernel counts for them */
} DomoFiberCounts;

void domo_fiber_get_counts (DomoFiberCounts *counts);

/* How many bytes of the stack have been used at some time since it was last given back. */
gsize domo_fiber_measure_stack (const DomoFiber *self);

G_END_DECLS
