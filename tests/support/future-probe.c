/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "future-probe.h"

const FutureAdder future_adders[N_ADDERS] = { domo_future_then, domo_future_catch,
                                              domo_future_finally };

void
assert_pending (DomoFuture *future)
{
  g_assert_true (domo_future_is_pending (future));
  g_assert_false (domo_future_is_resolved (future));
  g_assert_false (domo_future_is_rejected (future));
  g_assert_null (domo_future_get_error (future));
}

void
assert_resolved (DomoFuture *future)
{
  g_assert_false (domo_future_is_pending (future));
  g_assert_true (domo_future_is_resolved (future));
  g_assert_false (domo_future_is_rejected (future));
  g_assert_null (domo_future_get_error (future));
}

void
assert_number (DomoFuture *future, gint64 expected)
{
  g_autoptr (GError) error = NULL;
  gint64 number;

  g_assert_false (domo_future_is_pending (future));
  number = domo_future_get_int64 (future, &error);
  g_assert_no_error (error);
  g_assert_cmpint (number, ==, expected);
}

void
assert_rejected (DomoFuture *future, GQuark domain, int code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (domo_future_is_pending (future));
  g_assert_false (domo_future_is_resolved (future));
  g_assert_true (domo_future_is_rejected (future));
  g_assert_error (domo_future_get_error (future), domain, code);
  g_assert_null (domo_future_get_value (future, &error));
  g_assert_error (error, domain, code);
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
}

DomoFuture *
future_probe_func (DomoFuture *settled, gpointer probe)
{
  FutureProbe *self = probe;

  g_assert_false (domo_future_is_pending (settled));
  g_assert_cmpuint (self->n_destroyed, ==, 0);
  self->n_calls++;
  self->settled = settled;
  self->context =
      g_main_current_source () != NULL ? g_source_get_context (g_main_current_source ()) : NULL;
  self->thread = g_thread_self ();
  if (self->order != NULL)
    g_string_append_c (self->order, self->name);
  return self->answer != NULL ? domo_future_ref (self->answer) : NULL;
}

void
future_probe_destroy (gpointer probe)
{
  ((FutureProbe *) probe)->n_destroyed++;
}

typedef struct
{
  DomoPromise *promise;
  DomoFuture *like;
} Settler;

static gboolean
settler_cb (gpointer data)
{
  Settler *self = data;

  if (domo_future_is_rejected (self->like))
    domo_promise_reject (self->promise, g_error_copy (domo_future_get_error (self->like)));
  else
    domo_promise_resolve (self->promise, domo_future_get_value (self->like, NULL));
  return G_SOURCE_REMOVE;
}

static void
settler_free (gpointer data)
{
  Settler *self = data;

  domo_promise_unref (self->promise);
  domo_future_unref (self->like);
  g_free (self);
}

DomoFuture *
settle_in (GMainContext *context, DomoFuture *like)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Settler *settler = g_new (Settler, 1);
  DomoFuture *future;

  *settler = (Settler){ domo_promise_new (), like };
  future = domo_promise_get_future (settler->promise);
  g_source_set_callback (source, settler_cb, settler, settler_free);
  g_source_attach (source, context);
  return future;
}

gpointer
resolve_in_thread (gpointer promise)
{
  domo_promise_resolve_int64 (promise, 1);
  domo_promise_unref (promise);
  return NULL;
}

void
drain (GMainContext *context)
{
  while (g_main_context_iteration (context, FALSE))
    ;
}

GObject *
watched_object_new (gpointer *weak)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);

  *weak = object;
  g_object_add_weak_pointer (object, weak);
  return object;
}
