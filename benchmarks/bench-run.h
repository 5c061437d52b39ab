/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* How many messages a flat-memory workload lets wait before the main context gets its turn. */
#define BENCH_CHUNK 1000

/* One run of a workload. Only what lies between start and stop is timed, so a workload makes its
 * stage before and closes it after.
 */
typedef struct
{
  gint64 started; /* nanoseconds */
  gint64 elapsed; /* nanoseconds */
  char extra[120];
} BenchRun;

typedef void (*BenchFunc) (BenchRun *run, guint64 n);

void bench_run_use_cpu_time (void);
void bench_run_start (BenchRun *run);
void bench_run_stop (BenchRun *run);
void bench_run_set_extra (BenchRun *run, const char *format, ...) G_GNUC_PRINTF (2, 3);

gsize bench_resident_bytes (void);
gsize bench_allocated_bytes (void);

void bench_iterate (void);
void bench_close_stage (DomoStage *stage);
void bench_expect (const char *what, guint64 actual, guint64 expected);

G_END_DECLS
