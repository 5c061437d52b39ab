/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-fiber-private.h"

#include <errno.h>
#include <stdatomic.h>

#include "domo-fiber-slab-private.h"
#include "domo-fiber-switch-private.h"
#include "domo-lock-private.h"

/* A thread keeps so many spares with what memory they have touched, so that to acquire and to
 * release one is a matter of a few instructions. All others hold none. */
#define MAX_HOT      64
#define MAX_HOT_SIZE (MAX_HOT * DOMO_FIBER_STACK_SIZE)

struct _DomoFiberThread
{
  DomoFiber native; /* the thread's own stack, as far as it needs a fiber */
  DomoFiber *hot;   /* spares */
  gsize hot_size;   /* of their stacks */
  DomoFiber *reserve;

  /* Written by the thread, read by whoever counts. */
  _Atomic (DomoFiber *) current;
  _Atomic guint n_hot;
  _Atomic guint n_acquired;

  GList link; /* in the list of all, under its lock */
};

static void thread_ended (gpointer data);

static _Thread_local DomoFiberThread *this_thread;
static GPrivate ending = G_PRIVATE_INIT (thread_ended);

/* All threads that use fibers. tools/gdb-domo.py reads it. */
GQueue domo_fiber_threads = G_QUEUE_INIT;
static DomoLock threads_lock;

/* relaxed: only this thread writes, and who counts gets some count that was true. */
static void
count (_Atomic guint *counter, int change)
{
  guint n = atomic_load_explicit (counter, memory_order_relaxed);

  atomic_store_explicit (counter, n + (guint) change, memory_order_relaxed);
}

/* relaxed: read by other threads for counting alone. */
static inline DomoFiber *
thread_get_current (DomoFiberThread *self)
{
  return atomic_load_explicit (&self->current, memory_order_relaxed);
}

/* Threads */

static G_GNUC_NO_INLINE DomoFiberThread *
thread_new (void)
{
  DomoFiberThread *self = g_new0 (DomoFiberThread, 1);

  domo_fiber_tools_init ();
  self->native.thread = self;
  if (domo_fiber_tools != 0)
    domo_fiber_tools_add_native (&self->native.tools);
  atomic_init (&self->current, &self->native);
  self->link.data = self;
  domo_lock_acquire (&threads_lock);
  g_queue_push_tail_link (&domo_fiber_threads, &self->link);
  domo_lock_release (&threads_lock);
  g_private_set (&ending, self);
  this_thread = self;
  return self;
}

static inline DomoFiberThread *
get_thread (void)
{
  return G_LIKELY (this_thread != NULL) ? this_thread : thread_new ();
}

/* The fiber that the calling thread runs; none that was acquired: its own stack's. */
DomoFiber *
domo_fiber_get_current (void)
{
  return thread_get_current (get_thread ());
}

/* Whether it is a thread's own stack, rather than one that was acquired. */
gboolean
domo_fiber_is_native (const DomoFiber *self)
{
  return self->slab == NULL;
}

/* Spares */

static DomoFiber *
unlink_hot (DomoFiberThread *thread, DomoFiber **place)
{
  DomoFiber *fiber = *place;

  *place = g_steal_pointer (&fiber->next);
  thread->hot_size -= fiber->stack_size;
  count (&thread->n_hot, -1);
  return fiber;
}

static DomoFiber *
pop_hot (DomoFiberThread *thread, gsize stack_size)
{
  for (DomoFiber **place = &thread->hot; *place != NULL; place = &(*place)->next)
    {
      if ((*place)->stack_size == stack_size)
        return unlink_hot (thread, place);
    }
  return NULL;
}

static void
give_back (DomoFiber *fiber)
{
  fiber->thread = NULL;
  domo_fiber_slab_give_back (fiber);
}

static void
give_back_hot (DomoFiberThread *thread)
{
  while (thread->hot != NULL)
    give_back (unlink_hot (thread, &thread->hot));
}

static DomoFiber *
take (DomoFiberThread *thread, gsize stack_size, GError **error)
{
  DomoFiber *fiber = pop_hot (thread, stack_size);

  if (fiber != NULL || !domo_fiber_can_switch (error))
    return fiber;
  /* Spares of another size may be all that stands in the way. */
  if (thread->hot != NULL && (fiber = domo_fiber_slab_take (stack_size, NULL)) == NULL)
    give_back_hot (thread);
  if (fiber == NULL)
    fiber = domo_fiber_slab_take (stack_size, error);
  if (fiber != NULL)
    fiber->thread = thread;
  return fiber;
}

/* The spare with the lowest address. When these go first, those that are kept after a rush are at
 * the top, in one slab or two, and the other slabs can be unmapped. */
static DomoFiber *
pop_lowest (DomoFiberThread *thread)
{
  DomoFiber **lowest = &thread->hot;

  for (DomoFiber **place = lowest; *place != NULL; place = &(*place)->next)
    {
      if ((*place)->stack < (*lowest)->stack)
        lowest = place;
    }
  return unlink_hot (thread, lowest);
}

/* Puts a fiber with which nobody has any business where it is wanted most. */
static void
put_back (DomoFiberThread *thread, DomoFiber *fiber)
{
  if (thread->reserve == NULL)
    {
      thread->reserve = fiber;
      return;
    }
  if (fiber->stack_size > MAX_HOT_SIZE)
    {
      give_back (fiber);
      return;
    }
  fiber->next = thread->hot;
  thread->hot = fiber;
  thread->hot_size += fiber->stack_size;
  count (&thread->n_hot, 1);
  while (atomic_load_explicit (&thread->n_hot, memory_order_relaxed) > MAX_HOT ||
         thread->hot_size > MAX_HOT_SIZE)
    give_back (pop_lowest (thread));
}

static gboolean
ensure_reserve (DomoFiberThread *thread, gsize stack_size, GError **error)
{
  DomoFiber *reserve, *former = thread->reserve;

  if (G_LIKELY (former != NULL && former->stack_size >= stack_size))
    return TRUE;
  reserve = take (thread, stack_size, error);
  if (reserve == NULL)
    return FALSE;
  thread->reserve = reserve;
  if (former != NULL)
    put_back (thread, former);
  return TRUE;
}

static void
thread_ended (gpointer data)
{
  DomoFiberThread *self = data;

  this_thread = NULL;
  give_back_hot (self);
  if (self->reserve != NULL)
    give_back (g_steal_pointer (&self->reserve));
  domo_lock_acquire (&threads_lock);
  g_queue_unlink (&domo_fiber_threads, &self->link);
  domo_lock_release (&threads_lock);

  /* Whoever still has one of them would find it gone. */
  if (atomic_load_explicit (&self->n_acquired, memory_order_relaxed) > 0)
    g_critical ("A thread has ended with %u fibers that will never go on",
                atomic_load_explicit (&self->n_acquired, memory_order_relaxed));
  else
    g_free (self);
}

static DomoFiber *
hand_out (DomoFiberThread *thread, DomoFiber *fiber)
{
  fiber->is_acquired = TRUE;
  count (&thread->n_acquired, 1);
  return fiber;
}

/* Gets the calling thread a fiber with at least @stack_size bytes, or as many as usual for 0. The
 * first time a second one is put in reserve. Returns NULL with an error when there are too many,
 * or no memory, or the program runs in a way in which stacks cannot be switched. */
DomoFiber *
domo_fiber_acquire (gsize stack_size, GError **error)
{
  DomoFiberThread *thread = get_thread ();
  gsize size = domo_fiber_slab_round_stack_size (stack_size);
  DomoFiber *fiber;

  if (!ensure_reserve (thread, size, error))
    return NULL;
  fiber = take (thread, size, error);
  return fiber != NULL ? hand_out (thread, fiber) : NULL;
}

/* The same for the dispatch itself, which must go on when handlers that wait have taken all else:
 * takes the reserve if there is nothing better. It becomes the reserve again at its release. */
DomoFiber *
domo_fiber_acquire_reserve (gsize stack_size, GError **error)
{
  DomoFiberThread *thread = get_thread ();
  gsize size = domo_fiber_slab_round_stack_size (stack_size);
  DomoFiber *fiber = take (thread, size, NULL);

  if (fiber == NULL && thread->reserve != NULL && thread->reserve->stack_size >= size)
    fiber = g_steal_pointer (&thread->reserve);
  if (fiber == NULL)
    fiber = take (thread, size, error);
  return fiber != NULL ? hand_out (thread, fiber) : NULL;
}

static G_NORETURN void
refuse (const DomoFiber *self, const char *why)
{
  g_error ("The fiber %p %s", (gconstpointer) self, why);
}

static DomoFiberThread *
check_set_aside (const DomoFiber *self)
{
  DomoFiberThread *thread = this_thread;

  if (G_UNLIKELY (!self->is_acquired && !domo_fiber_is_native (self)))
    refuse (self, "has been released");
  if (G_UNLIKELY (self->thread != thread))
    refuse (self, "is not one of this thread's");
  if (G_UNLIKELY (domo_fiber_is_native (self)))
    refuse (self, "is a thread's own stack");
  if (G_UNLIKELY (self == thread_get_current (thread)))
    refuse (self, "is running");
  return thread;
}

static void
forget (DomoFiber *self)
{
  self->saved = NULL;
  if (G_UNLIKELY (domo_fiber_tools != 0))
    domo_fiber_tools_forget (&self->tools, &thread_get_current (self->thread)->tools);
}

/* Gives a fiber that is not running back to its thread. What was on its stack is forgotten. */
void
domo_fiber_release (DomoFiber *self)
{
  DomoFiberThread *thread = check_set_aside (self);

  forget (self);
  self->is_acquired = FALSE;
  count (&thread->n_acquired, -1);
  put_back (thread, self);
}

/* Running */

/* The first function on each stack but for a few instructions. */
static void
run (gpointer data)
{
  DomoFiber *self = data;

  if (domo_fiber_tools_want_switches ())
    domo_fiber_tools_arrive (&self->tools);
  self->func (self->data);
  refuse (self, "has come to the end of its function, which has nowhere to return to");
}

/* Lets the next switch to @self begin @func, which must never return. Whatever was on the stack is
 * forgotten. Floating-point numbers are computed with as on the thread's own stack. */
void
domo_fiber_prepare (DomoFiber *self, DomoFiberFunc func, gpointer data)
{
  DomoFiberThread *thread = check_set_aside (self);

  forget (self);
  if (G_UNLIKELY (domo_fiber_tools != 0))
    domo_fiber_tools_begin (&self->tools);
  self->func = func;
  self->data = data;
  self->saved =
      domo_fiber_saved_make (self->stack + self->stack_size, run, self, thread->native.saved);
}

/* Goes on with @to, a fiber of this thread that is prepared or set aside. Returns when somebody
 * switches back to the caller. */
void
domo_fiber_switch (DomoFiber *to)
{
  DomoFiberThread *thread = this_thread;
  gpointer saved = to->saved;
  int saved_errno = errno;
  DomoFiber *from;

  if (G_UNLIKELY (to->thread != thread))
    refuse (to, "is not one of this thread's");
  if (G_UNLIKELY (saved == NULL))
    refuse (to, "runs already, or has nothing to go on with");
  from = thread_get_current (thread);
  to->saved = NULL;
  atomic_store_explicit (&thread->current, to, memory_order_relaxed);

  if (domo_fiber_tools_want_switches ())
    domo_fiber_tools_leave (&from->tools, &to->tools, __builtin_frame_address (0));
  domo_fiber_tools_switch (&to->tools);
  domo_fiber_switch_saved (&from->saved, saved);
  if (domo_fiber_tools_want_switches ())
    domo_fiber_tools_arrive (&from->tools);
  errno = saved_errno;
}

/* Figures */

void
domo_fiber_get_counts (DomoFiberCounts *counts)
{
  *counts = (DomoFiberCounts){ 0 };
  domo_lock_acquire (&threads_lock);
  for (GList *link = domo_fiber_threads.head; link != NULL; link = link->next)
    {
      DomoFiberThread *thread = link->data;
      guint n_acquired = atomic_load_explicit (&thread->n_acquired, memory_order_relaxed);

      counts->n_acquired += n_acquired;
      counts->n_parked += n_acquired;
      if (n_acquired > 0 && thread_get_current (thread) != &thread->native)
        counts->n_parked--;
      counts->n_hot += atomic_load_explicit (&thread->n_hot, memory_order_relaxed);
    }
  domo_lock_release (&threads_lock);
  domo_fiber_slab_count (counts);
}

gsize
domo_fiber_measure_stack (const DomoFiber *self)
{
  return domo_fiber_tools_measure_stack (self->stack, self->stack_size);
}
