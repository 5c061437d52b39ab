/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-fiber-switch-private.h"

#include "domo-error.h"

#ifdef DOMO_FIBER_UCONTEXT

gboolean
domo_fiber_can_switch (GError **error)
{
  return TRUE;
}

/* What a new stack begins with, besides the DomoFiberSaved. */
typedef struct
{
  DomoFiberSaved saved;
  void (*func) (gpointer data);
  gpointer data;
} Beginning;

/* makecontext() hands over integers only. */
static void
begin (guint high, guint low)
{
  Beginning *self = (Beginning *) (guintptr) ((guint64) high << 32 | low);

  fesetenv (&self->saved.fp_control);
  self->func (self->data);
  g_assert_not_reached ();
}

gpointer
domo_fiber_saved_make (gpointer top,
                       void (*func) (gpointer data),
                       gpointer data,
                       gconstpointer like)
{
  gsize size = (sizeof (Beginning) + 63) & ~(gsize) 63;
  Beginning *self = (Beginning *) ((guint8 *) top - size);
  guint64 address = (guintptr) self;

  self->func = func;
  self->data = data;
  if (like != NULL)
    self->saved.fp_control = ((const DomoFiberSaved *) like)->fp_control;
  else
    fegetenv (&self->saved.fp_control);
  getcontext (&self->saved.context);
  /* How far down the stack goes is nobody's business but its guard's. */
  self->saved.context.uc_stack.ss_sp = (guint8 *) self - 8192;
  self->saved.context.uc_stack.ss_size = 8192;
  self->saved.context.uc_link = NULL;
  makecontext (&self->saved.context, (void (*) (void)) begin, 2, (guint) (address >> 32),
               (guint) address);
  return self;
}

#else

/* Whether the processor keeps a second stack of return addresses for this thread. Both
 * instructions do nothing where there is no such thing. */
static gboolean
has_shadow_stack (void)
{
#if defined(__x86_64__)
  guint64 address = 0;

  __asm__ volatile("rdsspq %0" : "+r"(address));
  return address != 0;
#elif defined(__aarch64__)
  register guint64 x16 __asm__("x16") = 1;

  /* chkfeat x16: clears the bit when guarded control stacks are on. */
  __asm__ volatile("hint #40" : "+r"(x16));
  return x16 == 0;
#endif
}

gboolean
domo_fiber_can_switch (GError **error)
{
  if (!has_shadow_stack ())
    return TRUE;
  g_set_error_literal (error, DOMO_ERROR, DOMO_ERROR_FAILED,
                       "The program runs with shadow stacks, with which handlers cannot be set "
                       "aside; a library built with -Dfiber=ucontext can");
  return FALSE;
}

/* Makes the stack below @top begin with @func. It computes with floating-point numbers as the stack
 * that is saved at @like does, or as the caller does now. */
gpointer
domo_fiber_saved_make (gpointer top,
                       void (*func) (gpointer data),
                       gpointer data,
                       gconstpointer like)
{
  const guint64 *saved = like;

  return domo_fiber_frame_make (top, func, data,
                                saved != NULL ? saved[DOMO_FIBER_FRAME_FP_CONTROL]
                                              : domo_fiber_read_fp_control ());
}

#endif
