/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-fiber-tools-private.h"

#include <pthread.h>

#include "domo-lock-private.h"

#ifdef HAVE_VALGRIND
#include <valgrind/memcheck.h>
#include <valgrind/valgrind.h>
#endif

DomoFiberToolFlags domo_fiber_tools;

/* Each is there when the program was built with its sanitizer, else NULL. */
#define IF_PRESENT __attribute__ ((weak))
void __asan_unpoison_memory_region (const volatile void *memory, size_t size) IF_PRESENT;
void __sanitizer_start_switch_fiber (void **fake_stack, const void *bottom, size_t size) IF_PRESENT;
void __sanitizer_finish_switch_fiber (void *fake_stack,
                                      const void **bottom,
                                      size_t *size) IF_PRESENT;
void __lsan_register_root_region (const void *memory, size_t size) IF_PRESENT;
void __lsan_unregister_root_region (const void *memory, size_t size) IF_PRESENT;
void *__tsan_get_current_fiber (void) IF_PRESENT;
void *__tsan_create_fiber (unsigned flags) IF_PRESENT;
void __tsan_destroy_fiber (void *fiber) IF_PRESENT;

/* Registers are saved, and small things may lie, below the frame that is about to switch. */
#define BELOW_FRAME 4096

/* More than what a stack is made to begin with. */
#define BEGINNING 4096

void
domo_fiber_tools_init (void)
{
  static gsize is_done;

  if (!g_once_init_enter (&is_done))
    {
      domo_tsan_acquire (&is_done);
      return;
    }
  if (__sanitizer_start_switch_fiber != NULL && __sanitizer_finish_switch_fiber != NULL &&
      __asan_unpoison_memory_region != NULL)
    domo_fiber_tools |= DOMO_FIBER_TOOL_ADDRESS;
  if (__lsan_register_root_region != NULL && __lsan_unregister_root_region != NULL)
    domo_fiber_tools |= DOMO_FIBER_TOOL_LEAK;
  if (__tsan_create_fiber != NULL && __tsan_destroy_fiber != NULL &&
      __tsan_get_current_fiber != NULL && __tsan_switch_to_fiber != NULL)
    domo_fiber_tools |= DOMO_FIBER_TOOL_THREAD;
#ifdef HAVE_VALGRIND
  if (RUNNING_ON_VALGRIND)
    domo_fiber_tools |= DOMO_FIBER_TOOL_VALGRIND;
#endif
  domo_tsan_release (&is_done);
  g_once_init_leave (&is_done, 1);
}

/* Stacks */

/* The calling thread's own. */
void
domo_fiber_tools_add_native (DomoFiberTools *self)
{
  if (domo_fiber_tools & (DOMO_FIBER_TOOL_ADDRESS | DOMO_FIBER_TOOL_LEAK))
    {
      pthread_attr_t attributes;
      void *bottom;

      if (pthread_getattr_np (pthread_self (), &attributes) == 0)
        {
          pthread_attr_getstack (&attributes, &bottom, &self->size);
          pthread_attr_destroy (&attributes);
          self->bottom = bottom;
        }
    }
  if (domo_fiber_tools & DOMO_FIBER_TOOL_THREAD)
    self->thread_state = __tsan_get_current_fiber ();
}

void
domo_fiber_tools_add_stack (DomoFiberTools *self, guint8 *stack, gsize size)
{
  self->bottom = stack;
  self->size = size;
#ifdef HAVE_VALGRIND
  if (domo_fiber_tools & DOMO_FIBER_TOOL_VALGRIND)
    {
      /* It reports nothing but the innermost frame when it believes that the stack ends near by. */
      self->valgrind_id = VALGRIND_STACK_REGISTER (stack, stack + size + 1024);
      /* It has not seen that the memory was given back and is new. */
      VALGRIND_MAKE_MEM_DEFINED (stack, size);
    }
#endif
}

void
domo_fiber_tools_remove_stack (DomoFiberTools *self)
{
#ifdef HAVE_VALGRIND
  if (domo_fiber_tools & DOMO_FIBER_TOOL_VALGRIND)
    VALGRIND_STACK_DEREGISTER (self->valgrind_id);
#endif
}

/* How much has been used, without the tools' minding that what is used is not ours to read. */
__attribute__ ((no_sanitize ("address", "thread"))) gsize
domo_fiber_tools_measure_stack (const guint8 *stack, gsize size)
{
  const guint8 *byte = stack;

#ifdef HAVE_VALGRIND
  VALGRIND_DISABLE_ERROR_REPORTING;
#endif
  while (byte < stack + size && *byte == 0)
    byte++;
#ifdef HAVE_VALGRIND
  VALGRIND_ENABLE_ERROR_REPORTING;
#endif
  return (gsize) (stack + size - byte);
}

/* A function is about to begin on this stack, where nothing is. */
void
domo_fiber_tools_begin (DomoFiberTools *self)
{
  if (domo_fiber_tools & DOMO_FIBER_TOOL_THREAD)
    self->thread_state = __tsan_create_fiber (0);
#ifdef HAVE_VALGRIND
  if (domo_fiber_tools & DOMO_FIBER_TOOL_VALGRIND)
    {
      VALGRIND_MAKE_MEM_NOACCESS (self->bottom, self->size);
      VALGRIND_MAKE_MEM_UNDEFINED (self->bottom + self->size - BEGINNING, BEGINNING);
    }
#endif
}

static void
remove_root (DomoFiberTools *self)
{
  if (self->root == NULL)
    return;
  __lsan_unregister_root_region (self->root, (gsize) (self->bottom + self->size - self->root));
  self->root = NULL;
}

/* AddressSanitizer drops a fake stack only when it is left for good. So pretend to go there and to
 * come back. */
__attribute__ ((no_sanitize_address)) static void
drop_fake_stack (DomoFiberTools *self, const DomoFiberTools *running)
{
  void *mine;

  __sanitizer_start_switch_fiber (&mine, self->bottom, self->size);
  __sanitizer_finish_switch_fiber (self->fake_stack, NULL, NULL);
  __sanitizer_start_switch_fiber (NULL, running->bottom, running->size);
  __sanitizer_finish_switch_fiber (mine, NULL, NULL);
  self->fake_stack = NULL;
}

/* What is on this stack, which does not run, will never go on. */
void
domo_fiber_tools_forget (DomoFiberTools *self, const DomoFiberTools *running)
{
  remove_root (self);
  if (domo_fiber_tools & DOMO_FIBER_TOOL_ADDRESS)
    {
      if (self->fake_stack != NULL)
        drop_fake_stack (self, running);
      __asan_unpoison_memory_region (self->bottom, self->size);
    }
  if (self->thread_state != NULL)
    {
      __tsan_destroy_fiber (self->thread_state);
      self->thread_state = NULL;
    }
}

/* Switching */

/* @from, in which @frame is, is about to be left for @to. */
void
domo_fiber_tools_leave (DomoFiberTools *from, DomoFiberTools *to, gconstpointer frame)
{
  if (domo_fiber_tools & DOMO_FIBER_TOOL_LEAK && from->bottom != NULL)
    {
      from->root = MAX ((const guint8 *) frame - BELOW_FRAME, from->bottom);
      __lsan_register_root_region (from->root, (gsize) (from->bottom + from->size - from->root));
    }
  remove_root (to);
  if (domo_fiber_tools & DOMO_FIBER_TOOL_ADDRESS)
    __sanitizer_start_switch_fiber (&from->fake_stack, to->bottom, to->size);
}

/* The stack is running again. */
void
domo_fiber_tools_arrive (DomoFiberTools *self)
{
  if (domo_fiber_tools & DOMO_FIBER_TOOL_ADDRESS)
    {
      gpointer fake_stack = g_steal_pointer (&self->fake_stack);

      __sanitizer_finish_switch_fiber (fake_stack, NULL, NULL);
    }
}
