/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "terminal.h"

G_BEGIN_DECLS

/* Prints each message when it has been handled: whose it was (with the last digits of its address),
 * what it was, how long it took, and on whose behalf.
 */
#define TRACE_TYPE_INTERCEPTOR (trace_interceptor_get_type ())
G_DECLARE_FINAL_TYPE (TraceInterceptor, trace_interceptor, TRACE, INTERCEPTOR, DomoInterceptor)

/* @terminal is NULL where there is none: then it prints on the standard error output. */
DomoInterceptor *trace_interceptor_new (DemoTerminal *terminal, gboolean colours)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
