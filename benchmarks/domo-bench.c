/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench-workloads.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* How many messages of the plain FIFO give the yardstick of a run. */
#define YARDSTICK_MESSAGES 500000

typedef struct
{
  const char *name;
  const char *summary;
  BenchFunc func;
  guint64 n;

  /* Such a run must be the first of its process, and one is enough. */
  gboolean measures_memory;
} BenchWorkload;

static const BenchWorkload workloads[] = {
  { "vtable", "baseline: a call through an interface's vtable", bench_vtable, 10000000, FALSE },
  { "fifo", "baseline: allocate, queue, take, call, free", bench_fifo, 2000000, FALSE },
  { "fifo-burst", "baseline: the same, all queued first", bench_fifo_burst, 1000000, FALSE },
  { "idle-add", "baseline: an idle source per message", bench_idle_add, 300000, FALSE },
  { "counting", "one actor told in chunks", bench_counting, 2000000, FALSE },
  { "counting-burst", "one actor told everything first", bench_counting_burst, 1000000, FALSE },
  { "bounded", "as counting, into a bounded mailbox", bench_bounded, 2000000, FALSE },
  { "priority", "as counting, into a priority mailbox", bench_priority, 2000000, FALSE },
  { "ping-pong", "two actors tell each other in turn", bench_ping_pong, 1000000, FALSE },
  { "threads", "four threads tell one actor", bench_threads, 1000000, FALSE },
  { "ask", "one ask after the other, awaited outside actors", bench_ask, 300000, FALSE },
  { "ask-settled", "asks in chunks, their answers read", bench_ask_settled, 1000000, FALSE },
  { "await-settled", "a handler awaits settled futures", bench_await_settled, 5000000, FALSE },
  { "await", "a handler awaits one ask after the other", bench_await, 500000, FALSE },
  { "ask-pipelined", "an actor asks another, with then", bench_ask_pipelined, 500000, FALSE },
  { "cross-tell", "an actor in another thread told in chunks", bench_cross_tell, 1000000, FALSE },
  { "cross-ask", "one ask after the other to another thread", bench_cross_ask, 50000, FALSE },
  { "spawn", "an actor made, told once, stopped", bench_spawn, 200000, FALSE },
  { "timers", "a turn of the main loop, 100,000 timers pending", bench_timers, 300000, FALSE },
  { "schedule", "one set and cancelled, 100,000 pending", bench_schedule, 2000000, FALSE },
  { "memory", "actors alive that have handled a message", bench_memory, 1000000, TRUE },
};

/* What one run found, in nanoseconds; a child process reports it through its pipe. */
typedef struct
{
  gint64 elapsed;      /* for all operations */
  gint64 fifo_elapsed; /* for YARDSTICK_MESSAGES of the plain FIFO; 0: not measured */
  char extra[120];
} BenchResult;

static gint64 n_messages = 0;
static int n_repeats = 5;
static gboolean list_only = FALSE;
static gboolean once_only = FALSE;
static gboolean cpu_time = FALSE;
static char **names = NULL;

static const GOptionEntry entries[] = {
  { "messages", 'n', 0, G_OPTION_ARG_INT64, &n_messages, "Operations per run", "N" },
  { "repeat", 'r', 0, G_OPTION_ARG_INT, &n_repeats, "Runs of which the median counts (5)", "N" },
  { "cpu-time", 0, 0, G_OPTION_ARG_NONE, &cpu_time, "Count processor time, not wall time", NULL },
  { "once", 0, 0, G_OPTION_ARG_NONE, &once_only,
    "One run in this process, without warm-up or yardstick: for profilers", NULL },
  { "list", 'l', 0, G_OPTION_ARG_NONE, &list_only, "List the workloads", NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, "[WORKLOAD…]" },
  G_OPTION_ENTRY_NULL,
};

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static gint64
median (gint64 *times, guint n)
{
  qsort (times, n, sizeof *times, compare_times);
  return n % 2 == 1 ? times[n / 2] : (times[n / 2 - 1] + times[n / 2]) / 2;
}

/* Runs a workload beside the plain FIFO: what slows the machine down for a moment slows both. */
static void
measure (const BenchWorkload *workload, guint64 n, BenchResult *result)
{
  BenchRun fifo = { 0 };
  BenchRun run = { 0 };

  /* The yardstick comes first: once a process has had threads, its malloc takes locks. */
  bench_fifo (&fifo, YARDSTICK_MESSAGES / 4);
  fifo.elapsed = 0;
  bench_fifo (&fifo, YARDSTICK_MESSAGES);
  if (!workload->measures_memory)
    {
      BenchRun warm_up = { 0 };

      workload->func (&warm_up, MAX (n / 4, 1));
    }
  workload->func (&run, n);

  result->elapsed = run.elapsed;
  result->fifo_elapsed = fifo.elapsed;
  g_strlcpy (result->extra, run.extra, sizeof result->extra);
}

/* Measures in a child, so that no run inherits another's heap. This process has no threads and has
 * used nothing of the library, so a bare fork () is safe.
 */
static gboolean
measure_in_child (const BenchWorkload *workload, guint64 n, BenchResult *result)
{
  int fds[2];
  int status;
  ssize_t n_read;
  pid_t child;

  if (pipe (fds) != 0)
    return FALSE;

  fflush (stdout);
  child = fork ();
  if (child < 0)
    {
      close (fds[0]);
      close (fds[1]);
      return FALSE;
    }
  if (child == 0)
    {
      ssize_t n_written;

      close (fds[0]);
      measure (workload, n, result);
      n_written = write (fds[1], result, sizeof *result);
      exit (n_written == (ssize_t) sizeof *result ? EXIT_SUCCESS : EXIT_FAILURE);
    }

  close (fds[1]);
  n_read = read (fds[0], result, sizeof *result);
  close (fds[0]);
  return waitpid (child, &status, 0) == child && WIFEXITED (status) &&
         WEXITSTATUS (status) == EXIT_SUCCESS && n_read == (ssize_t) sizeof *result;
}

static gboolean
measure_repeatedly (const BenchWorkload *workload, guint64 n, BenchResult *result)
{
  guint n_runs = workload->measures_memory ? 1 : (guint) n_repeats;
  g_autofree gint64 *times = g_new (gint64, n_runs);
  g_autofree gint64 *fifo_times = g_new (gint64, n_runs);

  for (guint i = 0; i < n_runs; i++)
    {
      if (!measure_in_child (workload, n, result))
        return FALSE;
      times[i] = result->elapsed;
      fifo_times[i] = result->fifo_elapsed;
    }
  result->elapsed = median (times, n_runs);
  result->fifo_elapsed = median (fifo_times, n_runs);
  return TRUE;
}

static void
print_line (const BenchWorkload *workload, guint64 n, const BenchResult *result)
{
  double per_operation = (double) result->elapsed / (double) n;
  double yardstick = (double) result->fifo_elapsed / YARDSTICK_MESSAGES;

  g_print ("%-15s %9" G_GUINT64_FORMAT " %8.3f %9.1f", workload->name, n, result->elapsed / 1e9,
           per_operation);
  if (yardstick > 0)
    g_print (" %8.2f", per_operation / yardstick);
  else
    g_print (" %8s", "-");
  g_print ("%s%s\n", result->extra[0] != '\0' ? "  " : "", result->extra);
}

static gboolean
run_workload (const BenchWorkload *workload)
{
  guint64 n = n_messages > 0 ? (guint64) n_messages : workload->n;
  BenchResult result = { 0 };

  if (once_only)
    {
      BenchRun run = { 0 };

      workload->func (&run, n);
      result.elapsed = run.elapsed;
      g_strlcpy (result.extra, run.extra, sizeof result.extra);
    }
  else if (!measure_repeatedly (workload, n, &result))
    {
      g_print ("%-15s failed\n", workload->name);
      return FALSE;
    }

  print_line (workload, n, &result);
  return TRUE;
}

static const BenchWorkload *
find_workload (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      if (g_str_equal (workloads[i].name, name))
        return &workloads[i];
    }
  return NULL;
}

static gboolean
parse_options (int *argc, char ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context, "Measures the actor library; without a workload, all.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return FALSE;
    }
  if (n_messages < 0 || n_repeats < 1)
    {
      g_printerr ("The numbers of messages and runs must be positive.\n");
      return FALSE;
    }
  for (char **name = names; name != NULL && *name != NULL; name++)
    {
      if (find_workload (*name) == NULL)
        {
          g_printerr ("There is no workload named “%s”; --list names them.\n", *name);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
run_workloads (void)
{
  gboolean success = TRUE;

  g_print ("%-15s %9s %8s %9s %8s\n", "workload", "N", "seconds", "ns/op", "x fifo");
  if (names == NULL)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (workloads); i++)
        success &= run_workload (&workloads[i]);
    }
  else
    {
      for (char **name = names; *name != NULL; name++)
        success &= run_workload (find_workload (*name));
    }
  return success;
}

int
main (int argc, char **argv)
{
  gboolean success = TRUE;

  /* The character set only: figures keep their decimal point wherever they are printed. */
  setlocale (LC_CTYPE, "");
  if (!parse_options (&argc, &argv))
    {
      g_strfreev (names);
      return EXIT_FAILURE;
    }

  if (cpu_time)
    bench_run_use_cpu_time ();

  if (list_only)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (workloads); i++)
        g_print ("%-15s %s\n", workloads[i].name, workloads[i].summary);
    }
  else
    success = run_workloads ();

  g_strfreev (names);
  return success ? EXIT_SUCCESS : EXIT_FAILURE;
}
