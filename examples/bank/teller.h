/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* The protocol of the teller, who is told what a customer wants and has it done. */
#define DEMO_TYPE_TELLER (demo_teller_get_type ())
G_DECLARE_INTERFACE (DemoTeller, demo_teller, DEMO, TELLER, DomoProtocol)

struct _DemoTellerInterface
{
  GTypeInterface parent_iface;

  DomoFuture *(*serve) (DemoTeller *self, const char *request);
};

/* Carries out one line, as it is typed: "deposit ACC000001 10.10". Answers the text to print, empty
 * for a line without a command, or the bank's refusal.
 */
DomoFuture *demo_teller_serve (DemoTeller *self, const char *request) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
