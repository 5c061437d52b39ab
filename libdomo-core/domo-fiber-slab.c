/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-fiber-slab-private.h"

#include "domo-error.h"
#include "domo-lock-private.h"

/* A slab has at most so many stacks, and fewer when they are large or address space is short. */
#define MAX_FIBERS    64
#define MAX_SLAB_SIZE ((gsize) 32 * 1024 * 1024)

#define MIN_STACK_SIZE ((gsize) 16 * 1024)

/* So many slabs are kept though all in them is free: who parks now and then should not have to
 * map one each time. */
#define MAX_EMPTY_SLABS 1

/* All below is protected by this lock, under which nothing else is locked. */
static DomoLock lock;

/* Every slab, those in which something is free before the others. tools/gdb-domo.py reads it. */
GQueue domo_fiber_slabs = G_QUEUE_INIT;

static guint n_empty_slabs;
static guint n_taken;
static guint n_guards;
static guint limit; /* of stacks; 0: not set */
static DomoFiberGuard guard_kind;
static guint max_mappings; /* 0: not set */

static guint
get_system_max_locked (void)
{
  static guint max;

  if (max == 0)
    max = domo_fiber_memory_get_max_mappings ();
  return max;
}

/* Stacks, each of which could be a mapping or two, must not use up what the kernel allows a
 * process: then no other memory can be mapped, and not even a file be opened. */
static guint
get_max_mappings_locked (void)
{
  return max_mappings != 0 ? max_mappings : get_system_max_locked () / 4;
}

/* A bound for the memory of programs that have run away, far above what the others need. */
static guint
get_limit_locked (void)
{
  return limit != 0 ? limit : get_system_max_locked ();
}

static guint
count_mappings_locked (void)
{
  return domo_fiber_slabs.length + 2 * n_guards;
}

gsize
domo_fiber_slab_round_stack_size (gsize stack_size)
{
  if (stack_size == 0)
    return DOMO_FIBER_STACK_SIZE;
  return domo_fiber_memory_round (CLAMP (stack_size, MIN_STACK_SIZE, G_MAXSIZE / 4));
}

/* Slabs */

static gsize
get_stride (gsize stack_size)
{
  return DOMO_FIBER_GUARD_SIZE + stack_size;
}

static DomoFiberSlab *
slab_new (gsize stack_size)
{
  gsize stride = get_stride (stack_size);
  DomoFiberSlab *self = NULL;
  guint8 *memory = NULL;
  guint n;

  for (n = CLAMP (MAX_SLAB_SIZE / stride, 1, MAX_FIBERS); n > 0 && memory == NULL; n /= 4)
    {
      memory = domo_fiber_memory_map (n * stride);
      if (memory != NULL)
        break;
    }
  if (memory == NULL)
    return NULL;

  self = g_try_malloc0 (sizeof (DomoFiberSlab) + n * sizeof (DomoFiber));
  if (self == NULL)
    {
      domo_fiber_memory_unmap (memory, n * stride);
      return NULL;
    }
  self->link.data = self;
  self->memory = memory;
  self->stack_size = stack_size;
  self->n_fibers = n;
  for (guint i = 0; i < n; i++)
    {
      DomoFiber *fiber = &self->fibers[i];

      fiber->slab = self;
      fiber->stack = memory + i * stride + DOMO_FIBER_GUARD_SIZE;
      fiber->stack_size = stack_size;
      fiber->next = self->free;
      self->free = fiber;
    }
  return self;
}

static void
slab_free (DomoFiberSlab *self)
{
  domo_fiber_memory_unmap (self->memory, self->n_fibers * get_stride (self->stack_size));
  g_free (self);
}

/* The first with a free stack of that size, a new one if need be. */
static DomoFiberSlab *
find_slab_locked (gsize stack_size)
{
  DomoFiberSlab *slab;

  for (GList *link = domo_fiber_slabs.head; link != NULL; link = link->next)
    {
      slab = link->data;
      if (slab->free == NULL)
        break;
      if (slab->stack_size == stack_size)
        return slab;
    }
  if (count_mappings_locked () >= get_max_mappings_locked ())
    return NULL;
  slab = slab_new (stack_size);
  if (slab != NULL)
    {
      g_queue_push_head_link (&domo_fiber_slabs, &slab->link);
      n_empty_slabs++;
    }
  return slab;
}

/* A guard stays for as long as its slab is mapped. */
static gboolean
guard_locked (DomoFiber *fiber)
{
  if (fiber->is_guarded)
    return TRUE;
  if (guard_kind == DOMO_FIBER_GUARD_PROTECT &&
      count_mappings_locked () + 2 > get_max_mappings_locked ())
    return FALSE;
  fiber->is_guarded = domo_fiber_memory_guard (fiber->stack - DOMO_FIBER_GUARD_SIZE, &guard_kind);
  if (fiber->is_guarded && guard_kind == DOMO_FIBER_GUARD_PROTECT)
    {
      fiber->slab->n_guards++;
      n_guards++;
    }
  return fiber->is_guarded;
}

/* Fibers */

static DomoFiber *
take_locked (gsize stack_size)
{
  DomoFiberSlab *slab;
  DomoFiber *fiber;

  if (n_taken >= get_limit_locked ())
    return NULL;
  slab = find_slab_locked (stack_size);
  if (slab == NULL || !guard_locked (slab->free))
    return NULL;

  fiber = slab->free;
  slab->free = g_steal_pointer (&fiber->next);
  if (slab->n_taken++ == 0)
    n_empty_slabs--;
  n_taken++;
  if (slab->free == NULL)
    {
      g_queue_unlink (&domo_fiber_slabs, &slab->link);
      g_queue_push_tail_link (&domo_fiber_slabs, &slab->link);
    }
  return fiber;
}

/* A fiber with an untouched stack of @stack_size, which is rounded; NULL and an error when there is
 * none. */
DomoFiber *
domo_fiber_slab_take (gsize stack_size, GError **error)
{
  guint n_now, n_max;
  DomoFiber *fiber;

  domo_lock_acquire (&lock);
  fiber = take_locked (stack_size);
  n_now = n_taken;
  n_max = get_limit_locked ();
  domo_lock_release (&lock);

  if (fiber != NULL)
    domo_fiber_tools_add_stack (&fiber->tools, fiber->stack, fiber->stack_size);
  else if (n_now >= n_max)
    g_set_error (error, DOMO_ERROR, DOMO_ERROR_FAILED,
                 "All %u stacks for handlers that wait are in use", n_max);
  else
    g_set_error (error, DOMO_ERROR, DOMO_ERROR_FAILED,
                 "There is no memory for another stack for handlers that wait; there are %u",
                 n_now);
  return fiber;
}

void
domo_fiber_slab_give_back (DomoFiber *fiber)
{
  DomoFiberSlab *slab = fiber->slab;

  domo_fiber_tools_remove_stack (&fiber->tools);
  domo_fiber_memory_discard (fiber->stack, fiber->stack_size);

  domo_lock_acquire (&lock);
  if (slab->free == NULL)
    {
      g_queue_unlink (&domo_fiber_slabs, &slab->link);
      g_queue_push_head_link (&domo_fiber_slabs, &slab->link);
    }
  fiber->next = slab->free;
  slab->free = fiber;
  n_taken--;
  if (--slab->n_taken > 0)
    slab = NULL;
  else if (n_empty_slabs < MAX_EMPTY_SLABS)
    {
      n_empty_slabs++;
      slab = NULL;
    }
  else
    {
      g_queue_unlink (&domo_fiber_slabs, &slab->link);
      n_guards -= slab->n_guards;
    }
  domo_lock_release (&lock);

  if (slab != NULL)
    slab_free (slab);
}

void
domo_fiber_slab_count (DomoFiberCounts *counts)
{
  domo_lock_acquire (&lock);
  counts->n_stacks = n_taken;
  counts->n_slabs = domo_fiber_slabs.length;
  counts->n_mappings = count_mappings_locked ();
  domo_lock_release (&lock);
}

void
domo_fiber_set_limit (guint n_stacks)
{
  domo_lock_acquire (&lock);
  limit = n_stacks;
  domo_lock_release (&lock);
}

guint
domo_fiber_get_limit (void)
{
  guint n;

  domo_lock_acquire (&lock);
  n = get_limit_locked ();
  domo_lock_release (&lock);
  return n;
}

void
domo_fiber_slab_set_guard (DomoFiberGuard kind, guint max)
{
  domo_lock_acquire (&lock);
  guard_kind = kind;
  max_mappings = max;
  domo_lock_release (&lock);
}
