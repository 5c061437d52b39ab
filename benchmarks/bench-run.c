/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-run.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#ifdef HAVE_MALLINFO2
#include <malloc.h>
#endif

/* Closing a stage of a million actors takes a while under valgrind. */
#define CLOSE_LIMIT (600 * G_USEC_PER_SEC)

/* Written by main () before the first workload, only read afterwards. */
static clockid_t clock_id = CLOCK_MONOTONIC;

static gint64
now (void)
{
  struct timespec time;

  clock_gettime (clock_id, &time);
  return (gint64) time.tv_sec * G_GINT64_CONSTANT (1000000000) + time.tv_nsec;
}

/* Counts the processor time of all threads from now on, which a busy machine disturbs less. */
void
bench_run_use_cpu_time (void)
{
  clock_id = CLOCK_PROCESS_CPUTIME_ID;
}

void
bench_run_start (BenchRun *run)
{
  run->started = now ();
}

void
bench_run_stop (BenchRun *run)
{
  run->elapsed += now () - run->started;
}

void
bench_run_set_extra (BenchRun *run, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_vsnprintf (run->extra, sizeof run->extra, format, args);
  va_end (args);
}

/* The resident set of this process, or 0 where the system does not tell. */
gsize
bench_resident_bytes (void)
{
  unsigned long total = 0;
  unsigned long resident = 0;
  FILE *file = fopen ("/proc/self/statm", "re");

  if (file == NULL)
    return 0;
  if (fscanf (file, "%lu %lu", &total, &resident) != 2)
    resident = 0;
  fclose (file);
  return (gsize) resident * (gsize) sysconf (_SC_PAGESIZE);
}

/* What malloc has handed out and not got back, or 0 where it does not tell. */
gsize
bench_allocated_bytes (void)
{
#ifdef HAVE_MALLINFO2
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
#else
  return 0;
#endif
}

/* Iterates the main context while it has something to do, so that no backlog is left to grow. */
void
bench_iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Closes the stage of a workload that has ended; one that does not end in order measured nothing.
 */
void
bench_close_stage (DomoStage *stage)
{
  g_autoptr (GError) error = NULL;

  if (!domo_stage_close (stage, CLOSE_LIMIT, &error))
    g_error ("The stage did not close: %s", error->message);
}

/* A figure counts only when the work it stands for was done. */
void
bench_expect (const char *what, guint64 actual, guint64 expected)
{
  if (actual != expected)
    g_error ("%s: %" G_GUINT64_FORMAT " instead of %" G_GUINT64_FORMAT, what, actual, expected);
}
