/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <fenv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domo-fiber-frame-private.h"

/* The switch alone, with nothing of GLib, so that it can be tried for a machine that the tests do
 * not run on; tests/core/fiber-switch/run does that. Prints TAP. */

#define CHECK(condition) check (condition, #condition, __LINE__)

static void
check (int holds, const char *what, int line)
{
  if (holds)
    return;
  printf ("Bail out! line %d: %s\n", line, what);
  exit (1);
}

static void *home, *away;
static _Alignas(64) char stack[64 * 1024];

static void
begin (void (*func) (void *), void *data, uint64_t fp_control)
{
  /* What has been there before must not matter. */
  memset (stack, 0xa5, sizeof stack);
  away = domo_fiber_frame_make (stack + sizeof stack, func, data, fp_control);
}

static void
go_away (void)
{
  domo_fiber_switch_stack (&home, away);
}

static void
go_home (void)
{
  domo_fiber_switch_stack (&away, home);
}

/* Data, alignment, locals. */

static void
add_up (void *data)
{
  int *sum = data;
  /* Some compilers store such a thing in a way that ends a program whose stack is not aligned. */
  volatile _Alignas(16) double pair[2] = { 1, 2 };

  CHECK ((uintptr_t) &pair % 16 == 0);
  CHECK ((char *) &pair > stack && (char *) &pair < stack + sizeof stack);
  for (int i = 1;; i++)
    {
      *sum += i;
      CHECK (pair[0] + pair[1] == 3);
      go_home ();
    }
}

static void
test_turns (void)
{
  int sum = 0, expected = 0;

  begin (add_up, &sum, domo_fiber_read_fp_control ());
  for (int i = 1; i <= 1000; i++)
    {
      go_away ();
      expected += i;
      CHECK (sum == expected);
    }
}

/* Registers. switch_with_registers() loads those that a function has to preserve from its first
 * array, switches, and stores what they are afterwards in its second. */

#if defined(__x86_64__)

#define N_REGISTERS 6

void switch_with_registers (const uint64_t *before, uint64_t *after, void **from, void *to);

__asm__(".pushsection .text\n"
        ".type switch_with_registers, @function\n"
        ".globl switch_with_registers\n"
        "switch_with_registers:\n"
        "  endbr64\n"
        "  pushq %rbp\n  pushq %rbx\n  pushq %r12\n  pushq %r13\n  pushq %r14\n  pushq %r15\n"
        "  pushq %rsi\n"
        "  movq 0(%rdi), %rbp\n  movq 8(%rdi), %rbx\n  movq 16(%rdi), %r12\n"
        "  movq 24(%rdi), %r13\n  movq 32(%rdi), %r14\n  movq 40(%rdi), %r15\n"
        "  movq %rdx, %rdi\n  movq %rcx, %rsi\n"
        "  call domo_fiber_switch_stack\n"
        "  popq %rsi\n"
        "  movq %rbp, 0(%rsi)\n  movq %rbx, 8(%rsi)\n  movq %r12, 16(%rsi)\n"
        "  movq %r13, 24(%rsi)\n  movq %r14, 32(%rsi)\n  movq %r15, 40(%rsi)\n"
        "  popq %r15\n  popq %r14\n  popq %r13\n  popq %r12\n  popq %rbx\n  popq %rbp\n"
        "  ret\n"
        ".popsection\n");

#elif defined(__aarch64__)

/* x19 to x29, d8 to d15. */
#define N_REGISTERS 19

void switch_with_registers (const uint64_t *before, uint64_t *after, void **from, void *to);

__asm__(".pushsection .text\n"
        ".type switch_with_registers, %function\n"
        ".globl switch_with_registers\n"
        "switch_with_registers:\n"
        "  hint #34\n"
        "  sub sp, sp, #192\n"
        "  stp x19, x20, [sp, #0]\n  stp x21, x22, [sp, #16]\n  stp x23, x24, [sp, #32]\n"
        "  stp x25, x26, [sp, #48]\n  stp x27, x28, [sp, #64]\n  stp x29, x30, [sp, #80]\n"
        "  stp d8, d9, [sp, #96]\n  stp d10, d11, [sp, #112]\n"
        "  stp d12, d13, [sp, #128]\n  stp d14, d15, [sp, #144]\n"
        "  str x1, [sp, #160]\n"
        "  ldp x19, x20, [x0, #0]\n  ldp x21, x22, [x0, #16]\n  ldp x23, x24, [x0, #32]\n"
        "  ldp x25, x26, [x0, #48]\n  ldp x27, x28, [x0, #64]\n  ldr x29, [x0, #80]\n"
        "  ldp d8, d9, [x0, #88]\n  ldp d10, d11, [x0, #104]\n"
        "  ldp d12, d13, [x0, #120]\n  ldp d14, d15, [x0, #136]\n"
        "  mov x0, x2\n  mov x1, x3\n"
        "  bl domo_fiber_switch_stack\n"
        "  ldr x1, [sp, #160]\n"
        "  stp x19, x20, [x1, #0]\n  stp x21, x22, [x1, #16]\n  stp x23, x24, [x1, #32]\n"
        "  stp x25, x26, [x1, #48]\n  stp x27, x28, [x1, #64]\n  str x29, [x1, #80]\n"
        "  stp d8, d9, [x1, #88]\n  stp d10, d11, [x1, #104]\n"
        "  stp d12, d13, [x1, #120]\n  stp d14, d15, [x1, #136]\n"
        "  ldp x19, x20, [sp, #0]\n  ldp x21, x22, [sp, #16]\n  ldp x23, x24, [sp, #32]\n"
        "  ldp x25, x26, [sp, #48]\n  ldp x27, x28, [sp, #64]\n  ldp x29, x30, [sp, #80]\n"
        "  ldp d8, d9, [sp, #96]\n  ldp d10, d11, [sp, #112]\n"
        "  ldp d12, d13, [sp, #128]\n  ldp d14, d15, [sp, #144]\n"
        "  add sp, sp, #192\n"
        "  ret\n"
        ".popsection\n");

#endif

/* Which side, which turn, which register. */
static uint64_t
pattern (int side, int turn, int i)
{
  return 0x1000000000000000u * (unsigned) (side + 1) + 0x100000001u * (unsigned) turn +
         0x10001u * (unsigned) i;
}

static void
switch_and_compare (int side, int turn, void **from, void *to)
{
  uint64_t before[N_REGISTERS], after[N_REGISTERS] = { 0 };

  for (int i = 0; i < N_REGISTERS; i++)
    before[i] = pattern (side, turn, i);
  switch_with_registers (before, after, from, to);
  for (int i = 0; i < N_REGISTERS; i++)
    CHECK (after[i] == before[i]);
}

static void
change_registers (void *data)
{
  for (int turn = 0;; turn++)
    switch_and_compare (1, turn, &away, home);
}

static void
test_registers (void)
{
  begin (change_registers, NULL, domo_fiber_read_fp_control ());
  for (int turn = 0; turn < 100; turn++)
    switch_and_compare (0, turn, &home, away);
}

/* Floating-point control. */

static int away_rounds;
static double away_third;

/* Compilers believe that rounding never changes, unless they are kept from knowing anything. */
static volatile double one = 1, three = 3, quotient;

static double
get_third (void)
{
  quotient = one / three;
  return quotient;
}

static void
round_upwards (void *data)
{
  away_rounds = fegetround ();
  fesetround (FE_UPWARD);
  go_home ();
  away_rounds = fegetround ();
  away_third = get_third ();
  for (;;)
    go_home ();
}

static void
test_rounding (void)
{
  double third;

  fesetround (FE_TOWARDZERO);
  begin (round_upwards, NULL, domo_fiber_read_fp_control ());
  fesetround (FE_TONEAREST);
  third = get_third ();
  go_away ();
  CHECK (away_rounds == FE_TOWARDZERO);
  CHECK (fegetround () == FE_TONEAREST);
  CHECK (get_third () == third);
  go_away ();
  CHECK (away_rounds == FE_UPWARD);
  CHECK (away_third > third);
  CHECK (fegetround () == FE_TONEAREST);
  CHECK (get_third () == third);
}

int
main (void)
{
  static const struct
  {
    const char *name;
    void (*func) (void);
  } tests[] = { { "turns", test_turns },
                { "registers", test_registers },
                { "rounding", test_rounding } };
  const int n = sizeof tests / sizeof *tests;

  setvbuf (stdout, NULL, _IOLBF, 0);
  printf ("1..%d\n", n);
  for (int i = 0; i < n; i++)
    {
      tests[i].func ();
      printf ("ok %d - fiber switch: %s\n", i + 1, tests[i].name);
    }
  return 0;
}
