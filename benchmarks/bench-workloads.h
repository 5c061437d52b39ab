/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bench-run.h"

G_BEGIN_DECLS

/* Baselines: what the same work costs without actors. */
void bench_vtable (BenchRun *run, guint64 n);
void bench_fifo (BenchRun *run, guint64 n);
void bench_fifo_burst (BenchRun *run, guint64 n);
void bench_idle_add (BenchRun *run, guint64 n);

/* Tells. */
void bench_counting (BenchRun *run, guint64 n);
void bench_counting_burst (BenchRun *run, guint64 n);
void bench_bounded (BenchRun *run, guint64 n);
void bench_priority (BenchRun *run, guint64 n);
void bench_ping_pong (BenchRun *run, guint64 n);
void bench_threads (BenchRun *run, guint64 n);

/* Asks. */
void bench_ask (BenchRun *run, guint64 n);
void bench_ask_settled (BenchRun *run, guint64 n);
void bench_ask_pipelined (BenchRun *run, guint64 n);
void bench_await_settled (BenchRun *run, guint64 n);
void bench_await (BenchRun *run, guint64 n);
void bench_cross_tell (BenchRun *run, guint64 n);
void bench_cross_ask (BenchRun *run, guint64 n);

/* Actors. */
void bench_spawn (BenchRun *run, guint64 n);
void bench_memory (BenchRun *run, guint64 n);

/* Timers. */
void bench_timers (BenchRun *run, guint64 n);
void bench_schedule (BenchRun *run, guint64 n);

G_END_DECLS
