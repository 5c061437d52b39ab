/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "trace-interceptor.h"

#include <stdio.h>
#include <string.h>

#include "notices.h"
#include "paint.h"

#define N_DIGITS 4

struct _TraceInterceptor
{
  DomoInterceptor parent_instance;

  DemoTerminal *terminal;
  gboolean colours;
};

G_DEFINE_FINAL_TYPE (TraceInterceptor, trace_interceptor, DOMO_TYPE_INTERCEPTOR)

static const char *
get_outcome (DomoDelivery *delivery)
{
  switch (domo_delivery_get_outcome (delivery))
    {
    case DOMO_DELIVERY_OUTCOME_FAILED:
      return ", failed";

    case DOMO_DELIVERY_OUTCOME_PENDING:
      return ", answer to come";

    case DOMO_DELIVERY_OUTCOME_DROPPED:
      return ", dropped";

    default:
      return domo_delivery_get_error (delivery) != NULL ? ", refused" : "";
    }
}

static char *
describe (DomoDelivery *delivery)
{
  gpointer proxy = domo_delivery_get_proxy (delivery);
  DomoExecutionContext *context = domo_delivery_get_execution_context (delivery);
  const GError *error = domo_delivery_get_error (delivery);
  g_autofree char *address = domo_address_to_string (domo_proxy_get_address (proxy));
  g_autofree char *message = domo_delivery_to_string (delivery);
  g_autofree char *behalf = context != NULL ? domo_execution_context_to_string (context) : NULL;
  gsize length = strlen (address);

  return g_strdup_printf ("%s %s: %s, %" G_GINT64_FORMAT " \xc2\xb5s%s%s%s%s%s",
                          g_type_name (domo_proxy_get_actor_type (proxy)),
                          address + length - MIN (length, N_DIGITS), message,
                          domo_delivery_get_end_time (delivery) -
                              domo_delivery_get_begin_time (delivery),
                          get_outcome (delivery), error != NULL ? ": " : "",
                          error != NULL ? error->message : "", behalf != NULL ? " " : "",
                          behalf != NULL ? behalf : "");
}

/* What has something printed is not printed itself: that would never end. */
static gboolean
is_printing (DomoDelivery *delivery)
{
  GType protocol = domo_delivery_get_protocol (delivery);

  return protocol == DEMO_TYPE_TERMINAL || protocol == DEMO_TYPE_NOTICES;
}

static void
trace_interceptor_after_delivery (DomoInterceptor *interceptor, DomoDelivery *delivery)
{
  TraceInterceptor *self = TRACE_INTERCEPTOR (interceptor);
  g_autofree char *text = NULL;
  g_autofree char *painted = NULL;

  if (is_printing (delivery))
    return;

  text = describe (delivery);
  if (self->terminal == NULL)
    {
      /* Where both end up in one place, they are to be in order. */
      fflush (stdout);
      fprintf (stderr, "%s\n", text);
      return;
    }

  painted = paint (PAINT_TRACE, text, self->colours);
  demo_terminal_print (self->terminal, painted);
}

DomoInterceptor *
trace_interceptor_new (DemoTerminal *terminal, gboolean colours)
{
  TraceInterceptor *self = g_object_new (TRACE_TYPE_INTERCEPTOR, NULL);

  g_set_object (&self->terminal, terminal);
  self->colours = colours;
  return DOMO_INTERCEPTOR (self);
}

static void
trace_interceptor_dispose (GObject *object)
{
  g_clear_object (&TRACE_INTERCEPTOR (object)->terminal);

  G_OBJECT_CLASS (trace_interceptor_parent_class)->dispose (object);
}

static void
trace_interceptor_class_init (TraceInterceptorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = trace_interceptor_dispose;
  DOMO_INTERCEPTOR_CLASS (klass)->after_delivery = trace_interceptor_after_delivery;
}

static void
trace_interceptor_init (TraceInterceptor *self)
{
}
