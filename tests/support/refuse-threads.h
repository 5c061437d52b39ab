/* Copyright (C) 2026 The Domo Authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the system refuses to make threads from now on. Answers FALSE if that cannot be had:
 * under ThreadSanitizer, which has to see every thread being made, none is refused. */
gboolean refuse_threads (gboolean refuse);

G_END_DECLS
