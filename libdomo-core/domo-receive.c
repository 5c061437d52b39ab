/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "domo-entry-private.h"

#include "domo-future.h"

/* Delivers to the class's receive() what it has no function of its own for. Answers the future of
 * an ask, which may be NULL by mistake. */
DomoFuture *
domo_receive_deliver (const DomoEntry *self, DomoActor *instance, DomoSlot *args)
{
  const DomoMethod *method = self->method;
  GValue *values = g_newa0 (GValue, method->n_args + 1);
  DomoFuture *future;

  for (guint i = 0; i < method->n_args; i++)
    domo_argument_to_value (&method->args[i], &args[i], &values[i]);
  future = DOMO_ACTOR_GET_CLASS (instance)->receive (instance, self->name, values, method->n_args);
  for (guint i = 0; i < method->n_args; i++)
    g_value_unset (&values[i]);
  if (!method->is_ask)
    g_clear_pointer (&future, domo_future_unref);
  return future;
}
