/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The switch for aarch64; see domo-fiber-frame-private.h. The stack pointer is saved where the
 * caller says, all else that a function may not change on the stack: x19 to x30, the lower halves
 * of v8 to v15, and how floating-point numbers are rounded. The unwind information holds at every
 * instruction, and as both stacks look the same while they are exchanged, it holds for both.
 */

        .text
        .globl  domo_fiber_switch_stack
        .hidden domo_fiber_switch_stack
        .type   domo_fiber_switch_stack, %function
        .p2align 4
domo_fiber_switch_stack:
        .cfi_startproc
        hint    #34                     /* bti c */
        sub     sp, sp, #176
        .cfi_def_cfa_offset 176
        mrs     x2, fpcr
        stp     x2, x19, [sp, #0]
        .cfi_rel_offset x19, 8
        stp     x20, x21, [sp, #16]
        .cfi_rel_offset x20, 16
        .cfi_rel_offset x21, 24
        stp     x22, x23, [sp, #32]
        .cfi_rel_offset x22, 32
        .cfi_rel_offset x23, 40
        stp     x24, x25, [sp, #48]
        .cfi_rel_offset x24, 48
        .cfi_rel_offset x25, 56
        stp     x26, x27, [sp, #64]
        .cfi_rel_offset x26, 64
        .cfi_rel_offset x27, 72
        stp     x28, x29, [sp, #80]
        .cfi_rel_offset x28, 80
        .cfi_rel_offset x29, 88
        str     x30, [sp, #96]
        .cfi_rel_offset x30, 96
        stp     d8, d9, [sp, #104]
        .cfi_rel_offset d8, 104
        .cfi_rel_offset d9, 112
        stp     d10, d11, [sp, #120]
        .cfi_rel_offset d10, 120
        .cfi_rel_offset d11, 128
        stp     d12, d13, [sp, #136]
        .cfi_rel_offset d12, 136
        .cfi_rel_offset d13, 144
        stp     d14, d15, [sp, #152]
        .cfi_rel_offset d14, 152
        .cfi_rel_offset d15, 160

        mov     x3, sp
        str     x3, [x0]
        mov     sp, x1

        /* Here is where a debugger finds a stack that is set aside. */
        .globl  domo_fiber_set_aside
        .hidden domo_fiber_set_aside
domo_fiber_set_aside:
        ldp     x2, x19, [sp, #0]
        msr     fpcr, x2
        ldp     x20, x21, [sp, #16]
        ldp     x22, x23, [sp, #32]
        ldp     x24, x25, [sp, #48]
        ldp     x26, x27, [sp, #64]
        ldp     x28, x29, [sp, #80]
        ldr     x30, [sp, #96]
        ldp     d8, d9, [sp, #104]
        ldp     d10, d11, [sp, #120]
        ldp     d12, d13, [sp, #136]
        ldp     d14, d15, [sp, #152]
        add     sp, sp, #176
        .cfi_def_cfa_offset 0
        .cfi_restore x19
        .cfi_restore x20
        .cfi_restore x21
        .cfi_restore x22
        .cfi_restore x23
        .cfi_restore x24
        .cfi_restore x25
        .cfi_restore x26
        .cfi_restore x27
        .cfi_restore x28
        .cfi_restore x29
        .cfi_restore x30
        .cfi_restore d8
        .cfi_restore d9
        .cfi_restore d10
        .cfi_restore d11
        .cfi_restore d12
        .cfi_restore d13
        .cfi_restore d14
        .cfi_restore d15
        /* A return may go anywhere; another jump would need a mark at its target. */
        ret
        .cfi_endproc
        .size   domo_fiber_switch_stack, . - domo_fiber_switch_stack

        /* The first frame of a stack: calls its function. There is nothing to return to, which the
         * unwind information says, too. */
        .globl  domo_fiber_start
        .hidden domo_fiber_start
        .type   domo_fiber_start, %function
        .p2align 4
domo_fiber_start:
        .cfi_startproc
        .cfi_undefined x30
        hint    #36                     /* bti j */
        mov     x0, x19
        mov     x29, #0
        blr     x20
        brk     #1
        .cfi_endproc
        .size   domo_fiber_start, . - domo_fiber_start

        /* Made for branch target identification. Not for guarded control stacks, which would have to
         * be switched with the others: the C library leaves them off where one part of a program
         * says so. */
        .section .note.gnu.property, "a"
        .p2align 3
        .long   4               /* the length of the name */
        .long   16              /* the length of what follows it */
        .long   5               /* NT_GNU_PROPERTY_TYPE_0 */
        .asciz  "GNU"
        .long   0xc0000000      /* GNU_PROPERTY_AARCH64_FEATURE_1_AND */
        .long   4
        .long   1               /* BTI; 4 would be GCS */
        .long   0

        .section .note.GNU-stack, "", %progbits
