/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

#ifdef DOMO_FIBER_UCONTEXT
#include <fenv.h>
#include <ucontext.h>
#else
#include "domo-fiber-frame-private.h"
#endif

G_BEGIN_DECLS

/* Going from one stack to another, either in a few instructions of our own or, with
 * DOMO_FIBER_UCONTEXT, by the C library's ucontext, which also switches the signal mask and asks
 * the kernel to, twice in a round trip.
 *
 * What is saved of a stack lies on that stack, and all that is kept elsewhere is its address.
 */

gboolean domo_fiber_can_switch (GError **error);
gpointer domo_fiber_saved_make (gpointer top,
                                void (*func) (gpointer data),
                                gpointer data,
                                gconstpointer like);

#ifdef DOMO_FIBER_UCONTEXT

typedef struct
{
  ucontext_t context;
  fenv_t fp_control;
} DomoFiberSaved;

#endif

/* Saves the running stack, and its address in @saved, and goes on with @to. */
static inline void
domo_fiber_switch_saved (gpointer *saved, gpointer to)
{
#ifdef DOMO_FIBER_UCONTEXT
  DomoFiberSaved here;

  *saved = &here;
  fegetenv (&here.fp_control);
  swapcontext (&here.context, &((DomoFiberSaved *) to)->context);
#else
  domo_fiber_switch_stack (saved, to);
#endif
}

G_END_DECLS
