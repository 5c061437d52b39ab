/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The switch for x86-64; see domo-fiber-frame-private.h. The stack pointer is saved where the
 * caller says, all else that a function may not change on the stack: six registers, and how
 * floating-point numbers are rounded and which of their exceptions trap.
 *
 * It goes on by a jump instead of a return: the processor foresees returns by the calls before
 * them, and would be wrong each time. `notrack`, because it goes to behind a call, where no
 * endbr64 stands. The unwind information holds at every instruction, and as both stacks look the
 * same while they are exchanged, it holds for both.
 */

        .text
        .globl  domo_fiber_switch_stack
        .hidden domo_fiber_switch_stack
        .type   domo_fiber_switch_stack, @function
        .p2align 4
domo_fiber_switch_stack:
        .cfi_startproc
        endbr64
        pushq   %rbp
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbp, 0
        pushq   %rbx
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbx, 0
        pushq   %r12
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r12, 0
        pushq   %r13
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r13, 0
        pushq   %r14
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r14, 0
        pushq   %r15
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r15, 0
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        stmxcsr (%rsp)
        fnstcw  4(%rsp)

        movq    %rsp, (%rdi)
        movq    %rsi, %rsp

        /* Here is where a debugger finds a stack that is set aside. */
        .globl  domo_fiber_set_aside
        .hidden domo_fiber_set_aside
domo_fiber_set_aside:
        ldmxcsr (%rsp)
        fldcw   4(%rsp)
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        popq    %r15
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r15
        popq    %r14
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r14
        popq    %r13
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r13
        popq    %r12
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r12
        popq    %rbx
        .cfi_adjust_cfa_offset -8
        .cfi_restore %rbx
        popq    %rbp
        .cfi_adjust_cfa_offset -8
        .cfi_restore %rbp
        popq    %rcx
        .cfi_adjust_cfa_offset -8
        .cfi_register %rip, %rcx
        notrack jmp *%rcx
        .cfi_endproc
        .size   domo_fiber_switch_stack, . - domo_fiber_switch_stack

        /* The first frame of a stack: calls its function. There is nothing to return to, which the
         * unwind information says, too. */
        .globl  domo_fiber_start
        .hidden domo_fiber_start
        .type   domo_fiber_start, @function
        .p2align 4
domo_fiber_start:
        .cfi_startproc
        .cfi_undefined %rip
        endbr64
        movq    %r13, %rdi
        xorl    %ebp, %ebp
        callq   *%r12
        ud2
        .cfi_endproc
        .size   domo_fiber_start, . - domo_fiber_start

        /* Made for indirect branch tracking. Not for shadow stacks, which would have to be switched
         * with the others: the C library leaves them off where one part of a program says so. */
        .section .note.gnu.property, "a"
        .p2align 3
        .long   4               /* the length of the name */
        .long   16              /* the length of what follows it */
        .long   5               /* NT_GNU_PROPERTY_TYPE_0 */
        .asciz  "GNU"
        .long   0xc0000002      /* GNU_PROPERTY_X86_FEATURE_1_AND */
        .long   4
        .long   1               /* IBT; 2 would be SHSTK */
        .long   0

        .section .note.GNU-stack, "", @progbits
