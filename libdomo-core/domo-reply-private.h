/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "domo-continuation-private.h"
#include "domo-protocol-private.h"

G_BEGIN_DECLS

void domo_reply_settle (DomoFuture *ask, const DomoMethod *method, DomoFuture *result);
void domo_reply_start (DomoProxy *proxy,
                       DomoFuture *ask,
                       const DomoMethod *method,
                       DomoFuture *result);
void domo_reply_reject (DomoContinuation *continuation, GError *error);

G_END_DECLS
