/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-fiber-memory-private.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

/* Linux 6.13; the headers of many systems are older than their kernel. */
#if defined(__linux__) && !defined(MADV_GUARD_INSTALL)
#define MADV_GUARD_INSTALL 102
#endif

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif
#ifndef MAP_STACK
#define MAP_STACK 0
#endif

/* So much address space is left to the rest of the program when there is a limit to it: enough for
 * files, threads and error messages. */
#define HEADROOM ((gsize) 16 * 1024 * 1024)

/* Where the system does not say how many mappings a process may have. */
#define USUAL_MAX_MAPPINGS 65530

gsize
domo_fiber_memory_round (gsize size)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);

  return (size + page - 1) / page * page;
}

/* Address space that costs memory where it is touched; NULL when there is none. */
gpointer
domo_fiber_memory_map (gsize length)
{
  guint8 *memory = mmap (NULL, length + HEADROOM, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);

  if (memory == MAP_FAILED)
    return NULL;
  /* The lower part: the next one then lies below this one, and the kernel takes both for one. */
  munmap (memory, HEADROOM);
  memory += HEADROOM;
#ifdef MADV_NOHUGEPAGE
  /* A stack whose first page is touched would else get 64 KiB or more. */
  (void) madvise (memory, length, MADV_NOHUGEPAGE);
#endif
  return memory;
}

void
domo_fiber_memory_unmap (gpointer memory, gsize length)
{
  munmap (memory, length);
}

/* Gives the memory back and keeps the address space. */
void
domo_fiber_memory_discard (gpointer memory, gsize length)
{
  (void) madvise (memory, length, MADV_DONTNEED);
}

static gboolean
install (gpointer memory)
{
#ifdef MADV_GUARD_INSTALL
  return madvise (memory, DOMO_FIBER_GUARD_SIZE, MADV_GUARD_INSTALL) == 0;
#else
  errno = EINVAL;
  return FALSE;
#endif
}

/* Lets every access to the guard at @memory end the program. What kind of guard the system has is
 * found out at the first one, and kept in @kind. */
gboolean
domo_fiber_memory_guard (gpointer memory, DomoFiberGuard *kind)
{
  if (*kind != DOMO_FIBER_GUARD_PROTECT)
    {
      if (install (memory))
        {
          *kind = DOMO_FIBER_GUARD_INSTALL;
          return TRUE;
        }
      /* Unknown to the kernel, or not to be had for memory that is locked. */
      if (errno != EINVAL)
        return FALSE;
      *kind = DOMO_FIBER_GUARD_PROTECT;
    }
  return mprotect (memory, DOMO_FIBER_GUARD_SIZE, PROT_NONE) == 0;
}

/* How many mappings the kernel allows a process. */
guint
domo_fiber_memory_get_max_mappings (void)
{
  g_autofree char *text = NULL;
  guint64 max;

  if (!g_file_get_contents ("/proc/sys/vm/max_map_count", &text, NULL, NULL))
    return USUAL_MAX_MAPPINGS;
  max = g_ascii_strtoull (text, NULL, 10);
  return (guint) CLAMP (max, 1, G_MAXINT);
}
