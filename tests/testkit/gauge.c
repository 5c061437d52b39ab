/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "gauge.h"

#include <stdatomic.h>

G_DEFINE_INTERFACE (TestGauge, test_gauge, DOMO_TYPE_PROTOCOL)

static void
test_gauge_default_init (TestGaugeInterface *iface)
{
  domo_protocol_add_tell (iface, "add", G_STRUCT_OFFSET (TestGaugeInterface, add), 1, G_TYPE_INT64);
  domo_protocol_add_ask (iface, "add-after", G_STRUCT_OFFSET (TestGaugeInterface, add_after),
                         G_TYPE_INT64, 2, G_TYPE_INT64, G_TYPE_INT64);
  domo_protocol_add_ask (iface, "add-when", G_STRUCT_OFFSET (TestGaugeInterface, add_when),
                         G_TYPE_INT64, 2, G_TYPE_INT64, DOMO_TYPE_PROMISE);
}

void
test_gauge_add (TestGauge *self, gint64 amount)
{
  TEST_GAUGE_GET_IFACE (self)->add (self, amount);
}

DomoFuture *
test_gauge_add_after (TestGauge *self, gint64 amount, gint64 us)
{
  return TEST_GAUGE_GET_IFACE (self)->add_after (self, amount, us);
}

DomoFuture *
test_gauge_add_when (TestGauge *self, gint64 amount, DomoPromise *promise)
{
  return TEST_GAUGE_GET_IFACE (self)->add_when (self, amount, promise);
}

struct _GaugeActor
{
  DomoActor parent_instance;

  gint64 count;
  gint64 n_asked;
};

static _Atomic gint64 total;

static void
gauge_actor_add (TestGauge *gauge, gint64 amount)
{
  GAUGE_ACTOR (gauge)->count += amount;
  /* release: who sees the total sees what was done before. */
  atomic_fetch_add_explicit (&total, amount, memory_order_release);
}

gint64
gauge_get_total (void)
{
  return atomic_load_explicit (&total, memory_order_acquire);
}

void
gauge_reset_total (void)
{
  atomic_store_explicit (&total, 0, memory_order_relaxed);
}

static DomoFuture *
gauge_actor_add_after (TestGauge *gauge, gint64 amount, gint64 us)
{
  g_autoptr (DomoPromise) never = domo_promise_new ();

  domo_await (domo_future_with_timeout (domo_promise_get_future (never), us), NULL);
  gauge_actor_add (gauge, amount);
  return domo_future_new_int64 (GAUGE_ACTOR (gauge)->count);
}

static DomoFuture *
gauge_actor_add_when (TestGauge *gauge, gint64 amount, gpointer promise)
{
  domo_await (domo_promise_get_future (promise), NULL);
  gauge_actor_add (gauge, amount);
  return domo_future_new_int64 (GAUGE_ACTOR (gauge)->count);
}

static DomoFuture *
gauge_actor_observe_state (DomoObservable *observable)
{
  GaugeActor *self = GAUGE_ACTOR (observable);
  DomoObservableState *state = domo_observable_state_new ();

  domo_observable_state_insert (state, "count", "x", self->count);
  domo_observable_state_insert (state, "asked", "x", ++self->n_asked);
  return domo_future_new_observable_state (state);
}

static void
gauge_actor_gauge_init (TestGaugeInterface *iface)
{
  iface->add = gauge_actor_add;
  iface->add_after = gauge_actor_add_after;
  iface->add_when = gauge_actor_add_when;
}

static void
gauge_actor_observable_init (DomoObservableInterface *iface)
{
  iface->observe_state = gauge_actor_observe_state;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (GaugeActor,
                               gauge_actor,
                               DOMO_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_GAUGE, gauge_actor_gauge_init)
                                   G_IMPLEMENT_INTERFACE (DOMO_TYPE_OBSERVABLE,
                                                          gauge_actor_observable_init))

static void
gauge_actor_class_init (GaugeActorClass *klass)
{
}

static void
gauge_actor_init (GaugeActor *self)
{
}

/* Whether the gauges have come to *@data. */
static gboolean
total_is (gpointer data, GError **error)
{
  const gint64 *expected = data, now = gauge_get_total ();

  if (now == *expected)
    return TRUE;
  g_set_error (error, DOMO_ERROR, DOMO_ERROR_FAILED, "the total is %" G_GINT64_FORMAT, now);
  return FALSE;
}

void
gauge_await_total (gint64 expected, gint64 limit)
{
  domo_await_assert (total_is, &expected, limit);
}
