/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-loop-private.h"

#include "domo-proxy-private.h"

/* Something to be done on the thread's own stack. */
typedef struct
{
  void (*func) (gpointer data);
  gpointer data;
  DomoFiber *caller;
} NativeCall;

_Thread_local DomoLoop *domo_loop_top;

/* The fiber that has switched away for good; who arrives gives it back. */
static _Thread_local DomoFiber *left;

static _Thread_local NativeCall *native_call;

static void
give_back_left (void)
{
  DomoFiber *fiber = g_steal_pointer (&left);

  if (fiber != NULL)
    domo_fiber_release (fiber);
}

/* Goes on with @to; what is on this stack is forgotten. */
static G_NORETURN void
leave_for (DomoFiber *to)
{
  left = domo_fiber_get_current ();
  domo_fiber_switch (to);
  g_assert_not_reached ();
}

/* Runs the innermost loop on a fresh stack, to its end. */
static void
run_innermost (void)
{
  domo_loop_top->func (domo_loop_top);
  /* By now another loop may be the innermost. */
  leave_for (domo_loop_top->home);
}

static void
loop_entry (gpointer data)
{
  give_back_left ();
  run_innermost ();
}

/* Runs a loop to its end. Where no fiber can be had it runs on the caller's stack, and its handlers
 * cannot wait. */
void
domo_loop_run (DomoLoop *self)
{
  DomoFiber *fiber;

  self->stack_size = MAX (self->stack_size, DOMO_FIBER_STACK_SIZE);
  fiber = domo_fiber_acquire_reserve (self->stack_size, NULL);
  if (G_UNLIKELY (domo_context_scopes != NULL))
    domo_context_drop_forgotten ();
  self->scopes = domo_context_set_aside ();
  self->outer = domo_loop_top;
  self->frame_top = domo_frame_top;
  self->depth = g_main_depth ();
  self->context = g_main_context_get_thread_default ();
  self->has_fiber = fiber != NULL;
  domo_loop_top = self;
  if (fiber == NULL)
    self->func (self);
  else
    {
      self->home = domo_fiber_get_current ();
      domo_fiber_prepare (fiber, loop_entry, NULL);
      domo_fiber_switch (fiber);
      while (native_call != NULL)
        {
          NativeCall *call = g_steal_pointer (&native_call);

          call->func (call->data);
          domo_fiber_switch (call->caller);
        }
      give_back_left ();
    }
  domo_loop_top = self->outer;
  domo_frame_top = self->frame_top;
  domo_context_take_up (self->scopes);
}

/* Goes on with a fiber that was set aside; the one that runs now becomes a spare. */
void
domo_loop_continue_on (DomoFiber *fiber)
{
  leave_for (fiber);
}

/* What a spare does first. */
typedef struct
{
  DomoFiberFunc func;
  gpointer data;
} Relief;

static void
relief_entry (gpointer data)
{
  const Relief relief = *(Relief *) data;

  relief.func (relief.data);
  if (domo_loop_top->runs_on)
    run_innermost ();
  leave_for (domo_loop_top->home);
}

/* Sets the running fiber aside, until domo_loop_continue_on() is called with it: @spare calls @func
 * and runs the loop meanwhile. */
void
domo_loop_set_aside (DomoFiber *spare, DomoFiberFunc func, gpointer data)
{
  /* On the stack that is set aside, and read before anything else happens. */
  Relief relief = { func, data };

  domo_fiber_prepare (spare, relief_entry, &relief);
  domo_fiber_switch (spare);
  give_back_left ();
}

/* Calls @func on the thread's own stack, below the outermost loop. */
void
domo_loop_call_native (void (*func) (gpointer data), gpointer data)
{
  NativeCall call = { func, data, domo_fiber_get_current () };
  DomoLoop *outermost = domo_loop_top;

  if (domo_fiber_is_native (call.caller))
    {
      func (data);
      return;
    }
  while (!domo_fiber_is_native (outermost->home))
    outermost = outermost->outer;
  native_call = &call;
  domo_fiber_switch (outermost->home);
}
