/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined(DOMO_CORE_INSIDE) && !defined(DOMO_CORE_COMPILATION)
#error "Only <domo-core.h> can be included directly."
#endif

#include "domo-types.h"

G_BEGIN_DECLS

#define DOMO_TYPE_INTERCEPTOR (domo_interceptor_get_type ())

DOMO_CORE_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (DomoInterceptor, domo_interceptor, DOMO, INTERCEPTOR, GObject)

/**
 * DomoInterceptorClass:
 * @parent_class: the parent class
 * @before_delivery: sees a message that is about to be delivered, and may say what shall become of
 *   it
 * @after_delivery: sees what has become of it
 *
 * What an interceptor implements. Both functions are called in the thread that runs the actor,
 * under no lock; either may be left out.
 */
struct _DomoInterceptorClass
{
  GObjectClass parent_class;

  void (*before_delivery) (DomoInterceptor *self, DomoDelivery *delivery);
  void (*after_delivery) (DomoInterceptor *self, DomoDelivery *delivery);

  /*< private >*/
  gpointer padding[6];
};

DOMO_CORE_AVAILABLE_IN_ALL
void domo_interceptor_before_delivery (DomoInterceptor *self, DomoDelivery *delivery);
DOMO_CORE_AVAILABLE_IN_ALL
void domo_interceptor_after_delivery (DomoInterceptor *self, DomoDelivery *delivery);

G_END_DECLS
