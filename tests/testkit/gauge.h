/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-testkit.h>

G_BEGIN_DECLS

/* An actor with a number that grows, at once or after a while, and that shows "count" and how often
 * it was asked, as "asked". */

#define TEST_TYPE_GAUGE (test_gauge_get_type ())
G_DECLARE_INTERFACE (TestGauge, test_gauge, TEST, GAUGE, DomoProtocol)

struct _TestGaugeInterface
{
  GTypeInterface parent_iface;

  void (*add) (TestGauge *self, gint64 amount);
  DomoFuture *(*add_after) (TestGauge *self, gint64 amount, gint64 us);
  DomoFuture *(*add_when) (TestGauge *self, gint64 amount, gpointer promise);
};

void test_gauge_add (TestGauge *self, gint64 amount);
/* Lets that time pass first. */
DomoFuture *test_gauge_add_after (TestGauge *self, gint64 amount, gint64 us);
/* Waits for the promise first. */
DomoFuture *test_gauge_add_when (TestGauge *self, gint64 amount, DomoPromise *promise);

#define GAUGE_TYPE_ACTOR (gauge_actor_get_type ())
G_DECLARE_FINAL_TYPE (GaugeActor, gauge_actor, GAUGE, ACTOR, DomoActor)

/* What all gauges have come to since it was set to 0; any thread. */
gint64 gauge_get_total (void);
void gauge_reset_total (void);
/* Waits for it with domo_await_assert(). */
void gauge_await_total (gint64 expected, gint64 limit);

G_END_DECLS
