/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <stdint.h>

/* What domo-fiber-switch-*.S and C have to agree on. It needs nothing but a compiler, so that it
 * can be tried for a machine for which there is no GLib at hand.
 *
 * A stack that does not run ends, at its lowest address, in what the switch has saved: the words
 * below. One that has not begun yet is given the same by hand, as if it had just called the switch
 * from domo_fiber_start.
 */

/* Saves the caller on its stack, stores the address of what was saved in @from, and goes on with
 * the stack whose saved words are at @to. Returns when somebody switches back. */
void domo_fiber_switch_stack (void **from, void *to);

/* Where a new stack begins; not to be called. */
void domo_fiber_start (void);

#if defined(__x86_64__)

enum
{
  DOMO_FIBER_FRAME_FP_CONTROL, /* mxcsr, and the x87 control word in the upper half */
  DOMO_FIBER_FRAME_R15,
  DOMO_FIBER_FRAME_R14,
  DOMO_FIBER_FRAME_DATA, /* r13 */
  DOMO_FIBER_FRAME_FUNC, /* r12 */
  DOMO_FIBER_FRAME_RBX,
  DOMO_FIBER_FRAME_RBP,
  DOMO_FIBER_FRAME_PC,
  DOMO_FIBER_FRAME_SIZE
};

static inline uint64_t
domo_fiber_read_fp_control (void)
{
  uint32_t mxcsr;
  uint16_t x87;

  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
  __asm__ volatile("fnstcw %0" : "=m"(x87));
  return (uint64_t) x87 << 32 | mxcsr;
}

#elif defined(__aarch64__)

enum
{
  DOMO_FIBER_FRAME_FP_CONTROL = 0, /* fpcr */
  DOMO_FIBER_FRAME_DATA = 1,       /* x19 */
  DOMO_FIBER_FRAME_FUNC = 2,       /* x20 */
  DOMO_FIBER_FRAME_X29 = 11,
  DOMO_FIBER_FRAME_PC = 12, /* x30 */
  /* d8 to d15, then a word that keeps the size a multiple of 16 bytes. */
  DOMO_FIBER_FRAME_SIZE = 22
};

static inline uint64_t
domo_fiber_read_fp_control (void)
{
  uint64_t fpcr;

  __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
  return fpcr;
}

#else
#error "There is no switch for this machine: build with -Dfiber=ucontext."
#endif

/* Makes the stack that ends below @top, a multiple of 16, begin with @func when it is switched to;
 * returns what to switch to. */
static inline void *
domo_fiber_frame_make (void *top, void (*func) (void *data), void *data, uint64_t fp_control)
{
  /* Two empty words on top: for those who look for a return address without unwind information. */
  uint64_t *frame = (uint64_t *) top - 2 - DOMO_FIBER_FRAME_SIZE;

  for (int i = 0; i < DOMO_FIBER_FRAME_SIZE + 2; i++)
    frame[i] = 0;
  frame[DOMO_FIBER_FRAME_FP_CONTROL] = fp_control;
  frame[DOMO_FIBER_FRAME_FUNC] = (uint64_t) func;
  frame[DOMO_FIBER_FRAME_DATA] = (uint64_t) data;
  frame[DOMO_FIBER_FRAME_PC] = (uint64_t) domo_fiber_start;
  return frame;
}
