/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Telling the tools that watch a program which stack it is on. AddressSanitizer, LeakSanitizer and
 * ThreadSanitizer are looked for when the program runs, so that a library built without them gets
 * along with a program built with them; valgrind is if its headers were there at build time. */

typedef enum
{
  DOMO_FIBER_TOOL_ADDRESS = 1 << 0,
  DOMO_FIBER_TOOL_LEAK = 1 << 1,
  DOMO_FIBER_TOOL_THREAD = 1 << 2,
  DOMO_FIBER_TOOL_VALGRIND = 1 << 3,
} DomoFiberToolFlags;

/* Those that have to be told of each switch. */
#define DOMO_FIBER_TOOLS_AT_SWITCH \
  (DOMO_FIBER_TOOL_ADDRESS | DOMO_FIBER_TOOL_LEAK | DOMO_FIBER_TOOL_THREAD)

/* What the tools know of a stack. */
typedef struct
{
  const guint8 *bottom; /* of the stack, its lowest address */
  gsize size;
  gpointer fake_stack;   /* AddressSanitizer's, while another stack runs */
  gpointer thread_state; /* ThreadSanitizer's */
  const guint8 *root;    /* where LeakSanitizer looks for pointers; NULL while the stack runs */
  guint valgrind_id;
} DomoFiberTools;

/* Those at work. Set before there is any fiber, 0 in an ordinary run. */
extern DomoFiberToolFlags domo_fiber_tools;

void __tsan_switch_to_fiber (void *fiber, unsigned flags) __attribute__ ((weak));

void domo_fiber_tools_init (void);
void domo_fiber_tools_add_native (DomoFiberTools *self);
void domo_fiber_tools_add_stack (DomoFiberTools *self, guint8 *stack, gsize size);
void domo_fiber_tools_remove_stack (DomoFiberTools *self);
gsize domo_fiber_tools_measure_stack (const guint8 *stack, gsize size);
void domo_fiber_tools_begin (DomoFiberTools *self);
void domo_fiber_tools_forget (DomoFiberTools *self, const DomoFiberTools *running);
void domo_fiber_tools_leave (DomoFiberTools *from, DomoFiberTools *to, gconstpointer frame);
void domo_fiber_tools_arrive (DomoFiberTools *self);

static inline gboolean
domo_fiber_tools_want_switches (void)
{
  return G_UNLIKELY (domo_fiber_tools & DOMO_FIBER_TOOLS_AT_SWITCH);
}

/* The last thing before the switch: what the sanitizer sees from here on is the other stack's. A
 * function of its own would be left on that other one. */
static inline __attribute__ ((always_inline)) void
domo_fiber_tools_switch (const DomoFiberTools *to)
{
  if (domo_fiber_tools & DOMO_FIBER_TOOL_THREAD)
    __tsan_switch_to_fiber (to->thread_state, 0);
}

G_END_DECLS
