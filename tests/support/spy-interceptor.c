/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "spy-interceptor.h"

G_DEFINE_FINAL_TYPE (SpyInterceptor, spy_interceptor, DOMO_TYPE_INTERCEPTOR)

static void
spy_interceptor_before_delivery (DomoInterceptor *interceptor, DomoDelivery *delivery)
{
  SpyInterceptor *self = SPY_INTERCEPTOR (interceptor);
  g_autofree char *text = domo_delivery_to_string (delivery);

  g_assert_cmpint (domo_delivery_get_outcome (delivery), ==, DOMO_DELIVERY_OUTCOME_NONE);
  g_assert_cmpint (domo_delivery_get_begin_time (delivery), ==, -1);
  journal_add (self->journal, "%s>%s", self->name, text);
  if (self->before != NULL)
    self->before (delivery, self->data);
}

static void
spy_interceptor_after_delivery (DomoInterceptor *interceptor, DomoDelivery *delivery)
{
  static const char *const outcomes[] = { "none", "answered", "failed", "pending", "dropped" };
  SpyInterceptor *self = SPY_INTERCEPTOR (interceptor);
  g_autofree char *text = domo_delivery_to_string (delivery);
  const GError *error = domo_delivery_get_error (delivery);

  journal_add (self->journal, "%s<%s=%s%s%s", self->name, text,
               outcomes[domo_delivery_get_outcome (delivery)], error != NULL ? "," : "",
               error != NULL ? error->message : "");
  if (self->after != NULL)
    self->after (delivery, self->data);
}

static void
spy_interceptor_class_init (SpyInterceptorClass *klass)
{
  DOMO_INTERCEPTOR_CLASS (klass)->before_delivery = spy_interceptor_before_delivery;
  DOMO_INTERCEPTOR_CLASS (klass)->after_delivery = spy_interceptor_after_delivery;
}

static void
spy_interceptor_init (SpyInterceptor *self)
{
}

SpyInterceptor *
spy_interceptor_new (Journal *journal, const char *name)
{
  SpyInterceptor *self = g_object_new (SPY_TYPE_INTERCEPTOR, NULL);

  self->journal = journal;
  self->name = name;
  return self;
}

SpyInterceptor *
set_spy (StepStage *stage, const char *name)
{
  g_autoptr (SpyInterceptor) spy = spy_interceptor_new (stage->journal, name);

  domo_stage_set_interceptor (stage->stage, DOMO_INTERCEPTOR (spy));
  return spy;
}
