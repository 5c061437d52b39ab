/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

#define BENCH_TYPE_COUNTER (bench_counter_get_type ())
G_DECLARE_INTERFACE (BenchCounter, bench_counter, BENCH, COUNTER, DomoProtocol)

struct _BenchCounterInterface
{
  GTypeInterface parent_iface;

  void (*increment) (BenchCounter *self);
  DomoFuture *(*add) (BenchCounter *self, gint64 amount);
};

void bench_counter_increment (BenchCounter *self);
DomoFuture *bench_counter_add (BenchCounter *self, gint64 amount) G_GNUC_WARN_UNUSED_RESULT;

#define BENCH_TYPE_COUNTER_ACTOR (bench_counter_actor_get_type ())
G_DECLARE_FINAL_TYPE (BenchCounterActor, bench_counter_actor, BENCH, COUNTER_ACTOR, DomoActor)

BenchCounter *bench_counter_new (DomoStage *stage) G_GNUC_WARN_UNUSED_RESULT;
BenchCounter *bench_counter_new_bounded (DomoStage *stage, guint capacity)
    G_GNUC_WARN_UNUSED_RESULT;
BenchCounter *bench_counter_new_priority (DomoStage *stage) G_GNUC_WARN_UNUSED_RESULT;
gint64 bench_counter_await_count (BenchCounter *self);
guint64 bench_counter_take_total (void);

G_END_DECLS
