/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "later.h"

static void
send_cb (gpointer data)
{
  domo_prepared_call_send (data, NULL, NULL, NULL);
}

static DomoTimer *
start (DomoActor *actor, gint64 delay, DomoPreparedCall *call)
{
  DomoClock *clock = domo_stage_get_clock (domo_actor_get_stage (actor));

  return domo_clock_add_timer (clock, domo_clock_get_time (clock) + delay, send_cb, call,
                               (GDestroyNotify) domo_prepared_call_unref);
}

DomoTimer *
later_send (DomoActor *actor, gint64 delay, const char *method, guint64 id, guint step)
{
  return start (actor, delay,
                domo_prepared_call_new (domo_actor_get_self (actor), NULL, method, id, step));
}

void
later_invoke (DomoActor *actor, gint64 delay, const char *name, DomoActorFunc func)
{
  domo_timer_unref (start (actor, delay,
                           domo_prepared_call_new_function (domo_actor_get_self (actor), name, func,
                                                            NULL, NULL)));
}
