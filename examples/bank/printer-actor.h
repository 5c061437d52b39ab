/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <domo-core.h>

G_BEGIN_DECLS

/* The DemoNotices of a batch: they appear among the answers. */
#define PRINTER_TYPE_ACTOR (printer_actor_get_type ())
G_DECLARE_FINAL_TYPE (PrinterActor, printer_actor, PRINTER, ACTOR, DomoActor)

G_END_DECLS
