/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <stdatomic.h>

#include "domo-context-scope-private.h"
#include "domo-delivery.h"
#include "domo-interceptor.h"
#include "domo-proxy-private.h"

G_BEGIN_DECLS

typedef enum
{
  DOMO_VERDICT_DELIVER,
  DOMO_VERDICT_DROP,
  DOMO_VERDICT_DELAY,
  DOMO_VERDICT_FAIL,
} DomoVerdict;

/* What an interceptor is shown; on the stack of domo_interception_handle(). */
struct _DomoDelivery
{
  DomoProxy *proxy;
  DomoCall *call;
  gboolean wants_answer;
  GValue *args; /* made when asked for */
  gint64 begin; /* -1 unless the handler was called */
  gint64 end;
  DomoDeliveryOutcome outcome;
  GError *error; /* that it ended with */

  /* What shall become of the message, while that can be said. */
  gboolean is_open;
  DomoVerdict verdict;
  gint64 delay;
  GError *failure;
};

/* How many stages have an interceptor. It is all that a message looks at while none has, and stays
 * in the processors' caches because it hardly ever changes. Said to be internal, it is read with
 * one instruction. */
extern G_GNUC_INTERNAL atomic_uint domo_n_interceptors;

static inline guint
domo_interception_count (void)
{
  /* relaxed: only whether to look; the interceptor is found under the runtime's lock. */
  return atomic_load_explicit (&domo_n_interceptors, memory_order_relaxed);
}

/* Whether more has to be done about a call than to deliver it. */
static inline gboolean
domo_interception_is_due (DomoCall *call)
{
  return (call->message.flags | domo_interception_count ()) != 0;
}

/* Whether a call that is sent now may have something to carry. */
static inline gboolean
domo_interception_wants_tag (void)
{
  return ((guintptr) domo_context_scopes | domo_interception_count ()) != 0;
}

DomoCall *domo_interception_tag (DomoProxy *target, DomoCall *call);
void domo_interception_set (DomoRuntime *runtime, DomoInterceptor *interceptor);
DomoInterceptor *domo_interception_dup (DomoRuntime *runtime);
void domo_interception_handle (DomoProxy *self, DomoFrame *frame, DomoCall *call);

G_END_DECLS
