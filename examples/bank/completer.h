/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* The protocol of whoever knows how a line may go on. */
#define DEMO_TYPE_COMPLETER (demo_completer_get_type ())
G_DECLARE_INTERFACE (DemoCompleter, demo_completer, DEMO, COMPLETER, DomoProtocol)

struct _DemoCompleterInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*complete) (DemoCompleter *self, const char *subject, const char *before);
};

/* Answers the words, a GStrv, that the last word of @before may become. @subject is what the line
 * is about, as in terminal.h.
 */
DomoFuture *demo_completer_complete (DemoCompleter *self, const char *subject, const char *before)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
