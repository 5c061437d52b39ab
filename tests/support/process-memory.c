/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "process-memory.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The column of /proc/self/statm, in bytes. */
static gsize
read_statm (guint column)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  words = g_strsplit (text, " ", -1);
  return g_ascii_strtoull (words[column], NULL, 10) * (gsize) sysconf (_SC_PAGESIZE);
}

gsize
process_memory_resident (void)
{
  return read_statm (1);
}

gsize
process_memory_mapped (void)
{
  return read_statm (0);
}

guint
process_memory_count_mappings (void)
{
  g_autofree char *text = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &text, NULL, NULL));
  for (const char *c = text; *c != '\0'; c++)
    n += *c == '\n';
  return n;
}

gboolean
process_memory_is_under_valgrind (void)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &text, NULL, NULL));
  return strstr (text, "/valgrind/") != NULL;
}

gboolean
process_memory_is_watched (void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return TRUE;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
  return TRUE;
#endif
#endif
  return process_memory_is_under_valgrind ();
}

void
process_memory_assert_opens_files (void)
{
  char line[80];
  FILE *file = fopen ("/proc/self/status", "r");

  g_assert_nonnull (file);
  g_assert_nonnull (fgets (line, sizeof line, file));
  fclose (file);
}

void
process_memory_assert_maps (gsize size)
{
  gpointer memory = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  g_assert_true (memory != MAP_FAILED);
  munmap (memory, size);
}
