/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "step-stage.h"

G_BEGIN_DECLS

/* An interceptor that journals what it sees as "NAME>MESSAGE" before and
 * "NAME<MESSAGE=OUTCOME,ERROR" after the delivery, and then does as a test says. */

typedef void (*DeliveryFunc) (DomoDelivery *delivery, gpointer data);

#define SPY_TYPE_INTERCEPTOR (spy_interceptor_get_type ())
G_DECLARE_FINAL_TYPE (SpyInterceptor, spy_interceptor, SPY, INTERCEPTOR, DomoInterceptor)

struct _SpyInterceptor
{
  DomoInterceptor parent_instance;

  const char *name;
  Journal *journal;
  DeliveryFunc before; /* or NULL; so is the next */
  DeliveryFunc after;
  gpointer data;
};

SpyInterceptor *spy_interceptor_new (Journal *journal, const char *name);
/* Makes one and sets it; the stage keeps it. */
SpyInterceptor *set_spy (StepStage *stage, const char *name);

G_END_DECLS
